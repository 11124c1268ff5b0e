"""How the series of a chart are told apart: by colour, pattern and the shape of their marks, never by colour alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.palette import CODE_COLOURS

LYING = (ChartKind.BARS, ChartKind.STACKED_BARS)
STACKED = (ChartKind.STACKED_BARS, ChartKind.STACKED_COLUMNS)
INK, SOFT, GRID, PAPER = "#1d232a", "#4b5661", "#c9d0d8", "#ffffff"
MOST_LABELS = 120
"""The most values that are written beside their bars; with more there is no room for them."""


@dataclass(frozen=True, slots=True)
class SeriesLook:
    """``pattern`` is the key of a filling, ``dash`` lengths of strokes and gaps, ``mark`` the shape of a point."""

    pattern: str
    word_pattern: str
    mark: str
    dash: tuple[int, ...]
    word_dash: str


LOOKS: tuple[SeriesLook, ...] = (
    SeriesLook("solid", "", "circle", (), "solid"),
    SeriesLook("diagonal", "wdUpDiag", "square", (6, 3), "dash"),
    SeriesLook("dots", "pct30", "triangle", (2, 2), "sysDot"),
    SeriesLook("horizontal", "dkHorz", "diamond", (8, 3, 2, 3), "dashDot"),
    SeriesLook("back", "wdDnDiag", "x", (12, 4), "lgDash"),
    SeriesLook("vertical", "dkVert", "plus", (12, 3, 2, 3, 2, 3), "lgDashDotDot"),
    SeriesLook("grid", "smGrid", "star", (3, 3), "sysDash"),
)


def look_of(index: int) -> SeriesLook:
    """The look of the series with this number (from 0)."""
    return LOOKS[index % len(LOOKS)]


def colour_of(series: Series, index: int) -> str:
    """The colour of a series as ``#rrggbb``: its own, else by its number (from 0)."""
    return series.colour or CODE_COLOURS[index % len(CODE_COLOURS)]


def value_range(chart: Chart) -> tuple[float, float, float]:
    """Lowest and highest value of the axis and the step between its marks; whole numbers keep whole marks."""
    if chart.kind in STACKED:
        sums = [
            (sum(min(one.values[index] or 0, 0) for one in chart.series),
             sum(max(one.values[index] or 0, 0) for one in chart.series))
            for index in range(len(chart.categories))
        ]  # fmt: skip
        values = [float(one) for pair in sums for one in pair]
    else:
        values = [float(one) for series in chart.series for one in series.values if one is not None]
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    if highest == lowest:
        highest = lowest + 1
    step = _round_step((highest - lowest) / 5)
    if all(value.is_integer() for value in values):
        step = max(1.0, step)
    return math.floor(lowest / step) * step, math.ceil(highest / step - 1e-9) * step, step


def _round_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(one * size for one in (1, 2, 5, 10) if one * size >= rough * 0.999)
