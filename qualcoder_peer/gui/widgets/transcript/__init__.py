"""The transcript view and the values it is given."""

from __future__ import annotations

from qualcoder_peer.gui.widgets.transcript.colours import TranscriptColours
from qualcoder_peer.gui.widgets.transcript.values import CODE_MIME_TYPE, SELECTION_MIME_TYPE, Segment, TurnMark
from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

__all__ = [
    "CODE_MIME_TYPE",
    "SELECTION_MIME_TYPE",
    "Segment",
    "TranscriptColours",
    "TranscriptView",
    "TurnMark",
]
