"""Where the command line speaks: lines and tables for people, JSON for programs, in the language of the user."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, TextIO

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.i18n import Texts, system_language, texts
from qualcoder_peer.core.progress import Progress

_WIDEST_CELL = 60
_WIDEST_LAST = 200
_MEASURED_ROWS = 200
_PATIENCE = 1.0  # seconds before a terminal shows how far a task has come


class Console:
    """Output for people goes to ``out``, complaints and progress to ``err``."""

    def __init__(self, texts: Texts, out: TextIO, err: TextIO) -> None:
        self.texts = texts
        self._out, self._err = out, err
        self._progress_shown = False

    @classmethod
    def of_system(cls) -> Console:
        """The console of this process; letters that it cannot show are written as ``\\uXXXX``, never a failure."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        return cls(texts(system_language()), sys.stdout, sys.stderr)

    def say(self, what: Message | str) -> str:
        """A message in the user's language; a plain string is somebody's own words."""
        return what if isinstance(what, str) else self.texts.say(what)

    def tell(self, what: Message | str) -> None:
        """Write one line."""
        self._clear_progress()
        print(shown(self.say(what)), file=self._out)

    def complain(self, what: Message | str) -> None:
        """Write one sentence to stderr."""
        self._clear_progress()
        try:
            print(shown(self.say(what)), file=self._err, flush=True)
        except OSError:
            pass  # stderr itself is closed or full; the exit status still tells

    def flush(self) -> None:
        """Hand everything over to the system, so that a full disk is noticed here."""
        self._out.flush()

    def array(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a JSON array, one object a line, as the rows come: memory does not grow with them."""
        # In an encoding other than UTF-8 everything outside ASCII is escaped, so the result is valid in every one.
        plain = (self._out.encoding or "").lower().replace("-", "") != "utf8"
        before = "[\n"
        for row in rows:
            self._out.write(before + json.dumps(row, ensure_ascii=plain))
            before = ",\n"
        self._out.write("[]\n" if before == "[\n" else "\n]\n")

    def table(self, titles: Sequence[Message], rows: Iterable[Sequence[object]]) -> None:
        """Write aligned columns under titles; widths are measured on the first rows, so that memory stays flat."""
        lines = ([*map(_cell, row[:-1]), _cell(row[-1], _WIDEST_LAST)] for row in rows)
        first = list(islice(lines, _MEASURED_ROWS))
        heads = [self.say(title) for title in titles]
        widths = [max(map(len, column)) for column in zip(heads, *first, strict=True)]
        for line in chain([heads], first, lines):
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            print("  ".join(cells).rstrip(), file=self._out)

    def progress(self) -> Progress:
        """A progress that is shown in one line of the terminal when a task takes longer than a moment."""
        if not self._err.isatty():
            return Progress()
        started = last = time.monotonic()

        def report(done: int, total: int, doing: Message) -> None:
            nonlocal last
            moment = time.monotonic()
            if moment - started > _PATIENCE and moment - last > 0.2:
                last, self._progress_shown = moment, True
                share = f"{100 * done // total} % " if total else ""
                print(f"\r\x1b[K{share}{shown(self.say(doing))[:100]}", end="", file=self._err, flush=True)

        return Progress(report)

    def _clear_progress(self) -> None:
        if self._progress_shown:
            print("\r\x1b[K", end="", file=self._err, flush=True)
            self._progress_shown = False


def shown(words: str) -> str:
    """Words without characters that would command a terminal (transcripts may hold any)."""
    return "".join(letter if letter == "\n" or letter.isprintable() else _harmless(letter) for letter in words)


def local_time(time: str) -> str:
    """A time of the project (ISO 8601, UTC) on the clock of this computer, to the minute."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


def _harmless(letter: str) -> str:
    # Joiners of emoji, soft hyphens and the like are not "printable" to Python, but harm nobody.
    return " " if ord(letter) < 32 or 127 <= ord(letter) < 160 else letter


def _cell(value: object, widest: int = _WIDEST_CELL) -> str:
    words = "" if value is None else " ".join(shown(str(value)).split())
    return words if len(words) <= widest else words[: widest - 1] + "…"
