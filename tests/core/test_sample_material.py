"""The sample material: readable by our importers, coded to the letter, and the same evaluation in both languages."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from qualcoder_peer.core.domain.model import CodeRole, SpeakerRole, Stance
from qualcoder_peer.core.domain.palette import checked_colour, contrast
from qualcoder_peer.core.domain.sources import DocumentKind, TurnProposal, guess_kind
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.resources import resource
from qualcoder_peer.core.text.turns import find_turns

LANGUAGES = ("sv", "en")
CODE_TEXTS = ("definition", "when_to_use", "when_not", "example")
FAMILY = "👩\u200d👧"


@dataclass(frozen=True)
class Source:
    """One document of the sample as the program reads it."""

    text: str
    turns: TurnProposal
    kind: DocumentKind
    left_out: int


@dataclass(frozen=True)
class Placed:
    """One coding of the sample with the place its quote was found at (code points, half open)."""

    coding: dict[str, Any]
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """All of the sample in one language."""

    project: dict[str, Any]
    report: dict[str, Any]
    sources: dict[str, Source]
    placed: list[Placed]
    codes: dict[str, dict[str, Any]]


def read_json(folder: Path, name: str) -> dict[str, Any]:
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def walk_codes(nodes: list[dict[str, Any]], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for node in nodes:
        path = f"{above}/{node['name']}" if above else node["name"]
        yield path, node
        yield from walk_codes(node.get("children", []), path)


def read_source(path: Path) -> Source:
    read = importer_for(path).read(path)
    turns = find_turns(read.text, read.bold)
    return Source(read.text, turns, guess_kind(turns, read.title), len(read.left_out))


def place(coding: dict[str, Any], text: str) -> Placed:
    quote = coding["quote"]
    if "start" in coding:
        start = coding["start"]
        assert text[start : start + len(quote)] == quote
    else:
        assert text.count(quote) == 1, f"{text.count(quote)} times: {quote}"
        start = text.index(quote)
    return Placed(coding, start, start + len(quote))


def load(language: str) -> Sample:
    folder = resource("sample", language)
    project = read_json(folder, "project.json")
    sources = {entry["title"]: read_source(folder / entry["file"]) for entry in project["documents"]}
    lines = (folder / "codings.jsonl").read_text(encoding="utf-8").splitlines()
    codings = [json.loads(line) for line in lines]
    placed = [place(coding, sources[coding["document"]].text) for coding in codings]
    return Sample(project, read_json(folder, "report.json"), sources, placed, dict(walk_codes(project["codes"])))


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    return {language: load(language) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def sample(request: pytest.FixtureRequest, samples: dict[str, Sample]) -> Sample:
    return samples[request.param]


def speaker_at(sample: Sample, placed: Placed) -> str | None:
    """Who says all of the quote: a label, or None outside turns or across several."""
    for turn in sample.sources[placed.coding["document"]].turns.turns:
        if turn.said_start <= placed.start and placed.end <= turn.end:
            return turn.speaker
    return None


def test_material_fills_the_promised_length_in_each_language(sample: Sample) -> None:
    sizes = [len(source.text.encode()) for source in sample.sources.values()]
    assert 50_000 <= sum(sizes) <= 75_000
    assert max(sizes) == len(sample.sources[sample.project["documents"][0]["title"]].text.encode())


def test_every_file_in_the_folder_is_named_by_the_project(sample: Sample) -> None:
    folder = resource("sample", sample.project["language"])
    named = {entry["file"] for entry in sample.project["documents"]} | {"project.json", "report.json", "codings.jsonl"}
    assert {unicodedata.normalize("NFC", path.name) for path in folder.iterdir()} == named
    for entry in sample.project["documents"]:
        assert Path(entry["file"]).stem == entry["title"]


def test_texts_are_composed_unicode_with_plain_line_ends(sample: Sample) -> None:
    for source in sample.sources.values():
        assert source.text == unicodedata.normalize("NFC", source.text)
        assert "\r" not in source.text
        assert "\ufeff" not in source.text


def test_our_turn_finder_sees_the_speakers_the_project_names(sample: Sample) -> None:
    for entry in sample.project["documents"]:
        source = sample.sources[entry["title"]]
        found = {speaker.label: speaker.role for speaker in source.turns.speakers}
        assert found == {label: SpeakerRole(about["role"]) for label, about in entry["speakers"].items()}
        assert source.kind is DocumentKind(entry["kind"])
    assert [len(entry["speakers"]) for entry in sample.project["documents"]] == [4, 2, 2, 2, 0]


def test_the_word_file_reports_its_comment_as_left_out(sample: Sample) -> None:
    word = [entry["title"] for entry in sample.project["documents"] if entry["file"].endswith(".docx")]
    assert len(word) == 1
    assert sample.sources[word[0]].left_out >= 1


def test_time_stamps_come_in_both_notations(sample: Sample) -> None:
    group, _, library, kitchen, _ = (sample.sources[entry["title"]].text for entry in sample.project["documents"])
    assert group.count("\n[00:") > 10
    assert library.count("\n[00:") > 5
    assert kitchen.count(" #00:") > 50


def test_respondents_are_the_labels_spoken_and_are_all_coded(sample: Sample) -> None:
    documents = {entry["title"]: entry for entry in sample.project["documents"]}
    for respondent in sample.project["respondents"]:
        assert len(respondent["attributes"]) == 4
        assert all(respondent["attributes"].values())
        for origin in respondent["sources"]:
            label = documents[origin["document"]]["speakers"][origin["speaker"]]
            assert label == {"role": "respondent", "respondent": respondent["name"]}
    names = [respondent["name"] for respondent in sample.project["respondents"]]
    assert names == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert len({respondent["pseudonym"] for respondent in sample.project["respondents"]}) == 6
    said = Counter(speaker_at(sample, placed) for placed in sample.placed)
    assert all(said[name] >= 7 for name in names), said


def test_only_respondents_words_and_the_field_note_are_coded(sample: Sample) -> None:
    documents = {entry["title"]: entry for entry in sample.project["documents"]}
    noted = 0
    for placed in sample.placed:
        entry = documents[placed.coding["document"]]
        if entry["kind"] == DocumentKind.FIELD_NOTE:
            noted += 1
        else:
            speaker = speaker_at(sample, placed)
            assert speaker is not None, placed.coding["quote"]
            assert entry["speakers"][speaker]["role"] == "respondent"
    assert 5 <= noted <= 8


def test_there_are_eighty_codings_with_memos_stances_and_stars(sample: Sample) -> None:
    codings = [placed.coding for placed in sample.placed]
    assert len(codings) == 80
    initials = {coder["initials"] for coder in sample.project["coders"]}
    by_coder = Counter(coding["coder"] for coding in codings)
    assert set(by_coder) == initials
    assert len(initials) == 2
    assert min(by_coder.values()) >= 30
    memos = [coding["memo"] for coding in codings if "memo" in coding]
    assert len(memos) >= 18
    assert len(set(memos)) == len(memos)
    stances = Counter(Stance(coding["stance"]) for coding in codings if "stance" in coding)
    assert sum(stances.values()) == 25
    assert min(stances[stance] for stance in (Stance.FOR, Stance.AGAINST)) >= 8
    assert stances[Stance.MIXED] >= 2
    assert sum(coding.get("star", False) for coding in codings) == 18


def test_quotes_are_short_and_long_and_some_cross_an_emoji(sample: Sample) -> None:
    lengths = [len(placed.coding["quote"].split()) for placed in sample.placed]
    assert min(lengths) <= 5
    assert 90 <= max(lengths) <= 120
    beyond = [placed for placed in sample.placed if any(ord(sign) > 0xFFFF for sign in placed.coding["quote"])]
    assert len(beyond) >= 4
    assert any(FAMILY in placed.coding["quote"] for placed in beyond)


def test_codings_overlap_and_some_passages_have_both_coders(sample: Sample) -> None:
    overlaps = same_code = partial = 0
    for first, second in combinations(sample.placed, 2):
        if first.coding["document"] != second.coding["document"]:
            continue
        if max(first.start, second.start) < min(first.end, second.end):
            overlaps += 1
            if first.coding["code"] == second.coding["code"]:
                assert first.coding["coder"] != second.coding["coder"]
                same_code += 1
            earlier, later = sorted((first, second), key=lambda placed: placed.start)
            partial += earlier.start < later.start < earlier.end < later.end
    assert overlaps >= 8
    assert same_code >= 4
    assert partial >= 1


def test_code_tree_has_two_questions_six_themes_and_two_goals(sample: Sample) -> None:
    roles = Counter(CodeRole(node["role"]) for node in sample.codes.values())
    assert roles == {CodeRole.QUESTION: 2, CodeRole.THEME: 6, CodeRole.CODE: 8, CodeRole.GOAL: 2}
    themes = Counter(path.rsplit("/", 1)[-1] for path, node in sample.codes.items() if node["role"] == CodeRole.THEME)
    assert sorted(themes.values()) == [1, 1, 1, 1, 2]
    assert all("/" not in node["name"] for node in sample.codes.values())
    assert all(node[part].strip() for node in sample.codes.values() for part in CODE_TEXTS)


def test_colours_differ_and_can_be_read(sample: Sample) -> None:
    colours = [node["colour"] for node in sample.codes.values()]
    assert len(set(colours)) == len(colours)
    colours += [coder["colour"] for coder in sample.project["coders"]]
    for colour in colours:
        assert checked_colour(colour) == colour
        assert contrast(colour, "#ffffff") >= 4.5


def test_every_code_but_the_questions_is_used_and_no_other(sample: Sample) -> None:
    used = {placed.coding["code"] for placed in sample.placed}
    assert used == {path for path, node in sample.codes.items() if node["role"] != CodeRole.QUESTION}


def test_examples_of_codes_are_words_from_the_material(sample: Sample) -> None:
    everything = "\n".join(source.text for source in sample.sources.values())
    for path, node in sample.codes.items():
        assert node["example"].strip("”“") in everything, path


def test_report_draft_speaks_of_codes_that_exist(sample: Sample) -> None:
    assert sample.report["title"].strip()
    assert set(sample.report["texts"]) <= set(sample.codes)
    assert all(text.strip() for text in sample.report["texts"].values())
    questions = [path for path, node in sample.codes.items() if node["role"] == CodeRole.QUESTION]
    assert list(sample.report["summary"]) == questions
    assert all(len(points) >= 3 for points in sample.report["summary"].values())


def test_both_languages_are_the_same_evaluation(samples: dict[str, Sample]) -> None:
    def shape(sample: Sample) -> dict[str, list[Any]]:
        titles = list(sample.sources)
        paths = list(sample.codes)
        return {
            "documents": [(entry["kind"], entry["date"]) for entry in sample.project["documents"]],
            "turns": [
                [turn.speaker if (turn.speaker or "").startswith("R") else "" for turn in source.turns.turns]
                for source in sample.sources.values()
            ],
            "codes": [(path.count("/"), node["role"], node["colour"]) for path, node in sample.codes.items()],
            "codings": [
                (
                    titles.index(placed.coding["document"]),
                    speaker_at(sample, placed) or "",
                    paths.index(placed.coding["code"]),
                    placed.coding["coder"],
                    placed.coding.get("stance"),
                    placed.coding.get("star"),
                    "memo" in placed.coding,
                )
                for placed in sample.placed
            ],
            "respondents": [(one["name"], one["pseudonym"]) for one in sample.project["respondents"]],
            "report": [paths.index(path) for path in sample.report["texts"]],
        }

    swedish, english = shape(samples["sv"]), shape(samples["en"])
    assert swedish == english
    assert [samples[language].project["language"] for language in LANGUAGES] == list(LANGUAGES)
