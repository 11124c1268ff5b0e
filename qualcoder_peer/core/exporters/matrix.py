"""The exporters of matrices: themes against respondents, documents or the values of an attribute, one a format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualcoder_peer.core.analysis.suppression import Place, hide_cells, suppress
from qualcoder_peer.core.domain.disclosure import CountTable, DisclosurePlace
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import MatrixOptions
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.exporters.formats import FORMATS, FormatExporter
from qualcoder_peer.core.exporters.tables import Table, TableColumn, coders
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.style_map import read_style_map
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.disclosure import read_rules
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.disclosure_names import LeavingText
from qualcoder_peer.core.services.matrix import By, Matrix, MatrixAsked, read_matrix, read_summaries
from qualcoder_peer.core.services.matrix_words import (
    Show,
    cell_words,
    read_quoted,
    row_titles,
    total_words,
)
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes

_WORDS = frozenset((Show.SUMMARIES, Show.QUOTES, Show.NAMES))


def asked_matrix(project: Project, options: MatrixOptions, which: QuoteFilter) -> MatrixAsked:
    """What these options ask for. Raises NotFound for an attribute there is none of, InvalidInput when none is named.

    An attribute of the respondents goes before one of the documents with the same name, which ``document/NAME`` names.
    """
    by, attribute = By(options.by), None
    if by is By.ATTRIBUTE:
        if not options.attribute.strip():
            raise InvalidInput("Say which attribute the columns are of. Nothing was written.")
        known = [*list_attributes(project), *list_attributes(project, Owner.DOCUMENT)]
        named = options.attribute.strip()
        found = next((one for one in known if named in (one.name, f"{one.owner.value}/{one.name}")), None)
        if found is None:
            raise NotFound("There is no attribute “{name}” in the project.", name=options.attribute[:200])
        attribute = found.id
    return MatrixAsked(by, attribute, which.codes, options.deepest, which)


def matrix_table(project: Project, matrix: Matrix, options: MatrixOptions) -> Table:
    """A matrix as a table; small numbers of people are hidden where the project's rules say so."""
    info = project.info()
    say = texts(options.language or info.language)
    show = Show(options.show)
    summaries = read_summaries(project) if show is Show.SUMMARIES else {}
    quoted = read_quoted(project, matrix, say.language) if show in (Show.QUOTES, Show.SUMMARIES) else {}
    hidden = printed_counts(project, matrix, show)[1]
    rows: list[list[str | int]] = []
    records: list[Mapping[str, Any]] = []
    titles = [say.say(column.title) for column in matrix.columns]
    for number, name in enumerate(row_titles(matrix)):
        words = [
            hidden.get((number, column)) or cell_words(matrix, number, column, show, say, summaries, quoted)
            for column in range(len(titles))
        ]
        total = hidden.get((number, len(titles))) or total_words(matrix, number, show, say)
        rows.append([name, *words, total])
        records.append(_record(matrix, number, titles, words, hidden))
    width = 30 if show in _WORDS else 12
    return Table(
        say.say(matrix.title),
        say("Each row is a theme, each column one of those compared; the last column sums up the row."),
        info.title,
        say.language,
        coders(project),
        (
            TableColumn("theme", say("Theme"), 34),
            *(TableColumn(f"column_{place}", title, width) for place, title in enumerate(titles, 1)),
            TableColumn("total", say("All"), 12),
        ),
        rows,
        records,
        options.template,
        read_style_map(project),
    )


class MatrixExporter(FormatExporter):
    """Writes a matrix in one format."""

    kind = "matrix"
    counts = True
    Options = MatrixOptions

    def _write(
        self, project: Project, path: Path, options: MatrixOptions, which: QuoteFilter, progress: Progress
    ) -> list[CountTable]:
        matrix = read_matrix(project, asked_matrix(project, options, which), progress)
        self.format.write(matrix_table(project, matrix, options), path)
        printed = printed_counts(project, matrix, Show(options.show))[0]
        return [] if printed is None else [printed]

    def leaving(self, project: Project, options: MatrixOptions, which: QuoteFilter, progress: Progress) -> Leaving:
        """The names of columns and themes, the words in the cells, and numbers of people."""
        matrix = read_matrix(project, asked_matrix(project, options, which), progress)
        leaving, show = Leaving(), Show(options.show)
        if show is Show.QUOTES:
            wanted = QuoteFilter(
                codes=tuple(row.code.id for row in matrix.rows), documents=which.documents,
                respondents=which.respondents, coders=which.coders, starred=which.starred, sets=which.sets,
                evidence_only=True,
            )  # fmt: skip
            for quote in iter_quotes(project, wanted):
                leaving.add_quote(quote)
        for row in matrix.rows:
            leaving.texts.append(_text(row.code.name, message("Code “{name}”", name=row.code.name)))
        for column in matrix.columns:
            leaving.texts.append(_text(str(column.title.parts.get("words", "")), message("Heading of a column")))
        if show is Show.SUMMARIES:
            for words in read_summaries(project).values():
                leaving.texts.append(_text(words, message("Summary in the framework grid")))
        table = printed_counts(project, matrix, show)[0]
        if table is not None:
            leaving.tables.append(table)
        return leaving


def count_table(matrix: Matrix) -> CountTable | None:
    """The numbers of respondents by the values of an attribute; None of another matrix, which names its columns."""
    if matrix.asked.by is not By.ATTRIBUTE or not matrix.rows:
        return None
    return CountTable(
        matrix.title,
        tuple(row.code.name for row in matrix.rows),
        tuple(str(column.title.parts.get("words", column.title.text)) for column in matrix.columns),
        tuple(tuple(len(cell.respondents) for cell in row.cells) for row in matrix.rows),
        tuple(len(row.total.respondents) for row in matrix.rows),
    )


def printed_counts(project: Project, matrix: Matrix, show: Show) -> tuple[CountTable | None, dict[Place, str]]:
    """The numbers of respondents as they are printed, None where none are; and what stands where one is hidden, by the
    project's rules."""
    rules, table = read_rules(project), count_table(matrix) if show is Show.RESPONDENTS else None
    if table is None or not rules.suppress:
        return table, {}
    done = suppress(table, rules.threshold)
    return hide_cells(table, done.hidden), {place: done.mark(place) for place in done.hidden}


def _record(
    matrix: Matrix, number: int, titles: list[str], words: list[str], hidden: Mapping[tuple[int, int], str]
) -> dict[str, Any]:
    row = matrix.rows[number]
    return {
        "code": row.code.name,
        "code_guid": row.code.guid,
        "level": row.depth + 1,
        "cells": [
            {
                "column": title,
                "shown": words[place],
                **(
                    {}
                    if (number, place) in hidden
                    else {
                        "passages": cell.passages,
                        "respondents": [name for one, name in matrix.names.items() if one in cell.respondents],
                        "mention": cell.mention.value,
                        "stance": cell.stance.value,
                    }
                ),
            }
            for place, (title, cell) in enumerate(zip(titles, row.cells, strict=True))
        ],
        **({} if hidden else {"passages": row.total.passages, "respondents": len(row.total.respondents)}),
    }


def _text(words: str, title: Message) -> LeavingText:
    place = DisclosurePlace(title)
    return LeavingText(words, lambda _start, _end: place)


MATRIX_EXPORTERS: tuple[MatrixExporter, ...] = tuple(MatrixExporter(one) for one in FORMATS)
