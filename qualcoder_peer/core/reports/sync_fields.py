"""What repeats a heading in a finished file: entries of its tables of contents, and cross-references to it.

Their words are results of fields, which Word works out only when it is asked to. Where a heading gets other words they
are written here; where an entry cannot be found, or a heading is new, the table of contents is marked so that Word
makes it anew when the file is opened. What a writer has typed is no field and is left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcoder_peer.core.reports.controls import normalised
from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_names import w

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Renamed:
    """A heading with other words. ``anchors`` are the names of its bookmarks; ``words`` are pairs of what it read and
    what it reads now: the whole paragraph, and what lies in its control."""

    anchors: frozenset[str]
    words: tuple[tuple[str, str], ...]


def anchors_of(paragraph: Any) -> frozenset[str]:
    """The names of the bookmarks that begin in a paragraph or right before it."""
    marks = list(paragraph.iter(w("bookmarkStart")))
    before = paragraph.getprevious()
    while before is not None and before.tag in (w("bookmarkStart"), w("bookmarkEnd")):
        marks.append(before)
        before = before.getprevious()
    return frozenset(one.get(w("name"), "") for one in marks if one.tag == w("bookmarkStart"))


def follow_headings(file: ReportFile, renamed: Sequence[Renamed], *, added: bool) -> None:
    """Let what repeats these headings say their new words; ``added`` tells that there are new headings, too."""
    for part in file.stories() if renamed or added else ():
        fields = list(_fields(file.tree(part)))
        contents = [one for one in fields if one.is_contents]
        references = [one for one in fields if one.target]
        for one in renamed:
            for reference in references:
                if reference.target in one.anchors and _rewrite(reference.texts, one):
                    file.change(part)
            for table in contents:
                file.change(part)
                if not _rewrite_entry(table, one):
                    table.ask_anew()
        for table in contents if added else ():
            file.change(part)
            table.ask_anew()


@dataclass(slots=True)
class _Field:
    """A field: the element that begins it, its code, the texts of its result."""

    begin: Any
    code: str = ""
    texts: list[Any] = field(default_factory=list)
    in_result: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether it is a table of contents (not one of tables or figures)."""
        words = self.code.split()
        return words[:1] == ["TOC"] and "\\c" not in words

    @property
    def target(self) -> str:
        """The bookmark that a cross-reference repeats the words of."""
        words = self.code.split()
        return words[1] if words[:1] == ["REF"] and len(words) > 1 else ""

    def ask_anew(self) -> None:
        """Let Word work it out when it opens the file."""
        self.begin.set(w("dirty"), "true")


def _fields(root: Any) -> Iterator[_Field]:
    within: list[_Field] = []
    for element in root.iter(w("fldChar"), w("instrText"), w("t"), w("fldSimple")):
        if element.tag == w("fldSimple"):
            yield _Field(element, element.get(w("instr"), ""), list(element.iter(w("t"))))
        elif element.tag == w("instrText") and within and not within[-1].in_result:
            within[-1].code += element.text or ""
        elif element.tag == w("t"):
            for one in within:
                if one.in_result:
                    one.texts.append(element)
        elif element.get(w("fldCharType")) == "begin":
            within.append(_Field(element))
        elif element.get(w("fldCharType")) == "separate" and within:
            within[-1].in_result = True
        elif element.get(w("fldCharType")) == "end" and within:
            yield within.pop()


def _rewrite_entry(table: _Field, renamed: Renamed) -> bool:
    lines: dict[Any, list[Any]] = {}
    for text in table.texts:
        paragraph = next(text.iterancestors(w("p")), None)
        if paragraph is not None:
            lines.setdefault(paragraph, []).append(text)
    named = [texts for paragraph, texts in lines.items() if _leads_to(paragraph, renamed.anchors)]
    if not named:  # made without links: the words must tell
        named = [texts for texts in lines.values() if any(_stretch(texts, old) for old, _ in renamed.words)]
        named = named if len(named) == 1 else []
    return sum(_rewrite(texts, renamed) for texts in named) > 0


def _leads_to(paragraph: Any, anchors: Collection[str]) -> bool:
    links = {one.get(w("anchor"), "") for one in paragraph.iter(w("hyperlink"))}
    for code in paragraph.iter(w("instrText")):
        links.update(word.strip('"') for word in (code.text or "").split())
    return not links.isdisjoint(anchors)


def _rewrite(texts: Sequence[Any], renamed: Renamed) -> bool:
    for old, words in renamed.words:
        found = _stretch(texts, old)
        if found:
            found[0].text = words
            found[0].set(_SPACE, "preserve")
            for one in found[1:]:
                one.text = ""
            return True
    return False


def _stretch(texts: Sequence[Any], words: str) -> list[Any]:
    # The texts after each other that read so.
    for first in range(len(texts)):
        said = ""
        for last in range(first, len(texts)):
            said += texts[last].text or ""
            if normalised(said) == words:
                return list(texts[first : last + 1])
            if len(said) > 2 * len(words) + 100:
                break
    return []
