"""What Slack refuses, as its documentation and its own answers say it: limits of Block Kit.

https://docs.slack.dev/reference/block-kit: lengths count characters. Problems are told as Slack
tells them, with a JSON pointer to the place.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from slack_sdk import WebClient

MOST_TEXT = 40_000
"""Characters of a message's text; Slack cuts off the rest."""
MOST_METADATA, MOST_VIEW = 16_000, 250_000
"""Bytes of JSON."""

Fields = Mapping[str, Any]
"""A call's parameters, JSON values parsed."""


class ApiError(Exception):
    """An answer with ``ok: false``."""

    def __init__(
        self,
        error: str,
        messages: Iterable[str] = (),
        *,
        status: int = 200,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.status = status
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        said: dict[str, Any] = {"ok": False, "error": self.error}
        return said | ({"response_metadata": {"messages": self.messages}} if self.messages else {})


def check_names(method: str, fields: Fields) -> None:
    """Refuse methods and parameters that slack_sdk does not know of either.

    The real one passes over a misspelt parameter in silence.
    """
    known = getattr(WebClient, method.replace(".", "_"), None)
    if known is None or method.count(".") == 0:
        raise ApiError("unknown_method")
    names = set(inspect.signature(known).parameters) | {"token", "team_id"}
    if strange := {key for key in fields if key not in names}:
        raise ApiError("invalid_arg_name", [f"{method} has no {sorted(strange)}"])


class Problems:
    """What is wrong with a structure, gathered while it is read."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def say(self, what: str, at: str) -> None:
        """Note one problem at a JSON pointer."""
        self.found.append(f"[ERROR] {what} [json-pointer:{at}]")

    def text(self, value: Any, at: str, most: int, *, least: int = 1) -> None:
        """A string within its limits."""
        if not isinstance(value, str):
            self.say("must be a string", at)
        elif len(value) > most:
            self.say(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            self.say(f"must be more than {least - 1} characters", at)

    def words(self, value: Any, at: str, most: int, *, plain: bool = True) -> None:
        """A text object."""
        kinds = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
        keys = {"type", "text", "emoji", "verbatim"}
        if self.has(value, at, keys, ("type", "text")):
            if value["type"] not in kinds:
                self.say(f"must be one of {sorted(kinds)}", f"{at}/type")
            if "emoji" in value and value["type"] != "plain_text":
                self.say("invalid additional property: emoji", at)
            self.text(value["text"], f"{at}/text", most)

    def has(self, value: Any, at: str, keys: set[str], needed: Iterable[str]) -> bool:
        """Whether it is an object with all that it needs, and nothing strange."""
        if not isinstance(value, dict):
            self.say("must provide an object", at)
            return False
        for key in sorted(set(value) - keys):
            self.say(f"invalid additional property: {key}", at)
        missing = [key for key in needed if key not in value]
        for key in missing:
            self.say(f"missing required field: {key}", at)
        return not missing

    def items(self, value: Any, at: str, most: int, *, least: int = 1) -> list[Any]:
        """The items of an array within its limits; empty when it is none."""
        if not isinstance(value, list):
            self.say("must be an array", at)
            return []
        if len(value) > most:
            self.say(f"no more than {most} items allowed", at)
        if len(value) < least:
            self.say(f"must have at least {least} items", at)
        return value

    def maybe(
        self, value: Mapping[str, Any], at: str, key: str, check: Callable[..., None]
    ) -> None:
        """Check a part that may be missing."""
        if key in value:
            check(value[key], f"{at}/{key}")


_SELECT = {"type", "action_id", "placeholder", "confirm", "focus_on_load"}
_CHOICES = _SELECT | {"options", "option_groups", "initial_option"}
_MULTI = _SELECT | {"initial_options", "max_selected_items"}
_ELEMENTS: dict[str, set[str]] = {
    "button": {"type", "action_id", "text", "value", "url", "style", "confirm"}
    | {"accessibility_label"},
    "static_select": _CHOICES,
    "external_select": _SELECT | {"initial_option", "min_query_length"},
    "users_select": _SELECT | {"initial_user"},
    "conversations_select": _SELECT | {"initial_conversation", "filter", "response_url_enabled"},
    "channels_select": _SELECT | {"initial_channel", "response_url_enabled"},
    "multi_static_select": _MULTI | {"options", "option_groups"},
    "multi_external_select": _MULTI | {"min_query_length"},
    "overflow": {"type", "action_id", "options", "confirm"},
    "datepicker": _SELECT | {"initial_date"},
    "checkboxes": {"type", "action_id", "options", "initial_options", "confirm", "focus_on_load"},
    "radio_buttons": {"type", "action_id", "options", "initial_option", "confirm"}
    | {"focus_on_load"},
    "plain_text_input": {"type", "action_id", "placeholder", "multiline", "initial_value"}
    | {"min_length", "max_length", "dispatch_action_config", "focus_on_load"},
}
_MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NEEDS = {"button": ("text",), "overflow": ("options",), "external_select": ()}


def check_option(problems: Problems, value: Any, at: str) -> None:
    """One option of a select, or of an answer to a search."""
    if problems.has(value, at, {"text", "value", "description", "url"}, ("text", "value")):
        problems.words(value["text"], f"{at}/text", 75, plain=False)
        problems.text(value["value"], f"{at}/value", 150)
        problems.maybe(value, at, "description", lambda v, a: problems.words(v, a, 75))


def check_options(value: Any) -> None:
    """The options that answer a search. Raises ApiError."""
    problems = Problems()
    for number, option in enumerate(problems.items(value, "/options", 100, least=0)):
        check_option(problems, option, f"/options/{number}")
    if problems.found:
        raise ApiError("invalid_options", problems.found)


def _options(problems: Problems, element: Mapping[str, Any], at: str, kind: str) -> None:
    if "options" in element:
        most = _MOST_OPTIONS.get(kind, 100)
        for number, option in enumerate(problems.items(element["options"], f"{at}/options", most)):
            check_option(problems, option, f"{at}/options/{number}")
        values = [str(o.get("value")) for o in element["options"] if isinstance(o, dict)]
        chosen = element.get("initial_option")
        if chosen and chosen not in element["options"]:
            problems.say("must be one of the provided options", f"{at}/initial_option")
        if len(set(values)) < len(values):
            problems.say("options must have unique values", f"{at}/options")
    elif "static_select" in kind and "option_groups" not in element:
        problems.say("missing required field: options", at)
    for number, group in enumerate(element.get("option_groups", [])):
        where = f"{at}/option_groups/{number}"
        if problems.has(group, where, {"label", "options"}, ("label", "options")):
            problems.words(group["label"], f"{where}/label", 75)
            _options(problems, group, where, "group")


def _input(problems: Problems, element: Mapping[str, Any], at: str) -> None:
    most = element.get("max_length", 3000)
    for key, least in (("min_length", 0), ("max_length", 1)):
        if not isinstance(element.get(key, 1), int) or not least <= element.get(key, 1) <= 3000:
            problems.say(f"must be an integer from {least} to 3000", f"{at}/{key}")
            return
    most = min(most, 3000)
    problems.maybe(element, at, "initial_value", lambda v, a: problems.text(v, a, most, least=0))


def _confirm(problems: Problems, value: Any, at: str) -> None:
    keys = ("title", "text", "confirm", "deny")
    if problems.has(value, at, {*keys, "style"}, ("title", "text", "confirm", "deny")):
        for key, most in zip(keys, (100, 300, 30, 30), strict=True):
            problems.words(value[key], f"{at}/{key}", most, plain=key != "text")


def check_element(problems: Problems, element: Any, at: str, kinds: set[str]) -> None:
    """One interactive element, which must be of these kinds."""
    kind = str(element.get("type")) if isinstance(element, dict) else "no object"
    if kind not in kinds:
        problems.say(f"unsupported type: {kind}", at)
        return
    if not problems.has(element, at, _ELEMENTS[kind], _NEEDS.get(kind, ())):
        return
    problems.maybe(element, at, "action_id", lambda v, a: problems.text(v, a, 255))
    problems.maybe(element, at, "placeholder", lambda v, a: problems.words(v, a, 150))
    problems.maybe(element, at, "confirm", lambda v, a: _confirm(problems, v, a))
    _options(problems, element, at, kind)
    if kind == "button":
        problems.words(element["text"], f"{at}/text", 75)
        problems.maybe(element, at, "value", lambda v, a: problems.text(v, a, 2000))
        problems.maybe(element, at, "url", lambda v, a: problems.text(v, a, 3000))
        problems.maybe(element, at, "accessibility_label", lambda v, a: problems.text(v, a, 75))
        if element.get("style", "primary") not in {"primary", "danger"}:
            problems.say("must be primary or danger", f"{at}/style")
    elif kind == "plain_text_input":
        _input(problems, element, at)
    elif kind == "datepicker" and not _DATE.fullmatch(element.get("initial_date", "2026-01-01")):
        problems.say("must be a date as YYYY-MM-DD", f"{at}/initial_date")


ALL_ELEMENTS = set(_ELEMENTS)
IN_ACTIONS = ALL_ELEMENTS - {"plain_text_input", "multi_static_select", "multi_external_select"}
IN_INPUT = ALL_ELEMENTS - {"button", "overflow"}
IN_SECTION = ALL_ELEMENTS - {"plain_text_input"}


def check_metadata(metadata: Any) -> dict[str, Any]:
    """Message metadata. Raises ApiError."""
    fits = isinstance(metadata, dict) and set(metadata) == {"event_type", "event_payload"}
    if not fits or not re.fullmatch(r"[A-Za-z0-9_.-]{1,255}", str(metadata["event_type"])):
        raise ApiError("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > MOST_METADATA:
        raise ApiError("metadata_too_large")
    return dict(metadata)
