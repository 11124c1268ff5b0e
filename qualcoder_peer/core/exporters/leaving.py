"""What each kind of export carries out of the project, gathered for the disclosure check before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.disclosure import CountTable, DisclosurePlace, table_title
from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import Message, literal, message
from qualcoder_peer.core.exporters.columns import USUAL_COLUMNS
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.disclosure import read_rules
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.disclosure_names import LeavingText
from qualcoder_peer.core.services.disclosure_tables import suppress
from qualcoder_peer.core.services.kept_options import read_options, write_options
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import respondent_names

if TYPE_CHECKING:
    from qualcoder_peer.core.reports.blocks import Block, TableBlock
    from qualcoder_peer.core.services.reports import Outline

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
    for number, quote in enumerate(iter_quotes(project, which)):
        if number % _STEP == 0:
            progress.step(number, max(total, number), message("Gathering what would leave"))
        leaving.add_quote(quote, words="quote" in keys)
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


def leaving_report(project: Project, outline: Outline, blocks: Iterable[Block], source_pattern: str) -> Leaving:
    """A report: the words of its blocks, the people quoted in its outline, its tables.

    ``source_pattern`` is how a source line is made; an attribute of the respondents that it names is shown.
    """
    written = source_pattern.casefold()
    shown = [one.name for one in list_attributes(project) if "{" + one.name.casefold() + "}" in written]
    leaving = Leaving(attributes=tuple(shown))
    for node in outline.walk():
        if node.quote is not None:
            leaving.add_quote(node.quote, words=False)
    people = set(respondent_names(project).values())
    for block in protected_blocks(project, tuple(blocks)):
        leaving.texts += _block_texts(block)
        table = _counts(block, people)
        if table is not None:
            leaving.tables.append(table)
    return leaving


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


def protected_blocks(project: Project, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a report with small numbers of people hidden in their tables, where the project's rules say so."""
    from qualcoder_peer.core.reports.blocks import TableBlock

    rules = read_rules(project)
    if not rules.suppress:
        return tuple(blocks)
    people = set(respondent_names(project).values())
    return tuple(
        _protected(block, people, rules.threshold) if isinstance(block, TableBlock) else block for block in blocks
    )


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
    from qualcoder_peer.core.reports.blocks import Heading, Paragraph, TableBlock, TitlePage

    if isinstance(block, Paragraph):
        said = block.style.startswith("Quote")
        words = "".join(piece.text for piece in block.pieces)
        yield LeavingText(words, _in_paragraph(words, block.item), said=said)
    elif isinstance(block, Heading):
        yield _text(block.text, message("Heading “{words}”", words=block.text), item=block.item)
    elif isinstance(block, TitlePage):
        for words in (block.title, block.subtitle):
            yield _text(words, message("Title page"))
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


def _protected(block: TableBlock, people: set[str], threshold: int) -> TableBlock:
    table = _counts(block, people)
    if table is None:
        return block
    done, wanted = suppress(table, threshold), _counted_columns(block, people)
    rows = [list(row) for row in block.rows]
    for place in done.hidden:
        if place[0] < len(rows) and place[1] < len(wanted):
            rows[place[0]][wanted[place[1]]] = done.mark(place)
    return replace(block, rows=tuple(tuple(row) for row in rows))


def _counted_columns(block: TableBlock, people: set[str]) -> list[int]:
    """The columns that count people (*3/12*), apart from columns that each are one person's."""
    return [
        column for column in range(1, len(block.header))
        if block.header[column] not in people and all(_number(row[column]) is not None for row in block.rows)
        and any("/" in row[column] for row in block.rows)
    ]  # fmt: skip


def _counts(block: Block, people: set[str]) -> CountTable | None:
    """What a table counts of people."""
    from qualcoder_peer.core.reports.blocks import TableBlock

    if not isinstance(block, TableBlock) or len(block.header) < 2 or not block.rows:
        return None
    wanted = _counted_columns(block, people)
    if not wanted:
        return None
    return CountTable(
        table_title(block.caption),
        tuple(row[0].strip() for row in block.rows),
        tuple(block.header[column] for column in wanted),
        tuple(tuple(_number(row[column]) for column in wanted) for row in block.rows),
    )


def _number(cell: str) -> int | None:
    """The number of a cell: of *3/12* the first, 0 of a dash."""
    words = cell.strip()
    if words in ("–", "-", "—"):
        return 0
    first = words.partition("/")[0]
    return int(first) if first.isdecimal() else None
