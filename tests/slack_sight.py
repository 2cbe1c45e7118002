"""What a person sees in a message or view, and whom it notifies: Slack's markup, read as it does.

https://docs.slack.dev/messaging/formatting-message-text: only ``mrkdwn`` and a message's ``text``
know ``<!channel>``, ``<@U1>``, ``<url|label>`` and ``*bold*``; ``plain_text`` and the texts in
``rich_text`` are shown as they stand.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TOKEN = re.compile(r"<([^<>\n]*)>")
_ADDRESS = re.compile(r"(https?|mailto|tel|slack):\S*")
_CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)
_MARKS = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?)(?<=\S)\1(?![\w*_~])")
_QUOTE = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
_EMOJI = re.compile(r":(smile|joy|heart|warning|wave|fire|tada|x|100|snowflake|\+1|-1):")
"""A few names of the thousands; each is shown as ``{emoji smile}``."""
_BROADCASTS = {"channel", "here", "everyone"}


def shown(body: Mapping[str, Any]) -> str:
    """A message's (or view's) words on the screen, a line for each part.

    Buttons are ``[label]``, links ``label (url)``, fields of a modal ``label: [what they hold]``.
    """
    title = [body["title"]["text"]] if "title" in body else []
    if body.get("blocks"):
        return "\n".join([*title, *(line for b in body["blocks"] for line in _lines(b))])
    return "\n".join([*title, mrkdwn(str(body.get("text", "")), marked=body.get("mrkdwn", True))])


def shown_in_list(body: Mapping[str, Any]) -> str:
    """The words of the notification and of the list of messages: ``text`` alone."""
    return mrkdwn(str(body.get("text", "")))


def notified(body: Mapping[str, Any]) -> set[str]:
    """Whom it notifies: ids of users and groups, ``channel``, ``here``, ``everyone``.

    The ``text`` beside blocks counts too.
    """
    found = {who for content in _marked(body) for who in _called(content)}
    return found | {who for part in _rich(body) for who in _rich_called(part)}


def links(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What may be clicked: address and the words shown for it; buttons too."""
    tokens = [t for content in _marked(body) for t in _TOKEN.findall(content)]
    pairs = [token.partition("|")[::2] for token in tokens if _ADDRESS.match(token)]
    found = [(url, mrkdwn(label) or url) for url, label in pairs]
    for part in _rich(body):
        if part.get("type") == "link":
            found.append((part["url"], part.get("text", part["url"])))
        elif part.get("type") == "button" and "url" in part:
            found.append((part["url"], part["text"]["text"]))
    return found


def mrkdwn(text: str, *, marked: bool = True) -> str:
    """Slack's markup as it is shown. ``marked`` false: only what stands in ``<>`` is special."""
    if marked:
        text = _QUOTE.sub("▌", text)
        text = "".join(_styled(piece, is_code) for piece, is_code in _pieces(text))
    text = _TOKEN.sub(lambda match: _token(match[1]), text)
    return _plain(text)


def escaped(text: str) -> str:
    """What Slack makes of the words a person types."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    end = 0
    for match in _CODE.finditer(text):
        yield text[end : match.start()], False
        yield match[1] or match[2] or "", True
        end = match.end()
    yield text[end:], False


def _styled(text: str, is_code: bool) -> str:  # noqa: FBT001
    if is_code:
        return text
    while (without := _MARKS.sub(r"\2", text)) != text:
        text = without
    return _with_emoji(text)


def _with_emoji(text: str) -> str:
    return _EMOJI.sub(r"{emoji \1}", text)


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token(content: str) -> str:
    what, _, label = content.partition("|")
    if what.startswith("!"):
        return label if what.startswith("!date^") else f"@{label or what[1:]}"
    if what[:1] in {"@", "#"} and what[1:].isalnum():
        return what[0] + (label or what[1:])
    if _ADDRESS.match(what):
        return f"{label} ({what})" if label and label != what else what
    return f"<{content}>"


def _called(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        what = token.partition("|")[0]
        if what.startswith("!") and what[1:] in _BROADCASTS:
            yield what[1:]
        elif what.startswith("!subteam^"):
            yield what.removeprefix("!subteam^")
        elif what.startswith("@"):
            yield what[1:]


def _rich_called(part: Mapping[str, Any]) -> Iterator[str]:
    kind = part.get("type")
    if kind == "broadcast":
        yield str(part["range"])
    elif kind in {"user", "usergroup"} and f"{kind}_id" in part:
        yield str(part[f"{kind}_id"])


def _marked(body: Mapping[str, Any]) -> Iterator[str]:
    """Every text in which markup counts."""
    yield str(body.get("text", "")) if not isinstance(body.get("text"), dict) else ""
    for part in _rich(body):
        if part.get("type") == "mrkdwn" or part.get("type") == "markdown":
            yield str(part["text"])


def _rich(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object inside the blocks, however deep."""
    inner = value.get("blocks", []) if isinstance(value, Mapping) and "blocks" in value else value
    if isinstance(inner, Mapping):
        yield inner
        for part in inner.values():
            yield from _rich(part)
    elif isinstance(inner, list):
        for part in inner:
            yield from _rich(part)


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "rich_text":
        yield from (_rich_line(element) for element in block["elements"])
    elif kind == "divider":
        yield "---"
    elif kind in {"actions", "context"}:
        yield " ".join(_part(element) for element in block["elements"])
    elif kind == "input":
        yield f"{block['label']['text']}: {_part(block['element'])}"
    elif kind == "image":
        yield block["alt_text"]
    else:
        parts = [block.get("text"), *block.get("fields", []), block.get("accessory")]
        yield from (_part(part) for part in parts if part)


def _part(part: Mapping[str, Any] | str) -> str:
    """One text object or element."""
    if isinstance(part, str):
        return part
    kind = part["type"]
    if kind == "mrkdwn":
        return mrkdwn(part["text"])
    if kind == "plain_text":
        return _with_emoji(part["text"]) if part.get("emoji", True) else str(part["text"])
    if kind == "button":
        return f"[{_part(part['text'])}]"
    if kind == "image":
        return str(part["alt_text"])
    chosen = part.get("initial_option", {}).get("text", {}).get("text", "")
    return f"[{part.get('initial_value', part.get('initial_date', chosen))}]"


def _rich_line(element: Mapping[str, Any]) -> str:
    kind = element["type"]
    if kind in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
        words = "".join(_rich_line(part) for part in element["elements"])
        return f"▌{words}" if kind == "rich_text_quote" else words
    if kind == "rich_text_list":
        first = element.get("offset", 0) + 1
        is_ordered = element.get("style") == "ordered"
        return "\n".join(
            f"{first + number}. {_rich_line(part)}" if is_ordered else f"• {_rich_line(part)}"
            for number, part in enumerate(element["elements"])
        )
    if kind == "link":
        label = element.get("text")
        return f"{label} ({element['url']})" if label else str(element["url"])
    if kind == "text":
        return str(element["text"])
    for key, sign in (("user_id", "@"), ("usergroup_id", "@"), ("range", "@"), ("channel_id", "#")):
        if key in element:
            return f"{sign}{element[key]}"
    return f"{{emoji {element['name']}}}" if kind == "emoji" else str(element.get("fallback", ""))
