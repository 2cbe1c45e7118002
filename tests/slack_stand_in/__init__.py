"""The stand-in for Slack, proved with plain slack_sdk and a plain slack_bolt app."""
