from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.sources import PlaceKind, ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.text.turns import find_turns
from tests.core.importers.word_parts import (
    SPACES,
    STRICT,
    W,
    cell,
    document,
    field,
    paragraph,
    row,
    run,
    table,
    text_box,
    write,
)

BOLD = "<w:b/><w:bCs/>"
HIDDEN = "<w:vanish/>"
STYLES = (
    f'<w:styles xmlns:w="{W}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Talare"><w:name w:val="Talare"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Dold"><w:name w:val="Dold"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Dold2"><w:basedOn w:val="Dold"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="DoltStycke"><w:basedOn w:val="Normal"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Rund"><w:basedOn w:val="Rund"/></w:style></w:styles>'
)


def read(folder: Path, *body: str, parts: dict[str, str] | None = None) -> ReadText:
    path = write(folder / "intervju.docx", *body, parts=parts)
    return importer_for(path).read(path)


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


def test_paragraphs_breaks_tabs_and_hyphens(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(
            "Ett", "<w:r><w:br/></w:r>", "två", "<w:r><w:tab/></w:r>", '<w:proofErr w:type="spellStart"/>', "tre"
        ),
        paragraph(),
        paragraph(
            "EU", "<w:r><w:noBreakHyphen/></w:r>", "stöd", "<w:r><w:softHyphen/></w:r>", "et av\u00adstavat 😀 e\u0301"
        ),
        paragraph(),
    )
    assert found.text == "Ett\ntvå\ttre\n\nEU\u2011stödet avstavat 😀 e\u0301"
    assert (found.title, found.format, found.encoding, found.left_out) == ("intervju", "docx", None, ())


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    by = 'w:id="1" w:author="AJ" w:date="2019-05-03T10:00:00Z"'
    found = read(
        tmp_path,
        paragraph(
            "Det var ",
            f"<w:ins {by}>{run('inte ')}</w:ins>",
            f"<w:del {by}><w:r><w:delText>alls </w:delText></w:r></w:del>",
            f"<w:moveFrom {by}>{run('borta ')}</w:moveFrom>",
            "bra ",
            f"<w:moveTo {by}>{run('här')}</w:moveTo>",
        ),
        paragraph("Första halvan ", properties=f"<w:rPr><w:del {by}/></w:rPr>"),
        paragraph("andra halvan"),
        paragraph(
            f"<w:del {by}><w:r><w:delText>Bort</w:delText></w:r></w:del>", properties=f"<w:rPr><w:del {by}/></w:rPr>"
        ),
        paragraph("Slut"),
    )
    assert found.text == "Det var inte bra här\nFörsta halvan andra halvan\nSlut"
    assert told(found) == {"{count} tracked change read as accepted": 5}


def test_hidden_text_is_left_out_also_through_styles(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(
            "Syns ", run("dolt", HIDDEN), run("dolt", HIDDEN), "mer ", run("dolt", '<w:rStyle w:val="Dold2"/>'), "slut"
        ),
        paragraph("helt dolt", properties='<w:pStyle w:val="DoltStycke"/>'),
        paragraph(run("framme", '<w:vanish w:val="0"/>'), properties='<w:pStyle w:val="DoltStycke"/>'),
        paragraph(run("rund", '<w:rStyle w:val="Rund"/>')),
        parts={"word/styles.xml": STYLES},
    )
    assert found.text == "Syns mer slut\nframme\nrund"
    assert told(found) == {"{count} passage of hidden text left out": 3}


def test_a_text_box_comes_once_after_its_paragraph(tmp_path: Path) -> None:
    found = read(tmp_path, paragraph("Före ", text_box("I rutan", "rad två"), "efter"), paragraph("Nästa"))
    assert found.text == "Före efter\nI rutan\nrad två\nNästa"
    assert told(found) == {"{count} text box placed after its paragraph": 1}


def test_a_box_for_older_programs_only_is_read(tmp_path: Path) -> None:
    content = f"<w:txbxContent>{paragraph('Gammal')}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>"
    assert read(tmp_path, paragraph("Text", box)).text == "Text\nGammal"


