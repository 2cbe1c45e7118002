"""Labelled questions: read with every slip named, asked as the desk asks, measured."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Kind, Labelled
from bot.city import Base
from bot.errors import SettingsError
from bot.evaluation import figures, groups
from bot.evaluation.figures import FIGURES
from bot.evaluation.outcomes import Outcome, ask, hear, judge
from bot.evaluation.requirements import requirements
from bot.knowledge import questions
from bot.matching import AnswerMatcher
from bot.routing import Route
from tests.conftest import ROOT, RULES
from tests.fakes import MONDAY, ScriptedMatcher
from tests.lines import line

DAY = MONDAY.date()
SAMPLE = ROOT / "knowledge" / "questions.jsonl"


def _read(tmp_path: Path, base: Base, text: str, name: str = "q.jsonl") -> tuple[object, list[str]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found, mistakes = questions.read(path, base)
    return found, [str(mistake).removeprefix(f"{tmp_path}/") for mistake in mistakes]


def test_csv_and_jsonl_read_the_same(tmp_path: Path, base: Base) -> None:
    """The sample's own questions, through both separators of lists and three of columns."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(one) for one in lines]
    expected, _ = questions.read(SAMPLE, base)
    for mark, within in ((",", ";"), (";", "|"), ("\t", "|")):
        heads = mark.join(("tags", "text", "lang", "answer", "also", "id", "extra"))
        written = [heads]
        for row in rows:
            text = '"' + row["text"].replace('"', '""') + '"'
            also, tags = (f'"{within.join(row[name])}"' for name in ("also", "tags"))
            cells = (tags, text, row["lang"], row["answer"] or "", also, row["id"], "x")
            written.append(mark.join(cells))
        assert _read(tmp_path, base, "\r\n".join(written) + "\r\n", "q.csv") == (expected, [])


def test_a_csv_text_may_hold_a_line_break_and_the_next_line_is_counted_right(
    tmp_path: Path, base: Base
) -> None:
    text = '\ufefftext,lang,answer\n"one\ntwo",fi,grit-free\n\nthree,fi,no-such\n'
    found, mistakes = _read(tmp_path, base, text, "q.csv")
    assert found == [Labelled("one\ntwo", "fi", "grit-free", name="line 2")]
    (mistake,) = mistakes
    assert mistake.startswith("q.csv:5: no such answer as 'no-such'. `aura check`")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not an object"),
        ('{"text": "x", "lang": "fi"}', "no answer"),
        ('{"text": " ", "lang": "fi", "answer": null}', "no text"),
        ('{"text": 7, "lang": "fi", "answer": null}', "no text"),
        (json.dumps({"text": "x" * 2001, "lang": "fi", "answer": None}), "longer than 2000"),
        ('{"text": "x", "lang": "et", "answer": null}', "does not serve the language 'et'"),
        ('{"text": "x", "lang": ["fi"], "answer": null}', "does not serve the language"),
        ('{"text": "x", "lang": "fi", "answer": "no-such"}', "no such answer as 'no-such'"),
        ('{"text": "x", "lang": "fi", "answer": "grit-free", "also": ["y"]}', "answer as 'y'"),
        ('{"text": "x", "lang": "fi", "answer": null, "also": ["jobs"]}', "without an 'answer'"),
        ('{"text": "x", "lang": "fi", "answer": {"a": 1}}', "no list of slugs"),
        ('{"text": "x", "lang": "fi", "answer": null, "tags": 3}', "no list of slugs"),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, base: Base, row: str, wrong: str) -> None:
    good = '{"text": "hiekkaa", "lang": "fi", "answer": "grit-free"}'
    found, (mistake,) = _read(tmp_path, base, f"{good}\n\n{row}\n{good}\n")
    assert len(found) == 2  # type: ignore[arg-type]
    assert mistake.startswith("q.jsonl:3: ")
    assert wrong in mistake


def test_a_file_that_is_no_list_of_questions_is_told(tmp_path: Path, base: Base) -> None:
    assert "no questions" in _read(tmp_path, base, "\n")[1][0]
    assert "no column lang, answer" in _read(tmp_path, base, "text,label\n", "q.csv")[1][0]
    assert "no column text" in _read(tmp_path, base, "", "q.csv")[1][0]
    assert "more than 20000 lines" in _read(tmp_path, base, "\n" * 20_001)[1][0]
    assert "larger than 16 MB" in _read(tmp_path, base, " " * (2**24 + 1))[1][0]
    huge = "text,lang,answer\n" + "x" * 200_000 + ",fi,\n"
    assert "q.csv:2: not CSV" in _read(tmp_path, base, huge, "q.csv")[1][0]
    (tmp_path / "latin").write_bytes("hyvää".encode("latin-1"))
    assert "not UTF-8" in str(questions.read(tmp_path / "latin", base)[1][0])
    assert "cannot be read" in str(questions.read(tmp_path / "none", base)[1][0])


