"""The characters of the symbol fonts that Word and its kin use for bullets, arrows and smileys."""

from __future__ import annotations

_WINGDINGS = {
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0xE0: "→", 0xDF: "←", 0xE8: "➔", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xA8: "☐",
    0xB7: "•", 0x6C: "●", 0x6E: "■", 0xA7: "▪", 0xD8: "➢", 0x28: "☎", 0x2A: "✉", 0x20: " ",
}  # fmt: skip
_SYMBOL = {
    0xB7: "•", 0xAE: "→", 0xAC: "←", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xD7: "·", 0x6D: "μ", 0xB0: "°",
    0x20: " ",
}  # fmt: skip

UNKNOWN = "□"
"""Shown for a symbol whose character is not known."""


def symbol_of(code: int, font: str) -> str:
    """The character that ``code`` (0 to 255) prints in a symbol font; ``UNKNOWN`` when that is not known."""
    font = font.casefold()
    known = _WINGDINGS if font.startswith("wingdings") else _SYMBOL if font.startswith("symbol") else {}
    return known.get(code, UNKNOWN)
