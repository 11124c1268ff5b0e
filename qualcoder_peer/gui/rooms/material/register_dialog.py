"""The preview of an import of a sheet: what each column is, who is new, which cells change, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHeaderView,
    QScrollArea,
    QSplitter,
    QTabBar,
    QTableView,
    QWidget,
)

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.model import ATTRIBUTE_TITLES, AttributeKind, Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.register import ImportPlan, Sheet, plan_import, propose_mapping
from qualcoder_peer.core.services.register_columns import USES, ColumnUse, PlanColumn, Use, title_of
from qualcoder_peer.gui.i18n import live, say, tr, tr_n
from qualcoder_peer.gui.rooms.material.cells import ROW_HEIGHT, CellDelegate
from qualcoder_peer.gui.rooms.material.register_model import PlanModel, Shown
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, line, row
from qualcoder_peer.gui.widgets.column_choice import ColumnChoice

_SIZE = QSize(1080, 660)
_COLUMNS_WIDTH = 390
_REST_MS = 120
_WIDTHS = (56, 150, 140, 170)
_SAMPLES = 3


class _ColumnLine:
    """One column of the sheet: its heading, some of its cells, what it is taken for, and of which kind if it is new."""

    def __init__(self, heading: str, cells: Sequence[str], owner: Owner, there: Sequence[str]) -> None:
        self.heading, self._owner = heading, owner
        self.title = ElidedLabel(heading, "section")
        seen = list(dict.fromkeys(one for one in cells if one.strip()))[:_SAMPLES]
        self.sample = ElidedLabel(", ".join(seen) or "–", "small")
        self.use, self.kind = ColumnChoice(heading), ColumnChoice(heading)
        for use in USES[owner]:
            if use is not Use.ATTRIBUTE:
                self.use.addItem(tr(title_of(owner, use)), (use.value, ""))
        self.use.insertSeparator(self.use.count())
        self.use.addItem(tr("New attribute"), (Use.ATTRIBUTE.value, heading))
        for name in there:
            if name != heading:
                self.use.addItem(name, (Use.ATTRIBUTE.value, name))
        if heading in there:
            self.use.setItemText(self._place(Use.ATTRIBUTE, heading), heading)
        self.use.insertSeparator(self.use.count())
        self.use.addItem(tr("Not imported"), (Use.IGNORE.value, ""))
        for kind, title in ATTRIBUTE_TITLES.items():
            self.kind.addItem(tr(title), kind.value)
        live(self.kind, "setAccessibleName", "Kind of “{name}”", name=heading)
        self.more = QCheckBox()
        live(self.more, "setText", "Add its new words to the choices")
        self._kind_chosen = False
        self.kind.activated.connect(self._choose_kind)

    def show_use(self, use: ColumnUse) -> None:
        """Show what the column is taken for."""
        self.use.setCurrentIndex(self._place(use.use, use.attribute))
        self.more.setChecked(use.add_choices)

    def show_plan(self, planned: PlanColumn | None, cells: Sequence[str]) -> None:
        """Show what comes of it: the kind of a new attribute, and words that a list does not have yet."""
        is_new = planned is not None and planned.is_new
        self.kind.setVisible(is_new)
        if planned is not None and planned.attribute is not None and is_new:
            self.kind.setCurrentIndex(self.kind.findData(planned.attribute.kind.value))
        if not is_new:
            self._kind_chosen = False
        has_list = (
            planned is not None
            and not planned.is_new
            and planned.attribute is not None
            and planned.attribute.kind is AttributeKind.CHOICE
        )
        strange = has_list and planned is not None and any(one.strip() and planned.read(one) is None for one in cells)
        self.more.setVisible(bool(has_list and (strange or self.more.isChecked())))

    @property
    def chosen(self) -> ColumnUse:
        """What the user says the column is."""
        use, name = self.use.currentData() or (Use.IGNORE.value, "")
        kind = AttributeKind(str(self.kind.currentData())) if self._kind_chosen else None
        return ColumnUse(Use(use), name, kind, (), self.more.isChecked() and use == Use.ATTRIBUTE.value)

    def _choose_kind(self) -> None:
        self._kind_chosen = True

    def _place(self, use: Use, name: str) -> int:
        wanted = (use.value, name if use is Use.ATTRIBUTE else "")
        return next((place for place in range(self.use.count()) if self.use.itemData(place) == wanted), 0)


class RegisterDialog(QDialog):
    """``import_asked`` carries the ImportPlan to be done."""

    import_asked = Signal(object)

    def __init__(
        self, project: Project, sheet: Sheet, name: str, owner: Owner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", "Import the table “{name}”", name=name)
        self._project, self._sheet, self._owner = project, sheet, owner
        self.plan: ImportPlan | None = None
        self.model = PlanModel(owner is Owner.DOCUMENT, self)
        self._cells = list(zip(*sheet.rows, strict=True)) if sheet.rows else [()] * len(sheet.headers)
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self.plan_again)
        self._make()
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        for one, use in zip(self.lines, propose_mapping(project, sheet, owner), strict=True):
            one.show_use(use)
        for one in self.lines:
            one.use.currentIndexChanged.connect(lambda _place: self._soon.start())
            one.kind.activated.connect(lambda _place: self._soon.start())
            one.more.toggled.connect(lambda _on: self._soon.start())
        self.plan_again()

    def plan_again(self) -> None:
        """Work out what the import would do and show it."""
        self._soon.stop()
        uses = [self._fitting_choices(one, cells) for one, cells in zip(self.lines, self._cells, strict=True)]
        clear = self.clear.isChecked() or None
        try:
            self.plan = plan_import(self._project, self._sheet, uses, self._owner, clear_empty=clear)
        except UserError as error:
            self.plan = None
            self.problem.setText(say(error.message))
        self.problem.setVisible(self.plan is None)
        for place, one in enumerate(self.lines):
            one.show_plan(self.plan.columns[place] if self.plan is not None else None, self._cells[place])
        self._show_plan()

    # Private

    def _fitting_choices(self, one: _ColumnLine, cells: Sequence[str]) -> ColumnUse:
        """A new list is made of the words in its column."""
        use = one.chosen
        if use.kind is AttributeKind.CHOICE:
            return replace(use, choices=tuple(dict.fromkeys(" ".join(cell.split()) for cell in cells if cell.strip())))
        return use

    def _make(self) -> None:
        box = column(self, gap=0)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._make_columns())
        splitter.addWidget(self._make_preview())
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_COLUMNS_WIDTH, 10_000])
        box.addWidget(splitter, 1)
        box.addWidget(line())
        box.addWidget(self._make_foot())

    def _make_columns(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(320)
        inside = QWidget()
        box = column(inside, margin=GAP_LARGE, gap=GAP)
        box.addWidget(label("Columns of the sheet", "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_LARGE)
        grid.setVerticalSpacing(GAP_SMALL)
        grid.setColumnStretch(0, 1)
        there = [one.name for one in list_attributes(self._project, self._owner)]
        self.lines = [
            _ColumnLine(heading, self._cells[place], self._owner, there)
            for place, heading in enumerate(self._sheet.headers)
        ]
        for place, one in enumerate(self.lines):
            top = 4 * place
            grid.addWidget(one.title, top, 0)
            grid.addWidget(one.use, top, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(one.sample, top + 1, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(one.kind, top + 1, 1)
            grid.addWidget(one.more, top + 2, 0, 1, 2)
            grid.setRowMinimumHeight(top + 3, GAP)
        box.addLayout(grid)
        box.addStretch(1)
        area.setWidget(inside)
        return area

    def _make_preview(self) -> QWidget:
        made = QWidget()
        box = column(made, gap=0)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        live(self.tabs, "setAccessibleName", "What the import does")
        for _ in Shown:
            self.tabs.addTab("")
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(CellDelegate(self.table))
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate(_WIDTHS):
            header.resizeSection(place, width)
        live(self.table, "setAccessibleName", "What the import does")
        self.tabs.currentChanged.connect(lambda _place: self._show_lines())
        top = row(gap=GAP)
        top.setContentsMargins(GAP, GAP, GAP_LARGE, GAP)
        top.addWidget(self.tabs)
        top.addStretch(1)
        self.unchanged = label(words="", role="muted")
        top.addWidget(self.unchanged)
        box.addLayout(top)
        box.addWidget(self.table, 1)
        return made

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        box = row(foot, margin=GAP_LARGE, gap=GAP)
        self.clear = QCheckBox()
        live(self.clear, "setText", "Empty cells of the sheet empty the table")
        self.clear.toggled.connect(lambda _on: self._soon.start())
        self.problem = label(words="", role="danger", wrap=True)
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.import_button = button("Import", role="primary", on_click=self._import)
        box.addWidget(self.clear)
        box.addWidget(self.problem, 1)
        box.addStretch(0)
        box.addWidget(self.cancel_button)
        box.addWidget(self.import_button)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._import)
        live(self.import_button, "setToolTip", "Do all of this as one step (Ctrl+Enter)")
        return foot

    def _show_plan(self) -> None:
        plan = self.plan
        new, changed, left = (len(one) for one in ((plan.new, plan.changed, plan.problems) if plan else ((), (), ())))
        self.tabs.setTabText(0, tr_n("{count} new person", "{count} new people", new))
        self.tabs.setTabVisible(0, self._owner is Owner.RESPONDENT)
        self.tabs.setTabText(1, tr_n("{count} changed cell", "{count} changed cells", changed))
        self.tabs.setTabText(2, tr_n("{count} left out", "{count} left out", left))
        amounts = (new if self._owner is Owner.RESPONDENT else 0, changed, left)
        if not amounts[self.tabs.currentIndex()] and any(amounts):
            self.tabs.setCurrentIndex(next(place for place, count in enumerate(amounts) if count))
        same = plan.unchanged if plan is not None else 0
        self.unchanged.setText(tr_n("{count} line says nothing new", "{count} lines say nothing new", same)
                               if same else "")  # fmt: skip
        if self.problem.isHidden() and plan is not None and plan.is_empty:
            self.unchanged.setText(tr("Nothing in the sheet is new."))
        live(self.import_button, "setText", counted("Import {count} line", "Import {count} lines", self._amount(plan)))
        self.import_button.setEnabled(plan is not None and not plan.is_empty)
        self._show_lines()

    def _amount(self, plan: ImportPlan | None) -> int:
        if plan is None:
            return 0
        return len({one.line for one in plan.new} | {one.line for one in plan.changed})

    def _show_lines(self) -> None:
        sort = list(Shown)[max(0, self.tabs.currentIndex())]
        self.model.show(self.plan, sort)
        self.table.setColumnHidden(2, sort is Shown.NEW)
        self.table.setColumnHidden(3, sort is not Shown.CHANGED)

    def _import(self) -> None:
        if self._soon.isActive():
            self.plan_again()
        if self.import_button.isEnabled() and self.plan is not None:
            self.accept()
            self.import_asked.emit(self.plan)
