"""All memos and the research journal as files: formatted text to read, or a table with a row a memo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.exports import MemoOptions
from qualcoder_peer.core.domain.links import parse_link
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.exporters.formats import FORMATS, FormatExporter
from qualcoder_peer.core.exporters.html_page import page_policy
from qualcoder_peer.core.exporters.leaving import leaving_texts
from qualcoder_peer.core.exporters.plain import markdown_words
from qualcoder_peer.core.exporters.tables import Table, TableColumn, coders
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.memo_chapters import MemoEntry, memo_chapters, memo_kinds, memo_name, read_entries
from qualcoder_peer.core.reports.style_map import read_style_map
from qualcoder_peer.core.services.memos import MEMO_KIND_TITLES, MemoKind, MemoRow
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.text.markdown_lines import LineKind, MarkedLine, Piece, marked_lines, plain_words
from qualcoder_peer.core.text.xml_safe import is_right_to_left, xml_legal

_STEP = 500


@dataclass(frozen=True, slots=True)
class Memos:
    """What is written, in its order."""

    title: str
    project_title: str
    authors: str
    say: Texts
    entries: Sequence[MemoEntry]
    template: str = ""
    styles: Mapping[str, str] = field(default_factory=dict)


class MemosExporter(FormatExporter):
    """Writes memos in one format."""

    kind = "memos"
    Options = MemoOptions

    def _write(
        self, project: Project, path: Path, options: MemoOptions, which: QuoteFilter, progress: Progress
    ) -> None:
        memos = read_memos(project, options, which, progress)
        writer = _WRITERS.get(self.format.key)
        if writer is None:
            self.format.write(memo_table(memos), path)
        else:
            writer(memos, path)

    def leaving(self, project: Project, options: MemoOptions, which: QuoteFilter, progress: Progress) -> Leaving:
        """The words of the memos, and those of the passages that they are on."""
        entries = read_memos(project, options, which, progress).entries
        pairs = ((words, entry) for entry in entries for words in (entry.row.title, entry.text, entry.quote))
        return leaving_texts((words, Message(MEMO_KIND_TITLES[entry.row.kind])) for words, entry in pairs)


def read_memos(project: Project, options: MemoOptions, which: QuoteFilter, progress: Progress) -> Memos:
    """The memos that are wanted with their words, in the order of the chapters. Raises Cancelled."""
    info = project.info()
    say = texts(options.language or info.language)
    entries = read_entries(project, which, say.language, progress, memo_kinds(options.memos))
    title = say("Research journal") if options.memos == "journal" else say("Memos")
    return Memos(title, info.title, coders(project), say, entries, options.template, read_style_map(project))


def memo_table(memos: Memos) -> Table:
    """A row a memo; formatted text as plain words, the Markdown itself in the records."""
    say = memos.say
    columns = (
        TableColumn("about", say("About"), 16),
        TableColumn("name", say("Name"), 34),
        TableColumn("quote", say("Words it is about"), 44),
        TableColumn("date", say("Date"), 12),
        TableColumn("title", say("Title"), 24),
        TableColumn("text", say("Memo"), 70),
        TableColumn("coder", say("Coder"), 12),
        TableColumn("changed", say("Changed"), 12),
    )
    return Table(
        memos.title,
        say("Each row is a memo: what it is about, its text, who wrote it and when."),
        memos.project_title,
        say.language,
        memos.authors,
        columns,
        (
            [
                say(MEMO_KIND_TITLES[one.row.kind]), memo_name(one.row), one.quote, one.row.date, one.row.title,
                plain_words(one.text), one.row.coder, one.row.changed[:10],
            ]
            for one in memos.entries
        ),
        (record(one.row, one.text, one.quote) for one in memos.entries),
        memos.template,
        memos.styles,
    )  # fmt: skip


def record(row: MemoRow, text: str, quote: str = "") -> dict[str, Any]:
    """A memo with all its fields under stable English names, for JSON."""
    return {
        "id": int(row.id),
        "guid": row.guid,
        "owner": "project" if row.kind is MemoKind.JOURNAL else _OWNER.get(row.kind, row.kind.value),
        "owner_name": memo_name(row),
        "start": row.start,
        "end": row.end,
        "quote": quote,
        "kind": "journal" if row.kind is MemoKind.JOURNAL else "memo",
        "title": row.title,
        "date": row.date or None,
        "text": text,
        "coder": row.coder,
        "created": row.created,
        "changed": row.changed,
    }


_OWNER = {MemoKind.PASSAGE: "document"}


def _write_markdown(memos: Memos, path: Path) -> None:
    """The texts are Markdown already: they stand as they are, below headings."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(f"# {markdown_words(memos.title)}: {markdown_words(memos.project_title)}\n")
        for title, held in memo_chapters(memos.entries, memos.say):
            file.write(f"\n## {markdown_words(title)}\n")
            for one, heading, signed in held:
                file.write(f"\n### {markdown_words(heading)}\n\n*{markdown_words(signed)}*\n\n")
                for line in one.quote.splitlines():
                    file.write(f"> {markdown_words(line)}\n")
                file.write(("\n" if one.quote else "") + _safe_markdown(one.text) + "\n")


