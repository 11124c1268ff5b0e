"""What the search-or-create box offers for the letters typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.model import Code
from qualcoder_peer.core.text.fuzzy import Match, match
from qualcoder_peer.gui.rooms.coding.book import CodeBook

_LIMIT = 12
_DEFINITION_WEIGHT = 0.4
_LONGEST_NAME = 200
_LOOSE = 25
"""Below this score only scattered letters or a definition fit: the name typed is more likely a new one."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code to choose, or (``code`` None) a name to make a code of. ``spans`` of the name matched; ``slot`` 1–9."""

    code: Code | None
    name: str
    above: str
    spans: tuple[tuple[int, int], ...] = ()
    slot: int | None = None
    in_definition: bool = False


def suggest(book: CodeBook, query: str, recent: Sequence[int | None], parent: int | None) -> list[Suggestion]:
    """The codes that fit ``query`` best, and the code it could become under ``parent``; recent codes for no query.

    ``recent`` are the codes of the keys 1–9. Names count more than definitions.
    """
    slots = {code: number for number, code in enumerate(recent, 1) if code is not None}
    typed = " ".join(query.split())
    if not typed:
        first = [code for code in slots if code in book.tree.by_id]
        rest = [code.id for code in book.tree.in_order() if code.id not in slots][: max(0, _LIMIT - len(first))]
        return [_offered(book, code, (), slots) for code in (*first, *rest)]
    found: list[tuple[float, Code, Match | None]] = []
    for code in book.tree.by_id.values():
        by_name = match(typed, code.name)
        if by_name is not None:
            found.append((by_name.score + (5 if code.id in slots else 0), code, by_name))
        elif code.definition and (by_words := match(typed, code.definition)) is not None and by_words.score > 30:
            found.append((by_words.score * _DEFINITION_WEIGHT, code, None))
    found.sort(key=lambda one: -one[0])
    offers = [
        _offered(book, code.id, fit.spans if fit else (), slots, in_definition=fit is None)
        for _, code, fit in found[:_LIMIT]
    ]
    folded = typed.casefold()
    if not any(code.name.casefold() == folded for _, code, _ in found):
        above = book.get(parent)
        new = Suggestion(None, typed[:_LONGEST_NAME], above.name if above else "")
        fits = any(fit is not None and score >= _LOOSE for score, _, fit in found)
        offers.insert(len(offers) if fits else 0, new)
    return offers


def _offered(
    book: CodeBook, code: int, spans: tuple[tuple[int, int], ...], slots: dict[int, int], *, in_definition: bool = False
) -> Suggestion:
    known = book.tree.by_id[code]  # type: ignore[index]
    return Suggestion(known, known.name, " › ".join(book.names_above(code)), spans, slots.get(code), in_definition)
