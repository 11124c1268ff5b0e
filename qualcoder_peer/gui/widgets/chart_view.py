"""A chart on the screen, as it will be in the report: each bar can be reached by keys and mouse and leads somewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from qualcoder_peer.core.domain.charts import Chart
from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.chart_layout import (
    Bar,
    Box,
    ChartLayout,
    Label,
    Mark,
    lay_out,
    lay_out_legend,
    natural_height,
)
from qualcoder_peer.core.reports.chart_looks import LYING, PAPER
from qualcoder_peer.core.reports.chart_picture import BASELINE, FONTS, chart_svg, mark_points
from qualcoder_peer.core.reports.chart_words import chart_description, number_words
from qualcoder_peer.gui.i18n import languages, live_call, tr
from qualcoder_peer.gui.theme import themes

_PATTERNS = {
    "diagonal": Qt.BrushStyle.BDiagPattern,
    "dots": Qt.BrushStyle.Dense6Pattern,
    "horizontal": Qt.BrushStyle.HorPattern,
    "back": Qt.BrushStyle.FDiagPattern,
    "vertical": Qt.BrushStyle.VerPattern,
    "grid": Qt.BrushStyle.CrossPattern,
}
_LEAST = QSize(280, 160)
_PICTURE_WIDTH = 900
_PICTURE_SCALE = 2.0


class ChartView(QWidget):
    """Shows a Chart. Arrow keys walk from value to value, Home and End to the first and last; Enter or a click chooses.

    ``chosen`` carries the numbers of the series and of the category (from 0); ``walked`` the same when only looked at.
    """

    chosen = Signal(int, int)
    walked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None, *, legend: bool = True) -> None:
        super().__init__(parent)
        self._legend = legend
        """Whether what the colours mean stands below the chart; see ChartLegend."""
        self._chart: Chart | None = None
        self._layout: ChartLayout | None = None
        self._current: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(_LEAST)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._restyle)
        live_call(self, self._tell)

    @property
    def chart(self) -> Chart | None:
        """What is shown."""
        return self._chart

    @property
    def current(self) -> tuple[int, int] | None:
        """Series and category of the value that the keys have reached."""
        return self._current

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart, or none; the value reached stays if it is still there."""
        if chart == self._chart:
            return
        self._chart = chart
        if self._current is not None and self._value(*self._current) is None:
            self._current = None
        self._hovered = None
        self._relay()
        self.updateGeometry()
        self._tell()

    def walk_to(self, series: int, category: int) -> None:
        """Make a value the one that Enter chooses. Nothing happens where there is none."""
        if self._value(series, category) is None or self._current == (series, category):
            return
        self._current = (series, category)
        self._tell()
        self.update()
        self.walked.emit(series, category)

    def words_of(self, series: int, category: int) -> str:
        """A value in words: its category, its series if there are several, and the number."""
        chart, value = self._chart, self._value(series, category)
        if chart is None or value is None:
            return ""
        shown = number_words(value, languages.current)
        if len(chart.series) < 2:
            return tr("{category}: {value}", category=chart.categories[category], value=shown)
        return tr("{category}, {series}: {value}", category=chart.categories[category],
                  series=chart.series[series].name, value=shown)  # fmt: skip

    def save(self, path: Path, language: str = "") -> None:
        """Write the chart as .svg or .png, words in ``language`` (else the window's). Raises ExportFailed."""
        if self._chart is not None:
            save_chart(self._chart, path, language or languages.current)

    # Qt overrides

    def sizeHint(self) -> QSize:
        """As high as it is read easily."""
        return QSize(520, self.heightForWidth(520))

    def hasHeightForWidth(self) -> bool:
        """More values need more height."""
        return True

    def heightForWidth(self, width: int) -> int:
        if self._chart is None:
            return _LEAST.height()
        return round(natural_height(self._chart, width, legend=self._legend))

    def resizeEvent(self, event: object) -> None:
        self._relay()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._relay()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor(PAPER))
        if self._layout is None:
            return
        paint_chart(painter, self._layout, _families(self))
        ring = QColor(themes.current.focus if not themes.current.dark else "#0b5cad")
        for place, width in ((self._hovered, 1.0), (self._current if self.hasFocus() else None, 2.5)):
            area = self._layout.area(*place) if place is not None else None
            if area is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(ring, width))
                painter.drawRect(_rect(area).adjusted(-2.5, -2.5, 2.5, 2.5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        places = self._places()
        if not places:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current is not None:
                self.chosen.emit(*self._current)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.walk_to(*places[0 if key == Qt.Key.Key_Home else -1])
        elif key in steps:
            self._walk(*steps[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        places = self._places()
        if self._current is None and places:
            self.walk_to(*places[0])
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.walk_to(*place)
            self.chosen.emit(*place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place != self._hovered:
            self._hovered = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            words = self.words_of(*place) if place is not None else ""
            if words:
                QToolTip.showText(event.globalPos(), f"<span>{_escaped(words)}</span>", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    # Private

    def _value(self, series: int, category: int) -> int | float | None:
        chart = self._chart
        if chart is None or not (0 <= series < len(chart.series) and 0 <= category < len(chart.categories)):
            return None
        return chart.series[series].values[category]

    def _places(self) -> list[tuple[int, int]]:
        # In the order in which they are read: category by category.
        if self._chart is None:
            return []
        return [
            (series, category)
            for category in range(len(self._chart.categories))
            for series in range(len(self._chart.series))
            if self._value(series, category) is not None
        ]

    def _walk(self, across: int, down: int) -> None:
        # Along the axis of categories to the next one; across it to the next series.
        chart, places = self._chart, self._places()
        if chart is None or self._current is None:
            self.walk_to(*places[0])
            return
        lying = chart.kind in LYING
        by_category, by_series = (down, across) if lying else (across, -down)
        series, category = self._current
        while True:
            series, category = series + by_series, category + by_category
            if not (0 <= series < len(chart.series) and 0 <= category < len(chart.categories)):
                return
            if self._value(series, category) is not None:
                self.walk_to(series, category)
                return

    def _place_at(self, point: QPointF) -> tuple[int, int] | None:
        if self._layout is None:
            return None
        for place in self._places():
            area = self._layout.area(*place)
            if area is not None and _rect(area).adjusted(-2, -2, 2, 2).contains(point):
                return place
        return None

    def _relay(self) -> None:
        chart, measure = self._chart, _measure_of(_families(self))
        self._layout = (
            lay_out(chart, self.width(), self.height(), languages.current, measure, legend=self._legend)
            if chart is not None
            else None
        )
        self.update()

    def _restyle(self, _theme: object) -> None:
        self._relay()

    def _tell(self) -> None:
        chart = self._chart
        self.setAccessibleName(chart.title if chart is not None and chart.title else tr("Chart"))
        told = chart_description(chart, languages.texts) if chart is not None else ""
        here = self.words_of(*self._current) if self._current is not None else ""
        self.setAccessibleDescription(f"{here}. {told}" if here else told)
        self._relay()
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


class ChartLegend(QWidget):
    """What the colours and patterns of a chart mean, where a chart is scrolled and its legend is to stay in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._chart: Chart | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_chart(self, chart: Chart | None) -> None:
        """Show what belongs to another chart; a chart of one series needs no legend."""
        self._chart = chart
        self.setVisible(chart is not None and len(chart.series) > 1)
        self.setAccessibleName(", ".join(one.name for one in chart.series) if chart is not None else "")
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(_LEAST.width(), self.heightForWidth(max(_LEAST.width(), self.width())))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 0 if self._chart is None else round(self._laid(self._chart, width).height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor(PAPER))
        if self._chart is not None:
            paint_chart(painter, self._laid(self._chart, self.width()), _families(self))

    # Private

    def _laid(self, chart: Chart, width: int) -> ChartLayout:
        return lay_out_legend(chart, width, _measure_of(_families(self)))


def save_chart(chart: Chart, path: Path, language: str) -> None:
    """Write a chart as .svg or .png, words in ``language``; the file is replaced at once. Raises ExportFailed."""
    from qualcoder_peer.core.exporters.base import replacing

    with replacing(path) as temporary:
        if path.suffix.lower() == ".svg":
            temporary.write_text(chart_svg(chart, texts(language), _PICTURE_WIDTH), encoding="utf-8", newline="\n")
        elif not chart_image(chart, language).save(str(temporary), "PNG"):  # type: ignore[call-overload]
            raise ExportFailed("The picture could not be written to “{name}”. Choose another place.", name=path.name)


def chart_image(chart: Chart, language: str, width: int = _PICTURE_WIDTH, scale: float = _PICTURE_SCALE) -> QImage:
    """The chart as a picture ``width`` units wide, with ``scale`` pixels a unit; its text alternative lies in it."""
    height = natural_height(chart, width)
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER))
    image.setText("Title", chart.title)
    image.setText("Description", chart_description(chart, texts(language)))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    paint_chart(painter, lay_out(chart, width, height, language, _measure_of(FONTS)), FONTS)
    painter.end()
    return image


def paint_chart(painter: QPainter, layout: ChartLayout, families: tuple[str, ...]) -> None:
    """Draw a chart that has been laid out."""
    for stroke in layout.strokes:
        pen = QPen(QColor(stroke.colour), stroke.width)
        if stroke.dash:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([length / stroke.width for length in stroke.dash])
        painter.setPen(pen)
        painter.drawPolyline([QPointF(x, y) for x, y in stroke.points])
    for bar in layout.bars:
        _paint_bar(painter, bar)
    for mark in layout.marks:
        _paint_mark(painter, mark)
    for label in layout.labels:
        _paint_label(painter, label, families)


def _paint_bar(painter: QPainter, bar: Bar) -> None:
    colour = QColor(bar.colour)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, _PATTERNS.get(bar.pattern, Qt.BrushStyle.SolidPattern)))
    if bar.pattern != "solid":
        painter.fillRect(_rect(bar.box), QColor(PAPER))
    painter.drawRect(_rect(bar.box))


def _paint_mark(painter: QPainter, mark: Mark) -> None:
    colour = QColor(mark.colour)
    if mark.shape == "circle":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(mark.x, mark.y), mark.size, mark.size)
        return
    for points in mark_points(mark):
        shape = [QPointF(x, y) for x, y in points]
        painter.setPen(QPen(colour, 2))
        if len(shape) > 2:
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF(shape))
        else:
            painter.drawLine(shape[0], shape[1])


def _paint_label(painter: QPainter, label: Label, families: tuple[str, ...]) -> None:
    font = _font(families, label.size)
    if label.ground is not None:
        painter.fillRect(_rect(label.ground), QColor(PAPER))
    wide = QFontMetricsF(font).horizontalAdvance(label.text)
    left = -wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(label.colour))
    painter.translate(label.x, label.y)
    if label.turned:
        painter.rotate(-90)
    painter.drawText(QPointF(left, BASELINE * label.size), label.text)
    painter.restore()


def _measure_of(families: tuple[str, ...]) -> Callable[[str, float], float]:
    def measure(text: str, size: float) -> float:
        return QFontMetricsF(_font(families, size)).horizontalAdvance(text)

    return measure


def _font(families: tuple[str, ...], size: float) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(max(1, round(size)))
    return font


def _families(widget: QWidget) -> tuple[str, ...]:
    return tuple(widget.font().families()) or (widget.font().family(),)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
