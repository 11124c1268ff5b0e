"""What an importer has read, made ready to be stored: hard wraps, speakers, and what the user chooses for each.

Nothing here touches a project. A ``Prepared`` is what a preview shows and what ``storing.write_document`` stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as calendar_date
from enum import StrEnum
from typing import Protocol

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import N_, counted, message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import (
    DocumentKind,
    FoundComment,
    FoundPlace,
    FoundSpeaker,
    FoundTurn,
    LeftOut,
    PlaceKind,
    ReadText,
    TurnProposal,
    guess_kind,
)
from qualcoder_peer.core.text.turns import FILE, find_turns, told_turns, with_known_times
from qualcoder_peer.core.text.unwrap import Unwrapped, Wrapping, detect_wrapping, unwrap_with_positions

AS_IN_FILE = FILE
"""The pattern of turns that the file itself told."""
AS_IN_FILE_TITLE = message("As the file tells")

Rules = Callable[[ReadText], ReadText]
"""What changes a text before anything of it is stored: pseudonyms for names."""


class CommentUse(StrEnum):
    """What becomes of the comments of a Word file."""

    NONE = "none"
    MEMOS = "memos"
    CODES = "codes"
    CODINGS = "codings"


COMMENT_TITLES: dict[CommentUse, str] = {
    CommentUse.NONE: N_("Leave comments out"),
    CommentUse.MEMOS: N_("Comments become memos on the passages"),
    CommentUse.CODES: N_("Comments become codes on the passages"),
    CommentUse.CODINGS: N_("Comments become codings with memos, all with one code"),
}


def comment_use(word: str) -> CommentUse:
    """What a word asks for. Raises InvalidInput."""
    try:
        return CommentUse(word)
    except ValueError:
        raise InvalidInput(
            "Comments become {choices}. Nothing was imported.", choices=", ".join(CommentUse)
        ) from None


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """What a speaker label is to become. ``respondent`` names the person; empty lets the program choose by label."""

    label: str
    role: SpeakerRole
    respondent: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored, as the preview shows it; change it with ``dataclasses.replace``.

    ``wrapping`` is what was seen of hard wraps in the file's text, whether or not ``text`` has them undone. ``places``
    and ``comments`` are positions of ``text``. ``part`` is 0 where the file is one document, else the number of this
    one in it, from 1.
    """

    read: ReadText
    title: str
    text: str
    kind: DocumentKind
    wrapping: Wrapping | None
    unwrapped: bool
    turns: TurnProposal
    speakers: tuple[SpeakerChoice, ...]
    date: str = ""
    places: tuple[FoundPlace, ...] = ()
    comments: tuple[FoundComment, ...] = ()
    comment_use: CommentUse = CommentUse.NONE
    part: int = 0

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What of the file will not be in the document, comments too unless they are taken."""
        return left_out_with(self.read.left_out, len(self.comments), self.comment_use)


class WithSpeakers(Protocol):
    """A document about to be stored, with its text or without: ``Prepared`` or ``Preview``."""

    @property
    def title(self) -> str:
        """What it will be called."""
        ...

    @property
    def speakers(self) -> tuple[SpeakerChoice, ...]:
        """Its labels, with who they are."""
        ...


def left_out_with(found: tuple[LeftOut, ...], comments: int, use: CommentUse) -> tuple[LeftOut, ...]:
    """What is left out of a file in which this was ``found`` to be, and ``comments``, of which this use is made."""
    if not comments:
        return found
    told = LeftOut(counted("{count} comment left out", "{count} comments left out", comments), comments)
    others = tuple(one for one in found if one.message.text != told.message.text)
    return others if use is not CommentUse.NONE else (*others, told)


def prepare(
    read: ReadText,
    *,
    unwrap: bool | None = None,
    pattern: str | None = None,
    comments: CommentUse = CommentUse.NONE,
    part: int = 0,
    rules: Rules | None = None,
) -> Prepared:
    """Find hard wraps and speakers in what was read. ``unwrap`` None leaves the text as it is.

    ``rules`` are applied once, to the text as it will be: a name that was broken over two lines is whole only when the
    wraps have been undone.

    ``pattern`` is None for the turns that the file tells, or else those found in the text; ``none`` for no speakers; a
    key of ``turns.PATTERNS``, or a regular expression for the label at the beginning of a line. Raises InvalidInput for
    an expression that cannot be used.
    """
    wrapping = detect_wrapping(read.text)
    made: Unwrapped | None = None
    if unwrap and wrapping is not None:
        turns_before = find_turns(read.text, read.bold).turns if read.turns is None else read.turns
        made = _unwrapped(read, wrapping, turns_before)
    if rules is None:
        return _ready(read, wrapping, made, pattern, comments, part)
    whole = rules(read if made is None else _whole(read, made))
    return replace(_ready(whole, wrapping, None, pattern, comments, part), unwrapped=made is not None)


def undo_wrapping(prepared: Prepared, pattern: str | None = None) -> Prepared:
    """A file that was prepared with its hard wraps and the same ``pattern``, without them; what was found then is not
    looked for again."""
    read, wrapping = prepared.read, prepared.wrapping
    if wrapping is None or prepared.unwrapped:
        return prepared
    if read.turns is not None:
        turns_before: Sequence[FoundTurn] = read.turns
    elif pattern is None and not read.respondent:
        turns_before = prepared.turns.turns
    else:
        turns_before = find_turns(read.text, read.bold).turns
    made = _unwrapped(read, wrapping, turns_before)
    return _ready(read, wrapping, made, pattern, prepared.comment_use, prepared.part)


def _unwrapped(read: ReadText, wrapping: Wrapping, turns: Iterable[FoundTurn]) -> Unwrapped:
    starts = [place.start for place in read.places if place.kind is not PlaceKind.PAGE]
    starts += [turn.start for turn in turns]
    return unwrap_with_positions(read.text, wrapping, starts)


def _whole(read: ReadText, made: Unwrapped) -> ReadText:
    """What was read, as if it had never been wrapped."""
    return replace(
        read,
        text=made.text,
        bold=made.carry(read.bold),
        turns=None if read.turns is None else tuple(_moved_turn(turn, made) for turn in read.turns),
        places=_moved_places(read.places, made),
        comments=_moved_comments(read.comments, made, made.text),
    )


def _ready(
    read: ReadText,
    wrapping: Wrapping | None,
    made: Unwrapped | None,
    pattern: str | None,
    comments: CommentUse,
    part: int,
) -> Prepared:
    text = read.text if made is None else made.text
    turns = _turns(read, made, text, pattern)
    speakers = tuple(
        SpeakerChoice(one.label, one.role, read.respondent if one.label == read.respondent else "")
        for one in turns.speakers
    )
    return Prepared(
        read,
        read.title,
        text,
        _kind(read, turns),
        wrapping,
        made is not None,
        turns,
        speakers,
        _date(read.date),
        _moved_places(read.places, made),
        _moved_comments(read.comments, made, text),
        comments,
        part,
    )


def merge_speakers(prepared: Prepared, source: str, target: str) -> Prepared:
    """A prepared file in which the label ``source`` was a way of writing ``target`` (``R1 `` and ``R1.``)."""
    turns = tuple(
        replace(turn, speaker=target) if turn.speaker == source else turn for turn in prepared.turns.turns
    )
    speakers = tuple(choice for choice in prepared.speakers if choice.label != source)
    return replace(prepared, turns=replace(prepared.turns, turns=turns), speakers=speakers)


def drop_speaker(prepared: Prepared, label: str) -> Prepared:
    """A prepared file in which ``label`` was no speaker after all: its turns belong to the turn before."""
    kept: list[FoundTurn] = []
    for turn in prepared.turns.turns:
        if turn.speaker == label and kept:
            kept[-1] = replace(kept[-1], end=turn.end)
        elif turn.speaker != label:
            kept.append(turn)
    speakers = tuple(choice for choice in prepared.speakers if choice.label != label)
    return replace(prepared, turns=replace(prepared.turns, turns=tuple(kept)), speakers=speakers)


def planned_respondents(
    taken: Iterable[str], files: Sequence[WithSpeakers], shared_labels: bool = False
) -> list[dict[str, str]]:
    """Who each label of files about to be stored would become: label → name, for speakers that are respondents.

    ``taken`` are the names of the register. Storing the files in this order does the same (see ``sources``).
    """
    names = set(taken)
    plans: list[dict[str, str]] = []
    for prepared in files:
        plan: dict[str, str] = {}
        for choice in prepared.speakers:
            if choice.role is not SpeakerRole.RESPONDENT:
                continue
            name = choice.respondent or choice.label
            if not choice.respondent and not shared_labels:
                number = 2
                while name in names:
                    name = f"{choice.label} ({prepared.title})" if number == 2 else (
                        f"{choice.label} ({prepared.title} {number - 1})"
                    )
                    number += 1
            names.add(name)
            plan[choice.label] = name
        plans.append(plan)
    return plans


def _turns(read: ReadText, made: Unwrapped | None, text: str, pattern: str | None) -> TurnProposal:
    told = read.turns or ()
    if made is not None:
        told = tuple(_moved_turn(turn, made) for turn in told)
    if pattern not in (None, AS_IN_FILE):
        found = find_turns(text, bold=_moved(read.bold, made), pattern=pattern)
        return with_known_times(found, {turn.start: turn.time_ms for turn in told})
    if read.turns is not None:
        return told_turns(text, told)
    if read.respondent:
        end = len(text.rstrip())
        start = len(text) - len(text.lstrip())
        speaker = FoundSpeaker(read.respondent, 1, end - start, SpeakerRole.RESPONDENT)
        return TurnProposal((FoundTurn(start, start, end, read.respondent, None),), (speaker,), AS_IN_FILE)
    return find_turns(text, bold=_moved(read.bold, made))


def _kind(read: ReadText, turns: TurnProposal) -> DocumentKind:
    """Answers to a form are a survey however they are laid out; for all else the turns and the title tell."""
    if read.respondent or any(place.kind is PlaceKind.FIELD for place in read.places):
        return DocumentKind.SURVEY
    return guess_kind(turns, read.title)


def _date(written: str) -> str:
    try:
        return calendar_date.fromisoformat(written[:10]).isoformat()
    except ValueError:
        return ""


def _moved(spans: Sequence[tuple[int, int]], made: Unwrapped | None) -> Sequence[tuple[int, int]]:
    return spans if made is None else made.carry(spans)


def _moved_turn(turn: FoundTurn, made: Unwrapped) -> FoundTurn:
    start, said, end = (made.position(one) for one in (turn.start, turn.said_start, turn.end))
    while end > said and made.text[end - 1].isspace():
        end -= 1
    return replace(turn, start=start, said_start=min(max(start, said), end), end=end)


def _moved_places(places: Sequence[FoundPlace], made: Unwrapped | None) -> tuple[FoundPlace, ...]:
    if made is None:
        return tuple(places)
    return tuple(replace(place, start=made.position(place.start)) for place in places)


def _moved_comments(comments: Sequence[FoundComment], made: Unwrapped | None, text: str) -> tuple[FoundComment, ...]:
    """Comments on passages of ``text``; one at a mere point, or on white space, is on the line it stands at."""
    placed = []
    for comment in comments:
        start, end = comment.start, comment.end
        if made is not None:
            start, end = made.position(start), made.position(end)
        start, end = _words_of(text, start, end)
        if comment.text.strip() and start < end:
            placed.append(replace(comment, start=start, end=end))
    return tuple(placed)


def _words_of(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = min(max(0, start), len(text)), min(max(0, end), len(text))
    if not text[start:end].strip():
        start, end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        end = len(text) if end < 0 else end
        if not text[start:end].strip():
            start, end = 0, len(text)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
