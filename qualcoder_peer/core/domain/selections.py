"""Saved filters as data: conditions on documents and respondents, kept as JSON.

A condition names what it is about by id (an attribute, a code, a coder, a set), never by name: renaming breaks no
filter. A condition on an attribute, code or set that is gone fits nothing.

A filter over documents may have conditions on the respondents heard in them, and one over respondents on the documents
they are heard in. Where all conditions must hold, those on the other side must hold for one and the same person (or
document): “women over 60” finds no interview with a young woman and an old man. Only speakers whose role is
respondent connect the two; an interviewer never does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.messages import N_, Message
from qualcoder_peer.core.domain.model import CONSENT_TITLES, SPEAKER_TITLES, AttributeKind, Owner
from qualcoder_peer.core.domain.sources import KIND_TITLES

MOST_CONDITIONS = 50


class Field(StrEnum):
    """What a condition looks at; ``attribute code coder set`` need an id (or several)."""

    TITLE = "title"
    KIND = "kind"
    DATE = "date"
    LANGUAGE = "language"
    DONE = "done"
    NAME = "name"
    ROLE = "role"
    CONSENT = "consent"
    CONSENT_DATE = "consent_date"
    ATTRIBUTE = "attribute"
    MEMO = "memo"
    CODINGS = "codings"
    RESPONDENTS = "respondents"
    DOCUMENTS = "documents"
    CODE = "code"
    CODER = "coder"
    SET = "set"


class Operator(StrEnum):
    """How a condition compares."""

    IS = "="
    IS_NOT = "!="
    CONTAINS = "contains"
    LESS = "<"
    GREATER = ">"
    AT_MOST = "<="
    AT_LEAST = ">="
    BETWEEN = "between"
    ONE_OF = "in"
    EMPTY = "empty"
    FILLED = "filled"


OPERATOR_TITLES: dict[Operator, str] = {
    Operator.IS: N_("is"),
    Operator.IS_NOT: N_("is not"),
    Operator.CONTAINS: N_("contains"),
    Operator.LESS: N_("is less than"),
    Operator.GREATER: N_("is more than"),
    Operator.AT_MOST: N_("is at most"),
    Operator.AT_LEAST: N_("is at least"),
    Operator.BETWEEN: N_("is between"),
    Operator.ONE_OF: N_("is one of"),
    Operator.EMPTY: N_("is empty"),
    Operator.FILLED: N_("is not empty"),
}
WITHOUT_VALUE = frozenset((Operator.EMPTY, Operator.FILLED))
_ORDER = (Operator.LESS, Operator.GREATER, Operator.AT_MOST, Operator.AT_LEAST, Operator.BETWEEN)
_EITHER = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.EMPTY, Operator.FILLED)
OPERATORS: dict[AttributeKind | None, tuple[Operator, ...]] = {
    AttributeKind.TEXT: (Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.ONE_OF, Operator.EMPTY,
                         Operator.FILLED),
    AttributeKind.NUMBER: (Operator.IS, Operator.IS_NOT, *_ORDER, Operator.ONE_OF, Operator.EMPTY, Operator.FILLED),
    AttributeKind.DATE: (Operator.IS, Operator.IS_NOT, *_ORDER, Operator.ONE_OF, Operator.EMPTY, Operator.FILLED),
    AttributeKind.CHOICE: _EITHER,
    AttributeKind.YES_NO: (Operator.IS, Operator.IS_NOT, Operator.EMPTY, Operator.FILLED),
    None: _EITHER,
}  # fmt: skip
"""What can be asked of a field by the kind of its values; None: ids of codes, coders or sets."""


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """A field of documents or respondents: its title, the kind of its values (None: ids), the choices of a choice."""

    title: str
    kind: AttributeKind | None
    choices: Mapping[str, str] | None = None


_CONSENTS = {key.value: title for key, title in CONSENT_TITLES.items() if key.value}
_ROLES = {key.value: title for key, title in SPEAKER_TITLES.items()}
_KINDS = {key.value: title for key, title in KIND_TITLES.items()}
FIELDS: dict[Owner, dict[Field, FieldFacts]] = {
    Owner.DOCUMENT: {
        Field.TITLE: FieldFacts(N_("Title"), AttributeKind.TEXT),
        Field.KIND: FieldFacts(N_("Kind"), AttributeKind.CHOICE, _KINDS),
        Field.DATE: FieldFacts(N_("Date"), AttributeKind.DATE),
        Field.LANGUAGE: FieldFacts(N_("Language"), AttributeKind.TEXT),
        Field.DONE: FieldFacts(N_("Coded to the end"), AttributeKind.YES_NO),
        Field.ATTRIBUTE: FieldFacts(N_("Attribute"), AttributeKind.TEXT),
        Field.MEMO: FieldFacts(N_("Memo"), AttributeKind.TEXT),
        Field.RESPONDENTS: FieldFacts(N_("Respondents"), AttributeKind.NUMBER),
        Field.CODINGS: FieldFacts(N_("Codings"), AttributeKind.NUMBER),
        Field.CODE: FieldFacts(N_("Code"), None),
        Field.CODER: FieldFacts(N_("Coder"), None),
        Field.SET: FieldFacts(N_("Set"), None),
    },
    Owner.RESPONDENT: {
        Field.NAME: FieldFacts(N_("Pseudonym"), AttributeKind.TEXT),
        Field.ROLE: FieldFacts(N_("Role"), AttributeKind.CHOICE, _ROLES),
        Field.CONSENT: FieldFacts(N_("Consent"), AttributeKind.CHOICE, _CONSENTS),
        Field.CONSENT_DATE: FieldFacts(N_("Date of consent"), AttributeKind.DATE),
        Field.ATTRIBUTE: FieldFacts(N_("Attribute"), AttributeKind.TEXT),
        Field.MEMO: FieldFacts(N_("Memo"), AttributeKind.TEXT),
        Field.DOCUMENTS: FieldFacts(N_("Documents"), AttributeKind.NUMBER),
        Field.CODINGS: FieldFacts(N_("Codings"), AttributeKind.NUMBER),
        Field.CODE: FieldFacts(N_("Code"), None),
        Field.SET: FieldFacts(N_("Set"), None),
    },
}
"""What can be asked of documents and of respondents. The kind of an attribute is that of its own column."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold: ``of`` says whose ``field`` it is.

    ``attribute`` is the column for the field of that name. ``values`` are stored texts (see ``domain/values.py``):
    one, two for ``between``, any number for ``in``, none for ``empty`` and ``filled``; for codes, coders and sets they
    are ids as digits. A code stands for those below it too.
    """

    of: Owner
    field: Field
    operator: Operator
    values: tuple[str, ...] = ()
    attribute: AttributeId | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions of which all must hold, or any."""

    conditions: tuple[Condition, ...]
    any: bool = False

    def to_json(self) -> str:
        """The rule as it is kept in the project."""
        conditions = []
        for one in self.conditions:
            plain: dict[str, Any] = {"of": one.of.value, "field": one.field.value, "operator": one.operator.value}
            if one.attribute is not None:
                plain["attribute"] = one.attribute
            if one.values:
                plain["values"] = list(one.values)
            conditions.append(plain)
        return json.dumps({"join": "any" if self.any else "all", "conditions": conditions}, ensure_ascii=False)

    @staticmethod
    def from_json(stored: str) -> Rule:
        """The rule that ``to_json`` made. Raises InvalidInput when it is not one of this program's."""
        try:
            plain = json.loads(stored)
            conditions = tuple(_condition(one) for one in plain["conditions"])
            return Rule(conditions, plain.get("join") == "any")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidInput(
                "A saved filter was made by a newer version of the program and cannot be used by this one."
            ) from None


