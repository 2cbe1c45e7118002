"""Handlers of ours as listeners of bolt's, and what becomes of a fault in one."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.errors import StoreError

_log = structlog.get_logger(__name__)


def with_payload(
    handler: Callable[[AsyncAck, Any], Awaitable[None]],
) -> Callable[..., Awaitable[None]]:
    """A handler of ours as a listener of bolt's."""

    async def listener(ack: AsyncAck, context: AsyncBoltContext) -> None:
        await handler(ack, context["payload"])

    return listener


def acknowledged(handler: Callable[[Any], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The same for one that has nothing to say to Slack: done first, then acknowledged."""

    async def listener(ack: AsyncAck, context: AsyncBoltContext) -> None:
        await handler(context["payload"])
        await ack()

    return listener


async def nothing(_payload: Any) -> None:
    """A press that Slack tells of and that says nothing: a link, a field of a form."""


async def failed(error: Exception, response: BoltResponse | None) -> BoltResponse | None:
    """A fault of ours in a listener; Slack tells the person that it did not work, if it has not
    been acknowledged (then there is no ``response``).
    """
    _log.error("slack.failed", exc_info=error)
    if response is None:
        return None
    return BoltResponse(status=503 if isinstance(error, StoreError) else 500)
