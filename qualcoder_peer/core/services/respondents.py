"""Who was heard: respondents, and which speaker of which document they are.

Their free columns are in ``attributes.py``, sheets from and to a spreadsheet in ``register.py``, guesses of who is who
and joining two persons in ``matching.py``, sets and saved filters in ``selections.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId, DocumentId, RespondentId, SpeakerId, new_guid
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Consent, Owner, Respondent, Speaker, SpeakerRole
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.values import checked_value, date_of
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.attributes import (
    add_attribute,
    check_members,
    list_attributes,
    remove_attribute,
    rename_attribute,
    set_attribute,
    tidy_name,
)
from qualcoder_peer.core.services.reading_pieces import pieces

__all__ = [
    "RespondentEdit",
    "RespondentFacts",
    "add_attribute",
    "add_respondent",
    "assign_documents",
    "assign_speaker",
    "assign_speaker_by_name",
    "changed_respondents",
    "find_respondent",
    "list_attributes",
    "list_respondents",
    "list_speakers",
    "name_whole_texts",
    "remove_attribute",
    "remove_respondents",
    "rename_attribute",
    "rename_respondent",
    "respondent_facts",
    "respondent_for_label",
    "respondent_names",
    "set_attribute",
    "set_consent",
    "set_respondent_memo",
    "set_respondent_role",
    "unassign_documents",
    "write_respondents",
]


@dataclass(frozen=True, slots=True)
class RespondentFacts:
    """A line of the respondents' table: the person, the documents they speak in by title, and how many codings touch
    their words (only those of speakers whose role is respondent)."""

    respondent: Respondent
    documents: tuple[DocumentId, ...]
    codings: int


@dataclass(frozen=True, slots=True)
class RespondentEdit:
    """What to write to one line of the table. ``respondent`` None adds a person, who needs a ``name``.

    None leaves a field as it is; ``attributes`` holds only the columns to write by name, new ones too. Values may be
    written as a person types them (1,5 / 1.3.2026 / ja) and are stored as their column has them.
    """

    respondent: RespondentId | None = None
    name: str | None = None
    role: SpeakerRole | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    consent: Consent | None = None
    consent_date: str | None = None
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column that a block of the table makes; columns that are not described become text."""

    name: str
    kind: AttributeKind = AttributeKind.TEXT
    choices: tuple[str, ...] = ()


def list_respondents(project: Project, respondents: Iterable[RespondentId] | None = None) -> list[Respondent]:
    """Every respondent (or those named) in the order they were added."""
    with project.reading() as store:
        return store.respondents.all() if respondents is None else store.respondents.by_ids(respondents)


def respondent_names(project: Project) -> dict[RespondentId, str]:
    """The pseudonym of every respondent, in the order they were added."""
    with project.reading() as store:
        return store.respondents.names()


def find_respondent(project: Project, name: str | int) -> RespondentId:
    """The respondent with this pseudonym or id (a pseudonym comes first). Raises NotFound."""
    wanted = str(name)
    with project.reading() as store:
        found = store.respondents.named(wanted)
        if found is None and wanted.isdecimal() and len(wanted) < 18:
            found = RespondentId(int(wanted)) if store.respondents.by_ids([int(wanted)]) else None
    if found is None:
        raise NotFound("There is no respondent “{name}” in the project.", name=wanted[:200])
    return found


def respondent_facts(project: Project, respondents: Sequence[RespondentId] | None = None) -> list[RespondentFacts]:
    """The respondents' table: every respondent (or those named) with their documents and codings.

    The codings are read in pieces: a commit waits for who reads, and the window for the commit.
    """
    with project.reading() as store:
        people = store.respondents.all() if respondents is None else store.respondents.by_ids(respondents)
        places: dict[RespondentId, dict[DocumentId, None]] = {}
        titles = {one.id: number for number, one in enumerate(store.documents.all())}
        for speaker in sorted(store.documents.speakers(), key=lambda one: titles[one.document_id]):
            if speaker.respondent_id is not None:
                places.setdefault(speaker.respondent_id, {})[speaker.document_id] = None
        documents = {one for person in people for one in places.get(person.id, ())}
        counts = store.codings.counts_of(documents=None if respondents is None else documents)
    codings: Counter[RespondentId] = Counter()
    for piece, share in pieces({one: count for one, count in counts.items() if one in documents}):
        with project.reading() as store:
            codings.update(store.respondents.coding_counts(respondents, piece, share))
    return [
        RespondentFacts(person, tuple(places.get(person.id, ())), codings[person.id]) for person in people
    ]


