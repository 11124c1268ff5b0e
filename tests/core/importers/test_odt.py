from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.text.turns import find_turns
from tests.core.importers.odt_parts import MANIFEST, SPACES, TYPE, cell, content, frame, paragraph, span, table, write
from tests.core.importers.word_parts import paragraph as word_paragraph
from tests.core.importers.word_parts import write as write_word

FOLDER = Path(__file__).parents[2] / "data" / "transcripts"
LONG = "Det var väldigt länge sedan jag hade någon att prata med."


def read(folder: Path, *body: str, parts: dict[str, str] | None = None) -> ReadText:
    path = write(folder / "intervju.odt", *body, parts=parts)
    return importer_for(path).read(path)


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


def test_white_space_breaks_and_tabs(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(
            "\n  Ett\n   ", span("T1", " två"), '<text:s text:c="3"/>tre<text:s/> <text:tab/>fyra<text:line-break/>fem'
        ),
        paragraph(),
        paragraph('<text:s text:c="2"/>in 😀 e\u0301 av\u00adstavat<text:soft-page-break/> sida'),
        "<text:soft-page-break/>",
        paragraph('<text:s text:c="99999999"/>', "nästan tom"),
    )  # fmt: skip
    assert found.text == "Ett två   tre  \tfyra\nfem\n\n  in 😀 e\u0301 avstavat sida\n nästan tom"
    assert (found.title, found.format, found.encoding, found.left_out) == ("intervju", "odt", None, ())


CHANGED = (
    "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>AJ</dc:creator>"
    f"<dc:date>2019-05-03T10:00:00</dc:date></office:change-info>{paragraph('alls ')}</text:deletion>"
    "</text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>"
)


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        CHANGED,
        paragraph(
            'Det var <text:change-start text:change-id="2"/>inte <text:change-end text:change-id="2"/>',
            '<text:change text:change-id="1"/>bra',
        ),
    )
    assert found.text == "Det var inte bra"
    assert told(found) == {"{count} tracked change read as accepted": 2}


def test_hidden_text_is_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("Syns ", span("T2", "dolt"), span("T2", span("T1", " dolt")), "också"),
        paragraph("helt dolt", style="P2"),
        '<text:section text:display="none">' + paragraph("dolt") + "</text:section>",
        '<text:section text:name="S">' + paragraph("avsnitt") + "</text:section>",
        paragraph('<text:hidden-paragraph text:is-hidden="true"/>dolt'),
        paragraph('<text:hidden-paragraph text:is-hidden="false"/>visas'),
        paragraph('<text:hidden-text text:is-hidden="true">dolt</text:hidden-text>x', style="Rund"),
    )
    assert found.text == "Syns också\navsnitt\nvisas\nx"
    assert told(found) == {"{count} passage of hidden text left out": 5}


def test_frames_and_shapes_come_once_after_their_paragraph(tmp_path: Path) -> None:
    image = '<draw:image xlink:href="a.svg"/><draw:image xlink:href="a.png"/><svg:title>Alt</svg:title>'
    picture = f"<draw:frame>{image}</draw:frame>"
    shape = f"<draw:g><draw:custom-shape>{paragraph('I formen')}<draw:enhanced-geometry/></draw:custom-shape></draw:g>"
    found = read(
        tmp_path,
        frame("På sidan"),
        paragraph("Före ", frame("I rutan", table(("a", "b"))), "efter", shape),
        paragraph("Bild ", frame(paragraph(picture, "Bildtext"))),
        paragraph(picture, '<draw:frame><draw:object xlink:href="O"/><draw:image xlink:href="O.png"/></draw:frame>'),
        paragraph("Slut"),
    )
    assert found.text == "På sidan\nFöre efter\nI rutan\na\tb\nI formen\nBild \nBildtext\n\nSlut"
    assert told(found) == {
        "{count} picture left out": 2,
        "{count} embedded file left out": 1,
        "{count} text box placed after its paragraph": 4,
    }


