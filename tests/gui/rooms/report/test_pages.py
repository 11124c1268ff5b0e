"""The page of paper: lists, code and breaks as in Word, footnotes at its foot, and sheets that lie."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from qualcoder_peer.core.domain.ids import ReportId, ReportItemId
from qualcoder_peer.core.domain.model import Report
from qualcoder_peer.core.reports.blocks import Block, Heading, Paragraph, Piece, TableBlock
from qualcoder_peer.core.reports.markdown import Writing, markdown_blocks
from qualcoder_peer.core.services.reports import Outline
from qualcoder_peer.gui.rooms.report.page_view import PageView
from qualcoder_peer.gui.rooms.report.pages import MARGIN, PAGE, Pages, lay_out
from qualcoder_peer.gui.rooms.report.sheets import Sheet
from tests.support.gui import run_events

OUTLINE = Outline(Report(ReportId(1), "0a1b2c3d-0000-4000-8000-000000000000", "x", "2026-01-01T00:00:00Z"), ())


def written(text: str) -> list[Block]:
    return markdown_blocks(text, Writing(1, lambda key: None, str))


def laid_out(blocks: list[Block]) -> Pages:
    return lay_out(blocks, OUTLINE, "en")


def test_lists_within_lists_are_counted_and_stand_further_in() -> None:
    words = "1. a\n   1. b\n   2. c\n      1. d\n      2. e\n2. f\n   1. g\n   - h\n\n- i\n  - j\n    - k"
    pages = laid_out(written(words))
    shown = []
    block = pages.document.begin()
    while block.isValid():
        shown.append((block.text(), block.blockFormat().leftMargin()))
        block = block.next()
    assert [words for words, _ in shown] == [
        "1.\ta", "a.\tb", "b.\tc", "i.\td", "ii.\te", "2.\tf", "a.\tg", "–\th", "•\ti", "–\tj", "▪\tk",
    ]  # fmt: skip
    edges = [left for _, left in shown]
    assert edges[0] < edges[1] == edges[2] < edges[3] and edges[8] < edges[9] < edges[10]


def test_code_links_and_breaks_look_so() -> None:
    pages = laid_out(written("Kör `x` [här](https://a.se)\n\n---"))
    first = pages.document.begin()
    formats = {}
    fragments = first.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        formats[fragment.text()] = fragment.charFormat()
        fragments += 1
    assert formats["x"].fontFamilies()[0] == "Consolas" != formats["Kör "].fontFamilies()[0]
    assert formats["här"].fontUnderline() and not formats["Kör "].fontUnderline()
    last = first.next()
    assert last.text() == "* * *" and last.blockFormat().alignment() & Qt.AlignmentFlag.AlignHCenter


NOTED = 40


def noted() -> list[Block]:
    lines = [f"Paragraph {number} with some words[^{number}]\nand a line." for number in range(1, NOTED + 1)]
    return written("\n".join([*lines, "", *(f"[^{number}]: Note {number}." for number in range(1, NOTED + 1))]))


def words_of(pages: Pages, sheet: Sheet) -> str:
    blocks, block = [], pages.document.begin()
    while block.isValid():
        if sheet.main.top <= pages.document.documentLayout().blockBoundingRect(block).center().y() < sheet.main.bottom:
            blocks.append(block.text())
        block = block.next()
    return "\n".join(blocks)


def notes_of(pages: Pages, sheet: Sheet) -> list[str]:
    layout = pages.notes.documentLayout()
    points = [QPointF(1, (one.top + one.bottom) / 2) for one in sheet.notes]
    return [pages.notes.findBlock(layout.hitTest(one, Qt.HitTestAccuracy.FuzzyHit)).text() for one in points]


def test_footnotes_stand_at_the_foot_of_the_page_of_their_mark() -> None:
    pages = laid_out(noted())
    assert pages.count > 1
    found = 0
    for sheet in pages.sheets:
        words, notes = words_of(pages, sheet), notes_of(pages, sheet)
        marked = [number for number in range(1, NOTED + 1) if f"words{number}\n" in f"{words}\n"]
        assert notes == [f"{number} Note {number}." for number in marked]
        lowest = sheet.notes[-1]
        assert lowest.at + lowest.height == PAGE.height() - 2 * MARGIN, "the last ends where the words could"
        assert sheet.main.at + sheet.main.height < sheet.notes[0].at
        found += len(notes)
    assert found == NOTED


def wide_table(rows: int) -> list[Block]:
    table = TableBlock("Table 1", "d", ("Theme", "R1"), tuple((f"Theme {row}", "x") for row in range(rows)), (1, 1),
                       item=ReportItemId(2), landscape=True)  # fmt: skip
    return [Paragraph("Normal", (Piece("Before"),), ReportItemId(1)), Heading(2, "Wide"), table,
            Paragraph("Normal", (Piece("After"),), ReportItemId(3))]  # fmt: skip


def test_a_long_table_lies_with_its_header_on_every_sheet() -> None:
    pages = laid_out(wide_table(60))
    assert [sheet.lying for sheet in pages.sheets] == [False, *[True] * (pages.count - 2), False] and pages.count > 4
    for sheet in pages.sheets[2:-1]:
        assert sheet.header is not None and sheet.main.at == sheet.header.height
    assert pages.sheets[1].header is None, "there it stands itself"
    pairs = zip(pages.sheets, pages.sheets[1:], strict=False)
    ends = [(before.main.bottom, after.main.top) for before, after in pairs]
    assert all(end <= top for end, top in ends), "nothing stands on two pages"


def test_a_prompt_between_two_wide_tables_lies_along() -> None:
    first, heading, table, last = wide_table(2)
    prompt = Paragraph("Writing Prompt", (Piece("Nothing to show yet."),))
    assert [sheet.lying for sheet in laid_out([first, heading, table, prompt, heading, table, last]).sheets] == [
        False, True, False,
    ]  # fmt: skip


def test_a_click_on_a_lying_page_finds_what_stands_there() -> None:
    pages = laid_out(wide_table(3))
    view = PageView()
    view.resize(560, 500)
    view.show()
    view.show_pages(pages)
    pressed: list[int] = []
    view.pressed.connect(pressed.append)
    run_events(5)
    for item in (1, 2, 3):
        view.choose((item,))
        place = view.place_of(item)
        assert place is not None and view._item_at(QPointF(place)) == item
    view.verticalScrollBar().setValue(0)
    view.choose(())
    run_events(5)
    picture = view.grab().toImage()
    paper = QColor("white").rgb()
    across = [sum(picture.pixel(x, y) == paper for x in range(picture.width())) for y in (60, picture.height() - 5)]
    assert view.horizontalScrollBar().maximum() > 0, "a page lying down is as large as the others, and wider"
    assert across[0] > 0
    view.close()
    view.deleteLater()
