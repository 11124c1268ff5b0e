"""The list of documents: search, grouped by kind, with how much of each is coded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QSizePolicy,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from qualcoder_peer.core.domain.ids import DocumentId, SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.core.services.selections import documents_of, list_selections
from qualcoder_peer.core.services.sources import DocumentFacts, document_facts, list_documents
from qualcoder_peer.core.text.words import fold_case
from qualcoder_peer.gui.coders_of_document import coder_words
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, percent, tr, tr_n
from qualcoder_peer.gui.icons import pixmap
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.theme import GAP, GRID, set_role, themes
from qualcoder_peer.gui.widgets.basics import EmptyState, SearchField, column, label, row
from qualcoder_peer.gui.widgets.selection_box import SelectionBox
from qualcoder_peer.gui.widgets.tips import plain_tip

DOCUMENT = Qt.ItemDataRole.UserRole + 1
FACTS = Qt.ItemDataRole.UserRole + 2
KIND = Qt.ItemDataRole.UserRole + 3
NARROWING = ("selection", "selection_member", "attribute", "attribute_value", "respondent", "speaker")
"""The tables of the project that say which documents a set or filter leaves."""
_BAR = 4

Index = QModelIndex | QPersistentModelIndex


class DocumentsModel(QStandardItemModel):
    """Documents under their kind; facts come later and are filled in row by row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 1, parent)
        self.rows: dict[int, QStandardItem] = {}
        self._groups: dict[str, QStandardItem] = {}

    def show(self, documents: Iterable[tuple[int, str, str, bool]]) -> None:
        """Show these (id, title, kind, done), in this order; facts that are known are kept."""
        known = {document: item.data(FACTS) for document, item in self.rows.items()}
        self.rows.clear()
        self._groups.clear()
        self.clear()
        self.setColumnCount(1)
        listed = list(documents)
        for kind in [*(one.value for one in DocumentKind), ""]:
            of_kind = [one for one in listed if one[2] == kind or (not kind and one[2] not in set(DocumentKind))]
            if not of_kind:
                continue
            group = self._groups[kind] = QStandardItem()
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setData(kind, KIND)
            for document, title, _kind, done in of_kind:
                item = self.rows[document] = QStandardItem(title)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setData(document, DOCUMENT)
                item.setData(known.get(document) or (0, 0.0, done, False, ()), FACTS)
                group.appendRow(item)
            self.appendRow(group)
        self.show_words()

    def show_facts(self, facts: Iterable[DocumentFacts]) -> None:
        """Fill in codings, coverage, who coded, and the done mark."""
        for one in facts:
            item = self.rows.get(one.document.id)
            if item is not None:
                item.setData((one.codings, one.coverage, one.document.done, True, one.coders), FACTS)
                self._describe(item)

    def show_words(self) -> None:
        """Write what is in the language of the window."""
        for kind, group in self._groups.items():
            title = tr(KIND_TITLES[DocumentKind(kind)]) if kind else tr("Other")
            group.setText(title)
            group.setData(tr_n("{kind}, {count} document", "{kind}, {count} documents", group.rowCount(), kind=title),
                          Qt.ItemDataRole.AccessibleTextRole)  # fmt: skip
        for item in self.rows.values():
            self._describe(item)

    def _describe(self, item: QStandardItem) -> None:
        codings, coverage, done, known, coders = item.data(FACTS)
        parts = [item.text()]
        by_coder = [coder_words(one) for one in coders]
        if known:
            parts += [tr_n("{count} coding", "{count} codings", codings),
                      tr("{share} coded", share=percent(coverage, 1))]  # fmt: skip
        if done:
            parts.append(tr("done"))
        item.setData(", ".join([*parts, *by_coder]), Qt.ItemDataRole.AccessibleTextRole)
        item.setData(plain_tip("\n".join([item.text(), *by_coder])), Qt.ItemDataRole.ToolTipRole)


class _Type(NamedTuple):
    """The fonts of a row with their measures: making them anew for each row would cost as much as drawing it."""

    plain: QFont
    bold: QFont
    small: QFont
    heading: QFont
    plain_metrics: QFontMetrics
    bold_metrics: QFontMetrics
    small_metrics: QFontMetrics
    heading_metrics: QFontMetrics


@lru_cache(maxsize=4)
def _type(_family: str, _size: float) -> _Type:
    plain, bold, small, heading = themes.font(), themes.font(), themes.font("small"), themes.font("small")
    bold.setWeight(QFont.Weight.DemiBold)
    heading.setWeight(QFont.Weight.DemiBold)
    return _Type(plain, bold, small, heading, *(QFontMetrics(font) for font in (plain, bold, small, heading)))


