"""Choosing quotes: all candidates of a theme beside each other, in an order that helps, with those already used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualcoder_peer.core.domain.ids import CodeId, DocumentId, ReportId, ReportItemId, RespondentId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes


class CandidateOrder(StrEnum):
    """What candidates are ordered by; what is equal stands in the order of the material."""

    STARRED = "starred"
    RESPONDENT = "respondent"
    LENGTH = "length"
    STANCE = "stance"
    PLACE = "place"


CANDIDATE_ORDERS: Mapping[CandidateOrder, str] = {
    CandidateOrder.STARRED: N_("Starred first"),
    CandidateOrder.RESPONDENT: N_("By respondent"),
    CandidateOrder.LENGTH: N_("Shortest first"),
    CandidateOrder.STANCE: N_("For, against, mixed"),
    CandidateOrder.PLACE: N_("As in the material"),
}
_SIDES = (Stance.FOR, Stance.AGAINST, Stance.MIXED, Stance.NONE)
_KEYS: Mapping[CandidateOrder, Callable[[Quote], tuple[object, ...]]] = {
    CandidateOrder.STARRED: lambda quote: (not quote.starred,),
    CandidateOrder.RESPONDENT: lambda quote: (not quote.respondent, quote.respondent.casefold(), not quote.starred),
    CandidateOrder.LENGTH: lambda quote: (len(quote.text.split()),),
    CandidateOrder.STANCE: lambda quote: (_SIDES.index(quote.stance), not quote.starred),
    CandidateOrder.PLACE: lambda quote: (),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote that can be chosen, with the entries of the report that quote it already."""

    quote: Quote
    used: tuple[ReportItemId, ...]


def sort_quotes(quotes: Sequence[Quote], order: CandidateOrder) -> list[Quote]:
    """Quotes in an order; those that are equal stay as they stand."""
    return sorted(quotes, key=_KEYS[order])


def all_candidates(
    project: Project,
    report: ReportId,
    code: CodeId,
    *,
    order: CandidateOrder = CandidateOrder.STARRED,
    starred: bool = False,
    respondents: Sequence[RespondentId] | None = None,
    documents: Sequence[DocumentId] | None = None,
) -> list[Candidate]:
    """The quotes of a code (and those below it), with where the report has them already.

    What only an interviewer says is left out.
    """
    used: dict[int, list[ReportItemId]] = {}
    with project.reading() as store:
        for item in store.reports.items(report):
            if item.coding_id is not None:
                used.setdefault(item.coding_id, []).append(item.id)
    which = QuoteFilter(
        codes=(code,),
        documents=None if documents is None else tuple(documents),
        respondents=None if respondents is None else tuple(respondents),
        starred=starred,
        evidence_only=True,
    )
    quotes = sort_quotes(list(iter_quotes(project, which)), order)
    return [Candidate(quote, tuple(used.get(quote.id, ()))) for quote in quotes]


def quote_candidates(
    project: Project,
    report: ReportId,
    code: CodeId,
    *,
    order: CandidateOrder = CandidateOrder.STARRED,
    starred: bool = False,
    respondents: Sequence[RespondentId] | None = None,
    documents: Sequence[DocumentId] | None = None,
) -> list[Quote]:
    """The candidates that the report does not have yet."""
    found = all_candidates(
        project, report, code, order=order, starred=starred, respondents=respondents, documents=documents
    )
    return [one.quote for one in found if not one.used]
