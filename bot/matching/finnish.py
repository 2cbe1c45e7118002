"""Spoken Finnish: short pronouns, question clitics, dropped sounds, d-less dialects. Pure.

After the common spoken language and the western and eastern dialects in writing (Kielitoimisto's
guide on spoken forms); the words of a matter itself belong to the base's ``words``, not here.
"""

from bot.matching.rules import Spoken, listed, rule

_WORDS = listed("""
minä: mä mää mie meikä meikäläinen mnä miä
minun: mun miun meikäläisen
minua: mua miuta minnuu
minulla: mulla mul miulla miul
minulle: mulle miulle meikäläiselle
minulta: multa mult miulta
minut: miut
sinä: sä sää sie snä siä
sinun: sun siun
sinua: sua siuta
sinulla: sulla sul siulla
sinulle: sulle siulle
sinulta: sulta sult siulta
me: myö
meidän: meijän meiän meijjän meijä meiä meidä meitin meirän meijäm
meillä: meil
teidän: teijän teiän teijjän teijä teiä teidä teitin teirän
teillä: teil
teille: teillen
heidän: heijän heiän heijjän heirän heidä
he: hyö
tämä: tää tämmä
tämän: tän tämmän
tässä: täs täsä
tästä: täst täsät
tällä: täl
tuo: toi toiki
tuon: ton toon
tuota: tota
tuossa: tossa tos tosa
tuosta: tosta tost
tuohon: tohon toho
tuolla: tolla tol tuol tuola
tuolle: tolle
tuolta: tolta tolt tuolt
tuonne: tonne tonneki
nämä: nää nämät
näitä: näit
nuo: noi
noita: noit
niitä: niit
niille: niil
siitä: siit siint
siinä: siin
siihen: siiheen siihe
siellä: siel siäl siällä siälä sielä
sieltä: sielt siält siältä
sinne: sinneki
täällä: tääl täälä tääll
täältä: täält tiält tiältä
tänne: tänneki
milloin: millon millonka milloinka milloo milläinki
koska: koskahan koskas koskaha koskako
silloin: sillon sillo
joskus: joskuski
missä: mis misä mihinä missäs missähän
mistä: mist mistäs mistähän
mihin: mihi mihis mihinkä mihinkäs mihinkähän
minne: minnes minnehän
miten: mite mitenkä mites mitenkäs mitenhän
mitä: mitäs mitähän
mikä: mikäs mikähän
miksi: miks miksikä miksihän
miksei: mikskei miksiei
kuka: kukas kukahan
entä: entäs
ainoa: ainoo
kuinka: kui kuinkas kuinkahan
paljonko: paljoko paljonk paljonks paljonkohan paljoks
montako:
kenen: kenenkä
kenelle: kenel
siksi: siks
kun: ku ko
kuin: kuiten
niin: nii ni
sitten: sit sitte sitteku
että: ett
mutta: mut mutku
vaan: vaa
vielä: viel viela viäl viälä vielki
kanssa: kans kaa
juuri: just jus justiinsa justiin
nyt: ny
tänään: tänää
huomenna: huomena
eilen: eile
enää: enä ennää
ennen: ennenku ennenkun ennenkuin
kunnes: kunnesku
jotain: jotaki jotai
joku: jokuki
jossain: jossai jossaki
jostain: jostai jostaki
johonkin: johonki jonneki
mitään: mitää
missään: missää
mihinkään: mihinkää
ketään: ketää
kukaan: kukaa
kumpi: kumpiko
ole: oo
olen: oon
olet: oot
ollut: ollu
on: onko onks onkse onkos onkohan onhan onpa onkaan
olisi: ois oiski olisko oisko oiskohan
oli: oliko oliks olikohan olihan
ovat: ovatko ovatks
ei: eikö eiks eiköhän eihän eipä eikös
en: enkö enks enhän
et: etkö etks
emme: emmekö
saa: saako saaks saakohan saahan saakse
sai: saiko saiks
saan: saanko saanks
voi: voiko voiks voikohan voihan voikse
voin: voinko voinks
voit: voitko voitsä voitteko voitteks
tuli: tuliko tuliks
voisi: vois voisko voiskohan
saisi: sais saisko saiskohan
tulisi: tulis tuliskohan
menisi: menis
pääsisi: pääsis
näkisi: näkis näkyis
lähtisi: lähtis
kävisi: kävis
veisi: veis veisko
toisi: tois toisko
jäisi: jäis jäisko jäiskö
haluaisi: haluis haluais
haluaisin: haluisin
ehtisi: ehtis
tekisi: tekis
hakisi: hakis
riittäisi: riittäs
putoaa: putoo
irtoaa: irtoo
hajoaa: hajoo
katoaa: katoo
kokoaa: kokoo
meni: meniko menikö meniks
jäi: jäikö jäiks
vei: veikö veiks
pakko: pakkoks pakkoko
tulen: tuun
tulet: tuut
tule: tuu
menen: meen
menet: meet
mene: mee
panen: paan
tarvitsee: tarttee tarvii tarviiks tarvihtee tarvitteeko tarviiko tarteeko
tarvitsen: tartten tarviin tarvihten
tarvitsevat: tarvivat
tarvitaan: tarvitaa
tarvitsisi: tarttis
lähden: lähen
lähdet: lähet
lähde: lähe
tiedän: tiiän tiiä
tiedät: tiiät
tiedätte: tiiätte
tehdä: tehä tehrä
nähdä: nähä nährä
saada: saaha saara
saadaan: saahaan saahaa
viedä: viiä viädä
tuoda: tuua
käydä: käyä
syödä: syyä
juoda: juua
hoidetaan:
odottaa: oottaa
odotan: ootan
odotella: ootella
odottelen: oottelen
edessä: eessä etessä
edestä: eestä eest
edellä: eellä
kadun: kaun
veden: veen
yhden: yhen
kahden: kahen
viiden: viien
kuuden: kuuen
yhdeksän: yheksän yheksä
kahdeksan: kaheksan kaheksa
seitsemän: seittemän seittemä
kymmenen: kymmene
yksi: yks
kaksi: kaks
viisi: viis
kuusi: kuus
uuden: uuen
uudestaan: uuestaan uuestaa
uudelleen: uuelleen
pöydän: pöyän
hoidossa: hoiossa
hyödyn: hyöyn
kyllä: kyl
täytyy: täyty
pitäisi: pitäs pitäis pittäis
pitää: pitääks pitääkö pittää
kestää: kestääks
tällainen: tämmönen tämmöinen tälläinen tällanen tälläne
tällaisen: tämmösen tämmöisen
tällaista: tämmöstä tämmöistä
tuollainen: tommonen tommoinen tollanen tollainen tuommoinen tuommonen
tuollaisen: tommosen tollasen
tuollaista: tommosta tommoista tollasta
sellainen: semmonen semmoinen sellanen
sellaisen: semmosen semmoisen sellasen
sellaista: semmosta semmoista sellasta
sellaiset: semmoset sellaset
tällaiset: tämmöset
tuollaiset: tommoset tollaset
millainen: minkälainen minkälänen minkälaine millanen mimmonen
millaista: minkälaista mimmosta
jonkinlainen: jonkunlainen jonkinlaine
""")
_SOFT = (  # adjectives in -ea and -eä, which speech ends in a long e
    "korke hirve tärke leve kipe nope oike kauhe vaike vihre kire karke sile kome pime make kape "
    "ruske valke kirke keve jyrke synke herke julke muhke viile vire kanke lempe hilpe ylpe "
    "terhakke haike sake tuore kalpe saste hope"
).replace(" ", "|")
_CLITIC = "(?:k[oö]|ks|kohan|köhän)$"
_CASE = "ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi"
_RULES = (
    # Clitics, only on forms where no noun ends so.
    rule(f"(aa|ää|ee|oo|uu|yy|ii|öö){_CLITIC}", r"\1", 5, last="oösn"),
    rule(f"(aan|ään|een|iin|uun|yyn){_CLITIC}", r"\1", 6, last="oösn"),
    rule(f"(isi|vat|vät|tte|mme){_CLITIC}", r"\1", 6, last="oösn"),
    rule("([aeouyäö]is|tulis|menis|pääsis|näkis|ehtis)k[oö]$", r"\1", 6, last="oö"),
    rule(f"({_CASE})(?:kin|kaan|kään|han|hän|pa|pä|k[oö])$", r"\1", 7, last="naäoö"),
    rule("(ee|uu)h[aä]n$", r"\1", 6, last="n"),
    # "korkeella" is "korkealla".
    rule(f"^({_SOFT})e", r"\1A", 5),
    # Conditionals without one i: "vois", "pitäis", "aurattas".
    rule("^ois(?=(?:in|it|i|imme|itte|ivat)$)", "olis", last="nite"),
    rule("(tt|nt|ks|t)([aä])is$", r"\1\2isi", 6, last="s"),
    rule("(tt|nt)([aä])s$", r"\1\2isi", 5, last="s"),
    rule("uis$", "uisi", 5, last="s"),
    # Last vowels of the cases, dropped where no other word ends so.
    rule("([aeiouyäö]l)t$", r"\1tA", 5, last="t"),
    rule("([aeiouyäö]s)t$", r"\1tA", 5, last="t"),
    rule("([aeiouyäö]ks)$", r"\1i", 6, last="s"),
    rule(
        "([aäouyö]l)$", r"\1lA", 5, "(?:samm|taiv|man|ann|jum|kam|sosia|kann|sign|digit|karn|hal)al"
    ),
    # "punanen", "erilanen".
    rule("l([aä])(?=(?:nen|sen|set)$)", r"l\1i", 6, last="nt"),
    rule("^(puna|valko|kelta|pikku|sini|hilja)(?=(?:nen|sen|set)$)", r"\1i", 6, last="nt"),
    # Participles without their t: "tullu", "jääny".
    rule(
        "(nnu|nny|llu|lly)$",
        r"\1t",
        5,
        last="uy",
        but="kannu|tunnu|hylly|mylly|nallu|pullu|hullu|pelly|päälly",
    ),
    rule("((?:nou|juo|pää|pe)ss[uy])$", r"\1t", 5, last="uy"),
    rule("([aeiouyäö]n[uy])$", r"\1t", 5, last="uy", but="vaunu|keinu|sinu|minu"),
)
_GUESSES = (
    rule("([aeiouyäö])s$", r"\1ssA"),
    rule("([aeiouyäö])l$", r"\1llA"),
    rule("([aeiouyäö])$", r"\1n"),  # "aurataa", "kouluu"
    rule("oo$", "oa"),  # "taloo"
    rule("öö$", "öä"),
    rule("[oö]{2}$", "ee"),  # "tulloo", after the rule of doubled sounds
    rule("uu$", "ua"),
    rule("yy$", "yä"),
    rule("ii$", "iA"),
    rule("oi$", "ojA"),
    rule("öi$", "öjä"),
    rule("s$", "si"),
    rule("([aeiouyäö])$", r"\1t"),
    rule("(?:ki|kii|kin|kaa|kaan|kää|kään|han|hän|pa|pä)$", "", 6),
    rule("tt", "ts"),  # "mettä", "kattoo"
    rule(r"([aeiouyäö])([lhnr])\1(?=[kmpvjh])", r"\1\2", 5),  # "talavi", "kolome"
    rule(r"([bdfghjklmnprstv])\1([aeiouyäö])\2", r"\1\2\2", 5),  # "tullee"
    rule("([oeau]i|uo|ie|[eiä])([aäeou])", r"\1d\2", 5),  # "hoietaan"
    rule("([aeiouyäö])r([aeiouyäö])", r"\1d\2", 5),  # "saaran"
    rule("([kptsv])o$", r"\1on", 4),
)
FINNISH = Spoken(_WORDS, _RULES, _GUESSES)
