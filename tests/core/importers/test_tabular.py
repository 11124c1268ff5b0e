"""Tables out of sheets and text files: what a person sees in the spreadsheet program is what is read."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.importers import tabular_cells
from qualcoder_peer.core.importers.tabular import Table, read_table

Book = xlsxwriter.Workbook
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(fill: Callable[[Book], None]) -> bytes:
    """The bytes of an Excel file that ``fill`` has written into."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        fill(made)
    return target.getvalue()


def sheet(*rows: list[object]) -> bytes:
    """An Excel file with one sheet of these rows; texts stay texts."""

    def fill(made: Book) -> None:
        page = made.add_worksheet("Blad 1")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return book(fill)


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            inner = old.read(name)
            new.writestr(name, change(inner.decode()).encode() if name == part else inner)
    return target.getvalue()


def table(text: str, encoding: str = "utf-8", name: str = "svar.csv") -> Table:
    return read_table(Path(name), data=text.encode(encoding))


def told(found: Table) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


def refused(data: bytes, name: str = "svar.xlsx") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(Path(name), data=data)
    assert name in str(caught.value)
    assert "Nothing was imported" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_encodings_and_decimal_commas(separator: str, encoding: str) -> None:
    rows = [["Kön", "Ålder", "Svar"], ["Kvinna", '"3,5"', '"Hej, du; där\n| så"'], ["Man", "41", "Nej då"]]
    found = table("\r\n".join(separator.join(row) for row in rows), encoding)
    assert found.headers == ("Kön", "Ålder", "Svar")
    assert found.rows == (("Kvinna", "3,5", "Hej, du; där\n| så"), ("Man", "41", "Nej då"))
    assert found.separator == separator
    assert found.encoding == encoding.removesuffix("-sig")
    assert found.numbers == (2, 3)


@pytest.mark.parametrize(
    ("text", "separator", "headers", "rows"),
    [
        ("id;vikt\n1;3,5\n2;4,5\n", ";", ("id", "vikt"), (("1", "3,5"), ("2", "4,5"))),
        ("1,5;2,5\n1,6;2,7\n", ";", ("A", "B"), (("1,5", "2,5"), ("1,6", "2,7"))),
        ("sep=,\na,b\n1,2\n", ",", ("a", "b"), (("1", "2"),)),
        ("sep=;\r\na;b\r\n1;2\r\n", ";", ("a", "b"), (("1", "2"),)),
        ("Vad tyckte du?\nBra, mycket\nBra, ja\nVet inte\n", "", ("Vad tyckte du?",),
         (("Bra, mycket",), ("Bra, ja",), ("Vet inte",))),
        ('a,b\n"x","Hon sa ""nej"", fast ja"\n', ",", ("a", "b"), (("x", 'Hon sa "nej", fast ja'),)),
        ('id\tcitat\n1\t"Nej" sa hon\n2\tJa\n', "\t", ("id", "citat"), (("1", '"Nej" sa hon'), ("2", "Ja"))),
        ("Uttag mars\n\nNamn,Ålder\nAnna,3\nBo,4\n", ",", ("Namn", "Ålder"), (("Anna", "3"), ("Bo", "4"))),
        ("a;b;\n1;2;\n;;\n3;4;\n", ";", ("a", "b"), (("1", "2"), ("3", "4"))),
        ("Anna;Göteborg\nBo;Malmö\nAnna;Lund\n", ";", ("A", "B"),
         (("Anna", "Göteborg"), ("Bo", "Malmö"), ("Anna", "Lund"))),
        ("namn;ålder\nKim;3;x\nAlex;4;y\n", ";", ("namn", "ålder", "C"), (("Kim", "3", "x"), ("Alex", "4", "y"))),
        ("svar;svar;Svar\nx;y;z\n", ";", ("svar", "svar (2)", "Svar (3)"), (("x", "y", "z"),)),
    ],
)  # fmt: skip
def test_text_files_as_they_come(text: str, separator: str, headers: object, rows: object) -> None:
    found = table(text)
    assert (found.separator, found.headers, found.rows) == (separator, headers, rows)


