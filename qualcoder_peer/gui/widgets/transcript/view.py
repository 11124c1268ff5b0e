"""The transcript view: a reading page with codings painted on it, that knows nothing of a project."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlock,
)
from PySide6.QtWidgets import QToolTip, QWidget

from qualcoder_peer.gui.widgets.transcript.editing import PageEditing
from qualcoder_peer.gui.widgets.transcript.dropping import DropTarget, dragged_code, extent_under
from qualcoder_peer.gui.widgets.transcript.grouping import GroupOf, StripeGroup, StripeLanes
from qualcoder_peer.gui.widgets.transcript.margin import plain_tool_tip
from qualcoder_peer.gui.widgets.transcript.margins import Margins
from qualcoder_peer.gui.widgets.transcript.marks import NONE, PageMarks
from qualcoder_peer.gui.widgets.transcript.painting import HANDLE_REACH, PagePainter, qcolour
from qualcoder_peer.gui.widgets.transcript.pointer import Pointer
from qualcoder_peer.gui.widgets.transcript.reading_page import ReadingPage
from qualcoder_peer.gui.widgets.transcript.segments import SegmentStore, Shows
from qualcoder_peer.gui.widgets.transcript.values import Segment, TurnMark, suggestion, suggestion_key

_SETTLE_MS = 450
_TIME = attrgetter("time_ms")


class TranscriptView(ReadingPage):
    """Shows a text with speaker turns and coded segments; tells what the user selects, points at and drags.

    It changes nothing itself: a dragged edge or a dropped code is a signal, and the caller sends the outcome
    back with ``change_segment`` and the like. Positions are code points, half open.
    """

    selection_changed = Signal(int, int)
    selection_made = Signal(int, int, QPoint)
    """A selection is settled; the global point is below its end (or above, at the foot of the page)."""
    segment_hovered = Signal(int)
    segment_activated = Signal(int)
    suggestion_activated = Signal(int)
    shown_changed = Signal()
    """Other segments are shown, or more or fewer than before."""
    edge_dragged = Signal(int, int, int)
    code_dropped = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.segments = SegmentStore()
        self.suggestions = SegmentStore()
        self.stripe_lanes = StripeLanes(self.segments, self.suggestions)
        self.marks = PageMarks()
        self.painter = PagePainter(self)
        self._pointer = Pointer(self)
        self._drop = DropTarget(self)
        self.editing = PageEditing(self)
        self.margins = Margins(self)
        self._numbers, self._stripes = self.margins.numbers, self.margins.stripes
        self._selected = (0, 0)
        self._caret_paragraph = 1
        self._by_keyboard = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.announce_selection)
        self._stripes.hovered.connect(self.hover)
        self._stripes.activated.connect(self.activate)
        self.updateRequest.connect(self._page_moved)
        self.selectionChanged.connect(self._selection_changed)
        self.cursorPositionChanged.connect(self._caret_changed)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all that lies under it is painted
        self.setAcceptDrops(True)
        self.set_colours(self.colours)
        self.apply_font()

    def set_text(self, text: str, turns: Sequence[TurnMark] = ()) -> None:
        """Show another text, from its beginning, without segments or hits; ``turns`` by start."""
        self._pointer.cancel()
        self._settle.stop()
        self.marks.forget()
        self._selected = (0, 0)
        self._numbers.set_has_times(not {None}.issuperset(map(_TIME, turns)))
        self._stripes.forget()
        self.show_text(text, turns)
        self.segments.clear(self.positions)
        self.suggestions.clear(self.positions)
        self._segments_reset()

    def set_segments(self, segments: Iterable[tuple[Any, ...]]) -> None:
        """Show these segments in place of all others; plain tuples in the order of ``Segment`` will do."""
        self.segments.replace(segments)
        self._segments_reset()

    def set_filter(self, shows: Shows | None) -> None:
        """Show only the segments for which this is true; None for all. A segment looked at later is shown anyway."""
        self.segments.filter(shows)
        self._segments_reset()

    def group_stripes(self, groups: Mapping[Hashable, StripeGroup], group_of: GroupOf, rest: StripeGroup) -> None:
        """Give the stripes of each group lanes of their own under a heading; ``rest`` is the heading of what is in no
        group."""
        self.stripe_lanes.group(groups, group_of, rest)
        self._regroup()

    def ungroup_stripes(self) -> None:
        """Let each stripe run as near to the text as it can."""
        if self.stripe_lanes.is_grouped:
            self.stripe_lanes.ungroup()
            self._regroup()

    def set_overview(self, visible: bool) -> None:
        """Show or hide the strip beside the scroll bar."""
        self.margins.overview.setVisible(visible)
        self.share_width()
        if visible:
            self.margins.overview.forget()

    def set_suggestions(self, segments: Iterable[Segment]) -> None:
        """Show these in place of all other suggestions: dotted, without a tint, and no codings. Ids are 0 or more."""
        self.suggestions.replace(suggestion(one) for one in segments)
        self.marks.suggested = self.marks.hovered = NONE
        self._stripes.forget()
        self.repaint_all()

    def set_suggestion(self, number: int) -> None:
        """Light up this suggestion as the one looked at; ``-1`` for none."""
        before, self.marks.suggested = self.marks.suggested, suggestion_key(number)
        self._repaint_segments(before, self.marks.suggested)

    def add_segment(self, segment: Segment) -> None:
        """Show one more segment."""
        self.segments.add(segment)
        self._segment_changed(segment.id, segment)
        self.repaint_text(segment.start, segment.end)

    def remove_segment(self, segment_id: int) -> None:
        """Show a segment no more; nothing happens if it is not there."""
        segment = self.segments.remove(segment_id)
        self._segment_changed(segment_id, segment)
        if segment is not None:
            if self.marks.current == segment_id:
                self._pointer.cancel()
                self.marks.current = NONE
            if self.marks.hovered == segment_id:
                self.hover(NONE)
            self.repaint_text(segment.start, segment.end)

    def change_segment(self, segment: Segment) -> None:
        """Show a segment as it is now: other edges, code, star or stance."""
        before = self.segments.index.get(segment.id)
        self.segments.add(segment)
        self._segment_changed(segment.id, before, segment)
        if before is not None:
            self.repaint_text(before.start, before.end)
        self.repaint_text(segment.start, segment.end)

    def segments_at(self, position: int) -> list[Segment]:
        """The segments that the character at ``position`` belongs to, the innermost first."""
        return self.segments.index.at(position)

    def segment(self, key: int) -> Segment | None:
        """The segment or the suggestion shown that has this id inside the view."""
        return self.segments.index.get(key) or self.suggestions.index.get(key)

    def keys_at(self, position: int) -> list[int]:
        """The ids inside the view of all that the character at ``position`` belongs to, codings first."""
        return [one.id for one in (*self.segments.index.at(position), *self.suggestions.index.at(position))]

    def activate(self, key: int) -> None:
        """A segment or a suggestion was clicked."""
        if key < NONE:
            self.suggestion_activated.emit(suggestion_key(key))
        else:
            self.segment_activated.emit(key)

    def set_hits(self, hits: Sequence[tuple[int, int]], current: int = NONE) -> None:
        """Mark these stretches as found, the one at place ``current`` of ``hits`` as the one looked at."""
        self.marks.set_hits(hits, current)
        self.margins.overview.note_hits()
        self.viewport().update()

    def set_current(self, segment_id: int) -> None:
        """Light up this segment and give it handles at its edges; ``-1`` for none."""
        if segment_id != self.marks.current:
            self._pointer.cancel()
            before, self.marks.current = self.marks.current, segment_id
            if self.segments.reveal(segment_id):
                self._segment_changed(segment_id, self.segments.index.get(segment_id))
            self.margins.overview.update()
            self._repaint_segments(before, segment_id)

    def set_hovered(self, segment_id: int) -> None:
        """Light up this segment as if it were pointed at; ``-1`` for none."""
        if segment_id != self.marks.hovered:
            before, self.marks.hovered = self.marks.hovered, segment_id
            self._repaint_segments(before, segment_id)

    def hover(self, segment_id: int) -> None:
        """The mouse points at this segment, or at none (-1)."""
        if segment_id != self.marks.hovered:
            self.set_hovered(segment_id)
            self.segment_hovered.emit(max(segment_id, NONE))

    def current_extent(self) -> tuple[int, int] | None:
        """Where the current segment stands, or would stand if its dragged edge were let go; None without one."""
        segment = self.segments.index.get(self.marks.current)
        if segment is None:
            return None
        return self.marks.preview or (segment.start, segment.end)

    def show_preview(self, extent: tuple[int, int] | None) -> None:
        """Show the current segment at this place while an edge is dragged; None for where it is."""
        before = self.current_extent()
        self.marks.preview = extent
        for changed in (before, self.current_extent()):
            if changed is not None:
                self.repaint_text(*changed)

    def drop_extent(self, position: int) -> tuple[int, int]:
        """What a code dropped at ``position`` would code: the selection, or the words of the turn there."""
        return extent_under(self, position)

    def show_drop(self, place: int | None) -> None:
        """Show where words that are dragged would be put in; None: nowhere."""
        self._drop.leave() if place is None else self._drop.show_place(place)

    def announce_selection(self) -> None:
        """Say that the selection is settled, if there is one."""
        self._settle.stop()
        start, end = self.selection()
        if start < end and not self.editing.is_on:
            self.selection_made.emit(start, end, self._point_at_selection())

    def repaint_text(self, start: int, end: int) -> None:
        """Repaint the lines that hold ``[start, end)``, as far as they show, and the stripes."""
        rows = self.lines.rows(self.positions.to_utf16(start), self.positions.to_utf16(end))
        if not rows.isEmpty():
            self.viewport().update(rows.adjusted(0, -HANDLE_REACH, 0, HANDLE_REACH))
            self._stripes.update()

    def repaint_block(self, block: QTextBlock) -> None:
        """Repaint the lines of a block, as far as they show, and what stands beside the page."""
        rows = self.lines.rows(block.position(), block.position() + block.length())
        self.viewport().update(rows.adjusted(0, -HANDLE_REACH, 0, HANDLE_REACH))
        self._numbers.update()
        self._stripes.update()

    def repaint_all(self) -> None:
        super().repaint_all()
        self.margins.update()

    def share_width(self) -> None:
        super().share_width()
        self.margins.share()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.share_width()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        below = QPainter(self.viewport())
        below.fillRect(event.rect(), qcolour(self.colours.background))
        self.painter.paint_below(below, event.rect())
        below.end()
        super().paintEvent(event)
        if self.marks.current != NONE:
            above = QPainter(self.viewport())
            self.painter.paint_above(above)
            above.end()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.lines.character_at(event.pos())
            found = self.segments_at(self.positions.to_code_point(place)) if place is not None else []
            QToolTip.showText(event.globalPos(), plain_tool_tip(found), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.press(event):
            super().mousePressEvent(self._pointer.on_line(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.double_click(event):
            super().mouseDoubleClickEvent(self._pointer.on_line(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.move(event):
            super().mouseMoveEvent(self._pointer.on_line(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pointer.release(event):
            super().mouseReleaseEvent(self._pointer.on_line(event))
            self._pointer.released(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._pointer.cancel():
            return
        self._by_keyboard = True
        super().keyPressEvent(event)
        self._by_keyboard = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._numbers.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._numbers.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop.leave()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.leave()
        code = dragged_code(event.mimeData())
        if code is None or not self.text:
            event.ignore()
            return
        event.acceptProposedAction()
        self.code_dropped.emit(code, self.character_near(event.position().toPoint()))

    def _consider(self, event: QDragMoveEvent) -> None:
        """Let a code be dropped here; anything else, such as files, is left to the window."""
        if dragged_code(event.mimeData()) is None or not self.text or not self.can_change:
            event.ignore()
            return
        event.acceptProposedAction()
        self._drop.move_to(event.position().toPoint())

    def _repaint_segments(self, *segment_ids: int) -> None:
        for segment_id in segment_ids:
            segment = self.segment(segment_id)
            if segment is not None:
                self.repaint_text(segment.start, segment.end)

    def _regroup(self) -> None:
        self.share_width()
        self._stripes.forget()
        self._stripes.update()
        self.margins.headings.update()

    def _segments_reset(self) -> None:
        if self.marks.current not in self.segments.index:
            self._pointer.cancel()
            self.marks.current = NONE
        self.marks.hovered = NONE
        self.stripe_lanes.forget()
        self.margins.overview.forget()
        self._stripes.forget()
        if self.stripe_lanes.is_grouped:
            self.share_width()
        self.repaint_all()
        self.shown_changed.emit()

    def _segment_changed(self, segment_id: int, *changed: Segment | None) -> None:
        if self.stripe_lanes.follow(segment_id):
            self.share_width()
        for segment in changed:
            if segment is not None:
                self.margins.overview.note(segment.start, segment.end)
        self.shown_changed.emit()

    def _page_moved(self, rect: QRect, dy: int) -> None:
        if dy or rect.contains(self.viewport().rect()):
            self.margins.update()

    def _selection_changed(self) -> None:
        cursor = self.textCursor()
        before, now = self._selected, (cursor.selectionStart(), cursor.selectionEnd())
        if before == now:
            return
        self._selected = now
        for one, other in zip(before, now, strict=True):
            self._repaint_rows(min(one, other) - 1, max(one, other) + 1)
        turn = self.positions.to_code_point
        self.selection_changed.emit(turn(now[0]), turn(now[1]))
        if self._by_keyboard:
            self._settle.start()

    def _repaint_rows(self, start: int, end: int) -> None:
        rows = self.lines.rows(start, end)
        if not rows.isEmpty():
            self.viewport().update(rows)

    def _caret_changed(self) -> None:
        paragraph = self.paragraph_at(self.caret())
        if paragraph != self._caret_paragraph:
            self._caret_paragraph = paragraph
            self._numbers.update()

    def _point_at_selection(self) -> QPoint:
        end = self.textCursor().selectionEnd()
        line = self.lines.holding(max(0, end - 1)) or self.lines.near(self.viewport().height())
        if line is None:
            return self.viewport().mapToGlobal(QPoint())
        x = round(line.x_at(end)) if line.start <= end <= line.end else 0
        return self.viewport().mapToGlobal(QPoint(x, min(line.foot, self.viewport().height())))