def choices_renamed(stored: str, attribute: AttributeId, renamed: Mapping[str, str]) -> str:
    """A stored rule in which the values of one attribute read as they do after they were renamed (old → new)."""
    if not stored:
        return stored
    try:
        rule = Rule.from_json(stored)
    except InvalidInput:
        return stored
    conditions = tuple(
        replace(one, values=tuple(renamed.get(value) or value for value in one.values))
        if one.attribute == attribute
        else one
        for one in rule.conditions
    )
    return stored if conditions == rule.conditions else replace(rule, conditions=conditions).to_json()


def check_rule(rule: Rule) -> None:
    """Raises InvalidInput when a rule has no conditions, too many, or one that makes no sense by itself."""
    if not rule.conditions:
        raise InvalidInput("A filter needs at least one condition. Nothing was changed.")
    if len(rule.conditions) > MOST_CONDITIONS:
        raise InvalidInput("A filter has at most {most} conditions. Nothing was changed.", most=MOST_CONDITIONS)
    for one in rule.conditions:
        facts = FIELDS[one.of].get(one.field)
        needed = 0 if one.operator in WITHOUT_VALUE else 2 if one.operator is Operator.BETWEEN else 1
        enough = len(one.values) >= 1 if one.operator is Operator.ONE_OF else len(one.values) == needed
        if facts is None or not enough or (one.field is Field.ATTRIBUTE) != (one.attribute is not None):
            raise InvalidInput(
                "The condition on “{field}” lacks something to compare with. Nothing was changed.",
                field=Message(facts.title) if facts else one.field.value,
            )


def _condition(plain: Mapping[str, Any]) -> Condition:
    attribute = plain.get("attribute")
    return Condition(
        Owner(plain["of"]),
        Field(plain["field"]),
        Operator(plain["operator"]),
        tuple(str(value) for value in plain.get("values", ())),
        None if attribute is None else AttributeId(int(attribute)),
    )
