"""Codings split, joined and copied."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree
from qualcoder_peer.core.services.quotes import Quote, iter_quotes
from qualcoder_peer.core.services.reshaping import code_with_several, copy_codings, join_codings, split_coding
from tests.support.projects import add_text, dump, put

TEXT = "R1: Det var tomt 😀 där. Sedan kom hon. Det blev bra.\n"


@pytest.fixture
def document(project: Project) -> DocumentId:
    return add_text(project, "A", TEXT)


def quotes(project: Project) -> list[Quote]:
    return list(iter_quotes(project))


def test_a_split_gives_two_codings_with_the_memo_on_the_first(
    project: Project, document: DocumentId, code: CodeId
) -> None:
    words = "Det var tomt 😀 där. Sedan kom hon."
    whole = put(project, document, code, words, memo="varför", stance=Stance.FOR, starred=True, coder="BK")
    before = dump(project.path)
    first, second = split_coding(project, whole, TEXT.index(" Sedan"))
    left, right = quotes(project)
    assert (left.id, right.id) == (first, second) == (whole, second)
    assert (left.text, right.text) == ("Det var tomt 😀 där.", "Sedan kom hon.")
    assert (left.memo, right.memo) == ("varför", "")
    for quote in (left, right):
        assert (quote.stance, quote.starred, quote.coder, quote.code_id) == (Stance.FOR, True, "BK", code)
    assert len(project.undo()) == 1 and dump(project.path) == before


def test_a_selection_is_cut_out(project: Project, document: DocumentId, code: CodeId) -> None:
    whole = put(project, document, code, "Det var tomt 😀 där. Sedan kom hon. Det blev bra.")
    start = TEXT.index("Sedan")
    assert len(split_coding(project, whole, start, start + len("Sedan kom hon."))) == 3
    assert [quote.text for quote in quotes(project)] == ["Det var tomt 😀 där.", "Sedan kom hon.", "Det blev bra."]


@pytest.mark.parametrize("place", [0, TEXT.index("Sedan"), TEXT.index("hon."), len(TEXT)])
def test_there_is_no_half_of_nothing(project: Project, document: DocumentId, code: CodeId, place: int) -> None:
    whole = put(project, document, code, "Sedan kom ")
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="between two words"):
        split_coding(project, whole, place)
    with pytest.raises(NotFound):
        split_coding(project, CodingId(99), place)
    assert dump(project.path) == before


def test_joining_takes_in_what_lies_between(project: Project, document: DocumentId, code: CodeId) -> None:
    last = put(project, document, code, "bra", memo="C")
    first = put(project, document, code, "Det var", memo="A", starred=True)
    put(project, document, code, "Sedan", memo="B")
    other = put(project, document, add_code(project, "Annan"), "kom")
    before = dump(project.path)
    assert join_codings(project, [first, last]) == last
    (joined,) = [quote for quote in quotes(project) if quote.code_id == code]
    assert (joined.id, joined.text) == (last, "Det var tomt 😀 där. Sedan kom hon. Det blev bra")
    assert (joined.memo, joined.starred) == ("A\n\nB\n\nC", True)
    assert len(project.undo()) == 1 and dump(project.path) == before
    for wrong in ([first], [first, other], [first, first]):
        with pytest.raises(InvalidInput, match="same code"):
            join_codings(project, wrong)
    with pytest.raises(NotFound):
        join_codings(project, [CodingId(99)])
    assert dump(project.path) == before


def test_a_copy_leaves_the_coding_as_it_is(project: Project, document: DocumentId, code: CodeId) -> None:
    one = put(project, document, code, "Sedan kom", memo="m", stance=Stance.AGAINST, starred=True, coder="BK")
    other = add_code(project, "Annan")
    before = dump(project.path)
    (copy,) = copy_codings(project, [one], other)
    known = {quote.id: quote for quote in quotes(project)}
    assert (known[one].code_id, known[one].coder) == (code, "BK")
    assert (known[copy].code_id, known[copy].coder, known[copy].text) == (other, "AJ", "Sedan kom")
    assert (known[copy].memo, known[copy].stance, known[copy].starred) == ("m", Stance.AGAINST, True)
    assert len(project.undo()) == 1 and dump(project.path) == before
    with pytest.raises(NotFound):
        copy_codings(project, [one], CodeId(99))


def test_several_codes_are_one_step_or_nothing(project: Project, document: DocumentId, code: CodeId) -> None:
    before = dump(project.path)
    codes, made = code_with_several(project, [code], [("Ny", code), ("Annan", None)], document, 4, 11, starred=True)
    tree = read_tree(project)
    assert [tree.path(one) for one in codes] == [("Tomrummet",), ("Tomrummet", "Ny"), ("Annan",)]
    assert [(quote.id, quote.code_id, quote.starred) for quote in quotes(project)] == [
        (coding, one, True) for coding, one in zip(made, codes, strict=True)
    ]
    assert len(project.undo()) == 1 and dump(project.path) == before
    for wrong in ([("", None)], [("Ny", CodeId(99))]):
        with pytest.raises((InvalidInput, NotFound)):
            code_with_several(project, [code], [("Bra", None), *wrong], document, 4, 11)
    assert dump(project.path) == before
