"""PDF files: the text as a person reads it, with the pages it stands on.

A PDF has letters at places and no lines, paragraphs or columns. ``pdf_pages`` reads the letters, ``pdf_running`` takes
off what recurs on the pages, ``pdf_layout`` finds the order of reading and ``pdf_paragraphs`` the paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.exports import option
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.base import read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.pdf_layout import Line, ordered_lines
from qualcoder_peer.core.importers.pdf_pages import PdfPage, read_pages
from qualcoder_peer.core.importers.pdf_paragraphs import Made, make_paragraphs
from qualcoder_peer.core.importers.pdf_running import Running, remove_running
from qualcoder_peer.core.text.cleaning import clean_text

_LETTERS = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": None,
        "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "–", "\uf020": " ",
    }
)  # fmt: skip
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LONGEST_EXAMPLE = 80
_FEWEST_LETTERS = 20


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """How a PDF is read; the defaults are right for most files."""

    running: bool = option(
        True,
        message("Leave out running heads and feet, page numbers and line numbers"),
        message("What stands at the same place on most pages."),
    )
    paragraphs: bool = option(
        True,
        message("Make paragraphs whole"),
        message("Undoes line ends and hyphens inside paragraphs. Otherwise each printed line is a line of its own."),
    )


class PdfImporter:
    """Reads the text of PDF files that hold text; scanned pages are told apart."""

    key = "pdf"
    title: Message = message("PDF file")
    suffixes = (".pdf",)
    Options = PdfOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text with its pages and headings; raises UnreadableFile for a protected, damaged or scanned file."""
        chosen = options if isinstance(options, PdfOptions) else PdfOptions()
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        pages = list(read_pages(data, path.name))
        running = remove_running(pages) if chosen.running else Running()
        lines = _lines(pages)
        _refuse_without_text(pages, path.name)
        widths = sorted(page.width for page in pages)
        labels = {page.number: page.label for page in pages}
        made = make_paragraphs(lines, labels, widths[len(widths) // 2], chosen.paragraphs)
        left_out = tuple(_told(pages, running, made))
        found = read_text(path, data, made.text, self.key, bold=tuple(made.bold), left_out=left_out)
        return replace(found, places=tuple(made.places))


def _lines(pages: Sequence[PdfPage]) -> list[Line]:
    lines: list[Line] = []
    for page in pages:
        for segment in page.segments:
            if segment.text.isascii() and segment.text.isprintable():
                continue
            page.unmapped += len(_PRIVATE.findall(segment.text.translate(_LETTERS)))
            segment.bold = len(_clean(segment.text[: segment.bold]))
            segment.text = _clean(segment.text)
        segments = [segment for segment in page.segments if segment.text]
        lines.extend(ordered_lines(segments, page.width, lines[-1].block + 1 if lines else 0))
    return lines


def _clean(text: str) -> str:
    return _PRIVATE.sub("\ufffd", clean_text(text.translate(_LETTERS))[0].replace("\n", " ")).strip()


def _refuse_without_text(pages: Sequence[PdfPage], name: str) -> None:
    """Raises UnreadableFile when the pages are pictures of text, or letters without meaning."""
    letters = sum(len(segment.text) for page in pages for segment in page.segments)
    pictured = sum(1 for page in pages if page.pictures)
    if letters < _FEWEST_LETTERS * max(1, pictured) and pictured * 2 >= len(pages):
        raise UnreadableFile(
            "“{name}” is scanned: its pages are pictures and hold no text. Nothing was imported. "
            "Run text recognition (OCR) on it, for example in the scanner's program, and import the result.",
            name=name,
        )
    if not letters:
        raise UnreadableFile(
            "“{name}” holds no text: its pages are empty or its letters are drawn as shapes. Nothing was imported. "
            "Run text recognition (OCR) on it and import the result.",
            name=name,
        )
    if sum(page.unmapped for page in pages) * 2 > letters:
        raise UnreadableFile(
            "“{name}” does not tell which letters its signs stand for, so its text cannot be read. Nothing was "
            "imported. Run text recognition (OCR) on it, or ask for the document it was made from.",
            name=name,
        )


def _told(pages: Sequence[PdfPage], running: Running, made: Made) -> list[LeftOut]:
    notes: list[tuple[int, Message]] = [
        (
            running.heads,
            counted(
                "{count} running head or foot left out: “{example}”",
                "{count} running heads and feet left out, such as “{example}”",
                running.heads,
                example=_shortened(running.head),
            ),
        ),
        (
            running.numbers,
            counted(
                "{count} page number left out: “{example}”",
                "{count} page numbers left out, such as “{example}”",
                running.numbers,
                example=_shortened(running.number),
            ),
        ),
        (
            running.line_numbers,
            counted("{count} line number left out", "{count} line numbers left out", running.line_numbers),
        ),
        (
            made.joined,
            counted(
                "{count} line end inside paragraphs undone", "{count} line ends inside paragraphs undone", made.joined
            ),
        ),
        (
            made.hyphens,
            counted("{count} hyphen at a line end undone", "{count} hyphens at line ends undone", made.hyphens),
        ),
    ]
    return [
        *(LeftOut(text, count, lost=False) for count, text in notes if count),
        *(LeftOut(text, count) for count, text in _told_of_pages(pages) if count),
    ]


def _told_of_pages(pages: Sequence[PdfPage]) -> list[tuple[int, Message]]:
    count: Counter[str] = Counter()
    turned = [text for page in pages for text in page.turned]
    for page in pages:
        count["unmapped"] += page.unmapped
        count["notes"] += page.notes
        count["pictured"] += bool(page.pictures and not page.segments)
    return [
        (
            count["pictured"],
            counted(
                "{count} page is a picture (scanned) and was left out",
                "{count} pages are pictures (scanned) and were left out",
                count["pictured"],
            ),
        ),
        (
            count["unmapped"],
            counted(
                "{count} letter that the file gives no meaning; compare with the PDF",
                "{count} letters that the file gives no meaning; compare with the PDF",
                count["unmapped"],
            ),
        ),
        (
            len(turned),
            counted(
                "{count} line that is turned or outside the page left out: “{example}”",
                "{count} lines that are turned or outside the page left out, such as “{example}”",
                len(turned),
                example=_shortened(turned[0] if turned else ""),
            ),
        ),
        (count["notes"], counted("{count} note left out", "{count} notes left out", count["notes"])),
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"
