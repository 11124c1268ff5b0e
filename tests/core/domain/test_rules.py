"""What single fields may hold."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.palette import CODE_COLOURS, CODER_COLOURS, checked_colour, contrast
from qualcoder_peer.core.domain.rules import project_language, project_method, project_title, storable


@pytest.mark.parametrize("text", ["", "a", "å😀\u202e\u0301", "\x01\t\n\x1f", "\ufffe\uffff", "\U0010ffff"])
def test_nearly_every_text_can_be_stored(text: str) -> None:
    assert storable(text) == text


@pytest.mark.parametrize("text", ["\x00", "a\x00", "\ud800", "😀\udc00", "x" * 10_000 + "\udfff"])
def test_a_text_that_cannot(text: str) -> None:
    with pytest.raises(InvalidInput) as told:
        storable(text)
    sentence = str(told.value)
    assert "cannot be stored" in sentence and len(sentence) < 300
    assert "\x00" not in sentence
    sentence.encode()


def test_fields_of_a_project() -> None:
    assert project_title("  Stöd\n i Brofjorden ") == "Stöd i Brofjorden"
    assert [project_language(one) for one in ("sv", "da", "en")] == ["sv", "da", "en"]
    assert project_method("") == "" and project_method("thematic") == "thematic"
    wrong = ((project_title, " \n"), (project_language, "SV"), (project_language, ""), (project_method, "?"))
    for rule, value in wrong:
        with pytest.raises(InvalidInput):
            rule(value)


def test_contrast_of_colours() -> None:
    # Published: black on white 21:1; #767676 on white 4.54:1 (WebAIM's contrast checker).
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    for colour in {*CODE_COLOURS, *CODER_COLOURS}:
        assert checked_colour(colour.upper()) == colour
        assert contrast(colour, "#ffffff") >= 4.5
    assert len(set(CODE_COLOURS)) == len(CODE_COLOURS)
