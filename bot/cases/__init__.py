"""A case's life: the only place where a case changes.

Every method is a whole use case: it takes the store first and runs in one transaction
(``await runner.run(cases.approve, ...)``).
"""

from bot.cases.absences import Covering
from bot.cases.deciding import Deciding
from bot.cases.learning import Learning
from bot.cases.mending import Mending
from bot.cases.noting import Noting
from bot.cases.receiving import Receiving
from bot.cases.reminding import Look, Reminding, Ticked
from bot.cases.retaining import Retaining
from bot.cases.rights import Erasure, Fate, Rights


class Cases(Receiving, Reminding, Deciding, Mending, Noting, Covering, Learning, Rights, Retaining):
    """All that can be done to a case, by residents (receiving, rights), officials (deciding,
    noting, covering for the absent) and the clock (reminding, retaining), and what the base learns
    from it.
    """


__all__ = ["Cases", "Erasure", "Fate", "Look", "Ticked"]
