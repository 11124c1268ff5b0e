"""Memos on anything: the project, documents and passages, codes, codings and respondents.

The one memo of a code, a coding or a respondent is written where the thing itself is changed (codebook.py, coding.py,
respondents.py); here are the free ones and the overview.
"""

from __future__ import annotations

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, MemoId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Memo
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coding import check_span


def list_memos(project: Project) -> list[Memo]:
    """Every memo of the project, newest change first."""
    with project.reading() as store:
        return store.memos.all()


def memos_of(project: Project, owner: str, owner_id: int | None) -> list[Memo]:
    """The memos of one owner: ``project document code coding respondent`` and its id (None for the project)."""
    with project.reading() as store:
        return store.memos.of(owner, owner_id)


def add_project_memo(project: Project, text: str) -> MemoId:
    """Add a memo on the project as a whole. Raises InvalidInput when it is empty."""
    with project.transaction(message("Memo on the project")) as store:
        return store.memos.add("project", None, _words(text), store.coder)


def add_passage_memo(project: Project, document: DocumentId, start: int, end: int, text: str) -> MemoId:
    """Add a memo on a passage (code points, half open). Raises InvalidInput or NotFound."""
    with project.reading() as store:
        found = store.documents.get(document)
    if found is None:
        raise NotFound("The document no longer exists. Nothing was changed.")
    check_span(found, start, end)
    with project.transaction(message("Memo on a passage of “{title}”", title=found.title)) as store:
        return store.memos.add("document", document, _words(text), store.coder, (start, end))


def change_memo(project: Project, memo: MemoId, text: str) -> None:
    """Write the text of a memo; empty text removes it. Raises NotFound."""
    with project.transaction(message("Change a memo")) as store:
        done = store.memos.change(memo, text, store.coder) if text.strip() else store.memos.remove([memo]) > 0
        if not done:
            raise NotFound("The memo no longer exists. Nothing was changed.")


def _words(text: str) -> str:
    if not text.strip():
        raise InvalidInput("The memo is empty. Nothing was changed.")
    return text
