"""OpenDocument texts (.odt, .ott) through our own walker over their XML.

Libraries that read them mix what was deleted, notes and the names of their authors into what people said; see
``odt_walker``. Notes, headers and footers are counted and reported; comments come beside the text with the words they
are about. Macros and linked files are never touched.
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers.base import NoOptions, read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.guard import open_package, parse_xml, read_part
from qualcoder_peer.core.importers.lines import joined
from qualcoder_peer.core.importers.odt_walker import OpenTextWalker
from qualcoder_peer.core.importers.odt_xml import Styles, attribute, child, kind
from qualcoder_peer.core.importers.told import left_out

if TYPE_CHECKING:
    from lxml.etree import _Element


class OpenTextImporter:
    """Reads the text of OpenDocument texts and templates, such as LibreOffice writes, as it is printed."""

    key = "odt"
    title: Message = message("OpenDocument text")
    suffixes = (".odt", ".ott")
    Options = NoOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file with bold line starts, headings and comments; raises UnreadableFile."""
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        package = open_package(data, path.name)
        _refuse_encrypted(package, path.name)
        source = read_part(package, "content.xml", path.name)
        root = parse_xml(source, path.name) if source is not None else None
        body = child(child(root, "office:body"), "office:text")
        if root is None or body is None:
            raise UnreadableFile(
                "“{name}” holds no OpenDocument text. Nothing was imported. "
                "If it is another kind of file, give it its own ending; otherwise open it in LibreOffice and save "
                "a copy.",
                name=path.name,
            )
        try:
            return self._read(path, data, package, root, body)
        except RecursionError as error:
            raise UnreadableFile(
                "“{name}” is built of parts nested too deeply to be read. Nothing was imported. "
                "Open it in LibreOffice and save it as plain text.",
                name=path.name,
            ) from error

    def _read(self, path: Path, data: bytes, package: zipfile.ZipFile, root: _Element, body: _Element) -> ReadText:
        styles = Styles()
        part = read_part(package, "styles.xml", path.name)
        style_root = parse_xml(part, path.name) if part is not None else None
        if style_root is not None:
            styles.add(style_root)
        styles.add(root)
        walker = OpenTextWalker(styles)
        made = joined(walker.lines(body))
        comments = walker.anchors.comments(made, walker.notes)
        walker.counts["comments"] = len(comments)
        walker.counts["comments elsewhere"] = len(walker.notes) - len(comments)
        walker.counts["headers"] = _headers(style_root) if style_root is not None else 0
        found = read_text(path, data, made.text, self.key, bold=made.bold, left_out=left_out(walker.counts))
        return replace(found, places=walker.anchors.places(made), comments=comments)


def _refuse_encrypted(package: zipfile.ZipFile, name: str) -> None:
    manifest = read_part(package, "META-INF/manifest.xml", name) or b""
    if b"encryption-data" in manifest or "encrypted-package" in package.namelist():
        raise UnreadableFile(
            "“{name}” is protected with a password. Nothing was imported. "
            "Open it in LibreOffice, remove the password and save a copy.",
            name=name,
        )


def _headers(root: _Element) -> int:
    """How many page headers and footers there are with words in them."""
    found = 0
    pages = child(root, "office:master-styles")
    for page in pages if pages is not None else ():
        for element in page:
            if kind(element).startswith(("style:header", "style:footer")):
                shown = attribute(element, "style:display") != "false"
                found += shown and bool("".join(map(str, element.itertext())).strip())
    return found
