"""Finds personal identity numbers, phone numbers, e-mail and web addresses in a text.

Swedish personnummer and samordningsnummer are checked by the package personnummer; the Norwegian fødselsnummer by the
two check digits that Skatteetaten describes (weights 3 7 6 1 8 9 4 5 2 1 and 5 4 3 2 7 6 5 4 3 2 1, modulo 11, D,
H and test numbers included); the Danish CPR number by its date, because it has had no check digit since 2007 (cpr.dk,
"Personnumre uden kontrolciffer").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from qualcoder_peer.core.domain.personal import Confidence, PersonalKind
from qualcoder_peer.core.text.personal_marks import Mark

_DASH = "\\-\u2010-\u2015\u2212"
_BLANK = " \u00a0\u2009\u202f"
_IDENTITY = re.compile(
    rf"(?P<date>\d\d[{_BLANK}]?\d\d[{_BLANK}]?\d\d(?:\d\d)?)(?P<sign>[{_BLANK}]?[{_DASH}+][{_BLANK}]?|[{_BLANK}])?"
    r"(?P<rest>\d{4,5})(?!\d)"
)
_RUN = re.compile(rf"[+\d][\d{_BLANK}{_DASH}()/+]{{4,}}")  # all that a number of more than one part may be made of
_FEWEST_DIGITS = 5
_ENDLESS = re.compile(r"\d{20,}")  # no number of anybody's, and it would be tried in all ways from every digit
_NOT_DIGIT = re.compile(r"\D+")
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_LAND_AND_REST = (
    rf"[{_BLANK}]?(?:4[4-9]|3\d\d?|\d{{1,3}})[{_BLANK}{_DASH}]?(?:\(0\)[{_BLANK}]?)?"
    rf"\d{{1,4}}(?:[{_BLANK}{_DASH}]{{0,3}}\d{{1,4}}){{1,5}}(?!\d)"
)
_ABROAD = re.compile(r"\+" + _LAND_AND_REST)
_ABROAD_00 = re.compile("00" + _LAND_AND_REST)
_HOME = re.compile(
    rf"0\d{{1,4}}\)?[{_BLANK}]?[{_DASH}/]?[{_BLANK}]?\d{{2,4}}(?:[{_BLANK}]?\d{{2,4}}){{1,4}}(?!\d)"
)
_PLAIN = re.compile(rf"\d{{2,8}}(?:[{_BLANK}{_DASH}]\d{{2,4}}){{0,4}}(?!\d)")
_CALL = re.compile(
    r"(?:\b(?:tel|tlf|mob|tfn|ph)\b\.?|telefon\w*|mobil\w*|växel\w*|phone\w*|number is|\bnummer(?:et)?(?: är| er)?|"
    r"\bring(?:a|er)?(?: på| meg på| mig på)?)[^\w\n]{0,4}(?:nr\.?|nummer)?[^\w\n]{0,3}(?:är |er |is )?$",
    re.IGNORECASE,
)
_EIGHT = re.compile(
    rf"[2-9]\d(?:[{_BLANK}]?\d\d){{3}}|[2-9]\d\d[{_BLANK}]\d\d[{_BLANK}]\d{{3}}|[2-9]\d{{3}}[{_BLANK}]\d{{4}}"
)
_MAIL_BEFORE = re.compile(r"[\w.+%\-]{1,64}$")
_MAIL_AFTER = re.compile(r"(?:[\w\-]{1,63}\.){1,5}[^\W\d_]{2,10}")
_WRITTEN_AT = re.compile(r"[ ]?[(\[](?:at|snabel-a|snabela|krøllalfa|snabel)[)\]][ ]?", re.IGNORECASE)
_WEB = re.compile(r"[hHwW](?:[tT]{2}[pP][sS]?://|[wW]{2}\.)[^\s<>\"”“»«]+")
_DOMAIN_END = re.compile(
    r"\.(?:se|dk|no|com|org|nu|net|eu|info|fi|io|gov|uk)(?![\w.]{0,64}\w@)(?!\w)(?:/[^\s<>\"”“»«]*)?"
)
_DOMAIN_BEFORE = re.compile(r"[a-z0-9](?:[\w\-]|\.(?=\w)){1,80}$", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'’"


def find_numbers(text: str, language: str) -> Iterator[Mark]:
    """Marks of all kinds of this module, in no order and perhaps overlapping. ``language`` is the document's."""
    digits, runs = text, _runs(text)
    if any(_ENDLESS.search(text, start, end) for start, end in runs):
        digits = _ENDLESS.sub(lambda found: "x" * len(found.group()), text)
        runs = _runs(digits)
    yield from _identities(digits, runs, language)
    yield from _phones(digits, runs, language)
    if "@" in text or "(" in text or "[" in text:
        yield from _mails(text)
    yield from _web(text)


