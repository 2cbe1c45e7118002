"""Every error raised on purpose. Each one says in a plain sentence what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass


class AuraError(Exception):
    """The base of them all: its text is shown to people as it stands."""


class SettingsError(AuraError):
    """A setting has a value the program cannot start with; the text names the setting."""


class KnowledgeError(AuraError):
    """The answer base cannot be served. ``mistakes`` are all of them, each with file and line."""

    def __init__(self, mistakes: "Sequence[Mistake]") -> None:
        self.mistakes = tuple(mistakes)
        count = len(self.mistakes)
        noun = "mistake" if count == 1 else "mistakes"
        super().__init__(
            f"The answer base has {count} {noun}. Run `aura check` and mend them, beginning with "
            f"{self.mistakes[0]}"
        )


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to mend in the knowledge folder: where it is, what is wrong, what to do."""

    file: str
    line: int
    wrong: str
    mend: str
    serious: bool = True
    """Whether the base cannot be served before this is mended."""

    def __str__(self) -> str:
        grade = "" if self.serious else "warning: "
        return f"{self.file}:{self.line}: {grade}{self.wrong}. {self.mend}"


class NoSuchCaseError(AuraError):
    """There is no case with that reference, or it is not the asker's to see: one text for both."""

    def __init__(self) -> None:
        super().__init__("There is no such case here. Check the reference.")


class NoSuchOfficialError(AuraError):
    """The name is not in the register of officials."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"There is no official '{slug}' in the register. The names are the headings of "
            "knowledge/officials.toml."
        )


class RefusedError(AuraError):
    """A decision that came too late. Its place in the record is kept: whoever runs the use
    case commits before passing this error on.
    """


class ConflictError(AuraError):
    """The store holds another version than the one a change was made from; nothing is kept."""

    def __init__(self) -> None:
        super().__init__("The case was changed at the same moment. Try again.")


class StoreError(AuraError):
    """The store cannot take anything just now (disk full, locked); try again later."""


class AlreadyDecidedError(RefusedError):
    """Somebody decided this case first (S4); ``by`` names who."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(f"{by} has already decided this case. Nothing was sent twice.")


class StaleVersionError(RefusedError):
    """The case has changed since the page or card was drawn; look again before deciding."""

    def __init__(self) -> None:
        super().__init__(
            "This case has changed since you opened it. Look at it again, then decide."
        )


class NotAllowedError(AuraError):
    """The case's state does not allow this act."""


class NotYourAbsenceError(NotAllowedError):
    """Officials set their own absences; ``names`` may set anybody's."""

    def __init__(self, names: str) -> None:
        self.names = names
        super().__init__(f"You can set your own absence. Anybody's can be set by: {names}.")


class AbsenceDaysError(AuraError):
    """The days of an absence do not fit together, or not the calendar."""

    def __init__(self) -> None:
        super().__init__(
            "The last day must be today or later, not before the first day, and within two years."
        )


class NoDateError(AuraError):
    """No day was typed, or none that can be read."""

    def __init__(self) -> None:
        super().__init__("The day is missing or cannot be read. Write it as 24.12.2026.")


class NotSendableError(NotAllowedError):
    """The answer is past its review date, not in force or out of season (L2)."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"The answer '{slug}' is not valid today: see its review date and season. "
            "Review it first, or answer in your own words."
        )


class LimitError(AuraError):
    """Something from outside is too long, too large or too frequent."""


class TooOftenError(LimitError):
    """Messages come faster than the limit; the same one may be sent again in a while."""


class EmptyTextError(AuraError):
    """A text that would go to a resident is empty."""

    def __init__(self) -> None:
        super().__init__("The text is empty. Write the reply first.")


class UnreadableError(AuraError):
    """What has arrived cannot be read as a question; it is set aside and shown to a person."""


class SendError(AuraError):
    """A delivery did not go out.

    ``permanent`` means it never will (shown to a person); otherwise it is tried again.
    ``uncertain`` means it may have gone out, so that the next try is marked.
    ``unreachable`` means that nobody is there any more, with ``permanent``: the case is closed.
    ``again_in`` are the seconds after which the channel takes it: this was no try at all.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        uncertain: bool = False,
        unreachable: bool = False,
        again_in: float | None = None,
    ) -> None:
        self.permanent = permanent or unreachable
        self.uncertain = uncertain
        self.unreachable = unreachable
        self.again_in = again_in
        super().__init__(why)


class FileError(AuraError):
    """A file that a resident sent cannot be fetched from its channel, or is too large."""

    def __init__(self, *, too_large: bool = False) -> None:
        self.too_large = too_large
        super().__init__("The file is too large." if too_large else "The file cannot be fetched.")


class NoSuchProposalError(AuraError):
    """There is no such proposal, or it has been decided."""

    def __init__(self) -> None:
        super().__init__("There is no such proposal, or it has been decided already.")


class NotYoursError(AuraError):
    """Somebody else decides this: the owner of the answer, of its topic, or of quality."""

    def __init__(self, names: str) -> None:
        self.names = names
        super().__init__(f"This is decided by: {names}.")


class StandsInError(NotAllowedError):
    """The official chosen is not there when the work begins; who has the case stands in."""

    def __init__(self, by: str, names: str) -> None:
        self.by = by
        self.names = names
        super().__init__(f"{by} is away. {names} stands in and has the case already.")


class OnDeskOnlyError(AuraError):
    """A sensitive case is neither shown nor decided on a chat (L27)."""

    def __init__(self) -> None:
        super().__init__("This case is sensitive. Open it on the desk.")


class KnownWordingError(AuraError):
    """The answer has this wording already, or somebody has proposed it."""

    def __init__(self) -> None:
        super().__init__("The answer has this wording already, or it waits for a yes.")


class NotWritableError(AuraError):
    """An answer's file cannot be written; nothing was changed."""


class BrokenAnswerError(NotWritableError):
    """An answer's file has mistakes: it is mended before anything is written into it."""


class AnswerChangedError(AuraError):
    """The answer's file holds something else than was reviewed, or is gone."""

    def __init__(self, file: str = "The answer's file") -> None:
        super().__init__(
            f"{file} has changed or gone since you looked at it, or somebody has reviewed it. "
            "Look at it again."
        )
