"""Second marks around our content controls: hidden bookmarks, which survive where the tags of controls are lost.

LibreOffice keeps bookmarks but drops the tags (and what a control holds beyond its first paragraph). A bookmark is
named ``_qcp_PPPPPPPP_HHHHHHHH_key``, with ``__`` for a hyphen in the key; Word takes no more than 40 letters, and
longer keys go by a digest. Further places with the same key have their number: ``_qcp2_…``.

Headings have their bookmark alone: many programs that read Word files know nothing of controls inside a paragraph, and
would see a heading without words. While a file is compared they have controls like the rest (``restore_controls``), and
``bare_headings`` takes them off again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from qualcoder_peer.core.reports.controls import (
    ControlTag,
    content_of,
    content_text,
    control_key,
    find_controls,
    parse_tag,
)
from qualcoder_peer.core.reports.sync_names import FALLBACK, VAL, inside, new, value, w

_LONGEST_KEY = 13
_NAME = re.compile(r"_qcp(\d{0,3})_([0-9a-f]{8})_([0-9a-f]{8})_(\w+?)(?:_Copy_\d+)*")  # so LibreOffice names copies
_ASKING = re.compile(r'\s*FILLIN\s+""\s*')
_DIGEST = re.compile(r"x[0-9a-f]{12}")
_LARGEST_NUMBER = 2**31 - 1


def add_marks(root: Any, first: int = 0) -> None:
    """Put a bookmark around what each control of ours below ``root`` holds, where it has none yet.

    ``first`` is the smallest number a bookmark may have; numbers in use are stepped over.
    """
    starts = list(root.iter(w("bookmarkStart")))
    taken = {one.get(w("name"), "") for one in starts}
    number = max([first, *(int(one.get(w("id"), "0")) + 1 for one in starts if _is_number(one))])
    seen: Counter[str] = Counter()
    for element, tag in list(find_controls(root)):
        content = content_of(element)
        if content is None or inside(element, FALLBACK) or any(_tag_of(one) for one in _marks_in(content)):
            continue
        seen[tag.key] += 1
        name = mark_name(tag, seen[tag.key])
        while name in taken and seen[tag.key] < 999:
            seen[tag.key] += 1
            name = mark_name(tag, seen[tag.key])
        ends = _ends(content)
        if name not in taken and ends is not None and number <= _LARGEST_NUMBER:
            taken.add(name)
            _surround(*ends, number, name)
            number += 1


def mark_name(tag: ControlTag, occurrence: int = 1) -> str:
    """The name of the bookmark for a control."""
    return f"_qcp{occurrence if occurrence > 1 else ''}_{tag.project}_{tag.digest}_{_key_word(tag.key)}"


def rename_marks(element: Any, old: ControlTag, tag: ControlTag) -> None:
    """Let the bookmarks of a control whose tag has changed say so too."""
    for mark in _marks_in(element):
        found = _NAME.fullmatch(mark.get(w("name"), ""))
        if found and found[4] == _key_word(old.key):
            mark.set(w("name"), mark_name(tag, int(found[1] or 1)))


def made_control(like: Any, tag: ControlTag, seed: str) -> tuple[Any, Any]:
    """A control without anything in it, of the same kind of tree as ``like``, and its content; the same ``seed`` gives
    the same number."""
    sdt, properties, content = (new(like, name) for name in ("sdt", "sdtPr", "sdtContent"))
    number = int(hashlib.sha256(seed.encode()).hexdigest()[:7], 16) + 1
    for name, said in (("tag", str(tag)), ("id", str(number))):
        one = new(like, name)
        one.set(VAL, said)
        properties.append(one)
    sdt.append(properties)
    sdt.append(content)
    return sdt, content


@dataclass(slots=True)
class _Range:
    name: str
    tag: ControlTag
    first: Any
    last: Any


def bare_headings(root: Any) -> None:
    """Take the controls off the headings below ``root``; their bookmarks stay, also where they had none before. One
    that was emptied goes."""
    headings = [element for element, tag in find_controls(root) if _is_heading(tag)]
    for element in headings:
        if not _marks_in(element) and not content_text(content_of(element)).strip():
            _unwrap(element)
    if any(not _marks_in(one) for one in headings if one.getparent() is not None):
        add_marks(root)
    for element in headings:
        if element.getparent() is not None and _marks_in(element):
            _unwrap(element)


def restore_controls(root: Any, keys: Collection[str], *, headings_only: bool = False) -> int:
    """Put controls around places that have bookmarks and no tags. Returns how many have lost them: headings have none.

    ``keys`` are those that may be meant by a digest in a name.
    """
    lost = restored = 0
    for one in _ranges(root, keys):
        if _is_tagged(one) or (headings_only and not _is_heading(one.tag)):
            continue
        _dissolve_fields(one)
        if _wrap(one):
            restored += 1
            lost += not _is_heading(one.tag)
            _remove_marks(root, one.name)
    if restored:
        add_marks(root)
    return lost


def _is_heading(tag: ControlTag) -> bool:
    return tag.key.startswith("h")


def _ranges(root: Any, keys: Collection[str]) -> list[_Range]:
    digests = {_key_word(key): key for key in keys}
    ends = _pairs(root)
    found: list[_Range] = []
    for start in root.iter(w("bookmarkStart")):
        tag = _tag_of(start, digests)
        if tag is None or inside(start, FALLBACK):
            continue
        end = ends.get(start)
        before = found[-1] if found else None
        if before is not None and before.last is before.first and before.name == start.get(w("name")):
            # LibreOffice writes a bookmark over several paragraphs as two of one name, the first without an end.
            before.last = start if end is None else end
        else:
            found.append(_Range(start.get(w("name")), tag, start, start if end is None else end))
    return found


def _dissolve_fields(one: _Range) -> None:
    # Through .odt a control comes back as a field that asks for a text: its result are the words themselves.
    first = _paragraph(one.first)
    inside_field: list[Any] = []
    for run in list(first.iter(w("r"))) if first is not None else ():
        mark = run.find(w("fldChar"))
        kind = mark.get(w("fldCharType")) if mark is not None else ""
        if kind == "begin":
            inside_field = [run]
        elif inside_field:
            inside_field.append(run)
            if kind == "end":
                _dissolve(inside_field, one)
                inside_field = []


def _dissolve(runs: list[Any], one: _Range) -> None:
    code = "".join(text.text or "" for run in runs for text in run.iter(w("instrText")))
    if not _ASKING.fullmatch(code):
        return
    if one.last is one.first.getnext() and one.last.getnext() is runs[0]:
        runs[-1].addnext(one.last)  # the marks had slid to the front
    for run in runs:
        if run.find(w("fldChar")) is not None or run.find(w("instrText")) is not None:
            run.getparent().remove(run)


def loosen_heading(element: Any) -> None:
    """Take the bookmarks out of a heading's control that is to be filled anew; ``bare_headings`` makes new ones."""
    tag = control_key(element)
    if tag is not None and _is_heading(tag):
        for mark in _marks_in(element):
            _remove_marks(element, mark.get(w("name")))


