"""Conditions of a filter in words: typed on the command line, and read by people.

    Site = North            date >= 2026-01-01          consent is empty        done = yes
    Age between 30 and 40   kind in interview, survey   title contains pilot    code = Question 1/Trust

A field is one of those in ``domain/selections.py`` (in English, as in ``--json``) or the name of an attribute; where
documents and respondents both have one, ``respondent.Name`` or ``document.Name`` says whose it is, and what the filter
is about goes first. Quotation marks around a name keep words such as *in* in it from being read as a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId, CodeId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.domain.selections import FIELDS, WITHOUT_VALUE, Condition, Field, FieldFacts, Operator, Rule
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import shown_value
from qualcoder_peer.core.services.codebook import CodeTree, find_code, write_path
from qualcoder_peer.core.services.selections import find_selection
from qualcoder_peer.core.services.coders import list_coders

_COMPARISON = re.compile(
    r"\s*(!=|≠|<>|<=|≤|>=|≥|=|<|>)\s*|\s+(is not empty|is empty|is not|is|contains|between|in)(?:\s+|$)",
    re.IGNORECASE,
)
_OPERATORS = {
    "≠": Operator.IS_NOT, "<>": Operator.IS_NOT, "≤": Operator.AT_MOST, "≥": Operator.AT_LEAST, "is": Operator.IS,
    "is not": Operator.IS_NOT, "is empty": Operator.EMPTY, "is not empty": Operator.FILLED,
}  # fmt: skip
_BETWEEN = re.compile(r"\s+and\s+|\s*\.\.\s*|\s*–\s*", re.IGNORECASE)
_SENTENCES: dict[Operator, str] = {
    Operator.IS: N_("{field} is {value}"),
    Operator.IS_NOT: N_("{field} is not {value}"),
    Operator.CONTAINS: N_("{field} contains {value}"),
    Operator.LESS: N_("{field} is less than {value}"),
    Operator.GREATER: N_("{field} is more than {value}"),
    Operator.AT_MOST: N_("{field} is at most {value}"),
    Operator.AT_LEAST: N_("{field} is at least {value}"),
    Operator.BETWEEN: N_("{field} is between {value} and {last}"),
    Operator.ONE_OF: N_("{field} is one of {value}"),
    Operator.EMPTY: N_("{field} is empty"),
    Operator.FILLED: N_("{field} is not empty"),
}
_OTHERS = {Owner.RESPONDENT: N_("{field} of a respondent"), Owner.DOCUMENT: N_("{field} of a document")}


def parse_condition(project: Project, about: Owner, words: str) -> Condition:
    """The condition that ``words`` write. Raises InvalidInput when they cannot be read, NotFound for a name."""
    attributes = _all_attributes(project)
    problem = ""
    for name, operator, rest in _readings(words):
        found = _field(about, name, attributes)
        if found is None:
            problem = problem or name
            continue
        of, field, attribute = found
        values = _values(operator, rest)
        if FIELDS[of][field].kind is None:
            values = tuple(_id_of(project, of, field, value) for value in values)
        return Condition(of, field, operator, values, attribute.id if attribute is not None else None)
    if problem:
        raise NotFound("There is no attribute or field “{name}” to filter by.", name=problem[:200])
    raise InvalidInput(
        "“{words}” is no condition; write a field, a comparison and a value, such as {example}.",
        words=words[:200],
        example="Site = North",
    )


def rule_sentences(project: Project, about: Owner, rule: Rule, say: Texts) -> list[str]:
    """What a rule asks for, a line for each condition."""
    attributes = {one.id: one for one in _all_attributes(project)}
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        names: dict[Field, dict[str, str]] = {
            Field.CODER: {str(one.id): one.name for one in store.coders.all()},
            Field.SET: {str(one.id): one.name for one in store.selections.all()},
            Field.CODE: {str(one): write_path(tree.path(CodeId(one))) for one in tree.by_id},
        }
    gone = say("(removed)")
    lines = []
    for one in rule.conditions:
        facts = FIELDS[one.of][one.field]
        column = attributes.get(one.attribute or AttributeId(0))
        field = say(facts.title) if one.attribute is None else column.name if column is not None else gone
        if one.of is not about:
            field = say(_OTHERS[one.of], field=field)
        values = [names[one.field].get(value, gone) if facts.kind is None else _shown(facts, column, value, say)
                  for value in one.values]  # fmt: skip
        joined = values[0] if one.operator is Operator.BETWEEN and values else ", ".join(values)
        lines.append(say(_SENTENCES[one.operator], field=field, value=joined, last=values[-1] if values else ""))
    return lines


def _readings(words: str) -> Iterator[tuple[str, Operator, str]]:
    """(field, comparison, the rest) wherever the words can be divided, from the left."""
    quoted = re.match(r'\s*((?:respondent\.|document\.)?)"([^"]+)"', words)
    start = quoted.end() if quoted else 0
    for found in _COMPARISON.finditer(words, start):
        name = quoted[1] + quoted[2] if quoted else words[: found.start()]
        sign = (found[1] or found[2]).lower()
        operator = _OPERATORS.get(sign) or Operator(sign)
        if name.strip():
            yield " ".join(name.split()), operator, words[found.end() :].strip()


def _field(
    about: Owner, name: str, attributes: list[Attribute]
) -> tuple[Owner, Field, Attribute | None] | None:
    whose, dot, rest = name.partition(".")
    owners = [about, *(one for one in Owner if one is not about)]
    if dot and whose.lower() in {one.value for one in Owner}:
        owners, name = [Owner(whose.lower())], rest
    key = name.lower().replace(" ", "_")
    for exactly in (True, False):
        for owner in owners:
            for one in attributes:
                same = one.name == name if exactly else one.name.casefold() == name.casefold()
                if one.owner is owner and same:
                    return owner, Field.ATTRIBUTE, one
            field = next((one for one in FIELDS[owner] if one.value == key and one is not Field.ATTRIBUTE), None)
            if field is not None:
                return owner, field, None
    return None


def _values(operator: Operator, words: str) -> tuple[str, ...]:
    if operator in WITHOUT_VALUE:
        return ()
    if operator is Operator.BETWEEN:
        return tuple(part.strip() for part in _BETWEEN.split(words, maxsplit=1))
    if operator is Operator.ONE_OF:
        return tuple(part.strip() for part in words.split(",") if part.strip())
    plain = words[1:-1] if len(words) > 1 and words[0] == words[-1] == '"' else words
    return (plain,) if plain else ()


def _id_of(project: Project, of: Owner, field: Field, name: str) -> str:
    if field is Field.CODE:
        return str(find_code(project, name).id)
    if field is Field.SET:
        return str(find_selection(project, name, of).id)
    found = next((coder.id for coder in list_coders(project) if coder.name == name), None)
    if found is None:
        raise NotFound("There is no coder “{name}” in the project.", name=name[:200])
    return str(found)


def _shown(facts: FieldFacts, column: Attribute | None, value: str, say: Texts) -> str:
    if column is not None:
        return shown_value(column, value, say)
    if facts.choices and value in facts.choices:
        return say(facts.choices[value])
    if facts.kind is AttributeKind.YES_NO:
        return say(N_("Yes")) if value == "yes" else say(N_("No"))
    return value


def _all_attributes(project: Project) -> list[Attribute]:
    with project.reading() as store:
        return store.attributes.all(None)
