"""A case's life: the only place where a case changes.

Every method is a whole use case: it takes the store first and runs in one transaction
(``await runner.run(cases.approve, ...)``).
"""

from bot.cases.deciding import Deciding
from bot.cases.receiving import Receiving


class Cases(Receiving, Deciding):
    """All that can be done to a case, by residents (receiving) and officials (deciding)."""


__all__ = ["Cases"]
