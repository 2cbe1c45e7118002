"""Masks personal data at the door (L24): before anything is stored, shown or matched. Pure.

A masked part becomes a mark such as ``⟦phone⟧``; the pages show the mark in the reader's words
(phrases ``[masked]``). Masking too much costs a look-alike; masking too little breaks the law,
so identity numbers are masked whether or not their check character is right.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

CENTURY_SIGNS = "-+ABCDEFUVWXY"
"""Signs between the date and the individual number, those added in 2023 included
(valtioneuvoston asetus 128/2010, amended 690/2022)."""

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_ALIKE = str.maketrans("АВЕКМНРСТУХавекмнрстух", "ABEKMHPCTYXabekmhpctyx")
"""Cyrillic letters that look like Latin ones."""
_MOST_GROUPS = 34
"""An account number has at most 34 signs (ISO 13616), so no more groups."""
_GROUP = re.compile(r"\w+")
_MINUSES = "\u2212\u02d7\u2043"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINER = "\u200d"
"""Kept in the text: it holds emoji together."""
_OVERLAID = frozenset({"Cf", "Mn", "Me"})
"""Not there for the rules: joiners, and what is drawn over other signs."""
_MARK = re.compile(r"⟦(\w+)⟧")

_Span = tuple[int, int]
_Finder = Callable[[str], Iterator[_Span]]


@dataclass(frozen=True, slots=True)
class Masked:
    """A text fit to be stored, and the kinds of data that were taken out of it."""

    text: str
    removed: tuple[str, ...]


def has_right_check(number: str) -> bool:
    """Whether an identity number's check character fits (ddmmyy, sign, 3 digits, character)."""
    digits = re.sub(r"\D", "", number[:6] + number[-4:-1])
    return len(digits) == 9 and _CHECK[int(digits) % 31] == number[-1].upper()


def passes_luhn(digits: str) -> bool:
    """Whether a card number's last digit fits (ISO/IEC 7812, Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        double = int(digit) * 2 if place % 2 else int(digit)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def passes_iban(text: str) -> bool:
    """Whether an account number's check digits fit (ISO 13616, remainder 1 by 97)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


_IDENTITY_PARTS = re.compile(
    rf"(\d\d)(\d\d)(18|19|20)?(\d\d)([{CENTURY_SIGNS}]?)(\d{{3}})(\w)", re.IGNORECASE
)


def _is_identity(text: str) -> bool:
    """Written exactly as the law has it: always. Otherwise it needs a possible date; and a right
    check where the sign is missing or the year has four digits.
    """
    bare = re.sub(r"[\s.]", "", text)
    parts = _IDENTITY_PARTS.fullmatch(bare)
    if not parts:
        return False
    day, month, century, year, sign, number, check = parts.groups()
    if bare == text and sign and not century:
        return True
    possible = 1 <= int(day) <= 31 and 1 <= int(month) <= 12
    certain = has_right_check(day + month + year + number + check)
    return possible and (certain or bool(sign and not century))


def _is_card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return 13 <= len(digits) <= 19 and not _DATE.search(text) and passes_luhn(digits)


def _is_account(text: str) -> bool:
    if not text[0].isalpha():
        return False
    bare = re.sub(r"[ -]", "", text).upper()
    return (
        re.match(r"[A-Z]{2}\d{2}", bare) is not None
        and 15 <= len(bare) <= 34
        and sum(map(str.isdigit, bare)) * 2 > len(bare)
        and passes_iban(bare)
    )


_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([ ./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d?-\d\d?)(?!\d)"
)
_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]+\s{0,2}(?:@|[(\[{]\s?(?:at|ät|a|ä)\s?[)\]}])\s{0,2}"
    r"[\w-]+(?:(?:\.|\s?[(\[{]\s?(?:dot|piste|punkt)\s?[)\]}]\s?)[\w-]+)+",
    re.IGNORECASE,
)
_FINNISH_ACCOUNT = re.compile(
    r"FI[ -]{0,2}\d{2}(?:(?:[ -]{0,2}\d){14}(?!\d)|(?:[ -]{0,2}\d){10,16})", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Z0-9]+(?:[ -]{1,3}[A-Z0-9]+)*", re.IGNORECASE | re.ASCII)
