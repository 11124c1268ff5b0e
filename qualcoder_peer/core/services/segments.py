"""What the coding room reads of one document and of one coding, and its gestures that do several things at once.

Codings come as plain tuples here (``SegmentRow``): a page shows thousands, and nothing but their columns is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Code, Coding, Document, Memo, Speaker
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree, add_code, texts_after_merge
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.joining import count_joined_in
from qualcoder_peer.core.services.reading_pieces import CODINGS_AT_ONCE, pieces

SegmentRow = tuple[int, int, int, int, int, str, int, int]
"""(id, start, end, code id, coder id, stance, starred, automatic) of one coding; code points, half open."""

TurnRow = tuple[int, int, int, int | None, int | None]
"""(start, said start, end, speaker id, time in milliseconds) of one speaker turn; positions in code points."""

_IN_VIVO_LENGTH = 60


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document with all that its page shows, read in one go; ``turns`` and ``segments`` by start.

    A turn is (start, said start, end, speaker id, time in milliseconds). ``segments`` is None where they were left
    for later.
    """

    document: Document
    text: str
    turns: tuple[TurnRow, ...]
    speakers: tuple[Speaker, ...]
    segments: tuple[SegmentRow, ...] | None


@dataclass(frozen=True, slots=True)
class CodingFacts:
    """One coding with its coder's name and its memo."""

    coding: Coding
    coder: str
    memo: str


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """One code with its memo, and how many documents it, or a code below it, is used in."""

    code: Code
    line: tuple[Code, ...]
    memo: str
    documents: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do: codings that move, those that meet others and are joined, codes that move
    along, how many of the merged codes bring a definition (or another text) and a memo that are joined, and what of
    the target is other text afterwards: (name of the field, its text)."""

    codings: int
    joined: int
    codes_below: int
    described: int
    memos: int
    texts: tuple[tuple[str, str], ...] = ()


def open_document(project: Project, document: DocumentId, late_above: int | None = None) -> OpenedDocument:
    """A document with text, turns, speakers and codings. Raises NotFound.

    The codings of a text of more than ``late_above`` code points are left for ``read_segments``.
    """
    with project.reading() as store:
        found = store.documents.get(document)
        if found is None:
            raise NotFound("The document no longer exists.")
        later = late_above is not None and found.characters > late_above
        return OpenedDocument(
            found,
            store.documents.text(document),
            tuple(store.documents.turn_columns(document)),
            tuple(store.documents.speakers(document)),
            None if later else tuple(store.codings.columns_of(document)),
        )


def read_segments(project: Project, document: DocumentId) -> list[SegmentRow]:
    """The codings of a document by start."""
    with project.reading() as store:
        return store.codings.columns_of(document)


def segments_by_ids(project: Project, codings: Iterable[CodingId]) -> list[tuple[DocumentId, SegmentRow]]:
    """The codings with these ids that exist, each with its document."""
    with project.reading() as store:
        return [(DocumentId(document), row) for document, row in store.codings.columns_by_ids(codings)]


def documents_of_respondent(project: Project, respondent: int) -> list[DocumentId]:
    """The documents in which a respondent speaks, in the order of the list of documents."""
    with project.reading() as store:
        spoken = {one.document_id for one in store.documents.speakers() if one.respondent_id == respondent}
        return [one.id for one in store.documents.all() if one.id in spoken]


def read_coding(project: Project, coding: CodingId) -> CodingFacts:
    """All that is known of one coding. Raises NotFound."""
    with project.reading() as store:
        found = store.codings.get(coding)
        if found is None:
            raise NotFound("The coding no longer exists.")
        coders = {coder.id: coder.name for coder in store.coders.all()}
        memos = store.memos.of("coding", coding)
    return CodingFacts(found, coders.get(found.coder_id, ""), memos[0].text if memos else "")


def read_codings(project: Project, codings: Sequence[CodingId]) -> list[CodingFacts]:
    """All that is known of those of these codings that exist, in their order, read at once."""
    with project.reading() as store:
        found = {coding.id: coding for coding in store.codings.by_ids(codings)}
        coders = {coder.id: coder.name for coder in store.coders.all()}
        memos = store.codings.memos(found)
    return [
        CodingFacts(found[coding], coders.get(found[coding].coder_id, ""), memos.get(coding, ""))
        for coding in codings
        if coding in found
    ]


def read_code(project: Project, code: CodeId) -> CodeFacts:
    """All that is known of one code. Raises NotFound."""
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        if code not in tree.by_id:
            raise NotFound("The code no longer exists.")
        memos = store.memos.of("code", code)
        documents = store.codings.count_documents(tree.below(code))
    return CodeFacts(tree.by_id[code], tuple(tree.line(code)), memos[0].text if memos else "", documents)


def document_memos(project: Project, document: DocumentId) -> tuple[str, list[Memo]]:
    """The memo of a document as a whole (empty if there is none), and those on its passages by place."""
    with project.reading() as store:
        memos = store.memos.of("document", document)
    whole = next((memo.text for memo in memos if memo.start is None), "")
    return whole, [memo for memo in memos if memo.start is not None]


def code_use(
    project: Project, codes: Sequence[CodeId] | None = None
) -> tuple[dict[CodeId, int], dict[CodeId, frozenset[int]]]:
    """How many codings each code has (without those below it), and the ids of the respondents heard in them.

    ``codes`` None: all codes. Read in pieces: a commit waits for who reads, and the window for the commit. What is
    committed between two pieces is in one and not in the other; who shows the numbers counts again then.
    """
    with project.reading() as store:
        counts = store.codes.coding_counts(codes)
    heard: dict[CodeId, frozenset[int]] = {}
    for piece, _ in pieces({code: count for code, count in counts.items() if count <= CODINGS_AT_ONCE}):
        with project.reading() as store:
            heard |= store.codes.respondents(piece)
    for code in (code for code, count in counts.items() if count > CODINGS_AT_ONCE):
        heard[code] = _heard_in_many(project, code)
    return counts, {code: respondents for code, respondents in heard.items() if respondents}


def _heard_in_many(project: Project, code: CodeId) -> frozenset[int]:
    """The respondents heard in a code with many codings, some documents or a share of one at a time."""
    with project.reading() as store:
        counts = store.codings.counts_of(codes=[code])
    heard: frozenset[int] = frozenset()
    for piece, share in pieces(counts):
        with project.reading() as store:
            heard |= store.codes.respondents([code], documents=piece, share=share).get(code, frozenset())
    return heard


def code_with_new(
    project: Project,
    name: str,
    parent: CodeId | None,
    document: DocumentId,
    start: int,
    end: int,
    *,
    starred: bool = False,
) -> tuple[CodeId, CodingId]:
    """Make a code and put it on a segment, as one step. Raises InvalidInput or NotFound; nothing is made then."""
    shown = " ".join(name.split())
    with project.transaction(message("Code with the new “{name}”", name=shown[:200])):
        code = add_code(project, name, parent)
        coding = add_codings(project, [NewCoding(document, code, start, end, starred=starred)])[0]
    return code, coding


def in_vivo_name(words: str) -> str:
    """The respondent's words as the name of a code: on one line, without edge punctuation, cut at a word if long."""
    shown = " ".join(words.split()).strip(" .,;:!?…–—-\"'”“’‘»«()[]")
    if len(shown) <= _IN_VIVO_LENGTH:
        return shown
    cut = shown[:_IN_VIVO_LENGTH].rsplit(" ", 1)[0].rstrip(" .,;:!?…–—-")
    return f"{cut} …"


def plan_merge(project: Project, sources: Sequence[CodeId], target: CodeId) -> MergePlan:
    """What ``codebook.merge_codes`` would do with these codes."""
    chosen = [code for code in dict.fromkeys(sources) if code != target]
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        memos = store.memos.texts_of("code")
        moving = [coding for coding, _ in store.codings.filtered(codes=chosen)] if chosen else []
        joined = count_joined_in(store, moving, target)
    known = [tree.by_id[code] for code in chosen if code in tree.by_id]
    return MergePlan(
        len(moving),
        joined,
        sum(len(tree.below(code.id)) - 1 for code in known),
        sum(1 for code in known if code.definition or code.when_to_use or code.when_not or code.example),
        sum(1 for code in known if memos.get(code.id)),
        tuple(texts_after_merge(tree.by_id[target], known, memos).items()) if target in tree.by_id else (),
    )
