"""The letters of a PDF with their places on the page, through PDFium's plain C functions.

PDFium is not safe in several threads, so one lock is held while a file is read; and everything opened is closed here
in order, because its objects must not be left to the garbage collector, which may run in another thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.pdf_guard import refuse_bombs

MOST_PAGES = 5_000
_MOST_LETTERS = 40_000_000
_MOST_SECONDS = 300.0
_PASSWORD, _SECURITY = 4, 5
_FEW_LETTERS = 300
_FEWEST_BELOW = 3
_IMAGE = 3
_NOTES = (1, 3)
_HYPHEN_END = "\ufffe"
_LINE_ENDS = re.compile("[\r\n\x0b\x0c\u2028\u2029]+|\ufffe")
_WORD = re.compile(r"\S+")
_ODD = re.compile("[\ud800-\udfff]")
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"halvfet")
_HEAVY = 600

_lock = threading.Lock()


@dataclass(slots=True)
class Segment:
    """Words that stand together on one line; lengths are points, ``base`` is measured downwards from the page's top.

    ``first`` is the width of the first word. ``bold`` code points at the start are bold. ``hyphen`` is true where the
    file divides a word at the end. ``order`` counts the segments as the file draws them.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    first: float
    bold: int
    page: int
    order: int
    hyphen: bool = False


@dataclass(slots=True)
class PdfPage:
    """One page: its segments in the order the file draws them, and what else is on it.

    ``turned`` are lines that do not stand upright or lie outside the page, ``unmapped`` letters that the file gives
    no meaning. ``pictures`` are only counted where there is little text.
    """

    number: int
    label: str
    width: float
    height: float
    segments: list[Segment] = field(default_factory=list)
    letters: int = 0
    unmapped: int = 0
    turned: list[str] = field(default_factory=list)
    pictures: int = 0
    notes: int = 0


@dataclass(slots=True)
class _Word:
    text: str
    start: int
    end: int
    left: float
    right: float
    base: float


@dataclass(slots=True)
class _Row:
    words: list[_Word]
    size: float
    hyphen: bool


def read_pages(data: bytes, name: str) -> Iterator[PdfPage]:
    """The pages of a PDF, one after the other; each is closed before the next is opened.

    Raises UnreadableFile when the file has a password, is damaged, is a form that only Adobe shows, or is too large.
    """
    import pypdfium2.raw as raw

    begun = time.monotonic()
    letters = 0
    with _lock, _opened(raw, data, name) as document:
        pages = _page_count(raw, document, name)
        refuse_bombs(raw, document, len(data), name)
        for number in range(pages):
            page = _read_page(raw, document, number)
            letters += page.letters
            if letters > _MOST_LETTERS or time.monotonic() - begun > _MOST_SECONDS:
                raise UnreadableFile(
                    "“{name}” holds more than can be read at once (reading stopped at page {page}). "
                    "Nothing was imported. Divide it into parts.",
                    name=name,
                    page=number + 1,
                )
            yield page


@contextlib.contextmanager
def _opened(raw: Any, data: bytes, name: str) -> Iterator[Any]:
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        error = raw.FPDF_GetLastError()
        if error in (_PASSWORD, _SECURITY):
            raise UnreadableFile(
                "“{name}” is protected with a password. Nothing was imported. "
                "Open it in a PDF reader, print it to a new PDF without a password, and import that.",
                name=name,
            )
        raise UnreadableFile(
            "“{name}” is damaged or is no PDF file. Nothing was imported. "
            "Open it in a PDF reader, save or print a copy, and import the copy.",
            name=name,
        )
    try:
        yield document
    finally:
        raw.FPDF_CloseDocument(document)


def _page_count(raw: Any, document: Any, name: str) -> int:
    count = int(raw.FPDF_GetPageCount(document))
    if count > MOST_PAGES:
        raise UnreadableFile(
            "“{name}” has {pages} pages; files of more than {limit} are not imported. Divide it into parts.",
            name=name,
            pages=count,
            limit=MOST_PAGES,
        )
    if raw.FPDF_GetFormType(document) == raw.FORMTYPE_XFA_FULL:
        raise UnreadableFile(
            "“{name}” is a form that only Adobe Reader can show. Nothing was imported. "
            "Open it there, print it to a new PDF, and import that.",
            name=name,
        )
    return count


def _read_page(raw: Any, document: Any, number: int) -> PdfPage:
    handle = raw.FPDF_LoadPage(document, number)
    if not handle:
        return PdfPage(number, str(number + 1), 0.0, 0.0)
    try:
        text = raw.FPDFText_LoadPage(handle)
        page = PdfPage(
            number,
            _label(raw, document, number),
            float(raw.FPDF_GetPageWidthF(handle)),
            float(raw.FPDF_GetPageHeightF(handle)),
        )
        if text:
            try:
                _PageReader(raw, handle, text, page).read()
            finally:
                raw.FPDFText_ClosePage(text)
        if page.letters < _FEW_LETTERS:
            page.pictures = _pictures(raw, handle)
        page.notes = _notes(raw, handle)
        return page
    finally:
        raw.FPDF_ClosePage(handle)


