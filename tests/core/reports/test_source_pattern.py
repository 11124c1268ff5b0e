"""Sources of quotes by the user's pattern."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.facts import read_report_facts
from qualcoder_peer.core.reports.source_pattern import SourcePattern, check_pattern, read_material
from qualcoder_peer.core.services.attributes import set_attribute
from qualcoder_peer.core.services.quotes import Quote, iter_quotes
from tests.core.reports.island import Island, make_island


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def sources(island: Island, pattern: str, language: str = "en") -> list[str]:
    """The sources of the long quote, of the one by two people, and of the one in the note."""
    quotes: dict[int, Quote] = {quote.id: quote for quote in iter_quotes(island.project)}
    facts = read_report_facts(island.project)
    material = read_material(island.project, pattern, quotes.values())
    made = SourcePattern(pattern, texts(language), facts, material)
    return [made.source(quotes[island.codings[place]]) for place in (4, 3, 6)]


def test_fields_are_filled_and_empty_parts_left_out_with_their_words(island: Island) -> None:
    assert sources(island, "Respondent {n}, {kind}, {date}, paragraph {paragraph}") == [
        "(Respondent 4, interview, 2 April 2025, paragraph 2)",
        "(Respondent 2, 3, group interview, 11 March 2025, paragraph 3)",
        "(field note, paragraph 1)",
    ]
    assert sources(island, "{name}; {title}; {time}; {role}")[0] == "(R4; Intervju 4; respondent)"


def test_attributes_of_people_and_documents_and_pages(island: Island) -> None:
    set_attribute(island.project, island.single, "Plats", "Lyktan", Owner.DOCUMENT)
    with island.project.transaction("pages") as store:
        store.places.add(island.single, [FoundPlace(PlaceKind.PAGE, 0, "7")])
    check_pattern(island.project, "{kön}, {Plats}, sid. {page}")
    assert sources(island, "{kön}, {Plats}, sid. {page}") == ["(kvinna, Lyktan, sid. 7)", "(man)", ""]


def test_own_brackets_are_kept_and_nothing_known_is_nothing(island: Island) -> None:
    assert sources(island, "– {name}")[0] == "– R4"
    assert sources(island, "[{name}]")[0] == "[R4]"
    assert sources(island, "{time}") == ["", "", ""]


@pytest.mark.parametrize("pattern", ["{nope}", "Respondent {n", "{n}}", "{}"])
def test_what_is_no_pattern_is_told(island: Island, pattern: str) -> None:
    with pytest.raises(InvalidInput):
        check_pattern(island.project, pattern)


def test_what_an_unknown_field_may_be_is_told(island: Island) -> None:
    with pytest.raises(InvalidInput, match="“nope”.*paragraph.*Kön"):
        check_pattern(island.project, "{nope}")
