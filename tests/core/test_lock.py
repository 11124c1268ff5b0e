"""One window writes: the lock beside the project."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import ProjectInUse
from qualcoder_peer.core.lock import ProjectLock

ROOT = Path(__file__).parents[2]
_HOLD = """
import sys, time
from pathlib import Path
from qualcoder_peer.core.lock import ProjectLock
lock = ProjectLock.take(Path(sys.argv[1]))
print("taken", flush=True)
time.sleep(60)
"""


def test_the_second_is_told_who_has_it(tmp_path: Path) -> None:
    project = tmp_path / "a.qcp"
    lock = ProjectLock.take(project)
    said = json.loads((tmp_path / ".a.qcp.lock").read_text())
    with pytest.raises(ProjectInUse) as told:
        ProjectLock.take(project)
    assert told.value.message.parts == {"name": "a.qcp", **said}
    assert str(told.value).startswith("“a.qcp” is open already: ")
    lock.release()
    lock.release()
    assert os.listdir(tmp_path) == []
    ProjectLock.take(project).release()


def test_the_lock_of_a_program_that_was_ended_is_free(tmp_path: Path) -> None:
    project = tmp_path / "a.qcp"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, project], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"taken\n"
        with pytest.raises(ProjectInUse):
            ProjectLock.take(project)
        holder.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        holder.wait(30)
        assert (tmp_path / ".a.qcp.lock").exists()
        ProjectLock.take(project).release()
        assert os.listdir(tmp_path) == []
    finally:
        holder.kill()
        holder.wait(30)
        assert holder.stdout is not None
        holder.stdout.close()


@pytest.mark.parametrize("words", [b"", b"{", b"[1]", b"\xff\xfe", b'{"user": 3}'])
def test_a_lock_file_with_other_words_in_it(tmp_path: Path, words: bytes) -> None:
    project = tmp_path / "a.qcp"
    lock = ProjectLock.take(project)
    (tmp_path / ".a.qcp.lock").write_bytes(words)
    with pytest.raises(ProjectInUse, match="“a.qcp” is open already"):
        ProjectLock.take(project)
    lock.release()
    (tmp_path / ".a.qcp.lock").write_bytes(words + b"x" * 1000)
    ProjectLock.take(project).release()


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
def test_a_removed_lock_file_locks_nobody_out_and_nobody_in(tmp_path: Path) -> None:
    project, file = tmp_path / "a.qcp", tmp_path / ".a.qcp.lock"
    first = ProjectLock.take(project)
    file.rename(tmp_path / "moved")
    second = ProjectLock.take(project)
    with pytest.raises(ProjectInUse):
        ProjectLock.take(project)
    second.release()
    first.release()
