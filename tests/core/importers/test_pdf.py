"""PDF files: made by LibreOffice from a transcript they give that transcript again; what else they hold is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind, ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.pdf import PdfImporter, PdfOptions
from qualcoder_peer.core.text.turns import find_turns
from tests.core.importers.pdf_parts import HEIGHT, Sheet, Text, packed, paragraph, pdf, stream

DATA = Path(__file__).parents[2] / "data" / "transcripts"

FULL = (
    "Den första raden når ända fram till högermarginalen och går vidare på nästa rad, utan att",
    "något nytt stycke börjar där, för så är det med rader som är fulla med ord från början till",
)
IMAGE = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>"


def read(data: bytes, options: PdfOptions | None = None) -> ReadText:
    return PdfImporter().read(Path("intervju.pdf"), options, data)


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert "intervju.pdf" in str(caught.value)
    assert "Nothing was imported" in str(caught.value) or "not imported" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["pdf_interview", "pdf_hanging", "pdf_columns"])
def test_a_pdf_by_libreoffice_gives_the_text_it_was_made_of(name: str) -> None:
    path = DATA / f"{name}.pdf"
    found = importer_for(path).read(path)
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    assert found.text == text
    assert find_turns(found.text) == find_turns(text)
    assert found.format == "pdf"
    pages = [place for place in found.places if place.kind is PlaceKind.PAGE]
    assert [place.label for place in pages] == ["1", "2", "3"]
    assert pages[0].start == 0
    assert told(found)["{count} running head or foot left out: “{example}”"] == 3
    assert told(found)["{count} page number left out: “{example}”"] == 3


def test_the_turns_of_an_interview() -> None:
    turns = find_turns(PdfImporter().read(DATA / "pdf_interview.pdf").text)
    assert [(speaker.label, speaker.turns) for speaker in turns.speakers] == [("Intervjuare", 22), ("R1", 22)]
    hanging = find_turns(PdfImporter().read(DATA / "pdf_hanging.pdf").text)
    assert [(speaker.label, speaker.turns) for speaker in hanging.speakers] == [("Moderator", 20), ("Kim", 20)]


def test_headings_are_places() -> None:
    found = PdfImporter().read(DATA / "pdf_columns.pdf")
    headings = [place for place in found.places if place.kind is PlaceKind.HEADING]
    assert [(place.label, place.level) for place in headings] == [("Background", 1), ("What people said", 1)]
    assert all(found.text[place.start :].startswith(place.label + "\n") for place in headings)


def test_pages_begin_where_their_first_line_does() -> None:
    found = PdfImporter().read(DATA / "pdf_interview.pdf")
    second = next(place for place in found.places if place.label == "2")
    alone = PdfImporter().read(DATA / "pdf_interview.pdf", PdfOptions(paragraphs=False, running=False))
    lines = alone.text.split("\n")
    first_of_page = lines[lines.index("Sida 1 av 3") + 2]
    assert found.text[second.start :].startswith(first_of_page)


def test_options_keep_what_stands_on_every_page_and_every_line() -> None:
    found = PdfImporter().read(DATA / "pdf_interview.pdf", PdfOptions(running=False, paragraphs=False))
    lines = found.text.split("\n")
    assert lines.count("Utvärdering av stödet i Brofjorden") == 3
    assert [line for line in lines if line.startswith("Sida")] == ["Sida 1 av 3", "Sida 2 av 3", "Sida 3 av 3"]
    assert max(map(len, lines)) < 100
    assert not found.left_out


def test_hyphens_at_line_ends() -> None:
    lines = [
        "Den första raden når ända fram till högermarginalen så utveck-",
        "lingen märks, och den andra raden talar om en EU-finansierad el-",
        "ler EU-",
        "ansökan om in-",
        "och utskrivning av socio-",
        "ekonomiskt utsatta, alltså socio-ekonomiskt sämre ställda.",
    ]
    texts = [Text(72, 72 + 13 * number, line) for number, line in enumerate(lines)]
    wide = Text(72, 300, "En rad som är bredare än alla de andra på hela sidan är den här raden ja", 11)
    found = read(pdf([Sheet([*texts[:2], wide])]))
    assert "så utvecklingen märks" in found.text
    whole = " ".join(read(pdf([Sheet(paragraph(72, 72, lines))]), PdfOptions(paragraphs=False)).text.split("\n"))
    assert "utveck- lingen" in whole


def test_hyphens_that_stay() -> None:
    lines = [
        "Den första raden når fram till sidans marginal här vid EU-",
        "stödet och den andra raden fortsätter lika långt med in-",
        "och utskrivning som en sorts socio-ekonomisk och socio-",
        "ekonomisk fråga, och den fjärde raden den utveck-",
        "lade tanken om att allting hänger ihop på något sätt",
        "som vi inte ser.",
    ]
    # Stretched to the same right margin, as justified text is.
    widths = [260 / (len(line) * 0.5) for line in lines[:-1]]
    texts = [
        Text(72, 72 + 13 * number, line, 10, matrix=f"{width / 10:.3f} 0 0 1")
        for number, (line, width) in enumerate(zip(lines, [*widths, 10], strict=True))
    ]
    found = read(pdf([Sheet(texts)]))
    assert "EU-stödet" in found.text
    assert "in- och utskrivning" in found.text
    assert "socio-ekonomisk fråga" in found.text
    assert "utvecklade" in found.text


def test_a_line_that_had_room_for_the_next_word_ends_a_paragraph() -> None:
    last = "Nytt stycke börjar här, och det når nästan lika långt fram till marginalen som de andra"
    lines = [*FULL, "slutet av stycket.", last, "gjorde."]
    found = read(pdf([Sheet(paragraph(72, 72, lines))]))
    assert found.text == f"{' '.join(lines[:3])}\n{' '.join(lines[3:])}"
    assert told(found) == {"{count} line end inside paragraphs undone": 3}


def test_space_and_indents_end_paragraphs() -> None:
    spaced = [*paragraph(72, 72, FULL), *paragraph(72, 110, FULL)]
    assert read(pdf([Sheet(spaced)])).text.count("\n") == 1
    block = list(FULL) * 2
    indented = [Text(90 if number in (0, 2) else 72, 72 + 13 * number, line) for number, line in enumerate(block)]
    assert read(pdf([Sheet(indented)])).text.count("\n") == 1


def test_columns_that_are_drawn_row_by_row() -> None:
    left = [f"vänster rad {number} fyller hela sin spalt ut" for number in range(12)]
    right = [f"höger rad {number} fyller också sin spalt helt" for number in range(12)]
    head = Text(72, 60, "En rubrik över båda spalterna som går tvärs över sidan", 16)
    texts: list[Text] = [head]
    for number in range(12):
        texts += [Text(72, 100 + 13 * number, left[number]), Text(310, 100 + 13 * number, right[number])]
    found = read(pdf([Sheet(texts)]))
    assert found.text == f"{head.words}\n{' '.join(left)} {' '.join(right)}"


def test_a_table_is_read_row_by_row() -> None:
    texts: list[Text] = []
    for number in range(10):
        texts += [Text(72, 100 + 20 * number, f"Fråga {number}"), Text(310, 100 + 20 * number, f"Svar {number}")]
    found = read(pdf([Sheet(texts)]))
    assert found.text.split("\n") == [f"Fråga {number}\tSvar {number}" for number in range(10)]


def test_lines_drawn_in_no_order_are_put_in_order() -> None:
    order = [7, 2, 9, 0, 5, 3, 8, 1, 6, 4]
    found = read(pdf([Sheet([Text(72, 100 + 30 * number, f"Rad nummer {number}.") for number in order])]))
    assert found.text.split("\n") == [f"Rad nummer {number}." for number in range(10)]


def numbered(count: int) -> list[Sheet]:
    """Pages with their own words, different heads on odd and even pages, and a number."""
    return [
        Sheet(
            [
                Text(72, 40, "Rapport 2026" if number % 2 else f"Kapitel om hopp och tvivel, {number + 1}", 9),
                *paragraph(72, 90, [f"Sida med ord {'abcdefghijk'[number]}{line}." for line in range(5)], 30),
                Text(290, 800, f"– {number + 1} –", 9),
            ]
        )
        for number in range(count)
    ]


def test_heads_of_odd_and_even_pages_and_page_numbers() -> None:
    found = read(pdf(numbered(8)))
    assert "Rapport" not in found.text
    assert "Kapitel" not in found.text
    assert "–" not in found.text
    assert len(found.text.split("\n")) == 40
    counts = told(found)
    assert counts["{count} running head or foot left out: “{example}”"] == 8
    assert counts["{count} page number left out: “{example}”"] == 8


def test_what_is_said_on_many_pages_is_no_running_head() -> None:
    pages = [
        Sheet(paragraph(72, 90, ["R1: Ja.", *(f"Intervjuare: Fråga {number}{line}?" for line in range(3))], 30))
        for number in range(3)
    ]
    assert read(pdf(pages)).text.count("R1: Ja.") == 3


def test_line_numbers_in_the_margin_are_left_out() -> None:
    texts = [
        one
        for number in range(1, 13)
        for one in (
            Text(40, 60 + 20 * number, str(number), 8),
            Text(90, 60 + 20 * number, f"Rad {number} säger något."),
        )
    ]
    found = read(pdf([Sheet(texts)]))
    assert found.text.split("\n") == [f"Rad {number} säger något." for number in range(1, 13)]
    assert told(found)["{count} line number left out"] == 12


def test_page_labels_of_the_file() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 5 >>] >>"
    pages = [Sheet([Text(72, 90, f"Text på sidan {word}.")]) for word in ("ett", "två", "tre", "fyra")]
    found = read(pdf(pages, catalogue=labels))
    assert [place.label for place in found.places] == ["i", "ii", "5", "6"]
    assert found.places[2] == FoundPlace(PlaceKind.PAGE, found.text.index("Text på sidan tre"), "5")


def test_ligatures_soft_hyphens_and_bold_labels() -> None:
    widths = "/Widths [" + "600 " * 224 + "] /FirstChar 32 /LastChar 255"
    unicode = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"3 beginbfchar <61> <FB01> <62> <00AD> <63> <0061030A> endbfchar endcmap end"
    )
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Courier {widths} /ToUnicode 5 0 R >>"
    page = Sheet([Text(72, 90, "aX bY cZ Z"), Text(72, 120, "Kim", font="F2"), Text(110, 120, "XYZ")])
    found = read(pdf([page], font=font, extra=[stream(unicode)]))
    first, second = found.text.split("\n")
    assert first.startswith("fi")
    assert "\u00ad" not in first
    assert found.text[slice(*found.bold[0])] == "Kim"
    assert second.startswith("Kim")


def test_letters_without_meaning_are_counted_and_many_refused() -> None:
    widths = "/Widths [" + "600 " * 224 + "] /FirstChar 32 /LastChar 255"
    private = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"2 beginbfchar <7A> <E123> <79> <F0B7> endbfchar endcmap end"
    )
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Courier {widths} /ToUnicode 5 0 R >>"
    words = [Text(72, 90, "Vanliga ord i Courier", font="F2"), Text(72, 120, "yzzz")]
    found = read(pdf([Sheet(words)], font=font, extra=[stream(private)]))
    assert found.text.endswith("•\ufffd\ufffd\ufffd")
    assert told(found)["{count} letter that the file gives no meaning; compare with the PDF"] == 3
    garbage = Sheet([Text(72, 90, "zzzzzzzzzzz zzzzzzzzzz zzzzzzzzz zzzzzz")])
    assert "does not tell which letters" in refused(pdf([garbage], font=font, extra=[stream(private)]))


def test_scanned_pages() -> None:
    image = IMAGE + b"\nstream\n\x80\nendstream"
    scan = Sheet([], b"q 500 0 0 700 40 40 cm /I Do Q\n", resources="/XObject << /I 5 0 R >>")
    assert "is scanned" in refused(pdf([scan] * 3, extra=[image]))
    stamp = Sheet([Text(72, 30, "Dnr 2026/17")], scan.more, resources=scan.resources)
    assert "is scanned" in refused(pdf([stamp] * 4, extra=[image]))
    text = Sheet(paragraph(72, 90, FULL))
    found = read(pdf([text, scan], extra=[image]))
    assert told(found)["{count} page is a picture (scanned) and was left out"] == 1
    assert "holds no text" in refused(pdf([Sheet()]))


def test_turned_text_and_notes_are_told() -> None:
    note = "/Annots [<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (hej) >>]"
    page = Sheet([*paragraph(72, 90, FULL), Text(300, 400, "UTKAST", 60, matrix="0.7 0.7 -0.7 0.7")], keys=note)
    found = read(pdf([page]))
    assert "UTKAST" not in found.text
    counts = told(found)
    assert counts["{count} line that is turned or outside the page left out: “{example}”"] == 1
    assert counts["{count} note left out"] == 1


@pytest.mark.parametrize(
    ("rotation", "matrix", "x", "y"),
    [(90, "0 1 -1 0", 90, HEIGHT - 72), (180, "-1 0 0 -1", 500, HEIGHT - 90), (270, "0 -1 1 0", 90, 90)],
)
def test_pages_that_are_turned(rotation: int, matrix: str, x: int, y: int) -> None:
    step = {90: (13, 0), 180: (0, -13), 270: (-13, 0)}[rotation]
    start = {90: (90, y), 180: (x, y), 270: (500, y)}[rotation]
    texts = [
        Text(start[0] + step[0] * number, start[1] + step[1] * number, line, matrix=matrix)
        for number, line in enumerate(FULL)
    ]
    found = read(pdf([Sheet(texts, keys=f"/Rotate {rotation}")]))
    assert found.text.replace("\n", " ") == " ".join(FULL)


def test_a_password_damage_and_other_files() -> None:
    assert "password" in refused((DATA / "pdf_password.pdf").read_bytes())
    good = (DATA / "pdf_interview.pdf").read_bytes()
    assert "damaged" in refused(good[:2000])
    assert "damaged" in refused(b"%PDF-1.7\nnothing of the kind")
    refused(b"PK\x03\x04")
    refused(b"just words")
    refused(b"")


def test_a_file_with_a_damaged_table_is_still_read() -> None:
    data = pdf([Sheet(paragraph(72, 90, FULL))])
    assert read(data.replace(b"startxref", b"startxxxx")).text == " ".join(FULL)


def nested(levels: int) -> bytes:
    """A page that draws ten forms, each of which draws ten others, and so on."""
    forms = []
    for level in range(levels):
        inner = f"/XObject << /X {6 + level} 0 R >>" if level + 1 < levels else ""
        keys = f"/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /Font << /F1 3 0 R >> {inner} >>"
        drawn = b"/X Do\n" * 10 if inner else b"BT /F1 11 Tf 1 0 0 1 72 700 Tm (ord ) Tj ET\n"
        forms.append(stream(drawn, keys))
    page = Sheet(paragraph(72, 90, FULL), b"/X Do\n" * 10, resources="/XObject << /X 5 0 R >>")
    return pdf([page], extra=forms)


def test_drawings_without_bound_are_refused_before_they_are_drawn() -> None:
    assert read(nested(2)).text.startswith(" ".join(FULL))
    assert "far more than a document holds" in refused(nested(12))
    assert "far more than a document holds" in refused(pdf([Sheet(paragraph(72, 90, FULL), b" " * 40_000_000)]))
    endless = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 3 >>"]
    with pytest.raises(UnreadableFile):
        read(packed(endless))


@pytest.mark.parametrize("times", [1, 2])
def test_a_form_that_draws_itself_is_refused(times: int) -> None:
    keys = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /X 5 0 R >> >>"
    page = Sheet(paragraph(72, 90, FULL), b"/X Do\n", resources="/XObject << /X 5 0 R >>")
    assert "far more than a document holds" in refused(pdf([page], extra=[stream(b"/X Do " * times, keys)]))


def test_the_file_can_be_read_again_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes((DATA / "pdf_interview.pdf").read_bytes())
    first = PdfImporter().read(path)
    path.write_bytes((DATA / "pdf_hanging.pdf").read_bytes())
    assert PdfImporter().read(path).text != first.text
