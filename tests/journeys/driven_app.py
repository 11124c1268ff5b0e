"""The real program, started as a user starts it, that also answers questions about what is on the screen.

It is asked on its standard input, one JSON object a line, and answers likewise on standard output. It does nothing
itself: whatever happens to the window comes from mouse and keys.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QSocketNotifier, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QTreeView,
    QWidget,
)

from qualcoder_peer.gui import app as program
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.widgets.transcript import TranscriptView

Answer = dict[str, Any]


class Witness(QObject):
    """Reads questions and writes answers."""

    def __init__(self) -> None:
        super().__init__()
        self._rest = b""
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._questions: dict[str, Callable[..., Any]] = {
            "state": state, "spots": spots, "passage": passage, "names": names,
        }  # fmt: skip

    def _read(self) -> None:
        read = os.read(0, 65_536)
        if not read:
            self._notifier.setEnabled(False)
            return
        *lines, self._rest = (self._rest + read).split(b"\n")
        for line in lines:
            question = json.loads(line)
            try:
                answer = {"answer": self._questions[question.pop("ask")](**question)}
            except RuntimeError as error:  # a widget was deleted meanwhile: to be asked again
                answer = {"again": str(error)}
            except Exception:  # noqa: BLE001 - told to the test, never to the program
                answer = {"fault": traceback.format_exc()}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def state() -> Answer:
    """What the window is about: what has the keyboard, what is selected in the transcript, whether work goes on."""
    focus = QApplication.focusWidget()
    view = transcript()
    windows = [one for one in QGuiApplication.topLevelWindows() if one.isVisible() and one.type() in _WINDOWS]
    modal = QApplication.activeModalWidget()
    main = next((one for one in windows if one.transientParent() is None), None)
    top = modal.windowHandle() if modal is not None else main
    return {
        "idle": not jobs.active,
        "focus": _name(focus) if focus is not None else "",
        "focus_kind": type(focus).__name__ if focus is not None else "",
        "window": int(top.winId()) if top is not None else 0,
        "windows": [int(one.winId()) for one in windows],
        "title": top.title() if top is not None else "",
        "popup": QApplication.activePopupWidget() is not None,
        "selected": view.text[slice(*view.selection())] if view is not None else "",
        "selection": list(view.selection()) if view is not None else [0, 0],
        "text": view.text if view is not None else "",
        "document": len(view.text) if view is not None else 0,
        "undo": _action("app.undo"),
        "redo": _action("app.redo"),
        "writing": _is_writing(),
        "coded": len(view.segments.index) if view is not None else 0,
        "codings": [[one.start, one.end, one.name, one.starred] for one in _segments(view)],
    }  # fmt: skip


def _is_writing() -> bool:
    """Whether what was done last is shown already and on its way to the disk."""
    windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    return any(one.context is not None and one.context.bridge.is_committing for one in windows)


def spots(words: str, kind: str = "", inside: str = "") -> list[Answer]:
    """Everything one can click on that has these words or this name: widgets, entries of menus, tabs, rows of lists."""
    found = [
        one for one in (*_widgets(), *_menu_entries(), *_tabs(), *_rows())
        if words in (one["name"], one["words"]) and (not kind or one["kind"] == kind)
        and (not inside or one["inside"] == inside)
    ]  # fmt: skip
    return [one for one in found if one["within"]]


def names() -> list[str]:
    """The words of everything that shows, for a message when something is not found."""
    spots = (*_widgets(), *_menu_entries(), *_tabs(), *_rows())
    told = [f"{one['kind']}: {one['name'] or one['words']}" for one in spots if one["within"]]
    return [one for one in told if not one.endswith(": ")]


def passage(words: str, nth: int = 0) -> Answer:
    """Where some words of the transcript begin and end on the screen; or whether they are above or below it."""
    view = transcript()
    assert view is not None, "no transcript is shown"
    start = -1
    for _ in range(nth + 1):
        start = view.text.index(words, start + 1)
    end = start + len(words)
    place = view.positions.to_utf16
    first, last = view.lines.holding(place(start)), view.lines.holding(place(end - 1))
    top, _foot = view.visible_range()
    height = view.viewport().height()
    if first is None or last is None or first.text_top < 0 or last.text_bottom > height:
        page = view.viewport().mapToGlobal(view.viewport().rect().center())
        return {"page": list(page.toTuple()), "below": start > top, "start": start, "end": end}

    def point(line: Any, position: int) -> list[int]:
        at = QPoint(round(line.x_at(position)), (line.text_top + line.text_bottom) // 2)
        return list(view.viewport().mapToGlobal(at).toTuple())

    return {"start": start, "end": end, "from": point(first, place(start)), "to": point(last, place(end))}


def transcript() -> TranscriptView | None:
    """The transcript that shows."""
    return next((one for one in QApplication.allWidgets() if isinstance(one, TranscriptView) and one.isVisible()), None)


_WINDOWS = (Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Sheet)


def _action(id: str) -> str:
    window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
    return window.actions_registry.get(id).text() if window is not None else ""


def _segments(view: TranscriptView | None) -> list[Any]:
    if view is None:
        return []
    return sorted(view.segments.index.overlapping(0, len(view.text) + 1), key=lambda one: (one.start, one.end, one.id))


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or _words(widget) or widget.objectName()


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.toPlainText() if len(widget.toPlainText()) < 2000 else ""
    if isinstance(widget, QComboBox):
        return widget.currentText()
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    return _plain(words) if isinstance(words, str) else ""


def _plain(words: str) -> str:
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _spot(widget: QWidget, rect: QRect, kind: str, name: str, words: str, **more: Any) -> Answer:
    """``rect`` is of the widget; only what shows of it counts, and only where nothing lies over it."""
    shown = widget.visibleRegion().boundingRect().intersected(rect)
    centre = widget.mapToGlobal(shown.center())
    there = QApplication.widgetAt(centre)
    clear = there is not None and (there is widget or widget.isAncestorOf(there) or isinstance(widget, QLabel))
    left_top = widget.mapToGlobal(shown.topLeft())
    return {
        "kind": kind, "name": name, "words": words, "centre": list(centre.toTuple()),
        "rect": [left_top.x(), left_top.y(), shown.width(), shown.height()],
        "within": clear and not shown.isEmpty(), "enabled": widget.isEnabled(), "focus": widget.hasFocus(),
        "inside": "", "checked": False, **more,
    }  # fmt: skip


def _widgets() -> Iterator[Answer]:
    for widget in QApplication.allWidgets():
        if widget.isVisible() and not isinstance(widget, QMenu | QMenuBar):
            checked = getattr(widget, "isChecked", None)
            yield _spot(widget, widget.rect(), type(widget).__name__, widget.accessibleName(), _words(widget),
                        checked=bool(checked()) if callable(checked) else False)  # fmt: skip


def _menu_entries() -> Iterator[Answer]:
    for menu in QApplication.allWidgets():
        if isinstance(menu, QMenu | QMenuBar) and menu.isVisible():
            for action in menu.actions():
                rect = menu.actionGeometry(action)
                if rect.isValid() and not action.isSeparator():
                    yield _spot(menu, rect, "entry", "", _plain(action.text()), enabled=action.isEnabled(),
                                inside=type(menu).__name__, checked=action.isChecked())  # fmt: skip


def _tabs() -> Iterator[Answer]:
    for bar in QApplication.allWidgets():
        if isinstance(bar, QTabBar) and bar.isVisible():
            for number in range(bar.count()):
                yield _spot(bar, bar.tabRect(number), "tab", "", _plain(bar.tabText(number)),
                            inside=bar.accessibleName(), checked=number == bar.currentIndex())  # fmt: skip


def _rows() -> Iterator[Answer]:
    for view in QApplication.allWidgets():
        if isinstance(view, QAbstractItemView) and view.isVisible() and view.model() is not None:
            root = view.rootIndex()
            for index in _indexes(view, root, 0):
                words = index.data(Qt.ItemDataRole.DisplayRole)
                rect = view.visualRect(index)
                if isinstance(words, str) and not rect.isEmpty():
                    chosen = view.selectionModel() is not None and view.selectionModel().isSelected(index)
                    yield _spot(view.viewport(), rect, "row", "", words, inside=_name(view), checked=chosen,
                                details=str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))  # fmt: skip


def _indexes(view: QAbstractItemView, above: QModelIndex, depth: int) -> Iterator[QModelIndex]:
    model = view.model()
    for row in range(min(model.rowCount(above), 400)):
        for column in range(1 if isinstance(view, QListView) else model.columnCount(above)):
            index = model.index(row, column, above)
            yield index
            if column == 0 and depth < 8 and isinstance(view, QTreeView) and model.rowCount(index):
                yield from _indexes(view, index, depth + 1)


def _tell(kind: QtMsgType, _context: object, words: str) -> None:
    """Qt's warnings with the place in the program they come from."""
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        sys.stderr.write(f"{words}\n{''.join(traceback.format_stack()[-6:-1])}")
        sys.stderr.flush()


def main() -> int:
    """Run the program with the file named, if one is; file dialogs are Qt's own, which can be seen from here."""
    qInstallMessageHandler(_tell)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    witness: list[Witness] = []
    make = program.make_app

    def make_app() -> QApplication:
        app = make()
        witness.append(Witness())
        return app

    program.make_app = make_app
    return program.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
