"""Residents on Telegram, through the real program and a stand-in Bot API on loopback."""
