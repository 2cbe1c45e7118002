"""What each later version added to the tables; a landed one is never changed."""

PROPOSALS = (
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
LINES_AND_FILES = (
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
CARDS = (
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
ABSENCES = (
    """
-- What is said of an official's days while serving; the reason is never asked. 'there': the
-- register's absence that runs on the first day counts no more until the last.
create table absences (
    id integer primary key,
    official text not null,
    kind text not null check (kind in ('away', 'there')),
    first text not null,
    last text check (last >= first),
    set_by text not null,
    at text not null,
    ended_at text,
    ended_by text
)
    """,
    "create index absences_now on absences (official, first) where ended_at is null",
)

ROOMS = (
    # A room of several officials is a reach without an official: which topics it sees.
    "alter table reaches add column topics text not null default '[]'",
)

POSTS = (
    """
-- Which case a message shows or has shown, also after the decision.
create table posts (
    reach_id integer not null references reaches(id),
    case_id integer not null references cases(id),
    message text not null,
    unique (reach_id, message)
)
    """,
    "create index posts_by_message on posts (message)",
    "create index posts_by_case on posts (case_id)",
    "insert into posts (reach_id, case_id, message) select reach_id, case_id, message from cards",
)

NOTES = (
    """
-- Officials' words on a case for each other; apart from the thread, which the resident sees.
create table notes (
    id integer primary key,
    case_id integer not null references cases(id),
    at text not null,
    official text not null,
    text text not null
)
    """,
    "create index notes_by_case on notes (case_id, id)",
    # How many notes the case had when the card was drawn.
    "alter table cards add column notes integer not null default 0",
)

PROMISES = (
    """
-- By when residents were told that an answer comes; no words, so it need not be erased with them.
create table promises (
    id integer primary key,
    case_id integer not null references cases(id),
    wait integer not null,
    made_at text not null,
    due text not null,
    ended_at text,
    how text check (how in ('kept', 'missed', 'moved')),
    check ((how is null) = (ended_at is null))
)
    """,
    "create unique index promises_running on promises (case_id) where ended_at is null",
    "create index promises_by_case on promises (case_id, id)",
    "create index promises_by_end on promises (ended_at) where how in ('kept', 'missed')",
    """
-- Which official has been reminded of which case, at which level, in which waiting period.
create table nudges (
    id integer primary key,
    case_id integer not null references cases(id),
    wait integer not null,
    level text not null check (level in ('half', 'due', 'head', 'quality')),
    official text not null,
    at text not null,
    shown_at text,
    unique (case_id, wait, level, official)
)
    """,
    "create index nudges_to_show on nudges (official) where shown_at is null",
    "alter table cases add column owned_since text",
    # When the clock looks at the case next; '': as soon as it can; null: not open.
    "alter table cases add column look_at text",
    "create index cases_to_look on cases (look_at) where look_at is not null",
    """
update cases set look_at = ''
where state in ('awaiting_approval', 'handed_over', 'awaiting_resident')
    """,
)

WORDS = (
    """
-- Which words officials have been told, so that none is told twice.
create table words (
    official text not null,
    kind text not null check (kind in ('morning', 'week')),
    day text not null,
    sent_at text,
    primary key (official, kind, day)
) without rowid
    """,
    "create index events_by_time on events (at)",
)

REMINDERS = (
    # Whether a post has begun whose end nobody knows; before, an empty message said so.
    "alter table cards add column begun integer not null default 0",
    "update cards set begun = 1 where message = ''",
    # A message above, which is to say that the case stands below.
    "alter table cards add column above text not null default ''",
    # The reminder that the card was posted for, and the waiting period in which the card stands
    # here although the case is another's.
    "alter table cards add column nudge integer",
    "alter table cards add column beside integer",
)
