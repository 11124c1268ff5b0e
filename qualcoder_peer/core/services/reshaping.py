"""Codings made of other codings: one split in two, several joined to one, copies under another code.

Positions are code points, half open. Each is one step of undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, new_guid
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Coding
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.joining import piece_of, settle


def split_coding(project: Project, coding: CodingId, start: int, end: int | None = None) -> list[CodingId]:
    """Cut a coding at ``start``, and at ``end`` if that is given, without white space at the edges of the parts.

    The first part keeps the id, the date, the memo and its places in reports; stance and star go to all of them. The
    parts stay apart although they lie beside each other, until something is coded over the joint. Returns them in the
    order of the text. Raises NotFound, InvalidInput when there are not at least two parts with words.
    """
    found, name = _one(project, coding)
    cuts = sorted({cut for cut in (start, start if end is None else end) if found.start < cut < found.end})
    with project.reading() as store:
        words = store.documents.excerpt(found.document_id, found.start, found.end)
    edges = [found.start, *cuts, found.end]
    spans = [
        span
        for first, last in pairwise(edges)
        if (span := _trimmed(words, found.start, first, last)) is not None
    ]
    if len(spans) < 2:
        raise InvalidInput("Put the cursor inside the coding, between two words, to split it. Nothing was changed.")
    time = now()
    with project.transaction(message("Split “{name}”", name=name[:200])) as store:
        store.codings.change(coding, start=spans[0][0], end=spans[0][1], automatic=0, changed=time)
        made = [
            store.codings.add(
                {
                    "guid": new_guid(),
                    "document_id": found.document_id,
                    "code_id": found.code_id,
                    "coder_id": found.coder_id,
                    "start": first,
                    "end": last,
                    "stance": found.stance.value,
                    "starred": int(found.starred),
                    "created": time,
                    "changed": time,
                    "automatic": 0,  # a person has looked at it
                }
            )
            for first, last in spans[1:]
        ]
    return [coding, *made]


def join_codings(project: Project, codings: Sequence[CodingId]) -> CodingId:
    """Make one coding of several with the same code by the same coder, from the first to the last word of theirs.

    The oldest stays and takes in the memos. Raises NotFound, InvalidInput when there are fewer than two of them or
    they differ in document, code or coder.
    """
    with project.reading() as store:
        found = store.codings.by_ids(dict.fromkeys(codings))
        names = store.codes.names([found[0].code_id]) if found else {}
    if not found:
        raise NotFound("The coding no longer exists. Nothing was changed.")
    places = {(one.document_id, one.code_id, one.coder_id) for one in found}
    if len(found) < 2 or len(places) > 1:
        raise InvalidInput("Only codings with the same code by the same coder can be joined. Nothing was changed.")
    pieces = [piece_of(one) for one in found]
    pieces[0].automatic = 0  # a person has looked at them
    # One of them is stretched over all; whatever of this code lies between is met by that and joined as well.
    pieces[0].start, pieces[0].end = min(one.start for one in found), max(one.end for one in found)
    with project.transaction(message("Join codings of “{name}”", name=names[found[0].code_id][:200])) as store:
        settle(store, {places.pop(): pieces}, now())
    assert pieces[0].result is not None
    return pieces[0].result


def copy_codings(project: Project, codings: Sequence[CodingId], code: CodeId) -> list[CodingId]:
    """Put another code on the words of codings, with their memos, stances and stars; the codings stay as they are.

    The copies are by who works. Raises NotFound.
    """
    with project.reading() as store:
        target = store.codes.get(code)
        found = list(store.codings.filtered(ids=codings))
    if target is None or not found:
        raise NotFound("The coding or the code no longer exists. Nothing was changed.")
    with project.transaction(message("Copy codings to “{name}”", name=target.name[:200])):
        return add_codings(
            project,
            [
                NewCoding(one.document_id, code, one.start, one.end, "", memo, one.stance, one.starred)
                for one, memo in found
            ],
        )


def code_with_several(
    project: Project,
    codes: Sequence[CodeId],
    new: Sequence[tuple[str, CodeId | None]],
    document: DocumentId,
    start: int,
    end: int,
    *,
    starred: bool = False,
) -> tuple[list[CodeId], list[CodingId]]:
    """Put several codes on one segment as one step; ``new`` are names of codes to be made, with the code above each.

    Returns the codes, those that were made last, and the coding of each. Raises InvalidInput or NotFound; nothing is
    made then.
    """
    count = len(codes) + len(new)
    with project.transaction(counted("Code with {count} code", "Code with {count} codes", count)):
        all_codes = [*codes, *(add_code(project, name, parent) for name, parent in new)]
        made = add_codings(project, [NewCoding(document, code, start, end, starred=starred) for code in all_codes])
    return all_codes, made


def _one(project: Project, coding: CodingId) -> tuple[Coding, str]:
    with project.reading() as store:
        found = store.codings.get(coding)
        if found is None:
            raise NotFound("The coding no longer exists. Nothing was changed.")
        return found, store.codes.names([found.code_id])[found.code_id]


def _trimmed(words: str, offset: int, start: int, end: int) -> tuple[int, int] | None:
    """``[start, end)`` without white space at its edges; ``words`` begin at ``offset``. None if nothing is left."""
    part = words[start - offset : end - offset]
    held = part.strip()
    if not held:
        return None
    first = start + part.index(held)
    return first, first + len(held)
