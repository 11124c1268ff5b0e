"""Tables and charts of the analyses for a report: matrices, goals, claims, deviant cases, checklists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import AttributeId, CodeId, SelectionId
from qualcoder_peer.core.domain.model import JUDGEMENT_TITLES, STANCE_TITLES, Code, CodeRole, Stance
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.reports.blocks import ChartBlock, TableBlock
from qualcoder_peer.core.reports.chart_words import groups_note
from qualcoder_peer.core.reports.checklists import COREQ, SRQR, Checklist, check_items
from qualcoder_peer.core.reports.fields import FieldSource, Filler
from qualcoder_peer.core.reports.markdown import plain_words
from qualcoder_peer.core.reports.method import growth_rows
from qualcoder_peer.core.services.claims import Finding, read_claims
from qualcoder_peer.core.services.goals import GoalState, read_goals
from qualcoder_peer.core.services.matrix import (
    By,
    Matrix,
    MatrixAsked,
    Mention,
    deviant_cases,
    read_matrix,
    read_summaries,
)
from qualcoder_peer.core.services.matrix_words import (
    NOTHING,
    Show,
    cell_words,
    read_quoted,
    row_titles,
    total_words,
)
from qualcoder_peer.core.services.quotes import QuoteFilter

if TYPE_CHECKING:
    from qualcoder_peer.core.reports.tables_of_report import TableSource

_UPRIGHT = 7
"""More columns than this need a page lying down."""
_WORDY = frozenset((Show.SUMMARIES, Show.QUOTES, Show.NAMES))


def build_matrix(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """A matrix as its settings say (``by attribute show deepest sets code``); None where it is empty."""
    matrix = _matrix(source, settings)
    if matrix is None or not matrix.rows or not matrix.columns:
        return None
    chosen = settings.get("show")
    show = Show(chosen) if chosen in set(Show) else Show.PASSAGES
    return matrix_block(source, matrix, show, say)


def build_stances(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """Similarities and discrepancies: who is for and against, who does not mention it, who was not asked."""
    made = build_matrix(source, {**settings, "by": By.RESPONDENT.value, "show": Show.STANCES.value}, say)
    return None if made is None else replace(made, caption=say("Similarities and discrepancies"))


def build_grid(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """The framework grid: a written summary of each theme for each respondent."""
    made = build_matrix(source, {**settings, "by": By.RESPONDENT.value, "show": Show.SUMMARIES.value}, say)
    return None if made is None else replace(made, caption=say("Framework grid"))


def matrix_block(source: TableSource, matrix: Matrix, show: Show, say: Texts) -> TableBlock:
    """A matrix as a table of a report, lying down where it is wide."""
    summaries = read_summaries(source.project) if show is Show.SUMMARIES else {}
    quoted = read_quoted(source.project, matrix, say.language) if show in (Show.QUOTES, Show.SUMMARIES) else {}
    columns = range(len(matrix.columns))
    header = (
        say("Theme"),
        *(say.say(matrix.columns[column].title) for column in columns),
        say("Respondents") if show in (Show.RESPONDENTS, Show.NAMES, Show.STANCES) else say("Passages"),
    )
    rows = tuple(
        (
            name,
            *(cell_words(matrix, row, column, show, say, summaries, quoted) for column in columns),
            total_words(matrix, row, show, say),
        )
        for row, name in enumerate(row_titles(matrix))
    )
    share = 24 if show in _WORDY else 10
    widths = (30, *(share for _ in columns), 18 if show in _WORDY else 14)
    wide = len(columns) > (3 if show in _WORDY else _UPRIGHT)
    return TableBlock(
        say.say(matrix.title),
        say("Each row is a theme, each column one of those compared; the last column sums up the row."),
        header,
        rows,
        widths,
        _matrix_note(matrix, say),
        landscape=wide,
    )


def build_matrix_chart(source: TableSource, settings: Mapping[str, Any], say: Texts) -> ChartBlock | None:
    """How many respondents take up each theme in each group, as bars beside each other."""
    matrix = _matrix(source, settings)
    if matrix is None or not matrix.rows or not matrix.columns or matrix.asked.by is not By.ATTRIBUTE:
        return None
    series = tuple(
        Series(say.say(column.title), tuple(len(row.cells[place].respondents) for row in matrix.rows))
        for place, column in enumerate(matrix.columns)
    )
    names = tuple(row.code.name for row in matrix.rows)
    title = say.say(matrix.title)
    chart = Chart(ChartKind.BARS, title, names, series, say("Respondents"), say("Theme"))
    groups = tuple((say.say(column.title), len(column.respondents)) for column in matrix.columns)
    return ChartBlock(title, _told(chart, say), chart, groups_note(groups, say), groups=groups)


def build_deviants(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """Respondents who stand against what most say of a theme."""
    matrix = _matrix(source, {**settings, "by": By.RESPONDENT.value})
    found = deviant_cases(matrix) if matrix is not None else ()
    if not found:
        return None
    rows = tuple(
        (
            one.code.name,
            one.name,
            say(STANCE_TITLES[one.stance]),
            say("{stance}: {count} respondents", stance=say(STANCE_TITLES[one.most]), count=one.others),
        )
        for one in found
    )
    return TableBlock(
        say("Deviant cases"),
        say("Each row is a respondent whose stance on a theme differs from that of most."),
        (say("Theme"), say("Respondent"), say("Stance"), say("Most are")),
        rows,
        (40, 20, 18, 22),
    )


def build_goals(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """Target goals: rubric, judgement, evidence for and against in respondents and passages, reasons."""
    goals = read_goals(source.project)
    if not goals:
        return None
    words = _writer_words(source, say)
    header = (
        say("Target goal"), say("Rubric"), say("Judgement"), say("Evidence"), say("Counter-evidence"), say("Reasons"),
    )  # fmt: skip
    return TableBlock(
        say("Goal attainment"),
        say("Each row is a target goal with what was judged of it and the passages for and against."),
        header,
        tuple(_goal_row(goal, words, say) for goal in goals),
        (22, 22, 14, 14, 14, 24),
        landscape=True,
    )


def build_goals_chart(source: TableSource, settings: Mapping[str, Any], say: Texts) -> ChartBlock | None:
    """Respondents for and against each target goal, as bars."""
    goals = read_goals(source.project)
    if not goals:
        return None
    chart = Chart(
        ChartKind.STACKED_BARS,
        say("Target goals: for and against"),
        tuple(goal.code.name for goal in goals),
        tuple(
            Series(say(STANCE_TITLES[stance]), tuple(len(goal.sides.respondents(stance)) for goal in goals))
            for stance in (Stance.FOR, Stance.MIXED, Stance.AGAINST)
        ),
        say("Respondents"),
        say("Target goal"),
    )
    return ChartBlock(chart.title, _told(chart, say), chart)


def build_claims(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """Findings with those who support and contradict them, and the conclusions that rest on them."""
    claims = read_claims(source.project)
    wanted = settings.get("code")
    inside = set(source.facts.tree.below(CodeId(wanted))) if wanted in source.facts.tree.by_id else None
    words = _writer_words(source, say)
    conclusions = {one.claim.id: words(one.claim.text) for code in claims.codes for one in code.conclusions}
    rows = [
        (code.code.name, words(finding.claim.text), *_evidence(finding, say),
         "\n".join(conclusions[one] for one in finding.conclusions) or NOTHING)
        for code in claims.codes
        if inside is None or code.code.id in inside
        for finding in code.findings
    ]  # fmt: skip
    if not rows:
        return None
    return TableBlock(
        say("Findings and conclusions"),
        say("Each row is a finding about a theme, with its evidence and what is concluded from it."),
        (say("Theme"), say("Finding"), say("Supported by"), say("Contradicted by"), say("Conclusion")),
        tuple(rows),
        (20, 32, 14, 14, 28),
        landscape=True,
    )


def build_growth(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """How many new codes each document brought, in the order in which coding it began."""
    facts = source.facts.method
    rows = growth_rows(facts) if facts is not None else ()
    if not rows:
        return None
    return TableBlock(
        say("New codes by document"),
        say("Each row is a document, in the order in which coding them began."),
        (say("Document"), say("Date"), say("New codes"), say("Codes so far")),
        tuple((title, date or NOTHING, str(new), str(every)) for title, date, new, every in rows),
        (46, 20, 17, 17),
    )


def build_coreq(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """COREQ: what is reported where."""
    return _checklist(source, COREQ, say)


def build_srqr(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """SRQR: what is reported where."""
    return _checklist(source, SRQR, say)


def _checklist(source: TableSource, which: Checklist, say: Texts) -> TableBlock | None:
    facts = source.facts.method
    if facts is None:
        return None
    items = check_items(source.project, which, facts, say.language)
    return TableBlock(
        say("{list}: what is reported where", list=which.title),
        say("Each row is an item of the checklist, with what the project knows of it and where it is reported."),
        (say("Item"), say("What the project knows"), say("Where it is reported")),
        tuple(
            (f"{one.item.number} {say(one.item.title)}", one.known or NOTHING, one.note or say("Not said yet"))
            for one in items
        ),
        (32, 40, 28),
    )


def _matrix(source: TableSource, settings: Mapping[str, Any]) -> Matrix | None:
    chosen, code, attribute = settings.get("by"), settings.get("code"), settings.get("attribute")
    by = By(chosen) if chosen in set(By) else By.RESPONDENT
    codes = _codes(source, code)
    deepest, sets = settings.get("deepest"), settings.get("sets")
    chosen_sets = tuple(SelectionId(one) for one in sets if isinstance(one, int)) if isinstance(sets, list) else ()
    try:
        return read_matrix(
            source.project,
            MatrixAsked(
                by,
                AttributeId(attribute) if isinstance(attribute, int) else None,
                codes,
                deepest if isinstance(deepest, int) and deepest > 0 else 2,
                QuoteFilter(sets=chosen_sets or None),
            ),
        )
    except NotFound:
        return None


def _codes(source: TableSource, code: object) -> tuple[CodeId, ...] | None:
    found: Code | None = next((one for one in source.facts.tree.by_id.values() if one.id == code), None)
    if found is not None:
        return (found.id,)
    used = source.facts.used
    tops: Sequence[Code] = source.facts.tree.children.get(None, ())
    return tuple(one.id for one in tops if one.role is not CodeRole.GOAL and used.get(one.id)) or None


def _matrix_note(matrix: Matrix, say: Texts) -> str:
    if any(cell.mention is Mention.NOT_ASKED for row in matrix.rows for cell in row.cells):
        return say("– means not mentioned; those who were not asked are told apart.")
    return say("– means not mentioned.")


def _writer_words(source: TableSource, say: Texts) -> Callable[[str], str]:
    """What a cell has of a writer's text, which is Markdown: its words without marks, with its fields filled in."""
    fill = Filler(FieldSource(source.facts, source.outline, say))
    return lambda text: plain_words(text, fill)