def _remove_marks(root: Any, name: str) -> None:
    # What LibreOffice leaves of a bookmark lacks ends; whole ones are made instead.
    pairs = _pairs(root)
    for start in [one for one in root.iter(w("bookmarkStart")) if one.get(w("name")) == name]:
        end = pairs.get(start)
        for mark in (start, end):
            if mark is not None and mark.getparent() is not None:
                mark.getparent().remove(mark)


def _pairs(root: Any) -> dict[Any, Any]:
    # The end of each bookmark: the next one with its number, as copies may have the same.
    waiting: dict[str | None, Any] = {}
    pairs: dict[Any, Any] = {}
    for mark in root.iter(w("bookmarkStart"), w("bookmarkEnd")):
        number = mark.get(w("id"))
        if mark.tag == w("bookmarkStart"):
            waiting[number] = mark
        elif number in waiting:
            pairs[waiting.pop(number)] = mark
    return pairs


def _tag_of(mark: Any, digests: dict[str, str] | None = None) -> ControlTag | None:
    found = _NAME.fullmatch(mark.get(w("name"), ""))
    if not found:
        return None
    key = (digests or {}).get(found[4], "")
    if not key and digests is not None and _DIGEST.fullmatch(found[4]):
        return None  # of a key that nobody knows
    key = key or found[4].replace("__", "-")
    return parse_tag(str(ControlTag(found[2], key, found[3])))


def _is_tagged(one: _Range) -> bool:
    # Whether the place lies in a control with the same key that reaches to its end.
    for ancestor in one.first.iterancestors(w("sdt")):
        tag = parse_tag(value(ancestor, "sdtPr/tag"))
        same = tag is not None and (tag.project, tag.key) == (one.tag.project, one.tag.key)
        if same and any(above is ancestor for above in one.last.iterancestors(w("sdt"))):
            return True
    return False


