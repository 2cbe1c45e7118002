"""Our plain Markdown, as far as channels know it, and long texts in parts. Pure."""

import re

BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?://|mailto:|tel:)[^\s()]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
BULLET = re.compile(r"^[*-] +", re.MULTILINE)


def to_plain(text: str) -> str:
    """The text without its markup."""
    bare = LINK.sub(r"\1: \2", BOLD.sub(r"\1", HEADING.sub(r"\1", text)))
    return BULLET.sub("• ", bare)


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts(text: str, most: int) -> list[str]:
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
