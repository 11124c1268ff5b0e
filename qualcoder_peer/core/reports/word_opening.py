"""Opens a finished Word report, whoever made it; what cannot be read is told, in the same words whatever it is for."""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.word_gate import TYPES, damaged, read_bytes, refuse_macros


def open_report(path: Path, *, to_change: bool = False) -> ReportFile:
    """The Word file at ``path`` (.docx, .docm, .dotx, .dotm); raises UnreadableFile with a sentence that names it.

    ``to_change`` is for who writes a changed copy, which cannot be done of every file that can be read.
    """
    data = read_bytes(path)
    try:
        report = ReportFile(data, path.name, to_change=to_change)
    except RecursionError as error:
        raise damaged(path.name) from error
    refuse_macros(report.names, report.part(TYPES) or b"", path)
    return report
