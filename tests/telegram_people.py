"""Residents and officials who write to the bot through the stand-in, and what they hear."""

from typing import Any

from tests.telegram_rules import entities_of
from tests.telegram_server import TelegramServer
from tests.telegram_world import BOT_NAME

PHOTO = b"\xff\xd8\xff\xe0" + b"a photograph of a street" * 8
"""Begins as a JPEG does."""


class Chatter:
    """One person's chat with the bot: private, or in a group they share with others."""

    def __init__(
        self,
        server: TelegramServer,
        number: int,
        language: str = "fi",
        group: int | None = None,
    ) -> None:
        """``group``: the (negative) id of the group they write in."""
        self.server = server
        self.id = number
        self.sender: dict[str, Any] = {
            "id": number,
            "is_bot": False,
            "first_name": f"Etunimi{number}",
            "last_name": f"Sukunimi{number}",
            "username": f"kayttaja_{number}",
            "language_code": language,
        }
        self.chat = self._private() if group is None else self._shared(group)
        with server.changed:
            server.world.chats[self.chat["id"]] = self.chat

    def _private(self) -> dict[str, Any]:
        names = {key: self.sender[key] for key in ("first_name", "last_name", "username")}
        return {"id": self.id, "type": "private"} | names

    def _shared(self, group: int) -> dict[str, Any]:
        return {"id": group, "type": "supergroup", "title": "Kotikadun väki"}

    def says(self, text: str, *, reply_to: dict[str, Any] | None = None, **more: Any) -> int:
        """Write a text; its message_id."""
        marks = entities_of(text, BOT_NAME) or None
        return self.sends(text=text, entities=marks, reply_to_message=reply_to, **more)

    def sends(self, **content: Any) -> int:
        """Send any message; its message_id."""
        with self.server.changed:
            message = self.server.world.post(self.chat, self.sender, **content)
        self.server.add({"message": dict(message)})
        return int(message["message_id"])

    def edits(self, message_id: int, text: str) -> None:
        """Change an earlier text."""
        with self.server.changed:
            world = self.server.world
            message = world.messages[self.chat["id"]][message_id]
            message |= {"text": text, "edit_date": int(world.now())}
        self.server.add({"edited_message": dict(message)})

    def photographs(self, caption: str | None = None, content: bytes = PHOTO) -> int:
        """Send a photo, in two sizes as Telegram does."""
        with self.server.changed:
            keep = self.server.world.keep_file
            sizes = [("small.jpg", content[:16], 90), ("large.jpg", content, 1280)]
            photo = [keep(name, data) | {"width": w, "height": w} for name, data, w in sizes]
        return self.sends(photo=photo, caption=caption)

    def files(self, name: str, content: bytes, mime: str, caption: str | None = None) -> int:
        """Send a document."""
        with self.server.changed:
            kept = self.server.world.keep_file(name, content)
        return self.sends(document=kept | {"mime_type": mime}, caption=caption)

    def is_at(self, latitude: float, longitude: float) -> int:
        """Send a location (WGS 84 degrees)."""
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def sends_sticker(self) -> int:
        """Send a sticker."""
        with self.server.changed:
            kept = self.server.world.keep_file("sticker.webp", b"RIFF")
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.sends(sticker=kept | size | {"type": "regular", "emoji": "❄"})

    def sends_voice(self) -> int:
        """Send a voice message."""
        with self.server.changed:
            kept = self.server.world.keep_file("voice.ogg", b"OggS")
        return self.sends(voice=kept | {"duration": 3, "mime_type": "audio/ogg"})

    def blocks(self) -> None:
        """Block the bot: what it sends from now on is refused with 403."""
        with self.server.changed:
            self.server.world.blocked.add(self.chat["id"])
        status = {"status": "kicked", "user": self.server.world.call("getMe", {}), "until_date": 0}
        old = status | {"status": "member"}
        change = {"old_chat_member": old, "new_chat_member": status}
        times = {"date": int(self.server.world.now())}
        who = {"chat": self.chat, "from": self.sender}
        self.server.add({"my_chat_member": who | times | change})

    # What they hear.
    @property
    def heard(self) -> list[dict[str, Any]]:
        """The bot's messages in this chat, as they stand now."""
        with self.server.changed:
            shelf = self.server.world.messages[self.chat["id"]].values()
            return [dict(m) for m in shelf if m["from"]["is_bot"] and not m.get("deleted")]

    @property
    def texts(self) -> list[str]:
        """The words of what they heard."""
        return [str(message.get("text", message.get("caption", ""))) for message in self.heard]

    def hears(self, words: str, *, after: int = 0, seconds: float = 60.0) -> dict[str, Any]:
        """The first message with those words after ``after`` messages; waits for it."""

        def found() -> dict[str, Any] | None:
            said = zip(self.heard[after:], self.texts[after:], strict=True)
            return next((m for m, text in said if words.lower() in text.lower()), None)

        try:
            message = self.server.wait(found, seconds)
        except AssertionError as error:
            raise AssertionError(f"{words!r} not heard, but: {self.texts}") from error
        assert message
        return message

    def buttons(self) -> dict[str, dict[str, Any]]:
        """All callback buttons this chat shows now, by label; the newest of a label."""
        return {
            button["text"]: button | {"message": message}
            for message in self.heard
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if "callback_data" in button
        }

    def presses(self, label: str, button: dict[str, Any] | None = None) -> str:
        """Press the button whose label holds those words; the query's id.

        ``button``: one kept from ``buttons()`` earlier, for a stale press.
        """
        if button is None:
            fits = [b for text, b in self.buttons().items() if label.lower() in text.lower()]
            assert fits, f"no button {label!r} among {list(self.buttons())}"
            button = fits[-1]
        with self.server.changed:
            query = f"query-{self.id}-{len(self.server.world.queries) + 1}"
            self.server.world.queries[query] = False
        self.server.add(
            {
                "callback_query": {
                    "id": query,
                    "from": self.sender,
                    "chat_instance": str(self.chat["id"]),
                    "message": button["message"],
                    "data": button["callback_data"],
                }
            }
        )
        return query

    def told(self, query: str, seconds: float = 60.0) -> str:
        """The words shown for a press; waits for its answer. Empty: none."""

        def answered() -> list[str]:
            return [text or " " for number, text in self.server.world.toasts if number == query]

        return self.server.wait(answered, seconds)[0].strip()
