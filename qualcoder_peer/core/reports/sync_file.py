"""A Word file that somebody has worked on: opened with care, its parts changed singly, all others kept as they are."""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import contents
from qualcoder_peer.core.importers.guard import MOST_XML, open_package
from qualcoder_peer.core.reports.sync_names import w
from qualcoder_peer.core.reports.word_gate import as_transitional, damaged, is_strict, refuse_parts, strict

SUFFIXES = (".docx", ".docm")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEAD = 1024
_STORIES = ("header", "footer", "footnotes", "endnotes")


class ReportFile:
    """The package of a Word document in memory. ``data`` are its bytes as read; ``name`` is for sentences.

    Raises UnreadableFile. “Strict Open XML” is read in the namespaces of ordinary documents, and refused where the file
    is ``to_change``, as its other parts would not fit those that are written.
    """

    def __init__(self, data: bytes, name: str, *, to_change: bool = True) -> None:
        self.data, self.name = data, name
        self._strict = False
        self._package = _opened(data, name)
        self._names = {entry.filename for entry in self._package.infolist()}
        self._trees: dict[str, Any] = {}
        self._new: dict[str, bytes] = {}
        self._changed: set[str] = set()
        self.main = self._main_part()
        root = self.tree(self.main)
        if is_strict(root.tag):
            if to_change:
                raise strict(name)
            self._strict = True
            self._trees.pop(self.main)
            root = self.tree(self.main)
        if root.tag != w("document") or root.find(w("body")) is None:
            raise damaged(name)

    @property
    def names(self) -> set[str]:
        """The names of the parts as read."""
        return self._names

    @property
    def body(self) -> Any:
        """The ``w:body`` of the document."""
        return self.tree(self.main).find(w("body"))

    @property
    def by_word(self) -> bool:
        """Whether Microsoft Word saved it last."""
        return b"<Application>Microsoft" in (self.part("docProps/app.xml") or b"")

    @property
    def signed(self) -> bool:
        """Whether it carries a digital signature, which a changed copy loses."""
        return any(name.startswith("_xmlsignatures/") for name in self._names)

    def part(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is none. Raises UnreadableFile when it is damaged."""
        if name in self._new:
            return self._new[name]
        if name not in self._names:
            return None
        entry = self._package.getinfo(name)
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self.name)
        try:
            return self._package.read(entry)
        except contents.UNREADABLE_ZIP as error:
            raise damaged(self.name) from error

    def tree(self, name: str) -> Any:
        """The root element of an XML part, always the same one. Raises UnreadableFile."""
        if name not in self._trees:
            data = self.part(name)
            if data is None:
                raise damaged(self.name)
            self._trees[name] = _parsed(as_transitional(data) if self._strict else data, self.name)
        return self._trees[name]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._names or name in self._new

    def stories(self) -> list[str]:
        """The parts that hold text: the document, then headers, footers and notes."""
        found = [self.main]
        for relation in self.relations(self.main):
            kind = relation.get("Type", "").rpartition("/")[2]
            if kind in _STORIES and relation.get("TargetMode") != "External":
                target = self.target(self.main, relation)
                if self.has(target) and target not in found:
                    found.append(target)
        return found

    def relations(self, part: str) -> list[Any]:
        """The relations of a part."""
        name = _relations_of(part)
        return self.tree(name).findall(f"{_PACKAGE}Relationship") if self.has(name) else []

    def target(self, part: str, relation: Any) -> str:
        """The part that a relation of ``part`` leads to."""
        target = relation.get("Target", "")
        return posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target)).lstrip("/")

    def related(self, part: str, number: str) -> str:
        """The part behind the relation with this id; an empty text where there is none inside the file."""
        for relation in self.relations(part):
            if relation.get("Id") == number and relation.get("TargetMode") != "External":
                return self.target(part, relation)
        return ""

    def related_as(self, part: str, kind: str) -> str:
        """The first part that ``part`` refers to as ``kind`` (``styles``, ``comments``); empty where there is none."""
        for relation in self.relations(part):
            if relation.get("Type", "").rpartition("/")[2] == kind and relation.get("TargetMode") != "External":
                found = self.target(part, relation)
                return found if self.has(found) else ""
        return ""

    def change(self, name: str) -> Any:
        """The root element of a part that will be written anew with what is changed in it."""
        self._changed.add(name)
        return self.tree(name)

    def put(self, name: str, data: bytes) -> None:
        """Give a part other bytes, or add it."""
        self._new[name] = data
        self._trees.pop(name, None)
        self._changed.discard(name)

    def free_name(self, stem: str, suffix: str) -> str:
        """A name that no part has yet: ``stem`` with a number and ``suffix``."""
        number = 1
        while self.has(f"{stem}{number}{suffix}"):
            number += 1
        return f"{stem}{number}{suffix}"

    def relate(self, part: str, target: str, kind: str) -> str:
        """Let ``part`` refer to ``target``; ``kind`` is the last word of the type. Returns the relation's id."""
        name = _relations_of(part)
        if not self.has(name):
            self.put(name, f'<Relationships xmlns="{_PACKAGE[1:-1]}"/>'.encode())
        root = self.change(name)
        taken = {relation.get("Id") for relation in root}
        number = next(one for one in (f"rIdQ{index}" for index in range(1, 100_000)) if one not in taken)
        made = root.makeelement(f"{_PACKAGE}Relationship")
        made.set("Id", number)
        made.set("Type", _KINDS + kind)
        made.set("Target", "/" + target)
        root.append(made)
        return number

    def declare(self, part: str, content_type: str) -> None:
        """Say of what type a new part is, where nothing says so yet."""
        types = self.tree("[Content_Types].xml")
        suffix = posixpath.splitext(part)[1][1:].lower()
        by_suffix = {one.get("Extension", "").lower(): one.get("ContentType") for one in types}
        named = {one.get("PartName") for one in types}
        if f"/{part}" not in named and by_suffix.get(suffix) != content_type:
            made = types.makeelement(f"{_TYPES}Override")
            made.set("PartName", f"/{part}")
            made.set("ContentType", content_type)
            self.change("[Content_Types].xml").append(made)

    def package(self) -> bytes:
        """The file with its changes; parts that were not changed have the bytes they had."""
        written = dict(self._new)
        for name in self._changed:
            written[name] = _serialised(self._trees[name])
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self._package.infolist():
                data = written.pop(entry.filename, None)
                kept = copy.copy(entry)
                target.writestr(kept, self.part(entry.filename) or b"" if data is None else data)
            for name, data in written.items():
                target.writestr(name, data)
        return buffer.getvalue()

    def _main_part(self) -> str:
        for relation in self.relations(""):
            if relation.get("Type", "").rpartition("/")[2] == "officeDocument":
                return self.target("", relation)
        raise damaged(self.name)


def lock_of(path: Path) -> str:
    """The program that has the file open by the mark it leaves beside it: ``Word``, ``LibreOffice`` or nothing."""
    name = path.name
    cut = 2 if len(path.stem) > 7 else 1 if len(path.stem) == 7 else 0
    if any((path.parent / f"~${name[length:]}").exists() for length in {cut, 2}):
        return "Word"
    return "LibreOffice" if (path.parent / f".~lock.{name}#").exists() else ""


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        package = open_package(data, name)
    except UnreadableFile as error:
        raise damaged(name) from error
    refuse_parts(package.namelist(), data[:_HEAD], name)
    return package


def _parsed(data: bytes, name: str) -> Any:
    # As the guard does it, but comments and instructions of other programs stay where they are.
    from lxml import etree

    if len(data) > MOST_XML:
        raise UnreadableFile(
            "“{name}” holds {size} MB of text and markup, more than can be read at once. It was not touched.",
            name=name, size=len(data) // 1_000_000,
        )  # fmt: skip
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(name) from error
    if root.getroottree().docinfo.doctype:
        raise damaged(name)
    return root


def _serialised(root: Any) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _relations_of(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
