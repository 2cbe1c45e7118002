"""Question in, ranked answers out. Pure: built from the base once, then only read."""

from bot.matching.matcher import AnswerMatcher

__all__ = ["AnswerMatcher"]
