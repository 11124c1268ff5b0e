"""Finds street addresses, postal codes with their towns, and dates of birth in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from qualcoder_peer.core.domain.personal import Confidence, PersonalKind
from qualcoder_peer.core.text.inflection import UPPER
from qualcoder_peer.core.text.personal_marks import Mark

_BLANK = "[ \u00a0]"
_JOINED = """
gatan gata vägen väg gränd gränden stigen torget torg plan allén leden backen slingan ringen kajen esplanaden
platsen parken stranden liden gården plats gade gaden vej vejen alle allé plads pladsen torv torvet stræde vænge vænget
boulevard haven gate gaten vei veien vegen veg plass plassen terrasse bakken svingen stien kroken løkka
""".split()
_LONE = """
liden backen stigen leden platsen parken kajen stranden bakken svingen gata gatan väg vägen allé alle plan torg gränd
gate vei veien veg plass vej gade plads boulevard torv
""".split()
_CAPITALS = rf"(?:(?:(?:[{UPPER}]\.){{2,3}}|St\.|[{UPPER}][\w'’\-]*){_BLANK})"
_STREET_BEFORE = re.compile(
    rf"(?<![\w])(?:{_CAPITALS}{{0,3}}[{UPPER}][\w'’\-]*?(?:{'|'.join(_JOINED)})"
    rf"|{_CAPITALS}{{1,3}}(?:{'|'.join(f'[{word[0].upper()}{word[0]}]{word[1:]}' for word in _LONE)}))"
    rf"(?:{_BLANK}(?:nr|nummer)\.?)?{_BLANK}$"
)
_GREETING = re.compile(
    rf"(?:På|I|Vid|Till|Från|Jag|Vi|Hon|Han|Bor|Adress|Adresse|Address|Adressen|Og|Och|Jeg|Hun|Fra|Til|At|Ved){_BLANK}"
)
_AFTER_NUMBER = re.compile(
    rf"\d{{1,4}}(?:{_BLANK}?[A-Ha-h](?!\w))?(?:[-–]\d{{1,3}}(?![\w-]))?(?:,?{_BLANK}(?:\d{{1,2}}{_BLANK}?tr\.?(?!\w)"
    rf"|lgh{_BLANK}?\d{{3,4}}|\d{{1,2}}\.{_BLANK}?(?:sal(?:{_BLANK}?(?:th|tv|mf)\.?)?|th\.?|tv\.?|mf\.?)(?!\w)"
    rf"|st\.{_BLANK}?(?:th|tv|mf)\.?(?!\w)))?"
)
_ENGLISH_STREET = re.compile(
    rf"\d{{1,4}}[a-z]?{_BLANK}(?:[{UPPER}][\w'’]+{_BLANK}){{1,3}}"
    r"(?:Street|Road|Lane|Avenue|Drive|Close|Court|Gardens|Terrace|Crescent|Square|Way|Place|Grove|Row|St|Rd|Ave)(?!\w)"
)
_UK_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?[ \u00a0]\d[A-Z]{2}(?!\w)")
_TOWN = rf"(?P<town>[{UPPER}][\w\-]+)(?:{_BLANK}(?:[NSVKØCF]|SV|NV|NØ|SØ)(?!\w))?"
_POSTAL = re.compile(rf"\d{{3}}(?:{_BLANK}?\d{{2}}|\d){_BLANK}{{1,2}}{_TOWN}")
_BEFORE_POSTAL = re.compile(
    rf"(?<![\w.]){_CAPITALS}{{0,2}}[{UPPER}][\w'’\-]+{_BLANK}{_AFTER_NUMBER.pattern},?{_BLANK}?$"
)  # before a postal code any word with a number is a street
_NUMBER = re.compile(r"\d+")
_LAND = re.compile(r"(?<!\w)(?:S|SE|DK|N|NO)-$")
_BETWEEN = re.compile(r"[,\s]{1,3}(?:(?:S|SE|DK|N|NO)-)?")

_MONTHS = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|januar|februar|marts|mai|"
    "august|desember|january|february|march|may|june|july|october|jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec|des"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\d.,/:-])(?:{_YEAR}-\d\d-\d\d|{_YEAR}[01]\d[0-3]\d|\d{{1,2}}{_BLANK}?[./-]{_BLANK}?\d{{1,2}}"
    rf"{_BLANK}?[./ -]{_BLANK}?-?(?:{_YEAR}|\d\d)"
    rf"|(?:den{_BLANK})?\d{{1,2}}(?:\.|:?[ae]|st|nd|rd|th)?{_BLANK}(?:of{_BLANK})?"
    rf"(?:{_MONTHS})\.?(?:,?{_BLANK}?(?:{_YEAR}|[-'’–]?\d\d))?"
    rf"|(?:{_MONTHS}){_BLANK}\d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:,?{_BLANK}{_YEAR})?|\d\d[01]\d[0-3]\d|{_YEAR}|[-'’–]\d\d)(?![\d%]|[.,:-]\d)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"[Ff]ödd[ae]?s?(?!\w)|[Ff]öddes(?!\w)|FÖDD|[Ff]ødt(?!\w)|[Ff]øddes|[Bb]orn(?!\w)|[Ff]ödelse(?:datum|dag|år|tid)\w*"
    r"|[Ff]ødsels(?:dato|dag|år)\w*|[Ff]yller (?:år|\d\d)|[Bb]irthday|[Bb]irth date|[Dd]ate of birth|DOB(?!\w)"
    r"|f\.(?=[ \u00a0]?\d)"
)
_BORN_LETTERS = (
    ("ödd", 1), ("FÖDD", 0), ("ødt", 1), ("øddes", 1), ("orn", 1), ("ödelse", 1), ("ødsels", 1), ("yller ", 1),
    ("irthday", 1), ("irth date", 1), ("ate of birth", 1), ("DOB", 0), ("f. ", 0), ("f.1", 0), ("f.2", 0),
)  # fmt: skip
_TOO_FAR = re.compile(r"[.!?][ \u00a0]+[^\W\d_a-zåäöæø]|\n")
_REACH = 45


def find_places(text: str, language: str, towns: Collection[str]) -> Iterator[Mark]:
    """Marks of addresses and dates of birth. ``towns`` are known; ``language`` is the document's."""
    numbers = [found.span() for found in _NUMBER.finditer(text)]
    addresses = [*_streets(text, numbers), *_postals(text, numbers, language, towns)]
    if language.startswith("en"):
        for pattern in (_ENGLISH_STREET, _UK_POSTCODE):
            addresses += [found.span() for found in pattern.finditer(text) if not text[found.start() - 1].isalnum()]
    for start, end in _joined(text, sorted(set(addresses))):
        key = " ".join(text[start:end].casefold().split())
        yield Mark(start, end, PersonalKind.ADDRESS, Confidence.SURE, key)
    yield from _births(text)