def test_what_stands_in_wrappers_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(
            f"<w:sdt><w:sdtPr/><w:sdtContent>{run('fält ')}</w:sdtContent></w:sdt>",
            f"<w:smartTag>{run('märkt ')}</w:smartTag>",
            f"<w:fldSimple w:instr='AUTHOR'>{run('enkelt ')}</w:fldSimple>",
            f"<w:hyperlink>{run('länk ')}</w:hyperlink>",
            field(" PAGE ", run("7 ")),
            field(" IF ", field(" INNER ", run("inne ")), run("ute ")),
            '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
            '<w:r><w:sym w:font="Webdings" w:char="F0FF"/></w:r>',
            f"<w:r><w:ruby><w:rt>{run('över')}</w:rt><w:rubyBase>{run(' bas')}</w:rubyBase></w:ruby></w:r>",
            "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>",
        ),
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('Klicka här')}</w:sdtContent></w:sdt>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Stycke i fält')}</w:sdtContent></w:sdt>",
    )
    assert found.text == "fält märkt enkelt länk 7 inne ute ☺□ basa+b\nStycke i fält"
    assert told(found) == {
        "{count} empty form field left out": 1,
        "{count} symbol without a known character, shown as □": 1,
    }


def test_a_field_that_never_ends_swallows_nothing_but_its_paragraph(tmp_path: Path) -> None:
    found = read(tmp_path, paragraph("Ett", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'), paragraph("två"))
    assert found.text == "Ett\ntvå"


def test_notes_comments_headers_pictures_and_lists_are_told(tmp_path: Path) -> None:
    note = '<w:r><w:rPr><w:rStyle w:val="Fotnotsreferens"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    graphic = "<a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic>"
    picture = f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    found = read(
        tmp_path,
        paragraph("Text", note, picture, '<w:r><w:commentReference w:id="0"/></w:r>'),
        paragraph("Punkt", properties=listed),
        parts={
            "word/footnotes.xml": f"<w:footnotes {SPACES}><w:footnote>{paragraph('Noten')}</w:footnote></w:footnotes>",
            "word/comments.xml": f"<w:comments {SPACES}><w:comment>{paragraph('Bra!')}</w:comment>"
            "<w:comment/></w:comments>",
            "word/header1.xml": f"<w:hdr {SPACES}>{paragraph('Sekretess')}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {SPACES}>{paragraph()}</w:ftr>",
        },
    )
    assert found.text == "Text\nPunkt"
    assert told(found) == {
        "{count} footnote left out": 1,
        "{count} comment left out that is about no words of the text": 1,
        "{count} page header or footer left out": 1,
        "{count} picture left out": 1,
        "{count} automatic list number or bullet left out": 1,
    }


def test_an_ordinary_table_is_rows_with_tabs(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("Före"),
        table(
            row("Ort", "Antal", "Kommentar"),
            row("Norr", "3", cell("Bra.", "Mycket bra.")),
            row(cell("Söder", properties='<w:vMerge w:val="restart"/>'), "4", "Stökigt"),
            row(cell("", properties="<w:vMerge/>"), "5", cell(table(row("inne", "ute")))),
            row(cell("Hela bredden", properties='<w:gridSpan w:val="3"/>')),
        ),
        paragraph("Efter"),
    )
    assert found.text == (
        "Före\nOrt\tAntal\tKommentar\nNorr\t3\tBra. Mycket bra.\nSöder\t4\tStökigt\n\t5\tinne ute\nHela bredden\nEfter"
    )


def test_a_table_with_one_column_keeps_its_paragraphs(tmp_path: Path) -> None:
    assert read(tmp_path, table(row(cell("Ett", "två")), row("tre"))).text == "Ett\ntvå\ntre"


LONG = "Det var väldigt länge sedan jag hade någon att prata med."


def test_a_table_of_time_speaker_and_words_becomes_turns(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        table(
            row("Tid", "Talare", "Text"),
            row("00:00:05", "Intervjuare", "Hur var det att komma hit den första gången?"),
            row("00:00:12", "R1", cell(LONG, "Och så kom Kim.")),
            row("00:01:23", "Intervjuare:", "Berätta gärna mer om det där med gruppen."),
            row("#00:02:00-4#", "R2", "Jag håller med om allt det som redan har sagts."),
        ),
    )
    assert found.text.splitlines()[:3] == [
        "[00:00:05] Intervjuare: Hur var det att komma hit den första gången?",
        f"[00:00:12] R1: {LONG}",
        "Och så kom Kim.",
    ]
    assert [turn.time_ms for turn in find_turns(found.text).turns] == [5_000, 12_000, 83_000, 120_400]
    assert told(found) == {"the heading row of {count} transcript table left out": 1}


def test_a_table_of_speaker_and_words_becomes_turns(tmp_path: Path) -> None:
    found = read(tmp_path, table(*(row(label, LONG) for label in ("I", "R1", "I", "R1", "I", "R1"))))
    assert found.text == "\n".join(f"{label}: {LONG}" for label in ("I", "R1", "I", "R1", "I", "R1"))


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Tema", "Beskrivning av vad temat handlar om"),
            ("Trygghet", LONG),
            ("Tomrummet", LONG),
            ("Flexibilitet", LONG),
        ],
        [("Ja", "3"), ("Nej", "5"), ("Ja", "4"), ("Nej", "1")],
        [("Mål 1", LONG), ("Mål 2", LONG), ("Mål 3", LONG), ("Mål 4", LONG)],
    ],
)
def test_other_tables_do_not_become_turns(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    found = read(tmp_path, table(*(row(*cells) for cells in rows)))
    assert found.text == "\n".join("\t".join(cells) for cells in rows)


def test_deleted_rows_and_cells_are_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        table(
            row("a", "b"),
            row("borta", "borta", properties='<w:del w:id="1" w:author="x"/>'),
            row("c", cell("borta", properties='<w:cellDel w:id="2" w:author="x"/>'), "d"),
        ),
    )
    assert found.text == "a\tb\nc\td"


