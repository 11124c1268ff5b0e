"""Tables as Word documents on a page turned sideways: header row on every page, styles, alternative text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from qualcoder_peer.core.exporters.packages import write_with_rows
from qualcoder_peer.core.exporters.tables import Table

_PART = "word/document.xml"
_MARK = "[[rows-of-the-table]]"
_ROWS_AT_ONCE = 200
_TITLE_LETTER = 110  # twips that a letter of the header takes


def write_docx(table: Table, path: Path) -> None:
    """Write a table as a Word document, on a template if the table has one. Raises ExportFailed for a bad template."""
    from qualcoder_peer.core.reports.facts import long_date
    from qualcoder_peer.core.reports.word_document import WordDocument
    from qualcoder_peer.core.reports.word_xml import TABLE_END, paragraph, row, run, table_start

    say = table.texts
    document = WordDocument(table.template, table.language, landscape=True, styles=table.styles)
    document.describe(f"{table.title}: {table.project_title}", table.project_title, table.authors)
    heading = f"{table.title}: {table.project_title}" if table.project_title else table.title
    document.add(paragraph(document.style("heading 1"), run(heading)))
    document.add(paragraph("", run(table.description)))
    document.add(paragraph("", run(_MARK)))
    widths = _widths(table, document.text_width)
    style, note = document.style("Table Text"), document.style("Table Note")
    start = table_start(document.style("Quote Table"), widths, heading, table.description, first_column=False)

    def pieces() -> Iterator[str]:
        yield start + row([column.title for column in table.columns], widths, style, header=True)
        made: list[str] = []
        count = 0
        for cells in table.rows:
            made.append(row([str(cell) for cell in cells], widths, style))
            count += 1
            if len(made) >= _ROWS_AT_ONCE:
                yield "".join(made)
                made.clear()
        today = long_date(date.today().isoformat(), say)
        closing = say.counted("{count} row, written on {date}.", "{count} rows, written on {date}.", count, date=today)
        yield "".join(made) + TABLE_END + paragraph(note, run(closing))

    mark = paragraph("", run(_MARK)).encode()
    write_with_rows(path, document.package(), _PART, mark, pieces())


def _widths(table: Table, total: int) -> list[int]:
    # No column is narrower than its longest word needs, as far as known; the rest goes by the length of what they hold.
    letters = [
        max(column.longest_word, *map(len, column.title.split() or [""])) + 2 for column in table.columns
    ]
    room = max(total - sum(letters) * _TITLE_LETTER, 0)
    wanted = [max(column.width - least, 1) for column, least in zip(table.columns, letters, strict=True)]
    pairs = zip(letters, wanted, strict=True)
    widths = [least * _TITLE_LETTER + int(room * width / sum(wanted)) for least, width in pairs]
    return [int(width * total / sum(widths)) for width in widths] if sum(widths) > total else widths
