"""What a user sees on a machine where the window cannot open: one sentence, no traceback, no abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="X11 and Wayland only")


def start(environment: dict[str, str], *words: str) -> tuple[int, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    parts = (environment.pop("FIRST", ""), kept.get("PYTHONPATH", ""), os.getcwd())
    path = os.pathsep.join(part for part in parts if part)
    done = subprocess.run(
        [sys.executable, "-m", "qualcoder_peer", *words],
        env={**kept, "LC_ALL": "C.UTF-8", **environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "" and "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_no_screen() -> None:
    status, said = start({})
    assert status == 1
    assert said == (
        "There is no screen here (DISPLAY is not set), so the window cannot open. "
        "The commands work without one: qualcoder-peer --help\n"
    )


def test_a_screen_that_does_not_answer(tmp_path: Path) -> None:
    status, said = start({"DISPLAY": ":7654"})
    assert status == 1 and len(said.splitlines()) == 1
    assert "“:7654” does not answer" in said or "sudo apt install" in said


def test_a_missing_library_of_the_system(tmp_path: Path) -> None:
    package = tmp_path / "PySide6"
    package.mkdir()
    (package / "__init__.py").touch()
    fault = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (package / "QtSvg.py").write_text(f"raise ImportError({fault!r})")
    status, said = start({"DISPLAY": ":0", "FIRST": str(tmp_path)})
    assert status == 1 and len(said.splitlines()) == 1
    assert "Qt misses libEGL.so.1" in said and "sudo apt install libglib2.0-0 libegl1" in said


def test_more_than_one_project_is_wrong_usage() -> None:
    status, said = start({"DISPLAY": ":0"}, "a.qcp", "b.qcp")
    assert status == 2 and "one project file" in said
