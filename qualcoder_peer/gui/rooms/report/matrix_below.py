"""Below a matrix: who stands against what most say, and a chart of the counts; each leads to its quotes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QScrollArea, QStackedWidget, QTabBar, QWidget

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.services.matrix import By, Deviant
from qualcoder_peer.core.services.matrix_words import Show
from qualcoder_peer.gui.i18n import live, live_call, say, tr, tr_n
from qualcoder_peer.gui.rooms.report.matrix_model import ShownMatrix
from qualcoder_peer.gui.rooms.report.stances import stance_words
from qualcoder_peer.gui.theme import GAP, set_role
from qualcoder_peer.gui.widgets.basics import column, label
from qualcoder_peer.gui.widgets.chart_view import ChartLegend, ChartView

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_SERIES = 6
_MOST_BARS = 60
_CHART = 1  # of the tabs


class DeviantsModel(QAbstractListModel):
    """Deviant cases, one a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.deviants: tuple[Deviant, ...] = ()

    def show_deviants(self, deviants: tuple[Deviant, ...]) -> None:
        """Show others."""
        if deviants != self.deviants:
            self.beginResetModel()
            self.deviants = deviants
            self.endResetModel()
        elif deviants:
            self.dataChanged.emit(self.index(0), self.index(len(deviants) - 1))

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.deviants)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.deviants):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            one = self.deviants[index.row()]
            most = tr_n("{count} respondent", "{count} respondents", one.others)
            return tr(
                "{name} on “{theme}”: {stance}. Most: {most} ({people}).", name=one.name, theme=one.code.name,
                stance=stance_words(one.stance), most=stance_words(one.most), people=most,
            )  # fmt: skip
        return None


class MatrixBelow(QWidget):
    """Two tabs. ``deviant_chosen`` carries a Deviant, ``bar_chosen`` the row and column of a cell."""

    deviant_chosen = Signal(object)
    bar_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ShownMatrix | None = None
        self._columns: tuple[int, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self.setMinimumHeight(120)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        live(self.tabs, "setAccessibleName", "Below the matrix")
        for _ in range(2):
            self.tabs.addTab("")
        self.deviants = DeviantsModel(self)
        self.list = _Links(self.deviants)
        self.none = label(
            "Nobody stands against what most say. The stance of quotes is set in the coding room.", "muted", wrap=True
        )
        self.none.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cases = QStackedWidget()
        self.cases.addWidget(self.list)
        self.cases.addWidget(self.none)
        self.chart, self.legend = ChartView(legend=False), ChartLegend()
        self.cut = label(role="small", wrap=True)
        self.cut.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        ground = QWidget()
        inner = column(ground, gap=0)
        inner.addWidget(self.cut)
        inner.addWidget(self.chart)
        inner.addStretch(1)
        set_role(ground, "surface")
        self.charts = QScrollArea()
        self.charts.setFrameShape(QFrame.Shape.NoFrame)
        self.charts.setWidgetResizable(True)
        self.charts.setWidget(ground)
        self.charts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        drawn = QWidget()
        parts = column(drawn, gap=0)
        parts.addWidget(self.legend)
        parts.addWidget(self.charts, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.cases)
        self.pages.addWidget(drawn)
        box = column(self, gap=0)
        box.addWidget(self.tabs)
        box.addWidget(self.pages, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.list.entered_row.connect(self._choose_deviant)
        self.chart.chosen.connect(self._choose_bar)
        live_call(self, self._say)

    def show_matrix(self, shown: ShownMatrix) -> None:
        """Show what belongs to another matrix."""
        self._shown = shown
        self._say()

    def _turn(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self._show_chart()

    def _say(self) -> None:
        shown = self._shown
        cases = shown.deviants if shown is not None else ()
        words = tr("Deviant cases ({count})", count=len(cases)) if cases else tr("Deviant cases")
        self.tabs.setTabText(0, words)
        self.tabs.setTabText(1, tr("Chart"))
        self.deviants.show_deviants(cases)
        self.cases.setCurrentWidget(self.list if cases else self.none)
        self._show_chart()

    def _show_chart(self) -> None:
        # Drawn only while it is looked at: a chart of many themes takes a moment to lay out.
        if self._shown is None or self.pages.currentIndex() != _CHART:
            return
        chart, self._columns = matrix_chart(self._shown)
        self.chart.show_chart(chart)
        self.legend.show_chart(chart)
        left = len(self._shown.matrix.rows) - _MOST_BARS
        self.cut.setText(tr("The chart shows the first {count} themes.", count=_MOST_BARS))
        self.cut.setVisible(left > 0)

    def _choose_deviant(self, place: int) -> None:
        if 0 <= place < len(self.deviants.deviants):
            self.deviant_chosen.emit(self.deviants.deviants[place])

    def _choose_bar(self, series: int, category: int) -> None:
        self.bar_chosen.emit(category, self._columns[series])


class _Links(QListView):
    """A click or Enter on a row leads on."""

    entered_row = Signal(int)

    def __init__(self, model: DeviantsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self, "setAccessibleName", "Deviant cases")
        self.clicked.connect(lambda index: self.entered_row.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


def matrix_chart(shown: ShownMatrix) -> tuple[Chart | None, tuple[int, ...]]:
    """The counts as bars, and the column of each series: one a group where there are few, else the whole rows.

    How many respondents take up a theme says nothing of one respondent: beside each other they are bars of passages.
    """
    matrix = shown.matrix
    rows, last = matrix.rows[:_MOST_BARS], len(matrix.columns)
    passages = shown.show in (Show.PASSAGES, Show.QUOTES, Show.SUMMARIES)
    grouped = last <= _MOST_SERIES and (passages or matrix.asked.by is By.ATTRIBUTE)
    columns = tuple(range(last)) if grouped else (last,)
    if not rows or not columns:
        return None, ()
    series = tuple(
        Series(
            shown.title(one),
            tuple(
                shown.cell(row, one).passages if passages else len(shown.cell(row, one).respondents)
                for row in range(len(rows))
            ),
        )
        for one in columns
    )
    value = tr("Passages") if passages else tr("Respondents")
    names = tuple(row.code.name for row in rows)
    return Chart(ChartKind.BARS, say(matrix.title), names, series, value, tr("Theme")), columns
