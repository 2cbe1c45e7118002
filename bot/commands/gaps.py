"""`aura gaps`: answers that are hard to reach, phrasings that mislead, and what to do."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.city import Base
from bot.commands.questions import questions_of
from bot.errors import AuraError
from bot.evaluation import gaps as found
from bot.evaluation.gaps import Misleading, Probe
from bot.evaluation.outcomes import ask
from bot.evaluation.tables import Table, between, cut, percent
from bot.matching import AnswerMatcher

Say = Callable[[str], None]
_HARD = (
    "\nAdd to the answer's `asked` how residents put it, in words of your own: not the labelled\n"
    "question itself, or the measurement says nothing."
)
_MISLEADS = (
    "Look at the phrasings shown: is that word the matter itself? If not, put it otherwise, or\n"
    "give the right answer phrasings that hold the same word."
)
_STRAYED = "Is the phrasing under the right answer? Could two answers be one?"


def gaps(path: Path | None, folder: Path, base: Base, say: Say, *, most: int, few: int) -> int:
    """Show the gaps. The exit status: 1 for mistakes in the file of questions.

    Raises AuraError when there is nothing to tell by.
    """
    own = folder / "questions.jsonl"
    file = path or (own if own.is_file() else None)
    questions = questions_of(file, base, say) if file else []
    if questions is None:
        return 1
    matcher = AnswerMatcher(base)
    left_out = list(found.probes_of_base(matcher))
    probes = [*found.probes_of_questions(ask(base, matcher, questions)), *left_out]
    if not probes:
        raise AuraError(
            f"There is nothing to tell by: {own} is missing. Name a file with --questions."
        )
    say(f"{base.city.name}: {len(questions)} labelled questions, {len(left_out)} phrasings.")
    for line in lines(base, probes, most=most, few=few):
        say(line)
    return 0


def lines(base: Base, probes: Sequence[Probe], *, most: int, few: int) -> Iterator[str]:
    """Hard answers by language, what misleads, phrasings that stray, answers with few phrasings."""
    hard = [
        line
        for language in base.city.languages
        for line in _hard([p for p in probes if p.language == language], language, most)
    ]
    yield from [*hard, _HARD] if hard else ["\nNo answer is missed."]
    if misleading := found.misleading(base, probes)[:most]:
        yield f"\nAnswers that win where another is right\n{_MISLEADS}"
        for one in misleading:
            yield from _misleading(one)
    if strayed := found.strayed(probes)[:most]:
        yield f"\nPhrasings that would lead to another answer, were they not there\n{_STRAYED}"
        for stray in strayed:
            words = ", ".join(stray.words) or "-"
            yield f"  {stray.slug} ({stray.language}): {cut(stray.phrasing, 60)}"
            yield f"    finds {stray.given} by {words}"
    yield from _few(base, few, most)


def _hard(probes: Sequence[Probe], language: str, most: int) -> Iterator[str]:
    rows = [
        (
            one.slug,
            str(one.found.of),
            percent(one.found.value),
            between(one.found),
            cut(", ".join(f"{slug} {n}" for slug, n in one.instead), 40),
        )
        for one in found.hard(probes)[:most]
    ]
    if rows:
        heads = ("answer", "n", "found", "95 %", "instead")
        title = f"Hardest to reach in {language}"
        yield from Table(heads, rows, title, frozenset({0, 4})).lines()


def _misleading(one: Misleading) -> Iterator[str]:
    over = ", ".join(f"{slug} {n}" for slug, n in one.instead_of)
    words = ", ".join(f"{word} {n}" for word, n in one.words)
    yield f"  {one.slug} ({one.language}), {one.count} times: instead of {cut(over, 70)}"
    yield f"    by the words: {words or '-'}"
    for phrasing in one.through:
        yield f"    perhaps through: {cut(phrasing, 70)}"


def _few(base: Base, fewer: int, most: int) -> Iterator[str]:
    low = found.few(base, fewer)
    if not low:
        return
    yield f"\nAnswers with fewer than {fewer} phrasings: {len(low)}"
    for answer, count in low[:most]:
        yield f"  answers/{answer.topic}/{answer.slug}.{answer.language}.md: {count}"
