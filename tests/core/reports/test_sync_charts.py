"""Charts in an edited report get new numbers, in Word's workbook too, and keep the look that the writer gave them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import python_calamine

from qualcoder_peer.core.reports.check import check_document
from qualcoder_peer.core.reports.sync import apply_update
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateKind
from qualcoder_peer.core.services.coding import add_codings
from qualcoder_peer.core.services.reports import add_chart
from tests.core.reports.edited import Edited
from tests.core.reports.island import NOTE, SINGLE, coding
from tests.core.reports.test_sync import Desk, desk, entry

__all__ = ["desk"]
PART = "word/charts/chart1.xml"


def with_chart(desk: Desk) -> str:
    """Put a chart into the report and export it anew; its key."""
    item = add_chart(desk.island.project, desk.report, None, {"table": "themes-chart"})
    desk.fresh(desk.file)
    return f"c{item}"


def code_more(desk: Desk) -> None:
    """Change what the chart shows."""
    island = desk.island
    add_codings(island.project, [coding(island.note, island.emptiness, NOTE, "klockan nio"),
                                 coding(island.single, island.emptiness, SINGLE, "aldrig fel tid")])  # fmt: skip


def book_of(path: str, part: str) -> Any:
    """The rows of the workbook behind a chart."""
    with zipfile.ZipFile(path) as package:
        relations = package.read(part.replace("charts/", "charts/_rels/") + ".rels").decode()
        name = relations.split('Target="')[1].split('"')[0].replace("../", "word/").lstrip("/")
        return python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(package.read(name))
        ).get_sheet_by_index(0).to_python()


def test_numbers_change_and_the_writers_colours_stay(desk: Desk) -> None:
    key = with_chart(desk)
    edited = Edited(desk.file)
    chart = edited.parts[PART].decode()
    edited.parts[PART] = chart.replace('<c:gapWidth val="60"/>', '<c:gapWidth val="17"/>').encode()
    edited.save()
    assert desk.plan().is_current
    code_more(desk)
    plan = desk.plan()
    assert entry(plan, key).kind is UpdateKind.CHANGED
    result = apply_update(plan)
    made = Edited(result.path)
    assert '<c:gapWidth val="17"/>' in made.parts[PART].decode()
    assert check_document(result.path) == []
    assert desk.plan(result.path).is_current
    fresh = desk.fresh(desk.file.with_name("fresh.docx"))
    assert book_of(str(result.path), PART) == book_of(str(fresh.path), PART)
    assert book_of(str(result.path), PART) != book_of(str(desk.file), PART)
    descr = [one.get("descr") for one in made.root.iter() if one.get("descr")]
    assert descr == [one.get("descr") for one in fresh.root.iter() if one.get("descr")]


def test_numbers_that_the_writer_changed_in_word_are_kept(desk: Desk) -> None:
    key = with_chart(desk)
    edited = Edited(desk.file)
    chart = edited.parts[PART].decode()
    edited.parts[PART] = chart.replace("<c:v>3</c:v>", "<c:v>33</c:v>", 1).encode()
    assert chart.encode() != edited.parts[PART]
    edited.save()
    plan = desk.plan()
    assert (entry(plan, key).kind, entry(plan, key).default) == (UpdateKind.MINE, Decision.KEEP)
    code_more(desk)
    plan = desk.plan()
    assert entry(plan, key).kind is UpdateKind.CONFLICT
    assert b"<c:v>33</c:v>" in Edited(apply_update(plan).path).parts[PART]
    made = apply_update(plan, plan.decisions(overwrite_mine=True))
    assert desk.plan(made.path).is_current


def test_a_new_chart_is_added_with_its_parts(desk: Desk) -> None:
    add_chart(desk.island.project, desk.report, None, {"table": "themes-chart"})
    plan = desk.plan()
    result = apply_update(plan, plan.decisions(add_new=True))
    assert result.added == 1
    made = Edited(result.path)
    assert PART in made.parts and "drawingml.chart+xml" in made.parts["[Content_Types].xml"].decode()
    assert len(book_of(str(result.path), PART)) > 2
    assert check_document(result.path) == []
    assert desk.plan(result.path).is_current


def test_a_chart_whose_drawing_was_deleted_is_put_back_when_asked(desk: Desk) -> None:
    key = with_chart(desk)
    edited = Edited(desk.file)
    for drawing in [one for one in edited.control(key).iter() if str(one.tag).endswith("}drawing")]:
        drawing.getparent().remove(drawing)
    edited.save()
    plan = desk.plan()
    assert entry(plan, key).kind is UpdateKind.MINE
    made = apply_update(plan, plan.decisions(overwrite_mine=True))
    assert desk.plan(made.path).is_current
    assert check_document(made.path) == []
