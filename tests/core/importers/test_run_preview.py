"""Reading files for a preview and storing them as the preview left them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, UnreadableFile
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.importers.run import import_files, import_prepared, prepare_files
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.sources import list_documents


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("a", "b", "c"):
        (made / f"{name}.txt").write_text(f"Text {name}, på svenska.", encoding="utf-8")
    return made


def test_each_file_is_prepared_or_says_why_not(project: Project, folder: Path) -> None:
    import_files(project, [folder / "a.txt"])
    (folder / "d.txt").write_bytes((folder / "b.txt").read_bytes())
    (folder / "e.docx").write_bytes(b"nonsense")
    before = project.path.read_bytes()
    told: list[tuple[int, int, Message]] = []
    found = prepare_files(project, [folder], progress=Progress(lambda *step: told.append(step)))
    assert [(one.path.name, one.prepared is not None, one.there) for one in found] == [
        ("a.txt", True, "a"),
        ("b.txt", True, ""),
        ("c.txt", True, ""),
        ("d.txt", True, "b.txt"),
        ("e.docx", False, ""),
    ]
    assert found[4].problem is not None and found[4].problem.parts["name"] == "e.docx"
    assert [(done, total) for done, total, _ in told] == [(number, 5) for number in range(5)]
    assert project.path.read_bytes() == before


def test_prepared_files_are_one_step(project: Project, folder: Path) -> None:
    chosen = [(one.path, one.prepared) for one in prepare_files(project, [folder]) if one.prepared is not None]
    chosen[1] = (chosen[1][0], replace(chosen[1][1], title="Med egen titel"))
    results = import_prepared(project, chosen)
    assert [one.problem for one in results] == [None, None, None]
    assert [one.title for one in list_documents(project)] == ["a", "c", "Med egen titel"]
    again = import_prepared(project, chosen[:1])
    assert again[0].already_there and again[0].problem is not None
    project.undo()
    assert list_documents(project) == []


def test_stopping(project: Project, folder: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        prepare_files(project, [folder], progress=stopped)
    chosen = [(one.path, one.prepared) for one in prepare_files(project, [folder]) if one.prepared is not None]
    progress = Progress(lambda done, _total, _doing: progress.cancel() if done == 1 else None)
    assert [one.title for one in import_prepared(project, chosen, progress=progress)] == ["a", "b"]
    assert [one.title for one in list_documents(project)] == ["a", "b"]


def test_a_folder_of_nothing_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    with pytest.raises(UnreadableFile):
        prepare_files(project, [tmp_path / "tom"])
