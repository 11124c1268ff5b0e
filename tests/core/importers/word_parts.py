"""Makes Word files part by part, with the constructs that Word itself writes."""

from __future__ import annotations

import zipfile
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{target}"/>'
    "</Relationships>"
)


def run(text: str, properties: str = "") -> str:
    """A run of text as Word writes it, with a revision id."""
    shape = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r w:rsidRPr="00A77B3E">{shape}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str, properties: str = "") -> str:
    """A paragraph of runs and other content; plain words are made runs."""
    shape = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    runs = "".join(part if part.startswith("<") else run(part) for part in inner)
    return f'<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E">{shape}{runs}</w:p>'


def cell(*paragraphs: str, properties: str = "") -> str:
    """A table cell; plain words are made paragraphs."""
    inner = "".join(part if part.startswith("<") else paragraph(part) for part in paragraphs or ("",))
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def row(*cells: str, properties: str = "") -> str:
    """A table row of cells; plain words are made cells."""
    shape = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f'<w:tr w:rsidR="00A77B3E">{shape}{"".join(c if c.startswith("<") else cell(c) for c in cells)}</w:tr>'


def table(*rows: str) -> str:
    """A table with the properties and the grid that Word writes."""
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="Tabellrutnt"/></w:tblPr><w:tblGrid/>{"".join(rows)}</w:tbl>'


def text_box(*paragraphs: str) -> str:
    """A text box as Word writes it: once as a drawing and once more for older programs."""
    inner = "".join(part if part.startswith("<") else paragraph(part) for part in paragraphs)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        f"</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}"
        "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(instruction: str, *result: str) -> str:
    """A complex field; the result is runs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{"".join(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def document(*body: str) -> str:
    """The XML of a document part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {SPACES} mc:Ignorable="w14" '
        f'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>{"".join(body)}'
        "<w:sectPr/></w:body></w:document>"
    )


def write(path: Path, *body: str, parts: dict[str, str] | None = None, main: str = "word/document.xml") -> Path:
    """Writes a Word file with this body and further parts, and returns its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", RELATIONS.format(target=main))
        package.writestr(main, document(*body))
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return path
