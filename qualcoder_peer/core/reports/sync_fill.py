"""Puts what the project says now into a control, and leaves in place whatever of the writer's can stay.

Paragraphs, rows and cells whose words are the same are not touched. Others keep their properties and the look of the
words that stay; anchors of comments and bookmarks keep their pairs.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from qualcoder_peer.core.reports.controls import content_of, content_text, find_controls, normalised
from qualcoder_peer.core.reports.sync_find import Found
from qualcoder_peer.core.reports.sync_letters import OPAQUE, Letters, read_letters, written_anew
from qualcoder_peer.core.reports.sync_names import BLOCKS, CHART, ENDS, STARTS, blocks, new, value, w
from qualcoder_peer.core.reports.sync_styles import StyleMap


def fill(found: Found, fresh: Sequence[Any], styles: StyleMap) -> None:
    """Write ``fresh`` (paragraphs and tables of a fresh report, or contents with runs) into a control and its twins.

    ``fresh`` are elements of another document; they are copied.
    """
    for element in (found.element, *found.twins):
        content = content_of(element)
        placeholder = element.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")
        if placeholder is not None:
            placeholder.getparent().remove(placeholder)
        if found.shape == "runs":
            _fill_runs(content, fresh, styles, empty=placeholder is not None)
        else:
            holder = content.find(w("tc")) if found.shape == "cell" else content
            if placeholder is not None:
                _clear_words(holder)
            fill_blocks(holder, fresh, styles)


def empty(element: Any) -> None:
    """Take a control away with its words, its anchors left behind; a place that needs a paragraph keeps one."""
    content = content_of(element)
    kept = [one for one in content.iter() if one.tag in STARTS or one.tag in ENDS]
    nested = [one for one, _ in find_controls(content)]
    paragraph = next(element.iterancestors(w("p")), None)
    if paragraph is not None:
        for one in (*kept, *nested):
            element.addprevious(one)
        element.getparent().remove(element)
        if _is_left_over(paragraph):
            paragraph.getparent().remove(paragraph)
        return
    if kept or len([one for one in element.getparent() if one.tag in BLOCKS or one.tag == w("sdt")]) == 1:
        paragraph = new(element, "p")
        for one in kept:
            paragraph.append(one)
        element.addprevious(paragraph)
    element.getparent().remove(element)


def _is_left_over(paragraph: Any) -> bool:
    # Nothing stands in it, nothing ends with it, and its place does not need it.
    properties = paragraph.find(w("pPr"))
    if any(child is not properties for child in paragraph) or properties is not None and _ends_section(properties):
        return False
    return len([one for one in paragraph.getparent() if one.tag in BLOCKS or one.tag == w("sdt")]) > 1


def _ends_section(properties: Any) -> bool:
    return properties.find(w("sectPr")) is not None


def fill_blocks(holder: Any, fresh: Sequence[Any], styles: StyleMap) -> None:
    """Let the paragraphs and tables of a container say what the fresh ones say."""
    old = blocks(holder)
    place = old[-1] if old else None
    done: Any = None
    for old_block, fresh_block in _paired(old, fresh):
        if fresh_block is None:
            done = _remove(old_block, done)
            continue
        if old_block is None:
            made = styles.mapped(copy.deepcopy(fresh_block))
            _dress_like_neighbour(made, fresh_block, old, styles)
            if done is not None:
                done.addnext(made)
            elif old and old[0].getparent() is not None:
                old[0].addprevious(made)
            elif place is not None and place.getparent() is not None:
                place.addnext(made)
            else:
                holder.append(made)
            done = made
            continue
        if _words(old_block) != _words(fresh_block):
            if old_block.tag == w("p"):
                fill_paragraph(old_block, fresh_block, styles)
            else:
                fill_table(old_block, fresh_block, styles)
        done = old_block


def fill_paragraph(old: Any, fresh: Any, styles: StyleMap) -> None:
    """Give a paragraph the words of a fresh one; its properties stay."""
    made = written_anew(read_letters(old), read_letters(fresh), styles.look)
    properties = old.find(w("pPr"))
    for child in list(old):
        if child is not properties:
            old.remove(child)
    for one in made:
        old.append(one)
    mark = old.find(f"{w('pPr')}/{w('rPr')}")
    for change in list(mark) if mark is not None else ():
        if change.tag in (w("ins"), w("del"), w("moveFrom"), w("moveTo")):
            mark.remove(change)


def fill_table(old: Any, fresh: Any, styles: StyleMap) -> None:
    """Give a table the rows of a fresh one. With as many columns as before, its look, widths and kept rows stay."""
    if _columns(old) != _columns(fresh):
        _replace_table(old, fresh, styles)
        return
    _name_table(old, fresh)
    old_rows, fresh_rows = old.findall(w("tr")), fresh.findall(w("tr"))
    done: Any = None
    for row, fresh_row in _paired_rows(old_rows, fresh_rows):
        if fresh_row is None:
            _remove_row(row, done, old)
            continue
        if row is None:
            like = next((one for one in (done, *old_rows) if one is not None and not _is_header(one)
                         and one.getparent() is old and _is_plain(one)), None)  # fmt: skip
            row = _row_like(like, fresh_row, styles)
            if done is None:
                first = old.find(w("tr"))
                if first is None:
                    old.append(row)
                else:
                    first.addprevious(row)
            else:
                done.addnext(row)
        elif _words(row) != _words(fresh_row):
            row = _fill_row(row, fresh_row, styles)
        done = row


def _fill_runs(content: Any, fresh: Sequence[Any], styles: StyleMap, *, empty: bool) -> None:
    wanted = _one_line(fresh)
    old = Letters() if empty else read_letters(content)
    made = written_anew(old, wanted, styles.look)
    for child in list(content):
        content.remove(child)
    for one in made:
        content.append(one)


def _one_line(fresh: Sequence[Any]) -> Letters:
    # Paragraphs of a block quote, as they stand in running text.
    joined = Letters()
    for block in fresh:
        part = read_letters(block)
        if joined.text and part.text:
            joined.add(" ", None)
        start = len(joined.text)
        joined.things.update({start + index: runs for index, runs in part.things.items()})
        joined.text += part.text
        joined.looks.extend(part.looks)
    return joined


def _clear_words(holder: Any) -> None:
    for paragraph in blocks(holder):
        for child in list(paragraph):
            if child.tag not in (w("pPr"), *STARTS, *ENDS):
                paragraph.remove(child)


def _paired(old: Sequence[Any], fresh: Sequence[Any]) -> list[tuple[Any, Any]]:
    # Blocks with the same words belong together; between these the first with the first, and the last with the last.
    before, after = [_token(one) for one in old], [_token(one) for one in fresh]
    pairs: list[tuple[Any, Any]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs.extend(zip(old[a:b], fresh[c:d], strict=True))
        else:
            pairs.extend(_by_kind(list(old[a:b]), list(fresh[c:d])))
    return pairs


def _by_kind(old: list[Any], fresh: list[Any]) -> list[tuple[Any, Any]]:
    tail: list[tuple[Any, Any]] = []
    while old and fresh and len(old) != len(fresh) and old[-1].tag == fresh[-1].tag and not tail:
        tail.insert(0, (old.pop(), fresh.pop()))
    pairs: list[tuple[Any, Any]] = []
    while old and fresh:
        if old[0].tag == fresh[0].tag:
            pairs.append((old.pop(0), fresh.pop(0)))
        elif any(one.tag == fresh[0].tag for one in old):
            pairs.append((old.pop(0), None))
        else:
            pairs.append((None, fresh.pop(0)))
    pairs += [(one, None) for one in old] + [(None, one) for one in fresh]
    return pairs + tail


def _paired_rows(old: Sequence[Any], fresh: Sequence[Any]) -> list[tuple[Any, Any]]:
    before, after = [_row_name(one) for one in old], [_row_name(one) for one in fresh]
    pairs: list[tuple[Any, Any]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal" or kind == "replace" and b - a == d - c:
            pairs.extend(zip(old[a:b], fresh[c:d], strict=True))
        else:
            pairs += [(one, None) for one in old[a:b]] + [(None, one) for one in fresh[c:d]]
    return pairs


def _token(block: Any) -> tuple[Any, str]:
    return block.tag, _words(block)


def _words(element: Any) -> str:
    # With a sign for each chart: a paragraph that has lost its chart is not the same.
    return normalised(content_text(element)) + OPAQUE * sum(1 for _ in element.iter(CHART))


def _row_name(row: Any) -> str:
    first = row.find(w("tc"))
    return "" if first is None else _words(first)


def _remove(block: Any, before: Any) -> Any:
    """Take a block out; what is anchored in it goes to the end of the one before (or stays in an empty paragraph)."""
    anchors = _anchors(block)
    nested = [one for one, _ in find_controls(block)]
    section = block.find(f"{w('pPr')}/{w('sectPr')}")
    if section is not None or (before is None or before.tag != w("p")) and (anchors or nested):
        if block.tag == w("p"):
            for child in list(block):
                if child.tag != w("pPr") and not any(one is child for one in (*anchors, *nested)):
                    block.remove(child)
            return block
        paragraph = new(block, "p")
        block.addprevious(paragraph)
        before = paragraph
    for one in (*anchors, *nested):
        before.append(one)
    block.getparent().remove(block)
    return before


def _remove_row(row: Any, before: Any, table: Any) -> None:
    anchors = _anchors(row)
    other = before if before is not None else next((one for one in table.findall(w("tr")) if one is not row), None)
    if anchors and other is not None:
        paragraphs = list(other.iter(w("p")))
        for one in anchors:
            paragraphs[-1].append(one)
    table.remove(row)


def _anchors(element: Any) -> list[Any]:
    found = []
    for one in element.iter():
        if one.tag in STARTS or one.tag in ENDS:
            found.append(one)
        elif one.tag == w("commentReference"):
            run = one.getparent()
            found.append(run)
    return found


def _dress_like_neighbour(made: Any, fresh: Any, old: Sequence[Any], styles: StyleMap) -> None:
    # A further paragraph of a quote looks like the writer's other paragraphs of the same style.
    if made.tag != w("p"):
        return
    wanted = value(made, "pPr/pStyle")
    like = next((one for one in old if one.tag == w("p") and value(one, "pPr/pStyle") == wanted), None)
    if like is None or like.find(w("pPr")) is None:
        return
    properties = copy.deepcopy(like.find(w("pPr")))
    for name in ("sectPr", "pPrChange"):
        for one in properties.findall(w(name)):
            properties.remove(one)
    own = made.find(w("pPr"))
    if own is not None:
        made.remove(own)
    made.insert(0, properties)


def _columns(table: Any) -> int:
    return max((len(row.findall(w("tc"))) for row in table.findall(w("tr"))), default=0)


def _replace_table(old: Any, fresh: Any, styles: StyleMap) -> None:
    made = styles.mapped(copy.deepcopy(fresh))
    style, own = old.find(f"{w('tblPr')}/{w('tblStyle')}"), made.find(f"{w('tblPr')}/{w('tblStyle')}")
    if style is not None and own is not None:
        own.getparent().replace(own, copy.deepcopy(style))
    anchors = _anchors(old)
    last = list(made.iter(w("p")))[-1]
    for one in anchors:
        last.append(one)
    old.getparent().replace(old, made)


def _name_table(old: Any, fresh: Any) -> None:
    for name in ("tblCaption", "tblDescription"):
        mine, ours = old.find(f"{w('tblPr')}/{w(name)}"), fresh.find(f"{w('tblPr')}/{w(name)}")
        if mine is not None and ours is not None:
            mine.set(w("val"), ours.get(w("val")))


def _row_like(like: Any, fresh: Any, styles: StyleMap) -> Any:
    if like is None or len(like.findall(w("tc"))) != len(fresh.findall(w("tc"))):
        return styles.mapped(copy.deepcopy(fresh))
    row = copy.deepcopy(like)
    for one in _anchors(row):
        one.getparent().remove(one)
    for paragraph in row.iter(w("p")):
        for name in list(paragraph.attrib):
            if name.endswith(("}paraId", "}textId")):
                del paragraph.attrib[name]
    return _fill_row(row, fresh, styles)


def _fill_row(row: Any, fresh: Any, styles: StyleMap) -> Any:
    cells, fresh_cells = row.findall(w("tc")), fresh.findall(w("tc"))
    if len(cells) != len(fresh_cells) or not _is_plain(row):
        made = styles.mapped(copy.deepcopy(fresh))
        last = list(made.iter(w("p")))[-1]
        for one in _anchors(row):
            last.append(one)
        if row.getparent() is not None:
            row.getparent().replace(row, made)
        return made
    for cell, fresh_cell in zip(cells, fresh_cells, strict=True):
        if _words(cell) != _words(fresh_cell):
            fill_blocks(cell, blocks(fresh_cell), styles)
    return row


def _is_plain(row: Any) -> bool:
    return next(row.iter(w("gridSpan"), w("vMerge"), w("hMerge")), None) is None


def _is_header(row: Any) -> bool:
    return row.find(f"{w('trPr')}/{w('tblHeader')}") is not None