def test_choices_go_before_guesses() -> None:
    data = "Anna,1;x\nBo,2;y\n".encode()
    path = Path("a.csv")
    assert read_table(path, data=data, separator=",", headings=False).rows == (("Anna", "1;x"), ("Bo", "2;y"))
    assert read_table(path, data=data, separator="").rows == (("Anna,1;x",), ("Bo,2;y",))
    assert read_table(path, data=data, headings=True).headers == ("Anna,1", "x")
    assert read_table(path, data="å;b\n1;2".encode(), encoding="cp1252").headers == ("Ã¥", "b")
    with pytest.raises(InvalidInput):
        read_table(path, data=data, encoding="klingon")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a;b;c\n1;2;3\n1,2,3\n4;5;6\n", "divided by semicolon in some rows and by comma in others, such as row 3"),
        ("a\tb\tc\n1\t2\t3\n1;2;3\n", "by tab in some rows and by semicolon"),
        ("a;b;c\n1;2;3\n4;5;6;7\n4;5;7\n4;5;7\n", "Row 3 of “svar.csv” has 4 cells where the headings are 3"),
        ('a;b\n1;"aldrig stängt\n2;"x"\n3;"y"\n', "quotation mark that is not closed"),
        ("a,b\n1,Nej\n2,Ja, faktiskt\n3,Ja, just det\n4,Nej\n5,Jo, ja\n", "Row 3 of “svar.csv” has 3 cells where"),
        (";;\n;\n", "only empty cells"),
    ],
)
def test_text_files_whose_rows_disagree(text: str, says: str) -> None:
    assert says in refused(text.encode(), "svar.csv")


def test_rows_that_miss_cells_are_told() -> None:
    found = table("a|b|c\n1|2|3\n1|2\n1|2|3\n1\n1|2|3\n1|2|3\n")
    assert found.rows[1] == ("1", "2", "")
    assert [item.count for item in found.left_out] == [2]
    assert found.left_out[0].message.parts["row"] == 3


def test_values_as_excel_shows_them() -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("Blad 1")
        day, moment, clock, long = (
            made.add_format({"num_format": form})
            for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm:ss", "[h]:mm:ss")
        )
        page.write_row(2, 1, ["text", "heltal", "tal", "dag", "stund", "tid", "längd", "ja", "formel", "fel", "rik"])
        page.write(3, 1, "rad ett\nrad två  ")
        page.write_row(3, 2, [3, 1.1])
        page.write_datetime(3, 4, datetime.datetime(2026, 3, 1), day)
        page.write_datetime(3, 5, datetime.datetime(2026, 3, 1, 14, 30), moment)
        page.write_datetime(3, 6, datetime.time(0, 1, 23), clock)
        page.write_datetime(3, 7, datetime.timedelta(hours=26, seconds=3), long)
        page.write_boolean(3, 8, True)
        page.write_formula(3, 9, "=1+1", None, 2)
        page.write_formula(3, 10, "=1/0", None, "#DIV/0!")
        page.write_rich_string(3, 11, "fet ", made.add_format({"bold": True}), "stil")
        page.write(6, 2, 199001011234)
        page.write(6, 3, -0.5)

    found = read_table(Path("a.xlsx"), data=book(fill))
    assert found.rows == (
        ("rad ett\nrad två", "3", "1.1", "2026-03-01", "2026-03-01 14:30", "00:01:23", "26:00:03", "TRUE", "2", "",
         "fet stil"),
        ("", "199001011234", "-0.5", "", "", "", "", "", "", "", ""),
    )  # fmt: skip
    assert found.numbers == (4, 7)
    assert told(found) == {"{count} cell with an error (such as #N/A) read as empty": 1}


