"""Real projects in temporary folders, made quickly, and what their files hold."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, new_guid
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers.run import Candidate, ChosenFile, ImportOptions
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.preparing import Prepared, SpeakerChoice, prepare
from qualcoder_peer.core.services.previews import Corrections
from qualcoder_peer.core.services.sources import add_document, read_document
from qualcoder_peer.core.storage.schema import JOURNALLED

Dump = dict[str, dict[int, tuple[Any, ...]]]


def prepared(title: str, text: str, speakers: tuple[SpeakerChoice, ...] | None = None) -> Prepared:
    """A text as an importer hands it over, with the speakers found in it (or those given)."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = prepare(ReadText(title, text, "text", "utf-8", (), (), digest, f"{title}.txt"))
    if speakers is None:
        return found
    return Prepared(
        found.read, found.title, found.text, found.kind, found.wrapping, found.unwrapped, found.turns, speakers
    )


def chosen_of(
    candidates: Iterable[Candidate],
    options: ImportOptions | None = None,
    corrections: Mapping[str, Corrections] | None = None,
) -> list[ChosenFile]:
    """All that can be read of a preview, to be stored; ``corrections`` by the title of the document."""
    files: dict[Path, tuple[str, dict[int, Corrections]]] = {}
    for one in candidates:
        if one.preview is not None:
            _, documents = files.setdefault(one.path, (one.digest, {}))
            documents[one.preview.part] = (corrections or {}).get(one.preview.title, Corrections())
    return [ChosenFile(path, options or ImportOptions(), *found) for path, found in files.items()]


def add_text(project: Project, title: str, text: str, **roles: tuple[SpeakerRole, str]) -> DocumentId:
    """Store a document; ``roles`` says for each label who speaks."""
    speakers = tuple(SpeakerChoice(label, role, name) for label, (role, name) in roles.items()) or None
    return add_document(project, prepared(title, text, speakers))[0]


def put(project: Project, document: DocumentId, code: CodeId, words: str, **more: object) -> CodingId:
    """Code words where they first stand in a document; ``more`` is what else ``NewCoding`` takes."""
    start = read_document(project, document)[1].index(words)
    new = NewCoding(document, code, start, start + len(words), **more)  # type: ignore[arg-type]
    return add_codings(project, [new])[0]


def add_many_codings(
    project: Project, document: DocumentId, code: CodeId, count: int, width: int = 5, step: int = 1, first: int = 0
) -> None:
    """Put ``count`` codings into one document in one step, ``step`` from each other, without the checks of the
    services."""
    with project.transaction("many") as store:
        coder = store.coder_id()
        store.codings.add_many(
            [
                {
                    "guid": new_guid(),
                    "document_id": document,
                    "code_id": code,
                    "coder_id": coder,
                    "start": first + number * step,
                    "end": first + number * step + width,
                    "stance": "none",
                    "starred": 0,
                    "created": "",
                    "changed": "",
                }
                for number in range(count)
            ]
        )


def dump(path: Path) -> Dump:
    """Every row of every journalled table by id, as the file holds it."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table.name: {row[0]: row for row in connection.execute(f'SELECT * FROM "{table.name}" ORDER BY id')}
            for table in JOURNALLED
        }


def query(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """The rows of one statement, asked of the file without our engine."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()
