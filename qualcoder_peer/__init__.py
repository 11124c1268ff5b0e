"""QualCoder Peer: code interview transcripts and turn coded quotes into Word reports, offline.

``from qualcoder_peer import Project`` gives the Python interface (see ``core/api.py``); it is imported when first
asked for, so that the window starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qualcoder_peer.version import __version__

if TYPE_CHECKING:
    from qualcoder_peer.core.api import Project

__all__ = ["Project", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Project":
        from qualcoder_peer.core.api import Project

        return Project
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
