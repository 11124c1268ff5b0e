"""Controls wherever a writer (or Word) has put them: moved, nested, split, in boxes, of others; LibreOffice."""

from __future__ import annotations

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.reports.sync import apply_update, plan_update
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateKind
from qualcoder_peer.core.services.coding import change_edges
from qualcoder_peer.core.services.reports import new_report
from tests.core.reports.edited import NS, Edited, W, element, outside, retype, split_runs, unbalanced, words
from tests.core.reports.island import SINGLE, make_island
from tests.core.reports.test_sync import OLD, SHORT, Desk, desk, entry, said

__all__ = ["desk"]
OFFICE = shutil.which("soffice")


def refreshed(desk: Desk, path: Path | None = None) -> Edited:
    """The file after an update with the safe decisions, itself looked through."""
    plan = desk.plan(path)
    made = Edited(apply_update(plan).path)
    assert unbalanced(made.root) == []
    return made


def test_moved_into_a_table_a_text_box_a_header_and_a_footnote(desk: Desk) -> None:
    key = desk.quote(0)
    edited = Edited(desk.file)
    control = copy.deepcopy(edited.control(key))
    control.tail = None
    for mark in [*control.iter(f"{W}bookmarkStart"), *control.iter(f"{W}bookmarkEnd")]:
        mark.getparent().remove(mark)
    table = edited.add(
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    )
    table.find(f".//{W}p").append(copy.deepcopy(control))
    box = element(
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p/></w:txbxContent></w:drawing></mc:Choice>'
        "<mc:Fallback><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    for paragraph in box.iter(f"{W}txbxContent"):
        paragraph[0].append(copy.deepcopy(control))
    edited.body.insert(len(edited.body) - 1, box)
    for name, kind in (("header9", "header"), ("footnotes9", "footnotes")):
        root = element("<w:hdr/>" if kind == "header" else '<w:footnotes><w:footnote w:id="1"/></w:footnotes>')
        paragraph = element("<w:p/>")
        paragraph.append(copy.deepcopy(control))
        (root if kind == "header" else root[0]).append(paragraph)
        _part(edited, f"word/{name}.xml", root, kind)
    edited.save()
    desk.shorten_first_quote()
    plan = desk.plan()
    entries = [one for one in plan.entries if one.key == key]
    assert {one.kind for one in entries} == {UpdateKind.CHANGED} and len(entries) == 5
    places = [str(one.place.text) for one in entries]
    assert "in the page header" in places and "in a footnote" in places
    assert any("text box" in one for one in places) and any("in a table" in one for one in places)
    made = refreshed(desk)
    assert [words(one) for one in made.controls(key)] == [f"“{SHORT}”"] * 4  # both renderings of the box
    for part in ("word/header9.xml", "word/footnotes9.xml"):
        assert SHORT in made.parts[part].decode() and "när Kim slutade" not in made.parts[part].decode()


def test_split_in_two_with_the_same_tag(desk: Desk) -> None:
    key = desk.quote(4)
    edited = Edited(desk.file)
    first = edited.control(key)
    second = copy.deepcopy(first)
    blocks = list(first.find(f"{W}sdtContent"))
    assert len(blocks) == 2
    first.find(f"{W}sdtContent").remove(blocks[1])
    other = second.find(f"{W}sdtContent")
    other.remove(other[0])
    for control in (first, second):
        for mark in [*control.iter(f"{W}bookmarkStart"), *control.iter(f"{W}bookmarkEnd")]:
            mark.getparent().remove(mark)
    between = element("<w:p><w:r><w:t>Mitt emellan.</w:t></w:r></w:p>")
    first.addnext(between)
    between.addnext(second)
    edited.save()
    assert desk.plan().is_current
    start = SINGLE.index("Jag kunde")
    change_edges(desk.island.project, desk.island.codings[4], start, start + 200)
    plan = desk.plan()
    split = entry(plan, key)
    assert (split.kind, split.default, len(split.controls)) == (UpdateKind.CONFLICT, Decision.KEEP, 2)
    made = Edited(apply_update(plan, plan.decisions(overwrite_mine=True)).path)
    assert len(made.controls(key)) == 1
    assert "Mitt emellan." in words(made.root)
    assert words(made.control(key)).count("paragraph 2") == 1


def test_nested_controls_stay_whole(desk: Desk) -> None:
    outer_key, inner_key = desk.quote(4), desk.quote(0)
    edited = Edited(desk.file)
    inner = copy.deepcopy(edited.control(inner_key))
    inner.tail = None
    edited.control(outer_key).find(f"{W}sdtContent/{W}p").append(inner)
    edited.save()
    assert desk.plan().is_current
    desk.shorten_first_quote()
    start = SINGLE.index("Jag kunde")
    change_edges(desk.island.project, desk.island.codings[4], start, start + 200)
    made = refreshed(desk)
    assert [words(one) for one in made.controls(inner_key)] == [f"“{SHORT}”"] * 2
    assert SINGLE[start : start + 200] in words(made.control(outer_key))
    assert desk.plan(made.path).is_current


def test_a_run_that_word_made_a_block(desk: Desk) -> None:
    key = desk.quote(0)
    edited = Edited(desk.file)
    control = edited.control(key)
    content = control.find(f"{W}sdtContent")
    paragraph = element('<w:p><w:pPr><w:jc w:val="center"/></w:pPr></w:p>')
    for child in list(content):
        paragraph.append(child)
    content.append(paragraph)
    tail = control.find(f"{W}sdtPr")
    tail.append(element('<w15:color w:val="FF0000"/>'))
    tail.addnext(element("<w:sdtEndPr><w:rPr><w:b/></w:rPr></w:sdtEndPr>"))
    control.getparent().addprevious(control)
    edited.save()
    assert desk.plan().is_current
    desk.shorten_first_quote()
    control = refreshed(desk).control(key)
    assert words(control) == f"“{SHORT}”"
    assert control.find(f"{W}sdtContent/{W}p/{W}pPr/{W}jc") is not None
    assert control.find(f"{W}sdtEndPr") is not None and "w15:color" in str(_xml(control))


def test_a_control_that_was_emptied_shows_a_placeholder(desk: Desk) -> None:
    key = desk.quote(0)
    edited = Edited(desk.file)
    control = edited.control(key)
    control.find(f"{W}sdtPr").insert(0, element("<w:showingPlcHdr/>"))
    content = control.find(f"{W}sdtContent")
    for child in list(content):
        content.remove(child)
    content.append(element('<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click or tap here</w:t></w:r>'))
    edited.save()
    plan = desk.plan()
    assert (entry(plan, key).kind, entry(plan, key).before) == (UpdateKind.MINE, "")
    made = Edited(apply_update(plan, plan.decisions(overwrite_mine=True)).path)
    control = made.control(key)
    assert words(control) == f"“{OLD}”"
    assert control.find(f"{W}sdtPr/{W}showingPlcHdr") is None
    assert "PlaceholderText" not in _xml(control)


def test_anchors_stay_at_the_words_they_are_about(desk: Desk) -> None:
    edited = Edited(desk.file)
    control = edited.control(desk.quote(4))
    paragraph = control.find(f".//{W}p")
    split_runs(paragraph)
    runs = paragraph.findall(f"{W}r")
    runs[1].addprevious(element('<w:bookmarkStart w:id="501" w:name="mitt"/>'))
    runs[-1].addnext(element('<w:bookmarkEnd w:id="501"/>'))
    control.addprevious(element('<w:p><w:bookmarkStart w:id="502" w:name="utanför"/></w:p>'))
    control.addnext(element('<w:p><w:bookmarkEnd w:id="502"/></w:p>'))
    edited.save()
    start = SINGLE.index("Jag kunde")
    change_edges(desk.island.project, desk.island.codings[4], start, start + 210)
    made = refreshed(desk)
    assert {one.get(f"{W}name") for one in made.root.iter(f"{W}bookmarkStart")} >= {"mitt", "utanför"}


def test_controls_of_another_project_and_of_another_report_are_left(desk: Desk, tmp_path: Path) -> None:
    other = make_island(tmp_path / "other.qcp")
    try:
        second = new_report(desk.island.project, "En till")
        foreign = Desk(other, new_report(other.project, "Annan"), tmp_path / "annan.docx", {})
        theirs = foreign.fresh(foreign.file)
        edited = Edited(desk.file)
        control = copy.deepcopy(next(one for one in theirs.root.iter(f"{W}sdt") if one.getparent() is theirs.body))
        edited.body.insert(len(edited.body) - 1, control)
        edited.save()
        plan = desk.plan()
        assert [one.kind for one in plan.entries].count(UpdateKind.FOREIGN) == 1 and plan.is_current
        found = Desk(desk.island, second, desk.file, {}).plan()
        assert len(found.of_kind(UpdateKind.OTHER_REPORT)) > 5 and "report “Rapport”" in " ".join(said(found))
        guessed = plan_update(desk.island.project, None, desk.file)
        assert guessed.report == desk.report and guessed.notices == ()
        before = sorted(one.name for one in tmp_path.iterdir())
        with pytest.raises(UnreadableFile, match="“annan.docx” comes from another project"):
            desk.plan(foreign.file)
        assert sorted(one.name for one in tmp_path.iterdir()) == before
    finally:
        other.project.close()


def test_tracked_changes_outside_are_untouched(desk: Desk) -> None:
    edited = Edited(desk.file)
    tracked = (
        '<w:p><w:r><w:t>Före </w:t></w:r><w:ins w:id="70" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>nytt'
        '</w:t></w:r></w:ins><w:del w:id="71" w:author="A"><w:r><w:delText>gammalt</w:delText></w:r></w:del></w:p>'
    )
    edited.add(tracked)
    edited.save()
    desk.shorten_first_quote()
    made = refreshed(desk)
    assert outside(made.root) == outside(edited.root)
    assert len(list(made.root.iter(f"{W}ins"))) == len(list(made.root.iter(f"{W}del"))) == 1


def test_a_tracked_move_counts_once(desk: Desk) -> None:
    key = desk.quote(4)
    edited = Edited(desk.file)
    control = edited.control(key)
    left = copy.deepcopy(control)
    for run in list(left.iter(f"{W}r")):
        moved = element('<w:moveFrom w:id="80" w:author="A"/>')
        run.addprevious(moved)
        moved.append(run)
    control.addprevious(left)
    edited.body.insert(len(edited.body) - 1, control)
    edited.save()
    plan = desk.plan()
    assert [one.kind for one in plan.entries if one.key == key] == [UpdateKind.UNCHANGED]


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("through", ["docx", "odt"])
def test_a_file_that_libreoffice_saved(desk: Desk, tmp_path: Path, through: str) -> None:
    edited = Edited(desk.file)
    retype(edited.control(desk.quote(4)), "Jag kunde ringa", "Jag kunde […]")
    edited.save()
    path = converted(desk.file, tmp_path / "lo", through)
    if through == "odt":
        path = converted(path, tmp_path / "back", "docx")
    plan = desk.plan(path)
    assert plan.restored > 12 and "LibreOffice" in " ".join(said(plan))
    kinds = {one.key: one.kind for one in plan.entries}
    assert kinds.pop(desk.quote(4)) is UpdateKind.MINE
    if through == "odt":  # LibreOffice miscounts after an emoji and doubles words of this quote
        assert kinds.pop(desk.quote(3)) is UpdateKind.MINE
    assert set(kinds.values()) == {UpdateKind.UNCHANGED}
    desk.shorten_first_quote()
    plan = desk.plan(path)
    made = Edited(apply_update(plan).path)
    assert words(made.control(desk.quote(0))) == f"“{SHORT}”"
    assert "Jag kunde […]" in words(made.control(desk.quote(4)))
    assert made.keys() == Edited(desk.file).keys()
    assert unbalanced(made.root) == []
    again = desk.plan(made.path)
    assert {one.key: one.kind for one in again.entries}.pop(desk.quote(0)) is UpdateKind.UNCHANGED
    assert again.restored == 0


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
def test_an_updated_file_opens_in_libreoffice(desk: Desk, tmp_path: Path) -> None:
    desk.shorten_first_quote()
    made = apply_update(desk.plan())
    assert check_document(made.path) == []
    text = converted(made.path, tmp_path / "txt", "txt:Text (encoded):UTF8").read_text(encoding="utf-8-sig")
    assert f"“{SHORT}” (R1, Gruppintervju, paragraph 2)." in text


def test_removed_in_word_stays_removed(desk: Desk) -> None:
    edited = Edited(desk.file).by_word()
    control = edited.control(desk.quote(0))
    for child in list(control.find(f"{W}sdtContent")):
        control.addprevious(child)
    control.getparent().remove(control)
    edited.save()
    plan = desk.plan()
    assert plan.restored == 0
    assert entry(plan, desk.quote(0)).kind is UpdateKind.NEW


def _part(edited: Edited, name: str, root: Any, kind: str) -> None:
    edited.parts[name] = _xml(root).encode()
    main = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    types = edited.parts["[Content_Types].xml"].decode()
    edited.parts["[Content_Types].xml"] = types.replace(
        "</Types>", f'<Override PartName="/{name}" ContentType="{main}"/></Types>'
    ).encode()
    relations = edited.parts["word/_rels/document.xml.rels"].decode()
    target = name.removeprefix("word/")
    schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    edited.parts["word/_rels/document.xml.rels"] = relations.replace(
        "</Relationships>", f'<Relationship Id="rIdX{kind}" Type="{schema}/{kind}" Target="{target}"/></Relationships>'
    ).encode()


def _xml(node: Any) -> str:
    from lxml import etree

    made: str = etree.tostring(node).decode()
    assert NS in made
    return made


def converted(path: Path, folder: Path, kind: str) -> Path:
    folder.mkdir()
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return folder / f"{path.stem}.{kind.partition(':')[0]}"
