"""Comments of Word files: whose they are, what they say, and the words they are about, right to the character."""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from tests.core.importers.word_parts import SPACES, cell, paragraph, row, run, table, text_box, write

BY = 'w:id="1" w:author="AJ" w:date="2019-05-03T10:00:00Z"'


def start(key: int) -> str:
    return f'<w:commentRangeStart w:id="{key}"/>'


def end(key: int) -> str:
    return f'<w:commentRangeEnd w:id="{key}"/>'


def sign(key: int) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="Kommentarsreferens"/></w:rPr><w:commentReference w:id="{key}"/></w:r>'


def comment(key: int, *words: str, author: str = "Anna Ek", date: str = "2019-05-03T10:00:00Z") -> str:
    inner = "".join(map(paragraph, words))
    return f'<w:comment w:id="{key}" w:author="{author}" w:date="{date}" w:initials="AE">{inner}</w:comment>'


def read(folder: Path, *body: str, comments: str) -> ReadText:
    path = write(
        folder / "intervju.docx",
        *body,
        parts={"word/comments.xml": f"<w:comments {SPACES}>{comments}</w:comments>"},
    )
    return importer_for(path).read(path)


def about(found: ReadText) -> list[tuple[str, str]]:
    return [(one.text, found.text[one.start : one.end]) for one in found.comments]


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


def test_a_comment_has_author_time_text_and_its_words(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("😀 Det var ", start(0), "ett ", run("tomrum", "<w:b/>"), end(0), sign(0), " där."),
        comments=comment(0, "Tomrummet", "Jfr R2"),
    )
    (one,) = found.comments
    assert (one.author, one.time, one.text) == ("Anna Ek", "2019-05-03T10:00:00Z", "Tomrummet\nJfr R2")
    assert found.text[one.start : one.end] == "ett tomrum" and found.text == "😀 Det var ett tomrum där."
    assert told(found) == {"{count} comment left out": 1}


def test_comments_overlap_answer_each_other_and_go_over_paragraphs(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("Ett ", start(0), "två ", start(1), start(2), "tre"),
        paragraph("fyra", end(0), sign(0), " fem", end(1), sign(1), end(2), sign(2), " sex"),
        comments=comment(0, "A") + comment(1, "B") + comment(2, "svar på B", author="Bo"),
    )
    assert about(found) == [("A", "två tre\nfyra"), ("B", "tre\nfyra fem"), ("svar på B", "tre\nfyra fem")]
    assert [one.author for one in found.comments] == ["Anna Ek", "Anna Ek", "Bo"]


def test_a_comment_without_a_range_is_about_its_paragraph(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("Först"),
        paragraph("R1: Hela stycket", sign(0), " gäller. "),
        paragraph("Tom ", start(1), end(1), sign(1), "ände"),
        paragraph(sign(2)),
        comments=comment(0, "utan") + comment(1, "tom") + comment(2, "tomt stycke"),
    )
    assert about(found) == [
        ("utan", "R1: Hela stycket gäller."),
        ("tom", "Tom ände"),
        ("tomt stycke", "Tom ände"),
    ]


def test_ranges_between_paragraphs_and_in_tables(tmp_path: Path) -> None:
    talk = "Det var väldigt länge sedan jag hade någon att prata med."
    found = read(
        tmp_path,
        start(0),
        paragraph("Ett"),
        paragraph("två"),
        end(0),
        paragraph(sign(0), "tre"),
        table(
            row("I", cell(paragraph("Hur var ", start(1), "det", end(1), sign(1), " att komma hit?"))),
            row(start(2), cell(paragraph(start(3), "R1", end(3), sign(3))), cell(paragraph(talk))),
            end(2),
            row("I", cell(paragraph("Och sedan?", sign(2)))),
            row("R1", talk),
        ),
        comments=comment(0, "block") + comment(1, "ord") + comment(2, "rad") + comment(3, "talare"),
    )
    assert found.text == f"Ett\ntvå\ntre\nI: Hur var det att komma hit?\nR1: {talk}\nI: Och sedan?\nR1: {talk}"
    assert about(found)[:2] == [("block", "Ett\ntvå"), ("ord", "det")]
    spans = dict(about(found))
    assert spans["talare"] == f"R1: {talk}"
    assert spans["rad"].startswith(f"R1: {talk}")


def test_comments_on_what_is_left_out_lie_on_the_paragraph_or_are_told(tmp_path: Path) -> None:
    gone = f"<w:del {BY}>{start(0)}<w:r><w:delText>borta</w:delText></w:r>{end(0)}{sign(0)}</w:del>"
    hidden = run("dolt", "<w:vanish/>")
    found = read(
        tmp_path,
        paragraph("Kvar ", gone, "här."),
        paragraph("Syns ", start(1), hidden, end(1), sign(1), "också."),
        comments=comment(0, "struket") + comment(1, "dolt") + comment(9, "i sidhuvudet") + comment(10),
    )
    assert found.text == "Kvar här.\nSyns också."
    assert about(found) == [("struket", "Kvar här."), ("dolt", "Syns också.")]
    assert told(found)["{count} comment left out that is about no words of the text"] == 1


def test_comments_in_a_box_in_a_heading_and_with_a_bold_name(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph(start(0), run("Anna", "<w:b/>"), end(0), sign(0), " Hur var det?"),
        paragraph("Före", text_box(paragraph("I ", start(1), "rutan", end(1), sign(1)))),
        comments=comment(0, "vem?") + comment(1, "ruta", date="i går"),
    )
    assert about(found) == [("vem?", "Anna"), ("ruta", "rutan")]
    assert [found.text[first:last] for first, last in found.bold] == ["Anna"]
    assert found.comments[1].time == ""


def test_characters_used_for_marks_are_never_taken_for_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        paragraph("A\ufdef\ufdd1\ufdeeB", start(0), "C\ufdef", end(0), sign(0)),
        comments=comment(0, "x\ufdd0"),
    )
    assert found.text == "ABC" and about(found) == [("x", "C")]
