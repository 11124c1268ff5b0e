"""Writing files: quote tables, matrices, the code book, memos, the report draft, one exporter a format: ``EXPORTERS``.

To add one: derive a class from ``base.Exporter`` (or ``formats.FormatExporter``) and add an instance to the tuple.
"""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.exporters.base import KINDS, Exporter
from qualcoder_peer.core.exporters.matrix import MATRIX_EXPORTERS
from qualcoder_peer.core.exporters.memos import MEMO_EXPORTERS
from qualcoder_peer.core.exporters.qdc import QdcExporter
from qualcoder_peer.core.exporters.report import ReportExporter
from qualcoder_peer.core.exporters.table_exporters import TABLE_EXPORTERS

EXPORTERS: tuple[Exporter, ...] = (
    *TABLE_EXPORTERS, QdcExporter(), ReportExporter(), *MEMO_EXPORTERS, *MATRIX_EXPORTERS,
)  # fmt: skip


def exporters_of(kind: str) -> tuple[Exporter, ...]:
    """The exporters of a kind (one of KINDS), the usual one first."""
    return tuple(exporter for exporter in EXPORTERS if exporter.kind == kind)


def exporter_for(kind: str, path: Path) -> Exporter:
    """The exporter of a kind for the file's ending; raises ExportFailed when there is none."""
    suffix = path.suffix.lower()
    for exporter in exporters_of(kind):
        if suffix in exporter.suffixes:
            return exporter
    raise ExportFailed(
        "“{name}” has an ending that cannot be written; use one of {suffixes}. Nothing was written.",
        name=path.name[:200],
        suffixes=", ".join(suffix for exporter in exporters_of(kind) for suffix in exporter.suffixes),
    )


__all__ = ["EXPORTERS", "KINDS", "Exporter", "exporter_for", "exporters_of"]
