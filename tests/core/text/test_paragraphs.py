from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.paragraphs import (
    edit_paragraph_starts,
    paragraph_number,
    paragraph_span,
    paragraph_starts,
)
from qualcoder_peer.core.text.shifted import ShiftedList

TEXT = "Ett.\n\n  Två\n \t\nTre"


def test_blank_lines_are_not_numbered() -> None:
    starts = paragraph_starts(TEXT)
    assert starts == [0, 6, TEXT.index("Tre")]
    assert [paragraph_number(starts, place) for place in (0, 4, 5, 6, 10, len(TEXT))] == [1, 1, 1, 2, 2, 3]


def test_an_empty_text_has_no_paragraphs() -> None:
    assert paragraph_starts("") == []
    assert paragraph_number([], 0) == 1


def test_the_span_of_a_paragraph_has_no_white_space_at_its_edges() -> None:
    start, end = paragraph_span(TEXT, 9)
    assert TEXT[start:end] == "Två"


@given(st.text(st.sampled_from("ab \n\t\u00a0\u200b")))
def test_the_numbers_are_those_of_the_lines_with_words(text: str) -> None:
    lines = text.split("\n")
    assert len(paragraph_starts(text)) == sum(1 for line in lines if line.strip())


@given(st.data())
def test_starts_follow_edits(data: st.DataObject) -> None:
    signs = st.text("a \n", max_size=10)
    text = data.draw(signs)
    starts = ShiftedList(paragraph_starts(text))
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        new = data.draw(signs)
        text = text[:start] + new + text[end:]
        edit_paragraph_starts(starts, text, start, len(new), len(new) - (end - start))
        assert list(starts) == starts[:] == paragraph_starts(text)
        assert starts[1:-1] == paragraph_starts(text)[1:-1]
