"""From one version of the format to the next."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qualcoder_peer.core.backup import list_snapshots
from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.memos import list_memos
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.reports import add_text as add_report_text, list_reports, read_outline
from qualcoder_peer.core.services.respondents import add_respondent, list_respondents
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.storage.engine import open_engine
from qualcoder_peer.core.storage.migrations import MIGRATIONS, Migration, check_format, migrate
from qualcoder_peer.core.storage.schema import FORMAT
from tests.support.projects import add_text, dump, query

DATA = Path(__file__).parents[2] / "data"

_REBUILD = Migration(
    (0, 8),
    (0, 9),
    (
        "CREATE TABLE new_code (id INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT NOT NULL, parent_id INTEGER REFERENCES "
        "code (id) ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, colour TEXT "
        "NOT NULL, definition TEXT NOT NULL, when_to_use TEXT NOT NULL, when_not TEXT NOT NULL, example TEXT NOT NULL, "
        "created TEXT NOT NULL)",
        "INSERT INTO new_code SELECT id, guid, parent_id, position, upper(name), role, colour, definition, "
        "when_to_use, when_not, example, created FROM code",
        "DROP TABLE code",
        "ALTER TABLE new_code RENAME TO code",
    ),
)
_RENAME = Migration((0, 9), FORMAT, ("UPDATE project SET title = title || ' (new)'",))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of a format before the first."""
    path = tmp_path / "old.qcp"
    with Project.create(path, title="x", coder="AJ") as project:
        document = add_text(project, "A", "ord " * 50)
        code = add_code(project, "top")
        add_codings(project, [NewCoding(document, add_code(project, "below", code), 1, 9, memo="m")])
    query(path, "PRAGMA user_version=8")
    return path


def run(path: Path, *migrations: Migration) -> None:
    engine = open_engine(path)
    try:
        migrate(engine, check_format(path), FORMAT, migrations, name=path.name)
    finally:
        engine.dispose()


def test_a_table_made_anew_keeps_all_that_hangs_on_it(old: Path) -> None:
    before = dump(old)
    run(old, _RENAME, _REBUILD)
    after = dump(old)
    assert check_format(old) == FORMAT
    assert [row[4] for row in after["code"].values()] == ["TOP", "BELOW"]
    assert (after["coding"], after["memo"]) == (before["coding"], before["memo"])
    assert after["project"][1][2] == "x (new)"
    with Project.open(old) as project:
        assert check_project(project) == []
        assert project.undo_label() is None, "inverses of the old columns are gone"
        assert len(project.history()) == 5, "their facts are not"
        code = add_code(project, "new")
        assert code > max(before["code"])
        assert len(project.undo(9)) == 1, "the triggers are there again"
    assert dump(old) == after


def test_a_migration_that_fails_changes_nothing(old: Path) -> None:
    before = old.read_bytes()
    broken = Migration((0, 9), FORMAT, ("DROP TABLE memo", "SELECT nonsense FROM nowhere"))
    with pytest.raises(Exception, match="nowhere"):
        run(old, _REBUILD, broken)
    orphaning = Migration((0, 9), FORMAT, ("DELETE FROM document",))
    with pytest.raises(ProjectFileError, match="references between its rows are broken"):
        run(old, _REBUILD, orphaning)
    assert check_format(old) == (0, 8)
    assert dump(old)["code"][1][4] == "top"
    assert len(old.read_bytes()) == len(before)


def test_a_version_from_which_no_way_leads_on(old: Path) -> None:
    with pytest.raises(ProjectFileError, match="“old.qcp” has the old format 0.8") as told:
        Project.open(old)
    assert "Nothing was changed" in str(told.value)
    assert [one.reason for one in list_snapshots(old)] == ["migration"]
    assert check_format(old) == (0, 8)
    with pytest.raises(ProjectFileError, match="must be writable"):
        Project.open(old, read_only=True)


def test_every_migration_leads_to_the_present_format() -> None:
    version = MIGRATIONS[0].before if MIGRATIONS else FORMAT
    for one in MIGRATIONS:
        assert one.before == version < one.after
        version = one.after
    assert version == FORMAT


