"""The tables of the first version, as they landed: see ``schema.py``."""

FIRST = (
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
