"""Checks of a Word document's controls, footnotes and charts, for ``check_document``; works on the parts by name."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from qualcoder_peer.core.reports.chart_words import read_chart_text
from qualcoder_peer.core.reports.controls import content_of, content_text, control_numbers, find_controls, text_hash

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ORDER = ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr", "dataBinding")
_ASIDE = ("separator", "continuationSeparator", "continuationNotice")


def check_controls(body: Any, parts: dict[str, bytes]) -> Iterator[str]:
    """What is wrong with the content controls of ours."""
    charts = {key: read_chart_text(_xml(parts[name])) for key, name in _targets(parts, "word/document.xml").items()
              if name.startswith("word/charts/") and name in parts}  # fmt: skip
    for element, tag in find_controls(body):
        names = [one.tag.rpartition("}")[2] for one in element[0]]
        if names != sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)):
            yield f"the control {tag} has its properties in another order than the schema: {names}"
        if "alias" not in names or "id" not in names:
            yield f"the control {tag} has no name or no number"
        if "lock" in names:
            yield f"the control {tag} is locked"
        content = content_of(element)
        if content is None or len(content) == 0:
            yield f"the control {tag} is empty"
        elif text_hash(content_text(content, charts)) != tag.digest:
            yield f"the control {tag} holds other words than its tag says"
        if content is not None and any(True for _ in content.iter(f"{_W}sectPr")):
            yield f"the control {tag} holds the end of a section"
    numbers = list(control_numbers(body))
    if len(numbers) != len(set(numbers)):
        yield "two controls have the same number"


def check_footnotes(body: Any, parts: dict[str, bytes]) -> Iterator[str]:
    """What is wrong with the footnotes: marks without notes, notes without marks, notes without words."""
    marks = [one.get(f"{_W}id") for one in body.iter(f"{_W}footnoteReference")]
    if len(marks) != len(set(marks)):
        yield "two marks lead to the same footnote"
    if "word/footnotes.xml" not in parts:
        if marks:
            yield "there are marks of footnotes and no footnotes"
        return
    notes = _xml(parts["word/footnotes.xml"]).findall(f"{_W}footnote")
    numbers = [one.get(f"{_W}id") for one in notes]
    if len(numbers) != len(set(numbers)):
        yield "two footnotes have the same number"
    real = [one for one in notes if one.get(f"{_W}type") not in _ASIDE]
    if len(notes) - len(real) < 2:
        yield "the lines above footnotes are missing"
    for one in real:
        if one.get(f"{_W}id") not in marks:
            yield f"footnote {one.get(f'{_W}id')} has no mark in the text"
        if not "".join(one.itertext(f"{_W}t")).strip():
            yield f"footnote {one.get(f'{_W}id')} has no words"
    for mark in set(marks) - set(numbers):
        yield f"the mark of footnote {mark} leads nowhere"


def check_charts(body: Any, parts: dict[str, bytes]) -> Iterator[str]:
    """What is wrong with the charts: text alternatives, data behind them, numbers of drawings."""
    targets = _targets(parts, "word/document.xml")
    drawings = list(body.iter(f"{_WP}docPr"))
    numbers = [one.get("id") for one in drawings]
    if len(numbers) != len(set(numbers)):
        yield "two drawings have the same number"
    for one in drawings:
        if not (one.get("descr") or "").strip():
            yield f"drawing {one.get('id')} has no text alternative"
    for chart in body.iter(f"{_C}chart"):
        name = targets.get(chart.get(f"{_R}id"), "")
        if name not in parts:
            yield "a chart leads nowhere"
            continue
        outside = _xml(parts[name]).find(f"{_C}externalData")
        book = _targets(parts, name).get("" if outside is None else outside.get(f"{_R}id"), "")
        if book not in parts or not zipfile.is_zipfile(io.BytesIO(parts[book])):
            yield f"{name} has no data that can be edited"


def _targets(parts: dict[str, bytes], source: str) -> dict[str, str]:
    folder, file = posixpath.split(source)
    name = f"{folder}/_rels/{file}.rels"
    if name not in parts:
        return {}
    found = {}
    for relation in _xml(parts[name]).findall(_RELATION):
        target = relation.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = full
    return found


def _xml(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
