"""What every table holds, which rules of retention take it, and what stays (GDPR 5, 30; L28)."""

from dataclasses import dataclass

from bot.retention import OF_CASES, Rule


@dataclass(frozen=True, slots=True)
class Holding:
    """One table."""

    table: str
    holds: str
    rules: tuple[Rule, ...] = ()
    """By which rows go from it, or what is anybody's in them."""
    besides: str = ""
    """What no rule takes, and why or until when; empty: there is no such thing."""


HOLDINGS = (
    Holding("inbox", "messages as they came, masked", (*OF_CASES, Rule.ARRIVAL, Rule.RECORD)),
    Holding(
        "conversations",
        "each conversation's language",
        (Rule.ADDRESS, Rule.CONVERSATION),
    ),
    Holding(
        "cases",
        "each question's state, owner and times",
        (*OF_CASES, Rule.ADDRESS),
        "topic, district, language, times, decision and answer, for the figures",
    ),
    Holding("messages", "the thread of each case", OF_CASES),
    Holding("files", "which pictures came with it; never the pictures", OF_CASES),
    Holding("notes", "officials' words to each other", OF_CASES),
    Holding("drafts", "every draft that an official saw", OF_CASES),
    Holding("outbox", "texts to residents, whether they arrived", (*OF_CASES, Rule.ADDRESS)),
    Holding("posts", "which message in a chat shows which case", OF_CASES),
    Holding("cards", "which of them can be decided on", besides="until the decision is shown"),
    Holding("promises", "by when an answer was promised", besides="all: no words, for the figures"),
    Holding("events", "who did what, when; no sooner than the words", (Rule.RECORD,)),
    Holding("nudges", "who was reminded of what; no sooner either", (Rule.RECORD,)),
    Holding("words", "which digest an official was told", besides="until the next one"),
    Holding(
        "proposals",
        "residents' wordings for the base",
        (*OF_CASES, Rule.PROPOSAL),
        "what was accepted, until it stands in the answer's file",
    ),
    Holding("review_cards", "who was asked about which answer", (Rule.REVIEW,)),
    Holding(
        "reaches",
        "officials' own chats, and rooms",
        (Rule.REACH,),
        "those in use",
    ),
    Holding("absences", "officials' days away, without a reason", (Rule.ABSENCE,)),
    Holding("codes", "one-time codes that link a chat", (Rule.SIGN_IN,)),
    Holding("links", "one-time links to the desk", (Rule.SIGN_IN,)),
    Holding("sessions", "who is signed in at the desk", (Rule.SIGN_IN,)),
    Holding("purges", "the proofs of what went", besides="all: no words"),
    Holding("keys", "a digest of the program's secret", besides="all: nobody's"),
)
"""Every table there is, in the order of a question's way; a new one is to stand here."""
