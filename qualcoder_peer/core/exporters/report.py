"""The exporter of the report draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import draft_outline, list_reports, read_options, read_outline


class ReportExporter:
    """Writes a report draft as a Word document."""

    key = "report-docx"
    kind = "report"
    title: Message = message("Word document")
    suffixes = (".docx",)
    Options: type[Any] = ReportOptions

    def run(
        self,
        project: Project,
        path: Path,
        options: Any | None = None,
        which: QuoteFilter | None = None,
        progress: Progress | None = None,
        *,
        report: ReportId | None = None,
    ) -> None:
        """Write ``report``, or the newest draft of the project.

        Where there is none, and where ``which`` limits the quotes, a draft is made from the code tree for this file
        and not kept. Raises ExportFailed, NotFound or Cancelled; ``path`` is then untouched.
        """
        from qualcoder_peer.core.reports.document import write_report

        chosen = options if isinstance(options, ReportOptions) else read_options(project, ReportOptions)
        kept = [one.id for one in list_reports(project)] if report is None else [report]
        limited = which is not None and which != QuoteFilter() and report is None
        with replacing(path) as temporary:
            if limited or not kept:
                outline = draft_outline(project, project.info().title, which)
            else:
                outline = read_outline(project, kept[-1])
            write_report(project, outline, temporary, chosen, progress, which if limited else None)
