from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.edited_text import _AROUND, EditedText

_LONG = "Ord och ord. 🙂\n" * (_AROUND // 2)
_WHERE = st.integers(0, 40_000)


@given(st.lists(st.tuples(_WHERE, st.integers(0, 6_000), st.text(max_size=5)), max_size=12))
def test_whatever_is_edited_wherever_the_text_is_what_slicing_makes(edits: list[tuple[int, int, str]]) -> None:
    edited, plain = EditedText(_LONG), _LONG
    for place, length, new in edits:
        start = min(place, len(plain))
        end = min(start + length, len(plain))
        plain = plain[:start] + new + plain[end:]
        assert edited.replace(start, end, new) == plain == edited.text


def test_letters_typed_in_one_place_keep_what_is_cut_small() -> None:
    edited = EditedText(_LONG)
    for number in range(5 * _AROUND):
        edited.replace(9_000 + number, 9_000 + number, "a")
        assert len(edited._near) <= 4 * _AROUND + 1
    assert edited.text == _LONG[:9_000] + "a" * 5 * _AROUND + _LONG[9_000:]
