"""Changes that a window shows before they are committed: nobody else can tell the difference."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree, rename_code
from qualcoder_peer.core.services.setup import check_project
from tests.support.projects import add_text, dump, query

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "later.qcp"


@pytest.fixture
def waiting() -> list[Callable[[], None]]:
    """What the project has asked to be called a moment later."""
    return []


@pytest.fixture
def project(path: Path, waiting: list[Callable[[], None]]) -> Iterator[Project]:
    with Project.create(path, title="Stöd", coder="AJ") as made:
        made.commit_later(waiting.append)
        yield made


def names(project: Project) -> list[str]:
    return [code.name for code in read_tree(project).in_order()]


def in_file(path: Path) -> list[str]:
    return [row[0] for row in query(path, "SELECT name FROM code ORDER BY id")]


def test_listeners_read_what_they_are_told_before_it_is_in_the_file(
    path: Path, project: Project, waiting: list[Callable[[], None]]
) -> None:
    seen: list[tuple[list[str], list[str]]] = []
    project.subscribe(lambda _changes: seen.append((names(project), in_file(path))))
    add_code(project, "a")
    assert seen == [(["a"], [])] and in_file(path) == [] and len(waiting) == 1
    waiting.pop()()
    assert in_file(path) == ["a"]
    project.undo()
    assert seen[-1] == ([], ["a"]) and in_file(path) == ["a"]
    waiting.pop()()
    assert in_file(path) == []


def test_whoever_asks_next_commits_first(path: Path, project: Project) -> None:
    add_code(project, "a")
    assert names(project) == ["a"] and in_file(path) == ["a"]
    add_code(project, "b")
    add_code(project, "c")
    assert in_file(path) == ["a", "b"]
    assert project.undo_label() is not None and in_file(path) == ["a", "b", "c"]


def test_another_thread_commits_it_and_sees_it(path: Path, project: Project) -> None:
    add_code(project, "a")
    seen: list[list[str]] = []
    other = threading.Thread(target=lambda: seen.append(names(project)))
    other.start()
    other.join(30)
    assert seen == [["a"]] and in_file(path) == ["a"]


def test_another_thread_changes_at_once(path: Path, project: Project, waiting: list[Callable[[], None]]) -> None:
    other = threading.Thread(target=lambda: add_code(project, "b"))
    other.start()
    other.join(30)
    assert in_file(path) == ["b"] and waiting == []


def test_a_change_of_a_listener_follows_the_change_it_heard_of(path: Path, project: Project) -> None:
    def answer(_changes: ChangeSet) -> None:
        if names(project) == ["a"]:
            add_code(project, "b")

    stop = project.subscribe(answer)
    add_code(project, "a")
    assert names(project) == ["a", "b"]
    stop()
    project.undo()
    assert names(project) == ["a"]


def test_a_change_inside_a_reading_is_refused(project: Project) -> None:
    def answer(_changes: ChangeSet) -> None:
        with project.reading():
            add_code(project, "b")

    stop = project.subscribe(answer)
    with pytest.raises(RuntimeError, match="a change inside a reading"):
        add_code(project, "a")
    stop()
    assert names(project) == ["a"]


def test_what_is_quick_to_take_back(project: Project) -> None:
    assert not project.is_quick("undo") and not project.is_quick("redo")
    add_code(project, "a")
    assert project.is_quick("undo") and not project.is_quick("undo", rows=1), "the code and the start of its history"
    project.undo()
    assert project.is_quick("redo")
    add_text(project, "A", "R1: Hej.\n")
    assert not project.is_quick("undo"), "a document's text may be long"
    add_code(project, "b")
    stop = project.before_changes(lambda: None)
    assert not project.is_quick("undo"), "what is typed is stored first"
    stop()
    assert project.is_quick("undo")


def test_a_late_call_commits_the_change_it_was_meant_for_alone(
    path: Path, project: Project, waiting: list[Callable[[], None]]
) -> None:
    add_code(project, "a")
    add_code(project, "b")  # commits the first
    waiting[0]()
    assert in_file(path) == ["a"]
    waiting[1]()
    assert in_file(path) == ["a", "b"]


def test_who_comes_in_the_midst_of_a_commit_waits_for_it(
    path: Path, project: Project, waiting: list[Callable[[], None]]
) -> None:
    """The commit is held up by another program that reads the file."""
    add_code(project, "a")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM code").fetchall() == [(0,)]
    committer = threading.Thread(target=waiting.pop())
    committer.start()
    seen: list[list[str]] = []
    other = threading.Thread(target=lambda: seen.append(names(project)))
    while not project._is_committing:
        time.sleep(0.001)
    other.start()
    other.join(0.2)
    assert seen == [] and committer.is_alive()
    reader.execute("COMMIT")
    committer.join(30)
    other.join(30)
    reader.close()
    assert seen == [["a"]] and in_file(path) == ["a"]


def test_a_snapshot_holds_what_was_told(project: Project) -> None:
    add_code(project, "a")
    snapshot = project.snapshot("closing")
    assert snapshot is not None and in_file(snapshot.path) == ["a"]


def test_closing_commits(path: Path, waiting: list[Callable[[], None]]) -> None:
    with Project.create(path, title="Stöd", coder="AJ") as project:
        project.commit_later(waiting.append)
        add_code(project, "a")
    assert in_file(path) == ["a"]
    waiting.pop()()  # too late: nothing is left to do


def test_one_that_fails_leaves_nothing_behind(path: Path, project: Project) -> None:
    code = add_code(project, "a")
    project.settle()
    before = dump(path)
    with pytest.raises(RuntimeError), project.transaction("half") as store:
        store.codes.change(code, name="b")
        raise RuntimeError
    assert dump(path) == before and check_project(project) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are of Unix")
def test_a_commit_that_fails_is_told_to_all(path: Path, project: Project) -> None:
    """The disk is full when the change is to be written: a limit on the size of files of this process."""
    code = add_code(project, "a")
    project.settle()
    told: list[ChangeSet] = []
    project.subscribe(told.append)
    before = dump(path)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    rename_code(project, code, "b" * 50_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.raises(ProjectFileError):
            project.settle()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert told[-1].tables["code"].many and told[-1].tables["coding"].many
    assert dump(path) == before and names(project) == ["a"]
    rename_code(project, code, "c")
    project.settle()
    assert in_file(path) == ["c"]


@pytest.mark.skipif(sys.platform == "win32", reason="a program cannot end itself so suddenly there")
def test_a_program_ended_before_the_commit_loses_that_step_alone(tmp_path: Path) -> None:
    path = tmp_path / "ended.qcp"
    script = f"""
        import os, signal
        from qualcoder_peer.core.project import Project
        from qualcoder_peer.core.services.codebook import add_code
        project = Project.create({str(path)!r}, title="x", coder="AJ")
        project.commit_later(lambda settle: None)
        for name in "abc":
            add_code(project, name)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    with Project.open(path, coder="AJ") as project:
        assert names(project) == ["a", "b"] and check_project(project) == []
        assert len(project.undo(9)) == 2