def fodselsnummer_is_valid(digits: str) -> bool:
    """Whether eleven digits are a Norwegian fødselsnummer or D number: date and both check digits."""
    if len(digits) != 11 or not digits.isdecimal():
        return False
    numbers = [int(digit) for digit in digits]
    if any(sum(map(int.__mul__, weights, numbers)) % 11 for weights in _WEIGHTS):
        return False
    day, month = int(digits[:2]), int(digits[2:4])
    month -= 80 if month > 80 else 40 if month > 40 else 0  # 80: numbers made up for tests, 40: of health services
    return _is_date(day - 40 if day > 40 else day, month, int(digits[4:6]))


def cpr_is_possible(digits: str) -> bool:
    """Whether ten digits can be a Danish CPR number: the first six are a date."""
    return len(digits) == 10 and digits.isdecimal() and _is_date(int(digits[:2]), int(digits[2:4]), int(digits[4:6]))


def personnummer_is_valid(digits: str, sign: str = "-") -> bool:
    """Whether ten or twelve digits are a Swedish personnummer or samordningsnummer; ``sign`` + is a hundred years."""
    from personnummer.personnummer import valid

    return bool(valid(f"{digits[:-4]}{'+' if sign == '+' else '-'}{digits[-4:]}"))


def _runs(text: str) -> list[tuple[int, int]]:
    """Where numbers may be. They are looked for only there: to go through all of a text for each kind takes long."""
    return [
        found.span() for found in _RUN.finditer(text) if len(_NOT_DIGIT.sub("", found.group())) >= _FEWEST_DIGITS
    ]