def test_each_question_goes_the_way_the_desk_would_send_it(
    base: Base, matcher: AnswerMatcher
) -> None:
    asked = [
        Labelled("milloin aura tulee", "fi", "ploughing-when"),
        Labelled("kaaduin jäällä", "fi", "slip-claim"),
        Labelled("kiitos", "fi", "thanks"),
        Labelled("haluan puhua ihmiselle", "fi", None),
        Labelled("mitä kello on", "fi", None),
    ]
    scripted = ScriptedMatcher(matcher, RULES)
    outcomes = judge(base, ask(base, scripted, asked), DAY)
    assert [(o.route, o.why, o.drafted) for o in outcomes] == [
        (Route.DRAFT, "matched", ("ploughing-when",)),
        (Route.HANDOVER, "formal", ("slip-claim",)),
        (Route.TALK, "talk", ("thanks",)),
        (Route.HANDOVER, "asked_human", ()),
        (Route.HANDOVER, "no_match", ()),
    ]
    assert [o.kind for o in outcomes][:3] == [Kind.ANSWER, Kind.HUMAN, Kind.TALK]
    in_summer = judge(base, ask(base, scripted, asked[:1]), date(2026, 7, 1))
    assert (in_summer[0].why, in_summer[0].drafted) == ("not_valid_now", ())


def test_personal_data_is_masked_before_matching_as_at_the_door(
    base: Base, matcher: AnswerMatcher
) -> None:
    made = hear(base, matcher, "mistä hiekkaa, soita 040 123 4567", "fi")
    assert made.removed == ("phone",)
    assert made.said.ranking == matcher.match("mistä hiekkaa, soita  ", "fi")


def test_the_labelled_language_is_used_unless_the_recognised_one_is_wanted(
    base: Base, matcher: AnswerMatcher
) -> None:
    swedish = [Labelled("När plogas vår gata i Aurala?", "fi", None)]
    (labelled,) = ask(base, matcher, swedish)
    (recognised,) = ask(base, matcher, swedish, recognise=True)
    assert (labelled.ranking.language, labelled.made.recognised) == ("fi", "sv")
    assert recognised.ranking.language == "sv"


LINES = (
    line("a", [("a", 0.9), ("b", 0.1)], drafted=["a"], tags=["terse"], topic="t", kind=Kind.ANSWER),
    line("a", [("b", 0.8), ("a", 0.2)], drafted=["b"], words=["ice", "snow"], topic="t"),
    line("a", [("b", 0.4), ("c", 0.3), ("d", 0.2), ("a", 0.1)], words=["snow"], topic="t"),
    line("b", [("c", 0.6)], also=["c"], drafted=["c"], language="sv", recognised="sv", topic="u"),
    line("b", language="sv", topic="u"),
    line(None, [("a", 0.7)], drafted=["a"], words=["ice"]),
    line(None, [("b", 0.3)]),
)
"""Five lines with an answer (two of them right first), two strangers (one drafted)."""


def _figure(name: str, lines: object = LINES) -> float | None:
    return FIGURES[name].of(lines).value  # type: ignore[arg-type]


def test_the_figures_are_those_worked_out_by_hand() -> None:
    assert _figure("top1") == 2 / 5
    assert _figure("top3") == 3 / 5
    assert _figure("mrr") == pytest.approx((1 + 1 / 2 + 1 / 4 + 1 + 0) / 5)
    # right .9 .6 against .8 .4 0 .7 .3: five and three pairs won of ten
    assert _figure("auroc") == pytest.approx(8 / 10)
    # .9 .8 .4 .6 0 against .7 .3: 2 + 2 + 1 + 1 + 0 of ten
    assert _figure("auroc_scope") == pytest.approx(6 / 10)
    assert _figure("cov95") == 1 / 5
    assert _figure("drafted_right") == 2 / 5
    assert _figure("wrong_drafts") == 1 / 2
    assert _figure("wrong_of_drafted") == 2 / 4
    assert _figure("asked_right") is None
    assert _figure("language") == 6 / 7
    # gaps .1 (right) .8 .4 .4 (right) 0 .7 .3 over seven bins of one
    assert _figure("ece") == pytest.approx((0.1 + 0.8 + 0.4 + 0.4 + 0 + 0.7 + 0.3) / 7)


def test_a_draft_of_two_matters_is_right_when_both_are() -> None:
    both = line("a", [("a", 0.9)], also=["b"], drafted=["a", "b"])
    one = line("a", [("a", 0.9)], drafted=["a", "b"])
    assert (both.drafts_right, both.drafts_wrong) == (True, False)
    assert (one.drafts_right, one.drafts_wrong) == (False, True)


def test_a_question_back_is_right_when_it_offers_a_right_answer() -> None:
    asked = [
        line("a", [("b", 0.5), ("a", 0.4)], route=Route.ASK, choices=["b", "a"]),
        line("a", [("b", 0.5), ("c", 0.4)], route=Route.ASK, choices=["b", "c"]),
        line(None, [("b", 0.5), ("c", 0.4)], route=Route.ASK, choices=["b", "c"]),
    ]
    assert _figure("asked_right", asked) == 1 / 3
    assert _figure("wrong_drafts", asked) == 0


