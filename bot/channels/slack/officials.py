"""Officials in Slack: one tap, forms, searches. Each handler translates and calls ``Pressing``."""

import asyncio
from dataclasses import replace

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.cards import forms
from bot.cards.forms import Form
from bot.channels.buttons import press_of
from bot.channels.slack import views
from bot.channels.slack.api import SlackApi, as_send_error, code_of
from bot.channels.slack.channel import NAME, SlackChannel
from bot.channels.slack.payloads import Pressed, Searched, Submitted
from bot.errors import SendError
from bot.library import Library
from bot.model import Address
from bot.pressing import Press, Pressing

_IN_TIME = 2.0
"""Seconds that a form can still wait for: a tap opens one for 3 s."""
_log = structlog.get_logger(__name__)


class Officials:
    """What is done with a card. A tap is decided before it is acknowledged: what Slack has heard
    of is in the store.
    """

    def __init__(
        self, pressing: Pressing, api: SlackApi, channel: SlackChannel, library: Library
    ) -> None:
        """``pressing`` decides; the rest speaks."""
        self._pressing = pressing
        self._api = api
        self._channel = channel
        self._library = library

    async def pressed(self, ack: AsyncAck, payload: Pressed) -> None:
        """A button of a card: done at once, or its form opened."""
        press = _press(payload.actions[0].value or "")
        if press is None:
            await ack()
            return
        address = Address(NAME, payload.user.id)
        if press.act in forms.ACTS:
            found = await self._pressing.form(address, press, self._language)
            await ack()
            if isinstance(found, Form):
                await self._open(payload, found)
                return
        else:
            tap = replace(press, message=payload.message)
            found = await self._pressing.press(address, tap, self._language)
            await ack()
        if found.said and payload.channel:
            await self._channel.whisper(payload.channel, payload.user.id, found.said)

    async def _open(self, payload: Pressed, form: Form) -> None:
        """Within 3 s of the tap, or not at all: then the official is told to press again."""
        error = await self._opened(payload, form)
        if error and error.again_in is not None and error.again_in <= _IN_TIME:
            await asyncio.sleep(error.again_in)
            error = await self._opened(payload, form)
        if error and payload.channel:
            _log.warning("slack.form_not_opened", error=str(error))
            await self._channel.whisper(payload.channel, payload.user.id, form.words["again"])

    async def _opened(self, payload: Pressed, form: Form) -> SendError | None:
        """Open it; what went wrong, if something did."""
        view = views.view_of(form).to_dict()
        try:
            await self._api.call("views.open", trigger_id=payload.trigger_id, view=view)
        except Exception as error:  # noqa: BLE001 - whatever it is, the card is still there
            return as_send_error(error)
        return None

    async def preview(self, ack: AsyncAck, payload: Pressed) -> None:
        """How the text of a form would go out, below the field."""
        await ack()
        view = payload.view
        press = views.press_in(view) if view else None
        if view is None or press is None:
            return
        address, text = Address(NAME, payload.user.id), views.filled_in(view)[1]
        asked = Press(press.reference, press.version, press.choice, text)
        form = await self._pressing.form(address, asked, self._language)
        if not isinstance(form, Form):
            return
        drawn = views.view_of(form).to_dict()
        try:
            await self._api.call("views.update", view_id=view.id, hash=view.hash, view=drawn)
        except Exception as error:  # noqa: BLE001 - the text in the field stays as it is
            _log.info("slack.no_preview", error=code_of(error) or type(error).__name__)

    async def submitted(self, ack: AsyncAck, payload: Submitted) -> None:
        """A form: done, or said in it why not, with the words still there."""
        press = views.press_in(payload.view)
        if press is None:
            await ack()
            return
        field, value = views.filled_in(payload.view)
        is_text = field == views.TEXT
        act, text = (press.choice, value) if is_text else (value, "")
        asked = Press(press.reference, press.version, act, text)
        found = await self._pressing.press(Address(NAME, payload.user.id), asked, self._language)
        if found.said:
            await ack(response_action="errors", errors={field: found.said})
            return
        await ack()

    async def searched(self, ack: AsyncAck, payload: Searched) -> None:
        """Words in a form's field that searches."""
        press = views.press_in(payload.view)
        if press is None:
            await ack(options=[])
            return
        asked = Press(press.reference, press.version, press.choice)
        address = Address(NAME, payload.user.id)
        found = await self._pressing.found(address, asked, payload.value, self._language)
        await ack(options=[option.to_dict() for option in views.options(found)])

    @property
    def _language(self) -> str:
        """What a stranger is told in."""
        return self._library.base.city.languages[0]


def _press(data: str) -> Press | None:
    found = press_of(data)
    return Press(found.reference, found.version, found.choice) if found else None
