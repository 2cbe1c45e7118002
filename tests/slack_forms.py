"""Filling in a modal as a person does, and what Slack's own screens would not let through."""

from collections.abc import Mapping
from typing import Any

State = dict[str, dict[str, dict[str, Any]]]
"""``state.values``: block_id, action_id, what stands there."""


def fill(view: Mapping[str, Any], values: Mapping[str, Any]) -> State:
    """The state of a view with these values; fields not named keep what they began with.

    ``values`` go by the beginning of an action_id. Fails where Slack would refuse to send it: an
    empty field that is needed, too many or too few characters, a field that is not there.
    """
    used: set[str] = set()
    state: State = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            names = [name for name in values if element["action_id"].startswith(name)]
            used |= set(names)
            value = values[names[0]] if names else _now(view, block)
            _check(block, element, value)
            state[block["block_id"]] = {element["action_id"]: _value(element, value)}
        elif block["type"] in {"actions", "section"}:
            state |= _kept(view, block)
    assert used == set(values), f"no field {set(values) - used} in this modal"
    return state


def with_state(view: Mapping[str, Any], state: State) -> dict[str, Any]:
    """The view as it is sent."""
    return dict(view) | {"state": {"values": state}}


def held(view: Mapping[str, Any]) -> State:
    """What the fields of an open view hold now."""
    state: State = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            told = _value(element, _now(view, block))
            state[block["block_id"]] = {element["action_id"]: told}
        else:
            state |= _kept(view, block)
    return state


def _now(view: Mapping[str, Any], block: Mapping[str, Any]) -> Any:
    """What a field holds: what was typed, else what it began with."""
    element = block["element"]
    typed = view["state"]["values"].get(block["block_id"], {}).get(element["action_id"])
    if typed is not None:
        return typed.get(_key(element))
    for key in ("initial_value", "initial_date", "initial_option", "initial_user"):
        if key in element:
            return element[key]
    return element.get("initial_options")


def _check(block: Mapping[str, Any], element: Mapping[str, Any], value: Any) -> None:
    name = element["action_id"]
    assert value not in (None, "", []) or block.get("optional"), f"{name} is empty but needed"
    if element["type"] == "plain_text_input" and value:
        length = len(str(value))
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        assert least <= length <= most, f"{name}: {length} characters, {least} to {most} allowed"
    elif element["type"] in {"static_select", "radio_buttons"} and value:
        groups = element.get("option_groups", [])
        options = element.get("options") or [o for group in groups for o in group["options"]]
        assert value in options, f"{name} offers no {value}"


_KEYS = {
    "plain_text_input": "value",
    "datepicker": "selected_date",
    "users_select": "selected_user",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
}


def _key(element: Mapping[str, Any]) -> str:
    return _KEYS.get(element["type"], "selected_option")


def _value(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """How one field travels."""
    return {"type": element["type"], _key(element): value or None}


def _kept(view: Mapping[str, Any], block: Mapping[str, Any]) -> State:
    """What was chosen in blocks that are no inputs."""
    values: State = view.get("state", {}).get("values", {})
    return {key: values[key] for key in (block["block_id"],) if key in values}
