"""Tool tips with words of the user in them."""

from __future__ import annotations


def plain_tip(words: str) -> str:
    """A tool tip in which no word of the user acts as markup, and long ones are broken."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<qt>{escaped}</qt>"
