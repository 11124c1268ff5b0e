"""Putting codes on segments of documents, changing and removing them.

Whoever changes a coding that a rule made (its edges, stance, star, memo or code), or codes the same words with the same
code, has looked at it: that confirms it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound, UnreadableFile, UserError
from qualcoder_peer.core.domain.ids import CodeId, CoderId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Coding, Document, Stance
from qualcoder_peer.core.domain.palette import CODER_COLOURS
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree, add_code_path, parse_path
from qualcoder_peer.core.services.joining import Piece, Place, move_codings, piece_of, settle
from qualcoder_peer.core.services.report_keeping import keep_written

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class NewCoding:
    """A coding to be made: positions in code points, half open. ``coder`` empty: whoever works."""

    document: DocumentId
    code: CodeId
    start: int
    end: int
    coder: str = ""
    memo: str = ""
    stance: Stance = Stance.NONE
    starred: bool = False
    automatic: bool = False
    """Made by a rule; a person has still to confirm it."""


def add_codings(project: Project, wanted: Sequence[NewCoding]) -> list[CodingId]:
    """Put codes on segments, as one step; what meets a coding of the same code and coder becomes one with it.

    Returns the codings that hold the segments now, in order (see ``joining``). Raises InvalidInput for a segment
    outside the text, NotFound for a missing document or code.
    """
    if not wanted:
        return []
    with project.reading() as store:
        documents = store.documents.lengths({new.document for new in wanted})
        codes = store.codes.names({new.code for new in wanted})
    for new in wanted:
        if new.document not in documents or new.code not in codes:
            raise NotFound("The document or the code no longer exists. Nothing was coded.")
        check_span(documents[new.document], new.start, new.end)
        if not isinstance(new.starred, bool):  # from a script: “false” would be true
            raise InvalidInput("“{field}” must be true or false. Nothing was coded.", field="starred")
    label = (
        message("Code “{name}”", name=codes[wanted[0].code][:200])
        if len(wanted) == 1
        else counted("Code {count} segment", "Code {count} segments", len(wanted))
    )
    with project.transaction(label) as store:
        time = now()
        pieces = [_piece(new, time, new.coder or store.coder, at) for at, new in enumerate(wanted)]
        coders = {name: coder_id(store, name) for name in {new.coder for new in wanted}}
        coming: dict[Place, list[Piece]] = {}
        for new, piece in zip(wanted, pieces, strict=True):
            coming.setdefault((new.document, new.code, coders[new.coder]), []).append(piece)
        settle(store, coming, time)
    return [piece.result for piece in pieces if piece.result is not None]


def remove_codings(project: Project, codings: Iterable[CodingId]) -> int:
    """Take codes off segments (undoable). Returns how many."""
    wanted = list(codings)
    with project.reading() as store:
        found = store.codings.by_ids(wanted)
        names = store.codes.names([found[0].code_id]) if found else {}
    if not found:
        return 0
    label = (
        message("Remove “{name}” from a segment", name=names[found[0].code_id][:200])
        if len(found) == 1
        else counted("Remove {count} coding", "Remove {count} codings", len(found))
    )
    with project.transaction(label) as store:
        keep_written(store, codings=[coding.id for coding in found])
        return store.codings.remove([coding.id for coding in found])


def change_edges(project: Project, coding: CodingId, start: int, end: int) -> CodingId:
    """Move the edges of a coding; what it comes to meet by that becomes one with it. Returns the one that stays.

    Raises InvalidInput for a segment outside the text, NotFound.
    """
    with project.reading() as store:
        found, code = _existing_in(store, coding)
        check_span(store.documents.lengths([found.document_id])[found.document_id], start, end)
    if (found.start, found.end) == (start, end):
        return coding
    piece = piece_of(found)
    piece.start, piece.end, piece.automatic = start, end, 0
    # Who lay beside an edge that stays where it is has been left beside it: only the edge that moves meets others.
    piece.meets_before, piece.meets_after = start != found.start, end != found.end
    with project.transaction(message("Change the edges of “{name}”", name=code[:200])) as store:
        settle(store, {(found.document_id, found.code_id, found.coder_id): [piece]}, now())
    return piece.result or coding


def set_stance(project: Project, coding: CodingId, stance: Stance) -> None:
    """Say whether the respondent speaks for or against. Raises NotFound."""
    found, code = _existing(project, coding)
    if found.stance is not stance:
        with project.transaction(message("Stance of “{name}”", name=code[:200])) as store:
            store.codings.change(coding, stance=stance.value, automatic=0, changed=now())


def set_star(project: Project, coding: CodingId, starred: bool) -> None:
    """Mark a coding as worth quoting, or not. Raises NotFound."""
    found, code = _existing(project, coding)
    if found.starred != starred:
        label = (
            message("Star “{name}”", name=code[:200])
            if starred
            else message("Take the star off “{name}”", name=code[:200])
        )
        with project.transaction(label) as store:
            store.codings.change(coding, starred=int(starred), automatic=0, changed=now())


def set_coding_memo(project: Project, coding: CodingId, text: str) -> None:
    """Write the memo of a coding; empty text removes it. Raises NotFound."""
    found, code = _existing(project, coding)
    with project.transaction(message("Memo on a coding of “{name}”", name=code[:200])) as store:
        store.memos.write("coding", coding, text, store.coder)
        if found.automatic:
            store.codings.confirm([coding], now())


def recode(project: Project, codings: Sequence[CodingId], code: CodeId) -> list[CodingId]:
    """Move codings to another code; one that meets one of that code by the same coder is joined with it.

    Returns the codings that hold their words then, in order. Raises NotFound.
    """
    with project.reading() as store:
        target = store.codes.get(code)
        known = {coding.id: coding for coding in store.codings.by_ids(dict.fromkeys(codings))}
    if target is None or not known:
        raise NotFound("The coding or the code no longer exists. Nothing was changed.")
    found = [known[coding] for coding in dict.fromkeys(codings) if coding in known]
    with project.transaction(message("Move codings to “{name}”", name=target.name[:200])) as store:
        store.codings.confirm([one.id for one in found if one.automatic], now())
        return move_codings(store, [replace(one, automatic=False) for one in found], code, now())


def count_codings(project: Project) -> int:
    """How many codings the project has."""
    with project.reading() as store:
        return store.codings.count()


def find_quote(text: str, quote: str) -> tuple[int, int]:
    """Where ``quote`` stands in ``text``. Raises NotFound, or InvalidInput when it stands there more than once."""
    start = text.find(quote) if quote else -1
    if start < 0:
        raise NotFound("The quote is not in the document word for word. Nothing was coded.")
    if text.find(quote, start + 1) >= 0:
        raise InvalidInput(
            "The quote stands in the document more than once; say where it starts and ends. Nothing was coded."
        )
    return start, start + len(quote)


def find_document(project: Project, name: str | int) -> Document:
    """The document with this title, file name, GUID or id. Raises NotFound, or InvalidInput when several fit."""
    name = str(name)
    with project.reading() as store:
        found = store.documents.find(name)
    exact = [document for document in found if document.title == name] or found
    if not exact:
        raise NotFound("There is no document “{name}” in the project. Nothing was changed.", name=name[:200])
    if len(exact) > 1:
        raise InvalidInput("Several documents are called “{name}”; use the id. Nothing was changed.", name=name[:200])
    return exact[0]


class HasLength(Protocol):
    """A document, or what is known of one: title and length in code points."""

    @property
    def title(self) -> str:
        """What the document is called."""
        ...

    @property
    def characters(self) -> int:
        """How many code points its text has."""
        ...


def check_span(document: HasLength, start: int, end: int) -> None:
    """Raises InvalidInput unless these are whole numbers and ``[start, end)`` holds some of the document."""
    for field, value in (("start", start), ("end", end)):
        if not isinstance(value, int) or isinstance(value, bool):  # from a script or a file: anything may come
            raise InvalidInput("“{field}” must be a whole number. Nothing was coded.", field=field)
    if not 0 <= start < end <= document.characters:
        raise InvalidInput(
            "The segment {start}–{end} lies outside “{title}”, which has {characters} characters. Nothing was coded.",
            start=start,
            end=end,
            title=document.title,
            characters=document.characters,
        )


def stance_of(word: str) -> Stance:
    """The stance that a word names. Raises InvalidInput."""
    try:
        return Stance(word)
    except ValueError:
        raise InvalidInput("“stance” must be none, for, against or mixed. Nothing was coded.") from None


def coder_id(store: Store, name: str = "") -> CoderId:
    """The id of a coder by name (empty: whoever works), added when new; only inside a transaction."""
    if not name or name == store.coder:
        return store.coder_id()
    found = store.coders.named(name)
    return found if found is not None else store.coders.add(name, CODER_COLOURS[len(store.coders.all()) % 6])


def import_codings(project: Project, path: Path, progress: Progress | None = None) -> int:
    """Read codings from a JSON Lines file, all or nothing, as one step; codes that are missing are made.

    One object a line: ``document`` (title, file name, GUID or id), ``start`` and ``end`` or ``quote``, ``code``
    (path), and optionally ``coder``, ``memo``, ``stance``, ``star``. Lines are read one by one, so a million of them
    need little memory. What meets a coding of the same code and coder becomes one with it, so that the same file can be
    read again. Returns how many codings were made. Raises a UserError that names file and line.
    """
    progress = progress or Progress()
    with project.transaction(message("Codings from “{file}”", file=path.name)) as store:
        reader = _LineReader(project, store)
        try:
            total = path.stat().st_size
            with path.open("rb") as file:
                done = 0
                for number, line in enumerate(file, 1):
                    done += len(line)
                    if line.strip():
                        reader.take(_line_of(path, number, line, reader))
                    if number % 1_000 == 0:
                        progress.step(done, total, message("Reading codings: line {number}", number=number))
        except OSError as error:
            raise UnreadableFile(
                "“{name}” cannot be read: {reason}. Nothing was coded.",
                name=path.name,
                reason=error.strerror or str(error),
            ) from error
        reader.flush()
        return reader.added


class _LineReader:
    """Collects codings of a file into batches inside one transaction."""

    def __init__(self, project: Project, store: Store) -> None:
        self._project, self._store = project, store
        self._documents: dict[str, Document] = {}
        self._codes: dict[str, CodeId] = {}
        self._coders: dict[str, CoderId] = {}
        self._batch: dict[Place, list[Piece]] = {}
        self._waiting = 0
        self._text: tuple[DocumentId, str] | None = None
        self._time = now()
        self.added = 0

    def parse(self, fields: dict[str, Any]) -> tuple[NewCoding, CoderId]:
        """The coding that one line asks for. Raises UserError."""
        document = self._document(fields.get("document"))
        start: Any  # what it is, check_span looks at
        end: Any
        if "quote" in fields and "start" not in fields:
            start, end = find_quote(self._text_of(document), _text(fields, "quote"))
        else:
            start, end = fields.get("start"), fields.get("end")
        check_span(document, start, end)
        stance = stance_of(_text(fields, "stance", "") or Stance.NONE.value)
        code, coder = self._code(_text(fields, "code")), _text(fields, "coder", "")
        if coder not in self._coders:
            self._coders[coder] = coder_id(self._store, coder)
        new = NewCoding(
            document.id, code, start, end, coder, _text(fields, "memo", ""), stance, _flag(fields, "star")
        )
        return new, self._coders[coder]

    def take(self, parsed: tuple[NewCoding, CoderId]) -> None:
        """Put one coding into the batch."""
        new, coder = parsed
        piece = _piece(new, self._time, new.coder or self._store.coder, self._waiting)
        self._batch.setdefault((new.document, new.code, coder), []).append(piece)
        self._waiting += 1
        if self._waiting >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the batch. What it meets is asked of the file: to remember a million places would take 200 MB."""
        self.added += settle(self._store, self._batch, self._time)
        self._batch.clear()
        self._waiting = 0

    def _document(self, name: object) -> Document:
        if not isinstance(name, (str, int)) or isinstance(name, bool) or name == "":
            raise InvalidInput("“document” is missing. Nothing was coded.")
        key = storable(str(name))
        if key not in self._documents:
            self._documents[key] = find_document(self._project, key)
        return self._documents[key]

    def _code(self, path: str) -> CodeId:
        if path not in self._codes:
            names = parse_path(path)
            found = CodeTree(self._store.codes.all()).find(names)
            self._codes[path] = found.id if found else add_code_path(self._project, names)
        return self._codes[path]

    def _text_of(self, document: Document) -> str:
        if self._text is None or self._text[0] != document.id:
            self._text = (document.id, self._store.documents.text(document.id))
        return self._text[1]


