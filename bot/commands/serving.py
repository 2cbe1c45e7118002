"""What `aura serve` says at the start, and sign-in links."""

from bot.app import Aura
from bot.desk.signin import LINK_LIFE, link_url, new_link
from bot.model import State


async def greeting(aura: Aura) -> str:
    """The addresses, a sign-in link on a first start, and what is not configured."""
    settings, city = aura.settings, aura.base.city
    url, answers = settings.base_url, len(aura.base.answers)
    first = not await aura.store.run(lambda store: store.cases(states=tuple(State), limit=1))
    lines = [
        f"Aura serves {city.name}: {answers} answers in {', '.join(city.languages)}.",
        f"  Residents: {url}/",
        f"  Officials: {url}/desk",
    ]
    if first:
        secret = await aura.store.run(new_link, aura.base, city.fallback_official, aura.now())
        name = aura.base.officials[city.fallback_official].name
        minutes = int(LINK_LIFE.total_seconds() // 60)
        lines.append(f"  Sign in as {name} (once, {minutes} min): {link_url(url, secret)}")
    else:
        lines.append("  Sign-in link: aura link <official>")
    lines.append(
        f"  Responsible for quality: {aura.base.officials[city.quality_person].name} "
        "(306/2019 6 a §)"
    )
    if settings.telegram_token:
        lines.append(f"  Telegram: configured; its state is on {url}/healthz")
    if settings.slack_token:
        lines.append(f"  Slack: configured; its state is on {url}/healthz")
    if settings.knowledge is None:
        lines.append(f"  Answer base: {settings.knowledge_folder()} (your own: aura init my-city)")
    if not settings.public_url:
        who = "only this machine can reach the desk"
        if not settings.is_local:
            who = "the whole network can reach it, unencrypted: put a web server with TLS in front"
        lines.append(f"  Not configured: AURA_PUBLIC_URL ({who})")
    return "\n".join([*lines, "Stop with Ctrl-C."])


async def link_for(aura: Aura, official: str) -> str:
    """A fresh sign-in link. Raises NoSuchOfficialError."""
    async with aura.stored():
        secret = await aura.store.run(new_link, aura.base, official, aura.now())
    return link_url(aura.settings.base_url, secret)
