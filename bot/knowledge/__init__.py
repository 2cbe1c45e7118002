"""Reads ``knowledge/`` into a Base; reports every mistake at once with file and line."""

from bot.knowledge.base import load, read, sample_folder
from bot.knowledge.files import Stand, stand_of

__all__ = ["Stand", "load", "read", "sample_folder", "stand_of"]
