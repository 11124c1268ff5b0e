"""Lays out a new report: the chapters of its kind, headings from the code tree, and quotes that speak for each."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.ids import CodeId, CodingId
from qualcoder_peer.core.domain.model import Code, CodeRole, Stance
from qualcoder_peer.core.domain.report_kinds import ReportKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes

GRID = "grid"
"""The key of the framework grid among the tables of a report."""
_GOOD_LENGTH = 30  # words: long enough to stand by itself, short enough to be read


def choose_quotes(quotes: Iterable[Quote], most: int = 3) -> dict[CodeId, list[CodingId]]:
    """The quotes that speak for each code in a new draft, in order of place.

    All starred ones; where none is starred up to ``most`` of different respondents, of a length that reads well, with
    both sides heard where some speak for and some against. The same passage coded twice is taken once.
    """
    by_code: dict[CodeId, list[_Candidate]] = {}
    for number, quote in enumerate(quotes):
        heard = quote.respondents or (quote.speaker or f"document {quote.document.id}",)
        place = (quote.document.id, quote.start, quote.end)
        length = abs(len(quote.text.split()) - _GOOD_LENGTH)
        by_code.setdefault(quote.code_id, []).append(
            _Candidate(quote.id, number, place, heard[0], length, quote.stance, quote.starred)
        )
    return {code: [one.id for one in _choose(candidates, most)] for code, candidates in by_code.items()}


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: CodingId
    number: int
    place: tuple[int, int, int]
    who: object
    length: int
    stance: Stance
    starred: bool


def _choose(candidates: list[_Candidate], most: int) -> list[_Candidate]:
    starred = [one for one in candidates if one.starred]
    if starred:
        return list({one.place: one for one in reversed(starred)}.values())[::-1]
    best: dict[object, _Candidate] = {}
    for one in sorted(candidates, key=lambda candidate: (candidate.length, candidate.number)):
        best.setdefault(one.who, one)
    ranked = list(best.values())
    chosen = ranked[:most]
    for side in (Stance.FOR, Stance.AGAINST) if most > 1 else ():
        if ranked[most:] and not any(one.stance is side for one in chosen):
            other = next((one for one in ranked[most:] if one.stance is side), None)
            if other is not None:
                chosen[-1 if side is Stance.FOR else -2] = other
    return sorted(chosen, key=lambda candidate: candidate.number)


@dataclass(slots=True)
class Entry:
    """An entry of an outline that is not kept yet; ``settings`` as of a ReportItem."""

    kind: str
    section: str = ""
    code: CodeId | None = None
    coding: CodingId | None = None
    below: list[Entry] = field(default_factory=list)
    settings: str = ""


class Planner:
    """Lays out codes with their quotes."""

    def __init__(self, project: Project, which: QuoteFilter, kind: ReportKind) -> None:
        quotes = iter_quotes(project, dataclasses.replace(which, evidence_only=True))
        self._chosen = choose_quotes(quotes, kind.quotes)
        self._limited = which != QuoteFilter()
        self._grids = kind.grids
        with project.reading() as store:
            self.tree = CodeTree(store.codes.all())
        self._used = {above.id for code in self._chosen if code in self.tree.by_id for above in self.tree.line(code)}

    def wanted(self, code: Code) -> bool:
        """Whether a code has quotes; research questions stand in a whole report even without an answer."""
        return code.id in self._used or (code.role is CodeRole.QUESTION and not self._limited)

    def entry(self, code: Code) -> Entry:
        """A code as a heading."""
        return Entry("code", code=code.id, below=self.below(code))

    def below(self, code: Code) -> list[Entry]:
        """What stands under the heading of a code: a grid where the kind has them, its quotes, the codes below it."""
        grid = [Entry("table", settings=json.dumps({"table": GRID, "code": code.id}))]
        entries = grid if self._grids and code.role is CodeRole.QUESTION and code.id in self._used else []
        entries += [Entry("quote", coding=coding) for coding in self._chosen.get(code.id, ())]
        return entries + [self.entry(child) for child in self.tree.children.get(code.id, ()) if self.wanted(child)]


def draft_entries(project: Project, which: QuoteFilter, kind: ReportKind) -> list[Entry]:
    """The outline of a new report of a kind."""
    planner = Planner(project, which, kind)
    tops = [code for code in planner.tree.children.get(None, []) if planner.wanted(code)]
    has_goals = "goals" in kind.sections
    goals = [planner.entry(code) for code in tops if code.role is CodeRole.GOAL and has_goals]
    results = [planner.entry(code) for code in tops if code.role is not CodeRole.GOAL or not has_goals]
    entries: list[Entry] = []
    for section in kind.sections:
        if section != "goals" or goals:
            entries.append(Entry("text", section))
        entries.extend({"results": results, "goals": goals}.get(section, []))
    return entries


def flat(entries: Sequence[Entry]) -> Iterable[Entry]:
    """Every entry, from top to bottom."""
    for entry in entries:
        yield entry
        yield from flat(entry.below)
