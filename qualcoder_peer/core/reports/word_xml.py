"""Pieces of WordprocessingML as text: runs, paragraphs, fields, tables (ISO/IEC 29500-1, chapter 17).

Text is cleaned and escaped here, in one place. Lengths are twips (1/20 point) unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.text.xml_safe import is_right_to_left, xml_legal, xml_text

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DECLARED = f'xmlns:w="{NAMESPACE}"'
_RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_STEP = 200
NOTHING = "–"
"""What an empty cell shows, so that nobody wonders whether something is missing."""
_LONG_CELL = 500
"""Code points of a cell from which a row may be divided between pages; shorter ones stay whole."""


def run(text: str, style: str = "", language: str = "", *, bold: bool = False, italic: bool = False) -> str:
    """A run of text; line ends and tabs become Word's own. ``style`` is the id of a character style."""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += "<w:b/><w:bCs/>" if bold else ""
    properties += "<w:i/><w:iCs/>" if italic else ""
    if is_right_to_left(text):
        properties += "<w:rtl/>"
    if language:
        properties += f'<w:lang w:val="{language}"/>'
    opening = f"<w:r><w:rPr>{properties}</w:rPr>" if properties else "<w:r>"
    return f"{opening}{_words(text)}</w:r>"


def styled_run(
    text: str, *, strong: bool = False, emphasis: bool = False, struck: bool = False, code: bool = False
) -> str:
    """A run of text that is bold, italic, struck or in letters of one width."""
    properties = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>' if code else ""
    properties += "<w:b/><w:bCs/>" if strong else ""
    properties += "<w:i/><w:iCs/>" if emphasis else ""
    properties += "<w:strike/>" if struck else ""
    properties += "<w:rtl/>" if is_right_to_left(text) else ""
    opening = f"<w:r><w:rPr>{properties}</w:rPr>" if properties else "<w:r>"
    return f"{opening}{_words(text)}</w:r>"


def paragraph(
    style: str,
    content: str,
    *,
    right_to_left: bool = False,
    numbering: tuple[int, int] = (0, 0),
    indent: int = 0,
    hanging: int = 0,
    level: int = 0,
    keep_next: bool = False,
    new_page: bool = False,
) -> str:
    """A paragraph of runs in the paragraph style with this id (empty: the usual one).

    ``level`` makes it a heading of that level where its style does not; ``keep_next`` keeps it on one page with what
    follows; ``numbering`` is the number of its list and the level in it, from 0.
    """
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if keep_next:
        properties += "<w:keepNext/>"
    if new_page:
        properties += "<w:pageBreakBefore/>"
    if numbering[0]:
        number, depth = numbering
        properties += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    if right_to_left:
        properties += "<w:bidi/>"
    if indent or hanging:
        first = f' w:hanging="{hanging}"' if hanging else ""
        properties += f'<w:ind w:left="{indent}"{first}/>'
    if level:
        properties += f'<w:outlineLvl w:val="{level - 1}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>" if properties else f"<w:p>{content}</w:p>"


def field(code: str, shown: str, *, dirty: bool = False) -> str:
    """A field with the result shown until it is updated; ``dirty`` asks Word to work it out when opening."""
    mark = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{mark}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {xml_text(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{xml_text(shown)}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def hyperlink(relation: str, content: str) -> str:
    """``content`` as a link to what the relationship of the part leads to."""
    return f'<w:hyperlink {_RELATIONS} r:id="{relation}" w:history="1">{content}</w:hyperlink>'


def bookmark(name: str, number: int, content: str) -> str:
    """``content`` with a bookmark around it."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def table_start(style: str, widths: Sequence[int], title: str, description: str, *, first_column: bool) -> str:
    """The opening of a table with its alternative text; close it with TABLE_END."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{"04A0" if first_column else "0420"}" w:firstRow="1" '
        f'w:lastRow="0" w:firstColumn="{int(first_column)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{_attribute(title)}"/><w:tblDescription w:val="{_attribute(description)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


TABLE_END = "</w:tbl>"


def row(cells: Sequence[str], widths: Sequence[int], style: str, *, header: bool = False) -> str:
    """A row of plain cells, each paragraph in the style with this id; a header row is repeated on every page.

    Em spaces before the words of a cell indent all of it. An empty cell shows a dash.
    """
    whole = header or max(map(len, cells), default=0) < _LONG_CELL
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if header else "")
    made = [f"<w:tr><w:trPr>{properties}</w:trPr>" if properties else "<w:tr>"]
    for cell, width in zip(cells, widths, strict=True):
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
        shown = cell if cell and not cell.isspace() else NOTHING
        for line in shown.split("\n") if "\n" in shown else (shown,):
            made.append(_cell_line(line, style))
        made.append("</w:tc>")
    made.append("</w:tr>")
    return "".join(made)


def _cell_line(line: str, style: str) -> str:
    words = line.lstrip("\u2003")
    indent = _STEP * (len(line) - len(words))
    content = run(words) if words else ""
    rtl = is_right_to_left(words) and not indent
    return paragraph(style, content, right_to_left=rtl, indent=indent)


def _words(text: str) -> str:
    if "\n" not in text and "\t" not in text:
        return f'<w:t xml:space="preserve">{xml_text(text)}</w:t>'
    lines = []
    for line in text.split("\n"):
        parts = [f'<w:t xml:space="preserve">{xml_text(part)}</w:t>' if part else "" for part in line.split("\t")]
        lines.append("<w:tab/>".join(parts))
    return "<w:br/>".join(lines)


def _attribute(text: str) -> str:
    return xml_text(" ".join(xml_legal(text).split()))
