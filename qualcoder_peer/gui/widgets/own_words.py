"""Words on the clipboard, or dragged, that only this program can paste: they may not leave it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

OWN_WORDS_MIME_TYPE = "application/x-qualcoder-words"
"""The words in UTF-8; other programs find no text."""


def own_words_mime(words: str) -> QMimeData:
    """Words for this program alone."""
    data = QMimeData()
    data.setData(OWN_WORDS_MIME_TYPE, words.encode("utf-8", "surrogatepass"))
    return data


def own_words(data: QMimeData | None) -> str:
    """The words that were put there for this program alone; empty where there are none."""
    if data is None or not data.hasFormat(OWN_WORDS_MIME_TYPE):
        return ""
    return bytes(data.data(OWN_WORDS_MIME_TYPE).data()).decode("utf-8", "surrogatepass")
