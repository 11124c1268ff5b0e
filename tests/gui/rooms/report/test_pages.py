"""The page of paper: lists, code and breaks as in Word."""

from __future__ import annotations

from PySide6.QtCore import Qt

from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.model import Report
from qualcoder_peer.core.reports.blocks import Block
from qualcoder_peer.core.reports.markdown import Writing, markdown_blocks
from qualcoder_peer.core.services.reports import Outline
from qualcoder_peer.gui.rooms.report.pages import Pages, lay_out

OUTLINE = Outline(Report(ReportId(1), "0a1b2c3d-0000-4000-8000-000000000000", "x", "2026-01-01T00:00:00Z"), ())


def written(text: str) -> list[Block]:
    return markdown_blocks(text, Writing(1, lambda key: None, str))


def laid_out(blocks: list[Block]) -> Pages:
    return lay_out(blocks, OUTLINE, "en")


def test_lists_within_lists_are_counted_and_stand_further_in() -> None:
    pages = laid_out(written("1. a\n   1. b\n   2. c\n      1. d\n      2. e\n2. f\n   1. g\n   - h\n\n- i\n  - j\n    - k"))
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
