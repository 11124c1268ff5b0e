"""Drives the real program on a real screen: every act is an event of mouse or keyboard, as from a hand."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from qualcoder_peer.gui.settings import PROFILE_VARIABLE
from tests.support.commands import ROOT, surroundings
from tests.support.screen import Point, Screen

_PATIENCE_S = 60.0
_Found = TypeVar("_Found")
Answer = dict[str, Any]


class Driven:
    """One run of the program. What cannot be done fails with the names of what is on the screen."""

    def __init__(self, screen: Screen, home: Path, *files: Path, env: Mapping[str, str] | None = None) -> None:
        self.screen = screen
        self.home = home
        self.profile = home / "profile"
        self._words = home / "said.txt"
        self._errors = self._words.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.driven_app", *map(str, files)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            env=surroundings(home, DISPLAY=screen.display, QT_QPA_PLATFORM="xcb", PYTHONUNBUFFERED="1",
                             **{PROFILE_VARIABLE: str(self.profile)}, **(env or {})),
        )  # fmt: skip

    # Seeing

    def ask(self, question: str, **parts: Any) -> Any:
        """An answer of the program about itself."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"ask": question, **parts}).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        assert line, f"the program is gone: {self.said()[-3000:]}"
        told = json.loads(line)
        assert "fault" not in told, told["fault"]
        return told["answer"] if "answer" in told else self.ask(question, **parts)

    def state(self) -> Answer:
        """See ``driven_app.state``."""
        return dict(self.ask("state"))

    def until(self, wanted: Callable[[], _Found], what: str) -> _Found:
        """Wait until something is true; ``what`` says what was waited for."""
        end = time.monotonic() + _PATIENCE_S
        while True:
            found = wanted()
            if found:
                return found
            assert time.monotonic() < end, self._lost(what)
            time.sleep(0.02)

    def wait_idle(self) -> None:
        """Wait until no work goes on."""
        self.until(lambda: self.state()["idle"], "the end of all work")

    def shows(self, words: str, kind: str = "", inside: str = "") -> bool:
        """Whether something with these words can be seen."""
        return bool(self.ask("spots", words=words, kind=kind, inside=inside))

    def see(self, words: str, kind: str = "", inside: str = "", *, nth: int = 0) -> Answer:
        """Wait until something with these words can be seen and stands still."""
        before: list[Answer] = []

        def still() -> Answer | None:
            nonlocal before
            now = self.ask("spots", words=words, kind=kind, inside=inside)
            same = len(now) > nth and [one["rect"] for one in now] == [one["rect"] for one in before]
            before = now
            return dict(now[nth]) if same else None

        return self.until(still, f"“{words}” {kind} {inside}")

    def wait_gone(self, words: str, kind: str = "", inside: str = "") -> None:
        """Wait until nothing with these words can be seen."""
        self.until(lambda: not self.shows(words, kind, inside), f"“{words}” to go")

    def passage(self, words: str, nth: int = 0) -> Answer:
        """Where words of the transcript stand; the wheel is turned until they show."""

        def found() -> Answer | None:
            where: Answer = self.ask("passage", words=words, nth=nth)
            if "from" not in where:
                self.screen.wheel(_point(where["page"]), 2 if where["below"] else -2)
                return None
            return where if where == self.ask("passage", words=words, nth=nth) else None

        return self.until(found, f"“{words}” in the transcript")

    def picture(self, name: str) -> None:
        """Keep a picture of what shows now, as it comes to rest."""
        self.wait_idle()
        time.sleep(0.1)
        self.screen.picture(self.home / "pictures" / f"{name}.png")

    # Doing

    def click(self, words: str, kind: str = "", inside: str = "", *, nth: int = 0, **how: Any) -> None:
        """Click on something that has these words."""
        self.until(lambda: self.see(words, kind, inside, nth=nth)["enabled"], f"“{words}” to be enabled")
        self.screen.click(_point(self.see(words, kind, inside, nth=nth)["centre"]), **how)

    def select(self, words: str, nth: int = 0, **how: Any) -> None:
        """Drag the mouse over words of the transcript."""
        where = self.passage(words, nth)
        self.screen.drag(_point(where["from"]), _point(where["to"]), **how)

    def drag_selection(self, words: str, target: Answer) -> None:
        """Drag words of the transcript, which are selected, onto something else."""
        self.screen.drag(self._inside(words), _point(target["centre"]))

    def drag_onto(self, source: Answer, words: str) -> None:
        """Drag something onto words of the transcript."""
        self.screen.drag(_point(source["centre"]), self._inside(words))

    def keys(self, *names: str) -> None:
        """Press keys."""
        self._mind_keyboard()
        self.screen.keys(*names)

    def type(self, words: str) -> None:
        """Type words where the keyboard is."""
        self._mind_keyboard()
        self.screen.type(words)

    def wait_focus(self, name: str) -> None:
        """Wait until something has the keyboard."""
        self.until(lambda: self.state()["window"], "a window")
        self._mind_keyboard()
        self.until(lambda: self.state()["focus"] == name, f"the keyboard in “{name}”")

    # Ending

    def wait_closed(self) -> int:
        """Wait until the program has ended by itself; its exit status."""
        assert self._process.stdin is not None
        status = self._process.wait(_PATIENCE_S)
        self._shut()
        return status

    def kill(self) -> None:
        """Stop it as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(_PATIENCE_S)
        self._shut()

    def end(self) -> None:
        """Stop it if it still runs."""
        if self._process.poll() is None:
            self.kill()
        self._shut()

    def said(self) -> str:
        """What it wrote for those who started it in a terminal: warnings of Qt, tracebacks."""
        return self._words.read_text(encoding="utf-8", errors="replace")

    def _shut(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _inside(self, words: str) -> Point:
        """A point on the first letters of some words, well inside them."""
        x, y = self.passage(words)["from"]
        return x + 14, y

    def _mind_keyboard(self) -> None:
        """Do what a window manager does: the window in front has the keyboard."""
        state = self.state()
        if not state["popup"] and state["window"] and self.screen.focused() != state["window"]:
            self.screen.give_keyboard(state["window"])
            self.until(lambda: self.state()["focus_kind"], "the keyboard in the window")

    def _lost(self, what: str) -> str:
        return f"waited in vain for {what}; on the screen: {self.ask('names')}; {self.state()}; {self.said()[-2000:]}"


def _point(pair: list[int]) -> Point:
    return pair[0], pair[1]
