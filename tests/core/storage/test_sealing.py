"""Sealing: nothing of what the project was before is left in any of its files, and everything else is."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from qualcoder_peer.core.backup import list_snapshots, snapshot_folder
from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import Cancelled, ProjectFileError, ProjectInUse, ReadOnlyProject
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.protocol import ProtocolKind
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_history import history_of
from qualcoder_peer.core.services.codebook import add_code, describe_code, find_code, merge_codes, rename_code
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.storage import sealing
from tests.support.commands import ROOT, surroundings
from tests.support.projects import add_text, dump, query

NAME = "Åsa Björklund-Ek"
OTHER = "Kim".ljust(len(NAME), ".")
_TOLD = ("protocol", "code_event")
"""What sealing writes to: its entry, and the history of codes without names."""
FILLING = "Hon berättade om hur det var att komma dit. "


def files_of(path: Path) -> list[Path]:
    """Every file of the project: itself, all whose names begin as its, and its snapshots."""
    beside = [one for one in path.parent.iterdir() if one.is_file() and path.name in one.name]
    return beside + [one for one in snapshot_folder(path).rglob("*") if one.is_file()]


def found_in(path: Path, words: str) -> list[str]:
    """The files of the project that hold the words, in UTF-8, as JSON escapes or in UTF-16."""
    kinds = [words.encode(), words.encode("utf-16-le"), words.encode("unicode_escape")]
    return [one.name for one in files_of(path) if any(kind in one.read_bytes() for kind in kinds)]


def labels(project: Project) -> list[str]:
    return [texts("en").say(step.label) for step in project.history()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project in which a name has been replaced everywhere, and stands nowhere in what it now shows."""
    path = tmp_path / "studie.qcp"
    with Project.create(path, title="Studie", coder="AJ") as project:
        document = add_text(project, f"Intervju {NAME}", f"R1: {NAME} var med. {FILLING * 3000}{NAME} sade det.")
        code = add_code(project, "Tomrummet")
        rename_code(project, code, f"Hos {NAME}")
        rename_code(project, code, "Tomrummet")
        project.snapshot("import")
        with project.transaction(message("Import “{title}”", title=NAME)) as store:
            store.documents.change(document, title="Intervju 1", file_name="")
            store.memos.write("project", None, f"{NAME} ringde", "AJ")
        with project.transaction(f"Skriv om {NAME}") as store:
            store.memos.write("project", None, "hon ringde", "AJ")
        with project.transaction("Ersätt") as store:  # as a service that replaces texts does
            store._connection.exec_driver_sql("UPDATE document_text SET text = replace(text, ?, ?)", (NAME, OTHER))
    return path


def test_the_history_of_codes_quotes_only_what_codes_still_say(path: Path) -> None:
    with Project.open(path, coder="AJ") as project:
        code = find_code(project, "Tomrummet").id
        describe_code(project, code, definition=f"Det {NAME} saknade")
        describe_code(project, code, definition="Det som saknades")
        merge_codes(project, [add_code(project, f"Som hos {NAME}")], code)
        said = [texts("en").say(event.text) for event in history_of(project, code)]
        assert sum(NAME in words for words in said) >= 5
        project.seal()
        said = [texts("en").say(event.text) for event in history_of(project, code)]
        assert said == [
            "Created: Theme “Tomrummet”",
            "Renamed from “Tomrummet” to “…”",
            "Renamed from “…” to “Tomrummet”",
            "Definition: …",
            "Definition: Det som saknades",
            "Created: Theme “…”",
            "“…” was merged into “Tomrummet” with 0 codings",
            "Took in “…” with 0 codings",
        ]
        assert not found_in(path, NAME) and check_project(project) == []
        rename_code(project, code, "Tomheten")
        project.undo()
        assert len(history_of(project, code)) == len(said), "what comes after it can be undone, the blanking cannot"


def test_nothing_of_the_old_text_is_left_in_any_file(path: Path) -> None:
    with Project.open(path) as project:
        for words in (f"Ring {NAME}", "Ring henne"):
            with project.transaction("x") as store:
                store.memos.write("project", None, words, "AJ")
        assert {"studie.qcp", "studie.qcp-journal", project.snapshots()[0].path.name} <= set(found_in(path, NAME))
        project.seal()
        assert not found_in(path, NAME) and not found_in(path, "Björklund")
    assert not found_in(path, NAME)
    assert not list(path.parent.glob(".*"))
    with Project.open(path) as project:  # and nothing of it comes back
        assert not found_in(path, NAME)
        with project.reading() as store:
            assert f"{OTHER} var med." in store.documents.text(store.documents.all()[0].id)


