from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.offsets import Utf16Map, utf16_length

FAMILY = "👩\u200d👩\u200d👧"
TEXTS = st.lists(st.one_of(st.characters(), st.sampled_from(["😀", "e\u0301", FAMILY, "\n", "å"]))).map("".join)


@given(TEXTS)
def test_every_position_agrees_with_counting_by_encoding(text: str) -> None:
    mapping = Utf16Map(text)
    for position in range(len(text) + 1):
        units = len(text[:position].encode("utf-16-le", "surrogatepass")) // 2
        assert mapping.to_utf16(position) == units
        assert mapping.to_code_point(units) == position


@pytest.mark.parametrize("text", ["\ud83da😀", "\ud83d\ude00😀b", "付\u04d8ÙÚ😀Û", "\ud8ff", "a\udc00𝒳\udbff"])
def test_halves_of_pairs_and_letters_with_the_same_bytes_are_no_pairs(text: str) -> None:
    mapping = Utf16Map(text)
    for position in range(len(text) + 1):
        astral = sum(ord(one) > 0xFFFF for one in text[:position])
        assert mapping.to_utf16(position) == position + astral
        assert mapping.to_code_point(position + astral) == position


@given(TEXTS, st.lists(st.integers(0, 40)))
def test_batches_give_what_single_calls_give(text: str, positions: list[int]) -> None:
    mapping = Utf16Map(text)
    units = mapping.all_to_utf16(positions)
    assert units == [mapping.to_utf16(position) for position in positions]
    assert mapping.all_to_code_points(units) == [mapping.to_code_point(unit) for unit in units]


@pytest.mark.parametrize(
    ("text", "position", "units"),
    [("a😀b", 2, 3), ("e\u0301n", 2, 2), (FAMILY + "x", 5, 8), ("åäö", 3, 3), ("😀" * 5, 5, 10)],
)
def test_known_places(text: str, position: int, units: int) -> None:
    assert Utf16Map(text).to_utf16(position) == units
    assert Utf16Map(text).to_code_point(units) == position
    assert utf16_length(text[:position]) == units


def test_a_place_inside_a_surrogate_pair_is_the_character_s_start() -> None:
    assert Utf16Map("a😀b").to_code_point(2) == 1


def test_text_without_astral_characters_needs_no_table() -> None:
    assert Utf16Map("tjugofem år – och en dag").is_identity
    assert not Utf16Map("😀").is_identity


@given(st.data())
def test_the_map_follows_edits(data: st.DataObject) -> None:
    signs = st.text("a😀é\u0301", max_size=8)
    text = data.draw(signs)
    positions = Utf16Map(text)
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        new = data.draw(signs)
        positions.replace(start, end, new)
        text = text[:start] + new + text[end:]
        fresh = Utf16Map(text)
        assert [positions.to_utf16(one) for one in range(len(text) + 1)] == [
            fresh.to_utf16(one) for one in range(len(text) + 1)
        ]
        assert all(positions.to_code_point(fresh.to_utf16(one)) == one for one in range(len(text) + 1))
        assert positions.is_identity == fresh.is_identity
