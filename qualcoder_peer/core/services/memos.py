"""Memos on anything: the project, documents and passages, codes, codings and respondents; and the research journal.

The one memo of a code, a coding or a respondent is written where the thing itself is changed (codebook.py, coding.py,
respondents.py); here are the free ones, the entries of the journal, and the overview of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from enum import StrEnum
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, MemoId, SelectionId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.model import Memo
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.coding import check_span
from qualcoder_peer.core.services.selections import narrow
from qualcoder_peer.core.text.markdown_lines import first_line
from qualcoder_peer.core.text.words import fold_case


class MemoKind(StrEnum):
    """What a memo is about; an entry of the journal is about a day."""

    PROJECT = "project"
    JOURNAL = "journal"
    DOCUMENT = "document"
    PASSAGE = "passage"
    CODE = "code"
    CODING = "coding"
    RESPONDENT = "respondent"


MEMO_KIND_TITLES: dict[MemoKind, str] = {
    MemoKind.PROJECT: N_("The project"),
    MemoKind.JOURNAL: N_("Research journal"),
    MemoKind.DOCUMENT: N_("Document"),
    MemoKind.PASSAGE: N_("Passage"),
    MemoKind.CODE: N_("Code"),
    MemoKind.CODING: N_("Coded passage"),
    MemoKind.RESPONDENT: N_("Respondent"),
}


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A memo in a list. ``owner_id`` is the id of what it is about (None for the project and the journal).

    ``document_id``, ``start`` and ``end`` (code points, half open) say where a passage or a coding stands.
    ``about`` are names from the outside in: the path of a code; for a coding that path and the title of its document.
    ``characters`` is the length of the whole text in code points, ``line`` its first line without signs.
    """

    id: MemoId
    guid: str
    kind: MemoKind
    owner_id: int | None
    document_id: int | None
    start: int | None
    end: int | None
    about: tuple[str, ...]
    title: str
    date: str
    line: str
    characters: int
    coder: str
    created: str
    changed: str


@dataclass(frozen=True, slots=True)
class MemoFilter:
    """Which memos are wanted; empty means all. ``words`` must all stand in the memo, its title or its owner's name.

    ``since`` and ``until`` (ISO dates, both included) are about the day of a journal entry, and about the last change
    of other memos. ``sets`` are sets and saved filters, all of which must hold: of documents, what a memo is about lies
    in one; of respondents, it is about one of them or about a document in which one of them speaks.
    """

    words: str = ""
    kinds: frozenset[MemoKind] = frozenset()
    coders: frozenset[str] = frozenset()
    since: str = ""
    until: str = ""
    sets: tuple[SelectionId, ...] = ()


def list_memos(project: Project) -> list[Memo]:
    """Every memo of the project, newest change first."""
    with project.reading() as store:
        return store.memos.all()


def memo_rows(project: Project, which: MemoFilter = MemoFilter()) -> list[MemoRow]:
    """The memos that are wanted, newest change first; entries of the journal alone by their day, newest first.

    Raises NotFound for a set that is gone.
    """
    with project.reading() as store:
        inside = _inside(store, which.sets)
        columns = store.memos.overview()
        tree = CodeTree(store.codes.all())
        texts = store.memos.texts() if which.words.strip() else {}
    wanted = fold_case(which.words).split()
    rows = [row for row in (_row(one, tree) for one in columns) if inside(row) and _fits(row, which, wanted, texts)]
    if which.kinds == {MemoKind.JOURNAL}:
        rows.sort(key=lambda row: (row.date, row.created), reverse=True)
    return rows


def count_memos(project: Project) -> int:
    """How many memos there are, entries of the journal among them."""
    with project.reading() as store:
        return store.memos.count()


def memo_row(project: Project, memo: MemoId) -> MemoRow:
    """What a list shows of one memo. Raises NotFound."""
    with project.reading() as store:
        columns = store.memos.overview(memo)
        tree = CodeTree(store.codes.all())
    if not columns:
        raise NotFound("The memo no longer exists.")
    return _row(columns[0], tree)


def read_memo(project: Project, memo: MemoId) -> Memo:
    """One memo with its whole text. Raises NotFound."""
    with project.reading() as store:
        found = store.memos.get(memo)
    if found is None:
        raise NotFound("The memo no longer exists.")
    return found


def memo_coders(project: Project) -> list[str]:
    """Who has written memos, in order."""
    with project.reading() as store:
        return store.memos.coders()


