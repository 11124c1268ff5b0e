"""The colours of the page, and how the colours of codes become tints that text can be read on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[int, int, int]

_READABLE = 4.5
_SEEN = 3.0
"""A code's colour as near the page's own as this would leave no tint to see."""
_NEUTRAL: Rgb = (128, 128, 128)


_PALE_SPEAKERS = ("#8ec5ff", "#ffb37a", "#7fdcb4", "#ff9fcf", "#c8b6ff", "#e6d27a", "#ffa8a0", "#8fdde6")


@dataclass(frozen=True)
class TranscriptColours:
    """Every colour of the transcript view as ``#rrggbb``; the codes' own colours come with the segments.

    ``tints`` is how much of the code's colour is mixed into the page under one, two … five and more codings;
    ``lit_tint`` the same for the segment that is pointed at or current.
    """

    background: str = "#fdfdfb"
    text: str = "#1d2126"
    muted_text: str = "#4a525c"
    margin_text: str = "#69717b"
    selection: str = "#9cc8ff"
    selected_text: str = "#101418"
    stripe_text: str = "#2a3037"
    hit: str = "#ffe88a"
    current_hit: str = "#ffb74a"
    hit_edge: str = "#7a4d00"
    accent: str = "#0b5cad"
    chip: str = "#eef1f4"
    tints: tuple[float, ...] = (0.17, 0.25, 0.31, 0.36, 0.4)
    lit_tint: float = 0.36
    stripe_contrast: float = 3.0
    speakers: tuple[str, ...] = ("#0b4f8a", "#8a3a00", "#00603f", "#8c1f5c", "#5b3fa0", "#5f4b00", "#8c2323", "#14575f")

    def speaker(self, number: int) -> str:
        """The colour of the name of the respondent who speaks as number ``number`` (from 0) in a text.

        It stands out from the page as much as muted words do, so it can be read wherever those can, on any tint too.
        """
        page = parse_colour(self.background)
        ratio = contrast(parse_colour(self.muted_text), page)
        return visible_on(self.speakers[number % len(self.speakers)], self.background, ratio)

    @classmethod
    def light(cls) -> TranscriptColours:
        """Dark text on a warm white page."""
        return cls()

    @classmethod
    def dark(cls) -> TranscriptColours:
        """Light text on a dark grey page."""
        return cls(
            background="#1b1e22",
            text="#e4e6e9",
            muted_text="#b4bac2",
            margin_text="#8f97a1",
            selection="#2765b0",
            selected_text="#ffffff",
            stripe_text="#d3d7dc",
            hit="#4a4110",
            current_hit="#5e3c00",
            hit_edge="#ffce70",
            accent="#7db8ff",
            chip="#2a2f36",
            tints=(0.22, 0.29, 0.34, 0.38, 0.41),
            lit_tint=0.42,
            speakers=_PALE_SPEAKERS,
        )

    @classmethod
    def high_contrast(cls) -> TranscriptColours:
        """White text on black; what is coded shows by its underline first."""
        return cls(
            background="#000000",
            text="#ffffff",
            muted_text="#e0e0e0",
            margin_text="#d0d0d0",
            selection="#005a9e",
            selected_text="#ffffff",
            stripe_text="#ffffff",
            hit="#4d4000",
            current_hit="#6b4500",
            hit_edge="#ffff00",
            accent="#00ffff",
            chip="#262626",
            tints=(0.16, 0.22, 0.26, 0.3, 0.34),
            speakers=_PALE_SPEAKERS,
            lit_tint=0.36,
            stripe_contrast=4.5,
        )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


_LINEAR = tuple(_linear(part / 255) for part in range(256))


def parse_colour(colour: str) -> Rgb:
    """The parts of ``#rrggbb``; anything else is a neutral grey, for a colour must never stop a page."""
    if len(colour) == 7 and colour[0] == "#":
        try:
            return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
        except ValueError:
            return _NEUTRAL
    return _NEUTRAL


def format_colour(colour: Rgb) -> str:
    """``#rrggbb`` of three parts."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(page: Rgb, ink: Rgb, share: float) -> Rgb:
    """``page`` with ``share`` (0 to 1) of ``ink`` in it."""
    return (
        round(page[0] + (ink[0] - page[0]) * share),
        round(page[1] + (ink[1] - page[1]) * share),
        round(page[2] + (ink[2] - page[2]) * share),
    )


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it; the parts are 0 to 255."""
    return 0.2126 * _LINEAR[colour[0]] + 0.7152 * _LINEAR[colour[1]] + 0.0722 * _LINEAR[colour[2]]


def contrast(first: Rgb, second: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    one, other = luminance(first) + 0.05, luminance(second) + 0.05
    return one / other if one > other else other / one


@lru_cache(maxsize=2048)
def tint(colours: tuple[str, ...], page: str, words: str, shares: tuple[float, ...]) -> str:
    """The page under codings of these colours: their mean, and the deeper the more codings there are.

    Never so deep that ``words`` of that colour could not be read on it.
    """
    inks = [parse_colour(visible_on(colour, page, _SEEN)) for colour in colours]
    count = len(inks)
    mean: Rgb = (
        sum(ink[0] for ink in inks) // count,
        sum(ink[1] for ink in inks) // count,
        sum(ink[2] for ink in inks) // count,
    )
    ground, letters = parse_colour(page), parse_colour(words)
    most = deepest = shares[-1]
    while most > 0.02 and contrast(mix(ground, mean, most), letters) < _READABLE:
        most -= 0.01
    share = shares[min(count, len(shares)) - 1] * most / deepest  # all in proportion, so that depths stay apart
    return format_colour(mix(ground, mean, share))


@lru_cache(maxsize=1024)
def visible_on(colour: str, page: str, ratio: float) -> str:
    """The code's colour, made darker or lighter until lines in it stand out from the page by ``ratio``."""
    ink, ground = parse_colour(colour), parse_colour(page)
    towards: Rgb = (0, 0, 0) if luminance(ground) > 0.4 else (255, 255, 255)
    for step in range(11):
        changed = mix(ink, towards, step / 10)
        if contrast(changed, ground) >= ratio:
            return format_colour(changed)
    return format_colour(towards)
