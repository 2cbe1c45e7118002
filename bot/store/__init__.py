"""Keeps everything. One SQLite file by default; the core only knows ``ports.Store``."""

from bot.store.holdings import HOLDINGS
from bot.store.sqlite import SqliteStore, open_copy, open_database
from bot.store.worker import StoreThread

__all__ = ["HOLDINGS", "SqliteStore", "StoreThread", "open_copy", "open_database"]
