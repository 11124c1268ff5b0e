"""What the mouse does on the page: select by characters, words and paragraphs, point, click, and drag an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.text.edges import without_labels
from qualcoder_peer.core.text.words import snap_to_words, word_at
from qualcoder_peer.gui.widgets.transcript.marks import NONE
from qualcoder_peer.gui.widgets.transcript.painting import HANDLE_REACH

if TYPE_CHECKING:
    from collections.abc import Callable

    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

_LEFT = Qt.MouseButton.LeftButton
_LINE_REACH = 3


class Pointer:
    """The gestures of one view. Each handler says whether it took the event; otherwise Qt's own handling follows."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._pressed_at: QPoint | None = None
        self._edge: bool | None = None
        self._unit: Callable[[int], tuple[int, int]] | None = None
        self._unit_from = (0, 0)
        self._double_clicked_at = QPoint()
        self._since_double_click = QElapsedTimer()

    @property
    def is_dragging_edge(self) -> bool:
        """Whether an edge of the current segment is being dragged."""
        return self._edge is not None

    def on_line(self, event: QMouseEvent) -> QMouseEvent:
        """The event with its y moved into the words of the nearest line: Qt takes the air between for a line's end."""
        y = event.position().y()
        line = self._view.lines.near(int(y))
        if line is None or not 0 <= y < self._view.viewport().height() or line.text_top <= y < line.text_bottom:
            return event
        moved = QPointF(event.position().x(), (line.text_top + line.text_bottom) / 2)
        return QMouseEvent(
            event.type(), moved, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )

    def press(self, event: QMouseEvent) -> bool:
        """A button goes down."""
        point = event.position().toPoint()
        self._pressed_at = None
        if event.button() != _LEFT:
            return False
        edge = self._edge_at(point)
        if edge is not None:
            self._edge = edge
            return True
        if self._is_third_click(point):
            self._start_units(self._paragraph, self._view.position_near(point))
            return True
        self._pressed_at = point
        return False

    def double_click(self, event: QMouseEvent) -> bool:
        """The second press of a double click: words are selected, and more of them while the button is held."""
        if event.button() != _LEFT:
            return False
        self._double_clicked_at = event.position().toPoint()
        self._since_double_click.start()
        self._start_units(self._word, self._view.character_near(self._double_clicked_at))
        return True

    def move(self, event: QMouseEvent) -> bool:
        """The mouse moves, with or without a button."""
        point = event.position().toPoint()
        if self._edge is not None:
            self._drag_edge(point, bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
            return True
        if self._unit is not None:
            self._extend_units(self._view.character_near(point))
            return True
        if event.buttons() == Qt.MouseButton.NoButton:
            self.point_at(point)
        return False

    def release(self, event: QMouseEvent) -> bool:
        """A button goes up."""
        if event.button() != _LEFT:
            return False
        if self._edge is not None:
            self._drop_edge()
            return True
        if self._unit is not None:
            self._unit = None
            self._view.announce_selection()
            return True
        return False

    def released(self, event: QMouseEvent) -> None:
        """After Qt has handled a release: a selection is made, or coded text was clicked."""
        pressed, self._pressed_at = self._pressed_at, None
        if event.button() != _LEFT or pressed is None:
            return
        if self._view.textCursor().hasSelection():
            self._view.announce_selection()
        elif (event.position().toPoint() - pressed).manhattanLength() < QApplication.startDragDistance():
            self._click(pressed)

    def leave(self) -> None:
        """The mouse has left the page."""
        self._view.hover(NONE)

    def cancel(self) -> bool:
        """Give up dragging an edge; whether one was being dragged."""
        if self._edge is None:
            return False
        self._edge = None
        self._view.show_preview(None)
        return True

    def point_at(self, point: QPoint) -> None:
        """Light up the innermost segment under the mouse, and show where an edge can be grabbed."""
        view = self._view
        at_edge = self._edge_at(point) is not None
        view.viewport().setCursor(Qt.CursorShape.SizeHorCursor if at_edge else Qt.CursorShape.IBeamCursor)
        place = view.lines.character_at(point)
        found = view.keys_at(view.positions.to_code_point(place)) if place is not None else []
        view.hover(found[0] if found else NONE)

    def _click(self, point: QPoint) -> None:
        """Choose the innermost segment; clicking again goes on to the ones around it."""
        view = self._view
        place = view.lines.character_at(point)
        if place is None or view.editing.is_on:
            return
        ids = view.keys_at(view.positions.to_code_point(place))
        if ids:
            current = view.marks.current
            view.activate(ids[(ids.index(current) + 1) % len(ids)] if current in ids else ids[0])

    def _edge_at(self, point: QPoint) -> bool | None:
        """Whether the point is on the end (True) or the start (False) of the current segment, or on neither."""
        found = [
            (abs(box.center().x() - point.x()), at_end)
            for at_end, box in self._view.painter.handle_boxes()
            if box.contains(point) and _holds_edge(box, point)
        ]
        return min(found)[1] if found else None

    def _drag_edge(self, point: QPoint, exact: bool) -> None:
        view = self._view
        segment = view.segments.index.get(view.marks.current)
        if segment is None:
            self.cancel()
            return
        start, end = segment.start, segment.end
        place = view.position_near(point)
        if self._edge:
            end = max(place, start + 1)
            end = end if exact else self._word_end(start, end)
        else:
            start = min(place, end - 1)
            start = start if exact else self._word_start(start, end)
        view.show_preview((start, end))

    def _word_start(self, start: int, end: int) -> int:
        text = self._view.text
        while start < end - 1 and text[start].isspace():
            start += 1
        start = snap_to_words(text, start, start + 1)[0]
        behind = without_labels(text, start, end, self._view.label_at)[0]
        return behind if behind < end else start

    def _word_end(self, start: int, end: int) -> int:
        text = self._view.text
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        end = snap_to_words(text, end - 1, end)[1]
        before = without_labels(text, start, end, self._view.label_at)[1]
        return before if before > start else end

    def _drop_edge(self) -> None:
        view = self._view
        self._edge = None
        segment, preview = view.segments.index.get(view.marks.current), view.marks.preview
        view.show_preview(None)
        if segment is not None and preview is not None and preview != (segment.start, segment.end):
            view.edge_dragged.emit(segment.id, *preview)

    def _is_third_click(self, point: QPoint) -> bool:
        if not self._since_double_click.isValid():
            return False
        soon = self._since_double_click.elapsed() < QApplication.doubleClickInterval()
        self._since_double_click.invalidate()
        return soon and (point - self._double_clicked_at).manhattanLength() < QApplication.startDragDistance()

    def _start_units(self, unit: Callable[[int], tuple[int, int]], place: int) -> None:
        self._unit = unit
        self._unit_from = unit(place)
        self._view.select(*self._unit_from)

    def _extend_units(self, place: int) -> None:
        if self._unit is not None:
            start, end = self._unit(place)
            first, last = self._unit_from
            if place < first:
                self._view.select(last, min(start, first))
            else:
                self._view.select(first, max(end, last))

    def _word(self, place: int) -> tuple[int, int]:
        return word_at(self._view.text, place) or (place, place)

    def _paragraph(self, place: int) -> tuple[int, int]:
        text = self._view.text
        end = text.find("\n", place)
        return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _holds_edge(box: QRect, point: QPoint) -> bool:
    """Above and below the words the whole knob can be grabbed, beside them only the line itself: a selection that
    begins with the next word must not move the edge of the last coding."""
    beside = box.top() + HANDLE_REACH <= point.y() <= box.bottom() - HANDLE_REACH
    return not beside or abs(box.center().x() - point.x()) <= _LINE_REACH
