"""How much of a document each coder has coded, in words: for lists and panes of several rooms."""

from __future__ import annotations

from qualcoder_peer.core.services.sources import CoderShare
from qualcoder_peer.gui.i18n import percent, tr_n


def coder_words(share: CoderShare) -> str:
    """One line: who, how much, in how many codings."""
    return tr_n("{coder}: {share} ({count} coding)", "{coder}: {share} ({count} codings)", share.codings,
                coder=share.coder, share=percent(share.coverage, 1))  # fmt: skip
