"""The overview of memos, the research journal, and links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import MemoId, SelectionId
from qualcoder_peer.core.domain.links import Link, LinkKind, parse_link
from qualcoder_peer.core.domain.model import Owner, SpeakerRole
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, remove_codes, set_code_memo
from qualcoder_peer.core.services.coding import NewCoding, add_codings, remove_codings, set_coding_memo
from qualcoder_peer.core.services.links import find_link, link_choices, link_to
from qualcoder_peer.core.services.memos import (
    MemoFilter,
    MemoKind,
    add_entry,
    add_passage_memo,
    add_project_memo,
    append_memo,
    change_entry,
    change_memo,
    list_memos,
    memo_coders,
    memo_row,
    memo_rows,
    memos_of,
    passage_spans,
    read_memo,
    remove_memos,
)
from qualcoder_peer.core.services.pseudonyms import replace_personal_data
from qualcoder_peer.core.services.respondents import add_respondent, list_respondents, set_respondent_memo
from qualcoder_peer.core.services.selections import add_set
from tests.support.projects import add_text, dump

TEXT = "Utan stödet vore det tomt. Man blir lyssnad på."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def test_every_kind_stands_in_the_overview(project: Project) -> None:
    document = add_text(project, "Intervju", TEXT)
    theme = add_code(project, "Stöd")
    code = add_code(project, "Tomrum", theme)
    (coding,) = add_codings(project, [NewCoding(document, code, 5, 11)])
    person = add_respondent(project, "R1")
    add_project_memo(project, "# Om *allt*\nmer")
    add_entry(project, "2026-03-02", "Måndag", "**Mötte** gruppen")
    append_memo(project, "document", document, "hela")
    add_passage_memo(project, document, 27, 47, "stället")
    set_code_memo(project, code, "kodens")
    set_coding_memo(project, coding, "kodningens")
    set_respondent_memo(project, person, "personens")
    rows = {row.kind: row for row in memo_rows(project)}
    assert set(rows) == set(MemoKind) and len(memo_rows(project)) == 7
    assert (rows[MemoKind.PROJECT].line, rows[MemoKind.PROJECT].characters) == ("Om allt", 15)
    entry = rows[MemoKind.JOURNAL]
    assert (entry.date, entry.title, entry.line, entry.coder) == ("2026-03-02", "Måndag", "Mötte gruppen", "AJ")
    assert rows[MemoKind.CODE].about == ("Stöd", "Tomrum")
    assert (rows[MemoKind.CODING].about, rows[MemoKind.CODING].start) == (("Stöd", "Tomrum", "Intervju"), 5)
    assert (rows[MemoKind.PASSAGE].about, rows[MemoKind.PASSAGE].end) == (("Intervju",), 47)
    assert rows[MemoKind.RESPONDENT].about == ("R1",)
    assert memo_row(project, rows[MemoKind.CODING].id) == rows[MemoKind.CODING]
    assert passage_spans(project, document) == [(27, 47)]


def test_filters(project: Project) -> None:
    document = add_text(project, "Ängen", TEXT)
    add_passage_memo(project, document, 0, 4, "Om ÅRET som gick" + " ord" * 300 + " sist")
    add_entry(project, "2026-03-02", "Måndag", "x")
    add_entry(project, "2026-03-09", "Nästa", "y")
    project.coder = "BK"
    add_project_memo(project, "av en annan")

    def found(**which: object) -> list[str]:
        return [row.title or row.line[:6] for row in memo_rows(project, MemoFilter(**which))]  # type: ignore[arg-type]

    assert found(words="året SIST") == ["Om ÅRE"]
    assert found(words="ängen") == ["Om ÅRE"]
    assert found(words="ängen måndag") == []
    assert found(kinds=frozenset({MemoKind.JOURNAL})) == ["Nästa", "Måndag"]
    assert found(since="2026-03-03", until="2026-03-10") == ["Nästa"]
    assert found(coders=frozenset({"BK"})) == ["av en "]
    assert memo_coders(project) == ["AJ", "BK"]


def test_the_journal_is_apart_from_the_memos_on_the_project(project: Project) -> None:
    first = add_entry(project, " 2026-03-02 ", " En\nrubrik ", "ord")
    change_entry(project, first, date="2026-03-03", title="Ny")
    change_memo(project, first, "andra ord")
    entry = read_memo(project, first)
    assert (entry.date, entry.title, entry.text, entry.is_journal) == ("2026-03-03", "Ny", "andra ord", True)
    assert memos_of(project, "project", None) == []
    steps = len(project.history())
    change_entry(project, first, title="Ny")
    assert len(project.history()) == steps
    change_memo(project, first, "")
    assert read_memo(project, first).title == "Ny"
    before = dump(project.path)
    for wrong in (
        lambda: add_entry(project, "igår", "x"),
        lambda: add_entry(project, "2026-03-02", " ", "\n"),
        lambda: change_entry(project, first, date="2026-02-30"),
        lambda: change_entry(project, first, text="\x00"),
    ):
        with pytest.raises(InvalidInput):
            wrong()
    free = add_project_memo(project, "fri")
    for gone in (lambda: change_entry(project, MemoId(99), title="x"), lambda: change_entry(project, free, title="x")):
        with pytest.raises(NotFound):
            gone()
    project.undo()
    assert dump(project.path) == before
    labels = " ".join(str(step.label) for step in project.history())
    assert "andra ord" not in labels and "rubrik" not in labels  # what was written stands in no label


def test_deleting_many_is_one_step(project: Project) -> None:
    made = [add_project_memo(project, f"memo {number}") for number in range(3)]
    before = dump(project.path)
    assert remove_memos(project, made[:2]) == 2
    assert [one.text for one in list_memos(project)] == ["memo 2"]
    assert len(project.undo()) == 1
    assert dump(project.path) == before


def test_a_document_has_one_memo_that_grows(project: Project) -> None:
    document = add_text(project, "A", TEXT)
    add_passage_memo(project, document, 0, 4, "stället")
    first = append_memo(project, "document", document, "ett")
    assert append_memo(project, "document", document, "två") == first
    assert [one.text for one in memos_of(project, "document", document)] == ["ett\n\ntvå", "stället"]
    with pytest.raises(NotFound):
        append_memo(project, "code", 99, "x")


def test_links_lead_to_what_they_name_until_it_is_gone(project: Project) -> None:
    document = add_text(project, "Intervju", TEXT)
    code = add_code(project, "Tom [rum]")
    (coding,) = add_codings(project, [NewCoding(document, code, 0, 26)])
    person = add_respondent(project, "R1")
    memo = add_project_memo(project, "**Om** allt")
    targets = {
        kind: link_to(project, kind, row)
        for kind, row in zip(LinkKind, (coding, code, document, person, memo), strict=True)
    }
    for kind, target in targets.items():
        assert find_link(project, target.link) == target
        assert parse_link(target.link.address) == target.link and target.link.kind is kind
    assert targets[LinkKind.CODING].title == "Utan stödet vore det tomt."
    assert targets[LinkKind.CODING].detail == "Tom [rum]"
    assert targets[LinkKind.CODE].markdown == rf"[Tom \[rum\]](qcp:code/{targets[LinkKind.CODE].link.guid})"
    assert {one.title for one in link_choices(project)} == {"Tom [rum]", "Intervju", "R1"}
    remove_codings(project, [coding])
    with pytest.raises(NotFound, match="quote that this link led to"):
        find_link(project, targets[LinkKind.CODING].link)
    remove_codes(project, [code])
    with pytest.raises(NotFound, match="code that this link led to"):
        find_link(project, targets[LinkKind.CODE].link)
    project.undo(2)
    assert find_link(project, targets[LinkKind.CODING].link).id == coding


@pytest.mark.parametrize("address", ["https://x.se", "qcp:coding/", "qcp:file/1", "qcp:code/1/2", "javascript:x", ""])
def test_other_addresses_are_no_links_of_ours(address: str) -> None:
    assert parse_link(address) is None
    assert parse_link("qcp:code/ab-1") == Link(LinkKind.CODE, "ab-1")


def test_names_in_titles_of_the_journal_are_found_and_replaced(project: Project) -> None:
    entry = add_entry(project, "2026-03-02", "Samtal med Annika", "Annika var trött")
    replace_personal_data(project, [ReplaceRule("Annika", "Kim")])
    found = read_memo(project, entry)
    assert (found.title, found.text) == ("Samtal med Kim", "Kim var trött")


def test_memos_are_narrowed_by_sets(project: Project) -> None:
    one = add_text(project, "A", "R1: Jag fick stöd.\n", R1=(SpeakerRole.RESPONDENT, "R1"))
    two = add_text(project, "B", "R2: Inte jag.\n", R2=(SpeakerRole.RESPONDENT, "R2"))
    for document in (one, two):
        add_passage_memo(project, document, 4, 7, f"Om {document}")
    add_project_memo(project, "Om allt")
    people = {person.name: person.id for person in list_respondents(project)}
    append_memo(project, "respondent", people["R1"], "Om R1")
    documents = add_set(project, Owner.DOCUMENT, "Ett", [one])
    speakers = add_set(project, Owner.RESPONDENT, "R2", [people["R2"]])
    persons = add_set(project, Owner.RESPONDENT, "R1", [people["R1"]])

    def texts(*sets: SelectionId) -> list[str]:
        return sorted(row.line for row in memo_rows(project, MemoFilter(sets=sets)))

    assert texts(documents) == [f"Om {one}"]
    assert texts(speakers) == [f"Om {two}"]
    assert texts(persons) == [f"Om {one}", "Om R1"]
    assert texts(documents, speakers) == []
    with pytest.raises(NotFound):
        memo_rows(project, MemoFilter(sets=(SelectionId(99),)))


def test_the_history_says_what_each_memo_is_about(project: Project) -> None:
    document = add_text(project, "Intervju", TEXT)
    code = add_code(project, "Tomrum")
    (coding,) = add_codings(project, [NewCoding(document, code, 5, 11)])
    person = add_respondent(project, "R1")
    memos = {
        "Memo on the project": add_project_memo(project, "a"),
        "Memo on “Intervju”": append_memo(project, "document", document, "a"),
        "Memo on a passage of “Intervju”": add_passage_memo(project, document, 27, 47, "a"),
        "Memo on “Tomrum”": append_memo(project, "code", code, "a"),
        "Memo on a coding of “Tomrum”": append_memo(project, "coding", coding, "a"),
        "Memo on a respondent": append_memo(project, "respondent", person, "a"),
    }
    for said, memo in memos.items():
        change_memo(project, memo, f"{said} anew")
    steps = [step.label.text.format(**step.label.parts) for step in project.history(limit=2 * len(memos))]
    assert steps == [*reversed(memos), *reversed(memos)]
    with pytest.raises(NotFound):
        change_memo(project, MemoId(9999), "x")


def test_links_lead_to_what_an_undo_brought_back(project: Project) -> None:
    document = add_text(project, "Intervju", TEXT)
    code = add_code(project, "Tomrum")
    (coding,) = add_codings(project, [NewCoding(document, code, 5, 11)])
    quote, theme = link_to(project, LinkKind.CODING, coding), link_to(project, LinkKind.CODE, code)
    remove_codes(project, [code])
    for target in (quote, theme):
        with pytest.raises(NotFound, match="no longer in the project"):
            find_link(project, target.link)
    project.undo()
    assert find_link(project, quote.link) == quote and find_link(project, theme.link) == theme
