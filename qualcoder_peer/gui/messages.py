"""The one place where errors become words, and where the user is told of what was done.

``error`` takes anything that was raised: a UserError is shown as its sentence, a cancelled task in passing, and
everything else as our own fault, with a report that holds no interview text: types of exceptions, places in our code
and versions, but none of their messages.
"""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QUrl, Signal, Slot, qVersion
from PySide6.QtGui import QDesktopServices

from qualcoder_peer.core.domain.errors import Cancelled, UserError
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.version import __version__

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the user. ``kind`` is info, success, warning or error; the action is a button beside it.

    ``undoes``: the action takes back the newest step, and is another one as soon as something else is done.
    """

    text: Message | str
    kind: str = "info"
    action: Message | str = ""
    run: Callable[[], object] | None = None
    undoes: bool = False


class Messages(QObject):
    """Tell the user: ``error``, ``warn`` and ``inform`` stay on top of the room, ``notify`` passes by."""

    shown = Signal(object)
    """A Notice for the bar on top of the room, or None to clear it."""
    passing = Signal(object)
    """A Notice that goes away by itself."""
    _raised = Signal(object)

    def __init__(self, reports: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reports = reports
        self.last: Notice | None = None
        self.undo: Callable[[], object] | None = None
        self._raised.connect(self.error)

    @Slot(object)
    def error(
        self, error: BaseException, action: Message | str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Tell of something that was raised; ``run`` is what a button beside it does."""
        if isinstance(error, Cancelled):
            self.notify(error.message)
        elif isinstance(error, UserError):
            self._show(Notice(error.message, "error", action, run))
        else:
            self._show(self._fault(error))

    def warn(self, text: Message | str, action: Message | str = "", run: Callable[[], object] | None = None) -> None:
        """Show a sentence that the user should not miss."""
        self._show(Notice(text, "warning", action, run))

    def inform(self, text: Message | str, action: Message | str = "", run: Callable[[], object] | None = None) -> None:
        """Show a sentence that helps."""
        self._show(Notice(text, "info", action, run))

    def notify(
        self,
        text: Message | str,
        *,
        undo: bool = False,
        action: Message | str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        """Say in passing what was done; with ``undo`` there is a button that takes it back."""
        if undo and self.undo is not None:
            action, run = message("Undo"), self.undo
        self.last = Notice(text, "info", action, run, undo)
        self.passing.emit(self.last)

    def dismiss(self) -> None:
        """Clear the bar on top of the room."""
        self.shown.emit(None)

    def catch_all(self) -> None:
        """Tell of everything that nobody caught, from any thread."""

        def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
            self._raised.emit(error)

        sys.excepthook = hook
        threading.excepthook = lambda raised: self._raised.emit(raised.exc_value) if raised.exc_value else None

    def _show(self, notice: Notice) -> None:
        self.last = notice
        self.shown.emit(notice)

    def _fault(self, error: BaseException) -> Notice:
        try:
            path = write_report(error, self.reports)
        except OSError:
            return Notice(
                message(
                    "Something went wrong in the program itself; the fault is ours. What you did before is saved. "
                    "No report of it could be written."
                ),
                "error",
            )
        return Notice(
            message(
                "Something went wrong in the program itself; the fault is ours. What you did before is saved. "
                "A report without any interview text is in “{path}”.",
                path=str(path),
            ),
            "error",
            message("Show report"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )


def write_report(error: BaseException, folder: Path) -> Path:
    """Write what went wrong, without messages or values, into ``folder``. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report-{datetime.now().strftime('%Y%m%d-%H%M%S-%f')}.txt"
    path.write_text(report_text(error), encoding="utf-8")
    return path


def report_text(error: BaseException) -> str:
    """The types of the exceptions and the places in the code they came through, newest last."""
    lines = [
        f"QualCoder Peer {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.release()}",
        "",
    ]
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    for one in reversed(chain):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        for frame, line in traceback.walk_tb(one.__traceback__):
            lines.append(f"  {_place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}")
    return "\n".join(lines) + "\n"


def _place(file: str) -> str:
    path = Path(file)
    try:
        return path.resolve().relative_to(_PACKAGE.parent).as_posix()
    except (ValueError, OSError):
        return "/".join(path.parts[-2:])