def changed_respondents(project: Project, changes: ChangeSet) -> set[RespondentId] | None:
    """Whose name, role, attributes or memo a step wrote; None when it cannot be told, so read all anew."""
    own, values, memos = (changes.tables.get(name) for name in ("respondent", "attribute_value", "memo"))
    if changes.touches("attribute") or any(table is not None and table.many for table in (own, values, memos)):
        return None
    if any(table is not None and table.deleted for table in (values, memos)):
        return None
    found = {RespondentId(one) for one in own.present} if own is not None else set()
    with project.reading() as store:
        if values is not None:
            found |= store.respondents.owners_of_values(values.present)
        if memos is not None:
            found |= store.respondents.owners_of_memos(memos.present)
    return found


def add_respondent(project: Project, name: str, role: SpeakerRole = SpeakerRole.RESPONDENT) -> RespondentId:
    """Add a respondent. Raises InvalidInput when the name is empty or taken."""
    with project.transaction(message("Add the respondent “{name}”", name=name.strip())) as store:
        return store.respondents.add(_free_name(store, name), role)


def write_respondents(
    project: Project, edits: Sequence[RespondentEdit], new_columns: Sequence[NewColumn] = ()
) -> list[RespondentId]:
    """Write a block of the table, as pasted from a spreadsheet, as one step: all of it or nothing.

    Returns the person of each edit. Raises InvalidInput when a name is empty, taken or there twice or a value does not
    fit its column, NotFound.
    """
    label = counted("Write {count} respondent", "Write {count} respondents", len(edits))
    with project.transaction(label) as store:
        people = {one.id: one for one in store.respondents.all()}
        _check_edits(people, edits)
        dates = {place: _consent_date(one.consent_date) for place, one in enumerate(edits) if one.consent_date}
        columns = {one.name: one for one in store.attributes.all()}
        for one in new_columns:
            if tidy_name(one.name) not in columns:
                _add_column(store, columns, tidy_name(one.name), one.kind, one.choices)
        tidy = {column: tidy_name(column) for column in {one for edit in edits for one in edit.attributes}}
        values = [
            {tidy[column]: _value(columns, tidy[column], words) for column, words in edit.attributes.items()}
            for edit in edits
        ]
        written = _write_people(store, people, edits, dates)
        cells: list[tuple[int, AttributeId, str]] = []
        for person, mine in zip(written, values, strict=True):
            before = people[person].attributes if person in people else {}
            for name, value in mine.items():
                if value != before.get(name, ""):
                    if name not in columns:
                        _add_column(store, columns, name)
                    cells.append((person, columns[name].id, value))
        store.attributes.write(Owner.RESPONDENT, cells)
    return written


def rename_respondent(project: Project, respondent: RespondentId, name: str) -> None:
    """Give a respondent another pseudonym. Raises InvalidInput when it is empty or taken, NotFound."""
    with project.transaction(message("Rename a respondent to “{name}”", name=name.strip())) as store:
        if not store.respondents.change(respondent, name=_free_name(store, name, respondent)):
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        name_whole_texts(store, [respondent])


def set_respondent_role(project: Project, respondent: RespondentId, role: SpeakerRole) -> None:
    """Say whether a person is a respondent, an interviewer or somebody else; their speakers follow. Raises NotFound."""
    with project.transaction(message("Change the role of a respondent")) as store:
        if not store.respondents.change(respondent, role=role.value):
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        store.speakers.set_roles({respondent: role.value})


def set_consent(
    project: Project, respondents: Sequence[RespondentId], consent: Consent, date: str | None = None
) -> None:
    """Say what people have said to taking part, and when (``date`` None leaves the date).

    Without a consent there is no date. Raises InvalidInput for what is no date, NotFound.
    """
    written = "" if consent is Consent.UNKNOWN else None if date is None else _consent_date(date)
    with project.transaction(message("Write the consent of a respondent")) as store:
        check_members(store, Owner.RESPONDENT, respondents)
        store.respondents.change_many("consent", dict.fromkeys(respondents, consent.value))
        if written is not None:
            store.respondents.change_many("consent_date", dict.fromkeys(respondents, written))


def remove_respondents(project: Project, respondents: Sequence[RespondentId]) -> int:
    """Remove respondents from the register (undoable); what they said stays, unmatched. Returns how many."""
    with project.transaction(counted("Remove {count} respondent", "Remove {count} respondents", len(respondents))) as (
        store
    ):
        return store.respondents.remove(respondents)


def set_respondent_memo(project: Project, respondent: RespondentId, text: str) -> None:
    """Write the memo of a respondent; empty text removes it."""
    with project.transaction(message("Memo on a respondent")) as store:
        store.memos.write("respondent", respondent, text, store.coder)


