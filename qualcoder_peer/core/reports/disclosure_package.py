"""The parts of a Word file as the disclosure check reads and writes them: any file, not only ours.

Parts are read one by one and parsed without entities and without network; what is not changed is copied as it is.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.reports.word_gate import TYPES, damaged, look_at, refuse_macros, refuse_parts

_HEAD = 1024
_MOST_ENTRIES = 20_000
_MOST_XML = 300_000_000
_HIGHEST_RATIO = 250
_LARGE = 5_000_000
_BAD_ZIP = (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, zlib.error, RuntimeError)
_WORD_ROOTS = ("document", "hdr", "ftr", "footnotes", "endnotes", "comments", "glossaryDocument")


@dataclass(frozen=True, slots=True)
class Relation:
    """A line of a .rels part: what ``part`` (empty: the package) refers to, ``target`` as written."""

    part: str
    key: str
    kind: str
    target: str
    external: bool

    @property
    def path(self) -> str:
        """The part it leads to, when it leads into the file."""
        if self.target.startswith("/"):
            return self.target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.part), self.target))


class WordPackage:
    """A Word file that is open for reading; use it in a ``with`` statement. Raises UnreadableFile with a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        look_at(path)
        self._parsed: dict[str, Any] = {}
        with ExitStack() as stack:
            try:
                self._zip = stack.enter_context(zipfile.ZipFile(path))
            except _BAD_ZIP as error:
                raise damaged(path.name) from error
            self.entries: dict[str, zipfile.ZipInfo] = {one.filename.lstrip("/"): one for one in self._zip.infolist()}
            self._check()
            stack.pop_all()  # it stays open

    def __enter__(self) -> WordPackage:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self.entries)

    def data(self, name: str) -> bytes:
        """The bytes of a part."""
        try:
            return self._zip.read(self.entries[name])
        except _BAD_ZIP as error:
            raise damaged(self.path.name) from error

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, in pieces: a film needs no more memory than a page."""
        try:
            with self._zip.open(self.entries[name]) as file:
                while piece := file.read(1 << 20):
                    yield piece
        except _BAD_ZIP as error:
            raise damaged(self.path.name) from error

    def xml(self, name: str) -> Any:
        """The root of an XML part, parsed once; None where there is no such part."""
        if name not in self.entries:
            return None
        if name not in self._parsed:
            self._parsed[name] = self._parse(name)
        return self._parsed[name]

    def forget(self, name: str) -> None:
        """Let a parsed part go."""
        self._parsed.pop(name, None)

    def relations(self) -> Iterator[Relation]:
        """What the package and its parts refer to."""
        for name in self.names:
            folder, _, file = name.rpartition("/")
            if not file.endswith(".rels") or not (folder == "_rels" or folder.endswith("/_rels")):
                continue
            part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels")) if file != ".rels" else ""
            for one in self.xml(name):
                if local(one) == "Relationship":
                    yield Relation(
                        part, one.get("Id", ""), one.get("Type", "").rpartition("/")[2], one.get("Target", ""),
                        one.get("TargetMode", "") == "External",
                    )  # fmt: skip

    def word_parts(self) -> list[str]:
        """The parts that hold text: the document first, then notes, headers, footers, comments."""
        found = []
        for name in self.names:
            if name.startswith("word/") and name.endswith(".xml") and "/" not in name[5:]:
                if local(self.xml(name)) in _WORD_ROOTS:
                    found.append(name)
        return sorted(found, key=lambda name: (_WORD_ROOTS.index(local(self.xml(name))), name))

    def _check(self) -> None:
        if len(self.entries) > _MOST_ENTRIES or any(
            one.file_size > _LARGE and one.file_size > _HIGHEST_RATIO * max(1, one.compress_size)
            for one in self.entries.values()
        ):
            raise UnreadableFile(
                "“{name}” would unpack to far more than a document holds and was not read. It is untouched.",
                name=self.path.name,
            )
        if any(one.flag_bits & 1 for one in self.entries.values()):
            raise UnreadableFile(
                "“{name}” is protected with a password and was not read. It is untouched. Save it without one.",
                name=self.path.name,
            )
        with self.path.open("rb") as file:
            refuse_parts(self.entries.keys(), file.read(_HEAD), self.path.name)
        refuse_macros(self.entries.keys(), self.data(TYPES), self.path)
        if not any(local(self.xml(name)) == "document" for name in self.word_parts()):
            raise damaged(self.path.name)

    def _parse(self, name: str) -> Any:
        from lxml import etree

        if self.entries[name].file_size > _MOST_XML:
            raise UnreadableFile(
                "“{name}” holds more text than can be read at once. It is untouched. Divide it into parts.",
                name=self.path.name,
            )
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            root = etree.fromstring(self.data(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(self.path.name) from error
        if root.getroottree().docinfo.doctype:
            raise damaged(self.path.name)
        return root


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str = "val") -> str | None:
    """An attribute by its name without namespace."""
    for key, found in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(found)
    return None


def is_on(element: Any) -> bool:
    """Whether a toggle such as ``w:vanish`` is on."""
    return (value(element) or "true").lower() not in ("0", "false", "off", "none")


PATH = re.compile(
    r"file:/{0,3}[^\s\"<>]+|(?<![A-Za-z])[A-Za-z]:[\\/](?!/)[^\s\"<>|*?]+|\\\\[\w.$-]+\\[^\s\"<>|*?]+"
    r"|(?<![\w/])/(?:home|Users)/[^\s\"<>]+"
)
"""A path on somebody's computer or server."""
