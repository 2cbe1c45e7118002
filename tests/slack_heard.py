"""A plain slack_bolt app that remembers all it heard, and the card and form that it shows."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from tests.slack_client import bolt_app
from tests.slack_server import SlackServer

CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Milloin aurataan?"}},
    {
        "type": "actions",
        "block_id": "decide",
        "elements": [
            {
                "type": "button",
                "action_id": "approve",
                "value": "A-1:3",
                "text": {"type": "plain_text", "text": "Hyväksy"},
            }
        ],
    },
]
FIELD = {"type": "plain_text_input", "action_id": "text", "initial_value": "Pian."}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "edit",
    "title": {"type": "plain_text", "text": "Muokkaa"},
    "submit": {"type": "plain_text", "text": "Lähetä"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Vastaus"},
            "element": FIELD | {"max_length": 100},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Kenelle"},
            "element": {"type": "external_select", "action_id": "register", "min_query_length": 1},
        },
    ],
}


class Heard:
    """A plain app, and all that it heard."""

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.events: list[dict[str, Any]] = []
        self.bodies: list[dict[str, Any]] = []

    def made(self) -> AsyncApp:
        """Called in the app's own loop."""
        app = bolt_app(self.server)
        app.event("message")(self._event)
        app.event("app_mention")(self._event)
        app.event("app_home_opened")(self._event)
        app.action("approve")(self._pressed)
        app.action("text")(self._typed)
        app.view("edit")(self._submitted)
        app.options("register")(self._searched)
        app.command("/aura")(self._commanded)
        return app

    async def _event(self, body: dict[str, Any]) -> None:
        with self.server.changed:
            self.events.append(body)
            self.server.changed.notify_all()

    async def _pressed(self, ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        await ack()
        self.bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await respond(text="Vain sinulle", replace_original=False)

    async def _typed(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self.bodies.append(body)

    async def _submitted(self, ack: Any, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        text = body["view"]["state"]["values"]["words"]["text"]["value"]
        if text == "väärin":
            await ack(response_action="errors", errors={"words": "Ei näin"})
        else:
            await ack()

    async def _searched(self, ack: Any, body: dict[str, Any]) -> None:
        label = {"type": "plain_text", "text": body["value"].title()}
        await ack(options=[{"text": label, "value": "talvi"}])

    async def _commanded(self, ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Sanoit: {command['text']}")

    def types(self) -> list[str]:
        """The kinds of inner events, oldest first."""
        return [f"{e['event']['type']}:{e['event'].get('subtype', '')}" for e in self.events]
