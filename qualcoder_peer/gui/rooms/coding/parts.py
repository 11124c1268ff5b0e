"""What the coding room can do beside coding itself, one part each: finding, editing, memos …

A part is made when the room is: it registers its actions with ``room.context.actions`` (owner ``room``), offers pages
to ``room.drawer``, and listens to ``room.session``. It knows the room; the room knows only this tuple. A new part is a
class in a file of its own and a name here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcoder_peer.gui.rooms.coding.automatic import Automatic
from qualcoder_peer.gui.rooms.coding.code_events import CodeHistory
from qualcoder_peer.gui.rooms.coding.code_quotes import CodeQuotes
from qualcoder_peer.gui.rooms.coding.codebook_import import CodebookExchange
from qualcoder_peer.gui.rooms.coding.editing import TextEditing
from qualcoder_peer.gui.rooms.coding.editing_turns import TurnTools
from qualcoder_peer.gui.rooms.coding.finding import Finding
from qualcoder_peer.gui.rooms.coding.memos import Memos
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.reshaping import Reshaping
from qualcoder_peer.gui.rooms.coding.segment_menu import SegmentMenu
from qualcoder_peer.gui.rooms.coding.showing import Showing
from qualcoder_peer.gui.rooms.coding.showing_focus import FocusMode
from qualcoder_peer.gui.rooms.coding.stepping import Stepping
from qualcoder_peer.gui.rooms.coding.suggesting import Suggesting
from qualcoder_peer.gui.rooms.coding.under_caret import UnderCaret
from qualcoder_peer.gui.rooms.coding.units import Units

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

PARTS: tuple[type[Part], ...] = (
    Finding,
    Automatic,
    Showing,
    FocusMode,
    CodeQuotes,
    CodeHistory,
    CodebookExchange,
    Memos,
    Units,
    Stepping,
    Reshaping,
    SegmentMenu,
    UnderCaret,
    TextEditing,
    TurnTools,
    Suggesting,
)


def make_parts(room: CodingRoom) -> list[Part]:
    """All parts of a room that has been put together."""
    return [part(room) for part in PARTS]
