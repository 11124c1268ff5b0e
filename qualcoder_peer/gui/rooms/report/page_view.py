"""The report as pages of paper, painted at any zoom; a click on a paragraph chooses its entry of the outline."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.rooms.report.looks import FRAME, UNIT, look_of
from qualcoder_peer.gui.rooms.report.pages import MARGIN, PAGE, Pages
from qualcoder_peer.gui.rooms.report.sheets import Part
from qualcoder_peer.gui.rooms.report.strip import NOTES_GAP
from qualcoder_peer.gui.theme import GAP_LARGE, LIGHT, themes

ZOOM_STEPS = (50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200)
_PIXELS = 96 / 72 / UNIT
_WIDEST_FIT = 1.25
_FRAME_WIDTH = 1.5 * UNIT
_FRAME_GAP = 10.0 * UNIT
_FOOT = 42.0 * UNIT
_RULE = 144.0 * UNIT  # the line above footnotes, as long as Word's


class PageView(QAbstractScrollArea):
    """``pressed`` carries the entry that was clicked; ``opened`` the one that was double-clicked."""

    pressed = Signal(int)
    opened = Signal(int)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: Pages | None = None
        self._zoom = 0
        self._chosen: tuple[int, ...] = ()
        self.put_words: Callable[[str], object] = QGuiApplication.clipboard().setText
        """Where copied words go; the room checks them first."""
        self._width = self.viewport().width()
        self._widest, self._tops = PAGE.width(), [0.0]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        live(self, "setAccessibleName", "The page as it will look")
        live_call(self, self._say_where)
        themes.changed.connect(self.viewport().update)

    @property
    def zoom(self) -> int:
        """The size of the paper in per cent; 0 fits upright pages to the width there is."""
        return self._zoom

    @property
    def scale(self) -> float:
        """How many pixels a unit of the page has now."""
        if self._zoom:
            return _PIXELS * self._zoom / 100
        room = max(100, self._width - 2 * GAP_LARGE)
        return min(room / PAGE.width(), _PIXELS * _WIDEST_FIT)

    @property
    def full_scale(self) -> float:
        """How many pixels a unit of the page has at 100 per cent."""
        return _PIXELS

    def set_zoom(self, zoom: int) -> None:
        """Show the paper larger or smaller."""
        anchor = self._anchor()
        self._zoom = zoom
        self._measure(anchor)
        self.zoom_changed.emit()

    def step_zoom(self, steps: int) -> None:
        """One step of the usual sizes larger or smaller."""
        now = round(100 * self.scale / _PIXELS)
        others = [one for one in ZOOM_STEPS if (one > now if steps > 0 else one < now)]
        if others:
            self.set_zoom(others[0] if steps > 0 else others[-1])

    def show_pages(self, pages: Pages | None) -> None:
        """Show another state of the report, at the place where the reader is."""
        anchor = self._anchor()
        self.pages = pages
        sizes = [pages.size(page) for page in range(pages.count)] if pages is not None else []
        self._widest = max((size.width() for size in sizes), default=PAGE.width())
        self._tops = [0.0, *accumulate(size.height() for size in sizes)]
        self._measure(anchor)

    def choose(self, items: tuple[int, ...], *, scroll: bool = True) -> None:
        """Mark what comes from these entries, and bring the first into view."""
        self._chosen = items
        if scroll and items:
            self._bring(items[0])
        self._say_where()
        self.viewport().update()

    def copy(self) -> None:
        """Put the words on the page that come from what is chosen on the clipboard."""
        if self.pages is not None and self._chosen:
            words = "\n".join(self.pages.text_of(item) for item in self._chosen)
            self.put_words(words)

    def place_of(self, item: int) -> QPoint | None:
        """A point of the viewport in the words of an entry, where they are in view."""
        rects = self.pages.rects_of(item) if self.pages is not None else []
        if not rects:
            return None
        point = self._to_view(QPointF(rects[0].left() + 40 * UNIT, rects[0].top() + 6 * UNIT))
        return point.toPoint()

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Wide enough to read."""
        return QSize(640, 640)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(themes.current.rail))
        if self.pages is None:
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        scale, passed = self.scale, self.verticalScrollBar().value()
        first, last = (self._page_at(passed + edge) for edge in (event.rect().top(), event.rect().bottom()))
        for page in range(first, last + 1):
            corner = self._corner(page)
            painter.save()
            painter.translate(corner)
            painter.scale(scale, scale)
            self._paint_page(painter, page)
            painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        anchor = self._anchor()  # where things were with the width of before
        super().resizeEvent(event)
        self._width = self.viewport().width()
        self._measure(anchor)
        if not self._zoom:
            self.zoom_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self._item_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and item is not None:
            self.pressed.emit(item)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self._item_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and item is not None:
            self.opened.emit(item)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._item_at(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        # With the focus on the page, the keys that make letters larger make the paper larger, and Copy is the page's.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (_zoom_key(event) is not None or event.matches(QKeySequence.StandardKey.Copy))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        zoom = _zoom_key(event)
        if zoom is not None:
            self.step_zoom(zoom) if zoom else self.set_zoom(0)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in ends:
            bar.setValue(ends[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen:
            self.opened.emit(self._chosen[0])
        else:
            super().keyPressEvent(event)

    # Private

    def _paint_page(self, painter: QPainter, page: int) -> None:
        assert self.pages is not None
        size, sheet = self.pages.size(page), self.pages.sheets[page]
        whole = QRectF(QPointF(0, 0), size)
        shade = QColor(themes.current.shadow)
        shade.setAlpha(30)
        painter.fillRect(whole.translated(0, 2 * UNIT), shade)
        painter.fillRect(whole, QColor(LIGHT.surface))
        painter.setClipRect(whole)
        if page:
            look = look_of("footer")
            letters = look.letters()
            painter.setFont(letters.font())
            painter.setPen(letters.foreground().color())
            foot = QRectF(0, size.height() - _FOOT - 20 * UNIT, size.width(), 20 * UNIT)
            painter.drawText(foot, int(Qt.AlignmentFlag.AlignCenter), str(page + 1))
        for part in (sheet.header, sheet.main):
            if part is not None:
                self._paint_part(painter, part, size.width())
        if sheet.notes:
            line = MARGIN + sheet.notes[0].at - NOTES_GAP / 2
            painter.fillRect(QRectF(MARGIN, line, _RULE, UNIT / 2), QColor(LIGHT.text))
        for note in sheet.notes:
            self._draw(painter, self.pages.notes, note, QRectF(0, note.top, size.width(), note.height), MARGIN)
        if paper() != LIGHT.surface:  # charts bring white paper of their own: all of it is dimmed alike
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(whole, QColor(paper()))

    def _paint_part(self, painter: QPainter, part: Part, width: float) -> None:
        assert self.pages is not None
        lines = QRectF(0, part.top, width, part.height)
        painter.save()
        painter.translate(0, MARGIN + part.at - part.top)
        painter.setClipRect(lines.adjusted(0, -3 * UNIT, 0, 3 * UNIT), Qt.ClipOperation.IntersectClip)
        self._paint_chosen(painter, lines)
        self._paint_frames(painter, lines)
        painter.restore()
        self._draw(painter, self.pages.document, part, lines, 0.0, self._selections())

    def _draw(
        self,
        painter: QPainter,
        document: QTextDocument,
        part: Part,
        lines: QRectF,
        left: float,
        selections: list[QAbstractTextDocumentLayout.Selection] | None = None,
    ) -> None:
        # Only what stands in the part is drawn, however long the strip is.
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = lines
        context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))
        context.selections = selections or []
        painter.save()
        painter.translate(left, MARGIN + part.at - part.top)
        painter.setClipRect(lines, Qt.ClipOperation.IntersectClip)
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_chosen(self, painter: QPainter, lines: QRectF) -> None:
        # A band across the paper behind paragraphs that come from what is chosen, with a line at its left.
        assert self.pages is not None
        for item in self._chosen:
            if not all(self.pages.is_whole(span) for span in self.pages.spans_of(item)):
                continue
            rects = self.pages.rects_of(item)
            if not rects:
                continue
            top, bottom = rects[0].top() - 3 * UNIT, rects[-1].bottom() + 3 * UNIT
            band = QRectF(MARGIN / 2, top, PAGE.width() - MARGIN, bottom - top)
            band = band.intersected(lines.adjusted(0, -3 * UNIT, 0, 3 * UNIT))
            if band.height() > 0:
                painter.fillRect(band, QColor(LIGHT.selection if themes.current.dark else LIGHT.accent_soft))
                painter.fillRect(QRectF(band.left(), band.top(), 3 * UNIT, band.height()), QColor(LIGHT.accent))

    def _paint_frames(self, painter: QPainter, lines: QRectF) -> None:
        # The line at the left of quotes; Qt draws none beside a paragraph.
        assert self.pages is not None
        document = self.pages.document
        layout = document.documentLayout()
        position = layout.hitTest(QPointF(MARGIN, lines.top()), Qt.HitTestAccuracy.FuzzyHit)
        block = document.findBlock(max(0, position))
        previous: QRectF | None = None
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            if rect.top() > lines.bottom():
                break
            colour = block.blockFormat().property(FRAME)
            if isinstance(colour, QColor):
                left = MARGIN + block.blockFormat().leftMargin() - _FRAME_GAP
                top = previous.bottom() if previous is not None else rect.top()
                painter.fillRect(QRectF(left, top, _FRAME_WIDTH, rect.bottom() - top).intersected(lines), colour)
                previous = rect if block.next().blockFormat().topMargin() < 8 * UNIT else None
            else:
                previous = None
            block = block.next()

    def _selections(self) -> list[QAbstractTextDocumentLayout.Selection]:
        assert self.pages is not None
        made = []
        ground = QTextCharFormat()
        ground.setBackground(QColor(LIGHT.selection))
        for item in self._chosen:
            for span in self.pages.spans_of(item):
                if self.pages.is_whole(span):
                    continue
                selection = QAbstractTextDocumentLayout.Selection()
                cursor = QTextCursor(self.pages.document)
                cursor.setPosition(span.start)
                cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
                selection.cursor = cursor
                selection.format = ground
                made.append(selection)
        return made

    def _page_at(self, y: float) -> int:
        """The page at a height of all that can be scrolled, in pixels; below a page is that page."""
        low, high = 0, max(0, len(self._tops) - 2)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._top(middle) <= y else (low, middle - 1)
        return low

    def _top(self, page: int) -> float:
        return GAP_LARGE + self._tops[page] * self.scale + page * GAP_LARGE

    def _corner(self, page: int) -> QPointF:
        width = (self.pages.size(page) if self.pages is not None else PAGE).width() * self.scale
        left = max(GAP_LARGE, (self._width - width) / 2) - self.horizontalScrollBar().value()
        return QPointF(round(left), round(self._top(page) - self.verticalScrollBar().value()))

    def _to_view(self, point: QPointF) -> QPointF:
        assert self.pages is not None
        page, inside = self.pages.on_page(point)
        return self._corner(page) + inside * self.scale

    def _to_strip(self, point: QPointF) -> QPointF | None:
        if self.pages is None:
            return None
        page = self._page_at(point.y() + self.verticalScrollBar().value())
        inside = (point - self._corner(page)) / self.scale
        if not QRectF(QPointF(0, 0), self.pages.size(page)).contains(inside):
            return None
        return self.pages.on_strip(page, inside)

    def _item_at(self, point: QPointF) -> ReportItemId | None:
        inside = self._to_strip(point)
        return self.pages.item_at(inside) if self.pages is not None and inside is not None else None

    def _measure(self, anchor: tuple[int | None, float]) -> None:
        viewport = self.viewport()
        pages = self.pages.count if self.pages is not None else 0
        height = self._top(pages)
        width = self._widest * self.scale + 2 * GAP_LARGE
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(height - viewport.height())))
        vertical.setPageStep(max(1, round(viewport.height() * 0.9)))
        vertical.setSingleStep(24)
        horizontal.setRange(0, max(0, round(width - viewport.width())))
        horizontal.setPageStep(viewport.width())
        item, offset = anchor
        rects = self.pages.rects_of(item) if item is not None and self.pages is not None else []
        if rects:
            now = self._to_view(rects[0].topLeft()).y()
            vertical.setValue(round(vertical.value() + now - offset))
        elif item is None and pages:
            vertical.setValue(round(offset * vertical.maximum()))
        viewport.update()

    def _anchor(self) -> tuple[int | None, float]:
        # What is chosen, if it is in view, or stands at the top: an entry and how far down it begins; else how much
        # of it has been passed.
        if self.pages is None or not self.verticalScrollBar().value():
            return None, 0.0
        for chosen in self._chosen[:1]:
            for rect in self.pages.rects_of(chosen)[:1]:
                top = self._to_view(rect.topLeft()).y()
                if 0 <= top < self.viewport().height():
                    return chosen, top
        for step in range(0, self.viewport().height(), 24):
            item = self._item_at(QPointF(self.viewport().width() / 2, step))
            if item is not None:
                return item, self._to_view(self.pages.rects_of(item)[0].topLeft()).y()
        return None, self.verticalScrollBar().value() / max(1, self.verticalScrollBar().maximum())

    def _bring(self, item: int) -> None:
        rects = self.pages.rects_of(item) if self.pages is not None else []
        if not rects:
            return
        top, bottom = self._to_view(rects[0].topLeft()).y(), self._to_view(rects[-1].bottomLeft()).y()
        height = self.viewport().height()
        if top < 0 or (bottom > height and top > height / 3):
            bar = self.verticalScrollBar()
            bar.setValue(round(bar.value() + top - height / 4))

    def _say_where(self) -> None:
        words = self.pages.text_of(self._chosen[0]) if self.pages is not None and self._chosen else ""
        self.setAccessibleDescription(words or tr("Nothing is chosen"))


def _zoom_key(event: QKeyEvent) -> int | None:
    # 1 is larger, -1 smaller, 0 fits the width; None is any other key.
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    keys = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}
    return keys.get(Qt.Key(event.key()))


def paper() -> str:
    """The colour of paper: white, a little dimmed in a dark room."""
    return LIGHT.rail if themes.current.name == "dark" else LIGHT.surface
