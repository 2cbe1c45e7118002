"""Spoken words and their written forms, language by language, and what no rule may touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.english import ENGLISH
from bot.matching.finnish import FINNISH
from bot.matching.rules import Spoken
from bot.matching.spoken import folded, guessed, written
from bot.matching.swedish import SWEDISH

_FINNISH = """
mä minä · mää minä · mie minä · meikä minä · mun minun · mulle minulle · mult minulta · sä sinä
sie sinä · sun sinun · sulla sinulla · myö me · meijän meidän · meiän meidän · meirän meidän
teijän teidän · heijän heidän · meil meillä · tää tämä · toi tuo · noi nuo · nää nämä · tän tämän
tost tuosta · tohon tuohon · tommonen tuollainen · tämmönen tällainen · semmonen sellainen
semmosta sellaista · millon milloin · millonka milloin · sillon silloin · mis missä · mist mistä
mihi mihin · mihinkä mihin · mitenkä miten · miks miksi · kui kuinka · siel siellä · tääl täällä
siit siitä · viel vielä · just juuri · nii niin · sit sitten · mut mutta · ku kun · kans kanssa
oo ole · oon olen · oot olet · ollu ollut · onks on · onko on · onkohan on · eiks ei · eikö ei
ois olisi · oisko olisi · oisin olisin · olisiko olisi · voiks voi · voiko voi · voisko voisi
saaks saa · saako saa · saisko saisi · kuuluuks kuuluu · kuuluuko kuuluu · tuleeks tulee
pitääks pitää · maksaako maksaa · aurataanko aurataan · aurataanks aurataan · löytyykö löytyy
otatteko otatte · ovatko ovat · talossakin talossa · kadullakaan kadulla · pihaltahan pihalta
tarttee tarvitsee · tarvii tarvitsee · tarviiko tarvitsee · tarttis tarvitsisi · pitäs pitäisi
pitäis pitäisi · vois voisi · sais saisi · tulis tulisi · kannattais kannattaisi
lähettäs lähettäisi · aurattas aurattaisi · kuuluis kuuluisi · lähen lähden · tiiän tiedän
tehä tehdä · saaha saada · viiä viedä · viien viiden · yhen yhden · uuen uuden · eessä edessä
korkee korkea · hirvee hirveä · korkeella korkealla · nopeesti nopeasti · pimeellä pimeällä
vihreet vihreät · oikeesti oikeasti · ainoo ainoa · punanen punainen · valkosen valkoisen
suolanen suolainen · keltanen keltainen · kaks kaksi · viis viisi · yks yksi · seittemän seitsemän
yheksän yhdeksän · menny mennyt · tullu tullut · jääny jäänyt · kaatunu kaatunut · noussu noussut
kadul kadulla · pihal pihalla · kadult kadulta · puistost puistosta · pysäkilt pysäkiltä
hetkeks hetkeksi · kesäks kesäksi · putoo putoaa · meen menen · tuun tulen · oottaa odottaa
"""
_SWEDISH = """
ja jag · ha har · e är · ä är · va vad · int inte · itt inte · sku skulle · nån någon · nåt något
nå något · na något · nåra några · nånstans någonstans · nånting någonting · dom dem · di dem
de det · he det · dä det · mej mig · dej dig · sej sig · sen sedan · å och · o och · ti till
til till · vaför varför · vafför varför · hu hur · huru hur · nä när · tå då · me med · fö för
hä här · ba bara · mycke mycket · mytji mycket · lit lite · måst måste · kund kunde · kanru kan
haru har · gjör gör · komi kommit · vari varit · skrivi skrivit · säjer säger · sir ser · idag dag
imorron morgon · alldri aldrig · elle eller · oxå också · åsså också · skall ska · takk tack
hejsan hej · springandes springande
"""
_ENGLISH = """
u you · ur your · r are · re are · ve have · ll will · m am · t not · dont not · cant not
wont not · isnt not · cannot not · don do · doesn does · didn did · isn is · wasn was
couldn could · im i · ive i · youre you · theyre they · whats what · wheres where · whos who
whens when · hows how · thats that · theres there · lets let · gonna going · wanna want
gotta must · gimme give · lemme let · dunno know · outta out · kinda kind · pls please
plz please · thx thanks · thankyou thanks · ppl people · cuz because · coz because · abt about
tmrw tomorrow · thru through · smth something · mins minutes · hrs hours · info information
plow plough · plowed ploughed · snowplow snowplough · curb kerb · tire tyre · center centre
neighbor neighbour · neighborhood neighbourhood · color colour · colored coloured
prioritize prioritise · organization organisation · canceled cancelled · traveling travelling
"""
_KEPT = {
    "fi": """
    aura auras auraus kadulla katu katua talossa talosta pankin pankki verkko verkkoa talko
    talkoot musta tulos tulosta kaunis kallis valmis pois puoliso talo taloa tie teiden tien
    lumi lunta hiekka hiekkaa jää jäätä jäähän maahan päähän puuhun mylly hylly kannu vaunu
    keinu hullu kärry tassu pussi sammal taival askel nivel sävel kirkas vieras asukas opas
    rikas hammas hidas tulee menee lukee hakee tarvitsee katsoo sanoo kertoo etsii vaatii
    kuuluu sattuu jäätyy suomalainen ihminen ihmiset nainen punainen virtanen koululasta
    tuulilasit lisko vesilisko kilpikonna musiikin uimahalli kirjasto kirjaston jätteet
    roskat lupa luvan hakemus maksu lasku laskun päivä päivän aika ajan vuosi vuoden lapsi
    lapsen koulu koulun päiväkoti päiväkodin bussi bussin pysäkki pysäkin vika vian valo
    valot lamppu lampun vesi veden viemäri haju melu koira koiran puisto puiston haistakaa
    poistakaa minkä sama saman muu muut hyvä paha uusi vanha suuri pieni kuin jos tai ja
    """,
    "sv": """
    snö snön gata gatan gator väg vägen plog plogen ploga plogas plogar sand sanda is isen
    hal halt bil bilen parkering skola skolan barn barnet barnen dagis avgift faktura
    ansökan lov vatten avlopp lukt hund hundar park parken träd lampa lampan lyse buss
    bussen biblioteket bok böcker sopor sophämtning när hur varför vem var den det ett en
    stor liten litet lång ny gammal bra dålig gärna tid dag dagar vecka år morgon kväll natt
    alla andra samma inga innan bar hör kör gör får går står ser säger vill kan ska måste
    efter före under över mellan hos
    """,
    "en": """
    snow street road path pavement ice icy salt sand grit plough when where why how who
    which what was were will would can could should must bus school library water drain
    smell noise dog park tree lamp light bill fee permit form child children day week year
    morning night tax card id ill shell well its won cause size prize resize seize citizen
    laboratory honorary colony hello metal travel label model level check story were whose
    want wants before after during near over
    """,
}


def _rows(table: str, language: str) -> list[tuple[str, str, str]]:
    pairs = (row.split() for line in table.strip().splitlines() for row in line.split(" · "))
    return [(language, spoken, word) for spoken, word in pairs]


@pytest.mark.parametrize(
    ("language", "spoken", "word"),
    [*_rows(_FINNISH, "fi"), *_rows(_SWEDISH, "sv"), *_rows(_ENGLISH, "en")],
)
def test_a_spoken_form_is_read_as_the_written_one(language: str, spoken: str, word: str) -> None:
    assert written(spoken, language) == word


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_words_that_are_written_so_stay(language: str) -> None:
    """A repair that breaks a proper word costs more than the spoken form it mends."""
    assert [word for word in _KEPT[language].split() if written(word, language) != word] == []


@pytest.mark.parametrize("spoken", [FINNISH, SWEDISH, ENGLISH], ids=["fi", "sv", "en"])
def test_no_listed_form_leads_to_another_spoken_form(spoken: Spoken) -> None:
    """Else the list would hide a mistake behind the second step."""
    assert [
        (form, word) for form, word in spoken.words.items() if spoken.written(word) != word
    ] == []


@given(st.sampled_from(["fi", "sv", "en", "et"]), st.text("aeiouyäöåkstlnrhpmvdz", min_size=1))
def test_written_words_are_words_and_stay_as_they_are(language: str, word: str) -> None:
    once = written(word, language)
    assert once.isalpha()
    assert written(once, language) == once


@given(st.sampled_from(["fi", "sv", "en"]), st.text("aeiouyäöåkstlnrhpmvdz", min_size=1))
def test_guesses_are_other_words_each_once(language: str, word: str) -> None:
    guesses = guessed(word, language)
    assert all(guess.isalpha() and guess != word for guess in guesses)
    assert len(set(guesses)) == len(guesses)


@pytest.mark.parametrize(
    ("language", "word", "meant"),
    [
        ("fi", "talos", "talossa"),
        ("fi", "taloo", "taloa"),
        ("fi", "aurataa", "aurataan"),
        ("fi", "mettä", "metsä"),
        ("fi", "talavi", "talvi"),
        ("fi", "tullee", "tulee"),
        ("fi", "hoietaan", "hoidetaan"),
        ("fi", "saaraan", "saadaan"),
        ("sv", "huse", "huset"),
        ("sv", "bilana", "bilarna"),
        ("sv", "tjyrka", "kyrka"),
        ("en", "parkin", "parking"),
    ],
)
def test_what_an_unknown_word_may_stand_for_is_among_the_guesses(
    language: str, word: str, meant: str
) -> None:
    assert meant in guessed(word, language)


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("hämärä", "hamara"),
        ("åsbacka", "asbacka"),
        ("löylyä", "loylya"),
        ("smørrebrød", "smorrebrod"),
    ],
)
def test_a_word_is_folded_to_plain_letters(word: str, plain: str) -> None:
    assert folded(word) == plain


def test_a_language_without_rules_keeps_its_words() -> None:
    assert written("gonna", "et") == "gonna"
    assert guessed("parkin", "et") == ()
