"""The tables, as ordered migrations. A migration that has landed is never changed."""

from sqlite_utils import Database, Migrations

migrations = Migrations("aura")

_FIRST = (
    """
create table inbox (
    id integer primary key,
    channel text not null,
    external_id text not null,
    payload text not null,
    at text not null,
    state text not null default 'unread' check (state in ('unread', 'read', 'aside')),
    case_id integer references cases(id),
    error text,
    unique (channel, external_id)
)
    """,
    """
create index inbox_waiting on inbox (state, id) where state <> 'read'
    """,
    """
create table conversations (
    channel text not null,
    place text not null,
    language text not null,
    at text not null,
    primary key (channel, place)
)
    """,
    """
create table cases (
    id integer primary key,
    reference text not null unique,
    channel text not null,
    place text not null,
    language text not null,
    state text not null,
    owner text not null,
    deadline text not null,
    received_at text not null,
    changed_at text not null,
    version integer not null,
    topic text,
    district text,
    street text,
    urgent integer not null,
    reason text,
    decided_by text,
    helped integer,
    draft text not null
)
    """,
    """
create index cases_by_address on cases (channel, place, id)
    """,
    """
create index cases_by_state on cases (state, urgent, received_at)
    """,
    """
-- Every draft a case ever had, so that what an official saw can be shown later.
create table drafts (
    case_id integer not null references cases(id),
    version integer not null,
    draft text not null,
    primary key (case_id, version)
) without rowid
    """,
    """
create table messages (
    id integer primary key,
    case_id integer not null references cases(id),
    at text not null,
    author text not null,
    kind text not null,
    language text not null,
    text text not null,
    answer text,
    answer_version text
)
    """,
    """
create index messages_by_case on messages (case_id, id)
    """,
    """
create table events (
    id integer primary key,
    case_id integer not null references cases(id),
    at text not null,
    act text not null,
    by text not null,
    version integer not null,
    state text not null,
    answer text,
    answer_version text,
    detail text not null
)
    """,
    """
create index events_by_case on events (case_id, id)
    """,
    """
create trigger events_are_not_changed before update on events
begin select raise(abort, 'the record is append-only'); end;
    """,
    """
create trigger events_are_not_removed before delete on events
begin select raise(abort, 'the record is append-only'); end;
    """,
    """
create table outbox (
    id integer primary key,
    case_id integer not null references cases(id),
    message_id integer not null references messages(id),
    channel text not null,
    place text not null,
    state text not null default 'queued'
        check (state in ('queued', 'sending', 'sent', 'failed')),
    tries integer not null default 0,
    uncertain integer not null default 0,
    due_at text not null,
    queued_at text not null,
    lease_until text,
    sent_at text,
    error text
)
    """,
    """
create index outbox_waiting on outbox (channel, place, id) where state in ('queued', 'sending')
    """,
    """
create index outbox_by_case on outbox (case_id)
    """,
    """
create table links (
    digest text primary key,
    official text not null,
    expires text not null
) without rowid
    """,
    """
create table sessions (
    digest text primary key,
    official text not null,
    expires text not null,
    seen_at text not null
) without rowid
    """,
)
_PROPOSALS = (
    """
create table proposals (
    id integer primary key,
    slug text not null,
    language text not null,
    wording text not null,
    official text not null,
    reference text not null,
    at text not null,
    state text not null default 'proposed'
        check (state in ('proposed', 'accepted', 'declined', 'written')),
    decided_by text,
    decided_at text
)
    """,
    """
create index proposals_by_state on proposals (state, id)
    """,
)
_LINES_AND_FILES = (
    # The channel's own number of a line, by which a later edit names it; the line it replaces.
    "alter table messages add column number text",
    "alter table messages add column replaces integer",
    "create index messages_by_number on messages (number) where number is not null",
    # Whose message it is, and whether it waits until its writer has been quiet for a while.
    "alter table inbox add column place text",
    "alter table inbox add column waits integer not null default 0",
    "create index inbox_by_place on inbox (channel, place, id) where state = 'unread'",
    # The case's version when a text was queued: its buttons are drawn from that one.
    "alter table outbox add column version integer not null default 0",
    """
create table files (
    id integer primary key,
    message_id integer not null references messages(id),
    channel text not null,
    reference text not null,
    kind text not null,
    size integer not null
)
    """,
    "create index files_by_message on files (message_id)",
)
_CARDS = (
    """
-- Where officials are reached beside the desk, and the one-time codes that link a chat.
create table reaches (
    id integer primary key,
    official text not null,
    channel text not null,
    place text not null,
    since text not null,
    ended text,
    why text not null default '',
    unique (channel, place)
)
    """,
    """
create table codes (
    digest text primary key,
    official text not null,
    channel text not null,
    expires text not null
) without rowid
    """,
    """
-- The cards that can be decided on now; which version of its case each of them shows.
create table cards (
    reach_id integer not null references reaches(id),
    case_id integer not null references cases(id),
    message text not null,
    version integer not null,
    primary key (reach_id, case_id)
) without rowid
    """,
)


@migrations()
def m001_the_house(db: Database) -> None:
    """All tables of the first version."""
    for statement in _FIRST:
        db.execute(statement)


@migrations()
def m002_also(db: Database) -> None:
    """A text made from two answers names both, where one was named."""
    for table in ("messages", "events"):
        db.execute(f"alter table {table} add column also text not null default '[]'")


@migrations()
def m003_proposals(db: Database) -> None:
    """Wordings that officials propose for answers."""
    for statement in _PROPOSALS:
        db.execute(statement)


@migrations()
def m004_lines_and_files(db: Database) -> None:
    """Lines that can be edited, files beside them, messages that wait for their like."""
    for statement in _LINES_AND_FILES:
        db.execute(statement)


@migrations()
def m005_cards(db: Database) -> None:
    """Officials on other channels: their linked chats and the cards in them."""
    for statement in _CARDS:
        db.execute(statement)


@migrations()
def m008_sensitive(db: Database) -> None:
    """Whose words are shown on the desk only."""
    db.execute("alter table cases add column sensitive integer not null default 0")
