"""An import of any kind: one step of the history, whole files only, nothing twice, rules before all is stored."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.domain.sources import FoundComment, FoundPlace, PlaceKind, ReadText
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.importers.run import (
    Imported,
    ImportOptions,
    Rules,
    import_chosen,
    import_files,
    prepare_documents,
    prepare_file,
    preview_file,
    preview_files,
)
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import CommentUse, prepare
from qualcoder_peer.core.services.previews import preview_of
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import list_documents, original_of, read_document
from qualcoder_peer.core.text.personal_replace import Replacer, apply_rules
from tests.core.importers.word_parts import paragraph, write
from tests.support.projects import chosen_of, dump

SHEET = (
    "Namn;Vad har stödet betytt för dig?\n"
    "Kim;Det var tryggt att veta vem man skulle ringa när det blev svårt.\n"
    "Robin;Ingen hade tid att lyssna på det som faktiskt hade hänt.\n"
    "Alex;Jag fick komma när jag ville och det betydde mycket för mig.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text, a Word file, a sheet, and a packed file of a text and a sheet."""
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.txt").write_text("R1: Hej där\nR2: Hej\nR1: Ja\nR2: Nej", encoding="utf-8")
    write(made / "b.docx", paragraph("En text i Word"))
    (made / "c.csv").write_text(SHEET, encoding="utf-8")
    with zipfile.ZipFile(made / "d.zip", "w") as package:
        package.writestr("e.txt", "En packad text")
        package.writestr("f.csv", SHEET.replace("Kim", "Charlie"))
    return made


def imported(results: list[Imported]) -> list[str]:
    return [one.title for one in results if one.document is not None and not one.already_there]


def test_all_kinds_are_one_step_and_never_twice(project: Project, folder: Path) -> None:
    empty = dump(project.path)
    results = import_files(project, [folder])
    assert len(imported(results)) == 9 and [one.problem for one in results] == [None] * 9
    assert {"a", "b", "e"} < {one.title for one in list_documents(project)}
    assert len(project.history()) == 2
    full = dump(project.path)
    again = import_files(project, [folder])
    assert [one.already_there for one in again] == [True] * 9
    assert dump(project.path) == full and len(project.history()) == 2
    project.undo()
    assert dump(project.path) == empty
    project.redo()
    assert dump(project.path) == full


def test_the_preview_knows_all_kinds_too(project: Project, folder: Path) -> None:
    found = preview_files(project, [folder])
    assert [(one.path.name, one.preview.part if one.preview else None) for one in found] == [
        ("a.txt", 0), ("b.docx", 0), ("c.csv", 1), ("c.csv", 2), ("c.csv", 3), ("e.txt", 0), ("f.csv", 1),
        ("f.csv", 2), ("f.csv", 3),
    ]  # fmt: skip
    chosen = chosen_of(one for one in found if one.preview is not None and one.preview.part != 2)
    results = import_chosen(project, chosen, keep_original=True)
    assert len(imported(results)) == 7 and len(project.history()) == 2
    assert {one.name for one in list_respondents(project)} >= {"Kim", "Alex", "Charlie"}
    kept = [original_of(project, one.document) for one in results if one.document is not None]
    assert kept[2] == kept[3] == ("c.csv", SHEET.encode())
    assert kept[5][0] == "f.csv" and kept[5][1] == SHEET.replace("Kim", "Charlie").encode()
    again = preview_files(project, [folder])
    assert [bool(one.there) for one in again] == [one.preview is None or one.preview.part != 2 for one in again]
    (first, *_) = preview_file(project, folder / "c.csv")
    assert first.there and first.preview == preview_of(prepare_file(folder / "c.csv"))
    assert prepare_documents(folder / "c.csv")[0] == prepare_file(folder / "c.csv")


def test_a_stop_leaves_whole_files(project: Project, folder: Path) -> None:
    told: list[str] = []

    def stop(_done: int, total: int, doing: object) -> None:
        told.append(f"{total} {doing.parts['name']}")  # type: ignore[attr-defined]
        if len(told) == 4:
            progress.cancel()

    progress = Progress(stop)
    results = import_files(project, [folder], progress=progress)
    assert told == ["5 a.txt", "5 b.docx", "5 c.csv", "5 e.txt"]
    assert len(imported(results)) == 6 == len(list_documents(project))
    project.undo()
    assert list_documents(project) == []
    assert len(imported(import_files(project, [folder]))) == 9


