"""Documents, their texts, speakers and turns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, func, select, update
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SpeakerId, TurnId, new_guid
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import Document, Speaker, SpeakerRole, Turn
from qualcoder_peer.core.storage.rows import (
    delete_rows,
    driver_rows,
    in_pieces,
    insert_row,
    insert_rows,
    marks,
    plain_rows,
    update_row,
)
from qualcoder_peer.core.storage.schema import Base, DocumentRow, DocumentTextRow, OriginalRow, SpeakerRow, TurnRow

_document = Base.metadata.tables["document"]
_speaker = Base.metadata.tables["speaker"]
_turn = Base.metadata.tables["turn"]
_original = Base.metadata.tables["original"]

# A document is read at each opening in the coding room: these rows come from the driver, three times as quickly.
_ONE_DOCUMENT = f"SELECT {', '.join(_document.columns.keys())} FROM document WHERE id = ?"
_SPEAKERS = f"SELECT {', '.join(_speaker.columns.keys())} FROM speaker WHERE document_id = ? ORDER BY id"
_EXCERPT = "SELECT substr(text, ?, ?) FROM document_text WHERE id = ?"

_TURNS_AT_ONCE = 5_000
_SHARED = "/"  # no digit of base 85
TurnColumns = tuple[int, int, int, int | None, int | None]
"""(start, said start, end, speaker id, time in milliseconds) of one turn; positions in code points."""

TurnOfDocument = tuple[int, int, int, int | None, int | None, int]
"""The same with the document's id."""

TurnValues = tuple[int | None, int, int, int, int | None]
"""(speaker id, start, said start, end, time in milliseconds) of a turn to be written."""


class TextLength(NamedTuple):
    """What is needed of a document to check a position: its title for the sentence, its length in code points."""

    title: str
    characters: int