def _safe_markdown(text: str) -> str:
    """A memo's own headings go below ours, and nothing in it is HTML in another program."""
    made = []
    for line, shape in zip(text.split("\n"), marked_lines(text), strict=False):
        if shape.kind is LineKind.HEADING:
            line = "#" * min(3, 6 - shape.level) + line
        if shape.kind not in (LineKind.CODE, LineKind.FENCE):
            line = line.replace("&", "&amp;").replace("<", "&lt;")
        made.append(line)
    return "\n".join(made)


_STYLE = """
:root { color-scheme: light dark; --ink: #1d232a; --paper: #fff; --soft: #4b5661; --line: #c9d0d8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #16191d; --soft: #a9b3bd; --line: #3d454e; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 46rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 "Segoe UI", system-ui, -apple-system, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { margin-top: 2.5rem; } h3 { margin: 2rem 0 0; }
h4 { margin: 1rem 0 0; } p { margin: .25rem 0; } p.who { color: var(--soft); margin: 0 0 .5rem; }
blockquote { margin: .5rem 0; padding: 0 0 0 1rem; border-left: 3px solid var(--line); color: var(--soft); }
p.item { padding-left: calc(1.25rem * (1 + var(--level, 0))); text-indent: -1.1rem; }
@media print { @page { size: A4; margin: 2cm; } :root { --ink: #000; --paper: #fff; --soft: #333; } }
"""


def _write_html(memos: Memos, path: Path) -> None:
    """A page that runs nothing and fetches nothing (Content-Security-Policy)."""
    whole = f"{_html(memos.title)}: {_html(memos.project_title)}"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<!DOCTYPE html>\n<html lang="{memos.say.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{page_policy(_STYLE)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="author" content="{_html(memos.authors)}">\n<title>{whole}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{whole}</h1>\n"
        )
        for title, held in memo_chapters(memos.entries, memos.say):
            file.write(f"<h2>{_html(title)}</h2>\n")
            for one, heading, signed in held:
                file.write(f'<article>\n<h3 dir="auto">{_html(heading)}</h3>\n<p class="who">{_html(signed)}</p>\n')
                if one.quote:
                    quoted = "<br>".join(_html(line) for line in one.quote.splitlines())
                    file.write(f'<blockquote dir="auto">{quoted}</blockquote>\n')
                file.writelines(_html_line(line) for line in marked_lines(one.text))
                file.write("</article>\n")
        file.write("</main>\n</body>\n</html>\n")


