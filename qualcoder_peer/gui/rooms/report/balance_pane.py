"""Whose words the report has, beside the page: numbers that lead to their quotes, and warnings, never rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QHeaderView, QScrollArea, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import N_, counted
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.services.balance import Balance, ThemeVoices, balance_chart
from qualcoder_peer.core.services.reports import OutlineNode
from qualcoder_peer.gui.i18n import languages, live, live_call, say, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import IconLabel, button, column, label, row
from qualcoder_peer.gui.widgets.chart_view import ChartView
from qualcoder_peer.gui.widgets.rows_view import RowsView
from qualcoder_peer.gui.widgets.tips import plain_tip

_MOST_WARNINGS = 3
_INDENT = "\u2003"

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
Items = tuple[ReportItemId, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows and the entries of the outline it leads to; ``spoken`` for ears, ``sign`` an icon."""

    text: str
    items: Items = ()
    spoken: str = ""
    sign: str = ""


class LinkModel(QAbstractTableModel):
    """Rows of cells that lead to entries of the outline."""

    def __init__(self, headers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headers = headers
        self.rows: list[tuple[Cell, ...]] = []

    def show_rows(self, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Show other rows."""
        new = list(rows)
        if new != self.rows:
            self.beginResetModel()
            self.rows = new
            self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The cell at an index."""
        return self.rows[index.row()][index.column()] if index.isValid() else None

    def retranslate(self) -> None:
        """Name the columns again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._headers) - 1)

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return tr(self._headers[section])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignVCenter | _side(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.spoken or cell.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.spoken or f"{tr(self._headers[index.column()])}: {cell.text}"
        if role == Qt.ItemDataRole.DecorationRole and cell.sign:
            return icon(cell.sign, "warning")
        if role == Qt.ItemDataRole.ForegroundRole and cell.items:
            return QColor(themes.current.link)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignVCenter | _side(index.column()))
        return None


class LinkTable(RowsView):
    """A table as high as its rows. ``asked`` carries the entries that a cell leads to."""

    asked = Signal(list)

    def __init__(self, name: str, headers: Sequence[str]) -> None:
        self.links = LinkModel(headers)
        super().__init__(self.links, several=False)
        self.links.setParent(self)
        self.setFrameShape(RowsView.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self, "setAccessibleName", name)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(36)
        for place in range(len(headers)):
            mode = QHeaderView.ResizeMode.ResizeToContents if place else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, mode)
        self.clicked.connect(self._ask)
        self.entered.connect(self._ask)
        self.links.modelReset.connect(self.fit_height)
        live_call(self, self.links.retranslate)

    def fit_height(self) -> None:
        """Show all rows; what is around them scrolls."""
        rows = self.verticalHeader().defaultSectionSize() * self.links.rowCount()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 4)

    def _ask(self, index: QModelIndex) -> None:
        cell = self.links.cell(index)
        if cell is not None and cell.items:
            self.asked.emit(list(cell.items))


class BalancePane(QScrollArea):
    """Shows the balance of a draft; numbers and bars choose their quotes in the outline."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._shown: Balance | None = None
        self.counts = label(wrap=True)
        self.chart = ChartView()
        self.voices = LinkTable(N_("Quotes by respondent"), (N_("Respondent"), N_("Quotes"), N_("Words")))
        self.themes = LinkTable(
            N_("Quotes by theme"), (N_("Theme"), N_("Quotes"), N_("For"), N_("Against"), N_("Voices"))
        )
        self.twice = LinkTable(N_("Passages quoted more than once"), (N_("Passage"), N_("Times")))
        self.warnings: list[str] = []
        self._all_warnings = False
        self._lay_out()
        for table in (self.voices, self.themes, self.twice):
            table.asked.connect(self._choose)
        self.chart.chosen.connect(self._bar_chosen)
        draft.pages_changed.connect(self.refresh)
        live_call(self, self._say_again)

    def refresh(self) -> None:
        """Show the balance of the draft as it is now, if the pane is seen."""
        balance = self._draft.balance
        if self.isVisible() and balance != self._shown:
            self._shown = balance
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was not shown while nobody looked."""
        super().showEvent(event)
        self.refresh()

    # Private

    def _lay_out(self) -> None:
        ground = QWidget()
        set_role(ground, "surface")
        box = column(ground, gap=GAP_SMALL)
        box.setContentsMargins(GAP, GAP, GAP, GAP_LARGE)
        self._none = label(
            "When the report has quotes, this shows who is quoted how often and how long, and who never.", "muted",
            wrap=True,
        )  # fmt: skip
        box.addWidget(self._none)
        box.addWidget(self.counts)
        self._warnings: QVBoxLayout = column(gap=GAP_SMALL)
        box.addLayout(self._warnings)
        self._parts: list[QWidget] = []
        for title, part in (
            (N_("Quotes by respondent"), self.voices), ("", self.chart), (N_("Quotes by theme"), self.themes),
            (N_("Quoted more than once"), self.twice),
        ):  # fmt: skip
            if title:
                heading = label(title, "section")
                heading.setContentsMargins(0, GAP, 0, 0)
                box.addWidget(heading)
                self._parts.append(heading)
            box.addWidget(part)
            self._parts.append(part)
        self._twice_parts = self._parts[-2:]
        box.addStretch(1)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self, "surface")
        live(self, "setAccessibleName", "Balance of the report")

    def _show(self) -> None:
        balance = self._shown
        has = balance is not None and (balance.quotes > 0 or bool(balance.voices))
        self._none.setVisible(not has)
        self.counts.setVisible(has)
        for part in self._parts:
            part.setVisible(has)
        if balance is None or not has:
            self._show_warnings([])
            return
        heard = sum(1 for voice in balance.voices if voice.quotes)
        quotes = tr_n("{count} quote", "{count} quotes", balance.quotes)
        words = tr_n("{count} word", "{count} words", balance.words)
        self.counts.setText(
            tr("{quotes}, {words}; {heard} of {all} respondents are quoted.", quotes=quotes, words=words, heard=heard,
               all=len(balance.voices))
        )  # fmt: skip
        self._show_warnings([say(one) for one in balance.warnings()])
        self.voices.links.show_rows(self._voice_rows(balance))
        self.themes.links.show_rows(self._theme_row(theme) for theme in balance.themes if theme.quotes)
        self.twice.links.show_rows(
            (Cell(one.words, one.items), Cell(str(len(one.items)), one.items)) for one in balance.twice
        )
        for part in self._twice_parts:
            part.setVisible(bool(balance.twice))
        self.chart.show_chart(balance_chart(balance, languages.texts))

    def _voice_rows(self, balance: Balance) -> Iterable[tuple[Cell, ...]]:
        for voice in balance.voices:
            silent = not voice.quotes
            spoken = tr("{name}, never quoted", name=voice.name) if silent else voice.name
            words = tr_n("{name}: {count} word", "{name}: {count} words", voice.words, name=voice.name)
            quotes = tr_n("{name}: {count} quote", "{name}: {count} quotes", voice.quotes, name=voice.name)
            yield (
                Cell(voice.name, voice.items, spoken),
                Cell(str(voice.quotes), voice.items, quotes, "circle-alert" if silent else ""),
                Cell(str(voice.words), voice.items, words),
            )

    def _theme_row(self, theme: ThemeVoices) -> tuple[Cell, ...]:
        below = self._quotes_below(theme.item)

        def number(count: int, stance: Stance | None, sign: str = "", spoken: str = "") -> Cell:
            found = tuple(
                node.id for node in below if node.quote is not None and stance in (None, node.quote.stance)
            )
            return Cell(str(count) if count else "–", found if count else (), spoken, sign)

        def side(count: int, stance: Stance) -> Cell:
            missing = theme.left_out is stance
            told = tr("The material speaks both for and against; no quote takes this side") if missing else ""
            return number(count, stance, "circle-alert" if missing else "", told)

        one = theme.is_one_voice
        spoken = tr("{theme}, one voice", theme=theme.name) if one else theme.name
        return (
            Cell(_INDENT * theme.level + theme.name, (theme.item,), spoken),
            number(theme.quotes, None),
            side(theme.for_, Stance.FOR),
            side(theme.against, Stance.AGAINST),
            number(len(theme.respondents), None, "circle-alert" if one else ""),
        )

    def _quotes_below(self, item: ReportItemId) -> list[OutlineNode]:
        found: list[OutlineNode] = []
        pending = [self._draft.node(item)]
        while pending:
            node = pending.pop()
            if node is None:
                continue
            if node.quote is not None:
                found.append(node)
            pending.extend(reversed(node.children))
        return found

    def _show_warnings(self, words: list[str]) -> None:
        self.warnings = words
        while (taken := self._warnings.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = words if self._all_warnings else words[:_MOST_WARNINGS]
        for sentence in shown:
            line = QWidget()
            box = row(line, gap=GAP_SMALL)
            box.addWidget(IconLabel("lightbulb", 16, "warning"), 0, Qt.AlignmentFlag.AlignTop)
            box.addWidget(label(words=sentence, wrap=True), 1)
            self._warnings.addWidget(line)
        if len(words) > len(shown):
            more = button(
                counted("One more to look at", "{count} more to look at", len(words) - len(shown)), role="link",
                on_click=self._show_all,
            )  # fmt: skip
            self._warnings.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_all(self) -> None:
        self._all_warnings = True
        self._show_warnings(self.warnings)
        self.voices.setFocus()

    def _choose(self, items: Sequence[int]) -> None:
        self._draft.choose(items)

    def _bar_chosen(self, _series: int, category: int) -> None:
        balance = self._shown
        if balance is not None and category < len(balance.voices):
            self._draft.choose(balance.voices[category].items)

    def _say_again(self) -> None:
        self._show()


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
