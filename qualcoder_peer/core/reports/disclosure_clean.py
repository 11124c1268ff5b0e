"""Writes a copy of a Word file without what it carries along: what ``disclosure_file`` finds, kind by kind.

Tracked changes are accepted, as “Accept all changes” does; the words that are seen stay as they are. Parts that are not
concerned are copied byte for byte.
"""

from __future__ import annotations

import os
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.disclosure import FILE_KINDS, DisclosureKind
from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.reports.disclosure_file import (
    PROPERTIES,
    TRACKED,
    embedded_parts,
    hidden_styles,
    is_hidden,
    photographs,
    without_camera_data,
)
from qualcoder_peer.core.reports.disclosure_package import PATH, WordPackage, local

_TYPES = "[Content_Types].xml"
_PLAIN_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ANCHORS = frozenset(("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"))
_UNWRAPPED = frozenset(("ins", "moveTo"))
_REMOVED = frozenset(("del", "moveFrom"))
_MOVE_MARKS = frozenset(
    "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd "
    "customXmlDelRangeStart customXmlDelRangeEnd".split()
)
ALWAYS_CLEANED = frozenset(
    (DisclosureKind.COMMENTS, DisclosureKind.VERSIONS, DisclosureKind.THUMBNAIL, DisclosureKind.MACROS,
     DisclosureKind.PATHS)
)  # fmt: skip
"""What nobody wants of a template in a file that is written on it."""
_COUNTERS = {"revision": "1", "TotalTime": "0"}


def clean_file(
    path: Path, target: Path, kinds: Collection[DisclosureKind] = FILE_KINDS, progress: Progress | None = None
) -> None:
    """Write ``path`` to ``target`` without what belongs to ``kinds``; the file itself is untouched.

    ``target`` may not be ``path``. Raises UnreadableFile, ExportFailed (what stood at ``target`` is as it was),
    Cancelled.
    """
    if target.exists() and target.resolve() == path.resolve():
        raise ExportFailed("“{name}” is not written over by its clean copy. Choose another name.", name=path.name)
    progress = progress or Progress()
    progress.step(0, 0, message("Writing “{name}”", name=target.name))
    with WordPackage(path) as package, replacing(target) as temporary:
        _Cleaner(package, frozenset(kinds)).write(temporary)


def clean_in_place(path: Path, kinds: Collection[DisclosureKind]) -> None:
    """Take what belongs to ``kinds`` out of a file that nobody has yet. Raises UnreadableFile, OSError."""
    made = path.with_name(f"{path.name}.clean")
    try:
        with WordPackage(path) as package:
            _Cleaner(package, frozenset(kinds)).write(made)
        os.replace(made, path)
    finally:
        made.unlink(missing_ok=True)


