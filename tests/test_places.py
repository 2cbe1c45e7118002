"""Streets and districts as residents write them, on the sample city's real base."""

import pytest

from bot.city import Base
from bot.knowledge import load
from bot.matching import AnswerMatcher
from bot.places import Street
from tests.conftest import ROOT
from tests.fakes import MONDAY

_ENDINGS = {
    "tie": ("tie", "tien", "tietä", "tiellä", "tielle", "tieltä", "tiehen", "tiestä", "tiel"),
    "katu": ("katu", "kadun", "katua", "kadulla", "kadulle", "kadulta", "katuun", "kadul"),
    "kuja": ("kuja", "kujan", "kujaa", "kujalla", "kujalle", "kujalta", "kujaan", "kujal"),
    "polku": ("polku", "polun", "polkua", "polulla", "polulle", "polulta", "polkuun", "polul"),
    "mäki": ("mäki", "mäen", "mäkeä", "mäellä", "mäelle", "mäeltä", "mäkeen", "mäel"),
    "kaari": ("kaari", "kaaren", "kaarta", "kaarella", "kaarelle", "kaareen", "kaarel"),
    "raitti": ("raitti", "raitin", "raittia", "raitilla", "raitille", "raittiin", "raitil"),
    "ranta": ("ranta", "rannan", "rantaa", "rannassa", "rannalla", "rantaan", "rannas"),
}
_STREETS = load(ROOT / "knowledge", MONDAY.date()).streets


def _forms(street: Street) -> list[str]:
    for ending, bent in _ENDINGS.items():
        if street.name_fi.endswith(ending):
            return [street.name_fi.removesuffix(ending) + form for form in bent]
    return [street.name_fi]


@pytest.mark.parametrize("street", _STREETS, ids=lambda street: street.name_fi)
@pytest.mark.parametrize("said", ["{}", "milloin {} aurataan?", "{} 12 B ON JÄÄSSÄ", "lumi,{}!"])
def test_every_street_is_found_however_its_name_bends(
    matcher: AnswerMatcher, street: Street, said: str
) -> None:
    for form in _forms(street):
        for text in (said.format(form), said.format(form).upper(), said.format(form).lower()):
            assert matcher.place(text).street == street, text


@pytest.mark.parametrize("street", _STREETS, ids=lambda street: street.name_sv)
def test_every_street_is_found_by_its_swedish_name(matcher: AnswerMatcher, street: Street) -> None:
    for text in (f"När plogas {street.name_sv}?", f"{street.name_sv.lower()}s trottoar är hal"):
        assert matcher.place(text).street == street, text


def test_a_street_tells_its_district(base: Base, matcher: AnswerMatcher) -> None:
    for street in base.streets:
        assert matcher.place(f"{street.name_fi} on auraamatta").district == street.district


def test_every_name_of_a_district_is_found(base: Base, matcher: AnswerMatcher) -> None:
    for slug, district in base.districts.items():
        for name in (*district.name.values(), *district.also):
            assert matcher.place(f"täällä {name} on lunta").district == slug, name


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("Harjulassa on liukasta", "harjula"),
        ("Harjulaan ei pääse", "harjula"),
        ("täällä Harjulas", "harjula"),
        ("Harjussakin on lunta", "harjula"),
        ("Kuusiharjussa on liukasta", "kuusiharju"),
        ("Kuusiharjuun menee tie", "kuusiharju"),
        ("Kuuskaris ei oo aurattu", "kuusiharju"),
        ("Paloharjulta alas", "paloharju"),
        ("Koivumäessä", "koivumaki"),
        ("Koivarissa", "koivumaki"),
        ("Kivimäkeen asti", "kivimaki"),
        ("Uusiniityllä", "uusiniitty"),
        ("Hiekkalahteen", "hiekkalahti"),
        ("Hiekkalahdessa", "hiekkalahti"),
        ("Myllyrannassakaan", "myllyranta"),
        ("Rantapellolla", "rantapelto"),
        ("Lehtosaaressa", "lehtosaari"),
        ("Sahanniemellä", "sahanniemi"),
        ("asemanseudulla", "asemanseutu"),
        ("Steissillä", "asemanseutu"),
        ("kaupungin keskustassa", "keskusta"),
        ("i Åsbacka", "harjula"),
        ("på Granåsen", "kuusiharju"),
        ("in the city centre", "keskusta"),
        ("near the harbour area", "satama"),
    ],
)
def test_a_district_is_known_as_people_say_it(
    matcher: AnswerMatcher, text: str, district: str
) -> None:
    found = matcher.place(text)
    assert (found.street, found.district) == (None, district)


@pytest.mark.parametrize(
    ("text", "street", "district"),
    [
        ("Harjulantie Harjulassa", "Harjulantie", "harjula"),
        ("Kuusiharjuntiellä", "Kuusiharjuntie", "kuusiharju"),
        ("Koulukadun ja Kauppakadun kulmassa", "Koulukatu", "keskusta"),
        ("Aino Lundin kadulla", "Aino Lundin katu", "keskusta"),
        ("på Aino Lunds gata", "Aino Lundin katu", "keskusta"),
        ("Asun Keskustassa, Torikatu 3:ssa", "Torikatu", "keskusta"),
    ],
)
def test_the_first_street_and_the_district_are_told(
    matcher: AnswerMatcher, text: str, street: str, district: str
) -> None:
    found = matcher.place(text)
    assert found.street is not None
    assert (found.street.name_fi, found.district) == (street, district)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "milloin meidän katu aurataan",
        "koska kadut harjataan",
        "on satanut koko päivän",
        "keskustelu lumesta",
        "papin kissa",
        "hiekkaa lahdella",
        "tie, katu ja kuja",
        "när plogas vår gata",
        "when will the street be ploughed",
        "⟦phone⟧ 12",
    ],
)
def test_words_of_every_day_name_no_place(matcher: AnswerMatcher, text: str) -> None:
    found = matcher.place(text)
    assert (found.street, found.district) == (None, None)
