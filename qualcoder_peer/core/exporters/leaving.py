"""What each kind of export carries out of the project, gathered for the disclosure check before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.disclosure import CountTable, DisclosurePlace, table_title
from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import Message, literal, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.disclosure_names import LeavingText
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import respondent_names

if TYPE_CHECKING:
    from qualcoder_peer.core.reports.blocks import Block
    from qualcoder_peer.core.services.reports import Outline

_STEP = 1_000


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
    for block in blocks:
        leaving.texts += _block_texts(block)
        table = _counts(block, people)
        if table is not None:
            leaving.tables.append(table)
    return leaving


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
        yield _text(words, literal(_start(words)), said=said, item=block.item)
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


def _start(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"


def _counts(block: Block, people: set[str]) -> CountTable | None:
    """A table whose columns count people, apart from columns that each are one person's."""
    from qualcoder_peer.core.reports.blocks import TableBlock

    if not isinstance(block, TableBlock) or len(block.header) < 2 or not block.rows:
        return None
    wanted = [
        column for column in range(1, len(block.header))
        if block.header[column] not in people and all(_number(row[column]) is not None for row in block.rows)
        and any("/" in row[column] for row in block.rows)
    ]  # fmt: skip
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
