"""The forms in which transcripts mark who speaks, and the lines of a text that have them.

What is found here are candidates; whether they are speakers at all is decided in ``turn_evidence.py``. Every
pattern is tried once at the start of each line that is not blank and looks no further than the label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.text.labels import LABEL, LabelClass, label_class, label_key, tidy_label
from qualcoder_peer.core.text.timestamps import BRACKETED_STAMP, END_STAMP, STAMP, time_ms


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a turn: ``start`` at its first visible character, ``after`` behind label and stamp."""

    start: int
    after: int
    label: str
    key: str
    certainty: LabelClass
    time_ms: int | None
    line: int


Lines = Sequence[tuple[int, int]]
"""Start (first visible character) and end of each line that is not blank."""

_GAP = r"[^\S\n]*"
_BEFORE = rf"(?:(?P<t1>{STAMP}){_GAP}[-–—]?{_GAP})?"
_AFTER = rf"(?:{_GAP}(?P<t3>{BRACKETED_STAMP}))?"
_CAPITAL = "A-ZÅÄÖÆØÉÜ"

_COLON = re.compile(
    rf"{_BEFORE}[*_]{{0,2}}(?P<label>{LABEL})(?:{_GAP},?{_GAP}(?P<t2>{STAMP}))?"
    rf"[*_]{{0,2}}[ \u00a0]?:(?!//)[*_]{{0,2}}{_AFTER}"
)
_BRACKET = re.compile(rf"{_BEFORE}(?:\[(?P<label>[^\]\n]{{1,40}})\]|<(?P<other>[^>\n]{{1,40}})>){_GAP}:?{_AFTER}")
_HEADER = re.compile(
    rf"(?:(?:(?P<label>{LABEL})|\[(?P<bracketed>[^\]\n]{{1,40}})\])[^\S\n]+[-–(]?[^\S\n]?(?P<t1>{STAMP})\)?"
    rf"|(?P<t2>{STAMP})[^\S\n]+(?P<other>{LABEL})){_GAP}$"
)
_CAPITALS = re.compile(
    rf"{_BEFORE}(?P<label>[{_CAPITAL}][{_CAPITAL}\d.\-]+(?:[ \u00a0](?:[{_CAPITAL}][{_CAPITAL}.\-]+|\d{{1,3}})){{0,3}})"
    rf"(?=[^\S\n]*$|[ \u00a0\t]+[{_CAPITAL}\d\"”“’'(\[–-]){_AFTER}"
)
_TAB = re.compile(rf"{_BEFORE}(?P<label>{LABEL})[ \u00a0]?\t+(?=[^\t\n]+$)")
_BOLD = re.compile(rf"{_BEFORE}(?P<label>{LABEL})(?:[^\S\n]+(?P<t2>{STAMP}))?[ \u00a0]?:?{_GAP}")
_STAMP_LINE = re.compile(rf"(?P<t1>{BRACKETED_STAMP}|\d{{1,2}}:[0-5]\d:[0-5]\d(?:[.,]\d{{1,3}})?(?![\d:]))")
_MINUTES = re.compile(r"(?P<t1>\d{1,3}:[0-5]\d)(?=\s|$)")
_END_STAMP = re.compile(rf"(?P<t1>{END_STAMP})$")
_STAMP_BEGINS = frozenset("0123456789[(<{#")
_LONGEST_STAMP = 16
_BOLD_TAIL = re.compile(rf"[ \u00a0]?:?{_GAP}(?P<t2>{STAMP})?")


def visible_lines(text: str) -> list[tuple[int, int]]:
    """Start (first visible character) and end (behind the last one) of each line that is not blank."""
    lines = []
    place = 0
    for line in text.split("\n"):
        inner = line.strip()
        if inner:
            start = place + len(line) - len(line.lstrip())
            lines.append((start, start + len(inner)))
        place += len(line) + 1
    return lines


def find_candidates(text: str, lines: Lines, form: str, bold: Iterable[tuple[int, int]]) -> list[Candidate]:
    """The lines that have ``form``, a key of ``FORMS``, in order."""
    if form == "bold":
        return _bold_candidates(text, lines, bold)
    pattern, needed = _PATTERNS[form], _NEEDED.get(form)
    if needed is not None and not needed.search(text):
        return []
    accepts = _CHECKS.get(form)
    found = []
    for number, (start, end) in enumerate(lines):
        match = pattern.match(text, start, end)
        if match is not None:
            candidate = _candidate(match, number, start)
            if accepts is None or accepts(text, candidate):
                found.append(candidate)
    return found


