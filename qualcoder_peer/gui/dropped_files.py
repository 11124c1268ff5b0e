"""Files that are dropped on the window: where they are, and which of them are code books."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[Path]:
    """The files and folders on this computer in what is dragged."""
    urls = data.urls() if data.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile() and url.toLocalFile()]


def may_be_codebook(path: Path) -> bool:
    """Whether a code book can be read from a file."""
    # The readers are loaded when something is dropped, not for the first window.
    from qualcoder_peer.core.exchange.codebooks import CODEBOOK_SUFFIXES

    return path.suffix.lower() in CODEBOOK_SUFFIXES


def is_codebook(path: Path) -> bool:
    """Whether a file can be nothing but a code book."""
    from qualcoder_peer.core.importers import SUFFIXES

    return path.suffix.lower() not in SUFFIXES and may_be_codebook(path)
