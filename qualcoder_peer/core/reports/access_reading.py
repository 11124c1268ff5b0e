"""Reads any Word document the way the access check needs it: paragraphs with level, list, and the look of their words.

What a style does not say is taken from the one it is based on, then from the document's defaults (ISO/IEC 29500-1,
17.7.2). Changes are read as accepted; the second rendering of drawings is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_names import FALLBACK, w

_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_HEADING = re.compile(r"heading ([1-9])")
_GONE = frozenset((FALLBACK, w("del"), w("moveFrom")))
_P, _R, _T = w("p"), w("r"), w("t")
_LETTERS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
_OBJECTS = frozenset((w("drawing"), w("pict"), w("object"), w("sectPr")))
_HIGHLIGHTS = {
    "yellow": "#ffff00", "green": "#00ff00", "cyan": "#00ffff", "magenta": "#ff00ff", "blue": "#0000ff",
    "red": "#ff0000", "darkBlue": "#000080", "darkCyan": "#008080", "darkGreen": "#008000",
    "darkMagenta": "#800080", "darkRed": "#800000", "darkYellow": "#808000", "darkGray": "#808080",
    "lightGray": "#c0c0c0", "black": "#000000", "white": "#ffffff",
}  # fmt: skip
_DEEPEST = 30
_USUAL_SIZE = 10.0  # points, where nothing says another


@dataclass(frozen=True, slots=True)
class ReadRun:
    """Words that look the same. ``colour`` and ``ground`` are ``#rrggbb``; ``own_colour``: given to the words alone.

    ``ground`` is empty where it cannot be known (a picture, a table's style); ``note``: the mark of a footnote.
    """

    words: str
    size: float
    bold: bool
    colour: str
    ground: str
    language: str
    raised: bool = False
    own_colour: bool = False
    note: bool = False


@dataclass(slots=True)
class ReadParagraph:
    """A paragraph: ``number`` counts all of the document's text from 1; ``level`` is that of a heading, else 0."""

    number: int
    element: Any
    style: str
    level: int
    listed: bool
    in_table: bool
    in_box: bool
    holds_object: bool
    runs: list[ReadRun] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All its words."""
        return "".join(run.words for run in self.runs)

    @property
    def is_contents(self) -> bool:
        """Whether it is an entry of a table of contents."""
        return self.style.startswith(("toc ", "contents ", "table of figures"))


class ReadDocument:
    """A Word document taken apart. ``paragraphs`` are in the order of the file."""

    def __init__(self, file: ReportFile) -> None:
        self.file = file
        self.looks = Looks(file)
        self.paragraphs: list[ReadParagraph] = []
        self.numbers: dict[Any, int] = {}
        for element in _paragraphs(file.body):
            read = self._read(element, len(self.paragraphs) + 1)
            self.paragraphs.append(read)
            self.numbers[element] = read.number

    def number_of(self, element: Any) -> int:
        """The number of the paragraph in which an element lies, or of the first one in it; 0 if there is none."""
        for one in (*element.iterancestors(w("p")), *element.iter(w("p"))):
            if one in self.numbers:
                return self.numbers[one]
        return 0

    def words_at(self, number: int) -> str:
        """The words of a paragraph."""
        return self.paragraphs[number - 1].words if 0 < number <= len(self.paragraphs) else ""

    @property
    def language(self) -> str:
        """The language the document is marked with, such as ``sv-SE``, or an empty text."""
        return self.looks.language

    def _read(self, element: Any, number: int) -> ReadParagraph:
        looks = self.looks
        style = looks.paragraph_style(element)
        name = looks.name(style)
        outline = looks.said(element.find(w("pPr")), style, "outlineLvl")
        found = _HEADING.fullmatch(name)
        level = int(found[1]) if found else int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0
        if name.startswith("toc "):
            level = 0
        listed = looks.said(element.find(w("pPr")), style, "numPr/numId") not in ("", "0")
        above = {one.tag for one in element.iterancestors()}
        read = ReadParagraph(
            number, element, name, level, listed, w("tc") in above, w("txbxContent") in above,
            any(True for _ in element.iter(*_OBJECTS)),
        )  # fmt: skip
        ground = looks.ground_of(element, style)
        for run in _runs(element):
            words = _words(run)
            note = not words and any(True for _ in run.iter(w("footnoteReference"), w("endnoteReference")))
            if words or note:
                read.runs.append(looks.run(run, style, words, ground, note=note))
        return read


class Looks:
    """The styles of a document, and what they say."""

    def __init__(self, file: ReportFile) -> None:
        target = file.related_as(file.main, "styles")
        self._root: Any = file.tree(target) if target and file.has(target) else None
        self._styles: dict[str, Any] = {}
        self._usual = {"paragraph": "", "character": "", "table": ""}
        for style in self._root.findall(w("style")) if self._root is not None else ():
            number = style.get(w("styleId")) or ""
            self._styles[number] = style
            if style.get(w("default")) in ("1", "true", "on"):
                self._usual[style.get(w("type")) or ""] = number
        self._chains: dict[str, list[Any]] = {}
        self._known: dict[tuple[str, str, str, str], str] = {}
        self._defaults: dict[str, str] = {}
        self.language = self._default("lang") or self._style_says(self._usual["paragraph"], "rPr", "lang")

    def paragraph_style(self, element: Any) -> str:
        """The id of a paragraph's style."""
        named = element.find(f"{w('pPr')}/{w('pStyle')}")
        return (named.get(w("val")) or "") if named is not None else self._usual["paragraph"]

    def name(self, style: str) -> str:
        """The name of a style, in small letters."""
        element = self._styles.get(style)
        named = element.find(w("name")) if element is not None else None
        return (named.get(w("val")) or "").lower() if named is not None else ""

    def said(self, direct: Any, style: str, path: str) -> str:
        """What a paragraph says, or else its style (``w:val`` of ``path`` below ``w:pPr``)."""
        return _value(direct, path) or self._style_says(style, "pPr", path)

    def ground_of(self, element: Any, style: str) -> str:
        """The colour behind a paragraph; empty where a table's style may give one."""
        shade = _value(element.find(w("pPr")), "shd", "fill") or self._style_says(style, "pPr", "shd", "fill")
        if _HEX.fullmatch(shade):
            return f"#{shade.lower()}"
        for cell in element.iterancestors(w("tc")):
            fill = _value(cell.find(w("tcPr")), "shd", "fill")
            if _HEX.fullmatch(fill):
                return f"#{fill.lower()}"
        if any(True for _ in element.iterancestors(w("txbxContent"))):
            return ""
        return "#ffffff"

    def run(self, run: Any, style: str, words: str, ground: str, *, note: bool) -> ReadRun:
        """A run with how it looks, in a paragraph of this style."""
        direct = run.find(w("rPr"))
        letters = _value(direct, "rStyle")
        behind = _HIGHLIGHTS.get(_value(direct, "highlight"), "")
        shade = _value(direct, "shd", "fill")
        ground = behind or (f"#{shade.lower()}" if _HEX.fullmatch(shade) else ground)
        own = _value(direct, "color")
        colour = self._letters(direct, letters, style, "color")
        if not _HEX.fullmatch(colour):
            colour = "ffffff" if ground and _is_dark(ground) else "000000"
        size = self._letters(direct, letters, style, "sz")
        return ReadRun(
            words=words,
            size=int(size) / 2 if size.isdecimal() else _USUAL_SIZE,
            bold=_on(self._letters(direct, letters, style, "b", missing="0")),
            colour=f"#{colour.lower()}",
            ground=ground,
            language=self._letters(direct, letters, style, "lang") or self.language,
            raised=self._letters(direct, letters, style, "vertAlign") == "superscript",
            own_colour=bool(behind) or (_HEX.fullmatch(own) is not None and own.lower() not in ("000000", "ffffff")),
            note=note,
        )

    def _letters(self, direct: Any, letters: str, style: str, path: str, missing: str = "") -> str:
        found = _value(direct, path) or (self._style_says(letters, "rPr", path) if letters else "")
        return found or self._style_says(style, "rPr", path) or self._default(path) or missing

    def _style_says(self, style: str, part: str, path: str, attribute: str = "val") -> str:
        key = (style, part, path, attribute)
        if key not in self._known:
            values = (_value(one.find(w(part)), path, attribute) for one in self._chain(style))
            self._known[key] = next((value for value in values if value), "")
        return self._known[key]

    def _default(self, path: str) -> str:
        if path not in self._defaults:
            letters = None if self._root is None else self._root.find(_path("docDefaults/rPrDefault/rPr"))
            self._defaults[path] = _value(letters, path)
        return self._defaults[path]

    def _chain(self, style: str) -> list[Any]:
        if style not in self._chains:
            chain: list[Any] = []
            element = self._styles.get(style)
            while element is not None and len(chain) < _DEEPEST:
                chain.append(element)
                based = element.find(w("basedOn"))
                element = self._styles.get(based.get(w("val")) or "") if based is not None else None
            self._chains[style] = chain
        return self._chains[style]


def core_properties(file: ReportFile) -> Mapping[str, str]:
    """The properties of the document by their short names (``title``, ``language``, ``creator`` …)."""
    name = "docProps/core.xml"
    if not file.has(name):
        return {}
    return {one.tag.rpartition("}")[2]: (one.text or "").strip() for one in file.tree(name)}


def _paragraphs(body: Any) -> Iterator[Any]:
    # Those in what is gone are passed over with it.
    pending = [body]
    while pending:
        element = pending.pop()
        tag = element.tag
        if tag in _GONE:
            continue
        if tag == _P:
            yield element
        pending.extend(reversed(element))


def _runs(element: Any) -> Iterator[Any]:
    # Not those of paragraphs in boxes, which are read by themselves.
    for child in element:
        tag = child.tag
        if tag in _GONE or tag == _P:
            continue
        if tag == _R:
            yield child
        elif len(child):
            yield from _runs(child)


def _words(run: Any) -> str:
    hidden = run.find(_path("rPr/vanish"))
    if hidden is not None and hidden.get(_path("val")) not in ("0", "false", "off"):
        return ""
    return "".join((one.text or "") if one.tag == _T else _LETTERS.get(one.tag, "") for one in run)


def _value(element: Any, path: str, attribute: str = "val") -> str:
    if element is None:
        return ""
    found = element.find(_path(path))
    if found is None:
        return ""
    return found.get(_path(attribute)) or ("1" if path in ("b", "i") else "")


@cache
def _path(path: str) -> str:
    return "/".join(w(part) for part in path.split("/"))


def _on(value: str) -> bool:
    return value not in ("", "0", "false", "off")


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[index : index + 2], 16) for index in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 96
