"""Reports that were worked on in Word are brought up to date: what is planned, what is written, what stays."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.disclosure import DisclosureLevel, DisclosureRefused, DisclosureRules
from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import CodingId, ReportId, ReportItemId
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.reports.document import report_package
from qualcoder_peer.core.reports.sync import apply_update, plan_update
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateEntry, UpdateKind, UpdatePlan
from qualcoder_peer.core.services.codebook import remove_codes
from qualcoder_peer.core.services.coding import add_codings, change_edges, remove_codings
from qualcoder_peer.core.services.disclosure import write_rules
from qualcoder_peer.core.services.printed import set_printed
from qualcoder_peer.core.services.reports import add_quotes, add_text, new_report, read_options, read_outline
from qualcoder_peer.core.services.respondents import rename_respondent
from qualcoder_peer.core.services.sources import remove_documents
from tests.core.reports.edited import Edited, W, element, outside, retype, split_runs, unbalanced, words
from tests.core.reports.island import GROUP, NOTE, SINGLE, Island, coding, make_island

OLD, SHORT = "Det blev ett tomrum när Kim slutade.", "Det blev ett tomrum"


@dataclass
class Desk:
    """A project with a report, its file, and the keys of things in it."""

    island: Island
    report: ReportId
    file: Path
    quotes: Mapping[CodingId, str]

    def quote(self, number: int) -> str:
        """The key of the quote of a coding, by its place in ``Island.codings``."""
        return self.quotes[self.island.codings[number]]

    def fresh(self, path: Path) -> Edited:
        """The report as it would be exported now."""
        project = self.island.project
        outline, options = read_outline(project, self.report), read_options(project, ReportOptions)
        path.write_bytes(report_package(project, outline, options))
        return Edited(path)

    def plan(self, path: Path | None = None) -> UpdatePlan:
        """What an update would do."""
        return plan_update(self.island.project, self.report, path or self.file)

    def shorten_first_quote(self) -> None:
        """Change the project: the first quote ends earlier."""
        start = GROUP.index(OLD)
        change_edges(self.island.project, self.island.codings[0], start, start + len(SHORT))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    island = make_island(tmp_path / "island.qcp")
    report = new_report(island.project, "Rapport")
    nodes = [node for node in read_outline(island.project, report).walk() if node.quote is not None]
    keys = {node.quote.id: f"q{node.id}" for node in nodes if node.quote}
    made = Desk(island, report, tmp_path / "Rapport.docx", keys)
    made.fresh(made.file)
    yield made
    island.project.close()


def entry(plan: UpdatePlan, key: str) -> UpdateEntry:
    return next(one for one in plan.entries if one.key == key)


def said(plan: UpdatePlan) -> list[str]:
    return [str(one.text).format(**{**one.parts, "count": one.count}) for one in plan.notices]


def test_what_was_just_exported_is_as_in_the_project(desk: Desk) -> None:
    plan = desk.plan()
    assert plan.is_current
    assert {one.kind for one in plan.entries} == {UpdateKind.UNCHANGED}
    assert len(plan.entries) == len(Edited(desk.file).keys()) > 12
    assert plan.notices == ()


def test_a_change_of_the_project_is_written_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    edited = Edited(desk.file)
    edited.add("<w:p><w:r><w:t>Mina egna ord.</w:t></w:r></w:p>")
    before = edited.save().read_bytes()
    desk.shorten_first_quote()
    plan = desk.plan()
    changed = entry(plan, desk.quote(0))
    assert (changed.kind, changed.default) == (UpdateKind.CHANGED, Decision.REFRESH)
    assert (changed.before, changed.after) == (f"“{OLD}”", f"“{SHORT}”")
    assert changed.place.parts == {"heading": "Tomrummet"}
    result = apply_update(plan)
    assert desk.file.read_bytes() == before
    assert result.path.parent == desk.file.parent and result.path.name.startswith("Rapport (updated 20")
    made = Edited(result.path)
    assert words(made.control(desk.quote(0))) == f"“{SHORT}”"
    assert outside(made.root) == outside(edited.root)
    with zipfile.ZipFile(desk.file) as old, zipfile.ZipFile(result.path) as new:
        assert old.namelist() == new.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["word/document.xml"]
    assert check_document(result.path) == []
    assert desk.plan(result.path).is_current


def test_the_writers_own_change_is_never_overwritten_unasked(desk: Desk) -> None:
    edited = Edited(desk.file)
    retype(edited.control(desk.quote(0)), "Kim", "[personen]")
    edited.save()
    plan = desk.plan()
    mine = entry(plan, desk.quote(0))
    assert (mine.kind, mine.default, mine.choices) == (
        UpdateKind.MINE, Decision.KEEP, (Decision.KEEP, Decision.REFRESH)
    )  # fmt: skip
    desk.shorten_first_quote()
    plan = desk.plan()
    both = entry(plan, desk.quote(0))
    assert (both.kind, both.default) == (UpdateKind.CONFLICT, Decision.KEEP)
    assert "[personen]" in both.before and both.after == f"“{SHORT}”"
    result = apply_update(plan, {both.number: Decision.REFRESH})
    assert words(Edited(result.path).control(desk.quote(0))) == f"“{SHORT}”"
    assert desk.plan(result.path).is_current


def test_tracked_changes_and_comments_inside_count_as_the_writers(desk: Desk) -> None:
    edited = Edited(desk.file)
    content = edited.control(desk.quote(0)).find(f"{W}sdtContent")
    content.insert(0, element('<w:commentRangeStart w:id="7"/>'))
    content.append(element('<w:commentRangeEnd w:id="7"/>'))
    content.append(element('<w:r><w:commentReference w:id="7"/></w:r>'))
    edited.save()
    assert desk.plan().is_current
    desk.shorten_first_quote()
    plan = desk.plan()
    assert entry(plan, desk.quote(0)).kind is UpdateKind.CONFLICT
    assert "comments" in str(entry(plan, desk.quote(0)).notes)
    made = Edited(apply_update(plan, plan.decisions(overwrite_mine=True)).path)
    assert words(made.control(desk.quote(0))) == f"“{SHORT}”"
    assert unbalanced(made.root) == []
    assert next(made.root.iter(f"{W}commentReference")).get(f"{W}id") == "7"


def test_a_tracked_deletion_inside(desk: Desk) -> None:
    edited = Edited(desk.file)
    run = next(one for one in edited.control(desk.quote(0)).iter(f"{W}r") if "Kim" in words(one))
    text = run.find(f"{W}t")
    deleted = element('<w:del w:id="90" w:author="A"><w:r><w:delText xml:space="preserve"> när Kim slutade</w:delText>'
                      "</w:r></w:del>")  # fmt: skip
    text.text = text.text.replace(" när Kim slutade.", "")
    run.addnext(deleted)
    edited.save()
    assert entry(desk.plan(), desk.quote(0)).kind is UpdateKind.MINE
    desk.shorten_first_quote()
    assert desk.plan().is_current  # as the writer would have it


def test_the_writers_look_stays(desk: Desk) -> None:
    edited = Edited(desk.file)
    long = edited.control(desk.quote(4))
    for paragraph in long.iter(f"{W}p"):
        paragraph.find(f"{W}pPr/{W}pStyle").set(f"{W}val", "Heading4")
        split_runs(paragraph)
    for run in list(long.iter(f"{W}r"))[:2]:
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = element("<w:rPr/>")
            run.insert(0, properties)
        properties.append(element("<w:b/>"))
    edited.save()
    assert desk.plan().is_current
    start = SINGLE.index("Jag kunde")
    change_edges(desk.island.project, desk.island.codings[4], start, start + 250)
    made = Edited(apply_update(desk.plan()).path)
    control = made.control(desk.quote(4))
    assert {one.get(f"{W}val") for one in control.iter(f"{W}pStyle")} == {"Heading4"}
    assert any(run.find(f"{W}rPr/{W}b") is not None and "Jag kunde" in words(run) for run in control.iter(f"{W}r"))
    assert SINGLE[start : start + 250] in words(control)


def test_tables_get_their_new_rows_and_keep_their_look(desk: Desk) -> None:
    edited = Edited(desk.file)
    table = edited.control("t-themes").find(f".//{W}tbl")
    shading = '<w:shd w:val="clear" w:color="auto" w:fill="FFCC00"/>'
    for row in table.findall(f"{W}tr"):
        row.find(f"{W}tc/{W}tcPr").append(element(shading))
    edited.save()
    island = desk.island
    add_codings(island.project, [coding(island.single, island.emptiness, SINGLE, "aldrig fel tid")])
    plan = desk.plan()
    assert entry(plan, "t-themes").kind is UpdateKind.CHANGED
    result = apply_update(plan)
    table = Edited(result.path).control("t-themes").find(f".//{W}tbl")
    rows = [[words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
    assert rows[2][-2:] == ["1", "3/4"]
    assert all(row.find(f"{W}tc/{W}tcPr/{W}shd") is not None for row in table.findall(f"{W}tr"))
    remove_codes(island.project, [island.flexible])
    again = apply_update(desk.plan(result.path))
    table = Edited(again.path).control("t-themes").find(f".//{W}tbl")
    assert [words(row.find(f"{W}tc")).strip() for row in table.findall(f"{W}tr")] == ["Theme", "Fråga 1", "Tomrummet"]
    assert check_document(again.path) == []


def test_what_no_longer_exists_is_told_and_can_be_marked(desk: Desk) -> None:
    remove_codings(desk.island.project, [desk.island.codings[0]])
    plan = desk.plan()
    gone = entry(plan, desk.quote(0))
    assert (gone.kind, gone.default) == (UpdateKind.GONE, Decision.KEEP)
    assert not any(one.key == "s" + desk.quote(0)[1:] for one in plan.entries)
    result = apply_update(plan)
    assert OLD in words(Edited(result.path).control(desk.quote(0)))
    result = apply_update(plan, plan.decisions(mark_gone=True))
    made = Edited(result.path)
    assert OLD in words(made.control(desk.quote(0)))
    assert result.commented == 1 and b"No longer in the report." in made.parts["word/comments.xml"]
    assert unbalanced(made.root) == []
    assert b"comments+xml" in made.parts["[Content_Types].xml"]


def test_a_removed_transcript_and_theme(desk: Desk) -> None:
    remove_documents(desk.island.project, [desk.island.single])
    remove_codes(desk.island.project, [desk.island.emptiness])
    plan = desk.plan()
    gone = {one.key for one in plan.of_kind(UpdateKind.GONE)}
    assert {desk.quote(0), desk.quote(4)} <= gone
    assert {"t-themes", "f-method"} <= {one.key for one in plan.of_kind(UpdateKind.CHANGED)}
    made = Edited(apply_update(plan).path)
    assert OLD in words(made.root)


def test_new_quotes_go_where_the_outline_has_them(desk: Desk) -> None:
    project, island = desk.island.project, desk.island
    made = add_codings(project, [coding(island.note, island.flexible, NOTE, "tom klockan nio")])
    heading = next(node for node in read_outline(project, desk.report).walk()
                   if node.code is not None and node.code.id == island.flexible)  # fmt: skip
    item = add_quotes(project, desk.report, heading.id, made)[0]
    plan = desk.plan()
    new = entry(plan, f"q{item}")
    assert (new.kind, new.default, new.before) == (UpdateKind.NEW, Decision.KEEP, "")
    assert f"q{item}" not in Edited(apply_update(plan).path).keys()
    result = apply_update(plan, plan.decisions(add_new=True))
    assert result.added == 1
    edited = Edited(result.path)
    keys = edited.keys()
    assert keys.index(f"q{item}") == keys.index(desk.quote(4)) + 1
    assert keys.index(f"s{item}") == keys.index(f"q{item}") + 1
    assert "“tom klockan nio” (Anteckning, paragraph 1)." in "".join(words(edited.root))
    assert unbalanced(edited.root) == []
    assert check_document(result.path) == []
    assert desk.plan(result.path).is_current


def test_a_quote_that_comes_first_in_its_own_paragraph_has_no_blank_before_it(desk: Desk) -> None:
    project, island = desk.island.project, desk.island
    made = add_codings(project, [coding(island.note, island.flexible, NOTE, "tom klockan nio")])
    heading = next(node for node in read_outline(project, desk.report).walk()
                   if node.code is not None and node.code.id == island.flexible)  # fmt: skip
    item = add_quotes(project, desk.report, heading.id, made)[0]
    plan = desk.plan()
    edited = Edited(apply_update(plan, plan.decisions(add_new=True)).path)
    added = edited.control(f"q{item}").getparent()
    assert words(added)[:1].isupper()


def test_a_field_that_the_writer_removed_is_not_missed(desk: Desk) -> None:
    project = desk.island.project
    add_text(project, desk.report, "Vi talade med {respondents} personer, säger {coders}.", position=0)
    desk.fresh(desk.file)
    edited = Edited(desk.file)
    gone = edited.control("f-coders")
    gone.getparent().remove(gone)
    edited.save()
    plan = desk.plan()
    assert not any(one.key == "f-coders" for one in plan.entries)
    assert plan.is_current


def test_a_shortened_quote_whose_transcript_changed_is_told_of(desk: Desk) -> None:
    project = desk.island.project
    item = ReportItemId(int(desk.quote(0)[1:]))
    set_printed(project, item, "Det blev […] när Kim slutade.")
    desk.fresh(desk.file)
    desk.shorten_first_quote()
    changed = entry(desk.plan(), desk.quote(0))
    assert changed.kind is UpdateKind.CHANGED and changed.after == f"“{SHORT}”"
    assert [one.text for one in changed.notes] == ["The transcript has changed: the original is printed"]


def test_a_renamed_respondent_reaches_every_copy(desk: Desk) -> None:
    edited = Edited(desk.file)
    source = "s" + desk.quote(0)[1:]
    copied = element("<w:p/>")
    for key in (desk.quote(0), source):
        copied.append(copy.deepcopy(edited.control(key)))
    edited.body.insert(3, copied)
    edited.save()
    island = desk.island
    with island.project.reading() as store:
        person = next(one.id for one in store.respondents.all() if one.name == "R1")
    rename_respondent(island.project, person, "Alva")
    plan = desk.plan()
    assert [one.kind for one in plan.entries if one.key == source] == [UpdateKind.CHANGED] * 2
    made = Edited(apply_update(plan).path)
    assert [words(one) for one in made.controls(source)] == ["(Alva, Gruppintervju, paragraph 2)"] * 2
    assert [words(one) for one in made.controls(desk.quote(0))] == [f"“{OLD}”"] * 2


def test_nothing_chosen_writes_nothing(desk: Desk) -> None:
    desk.shorten_first_quote()
    plan = desk.plan()
    with pytest.raises(ExportFailed, match="Nothing was chosen"):
        apply_update(plan, {one.number: Decision.KEEP for one in plan.entries})
    assert [one.name for one in desk.file.parent.glob("*.docx")] == ["Rapport.docx"]


def test_a_quote_set_apart_or_in_running_text_keeps_its_form_in_the_file(desk: Desk) -> None:
    project, edited = desk.island.project, Edited(desk.file)
    inline, block = desk.quote(0), desk.quote(4)
    set_printed(project, ReportItemId(int(inline[1:])), "", "block")
    set_printed(project, ReportItemId(int(block[1:])), "", "inline")
    assert desk.plan().is_current
    start = SINGLE.index("Jag kunde")
    change_edges(project, desk.island.codings[4], start, start + len("Jag kunde ringa när jag ville"))
    desk.shorten_first_quote()
    made = Edited(apply_update(desk.plan()).path)
    assert words(made.control(inline)) == f"“{SHORT}”"
    assert words(made.control("s" + inline[1:])) == words(edited.control("s" + inline[1:]))
    paragraphs = [words(one) for one in made.control(block).iter(f"{W}p")]
    assert paragraphs == ["“Jag kunde ringa när jag ville”", "(R4, Intervju 4, paragraph 2)"]
    assert desk.plan(made.path).is_current


def test_strict_rules_hold_for_updates_too(desk: Desk) -> None:
    desk.shorten_first_quote()
    rules = DisclosureRules(level=DisclosureLevel.STRICT)
    write_rules(desk.island.project, rules)
    plan = desk.plan()
    assert plan.disclosure is not None and plan.disclosure.open
    with pytest.raises(DisclosureRefused):
        apply_update(plan)
    assert [one.name for one in desk.file.parent.glob("*.docx")] == ["Rapport.docx"]
    write_rules(desk.island.project, replace(rules, level=DisclosureLevel.OFF))
    assert apply_update(desk.plan()).refreshed > 0
