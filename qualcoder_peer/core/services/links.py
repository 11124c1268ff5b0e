"""Where the links in memos lead: what a link is called now, and how a link to something is written."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, MemoId
from qualcoder_peer.core.domain.links import Link, LinkKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.text.markdown_lines import escaped

_LONGEST_WORDS = 80


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link leads to: the row's ``id``; ``document`` and ``[start, end)`` (code points) of a coding.

    ``title`` are the words a link gets (a quote's are its own), ``detail`` says what they belong to.
    """

    link: Link
    id: int
    title: str
    detail: str = ""
    document: int | None = None
    start: int | None = None
    end: int | None = None

    @property
    def markdown(self) -> str:
        """The link as it is put in a memo."""
        return f"[{escaped(self.title)}]({self.link.address})"


def find_link(project: Project, link: Link) -> LinkTarget:
    """What a link leads to. Raises NotFound with a sentence when it is gone."""
    with project.reading() as store:
        row = store.memos.linked(link.kind.value, link.guid)
    if row is not None:
        return link_to(project, link.kind, row)
    if link.kind is LinkKind.CODING:
        raise NotFound("The quote that this link led to is no longer in the project.")
    if link.kind is LinkKind.CODE:
        raise NotFound("The code that this link led to is no longer in the project; it may have been merged.")
    if link.kind is LinkKind.DOCUMENT:
        raise NotFound("The document that this link led to is no longer in the project.")
    if link.kind is LinkKind.RESPONDENT:
        raise NotFound("The respondent that this link led to is no longer in the project.")
    raise NotFound("The memo that this link led to is no longer in the project.")


def link_to(project: Project, kind: LinkKind, row: int) -> LinkTarget:
    """The link to a coding, code, document, respondent or memo by its id. Raises NotFound."""
    with project.reading() as store:
        guid = store.memos.guid_of(kind.value, row)
        if guid is None:
            raise NotFound("What was to be linked to is no longer in the project.")
        link = Link(kind, guid)
        if kind is LinkKind.CODING:
            coding = store.codings.get(CodingId(row))
            assert coding is not None
            words = store.documents.text(coding.document_id)[coding.start : coding.end]
            code = CodeTree(store.codes.all()).by_id[coding.code_id]
            where = (coding.document_id, coding.start, coding.end)
            return LinkTarget(link, row, shortened(words), code.name, *where)
        if kind is LinkKind.CODE:
            path = CodeTree(store.codes.all()).path(CodeId(row))
            return LinkTarget(link, row, path[-1], " › ".join(path[:-1]))
        if kind is LinkKind.DOCUMENT:
            document = store.documents.get(DocumentId(row))
            assert document is not None
            return LinkTarget(link, row, document.title, document=row)
        if kind is LinkKind.RESPONDENT:
            return LinkTarget(link, row, store.respondents.by_ids([row])[0].name)
        memo = store.memos.get(MemoId(row))
    assert memo is not None
    return LinkTarget(link, row, memo.title or memo.date or shortened(memo.text) or "…", memo.date)


def link_choices(project: Project) -> list[LinkTarget]:
    """All codes (in the order of the tree), documents and respondents, to choose a link from."""
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        documents, people = store.documents.all(), store.respondents.all()
    found = []
    for code in tree.in_order():
        path = tree.path(code.id)
        found.append(LinkTarget(Link(LinkKind.CODE, code.guid), code.id, code.name, " › ".join(path[:-1])))
    for document in documents:
        found.append(
            LinkTarget(Link(LinkKind.DOCUMENT, document.guid), document.id, document.title, document=document.id)
        )
    for person in people:
        found.append(LinkTarget(Link(LinkKind.RESPONDENT, person.guid), person.id, person.name))
    return found


def shortened(words: str) -> str:
    """Words on one line, cut at a word where they are many."""
    shown = " ".join(words.split())
    if len(shown) <= _LONGEST_WORDS:
        return shown
    return f"{shown[:_LONGEST_WORDS].rsplit(' ', 1)[0].rstrip(' ,.;:')} …"
