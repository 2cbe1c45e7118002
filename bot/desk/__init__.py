"""The officials' web pages: a view of the store, made for a phone first."""

from bot.desk.pages import Desk

__all__ = ["Desk"]