def test_what_stands_beside_the_text_is_told(tmp_path: Path) -> None:
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation><text:note-body>'
        + paragraph("Noten")
        + "</text:note-body></text:note>"
    )
    listed = f"<text:list><text:list-header>{paragraph('Huvud')}</text:list-header><text:list-item>{paragraph('Punkt')}"
    pages = (
        f"<office:document-styles {SPACES}><office:master-styles><style:master-page><style:header>"
        f"{paragraph('Sekretess')}</style:header><style:footer>{paragraph()}</style:footer>"
        f'<style:header-first style:display="false">{paragraph("Gammal")}</style:header-first>'
        "</style:master-page></office:master-styles></office:document-styles>"
    )
    found = read(
        tmp_path,
        "<office:forms><form:form/></office:forms>",
        paragraph("Text", note.format("footnote"), note.format("endnote"), " går"),
        f"{listed}<text:list><text:list-item>{paragraph('Under')}</text:list-item></text:list>",
        "</text:list-item></text:list>",
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Mall"
        "</text:index-title-template></text:table-of-content-source><text:index-body>"
        f"{paragraph('Innehåll')}</text:index-body></text:table-of-content>",
        paragraph(
            "<text:placeholder>&lt;Klicka&gt;</text:placeholder>",
            '<text:a xlink:href="http://x">länk</text:a> <text:date>3 maj</text:date>',
            "<text:ruby><text:ruby-base>bas</text:ruby-base><text:ruby-text>över</text:ruby-text></text:ruby>",
            '<text:variable-set text:display="none">7</text:variable-set><text:bookmark-start text:name="b"/>',
        ),
        parts={"styles.xml": pages},
    )
    assert found.text == "Text går\nHuvud\nPunkt\nUnder\nInnehåll\nlänk 3 majbas"
    assert told(found) == {
        "{count} footnote left out": 1,
        "{count} endnote left out": 1,
        "{count} page header or footer left out": 1,
        "{count} empty form field left out": 1,
        "{count} automatic list number or bullet left out": 2,
    }


