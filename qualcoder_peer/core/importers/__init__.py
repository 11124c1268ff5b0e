"""Reading files into text: one file a format, all of them named in ``IMPORTERS``.

To add one: write a module with a class that has ``key``, ``title``, ``suffixes``, ``Options`` and ``read``
(see ``base.Importer``; ``read_all`` too where a file may hold several documents) and add an instance to the tuple.
Packed files (``ARCHIVES``) are no format but folders: ``run`` reads what is in them.
"""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import zip_archive
from qualcoder_peer.core.importers.base import Importer
from qualcoder_peer.core.importers.captions import SrtImporter, VttImporter
from qualcoder_peer.core.importers.markdown import MarkdownImporter
from qualcoder_peer.core.importers.odt import OpenTextImporter
from qualcoder_peer.core.importers.otranscribe import OTranscribeImporter
from qualcoder_peer.core.importers.pdf import PdfImporter
from qualcoder_peer.core.importers.plain_text import PlainTextImporter
from qualcoder_peer.core.importers.sheet import SheetImporter
from qualcoder_peer.core.importers.transcript_json import TranscriptJsonImporter
from qualcoder_peer.core.importers.rtf import RichTextImporter
from qualcoder_peer.core.importers.web_page import WebPageImporter
from qualcoder_peer.core.importers.word import WordImporter

IMPORTERS: tuple[Importer, ...] = (
    PlainTextImporter(),
    WordImporter(),
    OpenTextImporter(),
    RichTextImporter(),
    WebPageImporter(),
    MarkdownImporter(),
    PdfImporter(),
    SheetImporter(),
    VttImporter(),
    SrtImporter(),
    OTranscribeImporter(),
    TranscriptJsonImporter(),
)

ARCHIVES: tuple[str, ...] = (zip_archive.SUFFIX,)
"""Endings of packed files, in lower case with the dot."""

SUFFIXES: tuple[str, ...] = (*(suffix for importer in IMPORTERS for suffix in importer.suffixes), *ARCHIVES)
"""Every file ending that can be imported, likewise."""


def importer_for(path: Path) -> Importer:
    """The importer for the file's ending; raises UnreadableFile when there is none.

    The file itself is not looked at: ``read`` tells when it is not what its ending says.
    """
    suffix = path.suffix.lower()
    for importer in IMPORTERS:
        if suffix in importer.suffixes:
            return importer
    raise UnreadableFile(
        "“{name}” cannot be imported: files that end in {suffixes} can. Nothing was imported. "
        "Save it in one of these formats first.",
        name=path.name,
        suffixes=", ".join(SUFFIXES),
    )


__all__ = ["ARCHIVES", "IMPORTERS", "SUFFIXES", "Importer", "importer_for"]
