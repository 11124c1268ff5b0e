"""Where everything of a chart stands, in pixels from the top left: the screen, SVG and PNG are drawn from this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.charts import Chart, ChartKind
from qualcoder_peer.core.reports.chart_looks import (
    GRID,
    INK,
    LYING,
    MOST_LABELS,
    SOFT,
    STACKED,
    colour_of,
    look_of,
    value_range,
)
from qualcoder_peer.core.reports.chart_words import number_words

Measure = Callable[[str, float], float]
"""The width of a text in letters of a size, both in pixels."""
SIZE = 12.0
_SMALL = 11.0
_GAP = 8.0
_LINE = 1.3
_MOST_LINES = 3
_BAR = 16.0
_BETWEEN = 12.0
_SWATCH = 14.0
_WIDEST_LABELS = 0.36  # of the width, for the names of lying bars
_TALLEST_LABELS = 0.42  # of the height, for names that are turned
_MARK = 4.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar or a part of one; ``pattern`` as of ``chart_looks``."""

    box: Box
    series: int
    category: int
    colour: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line; ``shape`` as of ``chart_looks``."""

    x: float
    y: float
    series: int
    category: int
    colour: str
    shape: str
    size: float = _MARK


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; ``dash`` is lengths of strokes and gaps."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dash: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text: ``y`` is its middle, ``x`` its start, middle or end by ``anchor``.

    ``turned`` ones read upwards; ``ground`` is a patch of paper behind the words, or None.
    """

    text: str
    x: float
    y: float
    size: float = SIZE
    anchor: str = "start"
    colour: str = INK
    turned: bool = False
    ground: Box | None = None


@dataclass(slots=True)
class ChartLayout:
    """A chart laid out; what comes first is drawn first: strokes, bars, marks, labels."""

    width: float
    height: float
    strokes: list[Stroke] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def area(self, series: int, category: int) -> Box | None:
        """Where a value is shown; None where there is none."""
        for bar in self.bars:
            if (bar.series, bar.category) == (series, category):
                return bar.box
        for mark in self.marks:
            if (mark.series, mark.category) == (series, category):
                return Box(mark.x - 7, mark.y - 7, 14, 14)
        return None


def rough_measure(text: str, size: float) -> float:
    """About how wide a text is, without any font: good enough to keep words apart in a picture file."""
    wide = sum(0.34 if one in "ijlftr.,:;'|!() " else 0.95 if one in "mwMW@%" else 0.72 if one.isupper() else 0.62
               for one in text)  # fmt: skip
    return wide * size


def natural_height(chart: Chart, width: float, *, legend: bool = True) -> float:
    """The height in which a chart ``width`` pixels wide is read easily, with its legend or without."""
    if chart.kind not in LYING:
        return max(260.0, min(width * 0.55, 460.0))
    each = 1 if chart.kind in STACKED else max(1, len(chart.series))
    named = 30.0 if legend and len(chart.series) > 1 else 0.0
    return 90.0 + named + len(chart.categories) * (each * _BAR + _BETWEEN + 4)


def lay_out(
    chart: Chart, width: float, height: float, language: str, measure: Measure = rough_measure, *, legend: bool = True
) -> ChartLayout:
    """Lay a chart out, with its legend below or without; numbers are written as in ``language``."""
    return _Layout(chart, width, height, language, measure, legend).made


def lay_out_legend(chart: Chart, width: float, measure: Measure = rough_measure) -> ChartLayout:
    """What the colours and patterns of a chart mean, without the chart, in the height it needs: 0 for one series."""
    rows = _legend_rows(chart, width, measure)
    made = ChartLayout(width, _GAP + len(rows) * (_SWATCH + _GAP) if rows else 0.0)
    _add_legend(made, chart, rows, made.height - _GAP)
    return made