def memos_of(project: Project, owner: str, owner_id: int | None) -> list[Memo]:
    """The memos of one owner: ``project document code coding respondent`` and its id (None for the project).

    The journal is not among those of the project.
    """
    with project.reading() as store:
        return store.memos.of(owner, owner_id)


def passage_spans(project: Project, document: DocumentId) -> list[tuple[int, int]]:
    """Where the passages with memos stand in a document (code points, half open), by start."""
    with project.reading() as store:
        found = store.memos.of("document", document)
    return [(memo.start, memo.end) for memo in found if memo.start is not None and memo.end is not None]


def add_project_memo(project: Project, text: str) -> MemoId:
    """Add a memo on the project as a whole. Raises InvalidInput when it is empty."""
    words = _words(text)
    with project.transaction(message("Memo on the project")) as store:
        return store.memos.add("project", None, words, store.coder)


def append_memo(project: Project, owner: str, owner_id: int, text: str) -> MemoId:
    """Add words to the one memo of a ``document code coding respondent``, or begin it. Returns its id.

    Raises InvalidInput when there are no words, NotFound when the owner is gone.
    """
    words = _words(text)
    with project.reading() as store:
        if store.memos.guid_of(owner, owner_id) is None:
            raise NotFound("What the memo is about no longer exists. Nothing was changed.")
        before = next((memo for memo in store.memos.of(owner, owner_id) if memo.start is None), None)
        label = _label(MemoKind(owner), _owner_name(store, owner, owner_id))
    with project.transaction(label) as store:
        if before is None:
            return store.memos.add(owner, owner_id, words, store.coder)
        store.memos.change(before.id, f"{before.text.rstrip()}\n\n{words}", store.coder)
        return before.id


def add_passage_memo(project: Project, document: DocumentId, start: int, end: int, text: str) -> MemoId:
    """Add a memo on a passage (code points, half open). Raises InvalidInput or NotFound."""
    words = _words(text)
    with project.reading() as store:
        found = store.documents.get(document)
    if found is None:
        raise NotFound("The document no longer exists. Nothing was changed.")
    check_span(found, start, end)
    with project.transaction(message("Memo on a passage of “{title}”", title=found.title)) as store:
        return store.memos.add("document", document, words, store.coder, (start, end))


def change_memo(project: Project, memo: MemoId, text: str) -> None:
    """Write the text of a memo; empty text removes it. An entry of the journal keeps what else it has.

    Raises NotFound, or InvalidInput for text that cannot be stored.
    """
    words = storable(text)
    with project.reading() as store:
        found = store.memos.get(memo)
    if found is None:
        raise NotFound("The memo no longer exists. Nothing was changed.")
    if found.is_journal:
        change_entry(project, memo, text=words)
        return
    row = memo_row(project, memo)
    name = row.about[-2 if row.kind is MemoKind.CODING else -1] if row.about else ""
    with project.transaction(_label(row.kind, name)) as store:
        done = store.memos.change(memo, words, store.coder) if words.strip() else store.memos.remove([memo]) > 0
        if not done:
            raise NotFound("The memo no longer exists. Nothing was changed.")


def remove_memos(project: Project, memos: Sequence[MemoId]) -> int:
    """Delete memos or entries of the journal, as one step. Returns how many there were."""
    with project.transaction(counted("Delete {count} memo", "Delete {count} memos", len(memos))) as store:
        return store.memos.remove(memos)


def add_entry(project: Project, date: str, title: str = "", text: str = "") -> MemoId:
    """Add an entry to the research journal. ``date`` is the day it is about (ISO, 2026-03-01).

    Raises InvalidInput for another date, and when title and text are both empty.
    """
    day, heading, words = _day(date), _heading(title), storable(text)
    if not heading and not words.strip():
        raise InvalidInput("The entry is empty. Nothing was changed.")
    with project.transaction(message("Journal entry of {date}", date=day)) as store:
        return store.memos.add_entry(day, heading, words, store.coder)


def change_entry(
    project: Project, memo: MemoId, *, date: str | None = None, title: str | None = None, text: str | None = None
) -> None:
    """Write what is given of an entry of the journal. Raises InvalidInput or NotFound; nothing is changed then."""
    values: dict[str, str] = {}
    if date is not None:
        values["date"] = _day(date)
    if title is not None:
        values["title"] = _heading(title)
    if text is not None:
        values["text"] = storable(text)
    with project.reading() as store:
        found = store.memos.get(memo)
    if found is None or not found.is_journal:
        raise NotFound("The entry no longer exists. Nothing was changed.")
    if all(getattr(found, name) == value for name, value in values.items()):
        return
    label = message("Change the journal entry of {date}", date=values.get("date", found.date))
    with project.transaction(label) as store:
        store.memos.change_entry(memo, store.coder, **values)


