from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.text.turns import find_turns
from tests.core.importers.rtf_parts import HEAD, PLAIN, paragraph, run, write, written

FOLDER = Path(__file__).parents[2] / "data" / "transcripts"


def read(folder: Path, *body: str) -> ReadText:
    path = write(folder / "intervju.rtf", *body)
    return importer_for(path).read(path)


def read_bytes(folder: Path, data: bytes) -> ReadText:
    path = folder / "intervju.rtf"
    path.write_bytes(data)
    return importer_for(path).read(path)


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


def test_only_the_text_of_a_file_written_as_word_writes_it(tmp_path: Path) -> None:
    words = "Åsa sa: ”Det är – så där … 100 €” {nästan} a\\b 😀 Ωmega"
    found = read(tmp_path, paragraph(written(words)), paragraph(), paragraph("Slut"))
    assert found.text == f"{words}\n\nSlut"
    assert (found.title, found.format, found.encoding, found.left_out) == ("intervju", "rtf", None, ())


def test_the_words_for_characters(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(
            r"a\tab b\line c\lquote d\rquote  \ldblquote e\rdblquote  f\endash g\emdash h\~i\_j\-k\bullet l\emspace m"
        ),
        paragraph("rad\r\nbruten i filen", "{\\b\r\n fet}"),
    )
    assert found.text == "a\tb\nc‘d’ “e” f–g—h\u00a0i\u2011jk•l\u2003m\nradbruten i filen fet"


def test_characters_as_numbers_with_what_stands_for_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(r"f\u246\'f6r \u229 ?l \uc2\u229\'c3\'a5l\uc1 \u-10179?\u-8694? {\uc0 \u55357}\u56832\'3f x"),
        paragraph(r"\u8217\tab{\uc0\u8364 e}\u8364{}f\u128512?"),
        paragraph(r"l\u246\~s"),
    )
    assert found.text == "för ål ål😊 😀 x\n’\t€e€f😀\nlös"


def test_half_a_character_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, paragraph(r"a\u-10179?b \u-8694?c \u-10179?\u-10179?\u-8694?"), paragraph(r"d\u-10179?"))
    assert found.text == "a\ufffdb \ufffdc \ufffd😊\nd\ufffd"
    assert told(found) == {"{count} unreadable character, shown as \ufffd": 4}


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (rb"\ansi\ansicpg1252", rb"bl\'e5b\'e4r", "blåbär"),
        (rb"\ansi", b"bl\xe5b\xe4r", "blåbär"),
        (rb"\ansi", "blåbär ”å”".encode(), "blåbär ”å”"),
        (rb"\mac", rb"bl\'8cb\'8ar", "blåbär"),
        (rb"\mac\deff0{\fonttbl{\f0\fnil\fcharset0 Geneva;}}", b"bl\x8cb\x8ar", "blåbär"),
        (rb"\ansi\ansicpg10000", rb"bl\'8cb\'8ar", "blåbär"),
        (rb"\pca", rb"bl\'86b\'84r", "blåbär"),
        (rb"\pc", rb"bl\'86b\'84r", "blåbär"),
        (rb"\ansi\ansicpg1250", rb"\'e1\'f8", "ář"),
        (rb"\ansi\ansicpg65001", rb"bl\'c3\'a5b\'c3\'a4r", "blåbär"),
        (rb"\ansi\ansicpg4711", rb"bl\'e5b\'e4r", "blåbär"),
        (rb"\ansi\deff1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}}", rb"\'f8{\f0 \'f8}{\plain \'f8}", "řøř"),
        (rb"\ansi{\fonttbl{\f0\fcharset128 A;}}\deff0", rb"\'82\'a0\'83A\'82\'a2", "あアい"),
        (rb"\ansi{\fonttbl{\f0\fcharset1\cpg1251 A;}}\deff0", rb"\'e4\'e0", "да"),
        (rb"\mac{\fonttbl\f0\fswiss Chicago;\f2\froman New York;}\deff2", rb"\'8c", "å"),
    ],
)
def test_code_pages(tmp_path: Path, head: bytes, body: bytes, text: str) -> None:
    assert read_bytes(tmp_path, b"{\\rtf1" + head + b" " + body + b"\\par}").text.strip() == text


