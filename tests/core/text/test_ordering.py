from __future__ import annotations

import random

import pytest

from qualcoder_peer.core.text.ordering import sort_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("sv", ["anna", "Bo", "Zeb", "Åsa", "Ängla", "Öst"]),
        ("da", ["anna", "Bo", "Zeb", "Ægir", "Østen", "Åse"]),
        ("en", ["anna", "Asa", "Åse", "Bo", "Öst", "Zeb"]),
        ("sv", ["", "2 intervju", "Intervju 2", "Intervju 9 b", "Intervju 10", "Intervju 010 x", "Intervju A"]),
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(language: str, names: list[str]) -> None:
    shuffled = random.Random(5).sample(names, len(names))
    assert sorted(shuffled, key=lambda name: sort_key(name, language)) == names


def test_marks_that_come_apart_and_case_do_not_count() -> None:
    assert sort_key("A\u030asa") == sort_key("åsa") == sort_key("ÅSA")
    assert sort_key("René") == sort_key("rene")


def test_digits_of_other_scripts_and_very_long_numbers_are_no_obstacle() -> None:
    assert sort_key("R" + "9" * 5000) > sort_key("R8")
    assert sort_key("R²") > sort_key("R")
    assert sort_key("R٣") > sort_key("R2")
