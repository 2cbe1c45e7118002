"""A message or a view as a person sees it."""

from dataclasses import dataclass
from typing import Any

from tests.slack_blocks import elements_of
from tests.slack_sight import links, notified, shown, shown_in_list


@dataclass(frozen=True)
class Seen:
    """A message, or an open modal or Home view, as it stood when it was looked at."""

    body: dict[str, Any]
    channel: str | None = None
    """None: a view."""

    @property
    def text(self) -> str:
        """What the screen shows."""
        return shown(self.body)

    @property
    def in_list(self) -> str:
        """What the notification and the list of messages show."""
        return shown_in_list(self.body)

    @property
    def notifies(self) -> set[str]:
        """Whom it notifies."""
        return notified(self.body)

    @property
    def links(self) -> list[tuple[str, str]]:
        """What may be clicked: address, words."""
        return links(self.body)

    @property
    def ts(self) -> str:
        """Of a message."""
        return str(self.body["ts"])

    @property
    def elements(self) -> dict[str, dict[str, Any]]:
        """Buttons, selects and fields by action_id, each with its ``block_id``."""
        return {
            element["action_id"]: element | {"block_id": block["block_id"]}
            for block in self.body.get("blocks", [])
            for element in elements_of(block)
        }

    @property
    def labels(self) -> list[str]:
        """The words on its buttons."""
        return [e["text"]["text"] for e in self.elements.values() if e["type"] == "button"]

    def element(self, prefix: str) -> dict[str, Any]:
        """The element whose action_id begins so, or whose button says so."""
        for action, element in self.elements.items():
            if action.startswith(prefix) or element.get("text", {}).get("text") == prefix:
                return element
        raise AssertionError(f"no {prefix!r} among {list(self.elements)}: {self.labels}")
