"""Code books out of files of any kind: sheets, outlines, headings, REFI-QDA (.qdc), JSON of this program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.exchange.codebook_columns import Use
from qualcoder_peer.core.exchange.codebook_json import read_json_codebook
from qualcoder_peer.core.exchange.codebook_outline import read_headings, read_outline
from qualcoder_peer.core.exchange.codebook_sheet import read_sheet
from qualcoder_peer.core.exchange.qdc import read_qdc
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.codebook_import import ReadCodebook

CODEBOOK_KINDS: tuple[tuple[str, tuple[str, ...], Callable[[Path], ReadCodebook]], ...] = (
    (N_("Sheets with a row for each code"), (".xlsx", ".xlsm", ".csv", ".tsv"), read_sheet),
    (N_("Codebooks of other programs (REFI-QDA)"), (".qdc",), read_qdc),
    (N_("Documents with headings"), (".docx", ".docm", ".dotx", ".odt", ".md", ".markdown", ".html"), read_headings),
    (N_("Indented or numbered texts"), (".txt", ".text"), read_outline),
    (N_("JSON of this program"), (".json",), read_json_codebook),
)
"""Each kind of file: what a person calls it, its endings in lower case with the dot, and what reads it."""

CODEBOOK_SUFFIXES: tuple[str, ...] = tuple(suffix for _, suffixes, _ in CODEBOOK_KINDS for suffix in suffixes)


def read_codebook(path: Path, progress: Progress | None = None, columns: Sequence[str] = ()) -> ReadCodebook:
    """The codes of a file, for ``services.codebook_import``. Nothing is changed.

    ``columns`` is what each column of a sheet is (values of ``Use``); empty: what its heading tells. Raises
    UnreadableFile or InvalidInput with a sentence that names the file and, where it can, the line.
    """
    suffix = path.suffix.lower()
    for _, suffixes, read in CODEBOOK_KINDS:
        if suffix in suffixes:
            return read_sheet(path, uses=[Use(one) for one in columns]) if read is read_sheet else read(path)
    raise UnreadableFile(
        "“{name}” is no kind of file that a code book can be read from: those that end in {suffixes} are. "
        "Nothing was imported.",
        name=path.name,
        suffixes=", ".join(CODEBOOK_SUFFIXES),
    )
