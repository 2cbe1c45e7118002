"""Reads ``knowledge/`` into a Base; reports every mistake at once with file and line."""

from bot.knowledge.base import load, read, sample_folder

__all__ = ["load", "read", "sample_folder"]
