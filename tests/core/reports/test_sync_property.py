"""Whatever a writer does outside our controls, an update leaves it alone; inside stands what a fresh export has."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.reports.sync import apply_update
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateKind
from qualcoder_peer.core.services.codebook import rename_code
from qualcoder_peer.core.services.coding import add_codings, change_edges
from qualcoder_peer.core.services.reports import new_report, read_outline
from qualcoder_peer.core.services.respondents import list_respondents, rename_respondent
from tests.core.reports.edited import Edited, W, element, key_of, outside, retype, split_runs, unbalanced, words
from tests.core.reports.island import SINGLE, coding, make_island
from tests.core.reports.test_sync import Desk

_EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["insert", "delete", "move", "split", "copy", "type", "mine", "drop", "comment", "table", "track"]
        ),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    max_size=12,
)
_MINE = "\u2003egna ord"


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Desk, bytes]]:
    """A report as it was exported, and the project with much changed since."""
    with tempfile.TemporaryDirectory() as folder:
        island = make_island(Path(folder) / "island.qcp")
        report = new_report(island.project, "Rapport")
        nodes = [node for node in read_outline(island.project, report).walk() if node.quote is not None]
        desk = Desk(island, report, Path(folder) / "Rapport.docx",
                    {node.quote.id: f"q{node.id}" for node in nodes if node.quote})  # fmt: skip
        desk.fresh(desk.file)
        exported = desk.file.read_bytes()
        desk.shorten_first_quote()
        start = SINGLE.index("Jag kunde")
        change_edges(island.project, island.codings[4], start, start + 200)
        add_codings(island.project, [coding(island.single, island.emptiness, SINGLE, "aldrig fel tid")])
        rename_code(island.project, island.flexible, "Böjlighet")
        rename_respondent(island.project, list_respondents(island.project)[0].id, "Alva")
        yield desk, exported
        island.project.close()


@settings(max_examples=25)
@given(_EDITS)
def test_outside_stays_and_inside_is_fresh(world: tuple[Desk, bytes], edits: list[tuple[str, int, int]]) -> None:
    desk, exported = world
    desk.file.write_bytes(exported)
    edited = Edited(desk.file)
    mine: set[str] = set()
    for kind, first, second in edits:
        _edit(edited, kind, first, second, mine)
    edited.save()
    fresh = desk.fresh(desk.file.with_name("fresh.docx"))
    plan = desk.plan()
    conflicts = {one.key for one in plan.entries if one.kind in (UpdateKind.CONFLICT, UpdateKind.MINE)}
    assert conflicts <= mine
    if plan.is_current:
        return
    chosen = {one.number: Decision.REFRESH for one in plan.of_kind(UpdateKind.CHANGED)}
    if not chosen:
        return
    result = apply_update(plan, chosen)
    made = Edited(result.path)
    result.path.unlink()
    assert outside(made.root) == outside(edited.root)
    assert unbalanced(made.root) == unbalanced(edited.root)
    assert made.keys() == edited.keys()
    for old, new in zip(edited.root.iter(f"{W}sdt"), made.root.iter(f"{W}sdt"), strict=False):
        key = key_of(new)
        if _MINE in words(old) or key not in fresh.keys():
            assert words(new) == words(old)
        elif key not in conflicts:
            assert words(new) == words(fresh.control(key))


def _edit(edited: Edited, kind: str, first: int, second: int, mine: set[str]) -> None:
    body = [one for one in edited.body if one.tag != f"{W}sectPr"]
    free = [one for one in body if one.tag == f"{W}p" and not any(key_of(sdt) for sdt in one.iter(f"{W}sdt"))]
    controls = [one for one in edited.root.iter(f"{W}sdt") if key_of(one)]
    block, other = body[first % len(body)], body[second % len(body)]
    if kind == "insert":
        block.addprevious(element(f"<w:p><w:r><w:t>Stycke {first}</w:t></w:r></w:p>"))
    elif kind == "delete" and free:
        one = free[first % len(free)]
        if one.find(f"{W}pPr/{W}sectPr") is None and not any(True for _ in one.iter(f"{W}fldChar")):
            one.getparent().remove(one)
    elif kind == "move" and block is not other:
        other.addnext(block)
    elif kind == "split":
        for paragraph in [block] if block.tag == f"{W}p" else block.iter(f"{W}p"):
            split_runs(paragraph)
    elif kind == "copy":
        one = copy.deepcopy(block)
        _forget_marks(one)
        other.addprevious(one)
    elif kind == "type" and free:
        texts = list(free[first % len(free)].iter(f"{W}t"))
        if texts:
            texts[0].text = f"{texts[0].text or ''} ord {second}"
    elif kind == "mine" and controls:
        control = controls[first % len(controls)]
        texts = [one for one in control.iter(f"{W}t") if len(one.text or "") > 2]
        if texts:
            retype(control, texts[0].text, f"{texts[0].text}{_MINE}")
            mine.add(key_of(control))
    elif kind == "drop" and controls:
        control = controls[first % len(controls)]
        if control.getparent() is edited.body:
            control.getparent().remove(control)
    elif kind == "comment" and free:
        paragraph = free[first % len(free)]
        paragraph.append(element(f'<w:commentRangeStart w:id="{7000 + first}"/>'))
        paragraph.append(element(f'<w:commentRangeEnd w:id="{7000 + first}"/>'))
    elif kind == "table" and block.tag == f"{W}p" and block.find(f"{W}pPr/{W}sectPr") is None:
        table = element("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc/></w:tr></w:tbl>")
        block.addprevious(table)
        table.find(f".//{W}tc").append(block)
    elif kind == "track":
        block.addprevious(element(f'<w:p><w:ins w:id="{8000 + first}"><w:r><w:t>in</w:t></w:r></w:ins></w:p>'))


def _forget_marks(node: Any) -> None:
    # Word gives copies no bookmarks: their names occur once.
    for mark in [*node.iter(f"{W}bookmarkStart"), *node.iter(f"{W}bookmarkEnd")]:
        mark.getparent().remove(mark)
