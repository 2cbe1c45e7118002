"""Our Markdown as Telegram's HTML, and long texts in parts. Pure."""

import html
import re

MOST_UNITS = 4096
"""UTF-16 units that Telegram takes in one message (after entities)."""
_ROOM = 3500
"""Units of our own text in a part: markup and escapes do not count there, our marks may."""
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
_LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?://|mailto:|tel:)[^\s()]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_BULLET = re.compile(r"^[*-] +", re.MULTILINE)


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_html(text: str) -> str:
    """Our plain Markdown as Telegram's HTML: everything escaped, then bold and links."""
    marked = html.escape(_BULLET.sub("• ", text), quote=True)
    marked = _HEADING.sub(r"<b>\1</b>", marked)
    marked = _BOLD.sub(r"<b>\1</b>", marked)
    return _LINK.sub(r'<a href="\2">\1</a>', marked)


def to_plain(text: str) -> str:
    """The same without markup, for when Telegram refuses it."""
    bare = _LINK.sub(r"\1: \2", _BOLD.sub(r"\1", _HEADING.sub(r"\1", text)))
    return _BULLET.sub("• ", bare)


def parts(text: str, most: int = _ROOM) -> list[str]:
    """The text in parts of at most ``most`` units: cut at a paragraph, else a line, a sentence, a
    word, and only then anywhere. Joined without white space they are the text without it.
    """
    found = []
    rest = text.strip()
    while units(rest) > most:
        cut = _cut(rest, most)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest else found


def _cut(text: str, most: int) -> int:
    """Where to cut: the last good place in the first ``most`` units, but not in the first third."""
    end = _signs_in(text, most)
    head = text[:end]
    for mark in ("\n\n", "\n", ". ", " "):
        at = head.rfind(mark)
        if at > end // 3:
            return at + len(mark)
    return end


def _signs_in(text: str, most: int) -> int:
    """How many signs fit into ``most`` units; a sign outside the first plane takes two."""
    left = most
    for at, sign in enumerate(text):
        left -= 2 if ord(sign) > 0xFFFF else 1
        if left < 0:
            return at
    return len(text)
