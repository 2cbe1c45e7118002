"""The methods of the Web API, over the world."""

import base64
from collections.abc import Callable
from typing import Any

from tests.slack_blocks import read_blocks
from tests.slack_files import FILES
from tests.slack_rules import MOST_TEXT, ApiError, Fields, check_metadata, check_names
from tests.slack_views import VIEWS
from tests.slack_world import (
    APP,
    BOT,
    BOT_USER,
    DOMAIN,
    RESPONSE_SECONDS,
    RESPONSE_USES,
    TEAM,
    Channel,
    World,
)

Result = dict[str, Any]
Method = Callable[[World, Fields], Result]


def call(world: World, method: str, fields: Fields) -> Result:
    """The answer of one method, without ``ok``. Raises ApiError."""
    check_names(method, fields)
    known = METHODS.get(method)
    if known is None:
        raise ApiError("unknown_method")
    return known(world, fields)


def _need(fields: Fields, *names: str) -> None:
    if missing := [name for name in names if fields.get(name) in {None, ""}]:
        said = [f"[ERROR] missing required field: {name}" for name in missing]
        raise ApiError("invalid_arguments", said)


def _auth_test(_world: World, _fields: Fields) -> Result:
    who = {"team": "Aurala", "user": "aura", "team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT}
    return {"url": f"https://{DOMAIN}.slack.com/", "is_enterprise_install": False} | who


# Messages.
def _text(fields: Fields, content: Result) -> str | None:
    given = fields.get("text")
    if not given and content.get("blocks") and "text" not in fields:
        return "This content can't be displayed." if "ts" not in fields else None
    return str(given or "")[:MOST_TEXT]


def _content(fields: Fields) -> Result:
    """Text, blocks and metadata of a call. Raises ApiError."""
    content: Result = {}
    if fields.get("blocks") is not None:
        content["blocks"] = read_blocks(fields["blocks"])
    if fields.get("metadata"):
        content["metadata"] = check_metadata(fields["metadata"])
    if not fields.get("text") and not content.get("blocks") and "ts" not in fields:
        raise ApiError("no_text")
    if (text := _text(fields, content)) is not None and (fields.get("text") or "ts" not in fields):
        content["text"] = text
    if str(fields.get("mrkdwn", True)).lower() in {"false", "0"}:
        content["mrkdwn"] = False
    return content


def _where(world: World, fields: Fields) -> Channel:
    _need(fields, "channel")
    number = str(fields["channel"])
    if number in world.users:
        return world.dm(number)
    return world.channel(number)


def _thread(channel: Channel, fields: Fields) -> str | None:
    given = fields.get("thread_ts")
    if not given:
        return None
    parent = channel.messages.get(str(given))
    if parent is None:
        raise ApiError("thread_not_found")
    if parent.get("thread_ts", parent["ts"]) != parent["ts"]:
        raise ApiError("cannot_reply_to_message")
    return str(given)


def _post(world: World, fields: Fields) -> Result:
    channel = _where(world, fields)
    ours = {"bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "app_id": APP, "name": "Aura"}}
    content = _content(fields)
    posted = world.post(channel, BOT_USER, thread_ts=_thread(channel, fields), **content, **ours)
    answer: Result = {"channel": channel.id, "ts": posted["ts"], "message": dict(posted)}
    if len(str(fields.get("text", ""))) > MOST_TEXT:
        answer |= {"warning": "message_truncated"}
        answer |= {"response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def _own(world: World, fields: Fields, does: str) -> tuple[Channel, dict[str, Any]]:
    _need(fields, "channel", "ts")
    channel = world.channel(str(fields["channel"]))
    message = channel.messages.get(str(fields["ts"]))
    if message is None:
        raise ApiError("message_not_found")
    if message.get("bot_id") != BOT:
        raise ApiError(f"cant_{does}_message")
    return channel, message


def _update(world: World, fields: Fields) -> Result:
    channel, message = _own(world, fields, "update")
    if len(str(fields.get("text", ""))) > MOST_TEXT:
        raise ApiError("msg_too_long")
    content = _content(fields)
    if not content and "metadata" not in fields:
        raise ApiError("no_text")
    if fields.get("metadata") == {}:
        message.pop("metadata", None)
    world.change(channel, message, BOT_USER, **content)
    kept = {"channel": channel.id, "ts": message["ts"], "text": message.get("text", "")}
    return kept | {"message": dict(message)}


def _delete(world: World, fields: Fields) -> Result:
    channel, message = _own(world, fields, "delete")
    world.remove(channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def _ephemeral(world: World, fields: Fields) -> Result:
    _need(fields, "channel", "user")
    channel, user = _where(world, fields), str(fields["user"])
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    content = _content(fields)
    said = world.whisper(user, channel.id, thread_ts=_thread(channel, fields), **content)
    return {"message_ts": said["ts"]}


# Rooms and people.
def _open(world: World, fields: Fields) -> Result:
    given = fields.get("users") or []
    users = given.split(",") if isinstance(given, str) else list(given)
    if channel := fields.get("channel"):
        return {"channel": {"id": world.channel(str(channel)).id}}
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 1 or world.user(users[0])["is_bot"]:
        raise ApiError("cannot_dm_bot" if len(users) == 1 else "too_many_users_for_a_stand_in")
    was = len(world.channels)
    channel = world.dm(users[0])
    state = {} if len(world.channels) > was else {"no_op": True, "already_open": True}
    whole = str(fields.get("return_im", "")).lower() in {"true", "1"}
    return state | {"channel": channel.info() if whole else {"id": channel.id}}


def _page(fields: Fields, found: list[dict[str, Any]]) -> Result:
    """One page of messages: what is within the bounds, without metadata unless it is asked for."""
    oldest, latest = str(fields.get("oldest") or "0"), str(fields.get("latest") or "9" * 12)
    inclusive = str(fields.get("inclusive", "")).lower() in {"true", "1"}
    within = [m for m in found if float(oldest) < float(m["ts"]) < float(latest)]
    if inclusive:
        within = [m for m in found if float(oldest) <= float(m["ts"]) <= float(latest)]
    begin = _place(fields)
    limit = int(fields.get("limit") or 100)
    if not 1 <= limit <= 999:
        raise ApiError("invalid_limit")
    all_of_it = str(fields.get("include_all_metadata", "")).lower() in {"true", "1"}
    page = [
        {key: value for key, value in m.items() if all_of_it or key != "metadata"}
        for m in within[begin : begin + limit]
    ]
    has_more = begin + limit < len(within)
    after = base64.b64encode(f"next:{begin + limit}".encode()).decode() if has_more else ""
    answer: Result = {"messages": page, "has_more": has_more}
    return answer | ({"response_metadata": {"next_cursor": after}} if has_more else {})


def _place(fields: Fields) -> int:
    if not fields.get("cursor"):
        return 0
    try:
        return int(base64.b64decode(str(fields["cursor"])).decode().removeprefix("next:"))
    except ValueError as error:
        raise ApiError("invalid_cursor") from error


def _history(world: World, fields: Fields) -> Result:
    _need(fields, "channel")
    shelf = world.channel(str(fields["channel"])).messages.values()
    tops = [m for m in shelf if m.get("thread_ts", m["ts"]) == m["ts"]]
    return _page(fields, tops[::-1]) | {"pin_count": 0}


def _replies(world: World, fields: Fields) -> Result:
    _need(fields, "channel", "ts")
    shelf = world.channel(str(fields["channel"])).messages
    if str(fields["ts"]) not in shelf:
        raise ApiError("thread_not_found")
    parent = str(shelf[str(fields["ts"])].get("thread_ts", fields["ts"]))
    return _page(fields, [m for m in shelf.values() if parent in {m["ts"], m.get("thread_ts")}])


def _info(world: World, fields: Fields) -> Result:
    _need(fields, "channel")
    found = world.channels.get(str(fields["channel"]))
    if found is None or (found.is_private and BOT_USER not in found.members):
        raise ApiError("channel_not_found")
    return {"channel": found.info()}


def _members(world: World, fields: Fields) -> Result:
    _need(fields, "channel")
    return {"members": sorted(world.channel(str(fields["channel"])).members)}


def _user(world: World, fields: Fields) -> Result:
    _need(fields, "user")
    found = world.user(str(fields["user"]))
    with_locale = str(fields.get("include_locale", "")).lower() in {"true", "1"}
    return {"user": {k: v for k, v in found.items() if with_locale or k != "locale"}}


def _by_email(world: World, fields: Fields) -> Result:
    _need(fields, "email")
    wanted = str(fields["email"]).lower()
    for user in world.users.values():
        if user["profile"].get("email", "").lower() == wanted and not user["deleted"]:
            return {"user": {k: v for k, v in user.items() if k != "locale"}}
    raise ApiError("users_not_found")


METHODS: dict[str, Method] = {
    "auth.test": _auth_test,
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.delete": _delete,
    "chat.postEphemeral": _ephemeral,
    "conversations.open": _open,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "conversations.info": _info,
    "conversations.members": _members,
    "users.info": _user,
    "users.lookupByEmail": _by_email,
}
METHODS |= VIEWS | FILES


def respond(world: World, number: str, body: Fields) -> None:
    """A POST to a response_url. Raises ApiError."""
    found = world.responses.get(number)
    if found is None or world.now() - found.made > RESPONSE_SECONDS:
        raise ApiError("expired_url", status=404)
    if found.uses >= RESPONSE_USES:
        raise ApiError("used_url", status=404)
    found.uses += 1
    channel = world.channels[found.channel]
    original = channel.messages.get(found.ts or "")
    mine = world.ephemerals[found.user]
    private = next((message for message in mine if message["ts"] == found.ts), None)
    if body.get("delete_original"):
        if original is not None:
            world.remove(channel, original)
        elif private is not None:
            mine.remove(private)
        return
    content = _content({key: body[key] for key in ("text", "blocks", "metadata") if key in body})
    if body.get("replace_original") and original is not None:
        world.change(channel, original, BOT_USER, **content)
    elif body.get("replace_original") and private is not None:
        private |= content
    elif body.get("response_type") == "in_channel":
        thread = _thread(channel, body)
        world.post(channel, BOT_USER, thread_ts=thread, bot_id=BOT, app_id=APP, **content)
    else:
        world.whisper(found.user, channel.id, thread_ts=body.get("thread_ts"), **content)
