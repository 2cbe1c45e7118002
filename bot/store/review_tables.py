"""The table of cards that ask whether an answer is still true, as it landed: see ``schema.py``."""

REVIEW_CARDS = (
    """
-- Which answer, as it stood, was shown to which official in which chat. Holds nobody's words.
create table review_cards (
    id integer primary key,
    reach_id integer not null references reaches(id),
    official text not null,
    slug text not null,
    language text not null,
    version text not null,
    stand text not null,
    day text not null,
    begun integer not null default 0,
    message text,
    stage text not null default 'open' check (stage in ('open', 'sure', 'kept', 'retired',
        'reviewed', 'ended', 'changed', 'again', 'over')),
    shown text,
    by text not null default '',
    at text
)
    """,
    "create index review_cards_of on review_cards (official, day)",
    "create index review_cards_at on review_cards (reach_id)",
    "create index review_cards_going on review_cards (id) where at is null or shown is not stage",
)
