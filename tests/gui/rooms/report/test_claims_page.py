"""Findings, conclusions and target goals in the window: written, given evidence, judged, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.model import CodeRole, Judgement, Owner, Stance
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.claims import Side, add_finding, put_evidence, read_claims
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.goals import read_goals
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.selections import add_set, remove_selections
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.claims_page import ClaimsPage
from qualcoder_peer.gui.rooms.report.goals_page import GoalsPage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from tests.support.gui import run_events, wait_for


@pytest.fixture
def claims(room: ReportRoom) -> ClaimsPage:
    page = room.page_of("claims")
    assert isinstance(page, ClaimsPage)
    return shown(room, "claims", page, lambda: bool(page.model.rows))


@pytest.fixture
def goals(room: ReportRoom) -> GoalsPage:
    page = room.page_of("goals")
    assert isinstance(page, GoalsPage)
    return shown(room, "goals", page, lambda: bool(page.goals))


def shown(room: ReportRoom, key: str, page, ready: Callable[[], bool]):  # type: ignore[no-untyped-def]
    room.show_page([entry.key for entry in room_entries()].index(key))
    wait_for(lambda: ready() and not jobs.active)
    return page


def room_entries():  # type: ignore[no-untyped-def]
    from qualcoder_peer.gui.rooms.report.room_pages import PAGES

    return PAGES


def settle(page: ClaimsPage | GoalsPage) -> None:
    run_events(5)
    wait_for(lambda: not page._soon.isActive() and not jobs.active)
    run_events(5)


def theme(project: Project) -> int:
    tree = read_tree(project)
    return next(code.id for code in tree.in_order() if code.role is CodeRole.THEME)


def test_a_finding_is_written_and_given_evidence(claims: ClaimsPage, sample: Project) -> None:
    claims.choose(None, theme(sample))
    settle(claims)
    assert claims.quotes.quotes_model.rowCount() > 1, "the quotes of the theme are offered"
    claims.quotes.setCurrentIndex(claims.quotes.quotes_model.index(0))
    claims.context.actions.get("claims.finding").trigger()
    settle(claims)
    row = claims.row
    assert row is not None and row.finding is not None and len(row.finding.supporting) == 1
    claims.text.setPlainText("De flesta väntade länge.")
    claims.flush()
    settle(claims)
    (finding,) = read_claims(sample).findings
    assert finding.claim.text == "De flesta väntade länge."
    claims.quotes.setCurrentIndex(claims.quotes.quotes_model.index(1))
    claims.context.actions.get("claims.contradicts").trigger()
    settle(claims)
    assert [len(part.quotes_model.quotes) for part in (claims.supporting, claims.contradicting)] == [1, 1]
    claims.contradicting.setCurrentIndex(claims.contradicting.quotes_model.index(0))
    claims.quotes.clearSelection()
    claims.supporting.clearSelection()
    claims.context.actions.get("claims.take").trigger()
    settle(claims)
    assert not claims.contradicting.quotes_model.quotes
    sample.undo()
    settle(claims)
    assert len(claims.contradicting.quotes_model.quotes) == 1


def test_what_is_missing_is_said_in_words(claims: ClaimsPage, sample: Project) -> None:
    code = theme(sample)
    finding = add_finding(sample, code, "Utan belägg.")  # type: ignore[arg-type]
    settle(claims)
    place = claims.model.place_of(finding, None)
    words = claims.model.index(place).data()
    assert words.endswith("Utan belägg.") and words != "Utan belägg."
    assert claims.model.index(place).data(Qt.ItemDataRole.AccessibleTextRole).count("Utan belägg.") == 1
    assert claims.open_points.text()
    quote = next(iter_quotes(sample, QuoteFilter(codes=(code,))))  # type: ignore[arg-type]
    put_evidence(sample, finding, [quote.id], Side.SUPPORTS)
    settle(claims)
    assert claims.model.index(claims.model.place_of(finding, None)).data() == "Utan belägg."


def test_a_conclusion_rests_on_what_is_ticked(claims: ClaimsPage, sample: Project) -> None:
    finding = add_finding(sample, theme(sample), "Fynd")  # type: ignore[arg-type]
    settle(claims)
    claims.choose(None, theme(sample))
    claims.context.actions.get("claims.conclusion").trigger()
    settle(claims)
    assert claims.row is not None and claims.row.conclusion is not None
    assert claims.findings.count() == 1
    claims.findings.item(0).setCheckState(Qt.CheckState.Checked)
    settle(claims)
    (conclusion,) = [one for code in read_claims(sample).codes for one in code.conclusions]
    assert conclusion.findings == (finding,)
    claims.list.setFocus()
    QTest.keyClick(claims.list, Qt.Key.Key_Delete)
    settle(claims)
    assert not [one for code in read_claims(sample).codes for one in code.conclusions]


def test_enter_on_evidence_opens_its_transcript(claims: ClaimsPage, sample_context: RoomContext) -> None:
    places = []
    sample_context.navigator.asked.connect(places.append)
    claims.choose(None, theme(claims.project))
    settle(claims)
    claims.quotes.setCurrentIndex(claims.quotes.quotes_model.index(0))
    QTest.keyClick(claims.quotes, Qt.Key.Key_Return)
    assert places and places[-1].room == "coding" and places[-1].coding == claims.quotes.quotes_model.quotes[0].id


def test_a_goal_gets_a_rubric_a_judgement_and_reasons(goals: GoalsPage, sample: Project) -> None:
    goals.rubric.setPlainText("Hälften ska ha fått svar.")
    goals.text.setPlainText("Fyra av sex.")
    goals.flush()
    goals.judgement.setCurrentIndex(list(Judgement).index(Judgement.ATTAINED))
    goals.judgement.activated.emit(goals.judgement.currentIndex())
    settle(goals)
    first = read_goals(sample)[0]
    assert (first.rubric, first.text, first.judgement) == (
        "Hälften ska ha fått svar.", "Fyra av sex.", Judgement.ATTAINED,
    )  # fmt: skip
    assert goals.remarks.text(), "the rubric came after the coding"
    sample.undo()
    settle(goals)
    assert goals.judgement.currentIndex() == 0


def test_words_for_one_goal_are_never_written_to_another(goals: GoalsPage, sample: Project) -> None:
    goals.rubric.setPlainText("Bara för det första.")
    goals.choose(goals.goals[1].code.id)  # type: ignore[arg-type]
    settle(goals)
    first, second = read_goals(sample)
    assert (first.rubric, second.rubric) == ("Bara för det första.", "")


def test_quotes_change_sides(goals: GoalsPage, sample: Project) -> None:
    goal = next(goal for goal in goals.goals if goal.sides.against)
    goals.choose(goal.code.id)  # type: ignore[arg-type]
    settle(goals)
    goals.against.setCurrentIndex(goals.against.quotes_model.index(0))
    quote = goals.against.chosen()[0]
    goals.mark(Stance.FOR)
    settle(goals)
    assert quote.id in [one.id for one in goals.supporting.quotes_model.quotes]
    label = sample.undo_label()
    assert label is not None and label.count == 1


def test_a_set_says_whose_evidence_counts(claims: ClaimsPage, sample: Project) -> None:
    code = theme(sample)
    quotes = list(iter_quotes(sample, QuoteFilter(codes=(code,), evidence_only=True)))  # type: ignore[arg-type]
    one = quotes[0].respondents[0]
    others = [quote for quote in quotes if one not in quote.respondents]
    finding = add_finding(sample, code, "Så är det.", [quotes[0].id])  # type: ignore[arg-type]
    put_evidence(sample, finding, [others[0].id], Side.CONTRADICTS)
    settle(claims)
    assert not claims.set_box.isVisible(), "there is no set to choose"
    chosen = add_set(sample, Owner.RESPONDENT, "Alla andra", list(others[0].respondents))
    settle(claims)
    claims.choose(finding)
    assert claims.set_box.isVisible()
    every = claims.quotes.quotes_model.rowCount()
    claims.set_box.choose(chosen)
    settle(claims)
    assert not claims.supporting.quotes_model.quotes
    assert [quote.id for quote in claims.contradicting.quotes_model.quotes] == [others[0].id]
    assert 0 < claims.quotes.quotes_model.rowCount() < every
    assert claims.open_points.text().startswith("Only evidence in “Alla andra” counts · 1 finding without evidence")
    assert claims.model.index(claims.list.currentIndex().row()).data() == "No evidence here – Så är det."
    remove_selections(sample, [chosen])
    settle(claims)
    assert [quote.id for quote in claims.supporting.quotes_model.quotes] == [quotes[0].id]
    assert claims.set_box.chosen is None and "Alla andra" not in claims.open_points.text()


def test_goals_count_what_a_set_lets_through(goals: GoalsPage, sample: Project) -> None:
    goal = next(one for one in goals.goals if one.sides.supporting)
    goals.choose(goal.code.id)  # type: ignore[arg-type]
    voice = goal.sides.supporting[0].respondents[0]
    chosen = add_set(sample, Owner.RESPONDENT, "En röst", [voice])
    silent = add_set(sample, Owner.RESPONDENT, "Ingen")
    settle(goals)
    goals.set_box.choose(chosen)
    settle(goals)
    heard = [quote for quote in goal.sides.supporting if voice in quote.respondents]
    assert goals.supporting.quotes_model.quotes == heard
    assert goals.model.item(goals.table.currentIndex().row(), 2).text() == str(len(heard))
    assert goals.counts.text().startswith("Only evidence in “En röst” counts")
    goals.set_box.choose(silent)
    settle(goals)
    assert goals.no_evidence.isVisible() and goals.no_evidence.text() == "Nothing in “Ingen” is coded here."
    goals.set_box.choose(None)
    settle(goals)
    assert goals.goal is not None and goals.goal.sides == goal.sides and "“" not in goals.counts.text()


def test_marks_are_not_shown_where_a_claim_is_read(claims: ClaimsPage, sample: Project) -> None:
    code = theme(sample)
    finding = add_finding(sample, code, "De **flesta** väntade *länge*.")  # type: ignore[arg-type]
    settle(claims)
    index = claims.model.index(claims.model.place_of(finding, None))
    assert index.data() == "No evidence – De flesta väntade länge."
    assert "**" not in index.data(Qt.ItemDataRole.ToolTipRole) + index.data(Qt.ItemDataRole.AccessibleTextRole)
    claims.choose(finding)
    claims.context.actions.get("claims.conclusion").trigger()
    settle(claims)
    assert claims.findings.item(0).text() == "De flesta väntade länge."


def test_ctrl_enter_is_the_keys_of_the_page_where_no_link_is(claims: ClaimsPage, sample: Project) -> None:
    code = theme(sample)
    finding = add_finding(sample, code, "Se [bilagan](https://example.org) här.")  # type: ignore[arg-type]
    settle(claims)
    claims.choose(finding)
    opened: list[str] = []
    claims.text.link_asked.disconnect()
    claims.text.link_asked.connect(opened.append)
    claims.text.setFocus()
    for place in (6, 0):
        cursor = claims.text.textCursor()
        cursor.setPosition(place)
        claims.text.setTextCursor(cursor)
        QTest.keyClick(claims.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(claims)
    assert opened == ["https://example.org"]
    assert len(read_claims(sample).findings) == 2


def test_a_long_claim_is_read_whole_in_the_list(claims: ClaimsPage, sample: Project) -> None:
    code = theme(sample)
    short = add_finding(sample, code, "Kort.")  # type: ignore[arg-type]
    long = add_finding(sample, code, "De flesta väntade länge innan någon svarade. " * 3)  # type: ignore[arg-type]
    settle(claims)
    rows = [claims.list.visualRect(claims.model.index(claims.model.place_of(one, None))) for one in (short, long)]
    line = claims.list.fontMetrics().lineSpacing()
    assert rows[1].height() >= rows[0].height() + 2 * line
    assert rows[1].width() <= claims.list.viewport().width()
