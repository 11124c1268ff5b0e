"""Tables in text files: .csv and .tsv as spreadsheet programs, survey services and databases write them.

The separator is ``;``, a tab, ``|`` or ``,``: the one that divides the rows most evenly, and the first row as the
others. It is looked for in whole records, because the standard library's Sniffer is led astray by commas in texts.
Where rows disagree the file is refused: a text torn into two cells would be lost without anybody seeing it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.importers.base import SIZE_LIMIT
from qualcoder_peer.core.importers.tabular_cells import RawTable, refuse_too_large
from qualcoder_peer.core.text.encodings import decode

SEPARATORS = ("\t", ";", "|", ",")
"""The characters that may divide cells, the surer first where several fit equally well."""

_EMPTY = "".join(SEPARATORS) + ' \n\u00a0"'
_SAMPLE = 300_000
_SAMPLE_ROWS = 400
_TITLE_LINES = 12
_SHORT_HEADING = 25
_NO_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class _Fit:
    separator: str
    width: int
    share: float
    first_fits: bool


def read_csv(data: bytes, name: str, encoding: str | None = None, separator: str | None = None) -> RawTable:
    """All rows of a text file; raises UnreadableFile when its rows are divided in different ways.

    ``separator`` None finds it, empty reads each line as one cell.
    """
    decoded = decode(data, encoding, name)
    text, declared = _declared(decoded.text)
    if not text.strip(_EMPTY):
        return RawTable([], [], encoding=decoded.encoding)
    skipped = 0 if declared is None else 1
    if separator is None:
        separator = _separator(text, name) if declared is None else declared
    records, quoted = _records(text, separator or _NO_SEPARATOR, name)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, record in enumerate(records, 1 + skipped):
        cells = [cell.strip() for cell in record]
        if any(cells):
            rows.append(cells)
            numbers.append(number)
    left_out = list(decoded.left_out)
    if not quoted:
        left_out.append(LeftOut(message("Quotation marks were read as part of the texts"), 1, lost=False))
    left_out.extend(_checked_widths(rows, numbers, separator, name))
    return RawTable(rows, numbers, separator=separator, encoding=decoded.encoding, left_out=left_out)


def separator_title(separator: str) -> Message:
    """What a person calls the separator."""
    titles = {"\t": message("tab"), ";": message("semicolon"), ",": message("comma"), "|": message("vertical bar")}
    return titles.get(separator, literal(separator))


def _declared(text: str) -> tuple[str, str | None]:
    """The text without its first line ``sep=;``, by which Excel is told the separator, and that separator."""
    head, _, rest = text.partition("\n")
    line = head.strip().strip('"')
    if line.lower().startswith("sep=") and len(line) <= 5:
        return rest, line[4:] or "\t"
    return text, None


def _separator(text: str, name: str) -> str:
    """The separator that fits best, empty where there is one column; raises UnreadableFile for a mixture."""
    sample = text[:_SAMPLE]
    whole = len(sample) == len(text)
    widths = {separator: _widths(sample, separator, whole) for separator in SEPARATORS}
    fits = [fit for fit in (_fit(separator, widths[separator]) for separator in SEPARATORS) if fit is not None]
    fits = [fit for fit in fits if not _is_prose(sample, fit)]
    best = max(fits, key=lambda fit: (fit.first_fits, round(fit.share, 2)), default=None)
    if best is None:
        return ""
    _refuse_mixture(best, widths, name)
    if best.share >= 0.6 or best.width > 2 or (best.first_fits and _are_headings(sample, best.separator)):
        return best.separator
    return ""


def _are_headings(sample: str, separator: str) -> bool:
    """Whether the separator divides the first line into headings: short, and with no space behind it."""
    first = next((line for line in sample.split("\n") if line.strip()), "")
    return separator + " " not in first and max(map(len, first.split(separator))) <= _SHORT_HEADING


def _is_prose(sample: str, fit: _Fit) -> bool:
    """Whether the separator is followed by a space most often, as the commas of texts are, and divides no headings."""
    if sample.count(fit.separator + " ") * 2 <= sample.count(fit.separator):
        return False
    first = next((line for line in sample.split("\n") if line.strip()), "")
    short = max(map(len, first.split(fit.separator))) <= _SHORT_HEADING
    return not (fit.first_fits and short and fit.share > 0.9)


def _widths(sample: str, separator: str, whole: bool) -> list[int]:
    records = [record for record in _reader(sample, separator, strict=False) if any(record)]
    if not whole and len(records) > 1:
        records.pop()
    return [len(record) for record in records[:_SAMPLE_ROWS]]


def _fit(separator: str, widths: list[int]) -> _Fit | None:
    """How well it divides the rows; below lines of title (one cell each) all but a few must be divided alike."""
    several = Counter(width for width in widths if width > 1)
    if not several:
        return None
    width, number = several.most_common(1)[0]
    if widths[0] == width:
        return _Fit(separator, width, number / len(widths), True)
    if 1 < widths[0] < width and number >= 0.9 * (len(widths) - 1):
        return _Fit(separator, width, number / len(widths), False)
    titles = next(place for place, other in enumerate(widths) if other > 1)
    share = number / (len(widths) - titles)
    if titles > _TITLE_LINES or widths[titles] != width or number < 2 or share < 0.9:
        return None
    return _Fit(separator, width, share, False)


def _refuse_mixture(best: _Fit, widths: dict[str, list[int]], name: str) -> None:
    whole = [place for place, width in enumerate(widths[best.separator]) if width == 1]
    for other in SEPARATORS:
        if other == best.separator or not whole:
            continue
        alike = [place for place in whole if place < len(widths[other]) and widths[other][place] == best.width]
        if len(alike) >= (1 if best.width > 2 else 3) and len(alike) * 2 > len(whole):
            raise UnreadableFile(
                "“{name}” is divided by {one} in some rows and by {other} in others, such as row {row}. "
                "Nothing was imported. Open it in a spreadsheet program, put it in order and save it as .xlsx.",
                name=name,
                one=separator_title(best.separator),
                other=separator_title(other),
                row=alike[0] + 1,
            )


def _records(text: str, separator: str, name: str) -> tuple[list[list[str]], bool]:
    """All records, and whether quotation marks enclose cells (otherwise they are part of the texts)."""
    try:
        return _all(_reader(text, separator, strict=True), name), True
    except csv.Error as error:
        plain = _all(_reader(text, separator, strict=True, quoted=False), name)
        widths = Counter(len(record) for record in plain if any(record))
        if len(widths) == 1 and not _mostly_enclosed(plain):
            return plain, False
        raise UnreadableFile(
            "“{name}” has a quotation mark that is not closed, or a text that is half inside quotation marks, about "
            "row {row}. Nothing was imported. Open it in a spreadsheet program and save it as .xlsx.",
            name=name,
            row=_row_of_error(text, separator),
        ) from error


def _mostly_enclosed(records: list[list[str]]) -> bool:
    """Whether most cells with quotation marks have them at both ends, so that they are no part of the texts."""
    marked = [cell.strip() for record in records for cell in record if '"' in cell]
    return sum(1 for cell in marked if len(cell) > 1 and cell[0] == cell[-1] == '"') * 2 > len(marked)


def _all(records: Iterator[list[str]], name: str) -> list[list[str]]:
    found: list[list[str]] = []
    cells = 0
    for record in records:
        found.append(record)
        cells += len(record)
        if not len(found) % 1_000 or len(record) > 1_000:
            refuse_too_large(name, len(found), max(1, cells // len(found)))
    refuse_too_large(name, len(found), max(1, cells // max(1, len(found))))
    return found


def _row_of_error(text: str, separator: str) -> int:
    number = 0
    try:
        for number, _ in enumerate(_reader(text, separator, strict=True), 1):
            pass
    except csv.Error:
        pass
    return number + 1


def _reader(text: str, separator: str, strict: bool, quoted: bool = True) -> Iterator[list[str]]:
    csv.field_size_limit(SIZE_LIMIT)
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=strict,
        skipinitialspace=quoted and separator != "\t",
    )


def _checked_widths(rows: list[list[str]], numbers: list[int], separator: str, name: str) -> list[LeftOut]:
    """What is to be told of rows shorter than the headings; raises UnreadableFile for some that are longer.

    Where all are longer than the first, a column simply has no heading.
    """
    widths = [_filled_width(row) for row in rows]
    usual = max(widths[:12], default=0) if widths and widths[0] < 2 else widths[0] if widths else 0
    longer = [place for place, width in enumerate(widths) if width > usual]
    if longer and len(longer) < 0.9 * (len(rows) - 1):
        raise UnreadableFile(
            "Row {row} of “{name}” has {cells} cells where the headings are {headings}: a text with a {separator} in "
            "it probably stands without quotation marks. Nothing was imported. "
            "Open it in a spreadsheet program, put it in order and save it as .xlsx.",
            name=name,
            row=numbers[longer[0]],
            cells=widths[longer[0]],
            headings=usual,
            separator=separator_title(separator),
        )
    lengths = Counter(len(row) for row in rows)
    whole = lengths.most_common(1)[0][0] if lengths else 0
    short = [place for place, row in enumerate(rows) if 1 < whole and len(row) < whole]
    after = [place for place in short if place > 0]
    if not after or len(after) * 2 > len(rows):
        return []
    return [
        LeftOut(
            counted(
                "{count} row has fewer cells than the others (row {row}); the missing ones were read as empty",
                "{count} rows have fewer cells than the others (the first is row {row}); "
                "the missing ones were read as empty",
                len(after),
                row=numbers[after[0]],
            ),
            len(after),
            lost=False,
        )
    ]


def _filled_width(row: list[str]) -> int:
    width = len(row)
    while width and not row[width - 1]:
        width -= 1
    return width