def test_what_is_there_now_stays_as_it_is(path: Path) -> None:
    with Project.open(path) as project:
        before = dump(path)
        marks = query(path, "PRAGMA user_version") + query(path, "PRAGMA application_id")
        sequence = dict(query(path, "SELECT name, seq FROM sqlite_sequence"))
        project.seal()
        after = dump(path)
        assert check_project(project) == []
        assert before.pop("code_event").keys() == after.pop("code_event").keys(), "all events, with no name in them"
        assert [len(rows) for rows in (before.pop("protocol").values(), after.pop("protocol").values())] == [0, 1]
        assert after == before
        assert query(path, "PRAGMA user_version") + query(path, "PRAGMA application_id") == marks
        now = dict(query(path, "SELECT name, seq FROM sqlite_sequence"))
        assert all(now[table] >= seq for table, seq in sequence.items()), "ids are never used again"
    assert path.stat().st_size < 600_000


def test_who_did_what_when_stays_and_only_names_go_from_the_history(path: Path) -> None:
    with Project.open(path) as project:
        before = project.history()
        assert project.sealing_counts().labels == 8
        project.seal()
        after = project.history()
        assert [(one.time, one.coder, one.changes) for one in after[1:]] == [
            (one.time, one.coder, one.changes) for one in before
        ]
        assert labels(project) == [
            "Seal the project",
            "…",
            "…",
            "Import “…”",
            "Rename “…” to “Tomrummet”",
            "Rename “Tomrummet” to “…”",
            "Add the code “Tomrummet”",
            "Import “…”",
            "Create the project",
        ]
        assert project.sealing_counts() == sealing.SealedCounts(0, 0, 0)


def test_names_within_parts_of_labels_go_too(path: Path) -> None:
    inner = counted("{count} file of {who}", "{count} files of {who}", 2, who=NAME, how=literal("Tomrummet"))
    with Project.open(path) as project:
        with project.transaction(Message("Add {what} as {as_what}", {"what": inner, "as_what": 3})) as store:
            store.settings.set("a", 1)
        project.seal()
        assert labels(project)[1] == "Add 2 files of … as 3"
        (stored,) = query(path, "SELECT label FROM step WHERE label LIKE 'Add%' OR label LIKE '%as_what%'")[0]
        assert NAME not in stored and "Tomrummet" in stored


def test_undo_starts_anew_and_listeners_are_told(path: Path) -> None:
    told: list[ChangeSet] = []
    with Project.open(path) as project:
        project.undo()
        assert project.redo_label() is not None
        project.subscribe(told.append)
        project.seal()
        assert project.undo_label() is None and project.redo_label() is None
        assert project.undo() == [] and project.redo() == []
        assert [sorted(change.tables) for change in told] == [["code_event", "original", "protocol"]]
        add_code(project, "nytt")
        assert len(project.undo(5)) == 1
        assert len(project.redo(5)) == 1
    with Project.open(path) as project:
        assert len(project.undo(5)) == 1


def test_the_protocol_tells_of_it_and_no_undo_takes_that_back(path: Path) -> None:
    with Project.open(path, coder="MB") as project:
        add_code(project, "before")
        project.enter_protocol(ProtocolKind.LOOKED_UP, literal("x"))
        assert [texts("en").say(label) for label in project.undo()] == ["Add the code “before”"]
        assert project.redo() != []
        project.seal()
        with project.reading() as store:
            first, second = store.protocol.all()
        assert (first.kind, texts("en").say(first.text)) == (ProtocolKind.LOOKED_UP, "x")
        assert (second.kind, second.coder) == (ProtocolKind.SEALED, "MB")
        said = texts("en").say(second.text)
        assert "8 steps" in said and "8 entries" in said and "0 original files" in said and "2 snapshots" in said


def test_originals_go(path: Path) -> None:
    with Project.open(path) as project:
        with project.transaction("keep") as store:
            store._connection.exec_driver_sql("INSERT INTO original VALUES (1, ?)", ("Zq" * 40_000,))
        assert project.sealing_counts().originals == 1
        assert found_in(path, "ZqZqZq")
        project.seal()
        assert query(path, "SELECT count(*) FROM original") == [(0,)]
        assert not found_in(path, "ZqZqZq")


def test_all_snapshots_go_with_what_lies_beside_them_and_a_new_one_is_taken(path: Path) -> None:
    with Project.open(path) as project:
        old = list_snapshots(path)
        assert len(old) == 2
        inner = snapshot_folder(old[0].path)
        inner.mkdir()
        shutil.copy(path, inner / old[0].path.name)
        (snapshot_folder(path) / f"{old[0].path.name}-journal").write_bytes(NAME.encode())
        path.with_name(f".{path.name}.restoring").write_bytes(NAME.encode())
        assert project.snapshots() == old
        project.seal()
        assert not found_in(path, NAME)
        assert [one.reason for one in project.snapshots()] == ["sealed"]
        assert dump(project.snapshots()[0].path) == dump(path)
    with Project.open(path):
        assert len(list_snapshots(path)) == 1


