"""Reports and tables on an organisation's template: what is its own stays, what is missing is added."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.shared import Cm, Pt

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.exports import QuoteTableOptions, ReportOptions
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.reports.check import check_document
from tests.core.reports.island import Island, make_island

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
MACROS = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def make_template(path: Path, *, place: str = "", content_type: str = DOCUMENT) -> Path:
    """A municipality's template: Swedish style ids, own look, header, narrow page, no Quote and no lists."""
    document = docx.Document()
    for style in list(document.styles):
        if style.name in ("Quote", "Quote Char", "List Bullet", "List Number", "Caption", "TOC Heading"):
            style.delete()
    heading = document.styles["Heading 1"]
    heading.element.set(_w("styleId"), "Rubrik1")
    heading.font.size, heading.font.name = Pt(31), "Georgia"
    document.styles["Normal"].font.name = "Garamond"
    for element in document.styles.element.iter(_w("basedOn"), _w("next"), _w("link")):
        if element.get(_w("val")) == "Heading1":
            element.set(_w("val"), "Rubrik1")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Öns kommun"
    section.left_margin = Cm(6)
    document.add_paragraph("Försättsblad")
    if place:
        document.add_paragraph(place)
        document.add_paragraph("Efter rapporten")
    document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(DOCUMENT.encode(), content_type.encode())
            target.writestr(name, data)
    return path


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def export(island: Island, path: Path, template: Path) -> docx.document.Document:
    exporter_for("report", path).run(island.project, path, ReportOptions(template=str(template), language="sv"))
    return docx.Document(str(path))


@pytest.mark.parametrize("content_type", [DOCUMENT, TEMPLATE, MACROS])
def test_styles_header_and_page_of_the_template_stay(island: Island, tmp_path: Path, content_type: str) -> None:
    template = make_template(tmp_path / "mall.dotx", content_type=content_type)
    before = template.read_bytes()
    document = export(island, tmp_path / "r.docx", template)
    assert template.read_bytes() == before
    assert document.styles["Heading 1"].style_id == "Rubrik1"
    assert document.styles["Heading 1"].font.size == Pt(31)
    assert document.styles["Normal"].font.name == "Garamond"
    assert [section.header.paragraphs[0].text for section in document.sections] == ["Öns kommun"] * len(
        document.sections
    )
    assert {round((section.left_margin or 0) / Cm(1), 2) for section in document.sections} == {6.0}
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Heading 1", "Heading 2", "Quote", "List Bullet", "Caption", "Quote Source"} <= used
    assert document.paragraphs[0].text == "Försättsblad", "what the template holds comes first"
    assert check_document(tmp_path / "r.docx", language="sv-SE") == []


def test_tables_fit_the_page_of_the_template(island: Island, tmp_path: Path) -> None:
    export(island, tmp_path / "r.docx", make_template(tmp_path / "mall.docx"))
    document = docx.Document(str(tmp_path / "r.docx"))
    section = document.sections[0]
    assert section.page_width and section.left_margin and section.right_margin
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        width = sum(int(column.get(_w("w"))) for column in table._tbl.iter(_w("gridCol"))) * 635
        assert 0.97 * room < width <= room


def test_the_report_goes_where_the_template_says(island: Island, tmp_path: Path) -> None:
    document = export(island, tmp_path / "r.docx", make_template(tmp_path / "mall.docx", place=" [[report]] "))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Försättsblad" and "Efter rapporten" in texts[-2:]
    assert texts.index("Försättsblad") < texts.index("Tomrummet") < texts.index("Efter rapporten")
    assert not any("[[report]]" in text for text in texts)


def test_quote_tables_take_a_template_too(island: Island, tmp_path: Path) -> None:
    path = tmp_path / "q.docx"
    options = QuoteTableOptions(template=str(make_template(tmp_path / "mall.docx")))
    exporter_for("quotes", path).run(island.project, path, options)
    document = docx.Document(str(path))
    assert document.sections[0].header.paragraphs[0].text == "Öns kommun"
    assert len(document.tables[0].rows) == 8
    assert check_document(path) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("damaged.docx", b"PK\x03\x04 not really"),
        ("text.docx", "Det här är ingen mall".encode()),
        ("empty.docx", b""),
        ("missing.docx", None),
    ],
)
def test_a_template_that_cannot_be_used_gives_a_sentence(
    island: Island, tmp_path: Path, name: str, content: bytes | None
) -> None:
    template, path = tmp_path / name, tmp_path / "r.docx"
    if content is not None:
        template.write_bytes(content)
    path.write_bytes(b"as it was")
    with pytest.raises(ExportFailed, match=name) as caught:
        exporter_for("report", path).run(island.project, path, ReportOptions(template=str(template)))
    assert "Nothing was written" in str(caught.value)
    assert path.read_bytes() == b"as it was"
    assert not list(tmp_path.glob(".~*"))


@pytest.mark.parametrize("kind", ["spreadsheet", "no-document", "entity", "folder"])
def test_zip_files_that_are_no_templates(island: Island, tmp_path: Path, kind: str) -> None:
    template = tmp_path / "mall.docx"
    if kind == "folder":
        template.mkdir()
    elif kind == "spreadsheet":
        exporter_for("quotes", tmp_path / "q.xlsx").run(island.project, tmp_path / "q.xlsx")
        template.write_bytes((tmp_path / "q.xlsx").read_bytes())
    else:
        make_template(tmp_path / "whole.docx")
        with zipfile.ZipFile(tmp_path / "whole.docx") as source, zipfile.ZipFile(template, "w") as target:
            for part in source.namelist():
                data = source.read(part)
                if part == "word/document.xml" and kind == "no-document":
                    continue
                if part == "word/document.xml":
                    data = b"<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><w:document>&e;</w:document>"
                target.writestr(part, data)
    with pytest.raises(ExportFailed, match="template"):
        exporter_for("report", tmp_path / "r.docx").run(
            island.project, tmp_path / "r.docx", ReportOptions(template=str(template))
        )
    assert not (tmp_path / "r.docx").exists()


def test_a_template_that_would_unpack_to_far_more_is_not_opened(island: Island, tmp_path: Path) -> None:
    make_template(tmp_path / "whole.docx")
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(tmp_path / "whole.docx") as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, source.read(part))
        target.writestr("word/media/image1.png", b"\0" * 30_000_000)
    with pytest.raises(ExportFailed, match="unpack"):
        exporter_for("report", tmp_path / "r.docx").run(
            island.project, tmp_path / "r.docx", ReportOptions(template=str(bomb))
        )
