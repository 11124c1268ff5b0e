"""Guesses what the columns of a sheet are, from Nordic and English headings and from what stands below them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from qualcoder_peer.core.importers.tabular import Table
from qualcoder_peer.core.importers.tabular_cells import is_value
from qualcoder_peer.core.text.labels import LabelClass, is_interviewer_word, label_class, label_key

_SAMPLE = 500
_LONG_TEXT = 35
_SHORT_TEXT = 12
_MOST_SPEAKERS = 30

_WORDS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "tekst", "transkript", "transkription", "transskription", "transcript", "transcription", "utsaga",
        "yttrande", "replik", "ytring", "udsagn", "utsagn", "citat", "quote", "svar", "answer", "svartext", "fritext",
        "fritekst", "open text", "kommentar", "kommentarer", "comment", "comments", "innehåll", "indhold", "innhold",
        "content", "anteckning", "anteckningar", "notat", "notes", "besvarelse", "response", "said", "utterance",
        "beskrivning", "beskrivelse", "description", "message", "meddelande", "besked",
    ),
    "title": (
        "titel", "title", "tittel", "rubrik", "overskrift", "dokument", "document", "dokumentnamn", "dokumentnavn",
        "filnamn", "filnavn", "filename", "fil", "file", "intervju", "interview",
    ),
    "speaker": (
        "talare", "speaker", "taler", "vem", "hvem", "who", "röst", "stemme", "voice", "sagt av", "said by", "roll",
        "rolle", "role", "deltagare", "deltager", "deltaker", "participant", "respondent", "person", "namn", "navn",
        "name",
    ),
    "respondent": (
        "respondent", "respondent-id", "respondent id", "respondentid", "informant", "intervjuperson",
        "interviewperson", "ip", "pseudonym", "alias", "deltagare", "deltager", "deltaker", "participant",
        "participant id", "deltagar-id", "svarande", "svars-id", "svarsid", "svar id", "response id", "responseid",
        "löpnummer", "löpnr", "løbenummer", "lbnr", "løpenummer", "id", "nr", "nummer", "kod", "kode", "code", "namn",
        "navn", "name",
    ),
    "date": (
        "datum", "dato", "date", "intervjudatum", "interviewdato", "svarsdatum", "svarsdato", "inskickat", "inkom",
        "inkommet", "indsendt", "innsendt", "submitted", "submit date", "end date", "slutförd", "completed",
        "slutförandetid", "completion time", "start date", "starttid", "start time", "starttidspunkt",
        "fullføringstidspunkt", "færdiggørelsestidspunkt", "skapad", "created", "tidpunkt", "timestamp", "tidsstämpel",
        "tidsstempel",
    ),
    "time": (
        "tidskod", "tidkode", "tidskode", "timecode", "time code", "tidsstämpel", "tidsstempel", "timestamp",
        "starttid", "start time", "start", "begin", "tid", "time", "klockslag", "från", "fra", "from",
    ),
}  # fmt: skip
_SURE_SPEAKER = frozenset(("talare", "speaker", "taler", "vem", "hvem", "who", "röst", "stemme", "voice", "sagt av"))
_SURE_TEXT = frozenset(_WORDS["text"])
_EDGES = " *:#.\u00a0_"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: .*)?")
_TIME = re.compile(r"[\[(#]?(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3}|-\d)?[\])#]?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns are, by their headings; empty where there is none. ``turns`` tells that a row is a turn."""

    turns: bool
    text: tuple[str, ...]
    title: str = ""
    speaker: str = ""
    respondent: str = ""
    date: str = ""
    time: str = ""


@dataclass(frozen=True)
class _Column:
    name: str
    values: tuple[str, ...]

    @cached_property
    def word(self) -> str:
        return " ".join(self.name.casefold().strip(_EDGES).replace("_", " ").split())

    @cached_property
    def filled(self) -> tuple[str, ...]:
        return tuple(value for value in self.values if value)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.filled)

    @cached_property
    def usual_length(self) -> float:
        """The mean number of code points of a cell with something in it."""
        return sum(map(len, self.filled)) / max(1, len(self.filled))

    def share(self, pattern: re.Pattern[str]) -> float:
        return sum(1 for value in self.filled if pattern.fullmatch(value)) / max(1, len(self.filled))

    @property
    def is_text(self) -> bool:
        """Whether people have written freely in it: long, differing, of several words."""
        if not self.filled or sum(1 for value in self.filled if is_value(value)) * 2 > len(self.filled):
            return False
        spaced = sum(1 for value in self.filled if " " in value) * 3 >= len(self.filled)
        varied = len(self.counts) * 2 >= len(self.filled) or len(self.counts) >= 40
        if self.word in _SURE_TEXT or self.word.endswith("?"):
            return varied and spaced and self.usual_length >= _SHORT_TEXT
        return varied and spaced and self.usual_length >= _LONG_TEXT

    @property
    def is_labels(self) -> bool:
        """Whether a few short values recur in it, as names of speakers do."""
        few = 1 <= len(self.counts) <= _MOST_SPEAKERS and len(self.counts) * 2 <= len(self.filled)
        return few and max(map(len, self.counts), default=0) <= 60


