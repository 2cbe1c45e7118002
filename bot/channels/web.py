"""The residents' web chat: pages in, pages out. Works without JavaScript (L15)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import privacy
from bot.channels.payload import payload_of, question_from
from bot.channels.webform import (
    bell_of,
    field,
    is_script,
    language_of,
    message_number,
    nonce_of,
    place_at,
    place_of,
    token_of,
)
from bot.channels.webview import look, stand_of, view_of
from bot.errors import AuraError, LimitError, SendError, StoreError, TooOftenError
from bot.inbox import Inbox
from bot.mail import Delivery
from bot.model import MOST_SIGNS, Address, Case, Message, Question, Wish
from bot.pages.http import Rates, client_address
from bot.pages.live import Bells
from bot.pages.render import Pages
from bot.ports import Runner, Store


class WebChannel:
    """``ports.Channel`` for the web: the store is what the resident's page shows, so sending
    is ringing the open page's bell.
    """

    name = "web"

    def __init__(self, bells: Bells) -> None:
        self._bells = bells

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """A form kept by ``WebChat``, as a question."""
        return question_from(self.name, payload, at)

    async def send(self, delivery: Delivery) -> None:
        """Ring the resident's open page, if there is one; the next look shows it anyway."""
        if not delivery.place:
            raise SendError("The conversation has no place.", permanent=True)
        self._bells.ring(bell_of(delivery.place))


@dataclass(frozen=True, slots=True)
class WebLimits:
    """Messages a minute: by conversation and by network address."""

    conversation: int
    address: int


