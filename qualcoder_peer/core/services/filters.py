"""Names that people write, turned into the filter that the lists and exports take."""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import find_code
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.respondents import respondent_names
from qualcoder_peer.core.services.selections import find_selection
from qualcoder_peer.core.services.coders import list_coders


def quote_filter(
    project: Project,
    *,
    codes: Sequence[str] = (),
    documents: Sequence[str] = (),
    respondents: Sequence[str] = (),
    coders: Sequence[str] = (),
    starred: bool = False,
    evidence_only: bool = False,
    sets: Sequence[str] = (),
) -> QuoteFilter:
    """The filter for names as written: paths of codes, titles, pseudonyms, coders, sets.

    Empty means all. Raises NotFound, or InvalidInput for a name that two sets have.
    """
    people = {name: person for person, name in respondent_names(project).items()} if respondents else {}
    hands = {one.name: one.id for one in list_coders(project)} if coders else {}
    for name in respondents:
        if name not in people:
            raise NotFound("There is no respondent “{name}” in the project.", name=name[:200])
    for name in coders:
        if name not in hands:
            raise NotFound("There is no coder “{name}” in the project.", name=name[:200])
    return QuoteFilter(
        codes=tuple(find_code(project, path).id for path in codes) or None,
        documents=tuple(find_document(project, name).id for name in documents) or None,
        respondents=tuple(people[name] for name in respondents) or None,
        coders=tuple(hands[name] for name in coders) or None,
        starred=starred,
        evidence_only=evidence_only,
        sets=tuple(find_selection(project, name).id for name in sets) or None,
    )
