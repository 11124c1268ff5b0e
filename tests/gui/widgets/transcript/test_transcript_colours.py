"""Text stays readable on every tint, in every theme."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from qualcoder_peer.core.domain.palette import CODE_COLOURS as PALETTE
from qualcoder_peer.gui.theme import CONTRAST, DARK, LIGHT
from qualcoder_peer.gui.widgets.transcript import TranscriptColours
from qualcoder_peer.gui.widgets.transcript.colours import contrast, parse_colour, tint, visible_on

# Strong and pale, light and dark: more than a code palette would hold.
CODE_COLOURS = (
    "#3b7dd8",
    "#c2571a",
    "#8e44ad",
    "#2e8b57",
    "#b8860b",
    "#c0392b",
    "#000000",
    "#ffffff",
    "#ffff00",
    "#0000ff",
)
THEMES = {
    "light": TranscriptColours.light(),
    "dark": TranscriptColours.dark(),
    "high contrast": TranscriptColours.high_contrast(),
}


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_every_tint(theme: str) -> None:
    colours = THEMES[theme]
    for count in (1, 2, 4, 6):
        for codes in itertools.combinations(CODE_COLOURS, count):
            page = parse_colour(tint(codes, colours.background, colours.muted_text, colours.tints))
            assert contrast(parse_colour(colours.text), page) >= 4.5, codes
            assert contrast(parse_colour(colours.muted_text), page) >= 4.5, codes
    for code in CODE_COLOURS:
        page = parse_colour(tint((code,), colours.background, colours.muted_text, (colours.lit_tint,)))
        assert contrast(parse_colour(colours.muted_text), page) >= 4.5, code


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_hits_and_selection_and_in_the_margins(theme: str) -> None:
    colours = THEMES[theme]
    for ground in (colours.hit, colours.current_hit):
        assert contrast(parse_colour(colours.muted_text), parse_colour(ground)) >= 4.5
    assert contrast(parse_colour(colours.selected_text), parse_colour(colours.selection)) >= 4.5
    assert contrast(parse_colour(colours.margin_text), parse_colour(colours.background)) >= 4.5
    assert contrast(parse_colour(colours.stripe_text), parse_colour(colours.background)) >= 7
    assert contrast(parse_colour(colours.hit_edge), parse_colour(colours.background)) >= 3
    assert contrast(parse_colour(colours.accent), parse_colour(colours.background)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_stripes_of_any_code_colour_stand_out_from_the_page(theme: str) -> None:
    colours = THEMES[theme]
    for code in CODE_COLOURS:
        ink = parse_colour(visible_on(code, colours.background, colours.stripe_contrast))
        assert contrast(ink, parse_colour(colours.background)) >= colours.stripe_contrast


def test_more_codings_make_a_deeper_tint() -> None:
    colours = TranscriptColours.light()
    page = parse_colour(colours.background)
    depths = [
        contrast(parse_colour(tint(("#3b7dd8",) * count, colours.background, colours.muted_text, colours.tints)), page)
        for count in (1, 2, 3, 4)
    ]
    assert depths == sorted(depths) and len(set(depths)) == 4


def test_a_colour_that_is_none_is_grey_and_no_error() -> None:
    assert (
        parse_colour("red") == parse_colour("#12345") == parse_colour("#zzzzzz") == parse_colour("") == (128, 128, 128)
    )


def test_contrast_is_that_of_wcag() -> None:
    # Black on white is 21 by definition; #767676 on white is the well-known limit grey with 4.54.
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21
    assert round(contrast(parse_colour("#767676"), (255, 255, 255)), 2) == 4.54


SURFACES = {"light": LIGHT.surface, "dark": DARK.surface, "high contrast": CONTRAST.surface}


@pytest.mark.parametrize("theme", THEMES)
def test_the_programs_own_code_colours_five_deep_are_read_and_told_apart(theme: str) -> None:
    """Text needs 4.5:1 (WCAG 2.2, 1.4.3); each layer more must change the ground's luminance the same way."""
    colours = replace(THEMES[theme], background=SURFACES[theme])
    page = parse_colour(colours.background)
    for code in PALETTE:
        grounds = [
            parse_colour(tint((code,) * depth, colours.background, colours.muted_text, colours.tints))
            for depth in range(1, 6)
        ]
        for ground in grounds:
            assert contrast(parse_colour(colours.text), ground) >= 4.5, code
            assert contrast(parse_colour(colours.muted_text), ground) >= 4.5, code
        away = [contrast(ground, page) for ground in grounds]
        assert all(more > less * 1.004 for less, more in itertools.pairwise([1.01, *away])), (code, away)


@pytest.mark.parametrize("theme", THEMES)
def test_names_of_speakers_can_be_read_on_the_page_and_on_every_tint(theme: str) -> None:
    for background in (THEMES[theme].background, SURFACES[theme]):
        colours = replace(THEMES[theme], background=background)
        names = [parse_colour(colours.speaker(number)) for number in range(len(colours.speakers))]
        assert len(set(names)) == 8
        assert colours.speaker(8) == colours.speaker(0)
        grounds = [parse_colour(background)]
        for count in range(1, 6):
            for codes in itertools.combinations(PALETTE, count):
                grounds.append(parse_colour(tint(codes, background, colours.muted_text, colours.tints)))
        worst = min(contrast(name, ground) for name in names for ground in set(grounds))
        assert worst >= 4.5
