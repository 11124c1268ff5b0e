"""Colours for codes, distinguishable for colour-blind readers.

The hues are those of Okabe and Ito, "Color Universal Design" (2008), and Paul Tol's "bright" and "muted"
qualitative schemes (SRON technical note, 2021), darkened where needed so that each has a contrast of at
least 4.5:1 against white (WCAG 2.2, success criterion 1.4.3) and a name can be written in it.
"""

from __future__ import annotations

import re

from qualcoder_peer.core.domain.errors import InvalidInput

CODE_COLOURS: tuple[str, ...] = (
    "#0065a3",  # blue
    "#b04a00",  # vermilion
    "#007a5a",  # bluish green
    "#8f3b76",  # reddish purple
    "#8a6100",  # dark yellow
    "#332288",  # indigo
    "#b5304a",  # rose
    "#117733",  # green
    "#1f7a8c",  # teal
    "#882255",  # wine
    "#6b6b1f",  # olive
    "#5b5b5b",  # grey
)
CODER_COLOURS: tuple[str, ...] = ("#0065a3", "#b04a00", "#007a5a", "#8f3b76", "#8a6100", "#332288")


def checked_colour(colour: str) -> str:
    """``colour`` as ``#rrggbb`` in lower case. Raises InvalidInput for anything else."""
    lowered = colour.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", lowered):
        raise InvalidInput("“{colour}” is no colour; write it as #rrggbb, for example #3366cc.", colour=colour[:40])
    return lowered


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "relative luminance")."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