def _in_runs(pattern: re.Pattern[str], text: str, runs: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for start, end in runs:
        yield from pattern.finditer(text, start, end)


def _identities(text: str, runs: list[tuple[int, int]], language: str) -> Iterator[Mark]:
    for found in _in_runs(_IDENTITY, text, runs):
        start, end = found.span()
        before = text[start - 1] if start else ""
        if before.isdigit() or (before and before in ".,+/:" and text[start - 2 : start - 1].isdigit()) or (
            before == "+" or (text[end : end + 1] in "/." and text[end + 1 : end + 2].isdigit())
        ):
            continue
        digits, sign = _NOT_DIGIT.sub("", found["date"]) + found["rest"], (found["sign"] or "").strip(_BLANK)
        confidence = _identity(digits, sign, found["sign"] is not None, len(found["rest"]), language)
        if confidence is not None and not (text[start:end].isdigit() and _CALL.search(text, max(0, start - 30), start)):
            yield Mark(start, end, PersonalKind.IDENTITY, confidence, digits[-11 if len(digits) == 11 else -10 :])


def _identity(digits: str, sign: str, parted: bool, rest: int, language: str) -> Confidence | None:
    if rest == 5:
        return Confidence.SURE if fodselsnummer_is_valid(digits) else None
    if len(digits) == 12 and not digits.startswith(("18", "19", "20")):
        return None
    short = digits[-10:]
    if personnummer_is_valid(digits, sign):
        # Chance lets one of 140 numbers through, so ten digits in a row are surer in Sweden than elsewhere.
        return Confidence.SURE if sign or language.startswith("sv") or len(digits) == 12 else Confidence.LIKELY
    swedish_date = _is_date(int(short[4:6]) % 60, int(short[2:4]), int(short[:2]))
    if len(digits) == 12:
        return Confidence.LIKELY if swedish_date and sign else None
    if cpr_is_possible(short) and (sign or language.startswith("da")):
        return Confidence.SURE if sign and language.startswith("da") else Confidence.LIKELY
    if cpr_is_possible(short) and parted and language.startswith("da"):
        return Confidence.LIKELY
    return Confidence.POSSIBLE if swedish_date and sign else None


def _is_date(day: int, month: int, year: int) -> bool:
    try:
        date(2000 + year % 100, month, day)
    except ValueError:
        return (day, month) == (29, 2) and year % 4 == 0
    return True


def _phones(text: str, runs: list[tuple[int, int]], language: str) -> Iterator[Mark]:
    taken: list[tuple[int, int]] = []
    for pattern, fewest, most in ((_ABROAD, 8, 15), (_ABROAD_00, 10, 15), (_HOME, 8, 11)):
        for found in _in_runs(pattern, text, runs):
            start, end = found.span()
            digits = _NOT_DIGIT.sub("", found.group())
            if fewest <= len(digits) <= most and _free(text, start, end) and not _is_written_date(found.group()):
                if ")" in found.group() and text[start - 1 : start] == "(":
                    start -= 1
                taken.append((start, end))
                yield Mark(start, end, PersonalKind.PHONE, Confidence.SURE, _phone_key(digits))
    nordic = language.startswith(("da", "nb", "no", "nn"))
    for found in _in_runs(_PLAIN, text, runs):
        start, end = found.span()
        digits = _NOT_DIGIT.sub("", found.group())
        if not _FEWEST_DIGITS <= len(digits) <= 11 or not _free(text, start, end):
            continue
        called = _CALL.search(text, max(0, start - 30), start) is not None
        eight = nordic and _EIGHT.fullmatch(found.group()) and not _is_written_date(found.group())
        if (called or eight) and not any(start < other and end > one for one, other in taken):
            # Eight digits in a row can be anything; in pairs they are a phone number, or a sum of money at the worst.
            sure = Confidence.SURE if called else Confidence.LIKELY if len(found.group()) > 8 else Confidence.POSSIBLE
            yield Mark(start, end, PersonalKind.PHONE, sure, _phone_key(digits))


def _free(text: str, start: int, end: int) -> bool:
    """Whether no digit, decimal or part of a longer number stands beside."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:].isalnum() or (before[-1:] in ".,:/-–+" and before[:1].isdigit() and len(before) == 2):
        return False
    return not (after[:1].isalpha() or (after[:1] in ".:/-–" and after[1:].isdigit()) or after[:1] == "%")


def _is_written_date(written: str) -> bool:
    parts = [int(part) for part in re.split(r"\D+", written) if part]
    joined = "".join(re.findall(r"\d", written))
    if len(joined) == 8 and joined.startswith(("19", "20")):
        if _is_date(int(joined[6:]), int(joined[4:6]), int(joined[2:4])):
            return True
        return len(parts) == 2 and all(1900 <= part < 2100 for part in parts)
    return len(parts) == 3 and 1900 <= parts[2] < 2100 and _is_date(parts[0], parts[1], parts[2])


def _phone_key(digits: str) -> str:
    """Equal for +46 70 123 45 67, 0046 70 …, and 070-123 45 67."""
    bare = digits.removeprefix("00")
    for land in ("46", "45", "47", "358"):
        if bare.startswith(land) and len(bare) > 9 and not digits.startswith("0" + land):
            return bare[len(land) :].lstrip("0")
    return digits.lstrip("0")


def _mails(text: str) -> Iterator[Mark]:
    signs = [(place, place + 1) for place in _places(text, "@")]
    if "(" in text or "[" in text:
        signs += [found.span() for found in _WRITTEN_AT.finditer(text)]
    for start, end in signs:
        before = _MAIL_BEFORE.search(text, max(0, start - 64), start)
        after = _MAIL_AFTER.match(text, end)
        if before and after:
            first = before.start() + len(before.group()) - len(before.group().lstrip(".-%+"))
            address = f"{text[first:start]}@{after.group()}".casefold()
            yield Mark(first, after.end(), PersonalKind.EMAIL, Confidence.SURE, address)


def _places(text: str, sign: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


def _web(text: str) -> Iterator[Mark]:
    done = 0
    for found in _WEB.finditer(text):
        start, end = found.start(), found.start() + len(found.group().rstrip(_TRAILING))
        if not text[start - 1 : start].isalnum() and end - start > 5:
            done = end
            yield Mark(start, end, PersonalKind.URL, Confidence.SURE, _bare(text[start:end]))
    for found in _DOMAIN_END.finditer(text):
        before = _DOMAIN_BEFORE.search(text, max(0, found.start() - 80), found.start())
        if before is None or before.start() < done <= found.start() or "@" in text[before.start() - 1 : found.start()]:
            continue
        start, end = before.start(), found.start() + len(found.group().rstrip(_TRAILING))
        if text[start - 1 : start] in ("/", "@", ".") or not any(letter.isalpha() for letter in before.group()):
            continue
        yield Mark(start, end, PersonalKind.URL, Confidence.LIKELY, _bare(text[start:end]))


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).rstrip("/")
