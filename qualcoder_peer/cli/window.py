"""Opens the window from the command line, in a process of its own: Qt ends a process that it cannot start in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.core.domain.messages import message

_NO_SCREEN = ("offscreen", "minimal")
_SAID_WHY = 1  # the exit status of a window that has told on stderr why it cannot open


def show(project: Path, console: Console) -> int:
    """Open the project in the window and wait until it is closed; say so where there is no window to be had."""
    if not has_screen():
        console.tell(message("There is no screen here. Where there is one, open it: {command}", command=_open(project)))
        return 0
    console.tell(message("Opening the window …"))
    console.flush()
    status = subprocess.call([sys.executable, "-m", "qualcoder_peer", str(project)])
    if status not in (0, _SAID_WHY):
        console.complain(
            message("The window ended unexpectedly ({status}). What was done in it is kept.", status=status)
        )
        return 1
    if status == _SAID_WHY:
        console.tell(message("The files above are made; open the project when that is mended: {command}",
                             command=_open(project)))  # fmt: skip
    return 0


def has_screen() -> bool:
    """Whether this process was started where a window could be seen."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _NO_SCREEN:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(path: Path) -> str:
    return f'qualcoder-peer "{path}"'
