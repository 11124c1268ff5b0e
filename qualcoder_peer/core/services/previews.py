"""What a preview keeps of a prepared document while its text is not in memory, and what a person corrects in it.

A thousand files are looked through before they are imported; only the few that are shown are in memory with their
texts. The others are a ``Preview`` each. What has been corrected is kept as ``Corrections`` and applied whenever the
file is read: to be shown, and once more when it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qualcoder_peer.core.domain.sources import DocumentKind, LeftOut
from qualcoder_peer.core.services.preparing import (
    CommentUse,
    Prepared,
    SpeakerChoice,
    drop_speaker,
    left_out_with,
    merge_speakers,
)
from qualcoder_peer.core.text.unwrap import Wrapping

_ATTRIBUTES = 20
"""More than these nobody reads in a preview."""

Amounts = Mapping[str, tuple[int, int]]
"""Turns and code points said, by the label of the speaker."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person has changed of a document as it was read; what is empty or None stays as read.

    ``labels`` are, in the order in which it was said, labels with the one they are another way of writing, or with
    nothing if they are no speakers. ``who`` says who speakers are; labels that are not there do no harm.
    """

    title: str = ""
    kind: DocumentKind | None = None
    date: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    who: tuple[SpeakerChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A prepared document without its text: what a list of many documents and a form for one of them tell.

    ``characters`` are code points of the text, ``amounts`` what each speaker says, ``comments`` and ``replaced``
    counts. ``attributes`` are the first of them. All else is as in ``Prepared`` and its ``ReadText``.
    """

    title: str
    kind: DocumentKind
    date: str
    part: int
    format: str
    file_name: str
    sha256: str
    encoding: str | None
    characters: int
    wrapping: Wrapping | None
    unwrapped: bool
    speakers: tuple[SpeakerChoice, ...]
    amounts: Amounts
    found_left_out: tuple[LeftOut, ...]
    comments: int
    comment_use: CommentUse
    attributes: tuple[tuple[str, str], ...] = ()
    replaced: int = 0

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What of the file will not be in the document (see ``Prepared.left_out``)."""
        return left_out_with(self.found_left_out, self.comments, self.comment_use)


def preview_of(prepared: Prepared) -> Preview:
    """What a preview keeps of a document."""
    read = prepared.read
    return Preview(
        prepared.title,
        prepared.kind,
        prepared.date,
        prepared.part,
        read.format,
        read.file_name,
        read.sha256,
        read.encoding,
        len(prepared.text),
        prepared.wrapping,
        prepared.unwrapped,
        prepared.speakers,
        _amounts(prepared),
        read.left_out,
        len(prepared.comments),
        prepared.comment_use,
        read.attributes[:_ATTRIBUTES],
        read.replaced,
    )


def corrected(prepared: Prepared, corrections: Corrections) -> Prepared:
    """A document as it was read, with what a person has changed."""
    for label, target in corrections.labels:
        labels = {one.label for one in prepared.speakers}
        if label in labels and (not target or target in labels):
            prepared = merge_speakers(prepared, label, target) if target else drop_speaker(prepared, label)
    return replace(
        prepared,
        title=corrections.title or prepared.title,
        kind=corrections.kind or prepared.kind,
        date=prepared.date if corrections.date is None else corrections.date,
        speakers=_who(prepared.speakers, corrections),
    )


def corrected_preview(preview: Preview, corrections: Corrections) -> Preview:
    """The same for a document whose text is not in memory. What others say then of the words of a label that is no
    speaker is not known: ``preview_of(corrected(…))`` counts it."""
    for label, target in corrections.labels:
        labels = {one.label for one in preview.speakers}
        if label in labels and (not target or target in labels):
            preview = _without(preview, label, target)
    return replace(
        preview,
        title=corrections.title or preview.title,
        kind=corrections.kind or preview.kind,
        date=preview.date if corrections.date is None else corrections.date,
        speakers=_who(preview.speakers, corrections),
    )


def _amounts(prepared: Prepared) -> Amounts:
    found: dict[str, tuple[int, int]] = {}
    for turn in prepared.turns.turns:
        if turn.speaker is not None:
            turns, characters = found.get(turn.speaker, (0, 0))
            found[turn.speaker] = (turns + 1, characters + turn.end - turn.said_start)
    return found


def _without(preview: Preview, label: str, target: str) -> Preview:
    amounts = dict(preview.amounts)
    turns, characters = amounts.pop(label, (0, 0))
    if target:
        before = amounts.get(target, (0, 0))
        amounts[target] = (before[0] + turns, before[1] + characters)
    speakers = tuple(one for one in preview.speakers if one.label != label)
    return replace(preview, speakers=speakers, amounts=amounts)


def _who(speakers: tuple[SpeakerChoice, ...], corrections: Corrections) -> tuple[SpeakerChoice, ...]:
    if not corrections.who:
        return speakers
    known = {one.label: one for one in corrections.who}
    return tuple(known.get(one.label, one) for one in speakers)
