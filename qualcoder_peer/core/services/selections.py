"""Sets and saved filters over documents and respondents: kept by name, used by every list, analysis and export.

A set names its members; a filter (``domain/selections.py``) finds them anew each time. Either is about documents or
about respondents, and ``documents_of`` and ``respondents_of`` turn the one into the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Owner, Selection
from qualcoder_peer.core.domain.selections import Rule
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.attributes import check_members, tidy_name
from qualcoder_peer.core.services.filter_rules import RuleReader


@dataclass(frozen=True, slots=True)
class SelectionFacts:
    """A selection and how many documents or respondents are in it now.

    ``broken``: the filter asks for something that was removed, or was made by a newer version; such a condition fits
    nothing.
    """

    selection: Selection
    count: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What several selections together leave: ids of documents and of respondents; None where they say nothing."""

    documents: tuple[DocumentId, ...] | None = None
    respondents: tuple[RespondentId, ...] | None = None


def list_selections(project: Project, about: Owner | None = None) -> list[Selection]:
    """Every set and saved filter (or those about one thing) by name."""
    with project.reading() as store:
        return store.selections.all(about)


def selection_facts(project: Project, about: Owner | None = None) -> list[SelectionFacts]:
    """The same, each with how many are in it."""
    with project.reading() as store:
        reader = RuleReader(store)
        return [
            SelectionFacts(one, len(reader.members(one)), one.is_filter and _is_broken(reader, one))
            for one in store.selections.all(about)
        ]


def find_selection(project: Project, name: str | int, about: Owner | None = None) -> Selection:
    """The set or filter with this name or id (a name comes first; ``document/NAME`` says what it is about).

    Raises NotFound; InvalidInput when there are two, one of documents and one of respondents.
    """
    wanted = str(name)
    all_of_them = list_selections(project, about)
    found = [one for one in all_of_them if one.name == wanted]
    kind, slash, rest = wanted.partition("/")
    if not found and slash and kind in {one.value for one in Owner}:
        found = [one for one in all_of_them if one.about.value == kind and one.name == rest]
    if not found and wanted.isdecimal():
        found = [one for one in all_of_them if one.id == int(wanted)]
    if not found:
        raise NotFound("There is no set or saved filter “{name}” in the project.", name=wanted[:200])
    if len(found) > 1:
        raise InvalidInput(
            "“{name}” is the name of a set of documents and of one of respondents; write {first} or {second}.",
            name=wanted[:200],
            first=f"document/{wanted}"[:200],
            second=f"respondent/{wanted}"[:200],
        )
    return found[0]


def add_set(project: Project, about: Owner, name: str, members: Iterable[int] = ()) -> SelectionId:
    """Make a set of documents or respondents. Raises InvalidInput when the name is empty or taken, NotFound."""
    wanted = list(members)
    with project.transaction(message("Add the set “{name}”", name=name.strip())) as store:
        free = _free_name(store, about, name)
        check_members(store, about, wanted)
        added = store.selections.add(about, free)
        store.selections.add_members(added, about, wanted)
        return added


def add_filter(project: Project, about: Owner, name: str, rule: Rule) -> SelectionId:
    """Save a filter over documents or respondents. Raises InvalidInput or NotFound, as ``check_filter`` does."""
    with project.transaction(message("Save the filter “{name}”", name=name.strip())) as store:
        settled = RuleReader(store).settled(rule)
        return store.selections.add(about, _free_name(store, about, name), settled.to_json())


def change_filter(project: Project, selection: SelectionId, rule: Rule) -> None:
    """Give a saved filter another rule. Raises InvalidInput or NotFound."""
    with project.transaction(message("Change a saved filter")) as store:
        found = _existing(store, selection)
        if not found.is_filter:
            raise InvalidInput("“{name}” is a set of named members and no filter. Nothing was changed.",
                               name=found.name)  # fmt: skip
        store.selections.change(selection, rule=RuleReader(store).settled(rule, selection).to_json())


def rename_selection(project: Project, selection: SelectionId, name: str) -> None:
    """Give a set or filter another name. Raises InvalidInput when it is empty or taken, NotFound."""
    with project.transaction(message("Rename a set to “{name}”", name=name.strip())) as store:
        found = _existing(store, selection)
        store.selections.change(selection, name=_free_name(store, found.about, name, selection))