def _label(kind: MemoKind, name: str) -> Message:
    """What a step that writes a memo is called: what the memo is about, so that the history can be read."""
    if kind is MemoKind.PROJECT:
        return message("Memo on the project")
    if kind is MemoKind.RESPONDENT:
        return message("Memo on a respondent")  # who it is stands in the memo alone
    if kind is MemoKind.PASSAGE:
        return message("Memo on a passage of “{title}”", title=name)
    if kind is MemoKind.CODING:
        return message("Memo on a coding of “{name}”", name=name[:200])
    return message("Memo on “{name}”", name=name[:200])


def _owner_name(store: Store, owner: str, owner_id: int) -> str:
    """The title of a document, the name of a code, or of the code of a coding."""
    if owner == "document":
        document = store.documents.get(DocumentId(owner_id))
        return document.title if document is not None else ""
    if owner == "coding":
        coding = store.codings.get(CodingId(owner_id))
        owner_id = coding.code_id if coding is not None else 0
    code = store.codes.get(CodeId(owner_id)) if owner in ("code", "coding") else None
    return code.name if code is not None else ""


def _row(columns: tuple[Any, ...], tree: CodeTree) -> MemoRow:
    (memo, guid, stored, document, code, coding, respondent, start, end, title, date, beginning, length, coder, created,
     changed, document_title, name, coded_with) = columns  # fmt: skip
    about: tuple[str, ...] = ()
    owner: int | None = None
    if stored == "journal":
        kind = MemoKind.JOURNAL
    elif coding is not None:
        kind, owner = MemoKind.CODING, coding
        about = (*_path(tree, coded_with), document_title or "")
    elif document is not None:
        kind, owner = MemoKind.DOCUMENT if start is None else MemoKind.PASSAGE, document
        about = (document_title or "",)
    elif code is not None:
        kind, owner, about = MemoKind.CODE, code, _path(tree, code)
    elif respondent is not None:
        kind, owner, about = MemoKind.RESPONDENT, respondent, (name or "",)
    else:
        kind = MemoKind.PROJECT
    return MemoRow(
        MemoId(memo), guid, kind, owner, document, start, end, about, title, date, first_line(beginning), length, coder,
        created, changed,
    )  # fmt: skip


def _path(tree: CodeTree, code: int | None) -> tuple[str, ...]:
    return tree.path(CodeId(code)) if code in tree.by_id else ()


def _inside(store: Store, sets: Sequence[SelectionId]) -> Callable[[MemoRow], bool]:
    """Whether what a memo is about lies in all of these sets."""
    if not sets:
        return lambda _row: True
    left = narrow(store, sets)
    documents = None if left.documents is None else set(left.documents)
    people = None if left.respondents is None else set(left.respondents)
    if people is not None:
        speaking = {one.document_id for one in store.documents.speakers() if one.respondent_id in people}
        documents = speaking if documents is None else documents & speaking

    def inside(row: MemoRow) -> bool:
        """About a document that is left, or about a person who is."""
        if row.kind is MemoKind.RESPONDENT:
            return people is not None and left.documents is None and row.owner_id in people
        return documents is not None and row.document_id in documents

    return inside


def _fits(row: MemoRow, which: MemoFilter, wanted: Sequence[str], texts: dict[int, str]) -> bool:
    if which.kinds and row.kind not in which.kinds or which.coders and row.coder not in which.coders:
        return False
    day = row.date or row.changed[:10]
    if which.since and day < which.since or which.until and day > which.until:
        return False
    if not wanted:
        return True
    words = fold_case("\n".join((texts.get(row.id, ""), row.title, row.date, *row.about)))
    return all(word in words for word in wanted)


def _words(text: str) -> str:
    if not text.strip():
        raise InvalidInput("The memo is empty. Nothing was changed.")
    return storable(text)


def _heading(title: str) -> str:
    return " ".join(storable(title).split())


def _day(date: str) -> str:
    cleaned = date.strip()
    try:
        return calendar_date.fromisoformat(cleaned).isoformat()
    except ValueError:
        raise InvalidInput(
            "“{date}” is no date; write year, month and day as in 2026-05-04.", date=cleaned[:40]
        ) from None
