"""Footnotes of a Word document: a part of their own, also where a template has some already (ISO 29500-1, 17.11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.reports.word_xml import DECLARED, paragraph, run

if TYPE_CHECKING:
    from docx.document import Document

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))
_AFTER_SETTING = ("endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang",
                  "clrSchemeMapping", "doNotIncludeSubdocsInStats", "shapeDefaults", "decimalSymbol",
                  "listSeparator")  # fmt: skip


class Footnotes:
    """Gathers the footnotes of one document; ``style`` gives the id of a style by its name."""

    def __init__(self, document: Document, style: Callable[[str], str]) -> None:
        self._document, self._style = document, style
        self._part: Any = None
        self._root: Any = None
        self._next = 1
        self._made: list[str] = []
        self._read()

    def add(self, text: str) -> str:
        """The run with the mark of a new footnote that reads ``text``; line ends begin a paragraph in it."""
        number = self._next
        self._next += 1
        mark = f'<w:r><w:rPr><w:rStyle w:val="{self._style("footnote reference")}"/></w:rPr>'
        lines = [line.strip() for line in text.splitlines() if line.strip()] or ["–"]
        style = self._style("footnote text")
        words = [paragraph(style, f"{mark}<w:footnoteRef/></w:r>{run(' ' + lines[0])}")]
        words += [paragraph(style, run(line)) for line in lines[1:]]
        self._made.append(f'<w:footnote w:id="{number}">{"".join(words)}</w:footnote>')
        return f'{mark}<w:footnoteReference w:id="{number}"/></w:r>'

    def write(self) -> None:
        """Put the footnotes into the document's package; nothing happens without any."""
        if not self._made:
            return
        from docx.oxml import parse_xml
        from lxml import etree

        if self._root is None:
            self._make()
        for note in parse_xml(f"<w:footnotes {DECLARED}>{''.join(self._made)}</w:footnotes>"):
            self._root.append(note)
        self._made.clear()
        self._part._blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _read(self) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE as RT
        from docx.oxml import parse_xml

        try:
            self._part = self._document.part.part_related_by(RT.FOOTNOTES)
        except KeyError:
            return
        self._root = parse_xml(self._part.blob)
        numbers = [one.get(f"{_W}id", "0") for one in self._root.findall(f"{_W}footnote")]
        self._next = max([0, *(int(one) for one in numbers if one.lstrip("-").isdecimal())]) + 1

    def _make(self) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE as RT
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
            f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for kind, number in _SEPARATORS
        )
        self._root = parse_xml(f"<w:footnotes {DECLARED}>{lines}</w:footnotes>")
        main = self._document.part
        self._part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", main.package)
        main.relate_to(self._part, RT.FOOTNOTES)
        settings: Any = self._document.settings.element
        if settings.find(f"{_W}footnotePr") is None:
            named = "".join(f'<w:footnote w:id="{number}"/>' for _, number in _SEPARATORS)
            made = parse_xml(f"<w:footnotePr {DECLARED}>{named}</w:footnotePr>")
            following = next((one for one in settings if one.tag.rpartition("}")[2] in _AFTER_SETTING), None)
            if following is None:
                settings.append(made)
            else:
                following.addprevious(made)
