"""How a stance is shown: a sign and a word, never a colour alone."""

from __future__ import annotations

from qualcoder_peer.core.domain.model import STANCE_TITLES, Stance
from qualcoder_peer.gui.i18n import tr

STANCE_SIGNS: dict[Stance, str] = {Stance.FOR: "+", Stance.AGAINST: "−", Stance.MIXED: "±"}


def stance_words(stance: Stance) -> str:
    """Such as ``+ For``; empty where there is none."""
    return f"{STANCE_SIGNS[stance]} {tr(STANCE_TITLES[stance])}" if stance in STANCE_SIGNS else ""
