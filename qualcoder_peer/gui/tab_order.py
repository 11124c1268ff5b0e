"""Tab goes as one reads: pane by pane from left to right, and from top to bottom in each.

Qt's own order is that in which widgets were made, and it jumps over whatever stands before the widget that a pane gives
the focus to (its focus proxy). Pages made when they are first opened would come last, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from qualcoder_peer.gui.widgets.side_panel import COVERS

_HALF = 0.5
"""Siblings stand in one row when they share this much of the height of the lower one."""


def move_focus(window: QWidget, forward: bool) -> bool:
    """Give the focus to the next widget of a window, or the one before. False if there is none."""
    order = list(reading_order(window))
    covers = [one for one in order if one.property(COVERS)]
    if not forward:
        order.reverse()
    focus = QApplication.focusWidget()
    at = next((place for place, one in enumerate(order) if one is focus), -1)
    around = (*order[at + 1 :], *order[: at + 1])
    target = next((one for one in around if is_stop(one) and not _is_under(one, covers)), None)
    if target is None:
        return False
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_into_view(target)
    return True


def is_stop(widget: QWidget) -> bool:
    """Whether Tab stops at a widget itself; what hands its focus on to another does not count."""
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return takes and widget.isEnabled() and widget.focusProxy() is None


def reading_order(parent: QWidget) -> Iterator[QWidget]:
    """All that is visible within a widget, each before what is in it."""
    for child in _as_read([one for one in parent.children() if isinstance(one, QWidget)]):
        yield child
        yield from reading_order(child)


def _is_under(widget: QWidget, covers: list[QWidget]) -> bool:
    """Whether a pane that lies over the room hides a widget: the focus must never be where nobody sees it."""
    here = _on_screen(widget)
    return any(_on_screen(one).contains(here) and not one.isAncestorOf(widget) for one in covers if one is not widget)


def _on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _as_read(children: list[QWidget]) -> list[QWidget]:
    """Siblings by rows from the top, each row from the left."""
    left = sorted((one for one in children if one.isVisible() and not one.isWindow()), key=lambda one: one.y())
    ordered: list[QWidget] = []
    while left:
        first = left[0]
        row = [one for one in left if one is first or _beside(first, one)]
        ordered += sorted(row, key=lambda one: (one.x(), one.y()))
        left = [one for one in left if one not in row]
    return ordered


def _beside(one: QWidget, other: QWidget) -> bool:
    shared = min(one.geometry().bottom(), other.geometry().bottom()) - max(one.y(), other.y())
    return shared > _HALF * min(one.height(), other.height())


def _bring_into_view(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
