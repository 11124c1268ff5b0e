"""The writer's Markdown as blocks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.reports.blocks import Block, Heading, Paragraph, Piece, TableBlock
from qualcoder_peer.core.reports.markdown import Writing, markdown_blocks, plain_words

FILLED = {"respondents": "8", "empty": ""}


def blocks(text: str, level: int = 2, *, controls: bool = True) -> list[Block]:
    return markdown_blocks(text, Writing(level, FILLED.get, lambda words: f"Table 1. {words}", controls=controls))


def shown(text: str, level: int = 2) -> list[tuple[str, str]]:
    """Style (or level of a heading) and words."""
    return [
        (block.style, block.text) if isinstance(block, Paragraph) else (f"h{block.level}", block.text)
        for block in blocks(text, level)
        if isinstance(block, (Paragraph, Heading))
    ]


def pieces(text: str) -> tuple[Piece, ...]:
    (block,) = blocks(text)
    assert isinstance(block, Paragraph)
    return block.pieces


def test_each_line_is_a_paragraph_and_points_are_lists() -> None:
    assert shown("En rad\nen till\n- punkt\n• punkt två\nefter\n\n1. först\n2. sedan\n> sagt av någon") == [
        ("Normal", "En rad"), ("Normal", "en till"), ("List Bullet", "punkt"), ("List Bullet", "punkt två"),
        ("Normal", "efter"), ("List Number", "först"), ("List Number", "sedan"), ("Quote", "sagt av någon"),
    ]  # fmt: skip


def test_bold_and_italic_are_pieces() -> None:
    assert pieces("Ett **starkt** och *lutat* och ***båda***.") == (
        Piece("Ett "), Piece("starkt", strong=True), Piece(" och "), Piece("lutat", emphasis=True), Piece(" och "),
        Piece("båda", strong=True, emphasis=True), Piece("."),
    )  # fmt: skip


def test_sub_headings_skip_no_level_whatever_was_typed() -> None:
    assert shown("### A\n##### B\n# C\ntext", 2) == [("h3", "A"), ("h4", "B"), ("h3", "C"), ("Normal", "text")]
    (deep,) = blocks("# För djupt", 4)
    assert isinstance(deep, Paragraph) and deep.pieces == (Piece("För djupt", strong=True),)


def test_footnotes_stand_with_the_words_before_them() -> None:
    (block,) = blocks("Så var det[^1], och sedan.[^x]\n\n[^1]: Enligt *beslutet*, {respondents} personer.\n[^x]: Två.")
    assert isinstance(block, Paragraph)
    assert [(piece.text, piece.note) for piece in block.pieces] == [
        ("Så var det", "Enligt beslutet, 8 personer."), (", och sedan.", "Två."),
    ]  # fmt: skip


def test_no_word_of_a_footnote_is_lost() -> None:
    assert shown("Utan not[^2].\n[^3]: Ingen leder hit.") == [("Normal", "Utan not[^2]."),
                                                              ("Normal", "[^3]: Ingen leder hit.")]  # fmt: skip


def test_fields_are_filled_and_other_braces_stay() -> None:
    assert pieces("Vi hörde {respondents} av {okänt}, {empty}.") == (
        Piece("Vi hörde "), Piece("8", control="f-respondents"), Piece(" av {okänt}, "),
        Piece("–", control="f-empty"), Piece("."),
    )  # fmt: skip
    assert pieces(r"Skriv \{respondents} så.") == (Piece("Skriv {respondents} så."),)
    assert blocks("{respondents}", controls=False) == [Paragraph("Normal", (Piece("8"),))]


def test_unknown_fields_keep_their_letters() -> None:
    assert "".join(piece.text for piece in pieces("{unknown} och {} och {a b}")) == "{unknown} och {} och {a b}"


def test_a_table_has_a_header_no_empty_cell_and_its_caption() -> None:
    (table,) = blocks("| Mål | Läge |\n|---|---|\n| Ett | **nått** |\n| Två | |\n\n: Målen i korthet")
    assert isinstance(table, TableBlock)
    assert (table.header, table.rows) == (("Mål", "Läge"), (("Ett", "nått"), ("Två", "–")))
    assert (table.caption, table.description) == ("Table 1. Målen i korthet", "Målen i korthet")
    (unnamed,) = blocks("A|B\n-|-\n1|2")
    assert isinstance(unnamed, TableBlock) and unnamed.caption == "Table 1. A, B"


def test_links_keep_their_address_and_html_is_what_was_typed() -> None:
    assert shown("Se [beslutet](https://a.se/b) och <https://c.se> ![bild](x.png) <b>fet</b> `kod`") == [
        ("Normal", "Se beslutet (https://a.se/b) och https://c.se bild (x.png) <b>fet</b> kod")
    ]
    first = pieces("Se [be**slut**](https://a.se/b) och [mål](#x) `a**b`.")
    assert first == (
        Piece("Se "), Piece("be", link="https://a.se/b"), Piece("slut", strong=True, link="https://a.se/b"),
        Piece(" (https://a.se/b) och mål (#x) "), Piece("a**b", style="HTML Code"), Piece("."),
    ), "an address that is none of the web is no link"  # fmt: skip


def test_years_dashes_and_indents_are_no_marks() -> None:
    assert shown("2019. Då började det.\n    indraget\nRubrik\n---\n# \nSlut") == [
        ("Normal", "2019. Då började det. indraget"), ("Normal", "Rubrik"), ("Thematic Break", "* * *"),
        ("Normal", "Slut"),
    ]  # fmt: skip
    assert plain_words("Före\n\n---\n\nEfter") == "Före\nEfter"


def test_lists_have_levels_and_points_go_on_below_themselves() -> None:
    assert shown("- a\n  - b\n    - c\n      - d\n- e\n\n  mer\n\n1. f\n   1. g\n   - h\n2. i\n\n   > sagt") == [
        ("List Bullet", "a"), ("List Bullet 2", "b"), ("List Bullet 3", "c"), ("List Bullet 3", "d"),
        ("List Bullet", "e"), ("List Continue", "mer"),
        ("List Number", "f"), ("List Number 2", "g"), ("List Bullet 2", "h"), ("List Number", "i"), ("Quote", "sagt"),
    ]  # fmt: skip


def test_plain_words_are_without_marks() -> None:
    assert plain_words("# Rubrik\n- **en**[^1] {respondents}\n\n[^1]: not") == "Rubrik\nen {respondents}"


def test_cells_beyond_the_header_are_kept() -> None:
    (table,) = blocks("A|B\n-|-\n1|2|3|4")
    assert isinstance(table, TableBlock) and table.rows == (("1", "2 | 3 | 4"),)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("abaa *_#>|-[]^:{}1.\n\\`<&!()\u0000"), max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    # Whatever is typed: every letter comes out again, be it in a paragraph, a heading, a cell or a note.
    out = ""
    for block in blocks(text):
        if isinstance(block, Paragraph):
            out += "".join(piece.text + piece.note for piece in block.pieces)
            assert block.text.strip() or any(piece.note for piece in block.pieces)
        elif isinstance(block, Heading):
            assert 1 <= block.level <= 4
            out += block.text
        elif isinstance(block, TableBlock):
            cells = [cell for row in (block.header, *block.rows) for cell in row]
            assert all(cells)
            out += block.caption + "".join(cells) + block.note
    assert out.replace("Table", "").count("a") >= text.count("a")
    assert out.replace("Table", "").count("b") >= text.count("b")
