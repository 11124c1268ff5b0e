"""Tables as Word documents on a page turned sideways: header row on every page, styles, alternative text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from qualcoder_peer.core.exporters.packages import write_with_rows
from qualcoder_peer.core.exporters.tables import Cell, Table, TableColumn

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
    columns = table.columns[1:] if table.grouped else table.columns
    widths = _widths(columns, document.text_width)
    style, note = document.style("Table Text"), document.style("Table Note")
    table_style, group_style = document.style("Quote Table"), document.style("heading 2")
    titles = [column.title for column in columns]

    def begun(group: str = "") -> str:
        """The beginning of a table, under a heading where it is that of a group."""
        title = f"{heading}: {group}" if group else heading
        above = paragraph(group_style, run(" ".join(group.split()))) if group else ""
        start = table_start(table_style, widths, title, table.description, first_column=False)
        return above + start + row(titles, widths, style, header=True)

    def pieces() -> Iterator[str]:
        """The tables in pieces."""
        made: list[str] = [] if table.grouped else [begun()]
        group: Cell | None = None
        count = 0
        for cells in table.rows:
            if table.grouped and cells[0] != group:
                made.append(("" if group is None else TABLE_END) + begun(str(cells[0])))
                group = cells[0]
            made.append(row([str(cell) for cell in cells[table.grouped :]], widths, style))
            count += 1
            if len(made) >= _ROWS_AT_ONCE:
                yield "".join(made)
                made.clear()
        if table.grouped and group is None:
            made.append(begun())
        today = long_date(date.today().isoformat(), say)
        closing = say.counted("{count} row, written on {date}.", "{count} rows, written on {date}.", count, date=today)
        yield "".join(made) + TABLE_END + paragraph(note, run(closing))

    mark = paragraph("", run(_MARK)).encode()
    write_with_rows(path, document.package(), _PART, mark, pieces())


def _widths(columns: Sequence[TableColumn], total: int) -> list[int]:
    # No column is narrower than its longest word needs, as far as known; the rest goes by the length of what they hold.
    letters = [
        max(column.longest_word, *map(len, column.title.split() or [""])) + 2 for column in columns
    ]
    room = max(total - sum(letters) * _TITLE_LETTER, 0)
    wanted = [max(column.width - least, 1) for column, least in zip(columns, letters, strict=True)]
    pairs = zip(letters, wanted, strict=True)
    widths = [least * _TITLE_LETTER + int(room * width / sum(wanted)) for least, width in pairs]
    return [int(width * total / sum(widths)) for width in widths] if sum(widths) > total else widths
