"""Quote tables and the code book in every format: complete, exact, and safe to open."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

from qualcoder_peer.core.domain.exports import CodebookOptions, QuoteTableOptions
from qualcoder_peer.core.domain.model import AttributeKind, SpeakerRole
from qualcoder_peer.core.exporters import EXPORTERS, exporter_for, exporters_of
from qualcoder_peer.core.exporters.columns import COLUMNS, USUAL_COLUMNS
from qualcoder_peer.core.exporters.plain import guarded
from qualcoder_peer.core.exporters.spreadsheet import MOST_UNITS
from qualcoder_peer.core.exporters.tables import quote_table
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.services.attributes import add_attribute, set_attribute
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.reports import new_report, write_options
from qualcoder_peer.core.services.respondents import find_respondent
from tests.core.reports.island import GROUP, LONG, SINGLE, Island, coding, make_island
from tests.support.projects import add_text

CROSSING = "klarade oss 👩‍👩‍👧 ändå.\nIntervjuare: Hur då?\nR3: =1+1 <b>Vi & de</b>"
QUOTES = [
    "Lokalen var tom", "Det blev ett tomrum när Kim slutade.", "vi klarade oss 👩‍👩‍👧 ändå.", CROSSING, "Hur då?",
    LONG, "aldrig fel tid",
]  # fmt: skip
"""By title of document (Anteckning, Gruppintervju, Intervju 4) and place."""


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def export(
    island: Island, path: Path, *, kind: str = "quotes", which: QuoteFilter | None = None, **chosen: object
) -> Path:
    options = (QuoteTableOptions if kind == "quotes" else CodebookOptions)(**chosen)  # type: ignore[arg-type]
    exporter_for(kind, path).run(island.project, path, options, which)
    return path


def sheet(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def table(path: Path) -> list[list[str]]:
    separator = ";" if b";" in path.read_bytes().splitlines()[0] else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def test_every_format_of_every_kind_is_there_once() -> None:
    keys = [exporter.key for exporter in EXPORTERS]
    assert len(set(keys)) == len(keys)
    tables = [".docx", ".xlsx", ".csv", ".html", ".md", ".json"]
    assert [one.suffixes[0] for one in exporters_of("quotes")] == tables
    assert [one.suffixes[0] for one in exporters_of("codebook")] == [*tables, ".qdc"]
    assert [one.suffixes for one in exporters_of("report")] == [(".docx",)]


def test_xlsx_holds_every_quote_as_said_and_nothing_is_a_formula(island: Island, tmp_path: Path) -> None:
    rows = sheet(export(island, tmp_path / "q.xlsx", columns=("id", "quote", "paragraph", "memo")))
    assert rows[0] == ["Quote id", "Quote as said", "Paragraph", "Memo"]
    assert [row[1] for row in rows[1:]] == QUOTES
    assert rows[1][0] == float(island.codings[6]) and rows[1][2] == 1.0, "numbers are numbers"
    assert "Se =2+2" in [row[3] for row in rows]
    with zipfile.ZipFile(tmp_path / "q.xlsx") as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml and "<hyperlink" not in xml and "frozen" in xml
        assert '<autoFilter ref="A1:D8"/>' in xml and "$A$1:$D$8" in package.read("xl/workbook.xml").decode()
        assert "AB" in package.read("docProps/core.xml").decode()


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "https://x.example/", "007"])
def test_a_dangerous_quote_stays_text(island: Island, tmp_path: Path, start: str) -> None:
    document = add_text(island.project, "Farlig", f"a\n{start} sa hen")
    made = add_codings(island.project, [coding(document, island.flexible, f"a\n{start} sa hen", f"{start} sa hen")])
    which = QuoteFilter(codings=tuple(made))
    chosen = {"columns": ("quote", "transcript"), "which": which}
    assert sheet(export(island, tmp_path / "q.xlsx", **chosen))[1][0] == f"{start} sa hen"  # type: ignore[arg-type]
    shown = table(export(island, tmp_path / "q.csv", **chosen))[1][0]  # type: ignore[arg-type]
    assert shown == (f"{start} sa hen" if start[0] in "h0" else f"'{start} sa hen")
    assert json.loads(_read(export(island, tmp_path / "q.json", which=which)))[0]["quote"] == f"{start} sa hen"


def test_csv_has_the_separator_of_the_country(island: Island, tmp_path: Path) -> None:
    for language, separator in (("sv", ";"), ("da", ";"), ("en", ",")):
        data = export(island, tmp_path / "q.csv", language=language, columns=("quote", "memo")).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and data.splitlines()[0].count(separator.encode()) == 1
        assert b"\r\n" in data and [row[0] for row in table(tmp_path / "q.csv")][1:] == QUOTES
    assert [guarded(one) for one in ("", 5, "a=b", "\x00=1")] == ["", 5, "a=b", "'=1"]


def test_json_tells_everything_with_positions_that_fit(island: Island, tmp_path: Path) -> None:
    found = json.loads(export(island, tmp_path / "q.json").read_text("utf-8"))
    assert [one["quote"] for one in found] == QUOTES
    texts = {"Gruppintervju": GROUP, "Intervju 4": SINGLE}
    for one in found[1:]:
        assert texts[one["document"]][one["start"] : one["end"]] == one["quote"]
    crossing = found[3]
    assert crossing["respondents"] == ["R2", "R3"] and crossing["code_path"] == ["Fråga 1", "Flexibilitet"]
    assert crossing["attributes"] == {"Kön": "man"} and crossing["question"] == "Fråga 1"
    assert (found[1]["star"], found[1]["stance"], found[2]["stance"]) == (True, "for", "against")
    assert len({one["guid"] for one in found}) == 7


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def test_html_shows_text_as_text_and_asks_the_network_for_nothing(island: Island, tmp_path: Path) -> None:
    page = export(island, tmp_path / "q.html", columns=("quote", "transcript"), language="sv").read_text("utf-8")
    cells = _Cells()
    cells.feed(page)
    assert [row[0] for row in cells.rows[1:]] == QUOTES
    assert "b" not in cells.tags and "http" not in page.lower().replace("http-equiv", "")
    assert '<html lang="sv">' in page and "default-src 'none'" in page


def test_markdown_escapes_what_would_break_the_table(island: Island, tmp_path: Path) -> None:
    add_code(island.project, "a|b*c_ < i", texts={"definition": "rad 1\nrad 2 `x`"})
    lines = export(island, tmp_path / "k.md", kind="codebook").read_text("utf-8").splitlines()
    row = next(line for line in lines if line.startswith("| a"))
    assert row.startswith(r"| a\|b\*c\_ &lt; i | Theme | rad 1<br>rad 2 \`x\` |")
    quotes = export(island, tmp_path / "q.md", columns=("quote",)).read_text("utf-8").splitlines()
    assert len([line for line in quotes if line.startswith("|")]) == 2 + len(QUOTES)


def test_docx_table_is_sound_and_complete(island: Island, tmp_path: Path) -> None:
    path = export(island, tmp_path / "q.docx", language="sv", columns=("pseudonym", "quote", "star"))
    assert check_document(path, language="sv-SE") == []
    document = docx.Document(str(path))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[1] for row in rows[1:]] == QUOTES
    assert [row[0] for row in rows[1:]] == ["–", "R1", "R2", "R2, R3", "–", "R4", "R4"]
    assert [row[2] for row in rows[1:]] == ["–", "★", "–", "–", "–", "–", "–"]
    section = document.sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)


def test_columns_come_as_chosen_one_a_level_one_an_attribute(island: Island, tmp_path: Path) -> None:
    deep = add_code(island.project, "Djup", add_code(island.project, "Under", island.emptiness))
    add_codings(island.project, [coding(island.group, deep, GROUP, "när Kim")])
    rows = sheet(export(island, tmp_path / "q.xlsx", columns=("subthemes", "theme", "attributes", "unknown", "theme")))
    assert rows[0] == ["Sub-theme", "Sub-theme, level 2", "Theme", "Kön"]
    assert ["Under", "Djup", "Tomrummet", "kvinna"] in rows
    whole = sheet(export(island, tmp_path / "all.xlsx", columns=tuple(kind.key for kind in COLUMNS)))
    assert len(whole[0]) == len(COLUMNS) + 1, "two levels of sub-themes"
    usual = sheet(export(island, tmp_path / "usual.xlsx"))
    assert len(usual[0]) == len(USUAL_COLUMNS) + 1


def test_the_projects_own_choice_counts_where_none_is_given(island: Island, tmp_path: Path) -> None:
    write_options(island.project, QuoteTableOptions(columns=("memo", "quote"), language="sv"))
    path = tmp_path / "q.csv"
    exporter_for("quotes", path).run(island.project, path)
    assert b";" in path.read_bytes().splitlines()[0] and [row[1] for row in table(path)][1:] == QUOTES


def test_filters_limit_what_is_written(island: Island, tmp_path: Path) -> None:
    chosen = QuoteFilter(codes=(island.question,), documents=(island.group,), evidence_only=True)
    assert [row[0] for row in table(export(island, tmp_path / "q.csv", which=chosen, columns=("quote",)))][1:] == [
        QUOTES[1], QUOTES[2], QUOTES[3],
    ]  # fmt: skip
    assert len(table(export(island, tmp_path / "s.csv", which=QuoteFilter(starred=True)))) == 2


def test_used_in_report_names_the_reports(island: Island, tmp_path: Path) -> None:
    new_report(island.project, "April")
    rows = table(export(island, tmp_path / "q.csv", columns=("quote", "used_in")))
    assert dict(map(tuple, rows[1:]))[QUOTES[1]] == "April"  # type: ignore[arg-type]
    assert dict(map(tuple, rows[1:]))["Hur då?"] == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("letter", ["å", "😀"])
def test_a_quote_longer_than_a_cell_goes_on_below_without_loss(island: Island, tmp_path: Path, letter: str) -> None:
    text = letter * 40_000
    document = add_text(island.project, "Lång", text)
    made = add_codings(island.project, [coding(document, island.flexible, text, text)])
    which = QuoteFilter(codings=tuple(made))
    rows = sheet(export(island, tmp_path / "q.xlsx", which=which, columns=("id", "quote", "transcript")))[1:]
    more = "\n[continued in the next row]"
    assert "".join(str(row[1]).removesuffix(more) for row in rows) == text
    assert [str(row[1]).endswith(more) for row in rows] == [True] * (len(rows) - 1) + [False]
    assert all(len(str(row[1]).encode("utf-16-le")) // 2 <= MOST_UNITS for row in rows)
    assert {(row[0], row[2]) for row in rows} == {(float(made[0]), "Lång")}
    for suffix in (".docx", ".csv", ".html", ".md", ".json"):
        assert text in _all_text(export(island, tmp_path / f"q{suffix}", which=which))


def test_text_that_looks_like_an_escape_of_excel_stays_itself(island: Island, tmp_path: Path) -> None:
    document = add_text(island.project, "X", "filen heter a_x0041_b")
    made = add_codings(island.project, [coding(document, island.flexible, "filen heter a_x0041_b", "a_x0041_b")])
    export(island, tmp_path / "q.xlsx", which=QuoteFilter(codings=tuple(made)), columns=("quote",))
    with zipfile.ZipFile(tmp_path / "q.xlsx") as package:
        assert "a_x005F_x0041_b" in package.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".csv", ".html", ".md", ".json"])
@pytest.mark.parametrize("kind", ["quotes", "codebook"])
@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_every_kind_in_every_format_and_language(
    island: Island, tmp_path: Path, kind: str, suffix: str, language: str
) -> None:
    path = export(island, tmp_path / f"out{suffix}", kind=kind, language=language)
    words = _all_text(path)
    assert "Tomrummet" in words and "Flexibilitet" in words
    if suffix == ".docx":
        assert check_document(path, language={"sv": "sv-SE", "da": "da-DK", "en": "en-GB"}[language]) == []


def test_code_book_counts_as_worked_out_by_hand(island: Island, tmp_path: Path) -> None:
    found = {one["name"]: one for one in json.loads(_read(export(island, tmp_path / "k.json", kind="codebook")))}
    counted = {
        name: (one["codings"], one["codings_with_sub_codes"], one["respondents_with_sub_codes"])
        for name, one in found.items()
    }
    assert counted == {"Fråga 1": (0, 5, 4), "Tomrummet": (3, 3, 2), "Flexibilitet": (2, 2, 3), "Mål A": (2, 2, 1)}
    rows = sheet(export(island, tmp_path / "k.xlsx", kind="codebook"))
    assert [row[0] for row in rows] == ["Code", "Fråga 1", "Fråga 1/Tomrummet", "Fråga 1/Flexibilitet", "Mål A"]
    assert rows[2][2] == "Vad som saknades." and rows[3][3] == "Om tider."


def test_nothing_to_write_gives_a_table_with_its_header(island: Island, tmp_path: Path) -> None:
    nothing = QuoteFilter(codings=())
    for suffix in (".docx", ".xlsx", ".csv", ".html", ".md"):
        path = export(island, tmp_path / f"q{suffix}", which=nothing, language="en")
        assert "Quote as said" in _all_text(path)
    assert json.loads(_read(export(island, tmp_path / "q.json", which=nothing))) == []
    assert check_document(tmp_path / "q.docx") == []


def test_the_quotes_are_those_of_the_project_in_its_order(island: Island) -> None:
    assert [quote.text for quote in iter_quotes(island.project)] == QUOTES


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _all_text(path: Path) -> str:
    if path.suffix not in (".docx", ".xlsx"):
        return _read(path)
    with zipfile.ZipFile(path) as package:
        names = ("word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
        return "".join(package.read(name).decode() for name in names if name in package.namelist())


def test_values_of_attributes_read_as_the_table_speaks(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.qcp", title="P", language="sv", coder="AB") as project:
        document = add_text(project, "A", "I: Hur?\nR1: Jo.\nI: Så?\nR1: Nej.", I=(SpeakerRole.INTERVIEWER, ""),
                            R1=(SpeakerRole.RESPONDENT, "Kim"))  # fmt: skip
        add_attribute(project, "Timmar", kind=AttributeKind.NUMBER)
        set_attribute(project, find_respondent(project, "Kim"), "Timmar", "1.5")
        add_codings(project, [NewCoding(document, add_code(project, "Tema"), 12, 14)])
        for language, shown in (("sv", "1,5"), ("en", "1.5")):
            options = QuoteTableOptions(columns=("attributes", "quote"), language=language)
            assert list(quote_table(project, options, QuoteFilter(), Progress()).rows) == [[shown, "Jo"]]