def test_symbols_of_symbol_fonts(tmp_path: Path) -> None:
    found = read(tmp_path, paragraph(run(r"\'b7 \u-3913? ", r"\f3"), run(r"\'4a\'00", r"\f10 "), run(r"\u-3844?", "")))
    assert found.text == "• • ☺□□"
    assert told(found) == {"{count} symbol without a known character, shown as □": 2}


def test_tracked_changes_are_read_as_accepted_and_hidden_text_left_out(tmp_path: Path) -> None:
    by = r"\revauth1\revdttm-1485497728 "
    found = read(
        tmp_path,
        paragraph(
            "Det var ",
            run("inte ", r"\revised" + by),
            run("alls ", r"\deleted\revauthdel1 "),
            "bra",
            run(" dolt", r"\v"),
            run(" mer", r"\v"),
            run(".", r"\v\v0"),
        ),
        f"{PLAIN}{run('Första ')}{run(chr(92) + 'par ', chr(92) + 'deleted ')}",
        paragraph("andra"),
        paragraph(run("helt dolt", r"\v")),
        paragraph("Slut"),
    )
    assert found.text == "Det var inte bra.\nFörsta andra\nSlut"
    assert told(found) == {
        "{count} tracked change read as accepted": 3,
        "{count} passage of hidden text left out": 2,
    }


def test_what_stands_beside_the_text_is_told(tmp_path: Path) -> None:
    note = r"{\super\chftn {\footnote \pard\plain \s2 {\super\chftn } Noten.}}"
    end = r"{\super\chftn {\footnote\ftnalt \pard\plain Slutnoten.}}"
    picture = r"{\*\shppict{\pict\pngblip\bliptag1 89504e470d0a}}{\nonshppict{\pict\wmetafile8 0100}}"
    found = read(
        tmp_path,
        r"{\header \pard\plain {Sekretess \chpgn }\par }{\footer \pard\plain \par }",
        paragraph("Text", note, end, picture, r"{\object\objemb{\*\objdata 0105}{\result {\pict 01}}}"),
        r"{\listtext\pard\plain \f3 \'b7\tab}" + paragraph("Punkt"),
        r"{\pntext\pard\plain 2.\tab}" + paragraph("Två"),
        paragraph(r"{\field\fldedit{\*\fldinst HYPERLINK x}{\fldrslt {\ul länk}}}", r"{\xe {register}}"),
        paragraph(r"{\*\bkmkstart _Toc1}", r"{\*\okänd hemligt}", r"{\foo kvar}", r"{\upr{dubbelt}{\*\ud{en gång}}}"),
    )
    assert found.text == "Text\nPunkt\nTvå\nlänk\nkvaren gång"
    assert told(found) == {
        "{count} footnote left out": 1,
        "{count} endnote left out": 1,
        "{count} page header or footer left out": 1,
        "{count} picture left out": 1,
        "{count} embedded file left out": 1,
        "{count} automatic list number or bullet left out": 2,
    }


def test_bold_line_starts_and_headings(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("Rubriken", words=r"\s1\outlinelevel0"),
        paragraph(run("Anna ", r"\b"), run("Ek:", r"\b"), " Hur?"),
        paragraph("Mer", words=r"\s16"),
        paragraph("Inte", words=r"\s17"),
        paragraph(run("Bo:", r"\b"), " Jo."),
        paragraph(r"\b b\b0  ej", words=r"\outlinelevel3"),
        paragraph(r"Först {\b fet}"),
    )
    assert [found.text[start:end] for start, end in found.bold] == ["Anna Ek:", "Bo:", "b"]
    assert [(place.label, place.level) for place in found.places] == [("Rubriken", 1), ("Mer", 1), ("b ej", 4)]


