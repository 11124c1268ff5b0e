"""The machine sleeps in the middle of a change, as a stopped program does: nothing is lost, nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree
from qualcoder_peer.core.services.setup import check_project

ROOT = Path(__file__).parents[2]
_WORK = """
import sys
from pathlib import Path
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
with Project.open(Path(sys.argv[1]), coder="AJ") as project:
    with project.transaction("two"):
        add_code(project, "first")
        print("inside", flush=True)
        sys.stdin.readline()
        add_code(project, "second")
    add_code(project, "third")
    print("done", flush=True)
"""


def codes(path: Path) -> list[str]:
    """The codes that another window sees."""
    with Project.open(path, read_only=True) as project:
        assert check_project(project) == []
        return sorted(code.name for code in read_tree(project).in_order())


@pytest.mark.skipif(sys.platform == "win32", reason="no program can be stopped there")
def test_a_change_goes_on_after_sleep_as_if_nothing_had_been(tmp_path: Path) -> None:
    path = tmp_path / "sleep.qcp"
    with Project.create(path, title="x", coder="AJ") as project:
        add_code(project, "before")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    worker = subprocess.Popen([sys.executable, "-c", _WORK, path], cwd=ROOT, **pipes)  # type: ignore[call-overload]
    assert worker.stdin is not None and worker.stdout is not None
    try:
        assert worker.stdout.readline() == b"inside\n"
        os.kill(worker.pid, signal.SIGSTOP)
        assert codes(path) == ["before"], "another window sees nothing that is half done"
        with Project.open(path, coder="EL") as second:
            assert second.read_only and second.notice is not None, "the one that sleeps still has it"
        os.kill(worker.pid, signal.SIGCONT)
        worker.stdin.write(b"go on\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == b"done\n"
        assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.wait(60)
        worker.stdin.close()
        worker.stdout.close()
    assert codes(path) == ["before", "first", "second", "third"]
    with Project.open(path, coder="AJ") as project:
        project.undo(2)
        assert [code.name for code in read_tree(project).in_order()] == ["before"]