class Documents:
    """Reads and writes documents on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Document]:
        """Every document, by title as people sort (case aside)."""
        rows = self._connection.execute(select(_document).order_by(func.lower(_document.c.title), _document.c.id))
        return [_to_document(row) for row in rows]

    def count(self) -> int:
        """How many there are."""
        return int(self._connection.scalar(select(func.count()).select_from(_document)) or 0)

    def get(self, document: DocumentId) -> Document | None:
        """The document with this id."""
        rows = driver_rows(self._connection, _ONE_DOCUMENT, (document,))  # from the driver: asked at every opening
        return _to_document(_row(_document, rows[0])) if rows else None

    def by_ids(self, ids: Iterable[int]) -> list[Document]:
        """The documents with these ids that exist."""
        return [
            _to_document(row)
            for piece in in_pieces(ids)
            for row in self._connection.execute(select(_document).where(_document.c.id.in_(piece)))
        ]

    def lengths(self, ids: Iterable[int]) -> dict[int, TextLength]:
        """Title and length of the documents with these ids that exist; asked at every coding, so from the driver."""
        found: dict[int, TextLength] = {}
        for piece in in_pieces(ids):
            rows = driver_rows(
                self._connection, f"SELECT id, title, characters FROM document WHERE id IN ({marks(len(piece))})", piece
            )
            found.update((row[0], TextLength(row[1], row[2])) for row in rows)
        return found

    def find(self, name: str) -> list[Document]:
        """Documents whose title, file name, GUID or id reads ``name``."""
        where = (_document.c.title == name) | (_document.c.file_name == name) | (_document.c.guid == name)
        if name.isdecimal() and len(name) < 18:
            where = where | (_document.c.id == int(name))
        return [_to_document(row) for row in self._connection.execute(select(_document).where(where))]

    def with_sha256(self, sha256: str) -> Document | None:
        """A document imported from a file with this content."""
        row = self._connection.execute(select(_document).where(_document.c.sha256 == sha256).limit(1)).first()
        return _to_document(row) if row else None

    def has_title(self, title: str) -> bool:
        """Whether a document is called so."""
        return bool(driver_rows(self._connection, "SELECT 1 FROM document WHERE title = ?", (title,)))

    def titles(self) -> set[str]:
        """All titles in use."""
        return set(self._connection.scalars(select(_document.c.title)))

    def text(self, document: DocumentId) -> str:
        """The text of a document; empty if there is none."""
        rows = driver_rows(self._connection, "SELECT text FROM document_text WHERE id = ?", (document,))
        return rows[0][0] if rows else ""

    def excerpt(self, document: DocumentId, start: int, end: int) -> str:
        """The words ``[start, end)`` of a document, without handing out the rest."""
        found = driver_rows(self._connection, _EXCERPT, (start + 1, end - start, document))
        return str(found[0][0]) if found else ""

    def texts(self, documents: Iterable[int]) -> dict[DocumentId, str]:
        """The texts of these documents; those without are not in it."""
        found: dict[DocumentId, str] = {}
        for piece in in_pieces(documents):
            statement = f"SELECT id, text FROM document_text WHERE id IN ({marks(len(piece))})"
            rows = driver_rows(self._connection, statement, piece)
            found.update((DocumentId(row[0]), row[1]) for row in rows)
        return found

    def add(self, values: dict[str, Any], text: str) -> DocumentId:
        """Insert a document (columns of DocumentRow, ``left_out`` as messages) with its text."""
        stored = {**values, "left_out": _left_out_json(values.get("left_out", ())), "characters": len(text)}
        document = DocumentId(insert_row(self._connection, DocumentRow, **stored))
        insert_row(self._connection, DocumentTextRow, id=document, text=text)
        return document

    def add_original(self, document: DocumentId, content: str) -> None:
        """Keep the imported file beside its document, in base 85."""
        insert_row(self._connection, OriginalRow, id=document, content=content)

    def share_original(self, document: DocumentId, holder: DocumentId) -> None:
        """The file that is kept with ``holder`` is this document's too: one sheet, many documents, one copy."""
        self.add_original(document, f"{_SHARED}{holder}")

    def original(self, document: DocumentId) -> str | None:
        """The imported file in base 85; None where it was not kept, or went with the document that held it."""
        content = self._connection.scalar(select(_original.c.content).where(_original.c.id == document))
        if content is not None and content.startswith(_SHARED) and content[len(_SHARED) :].isdecimal():
            holder = int(content[len(_SHARED) :])
            content = self._connection.scalar(select(_original.c.content).where(_original.c.id == holder))
        return content

    def keeps_original(self, document: DocumentId) -> bool:
        """Whether the imported file was kept (read without its content)."""
        return self._connection.scalar(select(_original.c.id).where(_original.c.id == document)) is not None

    def change(self, document: DocumentId, **values: Any) -> bool:
        """Write columns of one document. Whether it exists."""
        return update_row(self._connection, DocumentRow, document, values)

    def change_many(self, values: Mapping[DocumentId, Mapping[str, Any]]) -> None:
        """Write columns of many documents; titles may change places."""
        titles = {document: row["title"] for document, row in values.items() if "title" in row}
        for document in titles:  # each title must be free at every moment
            update_row(self._connection, DocumentRow, document, {"title": new_guid()})
        for document, row in values.items():
            update_row(self._connection, DocumentRow, document, row)

    def file_names(self) -> dict[str, int]:
        """The documents by the name of their file, where one file alone is called so."""
        query = select(_document.c.file_name, func.min(_document.c.id)).group_by(_document.c.file_name)
        rows = plain_rows(self._connection, query.having(func.count() == 1))
        return {row[0]: row[1] for row in rows if row[0]}

    def remove(self, documents: Iterable[DocumentId]) -> int:
        """Delete documents with all that hangs on them. Returns how many."""
        wanted = list(documents)
        self._hand_on_originals(wanted)
        return delete_rows(self._connection, DocumentRow, wanted)

    def speakers(self, document: DocumentId | None = None) -> list[Speaker]:
        """The speakers of one document, or of all."""
        if document is not None:
            rows = driver_rows(self._connection, _SPEAKERS, (document,))
            return [_to_speaker(_row(_speaker, row)) for row in rows]
        query: Select[Any] = select(_speaker).order_by(_speaker.c.document_id, _speaker.c.id)
        return [_to_speaker(row) for row in self._connection.execute(query)]

    def speakers_of(self, documents: Iterable[int]) -> list[Speaker]:
        """The speakers of these documents."""
        return [
            _to_speaker(row)
            for piece in in_pieces(documents)
            for row in self._connection.execute(
                select(_speaker)
                .where(_speaker.c.document_id.in_(piece))
                .order_by(_speaker.c.document_id, _speaker.c.id)
            )
        ]

    def add_speaker(
        self, document: DocumentId, label: str, role: SpeakerRole, respondent: RespondentId | None
    ) -> SpeakerId:
        """Insert a speaker of a document."""
        return SpeakerId(
            insert_row(
                self._connection,
                SpeakerRow,
                document_id=document,
                label=label,
                role=role.value,
                respondent_id=respondent,
            )
        )

    def change_speaker(self, speaker: SpeakerId, **values: Any) -> bool:
        """Write columns of one speaker. Whether it exists."""
        return update_row(self._connection, SpeakerRow, speaker, values)

    def move_turns(self, source: SpeakerId, target: SpeakerId) -> int:
        """Give all turns of one speaker to another. Returns how many."""
        return self._connection.execute(
            update(_turn).where(_turn.c.speaker_id == source).values(speaker_id=target)
        ).rowcount

    def remove_speakers(self, speakers: Iterable[SpeakerId]) -> int:
        """Delete speakers; their turns stay, without a speaker."""
        return delete_rows(self._connection, SpeakerRow, speakers)

    def turn_columns(self, document: DocumentId) -> list[TurnColumns]:
        """The turns of a document in order, as plain tuples straight from the driver, for the page that shows them."""
        cursor = self._connection.connection.cursor()
        try:
            cursor.execute(
                'SELECT start, said_start, "end", speaker_id, time_ms FROM turn WHERE document_id = ? ORDER BY start',
                (document,),
            )
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def turns(self, document: DocumentId) -> list[Turn]:
        """The turns of a document in order."""
        query = select(_turn).where(_turn.c.document_id == document).order_by(_turn.c.start, _turn.c.id)
        return [Turn(*row) for row in plain_rows(self._connection, query)]  # by position: many are read at once

    def evidence(self, documents: Iterable[int] | None = None) -> dict[DocumentId, list[tuple[int, int]]]:
        """The spans said by anyone but an interviewer, by document, sorted; only documents with turns."""
        query = (
            select(_turn.c.document_id, _turn.c.said_start, _turn.c.end)
            .outerjoin(_speaker, _speaker.c.id == _turn.c.speaker_id)
            .where(func.coalesce(_speaker.c.role, "other") != "interviewer")
            .order_by(_turn.c.document_id, _turn.c.start)
        )
        if documents is not None:
            query = query.where(_turn.c.document_id.in_(list(documents)))
        spans: dict[DocumentId, list[tuple[int, int]]] = {}
        for document, start, end in self._connection.execute(query):
            spans.setdefault(DocumentId(document), []).append((start, end))
        return spans

    def turn_rows(self, document: DocumentId) -> list[tuple[int, int, int, int | None, int | None]]:
        """(start, said_start, end, speaker id, time_ms) of the turns of a document in order."""
        turn = _turn.c
        query = select(turn.start, turn.said_start, turn.end, turn.speaker_id, turn.time_ms)
        return plain_rows(self._connection, query.where(turn.document_id == document).order_by(turn.start, turn.id))

    def turn_rows_of(self, documents: Iterable[int]) -> dict[DocumentId, list[TurnOfDocument]]:
        """The same of several documents, each turn with its document at its end; those without are not in it."""
        found: dict[DocumentId, list[TurnOfDocument]] = {}
        for piece in in_pieces(documents):
            rows = driver_rows(
                self._connection,
                'SELECT start, said_start, "end", speaker_id, time_ms, document_id FROM turn '
                f"WHERE document_id IN ({marks(len(piece))}) "
                'ORDER BY document_id, start, "end"',  # as the index has them: nothing to sort
                piece,
            )
            found.update((DocumentId(document), list(those)) for document, those in groupby(rows, itemgetter(5)))
        return found

    def last_times(self) -> dict[DocumentId, int]:
        """The last time in milliseconds at which a turn of each document begins, of those that have times."""
        query = select(_turn.c.document_id, func.max(_turn.c.time_ms)).where(_turn.c.time_ms.is_not(None))
        return {
            DocumentId(document): int(time) for document, time in self._connection.execute(
                query.group_by(_turn.c.document_id)
            )
        }  # fmt: skip

    def add_turns(self, turns: Sequence[dict[str, Any]]) -> None:
        """Insert turns (columns of TurnRow)."""
        insert_rows(self._connection, TurnRow, turns)

    def add_many_turns(self, document: DocumentId, turns: Sequence[TurnValues]) -> None:
        """Insert the turns of a document. Many rows a statement: the journal costs three times as much row by row."""
        driver: Any = self._connection.connection.dbapi_connection
        columns = ", ".join(f"json_extract(value, '$[{number}]')" for number in range(5))
        for first in range(0, len(turns), _TURNS_AT_ONCE):
            driver.execute(
                'INSERT INTO turn (document_id, speaker_id, start, said_start, "end", time_ms)'
                f" SELECT ?, {columns} FROM json_each(?)",
                (document, json.dumps(turns[first : first + _TURNS_AT_ONCE])),
            )

    def change_turn(self, turn: TurnId, **values: Any) -> bool:
        """Write columns of one turn. Whether it exists."""
        return update_row(self._connection, TurnRow, turn, values)

    def remove_turns(self, document: DocumentId) -> None:
        """Delete all turns and speakers of a document, before new ones are found."""
        self._connection.execute(_turn.delete().where(_turn.c.document_id == document))
        self._connection.execute(_speaker.delete().where(_speaker.c.document_id == document))

    def _hand_on_originals(self, leaving: list[DocumentId]) -> None:
        """A file kept with one of these documents goes to the next one that shares it."""
        gone = set(leaving)
        for document in leaving:
            sharing = driver_rows(
                self._connection,
                "SELECT o.id FROM original h JOIN document d ON d.id = h.id JOIN document s "
                "ON s.file_name = d.file_name JOIN original o ON o.id = s.id "
                "WHERE h.id = ? AND o.content = ? ORDER BY o.id",
                (document, f"{_SHARED}{document}"),
            )
            heirs = [row[0] for row in sharing if row[0] not in gone]
            if heirs:
                content = self.original(document)
                update_row(self._connection, OriginalRow, heirs[0], {"content": content})
                for heir in heirs[1:]:
                    update_row(self._connection, OriginalRow, heir, {"content": f"{_SHARED}{heirs[0]}"})


def _left_out_json(messages: Iterable[Message]) -> str:
    return json.dumps([message.to_json() for message in messages])


def _row(table: Table, values: tuple[Any, ...]) -> SimpleNamespace:
    return SimpleNamespace(**dict(zip(table.columns.keys(), values, strict=True)))


def _to_document(row: Any) -> Document:
    return Document(
        DocumentId(row.id),
        row.guid,
        row.title,
        row.kind,
        row.language,
        row.characters,
        row.sha256,
        row.file_name,
        row.format,
        row.encoding,
        tuple(Message.from_json(stored) for stored in json.loads(row.left_out or "[]")),
        row.date,
        row.imported,
        row.imported_by,
        bool(row.done),
    )


def _to_speaker(row: Any) -> Speaker:
    respondent = None if row.respondent_id is None else RespondentId(row.respondent_id)
    return Speaker(SpeakerId(row.id), DocumentId(row.document_id), row.label, SpeakerRole(row.role), respondent)
