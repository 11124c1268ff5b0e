"""PDF files written by hand, for what no program would write on demand."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place, in points from the upper left corner; ``matrix`` turns them."""

    x: float
    y: float
    words: str
    size: float = 11
    font: str = "F1"
    matrix: str = "1 0 0 1"


@dataclass(slots=True)
class Sheet:
    """One page: its texts in the order of drawing, and drawing commands or annotations as they are written."""

    texts: Sequence[Text] = ()
    more: bytes = b""
    keys: str = ""
    resources: str = ""
    objects: list[bytes] = field(default_factory=list)


def content(page: Sheet) -> bytes:
    """The drawing commands of a page."""
    lines = []
    for text in page.texts:
        words = text.words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        head = f"BT /{text.font} {text.size} Tf {text.matrix} {text.x} {HEIGHT - text.y} Tm ("
        lines.append(head.encode() + words + b") Tj ET")
    return b"\n".join(lines) + b"\n" + page.more


def stream(data: bytes, keys: str = "") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(data, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {keys} >>\nstream\n".encode() + packed + b"\nendstream"


def pdf(pages: Sequence[Sheet], catalogue: str = "", font: str = "", extra: Sequence[bytes] = ()) -> bytes:
    """A PDF of these pages. ``extra`` objects are numbered from 5; ``font`` replaces the usual one (Helvetica)."""
    objects: list[bytes] = [b"", b""]
    plain = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects.append((font or plain.format("Helvetica")).encode())
    objects.append(plain.format("Helvetica-Bold").encode())
    objects.extend(extra)
    kids = []
    for page in pages:
        objects.append(stream(content(page)))
        drawn = len(objects)
        resources = f"<< /Font << /F1 3 0 R /F2 4 0 R >> {page.resources} >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {drawn} 0 R "
            f"/Resources {resources} {page.keys} >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return packed(objects)


def packed(objects: Sequence[bytes]) -> bytes:
    """The objects, the first of them the catalogue, as a file."""
    written = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    written += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(written)


def paragraph(x: float, y: float, lines: Sequence[str], leading: float = 13, size: float = 11) -> list[Text]:
    """Lines below each other."""
    return [Text(x, y + number * leading, line, size) for number, line in enumerate(lines)]
