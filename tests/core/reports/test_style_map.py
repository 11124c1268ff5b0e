"""Styles of a template: read, suggested, kept with the project, used in reports; broken templates give a sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.exports import CodebookOptions, MemoOptions, QuoteTableOptions, ReportOptions
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.reports.style_map import (
    checked_map,
    keep_style_map,
    read_style_map,
    read_template_styles,
    suggest_styles,
)
from qualcoder_peer.core.services.setup import keep_setting
from tests.core.reports.island import Island, make_island
from tests.core.reports.test_templates import make_template


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def make_own(path: Path, *, level: bool = True) -> Path:
    """A template with styles of its own names: Stadens Rubrik 1, Stadens Citat, Citatkälla, Brödtext."""
    document = docx.Document()
    for name in ("Quote", "Quote Char", "Heading 4", "Heading 4 Char"):
        document.styles[name].delete()
    add = document.styles.add_style
    heading = add("Stadens Rubrik 4", WD_STYLE_TYPE.PARAGRAPH)
    heading.font.size, heading.font.bold = Pt(31), True
    if level:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), "3")
        heading.element.get_or_add_pPr().append(outline)
    add("Brödtext", WD_STYLE_TYPE.PARAGRAPH).font.name = "Georgia"
    add("Stadens Citat", WD_STYLE_TYPE.PARAGRAPH).font.italic = True
    add("Citatkälla", WD_STYLE_TYPE.PARAGRAPH)
    add("Liten", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Brödtext"]
    document.save(str(path))
    return path


def test_styles_are_read_with_what_they_take_from_others(tmp_path: Path) -> None:
    found = read_template_styles(make_own(tmp_path / "mall.docx"))
    small, heading = found.find("Liten"), found.find("stadens rubrik 4")
    assert small is not None and small.font == "Georgia" and small.kind == "paragraph"
    assert heading is not None and (heading.level, heading.size, heading.bold) == (4, 31.0, True)
    assert not found.has_place and found.name == "mall.docx"
    assert read_template_styles(make_template(tmp_path / "m2.docx", place="[[report]]")).has_place


def test_names_suggest_what_stands_for_what(tmp_path: Path) -> None:
    suggested = suggest_styles(read_template_styles(make_own(tmp_path / "mall.docx")))
    assert suggested == {
        "heading 4": "Stadens Rubrik 4", "Normal": "Brödtext", "Quote": "Stadens Citat", "Quote Source": "Citatkälla",
    }  # fmt: skip
    named = suggest_styles(read_template_styles(make_own(tmp_path / "flat.docx", level=False)))
    assert named["heading 4"] == "Stadens Rubrik 4"


def test_the_outline_level_suggests_a_heading_of_another_name(tmp_path: Path) -> None:
    make_own(tmp_path / "mall.docx")
    document = docx.Document(str(tmp_path / "mall.docx"))
    document.styles["Stadens Rubrik 4"].name = "Liten rad"
    document.save(str(tmp_path / "mall.docx"))
    assert suggest_styles(read_template_styles(tmp_path / "mall.docx"))["heading 4"] == "Liten rad"


def test_the_map_is_kept_and_can_be_undone(island: Island, tmp_path: Path) -> None:
    assert read_style_map(island.project) == {}
    keep_style_map(island.project, {"Quote": "Stadens Citat", "Normal": "", "unknown": "x"})
    assert read_style_map(island.project) == {"Quote": "Stadens Citat"}
    island.project.undo()
    assert read_style_map(island.project) == {}
    keep_setting(island.project, "export.styles", ["nonsense"])
    assert read_style_map(island.project) == {}


@pytest.mark.parametrize("level", [True, False])
def test_the_report_uses_the_mapped_styles(island: Island, tmp_path: Path, level: bool) -> None:
    template = make_own(tmp_path / "mall.docx", level=level)
    found = read_template_styles(template)
    mapping = {**suggest_styles(found), "heading 3": "Stadens Rubrik 4", "Table Text": "Not there"}
    keep_style_map(island.project, mapping)
    assert "Table Text" not in checked_map(mapping, found)
    path = tmp_path / "r.docx"
    exporter_for("report", path).run(island.project, path, ReportOptions(template=str(template), language="sv"))
    document = docx.Document(str(path))
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Stadens Citat", "Citatkälla", "Brödtext", "Stadens Rubrik 4", "Heading 1"} <= used
    assert not {"Quote", "Normal", "Quote Source"} & used
    names = [style.name for style in document.styles]
    assert "Quote" not in names, "what has a stand-in is not made"
    assert "Table Text" in names, "what is missing is made"
    outlined = [one for one in document.paragraphs if one._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") is not None]
    assert [one.text for one in outlined] == ([] if level else ["Tomrummet", "Flexibilitet"])
    faults = [one for one in check_document(path, language="sv-SE") if "contents differ" not in one]
    assert faults == []


def broken(tmp_path: Path, part: str, change: dict[bytes, bytes] | None) -> Path:
    """A template of which one part has been changed (None: made of other bytes)."""
    source_path, path = make_own(tmp_path / "whole.docx"), tmp_path / "mall.docx"
    with zipfile.ZipFile(source_path) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                for old, new in (change or {data: b"<w:styles"}).items():
                    assert old in data
                    data = data.replace(old, new)
            target.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("word/styles.xml", None),
        ("word/styles.xml", {b"</w:styles>": b"<w:style></w:styles>"}),
        ("word/numbering.xml", {b'w:numId="1"': b'w:numId="ett"'}),
        ("word/settings.xml", None),
        ("[Content_Types].xml", None),
        ("word/_rels/document.xml.rels", {b"styles.xml": b"gone.xml"}),
    ],
)
def test_a_broken_template_gives_a_sentence(
    island: Island, tmp_path: Path, part: str, change: dict[bytes, bytes] | None
) -> None:
    template, path = broken(tmp_path, part, change), tmp_path / "r.docx"
    with pytest.raises(ExportFailed, match="mall.docx") as caught:
        read_template_styles(template)
    assert "Nothing was written" in str(caught.value)
    with pytest.raises(ExportFailed, match="mall.docx"):
        exporter_for("report", path).run(island.project, path, ReportOptions(template=str(template)))
    assert not path.exists()


@pytest.mark.parametrize(
    "change",
    [
        {b'w:styleId="ListBullet"': b""},
        {b'<w:name w:val="List Number"/>': b""},
        {b'w:styleId="Title"': b'w:styleId="Normal"'},
        {b"<w:docDefaults>": b"<w:docDefaults><w:x/>"},
    ],
)
def test_odd_styles_do_no_harm(island: Island, tmp_path: Path, change: dict[bytes, bytes]) -> None:
    template, path = broken(tmp_path, "word/styles.xml", change), tmp_path / "r.docx"
    assert read_template_styles(template).styles
    exporter_for("report", path).run(island.project, path, ReportOptions(template=str(template)))
    assert docx.Document(str(path)).paragraphs


def test_tables_and_memos_use_them_too(island: Island, tmp_path: Path) -> None:
    template = make_own(tmp_path / "mall.docx")
    keep_style_map(island.project, {"Table Text": "Liten", "heading 1": "Stadens Rubrik 4"})
    for kind, options in (("quotes", QuoteTableOptions), ("memos", MemoOptions), ("codebook", CodebookOptions)):
        path = tmp_path / f"{kind}.docx"
        exporter_for(kind, path).run(island.project, path, options(template=str(template)))
        document = docx.Document(str(path))
        assert document.paragraphs[0].style is not None and document.paragraphs[0].style.name == "Stadens Rubrik 4"
        cells = [cell for table in document.tables for cell in table.rows[0].cells]
        assert {cell.paragraphs[0].style.name for cell in cells} <= {"Liten"}
