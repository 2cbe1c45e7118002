"""Templates, Markdown and phrases into pages. Output encoding happens here, last."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from bot import privacy, wording
from bot.calendar import local
from bot.city import Base
from bot.library import Library
from bot.model import Message, MessageKind

STATIC = Path(__file__).parent / "static"
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote"}
_SCHEMES = {"https", "http", "mailto", "tel"}


def markdown(text: str) -> Markup:
    """Markdown as safe HTML: no raw HTML in, few tags and only plain links out (ASVS 1.2.2)."""
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},  # not inside the chat's frame
    )
    return Markup(html)  # noqa: S704 - cleaned just above


class Pages:
    """Renders the templates in a language of the city."""

    def __init__(self, library: Library, now: Callable[[], datetime]) -> None:
        self.library = library
        self.now = now
        self._templates = Environment(
            loader=PackageLoader("bot.pages"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def base(self) -> Base:
        """The base as it is now."""
        return self.library.base

    def text(self, template: str, language: str, **context: Any) -> str:
        """The template filled; it has ``t`` for phrases, ``when`` and ``words`` beside."""
        base = self.base  # one for the whole page

        def say(key: str, **values: object) -> str:
            return base.say(language, key, **values)

        def when(at: datetime) -> str:
            return wording.when(base, language, at, self.now())

        def words(message: Message) -> Markup:
            return self.words(message, language)

        return self._templates.get_template(template).render(
            t=say,
            when=when,
            words=words,
            show=lambda text: privacy.show(text, base.spoken(language)),
            local=lambda at: local(base.city, at),
            base=base,
            markdown=markdown,
            language=language,
            **context,
        )

    def page(
        self, template: str, language: str, *, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """The template as a response that no cache keeps."""
        html = self.text(template, language, **context)
        return HTMLResponse(html, status, {"Cache-Control": "no-store"})

    def words(self, message: Message, language: str) -> Markup:
        """A message's text as HTML: the city's texts are Markdown, the resident's are plain."""
        phrases = self.base.spoken(language)
        shown = privacy.show(message.text, phrases)
        if message.kind is MessageKind.QUESTION:
            lines = Markup("<br>").join(escape(line) for line in shown.splitlines())
            return Markup("<p>{}</p>").format(lines)
        return markdown(shown)
