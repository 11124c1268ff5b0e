"""Findings and conclusions: what they rest on, what is missing, and that everything can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import ClaimId, CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import CodeRole, Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.claims import (
    Side,
    add_conclusion,
    add_finding,
    move_claim,
    put_evidence,
    read_claims,
    remove_claims,
    rest_on,
    set_claim_text,
    take_evidence,
)
from qualcoder_peer.core.services.codebook import add_code, remove_codes
from qualcoder_peer.core.services.coding import NewCoding, add_codings, remove_codings
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.selections import add_set, remove_selections
from tests.support.projects import add_text

TEXT = "R1: Jag fick stöd.\nR2: Jag fick inget stöd.\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


@pytest.fixture
def codes(project: Project) -> tuple[CodeId, CodeId]:
    question = add_code(project, "Vad betydde stödet?", role=CodeRole.QUESTION)
    return question, add_code(project, "Trygghet", question, role=CodeRole.THEME)


@pytest.fixture
def codings(project: Project, codes: tuple[CodeId, CodeId]) -> list[CodingId]:
    document: DocumentId = add_text(project, "A", TEXT)
    spans = [(TEXT.index(words), TEXT.index(words) + len(words)) for words in ("Jag fick stöd.", "Jag fick inget")]
    return list(add_codings(project, [NewCoding(document, codes[1], start, end) for start, end in spans]))


def test_a_finding_has_evidence_on_both_sides(
    project: Project, codes: tuple[CodeId, CodeId], codings: list[CodingId]
) -> None:
    finding = add_finding(project, codes[1], " De flesta kände sig trygga. ", codings[:1])
    put_evidence(project, finding, codings, Side.CONTRADICTS)
    put_evidence(project, finding, codings[:1], Side.SUPPORTS)
    question, theme = read_claims(project).codes
    (found,) = theme.findings
    assert (question.findings, question.depth, theme.depth) == ((), 0, 1)
    assert found.claim.text == "De flesta kände sig trygga."
    assert [quote.text for quote in found.supporting] == ["Jag fick stöd."]
    assert [quote.text for quote in found.contradicting] == ["Jag fick inget"]
    assert len(found.respondents(Side.SUPPORTS)) == len(found.respondents(Side.CONTRADICTS)) == 1
    assert take_evidence(project, finding, [*codings, CodingId(999)]) == 2
    assert take_evidence(project, finding, codings) == 0
    project.undo()
    assert len(read_claims(project).findings[0].supporting) == 1


def test_only_evidence_that_a_set_lets_through_is_told_of(
    project: Project, codes: tuple[CodeId, CodeId], codings: list[CodingId]
) -> None:
    finding = add_finding(project, codes[1], "De flesta kände sig trygga.", codings[:1])
    put_evidence(project, finding, codings[1:], Side.CONTRADICTS)
    second = next(one.id for one in list_respondents(project) if one.name == "R2")
    chosen = add_set(project, Owner.RESPONDENT, "Den andra", [second])
    narrowed = read_claims(project, QuoteFilter(sets=(chosen,)))
    (found,) = narrowed.findings
    assert (found.supporting, [quote.text for quote in found.contradicting]) == ((), ["Jag fick inget"])
    assert [one.claim.id for one in narrowed.without_evidence] == [finding]
    assert read_claims(project).without_evidence == ()
    remove_selections(project, [chosen])
    with pytest.raises(NotFound):
        read_claims(project, QuoteFilter(sets=(chosen,)))


def test_what_is_missing_is_told(project: Project, codes: tuple[CodeId, CodeId], codings: list[CodingId]) -> None:
    bare = add_finding(project, codes[1], "Utan belägg.")
    against = add_finding(project, codes[1], "Bara emot.", codings[1:], Side.CONTRADICTS)
    claims = read_claims(project)
    assert [one.claim.id for one in claims.without_evidence] == [bare, against]
    assert [code.name for code in claims.unanswered] == ["Vad betydde stödet?"]
    end = add_conclusion(project, codes[0], "Stödet bar.")
    claims = read_claims(project)
    assert (claims.unanswered, [one.claim.id for one in claims.unfounded]) == ((), [end])
    rest_on(project, end, [against])
    claims = read_claims(project)
    assert (claims.unfounded, claims.findings[1].conclusions) == ((), (end,))
    remove_codings(project, codings)
    assert [one.claim.id for one in read_claims(project).without_evidence] == [bare, against]


def test_claims_change_move_and_go(project: Project, codes: tuple[CodeId, CodeId]) -> None:
    first, second = (add_finding(project, codes[1], words) for words in ("Ett", "Två"))
    end = add_conclusion(project, codes[0], "Så.", [first, second])
    set_claim_text(project, second, "Två till")
    move_claim(project, first, codes[0])
    question, theme = read_claims(project).codes
    assert [one.claim.text for one in question.findings] == ["Ett"]
    assert [one.claim.text for one in theme.findings] == ["Två till"]
    assert [one.findings for one in question.conclusions] == [(first, second)]
    assert remove_claims(project, [first, ClaimId(999)]) == 1
    assert [one.findings for one in read_claims(project).codes[0].conclusions] == [(second,)]
    assert remove_claims(project, [first]) == 0
    remove_codes(project, [codes[0]])
    assert read_claims(project).codes == ()
    project.undo()
    assert read_claims(project).codes[0].conclusions[0].claim.id == end


def test_what_cannot_be_is_refused_and_changes_nothing(
    project: Project, codes: tuple[CodeId, CodeId], codings: list[CodingId]
) -> None:
    finding = add_finding(project, codes[1], "F")
    end = add_conclusion(project, codes[0], "K")
    steps = len(project.history())
    for refused in (
        lambda: add_finding(project, codes[1], "  "),
        lambda: add_finding(project, codes[1], "x" * 20_001),
        lambda: add_conclusion(project, codes[1], "Ett tema är ingen fråga"),
        lambda: move_claim(project, end, codes[1]),
        lambda: put_evidence(project, end, codings, Side.SUPPORTS),
        lambda: rest_on(project, finding, []),
    ):
        with pytest.raises(InvalidInput):
            refused()
    for gone in (
        lambda: add_finding(project, CodeId(999), "x"),
        lambda: add_finding(project, codes[1], "x", [CodingId(999)]),
        lambda: rest_on(project, end, [ClaimId(999)]),
        lambda: set_claim_text(project, ClaimId(999), "x"),
    ):
        with pytest.raises(NotFound):
            gone()
    assert len(project.history()) == steps
