"""Writes the blocks of a report as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.exporters.leaving import protected_blocks
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import (
    Block,
    ChartBlock,
    Contents,
    Heading,
    Paragraph,
    Piece,
    TableBlock,
    TitlePage,
)
from qualcoder_peer.core.reports.chart_words import chart_description
from qualcoder_peer.core.reports.controls import control
from qualcoder_peer.core.reports.list_numbers import ListNumbers
from qualcoder_peer.core.reports.pages import heading_pages
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.reports.style_map import read_style_map
from qualcoder_peer.core.reports.table_shape import column_widths, lying_blocks
from qualcoder_peer.core.reports.word_document import WordDocument
from qualcoder_peer.core.reports.word_open import LANGUAGE_TAGS
from qualcoder_peer.core.reports.word_xml import TABLE_END, bookmark, field, hyperlink, paragraph, row, run, table_start
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import Outline
from qualcoder_peer.core.text.xml_safe import is_right_to_left, xml_text

_DEEPEST_ENTRY = 3
_FIRST_BOOKMARK = 9_000  # a template's own bookmarks have low numbers


def write_report(
    project: Project,
    outline: Outline,
    path: Path,
    options: ReportOptions,
    progress: Progress | None = None,
    which: QuoteFilter | None = None,
) -> tuple[Block, ...]:
    """Write the report draft to ``path``; ``which`` as in ``plan_report``. Returns its blocks as they were written.

    Raises ExportFailed for a template that cannot be used, or Cancelled.
    """
    blocks = report_blocks(project, outline, options, progress, which)
    path.write_bytes(report_package(project, outline, options, progress, blocks))
    return blocks


def report_blocks(
    project: Project,
    outline: Outline,
    options: ReportOptions,
    progress: Progress | None = None,
    which: QuoteFilter | None = None,
) -> tuple[Block, ...]:
    """What is written of a report, small numbers hidden where the project's rules say so. Raises Cancelled."""
    planned = plan_report(project, outline, options, progress or Progress(), which=which)
    return protected_blocks(project, planned, options.language)


def report_package(
    project: Project,
    outline: Outline,
    options: ReportOptions,
    progress: Progress | None = None,
    blocks: Sequence[Block] | None = None,
) -> bytes:
    """The report draft as the bytes of a Word file, made of its ``blocks`` where they are at hand; raises what
    ``write_report`` does."""
    info = project.info()
    progress = progress or Progress()
    blocks = report_blocks(project, outline, options, progress) if blocks is None else blocks
    language = options.language or info.language
    document = WordDocument(options.template, language, guid=info.guid, styles=read_style_map(project))
    author = next((block.author for block in blocks if isinstance(block, TitlePage)), "")
    document.describe(outline.report.title, info.title, author)
    progress.step(0, 0, message("Writing the Word file"))
    write_blocks(document, blocks)
    return document.package()


def write_blocks(document: WordDocument, blocks: Sequence[Block]) -> None:
    """Put blocks into a document at its place. Raises KeyError for a style that is none of ours."""
    _Report(document, blocks).write()


