"""The laws that masking holds to (L24), on numbers and texts made up at random."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import CENTURY_SIGNS, has_right_check, mask, passes_iban, passes_luhn

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_AROUND = [
    ("", ""),
    ("hei ", " kiitos"),
    ("(", ")"),
    ("nro:", ". Terv. A"),
    ("oma,", ","),
    ("„", "“"),
]
_few = settings(max_examples=60)


def _identity(digits: str, sign: str) -> str:
    ends = (f"{digits[:6]}{sign}{digits[6:]}{check}" for check in _CHECK)
    return next(number for number in ends if has_right_check(number))


def _iban(country: str, account: str) -> str:
    check = next(n for n in range(2, 99) if passes_iban(f"{country}{n:02}{account}"))
    return f"{country}{check:02}{account}"


def _card(digits: str) -> str:
    return digits + next(last for last in "0123456789" if passes_luhn(digits + last))


def _grouped(text: str, sign: str, size: int = 4) -> str:
    return sign.join(text[at : at + size] for at in range(0, len(text), size))


_dates = st.dates().map(lambda day: f"{day:%d%m%y}")
_serials = st.integers(2, 899).map(lambda n: f"{n:03}")
_identities = st.builds(
    lambda date, serial, sign: _identity(date + serial, sign),
    _dates,
    _serials,
    st.sampled_from(CENTURY_SIGNS),
)
_phones = st.builds(
    lambda start, rest, sign: start + sign + _grouped(rest, sign),
    st.sampled_from(["040", "+35840", "+358 (0)50", "0035844", "09", "(019)", "045", "+46 70"]),
    st.text("0123456789", min_size=6, max_size=7),
    st.sampled_from(["", " ", "-", "\u00a0", "\u2011"]),
)
_digits15 = st.text("0123456789", min_size=15, max_size=15)
_cards = st.builds(
    lambda first, rest, sign: _grouped(_card(first + rest[1:]), sign),
    st.sampled_from("3456"),
    _digits15,
    st.sampled_from(["", " ", "-"]),
)
_ibans = st.builds(
    lambda country, digits, sign: _grouped(_iban(country, digits[:14]), sign),
    st.sampled_from(["FI", "fi", "SE", "DE"]),
    _digits15,
    st.sampled_from(["", " ", "-"]),
)
_emails = st.builds(
    "{}{}{}.{}".format,
    st.from_regex(r"[a-zåäö][a-z0-9._+-]{0,12}[a-z0-9]", fullmatch=True),
    st.sampled_from(["@", " (at) ", "(at)", "[AT]", "\uff20", " @ "]),
    st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True),
    st.sampled_from(["fi", "com", "example", "co.uk"]),
)
_secrets = st.one_of(_identities, _phones, _cards, _ibans, _emails)
_words = st.text(
    st.characters(exclude_categories=["C", "N", "Mn", "Me"], exclude_characters="@\ufe6b\uff20")
)


@_few
@given(_secrets, st.sampled_from(_AROUND))
def test_a_number_or_address_in_a_text_never_survives(secret: str, around: tuple[str, str]) -> None:
    before, after = around
    result = mask(before + secret + after)
    assert len(result.removed) == 1
    assert result.text == f"{before}⟦{result.removed[0]}⟧{after}".strip()


@_few
@given(
    _identities, st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e"), st.integers(0, 11)
)
def test_an_invisible_sign_never_saves_a_number(number: str, sign: str, place: int) -> None:
    assert mask(f"a {number[:place]}{sign}{number[place:]} b").removed == ("identity",)


@_few
@given(
    st.lists(st.one_of(_secrets, _words, st.text(max_size=20)), max_size=6),
    st.sampled_from(" ,\n0"),
)
def test_masking_twice_changes_nothing(parts: list[str], between: str) -> None:
    once = mask(between.join(parts)).text
    assert mask(once).text == once


@_few
@given(_words)
def test_a_text_without_personal_data_is_only_normalised(text: str) -> None:
    assert mask(text).text == unicodedata.normalize("NFKC", text).strip()
