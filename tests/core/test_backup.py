"""Snapshots: when they are taken, which are kept, and that they can be put back."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qualcoder_peer.core.backup import (
    KEEP_DAYS,
    KEEP_NEWEST,
    list_snapshots,
    restore_snapshot,
    snapshot_folder,
    take_snapshot,
)
from qualcoder_peer.core.domain.errors import NotFound, ProjectFileError, ProjectInUse
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree
from tests.support.projects import dump


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.qcp"
    with Project.create(path, title="x") as project:
        add_code(project, "first")
    return path


def names(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [code.name for code in read_tree(project).in_order()]


def reasons(path: Path) -> list[str]:
    return [one.reason for one in list_snapshots(path)]


def test_one_is_taken_on_opening_when_the_project_has_changed(path: Path) -> None:
    for changed in (False, False, True, False):
        with Project.open(path) as project:
            if changed:
                add_code(project, "more")
    assert reasons(path) == ["opened", "opened"]
    newest, oldest = list_snapshots(path)
    assert dump(newest.path) == dump(path)
    assert names(oldest.path) == ["first"]
    assert newest.size == path.stat().st_size and newest.time < datetime.now(UTC).isoformat()
    with Project.open(path, read_only=True):
        pass
    assert len(reasons(path)) == 2


def test_one_is_taken_before_an_import(path: Path, tmp_path: Path) -> None:
    (tmp_path / "Intervju.txt").write_text("R1: hej\nR2: hej du\n")
    with Project.open(path) as project:
        add_code(project, "unsaved as yet")
        import_files(project, [tmp_path / "Intervju.txt"])
        before = dump(list_snapshots(path)[0].path)
        assert len(before["code"]) == 2 and before["document"] == {}
    assert reasons(path) == ["import", "opened"]


def test_none_is_taken_in_the_middle_of_a_transaction(path: Path) -> None:
    with Project.open(path, snapshot=False) as project:
        with project.transaction("x"):
            add_code(project, "half")
            assert project.snapshot("import") is None
        assert project.snapshot("import") is not None
    assert reasons(path) == ["import"]


def test_the_newest_ten_and_one_a_day_for_a_month_are_kept(path: Path) -> None:
    folder = snapshot_folder(path)
    folder.mkdir()
    today = datetime.now(UTC).replace(hour=12, minute=0, second=0)
    kept_days = set()
    for days in range(60, 0, -1):
        for hour in (1, 9, 17):
            moment = (today - timedelta(days=days)).replace(hour=hour)
            (folder / f"{moment:%Y%m%dT%H%M%S}000Z-opened.qcp").write_bytes(b"x")
        if days <= KEEP_DAYS:
            kept_days.add(f"{moment:%Y%m%dT%H}")
    (folder / "my notes.txt").write_text("mine")
    (folder / "20200101T000000000Z-opened.qcp.keep").write_text("mine")
    assert take_snapshot(path, "import") is not None
    left = [one.id for one in list_snapshots(path)]
    assert {stamp[:11] for stamp in left[KEEP_NEWEST:]} <= kept_days
    assert kept_days <= {stamp[:11] for stamp in left}, "the last of each day of a month"
    assert len({stamp[:8] for stamp in left}) == KEEP_DAYS + 1
    assert len(left) == len(kept_days) + 1 + 2 * 3, "and of the newest ten, nine of three days, two more each"
    assert {"my notes.txt", "20200101T000000000Z-opened.qcp.keep"} <= set(os.listdir(folder))


def test_many_on_one_day_leave_ten(path: Path) -> None:
    for _ in range(KEEP_NEWEST + 5):
        take_snapshot(path, "opened")
    stamps = [one.id for one in list_snapshots(path)]
    assert len(stamps) == len(set(stamps)) == KEEP_NEWEST


def test_a_snapshot_can_be_put_back_and_that_undone(path: Path) -> None:
    with Project.open(path) as project:
        add_code(project, "second")
    was = dump(path)
    (first,) = list_snapshots(path)
    assert restore_snapshot(path, first.id) == first
    assert names(path) == ["first"]
    assert reasons(path) == ["restore", "opened"]
    restore_snapshot(path, list_snapshots(path)[0].id)
    assert dump(path) == was
    with Project.open(path) as project:
        assert len(project.undo(9)) == 2
    assert not [name for name in os.listdir(path.parent) if name.startswith(".")]


def test_a_lost_project_can_be_put_back(path: Path) -> None:
    take_snapshot(path, "opened")
    path.unlink()
    restore_snapshot(path, list_snapshots(path)[0].id)
    assert names(path) == ["first"]


def test_a_damaged_project_can_be_put_back_and_is_kept(path: Path) -> None:
    take_snapshot(path, "opened")
    damaged = b"SQLite format 3\x00" + os.urandom(5000)
    path.write_bytes(damaged)
    path.with_name("a.qcp-journal").write_bytes(os.urandom(5000))
    restore_snapshot(path, list_snapshots(path)[0].id)
    assert names(path) == ["first"]
    assert list_snapshots(path)[0].path.read_bytes() == damaged


@pytest.mark.parametrize("where", [0, 4096, None])
def test_a_damaged_snapshot_is_refused(path: Path, where: int | None) -> None:
    take_snapshot(path, "opened")
    (one,) = list_snapshots(path)
    data = bytearray(one.path.read_bytes())
    if where is None:
        del data[9000:]
    else:
        data[where : where + 3000] = b"\xff" * 3000
    one.path.write_bytes(data)
    before = path.read_bytes()
    with pytest.raises(ProjectFileError):
        restore_snapshot(path, one.id)
    assert path.read_bytes() == before
    assert reasons(path) == ["opened"]


def test_what_cannot_be_put_back(path: Path) -> None:
    take_snapshot(path, "opened")
    with pytest.raises(NotFound, match="no snapshot 2020"):
        restore_snapshot(path, "2020")
    with Project.open(path) as project, pytest.raises(ProjectInUse, match="open already"):
        add_code(project, "safe")
        restore_snapshot(path, list_snapshots(path)[0].id)
    assert names(path) == ["first", "safe"]


def test_what_a_crash_left_half_copied_is_cleared_away(path: Path) -> None:
    folder = snapshot_folder(path)
    folder.mkdir()
    (folder / "20260504T120000000Z-opened.part").write_bytes(b"half")
    assert list_snapshots(path) == []
    take_snapshot(path, "opened")
    assert [name[-4:] for name in os.listdir(folder)] == [".qcp"]


def test_no_room_for_a_snapshot_is_told_and_the_project_opens(path: Path) -> None:
    snapshot_folder(path).write_text("a file in its place")
    with Project.open(path) as project:
        assert not project.read_only
        assert project.notice is not None and "No snapshot" in project.notice.text
        add_code(project, "second")
        with pytest.raises(ProjectFileError, match="No snapshot of “a.qcp” could be taken"):
            project.snapshot("import")
    assert names(path) == ["first", "second"]
