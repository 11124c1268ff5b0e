"""The free columns of the respondents' and the documents' tables: kinds, choices, values.

Every function takes an ``owner``; without one it is about respondents. What a person types is checked by the kind of
the column (``domain/values.py``) and stored in one way; ``shown_value`` is the way back to the reader's language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.selections import choices_renamed
from qualcoder_peer.core.domain.values import YES_NO_TITLES, checked_value, fitting, tidy_choices
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.project import Project, Store

_MOST_CHOICES = 200
_MOST_TOLD = 8
_FEW = 20


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value of a column, how often it stands there, and what it would become; ``new`` None: it does not fit."""

    old: str
    new: str | None
    count: int


@dataclass(frozen=True, slots=True)
class KindPlan:
    """What giving a column another kind would do: values written in another way, and those that do not fit."""

    attribute: Attribute
    kind: AttributeKind
    choices: tuple[str, ...]
    converted: tuple[ValueChange, ...]
    unfitting: tuple[ValueChange, ...]


def list_attributes(project: Project, owner: Owner = Owner.RESPONDENT) -> list[Attribute]:
    """The columns of a table in order."""
    with project.reading() as store:
        return store.attributes.all(owner)


def attribute_values(
    project: Project, owner: Owner = Owner.RESPONDENT, members: Iterable[int] | None = None
) -> dict[int, dict[AttributeId, str]]:
    """What respondents or documents (all, or those named) have, as it is stored; those without values are left out."""
    with project.reading() as store:
        return store.attributes.values(owner, members)


def named_values(
    project: Project, owner: Owner = Owner.RESPONDENT, members: Iterable[int] | None = None
) -> dict[int, dict[str, str]]:
    """The same by the names of the columns, in their order."""
    with project.reading() as store:
        names = [(one.id, one.name) for one in store.attributes.all(owner)]
        found = store.attributes.values(owner, members)
    return {
        member: {name: values[column] for column, name in names if column in values}
        for member, values in found.items()
    }


def shown_value(attribute: Attribute, value: str, say: Texts) -> str:
    """A stored value as a reader of a language expects it: a decimal comma in Swedish and Danish, Yes as Ja."""
    if attribute.kind is AttributeKind.YES_NO and value in YES_NO_TITLES:
        return say(YES_NO_TITLES[value])
    if attribute.kind is AttributeKind.NUMBER and say.language != "en":
        return value.replace(".", ",")
    return value


def common_values(project: Project) -> list[tuple[Attribute, tuple[str, ...]]]:
    """Both tables' columns of few different values (respondents' first), each with those that somebody has, as they are
    stored and sorted: what one can choose by in a short list. Columns in which nearly every value is another are left
    out, and so are empty ones."""
    with project.reading() as store:
        few = store.attributes.few_values(_FEW)
        columns = [*store.attributes.all(Owner.RESPONDENT), *store.attributes.all(Owner.DOCUMENT)]
    return [(one, tuple(few[one.id])) for one in columns if one.id in few]


def add_attribute(
    project: Project,
    name: str,
    owner: Owner = Owner.RESPONDENT,
    kind: AttributeKind = AttributeKind.TEXT,
    choices: Sequence[str] = (),
    position: int | None = None,
) -> AttributeId:
    """Add an empty column at the end or at a place (from 0). Raises InvalidInput when the name is empty or taken."""
    with project.transaction(message("Add the attribute “{name}”", name=name.strip())) as store:
        added = store.attributes.add(free_attribute(store, name, owner), owner, kind, _checked_choices(kind, choices))
        if position is not None:
            _move(store, added, owner, position)
        return added


def rename_attribute(project: Project, attribute: AttributeId, name: str) -> None:
    """Give a column another name. Raises InvalidInput when it is empty or taken, NotFound."""
    with project.transaction(message("Rename an attribute to “{name}”", name=name.strip())) as store:
        found = _existing(store, attribute)
        store.attributes.change(attribute, name=free_attribute(store, name, found.owner, attribute))


def move_attribute(project: Project, attribute: AttributeId, position: int) -> None:
    """Put a column at a place among those of its table, from 0. Raises NotFound."""
    with project.transaction(message("Move an attribute")) as store:
        _move(store, attribute, _existing(store, attribute).owner, position)


