"""Officials' internal notes on a case: seen on every surface of officials, never by the resident.

They are no lines of the thread (L22: kept apart and marked so), so nothing that is made of the
thread can show them: no page or file of the resident's, no match, no draft.
"""

from bot import privacy
from bot.cases.steps import Steps
from bot.errors import (
    EmptyTextError,
    LimitError,
    NoSuchCaseError,
    NoSuchOfficialError,
    NotAllowedError,
)
from bot.model import Act, Case, Note
from bot.ports import Store

MOST_NOTE_SIGNS = 2000
"""The longest note."""


class Noting(Steps):
    """What officials tell each other."""

    def note(self, store: Store, reference: str, *, by: str, text: str) -> Case:
        """Keep a note of any official's, in any state of the case; the case, unchanged.

        Masked as residents' words are (L24).

        Raises:
            NoSuchOfficialError, NoSuchCaseError: who or what is not known.
            EmptyTextError, LimitError: there is nothing to keep, or more than 2,000 signs.
            NotAllowedError: the case is erased, or its time was over; a note might bring back what
                is gone, and no second erasing would find it.
        """
        if by not in self.base.officials:
            raise NoSuchOfficialError(by)
        case = store.case(reference)
        if case is None:
            raise NoSuchCaseError
        if case.is_erased:
            raise NotAllowedError("The words of this case are deleted; nothing is added to it.")
        words = "\n".join(text.strip().splitlines())
        if len(words) > MOST_NOTE_SIGNS:
            most = f"{MOST_NOTE_SIGNS:,}"
            raise LimitError(f"The note has {len(words)} characters; the most is {most}. Cut it.")
        masked = privacy.mask(words).text
        if not masked:
            raise EmptyTextError
        store.add_note(Note(case.id, self.now(), by, masked))
        self._record(store, case, Act.NOTED, by)
        return case
