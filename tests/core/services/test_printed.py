"""The printed form of quotes: what is honest, what is refused, what happens when the transcript changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import CodingId, ReportId, ReportItemId
from qualcoder_peer.core.services.editing import put_text
from qualcoder_peer.core.services.printed import (
    PrintedStatus,
    clarified,
    original_of,
    printed_of,
    read_declared,
    set_printed,
    shortened,
    without_hesitations,
)
from qualcoder_peer.core.services.reports import OutlineNode, new_report, read_outline
from qualcoder_peer.core.text.quotations import HESITATIONS, QuotationStatus, compare, usual_rules
from tests.core.reports.island import Island, make_island
from tests.support.projects import dump


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def quote(island: Island, report: ReportId, coding: CodingId) -> OutlineNode:
    outline = read_outline(island.project, report)
    return next(node for node in outline.walk() if node.quote is not None and node.quote.id == coding)


def test_a_printed_form_is_kept_with_the_entry_and_the_original_stays(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    node, declared = quote(island, report, island.codings[0]), read_declared(project)
    assert printed_of(node, declared).status is PrintedStatus.AS_SAID
    before = dump(project.path)
    made = set_printed(project, node.id, " Det blev ett […] när [peer supportern] slutade. ", "block")
    assert made.status is PrintedStatus.EDITED
    node = quote(island, report, island.codings[0])
    assert (node.printed, node.form) == ("Det blev ett […] när [peer supportern] slutade.", "block")
    printed = printed_of(node, declared)
    assert (printed.text, printed.original) == (node.printed, "Det blev ett tomrum när Kim slutade.")
    project.undo()
    assert dump(project.path) == before


def test_the_original_typed_again_is_no_printed_form(island: Island) -> None:
    report = new_report(island.project, "R")
    node = quote(island, report, island.codings[0])
    set_printed(island.project, node.id, "ett tomrum")
    set_printed(island.project, node.id, "Det blev ett tomrum när Kim slutade.")
    assert quote(island, report, island.codings[0]).printed == ""


@pytest.mark.parametrize(
    "printed, told",
    [
        ("Det blev ett hål när Kim slutade.", "“hål” instead of “tomrum”"),
        ("Det blev tomrum när Kim slutade.", "“ett” is left out without a mark"),
        ("Det blev verkligen ett tomrum när Kim slutade.", "“verkligen” was not said"),
        ("Något helt annat.", "instead of"),
        ("[…]", "quote"),
    ],
)
def test_what_was_not_said_is_refused_with_the_words(island: Island, printed: str, told: str) -> None:
    report = new_report(island.project, "R")
    node, before = quote(island, report, island.codings[0]), dump(island.project.path)
    with pytest.raises(InvalidInput) as raised:
        set_printed(island.project, node.id, printed)
    assert told in str(raised.value)
    assert dump(island.project.path) == before


def test_a_shorter_passage_needs_no_mark_at_its_ends(island: Island) -> None:
    report = new_report(island.project, "R")
    node = quote(island, report, island.codings[0])
    assert set_printed(island.project, node.id, "ett tomrum när Kim slutade").status is PrintedStatus.EDITED


def test_what_the_interviewer_says_must_stand_in_brackets(island: Island) -> None:
    report = new_report(island.project, "R")
    node = quote(island, report, island.codings[3])
    assert node.quote is not None and "Hur då?" in original_of(node.quote)
    for honest in ("klarade oss […] =1+1", "klarade oss 👩‍👩‍👧 ändå. [Intervjuare: Hur då?] =1+1 <b>Vi & de</b>"):
        assert set_printed(island.project, node.id, honest).status is PrintedStatus.EDITED
    for wrong in ("klarade oss 👩‍👩‍👧 ändå. Hur då? =1+1", "klarade oss 👩‍👩‍👧 ändå. =1+1 <b>Vi & de</b>"):
        with pytest.raises(InvalidInput):
            set_printed(island.project, node.id, wrong)


def test_a_changed_transcript_makes_it_stale_and_the_original_is_printed(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    set_printed(project, quote(island, report, island.codings[0]).id, "Det blev ett tomrum […]")
    with project.transaction("edit") as store:
        start = store.documents.text(island.group).index("tomrum")
        put_text(store, store.documents.by_ids([island.group])[0], start, start + 6, "hål")
    node = quote(island, report, island.codings[0])
    printed = printed_of(node, read_declared(project))
    assert printed.status is PrintedStatus.STALE and printed.text == "Det blev ett hål när Kim slutade."
    set_printed(project, node.id, node.printed, "inline")  # how it is printed can still be chosen
    assert quote(island, report, island.codings[0]).form == "inline"


def test_declared_hesitations_follow_the_options_and_the_language(island: Island) -> None:
    project = island.project
    assert read_declared(project).hesitations("sv") == HESITATIONS["sv"]
    chosen = read_declared(project, ReportOptions(hesitation_words="liksom, ba"))
    assert chosen.hesitations("da") == ("liksom", "ba") and "R1" in chosen.names
    assert read_declared(project, ReportOptions(hesitations=False, hesitation_words="eh")).hesitations() == ()


@pytest.mark.parametrize(
    "said, printed",
    [
        ("Jag, eh, tror att hm … det var bra.", "Jag tror att det var bra."),
        ("Eh, jag tror det. Hm. Jo, eh. Ja (paus) så.", "Jag tror det. Jo. Ja så."),
        ("Det är så. Hm, jag tror... ja.", "Det är så. Jag tror... ja."),
        ("Behovet ehm styr.", "Behovet styr."),
        ("Ingen tvekan här.", "Ingen tvekan här."),
        ("Eh?", "Eh?"),
    ],
)
def test_hesitations_left_out_are_honest(said: str, printed: str) -> None:
    rules = usual_rules("sv")
    made = without_hesitations(said, rules.hesitations)
    assert made == printed
    assert compare(made, said, rules).status is not QuotationStatus.DEVIATES


def test_words_are_shortened_and_clarified_as_a_writer_would() -> None:
    said = "Det blev ett tomrum när Kim slutade."
    assert shortened(said, 10, 12) == "Det blev […] tomrum när Kim slutade."
    assert shortened(said, 0, 8) == "[…] ett tomrum när Kim slutade."
    assert shortened(shortened(said, 9, 12), 13, 19) == "Det blev […] när Kim slutade."
    assert shortened(said, 4, 4) == said
    assert clarified(said, 24, 27, "peer [supportern]") == "Det blev ett tomrum när [peer supportern] slutade."
    assert clarified(said, 35, 35, "i maj") == "Det blev ett tomrum när Kim slutade [i maj]."
    assert clarified(said, 11, 11, "x") == "Det blev ett [x] tomrum när Kim slutade."
    assert clarified(said, 0, 3, "  ") == said


def test_what_is_no_quote_has_no_printed_form(island: Island) -> None:
    report = new_report(island.project, "R")
    first = read_outline(island.project, report).nodes[0]
    with pytest.raises(NotFound):
        set_printed(island.project, first.id, "x")
    with pytest.raises(NotFound):
        set_printed(island.project, ReportItemId(999), "x")
    with pytest.raises(InvalidInput):
        set_printed(island.project, quote(island, report, island.codings[0]).id, "", "diagonal")
    with pytest.raises(ValueError):
        printed_of(first, read_declared(island.project))
