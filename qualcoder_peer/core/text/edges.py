"""Where a selection and the edges of a coding may stand: at words and sentences, never inside the label of a speaker.

A label (``R1: ``, ``[00:01:23] Interviewer: ``) belongs to the transcript and is nothing that anybody has said: a quote
neither begins nor ends with one. Positions are code points, half open.
"""

from __future__ import annotations

from collections.abc import Callable

from qualcoder_peer.core.text.sentences import next_sentence_edge, previous_sentence_edge
from qualcoder_peer.core.text.words import next_word_edge, previous_word_edge

Span = tuple[int, int]
_OPENING = "([{\"'“”„‘’‚«»"
LabelAt = Callable[[int], Span | None]
"""The label of the last turn that begins at a position or before it; None where there is none."""


def without_labels(text: str, start: int, end: int, label_at: LabelAt) -> Span:
    """The stretch without a label that it begins or ends in, nor the white space there; empty when nothing is left.

    Labels in the middle of a stretch of several turns stay.
    """
    label = label_at(start)
    if label is not None and label[0] <= start < label[1]:
        start = label[1]
        while start < end and text[start].isspace():
            start += 1
    return start, max(start, _out_of_label(text, end, label_at))


def moved_end(
    text: str, start: int, end: int, label_at: LabelAt, *, forward: bool, sentence: bool = False, language: str = "sv"
) -> int:
    """Where the end stands after a step of a word, or of a sentence; where it was, if nothing would be left."""
    later = end
    while forward and later < len(text):
        later = next_sentence_edge(text, later, language) if sentence else next_word_edge(text, later)
        label = label_at(later)
        if label is None or not label[0] < later <= label[1]:
            return max(end, _before(text, later))
        later = label[1]
    if forward:
        return end
    earlier = previous_sentence_edge(text, end, language) if sentence else previous_word_edge(text, end)
    earlier = _out_of_label(text, _before(text, earlier), label_at)
    return earlier if earlier > start else end


def moved_start(
    text: str, start: int, end: int, label_at: LabelAt, *, forward: bool, sentence: bool = False, language: str = "sv"
) -> int:
    """Where the start stands after a step of a word, or of a sentence; where it was, if nothing would be left."""
    if forward:
        later = next_sentence_edge(text, start, language) if sentence else next_word_edge(text, start)
        later = _behind(text, later, end, sentence)
        label = label_at(later)
        if label is not None and label[0] <= later < label[1]:
            later = _behind(text, label[1], end, sentence)
        return later if later < end else start
    earlier = start
    while earlier > 0:
        earlier = previous_sentence_edge(text, earlier, language) if sentence else previous_word_edge(text, earlier)
        label = label_at(earlier)
        if label is None or not label[0] <= earlier < label[1]:
            return earlier
        if label[1] < start:
            return label[1]  # the first sentence of a turn
        earlier = label[0]
    return start


def _out_of_label(text: str, end: int, label_at: LabelAt) -> int:
    label = label_at(end)
    return end if label is None or not label[0] < end <= label[1] else _before(text, label[0])


def _before(text: str, place: int) -> int:
    """The end of what stands before a place, without white space and without what opens the words that follow."""
    while place > 0 and (
        text[place - 1].isspace() or (text[place - 1] in _OPENING and (place == 1 or text[place - 2].isspace()))
    ):
        place -= 1
    return place


def _behind(text: str, place: int, end: int, sentence: bool) -> int:
    """The next letter or digit from a place on; where a sentence begins, its quotation mark or dash belongs to it."""
    while place < end and (text[place].isspace() if sentence else not text[place].isalnum()):
        place += 1
    return place
