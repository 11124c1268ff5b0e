"""Who was heard: respondents, their attributes, and which speaker of which document they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId, DocumentId, RespondentId, SpeakerId, new_guid
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Attribute, Respondent, Speaker, SpeakerRole
from qualcoder_peer.core.project import Project, Store


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

    None leaves name and role as they are; ``attributes`` holds only the columns to write, new ones too.
    """

    respondent: RespondentId | None = None
    name: str | None = None
    role: SpeakerRole | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def list_respondents(project: Project, respondents: Iterable[RespondentId] | None = None) -> list[Respondent]:
    """Every respondent (or those named) in the order they were added."""
    with project.reading() as store:
        return store.respondents.all() if respondents is None else store.respondents.by_ids(respondents)


def respondent_names(project: Project) -> dict[RespondentId, str]:
    """The pseudonym of every respondent, in the order they were added."""
    with project.reading() as store:
        return store.respondents.names()


def respondent_facts(project: Project, respondents: Sequence[RespondentId] | None = None) -> list[RespondentFacts]:
    """The respondents' table: every respondent (or those named) with their documents and codings."""
    with project.reading() as store:
        people = store.respondents.all() if respondents is None else store.respondents.by_ids(respondents)
        places: dict[RespondentId, dict[DocumentId, None]] = {}
        titles = {one.id: number for number, one in enumerate(store.documents.all())}
        for speaker in sorted(store.documents.speakers(), key=lambda one: titles[one.document_id]):
            if speaker.respondent_id is not None:
                places.setdefault(speaker.respondent_id, {})[speaker.document_id] = None
        codings = store.respondents.coding_counts(respondents)
    return [
        RespondentFacts(person, tuple(places.get(person.id, ())), codings.get(person.id, 0)) for person in people
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


def list_attributes(project: Project) -> list[Attribute]:
    """The columns of the respondents' table."""
    with project.reading() as store:
        return store.respondents.attributes()


def add_respondent(project: Project, name: str, role: SpeakerRole = SpeakerRole.RESPONDENT) -> RespondentId:
    """Add a respondent. Raises InvalidInput when the name is empty or taken."""
    with project.transaction(message("Add the respondent “{name}”", name=name.strip())) as store:
        return store.respondents.add(_free_name(store, name), role)


def write_respondents(project: Project, edits: Sequence[RespondentEdit]) -> list[RespondentId]:
    """Write a block of the table, as pasted from a spreadsheet, as one step: all of it or nothing.

    Returns the person of each edit. Raises InvalidInput when a name is empty, taken or there twice, NotFound.
    """
    label = counted("Write {count} respondent", "Write {count} respondents", len(edits))
    with project.transaction(label) as store:
        people = {one.id: one for one in store.respondents.all()}
        _check_edits(people, edits)
        columns = {one.name: one.id for one in store.respondents.attributes()}
        _make_room_for_names(store, people, edits)
        written = []
        for edit in edits:
            person = edit.respondent
            if person is None:
                person = store.respondents.add(_tidy(edit.name or ""), edit.role or SpeakerRole.RESPONDENT)
            else:
                if edit.name is not None and _tidy(edit.name) != people[person].name:
                    store.respondents.change(person, name=_tidy(edit.name))
                if edit.role is not None and edit.role is not people[person].role:
                    set_respondent_role(project, person, edit.role)
            _write_values(store, person, people.get(person), edit.attributes, columns)
            written.append(person)
    return written


def rename_respondent(project: Project, respondent: RespondentId, name: str) -> None:
    """Give a respondent another pseudonym. Raises InvalidInput when it is empty or taken, NotFound."""
    with project.transaction(message("Rename a respondent to “{name}”", name=name.strip())) as store:
        if not store.respondents.change(respondent, name=_free_name(store, name, respondent)):
            raise NotFound("The respondent no longer exists. Nothing was changed.")


def set_respondent_role(project: Project, respondent: RespondentId, role: SpeakerRole) -> None:
    """Say whether a person is a respondent, an interviewer or somebody else; their speakers follow. Raises NotFound."""
    with project.transaction(message("Change the role of a respondent")) as store:
        if not store.respondents.change(respondent, role=role.value):
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        for speaker in store.documents.speakers():
            if speaker.respondent_id == respondent and speaker.role is not role:
                store.documents.change_speaker(speaker.id, role=role.value)


def remove_respondents(project: Project, respondents: Sequence[RespondentId]) -> int:
    """Remove respondents from the register (undoable); what they said stays, unmatched. Returns how many."""
    with project.transaction(counted("Remove {count} respondent", "Remove {count} respondents", len(respondents))) as (
        store
    ):
        return store.respondents.remove(respondents)


def set_attribute(project: Project, respondent: RespondentId, attribute: str, value: str) -> None:
    """Write what a respondent has in a column, which is made when it is new. Raises InvalidInput or NotFound."""
    name = " ".join(attribute.split())
    if not name:
        raise InvalidInput("An attribute needs a name. Nothing was changed.")
    with project.transaction(message("Set “{attribute}” of a respondent", attribute=name)) as store:
        if not store.respondents.by_ids([respondent]):
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        column = next((one.id for one in store.respondents.attributes() if one.name == name), None)
        store.respondents.set_value(respondent, column or store.respondents.add_attribute(name), value.strip())


def add_attribute(project: Project, name: str) -> AttributeId:
    """Add an empty column. Raises InvalidInput when the name is empty or taken."""
    with project.transaction(message("Add the attribute “{name}”", name=name.strip())) as store:
        return store.respondents.add_attribute(_free_attribute(store, name))


def rename_attribute(project: Project, attribute: AttributeId, name: str) -> None:
    """Give a column another name. Raises InvalidInput when it is empty or taken, NotFound."""
    with project.transaction(message("Rename an attribute to “{name}”", name=name.strip())) as store:
        if not store.respondents.change_attribute(attribute, name=_free_attribute(store, name, attribute)):
            raise NotFound("The attribute no longer exists. Nothing was changed.")


def remove_attribute(project: Project, attribute: AttributeId) -> None:
    """Remove a column with its values (undoable)."""
    with project.transaction(message("Remove an attribute")) as store:
        store.respondents.remove_attributes([attribute])


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


def assign_speaker_by_name(project: Project, speaker: SpeakerId, name: str) -> RespondentId:
    """Match a speaker with the respondent of this name, who is added when new. Raises InvalidInput or NotFound."""
    cleaned = " ".join(name.split())
    with project.transaction(message("Match a speaker with “{name}”", name=cleaned)) as store:
        found = store.respondents.named(cleaned) or store.respondents.add(
            _free_name(store, cleaned), SpeakerRole.RESPONDENT
        )
        assign_speaker(project, speaker, SpeakerRole.RESPONDENT, found)
        return found


def list_speakers(project: Project) -> list[Speaker]:
    """The speakers of all documents."""
    with project.reading() as store:
        return store.documents.speakers()


def respondent_for_label(store: Store, label: str, title: str, *, shared: bool) -> RespondentId:
    """The respondent a new document's speaker is: by the label if ``shared`` or unknown so far, else label and title.

    Labels such as R1 mean one person throughout a project when the user says so; otherwise the same label in a second
    document gets a name of its own, because two people must never be counted as one without being told.
    """
    found = store.respondents.named(label)
    if found is None:
        return store.respondents.add(label, SpeakerRole.RESPONDENT)
    if shared:
        return found
    name, number = f"{label} ({title})", 2
    while store.respondents.named(name) is not None:
        name, number = f"{label} ({title} {number})", number + 1
    return store.respondents.add(name, SpeakerRole.RESPONDENT)


def _check_edits(people: Mapping[RespondentId, Respondent], edits: Sequence[RespondentEdit]) -> None:
    names = {one.id: one.name for one in people.values()}
    new: list[str] = []
    for edit in edits:
        if edit.respondent is not None and edit.respondent not in people:
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        if edit.name is None and edit.respondent is not None:
            continue
        name = _tidy(edit.name or "")
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
    for edit in edits:
        if not all(_tidy(column) for column in edit.attributes):
            raise InvalidInput("An attribute needs a name. Nothing was changed.")


def _make_room_for_names(
    store: Store, people: Mapping[RespondentId, Respondent], edits: Sequence[RespondentEdit]
) -> None:
    """Names may change places within one block; each must be free at every moment, so the old ones step aside."""
    old = {one.name: one.id for one in people.values()}
    for edit in edits:
        name = None if edit.name is None else _tidy(edit.name)
        holder = None if name is None else old.get(name)
        if holder is not None and holder != edit.respondent:
            store.respondents.change(holder, name=new_guid())


def _write_values(
    store: Store,
    person: RespondentId,
    before: Respondent | None,
    values: Mapping[str, str],
    columns: dict[str, AttributeId],
) -> None:
    for column, value in values.items():
        name = _tidy(column)
        if value.strip() == (before.attributes.get(name, "") if before else ""):
            continue
        if name not in columns:
            columns[name] = store.respondents.add_attribute(name)
        store.respondents.set_value(person, columns[name], value.strip())


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _free_name(store: Store, name: str, own: RespondentId | None = None) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InvalidInput("A respondent needs a name (a pseudonym). Nothing was changed.")
    found = store.respondents.named(cleaned)
    if found is not None and found != own:
        raise InvalidInput("There is already a respondent called “{name}”. Nothing was changed.", name=cleaned[:200])
    return cleaned


def _free_attribute(store: Store, name: str, own: AttributeId | None = None) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InvalidInput("An attribute needs a name. Nothing was changed.")
    if any(one.name == cleaned and one.id != own for one in store.respondents.attributes()):
        raise InvalidInput("There is already an attribute called “{name}”. Nothing was changed.", name=cleaned[:200])
    return cleaned
