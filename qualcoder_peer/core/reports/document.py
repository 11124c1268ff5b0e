"""Writes the blocks of a report as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Block, Contents, Heading, Paragraph, TableBlock, TitlePage
from qualcoder_peer.core.reports.pages import heading_pages
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.reports.word_document import WordDocument
from qualcoder_peer.core.reports.word_open import LANGUAGE_TAGS
from qualcoder_peer.core.reports.word_xml import TABLE_END, bookmark, field, paragraph, row, run, table_start
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
) -> None:
    """Write the report draft to ``path``; ``which`` as in ``plan_report``.

    Raises ExportFailed for a template that cannot be used, or Cancelled.
    """
    info = project.info()
    progress = progress or Progress()
    blocks = plan_report(project, outline, options, progress, which=which)
    document = WordDocument(options.template, options.language or info.language)
    author = next((block.author for block in blocks if isinstance(block, TitlePage)), "")
    document.describe(outline.report.title, info.title, author)
    progress.step(0, 0, message("Writing the Word file"))
    _Report(document, blocks).write()
    path.write_bytes(document.package())


class _Report:
    def __init__(self, document: WordDocument, blocks: Sequence[Block]) -> None:
        self._document, self._blocks = document, blocks
        self._pages = heading_pages(blocks)
        self._headings = [block for block in blocks if isinstance(block, Heading)]
        self._written = 0

    def write(self) -> None:
        """Add every block to the document."""
        document = self._document
        document.styles.set_contents_width(document.text_width)
        for block in self._blocks:
            if isinstance(block, TitlePage):
                self._title_page(block)
            elif isinstance(block, Contents):
                self._contents(block)
            elif isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, TableBlock):
                self._table(block)
            else:
                self._paragraph(block)

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

    def _heading(self, block: Heading) -> None:
        number = self._written
        self._written += 1
        content = bookmark(_anchor(number), _FIRST_BOOKMARK + number, run(_one_line(block.text)))
        style = self._document.style(f"heading {block.level}")
        rtl = is_right_to_left(block.text)
        self._document.add(paragraph(style, content, right_to_left=rtl, new_page=block.new_page))

    def _paragraph(self, block: Paragraph) -> None:
        document = self._document
        content = "".join(
            run(
                piece.text,
                document.style(piece.style) if piece.style else "",
                LANGUAGE_TAGS.get(piece.language, ""),
            )
            for piece in block.pieces
        )
        style = "" if block.style == "Normal" else document.style(block.style)
        longest = max(block.pieces, key=lambda piece: len(piece.text)).text
        document.add(paragraph(style, content, right_to_left=is_right_to_left(longest)))

    def _table(self, block: TableBlock) -> None:
        document = self._document
        total = document.text_width
        widths = [total * width // sum(block.widths) for width in block.widths]
        style = document.style("Table Text")
        pieces = [
            paragraph(document.style("caption"), _caption(block.caption)),
            table_start(document.style("Quote Table"), widths, block.caption, block.description, first_column=True),
            row(block.header, widths, style, header=True),
            *(row(cells, widths, style) for cells in block.rows),
            TABLE_END,
            paragraph(document.style("Table Note"), run(block.note or block.description)),
        ]
        document.add("".join(pieces))


def _anchor(number: int) -> str:
    return f"_Toc{100_000_000 + number}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _caption(text: str) -> str:
    # “Table 2. Code book”: the number is a field, so that tables added in Word are counted with ours.
    before, number, after = _numbered(text)
    if not number:
        return run(text)
    return run(before) + field("SEQ Table \\* ARABIC", xml_text(number)) + run(after)


def _numbered(text: str) -> tuple[str, str, str]:
    digits = next((index for index, letter in enumerate(text) if letter.isdecimal()), -1)
    if digits < 0:
        return text, "", ""
    end = digits
    while end < len(text) and text[end].isdecimal():
        end += 1
    return text[:digits], text[digits:end], text[end:]
