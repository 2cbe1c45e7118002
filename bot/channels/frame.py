"""Who speaks, above a message of a case."""

from bot import privacy
from bot.city import Base
from bot.model import Message, MessageKind
from bot.pages.files import author_key


def framed(base: Base, message: Message) -> str:
    """A message with who speaks above it, the automatic service or the city (L4), and under an
    official's reply the question whether it helped (H3).
    """
    language = message.language if message.language in base.phrases else base.city.languages[0]
    shown = privacy.show(message.text, base.spoken(language))
    text = f"**{base.say(language, author_key(message))}**\n{shown}"
    if message.kind is MessageKind.REPLY:
        text += f"\n\n—\n{base.say(language, 'chat.helped_question')}"
    return text
