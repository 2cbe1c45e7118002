"""The tables, as ordered migrations. A migration that has landed is never changed."""

from sqlite_utils import Database, Migrations

from bot.store.first_tables import FIRST
from bot.store.later_tables import (
    ABSENCES,
    CARDS,
    LINES_AND_FILES,
    NOTES,
    POSTS,
    PROMISES,
    PROPOSALS,
    REMINDERS,
    ROOMS,
    WORDS,
)
from bot.store.retention_tables import RETENTION
from bot.store.review_tables import REVIEW_CARDS

migrations = Migrations("aura")


@migrations()
def m001_the_house(db: Database) -> None:
    """All tables of the first version."""
    for statement in FIRST:
        db.execute(statement)


@migrations()
def m002_also(db: Database) -> None:
    """A text made from two answers names both, where one was named."""
    for table in ("messages", "events"):
        db.execute(f"alter table {table} add column also text not null default '[]'")


@migrations()
def m003_proposals(db: Database) -> None:
    """Wordings that officials propose for answers."""
    for statement in PROPOSALS:
        db.execute(statement)


@migrations()
def m004_lines_and_files(db: Database) -> None:
    """Lines that can be edited, files beside them, messages that wait for their like."""
    for statement in LINES_AND_FILES:
        db.execute(statement)


@migrations()
def m005_cards(db: Database) -> None:
    """Officials on other channels: their linked chats and the cards in them."""
    for statement in CARDS:
        db.execute(statement)


@migrations()
def m006_rooms(db: Database) -> None:
    """Rooms where the cards of whole topics stand."""
    for statement in ROOMS:
        db.execute(statement)


@migrations()
def m007_posts(db: Database) -> None:
    """The lasting link from a message to its case."""
    for statement in POSTS:
        db.execute(statement)


@migrations()
def m008_notes(db: Database) -> None:
    """Internal notes, and cards that follow them."""
    for statement in NOTES:
        db.execute(statement)


@migrations()
def m009_absences(db: Database) -> None:
    """Officials' absences that are set while serving."""
    for statement in ABSENCES:
        db.execute(statement)


@migrations()
def m010_sensitive(db: Database) -> None:
    """Whose words are shown on the desk only."""
    db.execute("alter table cases add column sensitive integer not null default 0")


@migrations()
def m011_promises(db: Database) -> None:
    """What residents were told, and whom the clock has reminded of it."""
    for statement in PROMISES:
        db.execute(statement)


@migrations()
def m012_words(db: Database) -> None:
    """Morning words and weeks: what has been told, and looking back by time."""
    for statement in WORDS:
        db.execute(statement)


@migrations()
def m014_reminders(db: Database) -> None:
    """Cards that remind."""
    for statement in REMINDERS:
        db.execute(statement)


@migrations()
def m013_retention(db: Database) -> None:
    """The proofs of what is not kept for ever, and the one way a line of the record may go."""
    for statement in RETENTION:
        db.execute(statement)


@migrations()
def m015_review_cards(db: Database) -> None:
    """Cards that ask whether an answer is still true."""
    for statement in REVIEW_CARDS:
        db.execute(statement)
