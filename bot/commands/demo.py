"""`aura demo`: a short morning in the sample city, through the whole real program."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Aura
from bot.calendar import local
from bot.channels.console import ConsoleChannel
from bot.channels.payload import payload_of
from bot.errors import AlreadyDecidedError
from bot.knowledge import load, sample_folder
from bot.mail import Delivery
from bot.model import Case, State
from bot.privacy import show
from bot.settings import read_settings

Say = Callable[[str], None]

_START = datetime(2026, 11, 30, 5, 41, tzinfo=UTC)
"""A Monday at 7.41 in Aurala: the base is in season, whenever the demo is played."""


class _Morning:
    """The scripted clock, the residents at their terminals and the officials at the desk."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._say = say
        self._clock = _START
        self._names: dict[str, str] = {}
        self._base = load(sample_folder(), _START.date())
        settings = read_settings(data=folder)
        channels = {ConsoleChannel.name: ConsoleChannel(self._heard)}
        self.aura = Aura(settings, self._base, now=lambda: self._clock, channels=channels)

    def pass_minutes(self, minutes: int) -> None:
        """Move the clock."""
        self._clock += timedelta(minutes=minutes)

    def _tell(self, who: str, words: str) -> None:
        at = local(self._base.city, self._clock)
        indented = words.strip().replace("\n", "\n        ")
        self._say(f"{at:%H.%M}  {who}:\n        {indented}\n")

    def _heard(self, delivery: Delivery) -> None:
        message = delivery.message
        kind = "automatic" if message.author == "bot" else "reply"
        text = show(message.text, self._base.spoken(message.language))
        self._tell(f"to {self._names[delivery.place]} ({kind})", text)

    async def asks(self, name: str, words: str) -> Case:
        """A resident writes; the receipt goes out; the case it became. Who is asked which of two
        answers is meant says the first.
        """
        self._tell(name, words)
        place = name.lower().replace(" ", "-")
        self._names[place] = name
        external = f"{place}-{self._clock.isoformat()}"
        await self.aura.inbox.accept(ConsoleChannel.name, external, payload_of(place, words))
        await self.aura.inbox.work()
        await self.aura.outbox.send_due()
        kept = await self.aura.store.run(lambda s: s.arrival(ConsoleChannel.name, external))
        case = await self.aura.store.run(
            lambda s: next(c for c in s.cases(newest=True) if kept and c.id == kept[1])
        )
        self.pass_minutes(2)
        return await self.asks(name, "1") if case.awaits_choice else case

    async def drafted(self, case: Case) -> Case:
        """The case with a draft: its own, or the first of its findings."""
        if case.state is State.AWAITING_APPROVAL or not case.draft.candidates:
            return case
        slug = case.draft.candidates[0].slug
        self.desk(case.owner, f"uses the first finding in {case.reference}: {slug}")
        use, seen = self.aura.cases.use_another, case.version
        return await self.aura.store.run(
            use, case.reference, version=seen, by=case.owner, slug=slug
        )

    def desk(self, official: str, words: str) -> None:
        """What happens at the desk."""
        self._tell(f"[desk] {self._base.officials[official].name}", words)

    async def close(self) -> None:
        """The closing sum."""
        await self.aura.outbox.send_due()
        sums = await self.aura.store.run(lambda store: store.sums())
        self._say(
            f"The morning's sum: received {sums.received} = answered {sums.answered} "
            f"+ waiting {sums.waiting} + closed {sums.closed}"
            f"{'' if sums.holds else '  (DOES NOT HOLD)'}"
        )


async def play(say: Say) -> None:
    """Five residents in three languages, an approval, an edit, a handover, a late tap."""
    with tempfile.TemporaryDirectory(prefix="aura-demo-") as folder:
        morning = _Morning(Path(folder), say)
        async with morning.aura.opened():
            await _played(morning)
            await morning.close()


async def _played(morning: _Morning) -> None:
    matti = await morning.asks("Matti", "milloin Koivukuja aurataan, kaks päivää jo odotettu")
    anna = await morning.asks("Anna", "När kommer plogen till vår gata? Numret är 040 123 4567.")
    sam = await morning.asks("Sam", "the plough broke my mailbox last night, who pays?")
    veikko = await morning.asks("Veikko", "paljonko meillä menee rahaa siltoihin vuodessa")
    await morning.asks("Liisa", "moi!")

    await _approved(morning, matti)
    await _edited(morning, anna)
    await _handed_over(morning, veikko)
    await _answered(morning, sam)


async def _approved(morning: _Morning, case: Case) -> None:
    """One tap, and another one too late."""
    case = await morning.drafted(case)
    run, cases, seen = morning.aura.store.run, morning.aura.cases, case.version
    morning.desk(case.owner, f"approves {case.reference}: one tap")
    await run(cases.approve, case.reference, version=seen, by=case.owner)
    await morning.aura.outbox.send_due()
    morning.pass_minutes(1)
    late = "maija-lehtonen"
    morning.desk(late, f"taps approve on {case.reference} as well, too late")
    try:
        await run(cases.approve, case.reference, version=seen, by=late)
    except AlreadyDecidedError as refusal:
        morning.desk(late, f"is told: {refusal}")
    morning.pass_minutes(3)


async def _edited(morning: _Morning, case: Case) -> None:
    case = await morning.drafted(case)
    run, cases = morning.aura.store.run, morning.aura.cases
    morning.desk(case.owner, f"adds a sentence to the draft of {case.reference} and approves")
    text = f"{case.draft.text}\n\nI dag snöar det ännu, så vi plogar i ordning hela dagen."
    await run(cases.approve, case.reference, version=case.version, by=case.owner, text=text)
    await morning.aura.outbox.send_due()
    morning.pass_minutes(2)


async def _handed_over(morning: _Morning, case: Case) -> None:
    run, cases, to = morning.aura.store.run, morning.aura.cases, "johanna-vuori"
    morning.desk(case.owner, f"hands {case.reference} over to the head of administration")
    await run(cases.hand_over, case.reference, version=case.version, by=case.owner, to=to)
    morning.desk(to, f"has until the promised time to answer {case.reference}")
    morning.pass_minutes(4)


async def _answered(morning: _Morning, case: Case) -> None:
    run, cases, text = morning.aura.store.run, morning.aura.cases, case.draft.text
    morning.desk(case.owner, f"reads {case.reference}, a formal matter, and sends how to claim")
    await run(cases.answer, case.reference, version=case.version, by=case.owner, text=text)
