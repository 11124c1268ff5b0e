"""The exporters of quote tables and of the code book: each a kind of table in one format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from qualcoder_peer.core.domain.exports import CodebookOptions, QuoteTableOptions
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.exporters.html_page import write_html
from qualcoder_peer.core.exporters.plain import write_csv, write_json, write_markdown
from qualcoder_peer.core.exporters.spreadsheet import write_xlsx
from qualcoder_peer.core.exporters.tables import Table, codebook_table, quote_table
from qualcoder_peer.core.exporters.word_table import write_docx
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import read_options

WriteTable = Callable[[Table, Path], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of tables. ``on_paper``: it has room for few columns; ``for_eyes``: people read it, not programs."""

    key: str
    title: Message
    suffixes: tuple[str, ...]
    write: WriteTable
    on_paper: bool = False
    for_eyes: bool = True


FORMATS: tuple[Format, ...] = (
    Format("docx", message("Word document"), (".docx",), write_docx, on_paper=True),
    Format("xlsx", message("Excel workbook"), (".xlsx",), write_xlsx, for_eyes=False),
    Format("csv", message("Text with separators (CSV)"), (".csv",), write_csv, for_eyes=False),
    Format("html", message("Web page"), (".html", ".htm"), write_html),
    Format("md", message("Markdown"), (".md",), write_markdown),
    Format("json", message("JSON"), (".json",), write_json),
)


@dataclass(frozen=True)
class _TableExporter:
    """What the exporters of tables share: all but the table itself."""

    format: Format
    kind: ClassVar[str]

    @property
    def key(self) -> str:
        """Such as ``quotes-xlsx``."""
        return f"{self.kind}-{self.format.key}"

    @property
    def title(self) -> Message:
        """What a person calls such files."""
        return self.format.title

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File endings in lower case with the dot."""
        return self.format.suffixes


class QuoteTableExporter(_TableExporter):
    """Writes a quote table in one format."""

    kind = "quotes"
    Options: type[Any] = QuoteTableOptions

    def run(
        self,
        project: Project,
        path: Path,
        options: Any | None = None,
        which: QuoteFilter | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write the quotes that ``which`` asks for. Raises ExportFailed or Cancelled; ``path`` is then untouched."""
        chosen = options if isinstance(options, QuoteTableOptions) else read_options(project, QuoteTableOptions)
        with replacing(path) as temporary:
            table = quote_table(
                project, chosen, which or QuoteFilter(), progress or Progress(), on_paper=self.format.on_paper
            )
            self.format.write(table, temporary)


class CodebookExporter(_TableExporter):
    """Writes the code book in one format."""

    kind = "codebook"
    Options: type[Any] = CodebookOptions

    def run(
        self,
        project: Project,
        path: Path,
        options: Any | None = None,
        which: QuoteFilter | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write the whole code tree; ``which`` has no meaning here. Raises ExportFailed; ``path`` is then untouched."""
        chosen = options if isinstance(options, CodebookOptions) else read_options(project, CodebookOptions)
        with replacing(path) as temporary:
            self.format.write(codebook_table(project, chosen, indent=self.format.for_eyes), temporary)


TABLE_EXPORTERS: tuple[QuoteTableExporter | CodebookExporter, ...] = (
    *(QuoteTableExporter(one) for one in FORMATS),
    *(CodebookExporter(one) for one in FORMATS),
)
