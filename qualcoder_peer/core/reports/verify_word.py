"""The result of *Verify* as a copy of the report with a Word comment at each quotation.

Runs are divided where a quotation begins or ends in them; nothing else of the text is touched, and every other part of
the file is copied as it is. Word has no comments in notes and boxes: these have theirs where they are anchored.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import ExportFailed, UnreadableFile
from qualcoder_peer.core.exporters.base import failure, replacing
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.importers.word_xml import kind
from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.verify import Verified, VerifiedStatus
from qualcoder_peer.core.reports.verify_told import difference_words, place_of, told
from qualcoder_peer.core.reports.word_opening import open_report
from qualcoder_peer.core.reports.word_reading import Atom, ReadParagraph, ReportReader
from qualcoder_peer.core.text.xml_safe import xml_legal

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_EMPTY = '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
_HOLDERS = ("w:p", "w:ins", "w:moveTo", "w:hyperlink", "w:sdtContent", "w:smartTag", "w:dir", "w:bdo")
_AUTHOR, _INITIALS = "QualCoder Peer", "QP"


def write_comments(
    report: Path, found: Sequence[Verified], target: Path, say: Texts, *, only_findings: bool = False
) -> int:
    """Write a copy of ``report`` to ``target`` with a comment at each quotation, or (``only_findings``) at those that
    need a look. Returns how many comments were written.

    Raises ExportFailed (``target`` is the report itself, has another ending, cannot be written), UnreadableFile (the
    report is no longer what was verified); what stood at ``target`` is then untouched.
    """
    if target.suffix.lower() != report.suffix.lower():
        raise ExportFailed(
            "The copy with comments is the same kind of file as the report: give it the ending {suffix}. "
            "Nothing was written.",
            suffix=report.suffix,
        )
    if target.exists() and (target.resolve() == report.resolve() or os.path.samefile(target, report)):
        raise ExportFailed(
            "“{name}” is the report itself, which is never written over. Choose another name. Nothing was written.",
            name=target.name,
        )
    file = open_report(report, to_change=True)
    paragraphs = ReportReader(file).read()
    chosen = [one for one in found if one.needs_a_look or not only_findings]
    _check(paragraphs, chosen, report.name)
    writer = _Writer(file, say)
    for one in sorted(chosen, key=_backwards, reverse=True):  # from the end on, so that places before stay right
        writer.comment(one, paragraphs)
    writer.finish()
    try:
        data = file.package()
        with replacing(target) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise failure(target, error) from error
    return len(chosen)


def _check(paragraphs: Sequence[ReadParagraph], found: Sequence[Verified], name: str) -> None:
    """The quotations must be where they were when they were verified."""
    for one in found:
        texts = [
            paragraphs[span.paragraph].text[span.start : span.end] if span.paragraph < len(paragraphs) else ""
            for span in one.spans
        ]
        if "\n".join(texts).strip() != one.quote:
            raise UnreadableFile(
                "“{name}” has been changed since it was checked. Nothing was written. Check it again.", name=name
            )


def _backwards(one: Verified) -> tuple[int, int]:
    return one.spans[0].paragraph, one.spans[0].start


class _Writer:
    def __init__(self, file: ReportFile, say: Texts) -> None:
        self._file, self._say = file, say
        self._part = file.related_as(file.main, "comments")
        if not self._part:
            self._part = "word/comments.xml" if not file.has("word/comments.xml") else file.free_name(
                "word/comments", ".xml"
            )
            file.put(self._part, _EMPTY.encode())
            file.relate(file.main, self._part, "comments")
            file.declare(self._part, _TYPE)
        file.change(file.main)
        self._root = file.change(self._part)
        self._next = 1 + max((int(key) for key in map(_id_of, self._root) if key.lstrip("-").isdecimal()), default=-1)
        self._made: list[_Element] = []
        self._time = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")

    def comment(self, one: Verified, paragraphs: Sequence[ReadParagraph]) -> None:
        """Put a comment at one quotation."""
        first, last = one.spans[0], one.spans[-1]
        opening, closing = paragraphs[first.paragraph], paragraphs[last.paragraph]
        if opening.anchor is not None:
            begun = ended = _run_around(opening.anchor.element)
        else:
            begun = _split_before(opening, first.start)
            ended = _split_behind(closing, last.end)
        if begun is None or ended is None:
            return
        number = str(self._next)
        self._next += 1
        _before(begun, _marker(begun, "commentRangeStart", number))
        end = _marker(ended, "commentRangeEnd", number)
        _outside(ended).addnext(end)
        reference = end.makeelement(f"{_W}r")
        mark = reference.makeelement(f"{_W}commentReference")
        mark.set(f"{_W}id", number)
        reference.append(mark)
        end.addnext(reference)
        self._made.append(self._comment(one, number))

    def finish(self) -> None:
        """Write the comments themselves, in the order of the report."""
        for element in reversed(self._made):
            self._root.append(element)

    def _comment(self, one: Verified, number: str) -> _Element:
        element: _Element = self._root.makeelement(f"{_W}comment")
        for name, value in (
            ("id", number), ("author", _AUTHOR), ("date", self._time), ("initials", _INITIALS)
        ):  # fmt: skip
            element.set(f"{_W}{name}", value)
        for line in self._lines(one):
            paragraph = element.makeelement(f"{_W}p")
            run = element.makeelement(f"{_W}r")
            text = element.makeelement(f"{_W}t")
            text.text = xml_legal(line)
            text.set(_SPACE, "preserve")
            run.append(text)
            paragraph.append(run)
            element.append(paragraph)
        return element

    def _lines(self, one: Verified) -> list[str]:
        say = self._say
        lines = [say.say(told(one)), *(say.say(line) for line in difference_words(one.difference))]
        if one.document is not None:
            lines.append(say.say(place_of(one)))
            if one.status in (VerifiedStatus.DEVIATES, VerifiedStatus.EDITED):
                lines.append(say("Original: “{original}”", original=" ".join(one.original.split())))
        return lines


def _id_of(comment: _Element) -> str:
    return str(comment.get(f"{_W}id") or "")


def _marker(beside: _Element, name: str, number: str) -> _Element:
    element: _Element = beside.makeelement(f"{_W}{name}")
    element.set(f"{_W}id", number)
    return element


def _before(run: _Element, element: _Element) -> None:
    _outside(run).addprevious(element)


def _outside(run: _Element) -> _Element:
    """The run, or what it lies in where no mark of a comment may stand (a simple field, ruby text)."""
    at = run
    while True:
        parent = at.getparent()
        if parent is None or kind(parent) in _HOLDERS:
            return at
        at = parent


def _run_around(element: _Element) -> _Element | None:
    at: _Element | None = element
    while at is not None and kind(at) != "w:r":
        at = at.getparent()
    return at


def _split_before(paragraph: ReadParagraph, place: int) -> _Element | None:
    """The run that begins at a place; the run there is divided if it must be."""
    for atom in paragraph.atoms:
        if atom.length and atom.start + atom.length > place:
            return _divided(paragraph, atom, place) if place > atom.start else _new_run(atom.element)
    return None


def _split_behind(paragraph: ReadParagraph, place: int) -> _Element | None:
    """The run that ends at a place; the run there is divided if it must be."""
    found: Atom | None = None
    for atom in paragraph.atoms:
        if atom.length and atom.start < place:
            found = atom
    if found is None:
        return None
    run = _run_around(found.element)
    if found.start + found.length > place:
        _divided(paragraph, found, place)
        return run
    following = next(
        (one for one in paragraph.atoms if one.start >= place and one.length and _run_around(one.element) is run), None
    )
    if following is not None:
        _new_run(following.element)
    return run


def _divided(paragraph: ReadParagraph, atom: Atom, place: int) -> _Element | None:
    """Divide the text of an atom, and the run it stands in; returns the second run."""
    element, cut = atom.element, place - atom.start + atom.shift
    if kind(element) != "w:t" or not 0 < cut < len(element.text or ""):
        return _new_run(element)
    text = str(element.text or "")
    second = copy.deepcopy(element)
    element.text, second.text = text[:cut], text[cut:]
    if element.get(_SPACE) != "preserve":  # what is at the outer edges was not shown before and is not now
        element.text, second.text = text[:cut].lstrip(" \t\r\n"), text[cut:].rstrip(" \t\r\n")
    for one in (element, second):
        one.set(_SPACE, "preserve")
    second.tail = None
    element.addnext(second)
    index = paragraph.atoms.index(atom)
    paragraph.atoms[index : index + 1] = [
        Atom(atom.start, place - atom.start, element), Atom(place, atom.start + atom.length - place, second)
    ]  # fmt: skip
    return _new_run(second)


def _new_run(element: _Element) -> _Element | None:
    """Make ``element`` the first of its run: what stands before it stays in the run that was."""
    at = element
    while (parent := at.getparent()) is not None and kind(parent) != "w:r":
        at = parent
    run = parent
    if run is None:
        return None
    before = [one for one in at.itersiblings(preceding=True) if kind(one) != "w:rPr"]
    if not before:
        return run
    made: _Element = run.makeelement(run.tag, dict(run.attrib))
    properties = next((one for one in run if kind(one) == "w:rPr"), None)
    if properties is not None:
        made.append(copy.deepcopy(properties))
    for one in [at, *at.itersiblings()]:
        made.append(one)
    made.tail = None
    run.addnext(made)
    return made