def remove_attribute(project: Project, attribute: AttributeId) -> None:
    """Remove a column with its values (undoable)."""
    with project.transaction(message("Remove an attribute")) as store:
        store.attributes.remove([attribute])


def plan_kind(
    project: Project, attribute: AttributeId, kind: AttributeKind, choices: Sequence[str] | None = None
) -> KindPlan:
    """What ``change_kind`` would do. ``choices`` None for a choice: those it has, or else its values. Raises NotFound.

    Raises InvalidInput when a list of choices would be longer than 200.
    """
    with project.reading() as store:
        return _plan_kind(store, attribute, kind, choices)


def change_kind(
    project: Project,
    attribute: AttributeId,
    kind: AttributeKind,
    choices: Sequence[str] | None = None,
    *,
    drop_unfitting: bool = False,
) -> KindPlan:
    """Give a column another kind (or other choices) and write its values as that kind has them; returns what was done.

    Raises InvalidInput with the values that do not fit, unless they are to be dropped; NotFound. Undoable.
    """
    with project.transaction(message("Change the kind of an attribute")) as store:
        plan = _plan_kind(store, attribute, kind, choices)
        if plan.unfitting and not drop_unfitting:
            raise InvalidInput(
                "The kind of “{name}” was not changed: {values}. Change these values, or let them be emptied.",
                name=plan.attribute.name,
                values=_told(plan.unfitting),
            )
        written = {one.old: one.new or "" for one in (*plan.converted, *plan.unfitting)}
        store.attributes.change(attribute, kind=kind.value, choices=plan.choices)
        store.attributes.rewrite(attribute, written)
        _rewrite_rules(store, attribute, written)
        return plan


def change_choices(
    project: Project, attribute: AttributeId, choices: Sequence[str], renamed: Mapping[str, str] | None = None
) -> None:
    """Write the choices of a column; ``renamed`` (old → new) takes along what stands in it and in saved filters.

    Raises InvalidInput with the values that would no longer be among them, NotFound.
    """
    with project.transaction(message("Change the choices of an attribute")) as store:
        found = _existing(store, attribute)
        kept = _checked_choices(AttributeKind.CHOICE, choices)
        new_names = {old: " ".join(new.split()) for old, new in (renamed or {}).items()}
        values = Counter(store.attributes.column(attribute).values())
        written = {old: fitting(AttributeKind.CHOICE, new_names.get(old, old), kept) for old in values}
        lost = tuple(ValueChange(old, None, values[old]) for old, new in written.items() if new is None)
        if lost:
            raise InvalidInput(
                "The choices of “{name}” were not changed: {values}. Choose something else there first.",
                name=found.name,
                values=_told(lost),
            )
        store.attributes.change(attribute, kind=AttributeKind.CHOICE.value, choices=kept)
        renames = {**new_names, **{old: new for old, new in written.items() if new is not None}}
        store.attributes.rewrite(attribute, renames)
        _rewrite_rules(store, attribute, renames)


def set_attribute(
    project: Project, member: int, attribute: str, value: str, owner: Owner = Owner.RESPONDENT
) -> None:
    """Write what a respondent or document has in a column, which is made when it is new. Raises InvalidInput, NotFound.

    Raises InvalidInput too when the value does not fit the kind of the column.
    """
    name = tidy_name(attribute)
    if not name:
        raise InvalidInput("An attribute needs a name. Nothing was changed.")
    label = (
        message("Set “{attribute}” of a respondent", attribute=name)
        if owner is Owner.RESPONDENT
        else message("Set “{attribute}” of a document", attribute=name)
    )
    with project.transaction(label) as store:
        check_members(store, owner, [member])
        column = next((one for one in store.attributes.all(owner) if one.name == name), None)
        stored = storable(value).strip() if column is None else checked_value(column, value)
        place = store.attributes.add(name, owner) if column is None else column.id
        store.attributes.write(owner, [(member, place, stored)])


