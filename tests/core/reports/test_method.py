"""The method chapter from the project and its history, and the checklists COREQ and SRQR."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.checklists import (
    CHECKLISTS,
    COREQ,
    SRQR,
    Reported,
    check_items,
    checklist,
    read_notes,
    write_note,
)
from qualcoder_peer.core.reports.method import method_parts
from qualcoder_peer.core.reports.word_headings import find_places
from qualcoder_peer.core.services.method_facts import Reshaped, Saturation, read_method_facts
from tests.core.reports.island import Island, make_island
from tests.core.reports.test_report_draft import export


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def part(project: Project, key: str, language: str = "en") -> str:
    found = method_parts(read_method_facts(project), texts(language))
    return next((one.text for one in found if one.key == key), "")


def test_what_is_known_is_said_in_sentences(island: Island) -> None:
    facts = read_method_facts(island.project)
    (one,) = facts.coders
    assert part(island.project, "coding") == (
        f"The material was coded by {one.name} ({one.codings} passages in {one.documents} documents)."
    )
    assert f"{facts.words.total} words" in part(island.project, "material") if facts.words else True
    assert part(island.project, "privacy") == "", "nothing was replaced: nothing is claimed"
    assert part(island.project, "saturation") == "", "too few interviews to count it"
    assert f"{facts.events['created']} codes were made" in part(island.project, "growth")


def test_each_merger_and_split_is_named_with_its_day_and_the_rest_counted(island: Island) -> None:
    facts = read_method_facts(island.project)
    first, last = facts.documents[:2]
    one = Reshaped(False, "2026-03-03T09:00:00.000Z", "Tider", "Tid", first, last)
    split, early = dataclasses.replace(one, is_split=True, after=None), dataclasses.replace(one, before=None)
    reshaped = (one, split, early, *[one] * 7)

    def told(some: tuple[Reshaped, ...]) -> str:
        made = method_parts(dataclasses.replace(facts, reshaped=some), texts("en"))
        return next(part.text for part in made if part.key == "growth")

    merged = f"“Tider” was merged into “Tid” on 3 March 2026, after “{first.title}” and before “{last.title}”"
    assert f"Mergers and splits, in order: {merged}." in told(reshaped[:1])
    all_of_them = told(reshaped)
    assert "; “Tider” was split, part of it going to “Tid” on 3 March 2026, after the last interview" in all_of_them
    assert f"before the first interview, “{last.title}”; " in all_of_them
    assert all_of_them.count("merged into") == 7 and "; and 2 more." in all_of_them
    assert "Mergers" not in told(())


def test_saturation_is_told_with_its_source_and_numbers(island: Island) -> None:
    facts = dataclasses.replace(
        read_method_facts(island.project), saturation=Saturation(4, 2, 20, 7, 1, True)
    )
    told = next(one.text for one in method_parts(facts, texts("en")) if one.key == "saturation")
    assert told == (
        "Counted after Guest, Namey and Chen (2020), the first 4 interviews brought 20 codes. Interviews 6 to 7 added "
        "1 (5 %), so that saturation was reached after 7 interviews."
    )


def test_the_lists_have_as_many_items_as_the_articles() -> None:
    assert [len(one.items) for one in CHECKLISTS] == [32, 21]
    assert len({item.number for one in CHECKLISTS for item in one.items}) == 53
    assert checklist("srqr") is SRQR
    with pytest.raises(InvalidInput):
        checklist("consort")


def test_an_item_is_missing_known_mentioned_or_reported(island: Island, tmp_path: Path) -> None:
    facts = read_method_facts(island.project)
    bare = {one.item.number: one for one in check_items(island.project, COREQ, facts, "en")}
    assert (bare["12"].state, bare["12"].known) == (Reported.KNOWN, "4 respondents")
    assert bare["14"].state is Reported.MISSING
    write_note(island.project, COREQ, "14", " At the respondents’ homes,  see page 4 ")
    export(island.project, tmp_path / "r.docx")
    found = {one.item.number: one for one in check_items(island.project, COREQ, facts, "en", tmp_path / "r.docx")}
    assert (found["14"].state, found["14"].note) == (Reported.REPORTED, "At the respondents’ homes, see page 4")
    assert found["24"].state is Reported.MENTIONED
    assert [place.heading for place in found["24"].places] == ["Who coded"]
    assert {place.page for place in found["24"].places} == {None}, "Word has not laid the file out"
    island.project.undo()
    assert read_notes(island.project, COREQ) == {}
    with pytest.raises(InvalidInput):
        write_note(island.project, COREQ, "33", "x")


def test_pages_are_those_that_word_laid_out(island: Island, tmp_path: Path) -> None:
    path, laid = tmp_path / "r.docx", tmp_path / "laid.docx"
    export(island.project, path)
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(laid, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "word/document.xml":
                mark = b"<w:r><w:lastRenderedPageBreak/></w:r>"
                cut = data.rindex(b"Background</w:t>")
                start = data.rindex(b"<w:r>", 0, cut)
                data = data[:start] + mark + data[start:]
            after.writestr(name, data)
    places = find_places(laid, {"a": ("summary",), "b": ("background",), "c": ("nowhere",)})
    assert [place.page for place in places["a"][:1]] == [1]
    assert [place.page for place in places["b"][-1:]] == [2]
    assert places["c"] == ()


def test_a_file_that_is_none_gets_a_sentence(island: Island, tmp_path: Path) -> None:
    (tmp_path / "no.docx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UnreadableFile):
        find_places(tmp_path / "no.docx", {"a": ("x",)})


def test_what_is_written_while_one_works_blind_says_so(island: Island) -> None:
    project = island.project
    assert "worked blind" not in part(project, "coding")
    project.work_blind(True)
    assert f"{project.coder} worked blind: what other coders have coded is not counted." in part(project, "coding")
