"""Texts in which every piece of personal data is marked, and how much of it a search finds.

``tests/data/personal/<language>-<n>.txt`` are invented; ``[[P:Anna]]`` marks a person. A mark is found when a finding
of its kind holds all of it; a finding is right when it touches a mark of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.personal import Finding, FoundIn, PersonalKind

FOLDER = Path(__file__).resolve().parents[1] / "data" / "personal"
KINDS = {
    "P": PersonalKind.PERSON, "I": PersonalKind.IDENTITY, "T": PersonalKind.PHONE, "E": PersonalKind.EMAIL,
    "U": PersonalKind.URL, "A": PersonalKind.ADDRESS, "B": PersonalKind.BIRTH_DATE, "W": PersonalKind.WORKPLACE,
}  # fmt: skip
_MARK = re.compile(r"\[\[([A-Z]):([^\]]+)\]\]")


@dataclass(frozen=True)
class MarkedText:
    """A text without its marks, and where they were."""

    name: str
    language: str
    text: str
    marks: tuple[tuple[int, int, PersonalKind], ...]

    @property
    def workplaces(self) -> tuple[str, ...]:
        """What a user would name: the workplaces as they are first written."""
        return tuple(self.text[start:end] for start, end, kind in self.marks if kind is PersonalKind.WORKPLACE)


@dataclass
class Score:
    """Counts for one kind of personal data."""

    marks: int = 0
    held: int = 0
    findings: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Share of what is there that is found whole."""
        return self.held / self.marks if self.marks else 1.0

    @property
    def precision(self) -> float:
        """Share of what is found that is there."""
        return self.right / self.findings if self.findings else 1.0

    def add(self, other: Score) -> None:
        """Sum two scores."""
        self.marks, self.held = self.marks + other.marks, self.held + other.held
        self.findings, self.right = self.findings + other.findings, self.right + other.right


def marked_texts() -> list[MarkedText]:
    """All marked texts, by name."""
    return [_parsed(path) for path in sorted(FOLDER.glob("*.txt"))]


def score(text: MarkedText, findings: Iterable[Finding]) -> dict[PersonalKind, Score]:
    """How well findings in the transcript fit the marks, for each kind."""
    scores = {kind: Score() for kind in KINDS.values()}
    found = [one for one in findings if one.where is FoundIn.TEXT]
    for start, end, kind in text.marks:
        scores[kind].marks += 1
        scores[kind].held += any(one.kind is kind and one.start <= start and one.end >= end for one in found)
    for one in found:
        if one.kind in scores:
            scores[one.kind].findings += 1
            scores[one.kind].right += any(
                kind is one.kind and one.start < end and one.end > start for start, end, kind in text.marks
            )
    return scores


def problems(text: MarkedText, findings: Iterable[Finding]) -> list[str]:
    """What was missed and what was found wrongly, for people."""
    found = [one for one in findings if one.where is FoundIn.TEXT]
    lines = [
        f"{text.name}: missed {kind.value} {text.text[start:end]!r} in {text.text[max(0, start - 20):end + 15]!r}"
        for start, end, kind in text.marks
        if not any(one.kind is kind and one.start <= start and one.end >= end for one in found)
    ]
    return lines + [
        f"{text.name}: wrong {one.kind.value} {one.text!r} in {text.text[max(0, one.start - 20):one.end + 15]!r}"
        for one in found
        if not any(kind is one.kind and one.start < end and one.end > start for start, end, kind in text.marks)
    ]


def _parsed(path: Path) -> MarkedText:
    pieces, marks, done, length = [], [], 0, 0
    written = path.read_text(encoding="utf-8").rstrip("\n")
    for found in _MARK.finditer(written):
        pieces.append(written[done : found.start()])
        length += len(pieces[-1])
        marks.append((length, length + len(found[2]), KINDS[found[1]]))
        pieces.append(found[2])
        length += len(found[2])
        done = found.end()
    pieces.append(written[done:])
    return MarkedText(path.stem, path.stem.split("-")[0], "".join(pieces), tuple(marks))