class _Cleaner:
    def __init__(self, package: WordPackage, kinds: frozenset[DisclosureKind]) -> None:
        self._package, self._kinds = package, kinds
        self._pictures = photographs(package) if DisclosureKind.PROPERTIES in kinds else []
        self._embeddings = frozenset(embedded_parts(package))
        self._dropped = {name for name in package.names if self._is_dropped(name)}
        self._changed: set[str] = set()
        self._styles = hidden_styles(package)

    def write(self, target: Path) -> None:
        """Write what is left."""
        steps: tuple[tuple[DisclosureKind, Callable[[], None]], ...] = (
            (DisclosureKind.PROPERTIES, self._properties),
            (DisclosureKind.COMMENTS, self._comments),
            (DisclosureKind.TRACKED, self._tracked),
            (DisclosureKind.HIDDEN, self._hidden),
            (DisclosureKind.VERSIONS, self._traces),
            (DisclosureKind.CUSTOM_XML, self._bindings),
            (DisclosureKind.EMBEDDED, self._embedded),
            (DisclosureKind.PATHS, self._paths),
        )
        for kind, step in steps:
            if kind in self._kinds:
                step()
        self._forget_dropped()
        self._content_types()
        self._save(target)

    def _is_dropped(self, name: str) -> bool:
        lowered = name.lower()
        rules = (
            (DisclosureKind.PROPERTIES, lowered == "docprops/custom.xml"),
            (
                DisclosureKind.COMMENTS,
                re.fullmatch(r"word/(?:(?:comments\w*|people)\.xml|_rels/comments\w*\.xml\.rels)", lowered) is not None,
            ),
            (DisclosureKind.VERSIONS, lowered.startswith(("word/versions", "versionlist", "versions/"))),
            (DisclosureKind.CUSTOM_XML, lowered.startswith("customxml/")),
            (DisclosureKind.EMBEDDED, name in self._embeddings),
            (DisclosureKind.THUMBNAIL, lowered.startswith("docprops/thumbnail")),
            (
                DisclosureKind.MACROS,
                "vbaproject" in lowered or lowered in ("word/vbadata.xml", "word/customizations.xml"),
            ),
        )
        return any(kind in self._kinds and fits for kind, fits in rules)

    def _properties(self) -> None:
        for part in ("docProps/core.xml", "docProps/app.xml"):
            root = self._package.xml(part)
            for one in list(root) if root is not None else ():
                if local(one) in PROPERTIES:
                    root.remove(one)
                    self._changed.add(part)

    def _comments(self) -> None:
        for part, root in self._word_parts():
            for one in [found for found in root.iter() if local(found) in _ANCHORS]:
                run = one.getparent()
                _remove(one)
                if local(run) == "r" and all(local(left) == "rPr" for left in run):
                    _remove(run)
                self._changed.add(part)

    def _tracked(self) -> None:
        for part, root in self._word_parts():
            if any(local(one) in TRACKED or local(one) in _MOVE_MARKS for one in root.iter()):
                _accept(root)
                self._changed.add(part)
        settings = self._package.xml("word/settings.xml")
        for one in [found for found in settings if local(found) == "trackRevisions"] if settings is not None else ():
            _remove(one)
            self._changed.add("word/settings.xml")

    def _hidden(self) -> None:
        for part, root in self._word_parts():
            for run in [one for one in root.iter() if local(one) == "r" and is_hidden(one, self._styles)]:
                for one in [found for found in run if local(found) in ("t", "tab", "br", "cr", "delText", "sym")]:
                    _remove(one)
                    self._changed.add(part)

    def _traces(self) -> None:
        named = [name for name in self._package.names if name.startswith("word/") and name.endswith(".xml")]
        for part, root in self._parts(*named):
            for one in [found for found in root.iter() if local(found) in ("rsids", "rsid")]:
                _remove(one)
                self._changed.add(part)
            for one in root.iter():
                for key in [key for key in one.attrib if key.rpartition("}")[2].startswith("rsid")]:
                    del one.attrib[key]
                    self._changed.add(part)
        for part, root in self._parts("docProps/core.xml", "docProps/app.xml"):
            for one in root:
                if local(one) in _COUNTERS and one.text != _COUNTERS[local(one)]:
                    one.text = _COUNTERS[local(one)]
                    self._changed.add(part)

    def _bindings(self) -> None:
        # A content control that is bound to data that is gone would be emptied by Word.
        for part, root in self._word_parts():
            for one in [found for found in root.iter() if local(found) == "dataBinding"]:
                _remove(one)
                self._changed.add(part)

    def _embedded(self) -> None:
        for relation in list(self._package.relations()):  # a chart stays as drawn, without the book behind it
            if relation.part.startswith("word/charts/") and relation.path in self._embeddings:
                root = self._package.xml(relation.part)
                for one in [found for found in root.iter() if local(found) == "externalData"]:
                    _remove(one)
                    self._changed.add(relation.part)
        for part, root in self._word_parts():  # the picture of an object stays, the object goes
            for one in [found for found in root.iter() if local(found) in ("OLEObject", "control")]:
                _remove(one)
                self._changed.add(part)

    def _paths(self) -> None:
        gone: dict[str, set[str]] = {}
        for one in self._package.relations():
            if one.external and (one.kind == "attachedTemplate" or PATH.match(one.target)):
                gone.setdefault(one.part, set()).add(one.key)
        for part, keys in gone.items():
            self._forget_relations(part, keys)
        for part, root in self._word_parts():
            for one in list(root.iter()):
                name = local(one)
                if name in ("docPr", "cNvPr"):
                    for key in ("descr", "title", "name"):
                        if PATH.search(one.get(key, "")):
                            one.set(key, PATH.sub(_file_name, one.get(key, "")))
                            self._changed.add(part)
                elif name == "instrText" and PATH.search((one.text or "").replace("\\\\", "\\")):
                    one.text = re.sub(r"\"[^\"]*\"|\S*[\\/]\S*", '""', one.text or "")
                    self._changed.add(part)
        for part, root in self._parts("word/settings.xml"):
            for one in [found for found in root.iter() if local(found) == "mailMerge"]:
                _remove(one)
                self._changed.add(part)

    def _forget_relations(self, part: str, keys: set[str]) -> None:
        rels = _relations_of(part)
        root = self._package.xml(rels)
        for one in [found for found in root if found.get("Id") in keys]:
            root.remove(one)
            self._changed.add(rels)
        content = self._package.xml(part) if part.endswith(".xml") else None
        if content is None:
            return
        for one in list(content.iter()):
            if any(key.startswith("{") and found in keys for key, found in one.attrib.items()):
                if local(one) in ("hyperlink",):
                    _unwrap(one)
                elif local(one) == "attachedTemplate":
                    _remove(one)
                else:
                    for key in [key for key, found in one.attrib.items() if key.startswith("{") and found in keys]:
                        del one.attrib[key]
                self._changed.add(part)

    def _forget_dropped(self) -> None:
        """Take away relations to parts that are gone."""
        gone: dict[str, set[str]] = {}
        for one in self._package.relations():
            if not one.external and one.path in self._dropped and one.part not in self._dropped:
                gone.setdefault(one.part, set()).add(one.key)
        for part, keys in gone.items():
            rels = _relations_of(part)
            root = self._package.xml(rels)
            for one in [found for found in root if found.get("Id") in keys]:
                root.remove(one)
            self._changed.add(rels)
        for name in self._package.names:  # the relations of a part that is gone
            folder, _, file = name.rpartition("/")
            if file.endswith(".rels") and folder.endswith("_rels") and file != ".rels":
                if posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels")) in self._dropped:
                    self._dropped.add(name)

    def _content_types(self) -> None:
        root = self._package.xml(_TYPES)
        for one in list(root):
            if local(one) == "Override" and one.get("PartName", "").lstrip("/") in self._dropped:
                root.remove(one)
                self._changed.add(_TYPES)
            elif DisclosureKind.MACROS in self._kinds and "macroEnabled" in one.get("ContentType", ""):
                one.set("ContentType", _PLAIN_MAIN)
                self._changed.add(_TYPES)

    def _word_parts(self) -> list[tuple[str, Any]]:
        return [(name, self._package.xml(name)) for name in self._package.word_parts() if name not in self._dropped]

    def _parts(self, *names: str) -> list[tuple[str, Any]]:
        there = self._package.entries.keys() - self._dropped
        return [(name, self._package.xml(name)) for name in names if name in there]

    def _save(self, target: Path) -> None:
        from lxml import etree

        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for name, entry in self._package.entries.items():
                if name in self._dropped or entry.is_dir():
                    continue
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                if name in self._changed:
                    made.writestr(
                        info, etree.tostring(self._package.xml(name), xml_declaration=True, encoding="UTF-8",
                                             standalone=True)
                    )  # fmt: skip
                    continue
                if name in self._pictures:
                    made.writestr(info, without_camera_data(self._package.data(name)))
                    continue
                info.file_size = entry.file_size
                with made.open(info, "w", force_zip64=entry.file_size > 1 << 31) as file:
                    for piece in self._package.pieces(name):
                        file.write(piece)


