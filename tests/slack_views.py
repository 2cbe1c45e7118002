"""Modals and Home views of the Web API, over the world."""

from collections.abc import Callable
from typing import Any

from tests.slack_blocks import read_view
from tests.slack_rules import ApiError, Fields
from tests.slack_world import APP, BOT, TEAM, World

MOST_STACKED = 3
View = dict[str, Any]


def _kept(world: World, view: View, old: View | None = None) -> View:
    """A view with the ids that Slack gives."""
    number = old["id"] if old else world.id("V")
    root = old["root_view_id"] if old else number
    state = old["state"] if old else {"values": {}}
    ids = {"id": number, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "root_view_id": root}
    plain: View = {"private_metadata": "", "callback_id": "", "external_id": ""}
    if view["type"] == "modal":
        plain |= {"submit": None, "close": None, "clear_on_close": False, "notify_on_close": False}
    more = {"state": state, "hash": f"{world.ts()}.hash", "previous_view_id": None}
    return plain | view | ids | more


def _trigger(fields: Fields) -> str:
    if not fields.get("trigger_id"):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    return str(fields["trigger_id"])


def _open(world: World, fields: Fields) -> View:
    view = read_view(fields.get("view"), "modal")
    user = world.use_trigger(_trigger(fields))
    world.modals[user] = [_kept(world, view)]
    return {"view": dict(world.modals[user][-1])}


def push(world: World, user: str, view: Any) -> View:
    """A view on top of the ones that are open. Raises ApiError."""
    stack = world.modals[user]
    if len(stack) >= MOST_STACKED:
        raise ApiError("push_limit_reached")
    kept = _kept(world, read_view(view, "modal"))
    if stack:
        kept |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    stack.append(kept)
    return kept


def _push(world: World, fields: Fields) -> View:
    read_view(fields.get("view"), "modal")
    user = world.use_trigger(_trigger(fields))
    return {"view": dict(push(world, user, fields["view"]))}


def change(world: World, old: View, view: Any, given_hash: str | None = None) -> View:
    """Another content for an open view. Raises ApiError."""
    if given_hash and given_hash != old["hash"]:
        raise ApiError("hash_conflict")
    kept = _kept(world, read_view(view, old["type"]), old)
    kept |= {key: old[key] for key in ("root_view_id", "previous_view_id")}
    old.clear()
    old.update(kept)
    return old


def _update(world: World, fields: Fields) -> View:
    for stack in world.modals.values():
        for view in stack:
            by_name = fields.get("external_id") and view["external_id"] == fields["external_id"]
            if by_name or view["id"] == fields.get("view_id"):
                changed = change(world, view, fields.get("view"), fields.get("hash"))
                return {"view": dict(changed)}
    raise ApiError("not_found")


def _publish(world: World, fields: Fields) -> View:
    user = str(fields.get("user_id") or "")
    world.user(user)
    old = world.homes.get(user)
    if old:
        kept = change(world, old, fields.get("view"), fields.get("hash"))
    else:
        kept = _kept(world, read_view(fields.get("view"), "home"))
        world.homes[user] = kept
    return {"view": dict(kept)}


VIEWS: dict[str, Callable[[World, Fields], dict[str, Any]]] = {
    "views.open": _open,
    "views.push": _push,
    "views.update": _update,
    "views.publish": _publish,
}
