"""Masks personal data at the door (L24): before anything is stored, shown or matched. Pure.

A masked part becomes a mark such as ``⟦phone⟧``; the pages show the mark in the reader's words
(phrases ``[masked]``). Masking too much costs a look-alike; masking too little breaks the law,
so identity numbers are masked whether or not their check character is right.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

CENTURY_SIGNS = "-+ABCDEFUVWXY"
"""Signs between the date and the individual number, those added in 2023 included
(valtioneuvoston asetus 128/2010, amended 690/2022)."""

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


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


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def _is_plain_identity(text: str) -> bool:
    return has_right_check(_digits(text) + text[-1] if text[-1].isalpha() else _digits(text))


def _is_card(text: str) -> bool:
    digits = _digits(text)
    return 13 <= len(digits) <= 19 and passes_luhn(digits)


def _is_account(text: str) -> bool:
    bare = re.sub(r"[\s-]", "", text).upper()
    country = bare[:2]
    return country == "FI" or (15 <= len(bare) <= 34 and bare.isascii() and passes_iban(bare))


def _is_phone(text: str) -> bool:
    return 6 <= len(_digits(text)) <= 15


def _always(_text: str) -> bool:
    return True


_GAP = r"[ \t\u00a0]?"
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        "email",
        re.compile(r"[\w.+%-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
        _always,
    ),
    (
        "identity",
        re.compile(
            rf"(?<!\d)\d{{2}}[. ]?\d{{2}}[. ]?\d{{2}}\s{{0,2}}[{CENTURY_SIGNS}]\s{{0,2}}\d{{3}}"
            rf"{_GAP}[0-9A-Z](?![0-9A-Za-z])",
            re.IGNORECASE,
        ),
        _always,
    ),
    (
        "identity",
        re.compile(r"(?<![\dA-Z])\d{6}\s?\d{3}\s?[0-9A-Z](?![0-9A-Za-z])", re.IGNORECASE),
        _is_plain_identity,
    ),
    (
        "account",
        re.compile(
            r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]{1,4}){3,8}(?![A-Z0-9])",
            re.IGNORECASE,
        ),
        _is_account,
    ),
    ("card", re.compile(r"(?<!\d)\d(?:[ \u00a0.-]?\d){12,18}(?!\d)"), _is_card),
    (
        "phone",
        re.compile(
            r"(?<![\w/.-])(?:\+|00)[ ]?\d(?:[ \u00a0()./-]{0,2}\d){6,13}(?![\w])"
            r"|(?<![\w/.,:-])\(?0\d{1,3}\)?(?:[ \u00a0/-]{0,2}\d){4,9}(?![\w])"
        ),
        _is_phone,
    ),
)


def mask(text: str) -> Masked:
    """The text with personal data replaced by marks, and the kinds removed, in order.

    Masks Finnish identity numbers (right and look-alike), e-mail addresses, IBAN account
    numbers, payment cards (Luhn) and phone numbers. Invisible signs are dropped first, so
    that they cannot split a number.
    """
    clean = unicodedata.normalize("NFKC", text)
    clean = "".join(
        sign for sign in clean if sign in "\n\t" or unicodedata.category(sign) not in _HIDDEN
    )
    clean = clean.translate(_DASHES)
    removed: list[str] = []
    for kind, pattern, holds in _RULES:

        def change(
            found: re.Match[str], kind: str = kind, holds: Callable[[str], bool] = holds
        ) -> str:
            if not holds(found.group()):
                return found.group()
            removed.append(kind)
            return f"⟦{kind}⟧"

        clean = pattern.sub(change, clean)
    return Masked(clean.strip(), tuple(dict.fromkeys(removed)))


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_MARK = re.compile(r"⟦(\w+)⟧")


def show(text: str, phrases: Mapping[str, str]) -> str:
    """The text with its marks in the reader's words, e.g. ``[phone number removed]``."""
    return _MARK.sub(lambda found: f"[{phrases.get('masked.' + found[1], found[1])}]", text)


def without_marks(text: str) -> str:
    """The text without its marks, for matching: what was removed tells nothing."""
    return _MARK.sub(" ", text)
