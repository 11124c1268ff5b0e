"""The access check: our own reports pass, each fault made on purpose is found at its place, others' files are read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.access import AccessPoint, AccessState, as_rows, as_text, check_access, summary
from qualcoder_peer.core.reports.blocks import ChartBlock, Heading, Paragraph, Piece, TitlePage
from qualcoder_peer.core.reports.document import write_blocks
from qualcoder_peer.core.reports.word_document import WordDocument
from tests.core.reports.island import Island, make_island

OK, FAILS, UNKNOWN = AccessState.OK, AccessState.FAILS, AccessState.UNKNOWN


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def good(path: Path) -> Any:
    """A document without a fault, made as anybody might."""
    document = docx.Document()
    document.core_properties.title = "Stödet på Ön"
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert fonts is not None
    fonts.find(qn("w:lang")).set(qn("w:val"), "sv-SE")
    document.styles["Heading 3"].font.color.rgb = RGBColor(0, 0, 0)  # Word's own blue of before 2013 is too light
    document.add_heading("Resultat", 1)
    document.add_paragraph("Det blev ett tomrum när Kim slutade, och ingen visste vad man skulle göra då.")
    document.save(str(path))
    return document


def points(path: Path) -> dict[str, AccessPoint]:
    return {point.key: point for point in check_access(path)}


def failing(path: Path) -> dict[str, AccessPoint]:
    return {key: point for key, point in points(path).items() if point.state is FAILS}


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_our_own_report_passes_every_point(island: Island, tmp_path: Path, language: str) -> None:
    path = tmp_path / "r.docx"
    exporter_for("report", path).run(island.project, path, ReportOptions(language=language))
    found = {key: [place.words for place in point.places] for key, point in failing(path).items()}
    assert set(found) <= {"languages"}, found  # what the project holds may be in another language than the report


def test_a_plain_good_document_passes(tmp_path: Path) -> None:
    good(tmp_path / "g.docx")
    assert failing(tmp_path / "g.docx") == {}
    assert points(tmp_path / "g.docx")["title"].clauses == ("EN 301 549 10.2.4.2", "WCAG 2.1 2.4.2")


def _link(document: Any, words: str) -> None:
    paragraph = document.add_paragraph("Mer finns ")
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "x")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


def _picture(document: Any, described: str, *, floating: bool = False, text: str = "") -> None:
    kind = "anchor" if floating else "inline"
    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>" if text else ""
    document.add_paragraph("Bild: ")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w", "wp")}><w:drawing><wp:{kind}><wp:docPr id="7" name="Bild" descr="{described}"/>{box}'
            f"</wp:{kind}></w:drawing></w:r>"
        )
    )


def _table(document: Any, *, header: bool = True, merged: bool = False, empty: bool = False) -> None:
    table = document.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = "" if empty and number == 3 else f"cell {number}"
    if header:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if merged:
        table.cell(1, 0).merge(table.cell(1, 1))


def _coloured(document: Any, colour: str, size: float = 11, *, style: bool = False) -> None:
    if style:
        made = document.styles.add_style("Blek", WD_STYLE_TYPE.PARAGRAPH)
        made.font.color.rgb = RGBColor.from_string(colour)
        document.add_paragraph("bleka ord här", style="Blek")
        return
    run = document.add_paragraph().add_run("bleka ord här")
    run.font.color.rgb, run.font.size = RGBColor.from_string(colour), Pt(size)


FAULTS: list[tuple[str, AccessState, Callable[[Any], object], str]] = [
    ("title", FAILS, lambda d: setattr(d.core_properties, "title", ""), ""),
    ("title", FAILS, lambda d: setattr(d.core_properties, "title", "rapport.docx"), ""),
    ("headings", FAILS, lambda d: d.add_heading("För djupt", 3), "För djupt"),
    ("headings", FAILS, lambda d: (d.add_paragraph().add_run("Som en rubrik").__setattr__("bold", True),
                                   d.add_paragraph("Text som följer.")), "Som en rubrik"),
    ("alternatives", FAILS, lambda d: _picture(d, ""), "Bild:"),
    ("alternatives", FAILS, lambda d: _picture(d, "image1.png"), "image1.png"),
    ("table_headers", FAILS, lambda d: _table(d, header=False), "cell 0"),
    ("cells", FAILS, lambda d: _table(d, merged=True), "cell 2"),
    ("cells", FAILS, lambda d: _table(d, empty=True), ""),
    ("lists", FAILS, lambda d: (d.add_paragraph("- ett"), d.add_paragraph("- två")), "- ett"),
    ("lists", FAILS, lambda d: (d.add_paragraph("1. ett"), d.add_paragraph("2. två")), "1. ett"),
    ("lists", FAILS, lambda d: d.add_paragraph("• ensam"), "• ensam"),
    ("links", FAILS, lambda d: _link(d, "klicka här"), "klicka här"),
    ("links", UNKNOWN, lambda d: _link(d, "https://example.org/a"), "https://example.org/a"),
    ("contrast", FAILS, lambda d: _coloured(d, "BBBBBB"), "bleka ord här"),
    ("contrast", FAILS, lambda d: _coloured(d, "BBBBBB", style=True), "bleka ord här"),
    ("colour", UNKNOWN, lambda d: _coloured(d, "AA0000"), "bleka ord här"),
    ("sizes", FAILS, lambda d: _coloured(d, "000000", 7), "bleka ord här"),
    ("spacing", FAILS, lambda d: d.add_paragraph(""), ""),
    ("spacing", FAILS, lambda d: d.add_paragraph("Namn          ålder"), "Namn ålder"),
    ("order", UNKNOWN, lambda d: _picture(d, "En karta", floating=True), "Bild:"),
    ("order", FAILS, lambda d: _picture(d, "En ruta", floating=True, text="I en ruta"), "I en ruta"),
    ("languages", FAILS, lambda d: d.add_paragraph("Jeg ved ikke hvad det er, men det er meget rart at have noget."),
     "Jeg ved ikke"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "state", "make", "words"), FAULTS)
def test_each_fault_is_found_at_its_place(
    tmp_path: Path, key: str, state: AccessState, make: Callable[[Any], object], words: str
) -> None:
    document = good(tmp_path / "g.docx")
    make(document)
    document.save(str(tmp_path / "g.docx"))
    found = points(tmp_path / "g.docx")
    assert found[key].state is state
    assert found[key].mend is not None
    others = [one for one, point in found.items() if point.state is FAILS and one != key]
    assert others == []
    if words:
        assert found[key].places[0].words.startswith(words)
        assert found[key].places[0].paragraph >= 3


def test_language_missing_or_wrong(tmp_path: Path) -> None:
    document = good(tmp_path / "g.docx")
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), "da-DK")
    document.add_paragraph("Det här är också skrivet på svenska och inte något annat, som vi vet.")
    document.save(str(tmp_path / "d.docx"))
    assert set(failing(tmp_path / "d.docx")) == {"language", "languages"}
    for element in list(document.styles.element.iter(qn("w:lang"))):
        element.getparent().remove(element)
    document.save(str(tmp_path / "n.docx"))
    assert "language" in failing(tmp_path / "n.docx")


def test_marked_passages_dark_grounds_and_what_is_decorative_are_right(tmp_path: Path) -> None:
    document = good(tmp_path / "g.docx")
    run = document.add_paragraph().add_run("Jeg ved ikke hvad det er, men det er meget rart at have noget.")
    run._r.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="da-DK"/>'))
    white = document.add_paragraph()
    white._p.get_or_add_pPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="101060"/>'))
    white.add_run("vitt på mörkt").font.color.rgb = RGBColor(255, 255, 255)
    document.add_paragraph().add_run("ljus ruta på vitt")
    document.save(str(tmp_path / "g.docx"))
    assert failing(tmp_path / "g.docx") == {}


def test_a_chart_by_colour_alone_fails_and_ours_does_not(tmp_path: Path) -> None:
    chart = Chart(ChartKind.BARS, "Teman", ("A", "B"), (Series("För", (1, 2)), Series("Emot", (2, 1))))
    document = WordDocument("", "sv")
    document.describe("Titel på rapporten", "", "")
    write_blocks(document, [TitlePage("T", "U", "", ""), Heading(1, "Resultat"), Paragraph("Normal", (Piece("Se."),)),
                            ChartBlock("Diagram 1. Teman", "", chart)])  # fmt: skip
    path = tmp_path / "c.docx"
    path.write_bytes(document.package())
    assert failing(path) == {}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "plain.docx", "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b"pattFill", b"solidFill"))
    found = failing(tmp_path / "plain.docx")
    assert set(found) == {"colour"} and found["colour"].places[0].words == "För; Emot"


@pytest.mark.parametrize(
    ("name", "content"),
    [("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ("no.docx", b"not a zip"), ("gone.docx", None),
     ("empty.docx", b"")],
)  # fmt: skip
def test_what_cannot_be_read_gives_a_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=name):
        check_access(tmp_path / name)


def test_told_as_text_and_as_rows(tmp_path: Path) -> None:
    document = good(tmp_path / "g.docx")
    document.core_properties.title = ""
    document.add_paragraph("• ensam")
    document.save(str(tmp_path / "g.docx"))
    found = check_access(tmp_path / "g.docx")
    say = texts("en")
    told = as_text(found, say, "g.docx")
    assert say.say(summary(found)) == "2 points fail; 0 cannot be judged by a program; 14 are met."
    assert "[Fails] Title (EN 301 549 10.2.4.2, WCAG 2.1 2.4.2)" in told and "Paragraph 3: “• ensam”" in told
    rows = {row["key"]: row for row in json.loads(json.dumps(as_rows(found, say)))}
    assert rows["title"]["state"] == "fails" and rows["title"]["mend"]
    assert rows["lists"]["places"] == [{"paragraph": 3, "words": "• ensam", "note": ""}]


def test_a_document_without_a_paragraph_is_judged_too(tmp_path: Path) -> None:
    document = docx.Document()
    for element in list(document.element.body):
        document.element.body.remove(element)
    document.save(str(tmp_path / "tomt.docx"))
    assert points(tmp_path / "tomt.docx")["lists"].state is AccessState.OK
