"""Which language a passage seems to be in."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.text.likely_language import likely_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Det blev ett tomrum när Kim slutade och ingen visste vad man skulle göra", "sv"),
        ("Jeg ved ikke hvad det er, men det er meget rart at have noget", "da"),
        ("Jeg vet ikke hva det er, men det er mye å gjøre og noe annet", "no"),
        ("The report was not read by anyone and there were no copies of it", "en"),
        ("Stockholm stad 2024", ""),
        ("", ""),
        ("12 345 678", ""),
    ],
)
def test_small_words_tell_the_language(text: str, language: str) -> None:
    assert likely_language(text) == language
