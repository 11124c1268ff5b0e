"""What blocks become in Word: controls, footnotes, charts with their data, pages lying down, lists that begin anew."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.access import AccessState, check_access
from qualcoder_peer.core.reports.blocks import (
    Block,
    ChartBlock,
    Contents,
    Heading,
    Paragraph,
    Piece,
    TableBlock,
    TitlePage,
)
from qualcoder_peer.core.reports.chart_words import chart_description, chart_text, read_chart_text
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.reports.controls import find_controls
from qualcoder_peer.core.reports.document import write_blocks
from qualcoder_peer.core.reports.markdown import Writing, markdown_blocks
from qualcoder_peer.core.reports.table_shape import column_widths, lies_down, needed_widths
from qualcoder_peer.core.reports.word_document import WordDocument
from tests.core.reports.test_templates import make_template

GUID = "0a1b2c3d-0000-4000-8000-000000000000"
CATEGORIES = ("Tomrummet", "Flexibelt stöd", "Trygghet & <mer>")
FOR, AGAINST = Series("För", (5, 3, 0)), Series("Emot", (2, None, 4.5))
CHART = Chart(ChartKind.STACKED_BARS, "Teman", CATEGORIES, (FOR, AGAINST), "Respondenter", "Tema")


def text(style: str, words: str, control: str = "") -> Paragraph:
    return Paragraph(style, (Piece(words),), control=control)


def wide_table(columns: int = 14, control: str = "t9") -> TableBlock:
    header = ("Tema", *(f"Respondent{number:02}" for number in range(columns)))
    rows = tuple((f"Tema {row}", *("" for _ in range(columns))) for row in range(3))
    return TableBlock("Tabell 1. Bred", "Varje rad är ett tema.", header, rows, (20, *[5] * columns), control=control)


def start() -> list[Block]:
    return [TitlePage("Stödet på Ön", "Utkast", "AB", ""), Contents("Innehåll"), Heading(1, "Resultat")]


def write(path: Path, blocks: list[Block], template: str = "") -> Any:
    document = WordDocument(template, "sv", guid=GUID)
    document.describe("Stödet på Ön", "Stödet", "AB")
    write_blocks(document, blocks)
    path.write_bytes(document.package())
    faults = check_document(path, language="sv-SE")
    assert [one for one in faults if not (template and "is empty" in one)] == [], "the template's own are its own"
    return docx.Document(str(path))


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def test_blocks_and_pieces_with_one_key_lie_in_one_control(tmp_path: Path) -> None:
    pieces = (Piece("Av "), Piece("4", control="f-n"), Piece(" sa "), Piece("”kort”", control="q1"),
              Piece(" igen", control="q1"), Piece(" (R1)", control="s1"))  # fmt: skip
    document = write(
        tmp_path / "r.docx",
        [*start(), Paragraph("Normal", pieces), text("Quote", "Ett citat.", "q2"), text("Quote Source", "R2", "q2"),
         text("Quote", "Ett till.", "q3"), text("Quote Source", "R3", "q3"), text("Normal", "Slut.")],
    )  # fmt: skip
    found = [(tag.key, "".join(one.itertext(qn("w:t")))) for one, tag in find_controls(document.element.body)]
    assert found == [
        ("f-n", "4"), ("q1", "”kort” igen"), ("s1", " (R1)"), ("q2", "Ett citat.R2"), ("q3", "Ett till.R3"),
    ]  # fmt: skip
    assert all(tag.project == "0a1b2c3d" for _, tag in find_controls(document.element.body))
    aliases = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:alias"))]
    assert aliases[1:3] == [texts("sv")("Quote"), texts("sv")("Source of a quote")]


def test_footnotes_have_a_part_of_their_own(tmp_path: Path) -> None:
    pieces = (Piece("Ett", note="Se bilagan & <mer>."), Piece(" två", note="Andra\nstycket."))
    document = write(tmp_path / "r.docx", [*start(), Paragraph("Normal", pieces)])
    notes = parse_xml(part(tmp_path / "r.docx", "word/footnotes.xml"))
    words = ["".join(one.itertext(qn("w:t"))).strip() for one in notes if one.get(qn("w:type")) is None]
    assert words == ["Se bilagan & <mer>.", "Andrastycket."]
    assert len(notes[3].findall(qn("w:p"))) == 2
    assert document.settings.element.find(qn("w:footnotePr")) is not None
    names = {style.style_id: style.name for style in document.styles}
    used = {one.get(qn("w:val")) for one in notes.iter(qn("w:pStyle"), qn("w:rStyle"))}
    assert {names[one] for one in used} == {"footnote text", "footnote reference"}


def test_footnotes_join_those_of_a_template(tmp_path: Path) -> None:
    template = tmp_path / "mall.docx"
    own = WordDocument("", "sv")
    own.add(f"<w:p>{own.footnote('Mallens egen')}</w:p>")
    template.write_bytes(own.package())
    write(tmp_path / "r.docx", [Heading(1, "Resultat"), Paragraph("Normal", (Piece("Ord", note="Vår"),))],
          str(template))  # fmt: skip
    notes = parse_xml(part(tmp_path / "r.docx", "word/footnotes.xml"))
    assert ["".join(one.itertext(qn("w:t"))).strip() for one in notes[2:]] == ["Mallens egen", "Vår"]
    assert [one.get(qn("w:id")) for one in notes] == ["-1", "0", "1", "2"]


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_chart_is_native_and_carries_its_data(tmp_path: Path, kind: ChartKind) -> None:
    chart = Chart(kind, "Teman", CATEGORIES, (FOR, AGAINST), "Respondenter", "Tema")
    document = write(tmp_path / "r.docx", [*start(), ChartBlock("Diagram 1. Teman", "", chart, "Not.", control="c1")])
    root = parse_xml(part(tmp_path / "r.docx", "word/charts/chart1.xml"))
    assert read_chart_text(root) == chart_text(chart)
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(part(tmp_path / "r.docx", "word/embeddings/Microsoft_Excel_Sheet1.xlsx"))
    ).get_sheet_by_name("Data").to_python()  # fmt: skip
    assert rows == [["Tema", "För", "Emot"], ["Tomrummet", 5, 2], ["Flexibelt stöd", 3, ""],
                    ["Trygghet & <mer>", 0, 4.5]]  # fmt: skip
    described = next(document.element.body.iter(qn("wp:docPr"))).get("descr")
    assert described == chart_description(chart, texts("sv"))
    assert any("SEQ Diagram" in (one.text or "") for one in document.element.body.iter(qn("w:instrText")))
    lang = root.find("{http://schemas.openxmlformats.org/drawingml/2006/chart}lang")
    assert lang is not None and lang.get("val") == "sv-SE"


def test_series_differ_by_more_than_colour(tmp_path: Path) -> None:
    write(tmp_path / "r.docx", [*start(), ChartBlock("Diagram 1. Teman", "", CHART)])
    xml = part(tmp_path / "r.docx", "word/charts/chart1.xml").decode()
    assert xml.count("<a:pattFill") == 1 and xml.count('<c:showVal val="1"/>') == 2
    line = Chart(ChartKind.LINE, "Teman", CATEGORIES, (FOR, AGAINST))
    write(tmp_path / "l.docx", [*start(), ChartBlock("Diagram 1. Teman", "", line)])
    xml = part(tmp_path / "l.docx", "word/charts/chart1.xml").decode()
    assert 'symbol val="circle"' in xml and 'symbol val="square"' in xml and 'prstDash val="dash"' in xml


def test_a_chart_told_in_words() -> None:
    assert chart_description(CHART, texts("en")) == (
        "Stacked bar chart: Teman. It shows Respondenter by Tema. Series: För, Emot. Highest: Tomrummet, För, 5. "
        "Lowest: Trygghet & <mer>, För, 0. The values: Tomrummet: För 5, Emot 2; Flexibelt stöd: För 3; "
        "Trygghet & <mer>: För 0, Emot 4.5."
    )
    alone = Chart(ChartKind.COLUMNS, "", ("A", "B"), (Series("n", (3, 3)),))
    assert chart_description(alone, texts("en")) == "Column chart. All values are 3."
    nothing = Chart(ChartKind.LINE, "Tomt", ("A",), (Series("n", (None,)),))
    assert chart_description(nothing, texts("en")) == "Line chart: Tomt. There are no values."


def turned(document: Any) -> list[bool]:
    return [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]


@pytest.mark.parametrize("template", [False, True])
def test_a_wide_table_lies_down_with_its_heading(tmp_path: Path, template: bool) -> None:
    mall = str(make_template(tmp_path / "mall.docx", place="[[report]]")) if template else ""
    blocks = [*start(), text("Normal", "Före."), Heading(2, "Brett"), wide_table(control=""),
              Heading(1, "Efter", new_page=True), text("Normal", "Slut.")]  # fmt: skip
    document = write(tmp_path / "r.docx", blocks, mall)
    assert turned(document) == [False] * (3 + template) + [True, False]
    if template:
        headers = {section.header.paragraphs[0].text for section in document.sections}
        assert headers == {"Öns kommun"}
    lying = document.sections[-2]
    assert lying.page_width > lying.page_height
    total = sum(int(one.get(qn("w:w"))) for one in document.tables[0]._tbl.iter(qn("w:gridCol"))) * 635
    room = lying.page_width - lying.left_margin - lying.right_margin
    assert 0.97 * room < total <= room


def test_no_upright_page_without_words_follows_a_wide_table_at_the_end(tmp_path: Path) -> None:
    document = write(tmp_path / "r.docx", [*start(), text("Normal", "Före."), wide_table()])
    assert turned(document) == [False, False, False, True]
    document = write(tmp_path / "two.docx", [*start(), text("Normal", "Före."), wide_table(), wide_table(control="")])
    assert turned(document) == [False, False, False, True]


def test_a_prompt_between_two_wide_tables_has_no_page_of_its_own(tmp_path: Path) -> None:
    between = [text("Writing Prompt", "Nothing to show yet."), Heading(2, "Next")]
    document = write(tmp_path / "r.docx", [*start(), wide_table(control=""), *between, wide_table(control=""),
                                           text("Normal", "slut")])  # fmt: skip
    lying = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    assert lying[-2:] == [True, False] and lying.count(True) == 1, "both tables, and what is between, in one section"
    upright = write(tmp_path / "u.docx", [*start(), wide_table(control=""), text("Normal", "Words"),
                                          wide_table(control="")])  # fmt: skip
    assert [section.orientation == WD_ORIENT.LANDSCAPE for section in upright.sections].count(True) == 2


def test_columns_are_no_narrower_than_their_words(tmp_path: Path) -> None:
    narrow = TableBlock("", "", ("Tema", "n"), (("Rättighetsbaserat", "2"),), (1, 99))
    assert not lies_down(narrow, 9070)
    widths = column_widths(narrow, 9070)
    assert widths[0] == needed_widths(narrow)[0] and abs(sum(widths) - 9070) <= 2
    assert lies_down(wide_table(), 9070) and not lies_down(wide_table(3), 9070)
    squeezed = column_widths(wide_table(40), 14000)
    assert sum(squeezed) <= 14000 and min(squeezed) > 0


def test_a_list_begins_anew_after_other_words(tmp_path: Path) -> None:
    items = [text("List Number", word) for word in ("ett", "två")]
    document = write(tmp_path / "r.docx", [*start(), *items, text("Normal", "mellan"), *items,
                                           text("List Bullet", "punkt")])  # fmt: skip
    numbers = [one._p.pPr.numPr for one in document.paragraphs if one.style.name == "List Number"]
    assert numbers[0] is None and numbers[1] is None, "the first list has the numbers of its style"
    assert numbers[2].numId.val == numbers[3].numId.val
    numbering = document.part.numbering_part.element
    held = {one.numId: one for one in numbering.num_lst}[numbers[2].numId.val]
    assert held.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}").get(qn("w:val")) == "1"


def test_lists_within_lists_have_levels_of_their_own(tmp_path: Path) -> None:
    words = "1. ett\n   1. a\n   2. b\n2. två\n   1. a\n   - punkt\n\n   mer\n3. tre\n\nslut\n\n- p\n  - q"
    blocks = markdown_blocks(words, Writing(1, lambda key: None, str))
    document = write(tmp_path / "r.docx", [*start(), *blocks])
    shown = {one.text: one for one in document.paragraphs if one.style.name.startswith("List")}
    numbered = [one for one in shown.values() if one.style.name != "List Continue"]
    places = [(one.style.name, _level(document, one)) for one in numbered]
    assert places[:2] == [("List Number", 0), ("List Number 2", 1)]
    assert ("List Bullet 2", 1) in places and shown["mer"].style.name == "List Continue"
    numbers = [_list(document, one) for one in document.paragraphs if one.style.name == "List Number 2"]
    assert numbers[0] == numbers[1] != numbers[2], "the second list within the list begins anew"
    assert len({_list(document, shown[word]) for word in ("ett", "två", "tre")}) == 1, "the outer one goes on"
    assert (_level(document, shown["p"]), _level(document, shown["q"])) == (0, 1)


def test_code_breaks_and_links_are_words_own(tmp_path: Path) -> None:
    blocks = markdown_blocks("Kör `x` [här](https://a.se/?a=1&b=2)\n\n***", Writing(1, lambda key: None, str))
    document = write(tmp_path / "r.docx", [*start(), *blocks])
    line, rule = document.paragraphs[-2:]
    assert [one.style.name for one in line.runs if one.text == "x"] == ["HTML Code"]
    assert [(one.text, one.address) for one in line.hyperlinks] == [("här", "https://a.se/?a=1&b=2")]
    assert (rule.text, rule.style.name) == ("* * *", "Thematic Break")


def _list(document: Any, paragraph: Any) -> int:
    own = paragraph._p.pPr.numPr
    number = own if own is not None else paragraph.style.element.pPr.numPr
    return int(number.numId.val)


def _level(document: Any, paragraph: Any) -> int:
    # Word reads the level of a style from the list that names the style.
    own = paragraph._p.pPr.numPr
    if own is not None:
        return int(own.ilvl.val)
    numbering = document.part.numbering_part.element
    held = next(one for one in numbering.num_lst if one.numId == _list(document, paragraph))
    definition = f'w:abstractNum[@w:abstractNumId="{held.abstractNumId.val}"]'
    level = f'w:lvl[w:pStyle/@w:val="{paragraph.style.style_id}"]'
    return int(numbering.xpath(f"{definition}/{level}")[0].get(qn("w:ilvl")))


def test_strong_and_emphasis_are_styles_and_languages_are_marked(tmp_path: Path) -> None:
    pieces = (Piece("fet", strong=True), Piece("kursiv", emphasis=True), Piece("båda", strong=True, emphasis=True),
              Piece("på dansk", style="Quoted Words", language="da", strong=True))  # fmt: skip
    document = write(tmp_path / "r.docx", [*start(), Paragraph("Normal", pieces)])
    runs = document.paragraphs[-1].runs
    assert [one.style.name for one in runs] == ["Strong", "Emphasis", "Strong", "Quoted Words"]
    assert [one.font.italic for one in runs] == [None, None, True, None] and runs[3].font.bold
    assert runs[3]._r.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) == "da-DK"


def test_no_cell_is_empty(tmp_path: Path) -> None:
    document = write(tmp_path / "r.docx", [*start(), text("Normal", "x"), wide_table(2, control="")])
    assert {cell.text for row in document.tables[0].rows[1:] for cell in row.cells[1:]} == {"–"}


def test_a_table_at_the_very_end_has_a_paragraph_after_it(tmp_path: Path) -> None:
    last = TableBlock("Tabell 1. Sist. Rad.", "Rad.", ("A", "B"), (("1", "2"),), (50, 50), control="t7")
    document = write(tmp_path / "r.docx", [*start(), text("Normal", "x"), last])
    assert [one.tag for one in document.element.body][-3:] == [qn("w:sdt"), qn("w:p"), qn("w:sectPr")]
    assert {point.key for point in check_access(tmp_path / "r.docx") if point.state is AccessState.FAILS} == set()


def test_captions_stay_on_the_page_of_their_table_or_chart(tmp_path: Path) -> None:
    document = write(tmp_path / "r.docx", [*start(), ChartBlock("Diagram 1. Teman", "", CHART), wide_table(2, "")])
    captions = [one for one in document.paragraphs if one.style.name == "Caption"]
    assert [one.paragraph_format.keep_with_next for one in captions] == [True, True]


def test_charts_in_one_control_have_numbers_of_their_own(tmp_path: Path) -> None:
    charts = [ChartBlock(f"Diagram {number}. Teman", "", CHART, control="c5") for number in (1, 2, 3)]
    document = write(tmp_path / "r.docx", [*start(), *charts])
    assert len({one.get("id") for one in document.element.body.iter(qn("wp:docPr"))}) == 3
