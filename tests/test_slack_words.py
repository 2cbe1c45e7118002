"""What people write is shown in Slack as it is: nobody is notified, no link leads elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.channels.slack.blocks import bold, fallback, quoted, small, written
from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.slack_blocks import read_blocks
from tests.slack_desk import eventually
from tests.slack_sight import links, notified, shown, shown_in_list
from tests.slack_town import Town, becomes, slack_town

EVIL = (
    "<!channel> <!here> <!everyone|kaikki> @channel",
    "<@UANNIKA> <@U0AURABOT> <!subteam^S1>",
    "<https://evil.example|https://aurala.fi> <tel:+3581|aurala.fi>",
    "[aurala.fi](https://evil.example) ja **lihava** # otsikko",
    "`koodi` ```monta``` *tähti* _viiva_ ~yli~",
    "> lainaus\n&gt; &lt;!channel&gt; &amp;",
    "suunta \u202eakajaa\u202c \u2067oikealta\u2069 loppu",
    ":smile: :+1: 🙂 👨\u200d👩\u200d👧",
    "1. eka\n24. joulukuuta\n- viiva\n* tähti",
)
_MARKS = ["\ud800", "<!channel>", "<@U1>", "<https://e.example|a>", "[a](https://e.example)",
          "**", "`", "*",
          "# ", "- ", "1. ", "24. ", "\n", "\n\n", "\r\n", "\x00", "\u202e", "\u2028", "&lt;",
          ":x:", "🙂", " "]  # fmt: skip
_TEXTS = st.lists(st.one_of(st.sampled_from(_MARKS), st.text(max_size=30)), max_size=40).map(
    "".join
) | st.tuples(st.sampled_from(["ä", "🙂", "a b ", "- a\n", "[a](https://e.example) "]),
              st.integers(1, 4000)).map(lambda pair: pair[0] * pair[1])  # fmt: skip


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path) as running:
        yield running


def _plain(text: str) -> str:
    """Without marks of direction, which the chat leaves out."""
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).split())


def test_a_residents_words_stand_on_card_in_note_in_list_and_home_as_they_are(town: Town) -> None:
    for evil in EVIL:
        with town.resident() as resident:
            resident.asks(f"milloin aura tulee Koivukujalle {evil}")
            told = _plain("\n".join(f"▌{line}" for line in town.thread()[0].split("\n"))[1:])
            card = town.annika.sees(town.case.reference)
            assert _plain(town.thread()[0]) in _plain(card.text), (told, card.text)
            assert card.notifies == set(), evil
            assert not any("evil" in address for address, _ in card.links), evil
            town.annika.says(evil, thread=card.ts)
            noted = _of(town, evil)
            seen = becomes(town.annika, card, noted.split("\n")[0])
            assert seen.notifies == set(), evil
            assert not any("evil" in address for address, _ in seen.links), evil
            town.decides(town.desk.aura.cases.close, by="annika-sundstrom", reason="spam")
            becomes(town.annika, card, "Annika Sundström: Päätti")


def _of(town: Town, evil: str) -> str:
    """The note as it was kept."""
    eventually(lambda: len(town.notes()) == 1)
    [noted] = town.notes()
    assert evil.split(maxsplit=1)[0].strip("<>")[:4] in noted
    return noted


def test_a_list_shows_the_same_words_and_home_none(town: Town) -> None:
    """Slack keeps a Home tab as it was drawn last: words there would outlive their case (L25)."""
    for evil in EVIL:
        with town.resident() as resident:
            resident.asks(f"milloin aura tulee Koivukujalle {evil}")
    assert town.annika.commands("/aura", "omat").ok
    town.annika.opens_home()
    home = town.annika.home(f"Sinua odottaa {len(EVIL)}")
    listed = town.annika.whispers()[-1]
    for seen in (home, listed):
        assert seen.notifies == set()
        assert not any("evil" in address for address, _ in seen.links)
    for evil in EVIL:
        assert _plain(evil)[:25] in _plain(listed.text), evil
    assert "milloin aura" not in home.text


def test_ten_thousand_signs_are_cut_with_a_mark_or_refused_by_the_chat(town: Town) -> None:
    with town.resident() as resident:
        resident.asks("milloin aura tulee Koivukujalle " + "aura " * 380)
        card = town.annika.sees(town.case.reference)
        assert "…" in card.text
        assert len(card.text) < 6000
    kalle = town.newcomer()
    kalle.says("milloin " + "ä" * 9992)
    kalle.sees("Viesti on liian pitkä")
    assert len(town.cases) == 1


def _body(blocks: list[Block]) -> dict[str, Any]:
    return {"blocks": read_blocks([block.to_dict() for block in blocks])}


@given(_TEXTS)
def test_any_words_make_blocks_that_slack_takes_and_stand_there_exactly(text: str) -> None:
    """``quoted``, ``small``, ``bold`` and ``fallback``: people's words, nothing is markup."""
    quote = _body(quoted(text)) if text.strip() else {"blocks": []}
    assert "".join(shown(quote).replace("▌", "").split()) == "".join(text.replace("▌", "").split())
    for body in (quote, _body([small(text)]), _body([bold(text)])):
        assert notified(body) == set()
        assert links(body) == []
    message = {"text": fallback(text)}
    assert notified(message) == set()
    assert links(message) == []
    assert len(shown_in_list(message)) <= 1002


@given(_TEXTS)
def test_any_text_of_the_city_makes_blocks_that_slack_takes_and_keeps_every_word(
    text: str,
) -> None:
    body = _body(written(text))
    assert notified(body) == set()
    there = "".join(shown(body).split())
    for word in "".join(sign if sign.isalnum() else " " for sign in text).split():
        assert word in there
