"""The tables of retention, as they landed: see ``schema.py``."""

RETENTION = (
    """
-- The proof of what went, by night and rule: how much, and from when; no words (L28).
create table purges (
    id integer primary key,
    at text not null,
    rule text not null,
    count integer not null,
    oldest text,
    newest text,
    unique (at, rule)
)
    """,
    """
-- By which secret addresses are disguised: a digest of it, to notice another one.
create table keys (
    name text primary key,
    digest text not null
) without rowid
    """,
    "create index purges_of_the_record on purges (newest, oldest) where rule = 'record'",
    "create index inbox_by_home on inbox (place) where place is not null",
    "create index conversations_by_age on conversations (at)",
    "drop trigger events_are_not_removed",
    """
-- A line of the record goes only after the proof that it does, and only of a case without words.
create trigger events_are_not_removed before delete on events
when not exists (select 1 from purges
        where rule = 'record' and newest >= old.at and oldest <= old.at)
    or not exists (select 1 from cases where id = old.case_id and place = 'erased')
begin select raise(abort, 'the record is append-only'); end;
    """,
)