class _Report:
    def __init__(self, document: WordDocument, blocks: Sequence[Block]) -> None:
        self._document, self._blocks = document, blocks
        self._pages = heading_pages(blocks, document.text_width)
        self._headings = [block for block in blocks if isinstance(block, Heading)]
        self._written = 0
        self._counting, self._lists = ListNumbers(), {0: (0, 0)}
        self._has_list = False

    def write(self) -> None:
        """Add every block to the document."""
        document = self._document
        document.styles.set_contents_width(document.text_width)
        for lying, blocks in groupby(self._turned(), key=lambda pair: pair[0]):
            for key, group in groupby((block for _, block in blocks), key=lambda block: _control(block)):
                self._write(key, list(group), lying)

    def _turned(self) -> list[tuple[bool, Block]]:
        # What begins a page by lying down needs no other break.
        lying = lying_blocks(self._blocks, self._document.text_width)
        made: list[tuple[bool, Block]] = []
        for index, block in enumerate(self._blocks):
            begins = index > 0 and lying[index] != lying[index - 1]
            if begins and isinstance(block, Heading):
                block = replace(block, new_page=False)
            made.append((lying[index], block))
        return made

    def _write(self, key: str, blocks: Sequence[Block], lying: bool) -> None:
        pieces: list[str] = []
        for block in blocks:
            if isinstance(block, TitlePage):
                self._title_page(block)
            elif isinstance(block, Contents):
                self._contents(block)
            else:
                pieces.append(self._element(block, lying))
            if not key and pieces:
                self._add("".join(pieces), lying)
                pieces.clear()
        if pieces:
            self._add(control(key, "".join(pieces)), lying)

    def _add(self, xml: str, lying: bool) -> None:
        if lying:
            self._document.add_lying(xml)
        else:
            self._document.add(xml)

    def _element(self, block: Heading | Paragraph | TableBlock | ChartBlock, lying: bool) -> str:
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        self._counting.place(block)
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, TableBlock):
            return self._table(block, self._document.lying_width if lying else self._document.text_width)
        return self._chart(block)

    def _title_page(self, block: TitlePage) -> None:
        document = self._document
        if document.has_content:
            document.break_section()
        lines = [("Title", block.title), ("Subtitle", block.subtitle)]
        lines += [("Title Details", line) for line in (block.author, block.date) if line]
        for style, text in lines:
            document.add(paragraph(document.style(style), run(text)))
        document.break_section(bare=not document.is_template)

    def _contents(self, block: Contents) -> None:
        # Real entries inside the field: it is right as it stands, and Word can still update it.
        document = self._document
        entries = [
            (number, heading) for number, heading in enumerate(self._headings) if heading.level <= _DEEPEST_ENTRY
        ]
        if not entries:
            return
        document.add(paragraph(document.style("TOC Heading"), run(block.title)))
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for index, (number, heading) in enumerate(entries):
            page = field(f"PAGEREF {_anchor(number)} \\h", str(self._pages[number]), dirty=True)
            link = (
                f'<w:hyperlink w:anchor="{_anchor(number)}" w:history="1">{run(_one_line(heading.text))}'
                f"<w:r><w:tab/></w:r>{page}</w:hyperlink>"
            )
            content = (begin if index == 0 else "") + link + (end if index + 1 == len(entries) else "")
            document.add(paragraph(document.style(f"toc {heading.level}"), content))
        document.break_section()

    def _heading(self, block: Heading) -> str:
        number = self._written
        self._written += 1
        words = control(block.control, run(_one_line(block.text)))
        content = bookmark(_anchor(number), _FIRST_BOOKMARK + number, words)
        name = f"heading {block.level}"
        styles = self._document.styles
        level = block.level if styles.is_mapped(name) and not styles.has_level(name) else 0
        rtl = is_right_to_left(block.text)
        return paragraph(styles.id(name), content, right_to_left=rtl, level=level, new_page=block.new_page)

    def _paragraph(self, block: Paragraph) -> str:
        document = self._document
        content = "".join(
            control("" if key == block.control else key, "".join(self._piece(piece) for piece in pieces))
            for key, pieces in groupby(block.pieces, key=lambda piece: piece.control)
        )
        usual = block.style == "Normal" and not document.styles.is_mapped("Normal")
        longest = max((piece.text for piece in block.pieces), key=len, default="")
        number = self._numbering(block)
        indent, hanging = document.styles.indents(block.style) if number[0] else (0, 0)
        return paragraph(
            "" if usual else document.style(block.style),
            content,
            right_to_left=is_right_to_left(longest),
            numbering=number,
            indent=indent,
            hanging=hanging,
        )

    def _numbering(self, block: Paragraph) -> tuple[int, int]:
        # The first list has the style's own numbers; each one after it, and each within another, begins anew.
        place = self._counting.place(block)
        if place is None or not place.number:
            return 0, 0
        if place.first:
            new = self._has_list or place.level > 1
            self._lists[place.level] = self._document.styles.new_list(block.style) if new else (0, 0)
            self._has_list = True
        return self._lists[place.level]

    def _piece(self, piece: Piece) -> str:
        document = self._document
        usual = "Strong" if piece.strong else "Emphasis" if piece.emphasis else ""
        style = piece.style or ("Hyperlink" if piece.link else usual)
        made = run(
            piece.text,
            document.style(style) if style else "",
            LANGUAGE_TAGS.get(piece.language, ""),
            bold=piece.strong and style != "Strong",
            italic=piece.emphasis and style != "Emphasis",
        )
        if piece.link and piece.text:
            made = hyperlink(document.link(piece.link), made)
        return made + (document.footnote(piece.note) if piece.note else "")

    def _table(self, block: TableBlock, total: int) -> str:
        document = self._document
        widths = column_widths(block, total)
        style = document.style("Table Text")
        pieces = [
            paragraph(document.style("caption"), _caption(block.caption, "Table", block.control), keep_next=True),
            table_start(document.style("Quote Table"), widths, block.caption, block.description, first_column=True),
            row(block.header, widths, style, header=True),
            *(row(cells, widths, style) for cells in block.rows),
            TABLE_END,
        ]
        note = block.note or block.description
        if note and note not in block.caption:
            pieces.append(paragraph(document.style("Table Note"), run(note)))
        return "".join(pieces)

    def _chart(self, block: ChartBlock) -> str:
        document = self._document
        description = block.description or chart_description(block.chart, texts(document.language))
        pieces = [
            paragraph(document.style("caption"), _caption(block.caption, "Figure", block.control), keep_next=True),
            paragraph(document.style("Chart"), document.chart(block.chart, description, document.text_width)),
        ]
        if block.note:
            pieces.append(paragraph(document.style("Table Note"), run(block.note)))
        return "".join(pieces)


def _control(block: Block) -> str:
    return block.control if isinstance(block, (Paragraph, TableBlock, ChartBlock)) else ""


def _anchor(number: int) -> str:
    return f"_Toc{100_000_000 + number}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _caption(text: str, usual: str, key: str) -> str:
    # “Table 2. Code book”: the number is a field, so that tables added in Word are counted with ours. Word names the
    # sequence by the word before the number, in the language of the writer.
    before, number, after = _numbered(text)
    if not number:
        return run(text)
    word = before.strip() if before.strip().isalpha() else usual
    counted = field(f"SEQ {word} \\* ARABIC", xml_text(number))
    if key:
        # LibreOffice shows the code of a field in the first paragraph of a control, unless it lies in one of its own.
        counted = f"<w:sdt><w:sdtPr/><w:sdtContent>{counted}</w:sdtContent></w:sdt>"
    return run(before) + counted + run(after)


def _numbered(text: str) -> tuple[str, str, str]:
    digits = next((index for index, letter in enumerate(text) if letter.isdecimal()), -1)
    if digits < 0:
        return text, "", ""
    end = digits
    while end < len(text) and text[end].isdecimal():
        end += 1
    return text[:digits], text[digits:end], text[end:]
