"""The exporter of the report draft."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.disclosure import CountTable
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.exporters.base import Exporter
from qualcoder_peer.core.exporters.leaving import counted_tables, leaving_report
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import Outline, draft_outline, list_reports, read_outline


@dataclass(frozen=True)
class ReportExporter(Exporter):
    """Writes ``report``, or the newest draft of the project, as a Word document.

    Where there is none, and where the quotes are limited, a draft is made from the code tree for this file and not
    kept.
    """

    report: ReportId | None = None

    key = "report-docx"
    kind = "report"
    title = message("Word document")
    suffixes = (".docx",)
    counts = True
    Options = ReportOptions

    def _write(
        self, project: Project, path: Path, options: ReportOptions, which: QuoteFilter, progress: Progress
    ) -> list[CountTable]:
        from qualcoder_peer.core.reports.document import write_report
        from qualcoder_peer.core.reports.source_pattern import check_pattern

        check_pattern(project, options.source_pattern)
        outline, limit = self._outline(project, which)
        return counted_tables(project, write_report(project, outline, path, options, progress, limit))

    def leaving(self, project: Project, options: ReportOptions, which: QuoteFilter, progress: Progress) -> Leaving:
        """The words and tables of the report, and whom it quotes."""
        from qualcoder_peer.core.reports.plan import plan_report

        outline, limit = self._outline(project, which)
        blocks = plan_report(project, outline, options, progress, which=limit)
        return leaving_report(project, outline, blocks, options)

    def _outline(self, project: Project, which: QuoteFilter) -> tuple[Outline, QuoteFilter | None]:
        """What is written, and what it is limited to where it is made for this file."""
        kept = [one.id for one in list_reports(project)] if self.report is None else [self.report]
        limited = which != QuoteFilter() and self.report is None
        if limited or not kept:
            return draft_outline(project, project.info().title, which), which if limited else None
        return read_outline(project, kept[-1]), None
