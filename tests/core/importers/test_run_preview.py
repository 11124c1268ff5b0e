"""Reading files for a preview and storing them as the preview left them."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, UnreadableFile, UserError
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.importers.run import ImportOptions, import_chosen, import_files, preview_files, read_chosen
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import Prepared, SpeakerChoice
from qualcoder_peer.core.services.previews import Corrections, corrected, corrected_preview, preview_of
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import list_documents, read_document
from tests.support.projects import chosen_of

INTERVIEWER = SpeakerChoice("Anna", SpeakerRole.INTERVIEWER)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("a", "b", "c"):
        (made / f"{name}.txt").write_text(f"Text {name}, på svenska.", encoding="utf-8")
    return made


def test_each_file_is_prepared_or_says_why_not(project: Project, folder: Path) -> None:
    import_files(project, [folder / "a.txt"])
    (folder / "d.txt").write_bytes((folder / "b.txt").read_bytes())
    (folder / "e.docx").write_bytes(b"nonsense")
    before = project.path.read_bytes()
    told: list[tuple[int, int, Message]] = []
    found = preview_files(project, [folder], progress=Progress(lambda *step: told.append(step)))
    assert [(one.path.name, one.preview is not None, one.there) for one in found] == [
        ("a.txt", True, "a"),
        ("b.txt", True, ""),
        ("c.txt", True, ""),
        ("d.txt", True, "b.txt"),
        ("e.docx", False, ""),
    ]
    assert found[4].problem is not None and found[4].problem.parts["name"] == "e.docx"
    assert [(done, total) for done, total, _ in told] == [(number, 5) for number in range(5)]
    assert project.path.read_bytes() == before


def test_chosen_files_are_one_step(project: Project, folder: Path) -> None:
    chosen = chosen_of(preview_files(project, [folder]), corrections={"b": Corrections(title="Med egen titel")})
    results = import_chosen(project, chosen)
    assert [one.problem for one in results] == [None, None, None]
    assert [one.title for one in list_documents(project)] == ["a", "c", "Med egen titel"]
    again = import_chosen(project, chosen[:1])
    assert again[0].already_there and again[0].problem is not None
    project.undo()
    assert list_documents(project) == []


def test_a_preview_keeps_no_text(project: Project, tmp_path: Path) -> None:
    for number in range(12):
        talk = "".join(f"R{turn % 3}: Det som sägs här är nummer {turn} av {number}.\n" for turn in range(4_000))
        (tmp_path / f"{number}.txt").write_text(talk, encoding="utf-8")
    texts = sum(path.stat().st_size for path in tmp_path.glob("*.txt"))
    tracemalloc.start()
    try:
        found = preview_files(project, [tmp_path])
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [len(one.preview.speakers) for one in found if one.preview is not None] == [3] * 12
    assert kept < texts / 10, "the list knows of the texts, but not the texts"
    assert most < 6 * texts, "one document at a time is in memory, with its turns"


def test_what_is_kept_is_what_was_prepared(project: Project, tmp_path: Path) -> None:
    said = "Anna: Hej?\nBo: Hej.\nBosse: Ja.\nKl: 15\nAnna: Jaha.\nBo: Nej.\nKl: 16\nBosse: Nä.\n"
    (tmp_path / "s.txt").write_text(said, encoding="utf-8")
    options = ImportOptions(speakers=r"(\w+):")
    texts: list[Prepared] = []
    (one,) = preview_files(project, [tmp_path], options, keep=lambda _path, prepared: texts.append(prepared))
    assert one.preview == preview_of(texts[0]) and len(one.digest) == 64
    assert one.preview.amounts == {"Anna": (2, 9), "Bo": (2, 8), "Bosse": (2, 6), "Kl": (2, 4)}
    merged = Corrections(title="T", date="2026-05-04", labels=(("Bosse", "Bo"),), who=(INTERVIEWER,))
    assert corrected_preview(one.preview, merged) == preview_of(corrected(texts[0], merged))
    assert corrected_preview(one.preview, merged).amounts["Bo"] == (4, 14)
    dropped = Corrections(labels=(("Bosse", "Bo"), ("Kl", ""), ("Nobody", "Bo"), ("Bo", "Nobody")))
    known = preview_of(corrected(texts[0], dropped))
    assert [one.label for one in known.speakers] == ["Anna", "Bo"] == list(known.amounts)
    assert known.amounts["Bo"] == (4, 14 + len("\nKl: 15") + len("\nKl: 16"))
    assert corrected_preview(one.preview, dropped).speakers == known.speakers


def test_what_was_chosen_holds_when_the_file_is_read_again(project: Project, tmp_path: Path) -> None:
    said = "Anna: Åt du?\nBo: Ja.\nBosse: Jo.\nAnna: Då så.\nBo: Ja.\nKl: 15\n"
    (tmp_path / "s.txt").write_bytes(said.encode("mac-roman"))
    options = ImportOptions(speakers=r"(\w+):", encoding="mac-roman")
    chosen = Corrections(
        "Samtalet",
        DocumentKind.FIELD_NOTE,
        "2026-05-04",
        (("Bosse", "Bo"), ("Kl", "")),
        (INTERVIEWER, SpeakerChoice("Bo", SpeakerRole.RESPONDENT, "Kim")),
    )
    found = preview_files(project, [tmp_path], options)
    (result,) = import_chosen(project, chosen_of(found, options, {"s": chosen}))
    assert result.document is not None and result.problem is None
    document, text, turns, speakers = read_document(project, result.document)
    assert (document.title, document.kind, document.date, document.encoding) == (
        "Samtalet", "field_note", "2026-05-04", "mac-roman"
    )  # fmt: skip
    assert {one.label: one.role for one in speakers} == {
        "Anna": SpeakerRole.INTERVIEWER, "Bo": SpeakerRole.RESPONDENT
    }  # fmt: skip
    assert [text[one.said_start : one.end] for one in turns][0] == "Åt du?"
    assert text[turns[-1].said_start : turns[-1].end] == "Ja.\nKl: 15" and len(turns) == 5
    assert [one.name for one in list_respondents(project)] == ["Kim"]


def test_a_file_that_has_changed_or_is_gone_is_left_out_whole(project: Project, folder: Path) -> None:
    rows = "Namn;Vad har stödet betytt för dig?\nKim;Det var tryggt att veta vem man ringer.\nBo;Ingen hade tid.\n"
    (folder / "d.csv").write_text(rows, encoding="utf-8")
    chosen = chosen_of(preview_files(project, [folder]))
    assert [len(one.documents) for one in chosen] == [1, 1, 1, 2]
    (folder / "a.txt").write_text("Text A, på svenska.", encoding="utf-8")  # of the same size
    (folder / "b.txt").unlink()
    (folder / "d.csv").write_text(rows + "Alex;Jag fick komma när jag ville.\n", encoding="utf-8")
    results = import_chosen(project, chosen)
    assert [one.title for one in list_documents(project)] == ["c"]
    told = {one.path.name: str(UserError(one.problem.text, **one.problem.parts)) for one in results if one.problem}
    assert list(told) == ["a.txt", "b.txt", "d.csv"]
    assert told["a.txt"].startswith("“a.txt” has changed since it was shown in the preview. It was left out.")
    assert told["b.txt"].startswith("“b.txt” is not there any more")
    assert told["d.csv"].startswith("“d.csv” has changed since")
    with pytest.raises(UnreadableFile, match="has changed since"):
        read_chosen(chosen[0])
    assert [one.text for one in read_chosen(chosen[2])] == ["Text c, på svenska."]
    assert [one.title for one in list_documents(project)] == ["c"]


def test_a_packed_file_that_has_changed_or_is_gone(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "p.zip"

    def pack(**members: str) -> None:
        with zipfile.ZipFile(path, "w") as package:
            for name, text in members.items():
                package.writestr(f"{name}.txt", text)

    pack(a="Text a", b="Text b", c="Text c")
    chosen = chosen_of(preview_files(project, [path]))
    pack(a="Text a", b="Annan text")
    results = import_chosen(project, chosen)
    assert [(one.path.name, one.document is not None) for one in results] == [
        ("a.txt", True), ("b.txt", False), ("c.txt", False)
    ]  # fmt: skip
    assert results[1].problem is not None and "has changed since" in results[1].problem.text
    assert results[2].problem is not None and "no longer in" in results[2].problem.text
    path.unlink()
    results = import_chosen(project, chosen)
    assert [one.problem is not None and "not there any more" in one.problem.text for one in results] == [True] * 3
    path.write_bytes(b"no zip")
    assert [one.document for one in import_chosen(project, chosen)] == [None] * 3


def test_stopping(project: Project, folder: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        preview_files(project, [folder], progress=stopped)
    chosen = chosen_of(preview_files(project, [folder]))
    progress = Progress(lambda done, _total, _doing: progress.cancel() if done == 1 else None)
    assert [one.title for one in import_chosen(project, chosen, progress=progress)] == ["a", "b"]
    assert [one.title for one in list_documents(project)] == ["a", "b"]


def test_a_folder_of_nothing_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    with pytest.raises(UnreadableFile):
        preview_files(project, [tmp_path / "tom"])
