"""The formats that tables are written in, and what the exporters have in common that write in one of them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.exporters.base import Exporter
from qualcoder_peer.core.exporters.html_page import write_html
from qualcoder_peer.core.exporters.plain import write_csv, write_json, write_markdown
from qualcoder_peer.core.exporters.spreadsheet import write_xlsx
from qualcoder_peer.core.exporters.tables import Table
from qualcoder_peer.core.exporters.word_table import write_docx

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
class FormatExporter(Exporter, ABC):
    """An exporter whose key, title and file endings follow from its format."""

    format: Format

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
