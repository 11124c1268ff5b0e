"""The quotes of a theme as a list to choose from, with those the report has already marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.report_candidates import CandidateOrder, sort_quotes
from qualcoder_peer.gui.i18n import tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.outline_model import QUOTES_MIME_TYPE
from qualcoder_peer.gui.rooms.report.stances import stance_words
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.rows_view import cell_option, paint_ground
from qualcoder_peer.gui.widgets.text_lines import paint_lines

QUOTE_ROLE = Qt.ItemDataRole.UserRole + 1
USED_ROLE = Qt.ItemDataRole.UserRole + 2
_LINES = 3

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def theme_quotes(
    project: Project,
    code: CodeId,
    starred: bool,
    respondents: tuple[RespondentId, ...] | None,
    documents: tuple[DocumentId, ...] | None,
    sets: tuple[SelectionId, ...] | None = None,
    order: CandidateOrder = CandidateOrder.STARRED,
) -> list[Quote]:
    """The quotes of a code and those below it, in an order; what only an interviewer says is left out."""
    which = QuoteFilter(
        codes=(code,), respondents=respondents, documents=documents, sets=sets, starred=starred, evidence_only=True
    )
    return sort_quotes(list(iter_quotes(project, which)), order)


def who_and_where(quote: Quote) -> str:
    """Who says it, in which document, at which paragraph."""
    who = quote.respondent or quote.speaker
    place = tr("paragraph {number}", number=quote.paragraph)
    return " · ".join(one for one in (who, quote.document.title, place) if one)


def how_long(quote: Quote) -> str:
    """The length of a quote in words."""
    return tr_n("{count} word", "{count} words", len(quote.text.split()))


class CandidatesModel(QAbstractListModel):
    """Quotes by place in the list; ``used`` are those that stand in the report."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.quotes: list[Quote] = []
        self._used: frozenset[CodingId] = frozenset()
        self.draggable = True
        self.used_words = (N_("In the report · {facts}"), N_("in the report"))
        """What is said of those that are used: on the card, and for those who hear it."""

    def show_quotes(self, quotes: Sequence[Quote]) -> None:
        """Show other quotes. The same ones with other words stay where they are."""
        before = [quote.id for quote in self.quotes]
        if before and before == [quote.id for quote in quotes]:
            self.quotes = list(quotes)
            self._repaint()
            return
        self.beginResetModel()
        self.quotes = list(quotes)
        self.endResetModel()

    def show_used(self, used: Collection[CodingId]) -> None:
        """Mark what the report has."""
        if self._used != frozenset(used):
            self._used = frozenset(used)
            self._repaint()

    def retranslate(self) -> None:
        """Say everything again."""
        self._repaint()

    def quote_at(self, index: Index) -> Quote | None:
        """The quote in a row."""
        return self.quotes[index.row()] if index.isValid() and index.row() < len(self.quotes) else None

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.quotes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        quote = self.quote_at(index)
        if quote is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(quote.text.split())
        if role == QUOTE_ROLE:
            return quote
        if role == USED_ROLE:
            return quote.id in self._used
        if role == Qt.ItemDataRole.AccessibleTextRole:
            facts = [who_and_where(quote), stance_words(quote.stance), tr("Starred") if quote.starred else ""]
            facts += [tr(self.used_words[1]) if quote.id in self._used else "", quote.text]
            return ". ".join(one for one in facts if one)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self.draggable else flags

    def mimeTypes(self) -> list[str]:
        return [QUOTES_MIME_TYPE]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        data = QMimeData()
        rows = sorted({index.row() for index in indexes})
        data.setData(QUOTES_MIME_TYPE, QByteArray(",".join(str(self.quotes[row].id) for row in rows).encode()))
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    # Private

    def _repaint(self) -> None:
        if self.quotes:
            self.dataChanged.emit(self.index(0), self.index(len(self.quotes) - 1))


class QuoteDelegate(QStyledItemDelegate):
    """A quote as a small card: who and where, what is known of it, and its first lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        body = QFontMetrics(themes.font("body")).lineSpacing()
        small = QFontMetrics(themes.font("small")).lineSpacing()
        return QSize(160, 2 * small + _LINES * body + 2 * GAP + 2 * GAP_SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        quote = index.data(QUOTE_ROLE)
        if not isinstance(quote, Quote):
            return
        own = cell_option(self, option, index)
        own.text, own.icon = "", QIcon()
        paint_ground(painter, own)
        theme, used = themes.current, bool(index.data(USED_ROLE))
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        strong = theme.selection_text if chosen else theme.muted if used else theme.text
        soft = theme.selection_text if chosen else theme.muted
        inside = own.rect.adjusted(GAP, GAP, -GAP, -GAP)
        painter.save()
        small = themes.font("small")
        painter.setFont(small)
        metrics = QFontMetrics(small)
        head = QRect(inside.left(), inside.top(), inside.width(), metrics.lineSpacing())
        right = self._paint_signs(painter, head, quote, soft)
        painter.setPen(QColor(soft))
        who = metrics.elidedText(who_and_where(quote), Qt.TextElideMode.ElideMiddle, max(0, right - head.left() - GAP))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), who)
        body = QRect(inside.left(), head.bottom() + GAP_SMALL, inside.width(), inside.height() - 2 * head.height())
        paint_lines(painter, body, quote.text, themes.font("body"), strong, _LINES)
        foot = QRect(inside.left(), inside.bottom() - head.height(), inside.width(), head.height())
        painter.setFont(small)
        painter.setPen(QColor(soft))
        where = quote.code_line[-1].name
        facts = " · ".join((how_long(quote), where))
        if used:
            model = index.model()
            facts = tr(model.used_words[0], facts=facts) if isinstance(model, CandidatesModel) else facts
            icon("check", "selection_text" if chosen else "success").paint(
                painter, QRect(foot.left(), foot.center().y() - 7, 14, 14)
            )
            foot.adjust(18, 0, 0, 0)
        facts = metrics.elidedText(facts, Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), facts)
        painter.setPen(QColor(theme.line))
        painter.drawLine(own.rect.left() + GAP, own.rect.bottom(), own.rect.right() - GAP, own.rect.bottom())
        painter.restore()

    def _paint_signs(self, painter: QPainter, head: QRect, quote: Quote, colour: str) -> int:
        right = head.right()
        if quote.starred:
            icon("star", "warning").paint(painter, QRect(right - 14, head.center().y() - 7, 14, 14))
            right -= 14 + GAP_SMALL
        words = stance_words(quote.stance)
        if words:
            painter.setPen(QColor(colour))
            width = painter.fontMetrics().horizontalAdvance(words)
            place = QRect(right - width, head.top(), width + 1, head.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
            right -= width + GAP_SMALL
        return right