ROW = r"\trowd \irow0\ltrrow\trgaph108\cellx2000\cellx4000\cellx9000"


def row(*cells: str, definition: str = ROW) -> str:
    inner = "".join(rf"{{{cell}\cell }}" for cell in cells)
    return rf"{definition}\pard\plain \ql\intbl\f0 {inner}\pard\plain \intbl {{{definition}\row }}"


LONG = r"Det var v\'e4ldigt l\'e4nge sedan jag hade n\'e5gon att prata med."


def test_tables(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("Före"),
        row("Ort", "Antal", r"Kommentar\par Mer"),
        row("Norr", "3", "", definition=r"\trowd\cellx1\clmgf\cellx2\clmrg\cellx3"),
        row(
            "Söder",
            r"\pard\intbl\itap2 inne\nestcell ute\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}",
            "",
        ),
        paragraph("Mellan"),
        row("En"),
        row(r"två\par tre"),
        paragraph("Efter"),
    )
    assert found.text == ("Före\nOrt\tAntal\tKommentar Mer\nNorr\t3\nSöder\tinne ute\nMellan\nEn\ntvå\ntre\nEfter")


def test_a_table_of_turns(tmp_path: Path) -> None:
    found = read(tmp_path, *(row(f"00:00:{10 + number}", label, LONG) for number, label in enumerate("IRIRIR")))
    assert found.text.splitlines()[0] == ("[00:00:10] I: Det var väldigt länge sedan jag hade någon att prata med.")
    assert [turn.time_ms for turn in find_turns(found.text).turns][:2] == [10_000, 11_000]


def test_text_boxes_come_once_after_their_paragraph(tmp_path: Path) -> None:
    box = (
        r"{\shp{\*\shpinst\shpleft1\shpz0{\sp{\sn shapeType}{\sv 202}}{\sp{\sn pib}{\sv {\pict 01}}}"
        r"{\shptxt \pard\plain I rutan\par rad 2\par}}{\shprslt{\*\do{\dptxbxtext I rutan}}}}"
    )
    old = r"{\*\do\dobxpage\dodhgt1{\dptxbx{\dptxbxtext\pard\plain Gammal ruta\par}}\dpx1}"
    found = read(tmp_path, paragraph("Före ", box, "efter"), paragraph("Nästa", old))
    assert found.text == "Före efter\nI rutan\nrad 2\nNästa\nGammal ruta"
    assert told(found) == {"{count} text box placed after its paragraph": 2, "{count} picture left out": 1}


def test_comments_with_their_words(tmp_path: Path) -> None:
    note = (
        r"{\*\atnid AE}{\*\atnauthor Anna \u197?sg\'e5rd}\chatn{\*\annotation{\*\atnref 1}{\*\atndate -1485497728}"
        r"\pard\plain {\chatn }Tomrum\par mer}"
    )
    found = read(
        tmp_path,
        paragraph("Det var ", r"{\*\atrfstart 1}", "ett tomrum", r"{\*\atrfend 1}", note, " där."),
        paragraph("Utan", r"{\*\atnid BO}{\chatn{\*\annotation Kort}}", " område"),
    )
    assert found.text == "Det var ett tomrum där.\nUtan område"
    assert [(one.text, found.text[one.start : one.end], one.author, one.time) for one in found.comments] == [
        ("Tomrum\nmer", "ett tomrum", "Anna Åsgård", "2019-05-03T10:00:00"),
        ("Kort", "Utan område", "BO", ""),
    ]
    assert told(found) == {"{count} comment left out": 2}


def test_binary_data_and_what_looks_like_braces_in_it(tmp_path: Path) -> None:
    data = b"{\\rtf1\\ansi Ett{\\pict\\bin5 }}{{\\} tv\\'e5{\\*\\x\\bin3 }}}}\\bin4 }}}} tre\\par}"
    assert read_bytes(tmp_path, data).text == "Ett två tre"


