"""Styles of a fresh report, found by name in a file that has been saved elsewhere; what is missing is brought along."""

from __future__ import annotations

import copy
from typing import Any

from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_names import VAL, w

_KINDS = ("pStyle", "rStyle", "tblStyle")


class StyleMap:
    """Turns ids of styles of one file into those of another with the same names (Word and LibreOffice differ)."""

    def __init__(self, fresh: ReportFile, file: ReportFile) -> None:
        self._file = file
        self._part = file.related_as(file.main, "styles")
        ours = fresh.related_as(fresh.main, "styles")
        self._fresh = _by_id(fresh.tree(ours)) if ours else {}
        self._ids: dict[tuple[str, str], str] = {}
        for style in file.tree(self._part).findall(w("style")) if self._part else ():
            self._ids.setdefault(_name(style), style.get(w("styleId"), ""))
        self._looks: dict[int, tuple[Any, Any]] = {}

    def mapped(self, element: Any) -> Any:
        """``element`` (a copy out of the fresh report) with the ids of the file, without bookmarks and list numbers of
        its own."""
        for kind in _KINDS:
            for used in list(element.iter(w(kind))):
                found = self._id(used.get(VAL, ""))
                if found:
                    used.set(VAL, found)
                else:
                    used.getparent().remove(used)
        for mark in list(element.iter(w("bookmarkStart"), w("bookmarkEnd"))):
            mark.getparent().remove(mark)
        for numbered in list(element.iter(w("numPr"))):
            numbered.getparent().remove(numbered)
        return element

    def look(self, properties: Any) -> Any:
        """The properties of a run with the ids of the file; the same object for the same properties."""
        if properties is None:
            return None
        if id(properties) not in self._looks:
            self._looks[id(properties)] = (properties, self.mapped(copy.deepcopy(properties)))
        return self._looks[id(properties)][1]

    def _id(self, fresh_id: str) -> str:
        style = self._fresh.get(fresh_id)
        if style is None:
            return ""
        name = _name(style)
        if name not in self._ids:
            self._bring(style, name)
        return self._ids.get(name, "")

    def _bring(self, style: Any, name: tuple[str, str]) -> None:
        if not self._part:
            return
        root = self._file.change(self._part)
        made = copy.deepcopy(style)
        taken = {one.get(w("styleId")) for one in root.findall(w("style"))}
        wanted = style.get(w("styleId"), "Style")
        free = next(one for one in (wanted, *(f"{wanted}{number}" for number in range(2, 100_000)))
                    if one not in taken)  # fmt: skip
        made.set(w("styleId"), free)
        made.attrib.pop(w("default"), None)
        self._ids[name] = free
        for kind in ("next", "link"):
            for one in made.findall(w(kind)):
                made.remove(one)
        for one in list(made.iter(w("numPr"))):
            one.getparent().remove(one)
        based = made.find(w("basedOn"))
        if based is not None:
            parent = self._id(based.get(VAL, ""))
            if parent and parent != free:
                based.set(VAL, parent)
            else:
                made.remove(based)
        root.append(made)


def _by_id(root: Any) -> dict[str, Any]:
    return {style.get(w("styleId"), ""): style for style in root.findall(w("style"))}


def _name(style: Any) -> tuple[str, str]:
    name = style.find(w("name"))
    return style.get(w("type"), ""), "" if name is None else (name.get(VAL) or "").casefold()
