from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.services.reading_pieces import pieces


@given(st.dictionaries(st.integers(0, 10_000), st.integers(0, 300)), st.integers(1, 60))
def test_all_are_read_once_and_no_piece_is_larger_than_its_last_makes_it(counts: dict[int, int], most: int) -> None:
    made = list(pieces(counts, most))
    whole = [piece for piece, share in made if share is None]
    shared = [(piece, share) for piece, share in made if share is not None]
    assert [one for piece in whole for one in piece] == [one for one in counts if counts[one] <= 2 * most]
    assert all(sum(counts[one] for one in piece[:-1]) < most for piece in whole)
    assert all(sum(counts[one] for one in piece) >= most for piece in whole[:-1])
    for one in (one for one in counts if counts[one] > 2 * most):
        shares = [share for piece, share in shared if piece == [one]]
        assert [share.number for share in shares] == list(range(len(shares)))
        assert all(share.of == len(shares) and counts[one] <= most * share.of for share in shares)
    assert all(len(piece) == 1 for piece, _ in shared)