DAMAGE = "{count} damaged place: what the file said there may be missing"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (rb"{\rtf1\ansi Hela \b texten", "Hela texten"),
        (rb"{\rtf1\ansi Text{\pict 0102", "Text"),
        (rb"{\rtf1\ansi Text}} och mer}", "Text och mer"),
        (rb"{\rtf1\ansi Text\par}{\rtf1\ansi Till}", "Text\nTill"),
        (rb"{\rtf1\ansi{\info{\title x}\pard Text\par och mer}", "Text\noch mer"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}\pard Text\par och mer\par}", "Text\noch mer"),
        (rb"{\rtf1\ansi{\stylesheet{\s0 Normal;} Text\par och mer\par}", "och mer"),
        (rb"{\rtf1\ansi Text \'zz\'", "Text zz"),
        (b"{\\rtf1\\ansi Text\\", "Text"),
        (rb"{\rtf1\ansi Text \bin999999999 xx}", "Text"),
    ],
)
def test_what_is_broken_is_read_as_well_as_can_be_and_told(tmp_path: Path, data: bytes, text: str) -> None:
    found = read_bytes(tmp_path, data)
    assert found.text.strip() == text
    assert told(found)[DAMAGE] >= 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"Bara text", "plain text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "does not begin as one"),
        (b"%PDF-1.4", "a PDF file"),
        (b"{\\rtf1\\ansi {\\pict 0102}}", "holds no text"),
        (b"{\\rtf1" + b"{" * 200_000, "nested too deeply"),
        (b"{\\rtf1" + b"{\\b1" * 200_000 + b"x" + b"}" * 200_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(tmp_path, data)
    assert says in str(caught.value) and "intervju.rtf" in str(caught.value)


def test_a_file_written_by_libreoffice_reads_as_the_same_file_in_word() -> None:
    found, word = (importer_for(FOLDER / name).read(FOLDER / name) for name in ("libreoffice.rtf", "libreoffice.docx"))
    assert (found.text, found.bold, found.places) == (word.text, word.bold, word.places)
    assert told(found) == told(word)
    assert [(one.start, one.end, one.text, one.author) for one in found.comments] == [
        (one.start, one.end, one.text, one.author) for one in word.comments
    ]


def test_old_word_for_mac(tmp_path: Path) -> None:
    data = (
        b"{\\rtf1\\mac\\deff2 {\\fonttbl{\\f0\\fswiss Chicago;}{\\f2\\froman New York;}{\\f23\\ftech Symbol;}}"
        b"{\\colortbl\\red0\\green0\\blue0;}{\\stylesheet{\\s255\\qj \\f20 heading 1;}{\\sbasedon222\\snext0 Normal;}}"
        b"{\\info{\\title Intervju}}\\margl1134 \\sectd \\linemod0 \\pard\\plain \\s255\\qj \\f20 M\\'9ate\\par\r"
        b"\\pard \\plain {\\b R1:}\\tab Det \\'8ar v\\'8al s\\'8c.\\\r\\'d2Ja\\'d3 \\'d0 ja\\par }"
    )
    found = read_bytes(tmp_path, data)
    assert found.text == "Möte\nR1:\tDet är väl så.\n“Ja” – ja"
    assert [place.label for place in found.places] == ["Möte"]
    assert found.left_out == ()


def test_hostile_files_end(tmp_path: Path) -> None:
    for part in (
        b"}",
        b"}a",
        b"{\\*\\x",
        b"{\\pict",
        b"\\'e5",
        b"\\u1?",
        b"\\cell ",
        b"\\bin0 ",
        b"\\upr{",
        b"{\\footnote",
    ):
        data = HEAD.encode() + PLAIN.encode() + b" Text " + part * 50_000
        path = tmp_path / "a.rtf"
        path.write_bytes(data)
        try:
            assert "Text" in importer_for(path).read(path).text
        except UnreadableFile as error:
            assert "nested too deeply" in str(error)
