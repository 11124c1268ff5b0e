"""The project file is deleted, moved or replaced while it is open: nothing is lost, nothing is written into nowhere."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree
from qualcoder_peer.core.services.setup import check_project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")


def in_file(path: Path) -> list[str]:
    """The codes in the file as it is now on the disk."""
    with Project.open(path, read_only=True) as project:
        return sorted(code.name for code in read_tree(project).in_order())


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "held.qcp", title="x", coder="AJ") as made:
        yield made


@pytest.fixture
def told(project: Project) -> list[str]:
    """What the user has been told of the file."""
    found: list[str] = []
    project.on_notice = lambda words: found.append(str(words.text))
    add_code(project, "a")
    return found


def test_a_deleted_file_is_written_again_before_the_next_change(project: Project, told: list[str]) -> None:
    project.path.unlink()
    add_code(project, "b")
    assert in_file(project.path) == ["a", "b"]
    assert len(told) == 1 and "deleted" in told[0]
    add_code(project, "c")
    project.undo(2)
    assert in_file(project.path) == ["a"] and len(told) == 1
    assert check_project(project) == []
    assert not list(project.path.parent.glob("*.part"))


@pytest.mark.parametrize(
    "change",
    [
        lambda project: project.undo(),
        lambda project: project.snapshot("import"),
        lambda project: project.lasting().__enter__(),
    ],
    ids=["undo", "snapshot", "lasting"],
)
def test_every_way_to_change_asks_for_the_file(
    project: Project, told: list[str], change: Callable[[Project], object]
) -> None:
    project.path.unlink()
    change(project)
    assert project.path.exists() and len(told) == 1


def test_a_change_that_was_still_to_be_committed_is_in_it(project: Project, told: list[str]) -> None:
    project.commit_later(lambda _settle: None)
    add_code(project, "b")
    project.path.unlink()
    add_code(project, "c")
    project.commit_later(None)
    assert in_file(project.path) == ["a", "b", "c"] and len(told) == 1


def test_another_thread_finds_it_and_blind_readings_follow(project: Project, told: list[str]) -> None:
    project.work_blind(True)
    with project.reading() as store:
        assert len(store.codes.all()) == 1
    project.path.unlink()
    thread = threading.Thread(target=add_code, args=(project, "b"))
    thread.start()
    thread.join(60)
    with project.reading() as store:
        assert len(store.codes.all()) == 2, "readings are of the new file"
    assert len(told) == 1


def test_a_file_that_was_moved_is_not_written_into_nor_doubled(project: Project, told: list[str]) -> None:
    away = project.path.with_name("away.qcp")
    project.path.rename(away)
    with pytest.raises(ProjectFileError, match="moved"):
        add_code(project, "b")
    assert not project.path.exists() and in_file(away) == ["a"]
    away.rename(project.path)
    add_code(project, "b")
    assert in_file(project.path) == ["a", "b"] and told == []


def test_where_another_file_stands_in_its_place_it_is_kept_beside_it(project: Project, told: list[str]) -> None:
    older = project.path.with_name("older.qcp")
    shutil.copy(project.path, older)
    add_code(project, "b")
    os.replace(older, project.path)
    kept = project.path.with_name(f"{project.path.stem} (kept).qcp")
    for _ in range(2):
        with pytest.raises(ProjectFileError, match="Another file") as refused:
            add_code(project, "c")
        assert refused.value.message.parts["copy"] == kept.name
    assert in_file(kept) == ["a", "b"] and in_file(project.path) == ["a"]
    assert len(list(project.path.parent.glob("*kept*.qcp"))) == 1


def test_where_it_was_moved_and_another_stands_in_its_place_both_are_left(project: Project, told: list[str]) -> None:
    away, before = project.path.with_name("away.qcp"), project.path.read_bytes()
    project.path.rename(away)
    project.path.write_bytes(before)
    with pytest.raises(ProjectFileError, match="the one that was moved"):
        add_code(project, "b")
    assert in_file(away) == ["a"] and project.path.read_bytes() == before


def test_gone_with_its_folder_it_waits_for_one(tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    with Project.create(folder / "a.qcp", title="x", coder="AJ") as project:
        add_code(project, "a")
        shutil.rmtree(folder)
        with pytest.raises(ProjectFileError, match="leave it open"):
            add_code(project, "b")
        folder.mkdir()
        add_code(project, "b")
        assert in_file(project.path) == ["a", "b"]


def test_a_name_that_a_network_drive_keeps_until_the_end_is_none(project: Project, told: list[str]) -> None:
    """NFS renames an open file that is deleted; it goes when the program closes it."""
    project.path.rename(project.path.with_name(".nfs0000000000c0ffee00000001"))
    add_code(project, "b")
    assert in_file(project.path) == ["a", "b"] and len(told) == 1


def test_closing_lets_go_of_the_file(tmp_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    for number in range(5):
        with Project.create(tmp_path / f"{number}.qcp", title="x", coder="AJ") as project:
            add_code(project, "a")
            project.path.unlink()
            add_code(project, "b")
    assert len(os.listdir("/dev/fd")) == before
