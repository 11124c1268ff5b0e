"""Writing a prepared document into the project with all that came with it: turns, places, attributes, comments.

Everything here happens inside a transaction that the caller has opened.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from qualcoder_peer.core.domain.ids import CodeId, CoderId, DocumentId, RespondentId, SpeakerId, new_guid
from qualcoder_peer.core.domain.model import CodeRole, Document, Owner, SpeakerRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.sources import FoundComment, TurnProposal
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import coder_id
from qualcoder_peer.core.services.joining import Piece, Place, settle
from qualcoder_peer.core.services.preparing import CommentUse, Prepared
from qualcoder_peer.core.services.respondents import respondent_for_label

_LONGEST_NAME = 80


def there_already(store: Store, prepared: Prepared) -> Document | None:
    """The document that came from the same content: the same file, or the same row of the same sheet."""
    return store.documents.with_sha256(prepared.read.sha256)


def write_document(
    project: Project,
    store: Store,
    prepared: Prepared,
    *,
    language: str = "",
    shared_labels: bool = False,
    original: bytes | DocumentId | None = None,
) -> DocumentId:
    """Store one prepared document. ``shared_labels``: a label that names a respondent already is the same person;
    ``original``: the file itself, to be kept with it, or the document out of the same file that has it.
    Raises InvalidInput for texts that no project can hold."""
    read = prepared.read
    _check_texts(prepared)
    title = free_title(store, prepared.title)
    spoken = language or store.project.get().language
    document = store.documents.add(
        {
            "guid": new_guid(),
            "title": title,
            "kind": prepared.kind.value,
            "language": spoken,
            "sha256": read.sha256,
            "file_name": read.file_name,
            "format": read.format,
            "encoding": read.encoding or "",
            "left_out": tuple(left.message for left in prepared.left_out),
            "date": prepared.date,
            "imported": now(),
            "imported_by": store.coder,
            "done": 0,
        },
        prepared.text,
    )
    speakers = _add_speakers(store, document, title, prepared, shared_labels)
    write_turns(store, document, prepared.turns, speakers)
    store.places.add(document, prepared.places)
    write_attributes(store, document, read.attributes)
    _take_comments(project, store, document, prepared)
    if isinstance(original, bytes):
        store.documents.add_original(document, base64.b85encode(zlib.compress(original)).decode())
    elif original is not None:
        store.documents.share_original(document, original)
    return document


def write_turns(store: Store, document: DocumentId, found: TurnProposal, speakers: dict[str, SpeakerId]) -> None:
    """Insert the turns found; ``speakers`` are the ids by label."""
    store.documents.add_many_turns(
        document,
        [
            (speakers.get(one.speaker) if one.speaker is not None else None, one.start, one.said_start, one.end,
             one.time_ms)
            for one in found.turns
        ],
    )  # fmt: skip


def write_attributes(store: Store, document: DocumentId, attributes: Iterable[tuple[str, str]]) -> None:
    """Write what a file says of its document into the documents' table; a column that is missing is made."""
    wanted = {" ".join(name.split()): " ".join(value.split()) for name, value in attributes}
    wanted = {name: value for name, value in wanted.items() if name and value}
    if not wanted:
        return
    columns = {one.name: one.id for one in store.attributes.all(Owner.DOCUMENT)}
    for name in wanted:
        if name not in columns:
            columns[name] = store.attributes.add(name, Owner.DOCUMENT)
    store.attributes.write(Owner.DOCUMENT, [(document, columns[name], value) for name, value in wanted.items()])


def free_title(store: Store, title: str) -> str:
    """``title``, with a number behind it when the project has it already."""
    cleaned = " ".join(title.split()) or "?"
    free, number = cleaned, 2
    while store.documents.has_title(free):
        free, number = f"{cleaned} ({number})", number + 1
    return free


def code_name(comment: str) -> tuple[str, str]:
    """The name of a code that a comment becomes (its first line, cut between words), and the memo: the whole comment
    where the name does not say all of it, else nothing."""
    whole = "\n".join(line.strip() for line in comment.strip().splitlines())
    name = " ".join(whole.partition("\n")[0].split())
    if len(name) > _LONGEST_NAME:
        name = name[:_LONGEST_NAME].rpartition(" ")[0] or name[:_LONGEST_NAME]
        name = name.rstrip(" ,;:–-") + "…"
    return name, "" if name == whole else whole


