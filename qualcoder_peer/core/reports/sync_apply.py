"""Carries out decisions in the trees of a file: writes controls anew, adds missing ones, marks those that are gone."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.reports.controls import ControlTag, content_of, control_key, find_controls, text_hash
from qualcoder_peer.core.reports.sync_charts import Charts, mark_fresh
from qualcoder_peer.core.reports.sync_comments import add_comment
from qualcoder_peer.core.reports.sync_fields import Renamed, anchors_of, follow_headings
from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_fill import empty, fill
from qualcoder_peer.core.reports.sync_find import Found, chart_texts, is_heading, style_names, words_of
from qualcoder_peer.core.reports.sync_fresh import Fresh
from qualcoder_peer.core.reports.sync_marks import add_marks, bare_headings, loosen_heading, rename_marks
from qualcoder_peer.core.reports.sync_names import VAL, WORD, inside, new, shown_words, value, w
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateEntry
from qualcoder_peer.core.reports.sync_styles import StyleMap

_FIRST_MARK = 20_000


class Update:
    """Changes one file. ``changed`` tells whether anything was done."""

    def __init__(self, file: ReportFile, fresh: Fresh, found: Sequence[Found], say: Texts) -> None:
        self._file, self._fresh, self._found, self._say = file, fresh, list(found), say
        self._styles = StyleMap(fresh.file, file)
        self._charts = Charts(file, fresh.file)
        self._mark = fresh.mark
        self._keys = {one.tag.key for one in found if one.tag.project == self._mark}
        self._places: dict[str, Any] = {}
        self._numbers = {value(one, "id") for one in file.body.iter(w("sdtPr"))}
        self._added = self._added_heading = False
        self._renamed: list[Renamed] = []
        self.changed = False

    def do(self, entry: UpdateEntry, decision: Decision) -> None:
        """Carry out one decision."""
        if decision is Decision.KEEP:
            return
        if decision is Decision.REFRESH:
            self._refresh(entry)
        elif decision is Decision.COMMENT:
            self._comment(entry)
        else:
            self._add(entry)
        self.changed = True

    def finish(self) -> None:
        """Do what is done once, when everything else is."""
        if self._added:
            add_marks(self._file.tree(self._file.main), _FIRST_MARK)
        follow_headings(self._file, self._renamed, added=self._added_heading)
        for part in self._file.stories():
            bare_headings(self._file.tree(part))

    def _refresh(self, entry: UpdateEntry) -> None:
        found, *others = [self._found[number] for number in entry.controls]
        self._file.change(found.part)
        wanted = [mark_fresh(copy.deepcopy(one)) for one in
                  self._fresh.content(found.tag.key, found.shape, self._keys)]  # fmt: skip
        before = _heading_words(found)
        for element in (found.element, *found.twins):
            loosen_heading(element)
        fill(found, wanted, self._styles)
        if before:
            self._renamed.append(
                Renamed(anchors_of(_paragraph(found)), tuple(zip(before, _heading_words(found), strict=True)))
            )
        for element in (found.element, *found.twins):
            self._charts.update(content_of(element), found.part, wanted)
            self._sign(element, found.part)
        for one in others:
            self._file.change(one.part)
            for element in (one.element, *one.twins):
                loosen_heading(element)
                empty(element)

    def _sign(self, element: Any, part: str) -> None:
        old = control_key(element)
        if old is None:
            return
        words = words_of(content_of(element), chart_texts(self._file, part))
        tag = ControlTag(old.project, old.key, text_hash(words))
        element.find(f"{w('sdtPr')}/{w('tag')}").set(VAL, str(tag))
        rename_marks(element, old, tag)

    def _comment(self, entry: UpdateEntry) -> None:
        found = self._found[entry.controls[0]]
        self._file.change(found.part)
        words = " ".join(self._say.say(note) for note in entry.notes)
        add_comment(self._file, found, self._say("No longer in the report.") + (f" {words}" if words else ""))

    def _add(self, entry: UpdateEntry) -> None:
        key = entry.key
        source = self._fresh.found[key]
        body = self._file.change(self._file.main).find(w("body"))
        new_blocks = self._new_blocks(source)
        self._added_heading |= any(self._fresh.is_heading(one) for one in new_blocks)
        made = [self._styles.mapped(mark_fresh(one)) for one in new_blocks]
        for block in made:
            _drop_note_marks(block)
        place = self._place(entry, body)
        if place is None:
            ending = body.find(w("sectPr"))
            for block in made:
                body.append(block) if ending is None else ending.addprevious(block)
        else:
            for block in reversed(made):
                place.addnext(block)
        self._places[key] = made[-1]
        for block in made:
            self._charts.update(block, self._file.main, [])
            for sdt, _ in find_controls(block):
                number = sdt.find(f"{w('sdtPr')}/{w('id')}")
                if number is not None and number.get(VAL) in self._numbers:
                    number.getparent().remove(number)
        self._added = True

    def _new_blocks(self, source: Found) -> list[Any]:
        # The block as it stands in the fresh report, with its heading where the file has none of that name.
        top = _top(source.element)
        inline = source.shape == "runs" and source.tag.key[:1] != "h"
        block = self._sentence(source, top) if inline else copy.deepcopy(top)
        heads: list[Any] = []
        before = top.getprevious()
        while before is not None and before.tag == w("p") and all(
            tag.key[:1] == "h" for _, tag in find_controls(before)
        ):
            if self._fresh.is_heading(before) and not self._has_heading(shown_words(before)):
                heads.insert(0, copy.deepcopy(before))
            before = before.getprevious()
        return [*heads, block]

    def _has_heading(self, words: str) -> bool:
        names = style_names(self._file)
        return any(shown_words(one) == words for one in self._file.body.iter(w("p")) if is_heading(one, names))

    def _sentence(self, source: Found, paragraph: Any) -> Any:
        # Of a paragraph with several short quotes the words that lead to this one, it, and its source.
        made = new(paragraph, "p")
        properties = paragraph.find(w("pPr"))
        if properties is not None:
            made.append(copy.deepcopy(properties))
            for section in made[0].findall(w("sectPr")):
                made[0].remove(section)
        lead: list[Any] = []
        before = source.element.getprevious()
        while before is not None and before.tag == w("r"):
            lead.insert(0, before)
            before = before.getprevious()
        for one in (*lead, source.element):
            made.append(copy.deepcopy(one))
        between: list[Any] = []
        after = source.element.getnext()
        while after is not None and after.tag == w("r"):
            between.append(after)
            after = after.getnext()
        tag = control_key(after) if after is not None else None
        if tag is not None and tag.key == f"s{source.tag.key[1:]}":
            for one in (*between, after):
                made.append(copy.deepcopy(one))
            between = [after.getnext()] if after.getnext() is not None and after.getnext().tag == w("r") else []
        if between:
            made.append(_first_sentence(between[0]))
        leading = next((one for one in made if one.tag == w("r")), None)
        if leading is not None and leading.getnext() is not None:
            _drop_sentence_before(leading)
        return made

    def _place(self, entry: UpdateEntry, body: Any) -> Any:
        # After what stands before it in the report, as near as the file allows; or before what stands after it.
        order = [one for one in self._fresh.found if self._fresh.found[one].part == self._fresh.file.main]
        index = order.index(entry.key)
        if entry.key[:1] == "h":
            block = self._before(f"f-who{entry.key[1:]}", body)
            if block is not None:
                return block  # what it is the heading of is there
        for other in entry.neighbours:
            block = self._block_of(other, last=True)
            if block is not None:
                return block
        for other in order[index + 1 :]:
            block = self._before(other, body)
            if block is not None:
                return block
        return None

    def _before(self, key: str, body: Any) -> Any:
        # The block before the first with this key.
        block = self._block_of(key, last=False)
        if block is None:
            return None
        paragraph = new(body, "p")
        block.addprevious(paragraph)
        previous = paragraph.getprevious()
        body.remove(paragraph)
        return previous

    def _block_of(self, key: str, *, last: bool) -> Any:
        if key in self._places:
            return self._places[key]
        there = [
            _top(one.element)
            for one in self._found
            if one.tag.key == key and one.tag.project == self._mark and one.part == self._file.main
            and inside(one.element, w("body"))
        ]  # fmt: skip
        return None if not there else there[-1] if last else there[0]


def _top(element: Any) -> Any:
    # The block of the body an element lies in.
    found = element
    while found.getparent() is not None and found.getparent().tag != w("body"):
        found = found.getparent()
    return found


def _paragraph(found: Found) -> Any:
    # The paragraph a control lies in, or the first in it.
    around = next(found.element.iterancestors(w("p")), None)
    return next(found.content.iter(w("p")), None) if around is None else around


def _heading_words(found: Found) -> tuple[str, ...]:
    # What a heading reads: the whole paragraph, and what is ours of it.
    paragraph = _paragraph(found)
    if found.tag.key[:1] != "h" or paragraph is None:
        return ()
    return shown_words(paragraph), shown_words(found.content)


def _drop_note_marks(block: Any) -> None:
    for mark in list(block.iter(w("footnoteReference"))):
        run = mark.getparent()
        run.getparent().remove(run)


def _first_sentence(run: Any) -> Any:
    # What follows the source: the end of its sentence, not the beginning of the next.
    made = copy.deepcopy(run)
    words = made.find(f"{{{WORD}}}t")
    if words is not None and words.text:
        cut = next((index for index, letter in enumerate(words.text) if letter.isspace()), len(words.text))
        words.text = words.text[:cut]
    return made


def _drop_sentence_before(run: Any) -> None:
    # The first run may begin with the full stop of the quote before it.
    words = run.find(f"{{{WORD}}}t")
    if words is not None and words.text and words.text[:1] in ".!?,;)”\"»":
        words.text = words.text.split(" ", 1)[-1] if " " in words.text else ""
    if words is not None and words.text:
        words.text = words.text.lstrip()  # it begins a paragraph now
