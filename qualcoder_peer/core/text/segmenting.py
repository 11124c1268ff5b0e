"""From hits to what is coded around them: the words found, their sentence, their paragraph, all of a turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from qualcoder_peer.core.text.sentences import sentence_spans

Span = tuple[int, int]


class Scope(StrEnum):
    """How much around what was found is coded."""

    HIT = "hit"
    SENTENCE = "sentence"
    TURN = "turn"
    PARAGRAPH = "paragraph"


def units(text: str, found: Span, said: Span, scope: Scope, language: str, *, is_turn: bool) -> Iterator[Span]:
    """The sentences, paragraphs … of what one speaker says, ``said``, that ``found`` within it touches.

    They are ascending, without white space at their edges, and never reach out of ``said``. A paragraph is a line that
    is not blank; where ``said`` is no turn (``is_turn`` false) a turn is a paragraph. Code points, half open.
    """
    if scope is Scope.HIT:
        whole: Iterable[Span] = (found,)
    elif scope is Scope.TURN and is_turn:
        whole = (said,)
    else:
        start = max(said[0], text.rfind("\n", 0, found[0]) + 1)
        line_end = text.find("\n", max(found[0], found[1] - 1))
        end = said[1] if line_end < 0 else min(said[1], line_end)
        if scope is Scope.SENTENCE:
            whole = sentence_spans(text, start, end, language)
        else:
            whole = _lines(text, start, end)
    for one in whole:
        trimmed = trim(text, *one)
        if trimmed is not None and trimmed[0] < found[1] and found[0] < trimmed[1]:
            yield trimmed


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its edges; None when nothing else is in it."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return (start, start + len(words.strip())) if words and not words.isspace() else None


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        yield start, line_end
        start = line_end + 1
