"""Matrices as files: words in the cells, the same in every format, small numbers hidden where the rules say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from qualcoder_peer.core.domain.disclosure import DisclosureRules
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import MatrixOptions
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.attributes import add_attribute, write_values
from qualcoder_peer.core.services.kept_options import write_options
from qualcoder_peer.core.services.matrix import MatrixAsked, mark_not_asked, read_matrix, write_summary
from qualcoder_peer.core.services.respondents import list_respondents


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Project]:
    made = create_sample(tmp_path / "s.qcp", "en")
    yield made
    made.close()


def written(project: Project, path: Path, **options: object) -> str:
    exporter_for("matrix", path).run(project, path, MatrixOptions(**options))  # type: ignore[arg-type]
    return path.read_text(encoding="utf-8-sig")


def row(text: str, name: str) -> list[str]:
    line = next(line for line in text.splitlines() if name in line)
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_numbers_are_those_that_are_counted(sample: Project, tmp_path: Path) -> None:
    matrix = read_matrix(sample, MatrixAsked(deepest=3))
    text = written(sample, tmp_path / "m.md")
    for one in matrix.rows[:4]:
        shown = row(text, one.code.name)
        assert shown[1:] == [str(cell.passages or "–") for cell in one.cells] + [str(one.total.passages)]
    rows = json.loads(written(sample, tmp_path / "m.json"))
    assert [one["code"] for one in rows] == [one.code.name for one in matrix.rows]
    assert rows[0]["cells"][0]["passages"] == matrix.rows[0].cells[0].passages


def test_a_cell_says_who_was_not_asked_and_what_was_summed_up(sample: Project, tmp_path: Path) -> None:
    matrix = read_matrix(sample, MatrixAsked())
    place, column = next(
        (place, column)
        for place, one in enumerate(matrix.rows)
        for column, cell in enumerate(one.cells)
        if not cell.passages
    )
    code, person = matrix.rows[place].code, next(iter(matrix.columns[column].respondents))
    mark_not_asked(sample, [(code.id, person)])
    assert row(written(sample, tmp_path / "m.md", show="stances"), code.name)[column + 1] == "not asked"
    write_summary(sample, CodeId(code.id), person, "Says nothing of it.")
    assert row(written(sample, tmp_path / "m.md", show="summaries"), code.name)[column + 1] == "Says nothing of it."


def test_a_word_file_is_whole(sample: Project, tmp_path: Path) -> None:
    path = tmp_path / "m.docx"
    exporter_for("matrix", path).run(sample, path, MatrixOptions(show="quotes", by="document", deepest=2))
    assert check_document(path, language="en-GB") == []
    table = Document(str(path)).tables[0]
    assert len(table.columns) == 2 + len(sample_documents(sample))


def sample_documents(project: Project) -> list[object]:
    with project.reading() as store:
        return list(store.documents.all())


def test_small_numbers_are_hidden_where_the_rules_say_so(sample: Project, tmp_path: Path) -> None:
    group = add_attribute(sample, "Group")
    people = list_respondents(sample)
    heard = [one for one in people if one.role.value == "respondent"]
    write_values(sample, [(one.id, group, "b" if number else "a") for number, one in enumerate(heard)])
    plain = written(sample, tmp_path / "m.csv", by="attribute", attribute="Group", show="respondents")
    write_options(sample, DisclosureRules(suppress=True, threshold=3))
    hidden = written(sample, tmp_path / "m.csv", by="attribute", attribute="Group", show="respondents")
    assert plain != hidden
    assert "<3" in hidden and ";1;" not in hidden.replace(",", ";")


def test_what_cannot_be_counted_is_told_and_nothing_written(sample: Project, tmp_path: Path) -> None:
    add_attribute(sample, "House", Owner.DOCUMENT)
    assert "No value for House" in written(sample, tmp_path / "m.md", by="attribute", attribute="House")
    for error, name in ((InvalidInput, " "), (NotFound, "Nowhere")):
        with pytest.raises(error):
            written(sample, tmp_path / "none.md", by="attribute", attribute=name)
    assert not (tmp_path / "none.md").exists()
