"""Colours for codes, distinguishable for colour-blind readers.

Blue, vermilion, green, purple and yellow come from Okabe and Ito, "Color Universal Design" (2008), the others from
Paul Tol's "muted" scheme (SRON technical note, 2021). All were then moved, hue kept, until each has a contrast of at
least 4.5:1 against white (WCAG 2.2, success criterion 1.4.3), so that a name can be written in it, and any two of them
are at least 14 apart in CIELAB (CIE 1976) as people with protanopia or deuteranopia see them (Viénot, Brettel and
Mollon 1999). A difference of 2.3 is just noticeable; ``tests/core/domain/test_palette.py`` measures it.
"""

from __future__ import annotations

import re

from qualcoder_peer.core.domain.errors import InvalidInput

CODE_COLOURS: tuple[str, ...] = (
    "#3a73c0",  # blue
    "#be4133",  # vermilion
    "#3f8161",  # bluish green
    "#a10a6f",  # reddish purple
    "#a06b07",  # dark yellow
    "#43238e",  # indigo
    "#73081e",  # dark red
    "#077e39",  # green
    "#287091",  # teal
    "#5f0345",  # wine
    "#4f5400",  # olive
    "#4c4943",  # grey
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