def assign_speaker(
    project: Project, speaker: SpeakerId, role: SpeakerRole, respondent: RespondentId | None = None
) -> None:
    """Say who a speaker of a document is. Raises NotFound."""
    with project.transaction(message("Say who a speaker is")) as store:
        if not store.documents.change_speaker(speaker, role=role.value, respondent_id=respondent):
            raise NotFound("The speaker no longer exists. Nothing was changed.")
        if respondent is not None:
            name_whole_texts(store, [respondent])


def assign_speaker_by_name(project: Project, speaker: SpeakerId, name: str) -> RespondentId:
    """Match a speaker with the respondent of this name, who is added when new. Raises InvalidInput or NotFound.

    The speaker takes the role of the person: an interviewer of the register stays one.
    """
    cleaned = " ".join(name.split())
    with project.transaction(message("Match a speaker with “{name}”", name=cleaned)) as store:
        found = store.respondents.named(cleaned)
        if found is None:
            found = store.respondents.add(_free_name(store, cleaned), SpeakerRole.RESPONDENT)
        assign_speaker(project, speaker, store.respondents.role_of(found), found)
        return found


def assign_documents(project: Project, documents: Sequence[DocumentId], respondent: RespondentId) -> None:
    """Say that documents without speaker labels are the words of one person, each from its first character to its last.

    Where turns are known (by time stamps) but not who speaks, all of them become that person's; else the text becomes
    one turn whose speaker is called as the person. A document assigned so before changes to the new person. Raises
    InvalidInput for a document whose text has speaker labels, NotFound.
    """
    label = counted("Say whose words {count} document is", "Say whose words {count} documents are", len(documents))
    with project.transaction(label) as store:
        person = next(iter(store.respondents.by_ids([respondent])), None)
        if person is None:
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        texts = store.documents.lengths(documents)
        if set(documents) - set(texts):
            raise NotFound("The document no longer exists. Nothing was changed.")
        sole = store.speakers.sole(documents)
        labels: dict[DocumentId, list[str]] = {}
        for one in store.documents.speakers_of(documents):
            labels.setdefault(one.document_id, []).append(one.label)
        for document, those in labels.items():
            if document not in sole:
                raise InvalidInput(
                    "“{title}” has speakers in its text ({labels}); say who each of them is. Nothing was changed.",
                    title=texts[document].title,
                    labels=", ".join(those)[:200],
                )
        store.speakers.match({one.speaker: (respondent, person.role.value) for one in sole.values()})
        store.speakers.relabel({one.speaker: person.name for one in sole.values() if one.label != person.name})
        new = {one: texts[one].characters for one in dict.fromkeys(documents) if one not in labels}
        store.speakers.add_sole(new, person.name, person.role.value, respondent)


def unassign_documents(project: Project, documents: Sequence[DocumentId]) -> int:
    """Take back what ``assign_documents`` said of documents; others are left alone. Returns how many it was."""
    label = counted("Forget whose words {count} document is", "Forget whose words {count} documents are",
                    len(documents))  # fmt: skip
    with project.transaction(label) as store:
        sole = store.speakers.sole(documents)
        store.speakers.remove_sole(sole)
        return len(sole)


def list_speakers(project: Project) -> list[Speaker]:
    """The speakers of all documents."""
    with project.reading() as store:
        return store.documents.speakers()


def respondent_for_label(store: Store, label: str, title: str, *, shared: bool) -> RespondentId:
    """The respondent a new document's speaker is: by the label if ``shared`` or unknown so far, else label and title.

    Labels such as R1 mean one person throughout a project when the user says so; otherwise the same label in a second
    document gets a name of its own, because two people must never be counted as one without being told. A label that
    is the name of an interviewer of the register is that person always; the speaker takes the role of the person.
    """
    found = store.respondents.named(label)
    if found is None:
        return store.respondents.add(label, SpeakerRole.RESPONDENT)
    if shared or store.respondents.role_of(found) is SpeakerRole.INTERVIEWER:
        return found
    name, number = f"{label} ({title})", 2
    while store.respondents.named(name) is not None:
        name, number = f"{label} ({title} {number})", number + 1
    return store.respondents.add(name, SpeakerRole.RESPONDENT)


def name_whole_texts(store: Store, people: Iterable[RespondentId]) -> None:
    """Give the speakers who are these persons in documents without labels the names that the persons have now."""
    sole = store.speakers.sole(store.speakers.documents_of(people))
    persons = {one.speaker: one.respondent for one in sole.values() if one.respondent is not None}
    names = {one.id: one.name for one in store.respondents.by_ids(set(persons.values()))}
    labels = {speaker: names[person] for speaker, person in persons.items()}
    store.speakers.relabel({one.speaker: labels[one.speaker] for one in sole.values()
                            if one.label != labels.get(one.speaker, one.label)})  # fmt: skip


