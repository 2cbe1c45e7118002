"""A plain bot, as the documentation of python-telegram-bot writes one: the rival of the bench.

    python -m tests.bench.telegram_plain <url of the Bot API> <token> <file>

It keeps each message in SQLite, commits, and answers: all that can be done within a handler.
"""

import sqlite3
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


def main(url: str, token: str, file: str) -> None:
    """Run until killed."""
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE IF NOT EXISTS cases (place TEXT, text TEXT)")

    async def keep(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.effective_chat
        row = (str(update.effective_chat.id), update.message.text)
        with database:
            database.execute("INSERT INTO cases VALUES (?, ?)", row)
        await update.message.reply_text("Kiitos, viestisi on perillä.")

    builder: Any = Application.builder().token(token).base_url(f"{url}/bot")
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, keep))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