def test_more_files_than_are_stored_at_once(project: Project, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(130):
        (many / f"{number:03d}.txt").write_text(f"Text {number}")
    (many / "060.docx").write_bytes(b"nonsense\0")
    seen: list[int] = []

    def stop(done: int, _total: int, _doing: object) -> None:
        seen.append(len(list_documents(project)))
        if done == 120:
            progress.cancel()

    progress = Progress(stop)
    results = import_files(project, [many], progress=progress)
    assert [one.path.name for one in results] == sorted(path.name for path in many.iterdir())[:121]
    assert [one.path.name for one in results if one.document is None] == ["060.docx"]
    assert len(list_documents(project)) == 120
    assert seen[-1] > 0  # in several transactions: a power cut costs the last files, not all of them
    assert len(project.history()) == 2
    project.undo()
    assert list_documents(project) == []


def test_a_change_in_between_is_a_step_of_its_own(project: Project, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(120):
        (many / f"{number:03d}.txt").write_text(f"Text {number}")

    def change(done: int, _total: int, _doing: object) -> None:
        if done == 70:
            with project.transaction("meanwhile") as store:
                store.settings.set("x", 1)

    assert len(imported(import_files(project, [many], progress=Progress(change)))) == 120
    assert len(list_documents(project)) == 120 and len(project.history()) == 4


def pseudonyms(read: ReadText) -> ReadText:
    """The simplest of rules: of the same length, so that no position moves."""

    def replaced(text: str) -> str:
        return text.replace("Anna", "Tove").replace("anna", "tove")

    turns = None if read.turns is None else tuple(
        replace(one, speaker=None if one.speaker is None else replaced(one.speaker)) for one in read.turns
    )
    return replace(
        read,
        title=replaced(read.title),
        text=replaced(read.text),
        file_name=replaced(read.file_name),
        turns=turns,
        respondent=replaced(read.respondent),
        attributes=tuple((name, replaced(value)) for name, value in read.attributes),
        comments=tuple(replace(one, text=replaced(one.text)) for one in read.comments),
    )


def test_rules_are_applied_before_anything_is_stored(project: Project, folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    (folder / "Anna Ek.txt").write_text("Intervjuare: Hej?\nAnna: Jag är Anna.\nIntervjuare: Ja?\nAnna: Ja.")
    (folder / "svar.csv").write_text(SHEET.replace("Kim", "Anna"))
    (folder / "kap.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>Det var jag, Anna.</v>\n")
    with zipfile.ZipFile(folder / "Anna.zip", "w") as package:
        package.writestr("Anna/Anna 2.txt", "Om Anna")
    texts: list[str] = []
    rules = ImportOptions(rules=pseudonyms)
    found = preview_files(project, [folder], rules, keep=lambda _path, one: texts.append(one.text + one.title))
    assert len(texts) == 6 and "Anna" not in "".join(texts) + repr([one.preview for one in found])
    results = import_chosen(project, chosen_of(found, rules))
    assert len(imported(results)) == 6 and b"Anna" not in project.path.read_bytes()
    with pytest.raises(InvalidInput, match="Choose one"):
        import_chosen(project, chosen_of(found, rules), keep_original=True)
    project.undo()
    results = import_files(project, [folder], ImportOptions(rules=pseudonyms))
    assert len(imported(results)) == 6
    assert b"Anna" not in project.path.read_bytes()
    assert "Tove Ek" in {one.title for one in list_documents(project)}
    (again, *_) = import_files(project, [folder / "Anna Ek.txt"])
    assert again.already_there  # the hash is that of the file, whatever the rules


NAMES = (ReplaceRule("Anna Svensson", "Kim Alm"), ReplaceRule("Svensson", "Alm"), ReplaceRule("Åkerlundh", "Robin"))


def rules_for(*rules: ReplaceRule) -> Rules:
    replacer = Replacer(rules)
    return lambda read: apply_rules(read, replacer)


WRAPPED = "\n".join(
    f"I: Vad var det som hände sedan, när du hade talat med alla dem om stödet\noch om allt det andra? {number}\n"
    "R1: Då gick jag och hälsade på hos grannen på andra sidan, för Anna\n"
    "Svensson ville veta hur det var med mig, och sedan ringde vi till Åker-\n"
    "lundh som lovade att komma hem till oss samma vecka, men ingen kom den\n"
    "veckan och ingen veckan efter heller, så vi ringde dem en gång till."
    for number in range(4)
)
"""A talk in lines about 70 wide, in which one name stands over a line end and one is divided there."""


def test_names_broken_by_hard_wraps_are_replaced_in_the_whole_text(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "samtal.txt"
    path.write_text(WRAPPED, encoding="utf-8")
    chosen = ImportOptions(unwrap=True, rules=rules_for(*NAMES))
    prepared = prepare_file(path, chosen)
    assert prepared.unwrapped and prepared.read.replaced == 8
    (found,) = import_files(project, [path], chosen)
    assert found.document is not None
    _, text, turns, _ = read_document(project, found.document)
    assert text == prepared.text and text.count("\n") == 7
    assert [text[turn.start : turn.said_start] for turn in turns] == ["I: ", "R1: "] * 4
    assert [text[turn.start : turn.end] for turn in turns] == text.split("\n")
    assert text.count("för Kim Alm ville") == text.count("till Robin som") == 4
    for word in ("Anna", "Svensson", "Åker", "lundh"):
        assert word not in text and word.encode() not in project.path.read_bytes()


def test_names_over_line_ends_that_stay(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "samtal.txt"
    path.write_text(WRAPPED, encoding="utf-8")
    (found,) = import_files(project, [path], ImportOptions(rules=rules_for(*NAMES)))
    assert found.document is not None
    _, text, turns, _ = read_document(project, found.document)
    assert text.count("för Kim\nAlm ville") == text.count("till Robin\nsom") == 4
    assert "Anna" not in text and "lundh" not in text
    assert text.count("\n") == WRAPPED.count("\n") and len(turns) == 8


def test_places_of_headings_and_comments_after_rules_and_wraps(tmp_path: Path) -> None:
    text = WRAPPED
    place = text.index("Anna\nSvensson")
    read = ReadText(
        "a", text, "text", None, (), (), "0" * 64, "a.txt",
        places=(FoundPlace(PlaceKind.PAGE, place + 5, "2"), FoundPlace(PlaceKind.PAGE, text.rindex("R1:"), "3")),
        comments=(FoundComment(place, place + 13, "Vem är Anna Svensson?", "AJ"),),
    )  # fmt: skip
    made = prepare(read, unwrap=True, comments=CommentUse.MEMOS, rules=rules_for(*NAMES))
    assert [made.text[one.start :][:3] for one in made.places] == ["Kim", "R1:"]
    (comment,) = made.comments
    assert (made.text[comment.start : comment.end], comment.text) == ("Kim Alm", "Vem är Kim Alm?")


def test_rules_and_kept_files_exclude_each_other() -> None:
    with pytest.raises(InvalidInput, match="Choose one"):
        ImportOptions(rules=pseudonyms, keep_original=True)
    with pytest.raises(InvalidInput, match="none, memos"):
        ImportOptions(comments="allt")  # type: ignore[arg-type]
    assert ImportOptions(comments="memos").comments is CommentUse.MEMOS  # type: ignore[arg-type]


def test_options_of_single_formats(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Åtta år".encode("mac-roman"))
    assert prepare_file(path, ImportOptions(formats={"text": PlainTextOptions("cp1252")})).text != "Åtta år"
    both = ImportOptions(encoding="cp1252", formats={"text": PlainTextOptions("mac-roman")})
    assert prepare_file(path, both).text == "Åtta år"
    assert prepare_file(path, ImportOptions(encoding="mac-roman")).read.encoding == "mac-roman"
    import_files(project, [path], ImportOptions(formats={"text": "nonsense"}))
    (document,) = list_documents(project)
    assert read_document(project, document.id)[1] == "Åtta år"
    assert (document.file_name, document.format, document.encoding) == ("a.txt", "text", "mac-roman")
    assert (document.imported_by, len(document.sha256), document.left_out) == ("AB", 64, ())
    assert document.imported.endswith("Z")
