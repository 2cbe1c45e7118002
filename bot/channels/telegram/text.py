"""Our Markdown as Telegram's HTML. Pure."""

import html

from bot.channels.text import BOLD, BULLET, HEADING, LINK

MOST_UNITS = 4096
"""UTF-16 units that Telegram takes in one message (after entities)."""
ROOM = 3500
"""Units of our own text in a part: markup and escapes do not count there, our marks may."""


def to_html(text: str) -> str:
    """Our plain Markdown as Telegram's HTML: everything escaped, then bold and links."""
    marked = html.escape(BULLET.sub("• ", text), quote=True)
    marked = HEADING.sub(r"<b>\1</b>", marked)
    marked = BOLD.sub(r"<b>\1</b>", marked)
    return LINK.sub(r'<a href="\2">\1</a>', marked)
