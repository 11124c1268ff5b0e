"""Every place in a project where people have written words: for what must look through, or change, all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import DocumentId, new_guid
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.personal import FoundIn
from qualcoder_peer.core.storage.rows import driver_rows

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Field:
    """A column with words. ``document`` is the SQL that gives the document of a row; ``unique`` names the column beside
    which the words must be the only ones (or is "" where they must be so in all the table); ``shape`` is what is in it:
    plain words, JSON with words in it, a stored message, or a list of them."""

    table: str
    column: str
    where: FoundIn
    document: str = "NULL"
    unique: str | None = None
    shape: str = "words"


FIELDS: tuple[Field, ...] = (
    Field("document", "title", FoundIn.TITLE, "id", ""),
    Field("document", "file_name", FoundIn.FILE_NAME, "id"),
    Field("document", "left_out", FoundIn.LEFT_OUT, "id", shape="messages"),
    Field("speaker", "label", FoundIn.SPEAKER, "document_id", "document_id"),
    Field("place", "label", FoundIn.PLACE, "document_id"),
    Field("respondent", "name", FoundIn.RESPONDENT, unique=""),
    Field("attribute", "name", FoundIn.ATTRIBUTE, unique="owner"),
    Field("attribute", "choices", FoundIn.ATTRIBUTE, shape="json"),
    Field("attribute_value", "value", FoundIn.ATTRIBUTE, "document_id"),
    Field("selection", "name", FoundIn.SELECTION, unique="about"),
    Field("selection", "rule", FoundIn.SELECTION, shape="json"),
    Field("memo", "title", FoundIn.MEMO, "document_id"),
    Field("memo", "text", FoundIn.MEMO, "document_id"),
    Field("code", "name", FoundIn.CODE),
    Field("code", "definition", FoundIn.CODE),
    Field("code", "when_to_use", FoundIn.CODE),
    Field("code", "when_not", FoundIn.CODE),
    Field("code", "example", FoundIn.CODE),
    Field("code_event", "text", FoundIn.HISTORY, shape="message"),
    Field("report", "title", FoundIn.REPORT),
    Field("report_item", "text", FoundIn.REPORT),
    Field("report_item", "title", FoundIn.REPORT),
    Field("report_item", "printed", FoundIn.REPORT),
    Field("report_item", "settings", FoundIn.REPORT, shape="json"),
    Field("grid_cell", "text", FoundIn.ANALYSIS),
    Field("goal", "rubric", FoundIn.ANALYSIS),
    Field("goal", "text", FoundIn.ANALYSIS),
    Field("claim", "text", FoundIn.ANALYSIS),
    Field("disclosure_pass", "reason", FoundIn.ANALYSIS),
    Field("saved_table", "name", FoundIn.ANALYSIS, unique="kind"),
    Field("saved_table", "settings", FoundIn.ANALYSIS, shape="json"),
    Field("project", "title", FoundIn.PROJECT),
    Field("project", "assignment", FoundIn.PROJECT),
    Field("project", "purpose", FoundIn.PROJECT),
)
"""All columns with words but the transcripts themselves. Those who code are not among them: they are no material."""


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """The words in one row: ``row`` is its id, ``beside`` what they must be unique beside (None: they need not be)."""

    row: int
    document: DocumentId | None
    words: str
    beside: object = None


class Written:
    """Reads and writes words wherever they stand, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def fields(self) -> tuple[Field, ...]:
        """All columns with words but the transcripts themselves."""
        return FIELDS

    def changed(self, field: Field, stored: str, change: Callable[[str], str]) -> str:
        """What is stored in a column after ``change`` of the words in it, whatever their shape."""
        return changed_words(field, stored, change)

    def words_of(self, where: FoundIn, column: str, row: int) -> str:
        """The words in one row; empty when it is gone."""
        field = next(one for one in FIELDS if one.where is where and one.column == column)
        found = driver_rows(self._connection, f'SELECT "{column}" FROM "{field.table}" WHERE id = ?', (row,))
        return str(found[0][0]) if found else ""

    def rows(self, field: Field) -> Iterator[WrittenWords]:
        """All rows with words in a column, in order, some hundred at a time."""
        beside = f'"{field.unique}"' if field.unique else "NULL"
        after = 0
        while True:
            found = driver_rows(
                self._connection,
                f'SELECT id, {field.document}, "{field.column}", {beside} FROM "{field.table}" '
                f"WHERE id > ? AND \"{field.column}\" <> '' ORDER BY id LIMIT {_PAGE}",
                (after,),
            )
            for row, document, words, other in found:
                yield WrittenWords(row, None if document is None else DocumentId(document), words, other)
            if len(found) < _PAGE:
                return
            after = found[-1][0]

    def write(self, field: Field, words: Sequence[tuple[int, str]]) -> None:
        """Write (row, words) to a column. Where words must be unique they may change places among themselves."""
        statement = f'UPDATE "{field.table}" SET "{field.column}" = ? WHERE id = ?'
        if field.unique is not None:  # the old ones step aside, since each must be free at every moment
            self._many(statement, [(new_guid(), row) for row, _ in words])
        self._many(statement, [(new, row) for row, new in words])

    def turn_places(self, document: DocumentId) -> list[tuple[int, int, int, int]]:
        """(id, start, said_start, end) of the turns of a document."""
        return self._rows('SELECT id, start, said_start, "end" FROM turn WHERE document_id = ? ORDER BY id', document)

    def write_turns(self, places: Iterable[tuple[int, int, int, int]]) -> None:
        """Write (id, start, said_start, end) of turns."""
        self._many(
            'UPDATE turn SET start = ?, said_start = ?, "end" = ? WHERE id = ?', [(*row[1:], row[0]) for row in places]
        )

    def spans(self, table: str, document: DocumentId) -> list[tuple[int, int, int]]:
        """(id, start, end) of the codings, or of the memos on passages (``memo``), of a document."""
        return self._rows(
            f'SELECT id, start, "end" FROM "{table}" WHERE document_id = ? AND start IS NOT NULL ORDER BY id', document
        )

    def write_spans(self, table: str, spans: Iterable[tuple[int, int, int]]) -> None:
        """Write (id, start, end) of codings or of memos on passages."""
        self._many(f'UPDATE "{table}" SET start = ?, "end" = ? WHERE id = ?', [(*row[1:], row[0]) for row in spans])

    def starts(self, document: DocumentId) -> list[tuple[int, int]]:
        """(id, start) of the places of a document."""
        return self._rows("SELECT id, start FROM place WHERE document_id = ? ORDER BY id", document)

    def write_starts(self, starts: Iterable[tuple[int, int]]) -> None:
        """Write (id, start) of places."""
        self._many("UPDATE place SET start = ? WHERE id = ?", [(start, row) for row, start in starts])

    def write_text(self, document: DocumentId, text: str) -> None:
        """Write the text of a document, and its length."""
        self._many("UPDATE document_text SET text = ? WHERE id = ?", [(text, document)])
        self._many("UPDATE document SET characters = ? WHERE id = ?", [(len(text), document)])

    def join_speakers(self, source: int, target: int) -> None:
        """Give the turns of one speaker to another of the same document, and delete the first."""
        self._many("UPDATE turn SET speaker_id = ? WHERE speaker_id = ?", [(target, source)])
        self._many("DELETE FROM speaker WHERE id = ?", [(source,)])

    def speaker_facts(self, document: DocumentId) -> dict[int, tuple[str, int | None]]:
        """(role, respondent) of each speaker of a document."""
        rows = driver_rows(
            self._connection, "SELECT id, role, respondent_id FROM speaker WHERE document_id = ?", (document,)
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def originals(self, documents: Iterable[DocumentId] | None = None) -> list[DocumentId]:
        """The documents whose imported files are kept in the project."""
        kept = [DocumentId(row[0]) for row in driver_rows(self._connection, "SELECT id FROM original ORDER BY id", ())]
        if documents is None:
            return kept
        wanted = set(documents)
        return [document for document in kept if document in wanted]

    def remove_originals(self, documents: Iterable[DocumentId]) -> None:
        """Delete the imported files kept with these documents."""
        self._many("DELETE FROM original WHERE id = ?", [(document,) for document in documents])

    def _rows(self, statement: str, document: DocumentId) -> list[Any]:
        return driver_rows(self._connection, statement, (document,))

    def _many(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        driver: Any = self._connection.connection.dbapi_connection
        driver.executemany(statement, values)


def changed_words(field: Field, stored: str, change: Callable[[str], str]) -> str:
    """What is stored in a column after ``change`` of the words in it."""
    if field.shape == "words":
        return change(stored)
    if field.shape == "message":
        return _changed_message(Message.from_json(stored), change).to_json()
    try:
        plain = json.loads(stored)
    except ValueError:
        return change(stored)
    if field.shape == "messages":
        return json.dumps([_changed_message(Message.from_json(one), change).to_json() for one in plain])
    new = _changed_json(plain, change)
    return stored if new == plain else json.dumps(new, ensure_ascii=False)


def _changed_message(message: Message, change: Callable[[str], str]) -> Message:
    parts: dict[str, object] = {
        name: change(part) if isinstance(part, str) and not name.endswith("_guid")
        else _changed_message(part, change) if isinstance(part, Message) else part
        for name, part in message.parts.items()
    }  # fmt: skip
    return Message(message.text, parts, message.plural, message.count)


def _changed_json(plain: object, change: Callable[[str], str]) -> object:
    """Words stand in lists (choices, what a filter compares with); what names a field or an operator does not."""
    if isinstance(plain, list):
        new = [change(one) if isinstance(one, str) else _changed_json(one, change) for one in plain]
        return list(dict.fromkeys(new)) if all(isinstance(one, str) for one in new) else new
    if isinstance(plain, dict):
        return {key: _changed_json(value, change) for key, value in plain.items()}
    return plain
