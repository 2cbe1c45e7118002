"""The Bot API's side of the world: chats, messages, buttons and files."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.telegram_rules import (
    MOST_FILE,
    MOST_TOAST,
    ApiError,
    Fields,
    Upload,
    bad,
    check_action,
    check_commands,
    check_names,
    read_caption,
    read_markup,
    read_text,
)
from tests.telegram_updates import Updates

BOT_ID = 420_000_001
BOT_NAME = "aurala_desk_bot"
ME: dict[str, Any] = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Aurala desk",
    "username": BOT_NAME,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


class World:
    """What the methods of the Bot API do. One thread at a time: the server holds the lock."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """``now``: Unix time of messages."""
        self.now = now
        self.updates = Updates()
        self.webhook: dict[str, Any] = {}
        self.chats: dict[int, dict[str, Any]] = {}
        self.messages: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
        """Chat, then message_id: every message of both sides, as it stands now."""
        self.blocked: set[int] = set()
        self.queries: dict[str, bool] = {}
        """Callback queries, and whether they are answered."""
        self.toasts: list[tuple[str, str]] = []
        """Answered callback queries and the words shown."""
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        """By file_id: its path and content."""

    def call(self, method: str, fields: Fields) -> Any:
        """The result of one method. Raises ApiError."""
        check_names(method, fields)
        known = getattr(self, f"_do_{method.lower()}", None)
        if known is None:
            raise ApiError(404, "Not Found: method not found")
        return known(fields)

    def post(self, chat: dict[str, Any], sender: dict[str, Any], **content: Any) -> dict[str, Any]:
        """A new message in a chat, of either side."""
        shelf = self.messages[int(chat["id"])]
        if replied := content.get("reply_to_message"):  # "will not contain further" ones
            replied = {key: value for key, value in replied.items() if key != "reply_to_message"}
            content["reply_to_message"] = replied
        message: dict[str, Any] = {
            "message_id": len(shelf) + 1,
            "from": sender,
            "chat": chat,
            "date": int(self.now()),
        } | {key: value for key, value in content.items() if value is not None}
        shelf[message["message_id"]] = message
        return message

    # The bot itself.
    def _do_getme(self, _fields: Fields) -> Any:
        return ME

    def _do_setwebhook(self, fields: Fields) -> Any:
        url = str(fields.get("url", ""))
        if url and not url.startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = {"url": url, "secret_token": fields.get("secret_token")} if url else {}
        self.updates.allowed = fields.get("allowed_updates", self.updates.allowed)
        if str(fields.get("drop_pending_updates", "")).lower() == "true":
            self.updates.waiting.clear()
        return True

    def _do_deletewebhook(self, fields: Fields) -> Any:
        dropped = fields.get("drop_pending_updates", "")
        return self._do_setwebhook({"drop_pending_updates": dropped})

    def _do_getwebhookinfo(self, _fields: Fields) -> Any:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }

    def _do_setmycommands(self, fields: Fields) -> Any:
        self.commands[fields.get("language_code", "")] = check_commands(fields)
        return True

    def _do_getmycommands(self, fields: Fields) -> Any:
        return self.commands.get(fields.get("language_code", ""), [])

    def _do_deletemycommands(self, fields: Fields) -> Any:
        self.commands.pop(fields.get("language_code", ""), None)
        return True

    def _do_setmydescription(self, fields: Fields) -> Any:
        return self._describe("description", fields, 512)

    def _do_setmyshortdescription(self, fields: Fields) -> Any:
        return self._describe("short_description", fields, 120)

    def _do_setmyname(self, fields: Fields) -> Any:
        return self._describe("name", fields, 64)

    def _describe(self, key: str, fields: Fields, most: int) -> bool:
        text = str(fields.get(key, ""))
        if len(text) > most:
            raise bad(f"{key} is too long")
        self.descriptions[key, fields.get("language_code", "")] = text
        return True

    # Messages out.
    def chat_of(self, fields: Fields) -> dict[str, Any]:
        """The chat a call speaks to."""
        given = str(fields.get("chat_id", ""))
        if not given:
            raise bad("chat_id is empty")
        if not given.lstrip("-").isdecimal() or int(given) not in self.chats:
            raise bad("chat not found")
        if int(given) in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return self.chats[int(given)]

    def _do_sendmessage(self, fields: Fields) -> Any:
        chat = self.chat_of(fields)
        text, markup = read_text(fields), read_markup(fields)
        replied = self._replied(chat, fields)
        return self.post(chat, ME, text=text, reply_markup=markup, reply_to_message=replied)

    def _replied(self, chat: dict[str, Any], fields: Fields) -> dict[str, Any] | None:
        given = fields.get("reply_parameters") or {}
        number = given.get("message_id", fields.get("reply_to_message_id"))
        if number is None:
            return None
        found = self.messages[chat["id"]].get(int(number))
        without = given.get(
            "allow_sending_without_reply", fields.get("allow_sending_without_reply")
        )
        if found is None and str(without).lower() != "true":
            raise bad("message to be replied not found")
        return found

    def _own(self, fields: Fields, does: str) -> dict[str, Any]:
        number = int(fields.get("message_id") or 0)
        message = self.messages[self.chat_of(fields)["id"]].get(number)
        if message is None:
            raise bad(f"message to {does} not found")
        if message["from"]["id"] != BOT_ID:
            raise bad(f"message can't be {does}ed")
        return message

    def _do_editmessagetext(self, fields: Fields) -> Any:
        message = self._own(fields, "edit")
        return self._changed(message, text=read_text(fields), reply_markup=read_markup(fields))

    def _do_editmessagereplymarkup(self, fields: Fields) -> Any:
        return self._changed(self._own(fields, "edit"), reply_markup=read_markup(fields))

    def _changed(self, message: dict[str, Any], **content: Any) -> dict[str, Any]:
        if content.get("reply_markup") == {"inline_keyboard": []}:
            content["reply_markup"] = None
        if all(message.get(key) == value for key, value in content.items()):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        message |= content | {"edit_date": int(self.now())}
        for key in [key for key, value in message.items() if value is None]:
            del message[key]
        return message

    def _do_deletemessage(self, fields: Fields) -> Any:
        message = self._own(fields, "delete")
        message["deleted"] = True
        return True

    def _do_answercallbackquery(self, fields: Fields) -> Any:
        query = str(fields.get("callback_query_id", ""))
        if self.queries.get(query, True):
            raise bad("query is too old and response timeout expired or query ID is invalid")
        text = str(fields.get("text", ""))
        if len(text) > MOST_TOAST:
            raise bad("MESSAGE_TOO_LONG")
        self.queries[query] = True
        self.toasts.append((query, text))
        return True

    def _do_sendchataction(self, fields: Fields) -> Any:
        self.chat_of(fields)
        check_action(fields)
        return True

    def _do_senddocument(self, fields: Fields) -> Any:
        return self._send_file("document", fields)

    def _do_sendphoto(self, fields: Fields) -> Any:
        return self._send_file("photo", fields)

    def _send_file(self, kind: str, fields: Fields) -> dict[str, Any]:
        chat = self.chat_of(fields)
        given = fields.get(kind)
        if isinstance(given, str) and given.startswith("attach://"):
            given = fields.get(given.removeprefix("attach://"))
        if isinstance(given, str) and given in self.files:
            given = Upload(*self.files[given])
        if not isinstance(given, Upload):
            raise bad(f"there is no {kind} in the request")
        if not given.content:
            raise bad("file must be non-empty")
        shown = self.keep_file(given.name, given.content)
        content = {kind: [shown] if kind == "photo" else shown}
        caption, markup = read_caption(fields) or None, read_markup(fields)
        replied = self._replied(chat, fields)
        return self.post(
            chat, ME, caption=caption, reply_markup=markup, reply_to_message=replied, **content
        )

    # Files in.
    def keep_file(self, name: str, content: bytes) -> dict[str, Any]:
        """Keep a file; how messages refer to it."""
        file_id = f"stand-in-file-{len(self.files) + 1}"
        self.files[file_id] = (name, content)
        return {
            "file_id": file_id,
            "file_unique_id": f"u{len(self.files)}",
            "file_name": name,
            "file_size": len(content),
        }

    def _do_getfile(self, fields: Fields) -> Any:
        file_id = str(fields.get("file_id", ""))
        if file_id not in self.files:
            raise bad("invalid file_id")
        name, content = self.files[file_id]
        if len(content) > MOST_FILE:
            raise bad("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"u-{file_id}",
            "file_size": len(content),
            "file_path": f"documents/{file_id}/{name}",
        }
