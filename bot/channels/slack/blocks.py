"""Texts as Slack's blocks. Pure.

Whatever people wrote stands in ``rich_text`` or ``plain_text``, where nothing is markup: nobody
is notified by a resident's ``<!channel>``, and a link shows where it leads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.channels.text import BOLD, HEADING, LINK, parts, to_plain

MOST_TEXT = 3000
"""Signs of a text object (Slack's documented limit)."""
MOST_HEAD = 150
MOST_LABEL = 75
_MOST_FALLBACK = 1000
_MOST_SMALL = 10
"""Elements of a context block."""
_ROOM = 2900
_ITEM = re.compile(r"(?:[*-]|([1-9][0-9]{0,2})[.)]) +(.*)")
_MARKED = re.compile(rf"{BOLD.pattern}|{LINK.pattern}")
_BOLD_STYLE = RichTextElementParts.TextStyle(bold=True)


def escaped(text: str) -> str:
    """A text for Slack's ``text`` fields, as it is: no mention, no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str) -> str:
    """What a notification and a screen reader say of a message: its words without markup."""
    plain = to_plain(text)
    return escaped(plain if len(plain) <= _MOST_FALLBACK else f"{plain[:_MOST_FALLBACK]} …")


def cut(text: str, most: int) -> str:
    """The beginning of a text that is too long for its place."""
    return text if len(text) <= most else f"{text[: most - 2].rstrip()} …"


def plain(text: str, most: int = MOST_LABEL) -> PlainTextObject:
    """A label: no markup, no emoji codes."""
    return PlainTextObject(text=cut(text, most) or " ", emoji=False)


def small(*texts: str) -> ContextBlock:
    """Small words: facts and hints."""
    told = [text for text in texts if text] or [" "]
    told = [*told[: _MOST_SMALL - 1], "\n".join(told[_MOST_SMALL - 1 :])]
    return ContextBlock(elements=[plain(text, MOST_TEXT) for text in told if text])


def button(label: str, act: str, value: str, *, primary: bool = False) -> ButtonElement:
    """A button; ``act`` is its action_id, ``value`` what it carries."""
    style = "primary" if primary else None
    return ButtonElement(text=plain(label), action_id=act, value=value, style=style)


def quoted(words: str) -> list[Block]:
    """People's words exactly as they are, set off as a quotation."""
    return [
        RichTextBlock(elements=[RichTextQuoteElement(elements=[_text(part)])])
        for part in parts(words, _ROOM)
    ]


def written(text: str) -> list[Block]:
    """A text of the city's own plain Markdown: paragraphs, lists, bold, links."""
    return [RichTextBlock(elements=list(_elements(part))) for part in parts(text, _ROOM)]


def bold(text: str) -> Block:
    """A line that heads what follows."""
    section = RichTextSectionElement(elements=[_text(cut(text, MOST_TEXT), strong=True)])
    return RichTextBlock(elements=[section])


def _elements(text: str) -> Iterator[RichTextElement]:
    """Paragraphs as sections, items in a row as a list."""
    for run in _runs(HEADING.sub(r"**\1**", text)):
        if run.style:
            sections = [_section(line) for line in run.lines]
            offset = max(run.first - 1, 0) or None
            yield RichTextListElement(style=run.style, elements=sections, offset=offset)
        elif any(run.lines):
            yield _section("\n".join(run.lines).rstrip("\n"))


@dataclass(slots=True)
class _Run:
    """Lines of one sort in a row."""

    style: str
    """Of a list; empty for other lines."""
    first: int = 0
    """The number of an ordered list's first item."""
    lines: list[str] = field(default_factory=list)

    def goes_on(self, style: str, number: int) -> bool:
        """Whether such a line belongs to it; Slack counts by itself, so a gap begins anew."""
        return style == self.style and number in (0, self.first + len(self.lines))


def _runs(text: str) -> list[_Run]:
    runs: list[_Run] = []
    for line in text.split("\n"):
        found = _ITEM.fullmatch(line)
        style = "" if not found else "ordered" if found[1] else "bullet"
        number = int(found[1]) if found and found[1] else 0
        if not (runs and runs[-1].goes_on(style, number)):
            runs.append(_Run(style, number))
        runs[-1].lines.append(found[2] if found else line)
    return runs


def _section(text: str) -> RichTextSectionElement:
    return RichTextSectionElement(elements=list(_inline(text)) or [_text(" ")])


def _inline(text: str) -> Iterator[RichTextElement]:
    """Words, bold words and links."""
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield _text(text[at : found.start()])
        if found[1]:
            yield _text(found[1], strong=True)
        else:
            yield RichTextElementParts.Link(url=found[3], text=found[2])
        at = found.end()
    if at < len(text):
        yield _text(text[at:])


def _text(text: str, *, strong: bool = False) -> RichTextElementParts.Text:
    return RichTextElementParts.Text(text=text or " ", style=_BOLD_STYLE if strong else None)
