"""Memos and the research journal in chapters, with the words they are about: for files of their own, and as an appendix
of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Block, Heading, Paragraph, Piece
from qualcoder_peer.core.reports.facts import long_date
from qualcoder_peer.core.reports.markdown import Writing, markdown_blocks
from qualcoder_peer.core.services.codebook import read_tree, write_path
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.core.services.memos import MEMO_KIND_TITLES, MemoFilter, MemoKind, MemoRow, memo_rows
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.text.ordering import sort_key

_CHAPTERS: dict[MemoKind, str] = {
    MemoKind.PROJECT: N_("Memos on the project"),
    MemoKind.JOURNAL: N_("Research journal"),
    MemoKind.DOCUMENT: N_("Memos on documents and passages"),
    MemoKind.CODE: N_("Memos on codes"),
    MemoKind.CODING: N_("Memos on codings"),
    MemoKind.RESPONDENT: N_("Memos on respondents"),
}
_ORDER = tuple(_CHAPTERS)


@dataclass(frozen=True, slots=True)
class MemoEntry:
    """A memo to be written: its row, its whole text, and the words of the passage or the coding it is on."""

    row: MemoRow
    text: str
    quote: str = ""

    @property
    def chapter(self) -> MemoKind:
        """The chapter it belongs to; passages stand with their document."""
        return MemoKind.DOCUMENT if self.row.kind is MemoKind.PASSAGE else self.row.kind


def read_entries(
    project: Project, which: QuoteFilter, language: str, progress: Progress, kinds: frozenset[MemoKind] = frozenset()
) -> list[MemoEntry]:
    """The memos on what ``which`` names, of these kinds (all when empty), in the order of the chapters. Raises
    Cancelled."""
    rows = memo_rows(project, MemoFilter(kinds=kinds))
    fits = _fitting(project, which)
    order = {code.id: place for place, code in enumerate(read_tree(project).in_order())}
    rows = sorted((row for row in rows if fits(row)), key=lambda row: _place(row, order, language))
    with project.reading() as store:
        written = store.memos.texts()
    quotes = _quotes(project, rows, progress)
    return [MemoEntry(row, written.get(row.id, ""), quotes.get(row.id, "")) for row in rows]


def memo_kinds(memos: str) -> frozenset[MemoKind]:
    """The kinds of a choice of MEMO_CHOICES; empty means all."""
    chosen = {"journal": frozenset({MemoKind.JOURNAL}), "memos": frozenset(MemoKind) - {MemoKind.JOURNAL}}
    return chosen.get(memos, frozenset())


def memo_chapters(
    entries: Sequence[MemoEntry], say: Texts
) -> Iterator[tuple[str, Sequence[tuple[MemoEntry, str, str]]]]:
    """Each chapter that has memos: its heading, and each memo with its heading and the line that says who and when."""
    for kind in _ORDER:
        held = [one for one in entries if one.chapter is kind]
        if held:
            yield say(_CHAPTERS[kind]), [(one, _heading(one.row, say), _signed(one.row, say)) for one in held]


def memo_blocks(entries: Sequence[MemoEntry], say: Texts, level: int, caption: Callable[[str], str]) -> list[Block]:
    """The chapters as blocks of a report, below a heading of ``level``."""
    made: list[Block] = []
    for title, held in memo_chapters(entries, say):
        made.append(Heading(level + 1, title))
        for one, heading, signed in held:
            made.append(Heading(min(level + 2, 4), heading))
            made.append(Paragraph("Who Spoke", (Piece(signed),)))
            made += [Paragraph("Quote", (Piece(line),)) for line in one.quote.splitlines() if line.strip()]
            made += markdown_blocks(one.text, Writing(min(level + 2, 4), lambda _key: None, caption, controls=False))
    return made


def memo_name(row: MemoRow) -> str:
    """What a memo is about, in words; empty for the project and the journal."""
    if row.kind is MemoKind.CODE:
        return write_path(row.about)
    if row.kind is MemoKind.CODING:
        return f"{row.about[-1]}: {write_path(row.about[:-1])}"
    return row.about[0] if row.about else ""


def _place(row: MemoRow, order: Mapping[Any, int], language: str) -> tuple[Any, ...]:
    chapter = _ORDER.index(MemoKind.DOCUMENT if row.kind is MemoKind.PASSAGE else row.kind)
    if row.kind is MemoKind.JOURNAL:
        return (chapter, row.date, row.created)
    if row.kind is MemoKind.CODE:
        return (chapter, order.get(row.owner_id, len(order)))
    name = sort_key(row.about[-1] if row.about else "", language)
    return (chapter, name, row.document_id or 0, -1 if row.start is None else row.start, row.created)


def _fitting(project: Project, which: QuoteFilter) -> Callable[[MemoRow], bool]:
    """Whether a memo is on what a filter of quotes names."""
    if which == QuoteFilter():
        return lambda _row: True
    codings = {quote.id for quote in iter_quotes(project, which)}
    tree, names = read_tree(project), {one.id: one.name for one in list_coders(project)}
    codes = {one for code in which.codes or () if code in tree.by_id for one in tree.below(code)}
    coder_names = None if which.coders is None else {names.get(one, "") for one in which.coders}
    only_quotes = which.starred or which.evidence_only or which.sets is not None or which.codings is not None

    def fits(row: MemoRow) -> bool:
        """Whether a memo belongs to what is exported."""
        if row.kind is MemoKind.CODING:
            return row.owner_id in codings
        if only_quotes or coder_names is not None and row.coder not in coder_names:
            return False
        if row.kind in (MemoKind.DOCUMENT, MemoKind.PASSAGE):
            named, limited = row.owner_id in (which.documents or ()), which.documents is not None
        elif row.kind is MemoKind.CODE:
            named, limited = row.owner_id in codes, which.codes is not None
        elif row.kind is MemoKind.RESPONDENT:
            named, limited = row.owner_id in (which.respondents or ()), which.respondents is not None
        else:
            named = limited = False
        others = which.documents is not None or which.codes is not None or which.respondents is not None
        return named if limited else not others

    return fits


def _quotes(project: Project, rows: Iterable[MemoRow], progress: Progress) -> dict[int, str]:
    """The words that memos on passages and codings are about; each text is read once."""
    wanted: dict[int, list[MemoRow]] = {}
    for row in rows:
        if row.start is not None and row.end is not None and row.document_id is not None:
            wanted.setdefault(row.document_id, []).append(row)
    found: dict[int, str] = {}
    for number, (document, here) in enumerate(wanted.items()):
        progress.step(number, len(wanted), message("Writing memos"))
        with project.reading() as store:
            text = store.documents.text(document)  # type: ignore[arg-type]
        for row in here:
            found[row.id] = text[row.start : row.end]
    return found


def _heading(row: MemoRow, say: Texts) -> str:
    if row.kind is MemoKind.JOURNAL:
        return ": ".join(part for part in (long_date(row.date, say), row.title) if part)
    return memo_name(row) or say(MEMO_KIND_TITLES[row.kind])


def _signed(row: MemoRow, say: Texts) -> str:
    return ", ".join(part for part in (row.coder, long_date(row.changed[:10], say)) if part)
