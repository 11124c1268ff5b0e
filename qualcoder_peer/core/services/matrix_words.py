"""What the cells of a matrix say, in the words of a language: for files, for reports and for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from qualcoder_peer.core.domain.exports import quote_marks
from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import STANCE_TITLES, Stance
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.matrix import Matrix, MatrixCell, Mention
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes

NOTHING = "–"
INDENT = "\u2003"
_MOST_QUOTES = 5


class Show(StrEnum):
    """What stands in the cells."""

    PASSAGES = "passages"
    RESPONDENTS = "respondents"
    NAMES = "names"
    STANCES = "stances"
    SUMMARIES = "summaries"
    QUOTES = "quotes"


SHOW_TITLES: Mapping[Show, str] = {
    Show.PASSAGES: N_("Coded passages"),
    Show.RESPONDENTS: N_("Number of respondents"),
    Show.NAMES: N_("Which respondents"),
    Show.STANCES: N_("For and against"),
    Show.SUMMARIES: N_("Written summaries"),
    Show.QUOTES: N_("The quotes themselves"),
}

Quoted = Mapping[tuple[int, int], Sequence[str]]
"""(row, column) → quotes in the cell, of the code of the row itself."""


def row_titles(matrix: Matrix) -> list[str]:
    """The names of the codes, indented by their depth."""
    return [INDENT * row.depth + row.code.name for row in matrix.rows]


def cell_words(
    matrix: Matrix,
    row: int,
    column: int,
    show: Show,
    say: Texts,
    summaries: Mapping[tuple[CodeId, RespondentId], str] | None = None,
    quoted: Quoted | None = None,
) -> str:
    """What a cell says; a dash where a code is not mentioned, and words where nobody was asked."""
    code, there = matrix.rows[row].code, matrix.columns[column]
    cell = matrix.rows[row].cells[column]
    if show is Show.SUMMARIES:
        texts = [(summaries or {}).get((code.id, one), "") for one in sorted(there.respondents)]
        words = "\n".join(text for text in texts if text)
        if words:
            return words
    if cell.mention is Mention.NOT_ASKED:
        return say("not asked")
    if not cell.passages:
        return NOTHING
    if show in (Show.SUMMARIES, Show.QUOTES):
        lines = list((quoted or {}).get((row, column), ()))
        return "\n".join(lines) if lines else say.counted("one passage", "{count} passages", cell.passages)
    return _counted(matrix, cell, show, say)


def total_words(matrix: Matrix, row: int, show: Show, say: Texts) -> str:
    """What the last column says of a row: how many of the respondents are heard, or how many passages there are."""
    total = matrix.rows[row].total
    if show in (Show.PASSAGES, Show.QUOTES, Show.SUMMARIES):
        return str(total.passages) if total.passages else NOTHING
    return say("{count} of {total}", count=len(total.respondents), total=len(matrix.names))


def read_quoted(project: Project, matrix: Matrix, language: str, most: int = _MOST_QUOTES) -> Quoted:
    """The quotes of each cell, starred ones first, at most ``most``; only those coded with the row's own code. They
    stand in the quotation marks of a language.

    One pass over the quotes; what a cell has no room for is told by how many more there are.
    """
    opening, closing = quote_marks("", language)
    rows = {row.code.id: number for number, row in enumerate(matrix.rows)}
    which = matrix.asked.which
    wanted = QuoteFilter(
        codes=tuple(rows), documents=which.documents, respondents=which.respondents, coders=which.coders,
        starred=which.starred, sets=which.sets, evidence_only=True,
    )  # fmt: skip
    found: dict[tuple[int, int], list[tuple[bool, str]]] = {}
    more: dict[tuple[int, int], int] = {}
    for quote in iter_quotes(project, wanted):
        row = next((rows[code.id] for code in reversed(quote.code_line) if code.id in rows), None)
        if row is None:
            continue
        for column in _columns_of(matrix, quote):
            kept = found.setdefault((row, column), [])
            kept.append((not quote.starred, f"{opening}{' '.join(quote.text.split())}{closing}"))
            if len(kept) > 2 * most:
                kept.sort(key=lambda one: one[0])
                more[row, column] = more.get((row, column), 0) + len(kept) - most
                del kept[most:]
    made: dict[tuple[int, int], list[str]] = {}
    for place, several in found.items():
        several.sort(key=lambda one: one[0])
        left = more.get(place, 0) + max(0, len(several) - most)
        made[place] = [words for _, words in several[:most]] + ([f"(+ {left})"] if left else [])
    return made


def _columns_of(matrix: Matrix, quote: Quote) -> list[int]:
    return [
        place
        for place, column in enumerate(matrix.columns)
        if (
            quote.document.id in column.documents
            if column.documents is not None
            else not column.respondents.isdisjoint(quote.respondents)
        )
    ]


def _counted(matrix: Matrix, cell: MatrixCell, show: Show, say: Texts) -> str:
    if show is Show.PASSAGES:
        return str(cell.passages)
    if show is Show.RESPONDENTS:
        return str(len(cell.respondents))
    if show is Show.NAMES:
        return ", ".join(name for one, name in matrix.names.items() if one in cell.respondents) or NOTHING
    if cell.stance is Stance.NONE:
        return say("mentions it")
    return say(STANCE_TITLES[cell.stance])
