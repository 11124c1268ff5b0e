"""Codings: made, changed, moved, taken away, and read from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, NotFound, UnreadableFile, UserError
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import CodeRole, Stance
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, find_code, read_tree
from qualcoder_peer.core.services.coding import (
    NewCoding,
    add_codings,
    change_edges,
    count_codings,
    find_document,
    find_quote,
    import_codings,
    recode,
    remove_codings,
    set_coding_memo,
    set_stance,
    set_star,
)
from qualcoder_peer.core.services.quotes import Quote, iter_quotes
from qualcoder_peer.core.services.coders import list_coders
from tests.support.projects import add_text, dump

TEXT = "R1: Det är tomt 😀 här.\nR2: Ja, e\u0301 tomt. Det är tomt.\nR1: Jo.\n"


@pytest.fixture
def document(project: Project) -> DocumentId:
    return add_text(project, "Grupp", TEXT)


def one_quote(project: Project) -> Quote:
    (quote,) = iter_quotes(project)
    return quote


def test_positions_are_code_points(project: Project, document: DocumentId, code: CodeId) -> None:
    start = TEXT.index("😀")
    add_codings(project, [NewCoding(document, code, start, start + 5)])
    assert one_quote(project).text == "😀 här"


def test_the_same_coding_is_not_made_twice(project: Project, document: DocumentId, code: CodeId) -> None:
    wanted = NewCoding(document, code, 4, 9)
    first = add_codings(project, [wanted, wanted])
    again = add_codings(project, [wanted])
    other = add_codings(project, [NewCoding(document, code, 4, 9, coder="BK")])
    assert first == [again[0], again[0]] and other != again
    assert len(project.undo(99)) == 4


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, len(TEXT) + 1), (10**20, 10**20 + 1)])
def test_segments_outside_the_text(
    project: Project, document: DocumentId, code: CodeId, start: int, end: int
) -> None:
    (kept,) = add_codings(project, [NewCoding(document, code, 0, len(TEXT))])
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="outside “Grupp”"):
        add_codings(project, [NewCoding(document, code, 1, 3), NewCoding(document, code, start, end)])
    with pytest.raises(InvalidInput, match="outside “Grupp”"):
        change_edges(project, kept, start, end)
    assert dump(project.path) == before


def test_everything_about_a_coding_can_be_changed(project: Project, document: DocumentId, code: CodeId) -> None:
    (one,) = add_codings(project, [NewCoding(document, code, 4, 9)])
    for change in (
        lambda: change_edges(project, one, 4, 15),
        lambda: set_stance(project, one, Stance.AGAINST),
        lambda: set_star(project, one, True),
        lambda: set_coding_memo(project, one, "memo"),
    ):
        change()
        steps = len(project.history())
        if change.__code__.co_names[0] != "set_coding_memo":
            change()  # again: nothing is left to change, so no step
            assert len(project.history()) == steps
    quote = one_quote(project)
    assert (quote.end, quote.stance, quote.starred, quote.memo) == (15, Stance.AGAINST, True, "memo")
    set_coding_memo(project, one, "")
    assert one_quote(project).memo == ""
    assert remove_codings(project, [one, CodingId(99)]) == 1
    assert remove_codings(project, [one]) == 0
    for gone in (
        lambda: change_edges(project, one, 1, 2),
        lambda: set_star(project, one, True),
        lambda: set_stance(project, one, Stance.FOR),
        lambda: set_coding_memo(project, one, "m"),
        lambda: recode(project, [one], code),
        lambda: add_codings(project, [NewCoding(document, CodeId(99), 1, 2)]),
        lambda: add_codings(project, [NewCoding(DocumentId(99), code, 1, 2)]),
    ):
        with pytest.raises(NotFound):
            gone()


def test_recoding_joins_what_lies_on_the_same_words(project: Project, document: DocumentId, code: CodeId) -> None:
    second, third = add_code(project, "b"), add_code(project, "c")
    stays, moves, joins, joins_too = add_codings(
        project,
        [NewCoding(document, code, 4, 9, memo="stays"), NewCoding(document, second, 24, 28, memo="moves"),
         NewCoding(document, second, 4, 9, memo="joins", starred=True), NewCoding(document, third, 24, 28, memo="too")],
    )  # fmt: skip
    before = dump(project.path)
    assert recode(project, [moves, joins, joins_too, stays], code) == [moves, stays, moves, stays]
    quotes = {quote.id: quote for quote in iter_quotes(project)}
    assert set(quotes) == {stays, moves}
    assert {quote.code_id for quote in quotes.values()} == {code}
    assert (quotes[stays].memo, quotes[stays].starred) == ("stays\n\njoins", True)
    assert (quotes[moves].memo, quotes[moves].starred) == ("moves\n\ntoo", False)
    project.undo()
    assert dump(project.path) == before


def test_finding_words_and_documents(project: Project, document: DocumentId) -> None:
    other = add_text(project, "Annan", "ord ord")
    assert find_quote(TEXT, "tomt 😀") == (11, 17)
    with pytest.raises(InvalidInput, match="more than once"):
        find_quote(TEXT, "Det är tomt")
    for quote in ("", "inte där"):
        with pytest.raises(NotFound):
            find_quote(TEXT, quote)
    guid = find_document(project, "Annan").guid
    for name in ("Annan", "Annan.txt", str(other), guid):
        assert find_document(project, name).id == other
    add_text(project, "1", "en titel som är en siffra")
    assert find_document(project, "1").title == "1"
    for name in ("", "x", "0", "-1", "9" * 40, "²"):
        with pytest.raises(NotFound):
            find_document(project, name)


# --- from a file


def lines(tmp_path: Path, *objects: Any) -> Path:
    path = tmp_path / "codings.jsonl"
    path.write_text("\n".join(json.dumps(one) if not isinstance(one, str) else one for one in objects), "utf-8")
    return path


def test_what_is_there_already_is_found_in_every_batch(
    project: Project, document: DocumentId, code: CodeId, tmp_path: Path
) -> None:
    # Apart from each other by a letter: what touches or overlaps would be joined to one coding.
    spans = [(start, start + 1) for start in range(0, 8_000, 2)]
    add_text(project, "Lång", "ord-" * 2_000)
    path = lines(
        tmp_path,
        *({"document": "Lång", "start": start, "end": end, "code": f"K{number}"} for number in (1, 2)
          for start, end in spans for _ in range(2)),
    )  # fmt: skip
    assert import_codings(project, path) == 2 * len(spans) > 5_000
    assert import_codings(project, path) == 0
    assert count_codings(project) == 2 * len(spans)


def test_codings_from_a_file(project: Project, document: DocumentId, code: CodeId, tmp_path: Path) -> None:
    before = dump(project.path)
    path = lines(
        tmp_path,
        {"document": "Grupp", "start": 4, "end": 9, "code": "Tomrummet"},
        "",
        {"document": document, "quote": "tomt 😀", "code": "Fråga/Ny", "coder": "BK", "memo": "m", "stance": "for",
         "star": True},
        {"document": "Grupp.txt", "start": 4, "end": 9, "code": "Tomrummet", "memo": None, "coder": None},
    )  # fmt: skip
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert import_codings(project, path) == 2
    first, second = iter_quotes(project)
    assert (first.text, first.code_path, first.coder) == ("Det ä", ("Tomrummet",), "AJ")
    assert (second.text, second.code_path, second.coder) == ("tomt 😀", ("Fråga", "Ny"), "BK")
    assert (second.memo, second.stance, second.starred) == ("m", Stance.FOR, True)
    assert find_code(project, "Fråga").role is CodeRole.QUESTION
    assert import_codings(project, path) == 0
    assert len(project.undo(1)) == 1 and dump(project.path) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "no JSON object"),
        ("[1]", "no JSON object"),
        ("[" * 100_000, "no JSON object"),
        ({"start": 1, "end": 2, "code": "k"}, "“document” is missing"),
        ({"document": True, "start": 1, "end": 2, "code": "k"}, "“document” is missing"),
        ({"document": "Ingen", "start": 1, "end": 2, "code": "k"}, "no document “Ingen”"),
        ({"document": "\ud800", "start": 1, "end": 2, "code": "k"}, "half a character"),
        ({"document": "Grupp\x00", "start": 1, "end": 2, "code": "k"}, "NUL"),
        ({"document": "Grupp", "start": 1, "end": 9999, "code": "k"}, "outside “Grupp”"),
        ({"document": "Grupp", "start": -1, "end": 2, "code": "k"}, "outside “Grupp”"),
        ({"document": "Grupp", "start": 1.5, "end": 2, "code": "k"}, "“start” must be a whole number"),
        ({"document": "Grupp", "start": True, "end": 2, "code": "k"}, "“start” must be a whole number"),
        ({"document": "Grupp", "end": 2, "code": "k"}, "“start” must be a whole number"),
        ({"document": "Grupp", "start": 1, "end": 10**40, "code": "k"}, "outside “Grupp”"),
        ({"document": "Grupp", "quote": "nej", "code": "k"}, "not in the document"),
        ({"document": "Grupp", "quote": "\ud83d", "code": "k"}, "half a character"),
        ({"document": "Grupp", "start": 1, "end": 2}, "“code” must be a text"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "a//b"}, "no path of codes"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "a/" * 4000 + "b"}, "levels"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "k\x00"}, "NUL"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "k", "stance": "maybe"}, "“stance” must be"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "k", "stance": ["for"]}, "“stance” must be"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "k", "memo": 3}, "“memo” must be a text"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "k", "memo": "\udfff"}, "half a character"),
        ({"document": "Grupp", "start": 1, "end": 2, "code": "k", "coder": {}}, "“coder” must be a text"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_done(
    project: Project, document: DocumentId, tmp_path: Path, line: Any, words: str
) -> None:
    before = dump(project.path)
    path = lines(tmp_path, {"document": "Grupp", "start": 1, "end": 2, "code": "fin/ny", "coder": "CC"}, line)
    with pytest.raises(UserError) as told:
        import_codings(project, path)
    assert words in str(told.value)
    assert "“codings.jsonl”, line 2:" in str(told.value)
    assert isinstance(told.value, UnreadableFile)
    assert dump(project.path) == before
    assert project.undo_label().text == "Import “{title}”"  # type: ignore[union-attr]


def test_files_that_cannot_be_read(project: Project, document: DocumentId, tmp_path: Path) -> None:
    before = dump(project.path)
    (tmp_path / "latin.jsonl").write_bytes('{"document": "Grupp", "code": "å"}'.encode("latin-1"))
    (tmp_path / "folder").mkdir()
    for name in ("missing.jsonl", "folder", "latin.jsonl"):
        with pytest.raises(UnreadableFile, match=f"“{name}”"):
            import_codings(project, tmp_path / name)
    assert dump(project.path) == before


def test_many_lines_are_read_in_batches_and_can_be_stopped(
    project: Project, tmp_path: Path, document: DocumentId
) -> None:
    add_text(project, "Lång", "ord-" * 5000)  # a letter between those of one code: what touches would be joined
    path = lines(
        tmp_path,
        *({"document": "Lång", "start": n, "end": n + 2, "code": f"k{n % 3}", "memo": str(n)} for n in range(12_000)),
    )
    seen: list[int] = []
    assert import_codings(project, path, Progress(lambda done, total, doing: seen.append(done))) == 12_000
    assert seen == sorted(seen) and len(seen) == 12 and seen[-1] == path.stat().st_size
    quotes = list(iter_quotes(project))
    assert [quote.memo for quote in quotes] == [str(quote.start) for quote in quotes]
    project.undo()
    before = dump(project.path)
    progress = Progress(lambda done, total, doing: progress.cancel())
    with pytest.raises(Cancelled):
        import_codings(project, path, progress)
    assert dump(project.path) == before


def test_coders_are_added_with_colours_of_their_own(project: Project, document: DocumentId, code: CodeId) -> None:
    for number, name in enumerate(["AJ", "BK", "CL", "BK"]):
        add_codings(project, [NewCoding(document, code, number, number + 4, coder=name)])
    assert [coder.name for coder in list_coders(project)] == ["AJ", "BK", "CL"]
    assert len({coder.colour for coder in list_coders(project)}) == 3
    assert read_tree(project).by_id[code].name == "Tomrummet"
