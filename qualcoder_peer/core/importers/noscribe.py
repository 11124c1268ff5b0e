"""Transcripts that noScribe writes as HTML, also after its editor and Word have been at them.

Each stretch of speech follows an anchor ``<a name="ts_START_END_SPEAKER">`` with milliseconds of the recording. A
paragraph begins with the speaker's label, which people change (``S01`` to ``Anna``) while the anchors keep the old one;
so the label that is written counts. Speech of another person inside a paragraph stands between ``//`` and ``//``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.markup_events import read_markup
from qualcoder_peer.core.importers.timed import timed_text
from qualcoder_peer.core.text.captions import LATEST_MS
from qualcoder_peer.core.text.cleaning import clean_text
from qualcoder_peer.core.text.cues import LONGEST_NAME, Cue
from qualcoder_peer.core.text.labels import LABEL

_ANCHOR = re.compile(r"ts_(\d{1,12})_(\d{1,12})(?:_(.*))?", re.DOTALL)
_IS_NOSCRIBE = re.compile(r"<a\s[^<>]{0,200}name\s?=\s?[\"']?ts_\d{1,12}_\d{1,12}", re.IGNORECASE)
_BLOCKS = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = frozenset(("script", "style", "head", "title"))
_LABEL = re.compile(rf"\s*(?P<overlap>//)?\s*(?P<label>{LABEL})\s?:\s*")
_SPACE = re.compile(r"[ \t\n\r\u00a0]+")


@dataclass(slots=True)
class _Stretch:
    """What stands behind one anchor up to the next one or the end of the paragraph; no times where there is none."""

    start: int | None
    end: int | None
    speaker: str
    paragraph: int
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words as they stand, white space as it shows."""
        return _SPACE.sub(" ", clean_text("".join(self.pieces))[0])


def noscribe_turns(
    path: Path, data: bytes, markup: str, key: str, encoding: str | None, left_out: Iterable[LeftOut] = ()
) -> ReadText | None:
    """The transcript in the HTML of noScribe, with turns, speakers and times; None for other HTML.

    ``left_out`` is what was lost before, in decoding. Raises UnreadableFile when not one word is said in it.
    """
    if _IS_NOSCRIBE.search(markup) is None:
        return None
    reader = _Reader()
    read_markup(markup, reader)
    stretches, heading = _without_heading([one for one in reader.stretches if one.text.strip()])
    if not any(one.start is not None for one in stretches):
        return None
    told = list(left_out)
    if heading:
        told.append(
            LeftOut(
                counted("{count} paragraph of noScribe's heading left out",
                        "{count} paragraphs of noScribe's heading left out", heading),
                heading,
                lost=False,
            )
        )  # fmt: skip
    return timed_text(path, data, list(_speaking(stretches)), key, encoding, told)


def _without_heading(stretches: Sequence[_Stretch]) -> tuple[list[_Stretch], int]:
    """The stretches without the title and the lines on the program that stand above the first anchor."""
    first = next((place for place, one in enumerate(stretches) if one.start is not None), len(stretches))
    about = next((place for place in range(first) if "noscribe" in stretches[place].text.casefold()), None)
    if about is None or about > 1:
        return list(stretches), 0
    return list(stretches[about + 1 :]), about + 1


def _speaking(stretches: Iterable[_Stretch]) -> Iterable[Cue]:
    """The stretches as cues of who speaks by the label written, where a label is written."""
    paragraph = -1
    anchored: str | None = None
    written: dict[str, str] = {}
    for one in stretches:
        own = one.speaker.removeprefix("//").strip()
        speaker, text = written.get(own, own), one.text
        fresh = one.paragraph != paragraph
        label = _LABEL.match(text)
        if label is not None and len(label["label"]) <= LONGEST_NAME:
            expected = one.start is not None and (one.speaker != anchored or label["label"] in (own, speaker))
            if expected and (fresh or label["overlap"] or label["label"] == own):
                speaker, text = label["label"], text[label.end() :]
                if own:
                    written[own] = speaker
        if one.start is None and not own and not fresh:
            speaker = written.get((anchored or "").removeprefix("//").strip(), "")
        if one.start is not None:
            anchored = one.speaker
        paragraph = one.paragraph
        overlap = "//" if one.speaker.startswith("//") and speaker else ""
        yield Cue(one.start, one.end, f"{overlap}{speaker}" if speaker else None, text)


class _Reader:
    """Divides the text at anchors with times and at the ends of paragraphs."""

    def __init__(self) -> None:
        self.stretches: list[_Stretch] = []
        self._paragraph = 0
        self._fresh = True
        self._hidden = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        if tag in _BLOCKS:
            self._next_paragraph()
        elif tag == "br":
            self.data("\n")
        elif tag in _HIDDEN:
            self._hidden += 1
        elif tag == "body":
            self._hidden = 0
        elif tag == "a":
            found = _ANCHOR.fullmatch(attributes.get("name", ""))
            if found is not None:
                start, end = int(found[1]), int(found[2])
                known = start <= LATEST_MS
                self.stretches.append(
                    _Stretch(
                        start if known else None,
                        max(start, end) if known and end <= LATEST_MS else None,
                        clean_text((found[3] or "").strip())[0][: LONGEST_NAME + 2],
                        self._paragraph,
                    )
                )
                self._fresh = False

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag in _BLOCKS:
            self._next_paragraph()
        elif tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)

    def data(self, words: str) -> None:
        """Words between tags."""
        if self._hidden or (self._fresh and not words.strip()):
            return
        if self._fresh:
            self.stretches.append(_Stretch(None, None, "", self._paragraph))
            self._fresh = False
        self.stretches[-1].pieces.append(words)

    def _next_paragraph(self) -> None:
        self._paragraph += 1
        self._fresh = True
