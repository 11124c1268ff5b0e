"""A chart as data: what Word, a picture file and the screen are drawn from, and what its text alternative says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChartKind(StrEnum):
    """How the values are drawn. Bars lie, columns stand; stacked ones add up."""

    BARS = "bars"
    STACKED_BARS = "stacked_bars"
    COLUMNS = "columns"
    STACKED_COLUMNS = "stacked_columns"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one name, one a category; None where there is none. ``colour`` is ``#rrggbb`` or empty: by order."""

    name: str
    values: tuple[int | float | None, ...]
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Categories from top (or left) to bottom, each series with as many values as there are categories."""

    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    value_title: str = ""
    category_title: str = ""
