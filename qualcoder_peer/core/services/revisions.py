"""A new version of an imported transcript: the text is replaced, and everything that has a place in it goes along.

``plan_revision`` finds where each coding and each memo on a passage stands in the new text (``text/alignment.py``) and
stores nothing; what it tells is shown to the user, who decides about those without a place. ``apply_revision`` then
does all of it as one step of the history. Codings keep their ids, so report drafts that quote them follow. What was
corrected by hand stays: title, kind, date, attributes, memo, mark of being done, who the speakers are.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CoderId, CodingId, DocumentId, MemoId, SpeakerId, StepId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Document, Speaker, SpeakerRole
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.joining import join_overlapping
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.services.report_keeping import keep_written
from qualcoder_peer.core.services.respondents import respondent_for_label
from qualcoder_peer.core.services.revised_speakers import RevisedSpeaker, TurnCounts, revise_speakers
from qualcoder_peer.core.services.storing import there_already, write_turns
from qualcoder_peer.core.text.alignment import Placed, align

UNLIKE = 0.2
"""Below this share of the old text found again, the file is hardly a version of the document."""

_STAGES = 4
_SOME = 500


class Fate(StrEnum):
    """What becomes of a passage: the same words in order, the same words elsewhere, changed words, or no place."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    LOST = "lost"


class Keeping(StrEnum):
    """What is done with a passage instead of what the plan proposes."""

    MEMO = "memo"
    DROP = "drop"
    PLACE = "place"


KEEPING_TITLES: dict[Keeping, str] = {
    Keeping.MEMO: N_("Keep as a memo"),
    Keeping.DROP: N_("Remove"),
    Keeping.PLACE: N_("Put in another place"),
}


class PassageKind(StrEnum):
    """What lies on a passage."""

    CODING = "coding"
    MEMO = "memo"


