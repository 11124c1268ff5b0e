"""Word files (.docx, .docm, .dotx, .dotm) through our own walker over their XML.

Libraries that read paragraphs lose tracked insertions, content controls and text boxes; see ``word_walker``.
Only the document's own text is read. Notes, headers and footers are counted and reported, never mixed into what people
said; comments come beside the text with the words they are about. Macros and linked files are never touched.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import FoundPlace, ReadText
from qualcoder_peer.core.importers.base import (
    NoOptions,
    read_bytes,
    read_text,
    refuse_other_format,
)
from qualcoder_peer.core.importers.guard import open_package, parse_xml, read_part
from qualcoder_peer.core.importers.lines import Line, Note, joined
from qualcoder_peer.core.importers.timed import captions_in_text
from qualcoder_peer.core.importers.told import left_out
from qualcoder_peer.core.importers.word_walker import BodyWalker
from qualcoder_peer.core.importers.word_xml import Styles, attribute, child, kind

if TYPE_CHECKING:
    from lxml.etree import _Element

_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?")


class WordImporter:
    """Reads the text of Word documents and templates as a reader of the printed page sees it."""

    key = "docx"
    title: Message = message("Word document")
    suffixes = (".docx", ".docm", ".dotx", ".dotm")
    Options = NoOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file with bold line starts and a list of what was left out; raises UnreadableFile."""
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        package = open_package(data, path.name)
        try:
            walker, lines, notes = _read_package(package, path.name)
        except RecursionError as error:
            raise UnreadableFile(
                "“{name}” is built of parts nested too deeply to be read. Nothing was imported. "
                "Open it in Word and save it as plain text.",
                name=path.name,
            ) from error
        made = joined(lines)
        comments = walker.anchors.comments(made, notes)
        walker.counts["comments"] = len(comments)
        walker.counts["comments elsewhere"] = len(notes) - len(comments)
        places = walker.anchors.places(made)
        if not comments:  # a transcript that a meeting program wrote has none, and headings only above it
            captions = captions_in_text(path, data, made.text, self.key, None, left_out(walker.counts))
            above = None if captions is None else _places_above(places, made.text, captions.text)
            if captions is not None and above is not None:
                return replace(captions, places=above)
        found = read_text(path, data, made.text, self.key, bold=made.bold, left_out=left_out(walker.counts))
        return replace(found, places=places, comments=comments)


def _places_above(places: Sequence[FoundPlace], text: str, captions: str) -> tuple[FoundPlace, ...] | None:
    """The places of a text in the transcript made of it; None unless all stand above what was said."""
    blank = len(text) - len(text.lstrip())
    end = text.find("\n", places[-1].start) if places else blank
    if end < 0 or not captions.startswith(text[blank:end]):
        return None
    return tuple(replace(place, start=place.start - blank) for place in places)


def _read_package(package: zipfile.ZipFile, name: str) -> tuple[BodyWalker, list[Line], dict[str, Note]]:
    """The reader of the body with what it counted, its lines, and the comments by their ids."""
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
    part = read_part(package, posixpath.join(folder, "styles.xml"), name)
    styles = Styles(parse_xml(part, name) if part is not None else None)
    walker = BodyWalker(styles)
    lines = walker.lines(body)
    walker.counts["headers"] = _headers(package, folder, name)
    return walker, lines, _comments(package, folder, styles, name)


def _main_part(package: zipfile.ZipFile, name: str) -> str:
    """The part that holds the document, as the package's own relations name it."""
    relations = read_part(package, "_rels/.rels", name)
    if relations is not None:
        for relation in parse_xml(relations, name):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _headers(package: zipfile.ZipFile, folder: str, name: str) -> int:
    """How many page headers and footers there are with words in them."""
    found = 0
    for part in package.namelist():
        stem = posixpath.basename(part)
        if posixpath.dirname(part) == folder and stem.endswith(".xml") and stem.startswith(("header", "footer")):
            root = parse_xml(read_part(package, part, name) or b"", name)
            found += bool("".join(str(element.text or "") for element in root.iter() if kind(element) == "w:t").strip())
    return found


def _comments(package: zipfile.ZipFile, folder: str, styles: Styles, name: str) -> dict[str, Note]:
    """What the comments say, by the ids under which the text refers to them."""
    part = read_part(package, posixpath.join(folder, "comments.xml"), name)
    notes: dict[str, Note] = {}
    for number, comment in enumerate(parse_xml(part, name) if part is not None else ()):
        if kind(comment) == "w:comment":
            words = joined(BodyWalker(styles).lines(comment)).text.strip()
            author = " ".join((attribute(comment, "author") or "").split())
            key = attribute(comment, "id")
            if words:
                notes[f"without id {number}" if key is None else key] = Note(words, author, _time(comment))
    return notes


def _time(comment: _Element) -> str:
    """When a comment was written, as Word says it: its own clock, whatever letter follows."""
    found = _TIME.fullmatch((attribute(comment, "date") or "").strip())
    return found[0] if found else ""