def _type_now() -> _Type:
    return _type(QApplication.font().family(), themes.size("body"))


class _Rows(QStyledItemDelegate):
    """Title; codings, who made them and coverage on a second line with a bar under it; a tick when it is done."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fonts = _type_now()
        if index.data(DOCUMENT) is None:
            return QSize(80, fonts.small_metrics.lineSpacing() + 3 * GRID)
        return QSize(
            80, fonts.plain_metrics.lineSpacing() + fonts.small_metrics.lineSpacing() + _BAR + 4 * GRID
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view = self.parent()
        assert isinstance(view, DocumentsView)
        rect = QRect(0, rect.top(), view.viewport().width(), rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(DOCUMENT) is None:
            self._group(painter, rect, index)
        else:
            self._document(painter, rect, index, state, is_open=index.data(DOCUMENT) == view.open_document)
        painter.restore()

    def _group(self, painter: QPainter, rect: QRect, index: Index) -> None:
        fonts = _type_now()
        painter.setFont(fonts.heading)
        painter.setPen(QColor(themes.current.muted))
        inner = rect.adjusted(3 * GRID, GRID, -2 * GRID, 0)
        words = fonts.heading_metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _document(
        self, painter: QPainter, rect: QRect, index: Index, state: QStyle.StateFlag, *, is_open: bool
    ) -> None:
        theme = themes.current
        codings, coverage, done, known, coders = index.data(FACTS)
        box = rect.adjusted(GRID, 1, -GRID, -1)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if is_open or hovered or focused:
            painter.setPen(QColor(theme.focus) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft if is_open else theme.hover if hovered else theme.surface))
            painter.drawRoundedRect(box, 6, 6)
        inner = box.adjusted(2 * GRID, GRID + 1, -2 * GRID, -GRID)
        right = inner.right()
        fonts = _type_now()
        metrics, small = fonts.bold_metrics if is_open else fonts.plain_metrics, fonts.small_metrics
        if done:
            top = inner.top() + (metrics.lineSpacing() - 16) // 2 - 1  # clear of the share below
            painter.drawPixmap(right - 16, top, pixmap("circle-check", 16, "success"))
            right -= 20
        painter.setFont(fonts.bold if is_open else fonts.plain)
        painter.setPen(QColor(theme.text))
        title = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, right - inner.left())
        painter.drawText(QPoint(inner.left(), inner.top() + metrics.ascent()), title)
        painter.setFont(fonts.small)
        painter.setPen(QColor(theme.muted))
        y = inner.top() + metrics.lineSpacing() + small.ascent()
        if known:
            share = percent(coverage, 1)
            painter.drawText(QPoint(inner.right() - small.horizontalAdvance(share), y), share)
            made = tr_n("{count} coding", "{count} codings", codings)
            words = " · ".join((made, ", ".join(one.coder for one in coders))) if coders else made
            left = inner.width() - small.horizontalAdvance(share) - GAP
            painter.drawText(QPoint(inner.left(), y), small.elidedText(words, Qt.TextElideMode.ElideRight, left))
        self._bar(painter, QRect(inner.left(), inner.bottom() - _BAR + 1, inner.width(), _BAR - 1), coverage)

    def _bar(self, painter: QPainter, rect: QRect, share: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(themes.current.line))
        painter.drawRoundedRect(rect, 1.5, 1.5)
        if share > 0:
            painter.setBrush(QColor(themes.current.accent))
            rect.setWidth(max(3, round(rect.width() * share)))
            painter.drawRoundedRect(rect, 1.5, 1.5)


class DocumentsView(QTreeView):
    """The documents; a click or Enter opens one."""

    opened = Signal(int)

    def __init__(self, model: DocumentsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_document: int | None = None
        self.setModel(model)
        self.setItemDelegate(_Rows(self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        live(self, "setAccessibleName", "Documents")
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the document."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """None: groups are headings."""

    def _open(self, index: QModelIndex) -> None:
        document = index.data(DOCUMENT)
        if document is not None:
            self.opened.emit(document)


class DocumentsPane(QWidget):
    """The pane at the left."""

    opened = Signal(int)
    listed = Signal()
    """The list has been read again."""

    def __init__(self, context: RoomContext, to_material: Callable[[], object]) -> None:
        super().__init__()
        self._context = context
        self._reading = False
        self._again = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self.search = SearchField("Search documents")
        self.model = DocumentsModel(self)
        self.view = DocumentsView(self.model)
        self.empty = EmptyState(
            "files",
            "No documents yet",
            "Interviews, field notes and other texts are imported in the Material room.",
            "Import transcripts",
            to_material,
        )
        head = column(gap=GAP)
        head.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, GAP)
        title = row()
        title.addWidget(label("Documents", "section"), 1)
        self.count = label("", "small")
        title.addWidget(self.count)
        head.addLayout(title)
        head.addWidget(self.search)
        self.selection = SelectionBox(
            "Set or filter", "All documents", lambda: selection_choices(context.project, Owner.DOCUMENT)
        )
        self.selection.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.selection.changed.connect(self._narrow)
        self._members: frozenset[int] | None = None
        head.addWidget(self.selection)
        box = column(self, gap=0)
        box.addLayout(head)
        self._stack = QStackedLayout()
        box.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self.setMinimumWidth(150)
        self.setFocusProxy(self.view)
        self.search.textChanged.connect(lambda _words: self._filter())
        self.view.opened.connect(self.opened)
        themes.changed.connect(self.view.viewport().update)
        live_call(self, self._show_words)

    @property
    def document_ids(self) -> list[int]:
        """The documents in the order shown."""
        return list(self.model.rows)

    def read(self) -> None:
        """Read the list again, and the facts of all beside the window."""
        documents = list_documents(self._context.project)
        self._read_selection()
        self.model.show((one.id, one.title, one.kind, one.done) for one in documents)
        self.view.expandAll()
        self._stack.setCurrentIndex(0 if documents else 1)
        self._filter()
        self._show_words()
        self.show_open(self.view.open_document)
        self.listed.emit()
        self._read_facts()

    def read_some(self, documents: Iterable[int] | None) -> None:
        """Read the facts of some documents again, or of all."""
        if documents is None:
            self._read_facts()
            return
        wanted = [DocumentId(one) for one in documents if one in self.model.rows]
        if len(wanted) > 3:
            self._read_facts()
        elif wanted:
            self.model.show_facts(document_facts(self._context.project, wanted))

    def show_open(self, document: int | None) -> None:
        """Mark the document that is open."""
        before, self.view.open_document = self.view.open_document, document
        rows = self.model.rows
        changed = {one for one in (before, document) if one is not None and one in rows}
        if document is not None and document in rows:
            self.view.setCurrentIndex(rows[document].index())
            self.view.scrollTo(rows[document].index())
        for one in changed:
            self.view.update(rows[one].index())

    def _read_facts(self) -> None:
        if self._reading:
            self._again = True
            return
        if not self.model.rows:
            return
        self._reading = True
        run_job(self, document_facts, self._context.project, title=message("Measuring what is coded"),
                on_done=self._take_facts, on_failed=self._failed)  # fmt: skip

    def _take_facts(self, facts: list[DocumentFacts]) -> None:
        self._reading = False
        self.model.show_facts(facts)
        if self._again:
            self._again = False
            self._read_facts()

    def _failed(self, error: BaseException) -> None:
        self._reading = self._again = False
        self._context.messages.error(error)

    def narrow_again(self) -> None:
        """Sets, or what filters ask for, have changed."""
        self._narrow()

    def _narrow(self) -> None:
        self._read_selection()
        self._filter()

    def _read_selection(self) -> None:
        """Which documents the set or filter leaves; without any set there is nothing to choose."""
        self.selection.setVisible(bool(list_selections(self._context.project)))
        self.selection.show_again()
        chosen = self.selection.chosen
        self._members = (
            None if chosen is None else frozenset(documents_of(self._context.project, SelectionId(chosen)))
        )

    def _filter(self) -> None:
        words = fold_case(self.search.text()).split()
        for at in range(self.model.rowCount()):
            group = self.model.item(at)
            shown = 0
            for row_number in range(group.rowCount()):
                title = fold_case(group.child(row_number).text())
                fits = all(word in title for word in words)
                fits = fits and (self._members is None or group.child(row_number).data(DOCUMENT) in self._members)
                self.view.setRowHidden(row_number, group.index(), not fits)
                shown += fits
            self.view.setRowHidden(at, QModelIndex(), not shown)

    def _show_words(self) -> None:
        self.model.show_words()
        count = len(self.model.rows)
        self.count.setText(tr_n("{count} document", "{count} documents", count) if count else "")