def _wrap(one: _Range) -> int:
    first, last = _paragraph(one.first), _paragraph(one.last)
    if first is None or last is None:
        return 0
    if first is last:
        for sdt in list(first.iter(w("sdt"))):
            if _is_leftover(sdt, one):
                _reach_around(sdt, one)
        # Of a heading the words alone are ours.
        inline = _is_heading(one.tag) and one.first.getparent() is one.last.getparent()
        return _wrap_blocks([first], one) if _fills(first, one) and not inline else _wrap_runs(one)
    above = _same_container(first, last)
    return 0 if not above else _wrap_blocks(above, one)


def _reach_around(sdt: Any, one: _Range) -> None:
    # The marks may both have slid to the front of what is left of the control: its content is the place.
    content = content_of(sdt)
    if content is not None and any(above is sdt for above in one.first.iterancestors(w("sdt"))):
        content.insert(0, one.first)
        content.append(one.last)
    _unwrap(sdt)


def _is_leftover(sdt: Any, one: _Range) -> bool:
    tag = value(sdt, "sdtPr/tag")
    ours = parse_tag(tag)
    if tag and (ours is None or (ours.project, ours.key) != (one.tag.project, one.tag.key)):
        return False
    return any(mark is one.first or mark is one.last for mark in sdt.iter(w("bookmarkStart"), w("bookmarkEnd")))


def _unwrap(sdt: Any) -> None:
    content = content_of(sdt)
    for child in list(content) if content is not None else ():
        sdt.addprevious(child)
    sdt.getparent().remove(sdt)


def _paragraph(mark: Any) -> Any:
    found = next(mark.iterancestors(w("p")), None)
    if found is None:  # between paragraphs: what follows a start, what stands before an end
        forward = mark.tag == w("bookmarkStart")
        found = mark.getnext() if forward else mark.getprevious()
        while found is not None and found.tag != w("p"):
            found = found.getnext() if forward else found.getprevious()
    return found


def _fills(paragraph: Any, one: _Range) -> bool:
    # Whether all words of the paragraph lie between the marks.
    between = False
    for element in paragraph.iter():
        if element is one.first:
            between = True
        elif element is one.last:
            between = False
        elif element.tag == w("t") and not between and (element.text or "").strip():
            return False
    return True


def _same_container(first: Any, last: Any) -> list[Any]:
    # The blocks from first to last, where both lie in the same text, cell or note.
    for top in (first, *first.iterancestors()):
        row = [top]
        while row[-1].getnext() is not None:
            if any(one is row[-1] for one in (last, *last.iterancestors())):
                break
            row.append(row[-1].getnext())
        if any(one is row[-1] for one in (last, *last.iterancestors())):
            container = top.getparent()
            return row if container is not None and container.tag in _CONTAINERS else []
        if top.tag in _CONTAINERS:
            break
    return []


def _wrap_blocks(row: list[Any], one: _Range) -> int:
    for block in row:
        for sdt in list(block.iter(w("sdt"))):
            if _is_leftover(sdt, one):
                _unwrap(sdt)
    sdt, content = made_control(one.first, one.tag, one.name)
    row[0].addprevious(sdt)
    for block in row:
        content.append(block)
    return 1


def _wrap_runs(one: _Range) -> int:
    if one.first.getparent() is not one.last.getparent():
        return 0
    row = [one.first]
    while row[-1] is not one.last:
        following = row[-1].getnext()
        if following is None:
            return 0
        row.append(following)
    sdt, content = made_control(one.first, one.tag, one.name)
    one.first.addprevious(sdt)
    for element in row:
        content.append(element)
    return 1


def _key_word(key: str) -> str:
    word = key.replace("-", "__")
    return word if len(word) <= _LONGEST_KEY else "x" + hashlib.sha256(key.encode()).hexdigest()[:12]


def _marks_in(element: Any) -> list[Any]:
    return [one for one in element.iter(w("bookmarkStart")) if _NAME.fullmatch(one.get(w("name"), ""))]


def _ends(content: Any) -> tuple[Any, Any] | None:
    # Where a mark begins (an element to stand before, or after properties) and the paragraph or content it ends in.
    paragraphs = list(content.iter(w("p")))
    if not paragraphs:
        return (content, content) if len(content) and content[0].tag not in (w("tc"), w("tr")) else None
    return paragraphs[0], paragraphs[-1]


def _surround(first: Any, last: Any, number: int, name: str) -> None:
    start = new(first, "bookmarkStart", id=str(number), name=name)
    first.insert(1 if len(first) and first[0].tag == w("pPr") else 0, start)
    last.append(new(first, "bookmarkEnd", id=str(number)))


def _is_number(mark: Any) -> bool:
    return (mark.get(w("id")) or "").isdecimal()


_CONTAINERS = frozenset(
    w(name) for name in ("body", "tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "sdtContent")
)