def test_a_project_of_format_1_0_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file as version 1.0 of the format wrote it, its third respondent removed again."""
    path = tmp_path / "old.qcp"
    path.write_bytes(gzip.decompress((DATA / "projects" / "format_1_0.qcp.gz").read_bytes()))
    with Project.open(path) as project:
        people = list_respondents(project)
        assert [(one.name, dict(one.attributes)) for one in people] == [
            ("R1", {"Ålder": "34"}),
            ("R2", {"Ort": "Borgå", "Bort": "x"}),
        ]
        assert project.undo_label() is None
        assert check_project(project) == []
        assert add_respondent(project, "R4") == 4, "an id is never used again"
        project.undo()
        assert len(list_respondents(project)) == 2
    assert [one.reason for one in list_snapshots(path)].count("migration") == 1
    fresh = tmp_path / "fresh.qcp"
    Project.create(fresh, title="x").close()
    assert _schema(path) == _schema(fresh)


def test_a_project_of_format_1_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file as version 1.1 of the format wrote it: memos, codings by two coders, one coding removed again."""
    path = tmp_path / "old.qcp"
    path.write_bytes(gzip.decompress((DATA / "projects" / "format_1_1.qcp.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as old:
        codings = old.execute("SELECT * FROM coding ORDER BY id").fetchall()
        memos = old.execute("SELECT * FROM memo ORDER BY id").fetchall()
        code = old.execute("SELECT min(id) FROM code").fetchone()[0]
    with Project.open(path, coder="AJ") as project:
        assert check_project(project) == []
        assert {(one.text, one.coder, one.memo, one.starred) for one in iter_quotes(project)} == {
            ("Jag kom hit i mars", "AJ", "tänk på", True),
            ("Det var skönt", "LN", "", False),
        }
        assert sorted(one.text for one in list_memos(project)) == ["Om allt", "Om stället", "tänk på"]
        (coding,) = add_codings(project, [NewCoding(DocumentId(1), CodeId(code), 60, 70)])
        assert coding == 4, "the id of the removed coding is never used again"
        project.undo()
    after = dump(path)
    assert [row[:11] for row in after["coding"].values()] == codings
    assert [row[:12] for row in after["memo"].values()] == memos
    fresh = tmp_path / "fresh.qcp"
    Project.create(fresh, title="x").close()
    assert _schema(path) == _schema(fresh)


def test_a_project_of_format_1_2_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file as version 1.2 of the format wrote it: two drafts with quotes, a text of the writer, one entry removed."""
    path = tmp_path / "old.qcp"
    path.write_bytes(gzip.decompress((DATA / "projects" / "format_1_2.qcp.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as old:
        reports = old.execute("SELECT * FROM report ORDER BY id").fetchall()
        items = old.execute("SELECT * FROM report_item ORDER BY id").fetchall()
        last = old.execute("SELECT seq FROM sqlite_sequence WHERE name = 'report_item'").fetchone()[0]
    assert last > items[-1][0] or len(items) < last, "an entry was removed in it"
    with Project.open(path, coder="AJ") as project:
        assert check_project(project) == []
        first, second = list_reports(project)
        assert (first.title, second.title, first.kind) == ("Utkast", "Två", "evaluation")
        nodes = list(read_outline(project, first.id).walk())
        assert [node.quote.text for node in nodes if node.quote] == ["Det var skönt", "Jag kom hit i mars"]
        assert [node.text for node in nodes if node.text] == ["Egna ord om allt."]
        assert add_report_text(project, second.id, "Nytt") == last + 1, "an id is never used again"
        project.undo()
    after = dump(path)
    assert [row[:4] for row in after["report"].values()] == reports
    assert [row[:9] for row in after["report_item"].values()] == items
    fresh = tmp_path / "fresh.qcp"
    Project.create(fresh, title="x").close()
    assert _schema(path) == _schema(fresh)


def _schema(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(name, "".join(sql.replace('"', "").split())) for name, sql in rows}
