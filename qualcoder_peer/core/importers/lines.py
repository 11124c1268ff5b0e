"""Lines as the readers of marked-up files collect them, and how they become the stored text with its places.

A heading or the two ends of a comment must be found again after lines have been divided, joined and put into the rows
of a table. So they travel in the text, as marks made of code points that no text holds: Unicode keeps U+FDD0–U+FDEF for
such use inside a program, and ``clean`` removes them from what a file says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.sources import FoundComment, FoundPlace, PlaceKind

Line = list[tuple[str, bool]]
"""One line as pieces of text and whether they are bold."""

_LINE_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\u00ad\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FIRST, _LAST = "\ufdef", "\ufdee"
_DIGITS = {ord("0") + digit: 0xFDD0 + digit for digit in range(10)}
_MARK = re.compile(f"{_FIRST}([\ufdd0-\ufdd9]+){_LAST}")
_TRAILING = re.compile(f"(?:[\t{_FIRST}{_LAST}\ufdd0-\ufdd9])+$")
_LONGEST_HEADING = 300
HIGHEST_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Note:
    """What a comment says, and who wrote it when (ISO 8601 or empty)."""

    text: str
    author: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """The stored text, its spans in bold from the start of a line, and where the marks in it stood (code points)."""

    text: str
    bold: tuple[tuple[int, int], ...]
    points: Mapping[int, int]


@dataclass(slots=True)
class _Ends:
    start: int | None = None
    end: int | None = None
    at: int | None = None


@dataclass(slots=True)
class Anchors:
    """Hands out marks for headings and comments and finds them again in the finished text."""

    _made: int = 0
    _headings: list[tuple[int, int, int]] = field(default_factory=list)
    _comments: dict[str, _Ends] = field(default_factory=dict)

    def heading(self, line: Line, level: int) -> Line:
        """The line with the marks of a heading around it; unchanged when it is blank. ``level`` is 1 to 9."""
        if not words_in(line):
            return line
        start, end = self.heading_ends(level)
        return [(start, False), *line, (end, False)]

    def heading_ends(self, level: int) -> tuple[str, str]:
        """The marks for the beginning and the end of a heading; it is none when there are no words between them."""
        start, end = self._mark(), self._mark()
        self._headings.append((start, end, max(1, min(level, HIGHEST_LEVEL))))
        return _written(start), _written(end)

    def comment_start(self, key: str) -> str:
        """The mark where the words begin that a comment is about."""
        ends = self._comments.setdefault(key, _Ends())
        ends.start = self._mark() if ends.start is None else ends.start
        return _written(ends.start)

    def comment_end(self, key: str) -> str:
        """The mark where those words end."""
        ends = self._comments.setdefault(key, _Ends())
        ends.end = self._mark()
        return _written(ends.end)

    def comment_at(self, key: str) -> str:
        """The mark at the sign of a comment, which tells its paragraph when nothing tells its words."""
        ends = self._comments.setdefault(key, _Ends())
        ends.at = self._mark()
        return _written(ends.at)

    def places(self, joined: Joined) -> tuple[FoundPlace, ...]:
        """The headings that are in the text, in its order."""
        found = []
        for first, last, level in self._headings:
            if first not in joined.points or last not in joined.points:
                continue
            start, end = _trimmed(joined.text, joined.points[first], joined.points[last])
            label = " ".join(joined.text[start:end].split())
            if label:
                shown = label if len(label) <= _LONGEST_HEADING else label[: _LONGEST_HEADING - 1] + "…"
                found.append(FoundPlace(PlaceKind.HEADING, start, shown, level))
        return tuple(sorted(found, key=lambda place: place.start))

    def comments(self, joined: Joined, notes: Mapping[str, Note]) -> tuple[FoundComment, ...]:
        """The comments whose words or paragraph are in the text; those that stand elsewhere are left out."""
        found = []
        for key, note in notes.items():
            span = self._span(joined, self._comments.get(key, _Ends()))
            if span is not None:
                found.append(FoundComment(*span, note.text, note.author, note.time))
        return tuple(sorted(found, key=lambda comment: (comment.start, comment.end)))

    def _span(self, joined: Joined, ends: _Ends) -> tuple[int, int] | None:
        places = [None if mark is None else joined.points.get(mark) for mark in (ends.start, ends.end, ends.at)]
        start, end, at = places
        if start is not None and end is not None and start < end:
            first, last = _trimmed(joined.text, start, end)
            if first < last:
                return first, last
        known = next((place for place in (at, start, end) if place is not None), None)
        return None if known is None else _line_at(joined.text, known)

    def _mark(self) -> int:
        self._made += 1
        return self._made


def clean(text: str) -> str:
    """A piece of text without soft hyphens and control characters, and with ``\\n`` for other line ends."""
    if text.isprintable():
        return text
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text)


def words_in(line: Line) -> bool:
    """Whether there is anything but white space and marks in a line."""
    return any(without_marks(text).strip() for text, _ in line)


def without_marks(text: str) -> str:
    """The text alone."""
    return _MARK.sub("", text) if _FIRST in text else text


def marks_in(text: str) -> str:
    """The marks alone."""
    return "".join(found[0] for found in _MARK.finditer(text)) if _FIRST in text else ""


def without_trailing_tabs(text: str) -> str:
    """The text without tabs at its end; marks among them stay."""
    found = _TRAILING.search(text)
    return text if found is None else text[: found.start()] + found[0].replace("\t", "")


def split_lines(pieces: Line) -> list[Line]:
    """The pieces divided into lines at the line breaks in them."""
    lines: list[Line] = [[]]
    for text, bold in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((part, bold))
    return lines


def plain(line: Line) -> str:
    """The text of a line, marks included."""
    return "".join(text for text, _ in line)


def joined(lines: Sequence[Line]) -> Joined:
    """The stored text, without line ends at its end, with its bold line starts and the places of its marks."""
    written: list[str] = []
    bold: list[tuple[int, int]] = []
    points: dict[int, int] = {}
    place = 0
    for line in lines:
        if any(_FIRST in text for text, _ in line):
            line = _unmarked(line, place, points)
        text = plain(line)
        start = len(text) - len(text.lstrip())
        end = len(text[: _bold_length(line)].rstrip())
        if end > start:
            bold.append((place + start, place + end))
        written.append(text)
        place += len(text) + 1
    text = "\n".join(written).rstrip("\n")
    return Joined(text, tuple(bold), {mark: min(point, len(text)) for mark, point in points.items()})


def _unmarked(line: Line, place: int, points: dict[int, int]) -> Line:
    """The line without its marks; where they stood is noted in ``points``."""
    found: Line = []
    for text, bold in line:
        kept = 0
        for mark in _MARK.finditer(text):
            found.append((text[kept : mark.start()], bold))
            place += mark.start() - kept
            kept = mark.end()
            points[int("".join(str(ord(digit) - 0xFDD0) for digit in mark[1]))] = place
        found.append((text[kept:], bold))
        place += len(text) - kept
    return found


def _bold_length(line: Line) -> int:
    """How far the line is bold from its start; white space counts as either."""
    length = 0
    for text, is_bold in line:
        if not is_bold and text.strip():
            break
        length += len(text)
    return length


def _written(mark: int) -> str:
    return _FIRST + str(mark).translate(_DIGITS) + _LAST


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _line_at(text: str, place: int) -> tuple[int, int] | None:
    """The words of the line at ``place``, or, where it is blank, of the last line before it, or the next one."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    first, last = _trimmed(text, start, len(text) if end < 0 else end)
    if first == last:
        last = len(text[:start].rstrip())
        first = text.rfind("\n", 0, last) + 1
        first, last = _trimmed(text, first, last)
    if first == last:
        first = len(text) - len(text[place:].lstrip())
        end = text.find("\n", first)
        first, last = _trimmed(text, first, len(text) if end < 0 else end)
    return (first, last) if first < last else None
