"""The Markdown of memos."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.markdown_lines import (
    LineKind,
    SpanKind,
    escaped,
    first_line,
    line_spans,
    marked_lines,
    plain_words,
)


def looks(text: str) -> list[tuple[str, str]]:
    """The pieces of one line, each with letters for its look: b i s c l."""
    signs = ("strong", "emphasis", "struck", "code", "address")
    return [
        (piece.text, "".join(letter for letter, name in zip("bisca", signs, strict=True) if getattr(piece, name)))
        for piece in marked_lines(text)[0].pieces
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("bara ord", [("bara ord", "")]),
        ("**fet *och* x**", [("fet ", "b"), ("och", "bi"), (" x", "b")]),
        ("***båda***", [("båda", "bi")]),
        ("~~bort~~ och __kvar__", [("bort", "s"), (" och ", ""), ("kvar", "b")]),
        ("ett_namn_med_streck", [("ett_namn_med_streck", "")]),
        ("2 * 3 * 4", [("2 * 3 * 4", "")]),
        ("**aldrig stängd", [("**aldrig stängd", "")]),
        ("`*kod*` \\*inte kursiv\\*", [("*kod*", "c"), (" *inte kursiv*", "")]),
        ("**[ord](qcp:code/1)**", [("ord", "ba")]),
        (r"[a \[b\]](qcp:code/1)", [("a [b]", "a")]),
        ("![bild](http://x.se/a.png)", [("bild", "")]),
        ("<script>alert(1)</script><img src='x'>", [("<script>alert(1)</script><img src='x'>", "")]),
        ("# Rubrik *ett*", [("Rubrik ", ""), ("ett", "i")]),
        ("🙂**🙂**", [("🙂", ""), ("🙂", "b")]),
    ],
)
def test_what_words_look_like(text: str, pieces: list[tuple[str, str]]) -> None:
    assert looks(text) == pieces


def test_lines() -> None:
    found = marked_lines("# A\n- b\n    - c\n12) d\n> e\n---\n\n```\n*f*\n```\ng")
    assert [(one.kind, one.level, one.sign, one.text) for one in found] == [
        (LineKind.HEADING, 1, "", "A"),
        (LineKind.BULLET, 0, "-", "b"),
        (LineKind.BULLET, 2, "-", "c"),
        (LineKind.NUMBER, 0, "12)", "d"),
        (LineKind.QUOTE, 0, "", "e"),
        (LineKind.RULE, 0, "", ""),
        (LineKind.BLANK, 0, "", ""),
        (LineKind.FENCE, 0, "", ""),
        (LineKind.CODE, 0, "", "*f*"),
        (LineKind.FENCE, 0, "", ""),
        (LineKind.PLAIN, 0, "", "g"),
    ]


def test_a_link_knows_where_its_words_stand() -> None:
    (span,) = line_spans("se [ord](qcp:code/7) här")
    assert (span.kind, span.address) == (SpanKind.LINK, "qcp:code/7")
    assert "se [ord](qcp:code/7) här"[span.start : span.end] == "[ord](qcp:code/7)"
    assert "se [ord](qcp:code/7) här"[span.inner_start : span.inner_end] == "ord"


def test_the_first_line_and_plain_words() -> None:
    text = "\n---\n## **Först** [här](qcp:code/1)\n- sen"
    assert first_line(text) == "Först här"
    assert first_line("x" * 500, 10) == "x" * 10
    assert plain_words("**A**\n- b\n  1. c") == "A\n• b\n  1. c"


@given(st.text(alphabet="ab*_~`[]()\\! #>-\n🙂", max_size=60))
def test_any_text_can_be_read_and_spans_nest(text: str) -> None:
    for line in text.split("\n"):
        spans = line_spans(line)
        for span in spans:
            assert 0 <= span.start <= span.inner_start <= span.inner_end <= span.end <= len(line)
        for first in spans:
            for second in spans:
                apart = second.start >= first.end or second.end <= first.start
                inside = second.start >= first.start and second.end <= first.end
                around = second.start <= first.start and second.end >= first.end
                assert apart or inside or around
    assert len(marked_lines(text)) == text.count("\n") + 1


@given(st.text(alphabet="ab*_~`[]\\ ", min_size=1, max_size=30).filter(lambda words: words.strip()))
def test_words_of_a_link_come_back(words: str) -> None:
    shown = " ".join(words.split())
    (line,) = marked_lines(f"[{escaped(words)}](qcp:code/1)")
    assert [(piece.text, piece.address) for piece in line.pieces] == [(shown, "qcp:code/1")]
