"""Blocks of messages and views, checked and completed as Slack does it."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.slack_rules import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    MOST_VIEW,
    ApiError,
    Problems,
    check_element,
)

_numbers = itertools.count(1)
_KEYS = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "rich_text": {"elements"},
    "markdown": {"text"},
}
_RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
_INLINE = {"text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color"}


def _section(problems: Problems, block: dict[str, Any], at: str) -> None:
    if "text" not in block and "fields" not in block:
        problems.say("missing required field: text or fields", at)
    problems.maybe(block, at, "text", lambda v, a: problems.words(v, a, 3000, plain=False))
    fields = problems.items(block["fields"], f"{at}/fields", 10) if "fields" in block else []
    for number, field in enumerate(fields):
        problems.words(field, f"{at}/fields/{number}", 2000, plain=False)
    problems.maybe(block, at, "accessory", lambda v, a: _accessory(problems, v, a))


def _accessory(problems: Problems, value: Any, at: str) -> None:
    if not (isinstance(value, dict) and value.get("type") == "image"):
        check_element(problems, value, at, IN_SECTION)


def _header(problems: Problems, block: dict[str, Any], at: str) -> None:
    problems.words(block.get("text"), f"{at}/text", 150)


def _context(problems: Problems, block: dict[str, Any], at: str) -> None:
    elements = problems.items(block.get("elements"), f"{at}/elements", 10)
    for number, element in enumerate(elements):
        if not (isinstance(element, dict) and element.get("type") == "image"):
            problems.words(element, f"{at}/elements/{number}", 3000, plain=False)


def _actions(problems: Problems, block: dict[str, Any], at: str) -> None:
    elements = problems.items(block.get("elements"), f"{at}/elements", 25)
    for number, element in enumerate(elements):
        check_element(problems, element, f"{at}/elements/{number}", IN_ACTIONS)
    ids = [e["action_id"] for e in elements if isinstance(e, dict) and "action_id" in e]
    for again in sorted({i for i in ids if ids.count(i) > 1}):
        problems.say(f"`action_id` {again!r} already exists in this block", at)


def _input(problems: Problems, block: dict[str, Any], at: str) -> None:
    problems.words(block.get("label"), f"{at}/label", 2000)
    problems.maybe(block, at, "hint", lambda v, a: problems.words(v, a, 2000))
    check_element(problems, block.get("element"), f"{at}/element", IN_INPUT)


def _image(problems: Problems, block: dict[str, Any], at: str) -> None:
    problems.text(block.get("alt_text"), f"{at}/alt_text", 2000)


def _markdown(problems: Problems, block: dict[str, Any], at: str) -> None:
    problems.text(block.get("text"), f"{at}/text", 12_000)


def _rich_text(problems: Problems, block: dict[str, Any], at: str) -> None:
    for number, element in enumerate(problems.items(block.get("elements"), f"{at}/elements", 100)):
        _rich(problems, element, f"{at}/elements/{number}", _RICH)


def _rich(problems: Problems, element: Any, at: str, kinds: set[str]) -> None:
    kind = str(element.get("type")) if isinstance(element, dict) else "no object"
    if kind not in kinds:
        problems.say(f"unsupported type: {kind}", at)
    elif kind in _RICH:
        inner = {"rich_text_section"} if kind == "rich_text_list" else _INLINE
        for number, part in enumerate(element.get("elements", [])):
            _rich(problems, part, f"{at}/elements/{number}", inner)
    elif kind == "text":
        problems.text(element.get("text"), f"{at}/text", MOST_VIEW)


_CHECKS: dict[str, Callable[[Problems, dict[str, Any], str], None]] = {
    "section": _section,
    "header": _header,
    "divider": lambda _problems, _block, _at: None,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "rich_text": _rich_text,
    "markdown": _markdown,
}


def _blocks(problems: Problems, blocks: Any, at: str, most: int) -> None:
    seen: set[str] = set()
    for number, block in enumerate(problems.items(blocks, at, most, least=0)):
        where = f"{at}/{number}"
        kind = str(block.get("type")) if isinstance(block, dict) else "no object"
        if kind not in _KEYS:
            problems.say(f"unsupported type: {kind}", where)
            continue
        problems.has(block, where, _KEYS[kind] | {"type", "block_id"}, ())
        problems.maybe(block, where, "block_id", lambda v, a: problems.text(v, a, 255))
        if block.get("block_id") in seen:
            problems.say(f"`block_id` {block['block_id']!r} already exists", where)
        seen |= {block["block_id"]} if "block_id" in block else set()
        _CHECKS[kind](problems, block, where)


def read_blocks(blocks: Any) -> list[dict[str, Any]]:
    """A message's blocks as Slack keeps them. Raises ApiError."""
    problems = Problems()
    _blocks(problems, blocks, "/blocks", 50)
    if problems.found:
        raise ApiError("invalid_blocks", problems.found)
    return completed(blocks)


def read_view(view: Any, kind: str) -> dict[str, Any]:
    """A modal or Home view as Slack keeps it, but for its ids. Raises ApiError."""
    problems = Problems()
    keys = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    titles = {"title", "submit", "close"} if kind == "modal" else set()
    flags = {"clear_on_close", "notify_on_close", "submit_disabled"} if kind == "modal" else set()
    needed = ("type", "blocks", *(["title"] if kind == "modal" else []))
    if problems.has(view, "/view", keys | titles | flags, needed):
        if view["type"] != kind:
            problems.say(f"must be {kind}", "/view/type")
        for key in titles & set(view):
            problems.words(view[key], f"/view/{key}", 24)
        for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
            if key in view:
                problems.text(view[key], f"/view/{key}", most, least=0)
        _blocks(problems, view["blocks"], "/view/blocks", 100)
        if kind == "modal" and "submit" not in view and '"type": "input"' in json.dumps(view):
            problems.say("`submit` is required with an `input` block", "/view")
    if problems.found:
        raise ApiError("invalid_arguments", problems.found)
    if len(json.dumps(view).encode()) > MOST_VIEW:
        raise ApiError("view_too_large")
    return dict(view) | {"blocks": completed(view["blocks"])}


def completed(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the ids that Slack gives to blocks and elements that came without one."""
    kept: list[dict[str, Any]] = json.loads(json.dumps(blocks))
    for block in kept:
        block.setdefault("block_id", f"given{next(_numbers)}")
        for element in elements_of(block):
            element.setdefault("action_id", f"given/{next(_numbers)}")
        for part in (block.get("text"), *block.get("fields", [])):
            if isinstance(part, dict):
                plain = part["type"] == "plain_text"
                part.setdefault("emoji" if plain else "verbatim", plain)
    return kept


def elements_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of a block that can be used."""
    parts = list(block.get("elements", [])) if block["type"] == "actions" else []
    parts += [block[key] for key in ("accessory", "element") if key in block]
    yield from (part for part in parts if part["type"] != "image")
