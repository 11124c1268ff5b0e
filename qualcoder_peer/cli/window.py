"""Opens the window from the command line, in a process of its own: Qt ends a process that it cannot start in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.core.domain.messages import message

_PROBE = "from PySide6.QtWidgets import QApplication; QApplication([])"
_NO_SCREEN = ("offscreen", "minimal")
_NO_DISPLAY = "could not connect to display"  # Qt's words
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""The Debian package of each library that Qt's own programs need and a bare system may lack."""
ALL_PACKAGES = (
    "libglib2.0-0 libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 "
    "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
"""What the window needs on a bare Debian 12 or Ubuntu 22.04 (on later ones the first is called libglib2.0-0t64)."""


def show(project: Path, console: Console) -> int:
    """Open the project in the window and wait until it is closed; say so where there is no window to be had."""
    fault = why_not() if has_screen() else _NO_DISPLAY
    if fault is not None and _NO_DISPLAY in fault:
        console.tell(
            message(
                "There is no screen here. Open the project elsewhere with: qualcoder-peer {path}", path=_quoted(project)
            )
        )
        return 0
    if fault is not None:
        library = re.search(r"(lib[\w.+-]+\.so[.\d]*)", fault)
        name = library[1] if library else "xcb"
        console.tell(
            message(
                "The window cannot open: Qt misses {library} of this system. The files above are made. "
                "On Debian and Ubuntu type: sudo apt install {packages}",
                library=name,
                packages=_PACKAGES.get(name, ALL_PACKAGES),
            )
        )
        return 0
    console.tell(message("Opening the window …"))
    console.flush()
    return 0 if subprocess.call([sys.executable, "-m", "qualcoder_peer", str(project)]) == 0 else 1


def has_screen() -> bool:
    """Whether this process was started where a window could be seen."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _NO_SCREEN:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def why_not() -> str | None:
    """What Qt says when it cannot start; None when it can."""
    probe = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, errors="replace", check=False
    )
    return None if probe.returncode == 0 else probe.stderr or "?"


def _quoted(path: Path) -> str:
    words = str(path)
    return f'"{words}"' if " " in words else words
