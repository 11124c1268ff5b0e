"""The letters of a paragraph with what each looks like, and a paragraph written again with other words.

Words that stay keep the writer's look; new ones take that of their neighbours. What is anchored in the paragraph
(bookmarks, comments, permissions) stays at the words it is about, or at the edge where these have gone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from qualcoder_peer.core.reports.controls import control_key
from qualcoder_peer.core.reports.sync_names import ENDS, STARTS, TAKEN_AWAY, new, value, w

OPAQUE = "\ufffc"
"""Stands for what is no letter: a field, a picture, the mark of a note."""
_TOKENS = re.compile(rf"{OPAQUE}|\w+\s*|[^\w\s]\s*|\s+")
_BREAKS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011", w("softHyphen"): "\u00ad"}
_DROPPED = frozenset(w(name) for name in ("lastRenderedPageBreak", "proofErr", "annotationRef", "pPr", "rPr"))
_THROUGH = frozenset(
    w(name) for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent")
)
_KEPT_MARKS = frozenset(w(name) for name in ("footnoteReference", "endnoteReference", "drawing", "pict", "object"))

Look = Callable[[Any], Any]
"""Turns properties of a run from the fresh report into those of the file: the ids of its styles."""


@dataclass(slots=True)
class Letters:
    """A paragraph as letters: ``looks`` has the ``w:rPr`` of each (or None), ``things`` the runs behind OPAQUE ones,
    ``anchors`` what stands before a letter."""

    text: str = ""
    looks: list[Any] = field(default_factory=list)
    things: dict[int, list[Any]] = field(default_factory=dict)
    anchors: list[tuple[int, Any]] = field(default_factory=list)

    def add(self, text: str, look: Any) -> None:
        """Add letters that look alike."""
        self.text += text
        self.looks.extend([look] * len(text))

    def add_thing(self, runs: Sequence[Any]) -> None:
        """Add what is no letter."""
        self.things[len(self.text)] = list(runs)
        self.add(OPAQUE, None)


def read_letters(holder: Any) -> Letters:
    """The letters of a paragraph, or of the content of a control inside one."""
    letters = Letters()
    _Reader(letters).read(holder)
    return letters


def written_anew(old: Letters, fresh: Letters, look: Look) -> list[Any]:
    """The elements of a paragraph with the words of ``fresh`` and, where they stay, the look and anchors of ``old``."""
    result = Letters()
    where: list[int] = [0] * (len(old.text) + 1)
    kept: set[int] = set()
    near: dict[tuple[int, int], Any] = {}
    for kind, first, last, fresh_first, fresh_last in _steps(old.text, fresh.text):
        start = len(result.text)
        if kind == "equal":
            for index in range(first, last):
                where[index] = len(result.text)
                _take(result, old, index)
                kept.add(index)
            continue
        for index in range(first, last):
            where[index] = start if index == first else start + fresh_last - fresh_first
        for index in range(fresh_first, fresh_last):
            if index in fresh.things:
                if any(run.find(w("footnoteReference")) is not None for run in fresh.things[index]):
                    continue  # its number means a note of the other file
                result.add_thing([_with_look(copy.deepcopy(one), look) for one in fresh.things[index]])
                continue
            key = (id(fresh.looks[index]), first)
            if key not in near:
                near[key] = _nearest(old, look(fresh.looks[index]), first)
            result.add(fresh.text[index], near[key])
    where[len(old.text)] = len(result.text)
    result.anchors = [(where[index], anchor) for index, anchor in old.anchors]
    for index, runs in old.things.items():
        if index not in kept and _is_kept_mark(runs):
            result.add_thing(runs)  # notes and pictures of the writer go to the end
    return elements(result)


def elements(letters: Letters) -> list[Any]:
    """Runs and anchors as elements, in order."""
    made: list[Any] = []
    anchors = sorted(letters.anchors, key=lambda pair: pair[0])
    next_anchor = start = 0
    for index in range(len(letters.text) + 1):
        at_anchor = next_anchor < len(anchors) and anchors[next_anchor][0] <= index
        at_end = index == len(letters.text)
        at_thing = index in letters.things
        if start < index and (at_anchor or at_end or at_thing or letters.looks[index] is not letters.looks[start]):
            made.append(_run(letters.text[start:index], letters.looks[start]))
            start = index
        while next_anchor < len(anchors) and (anchors[next_anchor][0] <= index or at_end):
            made.append(anchors[next_anchor][1])
            next_anchor += 1
        if at_thing:
            made.extend(letters.things[index])
            start = index + 1
    return [one for one in made if one is not None]


class _Reader:
    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self._field: list[Any] = []
        self._depth = 0

    def read(self, holder: Any) -> None:
        """Add the letters of what an element holds, and where bookmarks and controls stand among them."""
        letters = self._letters
        for child in holder:
            if not isinstance(child.tag, str) or child.tag in _DROPPED or child.tag in TAKEN_AWAY:
                continue
            if child.tag == w("r"):
                self._run(child)
            elif child.tag in STARTS or child.tag in ENDS or control_key(child) is not None:
                letters.anchors.append((len(letters.text), child))
            elif child.tag == w("sdt"):
                content = child.find(w("sdtContent"))
                self.read(content if content is not None else ())
            elif child.tag in _THROUGH:
                self.read(child)
            else:  # simple fields, formulas and whatever else we do not know
                letters.add_thing([copy.deepcopy(child)])

    def _run(self, run: Any) -> None:
        letters = self._letters
        look = run.find(w("rPr"))
        if self._depth or run.find(w("fldChar")) is not None:
            self._of_field(run)
            return
        for child in run:
            if child.tag == w("t"):
                letters.add((child.text or "").replace(OPAQUE, "\ufffd"), look)
            elif child.tag in _BREAKS and not child.get(w("type")):
                letters.add(_BREAKS[child.tag], look)
            elif child.tag == w("commentReference"):
                letters.anchors.append((len(letters.text), _only(run, child)))
            elif child.tag not in _DROPPED and child.tag not in TAKEN_AWAY and isinstance(child.tag, str):
                letters.add_thing([_only(run, child)])

    def _of_field(self, run: Any) -> None:
        self._field.append(copy.deepcopy(run))
        for mark in run.findall(w("fldChar")):
            self._depth += {"begin": 1, "end": -1}.get(mark.get(w("fldCharType"), ""), 0)
        if self._depth <= 0:
            self._depth = 0
            self._letters.add_thing(self._field)
            self._field = []


def _steps(old: str, fresh: str) -> list[tuple[str, int, int, int, int]]:
    """As SequenceMatcher tells them, in letters, comparing whole words."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(fresh)
    starts, ends = _places(before), _places(after)
    if len(before) * len(after) > 25_000_000:
        return [("replace", 0, len(old), 0, len(fresh))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(kind, starts[a], starts[b], ends[c], ends[d]) for kind, a, b, c, d in matcher.get_opcodes()]


