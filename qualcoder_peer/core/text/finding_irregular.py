"""Words that change in the middle, so that no stemmer joins their forms: modest lists, written for this program.

Verbs and adjectives are known by the very forms in a row; a verb behind a prefix (*förstår*, *uppstod*) by the forms of
the verb. Nouns are known by the stems of the forms in a row, so that articles and genitives come along (*männens*).
A form may stand in several rows (*var*, *såg*): it is found with each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

_SWEDISH_FORMS = """
vara är var varit vore
ha har hade haft
bli blir blev blivit bliva bliven blivna
gå går gick gått gående gången gångna
stå står stod stått stående
få får fick fått
se ser såg sett sedd sedda sågs ses
ge ger gav gett givit ges givs gavs given givna
ta tar tog tagit tas togs tagen tagna taget
säga säger sade sa sagt sägs sades sagd sagda
veta vet visste vetat
kunna kan kunde kunnat
vilja vill ville velat
göra gör gjorde gjort görs gjordes gjord gjorda
komma kommer kom kommit
sätta sätter satte satt sätts sattes
lägga lägger lade la lagt läggs lades lagd lagda
ligga ligger låg legat
sitta sitter satt suttit
tänka tänker tänkte tänkt
tycka tycker tyckte tyckt tycks tycktes
hjälpa hjälper hjälpte hjälpt hjälps hjälptes
känna känner kände känt känns kändes känd kända
köra kör körde kört
höra hör hörde hört hörs hördes
skriva skriver skrev skrivit skrivs skrevs skriven skrivna skrivet
läsa läser läste läst
gråta gråter grät gråtit
sova sover sov sovit
äta äter åt ätit
dricka dricker drack druckit
dö dör dog dött
le ler log lett
hinna hinner hann hunnit
finna finner fann funnit finns fanns funnits funnen funna
bära bär bar burit bärs bars buren burna
dra drar drog dragit dras drogs dragen dragna
låta låter lät låtit
hålla håller höll hållit hålls hölls hållen hållna
falla faller föll fallit
vinna vinner vann vunnit
springa springer sprang sprungit
bjuda bjuder bjöd bjudit bjuds bjöds bjuden bjudna
ljuga ljuger ljög ljugit
skjuta skjuter sköt skjutit
stjäla stjäl stal stulit stulen stulna
bita biter bet bitit
lida lider led lidit
gripa griper grep gripit
stiga stiger steg stigit
driva driver drev drivit drivs drevs
bryta bryter bröt brutit bryts bröts bruten brutna
frysa fryser frös frusit
sjunga sjunger sjöng sjungit
sjunka sjunker sjönk sjunkit
försvinna försvinner försvann försvunnit försvunnen försvunna
binda binder band bundit binds bands bunden bundna
brinna brinner brann brunnit
slå slår slog slagit slås slogs slagen slagna
sluta slutar slutade slutat
välja väljer valde valt väljs valdes vald valda
sälja säljer sålde sålt säljs såldes såld sålda
svälja sväljer svalde svalt
skilja skiljer skilde skilt skiljs skildes skild skilda
stödja stöder stödjer stödde stött stöds stöddes stödd stödda
möta möter mötte mött möts möttes
leva lever levde levt levat
behöva behöver behövde behövt behövs behövdes
flytta flyttar flyttade flyttat
röra rör rörde rört
styra styr styrde styrt
lära lär lärde lärt
följa följer följde följt följs följdes
söka söker sökte sökt söks söktes
växa växer växte växt
bero beror berodde berott
tro tror trodde trott
bo bor bodde bott
må mår mådde mått
nå når nådde nått nås
våga vågar vågade vågat
liten litet lilla små smått mindre minst
stor stort stora större störst största
bra bättre bäst bästa
god gott goda bättre bäst bästa
dålig dåligt dåliga sämre sämst sämsta värre värst
gammal gammalt gamla äldre äldst äldsta
ung ungt unga yngre yngst yngsta
många fler flera flest
mycket mer mera mest
lång långt långa längre längst längsta
hög högt höga högre högst högsta
låg lågt låga lägre lägst lägsta
tung tungt tunga tyngre tyngst tyngsta
få färre
nära närmare närmast
ny nytt nya nyare nyast nyaste
fri fritt fria friare friast friaste
tom tomt tomma tommare
vuxen vuxet vuxna
öppen öppet öppna öppnare
egen eget egna
ledsen ledset ledsna
säker säkert säkra säkrare säkrast säkraste
osäker osäkert osäkra osäkrare
enkel enkelt enkla enklare enklast enklaste
vacker vackert vackra vackrare
allmän allmänt allmänna
"""
_SWEDISH_NOUNS = """
man män mannen männen
hand händer
natt nätter
stad städer
bok böcker
fot fötter
son söner
bror broder bröder
mor moder mödrar
far fader fäder
dotter döttrar
öga ögon
öra öron
land länder
tand tänder
mus möss
gås gäss
lus löss
bonde bönder
rand ränder
ansökan ansökningar
förälder föräldrar
syster systrar
vinter vintrar
nyckel nycklar
muskel muskler
regel regler
möjlighet möjligheter
samhälle samhällen
museum museer museet
centrum centrumet centret
center centret
vän vännen
hjälp hjälpte
år året åren
läkemedel läkemedlet läkemedlen
medel medlet medlen
exempel exemplet exemplen
fönster fönstret
papper pappret papperet
tecken tecknet
vatten vattnet
"""
_SWEDISH_PREFIXES = (
    "an av be efter er fram från före före för genom in miss mot ned ner på sam till under upp ut vidare åter över om"
)
_DANISH_FORMS = """
være er var været
have har havde haft
blive bliver blev blevet
gå går gik gået
stå står stod stået
få får fik fået
se ser så set ses sås
give giver gav givet gives
tage tager tog taget tages
sige siger sagde sagt siges
vide ved vidste vidst
kunne kan kunnet
ville vil villet
skulle skal skullet
måtte må måttet
gøre gør gjorde gjort
komme kommer kom kommet
sætte sætter satte sat
lægge lægger lagde lagt
ligge ligger lå ligget
sidde sidder sad siddet
tænke tænker tænkte tænkt
synes syntes
hjælpe hjælper hjalp hjulpet
kende kender kendte kendt
køre kører kørte kørt
høre hører hørte hørt
skrive skriver skrev skrevet
læse læser læste læst
græde græder græd grædt
sove sover sov sovet
spise spiser spiste spist
drikke drikker drak drukket
dø dør døde død døde
finde finder fandt fundet findes fandtes
bære bærer bar båret
trække trækker trak trukket
lade lader lod ladet
holde holder holdt holdtes
falde falder faldt faldet
vinde vinder vandt vundet
løbe løber løb løbet
byde byder bød budt
lyve lyver løj løjet
skyde skyder skød skudt
stjæle stjæler stjal stjålet
lide lider led lidt
gribe griber greb grebet
stige stiger steg steget
drive driver drev drevet
bryde bryder brød brudt
fryse fryser frøs frosset
synge synger sang sunget
synke synker sank sunket
forsvinde forsvinder forsvandt forsvundet
binde binder bandt bundet
slå slår slog slået
vælge vælger valgte valgt
sælge sælger solgte solgt
spørge spørger spurgte spurgt
følge følger fulgte fulgt
bede beder bad bedt
støtte støtter støttede støttet
lille lidt små mindre mindst
stor stort store større størst største
god godt gode bedre bedst bedste
dårlig dårligt dårlige værre værst
gammel gammelt gamle ældre ældst ældste
ung ungt unge yngre yngst yngste
mange flere flest
meget mere mest
lang langt lange længere længst
få færre færrest
"""
_DANISH_NOUNS = """
mand mænd mændene
barn børn børnene
hånd hænder
nat nætter
bog bøger
fod fødder
søn sønner
bror broder brødre
mor moder mødre
far fader fædre
datter døtre
øje øjne
tand tænder
mus musene
gås gæs
bonde bønder
ko køer
klo kløer
and ænder
stang stænger
hjælp hjalp hjulpet
støtte støttede
"""
_DANISH_PREFIXES = "an af be efter for frem fra ind med op over på til ud under"
_NORWEGIAN_FORMS = """
være er var vært
ha har hadde hatt
bli blir ble blitt
gå går gikk gått
stå står stod sto stått
få får fikk fått
se ser så sett
gi gir gav ga gitt
ta tar tok tatt
si sier sa sagt
vite vet visste visst
kunne kan kunnet
ville vil villet
gjøre gjør gjorde gjort
komme kommer kom kommet
sette setter satte satt
legge legger la lagt
ligge ligger lå ligget
sitte sitter satt sittet
hjelpe hjelper hjalp hjulpet
skrive skriver skrev skrevet
gråte gråter gråt grått
sove sover sov sovet
drikke drikker drakk drukket
finne finner fant funnet finnes fantes
bære bærer bar båret
dra drar drog dro dratt
holde holder holdt
falle faller falt
vinne vinner vant vunnet
spørre spør spurte spurt
følge følger fulgte fulgt
velge velger valgte valgt
selge selger solgte solgt
be ber bad ba bedt
forsvinne forsvinner forsvant forsvunnet
liten lite lita lille små mindre minst
stor stort store større størst største
god godt gode bedre best beste
gammel gammelt gamle eldre eldst eldste
ung ungt unge yngre yngst yngste
mange flere flest
mye mer mest
lang langt lange lengre lengst
få færre færrest
"""
_NORWEGIAN_NOUNS = """
mann menn mennene
barn barna barnene
hånd hender
natt netter
bok bøker
fot føtter
sønn sønner
bror brødre
mor mødre
far fedre
datter døtre
øye øyne
tann tenner
bonde bønder
gås gjess
hjelp hjalp hjulpet
"""
_NORWEGIAN_PREFIXES = "an av be etter for frem fra inn med opp over på til ut under"
_ENGLISH_FORMS = """
be am is are was were been being
have has had having
do does did done doing
go goes went gone going
get gets got gotten getting
see sees saw seen seeing
give gives gave given giving
take takes took taken taking
say says said saying
know knows knew known knowing
think thinks thought thinking
come comes came coming
make makes made making
find finds found finding
feel feels felt feeling
tell tells told telling
leave leaves left leaving
keep keeps kept keeping
begin begins began begun beginning
bring brings brought bringing
write writes wrote written writing
stand stands stood standing
understand understands understood understanding
hear hears heard hearing
mean means meant meaning
meet meets met meeting
pay pays paid paying
sit sits sat sitting
speak speaks spoke spoken speaking
lose loses lost losing
fall falls fell fallen falling
sleep sleeps slept sleeping
buy buys bought buying
teach teaches taught teaching
hold holds held holding
become becomes became becoming
good better best
bad worse worst
little less least
many much more most
"""
_ENGLISH_NOUNS = """
man men
woman women
child children
foot feet
tooth teeth
mouse mice
person people
life lives
wife wives
"""
_LISTS = {
    "swedish": (_SWEDISH_FORMS, _SWEDISH_NOUNS, tuple(sorted(set(_SWEDISH_PREFIXES.split())))),
    "danish": (_DANISH_FORMS, _DANISH_NOUNS, tuple(_DANISH_PREFIXES.split())),
    "norwegian": (_NORWEGIAN_FORMS, _NORWEGIAN_NOUNS, tuple(_NORWEGIAN_PREFIXES.split())),
    "english": (_ENGLISH_FORMS, _ENGLISH_NOUNS, ()),
}  # fmt: skip
_SHORTEST_BEHIND_PREFIX = 3


class Irregular:
    """The rows of one language, asked by word; ``stem`` is the stemmer's."""

    def __init__(self, language: str, stem: Callable[[str], str]) -> None:
        forms, nouns, self._prefixes = _LISTS[language]
        self._begin: dict[str, tuple[str, ...]] = {}
        self._by_form: dict[str, list[str]] = {}
        self._by_stem: dict[str, list[str]] = {}
        for row in forms.split("\n"):
            self._take(row.split(), row.split(), self._by_form)
        for row in nouns.split("\n"):
            self._take(row.split(), [stem(word) for word in row.split()], self._by_stem)

    def keys(self, word: str, stem: str) -> list[str]:
        """The keys of the rows that a word in lower case, with its stem, belongs to; they begin with ``=``."""
        keys = [*self._by_form.get(word, ()), *self._by_stem.get(stem, ())]
        for prefix in self._prefixes:
            if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_BEHIND_PREFIX:
                keys += [f"={prefix}{key[1:]}" for key in self._by_form.get(word[len(prefix) :], ())]
        return keys

    def beginnings(self, key: str) -> list[str]:
        """What the words of the row with a key begin with."""
        if key in self._begin:
            return list(self._begin[key])
        for prefix in self._prefixes:
            behind = f"={key[1 + len(prefix) :]}"
            if key[1:].startswith(prefix) and behind in self._begin:
                return [prefix + form for form in self._begin[behind]]
        return []

    def _take(self, row: list[str], known_by: list[str], index: dict[str, list[str]]) -> None:
        if not row:
            return
        key = f"={row[0]}"
        self._begin[key] = tuple(dict.fromkeys((*self._begin.get(key, ()), *known_by)))
        for one in dict.fromkeys(known_by):
            index.setdefault(one, []).append(key)


@lru_cache(maxsize=8)
def irregular(language: str) -> Irregular:
    """The rows of a language of Snowball (``swedish``, ``danish``, ``norwegian``, ``english``)."""
    from nltk.stem.snowball import SnowballStemmer

    return Irregular(language, SnowballStemmer(language).stem)
