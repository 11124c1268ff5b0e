"""Finding in a whole project: groups, pages, what is passed over, and how much is found of marked texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.personal import Confidence, FoundIn, PersonalKind
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.resources import resource
from qualcoder_peer.core.services.memos import add_project_memo
from qualcoder_peer.core.services.name_lists import load_names
from qualcoder_peer.core.services.personal_data import (
    FindOptions,
    find_personal_data,
    harmless_words,
    mark_harmless,
    set_harmless_words,
)
from qualcoder_peer.core.services.sources import set_document_language
from qualcoder_peer.core.text.personal_lexicon import Lexicon, Vocabulary
from qualcoder_peer.core.text.personal_marks import apart
from qualcoder_peer.core.text.personal_names import NameFinder
from qualcoder_peer.core.text.personal_numbers import find_numbers
from qualcoder_peer.core.text.personal_places import find_places
from tests.support.growth import assert_growth, seconds
from tests.support.personal_texts import KINDS, MarkedText, Score, marked_texts, problems, score
from tests.support.projects import add_text, dump

TEXT = (
    "Anna: Hej, jag heter Fadumo. Jag är på Solgården. anna.karlsson@kommun.example\n"
    "Int: Ja, 😀 Annas bil. Anna Karlsson kom. Ring 070-123 45 67.\n"
    "Anna: Ring 0701234567 då. Kim var där.\n"
    "Int: Anna K. sa det i Lund."
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="Om Anna", language="sv") as made:
        add_text(made, "Intervju_Anna_Karlsson", TEXT)
        yield made


def test_groups_and_their_findings(project: Project) -> None:
    found = find_personal_data(project, FindOptions(workplaces=("Solgård",)))
    groups = {group.name: group for group in found.groups}
    anna = groups["Anna Karlsson"]
    assert anna.kind is PersonalKind.PERSON
    assert {"Anna", "Annas", "Anna Karlsson", "Anna K."} <= {form for form, _ in anna.forms}
    assert anna.confidence is Confidence.SURE
    assert groups["Solgården"].suggestion == "[arbetsplats]"
    assert groups["070-123 45 67"].count == 2  # written in two ways
    assert groups["anna.karlsson@kommun.example"].person == anna.key
    assert len(found) == sum(group.count for group in found.groups) == len(list(found.findings()))
    for finding in found.findings(documents=[DocumentId(1)]):
        if finding.where is FoundIn.TEXT:
            assert TEXT[finding.start : finding.end] == finding.text
    assert {one.group for one in found.findings([anna.key])} == {anna.key}
    assert found.count([anna.key]) == anna.count
    suggestions = [group.suggestion for group in found.groups if group.kind is PersonalKind.PERSON]
    assert len(set(suggestions)) == len(suggestions)
    assert "Kim" not in suggestions  # it is in the texts already


def test_pages_with_context(project: Project) -> None:
    found = find_personal_data(project)
    anna = found.groups[0]
    pages = [one for offset in range(0, anna.count, 2)
             for one in found.page(project, [anna.key], offset=offset, limit=2, around=5)]  # fmt: skip
    assert [one.finding for one in pages] == list(found.findings([anna.key]))
    first, second = pages[0], pages[1]
    assert (first.before, first.after, first.title) == ("", ": Hej", "Intervju_Anna_Karlsson")
    assert (second.before, second.after) == ("a, 😀 ", " bil.")
    assert {one.finding.where for one in pages} == {
        FoundIn.TEXT, FoundIn.TITLE, FoundIn.FILE_NAME, FoundIn.PROJECT
    }  # fmt: skip


def test_what_to_look_for(project: Project) -> None:
    add_project_memo(project, "Ring Fatima")
    second = add_text(project, "Två", "Det var Omar som kom till Lund.")
    only = find_personal_data(project, FindOptions(kinds=frozenset({PersonalKind.PLACE, PersonalKind.PHONE})))
    assert {(one.kind.value, one.text) for one in only.findings()} == {
        ("place", "Lund"), ("phone", "070-123 45 67"), ("phone", "0701234567")
    }  # fmt: skip
    there = find_personal_data(project, FindOptions(documents=(second,), around=False))
    assert [one.text for one in there.findings()] == ["Omar"]
    everywhere = {one.text for one in find_personal_data(project).findings()}
    assert "Fatima" in everywhere
    assert find_personal_data(project, FindOptions(words=("hej",), kinds=frozenset({PersonalKind.WORD}))).count() == 1
    with pytest.raises(InvalidInput):
        find_personal_data(project, FindOptions(words=(" ",)))


def test_harmless_words_are_kept_and_passed_over(project: Project) -> None:
    mark_harmless(project, ["Kim", "070-123 45 67"])
    mark_harmless(project, ["Fadumo "])
    assert harmless_words(project) == {"Kim", "070-123 45 67", "Fadumo"}
    texts = {one.text for one in find_personal_data(project).findings()}
    assert not texts & {"Kim", "070-123 45 67", "Fadumo"}
    assert "0701234567" in texts
    project.undo()
    assert harmless_words(project) == {"Kim", "070-123 45 67"}
    set_harmless_words(project, [])
    assert "Fadumo" in {one.text for one in find_personal_data(project).findings()}


def test_finding_changes_nothing_and_can_be_stopped(project: Project) -> None:
    before = dump(project.path)
    told: list[tuple[int, int]] = []

    def report(done: int, total: int, doing: object) -> None:
        told.append((done, total))
        if len(told) == 3:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        find_personal_data(project, progress=progress)
    assert all(done <= total for done, total in told)
    assert told == sorted(told)
    assert dump(project.path) == before


def test_pseudonyms_never_run_out(tmp_path: Path) -> None:
    names = sorted(load_names().first - {"Kim"})[:300]
    with Project.create(tmp_path / "p.qcp", title="T") as project:
        add_text(project, "D", ". ".join(f"Det var {name} som kom" for name in names))
        suggestions = [group.suggestion for group in find_personal_data(project).groups]
    assert len(suggestions) > 200
    assert len(set(suggestions)) == len(suggestions)


@pytest.mark.parametrize(
    "hostile",
    ["Anna ", "A.", "Anna-", "0", "0 ", "00 ", "+1", "@", "a@a.", ".se", "www.", "f. ", "född ", "A A ", "'s",
     "1 Anna ", "Anna von ", "(at)", "12 ", "Björn\n", "Anna-\n"],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(hostile: str) -> None:
    def cost(length: int) -> float:
        text = hostile * (length // len(hostile))
        vocabulary = Vocabulary(load_names())

        def work() -> None:
            vocabulary.add(text)
            vocabulary.finish()
            finder = NameFinder(Lexicon(load_names(), vocabulary), "sv")
            apart([*finder.find(text), *find_numbers(text, "da"), *find_places(text, "en", load_names().towns)])

        return seconds(work)

    assert_growth(cost, 5_000, 40_000, 30, extra=0.05)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[MarkedText, dict[PersonalKind, Score], list[str]]]:
    """Every marked text alone in a project, which is the hardest: no other text tells which words are words."""
    results = []
    for text in marked_texts():
        with Project.create(tmp_path_factory.mktemp("m") / "m.qcp", title="M") as project:
            document = add_text(project, "M", text.text)
            set_document_language(project, [document], text.language)
            named = tuple({word for place in text.workplaces for word in (place, place.split()[-1].removesuffix("s"))})
            findings = list(find_personal_data(project, FindOptions(workplaces=named)).findings())
        results.append((text, score(text, findings), problems(text, findings)))
    return results


def total(
    scored: list[tuple[MarkedText, dict[PersonalKind, Score], list[str]]], kind: PersonalKind, number: str = ""
) -> Score:
    result = Score()
    for text, scores, _ in scored:
        if text.name.endswith(number):
            result.add(scores[kind])
    return result


def test_there_are_enough_marks(scored: list[tuple[MarkedText, dict[PersonalKind, Score], list[str]]]) -> None:
    assert sum(total(scored, kind).marks for kind in KINDS.values()) >= 300
    assert total(scored, PersonalKind.PERSON).marks >= 250
    assert {text.language for text, _, _ in scored} == {"sv", "da", "nb", "en"}


def stated(language: str) -> list[tuple[float, float]]:
    """Recall and precision as the help states them: unseen names, all names, numbers, street addresses."""
    help_text = resource("help", f"personal-data.{language}.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| (\d+) % \| (\d+) % \|", help_text)
    return [(int(recall) / 100, int(precision) / 100) for recall, precision in rows]


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_as_much_is_found_as_the_help_states(
    scored: list[tuple[MarkedText, dict[PersonalKind, Score], list[str]]], language: str
) -> None:
    numbers = Score()
    for kind in KINDS.values():
        if kind not in (PersonalKind.PERSON, PersonalKind.ADDRESS, PersonalKind.WORKPLACE):
            numbers.add(total(scored, kind))
    found = [
        total(scored, PersonalKind.PERSON, "-4"),  # written last, and the search was never adjusted to them
        total(scored, PersonalKind.PERSON),
        numbers,
        total(scored, PersonalKind.ADDRESS),
    ]
    wrong = [line for _, _, lines in scored for line in lines]
    for score_of, (recall, precision) in zip(found, stated(language), strict=True):
        assert round(score_of.recall, 2) >= recall, wrong
        assert round(score_of.precision, 2) >= precision, wrong


def test_workplaces_that_are_named_are_all_found(
    scored: list[tuple[MarkedText, dict[PersonalKind, Score], list[str]]],
) -> None:
    found = total(scored, PersonalKind.WORKPLACE)
    assert (found.recall, found.precision) == (1.0, 1.0)
    assert found.marks >= 10
