"""What finished Word files carry along, made by Word (python-docx builds on a file of Word's) and by LibreOffice."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from xlsxwriter import Workbook

from qualcoder_peer.core.domain.disclosure import DisclosureFinding, DisclosureKind
from qualcoder_peer.core.domain.errors import ExportFailed, UnreadableFile
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.disclosing import check_word_file
from qualcoder_peer.core.reports.disclosure_clean import clean_file
from qualcoder_peer.core.reports.disclosure_file import FileTexts, check_file
from qualcoder_peer.core.services.disclosure import Fingerprints
from qualcoder_peer.core.services.reports import new_report
from tests.core.reports.island import Island, make_island

LIBREOFFICE = Path(__file__).parents[2] / "data" / "transcripts" / "libreoffice.docx"
W = nsdecls("w")
TRACKED = (
    f'<w:p {W}><w:r><w:t xml:space="preserve">Det är </w:t></w:r>'
    '<w:del w:id="901" w:author="Eva Granskare" w:date="2026-01-02T10:00:00Z"><w:r><w:delText>inte </w:delText></w:r>'
    '</w:del><w:ins w:id="902" w:author="Eva Granskare" w:date="2026-01-02T10:00:00Z"><w:r><w:t>mycket </w:t></w:r>'
    '</w:ins><w:r><w:rPr><w:b/><w:rPrChange w:id="903" w:author="Eva Granskare"><w:rPr/></w:rPrChange></w:rPr>'
    "<w:t>bra.</w:t></w:r></w:p>"
)
ENDED = (
    f'<w:p {W}><w:pPr><w:rPr><w:del w:id="904" w:author="E"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Ett, </w:t>'
    "</w:r></w:p>"
)
MOVED = (
    f'<w:p {W}><w:moveFromRangeStart w:id="905" w:name="m1"/><w:moveFrom w:id="906" w:author="E"><w:r><w:t>Flyttad'
    '</w:t></w:r></w:moveFrom><w:moveFromRangeEnd w:id="905"/><w:r><w:t xml:space="preserve">Kvar. </w:t></w:r>'
    '<w:moveToRangeStart w:id="907" w:name="m1"/><w:moveTo w:id="908" w:author="E"><w:r><w:t>Flyttad</w:t></w:r>'
    '</w:moveTo><w:moveToRangeEnd w:id="907"/></w:p>'
)
ROW = (
    f'<w:tbl {W}><w:tblPr/><w:tblGrid><w:gridCol w:w="1000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>kvar</w:t></w:r>'
    '</w:p></w:tc></w:tr><w:tr><w:trPr><w:del w:id="909" w:author="E"/></w:trPr><w:tc><w:p><w:r><w:t>struken</w:t>'
    "</w:r></w:p></w:tc></w:tr></w:tbl>"
)


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


@pytest.fixture
def marks(island: Island) -> Fingerprints:
    return Fingerprints(island.project)


def said(findings: tuple[DisclosureFinding, ...], kind: DisclosureKind) -> list[str]:
    return [texts("en").say(one.message) for one in findings if one.kind is kind]


def put(document: Document, *pieces: str) -> None:
    for piece in pieces:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(piece))


def words(path: Path) -> list[str]:
    return [one.text for one in docx.Document(str(path)).paragraphs]


def add_parts(path: Path, **changed: object) -> None:
    """Add entries to a package, with a relation of the document or a change of what is there."""
    with zipfile.ZipFile(path) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    for name, content in changed.items():
        entries[name.replace("__", "/").replace("_DOT_", ".")] = content  # type: ignore[assignment]
    with zipfile.ZipFile(path, "w") as made:
        for name, data in entries.items():
            made.writestr(name, data)


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A file with nearly everything that a file can carry along."""
    document = docx.Document()
    document.core_properties.author = "Eva Granskare"
    document.core_properties.last_modified_by = "PELLE-DATOR"
    document.core_properties.title = "Rapport"
    seen = document.add_paragraph("Synlig text. ")
    seen.add_run("Hemlig rad om Annika Lindqvist.").font.hidden = True
    document.add_comment(seen.runs[0], "Är detta R3?", author="Eva Granskare", initials="EG")
    put(document, TRACKED, ENDED)
    document.add_paragraph("två.")
    put(document, MOVED, ROW)
    settings = document.settings.element
    settings.append(parse_xml(f'<w:rsids {W}><w:rsidRoot w:val="00A1"/><w:rsid w:val="00A2"/></w:rsids>'))
    settings.append(parse_xml(f"<w:trackRevisions {W}/>"))
    document.part.relate_to(
        "file:///C:/Users/pelle/Mallar/kommun.dotx",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    path = tmp_path / "rich.docx"
    document.save(str(path))
    return path


def test_everything_is_found(rich: Path, marks: Fingerprints) -> None:
    found = check_file(rich, marks).findings
    assert "The file says “Eva Granskare” (Author)." in said(found, DisclosureKind.PROPERTIES)
    assert "The file says “PELLE-DATOR” (Last saved by)." in said(found, DisclosureKind.PROPERTIES)
    assert said(found, DisclosureKind.COMMENTS) == ["The file holds 1 comment (Eva Granskare)."]
    assert said(found, DisclosureKind.TRACKED) == [
        "The file holds 7 tracked changes (E, Eva Granskare); deleted words can still be read."
    ]
    assert said(found, DisclosureKind.HIDDEN) == ["The file holds 1 passage that cannot be seen."]
    assert len(said(found, DisclosureKind.VERSIONS)) == 1
    assert said(found, DisclosureKind.PATHS) == [
        "The file names a place on a computer: “file:///C:/Users/pelle/Mallar/kommun.dotx”."
    ]
    assert len(said(found, DisclosureKind.THUMBNAIL)) == 1


def test_deleted_and_hidden_words_and_comments_are_read_for_names(rich: Path, island: Island) -> None:
    found = check_word_file(island.project, rich)
    names = [texts("en").say(one.message) for one in found.open if one.kind is DisclosureKind.NAME]
    assert names == ["“Annika Lindqvist” stands in 1 place (Person)."]


def test_a_clean_copy_has_nothing_of_it_and_every_word_that_is_seen(
    rich: Path, tmp_path: Path, marks: Fingerprints
) -> None:
    before = rich.read_bytes()
    clean = tmp_path / "clean.docx"
    clean_file(rich, clean)
    assert rich.read_bytes() == before
    assert check_file(clean, marks).findings == ()
    assert words(clean) == ["Synlig text. ", "Det är mycket bra.", "Ett, två.", "Kvar. Flyttad"]
    table = docx.Document(str(clean)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["kvar"]]
    assert docx.Document(str(clean)).core_properties.title == "Rapport"
    with zipfile.ZipFile(clean) as package:
        together = b"".join(package.read(name) for name in package.namelist())
        kept = set(package.namelist())
        for name in package.namelist():
            if name.endswith(".rels"):
                folder = name.replace("_rels/", "").rpartition("/")[0]
                for target in re.findall(rb'Target="([^"]+)"', package.read(name)):
                    part = target.decode()
                    assert (f"{folder}/{part}".lstrip("/") if not part.startswith("/") else part[1:]) in kept, part
    for trace in (b"Eva Granskare", b"PELLE-DATOR", b"pelle", b"Annika", b"inte ", b"rsid", b"struken"):
        assert trace not in together


def test_only_what_is_asked_is_taken_out(rich: Path, tmp_path: Path, marks: Fingerprints) -> None:
    clean = tmp_path / "clean.docx"
    clean_file(rich, clean, [DisclosureKind.COMMENTS])
    left = {one.kind for one in check_file(clean, marks).findings}
    assert left == {one.kind for one in check_file(rich, marks).findings} - {DisclosureKind.COMMENTS}


def test_a_file_of_libreoffice(tmp_path: Path, marks: Fingerprints) -> None:
    clean = tmp_path / "clean.docx"
    clean_file(LIBREOFFICE, clean)
    assert check_file(clean, marks).findings == ()
    # python-docx passes over what is inserted; "dold text" is hidden
    assert words(clean) == [
        one.replace("inte så lätt", "inte så väldigt lätt").replace(" dold text", "") for one in words(LIBREOFFICE)
    ]
    assert "tracked" in {one.kind.value for one in check_file(LIBREOFFICE, marks).findings}


def book(cells: list[list[object]], sheets: int = 1) -> bytes:
    """A workbook of Excel's kind."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as made:
        for _ in range(sheets):
            page = made.add_worksheet()
            for at, row in enumerate(cells):
                page.write_row(at, 0, row)
    return buffer.getvalue()


CHART = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:chart><c:plotArea><c:barChart>'
    "<c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>Antal</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef>"
    "<c:strCache><c:pt><c:v>ja</c:v></c:pt><c:pt><c:v>nej</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef>"
    "<c:numCache><c:pt><c:v>3</c:v></c:pt><c:pt><c:v>9</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>"
    '</c:barChart></c:plotArea></c:chart><c:externalData r:id="rId1"/></c:chartSpace>'
)
CHART_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/package" '
    'Target="../embeddings/book.xlsx"/></Relationships>'
)


@pytest.mark.parametrize(
    ("cells", "sheets", "told"),
    [
        ([["", "Antal"], ["ja", 3], ["nej", 9]], 1, False),
        ([["", "Antal", "Namn"], ["ja", 3, "Anna"], ["nej", 9, "Bo"]], 1, True),
        ([["", "Antal"], ["ja", 3], ["nej", 9]], 2, True),
    ],
)
def test_the_book_behind_a_chart_may_hold_what_the_chart_shows_and_no_more(
    tmp_path: Path, marks: Fingerprints, cells: list[list[object]], sheets: int, told: bool
) -> None:
    path, clean = tmp_path / "chart.docx", tmp_path / "clean.docx"
    docx.Document().save(str(path))
    add_parts(
        path, word__charts__chart1_DOT_xml=CHART, word__charts___rels__chart1_DOT_xml_DOT_rels=CHART_RELS,
        word__embeddings__book_DOT_xlsx=book(cells, sheets),
    )  # fmt: skip
    assert bool(said(check_file(path, marks).findings, DisclosureKind.EMBEDDED)) is told
    clean_file(path, clean)
    with zipfile.ZipFile(clean) as package:
        assert ("word/embeddings/book.xlsx" in package.namelist()) is not told
        assert (b"externalData" in package.read("word/charts/chart1.xml")) is not told


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """A picture with these segments before its data."""
    marks = b"".join(b"\xff" + bytes([mark]) + (len(data) + 2).to_bytes(2, "big") + data for mark, data in segments)
    return b"\xff\xd8" + marks + b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00\x12\xff\xd9"


def test_what_a_camera_writes_into_a_picture_is_taken_out(tmp_path: Path, marks: Fingerprints) -> None:
    path, clean = tmp_path / "photo.docx", tmp_path / "clean.docx"
    docx.Document().save(str(path))
    plain = jpeg((0xE0, b"JFIF\x00\x01"), (0xDB, b"\x00" * 65))
    taken = jpeg((0xE0, b"JFIF\x00\x01"), (0xE1, b"Exif\x00\x00 GPS 57.7 N"), (0xDB, b"\x00" * 65))
    add_parts(path, word__media__a_DOT_jpg=taken, word__media__b_DOT_jpeg=plain)
    told = [one for one in said(check_file(path, marks).findings, DisclosureKind.PROPERTIES) if "picture" in one]
    assert told == ["The picture “a.jpg” tells with what, when and perhaps where it was taken."]
    clean_file(path, clean)
    with zipfile.ZipFile(clean) as package:
        assert package.read("word/media/a.jpg") == plain
        assert package.read("word/media/b.jpeg") == plain


def with_table(path: Path, *rows: tuple[str, ...]) -> Path:
    """A finished report with a table."""
    document = docx.Document()
    document.add_paragraph("Tabell 3. Teman")
    table = document.add_table(len(rows), len(rows[0]))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def test_a_report_that_differs_by_few_from_one_that_has_left(tmp_path: Path, island: Island) -> None:
    april = with_table(tmp_path / "april.docx", ("Tema", "Svarande"), ("Tomrum", "9/12"), ("Stöd", "11/12"))
    may = with_table(tmp_path / "may.docx", ("Tema", "Svarande"), ("Tomrum", "10/13"), ("Stöd", "11/13"))
    assert not [one for one in check_word_file(island.project, may).open if one.kind is DisclosureKind.DIFFERENCE]
    (found,) = [
        one for one in check_word_file(island.project, may, earlier=[april]).open
        if one.kind is DisclosureKind.DIFFERENCE
    ]  # fmt: skip
    assert texts("en").say(found.message) == (
        "“Tabell 3. Teman” and “Tabell 3. Teman (april.docx)” differ by fewer than 5 in 1 number."
    )


def test_small_numbers_in_the_tables_of_a_finished_file(tmp_path: Path, island: Island) -> None:
    rows = (("Tema", "Svarande"), ("Tomrum", "3/12"), ("Stöd", "11/12"))
    path = with_table(tmp_path / "table.docx", *rows)
    (found,) = [one for one in check_word_file(island.project, path).open if one.kind is DisclosureKind.SMALL_CELL]
    assert texts("en").say(found.message) == "“Tabell 3. Teman” has 1 number under 5."
    assert texts("en").say(found.places[0].title) == "Tomrum, Svarande: 3"
    assert not found.mend


def test_white_and_tiny_text_is_hidden_but_white_on_blue_is_not(tmp_path: Path, marks: Fingerprints) -> None:
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.add_paragraph().add_run("vit").font.color.rgb = RGBColor(255, 255, 255)
    document.add_paragraph().add_run("liten").font.size = Pt(1)
    cell = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    cell.add_run("rubrik").font.color.rgb = RGBColor(255, 255, 255)
    path = tmp_path / "white.docx"
    document.save(str(path))
    (found,) = [one for one in check_file(path, marks).findings if one.kind is DisclosureKind.HIDDEN]
    assert [texts("en").say(place.title) for place in found.places] == ["vit", "liten"]


def test_our_own_report_carries_nothing_but_its_author(island: Island, tmp_path: Path, marks: Fingerprints) -> None:
    new_report(island.project, "Rapport")
    path = tmp_path / "report.docx"
    exporter_for("report", path).run(island.project, path)
    found: FileTexts = check_file(path, marks)
    assert [texts("en").say(one.message) for one in found.findings] == [
        "The file says “AB” (Author).", "The file says “AB” (Last saved by).",
    ]  # fmt: skip


def test_what_a_template_carries_along_stays_out_of_the_report(rich: Path, island: Island, tmp_path: Path) -> None:
    new_report(island.project, "Rapport")
    path = tmp_path / "report.docx"
    exporter, options = exporter_for("report", path), ReportOptions(template=str(rich))
    kinds = {one.kind for one in exporter.disclosure(island.project, path, options).open}
    assert {DisclosureKind.TRACKED, DisclosureKind.HIDDEN} <= kinds
    assert DisclosureKind.COMMENTS not in kinds
    exporter.run(island.project, path, options)
    left = {one.kind for one in check_file(path, Fingerprints(island.project)).findings}
    assert not left & {DisclosureKind.COMMENTS, DisclosureKind.PATHS, DisclosureKind.VERSIONS, DisclosureKind.THUMBNAIL}
    assert "Rapport" in [one.text for one in docx.Document(str(path)).paragraphs]


def test_a_finished_report_is_known_by_its_quotes(island: Island, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("En säger: ”Det blev ett tomrum när Kim slutade.” och en annan: aldrig fel tid.")
    path = tmp_path / "finished.docx"
    document.save(str(path))
    kinds = [one.kind for one in check_word_file(island.project, path).open]
    assert DisclosureKind.NAME in kinds
    assert DisclosureKind.ONE_VOICE not in kinds  # a few words are no proof that they are a quote


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older Office format"),
        ("torn.docx", b"PK\x03\x04 torn", "damaged"),
        ("empty.docx", b"", "empty"),
        ("text.docx", b"just words", "plain text"),
    ],
)
def test_files_that_are_none(
    tmp_path: Path, marks: Fingerprints, island: Island, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as told:
        check_word_file(island.project, path)
    assert words in str(told.value)
    assert name in str(told.value)
    with pytest.raises(UnreadableFile):
        clean_file(path, tmp_path / "clean.docx")
    assert path.read_bytes() == data
    assert not (tmp_path / "clean.docx").exists()


def test_a_bomb_and_entities_are_not_opened(tmp_path: Path, marks: Fingerprints) -> None:
    path = tmp_path / "bomb.docx"
    docx.Document().save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/film.bin", b"\0" * 40_000_000)
    with pytest.raises(UnreadableFile):
        check_file(path, marks)
    docx.Document().save(str(path))
    add_parts(path, word__footnotes_DOT_xml='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(UnreadableFile):
        check_file(path, marks)


def test_a_clean_copy_never_takes_the_place_of_its_file(rich: Path) -> None:
    with pytest.raises(ExportFailed):
        clean_file(rich, rich)


def test_a_file_without_its_text_is_not_called_clean(tmp_path: Path, marks: Fingerprints) -> None:
    whole, path = tmp_path / "whole.docx", tmp_path / "torn.docx"
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Rubrik"
    document.save(str(whole))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name != "word/document.xml":
                new.writestr(name, old.read(name))
    with pytest.raises(UnreadableFile, match="damaged"):
        check_file(path, marks)
