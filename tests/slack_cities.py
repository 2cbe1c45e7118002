"""Knowledge folders whose officials are in Slack, for the real `aura serve`."""

from pathlib import Path

from tests.bases import rewrite
from tests.serving import quick_base


def city_in_slack(folder: Path, *officials: str) -> Path:
    """A quick base where those officials' accounts are found by their e-mail."""
    knowledge = quick_base(folder)
    for slug in officials:
        rewrite(knowledge / "officials.toml", f"[{slug}]\n", f"[{slug}]\nslack = true\n")
    return knowledge
