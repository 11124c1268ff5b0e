"""The exporters of quote tables and of the code book: each a kind of table in one format."""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.domain.exports import CodebookOptions, QuoteTableOptions
from qualcoder_peer.core.exporters.columns import COLUMNS, PAGE_COLUMNS, USUAL_COLUMNS
from qualcoder_peer.core.exporters.formats import FORMATS, FormatExporter
from qualcoder_peer.core.exporters.leaving import leaving_codebook, leaving_quotes
from qualcoder_peer.core.exporters.tables import codebook_table, quote_table
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.quotes import QuoteFilter


class QuoteTableExporter(FormatExporter):
    """Writes the quotes that are asked for as a table in one format."""

    kind = "quotes"
    Options = QuoteTableOptions

    def _write(
        self, project: Project, path: Path, options: QuoteTableOptions, which: QuoteFilter, progress: Progress
    ) -> None:
        self.format.write(quote_table(project, options, which, progress, on_paper=self.format.on_paper), path)

    def leaving(self, project: Project, options: QuoteTableOptions, which: QuoteFilter, progress: Progress) -> Leaving:
        """The words, names and attributes of the columns; a file for programs has all of them."""
        columns = options.columns or (PAGE_COLUMNS if self.format.on_paper else USUAL_COLUMNS)
        every = tuple(kind.key for kind in COLUMNS)
        return leaving_quotes(project, options, which, every if self.format.key == "json" else columns, progress)


class CodebookExporter(FormatExporter):
    """Writes the code book, which is the whole code tree, in one format."""

    kind = "codebook"
    Options = CodebookOptions

    def _write(
        self, project: Project, path: Path, options: CodebookOptions, which: QuoteFilter, progress: Progress
    ) -> None:
        self.format.write(codebook_table(project, options, indent=self.format.for_eyes), path)

    def leaving(self, project: Project, options: CodebookOptions, which: QuoteFilter, progress: Progress) -> Leaving:
        """The words of the code tree."""
        return leaving_codebook(project)


TABLE_EXPORTERS: tuple[QuoteTableExporter | CodebookExporter, ...] = (
    *(QuoteTableExporter(one) for one in FORMATS),
    *(CodebookExporter(one) for one in FORMATS),
)
