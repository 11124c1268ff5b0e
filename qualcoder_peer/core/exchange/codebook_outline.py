"""Code books as outlines: lines set in by tabs or spaces, with dashes or dots before them, numbered, or headings.

A tab behind a name divides it from its definition. In a numbered outline lines without a number describe the code above
them, as the text below a heading does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.sources import LeftOut, PlaceKind, ReadText
from qualcoder_peer.core.exchange.codebook_tree import TreeBuilder, described_in
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.base import read_bytes, refuse_other_format
from qualcoder_peer.core.services.codebook_import import ReadCodebook
from qualcoder_peer.core.text.encodings import decode

_TAB = 4
_BULLET = re.compile(r"[-*+•·◦▪‣–—](?:[ \t]+)(?=\S)")
_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,4}){0,60})(?:[.)]|(?=\s))[ \t]+(?=\S)")
_NUMBERED_SHARE = 0.15


def read_outline(path: Path, data: bytes | None = None, encoding: str | None = None) -> ReadCodebook:
    """The codes of a plain text. Raises UnreadableFile."""
    data = read_bytes(path, data)
    refuse_other_format(data, path.name)
    decoded = decode(data, encoding, path.name)
    builder = TreeBuilder(path.name)
    for one in decoded.left_out:
        builder.note(one)
    add_outline(builder, decoded.text)
    return builder.book()


def add_outline(builder: TreeBuilder, text: str) -> None:
    """Add the codes of an outline."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    numbers = [_NUMBER.match(line.strip()) for _, line in lines]
    levelled = sum(1 for found in numbers if found) >= max(2, _NUMBERED_SHARE * len(lines)) and any(
        found and "." in found[1] for found in numbers
    )
    if levelled:
        _add_numbered(builder, lines, numbers)
    else:
        _add_indented(builder, lines)


def without_bullet(line: str) -> tuple[str, bool]:
    """A line without the dash, dot or number that it begins with, and whether it had one."""
    found = _BULLET.match(line) or _NUMBER.match(line)
    return (line[found.end() :], True) if found else (line, False)


def read_headings(path: Path, data: bytes | None = None) -> ReadCodebook:
    """The codes of a document whose headings they are, with the text below each as its definition.

    Raises UnreadableFile, also when there are no headings; a text without any (Markdown) is read as an outline.
    """
    data = read_bytes(path, data)
    found = importer_for(path).read(path, None, data)
    headings = [place for place in found.places if place.kind is PlaceKind.HEADING]
    lines = found.text.split("\n")
    if len(headings) < 2 and sum("\t" in line or line.startswith("|") for line in lines) * 3 > len(lines):
        raise UnreadableFile(
            "“{name}” has its codes in a table, from which only programs for sheets can tell what stands where. "
            "Nothing was imported. Save the table as .xlsx; a code book of this program is exported as .xlsx, .qdc or "
            ".json.",
            name=path.name,
        )
    builder = TreeBuilder(path.name)
    if not headings:
        if found.encoding is not None:  # a text that happens to have no headings
            return read_outline(path, data)
        raise UnreadableFile(
            "“{name}” has no headings, which would be the codes. Nothing was imported. Give them the styles Heading 1 "
            "to Heading 9, or make a sheet with a row for each code.",
            name=path.name,
        )
    for one in found.left_out:
        builder.note(one)
    _add_headings(builder, found, [(place.start, place.level, place.label) for place in headings])
    return builder.book()


def _add_headings(builder: TreeBuilder, found: ReadText, headings: Sequence[tuple[int, int, str]]) -> None:
    text = found.text
    before = len(text[: headings[0][0]].split())
    if before:
        builder.note(
            LeftOut(
                counted(
                    "{count} word before the first heading left out", "{count} words before the first heading left out",
                    before,
                ),
                before,
            )
        )  # fmt: skip
    levels = _Levels()
    ends = [start for start, _, _ in headings[1:]] + [len(text)]
    line, counted_to = 1, 0
    for (start, level, label), end in zip(headings, ends, strict=True):
        line, counted_to = line + text.count("\n", counted_to, start), start
        name, body = _heading_and_body(text[start:end], label)
        place = builder.add(name, levels.above(level), line, described=described_in(body))
        levels.enter(level, place)


def _heading_and_body(section: str, label: str) -> tuple[str, str]:
    """The whole heading, of which ``label`` may be the beginning, and the text below it."""
    lines = section.split("\n")
    for count in range(1, len(lines) + 1):
        name = " ".join(" ".join(lines[:count]).split())
        if name == label or (label.endswith("…") and name.startswith(label[:-1])):
            return name, "\n".join(lines[count:])
    return label, "\n".join(lines[1:])


def _add_numbered(
    builder: TreeBuilder, lines: Sequence[tuple[int, str]], numbers: Sequence[re.Match[str] | None]
) -> None:
    levels = _Levels()
    pending: list[tuple[int, str, int, list[str]]] = []
    above: list[str] = []
    for (number, line), found in zip(lines, numbers, strict=True):
        if found is not None:
            parts = [part for part in found[1].split(".") if part]
            pending.append((len(parts), line.strip()[found.end() :], number, []))
        elif pending:
            pending[-1][3].append(line.strip())
        else:
            above.append(line)
    if above:
        builder.note(
            LeftOut(
                counted("{count} line above the first code left out", "{count} lines above the first code left out",
                        len(above)),
                len(above),
            )
        )  # fmt: skip
    for level, words, number, body in pending:
        name, _, definition = words.partition("\t")
        described = described_in("\n".join(part for part in (definition.strip(), *body) if part))
        levels.enter(level, builder.add(name, levels.above(level), number, described=described))


def _add_indented(builder: TreeBuilder, lines: Sequence[tuple[int, str]]) -> None:
    levels = _Levels()
    for number, line in lines:
        body = line.lstrip(" \t\u00a0\u2003\u3000")
        lead = line[: len(line) - len(body)]
        depth = len(lead.replace("\u2003", " " * _TAB).replace("\u3000", " " * _TAB).expandtabs(_TAB))
        rest, bullet = without_bullet(body)
        # A line with a dash under one without, equally far in, is below it.
        depth = 2 * depth + bullet
        name, _, definition = rest.strip().partition("\t")
        place = builder.add(name, levels.above(depth), number, described=described_in(definition))
        levels.enter(depth, place)


class _Levels:
    """Which code is above the next one, by how far each is set in."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []

    def above(self, depth: int) -> int | None:
        """The place of the nearest code before that is less far in."""
        while self._open and self._open[-1][0] >= depth:
            self._open.pop()
        return self._open[-1][1] if self._open else None

    def enter(self, depth: int, place: int) -> None:
        """A code so far in was added."""
        self._open.append((depth, place))
