"""Slack, both ways. The only home of slack-bolt and slack_sdk.

- ``api``: one door to the Web API, and its errors as ours
- ``gate``, ``payloads``: who sends, and in what shape, before bolt sees it
- ``ear``, ``listeners``: Socket Mode or signed HTTP into one bolt app
- ``keeper``, ``events``: what happened, into the inbox before it is acknowledged (L25)
- ``channel``: ``ports.Channel``: staff who ask, answered in a thread
- ``cards``, ``views``, ``officials``: cards, forms, and what is pressed in them
- ``commands``, ``home``, ``people``: the slash command, the Home tab, whose account is whose
- ``rights``: what anybody who asks may have of the desk itself (L29)
- ``checking``: whether everything is in its place
- ``blocks``, ``pace``, ``manifest``: texts as blocks, how fast, the app's own form; pure
- ``line``: all of it from the settings
"""

from bot.channels.slack.api import SlackApi
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.checking import problems_of
from bot.channels.slack.ear import MOST_PUSHED, Access, SlackEar
from bot.channels.slack.ear import PATH as SLACK_PATH
from bot.channels.slack.line import SlackLine
from bot.channels.slack.manifest import manifest

__all__ = [
    "MOST_PUSHED",
    "SLACK_PATH",
    "Access",
    "SlackApi",
    "SlackChannel",
    "SlackEar",
    "SlackLine",
    "manifest",
    "problems_of",
]
