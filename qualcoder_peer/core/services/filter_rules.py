"""Whom and what a saved filter fits: every fact a rule asks for is read once, never row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, reduce
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId, CodeId, SelectionId
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Document, Owner, Selection
from qualcoder_peer.core.domain.selections import (
    FIELDS,
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    Field,
    Operator,
    Rule,
    check_rule,
)
from qualcoder_peer.core.domain.values import NO, YES, checked_value, date_of, number_of
from qualcoder_peer.core.project import Store
from qualcoder_peer.core.services.codebook import CodeTree

Values = Mapping[int, str]
_OTHER = {Owner.DOCUMENT: Owner.RESPONDENT, Owner.RESPONDENT: Owner.DOCUMENT}


class RuleReader:
    """What the selections of a project hold, worked out on one connection; make a new one for a new reading."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._columns: dict[tuple[Owner, Field, AttributeId | None], Values | None] = {}
        self._working: list[SelectionId] = []
        self._found: dict[SelectionId, frozenset[int]] = {}

    def members(self, selection: Selection) -> frozenset[int]:
        """The ids of the documents or respondents that are in a set, or that a filter fits.

        A filter that asks for itself by way of others, or that this version cannot read, fits nothing.
        """
        known = self._found.get(selection.id)
        if known is not None:
            return known
        if not selection.is_filter:
            found = frozenset(self._set_members(selection.about).get(selection.id, ()))
        elif selection.id in self._working:
            return frozenset()
        else:
            self._working.append(selection.id)
            try:
                found = self.fitting(selection.about, Rule.from_json(selection.rule))
            except InvalidInput:
                found = frozenset()
            finally:
                self._working.pop()
        self._found[selection.id] = found
        return found

    def fitting(self, about: Owner, rule: Rule) -> frozenset[int]:
        """The ids of the documents or respondents that a rule fits. A rule without conditions fits all."""
        if not rule.conditions:
            return self.everything(about)
        own = [self._fitting_one(one) for one in rule.conditions if one.of is about]
        other = [self._fitting_one(one) for one in rule.conditions if one.of is not about]
        if rule.any:
            return frozenset().union(*own, self.heard_with(_OTHER[about], frozenset().union(*other)))
        if other:  # all that is asked of the other side must hold for one and the same
            own.append(self.heard_with(_OTHER[about], reduce(frozenset.intersection, other)))
        return reduce(frozenset.intersection, own)

    def everything(self, about: Owner) -> frozenset[int]:
        """The ids of all documents or respondents."""
        return frozenset(self._titles if about is Owner.DOCUMENT else self._names)

    def heard_with(self, of: Owner, members: frozenset[int]) -> frozenset[int]:
        """The respondents heard in these documents, or the documents in which these respondents are heard."""
        if of is Owner.DOCUMENT:
            return frozenset(person for document, person in self._heard if document in members)
        return frozenset(document for document, person in self._heard if person in members)

    def is_broken(self, rule: Rule) -> bool:
        """Whether a rule names something that is gone, so that a condition of it fits nothing."""
        return any(not self._is_there(one) for one in rule.conditions)

    def attribute(self, attribute: AttributeId | None) -> Attribute | None:
        """A column that is still there."""
        return None if attribute is None else self._attributes.get(attribute)

    def kind_of(self, condition: Condition) -> AttributeKind | None:
        """The kind of the values a condition compares; None for ids."""
        column = self.attribute(condition.attribute)
        return column.kind if column is not None else FIELDS[condition.of][condition.field].kind

    def settled(self, rule: Rule, own: SelectionId | None = None) -> Rule:
        """The rule with its values as they are stored, ready to be kept (for the selection ``own``, if it is there).

        Raises InvalidInput when a condition makes no sense or the filter would ask for itself, NotFound when something
        is gone.
        """
        check_rule(rule)
        settled = replace(rule, conditions=tuple(self._settled_one(one) for one in rule.conditions))
        if own is not None and self._reaches(settled, own, set()):
            raise InvalidInput("A filter cannot ask for itself, not by way of others either. Nothing was changed.")
        return settled

    # Private

    def _fitting_one(self, condition: Condition) -> frozenset[int]:
        if not self._is_there(condition):
            return frozenset()
        everything = self.everything(condition.of)
        if self.kind_of(condition) is None:
            having = self._having(condition) & everything
            return everything - having if condition.operator in (Operator.IS_NOT, Operator.EMPTY) else having
        values = self._column(condition)
        fits = _Fits(condition)
        return frozenset(one for one in everything if fits(values.get(one, "")))

    def _having(self, condition: Condition) -> frozenset[int]:
        """Who has one of the codes, coders or sets that are named; any at all where none is."""
        wanted = [int(value) for value in condition.values if value.isdecimal()]
        if condition.field is Field.SET:
            chosen = [self._selections[SelectionId(one)] for one in wanted] or [
                one for one in self._selections.values() if one.about is condition.of and not one.is_filter
            ]
            return frozenset[int]().union(*(self.members(one) for one in chosen))
        if condition.field is Field.CODER:
            coders = wanted or [coder.id for coder in self._store.coders.all()]
            return frozenset(self._store.selections.documents_of_coders(coders))
        codes = {below for one in wanted for below in self._tree.below(CodeId(one))} if wanted else self._tree.by_id
        if condition.of is Owner.DOCUMENT:
            return frozenset(self._store.selections.coded_documents(codes))
        heard = self._store.codes.respondents(None) if not wanted else self._store.codes.respondents(sorted(codes))
        return frozenset[int]().union(*heard.values())

    def _is_there(self, condition: Condition) -> bool:
        if condition.field is Field.ATTRIBUTE:
            column = self.attribute(condition.attribute)
            return column is not None and column.owner is condition.of
        ids = [int(value) for value in condition.values if value.isdecimal()]
        if condition.field is Field.CODE:
            return all(one in self._tree.by_id for one in ids)
        if condition.field is Field.CODER:
            return all(one in self._coders for one in ids)
        if condition.field is Field.SET:
            found = [self._selections.get(SelectionId(one)) for one in ids]
            return all(one is not None and one.about is condition.of for one in found)
        return condition.field in FIELDS[condition.of]

    def _settled_one(self, condition: Condition) -> Condition:
        if not self._is_there(condition):
            raise NotFound("Something that the filter asks for no longer exists. Nothing was changed.")
        kind, facts = self.kind_of(condition), FIELDS[condition.of][condition.field]
        column = self.attribute(condition.attribute)
        title: object = column.name if column is not None else Message(facts.title)
        if condition.operator not in OPERATORS[kind]:
            raise InvalidInput("“{field}” cannot be compared in this way. Nothing was changed.", field=title)
        if condition.operator in WITHOUT_VALUE or condition.operator is Operator.CONTAINS or kind is None:
            return condition
        choices = column.choices if column is not None else tuple(facts.choices or ())
        words = column or Attribute(AttributeId(0), str(facts.title), 0, condition.of, kind, choices)
        values = tuple(checked_value(words, value) for value in condition.values)
        if not all(values):
            raise InvalidInput(
                "The condition on “{field}” lacks something to compare with. Nothing was changed.", field=title
            )
        return replace(condition, values=values)

    def _reaches(self, rule: Rule, wanted: SelectionId, seen: set[SelectionId]) -> bool:
        for condition in rule.conditions:
            if condition.field is not Field.SET:
                continue
            for one in (SelectionId(int(value)) for value in condition.values if value.isdecimal()):
                if one == wanted:
                    return True
                found = self._selections.get(one)
                if found is None or not found.is_filter or one in seen:
                    continue
                seen.add(one)
                if self._reaches(Rule.from_json(found.rule), wanted, seen):
                    return True
        return False

    def _column(self, condition: Condition) -> Values:
        key = (condition.of, condition.field, condition.attribute)
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = self._read_column(condition)
        return found

    def _read_column(self, condition: Condition) -> Values:
        store, field = self._store, condition.field
        if condition.attribute is not None:
            return store.attributes.column(condition.attribute)
        if field is Field.MEMO:
            return store.memos.texts_of(condition.of.value)
        if condition.of is Owner.DOCUMENT:
            if field is Field.RESPONDENTS:
                return self._numbers(Counter(document for document, _ in self._heard), condition.of)
            if field is Field.CODINGS:
                return self._numbers(store.codings.counts_by_document(), condition.of)
            return self._document_column(field)
        if field is Field.DOCUMENTS:
            return self._numbers(Counter(person for _, person in self._heard), condition.of)
        if field is Field.CODINGS:
            return self._numbers(store.respondents.coding_counts(), condition.of)
        place = (Field.NAME, Field.ROLE, Field.CONSENT, Field.CONSENT_DATE).index(field)
        return {row[0]: (row[1], row[2], row[3], row[4])[place] for row in self._people}

    def _document_column(self, field: Field) -> Values:
        if field is Field.DONE:
            return {one.id: YES if one.done else NO for one in self._documents}
        return {one.id: str(getattr(one, field.value)) for one in self._documents}

    def _numbers(self, counts: Mapping[Any, int], of: Owner) -> Values:
        return {one: str(counts.get(one, 0)) for one in self.everything(of)}

    def _set_members(self, about: Owner) -> Mapping[SelectionId, set[int]]:
        return self._members_of_documents if about is Owner.DOCUMENT else self._members_of_people

    @cached_property
    def _members_of_documents(self) -> Mapping[SelectionId, set[int]]:
        return self._store.selections.members(Owner.DOCUMENT)

    @cached_property
    def _members_of_people(self) -> Mapping[SelectionId, set[int]]:
        return self._store.selections.members(Owner.RESPONDENT)

    @cached_property
    def _documents(self) -> list[Document]:
        return self._store.documents.all()

    @cached_property
    def _titles(self) -> set[int]:
        return {one.id for one in self._documents}

    @cached_property
    def _people(self) -> list[tuple[int, str, str, str, str]]:
        return self._store.respondents.basics()

    @cached_property
    def _names(self) -> set[int]:
        return {row[0] for row in self._people}

    @cached_property
    def _heard(self) -> list[tuple[int, int]]:
        return self._store.speakers.heard()

    @cached_property
    def _attributes(self) -> dict[AttributeId, Attribute]:
        return {one.id: one for one in self._store.attributes.all(None)}

    @cached_property
    def _selections(self) -> dict[SelectionId, Selection]:
        return {one.id: one for one in self._store.selections.all()}

    @cached_property
    def _coders(self) -> set[int]:
        return {coder.id for coder in self._store.coders.all()}

    @cached_property
    def _tree(self) -> CodeTree:
        return CodeTree(self._store.codes.all())


