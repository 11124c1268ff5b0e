"""What is claimed of the material: findings about themes with their evidence, conclusions that rest on findings.

The line is question → theme → finding → conclusion. A finding stands under a code and names the passages that support
and contradict it; a conclusion answers a research question and names the findings it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import ClaimId, CodeId, CodingId, RespondentId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Claim, Code, CodeRole
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes

_LONGEST = 20_000


class Side(StrEnum):
    """Which way a passage speaks of a finding."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with its evidence in order of adding, and the conclusions that rest on it."""

    claim: Claim
    supporting: tuple[Quote, ...]
    contradicting: tuple[Quote, ...]
    conclusions: tuple[ClaimId, ...]

    @property
    def has_evidence(self) -> bool:
        """Whether a passage supports it."""
        return bool(self.supporting)

    def respondents(self, side: Side) -> frozenset[RespondentId]:
        """Who is heard in its evidence on one side."""
        quotes = self.supporting if side is Side.SUPPORTS else self.contradicting
        return frozenset(one for quote in quotes for one in quote.respondents)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion and the findings it rests on."""

    claim: Claim
    findings: tuple[ClaimId, ...]


@dataclass(frozen=True, slots=True)
class ClaimedCode:
    """A research question or theme with the findings about it and about the codes below it, by code in tree order.

    ``depth`` is 0 for what stands at the top. Conclusions stand with research questions alone.
    """

    code: Code
    depth: int
    findings: tuple[Finding, ...]
    conclusions: tuple[Conclusion, ...]

    @property
    def is_unanswered(self) -> bool:
        """Whether it is a research question without a conclusion."""
        return self.code.role is CodeRole.QUESTION and not self.conclusions


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything that is claimed: the codes of the tree in order, target goals left out."""

    codes: tuple[ClaimedCode, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding."""
        return tuple(finding for code in self.codes for finding in code.findings)

    @property
    def without_evidence(self) -> tuple[Finding, ...]:
        """Findings that no passage supports."""
        return tuple(finding for finding in self.findings if not finding.has_evidence)

    @property
    def unanswered(self) -> tuple[Code, ...]:
        """Research questions without a conclusion."""
        return tuple(code.code for code in self.codes if code.is_unanswered)

    @property
    def unfounded(self) -> tuple[Conclusion, ...]:
        """Conclusions that rest on no finding."""
        return tuple(one for code in self.codes for one in code.conclusions if not one.findings)


def read_claims(project: Project, which: QuoteFilter | None = None) -> Claims:
    """All claims with their evidence; one reading, whatever their number.

    Of the evidence only what ``which`` asks for is told of. Raises NotFound where it names a set that is gone.
    """
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        claims = store.analysis.claims()
        evidence = store.analysis.evidence()
        basis = store.analysis.basis()
    quotes = _quotes(project, {coding for _, coding, _ in evidence}, which or QuoteFilter())
    sides: dict[tuple[ClaimId, str], list[Quote]] = {}
    for named, coding, side in evidence:
        if coding in quotes:  # those of other coders are out of sight where one works blind
            sides.setdefault((named, side), []).append(quotes[coding])
    resting: dict[ClaimId, list[ClaimId]] = {}
    carrying: dict[ClaimId, list[ClaimId]] = {}
    for conclusion, finding in basis:
        resting.setdefault(conclusion, []).append(finding)
        carrying.setdefault(finding, []).append(conclusion)
    by_code: dict[CodeId, list[Claim]] = {}
    for claim in claims:
        by_code.setdefault(claim.code_id, []).append(claim)
    made = []
    for code in tree.in_order():
        if any(above.role is CodeRole.GOAL for above in tree.line(code.id)):
            continue
        own = by_code.get(code.id, [])
        findings = tuple(
            Finding(
                claim,
                tuple(sides.get((claim.id, Side.SUPPORTS.value), ())),
                tuple(sides.get((claim.id, Side.CONTRADICTS.value), ())),
                tuple(carrying.get(claim.id, ())),
            )
            for claim in own
            if claim.kind == "finding"
        )
        conclusions = tuple(
            Conclusion(claim, tuple(resting.get(claim.id, ()))) for claim in own if claim.kind == "conclusion"
        )
        made.append(ClaimedCode(code, len(tree.line(code.id)) - 1, findings, conclusions))
    return Claims(tuple(made))


def add_finding(
    project: Project, code: CodeId, text: str, codings: Sequence[CodingId] = (), side: Side = Side.SUPPORTS
) -> ClaimId:
    """Add a finding about a code, with passages that support (or contradict) it. Raises InvalidInput or NotFound."""
    words = _checked(text)
    with project.reading() as store:
        _code(store, code)
        _check_codings(store, codings)
    with project.transaction(message("Add a finding")) as store:
        claim = store.analysis.add_claim("finding", code, words)
        store.analysis.put_evidence(claim, codings, side.value)
    return claim


def add_conclusion(project: Project, question: CodeId, text: str, findings: Sequence[ClaimId] = ()) -> ClaimId:
    """Add a conclusion about a research question, resting on findings. Raises InvalidInput or NotFound."""
    words = _checked(text)
    with project.reading() as store:
        if _code(store, question).role is not CodeRole.QUESTION:
            raise InvalidInput("A conclusion answers a research question. Nothing was changed.")
        _check_findings(store, findings)
    with project.transaction(message("Add a conclusion")) as store:
        claim = store.analysis.add_claim("conclusion", question, words)
        store.analysis.set_basis(claim, findings)
    return claim


def set_claim_text(project: Project, claim: ClaimId, text: str) -> None:
    """Write a finding or a conclusion anew. Raises InvalidInput when it is empty, NotFound."""
    words = _checked(text)
    with project.reading() as store:
        old = _claim(store, claim)
    if old.text != words:
        label = message("Change a finding") if old.kind == "finding" else message("Change a conclusion")
        with project.transaction(label) as store:
            store.analysis.change_claim(claim, text=words)


def move_claim(project: Project, claim: ClaimId, code: CodeId) -> None:
    """Let a finding be about another code, or a conclusion about another research question.

    Raises InvalidInput or NotFound.
    """
    with project.reading() as store:
        old = _claim(store, claim)
        if _code(store, code).role is not CodeRole.QUESTION and old.kind == "conclusion":
            raise InvalidInput("A conclusion answers a research question. Nothing was changed.")
        place = max((one.position for one in store.analysis.claims() if one.code_id == code), default=-1) + 1
    if old.code_id != code:
        with project.transaction(message("Move a claim")) as store:
            store.analysis.change_claim(claim, code_id=code, position=place)


def remove_claims(project: Project, claims: Sequence[ClaimId]) -> int:
    """Delete findings and conclusions; the passages stay. Returns how many went."""
    with project.reading() as store:
        there = {one.id for one in store.analysis.claims()}
    going = [one for one in dict.fromkeys(claims) if one in there]
    if not going:
        return 0
    with project.transaction(counted("Delete {count} claim", "Delete {count} claims", len(going))) as store:
        return store.analysis.remove_claims(going)


def put_evidence(project: Project, finding: ClaimId, codings: Sequence[CodingId], side: Side) -> None:
    """Let passages support or contradict a finding; one that stood on the other side changes sides.

    Raises InvalidInput for a conclusion, NotFound.
    """
    with project.reading() as store:
        if _claim(store, finding).kind != "finding":
            raise InvalidInput("A conclusion rests on findings, not on passages. Nothing was changed.")
        _check_codings(store, codings)
        there = {(coding, kept) for claim, coding, kept in store.analysis.evidence() if claim == finding}
    new = [one for one in dict.fromkeys(codings) if (one, side.value) not in there]
    if new:
        label: Message = counted("Add {count} passage as evidence", "Add {count} passages as evidence", len(new))
        with project.transaction(label) as store:
            store.analysis.put_evidence(finding, new, side.value)


def take_evidence(project: Project, finding: ClaimId, codings: Sequence[CodingId]) -> int:
    """Take passages away from a finding; their codings stay. Returns how many were taken."""
    with project.reading() as store:
        there = {coding for claim, coding, _ in store.analysis.evidence() if claim == finding}
    going = [one for one in dict.fromkeys(codings) if one in there]
    if going:
        label = counted("Take {count} passage from the evidence", "Take {count} passages from the evidence", len(going))
        with project.transaction(label) as store:
            store.analysis.take_evidence(finding, going)
    return len(going)


def rest_on(project: Project, conclusion: ClaimId, findings: Sequence[ClaimId]) -> None:
    """Let a conclusion rest on these findings and no others. Raises InvalidInput or NotFound."""
    with project.reading() as store:
        if _claim(store, conclusion).kind != "conclusion":
            raise InvalidInput("Only a conclusion rests on findings. Nothing was changed.")
        _check_findings(store, findings)
        there = {finding for one, finding in store.analysis.basis() if one == conclusion}
    if there != set(findings):
        with project.transaction(message("Say what a conclusion rests on")) as store:
            store.analysis.set_basis(conclusion, findings)


def _quotes(project: Project, codings: set[CodingId], which: QuoteFilter) -> dict[CodingId, Quote]:
    if not codings:
        return {}
    return {quote.id: quote for quote in iter_quotes(project, replace(which, codings=tuple(sorted(codings))))}


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidInput("A claim needs words. Nothing was changed.")
    if len(words) > _LONGEST:
        raise InvalidInput("A claim has at most {count} letters. Nothing was changed.", count=_LONGEST)
    return words


def _code(store: Store, code: CodeId) -> Code:
    found = store.codes.get(code)
    if found is None:
        raise NotFound("The code no longer exists. Nothing was changed.")
    return found


def _claim(store: Store, claim: ClaimId) -> Claim:
    found = next((one for one in store.analysis.claims() if one.id == claim), None)
    if found is None:
        raise NotFound("The claim no longer exists. Nothing was changed.")
    return found


def _check_codings(store: Store, codings: Sequence[CodingId]) -> None:
    if {one.id for one in store.codings.by_ids(codings)} != set(codings):
        raise NotFound("A passage that was to be evidence is no longer coded. Nothing was changed.")


def _check_findings(store: Store, findings: Sequence[ClaimId]) -> None:
    there = {one.id for one in store.analysis.claims() if one.kind == "finding"}
    if not there >= set(findings):
        raise NotFound("A finding that was to be named no longer exists. Nothing was changed.")
