from __future__ import annotations

import pytest

from qualcoder_peer.gui.rooms.material.dates import typed_date


@pytest.mark.parametrize(
    "typed", ["2026-05-04", "20260504", "2026/5/4", " 4.5.2026", "4/5-2026", "04-05-2026", "4/5 2026", "2026 05 04"]
)
def test_a_date_as_people_type_it(typed: str) -> None:
    assert typed_date(typed) == "2026-05-04"


@pytest.mark.parametrize(
    "typed", ["", "i maj", "2026", "2026-13-01", "31/2 2026", "4/5/26", "ca 2026-05-04", "1-2-3-4"]
)
def test_what_is_no_date_stays_for_the_core_to_refuse(typed: str) -> None:
    assert typed_date(typed) == typed.strip()