def guess_columns(table: Table) -> Columns:
    """The roles of the columns of ``table`` as they most likely are."""
    sample = table.rows[:_SAMPLE]
    columns = [_Column(name, tuple(row[place] for row in sample)) for place, name in enumerate(table.headers)]
    texts = [column for column in columns if column.is_text] or _longest(columns)
    rest = [column for column in columns if column not in texts]
    time = _time_column(rest)
    speaker = _speaker_column(rest, time is not None) if len(texts) == 1 else None
    if speaker is not None:
        rest = [column for column in rest if column is not speaker and column is not time]
        titles = [column for column in rest if column.is_labels]
        date = _date_column(rest)
        title = _named(titles, "title")
        return Columns(True, _names(texts), _name(title), speaker.name, "", _name(date), _name(time))
    respondents = [column for column in rest if len(column.filled) * 2 >= len(sample) and column.usual_length <= 60]
    respondent = _named(respondents, "respondent", lambda column: column.share(_DATE) < 0.5)
    titles = [column for column in rest if column is not respondent and column.usual_length <= 120]
    title = _named(titles, "title", lambda column: len(column.counts) == len(column.filled))
    rest = [column for column in rest if column is not respondent and column is not title]
    return Columns(False, _names(texts), _name(title), "", _name(respondent), _name(_date_column(rest)), "")


def _longest(columns: Sequence[_Column]) -> list[_Column]:
    """The column of the longest cells, for a sheet in which nobody has written much."""
    words = [column for column in columns if any(not is_value(value) for value in column.filled)]
    sure = [column for column in words if column.word in _SURE_TEXT or column.word.endswith("?")]
    return [max(sure or words or columns, key=lambda column: column.usual_length)] if columns else []


def _speaker_column(columns: Sequence[_Column], is_timed: bool) -> _Column | None:
    possible = [column for column in columns if column.is_labels and len(column.filled) * 3 >= len(column.values)]
    for word in _WORDS["speaker"]:
        for column in possible:
            if column.word == word and (is_timed or _takes_turns(column)):
                return column
    return next((column for column in possible if _names_roles(column)), None)


def _takes_turns(column: _Column) -> bool:
    if _names_roles(column):
        return True
    switches = sum(1 for one, two in pairwise(column.filled) if one != two)
    return column.word in _SURE_SPEAKER and (len(column.counts) == 1 or switches * 3 >= len(column.filled))


def _names_roles(column: _Column) -> bool:
    """Whether an interviewer speaks among them, beside others that look like speakers."""
    if len(column.filled) < 2 or len(column.counts) < 2:
        return False
    asks = any(is_interviewer_word(label_key(value)) for value in column.counts)
    like = sum(1 for value in column.counts if label_class(value) is not LabelClass.NEVER)
    return asks and like * 3 >= len(column.counts) * 2


def _time_column(columns: Sequence[_Column]) -> _Column | None:
    possible = [column for column in columns if len(column.filled) * 2 >= len(column.values)]
    timed = [column for column in possible if column.share(_TIME) > 0.8]
    named = _named(timed, "time")
    if named is not None:
        return named
    seconds = [column for column in possible if column.share(_NUMBER) == 1.0 and _rises(column)]
    return next(iter(timed), None) or _named(seconds, "time")


def _rises(column: _Column) -> bool:
    numbers = [float(value.replace(",", ".")) for value in column.filled]
    return len(numbers) > 1 and all(one <= two for one, two in pairwise(numbers))


def _date_column(columns: Sequence[_Column]) -> _Column | None:
    dated = [column for column in columns if column.share(_DATE) > 0.8]
    return _named(dated, "date")


def _named(
    columns: Sequence[_Column], role: str, also: Callable[[_Column], bool] = lambda column: True
) -> _Column | None:
    """The column whose heading is the best word for the role."""
    for word in _WORDS[role]:
        for column in columns:
            if column.word == word and also(column):
                return column
    return None


def _name(column: _Column | None) -> str:
    return column.name if column is not None else ""


def _names(columns: Sequence[_Column]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)
