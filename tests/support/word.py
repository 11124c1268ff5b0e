"""What a Word file says, as a reader sees it: also what lies in content controls, which python-docx passes over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs_of(path: Path) -> list[tuple[str, str]]:
    """The paragraphs outside tables as (style, words)."""
    document = docx.Document(str(path))
    body: Any = document.element.body
    found = []
    for element in body.iter(f"{_W}p"):
        if any(above.tag == f"{_W}tc" for above in element.iterancestors()):
            continue
        style = Paragraph(element, document._body).style
        found.append((style.name or "" if style is not None else "", words_of(element)))
    return found


def words_of(element: Any) -> str:
    """The words of an element, tabs and line ends among them."""
    letters = {f"{_W}tab": "\t", f"{_W}br": "\n"}
    runs = (child for run in element.iter(f"{_W}r") for child in run)
    return "".join(child.text or "" if child.tag == f"{_W}t" else letters.get(child.tag, "") for child in runs)