def stamp_lines(text: str, lines: Lines) -> list[Candidate]:
    """The lines that begin with a time stamp that is no time of day, without a speaker."""
    found = []
    for number, (start, end) in enumerate(lines):
        if text[start] not in _STAMP_BEGINS:
            continue
        match = _STAMP_LINE.match(text, start, end)
        if match is not None:
            found.append(Candidate(start, match.end(), "", "", LabelClass.NEVER, time_ms(match["t1"]), number))
    return found


def minute_lines(text: str, lines: Lines) -> list[Candidate]:
    """The lines that begin with minutes and seconds as oTranscribe exports them, if the first is before one minute.

    Times of day are written so too; what begins with ``0:05`` is none of them.
    """
    found: list[Candidate] = []
    for number, (start, end) in enumerate(lines):
        match = _MINUTES.match(text, start, end) if text[start].isdigit() else None
        if match is not None:
            if not found and not match["t1"].startswith("0:"):
                return []
            found.append(Candidate(start, match.end(), "", "", LabelClass.NEVER, time_ms(match["t1"]), number))
    return found


def lines_before_end_stamps(text: str, lines: Lines) -> list[Candidate]:
    """The first line of each passage that ends with a stamp of f4; its time is the stamp that ended the one before."""
    found: list[Candidate] = []
    begins, when = 0, 0
    for number, (start, end) in enumerate(lines):
        match = _END_STAMP.search(text, max(start, end - _LONGEST_STAMP), end) if text[end - 1] == "#" else None
        if match is not None:
            first = lines[begins][0]
            found.append(Candidate(first, first, "", "", LabelClass.NEVER, when, begins))
            begins, when = number + 1, time_ms(match["t1"]) or 0
    return found


def end_stamp(text: str, start: int, end: int) -> tuple[int, int | None] | None:
    """Where the words of ``text[start:end]`` end before the stamp of f4 that it ends with, and the stamp's
    milliseconds; None without a stamp."""
    if end <= start or text[end - 1] != "#":
        return None
    match = _END_STAMP.search(text, max(start, end - _LONGEST_STAMP), end)
    if match is None:
        return None
    return start + len(text[start : match.start()].rstrip()), time_ms(match["t1"])


def _candidate(match: re.Match[str], number: int, start: int) -> Candidate:
    groups = match.groupdict()
    label = tidy_label(groups.get("label") or groups.get("other") or groups.get("bracketed") or "")
    stamp = groups.get("t1") or groups.get("t2") or groups.get("t3")
    return Candidate(
        start, match.end(), label, label_key(label), label_class(label), time_ms(stamp) if stamp else None, number
    )


def _bold_candidates(text: str, lines: Lines, bold: Iterable[tuple[int, int]]) -> list[Candidate]:
    at_start = {start: (number, end) for number, (start, end) in enumerate(lines)}
    found = []
    for start, end in bold:
        if start not in at_start:
            continue
        number, line_end = at_start[start]
        match = _BOLD.fullmatch(text, start, end)
        if match is None or (end < line_end and text[end].isalnum()):
            continue
        candidate = _candidate(match, number, start)
        tail = _BOLD_TAIL.match(text, end, line_end)
        after = tail.end() if tail else end
        time = candidate.time_ms if candidate.time_ms is not None else time_ms((tail and tail["t2"]) or "")
        found.append(Candidate(start, after, candidate.label, candidate.key, candidate.certainty, time, number))
    return found


def _colon_is_a_label_s(text: str, candidate: Candidate) -> bool:
    following = text[candidate.after : candidate.after + 1]
    if not following or following.isspace():
        return True
    if candidate.certainty is LabelClass.LETTER:
        return candidate.label.isupper() and following.isupper()
    return candidate.certainty >= LabelClass.CODE and not following.isdigit()


def _brackets_hold_a_speaker(text: str, candidate: Candidate) -> bool:
    return candidate.certainty >= LabelClass.CODE


def _is_more_than_one_capital(text: str, candidate: Candidate) -> bool:
    return candidate.certainty >= LabelClass.CODE or sum(map(str.isalpha, candidate.label)) >= 2


_PATTERNS: dict[str, re.Pattern[str]] = {
    "colon": _COLON,
    "bracket": _BRACKET,
    "header": _HEADER,
    "capitals": _CAPITALS,
    "tab": _TAB,
}
_NEEDED: dict[str, re.Pattern[str]] = {
    "bracket": re.compile(r"[\[<]"),
    "header": re.compile(r"\d:[0-5]\d"),
    "tab": re.compile(r"\t"),
}
"""What a text without any line of a form may lack: then its lines are not looked at one by one."""
_CHECKS: dict[str, Callable[[str, Candidate], bool]] = {
    "colon": _colon_is_a_label_s,
    "bracket": _brackets_hold_a_speaker,
    "capitals": _is_more_than_one_capital,
}
FORMS = ("colon", "bracket", "bold", "header", "capitals", "tab")
"""The forms that name speakers, the surer first."""