_IDENTITY = re.compile(
    rf"(?<!\d)\d\d[. ]?\d\d[. ]?(?:18|19|20)?\d\d\s{{0,2}}[{CENTURY_SIGNS}]\s{{0,2}}\d{{3}}"
    r"(?:\d(?!\d)|[A-Z]|\s[0-9A-Z](?![0-9A-Z]))",
    re.IGNORECASE,
)
_PLAIN_IDENTITY = re.compile(
    r"(?<!\d)\d{6}\s?\d{3}(?:\d(?!\d)|[A-Z]|\s[0-9A-Z](?![0-9A-Z]))", re.IGNORECASE
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)+|\d(?:[ -]{0,3}\d)*")
_BREAK = r"(?:(?<![\n ])[ ]{0,2}\n(?=[ ]{0,2}\d{3}))?"
"""One end of a line between the groups of a number; what follows is a group too."""
_PHONE = re.compile(
    rf"(?<!\d)(?<!\d[/.,:-])(?!{_DATE.pattern})"
    r"(?!\d{5} \d{1,3}(?! ?\d))"  # a postcode and a number
    r"(?!(?<=\d )\d{3}(?: \d{3}| \d{3}(?: \d{3})* 000)(?! ?\d))"  # the end of 1 050 000
    r"(?:"
    rf"\+[ ]?\d(?:{_BREAK}[ \t()./_-]{{0,3}}\d){{6,13}}"  # +358 (0)40 123 4567
    rf"|00[ ]?\d(?:{_BREAK}[ \t()/_-]{{0,3}}\d){{6,13}}"  # 00358 40 123 4567
    rf"|358[ /-]?(?:\(0\)[ ]?)?[1-9](?:{_BREAK}[ /_-]{{0,3}}\d){{6,9}}"  # the plus forgotten
    rf"|(?:0\d{{1,3}}|\(0\d{{1,3}}\))(?:{_BREAK}[ \t/_-]{{0,3}}\d){{4,9}}"  # 040-123 4567
    r"|0(?:\d{2,3}(?:\.\d{2,4}){2,3}|\d(?:\.\d{3,4}){2})"  # 040.123.4567
    r"|0(?:[ .-]\d){6,9}"  # digit by digit
    r")(?!\d)"
)


def _each(pattern: re.Pattern[str], holds: Callable[[str], bool] | None = None) -> _Finder:
    """Finds what ``pattern`` matches and ``holds`` confirms."""

    def find(text: str) -> Iterator[_Span]:
        for found in pattern.finditer(text):
            if holds is None or holds(found.group()):
                yield found.span()

    return find


def _longest(pattern: re.Pattern[str], holds: Callable[[str], bool]) -> _Finder:
    """Finds, in each run of groups, the longest stretches of whole groups that ``holds`` confirms.
    A check sum cannot tell by itself where a number ends and the next word begins.
    """

    def find(text: str) -> Iterator[_Span]:
        for run in pattern.finditer(text):
            groups = [g.span() for g in _GROUP.finditer(text, *run.span())]
            passed = 0
            for at, (start, _) in enumerate(groups):
                ends = [end for _, end in groups[at : at + _MOST_GROUPS] if start >= passed]
                longest = next((end for end in reversed(ends) if holds(text[start:end])), None)
                if longest:
                    yield start, longest
                    passed = longest

    return find


_RULES: tuple[tuple[str, _Finder], ...] = (
    ("email", _each(_EMAIL)),
    ("account", _each(_FINNISH_ACCOUNT)),
    ("account", _longest(_WORDS, _is_account)),
    ("identity", _each(_IDENTITY, _is_identity)),
    ("identity", _each(_PLAIN_IDENTITY, _is_identity)),
    ("card", _longest(_NUMBERS, _is_card)),
    ("phone", _each(_PHONE)),
)


def mask(text: str) -> Masked:
    """The text with personal data replaced by marks, and the kinds removed, in order.

    Masks Finnish identity numbers (right and look-alike), e-mail addresses, IBAN account
    numbers, payment cards (Luhn) and phone numbers. Invisible signs are dropped and the rest
    brought to one form (NFKC); apart from the marks the text stays as it was written.
    """
    seen = (s for s in text if s in "\n\t" + _JOINER or unicodedata.category(s) not in _HIDDEN)
    clean = unicodedata.normalize("NFKC", "".join(seen))
    plain, places = _plain(clean)
    kept: list[str] = []
    kinds: list[str] = []
    after = 0
    for start, end, kind in sorted(_found(plain)):
        kept += clean[after : places[start]], f"⟦{kind}⟧"
        kinds.append(kind)
        after = places[end]
    return Masked("".join((*kept, clean[after:])).strip(), tuple(dict.fromkeys(kinds)))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as the rules read it (ASCII digits and dashes, nothing laid over or between the
    signs), and where each of its signs, and its end, stands in ``text``.
    """
    places = [n for n, sign in enumerate(text) if unicodedata.category(sign) not in _OVERLAID]
    plain = "".join(_plain_sign(text[place]) for place in places)
    return plain.translate(_ALIKE), [*places, len(text)]


def _plain_sign(sign: str) -> str:
    if sign in _MINUSES or unicodedata.category(sign) == "Pd":
        return "-"
    return str(unicodedata.digit(sign)) if sign.isdigit() else sign


def _found(plain: str) -> list[tuple[int, int, str]]:
    """What the rules find, until they find no more: one mask can bare the next number."""
    found: list[tuple[int, int, str]] = []
    known = -1
    while known < len(found):
        known = len(found)
        for kind, find in _RULES:
            for start, end in list(find(plain)):
                found.append((start, end, kind))
                plain = plain[:start] + "⟦" * (end - start) + plain[end:]
    return found


def show(text: str, phrases: Mapping[str, str]) -> str:
    """The text with its marks in the reader's words, e.g. ``[phone number removed]``."""
    return _MARK.sub(lambda found: f"[{phrases.get('masked.' + found[1], found[1])}]", text)


def without_marks(text: str) -> str:
    """The text without its marks, for matching: what was removed tells nothing."""
    return _MARK.sub(" ", text)
