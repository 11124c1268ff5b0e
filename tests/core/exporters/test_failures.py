"""What goes wrong while a file is written: a sentence, and what stood there before is untouched."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, ExportFailed
from qualcoder_peer.core.exporters import EXPORTERS, Exporter, exporter_for
from qualcoder_peer.core.exporters.base import failure, replacing
from qualcoder_peer.core.progress import Progress
from tests.core.reports.island import Island, make_island


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.key)
def test_a_missing_folder_gives_a_sentence(island: Island, tmp_path: Path, exporter: Exporter) -> None:
    path = tmp_path / "borta" / f"x{exporter.suffixes[0]}"
    with pytest.raises(ExportFailed, match="does not exist"):
        exporter.run(island.project, path)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.key)
def test_what_stood_there_is_replaced_whole(island: Island, tmp_path: Path, exporter: Exporter) -> None:
    path = tmp_path / f"x{exporter.suffixes[0]}"
    path.write_bytes(b"old" * 100_000)
    path.chmod(0o640)
    exporter.run(island.project, path)
    assert not path.read_bytes().startswith(b"old")
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(".~")) == []


def test_a_full_disk_leaves_the_old_file(island: Island, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("old")
    with pytest.raises(ExportFailed, match="full"), replacing(path) as temporary:
        temporary.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_text() == "old" and not list(tmp_path.glob(".~*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx", ".html"])
def test_a_disk_that_fills_while_writing(island: Island, tmp_path: Path, suffix: str) -> None:
    exporter = exporter_for("quotes", Path(f"x{suffix}"))
    with pytest.raises(ExportFailed, match="full"), replacing(tmp_path / f"x{suffix}") as temporary:
        temporary.unlink()
        temporary.symlink_to("/dev/full")
        exporter.format.write(_table(island), temporary)  # type: ignore[attr-defined]


def test_a_fault_of_ours_is_not_told_as_the_users(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ours"), replacing(tmp_path / "x.csv"):
        raise ValueError("ours")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "denied"), "open in another program"),
        (OSError(errno.EROFS, "read-only"), "open in another program"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "File name too long"),
    ],
)
def test_each_failure_has_its_words(tmp_path: Path, error: OSError, words: str) -> None:
    (tmp_path / "q.docx").write_text("old")
    assert words in str(failure(tmp_path / "q.docx", error))


def test_odd_paths(island: Island, tmp_path: Path) -> None:
    (tmp_path / "mapp.csv").mkdir()
    exporter = exporter_for("quotes", tmp_path / "x.csv")
    with pytest.raises(ExportFailed, match="folder"):
        exporter.run(island.project, tmp_path / "mapp.csv")
    with pytest.raises(ExportFailed):
        exporter.run(island.project, tmp_path / ("å" * 300 + ".csv"))
    with pytest.raises(ExportFailed):
        exporter.run(island.project, tmp_path / "q\0.csv")
    (tmp_path / "fil").write_text("x")
    with pytest.raises(ExportFailed):
        exporter.run(island.project, tmp_path / "fil" / "x.csv")
    with pytest.raises(ExportFailed, match=r"\.docx"):
        exporter_for("report", tmp_path / "x.pdf")


def test_cancelling_leaves_nothing(island: Island, tmp_path: Path) -> None:
    for exporter in EXPORTERS:
        if exporter.kind == "codebook":
            continue
        progress = Progress()
        progress.cancel()
        path = tmp_path / f"x{exporter.suffixes[0]}"
        with pytest.raises(Cancelled):
            exporter.run(island.project, path, progress=progress)
        assert not path.exists() and not list(tmp_path.glob(".~*"))


def _table(island: Island) -> object:
    from qualcoder_peer.core.domain.exports import QuoteTableOptions
    from qualcoder_peer.core.exporters.tables import quote_table
    from qualcoder_peer.core.services.quotes import QuoteFilter

    return quote_table(island.project, QuoteTableOptions(), QuoteFilter(), Progress())


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    real, link, astray = tmp_path / "real.csv", tmp_path / "link.csv", tmp_path / "astray.csv"
    real.write_text("old", "utf-8")
    link.symlink_to(real)
    astray.symlink_to(tmp_path / "borta" / "x.csv")
    with replacing(link) as temporary:
        temporary.write_text("new", "utf-8")
    assert link.is_symlink() and real.read_text("utf-8") == "new"
    with pytest.raises(ExportFailed, match="does not exist"), replacing(astray):
        pass
    assert astray.is_symlink()


def test_a_project_is_never_written_over(tmp_path: Path) -> None:
    from qualcoder_peer.core.api import Project

    Project.create(tmp_path / "study.qcp", title="x", language="en").close()
    (tmp_path / "study.qcp").rename(tmp_path / "study.json")
    with Project.open(tmp_path / "study.json") as project:
        with pytest.raises(ExportFailed, match="is a project and was not written over"):
            project.export("quotes", tmp_path / "study.json")
        assert project.info().title == "x"