def test_merged_cells_uncalculated_formulas_and_other_sheets() -> None:
    def fill(made: Book) -> None:
        made.add_worksheet("Tomt")
        page = made.add_worksheet("Svar")
        page.write_row(0, 0, ["Enhet", "Namn", "Summa"])
        page.merge_range(1, 0, 2, 0, "Norr")
        page.write_column(1, 1, ["Kim", "Alex"])
        page.write_formula(1, 2, "=A1+B1", None, "")
        made.add_worksheet("Mer").write(0, 0, "x")
        hidden = made.add_worksheet("Nyckel")
        hidden.write(0, 0, "hemligt")
        hidden.hide()

    data = book(fill)
    found = read_table(Path("a.xlsx"), data=data)
    assert found.rows == (("Norr", "Kim", ""), ("", "Alex", ""))
    assert (found.sheets, found.sheet) == (("Tomt", "Svar", "Mer"), "Svar")
    assert [item.count for item in found.left_out] == [1, 1, 1, 1]
    texts = " ".join(told(found))
    assert all(word in texts for word in ("merged", "never calculated", "other sheet", "hidden"))
    assert read_table(Path("a.xlsx"), data=data, sheet="Mer").rows == (("x",),)
    with pytest.raises(InvalidInput, match="sheet"):
        read_table(Path("a.xlsx"), data=data, sheet="Finns inte")


def test_a_column_without_any_content_is_not_there() -> None:
    found = read_table(Path("a.xlsx"), data=sheet(["Namn", None, "Ålder", "Samtycke"], ["Kim", None, 3]))
    assert found.headers == ("Namn", "Ålder", "Samtycke")
    assert found.rows == (("Kim", "3", ""),)


def test_headings_with_years_or_questions_and_tables_without() -> None:
    long = "Hur har stödet från verksamheten påverkat dig, dina barn och er ekonomi under det senaste året? " * 3
    assert read_table(Path("a.xlsx"), data=sheet(["Namn", "2024", long], ["Kim", 1, "Bra"])).has_headings
    assert not read_table(Path("a.xlsx"), data=sheet(["Kim", 41, "Ja"], ["Alex", 37, "Nej"])).has_headings


def test_damaged_protected_and_old_files() -> None:
    good = sheet(["Namn"], ["Kim"])
    assert "damaged" in refused(good[: len(good) // 2])
    assert "plain text" in refused(b"a;b\n1;2")
    assert "password" in refused(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert "save it as .xlsx" in refused(OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"))
    assert "empty cells" in refused(book(lambda made: made.add_worksheet("Tomt")))
    entity = '<!DOCTYPE x [<!ENTITY e "b">]>'
    refused(changed(good, "xl/workbook.xml", lambda xml: xml.replace("<workbook", entity + "<workbook", 1)))
    assert "damaged" in refused(changed(good, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]))


def test_a_cell_in_the_far_corner_and_a_string_a_million_cells_point_at() -> None:
    good = sheet(["Namn", "Svar"], ["Kim", "Ja"])
    part = "xl/worksheets/sheet1.xml"

    def far(xml: str) -> str:
        return xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    assert "more than 100000 rows" in refused(changed(good, part, far))

    def styled(xml: str) -> str:
        return xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')

    assert read_table(Path("a.xlsx"), data=changed(good, part, styled)).rows == (("Kim", "Ja"),)

    import random

    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyzåäö ", k=900_000))
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(3, 3_003))
    many = changed(good, part, lambda xml: xml.replace("</sheetData>", cells + "</sheetData>"))
    strings = "xl/sharedStrings.xml"
    data = changed(many, strings, lambda xml: re.sub("<t>[^<]*</t>", f"<t>{noise}</t>", xml, count=1))
    assert "would unpack" in refused(data)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular_cells, "MOST_ROWS", 50)
    rows = "id;svar\n" + "".join(f"{number};ja\n" for number in range(60))
    assert "more than 50 rows" in refused(rows.encode(), "svar.csv")
    assert "more than 50 rows" in refused(sheet(*([number, "ja"] for number in range(60))))


def test_long_cells_are_read_whole() -> None:
    long = "ord " * 60_000
    assert table(f"id;svar\n1;{long}\n2;kort\n").rows[0][1] == long.strip()
    data = changed(
        sheet(["id", "svar"], [1, "kort"]), "xl/sharedStrings.xml", lambda xml: xml.replace(">kort<", f">{long}<")
    )
    assert read_table(Path("a.xlsx"), data=data).rows[0][1] == long.strip()
