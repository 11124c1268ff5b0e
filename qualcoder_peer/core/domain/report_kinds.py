"""Kinds of reports: the chapters each begins with. A kind is a beginning; chapters are added, moved and taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualcoder_peer.core.domain.messages import N_

OWN = "own"
"""The section key of a chapter or section that the writer named."""

SECTION_TITLES: Mapping[str, str] = {
    "title": N_("Title page"),
    "summary": N_("Summary"),
    "abstract": N_("Abstract"),
    "assignment": N_("Assignment"),
    "purpose": N_("Purpose"),
    "introduction": N_("Introduction"),
    "questions": N_("Research questions"),
    "background": N_("Background"),
    "method": N_("Method"),
    "ethics": N_("Ethics"),
    "results": N_("Results and analysis"),
    "goals": N_("Target goals"),
    "discussion": N_("Discussion"),
    "limitations": N_("Strengths and limitations"),
    "conclusions": N_("Conclusions"),
    "planning": N_("Planning ahead"),
    "references": N_("References"),
    "appendices": N_("Appendices"),
}
"""Every chapter there is, in the order a report has them."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """What a new report of a kind holds.

    ``sections`` are keys of SECTION_TITLES in order; ``goals`` comes only where target goals are coded. ``quotes`` is
    how many quotes a theme begins with where none is starred, ``grids`` whether each research question begins with a
    framework grid. ``contents`` and ``codebook`` say whether it has those at all, whatever the options are.
    """

    key: str
    title: str
    description: str
    sections: tuple[str, ...]
    quotes: int = 3
    grids: bool = False
    contents: bool = True
    codebook: bool = True


REPORT_KINDS: Mapping[str, ReportKind] = {
    kind.key: kind
    for kind in (
        ReportKind(
            "evaluation",
            N_("Evaluation report"),
            N_("Everything, from the assignment to planning ahead and appendices."),
            (
                "title", "summary", "assignment", "purpose", "questions", "background", "method", "results", "goals",
                "discussion", "planning", "references", "appendices",
            ),
        ),
        ReportKind(
            "memo",
            N_("Short memo"),
            N_("A few pages: summary, questions, how it was done, results, what happens now."),
            ("title", "summary", "questions", "method", "results", "planning"),
            quotes=1,
            contents=False,
            codebook=False,
        ),
        ReportKind(
            "framework",
            N_("Framework matrix"),
            N_("For each research question a grid of themes and respondents, with the quotes below it."),
            ("title", "summary", "questions", "method", "results", "appendices"),
            quotes=1,
            grids=True,
        ),
        ReportKind(
            "article",
            N_("Scientific article"),
            N_("Abstract, introduction, method, results, discussion, conclusions, references."),
            (
                "title", "abstract", "introduction", "questions", "method", "ethics", "results", "discussion",
                "limitations", "conclusions", "references", "appendices",
            ),
            contents=False,
        ),
    )
}  # fmt: skip


def report_kind(key: str) -> ReportKind:
    """The kind of a key; an evaluation report for one that this version does not know."""
    return REPORT_KINDS.get(key) or REPORT_KINDS["evaluation"]
