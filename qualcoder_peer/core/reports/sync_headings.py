"""Headings of questions, themes and goals in a finished file that have no control: files exported before they had one.

Such a heading is found by its words, where they are what the code is or was called, or by its place right above the
line that tells who spoke. It gets a control then, so that an update treats it like every other. One that somebody has
worded anew counts as changed by the writer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.controls import (
    ControlTag,
    content_text,
    control_key,
    find_controls,
    normalised,
    text_hash,
)
from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_find import Found, is_heading, style_names
from qualcoder_peer.core.reports.sync_marks import add_marks, made_control
from qualcoder_peer.core.reports.sync_names import ENDS, STARTS, w
from qualcoder_peer.core.services.code_history import former_names
from qualcoder_peer.core.services.reports import Outline


class FoundBy(StrEnum):
    """How a heading without a control was found."""

    WORDS = "words"
    PLACE = "place"


NOTES: Mapping[FoundBy, Message] = {
    FoundBy.WORDS: message("Headings had no mark yet when this file was exported; this one was found by its words."),
    FoundBy.PLACE: message("Headings had no mark yet when this file was exported; this one was found by its place."),
}
"""What is told of a heading that was found so and differs from the project."""


def names_of_headings(project: Project, outline: Outline) -> dict[str, tuple[str, ...]]:
    """By the key of its control, what each heading of a code reads in the project, and what it read before."""
    former = former_names(project)
    return {
        f"h{node.id}": tuple(normalised(name) for name in (node.code.name, *former.get(node.code.id, ())))
        for node in outline.walk()
        if node.code is not None
    }


def mark_headings(
    file: ReportFile, found: Sequence[Found], mark: str, names: Mapping[str, Sequence[str]]
) -> dict[str, FoundBy]:
    """Put controls around headings that have none, where no heading of the project with this mark has one.

    ``found`` are the controls of ``file``; ``names`` are those of ``names_of_headings``. Returns the keys of the
    headings that were found; the trees of ``file`` then have controls there.
    """
    if any(one.tag.project == mark and one.tag.key[:1] == "h" for one in found):
        return {}  # who takes a mark away in such a file means it
    root = file.tree(file.main)
    headings = _headings(file, root)
    placed = _placed(root, headings, mark)
    taken: dict[str, Any] = {}
    how: dict[str, FoundBy] = {}

    def take(key: str, paragraph: Any, by: FoundBy) -> None:
        if key not in taken and paragraph is not None and all(paragraph is not one for one in taken.values()):
            taken[key], how[key] = paragraph, by

    for key, words in names.items():
        if key in placed and headings[placed[key]] in words:
            take(key, placed[key], FoundBy.WORDS)
    for key, words in names.items():
        take(key, _only(headings, words, taken.values()), FoundBy.WORDS)
    for key in names:
        take(key, placed.get(key), FoundBy.PLACE)
    for key, paragraph in taken.items():
        known = headings[paragraph] if how[key] is FoundBy.WORDS else names[key][0]
        _wrap(paragraph, ControlTag(mark, key, text_hash(known)))
    if taken:
        add_marks(root)
    return how


def _headings(file: ReportFile, root: Any) -> dict[Any, str]:
    # The paragraphs that are headings, with their words; not those in a control of ours.
    styles = style_names(file)
    return {
        one: normalised(content_text(one))
        for one in root.iter(w("p"))
        if is_heading(one, styles)
        and all(control_key(above) is None for above in one.iterancestors(w("sdt")))
        and next(find_controls(one), None) is None
    }


def _placed(root: Any, headings: Collection[Any], mark: str) -> dict[str, Any]:
    # The heading right above each line that tells who spoke.
    placed: dict[str, Any] = {}
    last: Any = None
    for element in root.iter(w("p"), w("sdt")):
        if element in headings:
            last = element
        tag = control_key(element) if element.tag == w("sdt") else None
        if tag is not None and tag.project == mark and tag.key.startswith("f-who") and last is not None:
            placed.setdefault("h" + tag.key.removeprefix("f-who"), last)
            last = None
    return placed


def _only(headings: Mapping[Any, str], words: Sequence[str], taken: Collection[Any]) -> Any:
    there = [one for one, said in headings.items() if said in words and all(one is not other for other in taken)]
    return there[0] if len(there) == 1 else None


def _wrap(paragraph: Any, tag: ControlTag) -> None:
    # The words, as in a fresh export: bookmarks for the contents stay around the control.
    held = [one for one in paragraph if one.tag != w("pPr")]
    while held and held[0].tag in _ANCHORS:
        held.pop(0)
    while held and held[-1].tag in _ANCHORS:
        held.pop()
    if not held:
        return
    sdt, content = made_control(paragraph, tag, str(tag))
    held[0].addprevious(sdt)
    for one in held:
        content.append(one)


_ANCHORS = STARTS | ENDS
