"""Sheets whose rows are texts: answers to a questionnaire (a document a row) or a transcript (a turn a row).

What each column is gets guessed (``sheet_guess``); the guess is visible with ``describe`` and each choice in
``SheetOptions`` goes before it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.exports import option
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.sources import FoundPlace, LeftOut, PlaceKind, ReadText
from qualcoder_peer.core.importers.base import read_bytes, title_of
from qualcoder_peer.core.importers.sheet_guess import Columns, guess_columns
from qualcoder_peer.core.importers.sheet_turns import TurnRow, cell_date, cell_time, join_turns
from qualcoder_peer.core.importers.tabular import SHEET_SUFFIXES, Table, read_table
from qualcoder_peer.core.importers.transcript_json import whisper_table
from qualcoder_peer.core.text.encodings import ENCODINGS
from qualcoder_peer.core.text.turns import find_turns

GUESS = ""
DOCUMENTS = "documents"
TURNS = "turns"
LAYOUTS: dict[str, Message] = {
    GUESS: message("Find it"),
    DOCUMENTS: message("One document a row"),
    TURNS: message("One turn a row"),
}
"""What a row of a sheet may be: key and title."""

_SHOWN_ROWS = 20
_TRANSCRIPT = 400


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """How a sheet is read. Columns are named by their headings; None lets the program choose, empty means no column.

    ``text`` may be several columns: each is then a part of the document under its heading.
    """

    layout: str = option(GUESS, message("A row is"), choices=LAYOUTS)
    text: tuple[str, ...] | None = option(None, message("Columns with text"), form="columns")
    title: str | None = option(None, message("Column with titles"), form="column")
    speaker: str | None = option(None, message("Column with speakers"), form="column")
    respondent: str | None = option(None, message("Column with respondents"), form="column")
    date: str | None = option(None, message("Column with dates"), form="column")
    time: str | None = option(None, message("Column with times in the recording"), form="column")
    sheet: str | None = option(None, message("Sheet"), form="sheet")
    headings: bool | None = option(None, message("The first row holds headings"))
    encoding: str | None = option(None, message("Encoding"), choices=ENCODINGS)
    separator: str | None = option(None, message("Character between cells of a text file"))


@dataclass(frozen=True, slots=True)
class SheetShape:
    """What is in a file, for choosing: its sheets, the headings and first rows of one, and what is guessed.

    ``guess`` are options in which everything is decided: where nothing was chosen, as the program guesses.
    """

    sheets: tuple[str, ...]
    sheet: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: int
    guess: SheetOptions
    left_out: tuple[LeftOut, ...]


def describe(path: Path, data: bytes | None = None, options: SheetOptions | None = None) -> SheetShape:
    """What is in the file and how it would be read. Raises UnreadableFile, or InvalidInput for a column not there."""
    chosen = options or SheetOptions()
    table = _table(path, read_bytes(path, data), chosen)
    columns = _columns(table, chosen, path.name)
    guess = SheetOptions(
        layout=TURNS if columns.turns else DOCUMENTS,
        text=columns.text,
        title=columns.title,
        speaker=columns.speaker,
        respondent=columns.respondent,
        date=columns.date,
        time=columns.time,
        sheet=table.sheet or None,
        headings=table.has_headings,
        encoding=table.encoding,
        separator=table.separator if table.encoding else None,
    )
    shown = table.rows[:_SHOWN_ROWS]
    return SheetShape(table.sheets, table.sheet, table.headers, shown, len(table.rows), guess, table.left_out)


class SheetImporter:
    """Reads texts out of Excel files and text files with columns."""

    key = "sheet"
    title: Message = message("Sheet")
    suffixes = SHEET_SUFFIXES
    Options = SheetOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The one document of a sheet; raises UnreadableFile also when there are several (see ``read_all``)."""
        found = list(self.read_all(path, options, data))
        if len(found) == 1 and isinstance(found[0], ReadText):
            return found[0]
        raise UnreadableFile(
            "“{name}” holds {count} documents, one a row. Nothing was imported. Import the file as a whole.",
            name=path.name,
            count=len(found),
        )

    def read_all(
        self, path: Path, options: object | None = None, data: bytes | None = None
    ) -> Iterator[ReadText | UnreadableFile]:
        """The documents of a sheet in the order of its rows; what was left out is told with the first.

        Raises UnreadableFile when the file cannot be read or no row has a text, InvalidInput for a column not there.
        """
        chosen = options if isinstance(options, SheetOptions) else SheetOptions()
        data = read_bytes(path, data)
        heard = whisper_table(path, data) if chosen == SheetOptions() else None
        if heard is not None:
            return iter((heard,))
        table = _table(path, data, chosen)
        columns = _columns(table, chosen, path.name)
        rows = _Rows(path, hashlib.sha256(data).hexdigest(), table, columns)
        return rows.transcripts() if columns.turns else rows.documents()


