"""The kinds of files that can be imported, as the system's file dialogs want them."""

from __future__ import annotations

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.importers import ARCHIVES, SUFFIXES
from qualcoder_peer.gui.i18n import tr

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Word, OpenDocument and other written documents"),
        (".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott", ".rtf"),
    ),
    (N_("Plain text, Markdown and web pages"), (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml")),
    (N_("PDF files"), (".pdf",)),
    (N_("Sheets"), (".xlsx", ".xlsm", ".csv", ".tsv")),
    (N_("Captions and transcripts of programs"), (".vtt", ".srt", ".otr", ".json")),
    (N_("Packed files"), ARCHIVES),
)


def import_filters() -> list[str]:
    """The filters of a dialog in which files to import are chosen: everything that can be, each kind, any file."""
    kinds = [(tr(title), [one for one in suffixes if one in SUFFIXES]) for title, suffixes in _KINDS]
    named = {suffix for _title, suffixes in kinds for suffix in suffixes}
    others = [suffix for suffix in SUFFIXES if suffix not in named]
    if others:
        kinds.append((tr("Other files that can be imported"), others))
    lines = [(tr("All that can be imported"), list(SUFFIXES)), *kinds, (tr("All files"), [""])]
    return [f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})" for title, suffixes in lines if suffixes]
