"""A chart in words: its text alternative, and its data as lines to compare with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualcoder_peer.core.domain.charts import Chart, ChartKind
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.i18n import Texts

_ALL_VALUES = 24
"""The most values that a description lists one by one; more are for the data sheet."""
_KINDS: dict[ChartKind, Message] = {
    ChartKind.BARS: message("Bar chart"),
    ChartKind.STACKED_BARS: message("Stacked bar chart"),
    ChartKind.COLUMNS: message("Column chart"),
    ChartKind.STACKED_COLUMNS: message("Stacked column chart"),
    ChartKind.LINE: message("Line chart"),
}
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def chart_description(chart: Chart, say: Texts) -> str:
    """The text alternative of a chart in the language of ``say``: kind, axes, highest, lowest, and few values all."""
    kind = say.say(_KINDS[chart.kind])
    sentences = [say("{kind}: {title}.", kind=kind, title=chart.title.rstrip(".")) if chart.title else f"{kind}."]
    axes = [one for one in (chart.category_title, chart.value_title) if one]
    if len(axes) == 2:
        sentences.append(say("It shows {values} by {categories}.", values=axes[1], categories=axes[0]))
    elif axes:
        sentences.append(say("It shows {what}.", what=axes[0]))
    several = len(chart.series) > 1
    if several:
        sentences.append(say("Series: {names}.", names=", ".join(one.name for one in chart.series)))
    points = [
        (value, f"{category}, {one.name}" if several else category)
        for one in chart.series
        for category, value in zip(chart.categories, one.values, strict=True)
        if value is not None
    ]
    if not points:
        return " ".join((*sentences, say("There are no values.")))
    highest, lowest = max(value for value, _ in points), min(value for value, _ in points)
    if highest == lowest:
        sentences.append(say("All values are {value}.", value=number_words(highest, say.language)))
    elif len(points) > 2:
        sentences += [
            say("Highest: {places}, {value}.", places=_places(points, highest, say),
                value=number_words(highest, say.language)),
            say("Lowest: {places}, {value}.", places=_places(points, lowest, say),
                value=number_words(lowest, say.language)),
        ]  # fmt: skip
    if len(points) <= _ALL_VALUES and highest != lowest:
        sentences.append(say("The values: {values}.", values=_listed(chart, say.language)))
    return " ".join(sentences)


def groups_note(groups: Iterable[tuple[str, int | str]], say: Texts) -> str:
    """How many respondents there are in each group; instead of a number what stands for one that is hidden."""
    return "; ".join(say("{group}: {count} respondents", group=name, count=count) for name, count in groups)


def number_words(value: int | float, language: str) -> str:
    """A number as it is written in running text, with a decimal comma in Swedish and Danish."""
    shown = f"{value:.4g}" if isinstance(value, float) and not value.is_integer() else str(int(value))
    return (shown.replace(".", ",") if language in ("sv", "da") else shown).replace("-", "\u2212")


def chart_text(chart: Chart) -> str:
    """The data of a chart as lines of cells between tabs: a header with the series, then a line for each category."""
    header = ["", *(one.name for one in chart.series)]
    rows = [
        [category, *(_plain(one.values[index]) for one in chart.series)]
        for index, category in enumerate(chart.categories)
    ]
    return _lines([header, *rows])


def read_chart_text(root: Any) -> str:
    """The same lines from the ``c:chartSpace`` element of a chart in Word (from what it keeps of its data)."""
    names: list[str] = []
    categories: dict[int, str] = {}
    values: list[dict[int, str]] = []
    for series in root.iter(f"{_C}ser"):
        names.append("".join(one.text or "" for one in series.iterfind(f"{_C}tx//{_C}v")))
        categories.update(_points(series.find(f"{_C}cat")))
        values.append({index: _as_plain(one) for index, one in _points(series.find(f"{_C}val")).items()})
    rows = [
        [categories[index], *(column.get(index, "") for column in values)] for index in sorted(categories)
    ]
    return _lines([["", *names], *rows])


def _points(data: Any) -> dict[int, str]:
    if data is None:
        return {}
    return {int(one.get("idx", "0")): one.findtext(f"{_C}v") or "" for one in data.iter(f"{_C}pt")}


def _plain(value: int | float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _as_plain(text: str) -> str:
    try:
        return _plain(float(text))
    except ValueError:
        return text


def _lines(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def _places(points: list[tuple[int | float, str]], value: int | float, say: Texts) -> str:
    names = [name for one, name in points if one == value]
    if len(names) <= 3:
        return "; ".join(names)
    return say.counted("{first} and one more", "{first} and {count} more", len(names) - 1, first=names[0])


def _listed(chart: Chart, language: str) -> str:
    parts = []
    for index, category in enumerate(chart.categories):
        held = [(one.name, one.values[index]) for one in chart.series]
        shown = [(name, number_words(value, language)) for name, value in held if value is not None]
        if len(chart.series) == 1:
            parts += [f"{category} {value}" for _, value in shown]
        elif shown:
            parts.append(f"{category}: " + ", ".join(f"{name} {value}" for name, value in shown))
    return "; ".join(parts)
