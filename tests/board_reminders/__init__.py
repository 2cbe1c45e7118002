"""Reminders in officials' chats."""