def _goal_row(goal: GoalState, words: Callable[[str], str], say: Texts) -> tuple[str, ...]:
    against = len(goal.sides.against) + len(goal.sides.mixed)
    opposed = goal.sides.respondents(Stance.AGAINST) | goal.sides.respondents(Stance.MIXED)
    return (
        goal.code.name,
        words(goal.rubric) or NOTHING,
        say(JUDGEMENT_TITLES[goal.judgement]),
        _amount(len(goal.sides.supporting), len(goal.sides.respondents(Stance.FOR)), say),
        _amount(against, len(opposed), say),
        words(goal.text) or NOTHING,
    )


def _evidence(finding: Finding, say: Texts) -> tuple[str, str]:
    sides = []
    for quotes in (finding.supporting, finding.contradicting):
        people = {one for quote in quotes for one in quote.respondents}
        sides.append(_amount(len(quotes), len(people), say))
    return sides[0], sides[1]


def _amount(passages: int, people: int, say: Texts) -> str:
    if not passages:
        return NOTHING
    said = say.counted("one passage", "{count} passages", passages)
    return f"{said}, {say.counted('one respondent', '{count} respondents', people)}" if people else said


def _told(chart: Chart, say: Texts) -> str:
    told = []
    for place, category in enumerate(chart.categories):
        values = ", ".join(f"{series.name} {series.values[place]}" for series in chart.series)
        told.append(f"{category}: {values}")
    return say("{title}: {values}.", title=chart.title, values="; ".join(told))