def _table(path: Path, data: bytes, chosen: SheetOptions) -> Table:
    return read_table(path, data, chosen.sheet, chosen.encoding, chosen.headings, chosen.separator)


def _columns(table: Table, chosen: SheetOptions, name: str) -> Columns:
    """The roles of the columns: those chosen, and the guess for the others that nobody has taken."""
    named = [*(chosen.text or ()), chosen.title, chosen.speaker, chosen.respondent, chosen.date, chosen.time]
    for column in named:
        if column and column not in table.headers:
            raise InvalidInput(
                "“{name}” has no column “{column}”. Its columns are: {columns}.",
                name=name,
                column=column,
                columns=", ".join(table.headers),
            )
    guess = guess_columns(table)
    turns = {TURNS: True, DOCUMENTS: False}.get(chosen.layout, bool(chosen.speaker) or guess.turns)
    if chosen.speaker == "" and chosen.layout == GUESS:
        turns = False
    taken = {column for column in named if column}

    def role(choice: str | None, guessed: str) -> str:
        return choice if choice is not None else "" if guessed in taken else guessed

    text = chosen.text if chosen.text is not None else tuple(one for one in guess.text if one not in taken)
    if not text:
        raise InvalidInput("Choose at least one column of “{name}” that holds texts.", name=name)
    taken.update(text)
    return Columns(
        turns,
        text,
        role(chosen.title, guess.title),
        role(chosen.speaker, guess.speaker) if turns else "",
        role(chosen.respondent, guess.respondent) if not turns else chosen.respondent or "",
        role(chosen.date, guess.date),
        role(chosen.time, guess.time) if turns else chosen.time or "",
    )


