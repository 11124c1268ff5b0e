"""The index of segments follows edits of the text as if each segment were moved by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.text.edits import made_edit
from qualcoder_peer.gui.widgets.transcript import Segment
from qualcoder_peer.gui.widgets.transcript import index as index_module
from qualcoder_peer.gui.widgets.transcript.index import SegmentIndex


def segment(number: int, start: int, end: int) -> Segment:
    return Segment(number, start, end, 1, "#000000", "K")


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_like_each_by_itself(data: st.DataObject) -> None:
    bucket, far = index_module._BUCKET, index_module._FAR
    index_module._BUCKET, index_module._FAR = 8, 30  # small ones, so that short texts have many
    try:
        compare(data)
    finally:
        index_module._BUCKET, index_module._FAR = bucket, far


def compare(data: st.DataObject) -> None:
    text = "abc def\n" * 20
    places = st.tuples(st.integers(0, 159), st.integers(1, 160)).filter(lambda one: one[0] < one[1])
    slow = {number: segment(number, *span) for number, span in enumerate(data.draw(st.lists(places, max_size=25)))}
    index = SegmentIndex(slow.values())
    for number in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 5, 30])))
        new = data.draw(st.sampled_from(["", "x", "\n", "hej du ", "långt " * 9]))
        edit, put = made_edit(text, start, end, new)
        text = text[: edit.start] + put + text[edit.end :]
        lost = index.edit(edit)
        after = {key: edit.passage(one.start, one.end) for key, one in slow.items()}
        assert {one.id for one in lost} == {key for key, span in after.items() if span is None}
        slow = {key: slow[key]._replace(start=span[0], end=span[1]) for key, span in after.items() if span}
        if text and data.draw(st.booleans()):
            place = data.draw(st.integers(0, len(text) - 1))
            slow[100 + number] = segment(100 + number, place, data.draw(st.integers(place + 1, len(text))))
            index.add(slow[100 + number])
        if slow and data.draw(st.integers(0, 4)) == 0:
            key = data.draw(st.sampled_from(sorted(slow)))
            assert index.remove(key) == slow.pop(key)
        if data.draw(st.integers(0, 4)) == 0:
            index.settle()
        assert sorted(index) == sorted(slow.values()) and len(index) == len(slow)
        assert all(index.get(key) == one for key, one in slow.items())
        low = data.draw(st.integers(0, len(text)))
        high = data.draw(st.integers(low, len(text)))
        assert index.overlapping(low, high) == sorted(
            (one for one in slow.values() if one.start < high and one.end > low and low < high),
            key=lambda one: (one.start, -one.end, one.id),
        )