def _streets(text: str, numbers: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for number, end in numbers:
        if end - number > 4 or number < 2 or text[number - 1] not in " \u00a0":
            continue
        if not text[number - 2].isalpha() and text[number - 2] != ".":
            continue
        before = _STREET_BEFORE.search(text, max(0, number - 61), number)
        if before is None:
            continue
        greeting = _GREETING.match(text, before.start())  # På Storgatan 5: the first capital is the sentence's
        start = greeting.end() if greeting else before.start()
        after = _AFTER_NUMBER.match(text, number)
        if after and text[start].isupper():
            yield start, after.end()


def _postals(
    text: str, numbers: Iterable[tuple[int, int]], language: str, towns: Collection[str]
) -> Iterator[tuple[int, int]]:
    for found in _postal_codes(text, numbers):
        start = found.start()
        before = text[max(0, start - 4) : start]
        land = _LAND.search(before)
        if before[-1:].isalnum() or (before[-1:] in ".,:/-+" and not land and not before.endswith(", ")):
            continue
        written, town = text[start : found.start("town")].strip(), found["town"]
        code = "".join(written.split())
        known = town in towns or town.removesuffix("s") in towns
        if len(code) == 5:
            good = known or land is not None or len(written) > len(code)
        else:
            year = 1900 <= int(code) <= 2099 and town != "Frederiksberg"
            nordic = language.startswith(("da", "no", "nb", "nn"))
            good = land is not None or (known and nordic and not year)
        if good:
            start -= len(land.group()) if land else 0
            street = _BEFORE_POSTAL.search(text, max(0, start - 80), start)
            yield street.start() if street else start, found.end()


def _postal_codes(text: str, numbers: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """What ``_POSTAL.finditer`` finds; looked for only at the last digits of each number, which is quick."""
    done = 0
    for start, end in numbers:
        begins = range(max(start, end - 5, done), end - 2)  # 12345, 1234 or 123 45, and no more digits
        found = next((match for at in begins if (match := _POSTAL.match(text, at))), None)
        if found is not None:
            done = found.end()
            yield found


def _joined(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A street and the postal code behind it are one address."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current is not None and (start <= current[1] or _BETWEEN.fullmatch(text, current[1], start)):
            current = (current[0], max(end, current[1]))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


def _born(text: str) -> Iterator[re.Match[str]]:
    """Words that say that a date of birth is near; looked for by their rarest letters, which is quick."""
    for letters, back in _BORN_LETTERS:
        place = text.find(letters)
        while place >= 0:
            found = _BORN.match(text, place - back) if place >= back else None
            if found and not text[place - back - 1 : place - back].isalpha():
                yield found
            place = text.find(letters, place + 1)


def _births(text: str) -> Iterator[Mark]:
    for born in _born(text):
        found = _DATE.search(text, born.end(), born.end() + _REACH)
        if found is None or _TOO_FAR.search(text, born.end(), found.start() + 1):
            found = None
            for one in _DATE.finditer(text, max(0, born.start() - _REACH), born.start()):
                near = len(text[one.end() : born.start()].strip(" ,\u00a0(")) <= 8
                if near and not _TOO_FAR.search(text, one.end(), born.end()):
                    found = one
        if found is None:
            continue
        written = found.group()
        only_year = len(written) <= 4 and written[-2:].isdigit()
        confidence = Confidence.POSSIBLE if only_year else Confidence.SURE
        yield Mark(*found.span(), PersonalKind.BIRTH_DATE, confidence, " ".join(written.casefold().split()))
