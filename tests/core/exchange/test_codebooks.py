"""Code books read from sheets, outlines, headings and JSON, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.exchange.codebook_tree import MOST_CODES, colour_of, role_of
from qualcoder_peer.core.exchange.codebooks import CODEBOOK_SUFFIXES, read_codebook
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import MAX_LEVELS, add_code_path, set_code_memo, write_path
from qualcoder_peer.core.services.codebook_import import ReadCodebook


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def paths(book: ReadCodebook) -> list[str]:
    return [write_path(book.path(place)) for place in range(len(book.codes))]


def notes(book: ReadCodebook) -> list[str]:
    return [texts("en").say(one.message) for one in book.left_out]


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_codebook(path)
    said = str(caught.value)
    assert "Nothing was imported" in said
    return said


# --- sheets


@pytest.mark.parametrize(
    "heading",
    [
        "Kod;Överordnad;Färg;Definition;När den används;När den inte används;Exempel;Anteckning",
        "Kode;Overordnet;Farve;Beskrivelse;Bruges når;Bruges ikke når;Eksempel;Notat",
        "Code;Parent;Colour;Description;When to use;When not to use;Example;Memo",
    ],
)
def test_columns_are_known_by_their_headings_in_three_languages(tmp_path: Path, heading: str) -> None:
    rows = "Tillit;;#336699;a;b;c;d;e\nTomrummet;Tillit;;f;;;;\n"
    book = read_codebook(written(tmp_path / "b.csv", f"{heading}\n{rows}"))
    assert paths(book) == ["Tillit", "Tillit/Tomrummet"]
    first = book.codes[0]
    assert (first.colour, first.memo, first.line) == ("#336699", "e", 2)
    assert first.texts == {"definition": "a", "when_to_use": "b", "when_not": "c", "example": "d"}
    assert not book.left_out


def test_what_columns_are_may_be_told(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("Huvud;Undre;Vad\nA;B;b\nA;C;c\n", encoding="utf-8")
    guessed = read_codebook(path)
    assert [(one.heading, one.use, one.example) for one in guessed.columns] == [
        ("A", "code", "Huvud"), ("B", "ignore", "Undre"), ("C", "ignore", "Vad")
    ]  # fmt: skip
    told = read_codebook(path, columns=["step", "step", "definition"])
    paths = [told.path(place) for place in range(len(told.codes))]
    assert paths == [("Huvud",), ("Huvud", "Undre"), ("A",), ("A", "B"), ("A", "C")]
    assert [one.texts.get("definition", "") for one in told.codes] == ["", "Vad", "", "b", "c"]
    assert [one.use for one in told.columns] == ["step", "step", "definition"] and not told.left_out
    assert [one.name for one in read_codebook(path, columns=["ignore", "theme", "ignore"]).codes] == ["Undre", "B", "C"]
    with pytest.raises(UserError, match="which column"):
        read_codebook(path, columns=["ignore", "definition", "ignore"])


def test_one_column_for_each_level_and_empty_cells_as_above(tmp_path: Path) -> None:
    sheet = "Fråga\tTema\tKod\tDefinition\nF1\tTillit\t\tom tillit\n"
    sheet += "\t\tTomrum\tingen där\n\tTid\tKö\tväntan\nF2\t\t\t\n"
    book = read_codebook(written(tmp_path / "b.tsv", sheet))
    assert paths(book) == ["F1", "F1/Tillit", "F1/Tillit/Tomrum", "F1/Tid", "F1/Tid/Kö", "F2"]
    assert [one.role for one in book.codes[:3]] == [CodeRole.QUESTION, CodeRole.THEME, CodeRole.CODE]
    assert book.codes[4].texts == {"definition": "väntan"}


def test_levels_as_numbers_and_roles_in_words(tmp_path: Path) -> None:
    sheet = "Nivå,Kod,Roll\n1,F1,Forskningsfråga\n2,Tillit,Tema\n3,Tomrum,kod\n2,Tid,påhitt\n"
    book = read_codebook(written(tmp_path / "b.csv", sheet))
    assert paths(book) == ["F1", "F1/Tillit", "F1/Tillit/Tomrum", "F1/Tid"]
    assert [one.role for one in book.codes] == [CodeRole.QUESTION, CodeRole.THEME, CodeRole.CODE, None]
    assert notes(book) == ["1 role is not known (“påhitt”, line 5)"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["A", "A/B", "A/B/C"], ["A", "A/B", "A/B/C"]),
        (["A", "A\\B", "A\\B\\C"], ["A", "A/B", "A/B/C"]),
        (["A", "A > B"], ["A", "A/B"]),
        (["A", "A::B"], ["A", "A/B"]),
        (["och/eller", "ja"], ["och\\/eller", "ja"]),  # no row “och”: a slash is a slash
    ],
)
def test_names_are_paths_when_the_beginning_of_each_is_a_row(
    tmp_path: Path, column: list[str], expected: list[str]
) -> None:
    book = read_codebook(written(tmp_path / "b.csv", "Kod;Definition\n" + "".join(f"{one};x\n" for one in column)))
    assert paths(book) == expected


def test_codes_above_that_have_no_row_are_made(tmp_path: Path) -> None:
    assert paths(read_codebook(written(tmp_path / "b.csv", "path;definition\nA/B;x\nA/C;y\n"))) == ["A", "A/B", "A/C"]
    assert paths(read_codebook(written(tmp_path / "c.csv", "code;parent\nB;A\nC;A\n"))) == ["A", "A/B", "A/C"]


def test_parents_by_number_and_below_their_children(tmp_path: Path) -> None:
    sheet = "Id,Parent Id,Depth,Title,Description\n3,2,2,C,c\n2,1,1,B,b\n1,,0,A,a\n"
    assert paths(read_codebook(written(tmp_path / "b.csv", sheet))) == ["A", "A/B", "A/B/C"]


def test_a_sheet_without_headings_and_one_of_another_program(tmp_path: Path) -> None:
    plain = read_codebook(written(tmp_path / "a.csv", "Tillit;att bli trodd\nTid;att det dröjer\n"))
    assert [(one.name, one.texts["definition"]) for one in plain.codes] == [
        ("Tillit", "att bli trodd"), ("Tid", "att det dröjer"),
    ]  # fmt: skip
    other = read_codebook(written(tmp_path / "b.csv", "tag,description,number of highlights\nwork,w,4\nwork.load,,2\n"))
    assert paths(other) == ["work", "work.load"]
    assert notes(other) == ["1 column left out: “number of highlights”"]


def test_a_workbook(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = workbook.add_worksheet()
    for at, row in enumerate([("Kod", "Under", "Definition"), ("A", "", "a\nb"), ("B", "A", ""), ("", "", "lös")]):
        sheet.write_row(at, 0, row)
    workbook.close()
    book = read_codebook(tmp_path / "b.xlsx")
    assert paths(book) == ["A", "A/B"]
    assert book.codes[0].texts == {"definition": "a\nb"}
    assert notes(book) == ["1 row without a code left out (row 4)"]


def test_the_same_code_twice_becomes_one_and_says_so(tmp_path: Path) -> None:
    book = read_codebook(written(tmp_path / "b.csv", "code;definition\nA;one\nB;x\nA;two\nA;one\n"))
    assert paths(book) == ["A", "B"]
    assert book.codes[0].texts == {"definition": "one\n\ntwo\n\none"}
    assert notes(book)[0].startswith("2 codes stand again in the same place (first “A” in line 4)")


def test_rings_are_refused_with_their_rows(tmp_path: Path) -> None:
    said = refusal(written(tmp_path / "ring.csv", "code;parent\nok;\na;b\nb;c\nc;a\n"))
    assert "ring.csv" in said and "“a” (3) → “b” (4) → “c” (5) → “a” (3)" in said
    assert "“a” (2) → “a” (2)" in refusal(written(tmp_path / "self.csv", "code;parent\na;a\nb;\n"))


def test_a_parent_that_two_rows_could_be_is_refused(tmp_path: Path) -> None:
    said = refusal(written(tmp_path / "b.csv", "code;parent\nA;\nB;\nx;A\nx;B\ny;x\n"))
    assert "row 6" in said and "“x”" in said and "4 and 5" in said


@pytest.mark.parametrize("separator", ["/", "\\", " > "])
def test_a_parent_may_be_told_by_its_path(tmp_path: Path, separator: str) -> None:
    sheet = f"code;parent\nA;\nB;\nx;A\nx;B\ny;B{separator}x\n"
    assert paths(read_codebook(written(tmp_path / "b.csv", sheet)))[-1] == "B/x/y"


def test_limits_are_told_with_file_and_line(tmp_path: Path) -> None:
    deep = "path;definition\n" + "/".join(f"n{number}" for number in range(MAX_LEVELS + 3)) + ";x\n"
    assert "deep.csv" in (said := refusal(written(tmp_path / "deep.csv", deep))) and "(line 2)" in said
    long = f"code;definition\nok;x\n{'a' * 100_001};x\n"
    assert "100001" in (said := refusal(written(tmp_path / "long.csv", long))) and "line 3" in said
    assert len(read_codebook(written(tmp_path / "fits.csv", f"code;d\n{'a' * 100_000};x\n")).codes[0].name) == 100_000
    many = "".join(f"k{number}\n" for number in range(100_000))
    assert str(MOST_CODES) in refusal(written(tmp_path / "many.txt", many))
    assert "“ett” is “noll-ish”".replace("ett", "A").replace("noll-ish", "hög") in refusal(
        written(tmp_path / "level.csv", "Nivå;Kod\nhög;A\n1;B\n")
    )


def test_markup_control_characters_and_formulas_in_names(tmp_path: Path) -> None:
    sheet = "code;definition\n\"<b>Tillit</b>&nbsp;<script>x()</script>\";\x07ring\n'=1+1;x\na < b;y\n"
    book = read_codebook(written(tmp_path / "b.csv", sheet))
    assert [one.name for one in book.codes] == ["Tillit", "=1+1", "a < b"]
    assert book.codes[0].texts == {"definition": "ring"}
    assert "1 name was cleaned of web page markup (“Tillit”)" in notes(book)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    words = "Kod;Definition\nÖvergivenhet;när ingen är där, på å ån\nFöräldrar;mål och möten\n"
    book = read_codebook(written(tmp_path / "b.csv", words.encode(encoding)))
    assert paths(book) == ["Övergivenhet", "Föräldrar"]


def test_a_workbook_that_swells_and_files_of_other_kinds_are_refused(tmp_path: Path) -> None:
    swollen = io.BytesIO()
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 150_000_000)
    assert "bomb.xlsx" in refusal(written(tmp_path / "bomb.xlsx", swollen.getvalue()))
    assert "a.pdf" in refusal(written(tmp_path / "a.pdf", b"%PDF-1.4"))
    assert "b.txt" in refusal(written(tmp_path / "b.txt", b"%PDF-1.4 x"))
    for suffix in CODEBOOK_SUFFIXES:
        assert f"e{suffix}" in refusal(written(tmp_path / f"e{suffix}", b""))
        assert f"r{suffix}" in refusal(written(tmp_path / f"r{suffix}", b"\0\x01\x02" * 50))
        assert f"gone{suffix}" in refusal(tmp_path / f"gone{suffix}")


# --- outlines


@pytest.mark.parametrize(
    "text",
    [
        "A\n\tB\n\t\tC\n\tD\nE\n",
        "A\n  B\n    C\n  D\nE\n",
        "- A\n  - B\n    * C\n  - D\n- E\n",
        "A\n- B\n    - C\n- D\nE\n",
        "1 A\n1.1 B\n1.1.1 C\n1.2 D\n2 E\n",
        "1. A\n1.1. B\n1.1.1. C\n1.2. D\n2. E\n",
        "# A\n## B\n### C\n## D\n# E\n",
        "A\r\n\tB\r\n\t\tC\r\n\r\n\tD\r\nE",
    ],
)
def test_outlines(tmp_path: Path, text: str) -> None:
    suffix = ".md" if text.startswith("#") else ".txt"
    assert paths(read_codebook(written(tmp_path / f"b{suffix}", text))) == ["A", "A/B", "A/B/C", "A/D", "E"]


def test_definitions_in_outlines(tmp_path: Path) -> None:
    book = read_codebook(written(tmp_path / "a.txt", "Tillit\tatt bli trodd\n\tTomrum\tingen där\n"))
    assert [one.texts["definition"] for one in book.codes] == ["att bli trodd", "ingen där"]
    numbered = "Kodbok\n1 Tillit\nAtt bli trodd.\n1.1 Tomrum\nIngen där.\nAlls.\n2 Tid\n"
    book = read_codebook(written(tmp_path / "b.txt", numbered))
    assert [one.texts.get("definition") for one in book.codes] == ["Att bli trodd.", "Ingen där.\nAlls.", None]
    assert notes(book) == ["1 line above the first code left out"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_any_indentation_gives_a_tree_with_every_line(tmp_path_factory: pytest.TempPathFactory, ins: list[int]) -> None:
    text = "\n".join(" " * (2 * far) + f"kod {number}" for number, far in enumerate(ins))
    book = read_codebook(written(tmp_path_factory.mktemp("o") / "b.txt", text))
    assert [one.name for one in book.codes] == [f"kod {number}" for number in range(len(ins))]
    for at, one in enumerate(book.codes):
        above = [before for before in range(at) if ins[before] < ins[at]]
        nearest = next((before for before in reversed(above) if min(ins[before + 1 : at + 1]) > ins[before]), None)
        assert one.parent == nearest


# --- headings


def test_headings_of_word_are_the_tree_and_the_text_below_describes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Förord som inte hör hit")
    document.add_heading("Fråga 1", 1)
    document.add_heading("Tillit", 2)
    document.add_paragraph("Att bli trodd.")
    document.add_paragraph("Också av sig själv.")
    document.add_heading("Tomrum", 4)
    document.add_heading("Fråga 2", 1)
    document.save(str(tmp_path / "b.docx"))
    book = read_codebook(tmp_path / "b.docx")
    assert paths(book) == ["Fråga 1", "Fråga 1/Tillit", "Fråga 1/Tillit/Tomrum", "Fråga 2"]
    assert book.codes[1].texts == {"definition": "Att bli trodd.\nOckså av sig själv."}
    assert "5 words before the first heading left out" in notes(book)


def test_a_document_without_headings_says_what_to_do(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Tillit")
    document.save(str(tmp_path / "b.docx"))
    assert "Heading 1" in refusal(tmp_path / "b.docx")


def test_a_heading_of_any_length_keeps_its_name(tmp_path: Path) -> None:
    name = "ord " * 300 + "slut"
    document = docx.Document()
    document.add_heading(name, 1)
    document.add_paragraph("text")
    document.save(str(tmp_path / "b.docx"))
    code = read_codebook(tmp_path / "b.docx").codes[0]
    assert (code.name, code.texts) == (name, {"definition": "text"})


# --- what this program exports


@pytest.mark.parametrize("language", ["sv", "da", "en"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".qdc"])
def test_an_exported_code_book_is_read_again(tmp_path: Path, suffix: str, language: str) -> None:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ", language=language) as project:
        described = {"definition": "d\n\nd2", "when_to_use": "w", "when_not": "n", "example": "e\n\ne2"}
        add_code_path(project, ("Fråga 1", "och/eller"), texts=described, role=CodeRole.GOAL, colour="#123456")
        code = add_code_path(project, ("Fråga 1", "och/eller", "=SUM(A1)"))
        set_code_memo(project, code, "minns")
        path = tmp_path / f"b{suffix}"
        exporter_for("codebook", path).run(project, path)
    book = read_codebook(path)
    assert paths(book) == ["Fråga 1", "Fråga 1/och\\/eller", "Fråga 1/och\\/eller/=SUM(A1)"]
    assert dict(book.codes[1].texts) == described
    assert book.codes[2].memo == "minns"
    if suffix != ".qdc":  # which knows no roles
        assert [one.role for one in book.codes] == [CodeRole.QUESTION, CodeRole.GOAL, CodeRole.CODE]
    if suffix in (".qdc", ".json"):
        assert book.codes[1].colour == "#123456"


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
def test_a_code_book_exported_for_reading_says_which_to_use_instead(tmp_path: Path, suffix: str) -> None:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as project:
        for name in "abc":
            add_code_path(project, (name,))
        path = tmp_path / f"b{suffix}"
        exporter_for("codebook", path).run(project, path)
    assert ".qdc" in refusal(path)


@pytest.mark.parametrize("content", ["{", "[1]", "{}", "[]", '[{"path": []}]', "[" * 100_000])
def test_json_of_other_shapes_is_refused(tmp_path: Path, content: str) -> None:
    assert "b.json" in refusal(written(tmp_path / "b.json", content))


def test_json_with_wrong_kinds_of_values_is_read_without_them(tmp_path: Path) -> None:
    record = {"path": ["A"], "colour": 3, "definition": None, "role": ["x"], "guid": "no"}
    book = read_codebook(written(tmp_path / "b.json", json.dumps([record, {"name": "A/B"}])))
    assert paths(book) == ["A", "A/B"]
    assert notes(book) == ["1 code has no identity of its own in the file (“A”) and gets a new one"]


# --- values


@pytest.mark.parametrize(
    ("words", "colour"),
    [
        ("#AbCdEf", "#abcdef"), ("abcdef", "#abcdef"), ("#fa0", "#ffaa00"), ("rgb(1, 2,3)", "#010203"),
        ("rgba(255,0,16,0.5)", "#ff0010"), ("12,34,56", "#0c2238"), ("röd", ""), ("#12345678", ""), ("300,1,1", ""),
    ],
)  # fmt: skip
def test_colours(words: str, colour: str) -> None:
    assert colour_of(words) == colour


def test_roles() -> None:
    assert role_of(" Tema ") is CodeRole.THEME
    assert role_of("goal") is CodeRole.GOAL
    assert role_of("x") is None