def test_bold_line_starts_are_told_in_code_points(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("😀 inledning ", run("fet mitt i", BOLD)),
        paragraph(run("Anna ", BOLD), run("Ek", BOLD), " Hur var det?"),
        paragraph(run("Bo", '<w:rStyle w:val="Talare"/>'), "<w:r><w:tab/></w:r>", "Bra."),
        paragraph("Rubriken", properties='<w:pStyle w:val="Rubrik1"/>'),
        paragraph(run("inte fet", '<w:b w:val="false"/>')),
        paragraph(run("Anna Ek", BOLD), "<w:r><w:br/></w:r>", "Jaha?"),
        paragraph(run("Bo:", BOLD), " Jo."),
        parts={"word/styles.xml": STYLES},
    )
    assert [found.text[start:end] for start, end in found.bold] == ["Anna Ek", "Bo", "Rubriken", "Anna Ek", "Bo:"]
    turns = find_turns(found.text, found.bold)
    assert [(turn.speaker, found.text[turn.said_start : turn.end]) for turn in turns.turns][:2] == [
        ("Anna Ek", "Hur var det?"),
        ("Bo", "Bra.\nRubriken\ninte fet"),
    ]


def test_white_space_in_the_xml_counts_as_word_counts_it(tmp_path: Path) -> None:
    found = read(tmp_path, "<w:p><w:r><w:t> ett\n två </w:t></w:r><w:r><w:t>tre</w:t></w:r></w:p>")
    assert found.text == "ett  tvåtre"


