"""The one door: opening, changing, undoing, and what happens when the world is unkind."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from qualcoder_peer.core.api import Project as Notebook
from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import (
    InvalidInput,
    NotFound,
    ProjectFileError,
    ReadOnlyProject,
    UserError,
)
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree, rename_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.setup import check_project, describe_project
from qualcoder_peer.core.services.sources import list_documents
from tests.support.projects import add_many_codings, add_text, dump, query

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Stöd i Brofjorden.qcp"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project.create(path, title="Stöd", coder="AJ") as made:
        yield made


def names(project: Project) -> list[str]:
    return [code.name for code in read_tree(project).in_order()]


# --- making and opening


def test_a_new_project_is_one_sound_file(path: Path, project: Project) -> None:
    assert project.info().title == "Stöd"
    assert check_project(project) == []
    assert project.undo_label() is None
    project.close()
    assert os.listdir(path.parent) == [path.name]
    assert query(path, "PRAGMA application_id") == [(0x51435050,)]
    assert query(path, "PRAGMA user_version") == [(1003,)]
    assert query(path, "PRAGMA journal_mode") in ([("delete",)], [("truncate",)])


def test_nothing_is_written_over(path: Path) -> None:
    path.write_text("my diary")
    with pytest.raises(ProjectFileError, match="“x.json” does not. Nothing was made"):
        Project.create(path.with_name("x.json"), title="x")
    with pytest.raises(ProjectFileError, match="exists already"):
        Project.create(path, title="x")
    assert path.read_text() == "my diary"


@pytest.mark.parametrize(
    "wrong",
    [{"title": "  "}, {"title": "a\x00b"}, {"title": "\ud800"}, {"title": "x", "language": "xx"},
     {"title": "x", "method": "magic"}, {"title": "x", "purpose": "\udfff"}, {"title": "x", "coder": "\x00"}],
)  # fmt: skip
def test_a_project_that_cannot_be_is_not_begun(path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        Project.create(path, **wrong)  # type: ignore[arg-type]
    assert os.listdir(path.parent) == []


@pytest.mark.parametrize("name", ["no/such/folder/a.qcp", "a\x00b.qcp", "x" * 300 + ".qcp"])
def test_a_place_where_nothing_can_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectFileError) as told:
        Project.create(tmp_path / name, title="x")
    assert "cannot be created" in str(told.value)
    with pytest.raises(ProjectFileError):
        Project.open(tmp_path / name)


def test_a_title_stands_on_one_line(path: Path) -> None:
    with Project.create(path, title=" Stöd \n i/år\t") as project:
        assert project.info().title == "Stöd i/år"
        describe_project(project, title="a\nb", purpose="två\nrader")
        assert (project.info().title, project.info().purpose) == ("a b", "två\nrader")


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_file_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/st\xf6d.qcp"))
    with Project.create(path, title="x") as project:
        add_code(project, "k")
    with Project.open(path) as project:
        assert names(project) == ["k"]


@pytest.mark.parametrize("name", ["a b#c?d%41&mode=memory.qcp", "😀 אב.qcp", "a'b\"c.qcp"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    with Project.create(tmp_path / name, title="x") as project:
        add_code(project, "k")
    with Project.open(tmp_path / name, read_only=True) as project:
        assert names(project) == ["k"]


def test_a_closed_project_says_so(project: Project) -> None:
    project.close()
    project.close()
    with pytest.raises(ProjectFileError, match="has been closed"):
        add_code(project, "k")
    with pytest.raises(ProjectFileError, match="has been closed"):
        project.info()


# --- transactions


def test_a_listener_is_told_after_the_commit(path: Path, project: Project) -> None:
    seen: list[tuple[ChangeSet, int]] = []
    stop = project.subscribe(lambda changes: seen.append((changes, len(query(path, "SELECT id FROM code")))))
    code = add_code(project, "k")
    project.undo()
    stop()
    project.redo()
    both = ["code", "code_event"]  # a code and the beginning of its history
    assert [(sorted(one.tables), count) for one, count in seen] == [(both, 1), (both, 0)]
    assert seen[0][0].tables["code"].inserted == {code}
    assert seen[1][0].tables["code"].deleted == {code}


def test_what_fails_leaves_nothing_and_tells_nobody(path: Path, project: Project) -> None:
    add_code(project, "kept")
    before, told = dump(path), []
    project.subscribe(told.append)
    with pytest.raises(ZeroDivisionError), project.transaction("x"):
        add_code(project, "lost")
        raise ZeroDivisionError
    assert (dump(path), told, project.undo_label().parts) == (before, [], {"name": "kept"})  # type: ignore[union-attr]


def test_an_inner_transaction_fails_alone(project: Project) -> None:
    with project.transaction("outer"):
        add_code(project, "first")
        with pytest.raises(ZeroDivisionError), project.transaction("inner"):
            add_code(project, "lost")
            raise ZeroDivisionError
        add_code(project, "last")
    assert names(project) == ["first", "last"]
    assert len(project.undo(5)) == 1
    assert names(project) == []


def test_a_step_without_change_is_no_step_and_keeps_what_can_be_redone(project: Project) -> None:
    add_code(project, "k")
    project.undo()
    with project.transaction("nothing"):
        pass
    assert project.redo_label() is not None
    assert len(project.history()) == 2
    project.redo()
    assert names(project) == ["k"]


def test_a_new_step_drops_what_could_be_redone(project: Project) -> None:
    add_code(project, "a")
    add_code(project, "b")
    project.undo(2)
    add_code(project, "c")
    assert project.redo_label() is None
    assert project.redo(5) == []
    assert [step.undone for step in project.history()] == [False, True, True, False]
    project.undo(9)
    project.redo(9)
    assert names(project) == ["c"]


def test_an_import_of_many_files_is_one_step(project: Project) -> None:
    with project.transaction("import") as store:
        step = store.step
        store.settings.set("a", 1)
    for number in range(3):
        with project.transaction("ignored", extend=step) as store:
            store.settings.set(f"more {number}", number)
    with project.transaction("ignored", extend=step):
        pass
    newest = project.history(limit=1)[0]
    assert (newest.id, newest.changes) == (step, 4)
    assert len(project.undo(9)) == 1
    with pytest.raises(ValueError), project.transaction("x", extend=step):
        pass
    project.redo()
    with project.reading() as store:
        assert store.settings.get("more 2") == 2
    add_code(project, "k")
    with pytest.raises(ValueError), project.transaction("x", extend=step):
        pass


def test_undo_to_a_step(project: Project) -> None:
    for name in "abcd":
        add_code(project, name)
    steps = [step.id for step in project.history()][::-1]
    project.undo_to(steps[2])
    assert names(project) == ["a", "b"]
    project.undo_to(steps[3])
    assert names(project) == ["a", "b", "c"]
    with pytest.raises(NotFound):
        project.undo_to(steps[-1] + 7)  # type: ignore[arg-type]


def test_undo_after_reopening(path: Path) -> None:
    with Project.create(path, title="x", coder="AJ") as project:
        empty = dump(path)
        document = add_text(project, "A", "ord " * 100)
        add_many_codings(project, document, add_code(project, "k"), 50)
        project.undo()
        project.redo()
        full = dump(path)
    with Project.open(path, coder="BK") as project:
        assert len(project.undo(2)) == 2
    with Project.open(path) as project:
        project.undo(100)
        assert dump(path) == empty
    with Project.open(path) as project:
        project.redo(100)
        assert dump(path) == full
        assert [step.coder for step in project.history()] == ["AJ"] * 4


def test_threads_take_turns(project: Project) -> None:
    wrong: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for count in range(8):
                add_code(project, f"{number} {count}")
                names(project)
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(names(project)) == 32
    assert len(project.undo(99)) == 32


def test_a_reading_sees_one_moment(project: Project) -> None:
    code = add_code(project, "before")
    done = threading.Event()

    def write() -> None:
        rename_code(project, code, "after")
        done.set()

    with project.reading() as store:
        assert store.codes.all()[0].name == "before"
        thread = threading.Thread(target=write)
        thread.start()
        assert not done.wait(0.2)  # a commit waits for readers; that is why readings are short
        assert store.codes.all()[0].name == "before"
    thread.join()
    assert names(project) == ["after"]


# --- the file while it is open


def test_a_copy_made_while_it_is_open_is_whole(path: Path, project: Project, tmp_path: Path) -> None:
    document = add_text(project, "A", "ord " * 500)
    code = add_code(project, "k")
    for number in range(5):
        add_codings(project, [NewCoding(document, code, number, number + 4)])
        copy = tmp_path / f"copy {number}.qcp"
        shutil.copyfile(path, copy)
        assert dump(copy) == dump(path)
        with Project.open(copy) as other:
            assert check_project(other) == []
            assert len(other.undo(99)) == number + 3


def test_the_second_window_may_read(path: Path, project: Project) -> None:
    add_code(project, "k")
    script = """
        from qualcoder_peer.core.project import Project
        from qualcoder_peer.core.services.codebook import add_code, read_tree
        from qualcoder_peer.core.domain.errors import ReadOnlyProject
        import sys
        with Project.open(sys.argv[1]) as project:
            print(project.read_only, str(project.notice.parts["user"]) != "?", len(project.notice.parts["since"]))
            print([code.name for code in read_tree(project).in_order()])
            for change in (lambda: add_code(project, "x"), project.undo, lambda: project.snapshot("import")):
                try:
                    change()
                except ReadOnlyProject as error:
                    print(error)
    """
    said = run(script, path).splitlines()
    assert said[:2] == ["True True 16", "['k']"]
    assert len(said) == 5 and all("reading only" in line for line in said[2:])
    rename_code(project, read_tree(project).in_order()[0].id, "changed meanwhile")
    project.close()
    with Project.open(path) as again:
        assert not again.read_only and again.notice is None


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("moment", ["in the middle", "after the commit"])
def test_a_crash_loses_nothing_that_was_done(path: Path, moment: str) -> None:
    script = """
        import os, signal, sys
        from tests.support.projects import add_text, add_many_codings
        from qualcoder_peer.core.project import Project
        from qualcoder_peer.core.services.codebook import add_code, rename_code
        project = Project.create(sys.argv[1], title="x")
        document = add_text(project, "A", "ord " * 30000)
        code = add_code(project, "k")
        with project.transaction("half"):
            rename_code(project, code, "renamed")
            if sys.argv[2] == "in the middle":
                with project.reading() as store:
                    store._connection.exec_driver_sql("PRAGMA cache_size=5")  # so that pages reach the file
                add_many_codings(project, document, code, 20000)
                os.kill(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    run(script, path, moment, expected=-signal.SIGKILL)
    journal = path.with_name(path.name + "-journal")
    assert any(journal.read_bytes()[:28]) == (moment == "in the middle")  # a head of zeros: nothing to roll back
    with Project.open(path) as project:
        assert not project.read_only
        assert names(project) == (["k"] if moment == "in the middle" else ["renamed"])
        assert check_project(project) == []
        assert [bool(one.changes) for one in project.history()] == [True] * len(project.history())
        assert query(path, "SELECT step_id FROM recorder") == [(None,)]
        project.undo(99)
        assert names(project) == [] and list_documents(project) == []
        project.redo(99)
        assert check_project(project) == []
    # The snapshot made on opening is of the whole file, not of the half-written one.
    (snapshot,) = path.with_name(path.name + "-snapshots").iterdir()
    assert query(snapshot, "PRAGMA integrity_check") == [("ok",)]
    assert query(snapshot, "SELECT name FROM code") == [("k" if moment == "in the middle" else "renamed",)]


def run(script: str, *arguments: object, expected: int = 0) -> str:
    """What a program of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.returncode == expected, done.stderr
    return done.stdout


# --- files that are not what they should be


def test_what_is_missing_or_something_else(tmp_path: Path) -> None:
    (tmp_path / "empty.qcp").touch()
    (tmp_path / "text.qcp").write_text("R1: hej\n" * 100)
    query(tmp_path / "other.qcp", "CREATE TABLE t (a)")
    for name, words in (
        ("none.qcp", "There is no project"),
        ("empty.qcp", "is no QualCoder Peer project"),
        ("text.qcp", "is no QualCoder Peer project"),
        ("other.qcp", "is a database, but no QualCoder Peer project"),
        ("", "cannot be read"),
    ):
        with pytest.raises(ProjectFileError, match=words):
            Project.open(tmp_path / name)
    assert sorted(os.listdir(tmp_path)) == ["empty.qcp", "other.qcp", "text.qcp"]


def full_project(path: Path) -> None:
    """A project with something in every corner."""
    with Notebook.create(path, title="x", coder="AJ") as project:
        add_text(project, "A", "Intervjuare: Hej?\nR1: Jo, tack. 😀\n" * 200)
        add_text(project, "B", "ord " * 5000)
        for number in range(10):
            code = add_code(project, f"kod {number}")
            add_codings(project, [NewCoding(list_documents(project)[0].id, code, 1, 90, memo="m")])
        add_many_codings(project, list_documents(project)[1].id, code, 3000)


def test_a_damaged_file_is_told_of_and_never_changed(tmp_path: Path) -> None:
    whole = tmp_path / "whole.qcp"
    full_project(whole)
    content = whole.read_bytes()
    random, told = Random(7), 0
    for number in range(60):
        data = bytearray(content)
        if number % 3 == 0:
            data = data[: random.randrange(1, len(data))]
        else:
            for _ in range(random.choice([1, 5, 50])):
                place = random.randrange(0 if number % 2 else 100, len(data))
                length = random.choice([1, 40, 4000])
                data[place : place + length] = random.randbytes(min(length, len(data) - place))
        path = tmp_path / "damaged.qcp"
        path.write_bytes(data)
        try:
            with Project.open(path, read_only=bool(number % 5), snapshot=False) as project:
                if check_project(project):
                    told += 1
                    continue
                assert len(list(iter_quotes(project))) <= 3010
                project.history()
        except UserError as error:
            told += 1
            assert "damaged" in str(error) or path.name in str(error)
        finally:
            assert path.read_bytes() == bytes(data)
            path.unlink()
    assert told > 20


def test_a_newer_version_is_refused_with_a_sentence(path: Path) -> None:
    full_project(path)
    query(path, "PRAGMA user_version=2000")
    before = path.read_bytes()
    with pytest.raises(ProjectFileError, match="newer version of QualCoder Peer .format 2.0; this one reads up to 1.3"):
        Project.open(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_a_newer_minor_version_opens_and_keeps_what_it_adds(path: Path) -> None:
    full_project(path)
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=1003")
        connection.execute("ALTER TABLE code ADD COLUMN weight_2 TEXT NOT NULL DEFAULT 'light'")
        connection.execute("UPDATE recorder SET step_id = 1")
        names_of = [row[1] for row in connection.execute("PRAGMA table_info(code)")]
        old = ", ".join(f"'{name}', OLD.\"{name}\"" for name in names_of)
        for verb in ("update", "delete"):  # as the newer version would have made its triggers
            connection.execute(f"DROP TRIGGER journal_code_{verb}")
            connection.execute(
                f"CREATE TRIGGER journal_code_{verb} AFTER {verb} ON code BEGIN INSERT INTO \"change\" "
                "(step_id, table_name, row_id, op, old) VALUES ((SELECT step_id FROM recorder), 'code', OLD.id, "
                f"'{verb[0].upper()}', json_object({old})); END"
            )
        connection.execute("UPDATE recorder SET step_id = NULL")
    with Project.open(path) as project:
        with project.transaction("all") as store:
            store.codes.remove([code.id for code in store.codes.all()])
        project.undo()
        assert len(names(project)) == 10
    assert query(path, "SELECT DISTINCT weight_2 FROM code") == [("light",)]
    assert query(path, "PRAGMA user_version") == [(1003,)]


# --- places that cannot be written


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of its own, and the rights of an ordinary user, who may be refused something."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if os.name == "nt":
        pytest.skip("needs the rights of POSIX")
    if root:
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o777)
        shutil.rmtree(folder)


def test_a_write_protected_file_may_be_read(nobody: Path) -> None:
    path = nobody / "a.qcp"
    full_project(path)
    path.chmod(stat.S_IRUSR)
    with Project.open(path) as project:
        assert project.read_only and "write-protected" in project.notice.text  # type: ignore[union-attr]
        assert len(names(project)) == 10
        with pytest.raises(ReadOnlyProject):
            add_code(project, "x")
    assert os.listdir(nobody) == ["a.qcp"]


def test_a_write_protected_folder_may_be_read(nobody: Path) -> None:
    path = nobody / "a.qcp"
    full_project(path)
    nobody.chmod(0o555)
    with Project.open(path) as project:
        assert project.read_only and "folder" in project.notice.text  # type: ignore[union-attr]
        assert len(list(iter_quotes(project))) == 3010
    with pytest.raises(ProjectFileError, match="Choose a folder you may write to"):
        Project.create(nobody / "b.qcp", title="x")


_FILL = """
    import sys
    from pathlib import Path
    from qualcoder_peer.core.project import Project
    from qualcoder_peer.core.domain.errors import ProjectFileError
    from qualcoder_peer.core.services.codebook import add_code, read_tree
    from qualcoder_peer.core.services.setup import check_project
    from tests.support.projects import add_many_codings, add_text, dump
    def limit(size):
        import resource
        if size:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    path = Path(sys.argv[1])
    with Project.create(path, title="x") as project:
        document = add_text(project, "A", "ord " * 30000)
        code = add_code(project, "kept")
        before = dump(path)
        told = []
        project.subscribe(told.append)
        limit(int(sys.argv[2]))
        try:
            add_many_codings(project, document, code, 40000)
        except ProjectFileError as error:
            print(error)
        assert dump(path) == before and not told
        assert check_project(project) == []
        limit(1 << 40 if int(sys.argv[2]) else 0)
        project.undo()
        project.redo()
        assert dump(path) == before
    with Project.open(path, snapshot=False) as project:
        assert check_project(project) == []
        assert [code.name for code in read_tree(project).in_order()] == ["kept"]
    print("sound")
"""


@pytest.mark.skipif(os.name == "nt", reason="needs limits of POSIX")
def test_a_file_that_may_not_grow(path: Path) -> None:
    sentence, last = run(_FILL, path, 1_000_000).splitlines()
    assert "everything before it is safe" in sentence and path.name in sentence
    assert last == "sound"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs a disk of its own")
def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("may not mount")
    try:
        sentence, last = run(_FILL, disk / "a.qcp", 0).splitlines()
        assert "The disk is full" in sentence and "“a.qcp”" in sentence
        assert last == "sound"
        with Project.open(disk / "a.qcp", snapshot=False) as project:
            (disk / "ballast").write_bytes(b"x")
            try:
                with (disk / "ballast").open("ab") as ballast:
                    while True:
                        ballast.write(bytes(4096))
                        ballast.flush()
            except OSError:
                pass
            before = dump(disk / "a.qcp")
            with pytest.raises(ProjectFileError, match="disk is full"):
                for number in range(2000):
                    add_code(project, "k" * 50_000)
                    before = dump(disk / "a.qcp")
            assert dump(disk / "a.qcp") == before
            (disk / "ballast").unlink()
            add_code(project, "again room")
    finally:
        subprocess.run(["umount", disk], check=True)
