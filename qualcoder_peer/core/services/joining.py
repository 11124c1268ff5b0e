"""The same code by the same coder never lies twice on the same characters: codings that meet become one.

Every way of putting a code on words goes through ``settle``. Two codings of one document, code and coder meet when they
overlap, touch, or have nothing but spaces of one paragraph between them. What becomes of them:

- it covers all of them, and the oldest keeps its id, GUID and date, so that links to it hold;
- memos are joined in the order of the text, a star stays, and who quoted one of them in a report quotes the one;
- a stance that was said stays where the others said none; for and against together are mixed;
- it counts as made by a person as soon as one of them was.

Codings that lay beside each other before (a coding that was split) stay apart until something is coded over the joint.
Positions are code points, half open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcoder_peer.core.domain.ids import CodeId, CoderId, CodingId, DocumentId, new_guid
from qualcoder_peer.core.domain.model import Coding, Stance
from qualcoder_peer.core.project import Store
from qualcoder_peer.core.services.report_keeping import keep_written

WIDEST_GAP = 24
"""So many spaces at most may lie between codings that are joined."""
_FEW_GAPS = 8
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")

Place = tuple[DocumentId, CodeId, CoderId]
"""What codings must share to be joined."""


@dataclass(slots=True, eq=False)
class Piece:
    """A coding that comes to a place (``fresh``), or one that is there already (``id``, and ``stored`` as it is)."""

    start: int
    end: int
    created: str
    id: CodingId | None = None
    stance: str = Stance.NONE.value
    starred: int = 0
    automatic: int = 0
    fresh: bool = True
    memo: str = ""
    """The memo of a coding that is to be made; that of one in the project is read when it is needed."""
    signed: str = ""
    """Who writes that memo."""
    meets_before: bool = True
    """Whether one that ends where this one begins is joined with it; one that overlaps always is."""
    meets_after: bool = True
    stored: tuple[int, int, str, int, int] | None = None
    """(start, end, stance, starred, automatic) as the project has them."""
    at: int = 0
    """Its number among what comes: those that are made get their ids in this order."""
    moves: bool = False
    """Whether it is a coding of the project that comes from another code."""
    result: CodingId | None = None
    """After ``settle``: the coding that holds its words now."""


@dataclass(slots=True)
class _Work:
    """What is to be written, collected so that much is written in one go."""

    made: list[tuple[Place, Piece, list[Piece]]] = field(default_factory=list)
    changed: list[tuple[CodingId, dict[str, Any]]] = field(default_factory=list)
    moved: dict[CodeId, list[CodingId]] = field(default_factory=dict)
    gone: dict[CodingId, CodingId] = field(default_factory=dict)
    memos: list[tuple[CodingId, list[Piece]]] = field(default_factory=list)


def piece_of(coding: Coding, *, fresh: bool = True) -> Piece:
    """A coding of the project as a piece that stays, moves or changes."""
    stored = (coding.start, coding.end, coding.stance.value, int(coding.starred), int(coding.automatic))
    return Piece(coding.start, coding.end, coding.created, coding.id, *stored[2:], fresh=fresh, stored=stored)


def settle(store: Store, coming: Mapping[Place, Sequence[Piece]], time: str) -> int:
    """Put pieces where they are to be, joined with what they meet; only inside a transaction. ``time`` is now.

    Fills in the ``result`` of each piece. Returns how many codings were made.
    """
    work = _Work()
    for place, pieces in coming.items():
        for group in _groups(store, place, pieces):
            _plan(work, place, group, time)
    return _write(store, work, time)


def count_joined(store: Store, coming: Mapping[Place, Sequence[Piece]]) -> int:
    """How many of these codings ``settle`` would join with others, to be shown beforehand."""
    return sum(
        sum(1 for piece in group if piece.fresh) - all(piece.fresh for piece in group)
        for place, pieces in coming.items()
        for group in _groups(store, place, pieces)
        if len(group) > 1
    )


def move_codings(store: Store, moving: Iterable[Coding], code: CodeId, time: str) -> list[CodingId]:
    """Give codings another code, joined with what they meet there. Returns the codings that hold their words, in
    order; only inside a transaction."""
    coming, order = _moving(moving, code)
    settle(store, coming, time)
    return [piece.result for piece in order if piece.result is not None]


def count_joined_in(store: Store, moving: Iterable[Coding], code: CodeId) -> int:
    """How many of these codings ``move_codings`` would join with others."""
    return count_joined(store, _moving(moving, code)[0])


def join_overlapping(store: Store, document: DocumentId, time: str) -> bool:
    """Join what overlaps in a document whose text has changed under its codings; only inside a transaction. Returns
    whether anything did."""
    by_place: dict[Place, list[tuple[int, int, int]]] = {}
    for coding, start, end, code, coder, *_ in store.codings.columns_of(document):
        by_place.setdefault((document, CodeId(code), CoderId(coder)), []).append((start, end, coding))
    doubled: set[int] = set()
    for spans in by_place.values():
        reach, holder = -1, -1
        for start, end, coding in spans:  # by start
            if start < reach:
                doubled |= {holder, coding}
            if end > reach:
                reach, holder = end, coding
    if not doubled:
        return False
    coming: dict[Place, list[Piece]] = {}
    for one in store.codings.by_ids(doubled):
        piece = piece_of(one)
        piece.meets_before = piece.meets_after = False
        coming.setdefault((one.document_id, one.code_id, one.coder_id), []).append(piece)
    settle(store, coming, time)
    return True


def joined_texts(texts: Iterable[str]) -> str:
    """Texts one after the other as paragraphs; what has been said, paragraph by paragraph, is not said again."""
    joined: list[str] = []
    said: set[str] = set()
    for text in texts:
        paragraphs = text.split("\n\n")
        if text and not said.issuperset(paragraphs):
            joined.append(text)
            said.update(paragraphs)
    return "\n\n".join(joined)


def _moving(moving: Iterable[Coding], code: CodeId) -> tuple[dict[Place, list[Piece]], list[Piece]]:
    coming: dict[Place, list[Piece]] = {}
    order: list[Piece] = []
    for coding in moving:
        piece = piece_of(coding)
        piece.moves = coding.code_id != code
        coming.setdefault((coding.document_id, code, coding.coder_id), []).append(piece)
        order.append(piece)
    return coming, order


def _groups(store: Store, place: Place, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces that come with those that are there, by what is to be one coding; all hold at least one fresh."""
    low = min(piece.start for piece in pieces)
    high = max(piece.end for piece in pieces)
    rows = store.codings.near(*place, low - WIDEST_GAP, high + WIDEST_GAP)
    while rows:  # what is there may reach further than what comes, and meet others out there
        wider = min(low, *(row[1] for row in rows)), max(high, *(row[2] for row in rows))
        if wider == (low, high):
            break
        low, high = wider
        rows = store.codings.near(*place, low - WIDEST_GAP, high + WIDEST_GAP)
    if not rows and len(pieces) == 1:
        return [list(pieces)]
    mine = {piece.id for piece in pieces}
    there = [
        Piece(start, end, created, CodingId(coding), stance, starred, automatic, fresh=False,
              stored=(start, end, stance, starred, automatic))
        for coding, start, end, stance, starred, automatic, created in rows
        if coding not in mine
    ]  # fmt: skip
    return sweep([*there, *pieces], _Gaps(store, place[0]).blank)


