"""What writers write of goals and claims is Markdown: tables of a report have its words, and its fields filled in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.exporters.report import ReportExporter
from qualcoder_peer.core.reports.blocks import TableBlock
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.services.claims import add_conclusion, add_finding, rest_on
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.goals import set_goal_text, set_rubric
from qualcoder_peer.core.services.reports import add_table, new_report, read_outline
from qualcoder_peer.core.services.respondents import list_respondents
from tests.core.reports.island import Island, make_island


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def test_goals_and_claims_have_no_marks_in_a_report(island: Island, tmp_path: Path) -> None:
    project = island.project
    question = next(code.id for code in read_tree(project).in_order() if code.role.value == "question")
    set_rubric(project, island.goal, "**Minst** två av {respondents}:\n- en\n- två")
    set_goal_text(project, island.goal, "*Delvis*, se [rapporten](https://example.org/r).")
    finding = add_finding(project, island.emptiness, "De **flesta** väntade \\*länge\\*.")
    rest_on(project, add_conclusion(project, question, "__Tidigt__ stöd."), [finding])
    report = new_report(project, "R")
    for table in ("goals", "claims"):
        add_table(project, report, None, {"table": table})
    blocks = plan_report(project, read_outline(project, report), ReportOptions())
    tables = {block.caption.split(". ")[-1]: block for block in blocks if isinstance(block, TableBlock) and block.item}
    goals, claims = (next(one for name, one in tables.items() if wanted in name) for wanted in ("Goal", "Finding"))
    _, rubric, _, _, _, reasons = next(row for row in goals.rows if "en" in row[1].split())
    filled = f"Minst två av {len(list_respondents(project))}:"
    assert rubric.splitlines() == [filled, "en", "två"]
    assert reasons == "Delvis, se rapporten (https://example.org/r)."
    assert (claims.rows[0][1], claims.rows[0][-1]) == ("De flesta väntade *länge*.", "Tidigt stöd.")
    path = tmp_path / "r.docx"
    ReportExporter(report).run(project, path)
    # Tables lie in content controls, where python-docx does not look.
    written = "".join(one.text or "" for one in docx.Document(str(path)).element.body.iter(qn("w:t")))
    assert filled in written and "**" not in written and "__" not in written
