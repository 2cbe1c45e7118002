"""What the whole program answers from: the base and its matcher, changed both at once."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers import Answer
from bot.city import Base
from bot.learning import Proposal
from bot.people import Official, Whereabouts, known_absences
from bot.ports import Matcher


class Library:
    """The base and the matcher in use. Whoever needs them reads them here each time."""

    def __init__(self, base: Base, matcher: Matcher | None = None) -> None:
        """Without a matcher the library can be read, but finds nothing before ``swap``."""
        self._held = (base, matcher)
        self._as_read = base
        self._said: tuple[Whereabouts, ...] = ()
        self.mistakes = 0
        """How many serious mistakes keep the folder's changed files from being used."""

    @property
    def base(self) -> Base:
        """The base that is served now: the register with who is away in fact."""
        return self._held[0]

    @property
    def as_read(self) -> Base:
        """The same base with the register as its file has it."""
        return self._as_read

    @property
    def said(self) -> tuple[Whereabouts, ...]:
        """What was said of officials' days while serving, as far as the library was told."""
        return self._said

    @property
    def is_open(self) -> bool:
        """Whether there is a matcher."""
        return self._held[1] is not None

    @property
    def matcher(self) -> Matcher:
        """The matcher of that base."""
        matcher = self._held[1]
        if matcher is None:
            raise RuntimeError("The library has no matcher yet: it is made when Aura opens.")
        return matcher

    def swap(self, base: Base, matcher: Matcher) -> None:
        """Take a new base with its matcher: one assignment, so nobody sees half of it. Called on
        the store's thread, so that no use case begins with one base and ends with another.
        """
        self._as_read = base
        self._held = (_with_absences(base, self._said), matcher)

    def take_absences(self, said: Sequence[Whereabouts]) -> None:
        """Take what was said while serving of officials' days, all of it; kept over a ``swap``.
        Called on the store's thread, for the same reason.
        """
        if tuple(said) != self._said:
            self._said = tuple(said)
            self._held = (_with_absences(self._as_read, said), self._held[1])


def _with_absences(base: Base, said: Sequence[Whereabouts]) -> Base:
    """The base with the absences of the register and those set while serving."""

    def told(official: Official) -> Official:
        own = [one for one in said if one.official == official.slug]
        if not own:
            return official
        known = known_absences(official.absences, own)
        return replace(official, absences=tuple(days for days, _ in known))

    officials = {slug: told(official) for slug, official in base.officials.items()}
    return replace(base, officials=officials) if said else base


def with_wordings(base: Base, accepted: list[Proposal]) -> Base:
    """The base where each answer is also asked for by its accepted wordings."""
    answers = {slug: dict(versions) for slug, versions in base.answers.items()}
    for proposal in accepted:
        answer = answers.get(proposal.slug, {}).get(proposal.language)
        if answer and not is_asked(answer, proposal.wording):
            asked = (*answer.asked, proposal.wording)
            answers[proposal.slug][proposal.language] = replace(answer, asked=asked)
    return replace(base, answers=answers)


def is_asked(answer: Answer, wording: str) -> bool:
    """Whether the answer has this wording already, however it is capitalised."""
    return wording.casefold() in (known.casefold() for known in (answer.title, *answer.asked))