class _Fits:
    """Whether a value fits a condition; what it is compared with is read once."""

    def __init__(self, condition: Condition) -> None:
        self._operator = condition.operator
        self._wanted = {_same(value) for value in condition.values}
        self._part = condition.values[0].casefold() if condition.values else ""
        self._sizes = [_size(value) for value in condition.values]

    def __call__(self, value: str) -> bool:
        operator = self._operator
        if operator is Operator.EMPTY:
            return not value
        if operator is Operator.FILLED:
            return bool(value)
        if operator is Operator.IS_NOT:
            return _same(value) not in self._wanted
        if not value:
            return False
        if operator is Operator.CONTAINS:
            return self._part in value.casefold()
        if operator in (Operator.IS, Operator.ONE_OF):
            return _same(value) in self._wanted
        return self._in_order(value)

    def _in_order(self, value: str) -> bool:
        size, limits = _size(value), self._sizes
        # A column that has become another kind since may hold what cannot be compared: it does not fit.
        if size is None or any(limit is None or limit[0] != size[0] for limit in limits):
            return False
        first, last = limits[0], limits[-1]
        assert first is not None and last is not None
        match self._operator:
            case Operator.LESS:
                return size < first
            case Operator.GREATER:
                return size > first
            case Operator.AT_MOST:
                return size <= first
            case Operator.AT_LEAST:
                return size >= first
            case _:
                return min(first, last) <= size <= max(first, last)


def _same(value: str) -> str:
    return " ".join(value.split()).casefold()


def _size(value: str) -> tuple[str, Decimal | str] | None:
    number = number_of(value)
    if number is not None:
        return "number", Decimal(number)
    day = date_of(value)
    return None if day is None else ("date", day)
