"""Names in Word files that re-synchronising needs, and small readings of elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualcoder_peer.core.reports.controls import control_key

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
RELATION_ID = f"{{{RELATED}}}id"


def w(name: str) -> str:
    """A name of WordprocessingML, as lxml writes it."""
    return f"{{{WORD}}}{name}"


VAL = w("val")
BLOCKS = frozenset((w("p"), w("tbl")))
STARTS = frozenset(
    w(name)
    for name in (
        "bookmarkStart", "commentRangeStart", "permStart", "moveFromRangeStart", "moveToRangeStart",
        "customXmlInsRangeStart", "customXmlDelRangeStart", "customXmlMoveFromRangeStart", "customXmlMoveToRangeStart",
    )
)  # fmt: skip
ENDS = frozenset(name.replace("Start", "End") for name in STARTS)
TAKEN_AWAY = frozenset((w("del"), w("moveFrom")))
CHANGES = frozenset((w("ins"), w("del"), w("moveFrom"), w("moveTo")))


def value(element: Any, path: str) -> str:
    """The ``w:val`` of the element at a path of ``w:`` names (``pPr/pStyle``), or an empty text."""
    found = element.find("/".join(w(name) for name in path.split("/")))
    return "" if found is None else found.get(VAL) or ""


def inside(element: Any, name: str) -> bool:
    """Whether an element lies in one with this name."""
    return next(element.iterancestors(name), None) is not None


def new(like: Any, name: str, /, **attributes: str) -> Any:
    """An element ``w:name`` with ``w:`` attributes, of the same kind of tree as ``like``."""
    made = like.makeelement(w(name))
    for key, words in attributes.items():
        made.set(w(key), words)
    return made


def blocks(container: Any) -> list[Any]:
    """The paragraphs and tables right below a container, those in wrappers included; not those in controls of ours."""
    found: list[Any] = []
    for child in container:
        if child.tag in BLOCKS:
            found.append(child)
        elif child.tag in _WRAPPERS and not (child.tag == w("sdt") and control_key(child) is not None):
            found.extend(blocks(child))
    return found


def shown_words(element: Any) -> str:
    """The words below an element as a reader sees them, in one line, for headings and names of places."""
    return " ".join("".join(_shown(element)).split())


def shown_lines(element: Any) -> str:
    """The words below an element: a line for each paragraph and each row of a table, cells with a bar between."""
    lines = (" ".join(line.split()) for line in "".join(_shown(element)).split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == w("t"):
            yield child.text or ""
        elif child.tag in (w("tab"), w("br"), w("cr")):
            yield " "
        elif child.tag == w("tr"):
            yield " | ".join(" ".join("".join(_shown(cell)).split()) for cell in child.iter(w("tc"))) + "\n"
        elif child.tag not in _UNSHOWN and isinstance(child.tag, str):
            yield from _shown(child)
            if child.tag == w("p"):
                yield "\n"


_WRAPPERS = frozenset(w(name) for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_UNSHOWN = frozenset((FALLBACK, w("sdtPr"), w("pPr"), w("rPr"), *TAKEN_AWAY))
