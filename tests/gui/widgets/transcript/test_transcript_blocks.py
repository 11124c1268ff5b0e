"""Cutting a text into blocks for Qt: every character keeps its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from transcript_material import mixed_text, plain_text

from qualcoder_peer.core.text.offsets import Utf16Map, utf16_length
from qualcoder_peer.gui.widgets.transcript.blocks import shown_text
from qualcoder_peer.gui.widgets.transcript.labels import StripeRow, place_labels
from qualcoder_peer.gui.widgets.transcript.page import Wish, share_width
from qualcoder_peer.gui.widgets.transcript.values import time_label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "en rad",
        "å\n\n\nö\n",
        "a\rb\r\nc\u2028d\u2029e\ufffcf\ufdd0g",
        mixed_text(3_000),
        plain_text(2_500),
        "ord " * 9_000,
        "x" * 9_000,
    ],
    ids=["empty", "line end", "line", "blank lines", "odd characters", "mixed", "long", "one paragraph", "no spaces"],
)
def test_the_shown_text_has_the_length_of_the_stored_one_in_qt_too(text: str) -> None:
    shown = shown_text(text, Utf16Map(text))
    assert len(shown.text) == len(text)
    document = QTextDocument()
    document.setPlainText(shown.text)
    assert document.characterCount() - 1 == utf16_length(text)
    assert document.blockCount() == len(shown.sizes)
    assert sum(length for length, _ in shown.sizes) + len(shown.sizes) - 1 == utf16_length(text)
    changed = {(old, new) for old, new in zip(text, shown.text, strict=True) if old != new}
    assert changed <= {("\n", "\u2028"), (" ", "\n"), *((odd, "\ufffd") for odd in "\r\u2029\ufdd0\ufffc")}


def test_paragraphs_share_blocks_only_in_long_texts() -> None:
    short, long = plain_text(1_000), plain_text(4_000)
    assert len(shown_text(short, Utf16Map(short)).sizes) == 1_000
    assert len(shown_text(long, Utf16Map(long)).sizes) < 2_000


def test_a_paragraph_of_enormous_length_is_cut_at_spaces() -> None:
    text = "ett ord till " * 20_000
    assert max(length for length, _ in shown_text(text, Utf16Map(text)).sizes) <= 2_000


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 500), st.integers(5, 300)), max_size=40))
def test_names_in_the_margin_never_overlap_and_stay_on_the_page(extents: list[tuple[int, int]]) -> None:
    rows = [StripeRow(number, top, top + length) for number, (top, length) in enumerate(extents)]
    tops = place_labels(rows, 16, 480, 16)
    places = sorted(tops.values())
    assert all(after - before >= 16 for before, after in pairwise(places))
    assert all(0 <= top <= 480 - 16 for top in places)
    for row in rows:
        if row.id in tops:
            assert row.top <= tops[row.id] <= min(max(0, row.bottom), max(0, row.top) + 3 * 16)


def test_a_stripe_alone_has_its_name_where_it_begins() -> None:
    assert place_labels([StripeRow(1, 100, 130), StripeRow(2, -80, 300)], 16, 480, 16) == {2: 0, 1: 100}


def test_the_column_is_centred_when_there_is_room_and_gives_way_before_the_names() -> None:
    assert share_width(1_300, 80, Wish(500, 430), Wish(200, 120)) == (400, 400)
    assert share_width(800, 80, Wish(500, 430), Wish(200, 120)) == (100, 200)
    assert share_width(710, 80, Wish(500, 430), Wish(200, 120)) == (80, 200)
    assert share_width(640, 80, Wish(500, 430), Wish(200, 120)) == (80, 130)
    left, right = share_width(100, 80, Wish(500, 430), Wish(200, 120))
    assert left >= 0 and right >= 0 and left + right < 100


def test_times_are_short_below_an_hour() -> None:
    assert [time_label(ms) for ms in (0, 65_999, 3_600_000, 36_061_000)] == ["0:00", "1:05", "1:00:00", "10:01:01"]
