"""Word files edited by hand, as Word and its users leave them: for tests of what is done with edited reports."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from qualcoder_peer.core.reports.sync_marks import bare_headings, restore_controls

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NS}}}"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


class Edited:
    """A Word file whose main part can be changed; ``save`` writes it back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        restore_controls(self.root, (), headings_only=True)  # headings have bookmarks alone

    @property
    def body(self) -> Any:
        """The body of the document."""
        return self.root.find(f"{W}body")

    def control(self, key: str, number: int = 0) -> Any:
        """The control with a key."""
        return self.controls(key)[number]

    def controls(self, key: str) -> list[Any]:
        """All controls with a key."""
        return [one for one in self.root.iter(f"{W}sdt") if key_of(one) == key]

    def keys(self) -> list[str]:
        """The keys of all controls in the order of the document."""
        return [key for key in map(key_of, self.root.iter(f"{W}sdt")) if key]

    def add(self, xml: str, *, before: Any = None, after: Any = None) -> Any:
        """Put an element, given as text, before or after another, or at the end of the body."""
        made = element(xml)
        if before is not None:
            before.addprevious(made)
        elif after is not None:
            after.addnext(made)
        else:
            self.body.insert(len(self.body) - 1, made)
        return made

    def by_word(self) -> Edited:
        """Let the file say that Word has saved it."""
        self.parts["docProps/app.xml"] = self.parts["docProps/app.xml"].replace(
            b"QualCoder Peer", b"Microsoft Office Word"
        )
        return self

    def save(self, path: Path | None = None) -> Path:
        """Write the file."""
        written = copy.deepcopy(self.root)
        bare_headings(written)
        self.parts["word/document.xml"] = etree.tostring(
            written, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        target = path or self.path
        target.write_bytes(packed(self.parts))
        return target


def packed(parts: dict[str, bytes]) -> bytes:
    """Parts as a package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def element(xml: str) -> Any:
    """An element from text, with the prefixes w and w15."""
    return etree.fromstring(f'<x xmlns:w="{NS}" xmlns:w15="{W15}">{xml}</x>')[0]


def key_of(sdt: Any) -> str:
    """The key of a control of ours, or an empty text."""
    tag = sdt.find(f"{W}sdtPr/{W}tag")
    parts = tag.get(f"{W}val").split(":") if tag is not None else []
    return parts[2] if len(parts) == 4 and parts[0] == "qcp1" else ""


def words(node: Any) -> str:
    """What a reader sees of an element, deleted words left out."""
    return "".join(
        one.text or ""
        for one in node.iter(f"{W}t")
        if not any(above.tag in (f"{W}del", f"{W}moveFrom") for above in one.iterancestors())
    )


def retype(node: Any, old: str, new: str) -> None:
    """Change words in an element, as somebody who types does: in the text where they stand."""
    for one in node.iter(f"{W}t"):
        if old in (one.text or ""):
            one.text = one.text.replace(old, new, 1)
            return
    raise AssertionError(f"no “{old}”")


def split_runs(paragraph: Any, rsid: str = "00AB12CD") -> None:
    """Divide each run in the middle, with rsids and marks of the spell checker, as Word does."""
    for run in list(paragraph.iter(f"{W}r")):
        texts = run.findall(f"{W}t")
        if len(texts) != 1 or len(texts[0].text or "") < 4 or len(run) > 2:
            continue
        text = texts[0].text
        first = etree.fromstring(etree.tostring(run))
        first.tail = None
        first.find(f"{W}t").text = text[: len(text) // 2]
        texts[0].text = text[len(text) // 2 :]
        for one in (first.find(f"{W}t"), texts[0]):
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        first.set(f"{W}rsidR", rsid)
        run.addprevious(first)
        run.addprevious(element('<w:proofErr w:type="spellStart"/>'))


def outside(root: Any, keys: Iterable[str] | None = None) -> list[str]:
    """The words of each paragraph without those in our controls (with these keys); not the entries of the contents."""
    wanted = None if keys is None else set(keys)
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if any(_is_ours(one, wanted) for one in paragraph.iterancestors(f"{W}sdt")):
            continue
        if style is not None and style.get(f"{W}val")[:3] == "TOC" and style.get(f"{W}val")[3:].isdecimal():
            continue
        text = "".join(
            one.text or ""
            for one in paragraph.iter(f"{W}t", f"{W}delText")
            if not any(_is_ours(above, wanted) for above in one.iterancestors(f"{W}sdt"))
        )
        found.append(text)
    return found


def unbalanced(root: Any) -> list[str]:
    """Numbers of ranges (bookmarks, comments) that lack a beginning or an end, or end before they begin."""
    faults = []
    for start, end in (("bookmarkStart", "bookmarkEnd"), ("commentRangeStart", "commentRangeEnd")):
        begun: dict[str, int] = {}
        ended: dict[str, int] = {}
        for place, one in enumerate(root.iter()):
            if one.tag == f"{W}{start}":
                begun[one.get(f"{W}id")] = place
            elif one.tag == f"{W}{end}":
                ended[one.get(f"{W}id")] = place
        faults += [f"{start} {number}" for number in begun.keys() ^ ended.keys()]
        faults += [f"{start} {number} ends first" for number in begun.keys() & ended.keys()
                   if begun[number] > ended[number]]  # fmt: skip
    return faults


def _is_ours(sdt: Any, wanted: set[str] | None) -> bool:
    key = key_of(sdt) if sdt.tag == f"{W}sdt" else ""
    return bool(key) and (wanted is None or key in wanted)
