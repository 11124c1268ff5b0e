"""Quote tables by group, and with the words around each quote."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from docx import Document

from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.quotes import iter_quotes


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Project]:
    made = create_sample(tmp_path / "s.qcp", "en")
    yield made
    made.close()


def written(project: Project, path: Path, **options: object) -> Path:
    exporter_for("quotes", path).run(project, path, QuoteTableOptions(**options))  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("group", ["code", "respondent", "document"])
def test_rows_of_a_group_follow_each_other_and_none_is_lost(sample: Project, tmp_path: Path, group: str) -> None:
    path = written(sample, tmp_path / "q.csv", columns=("id", "quote"), group=group)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    groups = [name for name, _ in groupby(row[0] for row in rows[1:])]
    assert len(groups) == len(set(groups)) > 1
    assert sorted(int(row[1]) for row in rows[1:]) == sorted(quote.id for quote in iter_quotes(sample))


def test_in_word_each_group_has_a_heading_and_a_table(sample: Project, tmp_path: Path) -> None:
    path = written(sample, tmp_path / "q.docx", columns=("pseudonym", "quote"), group="document")
    assert check_document(path, language="en-GB") == []
    made = Document(str(path))
    headings = [one.text for one in made.paragraphs if one.style is not None and one.style.name == "Heading 2"]
    titles = sorted({quote.document.title for quote in iter_quotes(sample)}, key=str.casefold)
    assert sorted(headings, key=str.casefold) == titles
    assert len(made.tables) == len(titles)
    assert sum(len(table.rows) - 1 for table in made.tables) == len(list(iter_quotes(sample)))


def test_in_markdown_each_group_has_a_heading(sample: Project, tmp_path: Path) -> None:
    text = written(sample, tmp_path / "q.md", columns=("quote",), group="respondent").read_text(encoding="utf-8")
    assert text.count("\n## ") == len({quote.respondent for quote in iter_quotes(sample)})


def test_the_words_around_a_quote(sample: Project, tmp_path: Path) -> None:
    path = written(sample, tmp_path / "q.csv", columns=("id", "before", "quote", "after"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {int(row[0]): row for row in list(csv.reader(file))[1:]}
    with sample.reading() as store:
        texts = {one.id: store.documents.text(one.id) for one in store.documents.all()}
    for quote in iter_quotes(sample):
        _, before, words, after = rows[quote.id]
        said = texts[quote.document.id]
        assert words.removeprefix("'") == quote.text
        assert before.removeprefix("'") == said[max(0, quote.start - 200) : quote.start]
        assert after.removeprefix("'") == said[quote.end : quote.end + 200]