def test_a_second_window_that_only_reads_goes_on_and_sees_the_sealed_project(path: Path) -> None:
    with Project.open(path) as project, Project.open(path, read_only=True) as reader:
        assert len(reader.history()) == 8
        project.seal()
        assert reader.history()[0].label.text == "Seal the project"
        with pytest.raises(ReadOnlyProject):
            reader.seal()
        with pytest.raises(ReadOnlyProject):
            reader.enter_protocol(ProtocolKind.LOOKED_UP, literal("x"))


def test_only_one_window_may_seal(path: Path) -> None:
    with Project.open(path), Project.open(path) as second:
        assert second.read_only and second.notice is not None
        with pytest.raises(ReadOnlyProject):
            second.seal()
        assert found_in(path, NAME)


@pytest.mark.parametrize("moment", [0, 40])
def test_a_reader_in_the_middle_of_reading_is_told_of(path: Path, moment: int) -> None:
    with Project.open(path) as project, closing(sqlite3.connect(path, isolation_level=None)) as reader:

        def read_on(done: int, *_: object) -> None:
            if done >= moment and not reader.in_transaction:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM step").fetchone()

        with project._engine.connect() as pooled:
            pooled.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(ProjectInUse):
            project.seal(Progress(read_on))
        reader.execute("COMMIT")
        assert check_project(project) == [] and len(project.snapshots()) == 2
        project.seal()
        assert not found_in(path, NAME)


def test_it_can_be_stopped_before_the_first_change_only(path: Path) -> None:
    with Project.open(path) as project:
        before = dump(path)
        stopped = Progress()
        stopped.cancel()
        with pytest.raises(Cancelled):
            project.seal(stopped)
        assert dump(path) == before and len(project.snapshots()) == 2 and project.undo_label() is not None
        late = Progress(lambda done, total, doing: late.cancel() if done else None)
        project.seal(late)
        assert not found_in(path, NAME)


def test_progress_goes_up_to_its_end(path: Path) -> None:
    seen: list[int] = []
    with Project.open(path) as project:
        project.seal(Progress(lambda done, total, doing: seen.append(done)))
    assert len(seen) > 2 and seen == sorted(seen) and seen[0] == 0 and 90 <= seen[-1] <= 100


def test_without_room_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with Project.open(path) as project:
        before = dump(path)
        with pytest.raises(ProjectFileError, match="MB of free space"):
            project.seal()
        assert dump(path) == before and len(project.snapshots()) == 2 and project.undo_label() is not None


def test_a_snapshot_that_cannot_be_deleted_is_named_and_the_rest_can_be_done_later(path: Path) -> None:
    with Project.open(path) as project:
        blocked = snapshot_folder(path) / "20260101T000000000Z-opened.qcp"
        blocked.symlink_to("/proc/version")
        with pytest.raises(ProjectFileError, match="20260101T000000000Z-opened"):
            project.seal()
        with project.reading() as store:
            assert store.protocol.all() == [], "what has not been done to its end is not in the protocol"
        blocked.unlink()
        project.seal()
        assert not found_in(path, NAME)


_SEAL = """
import sys
from pathlib import Path
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.progress import Progress

project = Project.open(Path(sys.argv[1]), coder="AJ", snapshot=False)
print("open", flush=True)
project.seal(Progress(lambda done, total, doing: print(done, flush=True)))
print("sealed", flush=True)
"""


@pytest.mark.parametrize("moment", range(6))
def test_killed_in_the_middle_the_project_is_whole_and_can_be_sealed_again(
    path: Path, tmp_path: Path, moment: int
) -> None:
    before = dump(path)
    process = subprocess.Popen(
        [sys.executable, "-c", _SEAL, str(path)],
        stdout=subprocess.PIPE,
        env=surroundings(tmp_path),
        cwd=ROOT,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if moment == 0 and line.startswith(b"open") or line.strip().isdigit() and int(line) >= (moment - 1) * 18:
            break
    time.sleep(0.002 * moment)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with Project.open(path) as project:
        assert not list(path.parent.glob("*.sealing")) and not list(path.parent.glob(".*.sealing"))
        assert check_project(project) == []
        after = dump(path)
        assert {table: rows for table, rows in after.items() if table not in _TOLD} == {
            table: rows for table, rows in before.items() if table not in _TOLD
        }
        project.seal()
        assert not found_in(path, NAME)
    assert not found_in(path, NAME)
