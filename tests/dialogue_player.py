"""Plays dialogues that are written as data; ``dialogues/README.md`` tells how."""

import html
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.model import ERASED, Case, State
from bot.ports import Store
from tests.served import FORM_TOKEN, VERSION, Served, first
from tests.telegram_people import Chatter
from tests.telegram_server import TelegramServer

FOLDER = Path(__file__).parent / "dialogues"
_TAG = re.compile(r"<[^>]+>")
_SECONDS = 40.0
"""How long a step is waited for: many dialogues go on at once."""


@dataclass(frozen=True)
class Dialogue:
    """One dialogue of a file."""

    name: str
    language: str
    number: int
    """Different for each: the chats are numbered by it."""
    steps: tuple[dict[str, Any], ...]
    group: bool = False
    office: bool = False
    """Whether the official has a chat of their own."""


def dialogues() -> list[Dialogue]:
    """All dialogues of all files."""
    found: list[Dialogue] = []
    for path in sorted(FOLDER.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in file["dialogue"]:
            name = f"{path.stem}: {one['name']}"
            language = one.get("language", file["language"])
            number, steps = 10 * (len(found) + 1), tuple(one["steps"])
            group, office = one.get("group", False), file.get("office", False)
            found.append(Dialogue(name, language, number, steps, group, office))
    return found


@dataclass
class Player:
    """One dialogue being played."""

    dialogue: Dialogue
    served: Served
    server: TelegramServer
    official: Chatter | None = None
    """The official's own chat, with a program that has linked it."""
    people: dict[str, Chatter] = field(default_factory=dict)
    heard: int = 0
    """How many of the chat's messages have been accounted for."""
    last: dict[str, Any] = field(default_factory=dict)
    """The message heard last."""
    card: int = 0
    """The message_id of the card that was seen last."""
    buttons: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Every button as it was first shown."""

    def play(self) -> None:
        """All steps; raises AssertionError with the step that did not come true."""
        for number, step in enumerate(self.dialogue.steps, 1):
            act = next(key for key in step if key != "who")
            try:
                getattr(self, f"do_{act}")(step, self._who(step))
            except AssertionError as error:
                raise AssertionError(f"step {number} {step}: {error}") from error
        assert len(self._chat.heard) == self.heard, (
            f"not expected: {self._chat.texts[self.heard :]}"
        )

    @property
    def _chat(self) -> Chatter:
        return next(iter(self.people.values()))

    def _who(self, step: dict[str, Any]) -> Chatter:
        name = step.get("who", "resident")
        if name not in self.people:
            number = self.dialogue.number + len(self.people)
            group = -100_000 - self.dialogue.number if self.dialogue.group else None
            self.people[name] = Chatter(self.server, number, self.dialogue.language, group)
        return self.people[name]

    # What the resident does.
    def do_says(self, step: dict[str, Any], who: Chatter) -> None:
        """Write, perhaps as a reply."""
        to = step.get("to")
        found = [m for m in who.heard if to and to.lower() in m.get("text", "").lower()]
        assert found or not to, f"nothing with {to!r} to reply to"
        who.says(step["says"], reply_to=found[-1] if found else None)

    def do_edits(self, step: dict[str, Any], who: Chatter) -> None:
        """Change the last text of their own."""
        with self.server.changed:
            shelf = self.server.world.messages[who.chat["id"]].values()
            own = [m["message_id"] for m in shelf if m["from"]["id"] == who.id]
        who.edits(own[-1], step["edits"])

    def do_photo(self, step: dict[str, Any], who: Chatter) -> None:
        """Send a photo with a caption."""
        who.photographs(step["photo"] or None)

    def do_place(self, step: dict[str, Any], who: Chatter) -> None:
        """Send a place."""
        who.is_at(*step["place"])

    def do_sticker(self, _step: dict[str, Any], who: Chatter) -> None:
        """Send a sticker."""
        who.sends_sticker()

    def do_voice(self, _step: dict[str, Any], who: Chatter) -> None:
        """Send a voice message."""
        who.sends_voice()

    def do_presses(self, step: dict[str, Any], who: Chatter) -> None:
        """Press what is shown; every press is answered."""
        who.told(who.presses(step["presses"]), _SECONDS)

    def do_presses_old(self, step: dict[str, Any], who: Chatter) -> None:
        """Press a button as it was first shown."""
        fits = [b for label, b in self.buttons.items() if step["presses_old"] in label]
        assert fits, f"never shown; there were {list(self.buttons)}"
        who.told(who.presses("", fits[0]), _SECONDS)

    # What they hear.
    def do_hears(self, step: dict[str, Any], who: Chatter) -> None:
        """The next message, with all those words."""
        try:
            self.server.wait(lambda: len(who.heard) > self.heard, _SECONDS)
        except AssertionError:
            raise AssertionError("nothing was heard") from None
        self.last = who.heard[self.heard]
        self.heard += 1
        self.buttons = who.buttons() | self.buttons
        _holds(who.texts[self.heard - 1], step["hears"])

    def do_reads(self, step: dict[str, Any], who: Chatter) -> None:
        """The file that comes next, with all those words."""
        self.do_hears({"hears": []}, who)
        assert "document" in self.last, f"no file, but: {self.last}"
        with self.server.changed:
            content = self.server.world.files[self.last["document"]["file_id"]][1]
        _holds(content.decode("utf-8"), step["reads"])

    def do_buttons(self, step: dict[str, Any], _who: Chatter) -> None:
        """The labels under the last message heard."""
        rows = self.last.get("reply_markup", {}).get("inline_keyboard", [])
        assert [button["text"] for row in rows for button in row] == step["buttons"]

    # What the official does.
    def do_official_sees(self, step: dict[str, Any], who: Chatter) -> None:
        """The desk's page of the newest case."""
        case = self._case(who)
        with self.served.official(case.owner) as desk:
            page = desk.get(f"/desk/case/{case.reference}?lang=fi").text
        _holds(html.unescape(_TAG.sub("", page)), step["official_sees"])

    def do_official(self, step: dict[str, Any], who: Chatter) -> None:
        """A form of that page."""
        case = self._case(who)
        with self.served.official(case.owner) as desk:
            page = desk.get(f"/desk/case/{case.reference}").text
            form = {"form_token": first(FORM_TOKEN, page), "version": first(VERSION, page)}
            form |= {"act": step["official"], "text": step.get("text", case.draft.text)}
            form |= {key: step[key] for key in ("slug", "to", "reason") if key in step}
            done = desk.post(f"/desk/case/{case.reference}/decide", data=form)
        assert done.status_code == 200, f"refused with {done.status_code}"

    # What the official does in a chat.
    @property
    def _office(self) -> Chatter:
        assert self.official, "this official has no chat"
        return self.official

    def _shown(self) -> dict[str, Any]:
        """The card as it stands now."""
        return next(m for m in self._office.heard if m["message_id"] == self.card)

    def do_card(self, step: dict[str, Any], _who: Chatter) -> None:
        """A card with all those words; cards of other dialogues may lie between."""
        cards = self._office
        found = self.server.wait(
            lambda: [m for m in cards.heard if _has(m, step["card"])], _SECONDS
        )
        self.card = found[-1]["message_id"]

    def do_card_presses(self, step: dict[str, Any], _who: Chatter) -> None:
        """Press a button of the card."""
        shown = self._shown()
        rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
        fits = [button for row in rows for button in row if step["card_presses"] in button["text"]]
        assert fits, f"the card has {rows}"
        self._office.told(self._office.presses("", fits[0] | {"message": shown}), _SECONDS)

    def do_card_replies(self, step: dict[str, Any], _who: Chatter) -> None:
        """Write as a reply to the card."""
        self._office.says(step["card_replies"], reply_to=self._shown())

    def do_card_becomes(self, step: dict[str, Any], _who: Chatter) -> None:
        """The card itself shows those words."""
        self.server.wait(lambda: _has(self._shown(), step["card_becomes"]), _SECONDS)

    def _case(self, who: Chatter) -> Case:
        place = f"{who.chat['id']}/{who.id}" if self.dialogue.group else str(who.id)

        def newest(store: Store) -> list[Case]:
            cases = store.cases(states=tuple(State), newest=True, limit=1000)
            return [case for case in cases if case.place == place != ERASED]

        found: list[Case] = self.served.run(newest)
        assert found, "there is no case"
        return found[0]


def _holds(text: str, words: list[str]) -> None:
    missing = [word for word in words if word.lower() not in text.lower()]
    assert not missing, f"without {missing}: {text[:1500]}"


def _has(message: dict[str, Any], words: list[str]) -> bool:
    return all(word in message.get("text", "") for word in words)