def _places(tokens: Sequence[str]) -> list[int]:
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _take(result: Letters, old: Letters, index: int) -> None:
    if index in old.things:
        result.add_thing(old.things[index])
    else:
        result.add(old.text[index], old.looks[index])


def _nearest(old: Letters, ours: Any, place: int) -> Any:
    # The look of the nearest old letter in the same character style, those replaced first; else our own.
    wanted = _style(ours)
    for index in (*range(place, min(place + 1, len(old.looks))), *range(place - 1, -1, -1),
                  *range(place + 1, len(old.looks))):  # fmt: skip
        if index in old.things:
            continue
        if _style(old.looks[index]) == wanted and _language(old.looks[index]) in ("", _language(ours)):
            return old.looks[index]
    return ours


def _style(look: Any) -> str:
    return "" if look is None else value(look, "rStyle")


def _language(look: Any) -> str:
    return "" if look is None else value(look, "lang")


def _with_look(run: Any, look: Look) -> Any:
    for properties in list(run.iter(w("rPr"))):
        made = look(properties)
        if made is not None and properties.getparent() is not None:
            properties.getparent().replace(properties, copy.deepcopy(made))
    return run


def _run(text: str, look: Any) -> Any:
    if not text:
        return None
    from lxml import etree

    run = etree.Element(w("r"), nsmap={"w": w("")[1:-1]}) if look is None else new(look, "r")
    if look is not None:
        properties = copy.deepcopy(look)
        for change in properties.findall(w("rPrChange")):
            properties.remove(change)
        run.append(properties)
    for part in re.split("([\t\n\u2011\u00ad])", text):
        if not part:
            continue
        kind = next((tag for tag, letter in _BREAKS.items() if letter == part and tag != w("cr")), None)
        if kind is not None:
            run.append(run.makeelement(kind))
        else:
            words = run.makeelement(w("t"))
            words.text = part
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(words)
    return run


def _only(run: Any, child: Any) -> Any:
    made = new(run, "r")
    look = run.find(w("rPr"))
    if look is not None:
        made.append(copy.deepcopy(look))
    made.append(copy.deepcopy(child))
    return made


def _is_kept_mark(runs: Sequence[Any]) -> bool:
    return any(one.tag in _KEPT_MARKS for run in runs for one in run.iter())
