"""Finds our content controls in a file, wherever they were moved to, and says where each lies and what is in it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.reports.chart_words import read_chart_text
from qualcoder_peer.core.reports.controls import (
    ControlTag,
    content_of,
    content_text,
    control_key,
    normalised,
    text_hash,
)
from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_marks import restore_controls
from qualcoder_peer.core.reports.sync_names import (
    ALTERNATE,
    CHANGES,
    CHART,
    FALLBACK,
    RELATION_ID,
    inside,
    shown_words,
    value,
    w,
)

_LONGEST_HEADING = 60
_BODY_LEVEL = "9"
_WRITERS = {
    w("ins"): message("tracked changes"),
    w("del"): message("tracked changes"),
    w("moveFrom"): message("tracked changes"),
    w("moveTo"): message("tracked changes"),
    w("commentRangeStart"): message("comments"),
    w("commentReference"): message("comments"),
    w("footnoteReference"): message("footnotes"),
    w("endnoteReference"): message("footnotes"),
    w("hyperlink"): message("links"),
    w("pict"): message("pictures"),
    w("object"): message("pictures"),
    w("drawing"): message("pictures"),
}
"""What a writer puts into a control without changing a word of it."""


@dataclass(slots=True)
class Found:
    """A control in the file. ``part`` is where; ``shape`` is what it holds: ``runs``, ``blocks``, ``cell``, ``rows``.

    ``twins`` are the same control in the second rendering of a text box.
    """

    element: Any
    tag: ControlTag
    part: str
    shape: str
    place: Message
    twins: list[Any] = field(default_factory=list)

    @property
    def content(self) -> Any:
        """What lies in it."""
        return content_of(self.element)


def find_all(file: ReportFile, keys: Collection[str], *, restore: bool) -> tuple[list[Found], int]:
    """The controls of ours in all parts, and how many of them had lost their tags and were found by their bookmarks.

    ``restore`` says whether to look for those; the trees of ``file`` then have controls there, and around headings.
    """
    names = style_names(file)
    found: list[Found] = []
    restored = 0
    for part in file.stories():
        root = file.tree(part)
        restored += restore_controls(root, keys, headings_only=not restore)
        found.extend(_in_part(root, part, names, is_main=part == file.main))
    return found, restored


def style_names(file: ReportFile) -> dict[str, str]:
    """The names of the styles in lower case by their ids, which differ between programs and languages."""
    part = file.related_as(file.main, "styles")
    if not part:
        return {}
    return {
        style.get(w("styleId"), ""): value(style, "name").casefold() for style in file.tree(part).findall(w("style"))
    }


def is_heading(paragraph: Any, names: Mapping[str, str]) -> bool:
    """Whether a paragraph is a heading by the name of its style (``names`` as of ``style_names``) or by its level."""
    named = names.get(value(paragraph, "pPr/pStyle"), "").startswith("heading")
    return named or value(paragraph, "pPr/outlineLvl") not in ("", _BODY_LEVEL)


def chart_texts(file: ReportFile, part: str) -> dict[str, str]:
    """The data of the charts that a part refers to, by the id of the relation."""
    found = {}
    for relation in file.relations(part):
        if relation.get("Type", "").endswith("/chart") and relation.get("TargetMode") != "External":
            target = file.target(part, relation)
            if file.has(target):
                found[relation.get("Id", "")] = read_chart_text(file.tree(target))
    return found


def words_of(content: Any, charts: Mapping[str, str]) -> str:
    """The words of a control as they are hashed, white space made even, without those of controls inside it."""
    if content is None:
        return ""
    if content.getparent().find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None:
        return ""  # “Click or tap here to enter text”
    if any(_is_ours(one) for one in content.iter(w("sdt"))):
        content = copy.deepcopy(content)
        for one in [one for one in content.iter(w("sdt")) if _is_ours(one)]:
            if one.getparent() is not None:
                one.getparent().remove(one)
    return normalised(content_text(content, charts))


def is_as_written(found: Found, charts: Mapping[str, str]) -> bool:
    """Whether the words are those the tag was made for."""
    return text_hash(words_of(found.content, charts)) == found.tag.digest


def writers_marks(content: Any, fresh: Sequence[Any] = ()) -> list[Message]:
    """What a writer has put into a control beside words: comments, tracked changes, notes, links, pictures.

    What the fresh content has as well is ours.
    """
    ours = {one.tag for block in fresh for one in block.iter()}
    found: dict[str, Message] = {}
    for one in content.iter() if content is not None else ():
        if one.tag in _WRITERS and one.tag not in ours and not inside(one, FALLBACK):
            if one.tag in CHANGES and one.getparent().tag == w("rPr"):
                found["tracked changes"] = message("tracked changes")  # of the mark of a paragraph
                continue
            if one.tag == w("drawing") and next(one.iter(CHART), None) is not None:
                continue
            found[_WRITERS[one.tag].text] = _WRITERS[one.tag]
    return list(found.values())


def is_moved_away(found: Found) -> bool:
    """Whether nothing is left of a control but what a tracked move or deletion took away."""
    content = found.content
    if content is None or normalised(content_text(content)):
        return False
    return any(True for _ in content.iter(w("moveFrom"), w("delText"))) or inside(found.element, w("moveFrom"))


def chart_relations(content: Any) -> list[str]:
    """The ids of the relations of the charts in a control."""
    return [one.get(RELATION_ID, "") for one in content.iter(CHART)] if content is not None else []


def _in_part(root: Any, part: str, names: Mapping[str, str], *, is_main: bool) -> Iterator[Found]:
    above = heading = ""
    last: Any = None
    twins: dict[tuple[int, str], list[Found]] = {}
    alternates: dict[Any, int] = {}
    for element in root.iter(w("p"), w("sdt"), ALTERNATE):
        if element.tag == w("p"):
            if is_main and is_heading(element, names):
                above, last = heading, element
                heading = shown_words(element)[:_LONGEST_HEADING] or heading
            continue
        if element.tag == ALTERNATE:
            alternates[element] = len(alternates)
            continue
        tag = control_key(element)
        if tag is None or content_of(element) is None:
            continue
        alternate = next(element.iterancestors(ALTERNATE), None)
        key = (alternates.get(alternate, -1), str(tag))
        if alternate is not None and inside(element, FALLBACK):
            waiting = [one for one in twins.get(key, ()) if not one.twins]
            if waiting:
                waiting[0].twins.append(element)
                continue
        in_heading = any(one is last for one in element.iterancestors(w("p")))
        found = Found(element, tag, part, _shape(element), _place(element, root, above if in_heading else heading))
        if alternate is not None:
            twins.setdefault(key, []).append(found)
        yield found


def _shape(element: Any) -> str:
    shapes = {"p": "blocks", "tbl": "blocks", "tc": "cell", "tr": "rows", "r": "runs"}
    for child in content_of(element):
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "sdt":
            return _shape(child) if content_of(child) is not None else "runs"
        if name in shapes:
            return shapes[name]
    return "runs" if inside(element, w("p")) and element.getparent().tag not in _BLOCK_PARENTS else "blocks"


def _place(element: Any, root: Any, heading: str) -> Message:
    kind = root.tag.rpartition("}")[2]
    if kind == "hdr":
        return message("in the page header")
    if kind == "ftr":
        return message("in the page footer")
    if kind in ("footnotes", "endnotes"):
        return message("in a footnote")
    if inside(element, w("txbxContent")):
        return message("in a text box under “{heading}”", heading=heading) if heading else message("in a text box")
    if inside(element, w("tc")):
        return message("in a table under “{heading}”", heading=heading) if heading else message("in a table")
    return message("under “{heading}”", heading=heading) if heading else message("before the first heading")


def _is_ours(element: Any) -> bool:
    return control_key(element) is not None


_BLOCK_PARENTS = frozenset(w(name) for name in ("body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote"))
