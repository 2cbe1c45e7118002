"""What the channel makes of Telegram's answers, by a clock that moves when told to."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram import Talk, TelegramChannel, kept_of
from bot.city import Base
from bot.errors import SendError
from bot.inbox import Inbox
from bot.library import Library
from bot.mail import Delivery, DeliveryState
from bot.model import BOT, Message, MessageKind
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock, DirectRunner, FakeTelegram
from tests.test_telegram_pure import ME, PRIVATE, SENDER


class _ConnectError(Exception):
    """Named as httpx names it: the request never left."""


_ConnectError.__name__ = "ConnectError"


class Time:
    """Seconds that pass when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The present moment."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.now += seconds


def _channel(api: FakeTelegram, base: Base, time: Time) -> TelegramChannel:
    return TelegramChannel(api, Library(base), clock=time, sleep=time.sleep)


def _delivery(text: str = "Moi.", place: str = "7", number: int = 1) -> Delivery:
    message = Message(1, MONDAY, BOT, MessageKind.NOTICE, "fi", text)
    return Delivery(
        number, "K4T-9XA-H7M", "telegram", place, message, DeliveryState.SENDING, 1, uncertain=False
    )


def _refused(base: Base, *failures: TelegramError) -> SendError:
    with pytest.raises(SendError) as told:
        asyncio.run(_channel(FakeTelegram(failures), base, Time()).send(_delivery()))
    return told.value


