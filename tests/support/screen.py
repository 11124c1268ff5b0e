"""A screen of our own with real mouse and keys: Xvfb, and xdotool to press on it. There is no window manager, so the
windows stand in the corner and whoever drives them gives them the keyboard, as a window manager would."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
import zlib
from pathlib import Path

SIZE = (1280, 800)
DOUBLE_CLICK_S = 0.5
_NEEDED = ("Xvfb", "setxkbmap", "xdotool")

Point = tuple[int, int]


def missing() -> str:
    """Why there can be no screen here; empty if there can."""
    lost = [name for name in _NEEDED if shutil.which(name) is None]
    return f"{' and '.join(lost)} not installed" if lost else ""


class Screen:
    """An X server that nobody sees. ``display`` is its address; ``close`` it at last."""

    def __init__(self, folder: Path) -> None:
        self._memory = folder / "screen"
        self._memory.mkdir(parents=True)
        reading, writing = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-fbdir", str(self._memory),
             "-nolisten", "tcp", "-noreset"],
            pass_fds=(writing,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"
        # On a Swedish keyboard å, ä, ö, “ and ” are keys; signs that are not would have to be put on one while typing.
        subprocess.run(["setxkbmap", "-display", self.display, "se"], check=True, timeout=60)
        self._last_click = (0.0, (-1, -1))

    def close(self) -> None:
        """Switch the screen off."""
        self._server.terminate()
        self._server.wait(60)

    def point(self, at: Point) -> None:
        """Move the mouse."""
        self._do("mousemove", *at)

    def click(self, at: Point, *, button: int = 1, times: int = 1, held: tuple[str, ...] = ()) -> None:
        """Click; two calls are never taken for a double click, ``times=2`` is one."""
        now, (then, where) = time.monotonic(), self._last_click
        if now - then < DOUBLE_CLICK_S and abs(at[0] - where[0]) + abs(at[1] - where[1]) < 20:
            time.sleep(DOUBLE_CLICK_S - (now - then))
        down = [word for key in held for word in ("keydown", key)]
        up = [word for key in held for word in ("keyup", key)]
        self._do("mousemove", *at, "sleep", 0.03, *down, "click", "--repeat", times, "--delay", 40, button, *up)
        self._last_click = (time.monotonic(), at)

    def drag(self, start: Point, end: Point, *, held: tuple[str, ...] = ()) -> None:
        """Press at one place, move as a hand does, let go at another."""
        steps = 8
        between = [(start[0] + (end[0] - start[0]) * step // steps, start[1] + (end[1] - start[1]) * step // steps)
                   for step in range(1, steps + 1)]  # fmt: skip
        down = [word for key in held for word in ("keydown", key)]
        up = [word for key in held for word in ("keyup", key)]
        moves = [word for at in between for word in ("mousemove", *at, "sleep", 0.02)]
        self._do("mousemove", *start, "sleep", 0.05, *down, "mousedown", 1, "sleep", 0.05, *moves, "sleep", 0.15,
                 "mouseup", 1, *up)  # fmt: skip

    def wheel(self, at: Point, notches: int) -> None:
        """Turn the wheel, downwards for a positive number."""
        self._do("mousemove", *at, "click", "--repeat", abs(notches), "--delay", 10, 5 if notches > 0 else 4)

    def keys(self, *names: str) -> None:
        """Press keys one after another, such as ``ctrl+z`` or ``Return``."""
        self._do("key", "--clearmodifiers", "--delay", 15, *names)

    def type(self, words: str) -> None:
        """Type words."""
        self._do("type", "--clearmodifiers", "--delay", 12, "--", words)

    def focused(self) -> int:
        """The window that has the keyboard; 0 if none has."""
        said = self._do("getwindowfocus", check=False)
        return int(said) if said.isdigit() else 0

    def give_keyboard(self, window: int) -> None:
        """Give a window the keyboard."""
        self._do("windowfocus", window)

    def picture(self, path: Path) -> Path:
        """What is on the screen now, as a PNG. It is read from the server's own memory, whatever state the program
        is in. (X Window Dump, version 7: 25 numbers, then the window's name, the colours, the pixels.)"""
        dump = (self._memory / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", dump[:100])
        width, height, line, colours = head[4], head[5], head[12], head[19]
        start = head[0] + colours * 12
        rows = bytearray()
        for number in range(height):
            row = dump[start + number * line : start + number * line + width * 4]
            rows.append(0)
            pixels = bytearray(width * 3)
            pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
            rows += pixels
        header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts)))
        return path

    def _do(self, *words: object, check: bool = True) -> str:
        surroundings = {**os.environ, "DISPLAY": self.display, "LC_ALL": "C.UTF-8"}
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0 or not check, f"xdotool {words}: {done.stderr}"
        return done.stdout.strip()


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, content = part
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
