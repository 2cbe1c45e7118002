"""People of the city in Slack: what they type, press and fill in, and what they see.

Everything goes to the app over the transport in use (``server.over_http``).
"""

import re
from collections.abc import Mapping
from typing import Any

from tests import slack_payloads as payloads
from tests.slack_courier import Ack, Delivery, Kind
from tests.slack_forms import fill, held, with_state
from tests.slack_methods import respond
from tests.slack_rules import check_options
from tests.slack_seen import Seen
from tests.slack_server import SlackServer
from tests.slack_sight import escaped, shown
from tests.slack_views import change, push
from tests.slack_world import BOT_USER

_MENTION = re.compile(r"&lt;@([A-Z0-9]+)&gt;")


class Person:
    """One person of the workspace."""

    def __init__(
        self, server: SlackServer, name: str, email: str | None = None, **facts: Any
    ) -> None:
        """``facts``: ``confirmed``, ``deleted``, ``locale`` as in ``World.add_user``."""
        self.server = server
        self.name = name
        with server.changed:
            self.id = server.world.add_user(name, email, **facts)

    @property
    def dm(self) -> str:
        """The channel of their direct messages with the app."""
        with self.server.changed:
            return self.server.world.dm(self.id).id

    # What they type.
    def says(self, text: str, *, channel: str | None = None, thread: str | None = None) -> str:
        """Write a message (without ``channel``: to the app itself); its ts.

        ``<@U...>`` of somebody who exists is a mention; all else is words.
        """
        words = _MENTION.sub(self._mention, escaped(text))
        with self.server.changed:
            world = self.server.world
            place = world.channel(channel or self.dm, of=self.id)
            number = f"client-{world.id('M')}"
            inner = [{"type": "text", "text": text}]
            rich = {"type": "rich_text_section", "elements": inner}
            block = {"type": "rich_text", "block_id": world.id("b"), "elements": [rich]}
            more = {"client_msg_id": number, "blocks": [block], "thread_ts": thread}
            message = world.post(place, self.id, text=words, **more)
        self.server.flush()
        return str(message["ts"])

    def sends(self, text: str, *, name: str, kind: str, content: bytes) -> str:
        """Write to the app with a file; the message's ts."""
        with self.server.changed:
            world = self.server.world
            number = world.id("F")
            file = {"id": number, "name": name, "mimetype": kind, "size": len(content)}
            file |= {"url_private_download": f"{self.server.url}/files/{number}"}
            world.files[number] = file | {"content": content}
            more = {"files": [file], "subtype": "file_share", "upload": False}
            message = world.post(world.dm(self.id), self.id, text=escaped(text), **more)
        self.server.flush()
        return str(message["ts"])

    def _mention(self, found: re.Match[str]) -> str:
        return f"<@{found[1]}>" if found[1] in self.server.world.users else found[0]

    def edits(self, ts: str, text: str, *, channel: str | None = None) -> None:
        """Change an earlier message of theirs."""
        with self.server.changed:
            place = self.server.world.channels[channel or self.dm]
            message = place.messages[ts]
            assert message["user"] == self.id
            self.server.world.change(place, message, self.id, text=escaped(text), blocks=[])
        self.server.flush()

    def deletes(self, ts: str, *, channel: str | None = None) -> None:
        """Delete an earlier message of theirs."""
        with self.server.changed:
            place = self.server.world.channels[channel or self.dm]
            self.server.world.remove(place, place.messages[ts])
        self.server.flush()

    def opens_home(self) -> None:
        """Look at the app's Home tab."""
        with self.server.changed:
            self.server.world.news.append(payloads.home_opened(self.server.world, self.id))
        self.server.flush()

    # What they see.
    def messages(self, channel: str | None = None, *, thread: str | None = None) -> list[Seen]:
        """The app's messages there as they stand now; theirs alone (ephemeral) too, by time."""
        place = channel or self.dm
        with self.server.changed:
            world = self.server.world
            public = [m for m in world.channels[place].messages.values() if "bot_id" in m]
            private = [m for m in world.ephemerals[self.id] if m["channel"] == place]
            found = sorted(public + private, key=lambda m: float(m["ts"]))
            wanted = [m for m in found if thread is None or m.get("thread_ts") == thread]
            return [Seen(dict(message), place) for message in wanted]

    def whispers(self) -> list[Seen]:
        """What only they saw, anywhere."""
        with self.server.changed:
            mine = self.server.world.ephemerals[self.id]
            return [Seen(dict(message), message["channel"]) for message in mine]

    def sees(self, words: str, *, channel: str | None = None, seconds: float = 60.0) -> Seen:
        """The newest message of the app with those words; waits for it."""

        def found() -> Seen | None:
            fits = [m for m in self.messages(channel) if words.lower() in m.text.lower()]
            return fits[-1] if fits else None

        try:
            seen = self.server.wait(found, seconds)
        except AssertionError as error:
            told = [message.text for message in self.messages(channel)]
            raise AssertionError(f"{words!r} not seen, but: {told}") from error
        assert seen
        return seen

    def modal(self, seconds: float = 60.0) -> Seen:
        """The view on top of their screen; waits for one."""

        def found() -> Seen | None:
            stack = self.server.world.modals[self.id]
            return Seen(dict(stack[-1])) if stack else None

        seen = self.server.wait(found, seconds)
        assert seen
        return seen

    def has_modal(self) -> bool:
        """Whether a view is open."""
        with self.server.changed:
            return bool(self.server.world.modals[self.id])

    def home(self, words: str = "", seconds: float = 60.0) -> Seen:
        """Their Home tab, once it holds those words."""

        def found() -> Seen | None:
            view = self.server.world.homes.get(self.id)
            return Seen(dict(view)) if view and words in shown(view) else None

        seen = self.server.wait(found, seconds)
        assert seen
        return seen

    # What they do.
    def presses(self, seen: Seen, prefix: str, **selected: Any) -> Ack:
        """Press a button, or choose (``selected_option=...``); what the app said within 3 s."""
        return self._answer(self.begins_to_press(seen, prefix, **selected))

    def begins_to_press(self, seen: Seen, prefix: str, **selected: Any) -> Delivery:
        """Press without waiting for the answer: for taps at the same time."""
        element = seen.element(prefix) | selected
        with self.server.changed:
            world, url = self.server.world, self.server.url
            body = self._chosen(seen, element, selected)
            payload = payloads.pressed(
                world, url, self.id, channel=seen.channel, body=body, element=element
            )
        return self.server.bring(Kind.INTERACTION, payload)

    def types(self, seen: Seen, prefix: str, text: str) -> Ack:
        """Write into a field of a modal that tells the app at once (``dispatch_action``)."""
        block = seen.element(prefix)["block_id"]
        assert any(b["block_id"] == block and b.get("dispatch_action") for b in seen.body["blocks"])
        return self.presses(seen, prefix, value=text)

    def _chosen(
        self, seen: Seen, element: dict[str, Any], selected: dict[str, Any]
    ) -> dict[str, Any]:
        """The body with what its fields hold now; an open view remembers it."""
        if seen.channel is not None:
            return seen.body
        state = held(seen.body)
        if selected:
            told = {"type": element["type"]} | selected
            state.setdefault(element["block_id"], {})[element["action_id"]] = told
        for view in self.server.world.modals[self.id]:
            if view["id"] == seen.body["id"]:
                view["state"] = {"values": state}
        return with_state(seen.body, state)

    def searches(self, seen: Seen, prefix: str, words: str) -> list[dict[str, Any]]:
        """Type into an external select; the options that the app gives."""
        element = seen.element(prefix)
        assert element["type"] in {"external_select", "multi_external_select"}
        with self.server.changed:
            body = payloads.searched(
                self.server.world,
                self.id,
                channel=seen.channel,
                body=seen.body,
                element=element,
                words=words,
            )
        ack = self._answer(self.server.bring(Kind.INTERACTION, body, takes_answer=True))
        assert ack.ok, ack
        assert isinstance(ack.payload, Mapping), f"no options in {ack.payload}"
        check_options(ack.payload["options"])
        return list(ack.payload["options"])

    def submits(self, seen: Seen, values: Mapping[str, Any]) -> Ack:
        """Fill in and send the modal; its fields by the beginning of their action_id.

        A field takes words, a date, or an option as ``searches`` gave it. What Slack itself would
        not let through fails here. The app's ``response_action`` is done.
        """
        state = fill(seen.body, values)
        with self.server.changed:
            view = with_state(seen.body, state)
            body = payloads.submitted(self.server.world, self.id, view)
        ack = self._answer(self.server.bring(Kind.INTERACTION, body, takes_answer=True))
        if ack.ok:
            self._after(seen, ack.payload)
        return ack

    def _after(self, seen: Seen, payload: Any) -> None:
        said = payload if isinstance(payload, Mapping) else {}
        with self.server.changed:
            stack = self.server.world.modals[self.id]
            top = next((view for view in stack if view["id"] == seen.body["id"]), None)
            action = said.get("response_action")
            if action == "errors":
                assert set(said["errors"]) <= {b["block_id"] for b in seen.body["blocks"]}
            elif action == "update" and top:
                change(self.server.world, top, said["view"])
            elif action == "push":
                push(self.server.world, self.id, said["view"])
            elif action == "clear":
                stack.clear()
            elif top:
                assert action is None, f"unknown response_action in {said}"
                stack.remove(top)
            self.server.changed.notify_all()

    def closes(self, seen: Seen) -> None:
        """Close a modal without sending it."""
        with self.server.changed:
            stack = self.server.world.modals[self.id]
            stack[:] = [view for view in stack if view["id"] != seen.body["id"]]
            body = payloads.closed(self.server.world, self.id, seen.body)
        if seen.body["notify_on_close"]:
            self._answer(self.server.bring(Kind.INTERACTION, body))

    def commands(self, command: str, text: str = "", *, channel: str | None = None) -> Ack:
        """Type a slash command; what the app answers is shown to them."""
        place = channel or self.dm
        with self.server.changed:
            typed = {"channel": place, "command": command, "text": text}
            body = payloads.commanded(self.server.world, self.server.url, self.id, **typed)
        ack = self._answer(self.server.bring(Kind.COMMAND, dict(body), takes_answer=True))
        if ack.ok and ack.payload:
            with self.server.changed:
                number = body["response_url"].rpartition("/")[2]
                respond(self.server.world, number, ack.payload)
                self.server.world.responses[number].uses -= 1
            self.server.flush()
        return ack

    def _answer(self, delivery: Delivery) -> Ack:
        self.server.wait(lambda: delivery.is_over, self.server.courier.ack_seconds + 5)
        return delivery.acks[-1]


def mention() -> str:
    """How a person writes to the app in a room."""
    return f"<@{BOT_USER}>"
