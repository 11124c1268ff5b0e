"""What *Verify* found, as plain text for people and as values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.reports.verify import STATUS_TITLES, QuotationKind, Verified, VerifiedStatus
from qualcoder_peer.core.text.quotation_alignment import Change
from qualcoder_peer.core.text.quotations import Part

_LONGEST = 300


def row_of(one: Verified) -> dict[str, Any]:
    """A quotation as an object of JSON; positions are code points, half open."""
    return {
        "quote": one.quote,
        "status": one.status.value,
        "kind": one.kind.value,
        "document": one.document,
        "document_id": None if one.document_id is None else int(one.document_id),
        "start": one.start,
        "end": one.end,
        "original": one.original or None,
        "similarity": round(one.similarity, 4),
        "difference": [
            {"change": part.change.value, "printed": part.printed, "original": part.original, "allowed": part.allowed}
            for part in one.difference
        ],
        "speaker": one.speaker or None,
        "respondent": one.respondent or None,
        "wrong_speaker": one.wrong_speaker,
        "places": one.places,
        "paragraph": one.paragraph,
        "note": one.note or None,
    }


def told(one: Verified) -> Message:
    """What is to be said of a quotation, in a sentence or two."""
    judged = _judged(one)
    if not one.wrong_speaker:
        return judged
    who = one.respondent or one.speaker
    if not who:
        return message("{judged} The report names somebody else than an interviewer, who says it.", judged=judged)
    return message("{judged} The report names somebody else: {name} says it.", judged=judged, name=who)


def difference_words(parts: Sequence[Part]) -> Iterator[Message]:
    """What differs, one thing at a time; what the rules permit is left out."""
    for part in parts:
        if part.allowed or part.change is Change.KEPT:
            continue
        printed, original = _some(part.printed), _some(part.original)
        if not part.printed:
            yield message("left out: “{original}”", original=original)
        elif not part.original:
            yield message("added: “{printed}”", printed=printed)
        else:
            yield message("“{printed}” instead of “{original}”", printed=printed, original=original)


def counts_of(found: Sequence[Verified]) -> list[Message]:
    """How many quotations there are of each status, and how many with the wrong speaker."""
    counts = Counter(one.status for one in found)
    lines = [
        message("{status}: {count}", status=message(STATUS_TITLES[status]), count=counts[status])
        for status in VerifiedStatus
    ]
    wrong = sum(1 for one in found if one.wrong_speaker)
    if wrong:
        lines.append(counted("Wrong speaker: {count}", "Wrong speaker: {count}", wrong))
    return lines


def as_text(found: Sequence[Verified], say: Texts, name: str) -> str:
    """The result as a text: a heading, the counts, then each quotation with its place."""
    lines = [say("Quotations of {name}", name=name), ""]
    lines += [say.say(line) for line in counts_of(found)]
    for one in found:
        lines += ["", say("Paragraph {number}: “{quote}”", number=one.paragraph, quote=_some(one.quote))]
        lines.append("    " + say.say(told(one)))
        lines += ["    " + say.say(line) for line in difference_words(one.difference)]
        if one.document is not None:
            lines.append("    " + say.say(place_of(one)))
            if one.status is VerifiedStatus.DEVIATES:
                lines.append("    " + say("Original: “{original}”", original=_some(one.original)))
    return "\n".join(lines) + "\n"


def place_of(one: Verified) -> Message:
    """Document, place and speaker of a quotation that was found."""
    who = one.respondent or one.speaker
    place = {"document": one.document or "", "start": one.start or 0, "end": one.end or 0}
    if who:
        return message("{document}, characters {start}–{end}, {name}", **place, name=who)
    return message("{document}, characters {start}–{end}", **place)


def _judged(one: Verified) -> Message:
    if one.kind is QuotationKind.EXPRESSION:
        if one.status is VerifiedStatus.NOT_FOUND:
            return message("An expression that is in none of the transcripts in this form.")
        return counted("An expression that stands in {count} place.", "An expression that stands in {count} places.",
                       one.places)  # fmt: skip
    if one.status is VerifiedStatus.EXACT:
        return message("Exactly as in the transcript.")
    if one.status is VerifiedStatus.EDITED:
        return message("Edited within the rules.")
    if one.status is VerifiedStatus.DEVIATES:
        return message("Deviates from the transcript ({share} % of the words are the same).",
                       share=min(99, round(100 * one.similarity)))  # fmt: skip
    return message("Not found in any transcript.")


def _some(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
