"""What the project would write into each control today: a fresh export in memory, taken apart by keys."""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.controls import content_text, normalised
from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_find import Found, chart_relations, chart_texts, find_all, is_heading, style_names
from qualcoder_peer.core.reports.sync_names import blocks, new, shown_lines, value, w
from qualcoder_peer.core.services.reports import read_outline

_SOURCE = "quote source"


class Fresh:
    """A fresh report as a file; raises nothing for keys it lacks."""

    def __init__(self, data: bytes) -> None:
        self.file = ReportFile(data, "")
        self.found: dict[str, Found] = {}
        for one in find_all(self.file, (), restore=False)[0]:
            self.found.setdefault(one.tag.key, one)
        self.mark = next((one.tag.project for one in self.found.values()), "")
        self.charts = chart_texts(self.file, self.file.main)
        self._styles = style_names(self.file)

    def has(self, key: str) -> bool:
        """Whether the report has such a thing now; a source line goes with its quote."""
        return key in self.found or (key[:1] == "s" and f"q{key[1:]}" in self.found)

    def content(self, key: str, shape: str, others: Collection[str]) -> list[Any]:
        """What belongs into a control with this key and shape: paragraphs and tables, or holders of runs.

        ``others`` are the keys in the file: a quote whose source line has a control of its own does not repeat it.
        Empty when there is nothing.
        """
        if key[:1] == "s":
            return self._source(key)
        found = self.found.get(key)
        if found is None:
            return []
        if key[:1] == "q":
            return self._quote(found, key, shape, others)
        if found.shape == "runs":
            return [found.content] if shape == "runs" else [self._paragraph(found.content, self._style_of(found))]
        return blocks(found.content)

    def words(self, content: Sequence[Any]) -> str:
        """The words of such content as they are hashed."""
        return normalised("\n".join(content_text(one, self.charts) for one in content))

    def lines(self, content: Sequence[Any]) -> str:
        """The words of such content for people, in lines; of charts their data."""
        holder = new(self.file.body, "body")
        for one in content:
            holder.append(copy.deepcopy(one))
        charts = [self.charts.get(one, "") for one in chart_relations(holder)]
        return "\n".join(filter(None, (shown_lines(holder), *charts)))

    def shown(self, key: str) -> str:
        """The words of a control as it stands in the fresh report, for people."""
        found = self.found.get(key)
        return "" if found is None else self.lines(list(found.content))

    def is_heading(self, paragraph: Any) -> bool:
        """Whether a paragraph of the fresh report is a heading."""
        return is_heading(paragraph, self._styles)

    def _quote(self, found: Found, key: str, shape: str, others: Collection[str]) -> list[Any]:
        apart = f"s{key[1:]}" in others
        if found.shape == "runs":
            if shape == "runs":
                return [found.content]
            made = [self._paragraph(found.content, "quote")]
            if not apart and f"s{key[1:]}" in self.found:
                made.append(self._paragraph(self.found[f"s{key[1:]}"].content, _SOURCE))
            return made
        own = blocks(found.content)
        if apart or shape == "runs":
            return [one for one in own if not self._is_source(one)]
        return own

    def _source(self, key: str) -> list[Any]:
        if key in self.found:
            return [self.found[key].content]
        quote = self.found.get(f"q{key[1:]}")
        return [one for one in blocks(quote.content) if self._is_source(one)] if quote is not None else []

    def _style_of(self, found: Found) -> str:
        # A heading that a writer broke over two lines stays one; other words stand in usual paragraphs.
        paragraph = next(found.element.iterancestors(w("p")), None)
        return self._styles.get(value(paragraph, "pPr/pStyle"), "") if found.tag.key[:1] == "h" else ""

    def _is_source(self, block: Any) -> bool:
        return self._styles.get(value(block, "pPr/pStyle")) == _SOURCE

    def _paragraph(self, content: Any, style: str) -> Any:
        # Runs of running text as a paragraph of their own.
        paragraph = new(content, "p")
        number = next((one for one, name in self._styles.items() if name == style), "") if style else ""
        if number:
            properties = new(content, "pPr")
            properties.append(new(content, "pStyle", val=number))
            paragraph.append(properties)
        for child in content:
            if child.tag == w("r"):
                paragraph.append(copy.deepcopy(child))
        return paragraph


def fresh_package(project: Project, report: ReportId, options: ReportOptions, progress: Progress) -> bytes:
    """The bytes of the report as it would be exported now. Raises NotFound or Cancelled.

    A template that is gone is no hindrance: what is needed of it stands in the file that is updated.
    """
    from qualcoder_peer.core.reports.document import report_package

    outline = read_outline(project, report)
    try:
        return report_package(project, outline, options, progress)
    except ExportFailed:
        if not options.template:
            raise
        return report_package(project, outline, replace(options, template=""), progress)
