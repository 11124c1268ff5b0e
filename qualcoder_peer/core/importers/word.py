"""Word files (.docx, .dotx, .docm) through our own walker over their XML.

Libraries that read paragraphs lose tracked insertions, content controls and text boxes; see ``word_walker``.
Only the document's own text is read. Notes, comments, headers and footers are counted and reported, never
mixed into what people said; macros and linked files are never touched.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.base import (
    NoOptions,
    read_bytes,
    read_text,
    refuse_other_format,
)
from qualcoder_peer.core.importers.guard import open_package, parse_xml, read_part
from qualcoder_peer.core.importers.word_walker import BodyWalker, Line
from qualcoder_peer.core.importers.word_xml import Styles, child, kind

if TYPE_CHECKING:
    from lxml.etree import _Element


class WordImporter:
    """Reads the text of Word documents and templates as a reader of the printed page sees it."""

    key = "docx"
    title: Message = message("Word document")
    suffixes = (".docx", ".docm", ".dotx")
    Options = NoOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file with bold line starts and a list of what was left out; raises UnreadableFile."""
        data = read_bytes(path, data)
        refuse_other_format(data, path.name, expected_zip=True)
        package = open_package(data, path.name)
        try:
            lines, counts = _read_package(package, path.name)
        except RecursionError as error:
            raise UnreadableFile(
                "“{name}” is built of parts nested too deeply to be read. Nothing was imported. "
                "Open it in Word and save it as plain text.",
                name=path.name,
            ) from error
        text, bold = _joined(lines)
        return read_text(path, data, text, self.key, bold=bold, left_out=tuple(_left_out(counts)))


def _read_package(package: zipfile.ZipFile, name: str) -> tuple[list[Line], Counter[str]]:
    main = _main_part(package, name)
    source = read_part(package, main, name)
    body = child(parse_xml(source, name), "w:body") if source is not None else None
    if body is None:
        raise UnreadableFile(
            "“{name}” holds no Word document. Nothing was imported. "
            "If it is another kind of file, give it its own ending; otherwise open it in Word and save a copy.",
            name=name,
        )
    folder = posixpath.dirname(main)
    styles = read_part(package, posixpath.join(folder, "styles.xml"), name)
    walker = BodyWalker(Styles(parse_xml(styles, name) if styles is not None else None))
    lines = walker.lines(body)
    walker.counts.update(_beside_the_text(package, folder, name))
    return lines, walker.counts


def _main_part(package: zipfile.ZipFile, name: str) -> str:
    """The part that holds the document, as the package's own relations name it."""
    relations = read_part(package, "_rels/.rels", name)
    if relations is not None:
        for relation in parse_xml(relations, name):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _beside_the_text(package: zipfile.ZipFile, folder: str, name: str) -> dict[str, int]:
    """How many comments there are, and headers and footers with words in them."""
    found: Counter[str] = Counter()
    for part in package.namelist():
        stem = posixpath.basename(part)
        if posixpath.dirname(part) != folder or not stem.endswith(".xml"):
            continue
        if stem == "comments.xml":
            root = _part_root(package, part, name)
            found["comments"] += sum(1 for element in root if kind(element) == "w:comment")
        elif stem.startswith(("header", "footer")):
            root = _part_root(package, part, name)
            words = "".join(str(element.text or "") for element in root.iter() if kind(element) == "w:t")
            found["headers"] += bool(words.strip())
    return dict(found)


def _part_root(package: zipfile.ZipFile, part: str, name: str) -> _Element:
    return parse_xml(read_part(package, part, name) or b"", name)


def _joined(lines: list[Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stored text, and the spans in code points that are bold from the start of a line."""
    written: list[str] = []
    bold: list[tuple[int, int]] = []
    place = 0
    for line in lines:
        text = "".join(piece for piece, _ in line)
        start = len(text) - len(text.lstrip())
        end = len(text[: _bold_length(line)].rstrip())
        if end > start:
            bold.append((place + start, place + end))
        written.append(text)
        place += len(text) + 1
    return "\n".join(written).rstrip("\n"), tuple(bold)


def _bold_length(line: Line) -> int:
    """How far the line is bold from its start; white space counts as either."""
    length = 0
    for text, is_bold in line:
        if not is_bold and text.strip():
            break
        length += len(text)
    return length


def _left_out(counts: Counter[str]) -> Iterable[LeftOut]:
    told = {
        "changes": counted(
            "{count} tracked change read as accepted", "{count} tracked changes read as accepted", counts["changes"]
        ),
        "hidden": counted(
            "{count} passage of hidden text left out", "{count} passages of hidden text left out", counts["hidden"]
        ),
        "footnotes": counted("{count} footnote left out", "{count} footnotes left out", counts["footnotes"]),
        "endnotes": counted("{count} endnote left out", "{count} endnotes left out", counts["endnotes"]),
        "comments": counted("{count} comment left out", "{count} comments left out", counts["comments"]),
        "headers": counted(
            "{count} page header or footer left out", "{count} page headers and footers left out", counts["headers"]
        ),
        "pictures": counted("{count} picture left out", "{count} pictures left out", counts["pictures"]),
        "embedded": counted("{count} embedded file left out", "{count} embedded files left out", counts["embedded"]),
        "prompts": counted(
            "{count} empty form field left out", "{count} empty form fields left out", counts["prompts"]
        ),
        "numbers": counted(
            "{count} automatic list number or bullet left out",
            "{count} automatic list numbers and bullets left out",
            counts["numbers"],
        ),
        "headings": counted(
            "the heading row of {count} transcript table left out",
            "the heading rows of {count} transcript tables left out",
            counts["headings"],
        ),
        "symbols": counted(
            "{count} symbol without a known character, shown as □",
            "{count} symbols without a known character, shown as □",
            counts["symbols"],
        ),
        "boxes": counted(
            "{count} text box placed after its paragraph",
            "{count} text boxes placed after their paragraphs",
            counts["boxes"],
        ),
    }
    return (LeftOut(words, counts[key]) for key, words in told.items() if counts[key])
