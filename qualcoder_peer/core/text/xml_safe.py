"""Makes text fit for XML (Word, Excel) and tells in which direction it is written."""

from __future__ import annotations

import re
import unicodedata

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPECIAL = re.compile('[&<>"\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]')


def xml_legal(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold: control characters, U+FFFE, U+FFFF; lone surrogates as U+FFFD."""
    return _ILLEGAL.sub(_replacement, text) if _ILLEGAL.search(text) else text


def xml_text(text: str) -> str:
    """``text`` as XML character data, or as an attribute's value in double quotes."""
    if _SPECIAL.search(text) is None:
        return text
    text = xml_legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\r", "&#13;")


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from right to left (UAX #9, rule P2)."""
    if text.isascii():
        return False
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def _replacement(found: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= found[0] <= "\udfff" else ""