def remove_selections(project: Project, selections: Sequence[SelectionId]) -> int:
    """Remove sets and filters (undoable); what was in them stays. Returns how many."""
    with project.transaction(counted("Remove {count} set", "Remove {count} sets", len(selections))) as store:
        return store.selections.remove(selections)


def add_members(project: Project, selection: SelectionId, members: Sequence[int]) -> int:
    """Put documents or respondents into a set. Returns how many were not there. Raises InvalidInput or NotFound."""
    with project.transaction(message("Put something into a set")) as store:
        found = _named_members(store, selection)
        check_members(store, found.about, members)
        return store.selections.add_members(selection, found.about, members)


def remove_members(project: Project, selection: SelectionId, members: Sequence[int]) -> int:
    """Take documents or respondents out of a set. Returns how many were there. Raises InvalidInput or NotFound."""
    with project.transaction(message("Take something out of a set")) as store:
        return store.selections.remove_members(selection, _named_members(store, selection).about, members)


def set_members(project: Project, selection: SelectionId, members: Sequence[int]) -> None:
    """Say who or what is in a set, and nothing else. Raises InvalidInput or NotFound."""
    with project.transaction(message("Change what is in a set")) as store:
        about = _named_members(store, selection).about
        check_members(store, about, members)
        there = set(store.selections.members_of(selection))
        store.selections.remove_members(selection, about, sorted(there - set(members)))
        store.selections.add_members(selection, about, members)


def fitting(project: Project, about: Owner, rule: Rule) -> frozenset[int]:
    """The ids of the documents or respondents that a rule fits, saved or not. Raises InvalidInput or NotFound."""
    with project.reading() as store:
        reader = RuleReader(store)
        return reader.fitting(about, reader.settled(rule) if rule.conditions else rule)


def documents_of(project: Project, selection: SelectionId) -> tuple[DocumentId, ...]:
    """The documents in a selection, or those in which its respondents are heard, by title. Raises NotFound."""
    with project.reading() as store:
        reader, found = RuleReader(store), _existing(store, selection)
        members = reader.members(found)
        if found.about is Owner.RESPONDENT:
            members = reader.heard_with(Owner.RESPONDENT, members)
        return tuple(one.id for one in store.documents.all() if one.id in members)


def respondents_of(project: Project, selection: SelectionId) -> tuple[RespondentId, ...]:
    """The respondents in a selection, or those heard in its documents, in the order they were added. Raises NotFound.

    In a document an interviewer is never heard; in a set of respondents is whoever was put there.
    """
    with project.reading() as store:
        reader, found = RuleReader(store), _existing(store, selection)
        members = reader.members(found)
        if found.about is Owner.DOCUMENT:
            members = reader.heard_with(Owner.DOCUMENT, members)
        return tuple(one for one in store.respondents.names() if one in members)


def narrow(store: Store, selections: Sequence[SelectionId]) -> Narrowed:
    """What is left when all these selections hold at once. Raises NotFound."""
    reader = RuleReader(store)
    left: dict[Owner, frozenset[int]] = {}
    for selection in selections:
        found = _existing(store, selection)
        members = reader.members(found)
        left[found.about] = members & left.get(found.about, members)
    documents, people = left.get(Owner.DOCUMENT), left.get(Owner.RESPONDENT)
    return Narrowed(
        None if documents is None else tuple(DocumentId(one) for one in sorted(documents)),
        None if people is None else tuple(RespondentId(one) for one in sorted(people)),
    )


def _is_broken(reader: RuleReader, selection: Selection) -> bool:
    try:
        return reader.is_broken(Rule.from_json(selection.rule))
    except InvalidInput:
        return True


def _existing(store: Store, selection: SelectionId) -> Selection:
    found = store.selections.get(selection)
    if found is None:
        raise NotFound("The set no longer exists. Nothing was changed.")
    return found


def _named_members(store: Store, selection: SelectionId) -> Selection:
    found = _existing(store, selection)
    if found.is_filter:
        raise InvalidInput(
            "“{name}” is a filter, which finds its members itself. Nothing was changed.", name=found.name
        )
    return found


def _free_name(store: Store, about: Owner, name: str, own: SelectionId | None = None) -> str:
    cleaned = tidy_name(name)
    if not cleaned:
        raise InvalidInput("A set needs a name. Nothing was changed.")
    if any(one.name == cleaned and one.id != own for one in store.selections.all(about)):
        raise InvalidInput("There is already a set or filter called “{name}”. Nothing was changed.", name=cleaned[:200])
    return cleaned
