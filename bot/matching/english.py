"""English as it is typed: contractions, messages' short forms, American spelling. Pure.

A contraction comes as two words ("don", "t"), since an apostrophe ends a word.
"""

from bot.matching.rules import Spoken, listed, rule

_WORDS = listed("""
have: ve
are: re r arent
am: m
will: ll
not: t nt dont cant cannot wont isnt doesnt didnt wasnt werent havent hasnt shouldnt wouldnt couldnt
do: don
does: doesn
did: didn
is: isn ain
was: wasn
were: weren
has: hasn
had: hadn
should: shouldn shoulda
would: wouldn woulda
could: couldn coulda
i: im ive
you: u ya youre youve youll yall
your: ur yr
we: weve
they: theyre theyve theyll
he: hes
she: shes
it: itll
what: whats wat wot whatre whatcha
where: wheres wher
who: whos
when: whens wen
why: whys
how: hows howd
that: thats
there: theres
here: heres
let: lets lemme
going: gonna goin
want: wanna
must: gotta
give: gimme
kind: kinda
out: outta
know: dunno kno
please: pls plz plse pleas
people: ppl
thanks: thx thnx tnx thanx ty thankyou tks
because: cuz cos coz bcos becos bc
about: abt
before: bfore befor
tomorrow: tmrw tmr tomoz tmw tommorow tomorow
tonight: tonite
through: thru
though: tho
with: wit wiv
without: wout
and: nd
the: da teh
for: fr
to: ta
something: smth sth somethin
someone: sb
anything: anythin
nothing: nothin
really: rly
okay: ok okey
minutes: mins
hours: hrs
week: wk
weeks: wks
years: yrs
months: mths
message: msg
messages: msgs
information: info
appointment: appt
apartment: apt
number: nr num
telephone: tel
department: dept
street: str
road: rd
maximum: max
plough: plow
ploughs: plows
ploughed: plowed
ploughing: plowing
snowplough: snowplow
snowploughs: snowplows
kerb: curb
kerbs: curbs
tyre: tire
tyres: tires
grey: gray
aluminium: aluminum
licence: license
licences: licenses
programme: program
programmes: programs
pyjamas: pajamas
jewellery: jewelry
mum: mom
maths: math
metre: meter
metres: meters
litre: liter
litres: liters
fibre: fiber
theatre: theater
theatres: theaters
centre: center
centres: centers
kilometre: kilometer
kilometres: kilometers
catalogue: catalog
defence: defense
enquiry: inquiry
enquiries: inquiries
enquire: inquire
enrol: enroll
""")
_AFTER_OUR = "|s|ed|ing|ful|hood|hoods|ite|ites|able|al|er|ers"
_RULES = (
    rule(
        f"^(neighb|col|hon|lab|fav|harb|rum|od|behavi|hum|vap)or(?=(?:{_AFTER_OUR})$)", r"\1our", 4
    ),
    rule(
        "([bcdfghklmnprstv])i[z](?=e$|ed$|es$|ing$|ation$|ations$)", r"\1is", 7, "size[sd]?|prize"
    ),
    rule("(cancel|travel|label|model|fuel|signal|level|channel)(?=ed$|ing$|er$|ers$)", r"\1l", 7),
)
_GUESSES = (
    rule("in$", "ing", 5),
    rule("s$", ""),
    rule("(.)\\1", r"\1"),
    rule("z$", "s"),
    rule("([^aeiouy])$", r"\1e"),
)
ENGLISH = Spoken(_WORDS, _RULES, _GUESSES)
