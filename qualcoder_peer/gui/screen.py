"""Whether a window can open here at all; if not, one sentence that says what to type. Imports Qt only at the end.

Qt ends the whole process when it finds no screen or cannot load its platform plugin, so both are tried first.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.i18n import system_language, texts

PACKAGES = (
    "libglib2.0-0 libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 "
    "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
"""What Qt needs on a bare Debian 12 or Ubuntu 22.04 (on later ones the first is called libglib2.0-0t64)."""


def open_window(words: Sequence[str]) -> int:
    """Open the window, or say why it cannot open. Returns the exit status."""
    if len(words) > 1:
        return _complain(message("Give one project file, as in: qualcoder-peer PROJECT.qcp"), 2)
    missing = no_screen()
    if missing is None:
        try:
            import PySide6.QtSvg
            import PySide6.QtWidgets  # noqa: F401 - tried here, used everywhere else

            missing = no_platform()
        except ImportError as error:
            missing = _needs(str(error))
    if missing is not None:
        return _complain(missing, 1)
    from qualcoder_peer.gui.app import run

    return run(words)


def no_screen() -> Message | None:
    """Why there is no screen; None when there is one, or when Qt was told to do without."""
    if not _is_x11_or_wayland() or os.environ.get("WAYLAND_DISPLAY"):
        return None
    if os.environ.get("DISPLAY"):
        return None
    return message(
        "There is no screen here (DISPLAY is not set), so the window cannot open. "
        "The commands work without one: qualcoder-peer --help"
    )


def no_platform() -> Message | None:
    """Why Qt could not reach the X11 display; None when it can. Loads Qt's own plugin to see."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    if not _is_x11_or_wayland() or (os.environ.get("WAYLAND_DISPLAY") and not wanted.startswith("xcb")):
        return None
    from PySide6.QtCore import QLibraryInfo

    plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / "libqxcb.so"
    try:
        if plugin.is_file():
            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return _needs(str(error))
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if not failed:
        return None
    return message(
        "The screen “{display}” does not answer, so the window cannot open. "
        "The commands work without one: qualcoder-peer --help",
        display=os.environ.get("DISPLAY", ""),
    )


def _is_x11_or_wayland() -> bool:
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    return sys.platform not in ("win32", "darwin") and chosen in ("", "xcb")


def _needs(reason: str) -> Message:
    if importlib.util.find_spec("PySide6") is None:
        return message(
            "The window needs PySide6, which is not installed. Type: python -m pip install PySide6-Essentials"
        )
    library = reason.partition(":")[0].strip()
    return message(
        "The window cannot open: Qt misses {library} of this system. On Debian and Ubuntu type: "
        "sudo apt install {packages}",
        library=library if library.startswith("lib") else message("a library"),
        packages=PACKAGES,
    )


def _complain(what: Message, status: int) -> int:
    print(texts(system_language()).say(what), file=sys.stderr)
    return status
