"""Headings of questions and themes in an updated file: refreshed like other controls, and what repeats them follows."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import docx
import pytest

from qualcoder_peer.core.reports.access import AccessState, check_access
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.reports.sync import apply_update
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateEntry, UpdateKind
from qualcoder_peer.core.reports.verify import verify_report
from qualcoder_peer.core.reports.word_headings import find_places
from qualcoder_peer.core.services.codebook import add_code, remove_codes, rename_code
from qualcoder_peer.core.services.coding import add_codings
from qualcoder_peer.core.services.reports import add_code as add_heading
from qualcoder_peer.core.services.reports import read_outline
from tests.core.reports.edited import Edited, W, element, key_of, outside, retype, unbalanced, words
from tests.core.reports.island import GROUP, NOTE, coding
from tests.core.reports.test_sync import Desk, desk, entry, said
from tests.core.reports.test_sync_places import OFFICE, converted

__all__ = ["desk"]
NEW = "Bundenhet och tider"


def key(desk: Desk, code: int) -> str:
    """The key of the heading of a code."""
    nodes = read_outline(desk.island.project, desk.report).walk()
    return next(f"h{node.id}" for node in nodes if node.code is not None and node.code.id == code)


def flexible(desk: Desk) -> str:
    return key(desk, desk.island.flexible)


def contents(edited: Edited) -> list[str]:
    """The entries of the table of contents with their pages."""
    return [words(one) for one in edited.root.iter(f"{W}p") if _style(one)[:-1] in ("TOC", "Contents")]


def without_headings(edited: Edited) -> Edited:
    """The file as it was exported before headings had controls."""
    for sdt in [one for one in edited.root.iter(f"{W}sdt") if key_of(one)[:1] == "h"]:
        for child in list(sdt.find(f"{W}sdtContent")):
            if not child.get(f"{W}name", "").startswith("_qcp") and child.tag != f"{W}bookmarkEnd":
                sdt.addprevious(child)
        sdt.getparent().remove(sdt)
    return edited


def plainly_read(path: Path) -> list[str]:
    """The headings as programs see them that know nothing of controls inside a paragraph."""
    read = [one.text for one in docx.Document(str(path)).paragraphs if one.style.name.startswith("Heading")]
    assert "" not in read
    return read


def changed(desk: Desk, path: Path | None = None) -> UpdateEntry:
    return entry(desk.plan(path), flexible(desk))


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else str(style.get(f"{W}val"))


def test_a_renamed_theme_has_its_new_name_in_heading_and_contents(desk: Desk) -> None:
    before = Edited(desk.file)
    before.add(
        '<w:p><w:r><w:t xml:space="preserve">Se avsnittet </w:t></w:r><w:fldSimple w:instr=" REF _Ref7 \\h "><w:r><w:t>'
        'Flexibilitet</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> om Flexibilitet.</w:t></w:r></w:p>'
    )
    heading = before.control(flexible(desk)).getparent()
    heading.append(element('<w:bookmarkEnd w:id="888"/>'))
    heading.insert(1, element('<w:bookmarkStart w:id="888" w:name="_Ref7"/>'))
    before.save()
    rename_code(desk.island.project, desk.island.flexible, NEW)
    told = changed(desk)
    assert (told.kind, told.default, told.before, told.after) == (
        UpdateKind.CHANGED, Decision.REFRESH, "Flexibilitet", NEW
    )  # fmt: skip
    assert told.title.text == "Heading" and told.place.parts == {"heading": "Tomrummet"}
    made = Edited(apply_update(desk.plan()).path)
    heading = made.control(flexible(desk)).getparent()
    assert words(heading) == NEW and _style(heading) == "Heading3"
    entries = contents(made)
    assert [one for one in entries if "Flexibilitet" in one] == [] and any(one.startswith(NEW) for one in entries)
    assert len(entries) == len(contents(before))
    assert f"Se avsnittet {NEW} om Flexibilitet." in [words(one) for one in made.root.iter(f"{W}p")]
    assert not any(one.get(f"{W}dirty") for one in made.root.iter(f"{W}fldSimple"))
    assert unbalanced(made.root) == [] and check_document(made.path) == []
    assert desk.plan(made.path).is_current


def test_a_heading_that_the_writer_changed_is_kept_until_asked(desk: Desk) -> None:
    edited = Edited(desk.file)
    retype(edited.control(flexible(desk)), "Flexibilitet", "Att få välja")
    edited.save()
    assert (changed(desk).kind, changed(desk).default) == (UpdateKind.MINE, Decision.KEEP)
    rename_code(desk.island.project, desk.island.flexible, NEW)
    plan = desk.plan()
    both = entry(plan, flexible(desk))
    assert (both.kind, both.default, both.before) == (UpdateKind.CONFLICT, Decision.KEEP, "Att få välja")
    kept = Edited(apply_update(plan).path)  # the table of themes has the new name
    assert words(kept.control(flexible(desk))) == "Att få välja"
    made = Edited(apply_update(plan, plan.decisions(overwrite_mine=True)).path)
    assert words(made.control(flexible(desk))) == NEW


def test_words_beside_the_control_and_their_look_stay(desk: Desk) -> None:
    edited = Edited(desk.file)
    control = edited.control(flexible(desk))
    control.addprevious(element('<w:r><w:t xml:space="preserve">4.2 </w:t></w:r>'))
    for properties in control.iter(f"{W}r"):
        properties.insert(0, element("<w:rPr><w:i/></w:rPr>"))
    line = next(one for one in edited.root.iter(f"{W}hyperlink") if words(one).startswith("Flexibilitet"))
    retype(line, "Flexibilitet", "4.2 Flexibilitet")
    before = outside(edited.root)
    edited.save()
    rename_code(desk.island.project, desk.island.flexible, NEW)
    made = Edited(apply_update(desk.plan()).path)
    heading = made.control(flexible(desk)).getparent()
    assert words(heading) == f"4.2 {NEW}" and heading.find(f".//{W}i") is not None
    assert any(one.startswith(f"4.2 {NEW}") for one in contents(made))
    assert outside(made.root) == before


def test_contents_that_do_not_have_the_entry_are_made_anew_by_word(desk: Desk) -> None:
    edited = Edited(desk.file)
    line = next(one for one in edited.root.iter(f"{W}hyperlink") if words(one).startswith("Flexibilitet"))
    retype(line, "Flexibilitet", "Något annat")
    edited.save()
    rename_code(desk.island.project, desk.island.flexible, NEW)
    made = Edited(apply_update(desk.plan()).path)
    assert any(one.startswith("Något annat") for one in contents(made))
    assert "TOC" in str(made.root.find(f".//{W}instrText").text)
    assert made.root.find(f".//{W}fldChar").get(f"{W}dirty") == "true"


def test_moved_copied_and_broken_over_two_lines(desk: Desk) -> None:
    edited = Edited(desk.file)
    name = flexible(desk)
    control = edited.control(name)
    copied = copy.deepcopy(control)
    copied.tail = None
    for mark in [*copied.iter(f"{W}bookmarkStart"), *copied.iter(f"{W}bookmarkEnd")]:
        mark.getparent().remove(mark)
    holder = edited.add('<w:p><w:r><w:t xml:space="preserve">Mer om </w:t></w:r></w:p>')
    holder.append(copied)
    heading = control.getparent()
    edited.body.insert(len(edited.body) - 2, heading)
    edited.save()
    rename_code(desk.island.project, desk.island.flexible, NEW)
    plan = desk.plan()
    assert [one.kind for one in plan.entries if one.key == name] == [UpdateKind.CHANGED] * 2
    made = Edited(apply_update(plan).path)
    assert [words(one.getparent()) for one in made.controls(name)] == [NEW, f"Mer om {NEW}"]
    # Word makes a block of a control whose words are broken over two paragraphs.
    edited = Edited(desk.file)
    heading = edited.control(name).getparent()
    block = copy.deepcopy(edited.control(name))
    held = block.find(f"{W}sdtContent")
    for child in list(held):
        held.remove(child)
    for part in ("Flexibi", "litet"):
        line = element(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>")
        line.insert(0, copy.deepcopy(heading.find(f"{W}pPr")))
        held.append(line)
    heading.getparent().replace(heading, block)
    edited.save()
    plan = desk.plan()
    assert entry(plan, name).kind is UpdateKind.CONFLICT
    made = Edited(apply_update(plan, plan.decisions(overwrite_mine=True)).path)
    heading = made.control(name).getparent()
    assert (words(heading), _style(heading)) == (NEW, "Heading3")
    assert [one for one in made.root.iter(f"{W}p") if _style(one).startswith("Heading") and not words(one)] == []


def test_split_in_two_controls(desk: Desk) -> None:
    edited = Edited(desk.file)
    name = flexible(desk)
    heading = edited.control(name).getparent()
    second = copy.deepcopy(heading)
    for one in [one for one in second.iter() if one.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
        one.getparent().remove(one)
    retype(heading, "Flexibilitet", "Flexibi")
    retype(second, "Flexibilitet", "litet")
    heading.addnext(second)
    edited.save()
    rename_code(desk.island.project, desk.island.flexible, NEW)
    plan = desk.plan()
    split = entry(plan, name)
    assert (split.kind, len(split.controls)) == (UpdateKind.CONFLICT, 2)
    made = Edited(apply_update(plan, plan.decisions(overwrite_mine=True)).path)
    assert [words(one) for one in made.controls(name)] == [NEW]
    assert [words(one) for one in made.root.iter(f"{W}p") if _style(one).startswith("Heading") and not words(one)] == []


def test_a_deleted_theme_and_a_deleted_heading(desk: Desk) -> None:
    name = flexible(desk)
    edited = Edited(desk.file).by_word()
    heading = edited.control(name).getparent()
    heading.getparent().remove(heading)
    edited.save()
    plan = desk.plan()
    assert (entry(plan, name).kind, entry(plan, name).default) == (UpdateKind.NEW, Decision.KEEP)
    made = Edited(apply_update(plan, plan.decisions(add_new=True)).path)
    assert made.keys().index(name) == made.keys().index(f"f-who{name[1:]}") - 1
    assert _style(made.control(name).getparent()) == "Heading3"
    assert made.root.find(f".//{W}fldChar").get(f"{W}dirty") == "true"  # the contents lack it
    remove_codes(desk.island.project, [desk.island.flexible])
    gone = entry(desk.plan(made.path), name)
    assert (gone.kind, gone.default) == (UpdateKind.GONE, Decision.KEEP)
    plan = desk.plan(made.path)
    made = Edited(apply_update(plan, plan.decisions(mark_gone=True)).path)
    assert words(made.control(name)) == "Flexibilitet" and unbalanced(made.root) == []


def test_a_new_theme_comes_with_its_heading_once(desk: Desk) -> None:
    project, island = desk.island.project, desk.island
    calm = add_code(project, "Lugnet", island.question)
    add_codings(project, [coding(island.note, calm, NOTE, "tom klockan nio")])
    add_heading(project, desk.report, calm)
    name = key(desk, calm)
    plan = desk.plan()
    assert entry(plan, name).kind is UpdateKind.NEW
    made = Edited(apply_update(plan, plan.decisions(add_new=True)).path)
    headings = [words(one) for one in made.root.iter(f"{W}p") if _style(one).startswith("Heading")]
    assert headings.count("Lugnet") == 1
    assert desk.plan(made.path).is_current
    other = next(one for one in plan.of_kind(UpdateKind.NEW) if one.key[:1] == "f")
    alone = Edited(apply_update(plan, {other.number: Decision.ADD}).path)
    assert name in alone.keys() and check_document(alone.path) == ["the contents differ from the headings"]
    assert alone.root.find(f".//{W}fldChar").get(f"{W}dirty") == "true"  # until Word opens it


def test_a_file_from_before_headings_had_controls(desk: Desk) -> None:
    edited = without_headings(Edited(desk.file))
    edited.save()
    assert desk.plan().is_current
    rename_code(desk.island.project, desk.island.flexible, NEW)
    told = changed(desk)
    assert (told.kind, told.default, told.before) == (UpdateKind.CHANGED, Decision.REFRESH, "Flexibilitet")
    assert "found by its words" in str(told.notes[0].text)
    made = Edited(apply_update(desk.plan()).path)
    assert words(made.control(flexible(desk)).getparent()) == NEW and any(NEW in one for one in contents(made))
    assert outside(made.root) == outside(Edited(made.path).root) and unbalanced(made.root) == []
    assert desk.plan(made.path).is_current


def test_an_old_file_whose_headings_the_writer_worded(desk: Desk) -> None:
    edited = without_headings(Edited(desk.file))
    heading = next(one for one in edited.root.iter(f"{W}p") if _style(one) == "Heading3" and "Flex" in words(one))
    retype(heading, "Flexibilitet", "Att få välja")
    edited.save()
    mine = changed(desk)
    assert (mine.kind, mine.default, mine.before) == (UpdateKind.MINE, Decision.KEEP, "Att få välja")
    assert "found by its place" in str(mine.notes[0].text)
    who = edited.control(f"f-who{flexible(desk)[1:]}")
    heading.getparent().remove(heading)
    edited.body.insert(4, who)
    edited.save()
    assert said(desk.plan()) == []
    rename_code(desk.island.project, desk.island.flexible, NEW)
    plan = desk.plan()
    assert f"“Flexibilitet” is now called “{NEW}”; its heading was not found" in " ".join(said(plan))
    assert not any(one.key == flexible(desk) for one in plan.entries)


def test_old_files_with_two_headings_that_read_alike(desk: Desk) -> None:
    other = add_code(desk.island.project, "Flexibilitet", desk.island.goal)
    add_codings(desk.island.project, [coding(desk.island.note, other, NOTE, "tom klockan nio")])
    add_heading(desk.island.project, desk.report, other)
    desk.fresh(desk.file)
    without_headings(Edited(desk.file)).save()
    rename_code(desk.island.project, desk.island.flexible, NEW)
    made = Edited(apply_update(desk.plan()).path)
    assert words(made.control(flexible(desk))) == NEW and words(made.control(key(desk, other))) == "Flexibilitet"
    entries = [one.rstrip("0123456789") for one in contents(made)]
    assert entries.count(NEW) == 1 and entries.count("Flexibilitet") == 1


def test_names_and_counts_of_the_summary_follow(desk: Desk) -> None:
    island = desk.island
    rename_code(island.project, island.question, "Vad saknades?")
    rename_code(island.project, island.flexible, NEW)
    add_codings(island.project, [coding(island.group, island.flexible, GROUP, "Det blev ett tomrum")])
    made = Edited(apply_update(desk.plan()).path)
    lines = [words(one) for one in made.root.iter(f"{W}p")]
    assert f"{NEW}: taken up by 4 of 4 respondents." in lines and "Fråga 1" not in lines
    assert lines.count("Vad saknades?") == 4  # summary, research questions, table of themes, heading
    edited = Edited(desk.file)
    removed = edited.control(f"f-heard-{island.flexible}").getparent()
    removed.getparent().remove(removed)
    edited.save()
    assert not any(one.key.startswith("f-heard") for one in desk.plan().of_kind(UpdateKind.NEW))


def test_everybody_still_sees_headings(desk: Desk) -> None:
    assert "Flexibilitet" in plainly_read(desk.file)
    rename_code(desk.island.project, desk.island.flexible, NEW)
    made = apply_update(desk.plan()).path
    assert NEW in plainly_read(made) and len(plainly_read(made)) == len(plainly_read(desk.file))
    assert find_places(made, {"x": (NEW.casefold(),)})["x"][0].heading == NEW
    failing = [[one.key for one in check_access(path) if one.state is AccessState.FAILS] for path in (desk.file, made)]
    assert failing[0] == failing[1]
    assert [one.quote for one in verify_report(desk.island.project, made) if one.needs_a_look] == []


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("through", ["docx", "odt"])
def test_headings_of_a_file_that_libreoffice_saved(desk: Desk, tmp_path: Path, through: str) -> None:
    path = converted(desk.file, tmp_path / "lo", through)
    if through == "odt":
        path = converted(path, tmp_path / "back", "docx")
    rename_code(desk.island.project, desk.island.flexible, NEW)
    told = changed(desk, path)
    assert (told.kind, told.notes) == (UpdateKind.CHANGED, ())
    made = Edited(apply_update(desk.plan(path)).path)
    heading = made.control(flexible(desk)).getparent()
    assert (words(heading), _style(heading)) == (NEW, "Heading3")
    again = converted(made.path, tmp_path / "again", "docx")
    assert entry(desk.plan(again), flexible(desk)).kind is UpdateKind.UNCHANGED
    assert any(NEW in one for one in contents(made)) and not any("Flexibilitet" in one for one in contents(made))