class WebChat:
    """The pages and forms of the chat."""

    def __init__(
        self,
        runner: Runner,
        inbox: Inbox,
        pages: Pages,
        bells: Bells,
        *,
        secret: str,
        limits: WebLimits,
    ) -> None:
        """``secret`` makes conversation tokens; it must outlive a restart."""
        self._runner = runner
        self._inbox = inbox
        self._pages = pages
        self._bells = bells
        self._secret = secret.encode()
        self._limits = limits
        self._rates = Rates()

    def routes(self) -> list[BaseRoute]:
        """Where residents come in."""
        return [
            Route("/", self.home),
            Route("/ask", self.ask, methods=["POST"]),
            Route("/ask", self.back_home),
            Route("/c/{token}", self.conversation),
            Route("/c/{token}", self.add, methods=["POST"]),
            Route("/c/{token}/thread", self.thread),
            Route("/c/{token}/events", self.events),
            Route("/widget.js", self.widget),
        ]

    async def home(self, request: Request) -> Response:
        """A new conversation, nothing asked yet; the first words say who answers (L4)."""
        return self._page(request, self._language(request), token="", thread=[], cases=[])

    async def ask(self, request: Request) -> Response:
        """The first message of a conversation. Sent twice, it is still one conversation."""
        form = await request.form(max_files=0, max_fields=20)
        nonce, language = nonce_of(form), self._language(request, form)
        token = token_of(self._secret, nonce)
        try:
            await self._take(request, form, token, language, nonce)
        except (LimitError, StoreError) as error:
            return self._refusal(request, error, language, token="", form=form)
        return RedirectResponse(f"/c/{token}", 303)

    async def back_home(self, request: Request) -> Response:
        """The language links of a refused first message lead here."""
        return RedirectResponse(f"/?lang={self._language(request)}", 303)

    async def conversation(self, request: Request) -> Response:
        """A conversation as it stands; ``?lang=`` switches its language (L19)."""
        token, place = place_of(request)
        thread, cases, language = await self._look(place)
        if not thread:
            return self._missing(request)
        asked = request.query_params.get("lang")
        if asked in self._pages.base.city.languages and asked != language:
            await self._runner.run(_switch, place, asked, self._pages.now())
            language = asked
        return self._page(request, language, token=token, thread=thread, cases=cases)

    async def add(self, request: Request) -> Response:
        """A further message, or a button: a human, it helped, it did not, this one is meant."""
        form = await request.form(max_files=0, max_fields=20)
        token, place = place_of(request)
        thread, cases, language = await self._look(place)
        if not thread:
            return self._missing(request)
        try:
            await self._take(request, form, token, language, nonce_of(form))
        except (LimitError, StoreError) as error:
            return self._refusal(
                request, error, language, token=token, form=form, thread=thread, cases=cases
            )
        if is_script(request):
            return PlainTextResponse("")
        return RedirectResponse(f"/c/{token}#end", 303)

    async def thread(self, request: Request) -> Response:
        """The thread alone, for an open page to take in."""
        token, place = place_of(request)
        thread, cases, language = await self._look(place)
        if not thread:
            return self._missing(request)
        context = view_of(self._pages.base, token, thread, cases)
        return self._pages.page("_thread.html", language, **context)

    async def events(self, request: Request) -> Response:
        """Server-sent events: the number of the newest message, after each change."""
        _, place = place_of(request)
        thread, _, _ = await self._look(place)
        if not thread:
            return self._missing(request)
        who = client_address(request)
        if self._bells.is_full(who):
            return PlainTextResponse("Too many open pages. Reload to see news.", 503)

        async def news() -> AsyncIterator[ServerSentEvent]:
            async for _ in self._bells.listen(bell_of(place), who=who):
                thread, cases, _language = await self._look(place)
                yield ServerSentEvent(event="thread", data=stand_of(thread, cases))

        return EventSourceResponse(news(), ping=25)

    async def _look(self, place: str) -> tuple[list[Message], list[Case], str]:
        address = Address(WebChannel.name, place)
        return await self._runner.run(look, self._pages.base, address)

    async def widget(self, request: Request) -> Response:
        """One line of HTML puts the chat on a city's own page: this script."""
        language = self._language(request)
        text = self._pages.text("widget.js", language)
        headers = {"Cache-Control": "public, max-age=600", "Vary": "Accept-Language"}
        return Response(text, headers=headers, media_type="text/javascript; charset=utf-8")

    async def _take(
        self, request: Request, form: FormData, token: str, language: str, nonce: str
    ) -> None:
        """Keep the message, then work on it; raises LimitError for what cannot be taken."""
        text, place = field(form, "text"), place_at(token)
        wish = field(form, "wish") or Wish.ASK
        speaks = wish in (Wish.ASK, Wish.ADD) or (wish == Wish.HUMAN and text)
        if speaks:
            self._check(text, language)
        if not (
            self._rates.allow("conversation", place, self._limits.conversation)
            and self._rates.allow("address", client_address(request), self._limits.address)
        ):
            raise TooOftenError(self._pages.base.say(language, "chat.error_often"))
        words = text if speaks else ""
        button = {name: field(form, name) for name in ("about", "version", "choice")}
        payload = payload_of(place, words, language=language, wish=wish, **button)
        said = f"{wish}:{button['choice']}:{words}"
        number = message_number(self._secret, place, nonce, said)
        await self._inbox.accept(WebChannel.name, number, payload)
        await self._inbox.work()

    def _check(self, text: str, language: str) -> None:
        text = privacy.mask(text).text  # as it will be kept
        if not text:
            raise LimitError(self._pages.base.say(language, "chat.error_empty"))
        if len(text) > MOST_SIGNS:
            say = self._pages.base.say
            raise LimitError(say(language, "chat.error_long", count=len(text), most=MOST_SIGNS))

    def _refusal(
        self,
        request: Request,
        error: AuraError,
        language: str,
        *,
        token: str,
        form: FormData,
        thread: list[Message] | None = None,
        cases: Sequence[Case] = (),
    ) -> Response:
        """Why the message was not taken; what was written stays in the field."""
        say, phone = self._pages.base.say, self._pages.base.city.phone
        status, said = 422, str(error)
        if isinstance(error, StoreError):
            status, said = 503, say(language, "chat.error_down", phone=phone)
        elif isinstance(error, TooOftenError):
            status = 429
        if is_script(request):
            return PlainTextResponse(said, status)
        return self._page(
            request,
            language,
            token=token,
            thread=thread or [],
            cases=cases,
            status=status,
            error=said,
            text=field(form, "text"),
            nonce=nonce_of(form),
        )

    def _page(
        self,
        request: Request,
        language: str,
        *,
        token: str,
        thread: list[Message],
        cases: Sequence[Case],
        status: int = 200,
        error: str = "",
        text: str = "",
        nonce: str = "",
    ) -> Response:
        context = view_of(self._pages.base, token, thread, cases)
        context["nonce"] = nonce or context["nonce"]
        asked = request.query_params.get("add")
        adding = next((case.reference for case in cases if case.reference == asked), "")
        return self._pages.page(
            "chat.html", language, status=status, error=error, text=text, adding=adding, **context
        )

    def _missing(self, request: Request) -> Response:
        return self._pages.page("missing.html", self._language(request), status=404)

    def _language(self, request: Request, form: FormData | None = None) -> str:
        return language_of(request, self._pages.base.city.languages, form)


def _switch(store: Store, place: str, language: str, at: datetime) -> None:
    store.keep_language(Address(WebChannel.name, place), language, at)
