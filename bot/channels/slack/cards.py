"""Officials' cards in Slack: drawn, posted, and changed in place."""

from collections.abc import Iterator

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    HeaderBlock,
    LinkButtonElement,
)

from bot import mail
from bot.cards import CardAct
from bot.channels.buttons import Press
from bot.channels.slack.api import code_of
from bot.channels.slack.blocks import (
    MOST_HEAD,
    bold,
    button,
    fallback,
    plain,
    quoted,
    small,
    written,
)
from bot.channels.slack.channel import NAME, SlackChannel
from bot.errors import SendError
from bot.mail import Card, Part
from bot.renewals import REVIEW, ReviewAct

CARD = "card"
"""What the action_id of a card's button begins with."""
OPEN_DESK = "desk"
"""The action_id of a link to the desk: Slack tells of the press, and nothing is done."""
SHOWS = "aura_card"
"""The metadata's event_type of a card's message."""
_MOST_BLOCKS = 46
"""Blocks that a card may have beside its buttons: Slack takes 50 in a message."""
_MOST_BUTTONS = 25
_MAIN = frozenset({CardAct.APPROVE, CardAct.SEND, f"{REVIEW}.{ReviewAct.KEEP}"})
_SHUT_OUT = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class SlackCards:
    """``ports.CardChannel`` for Slack. A place is a user's id, or a room's; a message's own name
    is ``channel/ts``, since a user's direct chat has an id of its own.
    """

    name = NAME

    def __init__(self, channel: SlackChannel) -> None:
        self._channel = channel
        self.can_look = True

    async def post(self, place: str, card: Card) -> str:
        """Show a new card; the name of its message. Raises SendError; where the app is not let
        in, nobody is reached.
        """
        try:
            answer = await self._channel.post(
                await self._channel.chat(place),
                text=_told(card),
                blocks=list(drawn(card)),
                metadata={"event_type": SHOWS, "event_payload": {"case": card.reference}},
            )
        except SendError as error:
            raise _shut_out(error) from error
        return f"{answer['channel']}/{answer['ts']}"

    async def tell(self, place: str, text: str) -> None:
        """Say something to an official. Raises SendError."""
        chat = await self._channel.chat(place)
        await self._channel.post(chat, text=fallback(text), blocks=written(text))

    async def update(self, place: str, message: str, card: Card) -> bool:
        """Show the card in that message's place. False: the message is gone. Raises SendError, as
        ``post`` does.
        """
        del place
        channel, _, at = message.partition("/")
        try:
            await self._channel.do(
                "chat.update",
                channel,
                ts=at,
                text=_told(card),
                blocks=[block.to_dict() for block in drawn(card)],
            )
        except SendError as error:
            if error.permanent and code_of(error.__cause__) in _GONE:
                return False
            raise _shut_out(error) from error
        return True

    async def find(self, place: str, card: Card) -> str | None:
        """The message that shows the card's case there already, if one does. Raises SendError."""
        channel = await self._channel.chat(place)
        try:
            messages = await self._channel.messages(channel)
        except SendError as error:
            if code_of(error.__cause__) == "missing_scope":
                self.can_look = False
                return None
            raise
        self.can_look = True
        for message in sorted(messages, key=lambda each: str(each.get("ts")), reverse=True):
            told = message.get("metadata") or {}
            payload = told.get("event_payload") or {}
            if told.get("event_type") == SHOWS and payload.get("case") == card.reference:
                return f"{channel}/{message['ts']}"
        return None


def _shut_out(error: SendError) -> SendError:
    """Where the app is not let in, nobody is reached; else the error as it is."""
    if code_of(error.__cause__) not in _SHUT_OUT:
        return error
    return SendError(str(error), permanent=True, unreachable=True)


def drawn(card: Card) -> Iterator[Block]:
    """The card as blocks: people's words as they are, then what can be decided."""
    told = (block for block in card.blocks if block.part is not Part.REPLY)
    blocks = [each for block in told for each in _block(block)]
    yield from blocks[:_MOST_BLOCKS]
    for row in _rows(card):
        yield ActionsBlock(elements=list(row))


def _rows(card: Card) -> Iterator[list[ButtonElement]]:
    """The one tap by itself, the rest beside each other, and the way to the desk."""
    elements = [
        button(each.label, f"{CARD}.{each.act}", press.data, primary=each.act in _MAIN)
        for row in card.buttons
        for each in row
        for press in [Press(card.reference, card.version, each.act)]
    ]
    if card.live and card.desk:
        elements.append(
            LinkButtonElement(text=plain(card.desk_label), url=card.desk, action_id=OPEN_DESK)
        )
    if elements and elements[0].style:
        yield elements[:1]
        elements = elements[1:]
    if elements:
        yield elements[:_MOST_BUTTONS]


def _block(block: mail.Block) -> Iterator[Block]:
    match block.part:
        case Part.HEAD | Part.REVIEW:
            yield HeaderBlock(text=plain(block.text, MOST_HEAD))
        case Part.REMINDER:
            yield bold(block.text)
        case Part.FACTS | Part.STREET | Part.THREAD:
            yield small(block.text)
        case Part.NOTE:
            yield small(*block.text.split("\n"))
        case Part.DRAFT:
            yield bold(block.head)
            yield from written(block.text)
        case Part.CITY:
            yield small(block.head)
            yield from written(block.text)
        case _:
            yield small(block.head)
            yield from quoted(block.text)


def _told(card: Card) -> str:
    """What a notification says: which case and how it stands, and nobody's words (L25). Where a
    card tells no facts it is silent about the matter, and says who decided, or where to look (L27).
    """
    has_facts = any(block.part is Part.FACTS for block in card.blocks)
    told = (Part.HEAD, Part.REVIEW, Part.REMINDER, Part.FACTS if has_facts else Part.NOTE)
    return fallback(" · ".join(block.text for block in card.blocks if block.part in told))