def write_values(
    project: Project, cells: Sequence[tuple[int, AttributeId, str]], owner: Owner = Owner.RESPONDENT
) -> None:
    """Write a block of (respondent or document, column, words) as one step: all of it or nothing.

    Raises InvalidInput when a value does not fit its column, NotFound when a column or its owner is gone.
    """
    label = counted("Write {count} value", "Write {count} values", len(cells))
    with project.transaction(label) as store:
        columns = {one.id: one for one in store.attributes.all(owner)}
        if any(column not in columns for _, column, _ in cells):
            raise NotFound("The attribute no longer exists. Nothing was changed.")
        check_members(store, owner, {member for member, _, _ in cells})
        store.attributes.write(
            owner, [(member, column, checked_value(columns[column], words)) for member, column, words in cells]
        )


def check_members(store: Store, owner: Owner, members: Iterable[int]) -> None:
    """Raises NotFound unless all these respondents or documents exist."""
    members = set(members)
    if owner is Owner.RESPONDENT:
        if members - store.respondents.existing(members):
            raise NotFound("The respondent no longer exists. Nothing was changed.")
    elif members - set(store.documents.lengths(members)):
        raise NotFound("The document no longer exists. Nothing was changed.")


def free_attribute(store: Store, name: str, owner: Owner, own: AttributeId | None = None) -> str:
    """The name as a column can have it. Raises InvalidInput when it is empty or taken by another than ``own``."""
    cleaned = tidy_name(name)
    if not cleaned:
        raise InvalidInput("An attribute needs a name. Nothing was changed.")
    if any(one.name == cleaned and one.id != own for one in store.attributes.all(owner)):
        raise InvalidInput("There is already an attribute called “{name}”. Nothing was changed.", name=cleaned[:200])
    return cleaned


def tidy_name(name: str) -> str:
    """A name on one line without surplus white space. Raises InvalidInput when it cannot be stored."""
    return " ".join(storable(name).split())


def _existing(store: Store, attribute: AttributeId) -> Attribute:
    found = store.attributes.get(attribute)
    if found is None:
        raise NotFound("The attribute no longer exists. Nothing was changed.")
    return found


def _move(store: Store, attribute: AttributeId, owner: Owner, position: int) -> None:
    order = [one.id for one in store.attributes.all(owner) if one.id != attribute]
    order.insert(max(0, position), attribute)
    store.attributes.order(order)


def _plan_kind(
    store: Store, attribute: AttributeId, kind: AttributeKind, choices: Sequence[str] | None
) -> KindPlan:
    found = _existing(store, attribute)
    values = Counter(store.attributes.column(attribute).values())
    say = texts(store.project.get().language)
    in_words = kind in (AttributeKind.TEXT, AttributeKind.CHOICE)
    readable = {one: shown_value(found, one, say) if in_words else one for one in values}
    if choices is None and kind is AttributeKind.CHOICE:
        choices = found.choices or sorted(readable.values())
    kept = _checked_choices(kind, choices or ())
    changes = [ValueChange(old, fitting(kind, readable[old], kept), count) for old, count in values.items()]
    return KindPlan(
        found,
        kind,
        kept,
        tuple(one for one in changes if one.new is not None and one.new != one.old),
        tuple(one for one in changes if one.new is None),
    )


def _checked_choices(kind: AttributeKind, choices: Iterable[str]) -> tuple[str, ...]:
    kept = tidy_choices(choices) if kind is AttributeKind.CHOICE else ()
    if len(kept) > _MOST_CHOICES:
        raise InvalidInput(
            "A list of {count} choices is too long to choose from; {most} are the most. Nothing was changed.",
            count=len(kept),
            most=_MOST_CHOICES,
        )
    return kept


def _rewrite_rules(store: Store, attribute: AttributeId, written: Mapping[str, str]) -> None:
    for selection in store.selections.all():
        rule = choices_renamed(selection.rule, attribute, written)
        if rule != selection.rule:
            store.selections.change(selection.id, rule=rule)


def _told(changes: Sequence[ValueChange]) -> Message:
    shown = ", ".join(f"“{one.old[:40]}” ({one.count})" for one in changes[:_MOST_TOLD])
    more = len(changes) - _MOST_TOLD
    if more > 0:
        return counted(
            "{values} and {count} other value do not fit", "{values} and {count} other values do not fit", more,
            values=shown,
        )  # fmt: skip
    return counted("{values} does not fit", "{values} do not fit", len(changes), values=shown)
