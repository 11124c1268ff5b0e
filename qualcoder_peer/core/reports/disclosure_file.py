"""What a finished Word file carries along beside its words: properties, comments, tracked changes, hidden text, traces
of editing, hidden data, embedded files, pictures of pages, macros, paths. Any file is read, not only ours."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.disclosure import (
    DisclosureFinding,
    DisclosureKind,
    DisclosurePlace,
    Mend,
)
from qualcoder_peer.core.domain.messages import N_, Message, counted, literal, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.reports.blocks import TableBlock
from qualcoder_peer.core.reports.disclosure_package import PATH, WordPackage, is_on, local, value
from qualcoder_peer.core.services.disclosure import Fingerprints
from qualcoder_peer.core.services.disclosure_names import LeavingText

TRACKED = frozenset(
    "ins del moveFrom moveTo rPrChange pPrChange sectPrChange tblPrChange tblGridChange tcPrChange trPrChange "
    "tblPrExChange numberingChange cellIns cellDel cellMerge".split()
)
"""Elements of tracked changes."""
PROPERTIES: dict[str, str] = {
    "creator": N_("Author"),
    "lastModifiedBy": N_("Last saved by"),
    "Manager": N_("Manager"),
    "Company": N_("Company"),
    "HyperlinkBase": N_("Base of links"),
    "description": N_("Comments"),
    "keywords": N_("Keywords"),
    "category": N_("Category"),
    "contentStatus": N_("Status"),
}
"""Properties that tell of people, by element. A title belongs to an accessible document and is read as text."""
_PARTS = {
    "document": N_("Paragraph {number}"),
    "hdr": N_("Header"),
    "ftr": N_("Footer"),
    "footnotes": N_("Footnote"),
    "endnotes": N_("Endnote"),
    "comments": N_("Comment"),
    "glossaryDocument": N_("Building block"),
}
_SHOWN = 60
_TINY = 4  # half points: text of 2 points cannot be read
_MOST_PLACES = 50
_LARGEST_SHEET = 20_000_000


@dataclass(frozen=True, slots=True)
class FileTexts:
    """What a Word file says: ``texts`` for the search for names, ``findings`` on the file itself, its ``tables``."""

    findings: tuple[DisclosureFinding, ...]
    texts: tuple[LeavingText, ...]
    tables: tuple[TableBlock, ...]


def check_file(path: Path, fingerprints: Fingerprints, progress: Progress | None = None) -> FileTexts:
    """Read a Word file; nothing is changed.

    Raises UnreadableFile (no .docx, damaged, a password, far too large), Cancelled.
    """
    progress = progress or Progress()
    with WordPackage(path) as package:
        progress.step(0, 0, message("Reading “{name}”", name=path.name))
        check = _Check(package, fingerprints)
        return FileTexts(tuple(check.findings()), tuple(check.texts()), tuple(check.tables()))


class _Check:
    def __init__(self, package: WordPackage, fingerprints: Fingerprints) -> None:
        self._package, self._fingerprints = package, fingerprints
        self._parts = package.word_parts()
        self._hidden_styles = _hidden_styles(package)

    def findings(self) -> Iterator[DisclosureFinding]:
        """What the file tells beside its words, one kind after the other."""
        yield from self._properties()
        yield from self._pictures()
        yield from self._comments()
        yield from self._tracked()
        yield from self._hidden()
        yield from self._traces()
        yield from self._custom_xml()
        yield from self._embedded()
        yield from self._other_parts()
        yield from self._paths()

    def texts(self) -> Iterator[LeavingText]:
        """Every paragraph of every part, what is deleted or hidden included, and the title."""
        core = self._package.xml("docProps/core.xml")
        for one in core if core is not None else ():
            if local(one) in ("title", "subject") and (one.text or "").strip():
                yield LeavingText(one.text, _placer(message("Title of the file"), one.text))
        for part in self._parts:
            root = self._package.xml(part)
            template = _PARTS[local(root)]
            for number, paragraph in enumerate(_paragraphs(root), 1):
                words = _words(paragraph)
                if words.strip():
                    yield LeavingText(words, _placer(Message(template, {"number": number}), words), said=_is_quote(
                        paragraph
                    ))

    def tables(self) -> Iterator[TableBlock]:
        """The tables of the document that have as many cells in each row, under the paragraph before them."""
        for part in self._parts:
            root = self._package.xml(part)
            for table in root.iter() if local(root) == "document" else ():
                if local(table) != "tbl":
                    continue
                rows = [
                    tuple(" ".join(_words(cell).split()) for cell in row if local(cell) == "tc")
                    for row in table if local(row) == "tr"
                ]  # fmt: skip
                if len(rows) > 1 and len({len(row) for row in rows}) == 1 and rows[0]:
                    before = table.getprevious()
                    caption = " ".join(_words(before).split()) if before is not None else ""
                    yield TableBlock(caption[:200], "", rows[0], tuple(rows[1:]), (1,) * len(rows[0]))

    def _finding(
        self,
        kind: DisclosureKind,
        told: Message,
        *facts: object,
        places: tuple[Message, ...] = (),
        count: int = 1,
        mend: Mend = Mend.CLEAN,
    ) -> DisclosureFinding:
        shown = tuple(DisclosurePlace(one) for one in places[:_MOST_PLACES])
        return DisclosureFinding(kind, self._fingerprints.of(kind, *facts), told, shown, count, mend)

    def _properties(self) -> Iterator[DisclosureFinding]:
        for part in ("docProps/core.xml", "docProps/app.xml"):
            root = self._package.xml(part)
            for one in root if root is not None else ():
                words = " ".join("".join(one.itertext()).split())
                if local(one) in PROPERTIES and words:
                    yield self._finding(
                        DisclosureKind.PROPERTIES,
                        message(
                            "The file says “{words}” ({name}).", words=literal(words[:200]),
                            name=Message(PROPERTIES[local(one)]),
                        ),
                        local(one),
                        words,
                    )  # fmt: skip
        root = self._package.xml("docProps/custom.xml")
        for one in root if root is not None else ():
            words = " ".join("".join(one.itertext()).split())
            if words:
                yield self._finding(
                    DisclosureKind.PROPERTIES,
                    message("The file says “{words}” ({name}).", words=literal(words[:200]),
                            name=literal(one.get("name", ""))),
                    "custom", one.get("name", ""), words,
                )  # fmt: skip

    def _pictures(self) -> Iterator[DisclosureFinding]:
        for name in photographs(self._package):
            yield self._finding(
                DisclosureKind.PROPERTIES,
                message(
                    "The picture “{name}” tells with what, when and perhaps where it was taken.",
                    name=literal(name.rpartition("/")[2]),
                ),
                "picture",
                _hash(self._package.data(name)),
            )

    def _comments(self) -> Iterator[DisclosureFinding]:
        for part in self._parts:
            root = self._package.xml(part)
            comments = [one for one in root if local(one) == "comment"] if local(root) == "comments" else []
            if not comments:
                continue
            names = sorted({value(one, "author") or "" for one in comments} - {""})
            places = tuple(literal(_snippet("".join(_texts(one)), 0, 0)) for one in comments)
            yield self._finding(
                DisclosureKind.COMMENTS,
                counted(
                    "The file holds {count} comment ({names}).", "The file holds {count} comments ({names}).",
                    len(comments), names=literal(", ".join(names)),
                ),
                _hash(self._package.data(part)),
                places=places,
                count=len(comments),
            )  # fmt: skip

    def _tracked(self) -> Iterator[DisclosureFinding]:
        changes = [
            one for part in self._parts for one in self._package.xml(part).iter()
            if local(one) in TRACKED and value(one, "id") is not None
        ]  # fmt: skip
        if changes:
            names = sorted({value(one, "author") or "" for one in changes} - {""})
            words = [" ".join("".join(_texts(one)).split()) for one in changes]
            yield self._finding(
                DisclosureKind.TRACKED,
                counted(
                    "The file holds {count} tracked change ({names}); deleted words can still be read.",
                    "The file holds {count} tracked changes ({names}); deleted words can still be read.",
                    len(changes),
                    names=literal(", ".join(names)),
                ),
                len(changes),
                _hash("\x1f".join(words).encode()),
                places=tuple(literal(_snippet(one, 0, 0)) for one in words if one),
                count=len(changes),
            )

    def _hidden(self) -> Iterator[DisclosureFinding]:
        found = [
            words for part in self._parts for run in self._package.xml(part).iter()
            if local(run) == "r" and is_hidden(run, self._hidden_styles) and (words := "".join(_texts(run)).strip())
        ]  # fmt: skip
        if found:
            yield self._finding(
                DisclosureKind.HIDDEN,
                counted(
                    "The file holds {count} passage that cannot be seen.",
                    "The file holds {count} passages that cannot be seen.",
                    len(found),
                ),
                _hash("\x1f".join(found).encode()),
                places=tuple(literal(_snippet(one, 0, 0)) for one in found),
                count=len(found),
            )

    def _traces(self) -> Iterator[DisclosureFinding]:
        settings = self._package.xml("word/settings.xml")
        every = settings.iter() if settings is not None else ()
        marks = {value(one) for one in every if local(one) in ("rsid", "rsidRoot")}
        for part in self._parts:
            for one in self._package.xml(part).iter():
                marks.update(mark for key, mark in one.attrib.items() if key.rpartition("}")[2].startswith("rsid"))
        if len(marks) > 1:
            yield self._finding(
                DisclosureKind.VERSIONS,
                counted(
                    "The file tells which words were written together, in {count} session.",
                    "The file tells which words were written together, in {count} sessions.",
                    len(marks),
                ),
                "rsid",
                count=len(marks),
            )
        for name in self._package.names:
            if name.lower().startswith(("word/versions", "versionlist", "versions/")):
                yield self._finding(
                    DisclosureKind.VERSIONS,
                    message("The file holds an earlier version of itself ({part}).", part=literal(name)),
                    name,
                )

    def _custom_xml(self) -> Iterator[DisclosureFinding]:
        for name in self._package.names:
            if not (name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name):
                continue
            words = " ".join(" ".join(self._package.xml(name).itertext()).split())
            if words:
                yield self._finding(
                    DisclosureKind.CUSTOM_XML,
                    message("The file holds data that no page shows: “{words}”.", words=literal(_snippet(words, 0, 0))),
                    _hash(words.encode()),
                )

    def _embedded(self) -> Iterator[DisclosureFinding]:
        for name in embedded_parts(self._package):
            yield self._finding(
                DisclosureKind.EMBEDDED,
                message(
                    "The file holds another file, “{name}”, which may say more than the page shows.",
                    name=literal(name.rpartition("/")[2]),
                ),
                name.rpartition("/")[2],
                _hash(self._package.data(name)),
            )

    def _other_parts(self) -> Iterator[DisclosureFinding]:
        for name in self._package.names:
            lowered = name.lower()
            if lowered.startswith("docprops/thumbnail"):
                yield self._finding(
                    DisclosureKind.THUMBNAIL,
                    message("The file holds a small picture of its first page as it was once."),
                    _hash(self._package.data(name)),
                )
            elif "vbaproject" in lowered and lowered.endswith(".bin"):
                yield self._finding(
                    DisclosureKind.MACROS, message("The file holds macros."), _hash(self._package.data(name))
                )

    def _paths(self) -> Iterator[DisclosureFinding]:
        for path in dict.fromkeys(found for found, _ in file_paths(self._package)):
            yield self._finding(
                DisclosureKind.PATHS,
                message("The file names a place on a computer: “{path}”.", path=literal(path[:200])),
                path,
            )


def photographs(package: WordPackage) -> list[str]:
    """Pictures (JPEG) with what a camera writes into them."""
    return [
        name for name in package.names
        if name.startswith("word/media/") and name.lower().endswith((".jpg", ".jpeg"))
        and len(without_camera_data(package.data(name))) < len(package.data(name))
    ]  # fmt: skip


def without_camera_data(picture: bytes) -> bytes:
    """A JPEG without its segments APP1 (Exif, XMP) and APP13 (IPTC); what is no JPEG, as it is.

    Segments as in ITU-T T.81, annex B: FF, a mark, and a length of two bytes that counts itself.
    """
    if not picture.startswith(b"\xff\xd8"):
        return picture
    kept, place = [picture[:2]], 2
    while picture[place : place + 1] == b"\xff" and place + 4 <= len(picture):
        mark = picture[place + 1]
        if mark == 0xDA:  # here the picture itself begins
            break
        end = place + 2 + int.from_bytes(picture[place + 2 : place + 4], "big")
        if mark not in (0xE1, 0xED):
            kept.append(picture[place:end])
        place = end
    return b"".join(kept) + picture[place:]


def embedded_parts(package: WordPackage) -> list[str]:
    """Files within the file that may say more than the page shows: not the book of a chart that holds no more than the
    chart does."""
    charts = {one.path: one.part for one in package.relations() if not one.external and "/chart" in one.part}
    return [
        name for name in package.names
        if name.startswith(("word/embeddings/", "word/activeX/")) and not name.endswith("/")
        and not (name in charts and _is_only_of_chart(package, name, charts[name]))
    ]  # fmt: skip


def _is_only_of_chart(package: WordPackage, name: str, chart: str) -> bool:
    if not name.endswith(".xlsx"):
        return False
    shown = sum(1 for one in package.xml(chart).iter() if local(one) == "v")
    try:
        with zipfile.ZipFile(io.BytesIO(package.data(name))) as book:
            sheets = [one for one in book.namelist() if one.startswith("xl/worksheets/") and one.endswith(".xml")]
            if len(sheets) != 1 or book.getinfo(sheets[0]).file_size > _LARGEST_SHEET:
                return False
            cells = len(re.findall(rb"<(?:v|t)[ >]", book.read(sheets[0])))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError):
        return False
    # The names of the series stand in the chart as often as in the book, those of the categories at least once; a book
    # may have a word in the corner besides.
    return cells <= shown + 1


def file_paths(package: WordPackage) -> Iterator[tuple[str, str]]:
    """Paths of computers that a file names, each with the part it stands in."""
    for one in package.relations():
        if one.external and (one.kind == "attachedTemplate" or PATH.match(one.target)):
            yield one.target, one.part
    for name in package.word_parts():
        for element in package.xml(name).iter():
            if local(element) in ("docPr", "cNvPr"):
                for key in ("descr", "title", "name"):
                    found = PATH.search(element.get(key, ""))
                    if found:
                        yield found.group(), name
            elif local(element) == "instrText":
                found = PATH.search((element.text or "").replace("\\\\", "\\"))
                if found:
                    yield found.group(), name
    settings = package.xml("word/settings.xml")
    for element in settings.iter() if settings is not None else ():
        if local(element) in ("connectString", "query", "src"):
            found = PATH.search(value(element) or "")
            if found:
                yield found.group(), "word/settings.xml"


def is_hidden(run: Any, styles: frozenset[str]) -> bool:
    """Whether a run cannot be seen: hidden, white on nothing, or too small to be read."""
    properties = next((one for one in run if local(one) == "rPr"), None)
    if properties is None:
        return False
    by_name = {local(one): one for one in properties}
    if "vanish" in by_name:
        return is_on(by_name["vanish"])
    if "rStyle" in by_name and value(by_name["rStyle"]) in styles:
        return True
    size = value(by_name["sz"]) if "sz" in by_name else None
    if size is not None and size.isdigit() and int(size) <= _TINY:
        return True
    white = "color" in by_name and (value(by_name["color"]) or "").upper() == "FFFFFF"
    return white and "shd" not in by_name and "highlight" not in by_name and not _on_colour(run)


def _on_colour(run: Any) -> bool:
    """Whether a paragraph, cell or table behind a run has a colour (white on blue is a heading)."""
    for above in run.iterancestors():
        if local(above) in ("p", "tc", "tbl", "tr", "txbxContent"):
            if local(above) == "tbl" or any(local(one) == "shd" for part in above for one in part):
                return True
    return False


def _hidden_styles(package: WordPackage) -> frozenset[str]:
    root = package.xml("word/styles.xml")
    found = set()
    for style in root if root is not None else ():
        if local(style) == "style" and value(style, "type") == "character":
            for one in style.iter():
                if local(one) == "vanish" and is_on(one):
                    found.add(value(style, "styleId") or "")
    return frozenset(found)


def hidden_styles(package: WordPackage) -> frozenset[str]:
    """The ids of character styles whose words cannot be seen."""
    return _hidden_styles(package)


def _paragraphs(root: Any) -> Iterator[Any]:
    return (one for one in root.iter() if local(one) == "p" and one.tag.endswith("main}p"))


def _words(paragraph: Any) -> str:
    return "".join(_texts(paragraph))


def _texts(element: Any) -> Iterator[str]:
    for one in element.iter():
        name = local(one)
        if name in ("t", "delText"):
            yield one.text or ""
        elif name in ("tab", "br", "cr"):
            yield " "


def _is_quote(paragraph: Any) -> bool:
    for one in paragraph.iter():
        if local(one) in ("pStyle", "rStyle") and "quot" in (value(one) or "").lower():
            return True
    return False


def _placer(title: Message, words: str) -> Any:
    def place(start: int, end: int) -> DisclosurePlace:
        return DisclosurePlace(message("{place}: {words}", place=title, words=literal(_snippet(words, start, end))))

    return place


def _snippet(words: str, start: int, end: int) -> str:
    """Some words around a place, on one line."""
    low, high = max(0, start - _SHOWN // 2), max(end, start) + _SHOWN
    cut = " ".join(words[low:high].split())
    return f"{'…' if low else ''}{cut}{'…' if high < len(words) else ''}"


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
