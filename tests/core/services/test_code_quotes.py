"""The quotes of codes: ids in order, pages of them with the words around, and splitting a code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId
from qualcoder_peer.core.domain.model import SpeakerRole, Stance
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_history import history_of
from qualcoder_peer.core.services.code_quotes import (
    QuoteOrder,
    QuotesAsked,
    SplitPart,
    quote_ids,
    read_quotes,
    split_code,
)
from qualcoder_peer.core.services.codebook import add_code, read_tree
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from tests.support.growth import assert_growth, seconds
from tests.support.projects import add_many_codings, add_text, dump

TEXT = "Det var tomt hemma. Sedan kom hon. Vi talade länge. Det blev lättare. Alltid på tisdagar."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


@pytest.fixture
def code(project: Project) -> CodeId:
    """A code with five quotes in two documents (Intervju 2 before Intervju 10), and one below it."""
    ten, two = add_text(project, "Intervju 10", TEXT), add_text(project, "Intervju 2", TEXT + " Slut.")
    above = add_code(project, "Stöd")
    below = add_code(project, "Tisdagar", above)
    add_codings(
        project,
        [
            NewCoding(ten, above, *span("tomt hemma"), starred=True),
            NewCoding(ten, above, *span("talade länge"), stance=Stance.FOR, coder="BK"),
            NewCoding(two, above, *span("kom hon"), memo="oklart vem"),
            NewCoding(two, above, *span("blev lättare"), stance=Stance.AGAINST),
            NewCoding(two, below, *span("tisdagar")),
        ],
    )
    return above


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def listed(project: Project, code: CodeId, **asked: object) -> list[str]:
    ids = quote_ids(project, QuotesAsked(QuoteFilter(codes=(code,)), **asked))  # type: ignore[arg-type]
    return [quote.text for quote in read_quotes(project, ids)]


def test_order_of_place_is_that_of_all_quotes(project: Project, code: CodeId) -> None:
    plain = [quote.text for quote in iter_quotes(project, QuoteFilter(codes=(code,)))]
    assert listed(project, code) == plain and len(plain) == 5
    assert listed(project, code, descending=True) == plain[::-1]
    assert sorted(listed(project, code, own=True)) == sorted(set(plain) - {"tisdagar"})
    assert listed(project, code, order=QuoteOrder.RESPONDENT) == plain, "nobody is heard: by place"


def test_other_orders_keep_the_place_within(project: Project, code: CodeId) -> None:
    plain = listed(project, code)
    others = [one for one in plain if one != "tomt hemma"]
    assert listed(project, code, order=QuoteOrder.STAR) == ["tomt hemma", *others]
    assert listed(project, code, order=QuoteOrder.STANCE)[:2] == ["talade länge", "blev lättare"]
    assert listed(project, code, order=QuoteOrder.CODER)[-1] == "talade länge"
    assert listed(project, code, order=QuoteOrder.CODER, descending=True)[0] == "talade länge"
    assert listed(project, code, order=QuoteOrder.CODE)[-1] == "tisdagar"


def test_sorting_reads_no_text(project: Project) -> None:
    codes = {}
    for letters in (4_000, 6_000_000):
        document = add_text(project, str(letters), "R1: " + "o" * letters, R1=(SpeakerRole.RESPONDENT, "Kim"))
        codes[letters] = add_code(project, str(letters))
        add_many_codings(project, document, codes[letters], 10)

    def cost(letters: int) -> dict[str, float]:
        which = QuoteFilter(codes=(codes[letters],))
        return {
            order.value: seconds(lambda order=order: quote_ids(project, QuotesAsked(which, order=order)))
            for order in QuoteOrder
        }

    assert_growth(cost, 4_000, 6_000_000, 3)


def test_words_are_found_in_quote_memo_and_title(project: Project, code: CodeId) -> None:
    assert listed(project, code, words="LÄTTARE blev") == ["blev lättare"]
    assert listed(project, code, words="oklart") == ["kom hon"]
    assert set(listed(project, code, words="intervju 10")) == {"tomt hemma", "talade länge"}
    assert listed(project, code, words="tisdag", own=True) == []


def test_a_page_has_the_words_around_and_leaves_out_what_is_gone(project: Project, code: CodeId) -> None:
    ids = list(quote_ids(project, QuotesAsked(QuoteFilter(codes=(code,)))))
    first = read_quotes(project, [ids[1], 999, ids[0]], around=8)
    assert [quote.id for quote in first] == [ids[1], ids[0]]
    for quote in first:
        at = TEXT.index(quote.text)
        assert quote.before == TEXT[max(0, at - 8) : at]
        assert quote.after == TEXT[at + len(quote.text) :][:8]
    assert all(not quote.before and not quote.after for quote in iter_quotes(project))


def test_a_list_can_be_stopped(project: Project, code: CodeId) -> None:
    progress = Progress()
    progress.cancel()
    for words in ("", "tomt"):
        with pytest.raises(Cancelled):
            quote_ids(project, QuotesAsked(QuoteFilter(codes=(code,)), words=words), progress)


def test_splitting_is_one_step_and_both_sides_remember(project: Project, code: CodeId) -> None:
    by_text = {quote.text: quote.id for quote in iter_quotes(project)}
    other = add_code(project, "Annat")
    before = dump(project.path)
    parts = [
        SplitPart((by_text["tomt hemma"], by_text["kom hon"]), name="  Före\nsedan "),
        SplitPart((by_text["talade länge"],), code=other),
    ]
    made = split_code(project, code, parts)
    tree = read_tree(project)
    assert [tree.path(one) for one in made] == [("Stöd", "Före sedan"), ("Annat",)]
    assert {quote.text: quote.code_id for quote in iter_quotes(project)} == {
        "tomt hemma": made[0], "kom hon": made[0], "talade länge": other, "blev lättare": code,
        "tisdagar": tree.children[code][0].id,
    }  # fmt: skip
    starred = [quote.text for quote in iter_quotes(project) if quote.starred]
    assert starred == ["tomt hemma"], "what was noted of a quote goes with it"
    said = [texts("en").say(event.text) for event in history_of(project, code) if event.kind == "split"]
    assert said == ["Split: 2 codings to “Före sedan”", "Split: 1 coding to “Annat”"]
    assert texts("en").say(history_of(project, made[0])[-1].text) == "2 codings came by splitting “Stöd”"
    assert [texts("en").say(step) for step in project.undo()] == ["Split “Stöd”"]
    after = dump(project.path)
    assert after["coding"] == before["coding"] and after["code"] == before["code"]
    assert after["code_event"] == before["code_event"]


@pytest.mark.parametrize("wrong", ["twice", "empty", "no name", "no code", "no source"])
def test_a_split_that_cannot_be_done_changes_nothing(project: Project, code: CodeId, wrong: str) -> None:
    first = next(iter_quotes(project)).id
    parts = {
        "twice": [SplitPart((first,), name="A"), SplitPart((first,), name="B")],
        "empty": [SplitPart((), name="A")],
        "no name": [SplitPart((first,), name=" \n")],
        "no code": [SplitPart((first,), code=CodeId(99))],
        "no source": [SplitPart((first,), name="A")],
    }[wrong]
    before = dump(project.path)
    with pytest.raises((InvalidInput, NotFound)):
        split_code(project, CodeId(99) if wrong == "no source" else code, parts)
    assert dump(project.path) == before


def test_quotes_of_other_codes_stay_where_they_are(project: Project, code: CodeId) -> None:
    below = next(quote.id for quote in iter_quotes(project) if quote.text == "tisdagar")
    made = split_code(project, code, [SplitPart((below, CodingId(999)), name="Nytt")])
    assert [quote.code_path for quote in iter_quotes(project) if quote.id == below] == [("Stöd", "Tisdagar")]
    assert len(made) == 1
