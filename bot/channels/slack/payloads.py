"""What Slack sends: something happened, was pressed, sent, searched, typed. Models, so that what is
not of such a shape never comes to bolt. Unknown fields are left out: Slack adds some every year.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_Id = Annotated[str, Field(min_length=1, max_length=64)]
_Short = Annotated[str, Field(max_length=300)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class User(_Model):
    """Who did it."""

    id: _Id


class Container(_Model):
    """Where a pressed button stands."""

    channel_id: _Short | None = None
    message_ts: _Short | None = None


class Chosen(_Model):
    """A chosen option."""

    value: Annotated[str, Field(max_length=150)]


class Entry(_Model):
    """A field of a form as it stands."""

    value: str | None = None
    selected_option: Chosen | None = None


class State(_Model):
    """A form as it stands: block to field to value."""

    values: dict[str, dict[str, Entry]] = {}

    def text(self, block: str) -> str:
        """What is written in the block's one field."""
        return next((f.value or "" for f in self.values.get(block, {}).values()), "")

    def choice(self, block: str) -> str:
        """What is chosen in the block's one field."""
        fields = self.values.get(block, {}).values()
        return next((f.selected_option.value for f in fields if f.selected_option), "")


class View(_Model):
    """A form or the Home tab."""

    id: _Id
    type: _Short = "modal"
    callback_id: _Short | None = None
    hash: _Short | None = None
    private_metadata: Annotated[str, Field(max_length=3000)] = ""
    state: State | None = None


class Action(_Model):
    """One pressed button or changed field."""

    action_id: _Short
    block_id: _Short | None = None
    type: _Short | None = None
    value: Annotated[str, Field(max_length=2000)] | None = None
    action_ts: _Short | None = None


class _Interaction(_Model):
    user: User
    view: View | None = None


class Pressed(_Interaction):
    """A button of a message, of a form or of the Home tab."""

    type: Literal["block_actions"]
    actions: Annotated[list[Action], Field(min_length=1, max_length=25)]
    trigger_id: _Short | None = None
    container: Container | None = None
    response_url: _Short | None = None
    """Where the message that was pressed can be changed, for half an hour."""

    @property
    def channel(self) -> str:
        """The channel of the message; empty for a form."""
        return (self.container.channel_id or "") if self.container else ""

    @property
    def message(self) -> str:
        """The message's own name, as of cards; empty for a form."""
        at = self.container.message_ts if self.container else None
        return f"{self.channel}/{at}" if self.channel and at else ""


class Submitted(_Interaction):
    """A form that was sent or closed."""

    type: Literal["view_submission", "view_closed"]
    view: View


class Searched(_Interaction):
    """Words typed in a field that searches."""

    type: Literal["block_suggestion"]
    action_id: _Short
    value: Annotated[str, Field(max_length=1000)] = ""
    view: View


class Typed(_Model):
    """A slash command."""

    command: _Short
    text: Annotated[str, Field(max_length=4000)] = ""
    user_id: _Id
    channel_id: _Short | None = None


class Happened(_Model):
    """An event."""

    type: Literal["event_callback"]
    event_id: _Id
    event: dict[str, Any]

    @property
    def kind(self) -> str:
        """What sort of event."""
        return str(self.event.get("type"))[:300]


class Verified(_Model):
    """Slack asks whether this is the address."""

    type: Literal["url_verification"]
    challenge: Annotated[str, Field(max_length=500)]


Payload = Pressed | Submitted | Searched | Happened | Verified | Typed
_KINDS: Mapping[str, type[Payload]] = {
    "block_actions": Pressed,
    "view_submission": Submitted,
    "view_closed": Submitted,
    "block_suggestion": Searched,
    "event_callback": Happened,
    "url_verification": Verified,
}


def payload_in(body: Any) -> Payload | None:
    """The payload in a body that Slack sent; None when it is none that we know."""
    if not isinstance(body, Mapping):
        return None
    kind = body.get("type")
    model = _KINDS.get(kind) if isinstance(kind, str) else None
    if model is None and kind is None and "command" in body:
        model = Typed
    if model is None:
        return None
    try:
        return model.model_validate(body)
    except ValidationError:
        return None


def for_bolt(payload: Payload) -> dict[str, Any]:
    """As much of a payload as bolt finds its listener by."""
    if isinstance(payload, Happened):
        return {"type": payload.type, "event": {"type": payload.kind}}
    return payload.model_dump(exclude_none=True)
