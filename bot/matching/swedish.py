"""Spoken Swedish, above all as Finland-Swedes write it in messages. Pure.

Short function words, dropped last sounds and the commonest Ostrobothnian and Nyland forms; the
words of a matter itself ("roskis", "krapula") belong to the base's ``words``, not here.
"""

from bot.matching.rules import Spoken, listed, rule

_WORDS = listed("""
jag: ja jä jaag
är: e ä ere äre äri
var: vart
vad: va vaa vaddå hva
varför: vaför vaffö vafför varfö vaffer
hur: hu huru
hurudan: hurdan
när: nä nåja närå
inte: int itt intt
har: ha haru hare harni
hade: had
skulle: sku skulla
ska: skall skaru skani
någon: nån nåon nåån
något: nåt nå na någe nåe
några: nåra nårå
dem: dom di döm
det: de dä he dee deh hede
den: denna denhä
detta: dethä dehä dehär dethär
mig: mej mäj
dig: dej däj
sig: sej säj
oss: åss
er: eder
sedan: sen sedän
då: tå dåå
och: å o
också: åsså åckså oxå
till: ti til tell
med: me mä
för: fö förr
av: åv
på: po påå
här: hä hära
bara: ba
mycket: mycke mytji mytjy möcke mycki
lite: lit
måste: måst måsta
kunde: kund
kan: kanru kanni
vill: vil villu villni
gör: gö gjör
får: fåru fårni
säger: säjer
säga: säja
ser: sir siir
kommer: komme komer
varit: vari
blivit: blivi bliji
kommit: komi kommi
blir: bli blirde
skrivit: skrivi
tagit: tagi tatt teji
gett: givi
fått: fåt
suttit: sutti
legat: legati
stått: ståt
morgon: imorgon imorron imorn imorrn
dag: idag
år: iår
kväll: ikväll ikväl
någonstans: nånstans nånstas någostans nåstans
någonsin: nånsin
någonting: nånting
ingenting: ingeting intinget
kanske: kanse kanhända kansk
eller: elle äller
efter: ette eftär
snö: snjö snöö
eftersom: ettersom
alltid: alti allti altid
aldrig: aldri alldri
verkligen: verkligt verklien
egentligen: egentlien egentli
åtminstone: åtminstonde
ursäkta: ursäkt
tack: takk
hej: hejsan heisan hejj
""")
_RULES = (rule("(and|end)es$", r"\1e", 7),)  # "springandes"
_GUESSES = (
    rule("([aeiouyåäö])$", r"\1t"),  # "huse", "skrivi"
    rule("([aeiouyåäö])$", r"\1r"),  # "gator" as "gato"
    rule("a$", "ade"),
    rule("([aou])na$", r"\1rna"),  # "bilana"
    rule("([^aeiouyåäö])$", r"\1a"),  # "måst", "vänt"
    rule("([^aeiouyåäö])$", r"\1e"),
    rule("([aeiouyåäö])$", r"\1d"),
    rule("([aeiouyåäö])$", r"\1n"),
    rule("^stj|^sj", "sk"),
    rule("tj", "k"),  # "tjyrka"
    rule("dj", "g"),
    rule("e", "ä"),
    rule("ä", "e"),
)
SWEDISH = Spoken(_WORDS, _RULES, _GUESSES)
