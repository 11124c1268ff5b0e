"""Makes OpenDocument files part by part, with the constructs that LibreOffice writes."""

from __future__ import annotations

import zipfile
from pathlib import Path

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "office": f"{_OASIS}office:1.0",
        "style": f"{_OASIS}style:1.0",
        "text": f"{_OASIS}text:1.0",
        "table": f"{_OASIS}table:1.0",
        "draw": f"{_OASIS}drawing:1.0",
        "fo": f"{_OASIS}xsl-fo-compatible:1.0",
        "svg": f"{_OASIS}svg-compatible:1.0",
        "form": f"{_OASIS}form:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    }.items()
)
TYPE = "application/vnd.oasis.opendocument.text"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inside}'
    "</manifest:file-entry></manifest:manifest>"
)


def style(name: str, family: str, looks: str = "", parent: str = "") -> str:
    """A style with text properties."""
    based = f' style:parent-style-name="{parent}"' if parent else ""
    inner = f"<style:text-properties {looks}/>" if looks else ""
    return f'<style:style style:name="{name}" style:family="{family}"{based}>{inner}</style:style>'


STYLES = (
    style("T1", "text", 'fo:font-weight="bold"')
    + style("T2", "text", 'text:display="none"')
    + style("T3", "text", 'fo:font-weight="normal"')
    + style("P1", "paragraph", 'fo:font-weight="700"', "Standard")
    + style("P2", "paragraph", "", "Dold")
    + style("Dold", "paragraph", 'text:display="none"')
    + style("Rund", "paragraph", "", "Rund")
)


def paragraph(*inner: str, style: str = "Standard") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{style}">{"".join(inner)}</text:p>'


def span(style: str, *inner: str) -> str:
    """Text with a style."""
    return f'<text:span text:style-name="{style}">{"".join(inner)}</text:span>'


def cell(*inner: str, more: str = "") -> str:
    """A cell of a table; plain words are made paragraphs."""
    made = "".join(one if one.startswith("<") else paragraph(one) for one in inner)
    return f'<table:table-cell office:value-type="string"{more}>{made}</table:table-cell>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of rows of cells; plain words are made cells."""
    made = "".join(
        f"<table:table-row>{''.join(one if one.startswith('<table:') else cell(one) for one in row)}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>{made}</table:table>'


def frame(*inner: str) -> str:
    """A frame that holds text."""
    made = "".join(one if one.startswith("<") else paragraph(one) for one in inner)
    return f'<draw:frame text:anchor-type="paragraph"><draw:text-box>{made}</draw:text-box></draw:frame>'


def content(*body: str, styles: str = STYLES) -> str:
    """The XML of the content part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {SPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text><text:sequence-decls/>{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )


def write(path: Path, *body: str, parts: dict[str, str] | None = None) -> Path:
    """Writes a file with this body and further parts, and returns its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        for name, part in {"content.xml": content(*body), **(parts or {})}.items():
            package.writestr(name, part)
    return path
