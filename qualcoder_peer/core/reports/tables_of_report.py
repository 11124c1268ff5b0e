"""Tables and charts that a writer can put in a report: one registry, to which each analysis adds its own.

An entry's ``build`` gets everything a report is made from and the settings of the place it stands in; the caption it
gives is without its number, which the report adds. It returns None where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import ROLE_TITLES, Code, CodeRole
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports import analysis_tables
from qualcoder_peer.core.reports.blocks import ChartBlock, TableBlock
from qualcoder_peer.core.reports.chart_words import chart_description
from qualcoder_peer.core.reports.facts import ReportFacts
from qualcoder_peer.core.services.balance import balance_chart, balance_of
from qualcoder_peer.core.services.reports import Outline
from qualcoder_peer.core.text.xml_safe import xml_legal

_MOST_COLUMNS = 10
_INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class TableSource:
    """What tables and charts of a report are made from."""

    project: Project
    facts: ReportFacts
    outline: Outline
    options: ReportOptions


Build = Callable[[TableSource, Mapping[str, Any], Texts], TableBlock | ChartBlock | None]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table (or chart) that a report can hold. ``key`` is what settings name in ``table``.

    ``takes_code`` says that the settings may name a ``code`` (its id) to show what lies below it alone.
    """

    key: str
    title: str
    build: Build
    is_chart: bool = False
    takes_code: bool = False