def _check_texts(prepared: Prepared) -> None:
    # Before anything is written, so that of an import of many files only this one is told of.
    read = prepared.read
    storable(prepared.text)
    for one in dict.fromkeys(
        (
            prepared.title,
            read.file_name,
            *(part for choice in prepared.speakers for part in (choice.label, choice.respondent)),
            *(place.label for place in prepared.places),
            *(part for comment in prepared.comments for part in (comment.text, comment.author)),
            *(part for pair in read.attributes for part in pair),
        )
    ):
        storable(one)


def _add_speakers(
    store: Store, document: DocumentId, title: str, prepared: Prepared, shared_labels: bool
) -> dict[str, SpeakerId]:
    found: dict[str, SpeakerId] = {}
    for choice in prepared.speakers:
        person: RespondentId | None = None
        role = choice.role
        if role is SpeakerRole.RESPONDENT:
            if choice.respondent:
                person = store.respondents.named(choice.respondent) or store.respondents.add(
                    choice.respondent, SpeakerRole.RESPONDENT
                )
            else:
                person = respondent_for_label(store, choice.label, title, shared=shared_labels)
            role = store.respondents.role_of(person)  # an interviewer of the register is heard in no transcript
        found[choice.label] = store.documents.add_speaker(document, choice.label, role, person)
    return found


def _take_comments(project: Project, store: Store, document: DocumentId, prepared: Prepared) -> None:
    if not prepared.comments or prepared.comment_use is CommentUse.NONE:
        return
    coders = {author: coder_id(store, " ".join(author.split())) for author in _authors(prepared.comments)}
    if prepared.comment_use is CommentUse.MEMOS:
        store.memos.add_many([_memo(store, one, document) for one in prepared.comments])
        return
    codes = _CommentCodes(project, store)
    taken: dict[tuple[int, int, CodeId, CoderId], tuple[FoundComment, list[str]]] = {}
    for one in prepared.comments:
        name, memo = code_name(one.text)
        if prepared.comment_use is CommentUse.CODINGS:
            code, memo = codes.top, one.text.strip()
        else:
            code = codes.named(name)
        _, memos = taken.setdefault((one.start, one.end, code, coders[one.author]), (one, []))
        if memo:
            memos.append(memo)
    coming: dict[Place, list[Piece]] = {}
    for number, ((start, end, code, coder), (one, memos)) in enumerate(taken.items()):
        coming.setdefault((document, code, coder), []).append(
            Piece(start, end, _time(one.time), memo="\n\n".join(memos), signed=_signed(store, one), at=number)
        )
    settle(store, coming, now())


class _CommentCodes:
    """The code “Comments” at the top of the tree and those under it, made where they are missing."""

    def __init__(self, project: Project, store: Store) -> None:
        self._project = project
        name = texts(store.project.get().language)("Comments")
        tops = [one.id for one in store.codes.children(None) if one.name == name]
        self.top = tops[0] if tops else add_code(
            project, name, role=CodeRole.THEME, colour=CODE_COLOURS[0], texts={"definition": _definition(store)}
        )
        self._below = {one.name.casefold(): one.id for one in store.codes.children(self.top)}

    def named(self, name: str) -> CodeId:
        """The code of this name under the top one, whatever its capitals."""
        key = name.casefold()
        if key not in self._below:
            colour = CODE_COLOURS[(len(self._below) + 1) % len(CODE_COLOURS)]
            self._below[key] = add_code(self._project, name, self.top, role=CodeRole.CODE, colour=colour)
        return self._below[key]


def _definition(store: Store) -> str:
    return texts(store.project.get().language)("Comments that stood in the imported files.")


def _authors(comments: Iterable[FoundComment]) -> dict[str, None]:
    return dict.fromkeys(one.author for one in comments)


def _memo(store: Store, one: FoundComment, document: DocumentId) -> dict[str, Any]:
    time = _time(one.time)
    return {
        "guid": new_guid(),
        "document_id": document,
        "coding_id": None,
        "start": one.start,
        "end": one.end,
        "text": one.text.strip(),
        "coder": _signed(store, one),
        "created": time,
        "changed": time,
    }


def _signed(store: Store, one: FoundComment) -> str:
    return " ".join(one.author.split()) or store.coder


def _time(written: str) -> str:
    """A comment's own time as the project writes times (one without a zone is taken as UTC); now where it has none."""
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        return now()
    zoned = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
