"""Memos and the journal as files: formatted in Word, on a page and in Markdown; a row a memo elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from qualcoder_peer.core.domain.exports import CodebookOptions, MemoOptions
from qualcoder_peer.core.exporters import exporter_for, exporters_of
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.filters import quote_filter
from qualcoder_peer.core.services.memos import add_entry, add_passage_memo, add_project_memo, append_memo
from qualcoder_peer.core.services.respondents import add_respondent
from tests.support.projects import add_text

TEXT = "Utan stödet vore det tomt. Man blir lyssnad på."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="Lyktan", coder="AJ") as made:
        document, other = add_text(made, "Intervju 10", TEXT), add_text(made, "Intervju 9", "Något annat.")
        theme = add_code(made, "Stöd")
        code = add_code(made, "Tomrum", theme)
        add_codings(made, [NewCoding(document, code, 21, 25, memo="om **tomt**")])
        add_project_memo(
            made, "# Egen rubrik\n<b>ingen HTML</b> & *kursiv*\n- punkt\n\n[ord](qcp:code/1) och [w](https://x.se)"
        )
        add_entry(made, "2026-03-09", "Sen", "=2+2")
        add_entry(made, "2026-03-02", "Först", "![bild](https://x.se/a.png)")
        append_memo(made, "document", document, "hela tian")
        append_memo(made, "document", other, "hela nian")
        add_passage_memo(made, document, 0, 11, "stället")
        append_memo(made, "code", code, "kodens")
        append_memo(made, "respondent", add_respondent(made, "R1"), "personens")
        yield made


def written(project: Project, path: Path, **options: str) -> str:
    """What the exporter for the ending wrote, as text."""
    exporter_for("memos", path).run(project, path, MemoOptions(**options))
    return path.read_text("utf-8-sig")


def test_markdown_keeps_what_was_written_below_headings(project: Project, tmp_path: Path) -> None:
    text = written(project, tmp_path / "m.md", language="en")
    order = ["# Memos: Lyktan", "## Memos on the project", "#### Egen rubrik", "## Research journal",
             "2 March 2026: Först", "2026: Sen", "Intervju 9", "hela nian", "hela tian", "> Utan stödet",
             "stället", "## Memos on codes",
             "kodens", "## Memos on codings", "> tomt", "om **tomt**", "personens"]  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "&lt;b>ingen HTML&lt;/b> &amp; *kursiv*" in text and "<b>" not in text


def test_a_page_runs_and_fetches_nothing(project: Project, tmp_path: Path) -> None:
    text = written(project, tmp_path / "m.html", language="en")
    assert "&lt;b&gt;ingen HTML&lt;/b&gt; &amp; <em>kursiv</em>" in text
    assert "<img" not in text and "<script" not in text and "qcp:" not in text
    assert '<a href="https://x.se" rel="noreferrer">w</a>' in text and "<p dir=\"auto\">bild</p>" in text
    assert "default-src 'none'" in text


def test_word_has_headings_lists_and_looks(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "m.docx"
    exporter_for("memos", path).run(project, path, MemoOptions(language="en"))
    paragraphs = Document(str(path)).paragraphs
    styles = {one.text: one.style.name for one in paragraphs if one.style is not None}
    assert styles["Memos: Lyktan"] == "Heading 1" and styles["Research journal"] == "Heading 2"
    assert styles["Egen rubrik"] == "Heading 4" and styles["punkt"] == "List Bullet"
    assert styles["Utan stödet"] == "Quote"
    runs = {run.text: run for one in paragraphs for run in one.runs}
    assert runs["tomt"].bold and runs["kursiv"].italic and runs["<b>ingen HTML</b> & "].text
    assert "ord och w (https://x.se)" in styles


def test_tables_have_a_row_a_memo(project: Project, tmp_path: Path) -> None:
    rows = list(csv.reader(written(project, tmp_path / "m.csv", language="en").splitlines()))
    assert rows[0] == ["About", "Name", "Words it is about", "Date", "Title", "Memo", "Coder", "Changed"]
    assert [row[:6] for row in rows if row[0] == "Coded passage"] == [
        ["Coded passage", "Intervju 10: Stöd/Tomrum", "tomt", "", "", "om tomt"]
    ]
    assert [row[3:6] for row in rows if row[0] == "Research journal"] == [
        ["2026-03-02", "Först", "bild"], ["2026-03-09", "Sen", "'=2+2"]
    ]  # fmt: skip
    exporter_for("memos", tmp_path / "m.xlsx").run(project, tmp_path / "m.xlsx")
    assert (tmp_path / "m.xlsx").stat().st_size > 1_000


def test_json_holds_all_fields(project: Project, tmp_path: Path) -> None:
    found = json.loads(written(project, tmp_path / "m.json"))
    passage = next(one for one in found if one["start"] == 0)
    assert (passage["owner"], passage["owner_name"], passage["end"], passage["quote"]) == (
        "document", "Intervju 10", 11, "Utan stödet"
    )  # fmt: skip
    entry = next(one for one in found if one["kind"] == "journal")
    assert (entry["owner"], entry["date"], entry["title"], entry["coder"]) == ("project", "2026-03-02", "Först", "AJ")
    assert len(found) == 9


def test_what_is_written_can_be_limited(project: Project, tmp_path: Path) -> None:
    alone = json.loads(written(project, tmp_path / "j.json", memos="journal"))
    assert [one["kind"] for one in alone] == ["journal"] * 2
    without = json.loads(written(project, tmp_path / "w.json", memos="memos"))
    assert {one["kind"] for one in without} == {"memo"} and len(without) == 7
    path = tmp_path / "d.json"
    exporter_for("memos", path).run(project, path, None, quote_filter(project, documents=["Intervju 10"]))
    assert sorted(one["text"] for one in json.loads(path.read_text("utf-8"))) == ["hela tian", "om **tomt**", "stället"]
    exporter_for("memos", path).run(project, path, None, quote_filter(project, codes=["Stöd"]))
    assert sorted(one["text"] for one in json.loads(path.read_text("utf-8"))) == ["kodens", "om **tomt**"]


def test_an_empty_project_can_be_written_in_every_format(tmp_path: Path) -> None:
    with Project.create(tmp_path / "e.qcp", title="Tom") as empty:
        for exporter in exporters_of("memos"):
            path = tmp_path / f"e{exporter.suffixes[0]}"
            exporter.run(empty, path)
            assert path.stat().st_size


def test_the_code_book_has_the_memos_of_codes(project: Project, tmp_path: Path) -> None:
    exporter_for("codebook", tmp_path / "b.csv").run(project, tmp_path / "b.csv", CodebookOptions(language="en"))
    head, *rows = csv.reader((tmp_path / "b.csv").read_text("utf-8-sig").splitlines())
    assert [(row[0], row[head.index("Memo")]) for row in rows] == [("Stöd", ""), ("Stöd/Tomrum", "kodens")]
    exporter_for("codebook", tmp_path / "b.json").run(project, tmp_path / "b.json")
    assert [one["memo"] for one in json.loads((tmp_path / "b.json").read_text("utf-8"))] == ["", "kodens"]
