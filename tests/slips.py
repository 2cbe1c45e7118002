"""What can be written wrong in a knowledge folder, one thing at a time; for test_knowledge."""

from typing import NamedTuple

CITY, TOPICS, STREETS = "city.toml", "topics.toml", "streets.csv"
OFFICIALS, DISTRICTS, PHRASES = "officials.toml", "districts.toml", "phrases.sv.toml"
SAFETY, SENSITIVE = "safety.toml", "sensitive.toml"
ANSWER = "answers/winter-streets/ploughing-when.fi.md"
SWEDISH = "answers/winter-streets/ploughing-when.sv.md"


class Slip(NamedTuple):
    """``old`` is written ``new``; the line that then holds ``at`` is to be named."""

    file: str
    old: str
    new: str
    at: str
    wrong: str = ""
    mend: str = ""


# fmt: off
SLIPS = {
    "odd tier": Slip(
        CITY, "draft = 0.92", "draft = 90", "draft = 90", "between 0 and 1", "Try draft = 0.90"),
    "a tier that is not a number": Slip(
        CITY, "ask = 0.80", "ask = nan", "ask = nan", "'ask' is not between", "Try ask = 0.80"),
    "findings only above a draft": Slip(
        CITY, "doubt = 0.35", "doubt = 0.95", "doubt = 0.95", "more than 'draft'", "not sure enou"),
    "a misspelt tier": Slip(
        CITY, "doubt = 0.35", "dubt = 0.35", "dubt =", "'dubt' is not known", "ask, doubt, draft"),
    "a misspelt deadline": Slip(
        CITY, "ask_hours", "aks_hours", "aks_hours", "'aks_hours' is not known", "ask_hours"),
    "no time to choose": Slip(
        CITY, "ask_hours = 2", "ask_hours = 0", "ask_hours", "not more than 0", "Write"),
    "no time before the head hears": Slip(
        CITY, "head_hours = 2", "head_hours = 0", "head_hours", "not more than 0", "Write how"),
    "the quality person before the head": Slip(
        CITY, "quality_hours = 8", "quality_hours = 1", "quality_hours", "less than 'head_hours'",
        "first"),
    "reviews that are asked for every day": Slip(
        CITY, "review_days = 365", "review_days = 14", "review_days", "is not more than 14",
        "write e.g. review_days = 365"),
    "a misspelt retention": Slip(
        CITY, "talk_days", "tlak_days", "tlak_days", "'tlak_days' is not known", "talk_days"),
    "words that are kept for no time": Slip(
        CITY, "answer_days = 365", "answer_days = 0", "answer_days", "not at least 1", "how many"),
    "words that go before their case is closed": Slip(
        CITY, "talk_days = 30", "talk_days = 7", "talk_days", "less than 'quiet_days'", "14 days"),
    "the threshold of before": Slip(
        CITY, "closing_days", "threshold = 0.5\nclosing_days", "threshold =", "now the table",
        "write [tiers] with draft = 0.90"),
    "a danger without its text": Slip(
        SAFETY, 'answer = "crisis-help"', 'answer = "crisis"', "answer =", "no danger", "Name"),
    "a danger that sends another text": Slip(
        SAFETY, 'answer = "crisis-help"', 'answer = "greeting"', "answer =", "no danger"),
    "danger in one official language": Slip(
        SAFETY, "\nsv = [", "\nse = [", "[crisis.words]", "has no words in 'sv'", "sv = ["),
    "a beginning found in anything": Slip(
        SAFETY, '"itsari*"', '"it*"', '"it*"', "so short", '"tulipalo*"'),
    "a word found in anything": Slip(
        SAFETY, '"itsari*"', '"itsari|me"', '"itsari|me"', "so short", '"tulipalo*"'),
    "a star that begins": Slip(
        SAFETY, '"itsari*"', '"* itsari"', '"* itsari"', "no pattern", '"auto * ojaan"'),
    "words that are no list": Slip(
        SAFETY, 'answer = "crisis-help"', "answer = 5", "answer =", "'answer': input", "Mend"),
    "a private word found in anything": Slip(
        SENSITIVE, '"diagnosed"', '"di*"', '"di*"', "so short", '"tulipalo*"'),
    "a star that begins a private word": Slip(
        SENSITIVE, '"diagnosed"', '"* diagnosed"', '"* diagnosed"', "no pattern", "auto * ojaan"),
    "a name's neighbour that is no pattern": Slip(
        SENSITIVE, '"next door"]', '"next-door"]', '"next-door"', "no pattern", "auto * ojaan"),
    "private words of no language of the city": Slip(
        SENSITIVE, "\nsv = [", "\nse = [", "[health.words]", "has no words in 'sv'", "sv = ["),
    "a private matter that is neither yes nor no": Slip(
        TOPICS, 'kind = "talk"', 'kind = "talk"\nsensitive = "very"', 'sensitive = "very"',
        "'sensitive': input", "Mend"),
    "nobody on call": Slip(
        CITY, '= "maija-lehtonen"', '= "maj"', "on_call", "'on_call' names 'maj'", "maija-lehto"),
    "odd minutes": Slip(
        CITY, 'mon = ["08:00', 'mon = ["08:99', "mon =", "not hours: 08:99-16:00", "08:00-16:00"),
    "hours from late to early": Slip(
        CITY, 'mon = ["08:00', 'mon = ["18:00', "mon =", "not hours: 18:00-16:00", "08:00-16:00"),
    "hours that are no list": Slip(
        CITY, 'mon = ["08:00-16:00"]', 'mon = "8-16"', "mon =", "not hours: 8-16", "08:00-16:00"),
    "a day in Finnish": Slip(
        CITY, "mon = [", "ma = [", "ma = [", "no such day as 'ma'", "mon, tue"),
    "hours past midnight": Slip(
        CITY, '["08:00-16:00"]', '["08:00-24:30"]', "24:30", "not hours: 08:00-24:30", "08:00-16"),
    "closing days that end first": Slip(
        CITY, "2026-12-31]", "{ from = 2026-12-31, until = 2026-12-24 }]", "closing_days = ",
        "'closing_days.1': input", "{ from = 2026-07-01, until ="),
    "a closing day without its end": Slip(
        CITY, "2026-12-31]", "{ from = 2026-12-31 }]", "closing_days = [", "'closing_days.1'"),
    "odd hours of a unit": Slip(
        CITY, 'sat = ["10:00', 'sat = ["10:99', "sat =", "not hours: 10:99-16:00", "08:00-16:00"),
    "odd hours of a unit on one line": Slip(
        CITY, 'head = "maija-lehtonen"', 'office_hours = { mon = ["8-16"] }', "office_hours = {",
        "not hours: 8-16", "08:00-16:00"),
    "a unit that is never open": Slip(
        CITY, 'head = "maija-lehtonen"', "office_hours = { mon = [] }", "office_hours = {",
        "the unit 'streets' is never at work", "08:00-16:00"),
    "a unit with an unknown head": Slip(
        CITY, 'head = "katri-ahonen"', 'head = "katri"', '"katri"', "has the head 'katri', who",
        "katri-ahonen"),
    "a unit without a Swedish name": Slip(
        CITY, ', sv = "Gatuunderhållet"', "", 'name = { fi = "Katujen', "'units.streets' has no na",
        "sv ="),
    "a misspelt key of a unit": Slip(
        CITY, "closing_days = [2027", "closed = [2027", "closed =", "'closed' is not kn", "head"),
    "a unit without a name": Slip(
        CITY, 'name = { fi = "Asukaspalvelu"', '# "', "[units.resident-service]",
        "'name' is missing", "name ="),
    "a unit that is no table": Slip(
        CITY, "[units.streets]", "[units]\nparks = 1\n[units.streets]", "parks = 1",
        "'parks' is not a table", "Write [units.parks]"),
    "unknown time zone": Slip(
        CITY, "Europe/Helsinki", "Europe/Aurala", "time_zone", "no such time zone", "Helsinki"),
    "no time to answer": Slip(
        CITY, "answer_hours = 8", "answer_hours = 0", "answer_hours", "not more than 0", "Write"),
    "a city that is not TOML": Slip(
        CITY, 'name = "Aurala"', "name = Aurala", "name = Aurala", "not TOML", "Mend this line"),
    "curly quotes": Slip(
        CITY, 'name = "Aurala"', "name = “Aurala”", "name = “", "not TOML", "straight quotes"),
    "a date as Finns write it": Slip(
        ANSWER, "reviewed_on = 2026-10-12", "reviewed_on = 12.10.2026", "reviewed_on", "not TOML",
        "write a date as 2026-10-12"),
    "a topic with no official": Slip(
        TOPICS, '"petri-maenpaa"', '"petri"', '"petri"', "'parking' has no official", "petri-mae"),
    "unknown kind": Slip(
        TOPICS, 'kind = "talk"', 'kind = "chat"', 'kind = "chat"', "'kind': input", "Mend the"),
    "a topic that is no table": Slip(
        TOPICS, "[winter-streets]", "a = 1\n[winter-streets]", "a = 1", "not a table", "Write [a]"),
    "topics that are not TOML": Slip(
        TOPICS, "[parks]", "[parks", "[parks", "not TOML", "Mend this line"),
    "an official without an address": Slip(
        OFFICIALS, 'email = "petri', '# "petri', "[petri-maenpaa]", "no address", "Write email"),
    "an e-mail address that is none": Slip(
        OFFICIALS, "petri.maenpaa@aurala.example", "petri", '= "petri"', "no e-mail", "name@"),
    "an answer with half a placeholder": Slip(
        ANSWER, "{street_class}", "{street_class", "{street_class", "belongs to no", "Write it as"),
    "a Slack account that is none": Slip(
        OFFICIALS, 'phone = "019 000 2004"', 'slack = "@petri"', "@petri",
        "Petri Mäenpää: '@petri' is no account on Slack", 'slack = "U0123ABCD"'),
    "a Slack account nobody can find": Slip(
        OFFICIALS, 'email = "petri', 'slack = true # "petri', 'true # "petri',
        "no e-mail address to find the Slack account by", "Write email as well"),
    "a Slack room by its name": Slip(
        TOPICS, 'official = "petri-maenpaa"', 'official = "petri-maenpaa"\nslack = "#parking"',
        "#parking", "'parking': '#parking' is no room on Slack", 'slack = "C0123ABCD"'),
    "a Slack room that is a person": Slip(
        TOPICS, 'official = "petri-maenpaa"', 'official = "petri-maenpaa"\nslack = "U0123ABCD"',
        "U0123ABCD", "is no room on Slack", "Write its id"),
    "an official's unknown unit": Slip(
        OFFICIALS, '"library"', '"libary"', '"libary"', "no unit 'libary'", "Pick one of: library"),
    "a unit that is a number": Slip(
        OFFICIALS, '"library"', "5", "unit = 5", "'unit.name': input", "a heading under [units]"),
    "an official's unit without Swedish": Slip(
        OFFICIALS, ', sv = "Miljövården"', "", 'unit = { fi = "Ympäristönsuojelu"',
        "has no unit in 'sv'", "sv ="),
    "odd hours of an official": Slip(
        OFFICIALS, 'fri = ["09:00', 'fri = ["9:00', "fri =", "not hours: 9:00-12:00", "08:00-16"),
    "an official's day in Finnish": Slip(
        OFFICIALS, "thu = [", "to = [", "to = [", "no such day as 'to'", "mon, tue"),
    "hours that are a text": Slip(
        OFFICIALS, 'phone = "019 000 2004"', 'office_hours = "8-16"', "office_hours =",
        "'office_hours': input", 'Write { mon = ["08:00'),
    "an official who is never at work": Slip(
        OFFICIALS, 'phone = "019 000 2004"', "office_hours = { mon = [] }", "office_hours =",
        "Petri Mäenpää is never at work", "08:00-16:00"),
    "unknown deputy": Slip(
        OFFICIALS, '"katri-ahonen"', '"katri"', '"katri"', "deputy 'katri' is not in", "katri-a"),
    "a deputy circle": Slip(
        OFFICIALS, 'phone = "019 000 2015"', 'deputy = "liisa-hagman" # I', "# I",
        "Liisa Hagman: the deputies form a circle", "another deputy or none"),
    "unknown district of an official": Slip(
        OFFICIALS, '["asemanseutu", ', '["asema", ', '"asema"', "no such district as 'asema'",
        "Pick one of: asemanseutu"),
    "unknown topic of an official": Slip(
        OFFICIALS, '["parking"]', '["cars"]', '["cars"]', "no such topic as 'cars'", "Pick one"),
    "unknown key": Slip(
        OFFICIALS, 'phone = "019 000 2004"', 'fone = "1"', "fone", "'fone' is not known", "phone"),
    "missing key": Slip(
        OFFICIALS, 'name = "Sanna Rautio"\n', "", "[sanna-rautio]", "'name' is missing", "name ="),
    "an absence without a beginning": Slip(
        OFFICIALS, "from = 2026-12-28, ", "", "{ until = 2027-01-03", "'absences.0'", "until ="),
    "an absence that ends first": Slip(
        OFFICIALS, "2027-01-03", "2026-01-03", "2026-01-03", "ends before it begins", "Swap"),
    "no title in Swedish": Slip(
        OFFICIALS, ', sv = "Parkchef"', "", "Puistopäällikkö", "no title in 'sv'", "sv = "),
    "officials that are not TOML": Slip(
        OFFICIALS, '["parking"]', '"parking"]', '"parking"]', "not TOML", "Mend this line"),
    "a district off the map": Slip(
        DISTRICTS, "at = [60.", "at = [160.", "at = [160.", "no such place on the map", "at = [60"),
    "unknown neighbour": Slip(
        DISTRICTS, '["satama"]', '["sea"]', '["sea"]', "no such district as 'sea'", "Pick one"),
    "unknown district of a street": Slip(
        STREETS, "vägen,uusiniitty", "vägen,uusi", ",uusi,", "Apilatie: no such district", "Pick"),
    "a street whose name ends another's": Slip(
        STREETS, "Ahokaari,Sve", "Uusi Ahokaari,S,satama,1,,city\nAhokaari,S,sea,1,,plot\nA,Sve",
        ",sea,", "Ahokaari: no such district as 'sea'", "Pick one of: asemanseutu"),
    "unknown class of a street": Slip(
        STREETS, "korpiaho,2,", "korpiaho,9,", "korpiaho,9,", "no such class as '9'", "1, 2, 3"),
    "a value too many": Slip(
        STREETS, "Klövervägen,", "Klövervägen,,", "Klövervägen,,", "7 values instead of 6", "Mend"),
    "an open quotation mark": Slip(
        STREETS, "Apilatie,", '"Apilatie,', '"Apilatie,', "1 values instead of 6", "Mend"),
    "other columns": Slip(
        STREETS, "name_fi,", "nimi,", "nimi,", "other columns", "name_fi,name_sv,district,class"),
    "a missing phrase": Slip(
        PHRASES, "helped_question =", "helped_query =", "[chat]", "'helped_question' is missing",
        "The sample says"),
    "a phrase that is no text": Slip(
        PHRASES, "[chat]\ntitle = ", "[chat]\ntitle = 5 #", "title = 5", "not text", "Write it in"),
    "unknown placeholder in a phrase": Slip(
        PHRASES, '"{name}\\n', '"{nimi}\\n', "{nimi}", "does not exist: {nimi}", "There are: city"),
    "a brace without its pair": Slip(
        PHRASES, '"{name}\\n', '"{name\\n', "signature", "a brace without its pair", "{name}"),
    "a placeholder with a form": Slip(
        PHRASES, '"{name}\\n', '"{name:d}\\n', "signature", "not exist: {name:d}", "There are"),
    "six weekdays": Slip(
        PHRASES, '"måndag,', '"', "weekdays", "not seven weekdays", "Monday first"),
    "nobody asks for a human": Slip(
        PHRASES, "words = [", "words = [] # [", "words =", "no words in [human]", "306/2019"),
    "a phrase under no section": Slip(
        PHRASES, "[language]", "a = 1\n[language]", "a = 1", "'a' stands alone", "[section]"),
    "phrases that are not TOML": Slip(
        PHRASES, "[chat]", "[chat", "[chat", "not TOML", "Mend this line"),
    "no front matter": Slip(
        ANSWER, "+++\ntitle", "---\ntitle", "---", "no front matter", "Begin the file with a +++"),
    "front matter that is not TOML": Slip(
        ANSWER, "reviewed_on = ", "reviewed_on = on ", "reviewed_on", "not TOML", "Mend this line"),
    "unknown key of an answer": Slip(
        ANSWER, "author =", 'writer = "x"\nauthor =', "writer", "'writer' is not known", "author,"),
    "missing key of an answer": Slip(
        ANSWER, "source = ", "# ", "title =", "'source' is missing", "Write `source ="),
    "unknown author": Slip(
        ANSWER, 'author = "', 'author = "x-', "author", "'author' names 'x-", "Pick one"),
    "author equals reviewer": Slip(
        ANSWER, '"maija-lehtonen"', '"jari-koskela"', "reviewed_by", "reviewed it alone", "Let an"),
    "a future review": Slip(
        ANSWER, "reviewed_on = 2026", "reviewed_on = 2027", "reviewed_on", "in the future", "day"),
    "unknown placeholder in an answer": Slip(
        ANSWER, "\n+++\n\n", "\n+++\n\n{plough} ", "{plough}", "not exist: {plough}", "There are"),
}
# fmt: on
