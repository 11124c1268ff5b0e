"""Conditions as people write them, and as they are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.model import AttributeKind, Owner
from qualcoder_peer.core.domain.selections import Field, Operator, Rule
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import add_attribute, remove_attribute
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.filter_words import parse_condition, rule_sentences
from qualcoder_peer.core.services.selections import add_set

DOCUMENT, RESPONDENT = Owner.DOCUMENT, Owner.RESPONDENT


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        add_attribute(made, "Ålder", kind=AttributeKind.NUMBER)
        add_attribute(made, "bor in i staden", kind=AttributeKind.YES_NO)
        add_attribute(made, "Namn = alias")
        add_attribute(made, "Ålder", DOCUMENT)
        add_code(made, "Tema")
        add_set(made, RESPONDENT, "Utvalda")
        yield made


@pytest.mark.parametrize(
    ("about", "words", "of", "field", "operator", "values", "told"),
    [
        (RESPONDENT, "Ålder >= 65", RESPONDENT, "attribute", ">=", ("65",), "Ålder is at least 65"),
        (RESPONDENT, "ålder≠65", RESPONDENT, "attribute", "!=", ("65",), "Ålder is not 65"),
        (DOCUMENT, "Ålder = x", DOCUMENT, "attribute", "=", ("x",), "Ålder is x"),
        (DOCUMENT, "respondent.Ålder between 30 and 40", RESPONDENT, "attribute", "between", ("30", "40"),
         "Ålder of a respondent is between 30 and 40"),
        (RESPONDENT, "bor in i staden is ja", RESPONDENT, "attribute", "=", ("ja",), "bor in i staden is ja"),
        (RESPONDENT, '"Namn = alias" is empty', RESPONDENT, "attribute", "empty", (), "Namn = alias is empty"),
        (RESPONDENT, "kind in interview, survey", DOCUMENT, "kind", "in", ("interview", "survey"),
         "Kind of a document is one of Interview, Survey"),
        (DOCUMENT, "date between 2025-01-01 .. 2025-12-31", DOCUMENT, "date", "between", ("2025-01-01", "2025-12-31"),
         "Date is between 2025-01-01 and 2025-12-31"),
        (RESPONDENT, "consent date is not empty", RESPONDENT, "consent_date", "filled", (),
         "Date of consent is not empty"),
        (DOCUMENT, 'title contains " pilot "', DOCUMENT, "title", "contains", (" pilot ",), "Title contains  pilot "),
        (DOCUMENT, "done = yes", DOCUMENT, "done", "=", ("yes",), "Coded to the end is Yes"),
        (RESPONDENT, "code = Tema", RESPONDENT, "code", "=", ("1",), "Code is Tema"),
        (DOCUMENT, "respondent.set = Utvalda", RESPONDENT, "set", "=", ("1",), "Set of a respondent is Utvalda"),
    ],
)  # fmt: skip
def test_words_become_conditions_and_conditions_words(
    project: Project, about: Owner, words: str, of: Owner, field: str, operator: str, values: tuple[str, ...], told: str
) -> None:
    found = parse_condition(project, about, words)
    assert (found.of, found.field, found.operator, found.values) == (of, Field(field), Operator(operator), values)
    assert (found.attribute is not None) == (field == "attribute")
    assert rule_sentences(project, about, Rule((found,)), texts("en")) == [told]


def test_what_cannot_be_read_is_told(project: Project) -> None:
    for words, error in (
        ("Längd > 2", NotFound), ("respondent.kind = x", NotFound), ("gamla", InvalidInput), ("= 2", InvalidInput),
        ("code = Annat", NotFound), ("coder = CD", NotFound), ("set = Alla", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            parse_condition(project, RESPONDENT, words)


def test_what_was_removed_is_told_as_removed(project: Project) -> None:
    found = parse_condition(project, RESPONDENT, "Ålder > 1")
    assert found.attribute is not None
    remove_attribute(project, found.attribute)
    assert rule_sentences(project, RESPONDENT, Rule((found,)), texts("en")) == ["(removed) is more than 1"]
