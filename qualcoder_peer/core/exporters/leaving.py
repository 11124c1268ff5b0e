"""What each kind of export carries out of the project, gathered for the disclosure check before it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.disclosure import CountTable, DisclosurePlace, table_title
from qualcoder_peer.core.domain.exports import QuoteTableOptions, ReportOptions
from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import Message, literal, message
from qualcoder_peer.core.exporters.columns import AROUND, CONTEXT, USUAL_COLUMNS
from qualcoder_peer.core.i18n import LANGUAGES, Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.disclosure import read_rules
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.disclosure_names import LeavingText
from qualcoder_peer.core.services.disclosure_tables import Suppression, suppress
from qualcoder_peer.core.services.kept_options import read_options, write_options
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import respondent_names

if TYPE_CHECKING:
    from qualcoder_peer.core.reports.blocks import Block, ChartBlock, TableBlock
    from qualcoder_peer.core.services.reports import Outline

_HIDDEN = re.compile(r"×|<\d+")  # what stands for a number that is hidden
_COUNTED = re.compile(r"(\d+)(?:/\d+|\s\w+\s\d+)?")  # the word is that of the report's language
_STEP = 1_000
_AROUND = 40


def leaving_quotes(
    project: Project, options: QuoteTableOptions, which: QuoteFilter, columns: Iterable[str], progress: Progress
) -> Leaving:
    """A quote table with these columns (keys of the registry, as ``chosen_columns`` takes them)."""
    keys, names = set(columns), [one.name for one in list_attributes(project)]
    leaving = Leaving()
    if "attributes" in keys:
        chosen = names if options.attributes is None else [name for name in options.attributes if name in names]
        leaving.attributes = leaving.columns = tuple(chosen)
    short: dict[str, Message] = {}
    total = count_codings(project)
    around = AROUND if keys & CONTEXT else 0
    for number, quote in enumerate(iter_quotes(project, which, around=around)):
        if number % _STEP == 0:
            progress.step(number, max(total, number), message("Gathering what would leave"))
        leaving.add_quote(quote, words="quote" in keys)
        for key, words in (("before", quote.before), ("after", quote.after)):
            if key in keys and words:
                leaving.texts.append(_text(words, message("Words around a quote of “{document}”",
                                                          document=quote.document.title), said=True))  # fmt: skip
        if "memo" in keys and quote.memo:
            leaving.texts.append(_text(quote.memo, message("Memo on a quote of “{document}”",
                                                           document=quote.document.title)))  # fmt: skip
        for words, title in _short_texts(quote, keys, leaving.attributes):
            short.setdefault(words, title)
    leaving.texts += [_text(words, title) for words, title in short.items()]
    return leaving


def leaving_codebook(project: Project) -> Leaving:
    """The code tree with its descriptions and memos."""
    with project.reading() as store:
        memos = store.memos.texts_of("code")
    leaving = Leaving()
    for code in read_tree(project).in_order():
        title = message("Code “{name}”", name=code.name)
        for words in (code.name, code.definition, code.when_to_use, code.when_not, code.example):
            if words.strip():
                leaving.texts.append(_text(words, title))
        if memos.get(code.id):
            leaving.texts.append(_text(memos[code.id], message("Memo on the code “{name}”", name=code.name)))
    return leaving


def leaving_report(project: Project, outline: Outline, blocks: Iterable[Block], options: ReportOptions) -> Leaving:
    """A report: the words of its blocks, the people quoted in its outline, its tables.

    An attribute of the respondents that the pattern of the source line names is shown.
    """
    written = options.source_pattern.casefold()
    shown = [one.name for one in list_attributes(project) if "{" + one.name.casefold() + "}" in written]
    leaving = Leaving(attributes=tuple(shown))
    for node in outline.walk():
        if node.quote is not None:
            leaving.add_quote(node.quote, words=False)
    printed = protected_blocks(project, tuple(blocks), options.language)
    for block in printed:
        leaving.texts += _block_texts(block)
    leaving.tables += counted_tables(project, printed)
    return leaving


def counted_tables(project: Project, blocks: Iterable[Block]) -> list[CountTable]:
    """What the tables and charts among these blocks count of people, as it is printed."""
    people = set(respondent_names(project).values())
    return [table for block in blocks for table in count_tables_of(block, people)]


def leave_out(project: Project, attributes: Iterable[str]) -> None:
    """Leave columns of attributes out of quote tables from now on, as one step."""
    out = set(attributes)
    kept = read_options(project, QuoteTableOptions)
    names = [one.name for one in list_attributes(project)] if kept.attributes is None else kept.attributes
    left = tuple(name for name in names if name not in out)
    if left:
        write_options(project, replace(kept, attributes=left))
        return
    columns = kept.columns or USUAL_COLUMNS
    write_options(project, replace(kept, columns=tuple(one for one in columns if one != "attributes")))


def protected_blocks(project: Project, blocks: Sequence[Block], language: str = "") -> tuple[Block, ...]:
    """The blocks of a report with small numbers of people hidden in their tables, charts, notes and alternative texts,
    where the project's rules say so. ``language`` is that of the blocks; the project's when empty."""
    rules = read_rules(project)
    if not rules.suppress:
        return tuple(blocks)
    say = texts(language or project.info().language)
    people = set(respondent_names(project).values())
    tables = {
        (number, which): table
        for number, block in enumerate(blocks)
        for which, table in enumerate(count_tables_of(block, people))
    }
    hidden = _hidden_everywhere(tables, rules.threshold)
    made = list(blocks)
    for (number, which), done in hidden.items():
        if done.hidden:
            made[number] = _protected(made[number], people, done, say, groups=which > 0)
    return tuple(made)


def leaving_texts(texts: Iterable[tuple[str, Message]]) -> Leaving:
    """Plain words, each with where they stand."""
    return Leaving([_text(words, title) for words, title in texts if words.strip()])


def _text(words: str, title: Message, *, said: bool = False, item: ReportItemId | None = None) -> LeavingText:
    place = DisclosurePlace(title, item=item)
    return LeavingText(words, _at(place), said=said)


def _at(place: DisclosurePlace) -> Callable[[int, int], DisclosurePlace]:
    return lambda _start, _end: place


def _short_texts(quote: Quote, keys: set[str], attributes: Iterable[str]) -> Iterator[tuple[str, Message]]:
    if "transcript" in keys:
        yield quote.document.title, message("Title of a document")
    if "pseudonym" in keys and quote.respondent:
        yield quote.respondent, message("Name of a respondent")
    if "speaker" in keys and quote.speaker:
        yield quote.speaker, message("Name of a speaker")
    for code in quote.code_line:
        yield code.name, message("Code “{name}”", name=code.name)
    for name in attributes:
        value = quote.attributes.get(name, "")
        if value:
            yield value, message("Attribute “{name}”", name=name)


def _block_texts(block: Block) -> Iterator[LeavingText]:
    from qualcoder_peer.core.reports.blocks import ChartBlock, Heading, Paragraph, TableBlock, TitlePage

    if isinstance(block, Paragraph):
        said = block.style.startswith("Quote")
        words = "".join(piece.text for piece in block.pieces)
        yield LeavingText(words, _in_paragraph(words, block.item), said=said)
    elif isinstance(block, Heading):
        yield _text(block.text, message("Heading “{words}”", words=block.text), item=block.item)
    elif isinstance(block, TitlePage):
        for words in (block.title, block.subtitle):
            yield _text(words, message("Title page"))
    elif isinstance(block, ChartBlock):
        title = message("Chart “{title}”", title=block.caption)
        names = (*block.chart.categories, *(one.name for one in block.chart.series))
        for words in dict.fromkeys((block.caption, block.note, *names)):
            if words.strip():
                yield _text(words, title, item=block.item)
    elif isinstance(block, TableBlock):
        title = message("Table “{title}”", title=block.caption)
        for words in (block.caption, block.note, *block.header, *(cell for row in block.rows for cell in row)):
            if words.strip() and not words.strip().isdigit():
                yield _text(words, title)


def _in_paragraph(words: str, item: ReportItemId | None) -> Callable[[int, int], DisclosurePlace]:
    def place(start: int, end: int) -> DisclosurePlace:
        low, high = max(0, start - _AROUND), end + _AROUND
        cut = " ".join(words[low:high].split())
        around = f"{'…' if low else ''}{cut}{'…' if high < len(words) else ''}"
        return DisclosurePlace(literal(around), item=item)

    return place


def _hidden_everywhere(
    tables: Mapping[tuple[int, int], CountTable], threshold: int
) -> dict[tuple[int, int], Suppression]:
    """What is hidden in each table: a number that is hidden in one of them is not printed in another."""
    names: set[tuple[str, str]] = set()
    while True:
        done: dict[tuple[int, int], Suppression] = {}
        before = len(names)
        for number, table in tables.items():
            # How many people there are in all stands in most tables: hiding it where groups add up to it hides nothing.
            fixed = frozenset({(0, len(table.columns))}) if number[1] else frozenset()
            named = {place: _name_of(table, place) for place in _places(table)}
            also = frozenset(place for place, name in named.items() if name in names)
            done[number] = suppress(table, threshold, also, fixed)
            names |= {named[place] for place in done[number].hidden if place in named}
        if len(names) == before:
            return done


def _places(table: CountTable) -> list[tuple[int, int]]:
    return [(row, column) for row in range(len(table.rows)) for column in range(len(table.columns) + 1)]


def _name_of(table: CountTable, place: tuple[int, int]) -> tuple[str, str]:
    row, column = place
    return table.rows[row], table.columns[column] if column < len(table.columns) else ""


def _protected(block: Block, people: set[str], done: Suppression, say: Texts, *, groups: bool) -> Block:
    """A block without what is hidden of its numbers, or of the sizes of its ``groups``."""
    from qualcoder_peer.core.reports.blocks import ChartBlock, TableBlock
    from qualcoder_peer.core.reports.chart_words import chart_description, groups_note

    if isinstance(block, ChartBlock) and groups:
        told = [(name, done.mark((0, column)) or size or 0) for column, (name, size) in enumerate(block.groups)]
        kept = tuple((name, size if isinstance(size, int) else None) for name, size in told)
        return replace(block, note=groups_note(told, say), groups=kept)
    if isinstance(block, TableBlock):
        wanted = _counted_columns(block, people)
        rows = [list(row) for row in block.rows]
        for row, column in done.hidden:
            if row < len(rows) and column < len(wanted):
                rows[row][wanted[column]] = done.mark((row, column))
        return replace(block, rows=tuple(tuple(row) for row in rows))
    if isinstance(block, ChartBlock):
        series = tuple(
            replace(one, values=tuple(
                None if (row, column) in done.hidden else value for row, value in enumerate(one.values)
            ))
            for column, one in enumerate(block.chart.series)
        )  # fmt: skip
        chart = replace(block.chart, series=series)
        return replace(block, chart=chart, description=chart_description(chart, say))
    return block


def _counted_columns(block: TableBlock, people: set[str]) -> list[int]:
    """The columns that count people, apart from those that each are one person's: *3/12*, or all of a matrix whose last
    column is of respondents."""
    every = _is_of_people(block.header[-1])
    return [
        column for column in range(1, len(block.header))
        if block.header[column] not in people and all(_is_counted(row[column]) for row in block.rows)
        and (every or any("/" in row[column] for row in block.rows))
    ]  # fmt: skip


def count_tables_of(block: Block, people: set[str]) -> tuple[CountTable, ...]:
    """What a table or chart of a report counts of people, and the sizes of the groups that a chart tells of; nothing
    where it counts something else."""
    from qualcoder_peer.core.reports.blocks import ChartBlock, TableBlock

    if isinstance(block, ChartBlock):
        counts = _counts_of_chart(block)
        return () if counts is None else (counts, *_sizes_of_groups(block))
    counts = _counts_of_table(block, people) if isinstance(block, TableBlock) else None
    return () if counts is None else (counts,)


def _counts_of_table(block: TableBlock, people: set[str]) -> CountTable | None:
    if len(block.header) < 2 or not block.rows:
        return None
    wanted = _counted_columns(block, people)
    if not wanted:
        return None
    names = tuple(row[0].strip() for row in block.rows)
    cells = tuple(tuple(_number(row[column]) for column in wanted) for row in block.rows)
    summed = len(wanted) > 1 and wanted[-1] == len(block.header) - 1 and _is_of_people(block.header[-1])
    headers = tuple(block.header[column] for column in wanted)
    if summed:
        totals = tuple(row[-1] for row in cells)
        return CountTable(
            table_title(block.caption), names, headers[:-1], tuple(row[:-1] for row in cells), totals, item=block.item
        )
    return CountTable(table_title(block.caption), names, headers, cells, item=block.item)


def _counts_of_chart(block: ChartBlock) -> CountTable | None:
    chart = block.chart
    if not _is_of_people(chart.value_title) or not chart.series or not chart.categories:
        return None
    cells = tuple(
        tuple(_whole(one.values[row]) for one in chart.series) for row in range(len(chart.categories))
    )
    names = tuple(one.name for one in chart.series)
    rows = tuple(name.strip() for name in chart.categories)
    return CountTable(table_title(block.caption), rows, names, cells, item=block.item)


def _sizes_of_groups(block: ChartBlock) -> tuple[CountTable, ...]:
    """The sizes of groups as one row; how many people there are in all stands elsewhere in most reports."""
    if not block.groups:
        return ()
    names, sizes = tuple(name for name, _ in block.groups), tuple(size for _, size in block.groups)
    known = [size for size in sizes if size is not None]
    total = (sum(known),) if len(known) == len(sizes) else None
    title = message("Groups of “{table}”", table=table_title(block.caption))
    return (CountTable(title, (block.chart.value_title,), names, (sizes,), total, item=block.item),)


def _whole(value: int | float | None) -> int | None:
    return None if value is None else int(value)


def _is_of_people(words: str) -> bool:
    return words in {texts(language)("Respondents") for language in LANGUAGES}


def _is_counted(cell: str) -> bool:
    return _number(cell) is not None or _HIDDEN.fullmatch(cell.strip()) is not None


def _number(cell: str) -> int | None:
    """The number of a cell: of *3/12* and of *3 of 12* the first, 0 of a dash."""
    words = cell.strip()
    if words in ("–", "-", "—"):
        return 0
    found = _COUNTED.fullmatch(words)
    return int(found[1]) if found else None
