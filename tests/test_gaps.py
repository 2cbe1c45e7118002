"""Where the base can be mended: answers hard to reach, phrasings that mislead."""

import pytest

from bot.answers import Labelled
from bot.city import Base
from bot.commands import gaps as command
from bot.evaluation import gaps
from bot.evaluation.gaps import Probe
from bot.evaluation.outcomes import ask
from bot.matching import AnswerMatcher
from tests.conftest import RULES
from tests.fakes import LeavingOutMatcher, ScriptedMatcher

PHRASINGS = [
    ("ploughing-when", "fi", "koska aura tulee"),
    ("grit-free", "fi", "aura vie hiekan"),  # finds ploughing-when: misplaced
    ("grit-free", "fi", "mistä hiekka"),
    ("grit-free", "fi", "soraa"),  # finds nothing
    ("grit-free", "sv", "sand"),  # one probe alone tells nothing
]


@pytest.fixture
def probes(base: Base, matcher: AnswerMatcher) -> list[Probe]:
    """Five phrasings left out and two labelled questions, one of them a stranger's."""
    leaving = LeavingOutMatcher(matcher, RULES, PHRASINGS)
    labelled = [Labelled("aura hiekalle", "fi", "grit-free"), Labelled("aura", "fi", None)]
    questions = gaps.probes_of_questions(ask(base, leaving, labelled))
    return [*questions, *gaps.probes_of_base(leaving)]


def test_questions_and_phrasings_tell_together_and_strangers_do_not(probes: list[Probe]) -> None:
    assert [probe.is_phrasing for probe in probes] == [False] + [True] * 5
    assert sum(probe.is_found for probe in probes) == 2


def test_a_matcher_that_cannot_leave_phrasings_out_gives_no_probes(matcher: AnswerMatcher) -> None:
    assert list(gaps.probes_of_base(ScriptedMatcher(matcher, RULES))) == []


def test_the_hardest_answers_come_first_with_what_is_found_instead(probes: list[Probe]) -> None:
    (hard,) = gaps.hard(probes)
    assert (hard.slug, hard.language, hard.found.of, hard.found.value) == (
        "grit-free",
        "fi",
        4,
        0.25,
    )
    assert hard.instead == (("ploughing-when", 2), ("(nothing)", 1))
    assert hard.missed == ("aura hiekalle", "aura vie hiekan", "soraa")


def test_what_misleads_is_told_with_its_words_and_likely_phrasings(
    base: Base, probes: list[Probe]
) -> None:
    (misleading,) = gaps.misleading(base, probes)
    assert (misleading.slug, misleading.count) == ("ploughing-when", 2)
    assert misleading.instead_of == (("grit-free", 2),)
    assert misleading.words == (("aura", 2),)
    answer = base.answer("ploughing-when", "fi")
    assert answer
    assert misleading.through
    assert set(misleading.through) <= set(answer.asked)
    assert all("aura" in phrasing.casefold() for phrasing in misleading.through)


def test_a_phrasing_that_leads_elsewhere_is_named(probes: list[Probe]) -> None:
    (strayed,) = gaps.strayed(probes)
    assert (strayed.phrasing, strayed.slug) == ("aura vie hiekan", "grit-free")
    assert (strayed.given, strayed.words) == ("ploughing-when", ("aura",))


def test_answers_with_few_phrasings_are_listed_fewest_first(base: Base) -> None:
    everything = gaps.few(base, 10_000)
    counts = [count for _, count in everything]
    assert counts == sorted(counts)
    assert all(count == len(answer.asked) for answer, count in everything)
    assert gaps.few(base, counts[0] + 1)[0] == everything[0]
    assert gaps.few(base, counts[0]) == []


def test_the_lists_say_what_to_do(base: Base, probes: list[Probe]) -> None:
    said = "\n".join(command.lines(base, probes, most=5, few=10_000))
    assert "Hardest to reach in fi\nanswer     n   found" in said
    assert "Add to the answer's `asked`" in said
    assert "ploughing-when (fi), 2 times: instead of grit-free 2" in said
    assert "grit-free (fi): aura vie hiekan\n    finds ploughing-when by aura" in said
    assert "Answers with fewer than 10000 phrasings" in said
    assert said.count(".md: ") == 5
    assert "No answer is missed." in "\n".join(command.lines(base, [], most=5, few=0))