Key = tuple[PassageKind, int]
"""A coding or a memo, by its id."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A coding, or a memo on a passage: ``[start, end)`` of the old text, and its place in the new one.

    ``path`` are the names of the code from the top down, empty for a memo; ``memo`` is the coding's memo or the memo
    itself. ``near`` is where in the new text it begins, or would if it had a place. ``quotes`` is how many entries of
    report drafts quote the coding (told of those without a place).
    """

    kind: PassageKind
    id: int
    start: int
    end: int
    place: Placed | None
    path: tuple[str, ...]
    code: CodeId | None
    coder: str
    memo: str
    starred: bool
    changed: str
    near: int = 0
    quotes: int = 0

    @property
    def key(self) -> Key:
        """By what a decision names it."""
        return self.kind, self.id

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if self.place is None:
            return Fate.LOST
        if not self.place.exact:
            return Fate.CHANGED
        return Fate.MOVED if self.place.moved else Fate.SAME


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one passage; ``start`` and ``end`` (code points of the new text, half open) with PLACE only."""

    keeping: Keeping
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class RevisionPlan:
    """What a new version would do. ``likeness`` is the share of the old text that is in the new one, 0 to 1.

    ``places`` counts pages, headings and columns of sheets, before and after. ``original_kept``: the old file is kept
    with the document, so the user may want the new one kept too (see ``apply_revision``).
    """

    document: Document
    prepared: Prepared = field(repr=False)
    text: str = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    speakers: tuple[RevisedSpeaker, ...]
    gone: tuple[Speaker, ...]
    turns: TurnCounts
    places: tuple[int, int]
    likeness: float
    original_kept: bool
    state: str = field(repr=False, default="")
    """What the document held when the plan was made; if it holds something else later, the plan is refused."""

    def having(self, *fates: Fate, kind: PassageKind | None = None) -> list[Passage]:
        """The passages with one of these fates (of one kind), by place in the old text."""
        return [one for one in self.passages if one.fate in fates and kind in (None, one.kind)]

    def count(self, fate: Fate, kind: PassageKind = PassageKind.CODING) -> int:
        """How many codings (or memos on passages) have this fate."""
        return sum(1 for one in self.passages if one.fate is fate and one.kind is kind)

    def words(self, passage: Passage) -> str:
        """The words that a passage stands on in the old text."""
        return self.text[passage.start : passage.end]

    def new_words(self, passage: Passage) -> str:
        """The words that it would stand on in the new text; empty if it has no place."""
        return "" if passage.place is None else self.prepared.text[passage.place.start : passage.place.end]


@dataclass(frozen=True, slots=True)
class Revised:
    """What was done: how many codings and memos went to their places, became part of the memo, or were removed."""

    document: DocumentId
    step: StepId
    placed: int
    kept_as_memo: int
    dropped: int


def plan_revision(
    project: Project, document: DocumentId, prepared: Prepared, progress: Progress | None = None
) -> RevisionPlan:
    """Find out what replacing a document with a new version of its file would do; nothing is stored.

    Raises NotFound, InvalidInput when it is the file the document has already, or that of another one, Cancelled.
    """
    progress = progress or Progress()
    doing = message("Comparing the two versions of “{name}”", name=prepared.read.file_name)
    with project.reading(all_coders=True) as store:
        found = _checked(store, document, prepared)
        held = _Held(store, found)
        tree, coders = CodeTree(store.codes.all()), {one.id: one.name for one in store.coders.all()}
        places = len(store.places.of([document]).get(document, ()))
        people = store.respondents.names()
        kept = store.revisions.keeps_original(document)
    progress.step(1, _STAGES, doing)
    alignment = align(held.text, prepared.text, lambda: progress.step(1, _STAGES, doing))
    passages: list[Passage] = []
    for number, row in enumerate(held.codings):
        if not number % _SOME:
            progress.step(2, _STAGES, doing)
        code, start, end = CodeId(row[3]), row[5], row[6]
        place = alignment.place(start, end)
        passages.append(
            Passage(
                PassageKind.CODING, row[0], start, end, place, tree.path(code), code,
                coders.get(CoderId(row[4]), ""), row[12] or "", bool(row[8]), row[10],
                alignment.position(start) if place is None else place.start,
            )
        )  # fmt: skip
    for memo in held.memos:
        start, end = memo.start or 0, memo.end or 0
        place = alignment.place(start, end) if 0 <= start < end <= len(held.text) else None
        near = alignment.position(min(start, len(held.text))) if place is None else place.start
        passages.append(
            Passage(
                PassageKind.MEMO, memo.id, start, end, place, (), None, memo.coder, memo.text, False, memo.changed, near
            )
        )
    progress.step(3, _STAGES, doing)
    speakers, gone, turns = revise_speakers(held.turns, held.speakers, people, prepared, alignment)
    likeness = sum(run[2] for run in alignment.runs) / max(1, len(held.text))
    with project.reading(all_coders=True) as store:
        uses = store.revisions.quote_uses(
            one.id for one in passages if one.place is None and one.kind is PassageKind.CODING
        )
    passages.sort(key=lambda one: (one.start, one.end, one.kind, one.id))
    told = tuple(_with_uses(one, uses) for one in passages) if uses else tuple(passages)
    progress.step(_STAGES, _STAGES, doing)
    return RevisionPlan(
        found, prepared, held.text, told, tuple(speakers), tuple(gone), turns,
        (places, len(prepared.places)), likeness, kept, held.state,
    )  # fmt: skip


def older_versions(project: Project, files: Sequence[Prepared]) -> list[Document | None]:
    """For each file about to be imported the document that came from a file of the same name with another content, if
    there is exactly one: the file may be its new version."""
    named: dict[str, list[Document]] = {}
    contents: set[str] = set()
    with project.reading(all_coders=True) as store:
        for one in store.documents.all():
            named.setdefault(one.file_name, []).append(one)
            contents.add(one.sha256)
    found: list[Document | None] = []
    for file in files:
        known = named.get(file.read.file_name, []) if file.read.sha256 not in contents and not file.part else []
        found.append(known[0] if len(known) == 1 else None)
    return found


def apply_revision(
    project: Project,
    plan: RevisionPlan,
    decisions: Mapping[Key, Decision] | None = None,
    *,
    lost: Keeping = Keeping.MEMO,
    original: bytes | None = None,
    progress: Progress | None = None,
) -> Revised:
    """Replace the document as planned, as one step of the history; a snapshot is taken before.

    ``decisions`` go before what the plan proposes; passages without a place and without a decision are treated as
    ``lost`` says: their words, code and memo are added to the document's memo (MEMO), or they are removed (DROP).
    ``original`` is the new file, to be kept with the document. Raises InvalidInput when the document has changed since
    the plan was made or a decision names a place outside the new text, NotFound, Cancelled; nothing is changed then.
    """
    progress = progress or Progress()
    sorted_out = _sort_out(plan, decisions or {}, lost)
    doing = message("Replacing “{title}” with its new version", title=plan.document.title)
    progress.step(0, _STAGES, doing)
    project.snapshot("import")
    with project.transaction(message("New version of “{title}”", title=plan.document.title)) as store:
        document = _checked(store, plan.document.id, plan.prepared)
        if _Held(store, document).state != plan.state:
            raise InvalidInput(
                "“{title}” has changed since the two versions were compared. Nothing was replaced. Compare them again.",
                title=document.title,
            )
        progress.step(1, _STAGES, doing)
        _write_document(store, document, plan, original)
        _write_speakers(store, document, plan)
        progress.step(2, _STAGES, doing)
        _write_passages(store, document, plan, sorted_out)
        progress.step(3, _STAGES, doing)
        assert store.step is not None
        return Revised(
            document.id, store.step, len(sorted_out.placed), len(sorted_out.memos), len(sorted_out.dropped)
        )


class _Held:
    """What a document holds now, with a digest of it by which a later change is noticed."""

    def __init__(self, store: Store, document: Document) -> None:
        self.text = store.documents.text(document.id)
        self.codings = store.codings.rows(documents=[document.id])
        self.memos = [one for one in store.memos.of("document", document.id) if one.start is not None]
        self.turns = store.documents.turn_columns(document.id)
        self.speakers = store.documents.speakers(document.id)
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass"))
        digest.update(repr((document.sha256, document.characters)).encode())
        for rows in (self.codings, self.memos, self.turns, self.speakers):
            digest.update(repr(rows).encode("utf-8", "surrogatepass"))
        self.state = digest.hexdigest()


@dataclass(slots=True)
class _SortedOut:
    placed: list[tuple[Passage, int, int]] = field(default_factory=list)
    memos: list[Passage] = field(default_factory=list)
    dropped: list[Passage] = field(default_factory=list)


def _checked(store: Store, document: DocumentId, prepared: Prepared) -> Document:
    found = store.documents.get(document)
    if found is None:
        raise NotFound("The document no longer exists. Nothing was changed.")
    there = there_already(store, prepared)
    same_file = there is not None and there.id == document
    if same_file or (len(prepared.text) == found.characters and store.documents.text(document) == prepared.text):
        raise InvalidInput(
            "“{name}” holds the same text as “{title}” does. Nothing was changed.",
            name=prepared.read.file_name,
            title=found.title,
        )
    if there is not None:
        raise InvalidInput(
            "“{name}” has been imported already, as “{other}”; it cannot be a new version of “{title}” too. "
            "Nothing was changed.",
            name=prepared.read.file_name,
            other=there.title,
            title=found.title,
        )
    return found


def _with_uses(passage: Passage, uses: Mapping[int, int]) -> Passage:
    if passage.kind is not PassageKind.CODING or passage.id not in uses or passage.place is not None:
        return passage
    return replace(passage, quotes=uses[passage.id])


def _sort_out(plan: RevisionPlan, decisions: Mapping[Key, Decision], lost: Keeping) -> _SortedOut:
    if lost is Keeping.PLACE:
        raise ValueError("passages without a place are kept as a memo or removed")
    unknown = set(decisions) - {one.key for one in plan.passages}
    if unknown:
        raise NotFound("A coding or memo that was decided about is not there. Nothing was changed.")
    length = len(plan.prepared.text)
    found = _SortedOut()
    for one in plan.passages:
        chosen = decisions.get(one.key)
        keeping = chosen.keeping if chosen is not None else lost if one.place is None else Keeping.PLACE
        if keeping is Keeping.MEMO:
            found.memos.append(one)
        elif keeping is Keeping.DROP:
            found.dropped.append(one)
        elif chosen is not None:
            if not 0 <= chosen.start < chosen.end <= length:
                raise InvalidInput(
                    "“{name}” has {length} characters; {start} to {end} is no place in it. Nothing was changed.",
                    name=plan.prepared.read.file_name,
                    length=length,
                    start=chosen.start,
                    end=chosen.end,
                )
            found.placed.append((one, chosen.start, chosen.end))
        elif one.place is not None:
            found.placed.append((one, one.place.start, one.place.end))
    return found


def _write_document(store: Store, document: Document, plan: RevisionPlan, original: bytes | None) -> None:
    prepared, read = plan.prepared, plan.prepared.read
    store.revisions.release_original(document.id)
    store.revisions.rewrite(
        document.id,
        prepared.text,
        [left.message for left in prepared.left_out],
        sha256=read.sha256,
        file_name=read.file_name,
        format=read.format,
        encoding=read.encoding or "",
        date=document.date or prepared.date,
        imported=now(),
        imported_by=store.coder,
    )
    if original is not None:
        store.documents.add_original(document.id, base64.b85encode(zlib.compress(original)).decode())
    store.places.remove(document.id)
    store.places.add(document.id, prepared.places)


def _write_speakers(store: Store, document: Document, plan: RevisionPlan) -> None:
    store.revisions.remove_turns(document.id)
    store.documents.remove_speakers([one.id for one in plan.gone])
    ids: dict[str, SpeakerId] = {}
    # A label may go from one speaker to another: first all that change give theirs up.
    renamed = [one for one in plan.speakers if one.speaker is not None and one.label != one.label_before]
    for number, one in enumerate(renamed):
        assert one.speaker is not None
        store.documents.change_speaker(one.speaker, label=f"\x01{number}")
    for one in plan.speakers:
        if one.speaker is not None:
            if one.label != one.label_before:
                store.documents.change_speaker(one.speaker, label=one.label)
            ids[one.label] = one.speaker
            continue
        person = one.respondent
        if person is None and one.role is SpeakerRole.RESPONDENT and one.is_new:
            named = store.respondents.named(one.name) if one.name else None
            if named is not None:
                person = named
            elif one.name:
                person = store.respondents.add(one.name, SpeakerRole.RESPONDENT)
            else:
                person = respondent_for_label(store, one.label, document.title, shared=False)
        role = one.role
        if role is SpeakerRole.RESPONDENT and person is not None and one.is_new:
            role = store.respondents.role_of(person)  # an interviewer of the register is heard in no transcript
        ids[one.label] = store.documents.add_speaker(document.id, one.label, role, person)
    write_turns(store, document.id, plan.prepared.turns, ids)


def _write_passages(store: Store, document: Document, plan: RevisionPlan, sorted_out: _SortedOut) -> None:
    time = now()
    moved: dict[PassageKind, list[tuple[int, int, str, int]]] = {kind: [] for kind in PassageKind}
    for one, start, end in sorted_out.placed:
        same = one.place is not None and one.place.exact and (one.place.start, one.place.end) == (start, end)
        moved[one.kind].append((start, end, one.changed if same else time, one.id))
    store.revisions.move_codings(moved[PassageKind.CODING])
    store.revisions.move_memos(moved[PassageKind.MEMO])
    going = [*sorted_out.memos, *sorted_out.dropped]
    gone = [CodingId(one.id) for one in going if one.kind is PassageKind.CODING]
    keep_written(store, codings=gone, with_words=False)
    store.codings.remove(gone)
    store.memos.remove(MemoId(one.id) for one in going if one.kind is PassageKind.MEMO)
    join_overlapping(store, document.id, time)
    if sorted_out.memos:
        before = next((one.text for one in store.memos.of("document", document.id) if one.start is None), "")
        told = _as_memo(plan, sorted_out.memos, texts(store.project.get().language))
        store.memos.write("document", document.id, f"{before.rstrip()}\n\n{told}".lstrip(), store.coder)


def _as_memo(plan: RevisionPlan, passages: Sequence[Passage], say: Texts) -> str:
    """The words, codes and memos of passages, in order; what lies on the same words is told together."""
    lines = [
        say("Without a place in the new version “{name}” ({date}):", name=plan.prepared.read.file_name, date=now()[:10])
    ]
    before: tuple[int, int] | None = None
    for one in passages:
        if (one.start, one.end) != before:
            lines += ["", say("“{words}”", words=plan.words(one).strip())]
            before = one.start, one.end
        lines.append(f"– {_about(one, say)}")
    return "\n".join(lines)


def _about(passage: Passage, say: Texts) -> str:
    code = " / ".join(passage.path)
    if passage.kind is PassageKind.MEMO:
        return say("Memo ({coder}): {memo}", coder=passage.coder, memo=passage.memo.strip())
    if passage.memo.strip():
        return say("{code} ({coder}): {memo}", code=code, coder=passage.coder, memo=passage.memo.strip())
    return say("{code} ({coder})", code=code, coder=passage.coder)
