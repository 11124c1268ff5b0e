"""Interview guides out of files: a question a line of a text, or a row of a sheet, numbered or not, under headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import PlaceKind
from qualcoder_peer.core.exchange.codebook_outline import without_bullet
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.base import read_bytes
from qualcoder_peer.core.importers.tabular import SHEET_SUFFIXES, read_table
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.interview_guide import Guide, GuideQuestion

GUIDE_SUFFIXES = (".docx", ".odt", ".rtf", ".txt", ".md", *SHEET_SUFFIXES)
"""Endings of the files that ``read_guide`` reads, in lower case with the dot."""
MOST_QUESTIONS = 500
_FEWEST_WORDS = 3
_LONGEST = 1_000
_LETTER = re.compile(r"\(?[A-Za-zÅÄÖÆØåäöæø]\)\s+|(?:Q|F|Fråga|Spørgsmål|Question)\s?\d{1,3}\s*[.:)]\s*")


def read_guide(path: Path, progress: Progress | None = None) -> Guide:
    """The questions of a file. Raises UnreadableFile with a sentence that names it."""
    suffix = path.suffix.lower()
    if suffix not in GUIDE_SUFFIXES:
        raise UnreadableFile(
            "“{name}” is no kind of file that an interview guide can be read from: use one that ends in {suffixes}. "
            "Nothing was imported.",
            name=path.name, suffixes=", ".join(GUIDE_SUFFIXES),
        )  # fmt: skip
    lines = list(_rows(path) if suffix in SHEET_SUFFIXES else _lines(path))
    found = list(_questions(lines))
    if not found:  # all of it in heading styles
        found = [("", words) for words, _ in lines if len(words.split()) >= _FEWEST_WORDS]
    if not found:
        raise UnreadableFile(
            "“{name}” holds no questions. Write each on a line of its own, or in a row of its own of a sheet. "
            "Nothing was imported.",
            name=path.name,
        )
    if len(found) > MOST_QUESTIONS:
        raise UnreadableFile(
            "“{name}” has {count} lines that may be questions, too many for an interview guide ({limit} is the most). "
            "Nothing was imported.",
            name=path.name, count=len(found), limit=MOST_QUESTIONS,
        )  # fmt: skip
    return Guide(
        path.name, tuple(GuideQuestion(number, words, heading) for number, (heading, words) in enumerate(found, 1))
    )


def _questions(lines: list[tuple[str, bool]]) -> Iterator[tuple[str, str]]:
    heading = ""
    for words, is_heading in lines:
        body, bullet = without_bullet(words)
        letter = _LETTER.match(body)
        body = body[letter.end() :].strip() if letter else body
        asks = "?" in body or bullet or letter is not None
        if is_heading or (not asks and (body.endswith(":") or len(body.split()) < _FEWEST_WORDS)):
            heading = body
        elif body:
            yield heading, body[:_LONGEST]


def _lines(path: Path) -> Iterator[tuple[str, bool]]:
    read = importer_for(path).read(path)
    headings = {place.start for place in read.places if place.kind is PlaceKind.HEADING}
    at = 0
    for line in read.text.split("\n"):
        if line.strip():
            yield line.strip(), at in headings
        at += len(line) + 1


def _rows(path: Path) -> Iterator[tuple[str, bool]]:
    # Of a sheet the column with the most questions, or else the most words.
    data = read_bytes(path, None)
    table = read_table(path, data, headings=False)
    columns = [[row[place] for row in table.rows] for place in range(len(table.headers))]
    chosen = max(columns, key=lambda cells: (sum("?" in cell for cell in cells), sum(len(cell) for cell in cells)))
    for number, cell in enumerate(chosen):
        words = " ".join(cell.split())
        if words and (number or "?" in words or len(words.split()) >= _FEWEST_WORDS):
            yield words, False