def test_what_is_in_no_language_of_the_city_goes_to_a_person(
    base: Base, matcher: AnswerMatcher
) -> None:
    scripted = ScriptedMatcher(matcher, RULES, foreign=["lumi"])
    estonian = [Labelled("millal lumi ära viiakse, aura", "fi", None)]
    (recognised,) = judge(base, ask(base, scripted, estonian, recognise=True), DAY)
    assert (recognised.why, recognised.drafted, recognised.given) == ("foreign", (), None)
    (labelled,) = judge(base, ask(base, scripted, estonian), DAY)
    assert labelled.given == "ploughing-when"


def test_dangers_and_formal_matters_are_watched() -> None:
    lines = [
        line("d", [("d", 0.3)], drafted=["d"], kind=Kind.DANGER, route=Route.SAFETY, why="danger"),
        line("d", [("a", 0.3)], kind=Kind.DANGER),
        line("a", [("d", 0.3)], drafted=["d"], kind=Kind.ANSWER, route=Route.SAFETY, why="danger"),
        line("f", [("f", 0.9)], drafted=["f"], kind=Kind.HUMAN, route=Route.HANDOVER, why="formal"),
        line("f", [("a", 0.9)], drafted=["a"], kind=Kind.HUMAN),
    ]
    assert _figure("danger_found", lines) == 1 / 2
    assert _figure("danger_false", lines) == 1 / 3
    assert _figure("formal_missed", lines) == 1 / 2


def test_what_no_line_can_tell_has_no_value() -> None:
    for name, value in figures.measure([]).items():
        assert (value.value, value.of) == (None, 0), name
    assert _figure("top1", LINES[5:]) is None
    assert _figure("wrong_drafts", LINES[:5]) is None


@given(st.permutations(LINES))
def test_the_order_of_the_file_changes_nothing(mixed: list[Outcome]) -> None:
    assert figures.measure(mixed) == figures.measure(LINES)
    assert groups.confusions(mixed) == groups.confusions(LINES)


def test_the_groups_hold_each_line_where_it_belongs(base: Base) -> None:
    found = groups.groups(base, LINES)
    assert {name: len(lines) for name, lines in found["language"].items()} == {"fi": 5, "sv": 2}
    assert {n: len(o) for n, o in found["topic"].items()} == {"(no answer)": 2, "t": 3, "u": 2}
    assert {n: len(o) for n, o in found["kind"].items()} == {"(no answer)": 6, "answer": 1}
    assert {n: len(o) for n, o in found["tag"].items()} == {"terse": 1}


def test_confusions_name_the_words_and_whether_a_draft_came_of_it() -> None:
    """A stranger that was handed over is no confusion: that is where it belongs."""
    found = groups.confusions(LINES)
    assert [(c.right, c.given, c.count, c.drafted) for c in found] == [
        ("a", "b", 2, 1),
        (None, "a", 1, 1),
        ("b", None, 1, 0),
    ]
    assert found[0].words == (("snow", 2), ("ice", 1))
    assert found[0].examples == ("a question", "a question")


def test_topics_are_counted_as_right_and_given(base: Base) -> None:
    lines = [
        line("grit-free", [("ploughing-when", 0.9)], topic="winter-streets"),
        line("jobs", [("grit-free", 0.9)], topic="participation"),
        line(None, [("grit-free", 0.3)]),
        line(None, [("grit-free", 0.9)], drafted=["grit-free"]),
    ]
    assert groups.topic_pairs(base, lines) == {
        ("winter-streets", "winter-streets"): 1,
        ("participation", "winter-streets"): 1,
        ("(no answer)", "(no draft)"): 1,
        ("(no answer)", "winter-streets"): 1,
    }


def test_a_requirement_is_a_least_or_a_most_over_all_or_one_language() -> None:
    said = ["top1=0.4", "top1=0.41", "wrong_drafts=0.5", "wrong_drafts=0.49", "sv.top1=0.5"]
    required = requirements(said, ("fi", "sv"))
    failures = [one.failure(LINES) for one in required]
    assert [failure is None for failure in failures] == [True, False, True, False, True]
    assert failures[1] == "top1 is 0.4000 of 5 lines (required: at least 0.41)."
    assert failures[3] == "wrong_drafts is 0.5000 of 2 lines (required: at most 0.49)."
    (untold,) = requirements(["sv.wrong_drafts=1"], ("fi", "sv"))
    assert "cannot be told" in (untold.failure(LINES) or "")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("top2=0.5", "there is no figure 'top2'. Choose among top1, top3, mrr"),
        ("et.top1=0.5", "does not serve 'et'. Choose among fi, sv"),
        (".top1=0.5", "does not serve ''"),
        ("top1", "a number from 0 to 1"),
        ("top1=75", "a number from 0 to 1"),
        ("top1=nan", "a number from 0 to 1"),
    ],
)
def test_a_requirement_that_cannot_be_read_says_what_there_is(said: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"--require") as refused:
        requirements([said], ("fi", "sv"))
    assert wrong in str(refused.value)


def test_every_figure_says_what_it_is() -> None:
    for figure in FIGURES.values():
        assert figure.meaning.endswith("."), figure.name
        assert "`" not in figure.meaning
