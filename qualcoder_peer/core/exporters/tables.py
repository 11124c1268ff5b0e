"""Quote tables and the code book as tables that any format can write: columns, and rows that come one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualcoder_peer.core.domain.exports import GROUP_CHOICES, CodebookOptions, QuoteTableOptions
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import ROLE_TITLES, Code
from qualcoder_peer.core.exporters.columns import (
    AROUND,
    CONTEXT,
    PAGE_COLUMNS,
    USUAL_COLUMNS,
    Column,
    chosen_columns,
    read_facts,
)
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.style_map import read_style_map
from qualcoder_peer.core.services.code_quotes import QuoteOrder, QuotesAsked, quote_ids, read_quotes
from qualcoder_peer.core.services.codebook import CodeCount, CodePath, count_codes, read_tree, write_path
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.text.markdown_lines import plain_words

Cell = str | int
_STEP = 1_000
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as a format sees it; ``width`` in characters, ``key`` as in the column registry.

    ``longest_word`` is how many letters a word in it may have, where that is known to be more than its title's.
    """

    key: str
    title: str
    width: int
    number: bool = False
    longest_word: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written. ``rows`` and ``records`` can be gone through once, and only one of them.

    ``records`` are the same things with stable English names and all their fields, for JSON.
    """

    title: str
    description: str
    project_title: str
    language: str
    authors: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[list[Cell]]
    records: Iterable[Mapping[str, Any]]
    template: str = ""
    styles: Mapping[str, str] = field(default_factory=dict)
    """Which styles of the template stand for ours (see ``reports/style_map.py``)."""
    grouped: bool = False
    """The first column says which group a row belongs to; rows of a group follow each other."""

    @property
    def texts(self) -> Texts:
        """The texts of the table's language."""
        return texts(self.language)


def quote_table(
    project: Project, options: QuoteTableOptions, which: QuoteFilter, progress: Progress, *, on_paper: bool = False
) -> Table:
    """The quotes that ``which`` asks for, with the chosen columns; ``on_paper`` narrows the usual choice."""
    info = project.info()
    say = texts(options.language or info.language)
    facts = read_facts(project, say, options.attributes)
    columns = chosen_columns(options.columns or (PAGE_COLUMNS if on_paper else USUAL_COLUMNS), facts)
    group = _GROUPS.get(options.group)
    if group is not None:
        columns = [Column("group", say(GROUP_CHOICES[options.group].text), 30, group), *columns]
    values = [column.value for column in columns]
    around = AROUND if CONTEXT & {column.key for column in columns} else 0
    quotes = _watched(_in_groups(project, which, options.group, around, say), count_codings(project), progress)
    return Table(
        say("Quotes"),
        say("Each row is a quote: who said it, where it stands, and the code it was given."),
        info.title,
        say.language,
        coders(project),
        tuple(TableColumn(column.key, column.title, column.width, column.number) for column in columns),
        ([value(quote) for value in values] for quote in quotes),
        (_record(quote, facts.respondents, facts.used_in) for quote in quotes),
        options.template,
        read_style_map(project),
        grouped=group is not None,
    )


_GROUPS: Mapping[str, Callable[[Quote], str]] = {
    "code": lambda quote: write_path(quote.code_path),
    "respondent": lambda quote: quote.respondent or "–",
    "document": lambda quote: quote.document.title,
}
_ORDERS = {"code": QuoteOrder.CODE, "respondent": QuoteOrder.RESPONDENT}


def _in_groups(project: Project, which: QuoteFilter, group: str, around: int, say: Texts) -> Iterator[Quote]:
    """The quotes by group, some hundred at a time; ungrouped or by document they come as the texts have them."""
    order = _ORDERS.get(group)
    if order is None:
        yield from iter_quotes(project, which, around=around)
        return
    ids = quote_ids(project, QuotesAsked(which, order=order, language=say.language))
    for start in range(0, len(ids), _PAGE):
        yield from read_quotes(project, ids[start : start + _PAGE], around)


_CODEBOOK_COLUMNS = (
    ("code", N_("Code"), 34),
    ("role", N_("Role"), 16),
    ("definition", N_("Definition"), 44),
    ("when_to_use", N_("When to use"), 34),
    ("when_not", N_("When not to use"), 34),
    ("example", N_("Example"), 44),
)
_INDENT = "\u2003"