def _never_left() -> NetworkError:
    error = NetworkError("httpx.ConnectError")
    error.__cause__ = _ConnectError()
    return error


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Forbidden("blocked"), SendError("", unreachable=True)),
        (BadRequest("Chat not found"), SendError("", permanent=True)),
        (RetryAfter(17), SendError("", again_in=17)),
        (InvalidToken("x"), SendError("", again_in=60)),
        (TimedOut(), SendError("", uncertain=True)),
        (NetworkError("Bad Gateway"), SendError("", uncertain=True)),
        (_never_left(), SendError("")),
        (TelegramError("anything"), SendError("", uncertain=True)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_failure_says_what_to_do_next(
    base: Base, failure: TelegramError, expected: SendError
) -> None:
    assert vars(_refused(base, failure)) == vars(expected)


def _send_all(channel: TelegramChannel, deliveries: Sequence[Delivery]) -> list[float | None]:
    async def whole() -> list[float | None]:
        waits: list[float | None] = []
        for delivery in deliveries:
            try:
                await channel.send(delivery)
            except SendError as error:
                waits.append(error.again_in)
            else:
                waits.append(None)
        return waits

    return asyncio.run(whole())


def test_a_chat_told_to_wait_is_not_even_asked_and_others_go_on(base: Base) -> None:
    api, time = FakeTelegram([RetryAfter(30)]), Time()
    channel = _channel(api, base, time)
    waits = _send_all(channel, [_delivery(), _delivery(), _delivery(place="8")])
    assert waits == [30, pytest.approx(30, abs=0.1), None]
    assert [values["chat_id"] for _, values in api.calls] == [7, 8]


def test_a_second_chat_told_to_wait_means_the_bot(base: Base) -> None:
    api, time = FakeTelegram([RetryAfter(30), RetryAfter(20)]), Time()
    sent = [_delivery(place=place) for place in ("7", "8", "9")]
    assert _send_all(_channel(api, base, time), sent)[2] == pytest.approx(20, abs=0.1)
    assert len(api.calls) == 2


def test_two_texts_to_a_chat_are_a_second_apart(base: Base) -> None:
    time = Time()
    _send_all(_channel(FakeTelegram(), base, time), [_delivery(), _delivery()])
    assert time.now == pytest.approx(1.0, abs=0.05)


def test_refused_markup_goes_out_plain(base: Base) -> None:
    api = FakeTelegram([BadRequest("Can't parse entities: unsupported start tag")])
    asyncio.run(_channel(api, base, Time()).send(_delivery("**Auraus** <3")))
    assert api.texts == [
        "<b>Automaatti</b>\n<b>Auraus</b> &lt;3",
        "Automaatti\nAuraus <3",
    ]
    assert "parse_mode" not in api.calls[1][1]


def test_what_has_gone_out_of_a_long_text_is_not_sent_again(base: Base) -> None:
    api = FakeTelegram()
    channel = _channel(api, base, Time())
    delivery = _delivery("\n\n".join(letter * 3000 for letter in "abc"))
    api.failures = []
    asyncio.run(_fails_at(channel, api, delivery, at=2))
    asyncio.run(channel.send(delivery))
    assert [text[-1] for text in api.texts] == ["a", "b", "b", "c"]


async def _fails_at(
    channel: TelegramChannel, api: FakeTelegram, delivery: Delivery, at: int
) -> None:
    """Send, failing at the call of that number."""

    class _Late(list[TelegramError]):
        def __bool__(self) -> bool:
            return len(api.calls) == at

    api.failures = _Late([NetworkError("Bad Gateway")])
    with pytest.raises(SendError):
        await channel.send(delivery)
    api.failures = []


def test_a_group_that_has_moved_is_followed(base: Base) -> None:
    api = FakeTelegram([ChatMigrated(-200)])
    asyncio.run(_channel(api, base, Time()).send(_delivery(place="-100/7")))
    assert [values["chat_id"] for _, values in api.calls] == [-100, -200]


@pytest.mark.parametrize(
    ("kind", "head", "ends"),
    [
        (MessageKind.RECEIPT, "Automaatti", "Moi."),
        (MessageKind.REPLY, "Kaupungin vastaus", "Auttoiko vastaus?"),
        (MessageKind.ASK_BACK, "Kaupunki kysyy", "Moi."),
    ],
)
def test_who_speaks_stands_above_each_message(
    base: Base, kind: MessageKind, head: str, ends: str
) -> None:
    """306/2019 6 a §, L4: what a human of the city says is seen to be so."""
    api = FakeTelegram()
    delivery = _delivery()
    delivery = replace(delivery, message=replace(delivery.message, kind=kind))
    asyncio.run(_channel(api, base, Time()).send(delivery))
    [text] = api.texts
    assert text.startswith(f"<b>{head}</b>\nMoi.")
    assert text.endswith(ends)


def test_words_masked_are_shown_as_such(base: Base) -> None:
    api = FakeTelegram()
    asyncio.run(_channel(api, base, Time()).send(_delivery("Poistimme: ⟦phone⟧.")))
    assert api.texts == ["<b>Automaatti</b>\nPoistimme: [puhelinnumero poistettu]."]


class Chat:
    """The bot's talk, heard without a network."""

    def __init__(
        self, runner: DirectRunner, base: Base, clock: Clock, inbox: Inbox, web_chat: str = ""
    ) -> None:
        self.api = FakeTelegram()
        channel = _channel(self.api, base, Time())
        self.talk = Talk(runner, channel, Library(base), clock, web_chat)
        self.inbox = inbox
        self.count = 0

    def hears(self, text: str = "", **content: object) -> None:
        """One update is kept."""
        self.count += 1
        message = {"message_id": self.count, "from": SENDER, "chat": PRIVATE, "text": text}
        kept = kept_of({"update_id": self.count, "message": message | content}, ME)
        assert kept
        asyncio.run(self.inbox.accept("telegram.talk", str(self.count), kept))

    def works(self) -> int:
        """What waits is answered; how much that was."""
        return asyncio.run(self.talk.work())


@pytest.fixture
def chat(runner: DirectRunner, base: Base, clock: Clock) -> Chat:
    """A bot whose city has a public web chat."""
    # the inbox only keeps here, so it needs no cases
    inbox = Inbox(runner, {}, None, clock)  # type: ignore[arg-type]
    return Chat(runner, base, clock, inbox, "https://neuvonta.example.fi/")


def test_the_start_leads_to_the_web_chat(chat: Chat) -> None:
    chat.hears("/start")
    assert chat.works() == 1
    assert "https://neuvonta.example.fi/" in chat.api.texts[0]
    assert len(chat.api.texts[0]) < 1500


def test_ten_stickers_get_one_answer(chat: Chat, store: SqliteStore) -> None:
    for _ in range(10):
        chat.hears(sticker={"file_id": "x"})
    assert chat.works() == 10
    assert len(chat.api.texts) == 1
    assert store.unread(["telegram.talk"], 99) == []


def test_a_word_that_cannot_go_now_is_said_later(
    chat: Chat, clock: Clock, store: SqliteStore
) -> None:
    chat.hears("/start")
    chat.api.failures = [TimedOut()]
    assert chat.works() == 0
    assert chat.works() == 0
    assert len(chat.api.texts) == 1
    clock.move(seconds=6)
    assert chat.works() == 1
    assert store.unread(["telegram.talk"], 99) == []


def test_a_word_that_cannot_go_for_an_hour_helps_nobody(
    chat: Chat, clock: Clock, store: SqliteStore
) -> None:
    chat.hears("/start")
    clock.move(hours=2)
    chat.api.failures = [TimedOut()]
    chat.works()
    assert store.unread(["telegram.talk"], 99) == []


def test_who_has_blocked_the_bot_is_not_told_again(chat: Chat, store: SqliteStore) -> None:
    chat.hears("/start")
    chat.api.failures = [Forbidden("blocked")]
    chat.works()
    assert store.unread(["telegram.talk"], 99) == []


def test_an_unknown_command_gets_the_help(chat: Chat) -> None:
    chat.hears("/weather")
    chat.works()
    assert "/tietoni" in chat.api.texts[0]
