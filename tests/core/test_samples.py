"""The sample project, made as a user would make it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, ProjectFileError
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.codebook import count_codes
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.reports import list_reports, read_outline
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import document_facts
from tests.support.projects import dump


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_sample_is_whole_and_can_be_undone(tmp_path: Path, language: str) -> None:
    path = tmp_path / "sample.qcp"
    with create_sample(path, language) as project:
        assert project.info().language == language
        assert check_project(project) == []
        assert len(list(iter_quotes(project))) == 80
        assert len(list_coders(project)) == 2
        facts = document_facts(project)
        assert len(facts) == 5 and all(one.unmatched == 0 and one.codings for one in facts)
        assert all(0 < one.coverage < 1 for one in facts)
        assert sum(one.attributes != {} for one in list_respondents(project)) == 6
        assert max(len(one.respondents_below) for one in count_codes(project).values()) == 6
        (report,) = list_reports(project)
        assert any(node.quote is not None for node in read_outline(project, report.id).walk())
        full = dump(path)
        assert len(project.undo(99)) == len(project.history()) - 1
        assert {name: len(rows) for name, rows in dump(path).items() if rows} == {"project": 1}
        project.redo(99)
        assert dump(path) == full


def test_a_sample_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    progress = Progress(lambda done, total, doing: progress.cancel())
    with pytest.raises(Cancelled):
        create_sample(tmp_path / "sample.qcp", "sv", progress)
    assert list(tmp_path.iterdir()) == []


def test_a_sample_takes_nobodys_place(tmp_path: Path) -> None:
    (tmp_path / "sample.qcp").write_text("mine")
    with pytest.raises(ProjectFileError, match="exists already"):
        create_sample(tmp_path / "sample.qcp", "sv")
    assert (tmp_path / "sample.qcp").read_text() == "mine"


def test_nothing_is_left_of_a_sample_that_was_interrupted(tmp_path: Path) -> None:
    def interrupt(_done: int, _total: int, _doing: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_sample(tmp_path / "sample.qcp", "en", Progress(interrupt))
    assert list(tmp_path.iterdir()) == []