def _html_line(line: MarkedLine) -> str:
    if line.kind in (LineKind.BLANK, LineKind.FENCE):
        return ""
    if line.kind is LineKind.RULE:
        return "<hr>\n"
    words = "".join(_html_piece(piece) for piece in line.pieces)
    if line.kind is LineKind.HEADING:
        return f'<h4 dir="auto">{words}</h4>\n'
    if line.kind is LineKind.QUOTE:
        return f'<blockquote dir="auto">{words}</blockquote>\n'
    if line.kind in (LineKind.BULLET, LineKind.NUMBER):
        sign = "•" if line.kind is LineKind.BULLET else _html(line.sign)
        return f'<p class="item" dir="auto">{"&emsp;" * line.level}{sign} {words}</p>\n'
    return f'<p dir="auto">{words}</p>\n'


def _html_piece(piece: Piece) -> str:
    words = _html(piece.text)
    for wanted, tag in ((piece.code, "code"), (piece.struck, "s"), (piece.emphasis, "em"), (piece.strong, "strong")):
        if wanted:
            words = f"<{tag}>{words}</{tag}>"
    if piece.address.startswith(("https://", "http://")):
        return f'<a href="{_html(piece.address)}" rel="noreferrer">{words}</a>'
    return words


def _html(words: str) -> str:
    return escape(xml_legal(words), quote=True)


def _write_docx(memos: Memos, path: Path) -> None:
    """A Word document with headings, on a template if there is one."""
    from qualcoder_peer.core.reports.word_document import WordDocument
    from qualcoder_peer.core.reports.word_xml import paragraph, run

    document = WordDocument(memos.template, memos.say.language, styles=memos.styles)
    whole = f"{memos.title}: {memos.project_title}" if memos.project_title else memos.title
    document.describe(whole, memos.project_title, memos.authors)
    made = [paragraph(document.style("heading 1"), run(whole))]
    quote = document.style("Quote")
    for title, held in memo_chapters(memos.entries, memos.say):
        made.append(paragraph(document.style("heading 2"), run(title)))
        for one, heading, signed in held:
            rtl = is_right_to_left(heading)
            made.append(paragraph(document.style("heading 3"), run(heading), right_to_left=rtl))
            made.append(paragraph(document.style("Who Spoke"), run(signed)))
            made += [
                paragraph(quote, run(line), right_to_left=is_right_to_left(line))
                for line in one.quote.splitlines() if line.strip()
            ]  # fmt: skip
            made += [xml for line in marked_lines(one.text) if (xml := _word_line(line, document.style))]
        if len(made) > _STEP:
            document.add("".join(made))
            made.clear()
    document.add("".join(made))
    path.write_bytes(document.package())


def _word_line(line: MarkedLine, style: Callable[[str], str]) -> str:
    from qualcoder_peer.core.reports.word_xml import paragraph, styled_run

    if line.kind in (LineKind.BLANK, LineKind.FENCE, LineKind.RULE):
        return ""
    content = "".join(
        styled_run(piece.text, strong=piece.strong, emphasis=piece.emphasis, struck=piece.struck, code=piece.code)
        + (_address(piece) if piece.address else "")
        for piece in line.pieces
    )
    rtl = is_right_to_left(line.text)
    if line.kind is LineKind.BULLET:
        return paragraph(style("List Bullet"), content, right_to_left=rtl, indent=360 * line.level + 360 if line.level
                         else 0)  # fmt: skip
    if line.kind is LineKind.NUMBER:
        number = styled_run(f"{line.sign} ")
        return paragraph("", number + content, right_to_left=rtl, indent=360 * (line.level + 1))
    names = {LineKind.HEADING: "heading 4", LineKind.QUOTE: "Quote"}
    return paragraph(style(names[line.kind]) if line.kind in names else "", content, right_to_left=rtl)


def _address(piece: Piece) -> str:
    """Addresses of the web stand after their words; links within the project have no meaning on paper."""
    from qualcoder_peer.core.reports.word_xml import styled_run

    return "" if parse_link(piece.address) else styled_run(f" ({piece.address})")


_WRITERS: dict[str, Callable[[Memos, Path], None]] = {
    "docx": _write_docx, "html": _write_html, "md": _write_markdown,
}  # fmt: skip
MEMO_EXPORTERS: tuple[MemosExporter, ...] = tuple(MemosExporter(one) for one in FORMATS)
