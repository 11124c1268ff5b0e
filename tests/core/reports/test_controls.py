"""Content controls: tags, the hash of what we wrote, and what counts as the words of a control."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from docx.oxml import parse_xml

from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.controls import (
    Controls,
    ControlTag,
    alias_of,
    content_of,
    content_text,
    control,
    control_numbers,
    find_controls,
    make_tag,
    normalised,
    parse_tag,
    text_hash,
)
from qualcoder_peer.core.reports.word_xml import DECLARED, field, paragraph, run

GUID = "0A1B2C3D-4e5f-4a6b-8c7d-0123456789ab"


def body(xml: str) -> Any:
    return parse_xml(f"<w:body {DECLARED}>{xml}</w:body>")


def test_a_tag_says_project_key_and_text() -> None:
    tag = make_tag(GUID, "q12", "Det  blev\nett tomrum.")
    expected = hashlib.sha256("Det blev ett tomrum.".encode()).hexdigest()[:8]
    assert tag == f"qcp1:0a1b2c3d:q12:{expected}"
    assert parse_tag(tag) == ControlTag("0a1b2c3d", "q12", expected)
    assert str(parse_tag(f" {tag} ")) == tag
    assert text_hash(normalised(" a \u00a0 b ")) == text_hash("a b")


@pytest.mark.parametrize(
    "tag", ["", "q12", "qcp1:0a1b2c3d:q12", "qcp2:0a1b2c3d:q12:00000000", "qcp1:0a1b2c3d:12:00000000",
            "qcp1:0a1b2c3d:q12:0000000g", "qcp1:0a1b2c3d:q12:00000000:more"]
)  # fmt: skip
def test_tags_of_others_are_none(tag: str) -> None:
    assert parse_tag(tag) is None


@pytest.mark.parametrize("key", ["", "12", "Q12", "q 12", "q12:", "t-" + "x" * 60])
def test_a_key_that_word_or_we_could_not_read_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        make_tag(GUID, key, "text")


def test_numbers_of_fields_and_what_was_taken_away_are_no_words_of_a_control() -> None:
    caption = run("Table ") + field("SEQ Table", "7") + run(". Themes\tand\nlines")
    deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
    moved = "<w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom>"
    simple = '<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    element = body(paragraph("", caption) + paragraph("", run("One ") + deleted + moved + simple + note))
    assert content_text(element) == "Table . Themes\tand\nlines\nOne new\n"


def test_a_control_is_finished_in_the_order_of_the_schema() -> None:
    inner = paragraph("", run("Han sa ") + control("s3", run("[R1]")))
    element = body(control("q3", inner) + control("f-respondents", paragraph("", run("4"))))
    Controls(GUID, texts("en")).complete(element)
    found = list(find_controls(element))
    assert [tag.key for _, tag in found] == ["q3", "s3", "f-respondents"]
    for one, tag in found:
        assert [child.tag.rpartition("}")[2] for child in one[0]] == ["alias", "tag", "id"]
        assert tag.digest == text_hash(content_text(content_of(one))) and tag.project == "0a1b2c3d"
    numbers = list(control_numbers(element))
    assert len(set(numbers)) == 3 and all(0 < number < 2**31 for number in numbers)


def test_copies_have_numbers_of_their_own_and_a_finished_control_stays() -> None:
    element = body(control("q3", paragraph("", run("same"))) * 2)
    controls = Controls(GUID, texts("sv"), taken=[5])
    controls.complete(element)
    numbers = list(control_numbers(element))
    assert len(set(numbers)) == 2
    controls.complete(element)
    assert list(control_numbers(element)) == numbers


def test_a_chart_counts_with_its_data() -> None:
    drawing = (
        '<w:p><w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId7"/>'
        "</w:drawing></w:r></w:p>"
    )
    element = body(drawing)
    assert content_text(element, {"rId7": "R1\t3"}) == "R1\t3\n\n"
    assert content_text(element).strip() == ""


def test_no_control_without_a_key() -> None:
    assert control("", "<w:p/>") == "<w:p/>"
    assert alias_of("q1", texts("en")) == "Quote" and alias_of("f-n", texts("en")) == "Filled in"
