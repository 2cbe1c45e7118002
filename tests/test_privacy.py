"""Personal data is masked at the door (L24), and nothing else is touched."""

import pytest

from bot.privacy import (
    CENTURY_SIGNS,
    has_right_check,
    mask,
    show,
    without_marks,
)

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _identity(digits: str, sign: str) -> str:
    return f"{digits[:6]}{sign}{digits[6:]}{_CHECK[int(digits) % 31]}"


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign != " " else sign for sign in text)


def _counted(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in text)


@pytest.mark.parametrize("sign", CENTURY_SIGNS)
@pytest.mark.parametrize("digits", ["131052308", "010100123"])
def test_an_identity_number_is_masked_with_every_century_sign(sign: str, digits: str) -> None:
    assert mask(f"tunnus {_identity(digits, sign)} ok").text == "tunnus ⟦identity⟧ ok"


@pytest.mark.parametrize("sign", CENTURY_SIGNS.lower())
def test_an_identity_number_is_masked_in_lower_case(sign: str) -> None:
    assert mask(_identity("131052308", sign).lower()).text == "⟦identity⟧"


@pytest.mark.parametrize("sign", CENTURY_SIGNS)
def test_a_look_alike_with_a_wrong_check_is_masked_too(sign: str) -> None:
    assert not has_right_check(f"131052{sign}308X")
    assert mask(f"131052{sign}308X").text == "⟦identity⟧"


@pytest.mark.parametrize(
    "written",
    [
        "131052 - 308T",
        "131052- 308T",
        "131052 -308 T",
        "13 10 52 - 308T",
        "13.10.52-308T",
        "13.10.1952-308T",
        "131052\n-308T",
        "131052\u2010308T",
        "131052\u2011308T",
        "131052\u2013308T",
        "131052\u2014308T",
        "131052\u2212308T",
        "131052\u2043308T",
        "131052\uff0d308T",
        _wide("131052-308T"),
        _counted("131052-308T", "\N{ARABIC-INDIC DIGIT ZERO}"),
        _counted("131052-308T", "\N{DEVANAGARI DIGIT ZERO}"),
        "131052\u200b-308T",
        "1\u20603\u200c1\u200d052-3\ufeff08T",
        "131052-308\u00adT",
        "131052-308\u0301T",
        "131052\u0410308T",
        "131052308T",
        "131052 308T",
        "131052 308 t",
    ],
)
def test_an_identity_number_is_masked_however_it_is_written(written: str) -> None:
    assert mask(f"olen {written}, kiitos").text == "olen ⟦identity⟧, kiitos"


@pytest.mark.parametrize("written", ["131052-308Tkiitos", "hetu131052-308T", "131052-308T:n"])
def test_an_identity_number_glued_to_a_word_is_masked(written: str) -> None:
    assert "308" not in mask(written).text


@pytest.mark.parametrize("written", ["131052308X", "999952308T", "131052-30", "13105-308T"])
def test_without_a_sign_only_a_possible_date_with_a_right_check_is_masked(written: str) -> None:
    assert mask(written).text == written


@pytest.mark.parametrize(
    "written",
    [
        "0401234567",
        "040 123 4567",
        "040 1234 567",
        "040-123 4567",
        "040-1234567",
        "040 - 123 4567",
        "040/1234567",
        "040.123.4567",
        "(09) 123 4567",
        "09 123 456",
        "019-123456",
        "0 4 0 1 2 3 4 5 6 7",
        "+358401234567",
        "+358 40 123 4567",
        "+358-40-123-4567",
        "+358 (0)40 123 4567",
        "+358 9 123 456",
        "00358401234567",
        "00358 40 123 4567",
        "00 358 40 1234567",
        "358 40 123 4567",
        "+46 70 123 45 67",
        "+44 20 7946 0958",
        "+372 5123 4567",
        "040\u00a0123\u20114567",
        _wide("040 123 4567"),
        "040\u200b1234\u200b567",
        "0\ufe0f\u20e34\ufe0f\u20e30\ufe0f\u20e3123456",
    ],
)
@pytest.mark.parametrize("before", ["puh. ", "puh.", "tel:", "soita-", "Pekka"])
def test_a_phone_number_is_masked_however_it_is_written(before: str, written: str) -> None:
    result = mask(f"{before}{written}, kiitos")
    assert result.text == f"{before}⟦phone⟧, kiitos"
    assert result.removed == ("phone",)


@pytest.mark.parametrize("sign", [",", ", ", " tai ", "/", ";", "\n", " "])
def test_of_two_phone_numbers_none_is_left(sign: str) -> None:
    assert not any(map(str.isdigit, mask(f"040 1234567{sign}050 7654321").text))


