"""The same code by the same coder never lies twice on the same characters."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, merge_codes
from qualcoder_peer.core.services.coding import (
    NewCoding,
    add_codings,
    change_edges,
    count_codings,
    import_codings,
    recode,
    remove_codings,
)
from qualcoder_peer.core.services.joining import join_overlapping, joined_texts
from qualcoder_peer.core.services.quotes import Quote, iter_quotes
from qualcoder_peer.core.services.reports import add_quotes, new_report, read_outline
from qualcoder_peer.core.services.reshaping import split_coding
from tests.support.projects import add_text, dump, put

TEXT = "Ett två  tre fyra\nfem sex\tsju åtta nio tio elva tolv.\n"


@pytest.fixture
def document(project: Project) -> DocumentId:
    return add_text(project, "A", TEXT)


def words(project: Project) -> list[str]:
    return [quote.text for quote in iter_quotes(project)]


def quote_of(project: Project, coding: CodingId) -> Quote:
    return next(quote for quote in iter_quotes(project) if quote.id == coding)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("tre fy", "re fyra", "tre fyra"),
        ("tre fyra", "fy", "tre fyra"),
        ("fy", "tre fyra", "tre fyra"),
        ("tre ", "fyra", "tre fyra"),
        ("tre", "fyra", "tre fyra"),
        ("två", "tre", "två  tre"),
        ("sex", "sju", "sex\tsju"),
        ("fyra\n", "fem", "fyra\nfem"),
    ],
)
def test_what_meets_is_one(
    project: Project, document: DocumentId, code: CodeId, first: str, second: str, joined: str
) -> None:
    one = put(project, document, code, first)
    before = dump(project.path)
    assert put(project, document, code, second) == one
    assert words(project) == [joined]
    project.undo()
    assert dump(project.path) == before or joined == first
    project.redo()
    assert words(project) == [joined]


@pytest.mark.parametrize(("first", "second"), [("Ett", "tre"), ("fyra", "fem"), ("sju åtta", "tio")])
def test_what_lies_apart_or_in_another_paragraph_stays_apart(
    project: Project, document: DocumentId, code: CodeId, first: str, second: str
) -> None:
    put(project, document, code, first)
    put(project, document, code, second)
    assert words(project) == [first, second]


def test_other_codes_and_other_coders_are_left_alone(project: Project, document: DocumentId, code: CodeId) -> None:
    put(project, document, code, "tre")
    put(project, document, add_code(project, "b"), "tre fyra")
    put(project, document, code, "fyra", coder="BK")
    put(project, add_text(project, "B", TEXT + " "), code, "fyra")
    assert sorted(words(project)) == ["fyra", "fyra", "tre", "tre fyra"]


def test_the_oldest_stays_and_nothing_is_lost(project: Project, document: DocumentId, code: CodeId) -> None:
    second = put(project, document, code, "nio", memo="B", starred=True, stance=Stance.FOR, automatic=True)
    first = put(project, document, code, "sju", memo="A", automatic=True)
    known = quote_of(project, second)
    report = new_report(project, "Utkast")
    add_quotes(project, report, None, [first, second])
    before = dump(project.path)
    assert put(project, document, code, "åtta", memo="M") == second
    (quote,) = iter_quotes(project)
    assert (quote.id, quote.guid, quote.created) == (second, known.guid, known.created)
    assert (quote.text, quote.memo, quote.starred, quote.stance) == ("sju åtta nio", "A\n\nM\n\nB", True, Stance.FOR)
    with project.reading() as store:
        assert not store.codings.by_ids([second])[0].automatic  # a person coded the middle
    # The draft quotes the starred one under its code; what was quoted beside it is quoted there once.
    assert [entry.quote.id for entry in read_outline(project, report).walk() if entry.quote] == [second, second]
    project.undo()
    assert dump(project.path) == before


def test_for_and_against_are_mixed_and_silence_says_nothing(
    project: Project, document: DocumentId, code: CodeId
) -> None:
    put(project, document, code, "sju", stance=Stance.FOR)
    put(project, document, code, "åtta")
    assert [quote.stance for quote in iter_quotes(project)] == [Stance.FOR]
    put(project, document, code, "nio", stance=Stance.AGAINST)
    assert [quote.stance for quote in iter_quotes(project)] == [Stance.MIXED]
    put(project, document, code, "tio", stance=Stance.FOR)
    assert [quote.stance for quote in iter_quotes(project)] == [Stance.MIXED]


def test_coding_what_is_coded_is_no_step(project: Project, document: DocumentId, code: CodeId) -> None:
    put(project, document, code, "sju åtta", memo="samma")
    steps = len(project.history())
    put(project, document, code, "åtta", memo="samma")
    assert len(project.history()) == steps
    put(project, document, code, "åtta", memo="annan")
    assert [quote.memo for quote in iter_quotes(project)] == ["samma\n\nannan"]


def test_memos_say_each_paragraph_once() -> None:
    assert joined_texts(["a\n\nb", "b", "", "c", "a"]) == "a\n\nb\n\nc"


def test_a_moved_edge_joins_what_it_comes_to_meet(project: Project, document: DocumentId, code: CodeId) -> None:
    left, right = put(project, document, code, "fem"), put(project, document, code, "sju")
    before = dump(project.path)
    start = TEXT.index("sex")
    assert change_edges(project, right, start, TEXT.index(" åtta")) == left
    assert words(project) == ["fem sex\tsju"]
    project.undo()
    assert dump(project.path) == before


def test_a_split_stays_split_until_something_is_coded_over_the_joint(
    project: Project, document: DocumentId, code: CodeId
) -> None:
    whole = put(project, document, code, "sju åtta nio")
    start = TEXT.index("sju")
    left, right = split_coding(project, whole, start + 4)
    assert (left, words(project)) == (whole, ["sju", "åtta nio"])
    # An edge on the other side moves: the joint stays. The edge at the joint moves over it: one coding.
    assert change_edges(project, right, start + 4, start + 8) == right
    assert change_edges(project, left, start - 4, start + 3) == left
    assert words(project) == ["sex\tsju", "åtta"]
    put(project, document, code, "sju åtta")
    assert words(project) == ["sex\tsju åtta"]


def test_moving_to_another_code_joins_there(project: Project, document: DocumentId, code: CodeId) -> None:
    other = add_code(project, "Annan")
    old = put(project, document, other, "sju")
    stays = put(project, document, code, "åtta")
    before = dump(project.path)
    assert recode(project, [old], code) == [old]
    (quote,) = iter_quotes(project)
    assert (quote.id, quote.code_id, quote.text) == (old, code, "sju åtta") and old < stays
    project.undo()
    assert dump(project.path) == before
    merge_codes(project, [other], code)
    assert words(project) == ["sju åtta"]


def test_a_file_is_joined_line_by_line_and_read_again_without_doubling(
    project: Project, document: DocumentId, code: CodeId, tmp_path: Path
) -> None:
    lines = [
        {"document": "A", "start": start, "end": start + 3, "code": f"k{start % 2}", "memo": f"m{start}", "coder": "CC"}
        for start in range(len(TEXT) - 4)
    ]
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert import_codings(project, path) == 2
    steps = len(project.history())
    assert import_codings(project, path) == 0 and len(project.history()) == steps
    quotes = list(iter_quotes(project))
    assert [(one.start, one.end) for one in quotes] == [(0, len(TEXT) - 3), (1, len(TEXT) - 2)]
    assert quotes[0].memo.split("\n\n") == [f"m{start}" for start in range(0, len(TEXT) - 4, 2)]


def test_what_overlaps_in_a_text_that_has_changed_is_joined(
    project: Project, document: DocumentId, code: CodeId
) -> None:
    one, two, three = (put(project, document, code, one) for one in ("Ett", "fem", "sju"))
    with project.transaction("as a new version would") as store:
        for coding, start, end in ((one, 0, 10), (two, 5, 12), (three, 12, 20)):
            store.codings.change(coding, start=start, end=end)
        join_overlapping(store, document, now())
    assert [(quote.id, quote.start, quote.end) for quote in iter_quotes(project)] == [(one, 0, 12), (three, 12, 20)]


# --- whatever is done


SPAN = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 9)).map(
    lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
)
CODE, CODER, WHICH = st.integers(0, 1), st.sampled_from(["", "BK"]), st.integers(0, 30)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.tuples(SPAN, CODE, CODER), min_size=1, max_size=3)),
        st.tuples(st.just("edges"), st.tuples(WHICH, SPAN)),
        st.tuples(st.just("recode"), st.tuples(st.lists(WHICH, min_size=1, max_size=3), CODE)),
        st.tuples(st.just("remove"), WHICH),
        st.tuples(st.just("undo"), st.integers(1, 3)),
        st.tuples(st.just("redo"), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60)
@given(DEEDS)
def test_no_two_overlap_or_touch_whatever_is_done(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, object]]
) -> None:
    with Project.create(tmp_path_factory.mktemp("p") / "a.qcp", title="x", coder="AJ") as project:
        document = add_text(project, "A", TEXT)
        codes = [add_code(project, "a"), add_code(project, "b")]
        start = dump(project.path)
        steps = len(project.history())
        for deed, more in deeds:
            _do(project, document, codes, deed, more, steps)
            _check_apart(project)
        while len([step for step in project.history() if not step.undone]) > steps:
            project.undo()
            _check_apart(project)
        assert dump(project.path) == start


def _do(project: Project, document: DocumentId, codes: list[CodeId], deed: str, more: object, steps: int) -> None:
    there = [quote.id for quote in iter_quotes(project)]
    if deed == "add":
        covered = _covered(project)
        new = [
            NewCoding(document, codes[code], *span, coder=coder)
            for span, code, coder in more  # type: ignore[attr-defined]
        ]
        made = add_codings(project, new)
        held = {quote.id: quote for quote in iter_quotes(project)}
        for one, coding in zip(new, made, strict=True):
            quote = held[coding]
            assert quote.code_id == one.code and quote.start <= one.start and quote.end >= one.end
        assert covered <= _covered(project)
    elif deed == "edges" and there:
        which, span = more  # type: ignore[misc]
        change_edges(project, there[which % len(there)], *span)
    elif deed == "recode" and there:
        which, code = more  # type: ignore[misc]
        recode(project, [there[one % len(there)] for one in which], codes[code])
    elif deed == "remove" and there:
        remove_codings(project, [there[more % len(there)]])  # type: ignore[operator]
    elif deed == "undo":
        done = len([step for step in project.history() if not step.undone]) - steps
        project.undo(min(done, more))  # type: ignore[type-var]
    elif deed == "redo":
        project.redo(more)  # type: ignore[arg-type]


def _covered(project: Project) -> set[tuple[int, str, int]]:
    return {
        (quote.code_id, quote.coder, place) for quote in iter_quotes(project) for place in range(quote.start, quote.end)
    }


def _check_apart(project: Project) -> None:
    by_place: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for quote in iter_quotes(project):
        by_place.setdefault((quote.code_id, quote.coder), []).append((quote.start, quote.end))
    for spans in by_place.values():
        for (_, end), (start, _) in pairwise(sorted(spans)):
            gap = TEXT[end:start] if start > end else ""
            assert start > end, (spans, TEXT)
            assert not gap.isspace() or "\n" in gap, (spans, gap)
    assert count_codings(project) == sum(len(spans) for spans in by_place.values())