def _label(raw: Any, document: Any, number: int) -> str:
    """The number printed on the page as the file tells it, else its place counted from 1."""
    length = int(raw.FPDF_GetPageLabel(document, number, None, 0))
    if 2 < length <= 200:
        buffer = ctypes.create_string_buffer(length)
        raw.FPDF_GetPageLabel(document, number, buffer, length)
        label = buffer.raw[: length - 2].decode("utf-16-le", "replace").strip()
        if label.isprintable() and label:
            return label
    return str(number + 1)


def _pictures(raw: Any, handle: Any) -> int:
    count = min(int(raw.FPDFPage_CountObjects(handle)), 2_000)
    objects = (raw.FPDFPage_GetObject(handle, place) for place in range(count))
    return sum(1 for one in objects if raw.FPDFPageObj_GetType(one) == _IMAGE)


def _notes(raw: Any, handle: Any) -> int:
    found = 0
    for place in range(min(int(raw.FPDFPage_GetAnnotCount(handle)), 2_000)):
        annotation = raw.FPDFPage_GetAnnot(handle, place)
        if annotation:
            found += raw.FPDFAnnot_GetSubtype(annotation) in _NOTES
            raw.FPDFPage_CloseAnnot(annotation)
    return found


class _PageReader:
    """Reads the segments of one page; everything is turned as the page is shown."""

    def __init__(self, raw: Any, handle: Any, text: Any, page: PdfPage) -> None:
        self._raw, self._text, self._page = raw, text, page
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._name, self._flags = ctypes.create_string_buffer(120), ctypes.c_int()
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(handle, bounds)
        self._rotation = int(raw.FPDFPage_GetRotation(handle))
        self._turn = self._turning(bounds)
        self._bold: dict[bytes, bool] = {}
        self._index: Callable[[int], int] | None = None
        self._is_plain = True
        self._rows: list[_Row] = []

    def read(self) -> None:
        """Fills the page."""
        raw, page = self._raw, self._page
        count = int(raw.FPDFText_CountChars(self._text))
        if count <= 0:
            return
        buffer = (ctypes.c_ushort * (count * 2 + 2))()
        length = int(raw.FPDFText_GetText(self._text, 0, count, buffer)) - 1
        # One character for each unit of UTF-16, so that places in the string are PDFium's.
        units = "".join(map(chr, buffer[:length]))
        if length != count:
            self._index = lambda place: int(raw.FPDFText_GetCharIndexFromTextIndex(self._text, place))
        self._is_plain = not _ODD.search(units)
        page.letters = length
        start = 0
        for match in _LINE_ENDS.finditer(units):
            self._read_line(units, start, match.start(), match[0] == _HYPHEN_END)
            start = match.end()
        self._read_line(units, start, length, False)
        begins = Counter(round(row.words[0].left) for row in self._rows)
        for row in self._rows:
            self._split(row, begins)

    def _read_line(self, units: str, start: int, end: int, hyphen: bool) -> None:
        words = self._words(units, start, end)
        if not words:
            return
        if not self._is_upright(words[0]) or self._is_outside(words):
            self._page.turned.append(_joined(units[start:end]).strip())
            return
        size = self._size(words[0])
        self._check_letters(words)
        line: list[_Word] = []
        for word in words:
            if line and abs(word.base - line[-1].base) > size * 0.6 and word.left < line[-1].right:
                self._rows.append(_Row(line, size, False))
                line = []
            line.append(word)
        self._rows.append(_Row(line, size, hyphen))

    def _split(self, row: _Row, begins: Counter[int]) -> None:
        """Divides a line where the gap between two words is much wider than the others, or where others begin."""
        line, size = row.words, row.size
        if any(two.left < one.left for one, two in pairwise(line)):
            line = _in_order(line, size)
        gaps = sorted(two.left - one.right for one, two in pairwise(line))
        usual = gaps[len(gaps) // 2] if len(gaps) > 2 else size * 0.3
        limit = max(size * 1.2, usual * 1.5)
        part: list[_Word] = []
        for word in line:
            if part:
                gap = word.left - part[-1].right
                if gap > limit or (gap > size * 0.8 and begins[round(word.left)] >= _FEWEST_BELOW):
                    self._add(part, size, False)
                    part = []
            part.append(word)
        self._add(part, size, row.hyphen)

    def _add(self, words: list[_Word], size: float, hyphen: bool) -> None:
        bold = 0
        if self._is_bold(words[0].start):
            first = next((place for place, word in enumerate(words) if not self._is_bold(word.end - 1)), len(words))
            bold = len(" ".join(word.text for word in words[:first]))
        text = " ".join(word.text for word in words)
        base = max(words, key=lambda word: word.end - word.start).base
        page = self._page
        left, right, order = words[0].left, words[-1].right, len(page.segments)
        first_word = words[0].right - left
        page.segments.append(Segment(text, left, right, base, size, first_word, bold, page.number, order, hyphen))

    def _words(self, units: str, start: int, end: int) -> list[_Word]:
        """The words of a line. Most of the time goes here: two calls for each word of the file."""
        text, index, turn = self._text, self._index, self._turn
        origin, loose_box = self._raw.FPDFText_GetCharOrigin, self._raw.FPDFText_GetLooseCharBox
        x, y, box = self._x, self._y, self._box
        found: list[_Word] = []
        for match in _WORD.finditer(units, start, end):
            first, after = match.span()
            origin(text, first if index is None else index(first), x, y)
            loose_box(text, after - 1 if index is None else index(after - 1), box)
            if turn is None:
                left, base, right = x.value - self._left, self._top - y.value, box.right - self._left
            else:
                left, base = turn(x.value, y.value)
                right = max(turn(box.left, box.bottom)[0], turn(box.right, box.top)[0])
            word = match[0]
            found.append(_Word(word if self._is_plain else _joined(word), first, after, left, right, base))
        return found

    def _turning(self, bounds: Any) -> Callable[[float, float], tuple[float, float]] | None:
        """From the page's own coordinates to those of the page as shown, downwards from its upper left corner; None
        where it is not turned and only its corner counts."""
        left, bottom, right, top = bounds.left, bounds.bottom, bounds.right, bounds.top
        self._left, self._top = left, top
        return (
            None,
            lambda x, y: (y - bottom, x - left),
            lambda x, y: (right - x, y - bottom),
            lambda x, y: (top - y, right - x),
        )[self._rotation % 4]

    def _is_upright(self, word: _Word) -> bool:
        angle = float(self._raw.FPDFText_GetCharAngle(self._text, self._place(word.start)))
        turned = (angle + self._rotation * math.pi / 2) % (2 * math.pi)  # measured clockwise
        return angle < 0 or min(turned, 2 * math.pi - turned) < 0.1

    def _is_outside(self, words: list[_Word]) -> bool:
        page = self._page
        return (
            not -2 <= words[0].base <= page.height + 2 or words[-1].right < 0 or words[0].left > page.width
        ) and page.height > 0

    def _size(self, word: _Word) -> float:
        place = self._place(word.start)
        size = float(self._raw.FPDFText_GetFontSize(self._text, place))
        if self._raw.FPDFText_GetMatrix(self._text, place, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d) or 1.0
        return min(max(size, 1.0), 500.0)

    def _is_bold(self, place: int) -> bool:
        place = self._place(place)
        length = self._raw.FPDFText_GetFontInfo(self._text, place, self._name, 120, ctypes.byref(self._flags))
        name = self._name.value if 0 < length <= 120 else b""
        if name not in self._bold:
            heavy = int(self._raw.FPDFText_GetFontWeight(self._text, place)) >= _HEAVY
            self._bold[name] = heavy or any(word in name.lower() for word in _BOLD_NAMES)
        return self._bold[name]

    def _check_letters(self, words: list[_Word]) -> None:
        """Counts the letters of a line that the file gives no meaning, if its first or last word begins with one."""
        if not (self._is_unmapped(words[0].start) or self._is_unmapped(words[-1].start)):
            return
        self._page.unmapped += sum(self._is_unmapped(place) for word in words for place in range(word.start, word.end))

    def _is_unmapped(self, place: int) -> bool:
        return int(self._raw.FPDFText_HasUnicodeMapError(self._text, self._place(place))) == 1

    def _place(self, place: int) -> int:
        """PDFium's number of the letter at a place of the text."""
        return place if self._index is None else self._index(place)


def _in_order(line: list[_Word], size: float) -> list[_Word]:
    """The words from left to right: letters of another font, such as emoji, may be drawn after the rest of the line.

    What then touches belongs together: PDFium saw a gap only because something else came between.
    """
    found: list[_Word] = []
    for word in sorted(line, key=lambda word: word.left):
        if found and word.left - found[-1].right < size * 0.08:
            last = found[-1]
            found[-1] = _Word(last.text + word.text, last.start, word.end, last.left, word.right, last.base)
        else:
            found.append(word)
    return found


def _joined(units: str) -> str:
    if not _ODD.search(units):
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
