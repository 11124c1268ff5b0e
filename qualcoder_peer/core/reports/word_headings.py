"""Where a finished Word report speaks of something: the heading it stands under, and its page where the file tells.

Word leaves marks of the pages it laid out last (``w:lastRenderedPageBreak``); a file that Word has not laid out has no
page numbers, and none are guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.word_xml import attribute, kind
from qualcoder_peer.core.reports.word_opening import open_report
from qualcoder_peer.core.reports.word_reading import ReadParagraph, ReportReader
from qualcoder_peer.core.text.words import fold_case

_MOST = 3


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """A paragraph of a report: its number from 1, the heading above it (or itself), the page or None, its words."""

    paragraph: int
    heading: str
    page: int | None
    words: str


@dataclass(frozen=True, slots=True)
class _Placed:
    place: ReportPlace
    folded: str
    is_heading: bool


def find_places(path: Path, sought: Mapping[str, Sequence[str]]) -> dict[str, tuple[ReportPlace, ...]]:
    """For each key the first places with one of its words (beginnings of words): headings, or else paragraphs.

    Quotes, tables and the contents are not looked in. Raises UnreadableFile.
    """
    placed = _read(path)
    found: dict[str, tuple[ReportPlace, ...]] = {}
    for key, words in sought.items():
        folded = [f" {fold_case(word)}" for word in words]
        hits = [one for one in placed if any(word in one.folded for word in folded)]
        headings = [one for one in hits if one.is_heading]
        found[key] = tuple(one.place for one in (headings or hits)[:_MOST])
    return found


def _read(path: Path) -> list[_Placed]:
    report = open_report(path)
    try:
        paragraphs = ReportReader(report).read()
    except RecursionError as error:
        raise UnreadableFile(
            "“{name}” is built of parts nested too deeply to be read. It is untouched. Open it in Word, save a copy "
            "and check the copy.",
            name=path.name,
        ) from error
    # Quotes, tables and contents hold the same words and report nothing.
    own = [one for one in paragraphs if not one.note]
    laid_out = any(_breaks(one)[0] for one in own)
    heading, page, placed = "", 1, []
    for one in own:
        rendered, asked = _breaks(one)
        page += rendered if laid_out else asked
        words = " ".join(one.text.split())
        if not words or one.is_contents or one.is_block or one.is_source or one.row:
            continue
        is_heading = one.style.casefold().startswith(("heading ", "rubrik ", "overskrift "))
        heading = words if is_heading else heading
        place = ReportPlace(one.number, heading, page if laid_out else None, words)
        placed.append(_Placed(place, f" {fold_case(words)}", is_heading))
    return placed


def _breaks(paragraph: ReadParagraph) -> tuple[int, int]:
    rendered = asked = 0
    for element in paragraph.element.iter():
        name = kind(element)
        if name == "w:lastRenderedPageBreak":
            rendered += 1
        elif name == "w:br" and attribute(element, "type") == "page":
            asked += 1
    return rendered, asked