def test_strict_documents_and_other_part_names_are_read(tmp_path: Path) -> None:
    path = tmp_path / "strikt.docx"
    write(path, paragraph("Strikt text"), main="word/document2.xml")
    made = path.read_bytes()
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("_rels/.rels", zipfile.ZipFile(__import__("io").BytesIO(made)).read("_rels/.rels"))
        package.writestr("word/document2.xml", document(paragraph("Strikt text")).replace(W, STRICT))
    assert importer_for(path).read(path).text == "Strikt text"


@pytest.mark.parametrize("name", ["mall.dotx", "mall.dotm", "makro.docm", "STORA.DOCX"])
def test_templates_and_files_with_macros_are_read(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, paragraph("Text"), parts={"word/vbaProject.bin": "MACRO"})
    assert importer_for(path).read(path).text == "Text"


def test_a_file_written_by_libreoffice() -> None:
    path = Path(__file__).parents[2] / "data" / "transcripts" / "libreoffice.docx"
    found = importer_for(path).read(path)
    assert found.text == (
        "Intervju i huset\nAnna: Hur var det att komma hit?\nDen första gången alltså.\n"
        "Bo: Det var inte så väldigt lätt 😀.\nAnna: Nähä?\nBo: Nej\tmen sedan  gick det.\nRuta vid sidan\n"
        "Ort\tAntal\nNorr\t3\nEn punkt\nSlut."
    )
    assert [found.text[start:end] for start, end in found.bold] == ["Intervju i huset", "Anna:", "Bo:", "Anna:", "Bo:"]
    assert told(found) == {
        "{count} tracked change read as accepted": 2,
        "{count} passage of hidden text left out": 1,
        "{count} footnote left out": 1,
        "{count} comment left out": 1,
        "{count} automatic list number or bullet left out": 1,
        "{count} text box placed after its paragraph": 1,
    }
    assert [speaker.label for speaker in find_turns(found.text, found.bold).speakers] == ["Anna", "Bo"]
    assert [(place.kind, place.label, place.level) for place in found.places] == [
        (PlaceKind.HEADING, "Intervju i huset", 1)
    ]
    assert [found.text[comment.start : comment.end] for comment in found.comments] == ["Anna: Nähä?"]


HEADINGS = (
    f'<w:styles xmlns:w="{W}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Rubrik2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Egen"><w:name w:val="Egen"/><w:basedOn w:val="Rubrik2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Niv"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    "</w:styles>"
)


def styled(style: str, *inner: str, more: str = "") -> str:
    return paragraph(*inner, properties=f'<w:pStyle w:val="{style}"/>{more}')


def test_headings_become_places(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("😀 före"),
        styled("Rubrik2", "Bakgrund", "<w:r><w:br/></w:r>", "och syfte "),
        styled("Rubrik2", "  "),
        styled("Egen", "Egen rubrik"),
        table(row(cell(styled("Niv", "I tabell")), "x"), row("y", "z")),
        styled("Rubrik2", "Inte rubrik", more='<w:outlineLvl w:val="9"/>'),
        paragraph("Direkt", properties='<w:outlineLvl w:val="0"/>'),
        paragraph("Brödtext", properties='<w:outlineLvl w:val="eller"/>'),
        parts={"word/styles.xml": HEADINGS},
    )
    assert (
        found.text == "😀 före\nBakgrund\noch syfte \n  \nEgen rubrik\nI tabell\tx\ny\tz\nInte rubrik\nDirekt\nBrödtext"
    )
    assert [(place.label, place.level, found.text[place.start :][:8]) for place in found.places] == [
        ("Bakgrund och syfte", 2, "Bakgrund"),
        ("Egen rubrik", 2, "Egen rub"),
        ("I tabell", 3, "I tabell"),
        ("Direkt", 1, "Direkt\nB"),
    ]


def test_a_heading_as_long_as_a_turn_is_named_by_its_beginning(tmp_path: Path) -> None:
    found = read(tmp_path, styled("Rubrik2", "ord " * 500), parts={"word/styles.xml": HEADINGS})
    (place,) = found.places
    assert len(place.label) == 300 and place.label.startswith("ord ord") and place.label.endswith("…")