class _Rows:
    """The rows of a table made into documents."""

    def __init__(self, path: Path, file_hash: str, table: Table, columns: Columns) -> None:
        self._path, self._hash, self._table, self._columns = path, file_hash, table, columns
        self._stem = title_of(path)
        self._file_name = self._stem + path.suffix
        self._place = {name: place for place, name in enumerate(table.headers)}
        self._texts = [self._place[name] for name in columns.text]
        roles = (columns.title, columns.speaker, columns.respondent, columns.date, columns.time)
        used = {self._place[name] for name in roles if name} | set(self._texts)
        self._others = [place for place in range(len(table.headers)) if place not in used]
        self._seen: Counter[str] = Counter()

    def documents(self) -> Iterator[ReadText | UnreadableFile]:
        """One document a row."""
        kept = [(number, row) for number, row in enumerate(self._table.rows, 1) if self._has_text(row)]
        self._refuse_without_text(len(kept))
        skipped = len(self._table.rows) - len(kept)
        left_out = list(self._table.left_out)
        if skipped:
            text = counted("{count} row without a text left out", "{count} rows without a text left out", skipped)
            left_out.append(LeftOut(text, skipped, lost=False))
        return self._documents(kept, tuple(left_out))

    def transcripts(self) -> Iterator[ReadText | UnreadableFile]:
        """One turn a row; a column with titles divides the rows into several documents."""
        groups: dict[str, list[Sequence[str]]] = {}
        title = ""
        for row in self._table.rows:
            title = self._cell(row, self._columns.title) or title
            if self._has_text(row):
                groups.setdefault(title, []).append(row)
        self._refuse_without_text(len(groups))
        return self._transcripts(groups)

    def _documents(
        self, kept: Sequence[tuple[int, Sequence[str]]], left_out: tuple[LeftOut, ...]
    ) -> Iterator[ReadText]:
        names = Counter(self._cell(row, self._columns.respondent) for _, row in kept)
        for number, row in kept:
            respondent = self._cell(row, self._columns.respondent)
            distinct = respondent if names[respondent] == 1 else ""
            title = self._cell(row, self._columns.title) or f"{self._stem} {distinct or number}"
            text, places = self._text(row)
            attributes = self._attributes(row)
            if respondent and _is_transcript(text):
                attributes = ((self._columns.respondent, respondent), *attributes)
                respondent = ""
            yield ReadText(
                title=" ".join(title.split()),
                text=text,
                format=SheetImporter.key,
                encoding=self._table.encoding,
                bold=(),
                left_out=left_out,
                sha256=self._digest(row),
                file_name=self._file_name,
                turns=() if len(self._texts) > 1 and not respondent else None,
                places=places,
                attributes=attributes,
                date=cell_date(self._cell(row, self._columns.date)),
                respondent=respondent,
            )
            left_out = ()

    def _transcripts(self, groups: dict[str, list[Sequence[str]]]) -> Iterator[ReadText]:
        left_out = self._table.left_out
        for title, rows in groups.items():
            turns = [
                TurnRow(
                    self._cell(row, self._columns.speaker),
                    "\n".join(row[place] for place in self._texts if row[place]),
                    cell_time(self._cell(row, self._columns.time)),
                )
                for row in rows
            ]
            text, found = join_turns(turns)
            attributes, unread = self._common(rows)
            whole = [cell for row in rows for cell in row]
            if unread:
                words = counted(
                    "{count} column that differs from turn to turn left out: {columns}",
                    "{count} columns that differ from turn to turn left out: {columns}",
                    len(unread),
                    columns=", ".join(unread),
                )
                left_out = (*left_out, LeftOut(words, len(unread)))
            dates = (cell_date(self._cell(row, self._columns.date)) for row in rows)
            yield ReadText(
                title=" ".join(title.split()) or self._stem,
                text=text,
                format=SheetImporter.key,
                encoding=self._table.encoding,
                bold=(),
                left_out=left_out,
                sha256=self._hash if len(groups) == 1 else self._digest(whole),
                file_name=self._file_name,
                turns=found,
                attributes=attributes,
                date=next((date for date in dates if date), ""),
            )
            left_out = ()

    def _digest(self, cells: Sequence[str]) -> str:
        """A hash by which the same rows of the same file are known again; equal rows are told apart by their count."""
        content = "\x1f".join(cells)
        self._seen[content] += 1
        key = f"{self._hash}\x1e{self._seen[content]}\x1e{content}"
        return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

    def _text(self, row: Sequence[str]) -> tuple[str, tuple[FoundPlace, ...]]:
        """The texts of a row, each under its heading when there are several columns, and where they begin."""
        if len(self._texts) == 1:
            name = self._table.headers[self._texts[0]]
            return row[self._texts[0]], (FoundPlace(PlaceKind.FIELD, 0, name),)
        pieces: list[str] = []
        places: list[FoundPlace] = []
        length = 0
        for place in self._texts:
            if not row[place]:
                continue
            name = self._table.headers[place]
            places.append(FoundPlace(PlaceKind.FIELD, length, name))
            pieces.append(f"{name}\n{row[place]}")
            length += len(pieces[-1]) + 2
        return "\n\n".join(pieces), tuple(places)

    def _attributes(self, row: Sequence[str]) -> tuple[tuple[str, str], ...]:
        found = [(self._table.headers[place], row[place]) for place in self._others if row[place]]
        date = self._cell(row, self._columns.date)
        if date and not cell_date(date):
            found.append((self._columns.date, date))
        return tuple(found)

    def _common(self, rows: Sequence[Sequence[str]]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
        """The columns with one value for all turns as attributes, and the names of the others."""
        attributes: list[tuple[str, str]] = []
        unread: list[str] = []
        for place in self._others:
            values = {row[place] for row in rows if row[place]}
            if len(values) == 1:
                attributes.append((self._table.headers[place], values.pop()))
            elif values:
                unread.append(self._table.headers[place])
        return tuple(attributes), unread

    def _has_text(self, row: Sequence[str]) -> bool:
        return any(row[place] for place in self._texts)

    def _cell(self, row: Sequence[str], column: str) -> str:
        return row[self._place[column]] if column else ""

    def _refuse_without_text(self, count: int) -> None:
        if not count:
            raise UnreadableFile(
                "“{name}” has no row with a text in {columns}. Nothing was imported. Choose other columns.",
                name=self._path.name,
                columns=", ".join(f"“{column}”" for column in self._columns.text),
            )


def _is_transcript(text: str) -> bool:
    """Whether a cell holds a conversation of its own, so that it is not the words of one person."""
    return len(text) > _TRANSCRIPT and text.count("\n") > 3 and len(find_turns(text).speakers) > 1
