"""The register from and to a spreadsheet: plans, problems, round trips."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import ExportFailed, InvalidInput
from qualcoder_peer.core.domain.model import AttributeKind, Consent, Owner, SpeakerRole
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.exporters.register import write_register
from qualcoder_peer.core.i18n import LANGUAGES, texts
from qualcoder_peer.core.importers.tabular import read_table
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import (
    add_attribute,
    list_attributes,
    move_attribute,
    named_values,
    set_attribute,
)
from qualcoder_peer.core.services.register import (
    ImportPlan,
    PastedTable,
    apply_plan,
    pasted_table,
    plan_import,
    propose_mapping,
)
from qualcoder_peer.core.services.register_columns import ColumnUse, Use
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    add_respondent,
    find_respondent,
    list_respondents,
    rename_respondent,
    set_consent,
    set_respondent_memo,
    write_respondents,
)
from qualcoder_peer.core.services.sources import list_documents, set_document_done
from tests.support.projects import add_text, dump

NUMBER, DATE, CHOICE, YES_NO, TEXT = (
    AttributeKind.NUMBER, AttributeKind.DATE, AttributeKind.CHOICE, AttributeKind.YES_NO, AttributeKind.TEXT
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


def sheet(*lines: str) -> PastedTable:
    return pasted_table("\n".join(line.replace(" | ", "\t") for line in lines))


def told(plan: ImportPlan) -> list[tuple[int, str]]:
    return [(one.line, texts("en").say(one.what)) for one in plan.problems]


def changes(plan: ImportPlan) -> list[tuple[str, str, str, str]]:
    return [(one.name, plan.columns[one.column].title.text.format(**plan.columns[one.column].title.parts), one.old,
             one.new) for one in plan.changed]  # fmt: skip


def test_a_new_sheet_makes_people_and_columns_of_the_kinds_it_shows(project: Project) -> None:
    before = dump(project.path)
    plan = plan_import(
        project,
        sheet(
            "Namn | Roll | Samtycke | Datum för samtycke | Ålder | Enhet | Start | Kontakt | Övrigt",
            "Kim | Respondent | ja | 1.3.2026 | 31 | Norr | 2026-01-02 | ja | går gärna ut",
            "Robin | other |  |  | 40,5 | Syd | 3.2.2026 | nej | ",
            "Alex |  | refused |  |  | norr |  |  | ringer",
            "Åse | interviewer |  |  | 50 | Syd |  | Ja | ",
        ),
    )
    assert dump(project.path) == before
    assert [one.name for one in plan.new] == ["Kim", "Robin", "Alex", "Åse"] and not plan.problems
    found = [(one.attribute.name, one.attribute.kind) for one in plan.new_columns if one.attribute]
    assert found[-5:] == [
        ("Ålder", NUMBER), ("Enhet", CHOICE), ("Start", DATE), ("Kontakt", YES_NO), ("Övrigt", TEXT)
    ]  # fmt: skip
    apply_plan(project, plan)
    kim, robin, alex, ase = list_respondents(project)
    assert {"Ålder": "31", "Enhet": "Norr", "Start": "2026-01-02", "Kontakt": "yes"}.items() <= kim.attributes.items()
    assert (robin.attributes["Ålder"], alex.attributes["Enhet"], ase.attributes["Kontakt"]) == ("40.5", "Norr", "yes")
    assert [one.role.value for one in (kim, robin, alex, ase)] == ["respondent", "other", "respondent", "interviewer"]
    assert [one.consent for one in (kim, robin, alex)] == [Consent.GIVEN, Consent.UNKNOWN, Consent.REFUSED]
    again = plan_import(project, plan.sheet)
    assert again.is_empty and again.unchanged == 4
    project.undo()
    assert dump(project.path) == before


def test_what_changes_is_shown_before_and_empty_cells_change_nothing(project: Project) -> None:
    kim = add_respondent(project, "Kim")
    set_attribute(project, kim, "Enhet", "Norr")
    set_attribute(project, kim, "Ålder", "30")
    lines = ("pseudonym | Enhet | ålder | Memo", "KIM | Syd |  | Ringer igen.", "Robin |  | 41 | ")
    plan = plan_import(project, sheet(*lines))
    assert changes(plan) == [("Kim", "Enhet", "Norr", "Syd"), ("Kim", "Memo", "", "Ringer igen.")]
    assert [(one.line, one.name, dict(one.values)) for one in plan.new] == [(3, "Robin", {2: "41"})]
    assert not plan.new_columns  # “ålder” is the column “Ålder”
    clearing = plan_import(project, sheet(*lines), clear_empty=True)
    assert ("Kim", "Ålder", "30", "") in changes(clearing)
    apply_plan(project, clearing)
    assert [(one.name, one.attributes, one.memo) for one in list_respondents(project)] == [
        ("Kim", {"Enhet": "Syd"}, "Ringer igen."), ("Robin", {"Ålder": "41"}, "")
    ]  # fmt: skip


def test_what_does_not_fit_is_told_with_its_line_and_the_rest_is_done(project: Project) -> None:
    add_attribute(project, "Ålder", kind=NUMBER)
    add_attribute(project, "Enhet", kind=CHOICE, choices=["Norr", "Syd"])
    plan = plan_import(
        project,
        sheet(
            "Namn | Ålder | Enhet | Roll",
            "Kim | trettio | Norr | Respondent",
            "",
            "Robin | 40 | Öst | Respondent",
            " | 12 | Norr | ",
            "kim | 31 | Syd | Respondent",
            "Alex | 20 | Syd | Trollkarl",
        ),
    )
    assert told(plan) == [
        (2, "“trettio” is no number, and “Ålder” holds numbers such as 1500 or 1,5."),
        (4, "“Öst” is none of the choices of “Enhet”: Norr, Syd."),
        (5, "The line has no name; it was left out."),
        (6, "“kim” stands in line 2 already; the line was left out. If these are two people, give them names of their "
            "own."),
        (7, "“Trollkarl” is not known as a value of “Role”."),
    ]  # fmt: skip
    apply_plan(project, plan)
    assert {one.name: dict(one.attributes) for one in list_respondents(project)} == {
        "Kim": {"Enhet": "Norr"}, "Robin": {"Ålder": "40"}, "Alex": {"Ålder": "20", "Enhet": "Syd"}
    }  # fmt: skip
    uses = [ColumnUse(Use.NAME), ColumnUse(Use.ATTRIBUTE, "Enhet", add_choices=True)]
    wider = plan_import(project, sheet("Namn | Enhet", "Robin | Öst", "Alex | syd"), uses)
    assert not wider.problems and changes(wider) == [("Robin", "Enhet", "", "Öst")]
    apply_plan(project, wider)
    assert list_attributes(project)[1].choices == ("Norr", "Syd", "Öst")


def test_an_attribute_that_is_called_as_a_fixed_column_is_not_taken_for_it(project: Project) -> None:
    table = sheet("Namn | Roll | Samtycke", "Kim | Undersköterska | muntligt", "Robin | Chef | skriftligt")
    assert [one.use for one in propose_mapping(project, table)] == [Use.NAME, Use.ATTRIBUTE, Use.ATTRIBUTE]
    apply_plan(project, plan_import(project, table))
    for name in ("Memo", "Id"):
        add_attribute(project, name)
        set_attribute(project, find_respondent(project, "Kim"), name, f"ett {name}")
    for language in LANGUAGES:
        path = project.path.with_name(f"{language}.csv")
        write_register(project, path, language=language)
        assert plan_import(project, read_table(path)).is_empty


@pytest.mark.parametrize(
    "uses",
    [
        [],
        [ColumnUse(Use.NAME)],
        [ColumnUse(Use.NAME), ColumnUse(Use.NAME)],
        [ColumnUse(Use.IGNORE), ColumnUse(Use.ATTRIBUTE, "x")],
        [ColumnUse(Use.NAME), ColumnUse(Use.ATTRIBUTE, " ")],
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(project: Project, uses: list[ColumnUse]) -> None:
    table = sheet("a | b", "Kim | 1")
    if not uses:
        assert [one.use for one in propose_mapping(project, table)] == [Use.NAME, Use.ATTRIBUTE]
        return
    with pytest.raises(InvalidInput):
        plan_import(project, table, uses)


def test_a_plan_is_refused_when_what_it_rests_on_has_changed_and_only_then(project: Project) -> None:
    kim = add_respondent(project, "Kim")
    set_attribute(project, kim, "Enhet", "Norr")
    set_attribute(project, kim, "Ålder", "30")
    plan = plan_import(project, sheet("Namn | Enhet", "Kim | Syd", "Robin | Öst"))
    for change in (
        lambda: set_attribute(project, kim, "Enhet", "Väst"),
        lambda: rename_respondent(project, kim, "Alex"),
        lambda: add_respondent(project, "Robin"),
    ):
        change()
        before = dump(project.path)
        with pytest.raises(InvalidInput, match="has changed since the preview"):
            apply_plan(project, plan)
        assert dump(project.path) == before
        project.undo()
    add_respondent(project, "Somebody else")
    set_attribute(project, kim, "Ålder", "31")
    move_attribute(project, list_attributes(project)[0].id, 1)
    apply_plan(project, plan)
    assert list_respondents(project, [kim])[0].attributes["Enhet"] == "Syd"


def fill(project: Project) -> None:
    """People with all that a register holds, some of it made to be mistaken for something else."""
    for name, kind in (("Ålder", NUMBER), ("Start", DATE), ("Kontakt", YES_NO), ("Fritt", TEXT)):
        add_attribute(project, name, kind=kind)
    add_attribute(project, "Enhet", kind=CHOICE, choices=["Norr", "Syd, öst"])
    rows = [
        ("=1+1", "-0.5", "1899-12-31", "yes", "'=SUM(A1)", "Norr"),
        ("-Kim", "12345678901234567", "2026-03-01", "no", "rad ett\nrad två; \"så\"", "Syd, öst"),
        ("007", "1.25", "", "", "007", ""),
        ("Robin 😀", "", "2024-02-29", "", "+46 70", ""),
        ("TRUE", "0", "", "yes", "1e5", "Norr"),
    ]
    names = ("Ålder", "Start", "Kontakt", "Fritt", "Enhet")
    edits = [RespondentEdit(None, name, attributes=dict(zip(names, values, strict=True))) for name, *values in rows]
    people = write_respondents(project, edits)
    set_consent(project, people[:2], Consent.WITHDRAWN, "2026-01-01")
    set_respondent_memo(project, people[0], "Ringer; igen\n\noch \"igen\"\t.")
    write_respondents(project, [RespondentEdit(people[2], role=SpeakerRole.INTERVIEWER)])


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_what_is_exported_and_imported_again_changes_nothing(project: Project, suffix: str, language: str) -> None:
    fill(project)
    path = project.path.with_name(f"register{suffix}")
    assert write_register(project, path, language=language) == 5
    plan = plan_import(project, read_table(path))
    assert (changes(plan), plan.new, told(plan), plan.unchanged) == ([], (), [], 5)
    with Project.create(path.with_suffix(".qcp"), title="Copy", coder="AB") as other:
        apply_plan(other, plan_import(other, read_table(path)))
        copied, original = list_respondents(other), list_respondents(project)
        assert [(one.name, one.role, one.consent, one.consent_date, one.memo) for one in copied] == [
            (one.name, one.role, one.consent, one.consent_date, one.memo) for one in original
        ]
        for name in ("Start", "Fritt"):
            expected = [one.attributes.get(name, "") for one in original]
            assert [one.attributes.get(name, "") for one in copied] == expected


def test_an_edited_sheet_writes_just_the_cells_that_were_edited(project: Project) -> None:
    fill(project)
    path = project.path.with_name("register.csv")
    write_register(project, path, language="sv")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))
    head = rows[0]
    rows[3][0], rows[4][0] = rows[4][0], rows[3][0]  # two people change names
    rows[1][head.index("Ålder")] = ""  # a cell is cleared
    rows[5][head.index("Enhet")] = "Syd, öst"
    rows.append(["Ny", *[""] * (len(head) - 1)])
    del rows[2]  # a line that is taken out of the sheet takes nobody out of the project
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    plan = plan_import(project, read_table(path))
    assert not plan.problems
    assert sorted(changes(plan)) == sorted([
        ("=1+1", "Ålder", "-0.5", ""), ("007", "Pseudonym", "007", "Robin 😀"),
        ("Robin 😀", "Pseudonym", "Robin 😀", "007"), ("TRUE", "Enhet", "Norr", "Syd, öst"),
    ])  # fmt: skip
    apply_plan(project, plan)
    assert [one.name for one in list_respondents(project)] == ["=1+1", "-Kim", "Robin 😀", "007", "TRUE", "Ny"]
    project.undo()
    assert [one.name for one in list_respondents(project)] == ["=1+1", "-Kim", "007", "Robin 😀", "TRUE"]


def test_a_name_that_another_has_is_told(project: Project) -> None:
    for name in ("Kim", "Robin"):
        add_respondent(project, name)
    path = project.path.with_name("register.csv")
    write_register(project, path, language="en")
    path.write_text(path.read_text("utf-8-sig").replace("Robin", "Kim"), "utf-8")
    plan = plan_import(project, read_table(path))
    assert told(plan) == [(3, "The name “Kim” is taken; the line was left out. Choose another name.")]
    assert plan.is_empty


def test_no_cell_of_a_sheet_is_a_formula(project: Project) -> None:
    fill(project)
    path = project.path.with_name("register.csv")
    write_register(project, path, language="sv")
    cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";")
             for cell in row]  # fmt: skip
    assert "'=1+1" in cells and "''=SUM(A1)" in cells and "'-Kim" in cells and "-0,5" in cells
    import zipfile

    book = path.with_suffix(".xlsx")
    write_register(project, book)
    with zipfile.ZipFile(book) as package:
        written = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in written and "<v>1.25</v>" in written and "dataValidation" in written
    with pytest.raises(ExportFailed):
        write_register(project, path.with_suffix(".docx"))
    set_respondent_memo(project, list_respondents(project)[0].id, "å" * 33_000)
    with pytest.raises(ExportFailed, match="line 2"):
        write_register(project, book)
    write_register(project, path)
    assert plan_import(project, read_table(path)).is_empty


_cells = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff"),
                 max_size=12)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.tuples(_cells, _cells), max_size=6, unique_by=lambda one: one[0]))
def test_any_words_come_back_from_a_sheet(words: list[tuple[str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        with Project.create(Path(folder) / "p.qcp", title="P", coder="AB") as project:
            edits, taken = [], set()
            for name, value in words:
                tidy = " ".join(name.split())
                if tidy and tidy.casefold() not in taken:
                    taken.add(tidy.casefold())
                    edits.append(RespondentEdit(None, tidy, attributes={"Fritt": value}))
            if not edits:
                return
            write_respondents(project, edits)
            for suffix in (".xlsx", ".csv"):
                path = Path(folder) / f"r{suffix}"
                write_register(project, path, language="en")
                plan = plan_import(project, read_table(path, headings=True))
                assert (changes(plan), plan.new, plan.problems) == ([], (), ())


def test_documents_are_a_register_too(project: Project) -> None:
    for title in ("A", "B"):
        add_text(project, title, f"Ord {title}.")
    before = dump(project.path)
    plan = plan_import(
        project,
        sheet("Titel | Typ | Datum | Språk | Mätning | Memo", "A | interview | 1.3.2026 | Danska | 1 | Kort",
              "b.txt |  | 2026-04-01 |  | 2 | ", "C |  |  |  |  | ", "B | survey |  |  |  | "),
        owner=Owner.DOCUMENT,
    )  # fmt: skip
    assert [line for line, _ in told(plan)] == [3, 4]
    plan = plan_import(
        project,
        sheet("Titel | Typ | Datum | Språk | Mätning | Memo", "A | interview | 1.3.2026 | Danska | 1 | Kort",
              "B.txt |  | 2026-04-01 |  | 2 | "),
        owner=Owner.DOCUMENT,
    )  # fmt: skip
    assert not plan.problems
    apply_plan(project, plan)
    first, second = list_documents(project)
    assert (first.kind, first.date, first.language, second.date) == (
        DocumentKind.INTERVIEW, "2026-03-01", "da", "2026-04-01"
    )  # fmt: skip
    assert named_values(project, Owner.DOCUMENT) == {first.id: {"Mätning": "1"}, second.id: {"Mätning": "2"}}
    set_document_done(project, [first.id], True)
    path = project.path.with_name("d.xlsx")
    write_register(project, path, Owner.DOCUMENT)
    again = plan_import(project, read_table(path), owner=Owner.DOCUMENT)
    assert again.is_empty and again.unchanged == 2 and not again.problems
    project.undo(2)
    assert dump(project.path) == before


def test_the_clipboard_of_excel(project: Project) -> None:
    text = 'Namn\tFritt\r\nKim\t"rad ett\nrad ""två"""\r\n\r\nRobin\t5" skärm\r\n'
    table = pasted_table(text)
    assert table.rows == (("Kim", 'rad ett\nrad "två"'), ("Robin", '5" skärm'))
    apply_plan(project, plan_import(project, table))
    assert list_respondents(project)[0].attributes == {"Fritt": 'rad ett\nrad "två"'}
    for empty in ("", "Namn\tÅlder\n", "\n\n"):
        with pytest.raises(InvalidInput):
            pasted_table(empty)