def sweep(pieces: Iterable[Piece], blank: Callable[[int, int], bool]) -> list[list[Piece]]:
    """Pieces of one place by what is to be one coding, in the order of the text; groups without a fresh one are left
    out. ``blank`` tells whether nothing but spaces lies between two positions."""
    groups: list[list[Piece]] = []
    end = reach = -1  # where the group ends, and where what may be met from behind ends
    for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
        met = groups and (
            piece.start < end
            or (reach >= 0 and blank(reach, piece.start))
            or (piece.fresh and piece.meets_before and blank(end, piece.start))
        )
        if met:
            groups[-1].append(piece)
            end = max(end, piece.end)
        else:
            groups.append([piece])
            end, reach = piece.end, -1
        if piece.fresh and piece.meets_after:
            reach = max(reach, piece.end)
    return [group for group in groups if any(piece.fresh for piece in group)]


class _Gaps:
    """Whether only spaces lie between two places of a document; its text is read when much is asked."""

    def __init__(self, store: Store, document: DocumentId) -> None:
        self._store, self._document = store, document
        self._asked = 0
        self._text: str | None = None

    def blank(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` is empty or holds nothing but spaces of one paragraph."""
        if end <= start:
            return True
        if end - start > WIDEST_GAP:
            return False
        words = self._words(start, end)
        return words.isspace() and _BREAKS.isdisjoint(words)

    def _words(self, start: int, end: int) -> str:
        self._asked += 1
        if self._text is None and self._asked <= _FEW_GAPS:
            return self._store.documents.excerpt(self._document, start, end)
        if self._text is None:
            self._text = self._store.documents.text(self._document)
        return self._text[start:end]


def _plan(work: _Work, place: Place, group: list[Piece], time: str) -> None:
    known = [piece for piece in group if piece.id is not None]
    stays = min(known, key=lambda one: (one.created, one.id or 0)) if known else group[0]
    first = stays.stored or (stays.start, stays.end, stays.stance, stays.starred, stays.automatic)
    stays.start, stays.end = min(one.start for one in group), max(one.end for one in group)
    stays.stance = _stance({one.stance for one in group})
    stays.starred = int(any(one.starred for one in group))
    stays.automatic = int(all(one.automatic for one in group))
    for piece in group:
        piece.result = stays.id
        if piece is not stays and piece.id is not None:
            assert stays.id is not None
            work.gone[piece.id] = stays.id
    if stays.id is None:
        stays.memo = joined_texts(one.memo for one in group)
        work.made.append((place, stays, group))
        return
    if len(known) > 1 or any(one.memo for one in group):
        work.memos.append((stays.id, group))
    changes = _changes(stays, first)
    if stays.moves and not changes:
        work.moved.setdefault(place[1], []).append(stays.id)
    elif stays.moves:
        work.changed.append((stays.id, {**changes, "code_id": place[1], "changed": time}))
    elif changes:
        work.changed.append((stays.id, {**changes, "changed": time}))


def _changes(piece: Piece, before: tuple[int, int, str, int, int]) -> dict[str, Any]:
    names = ("start", "end", "stance", "starred", "automatic")
    now = (piece.start, piece.end, piece.stance, piece.starred, piece.automatic)
    return {name: new for name, old, new in zip(names, before, now, strict=True) if old != new}


def _stance(stances: set[str]) -> str:
    said = stances - {Stance.NONE.value}
    if len(said) > 1:
        return Stance.MIXED.value
    return said.pop() if said else Stance.NONE.value


def _write(store: Store, work: _Work, time: str) -> int:
    memos = _joined_memos(store, work.memos)
    if work.gone:
        store.codings.hand_on_quotes(work.gone)
        store.analysis.hand_on_evidence(work.gone)
        keep_written(store, codings=work.gone)  # quotes beside one of the coding that stays
        store.codings.remove(work.gone)
    for code, codings in work.moved.items():
        store.codings.recode(codings, code, time)
    for coding, changes in work.changed:
        store.codings.change(coding, **changes)
    if memos:
        store.memos.write_many("coding", memos, store.coder)
    _insert(store, work.made)
    return len(work.made)


def _insert(store: Store, made: list[tuple[Place, Piece, list[Piece]]]) -> None:
    if len(made) == 1:
        place, stays, _ = made[0]
        stays.id = store.codings.add(_values(place, stays))
    else:
        made = sorted(made, key=lambda one: min(piece.at for piece in one[2]))
        first = store.codings.next_id() if made else 0
        for number, (_, stays, _) in enumerate(made, first):
            stays.id = CodingId(number)
        store.codings.add_many([{"id": stays.id, **_values(place, stays)} for place, stays, _ in made])
    for _, stays, group in made:
        for piece in group:
            piece.result = stays.id
    store.memos.add_many([_memo(store, stays) for _, stays, _ in made if stays.memo])


def _joined_memos(store: Store, joined: list[tuple[CodingId, list[Piece]]]) -> dict[int, str]:
    """The memos that codings are to have, where they have other ones now."""
    asked = [piece.id for _, group in joined for piece in group if piece.id is not None]
    there = store.codings.memos(asked) if asked else {}
    wanted: dict[CodingId, str] = {}
    for coding, met in joined:
        group = sorted(met, key=_age_in_text)
        said = {part for piece in group if piece.id is not None for part in there.get(piece.id, "").split("\n\n")}
        wanted[coding] = joined_texts(
            there.get(piece.id, "")
            if piece.id is not None
            else "" if said.issuperset(piece.memo.split("\n\n")) else piece.memo
            for piece in group
        )
    return {coding: text for coding, text in wanted.items() if text != there.get(coding, "")}


def _age_in_text(piece: Piece) -> tuple[int, str, float]:
    """Where it stood before anything was moved, and of those that stood in one place the oldest first."""
    start = piece.stored[0] if piece.stored is not None else piece.start
    return start, piece.created, math.inf if piece.id is None else piece.id


def _values(place: Place, piece: Piece) -> dict[str, Any]:
    document, code, coder = place
    return {
        "guid": new_guid(),
        "document_id": document,
        "code_id": code,
        "coder_id": coder,
        "start": piece.start,
        "end": piece.end,
        "stance": piece.stance,
        "starred": piece.starred,
        "created": piece.created,
        "changed": piece.created,
        "automatic": piece.automatic,
    }


def _memo(store: Store, piece: Piece) -> dict[str, Any]:
    return {
        "guid": new_guid(),
        "document_id": None,
        "coding_id": piece.id,
        "text": piece.memo,
        "coder": piece.signed or store.coder,
        "created": piece.created,
        "changed": piece.created,
    }
