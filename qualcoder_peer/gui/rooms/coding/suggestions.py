"""What the search-or-create box offers for the letters typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import Code
from qualcoder_peer.core.services.codebook import CodeTree, clean_name
from qualcoder_peer.core.text.fuzzy import FuzzyIndex
from qualcoder_peer.gui.rooms.coding.book import CodeBook

_LIMIT = 12
_DEFINITION_WEIGHT = 0.4
_LEAST_IN_DEFINITION = 30
_LONGEST_QUERY = 300
"""A longer text has been pasted: it is a name to be made, not something to be looked for."""
_LOOSE = 25
"""Below this score only scattered letters or a definition fit: the name typed is more likely a new one."""
_BEFORE, _EXCERPT = 24, 120

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code to choose, or (``code`` None) a name to make a code of. ``spans`` of the name matched; ``slot`` 1–9.

    ``excerpt`` are the words of the definition that fit, ``spans`` are then of these.
    """

    code: Code | None
    name: str
    above: str
    spans: Spans = ()
    slot: int | None = None
    excerpt: str = ""

    @property
    def in_definition(self) -> bool:
        """Whether the definition fits and not the name."""
        return bool(self.excerpt)


class _Searchable:
    """The codes of a tree with their names and definitions made ready for searching."""

    def __init__(self, tree: CodeTree) -> None:
        self.codes = list(tree.by_id.values())
        self.described = [code for code in self.codes if code.definition]
        self.names = FuzzyIndex([code.name for code in self.codes])
        self.definitions = FuzzyIndex([code.definition for code in self.described], loose=False)
        self.known = {code.name.casefold() for code in self.codes}


@lru_cache(maxsize=1)
def _searchable(tree: CodeTree) -> _Searchable:
    # A tree is read anew whenever a code changes, so what was made of it holds as long as it is the tree.
    return _Searchable(tree)


def suggest(book: CodeBook, query: str, recent: Sequence[int | None], parent: int | None) -> list[Suggestion]:
    """The codes that fit ``query`` best, and the code it could become under ``parent``; recent codes for no query.

    ``recent`` are the codes of the keys 1–9. Names count more than definitions.
    """
    slots = {code: number for number, code in enumerate(recent, 1) if code is not None}
    typed = clean_name(query)
    if not typed:
        first = [code for code in slots if code in book.tree.by_id]
        rest: list[CodeId] = []
        if len(first) < _LIMIT:
            rest = [code.id for code in book.tree.in_order() if code.id not in slots][: _LIMIT - len(first)]
        return [_offered(book, book.tree.by_id[CodeId(code)], slots) for code in (*first, *rest)]
    searchable = _searchable(book.tree)
    found = _found(book, searchable, typed, slots) if len(typed) <= _LONGEST_QUERY else []
    offers = [offer for _, offer in found[:_LIMIT]]
    if typed.casefold() not in searchable.known:
        above = book.get(parent)
        new = Suggestion(None, typed, above.name if above else "")
        fits = any(not offer.in_definition and score >= _LOOSE for score, offer in found)
        offers.insert(len(offers) if fits else 0, new)
    return offers


def _found(
    book: CodeBook, searchable: _Searchable, typed: str, slots: dict[int, int]
) -> list[tuple[float, Suggestion]]:
    found: list[tuple[float, Suggestion]] = []
    for number, fit in searchable.names.search(typed, _LIMIT + len(slots)):
        code = searchable.codes[number]
        found.append((fit.score + (5 if code.id in slots else 0), _offered(book, code, slots, fit.spans)))
    named = {offer.code.id for _, offer in found if offer.code is not None}
    if sum(1 for score, _ in found if score >= _LEAST_IN_DEFINITION) < _LIMIT:
        for number, fit in searchable.definitions.search(typed, 2 * _LIMIT):
            code = searchable.described[number]
            if fit.score > _LEAST_IN_DEFINITION and code.id not in named:
                excerpt, spans = _excerpt(code.definition, fit.spans)
                found.append((fit.score * _DEFINITION_WEIGHT, _offered(book, code, slots, spans, excerpt)))
    found.sort(key=lambda one: -one[0])
    return found


def _excerpt(definition: str, spans: Spans) -> tuple[str, Spans]:
    """The words of a definition around what fits, on one line, and where they fit there."""
    first = spans[0][0]
    start = 0 if first <= _BEFORE else definition.rfind(" ", 0, first - _BEFORE // 2) + 1
    cut = "… " if start else ""
    words = "".join(" " if char.isspace() else char for char in definition[start : start + _EXCERPT])
    shift = len(cut) - start
    shown = tuple((a + shift, b + shift) for a, b in spans if start <= a and b <= start + _EXCERPT)
    return f"{cut}{words}", shown


def _offered(
    book: CodeBook, code: Code, slots: dict[int, int], spans: Spans = (), excerpt: str = ""
) -> Suggestion:
    return Suggestion(code, code.name, " › ".join(book.names_above(code.id)), spans, slots.get(code.id), excerpt)