def _accept(root: Any) -> None:
    """Accept every tracked change below an element."""
    for row in [one for one in root.iter() if local(one) == "tr" and _marked(one, "trPr", "del")]:
        _remove(row)
    for one in [found for found in root.iter() if local(found).endswith("Change") and local(found) in TRACKED]:
        _remove(one)
    ended = [one for one in root.iter() if local(one) == "p" and _mark_deleted(one)]
    for one in [found for found in root.iter() if local(found) in TRACKED | _MOVE_MARKS]:
        if one.getparent() is None:
            continue
        name = local(one)
        if local(one.getparent()) in ("rPr", "trPr", "tcPr", "numPr") or name in _MOVE_MARKS:
            _remove(one)
        elif name in _REMOVED:
            _remove(one)
        elif name in _UNWRAPPED:
            _unwrap(one)
        else:
            _remove(one)
    for paragraph in reversed(ended):
        _join_with_next(paragraph)


def _marked(element: Any, properties: str, name: str) -> bool:
    return any(local(one) == properties and any(local(mark) == name for mark in one) for one in element)


def _mark_deleted(paragraph: Any) -> bool:
    """Whether the end of a paragraph is deleted: its words go on in the next."""
    for properties in paragraph:
        if local(properties) == "pPr":
            return any(local(one) == "rPr" and any(local(mark) in _REMOVED for mark in one) for one in properties)
    return False


def _join_with_next(paragraph: Any) -> None:
    following = paragraph.getnext()
    while following is not None and local(following) != "p":
        following = following.getnext() if local(following).startswith(("bookmark", "comment")) else None
    words = [one for one in paragraph if local(one) != "pPr"]
    if following is None:
        if not any(local(one) in ("r", "hyperlink", "sdt") for one in words) and len(paragraph.getparent()) > 1:
            _remove(paragraph)
        return
    place = 1 if len(following) and local(following[0]) == "pPr" else 0
    for number, one in enumerate(words):
        following.insert(place + number, one)
    _remove(paragraph)


def _remove(element: Any) -> None:
    """Take an element away and keep what text follows it (there is none in a Word file but blanks)."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Any) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    place = parent.index(element)
    for number, one in enumerate(list(element)):
        parent.insert(place + number, one)
    parent.remove(element)


def _relations_of(part: str) -> str:
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _file_name(found: re.Match[str]) -> str:
    return re.split(r"[\\/]", found.group())[-1]


def kinds_of(findings: Iterable[Any]) -> frozenset[DisclosureKind]:
    """The kinds of findings that a clean copy mends."""
    return frozenset(one.kind for one in findings if one.kind in FILE_KINDS)