def _line_of(path: Path, number: int, line: bytes, reader: _LineReader) -> tuple[NewCoding, CoderId]:
    try:
        fields = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        if not isinstance(fields, dict):
            raise ValueError
    except (ValueError, RecursionError):
        raise UnreadableFile(
            "“{name}”, line {line}: this is no JSON object in UTF-8. Nothing was coded.", name=path.name, line=number
        ) from None
    try:
        return reader.parse(fields)
    except UserError as error:
        located = UnreadableFile("“{name}”, line {line}: {why}", name=path.name, line=number, why=error.message)
        raise located from error


def _text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if value is None and default is not None:
        value = default
    if not isinstance(value, str) or (default is None and not value):
        raise InvalidInput("“{field}” must be a text. Nothing was coded.", field=name)
    return storable(value)


def _flag(fields: dict[str, Any], name: str) -> bool:
    value = fields.get(name)
    if value not in (None, False, True) or isinstance(value, float):
        raise InvalidInput("“{field}” must be true or false. Nothing was coded.", field=name)
    return bool(value)


def _piece(new: NewCoding, time: str, signed: str, at: int) -> Piece:
    return Piece(
        new.start,
        new.end,
        time,
        stance=new.stance.value,
        starred=int(new.starred),
        automatic=int(new.automatic),
        memo=new.memo,
        signed=signed,
        at=at,
    )


def _existing(project: Project, coding: CodingId) -> tuple[Coding, str]:
    with project.reading() as store:
        return _existing_in(store, coding)


def _existing_in(store: Store, coding: CodingId) -> tuple[Coding, str]:
    found = store.codings.get(coding)
    if found is None:
        raise NotFound("The coding no longer exists. Nothing was changed.")
    return found, store.codes.names([found.code_id])[found.code_id]
