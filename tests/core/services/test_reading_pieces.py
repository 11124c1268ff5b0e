from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.services.reading_pieces import pieces


@given(st.dictionaries(st.integers(0, 10_000), st.integers(0, 50)), st.integers(1, 60))
def test_all_are_read_once_in_their_order_and_no_piece_is_larger_than_its_last_makes_it(
    counts: dict[int, int], most: int
) -> None:
    made = list(pieces(counts, most))
    assert [one for piece in made for one in piece] == list(counts)
    assert all(sum(counts[one] for one in piece[:-1]) < most for piece in made)
    assert all(sum(counts[one] for one in piece) >= most for piece in made[:-1])