def build_themes(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """Research questions and themes by respondent: coded passages, and how many respondents take each up."""
    facts, codes = source.facts, _table_codes(source.facts, settings)
    if not codes or not facts.respondents:
        return None
    description = say(
        "Each row is a research question or a theme; the numbers are coded passages, those of sub-codes included."
    )
    last = say("Respondents")
    names = [_INDENT * level + code.name for level, code in codes]
    rows: list[tuple[str, ...]]
    if len(facts.respondents) <= _MOST_COLUMNS:
        header: tuple[str, ...] = (say("Theme"), *facts.respondents.values(), last)
        rows = [
            (
                name,
                *(str(facts.heard.get(code.id, {}).get(one, 0) or "–") for one in facts.respondents),
                _share(facts, code),
            )
            for name, (_, code) in zip(names, codes, strict=True)
        ]
        widths: tuple[int, ...] = (34, *(max(5, 46 // len(facts.respondents)) for _ in facts.respondents), 18)
        note = say("The last column counts respondents; – means that a respondent does not mention the theme.")
    else:
        header = (say("Theme"), last, say("Coded passages"))
        rows = [
            (name, _share(facts, code), str(facts.used[code.id]))
            for name, (_, code) in zip(names, codes, strict=True)
        ]
        widths, note = (60, 20, 20), ""
    return TableBlock(say("Themes and respondents"), description, header, tuple(rows), widths, note)


def build_codebook(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """The code book: definitions, examples, how often each code is used."""
    facts = source.facts
    wanted = _below(facts, settings)
    codes = [code for code in facts.tree.in_order() if wanted is None or code.id in wanted]
    if not codes:
        return None
    has_examples = any(code.example.strip() for code in codes)
    header = (say("Code"), say("Definition and use"), *([say("Example")] if has_examples else []), say("Codings"))
    rows = tuple(
        (
            f"{_INDENT * (len(facts.tree.path(code.id)) - 1)}{code.name} ({say(ROLE_TITLES[code.role]).lower()})",
            "\n".join(_described(code, say)),
            *([code.example.strip()] if has_examples else []),
            str(facts.used.get(code.id, 0)),
        )
        for code in codes
    )
    widths = (28, 40, 18, 14) if has_examples else (30, 54, 16)
    description = say("Each row is a code; counts include the codes below it.")
    return TableBlock(say("Code book"), description, header, rows, widths)


def build_balance(source: TableSource, settings: Mapping[str, Any], say: Texts) -> TableBlock | None:
    """Who is quoted how often and how long."""
    balance = balance_of(source.outline, source.facts.respondents, source.facts.heard, source.facts.stances)
    if not balance.voices:
        return None
    rows = tuple((voice.name, str(voice.quotes), str(voice.words)) for voice in balance.voices)
    return TableBlock(
        say("Quotes by respondent"),
        say("Each row is a respondent of the material: how many quotes of the report are theirs, and words in them."),
        (say("Respondent"), say("Quotes"), say("Words")),
        rows,
        (60, 20, 20),
    )


def build_balance_chart(source: TableSource, settings: Mapping[str, Any], say: Texts) -> ChartBlock | None:
    """Who is quoted how often, as bars."""
    balance = balance_of(source.outline, source.facts.respondents, source.facts.heard, source.facts.stances)
    if not balance.voices:
        return None
    return _chart_block(balance_chart(balance, say), say)


def build_themes_chart(source: TableSource, settings: Mapping[str, Any], say: Texts) -> ChartBlock | None:
    """How many respondents take up each theme, as bars."""
    facts = source.facts
    codes = [code for level, code in _table_codes(facts, settings) if level or code.role is not CodeRole.QUESTION]
    codes = codes or [code for _, code in _table_codes(facts, settings)]
    if not codes or not facts.respondents:
        return None
    counts = tuple(_heard(facts, code) for code in codes)
    chart = Chart(
        ChartKind.BARS,
        say("Respondents by theme"),
        tuple(code.name for code in codes),
        (Series(say("Respondents"), counts),),
        value_title=say("Respondents"),
        category_title=say("Theme"),
    )
    return _chart_block(chart, say, say("There are {total} respondents.", total=len(facts.respondents)))


def _chart_block(chart: Chart, say: Texts, note: str = "") -> ChartBlock:
    return ChartBlock(chart.title, chart_description(chart, say), chart, note)


def _below(facts: ReportFacts, settings: Mapping[str, Any]) -> set[int] | None:
    code = settings.get("code")
    if not isinstance(code, int):
        return None
    return {int(one) for one in facts.tree.below(_known(facts, code))} if code in facts.tree.by_id else set()


def _known(facts: ReportFacts, code: int) -> Any:
    return next(one for one in facts.tree.by_id if one == code)


def _table_codes(facts: ReportFacts, settings: Mapping[str, Any]) -> list[tuple[int, Code]]:
    # Research questions and the themes right below them (or what stands at the top), goals aside.
    tree, used = facts.tree, facts.used
    chosen = settings.get("code")
    tops = tree.children.get(None, ())
    if isinstance(chosen, int):
        tops = [code for one, code in tree.by_id.items() if one == chosen]
    found: list[tuple[int, Code]] = []
    for top in tops:
        if (top.role is CodeRole.GOAL and chosen is None) or not used.get(top.id):
            continue
        found.append((0, top))
        if top.role is CodeRole.QUESTION or chosen is not None:
            found.extend((1, code) for code in tree.children.get(top.id, ()) if used.get(code.id))
    return found


def _heard(facts: ReportFacts, code: Code) -> int:
    return sum(1 for one in facts.heard.get(code.id, {}) if one in facts.respondents)


def _share(facts: ReportFacts, code: Code) -> str:
    return f"{_heard(facts, code)}/{len(facts.respondents)}"


def _described(code: Code, say: Texts) -> list[str]:
    lines = [line.strip() for line in xml_legal(code.definition).splitlines() if line.strip()]
    if code.when_to_use.strip():
        lines.append(say("When to use: {text}", text=code.when_to_use.strip()))
    if code.when_not.strip():
        lines.append(say("When not to use: {text}", text=code.when_not.strip()))
    return lines


REPORT_TABLES: tuple[ReportTable, ...] = (
    ReportTable("themes", N_("Themes and respondents"), build_themes, takes_code=True),
    ReportTable("codebook", N_("Code book"), build_codebook, takes_code=True),
    ReportTable("balance", N_("Quotes by respondent"), build_balance),
    ReportTable("themes-chart", N_("Respondents by theme"), build_themes_chart, is_chart=True, takes_code=True),
    ReportTable("balance-chart", N_("Quotes by respondent"), build_balance_chart, is_chart=True),
    ReportTable("matrix", N_("Matrix of themes"), analysis_tables.build_matrix, takes_code=True),
    ReportTable("stances", N_("Similarities and discrepancies"), analysis_tables.build_stances, takes_code=True),
    ReportTable("grid", N_("Framework grid"), analysis_tables.build_grid, takes_code=True),
    ReportTable("deviants", N_("Deviant cases"), analysis_tables.build_deviants, takes_code=True),
    ReportTable("goals", N_("Goal attainment"), analysis_tables.build_goals),
    ReportTable("claims", N_("Findings and conclusions"), analysis_tables.build_claims, takes_code=True),
    ReportTable("growth", N_("New codes by document"), analysis_tables.build_growth),
    ReportTable("coreq", N_("Checklist COREQ"), analysis_tables.build_coreq),
    ReportTable("srqr", N_("Checklist SRQR"), analysis_tables.build_srqr),
    ReportTable(
        "matrix-chart", N_("Respondents by theme and group"), analysis_tables.build_matrix_chart, is_chart=True,
        takes_code=True,
    ),
    ReportTable("goals-chart", N_("Target goals: for and against"), analysis_tables.build_goals_chart, is_chart=True),
)
"""What can be added to a report, in the order of the menu."""


def report_table(key: str) -> ReportTable | None:
    """The entry of a key; None for one that this version does not know."""
    return next((one for one in REPORT_TABLES if one.key == key), None)
