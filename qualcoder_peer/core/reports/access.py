"""Reads a Word document back and says how far everybody can read it, point by point with the clauses of the standard.

The list follows EN 301 549 v3.2.1, chapter 10 (non-web documents), which takes over WCAG 2.1, levels A and AA. Any
.docx can be checked, whoever made it; it is only read. What no program can judge is said to be so, with the places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.i18n import Texts

_MOST_PLACES = 200
_LONGEST_WORDS = 80


class AccessState(StrEnum):
    """Whether a point is met."""

    OK = "ok"
    FAILS = "fails"
    UNKNOWN = "cannot_be_judged"


STATE_TITLES: Mapping[AccessState, str] = {
    AccessState.OK: N_("OK"),
    AccessState.FAILS: N_("Fails"),
    AccessState.UNKNOWN: N_("Cannot be judged"),
}


@dataclass(frozen=True, slots=True)
class AccessPlace:
    """A place: the number of the paragraph (all of the document's text from 1; 0: the whole file), and its words."""

    paragraph: int
    words: str
    note: Message | None = None
    """What is the matter at this very place, where it is not the same at all."""


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """A point of the list. ``clauses`` are those of EN 301 549 (10.…) and WCAG; ``count`` is of all places."""

    key: str
    title: Message
    clauses: tuple[str, ...]
    state: AccessState
    finding: Message
    mend: Message | None = None
    places: tuple[AccessPlace, ...] = ()
    count: int = 0


def check_access(path: Path) -> tuple[AccessPoint, ...]:
    """Check the .docx (.docm, .dotx) at ``path``. Raises UnreadableFile with a sentence where it cannot be read."""
    from qualcoder_peer.core.reports.access_points import POINTS
    from qualcoder_peer.core.reports.access_reading import ReadDocument
    from qualcoder_peer.core.reports.word_opening import open_report

    document = ReadDocument(open_report(path))
    return tuple(point(document) for point in POINTS)


def made_point(
    key: str,
    title: Message,
    clauses: Sequence[str],
    state: AccessState,
    finding: Message,
    *,
    mend: Message | None = None,
    places: Sequence[AccessPlace] = (),
) -> AccessPoint:
    """A point; clauses are numbers of WCAG (``1.1.1``), which chapter 10 of the standard counts as 10.1.1.1."""
    named = tuple(name for one in clauses for name in (f"EN 301 549 10.{one}", f"WCAG 2.1 {one}"))
    shown = tuple(places[:_MOST_PLACES])
    needs_mending = mend if state is not AccessState.OK else None
    return AccessPoint(key, title, named, state, finding, needs_mending, shown, len(places))


def place(paragraph: int, words: str, note: Message | None = None) -> AccessPlace:
    """A place with its words made short."""
    words = " ".join(words.split())
    cut = words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1].rstrip() + "…"
    return AccessPlace(paragraph, cut, note)


def summary(points: Sequence[AccessPoint]) -> Message:
    """How many points are met, fail, and cannot be judged, in a sentence."""
    states = [point.state for point in points]
    fails, unknown = states.count(AccessState.FAILS), states.count(AccessState.UNKNOWN)
    return message(
        "{fails}; {unknown}; {met}.",
        fails=counted("{count} point fails", "{count} points fail", fails),
        unknown=counted("{count} cannot be judged by a program", "{count} cannot be judged by a program", unknown),
        met=counted("{count} is met", "{count} are met", len(states) - fails - unknown),
    )


def as_text(points: Sequence[AccessPoint], say: Texts, name: str) -> str:
    """The list as plain text in the language of ``say``, for the document called ``name``."""
    lines = [say("Accessibility of {name}", name=name), say.say(summary(points)), ""]
    for point in points:
        lines.append(f"[{say(STATE_TITLES[point.state])}] {say.say(point.title)} ({', '.join(point.clauses)})")
        lines.append(f"    {say.say(point.finding)}")
        if point.mend is not None:
            lines.append("    " + say("How to mend it: {how}", how=point.mend))
        lines += [f"    - {place_words(one, say)}" for one in point.places]
        if point.count > len(point.places):
            more = point.count - len(point.places)
            lines.append("    - " + say.counted("and {count} more place", "and {count} more places", more))
        lines.append("")
    return "\n".join(lines)


def place_words(one: AccessPlace, say: Texts) -> str:
    """A place in words."""
    note = f" ({say.say(one.note)})" if one.note is not None else ""
    if not one.paragraph:
        return f"{one.words}{note}"
    if not one.words:
        return say("Paragraph {number}", number=one.paragraph) + note
    return say("Paragraph {number}: “{words}”", number=one.paragraph, words=one.words) + note


def as_rows(points: Sequence[AccessPoint], say: Texts) -> list[dict[str, Any]]:
    """The list for JSON: ``key``, ``title``, ``clauses``, ``state``, ``finding``, ``mend``, ``count``, ``places``."""
    return [
        {
            "key": point.key,
            "title": say.say(point.title),
            "clauses": list(point.clauses),
            "state": point.state.value,
            "finding": say.say(point.finding),
            "mend": say.say(point.mend) if point.mend is not None else "",
            "count": point.count,
            "places": [
                {
                    "paragraph": one.paragraph,
                    "words": one.words,
                    "note": say.say(one.note) if one.note is not None else "",
                }
                for one in point.places
            ],
        }
        for point in points
    ]
