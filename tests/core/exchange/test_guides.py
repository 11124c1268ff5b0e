"""Interview guides as people write them, out of every kind of file, with the questions counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from xlsxwriter import Workbook

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.exchange.guides import GUIDE_SUFFIXES, read_guide

QUESTIONS = ["Hur fick du stöd?", "Berätta om din vardag nu.", "Vad betyder trygghet, för dig?"]


def texts(path: Path) -> list[tuple[str, str]]:
    guide = read_guide(path)
    assert [one.number for one in guide.questions] == list(range(1, len(guide.questions) + 1))
    return [(one.heading, one.text) for one in guide.questions]


def test_a_text_with_numbers_letters_and_headings(tmp_path: Path) -> None:
    path = tmp_path / "guide.txt"
    path.write_text(
        "Intervjuguide\n\nStödet:\n1. Hur fick du stöd?\n   a) Av vem?\n- Berätta om din vardag nu.\n"
        "Avslutning\nFråga 3: Vad betyder trygghet, för dig?\n",
        "utf-8",
    )
    assert texts(path) == [
        ("Stödet:", QUESTIONS[0]), ("Stödet:", "Av vem?"), ("Stödet:", QUESTIONS[1]), ("Avslutning", QUESTIONS[2]),
    ]  # fmt: skip


def test_word_and_markdown_know_their_headings(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Frågor om vad stödet betyder", 1)
    for words in QUESTIONS:
        document.add_paragraph(words, "List Number")
    document.save(str(tmp_path / "guide.docx"))
    (tmp_path / "guide.md").write_text(
        "# Frågor om vad stödet betyder\n\n" + "\n".join(f"1. {one}" for one in QUESTIONS), "utf-8"
    )
    for name in ("guide.docx", "guide.md"):
        assert texts(tmp_path / name) == [("Frågor om vad stödet betyder", one) for one in QUESTIONS], name


def test_a_sheet_has_its_questions_in_one_column(tmp_path: Path) -> None:
    with Workbook(str(tmp_path / "guide.xlsx")) as book:
        sheet = book.add_worksheet()
        rows = [["Nr", "Fråga", "Tid"], *([str(number), one, "5 min"] for number, one in enumerate(QUESTIONS, 1))]
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    (tmp_path / "guide.csv").write_text("\n".join(["Fråga;Nr", *(f"{one};1" for one in QUESTIONS)]), "utf-8")
    (tmp_path / "one.csv").write_text("\n".join(QUESTIONS[:2]), "utf-8")
    assert [words for _, words in texts(tmp_path / "guide.xlsx")] == QUESTIONS
    assert [words for _, words in texts(tmp_path / "guide.csv")] == QUESTIONS
    assert [words for _, words in texts(tmp_path / "one.csv")] == QUESTIONS[:2]


def test_what_is_no_guide_is_told(tmp_path: Path) -> None:
    for name, words, told in (
        ("a.txt", "Inledning\n\nAvslutning\n", "no questions"),
        ("b.txt", "Vad hände?\n" * 501, "501 lines"),
        ("c.pdf", "x", "no kind of file"),
    ):
        (tmp_path / name).write_text(words, "utf-8")
        with pytest.raises(UnreadableFile, match=told):
            read_guide(tmp_path / name)
    assert ".docx" in GUIDE_SUFFIXES
