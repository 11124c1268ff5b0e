"""The palette of codes as colour-blind people see it.

Simulation: Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by
dichromats", Color Research and Application 24 (1999), 243–252: the matrix from linear RGB to LMS, the reduction of the
gamut before it, and the planes of protanopia and deuteranopia. Differences: CIE 1976 (L*a*b*), D65.
"""

from __future__ import annotations

from itertools import combinations
from math import atan2, dist

import pytest

from qualcoder_peer.core.domain.palette import CODE_COLOURS

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

RGB_TO_LMS: Matrix = ((17.8824, 43.5161, 4.11935), (3.45565, 27.1554, 3.86714), (0.0299566, 0.184309, 1.46709))
LMS_TO_RGB: Matrix = (
    (0.0809444479, -0.130504409, 0.116721066),
    (-0.0102485335, 0.0540193266, -0.113614708),
    (-0.000365296938, -0.00412161469, 0.693511405),
)
PROTANOPIA: Matrix = ((0, 2.02344, -2.52581), (0, 1, 0), (0, 0, 1))
DEUTERANOPIA: Matrix = ((1, 0, 0), (0.494207, 0, 1.24827), (0, 0, 1))
RGB_TO_XYZ: Matrix = (  # sRGB, IEC 61966-2-1
    (0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041),
)  # fmt: skip
WHITE = (0.95047, 1.0, 1.08883)


def times(matrix: Matrix, vector: Vector) -> Vector:
    x, y, z = (sum(one * two for one, two in zip(line, vector, strict=True)) for line in matrix)
    return x, y, z


def linear(colour: str) -> Vector:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    x, y, z = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return x, y, z


def lab(rgb: Vector) -> Vector:
    clipped = min(1, max(0, rgb[0])), min(1, max(0, rgb[1])), min(1, max(0, rgb[2]))
    relative = [one / white for one, white in zip(times(RGB_TO_XYZ, clipped), WHITE, strict=True)]
    x, y, z = (one ** (1 / 3) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116 for one in relative)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, blindness: Matrix | None = None) -> Vector:
    """CIELAB of a colour as it is, or as somebody sees it."""
    rgb = linear(colour)
    if blindness is None:
        return lab(rgb)
    x, y, z = (one * 0.992052 + 0.003974 for one in rgb)
    return lab(times(LMS_TO_RGB, times(blindness, times(RGB_TO_LMS, (x, y, z)))))


def nearest(blindness: Matrix | None) -> float:
    return min(dist(seen(one, blindness), seen(two, blindness)) for one, two in combinations(CODE_COLOURS, 2))


def test_the_measure_gives_published_values() -> None:
    assert seen("#ffffff") == pytest.approx((100, 0, 0), abs=0.02)
    assert seen("#ff0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.02)  # Lindbloom's calculator, D65
    assert seen("#0000ff") == pytest.approx((32.30, 79.19, -107.86), abs=0.02)
    # Whoever cannot tell red from green sees both as yellows of one hue, and grey stays as it is.
    for blindness in (PROTANOPIA, DEUTERANOPIA):
        hues = [atan2(seen(colour, blindness)[2], seen(colour, blindness)[1]) for colour in ("#ff0000", "#00ff00")]
        assert hues == pytest.approx([1.6, 1.6], abs=0.25)  # as they are: 0.70 and 2.37
        assert seen("#808080", blindness) == pytest.approx(seen("#808080"), abs=0.5)


def test_any_two_of_twelve_colours_are_told_apart_by_colour_blind_readers() -> None:
    assert len(CODE_COLOURS) >= 12
    assert nearest(None) >= 24
    assert nearest(PROTANOPIA) >= 14
    assert nearest(DEUTERANOPIA) >= 14