def test_tables(tmp_path: Path) -> None:
    across = cell("Brett", more=' table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    down = cell("Högt", more=' table:number-rows-spanned="2"')
    found = read(
        tmp_path,
        table(
            ("Ort", "Antal", cell("Bra.", "Mycket bra.")),
            (across, "x"),
            (down, "y", "z"),
            ("<table:covered-table-cell/>", cell(table(("inne", "ute"))), "w"),
        ),
        table(("En",), (cell("två", "tre"),)),
    )
    assert found.text == "Ort\tAntal\tBra. Mycket bra.\nBrett\tx\nHögt\ty\tz\n\tinne ute\tw\nEn\ntvå\ntre"


def test_a_table_of_turns(tmp_path: Path) -> None:
    rows = [(f"00:00:{10 + number}", who, cell(LONG, "Mer.")) for number, who in enumerate("IRIRIR")]
    found = read(tmp_path, table(("Tid", "Talare", "Text"), *rows))
    assert found.text.splitlines()[:2] == [f"[00:00:10] I: {LONG}", "Mer."]
    assert [turn.time_ms for turn in find_turns(found.text).turns][:2] == [10_000, 11_000]


def test_bold_line_starts_and_headings(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '<text:h text:style-name="P1" text:outline-level="2">Rubrik<text:line-break/>två</text:h>',
        '<text:h text:outline-level="1"> </text:h>',
        paragraph(span("T1", "Anna ", span("Okänd", "Ek:")), " Hur?"),
        paragraph("Fet ", span("T3", "ej"), style="P1"),
        '<text:h text:outline-level="1" text:is-list-header="true">Ingen</text:h>',
        "<text:h>Utan nivå</text:h>",
    )
    assert [found.text[start:end] for start, end in found.bold] == ["Rubrik", "två", "Anna Ek:", "Fet"]
    assert [(place.label, place.level) for place in found.places] == [("Rubrik två", 2), ("Utan nivå", 1)]


def annotation(*words: str, name: str = "", author: str = "Anna Ek") -> str:
    named = f' office:name="{name}"' if name else ""
    return (
        f"<office:annotation{named}><dc:creator>{author}</dc:creator><dc:date>2019-05-03T10:00:00.123</dc:date>"
        f"{''.join(map(paragraph, words))}</office:annotation>"
    )


def test_comments_with_their_words(tmp_path: Path) -> None:
    ends = '<office:annotation-end office:name="{}"/>'
    found = read(
        tmp_path,
        paragraph("😀 Det var ", annotation("Tomrum", "jfr R2", name="k1"), "ett tomrum", ends.format("k1"), " där."),
        paragraph("Ett ", annotation("över", name="k2"), "två"),
        paragraph("tre", ends.format("k2"), " fyra"),
        paragraph("Utan", annotation("stycke", author="Bo"), " ord"),
        paragraph(annotation("tom"), annotation(" ")),
        paragraph(span("T2", "dolt ", annotation("om dolt"))),
        paragraph("Sist"),
    )
    assert [(one.text, found.text[one.start : one.end], one.author) for one in found.comments] == [
        ("Tomrum\njfr R2", "ett tomrum", "Anna Ek"),
        ("över", "två\ntre", "Anna Ek"),
        ("stycke", "Utan ord", "Bo"),
        ("tom", "Utan ord", "Anna Ek"),
        ("om dolt", "Sist", "Anna Ek"),
    ]
    assert found.comments[0].time == "2019-05-03T10:00:00"
    assert told(found)["{count} comment left out"] == 5


def refused(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        importer_for(path).read(path)
    assert path.name in str(caught.value) and "Nothing was imported" in str(caught.value)
    return str(caught.value)


def packed(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", TYPE)
        for name, part in parts.items():
            package.writestr(f"{name}.xml", part)
    return path


def test_a_file_with_a_password(tmp_path: Path) -> None:
    manifest = MANIFEST.format(inside='<manifest:encryption-data manifest:checksum="x"/>')
    path = write(tmp_path / "a.odt", paragraph("x"), parts={"META-INF/manifest.xml": manifest})
    assert "protected with a password" in refused(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", TYPE)
        package.writestr("encrypted-package", "x")
    assert "protected with a password" in refused(path)


def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(b"")
    assert "empty" in refused(path)
    path.write_bytes(b"bara text")
    assert "plain text" in refused(path)
    write_word(path, word_paragraph("Text"))
    assert "a Word document" in refused(path)
    write(path, paragraph("Text " * 5_000))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refused(path)
    assert "holds no OpenDocument text" in refused(packed(path))
    assert "holds no OpenDocument text" in refused(packed(path, content=f"<office:document-content {SPACES}/>"))
    assert "damaged" in refused(packed(path, content="<office:document-content"))
    assert "holds no text" in refused(write(path, paragraph()))


def test_entities_bombs_and_nesting(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    entities = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + content(paragraph("&e;")).split("\n", 1)[1]
    assert "can do harm" in refused(packed(path, content=entities))
    assert "would unpack" in refused(packed(path, content=content(*["<text:p/>"] * 3_000_000)))
    deep = "<text:section>" * 200 + paragraph("inne") + "</text:section>" * 200
    assert read(tmp_path, deep).text == "inne"
    assert "damaged" in refused(write(path, "<text:section>" * 5_000 + "</text:section>" * 5_000))
    many = '<table:table-cell table:number-columns-repeated="9999999"/>'
    assert read(tmp_path, table((f"{many}", "slut")), paragraph("x")).text.endswith("\tslut\nx")


def test_a_file_written_by_libreoffice_reads_as_the_same_file_in_word() -> None:
    found, word = (importer_for(FOLDER / name).read(FOLDER / name) for name in ("libreoffice.odt", "libreoffice.docx"))
    assert (found.text, found.bold, found.places) == (word.text, word.bold, word.places)
    assert told(found) == told(word)
    assert [(one.start, one.end, one.text, one.author) for one in found.comments] == [
        (one.start, one.end, one.text, one.author) for one in word.comments
    ]