def codebook_table(project: Project, options: CodebookOptions, *, indent: bool = True) -> Table:
    """The code tree from top to bottom with definitions and counts.

    ``indent`` sets sub-codes in by an em space a level, for eyes; without it the first column holds the whole path.
    """
    info = project.info()
    say = texts(options.language or info.language)
    tree, counts = read_tree(project), count_codes(project)
    with project.reading() as store:
        memos = store.memos.texts_of("code")
    rows: list[list[Cell]] = []
    records: list[Mapping[str, Any]] = []
    for code in tree.in_order():
        path, count = tree.path(code.id), counts[code.id]
        name = _INDENT * (len(path) - 1) + code.name if indent else write_path(path)
        memo = [plain_words(memos.get(code.id, ""))] if memos else []
        described = [code.definition, code.when_to_use, code.when_not, code.example, *memo]
        used = [count.codings_below, len(count.respondents_below)]
        rows.append([name, say(ROLE_TITLES[code.role]), *described, *used])
        records.append(_code_record(code, path, count, memos.get(code.id, "")))
    words = {"role": max(len(word) for title in ROLE_TITLES.values() for word in say(title).split())}
    columns = [
        TableColumn(key, say(title), width, longest_word=words.get(key, 0)) for key, title, width in _CODEBOOK_COLUMNS
    ]
    if memos:  # most code books have none, and paper has room for few columns
        columns.append(TableColumn("memo", say("Memo"), 34))
    columns.append(TableColumn("codings", say("Codings"), 10, number=True))
    columns.append(TableColumn("respondents", say("Respondents"), 12, number=True))
    return Table(
        say("Code book"),
        say("Each row is a code; counts include the codes below it."),
        info.title,
        say.language,
        coders(project),
        tuple(columns),
        rows,
        records,
        options.template,
        read_style_map(project),
    )


def _code_record(code: Code, path: CodePath, count: CodeCount, memo: str) -> dict[str, Any]:
    return {
        "id": code.id,
        "guid": code.guid,
        "path": list(path),
        "name": code.name,
        "level": len(path),
        "role": code.role.value,
        "colour": code.colour,
        "definition": code.definition,
        "when_to_use": code.when_to_use,
        "when_not": code.when_not,
        "example": code.example,
        "memo": memo,
        "codings": count.codings,
        "codings_with_sub_codes": count.codings_below,
        "respondents": len(count.respondents),
        "respondents_with_sub_codes": len(count.respondents_below),
    }


def coders(project: Project) -> str:
    """The names of all who code in the project, for document properties."""
    with project.reading() as store:
        return ", ".join(coder.name for coder in store.coders.all())


def _watched(quotes: Iterator[Quote], total: int, progress: Progress) -> Iterator[Quote]:
    for number, quote in enumerate(quotes):
        if number % _STEP == 0:
            progress.step(number, max(total, number), message("Writing quotes"))
        yield quote


def _record(quote: Quote, names: Mapping[Any, str], used_in: Mapping[Any, str]) -> dict[str, Any]:
    return {
        "id": quote.id,
        "guid": quote.guid,
        "document": quote.document.title,
        "document_guid": quote.document.guid,
        "document_kind": quote.document.kind,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.text,
        "paragraph": quote.paragraph,
        "turn": quote.turn,
        "time_ms": quote.time_ms,
        "speaker": quote.speaker,
        "speaker_role": None if quote.speaker_role is None else quote.speaker_role.value,
        "respondent": quote.respondent,
        "respondents": [names[one] for one in quote.respondents if one in names],
        "attributes": dict(quote.attributes),
        "question": quote.question,
        "code": quote.code_line[-1].name,
        "code_guid": quote.code_line[-1].guid,
        "code_role": quote.code_line[-1].role.value,
        "code_path": list(quote.code_path),
        "stance": quote.stance.value,
        "star": quote.starred,
        "memo": quote.memo,
        "coder": quote.coder,
        "created": quote.created,
        "changed": quote.changed,
        "used_in_report": used_in.get(quote.id, ""),
    }