def _check_edits(people: Mapping[RespondentId, Respondent], edits: Sequence[RespondentEdit]) -> None:
    names = {one.id: one.name for one in people.values()}
    new: list[str] = []
    for edit in edits:
        if edit.respondent is not None and edit.respondent not in people:
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        if edit.name is None and edit.respondent is not None:
            continue
        name = tidy_name(edit.name or "")
        if not name:
            raise InvalidInput("A respondent needs a name (a pseudonym). Nothing was changed.")
        if edit.respondent is None:
            new.append(name)
        else:
            names[edit.respondent] = name
    seen: set[str] = set()
    for name in (*names.values(), *new):
        if name in seen:
            raise InvalidInput(
                "There would be two respondents called “{name}”. Nothing was changed.", name=name[:200]
            )
        seen.add(name)
    if not all(tidy_name(column) for column in {one for edit in edits for one in edit.attributes}):
        raise InvalidInput("An attribute needs a name. Nothing was changed.")


def _write_people(
    store: Store,
    people: Mapping[RespondentId, Respondent],
    edits: Sequence[RespondentEdit],
    dates: Mapping[int, str],
) -> list[RespondentId]:
    """Write all but the attributes, with a few statements however many there are. Returns the person of each edit."""
    fields: dict[str, dict[RespondentId, str]] = {"name": {}, "role": {}, "consent": {}, "consent_date": {}}
    new: list[dict[str, str]] = []
    for place, edit in enumerate(edits):
        written = _fields(edit, dates.get(place))
        if edit.respondent is None:
            new.append(written)
        else:
            for name, value in written.items():
                fields[name][edit.respondent] = value
    _make_room_for_names(store, people, edits)
    for name, values in fields.items():
        store.respondents.change_many(name, values)
    store.speakers.set_roles(
        {person: role for person, role in fields["role"].items() if role != people[person].role.value}
    )
    name_whole_texts(store, [one for one, name in fields["name"].items() if name != people[one].name])
    added = iter(store.respondents.add_many(new))
    written_people = [next(added) if edit.respondent is None else edit.respondent for edit in edits]
    memos: dict[int, str] = {
        person: storable(edit.memo).strip()
        for person, edit in zip(written_people, edits, strict=True)
        if edit.memo is not None and (person not in people or people[person].memo != edit.memo.strip())
    }
    store.memos.write_many("respondent", memos, store.coder)
    return written_people


def _fields(edit: RespondentEdit, date: str | None) -> dict[str, str]:
    fields: dict[str, str] = {}
    if edit.name is not None:
        fields["name"] = tidy_name(edit.name)
    if edit.role is not None:
        fields["role"] = edit.role.value
    if edit.consent is not None:
        fields["consent"] = edit.consent.value
    if edit.consent_date is not None:
        fields["consent_date"] = date or ""
    return fields


def _make_room_for_names(
    store: Store, people: Mapping[RespondentId, Respondent], edits: Sequence[RespondentEdit]
) -> None:
    """Names may change places within one block; each must be free at every moment, so the old ones step aside."""
    old = {one.name: one.id for one in people.values()}
    aside: dict[RespondentId, str] = {}
    for edit in edits:
        name = None if edit.name is None else tidy_name(edit.name)
        holder = None if name is None else old.get(name)
        if holder is not None and holder != edit.respondent:
            aside[holder] = new_guid()
    store.respondents.change_many("name", aside)


def _value(columns: Mapping[str, Attribute], name: str, words: str) -> str:
    column = columns.get(name)
    return storable(words).strip() if column is None else checked_value(column, words)


def _add_column(
    store: Store,
    columns: dict[str, Attribute],
    name: str,
    kind: AttributeKind = AttributeKind.TEXT,
    choices: tuple[str, ...] = (),
) -> None:
    added = store.attributes.add(name, Owner.RESPONDENT, kind, choices)
    columns[name] = Attribute(added, name, len(columns), Owner.RESPONDENT, kind, choices)


def _consent_date(words: str | None) -> str:
    if not words or not words.strip():
        return ""
    found = date_of(words)
    if found is None:
        raise InvalidInput(
            "“{date}” is no date; write year, month and day as in 2026-05-04.", date=words.strip()[:40]
        )
    return found


def _free_name(store: Store, name: str, own: RespondentId | None = None) -> str:
    cleaned = tidy_name(name)
    if not cleaned:
        raise InvalidInput("A respondent needs a name (a pseudonym). Nothing was changed.")
    found = store.respondents.named(cleaned)
    if found is not None and found != own:
        raise InvalidInput("There is already a respondent called “{name}”. Nothing was changed.", name=cleaned[:200])
    return cleaned