@pytest.mark.parametrize(
    "written",
    [
        "matti.meikalainen@posti.example",
        "matti+tie@posti.co.example",
        "Matti_M@Posti.Example",
        "matti (at) posti.example",
        "matti(at)posti.example",
        "matti[AT]posti.example",
        "matti (ät) posti.example",
        "matti (at) posti (piste) fi",
        "matti @ posti.example",
        "matti\uff20posti.example",
        "äiti@åland.example",
        "matti\u200b@posti.example",
    ],
)
def test_an_email_address_is_masked_however_it_is_written(written: str) -> None:
    assert mask(f"osoite {written} ok").text == "osoite ⟦email⟧ ok"


@pytest.mark.parametrize(
    "written",
    [
        "FI2112345600000785",
        "FI21 1234 5600 0007 85",
        "fi21 1234 5600 0007 85",
        "FI 21 1234 5600 0007 85",
        "FI21-1234-5600-0007-85",
        "FI21\u00a01234\u00a05600\u00a00007\u00a085",
        "FI22 1234 5600 0007 85",
        "DE89 3704 0044 0532 0130 00",
        "DE89370400440532013000",
        "SE45 5000 0000 0583 9825 7466",
        "EE382200221020145685",
        "GB29 NWBK 6016 1331 9268 19",
    ],
)
@pytest.mark.parametrize("after", [" on se", " ja kiitos paljon", ".", " 50 e"])
def test_an_account_number_is_masked_and_the_words_after_it_stay(written: str, after: str) -> None:
    assert mask(f"tilini {written}{after}").text == f"tilini ⟦account⟧{after}"


@pytest.mark.parametrize(
    "written",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "5555 5555 5555 4444",
        "3782 822463 10005",
        _wide("4111 1111 1111 1111"),
    ],
)
@pytest.mark.parametrize("after", ["", " 12/27", " 123", " voim. 1227"])
def test_a_card_is_masked_also_with_numbers_after_it(written: str, after: str) -> None:
    assert mask(f"kortti {written}{after}").text == f"kortti ⟦card⟧{after}"


@pytest.mark.parametrize(
    "text",
    [
        "24.12.2026",
        "1.1.2026\u201315.2.2026",
        "01.12.2026 klo 08.00",
        "05.12.2026 06.12.2026",
        "2026-11-23",
        "2026-01-05 1200",
        "2026-11-23 2026-11-24",
        "01/12/2026",
        "05-12-2026",
        "klo 7.30",
        "klo 07:00-16:00",
        "klo 12:00 1000 autoa",
        "maksaa 12,50 €",
        "0,50 e/kg",
        "90 euroa",
        "112",
        "116117",
        "116 117",
        "Torikatu 12 B 34",
        "00100 Helsinki",
        "Torikatu 1, 01300 2. krs",
        "laki 669/1978 ja 306/2019 6 a §",
        "vuonna 1978",
        "talvi 2026-2027",
        "K4T-9XA-H7M",
        "346-973-497 ja 3A4-F6D-7KK",
        "1 000 000",
        "1 000 000 000 000 euroa",
        "123456789012",
        "1234567890",
        "98765432109876",
        "Y-tunnus 1234567-8",
        "lasku AB12 CD ja muut tavalliset sanat",
        "3 cm, 12 h, -25 °C, 50 %",
        "ABC-123",
        "@kaupunki ja kohta (a) on auki",
        "klo 8\u201316 👩\u200d👧 ok",
    ],
)
def test_what_is_no_personal_data_stays_as_it_was(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).removed == ()


def test_signs_that_cannot_be_stored_or_seen_are_dropped() -> None:
    assert mask("a\x00b\ud800c\u202ed\ne").text == "abcd\ne"


def test_kinds_are_named_once_in_the_order_of_the_text() -> None:
    result = mask("0401234567, a@b.example, 0507654321")
    assert result.removed == ("phone", "email")


def test_a_long_hostile_text_is_masked_in_good_time() -> None:
    """A pattern that tries again at every sign would take hours here."""
    for hostile in ("a" * 100_000, "a." * 50_000 + "@", "0" * 100_000, "+" * 100_000):
        assert mask(hostile).removed == ()


def test_a_mark_is_shown_in_the_readers_words() -> None:
    shown = show("soita ⟦phone⟧ tai ⟦email⟧", {"masked.phone": "puhelinnumero poistettu"})
    assert shown == "soita [puhelinnumero poistettu] tai [email]"


def test_a_mark_tells_the_matcher_nothing() -> None:
    assert without_marks("soita ⟦phone⟧ heti").split() == ["soita", "heti"]


@pytest.mark.parametrize(
    "written", ["040\n123 4567", "040 123\n4567", "+358 40 \n 123 4567", "040\n123\n4567"]
)
def test_a_phone_number_that_goes_on_over_a_lines_end_is_masked(written: str) -> None:
    assert mask(f"soita {written} heti").text == "soita ⟦phone⟧ heti"


def test_a_line_that_begins_with_a_short_number_is_no_part_of_a_phone_number() -> None:
    assert mask("puh 0401234567\n12 autoa").text == "puh ⟦phone⟧\n12 autoa"
