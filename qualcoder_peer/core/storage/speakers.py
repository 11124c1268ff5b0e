"""Which speakers of which documents the persons of the register are; many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SpeakerId
from qualcoder_peer.core.storage.rows import delete_rows, in_pieces, insert_rows, plain_rows
from qualcoder_peer.core.storage.schema import Base, SpeakerRow, TurnRow

_speaker = Base.metadata.tables["speaker"]
_turn = Base.metadata.tables["turn"]
_document = Base.metadata.tables["document"]
_text = Base.metadata.tables["document_text"]


class SoleSpeaker(NamedTuple):
    """The one speaker of a document whose text has no labels; ``whole``: its text is one turn, from end to end."""

    speaker: SpeakerId
    label: str
    respondent: RespondentId | None
    whole: bool


class Speakers:
    """Reads and writes who the speakers are, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set_roles(self, roles: Mapping[RespondentId, str]) -> None:
        """Give the speakers that are these respondents a role."""
        rows = [{"person": person, "new": role} for person, role in roles.items()]
        if rows:
            self._connection.execute(
                _speaker.update()
                .where(_speaker.c.respondent_id == bindparam("person"), _speaker.c.role != bindparam("new"))
                .values(role=bindparam("new")),
                rows,
            )

    def match(self, matches: Mapping[SpeakerId, tuple[RespondentId | None, str]]) -> None:
        """Say of many speakers who they are and in which role."""
        rows = [{"which": speaker, "person": who, "new": role} for speaker, (who, role) in matches.items()]
        if rows:
            self._connection.execute(
                _speaker.update()
                .where(_speaker.c.id == bindparam("which"))
                .values(respondent_id=bindparam("person"), role=bindparam("new")),
                rows,
            )

    def relabel(self, labels: Mapping[SpeakerId, str]) -> None:
        """Write the labels of speakers."""
        rows = [{"which": speaker, "new": label} for speaker, label in labels.items()]
        if rows:
            self._connection.execute(
                _speaker.update().where(_speaker.c.id == bindparam("which")).values(label=bindparam("new")), rows
            )

    def move(self, sources: Iterable[RespondentId], target: RespondentId, role: str) -> None:
        """Give the speakers of several respondents to one whose role is ``role``; who asks goes on asking."""
        kept = case((_speaker.c.role == "interviewer", _speaker.c.role), else_=role)
        for piece in in_pieces(sources):
            self._connection.execute(
                _speaker.update().where(_speaker.c.respondent_id.in_(piece)).values(respondent_id=target, role=kept)
            )

    def heard(self) -> list[tuple[int, int]]:
        """(document, respondent) of everybody who is heard somewhere: speakers whose role is ``respondent``."""
        query = (
            select(_speaker.c.document_id, _speaker.c.respondent_id)
            .where(_speaker.c.role == "respondent", _speaker.c.respondent_id.is_not(None))
            .distinct()
        )
        return [(row[0], row[1]) for row in plain_rows(self._connection, query)]

    def turn_counts(self) -> dict[SpeakerId, int]:
        """How many turns each speaker has."""
        query = select(_turn.c.speaker_id, func.count()).where(_turn.c.speaker_id.is_not(None))
        rows = plain_rows(self._connection, query.group_by(_turn.c.speaker_id))
        return {SpeakerId(row[0]): row[1] for row in rows}

    def documents_of(self, respondents: Iterable[int]) -> set[DocumentId]:
        """The documents in which these respondents speak, in whatever role."""
        query = select(_speaker.c.document_id).distinct()
        return {
            DocumentId(row[0])
            for piece in in_pieces(respondents)
            for row in plain_rows(self._connection, query.where(_speaker.c.respondent_id.in_(piece)))
        }

    def sole(self, documents: Iterable[int]) -> dict[DocumentId, SoleSpeaker]:
        """The documents without labels in their text in which one speaker has every turn, and who it is."""
        alone = (
            select(_speaker.c.document_id)
            .group_by(_speaker.c.document_id)
            .having(func.count() == 1)
        )
        query = (
            select(
                _speaker.c.document_id,
                _speaker.c.id,
                _speaker.c.label,
                _speaker.c.respondent_id,
                func.count(),
                func.max(_turn.c.said_start),
                func.max(_turn.c.end) == _document.c.characters,
                func.max(_turn.c.time_ms).is_(None),
            )
            .join(_turn, _turn.c.document_id == _speaker.c.document_id)
            .join(_document, _document.c.id == _speaker.c.document_id)
            .group_by(_speaker.c.id)
            .having(func.count() == func.count(_turn.c.speaker_id))
        )
        found: dict[DocumentId, SoleSpeaker] = {}
        for piece in in_pieces(documents):
            rows = plain_rows(
                self._connection,
                query.where(_speaker.c.document_id.in_(piece), _speaker.c.document_id.in_(
                    alone.where(_speaker.c.document_id.in_(piece)))),
            )  # fmt: skip
            before = self._before_first_words([row[0] for row in rows if row[5]])
            for document, speaker, label, person, turns, said, to_the_end, untimed in rows:
                # A time stamp has no letters; a label may be spelt otherwise there than it is called.
                if not said or not (label in before[document] or any(map(str.isalpha, before[document]))):
                    whole = turns == 1 and not said and bool(to_the_end) and bool(untimed)
                    who = None if person is None else RespondentId(person)
                    found[DocumentId(document)] = SoleSpeaker(SpeakerId(speaker), label, who, whole)
        return found

    def with_turns(self, documents: Iterable[int]) -> set[DocumentId]:
        """Those documents that have turns."""
        query = select(_turn.c.document_id).distinct()
        return {
            DocumentId(row[0])
            for piece in in_pieces(documents)
            for row in plain_rows(self._connection, query.where(_turn.c.document_id.in_(piece)))
        }

    def add_sole(self, documents: Mapping[DocumentId, int], label: str, role: str, respondent: RespondentId) -> None:
        """Add a speaker to documents without any: their turns without a speaker become that speaker's, and a text
        without turns, of so many characters, becomes one turn."""
        person = {"label": label, "role": role, "respondent_id": respondent}
        insert_rows(self._connection, SpeakerRow, [{"document_id": one, **person} for one in documents])
        timed = self.with_turns(documents)
        own: dict[int, int] = {}
        for piece in in_pieces(documents):
            query = select(_speaker.c.document_id, _speaker.c.id).where(_speaker.c.document_id.in_(piece))
            own.update((row[0], row[1]) for row in plain_rows(self._connection, query))
        if timed:
            self._connection.execute(
                _turn.update().where(_turn.c.document_id == bindparam("text")).values(speaker_id=bindparam("speaker")),
                [{"text": one, "speaker": own[one]} for one in timed],
            )
        insert_rows(
            self._connection,
            TurnRow,
            [
                {"document_id": one, "speaker_id": own[one], "start": 0, "said_start": 0, "end": end, "time_ms": None}
                for one, end in documents.items()
                if one not in timed
            ],
        )

    def remove_sole(self, speakers: Mapping[DocumentId, SoleSpeaker]) -> None:
        """Take away what ``add_sole`` added."""
        for piece in in_pieces([document for document, one in speakers.items() if one.whole]):
            self._connection.execute(_turn.delete().where(_turn.c.document_id.in_(piece)))
        delete_rows(self._connection, SpeakerRow, [one.speaker for one in speakers.values()])

    def _before_first_words(self, documents: Sequence[int]) -> dict[int, str]:
        """What stands before the words of the first turn of each document: a label or a time stamp."""
        first = (
            select(_turn.c.document_id, func.min(_turn.c.start).label("start"))
            .where(_turn.c.document_id.in_(documents))
            .group_by(_turn.c.document_id)
            .subquery()
        )
        before = func.substr(_text.c.text, _turn.c.start + 1, _turn.c.said_start - _turn.c.start)
        query = (
            select(_turn.c.document_id, before)
            .join(first, (first.c.document_id == _turn.c.document_id) & (first.c.start == _turn.c.start))
            .join(_text, _text.c.id == _turn.c.document_id)
        )
        return {row[0]: row[1] for row in plain_rows(self._connection, query)}