def wrapped(text: str, width: float, size: float, measure: Measure, most: int = _MOST_LINES) -> list[str]:
    """A text in lines no wider than ``width``; what does not fit in ``most`` lines ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if not lines:
        return [""]
    cut = len(lines) > most
    lines = lines[:most]
    return [
        _cut(line, width, size, measure, always=cut and number == len(lines) - 1) for number, line in enumerate(lines)
    ]


def _cut(line: str, width: float, size: float, measure: Measure, *, always: bool) -> str:
    if not always and measure(line, size) <= width:
        return line
    while len(line) > 1 and measure(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _legend_rows(chart: Chart, width: float, measure: Measure) -> list[list[tuple[int, float]]]:
    """The series in rows, each with the room it needs."""
    if len(chart.series) < 2:
        return []
    rows: list[list[tuple[int, float]]] = [[]]
    used = 0.0
    for index, series in enumerate(chart.series):
        wide = _SWATCH + 6 + measure(series.name, _SMALL) + 2 * _GAP
        if rows[-1] and used + wide > width - 2 * _GAP:
            rows.append([])
            used = 0.0
        rows[-1].append((index, wide))
        used += wide
    return rows


def _add_legend(made: ChartLayout, chart: Chart, rows: list[list[tuple[int, float]]], bottom: float) -> float:
    """Put rows of a legend above ``bottom``; what is above them is given back."""
    for row in reversed(rows):
        y = bottom - _SWATCH / 2
        x = max(_GAP, (made.width - sum(wide for _, wide in row)) / 2)
        for index, wide in row:
            _add_key(made, chart, index, x, y)
            x += wide
        bottom -= _SWATCH + _GAP
    return bottom


def _add_key(made: ChartLayout, chart: Chart, index: int, x: float, y: float) -> None:
    series, look = chart.series[index], look_of(index)
    colour = colour_of(series, index)
    if chart.kind is ChartKind.LINE:
        made.strokes.append(Stroke(((x - 6, y), (x + _SWATCH + 2, y)), colour, 2.0, look.dash))
        made.marks.append(Mark(x + _SWATCH / 2 - 2, y, -1, -1, colour, look.mark))
    else:
        made.bars.append(Bar(Box(x, y - _SWATCH / 2, _SWATCH, _SWATCH), -1, -1, colour, look.pattern))
    made.labels.append(Label(series.name, x + _SWATCH + 6, y, _SMALL))


class _Layout:
    def __init__(
        self, chart: Chart, width: float, height: float, language: str, measure: Measure, legend: bool
    ) -> None:
        self._chart, self._language, self._measure = chart, language, measure
        self.made = ChartLayout(width, height)
        self._lying = chart.kind in LYING
        self._lowest, self._highest, self._step = value_range(chart)
        self._bottom = height - _GAP
        if legend:
            self._bottom = _add_legend(self.made, chart, _legend_rows(chart, width, measure), self._bottom)
        self._plot = self._room()
        self._value_axis()
        self._categories()
        if chart.kind is ChartKind.LINE:
            self._lines()
        else:
            self._bars()

    def _room(self) -> Box:
        chart, width = self._chart, self.made.width
        top, right = _GAP + _SMALL / 2, width - _GAP - 26
        axis = _SMALL * _LINE + 6
        below = self._bottom - axis
        if self._lying:
            widest = max((self._measure(one, _SMALL) for one in chart.categories), default=0.0)
            left = _GAP + min(widest, width * _WIDEST_LABELS) + _GAP
            if chart.category_title:
                left += self._title(chart.category_title, _GAP + _SMALL / 2, (top + below) / 2, turned=True)
            if chart.value_title:
                below -= self._title(chart.value_title, (left + right) / 2, self._bottom - _SMALL / 2)
            self._label_left = left - _GAP
            return Box(left, top, max(20.0, right - left), max(20.0, below - top))
        numbers = max(self._measure(one, _SMALL) for one in map(self._number, self._ticks()))
        left = _GAP + numbers + _GAP
        top += _SMALL
        right = width - _GAP
        if chart.value_title:
            left += self._title(chart.value_title, _GAP + _SMALL / 2, (top + below) / 2, turned=True)
        if chart.category_title:
            below -= self._title(chart.category_title, (left + right) / 2, self._bottom - _SMALL / 2)
        slot = (right - left) / max(1, len(chart.categories))
        self._wrapped = [wrapped(one, slot - 6, _SMALL, self._measure) for one in chart.categories]
        self._slanted = any("…" in line for lines in self._wrapped for line in lines[:-1]) or slot < 24
        if self._slanted:
            longest = max((self._measure(one, _SMALL) for one in chart.categories), default=0.0)
            below -= min(longest, self.made.height * _TALLEST_LABELS) - _SMALL
        else:
            below -= _SMALL * _LINE * (max(map(len, self._wrapped), default=1) - 1)
        return Box(left, top, max(20.0, right - left), max(20.0, below - top))

    def _title(self, text: str, x: float, y: float, *, turned: bool = False) -> float:
        self.made.labels.append(Label(text, x, y, _SMALL, "middle", SOFT, turned))
        return _SMALL * _LINE + 4

    def _ticks(self) -> list[float]:
        count = round((self._highest - self._lowest) / self._step)
        return [self._lowest + self._step * number for number in range(count + 1)]

    def _number(self, value: float) -> str:
        return number_words(round(value, 10), self._language)

    def _at(self, value: float) -> float:
        part = (value - self._lowest) / (self._highest - self._lowest)
        if self._lying:
            return self._plot.x + self._plot.width * part
        return self._plot.y + self._plot.height * (1 - part)

    def _value_axis(self) -> None:
        plot = self._plot
        room = plot.width if self._lying else plot.height
        ticks = self._ticks()
        each = max(1, -(-int(len(ticks) * 36) // max(1, int(room))))
        origin = min(range(len(ticks)), key=lambda number: abs(ticks[number]))
        for number, value in enumerate(ticks):
            place = self._at(value)
            ends = (
                ((place, plot.y), (place, plot.y + plot.height))
                if self._lying
                else ((plot.x, place), (plot.x + plot.width, place))
            )
            self.made.strokes.append(Stroke(ends, SOFT if value == 0 else GRID))
            if (number - origin) % each:
                continue
            if self._lying:
                self._say(self._number(value), place, plot.y + plot.height + 4 + _SMALL / 2, "middle")
            else:
                self._say(self._number(value), plot.x - 6, place, "end")

    def _say(self, text: str, x: float, y: float, anchor: str, colour: str = SOFT) -> None:
        self.made.labels.append(Label(text, x, y, _SMALL, anchor, colour))

    def _slots(self) -> list[tuple[float, float]]:
        length = self._plot.height if self._lying else self._plot.width
        start = self._plot.y if self._lying else self._plot.x
        each = length / max(1, len(self._chart.categories))
        return [(start + each * index, each) for index in range(len(self._chart.categories))]

    def _categories(self) -> None:
        plot = self._plot
        for index, (start, length) in enumerate(self._slots()):
            middle, name = start + length / 2, self._chart.categories[index]
            if self._lying:
                most = max(1, int(length // (_SMALL * _LINE)))
                room = self.made.width * _WIDEST_LABELS
                lines = wrapped(name, room, _SMALL, self._measure, min(most, _MOST_LINES))
                first = middle - (len(lines) - 1) * _SMALL * _LINE / 2
                for number, line in enumerate(lines):
                    self._say(line, self._label_left, first + number * _SMALL * _LINE, "end", INK)
            elif self._slanted:
                line = _cut(name, self.made.height * _TALLEST_LABELS, _SMALL, self._measure, always=False)
                label = Label(line, middle, plot.y + plot.height + 6, _SMALL, "end", INK, turned=True)
                self.made.labels.append(label)
            else:
                for number, line in enumerate(self._wrapped[index]):
                    y = plot.y + plot.height + 6 + _SMALL / 2 + number * _SMALL * _LINE
                    self._say(line, middle, y, "middle", INK)

    def _bars(self) -> None:
        chart, stacked = self._chart, self._chart.kind in STACKED
        labelled = len(chart.series) * len(chart.categories) <= MOST_LABELS
        for category, (start, length) in enumerate(self._slots()):
            thick = length * 0.66 / (1 if stacked else max(1, len(chart.series)))
            above = below = 0.0
            for index, series in enumerate(chart.series):
                value = series.values[category]
                if value is None:
                    continue
                across = start + length * 0.17 + (0.0 if stacked else thick * index)
                base = (above if value >= 0 else below) if stacked else 0.0
                above, below = (above + value, below) if value >= 0 else (above, below + value)
                first, last = self._at(base), self._at(base + value)
                low, high = min(first, last), max(first, last)
                box = (
                    Box(low, across, high - low, thick) if self._lying else Box(across, low, thick, high - low)
                )
                look = look_of(index)
                self.made.bars.append(Bar(box, index, category, colour_of(series, index), look.pattern))
                if labelled:
                    self._value(value, box, inside=stacked)

    def _value(self, value: int | float, box: Box, *, inside: bool) -> None:
        words = number_words(value, self._language)
        wide = self._measure(words, _SMALL)
        x, y = box.centre
        if inside:
            room, needed = (box.width, wide + 6) if self._lying else (box.height, _SMALL + 4)
            if value and room >= needed:
                ground = Box(x - wide / 2 - 2, y - _SMALL * 0.62, wide + 4, _SMALL * 1.24)
                self.made.labels.append(Label(words, x, y, _SMALL, "middle", INK, ground=ground))
        elif self._lying:
            beyond = box.x + box.width + 4 if value >= 0 else box.x - 4
            self._say(words, beyond, y, "start" if value >= 0 else "end", INK)
        else:
            beyond = box.y - _SMALL * 0.7 if value >= 0 else box.y + box.height + _SMALL * 0.7
            self._say(words, x, beyond, "middle", INK)

    def _lines(self) -> None:
        chart, slots = self._chart, self._slots()
        labelled = len(chart.series) * len(chart.categories) <= MOST_LABELS
        for index, series in enumerate(chart.series):
            look, colour = look_of(index), colour_of(series, index)
            run: list[tuple[float, float]] = []
            for (start, length), value in zip(slots, series.values, strict=True):
                if value is None:
                    self._stroke(run, colour, look.dash)
                    run = []
                    continue
                run.append((start + length / 2, self._at(value)))
            self._stroke(run, colour, look.dash)
            for category, ((start, length), value) in enumerate(zip(slots, series.values, strict=True)):
                if value is None:
                    continue
                x, y = start + length / 2, self._at(value)
                self.made.marks.append(Mark(x, y, index, category, colour, look.mark))
                if labelled:
                    self._say(number_words(value, self._language), x, y - 12, "middle", INK)

    def _stroke(self, points: Sequence[tuple[float, float]], colour: str, dash: tuple[int, ...]) -> None:
        if len(points) > 1:
            self.made.strokes.append(Stroke(tuple(points), colour, 2.0, dash))
