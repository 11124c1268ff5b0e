"""The journal: nothing passes it by, it grows within bounds, and undoing costs no more than doing."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.changes import MANY_ROWS, ChangeSet
from qualcoder_peer.core.domain.ids import AttributeId, CodeId, DocumentId
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, recolour_code, remove_codes
from qualcoder_peer.core.services.coding import (
    NewCoding,
    add_codings,
    change_edges,
    remove_codings,
    set_star,
)
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import remove_documents
from qualcoder_peer.core.storage import recorder
from qualcoder_peer.core.storage.engine import connected, open_engine
from qualcoder_peer.core.storage.rows import insert_row
from qualcoder_peer.core.storage.schema import (
    JOURNALLED,
    AttributeRow,
    OriginalRow,
    PlaceRow,
    ProtocolRow,
    SelectionMemberRow,
    SelectionRow,
)
from tests.support.growth import assert_growth, seconds
from tests.support.projects import add_many_codings, add_text, dump, query


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.qcp"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project.create(path, title="x", coder="AJ") as made:
        yield made


def prune(path: Path, keep_steps: int, keep_bytes: int) -> int:
    engine = open_engine(path)
    with connected(engine, path, writing=True) as connection:
        gone = recorder.prune(connection, keep_steps, keep_bytes)
    engine.dispose()
    return gone


@pytest.mark.parametrize("table", [table.name for table in JOURNALLED])
def test_no_change_is_possible_outside_a_transaction(path: Path, project: Project, table: str) -> None:
    document = add_text(project, "A", "Intervjuare: Hej?\nR1: Jo.\nIntervjuare: Ja?\nR1: Nej.\n")
    code = add_code(project, "k")
    add_codings(project, [NewCoding(document, code, 1, 9, memo="m")])
    with project.transaction("rest") as store:
        store.settings.set("a", 1)
        person = store.respondents.all()[0].id
        column = insert_row(
            store.respondents._connection,
            AttributeRow,
            **{"owner": "respondent", "name": "ålder", "position": 0, "kind": "text", "choices": "[]"},
        )
        store.attributes.write(Owner.RESPONDENT, [(person, AttributeId(column), "30")])
        report = store.reports.add("Rapport")
        store.reports.add_item(
            {"report_id": report, "parent_id": None, "position": 0, "kind": "text", "section": "", "text": ""}
        )
        connection = store.respondents._connection
        insert_row(connection, OriginalRow, id=document, content="x")
        insert_row(connection, PlaceRow, document_id=document, kind="page", start=0, label="1", level=0)
        store.code_events.add("g", "renamed", "{}", "AJ", "")
        insert_row(connection, ProtocolRow, time="", coder="AJ", kind="sealed", text="x")
        chosen = insert_row(connection, SelectionRow, guid="g", about="document", name="x", rule="")
        insert_row(connection, SelectionMemberRow, selection_id=chosen, document_id=document)
        store.analysis.mark_not_asked([(code, person)], True)
        store.analysis.write_cell(code, person, "x")
        store.analysis.write_goal(code, rubric="x")
        finding, conclusion = (store.analysis.add_claim(kind, code, "x") for kind in ("finding", "conclusion"))
        store.analysis.put_evidence(finding, [one.id for one in store.codings.by_ids([1])], "supports")
        store.analysis.set_basis(conclusion, [finding])
        store.disclosure.add("f", "names", "x", "AJ")
        store.saved_tables.add("x", "quotes", "{}")
    before = dump(path)
    assert before[table], "the table must hold something for this test to mean anything"
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for statement in (
            f'UPDATE "{table}" SET id = id + 1000',
            f'DELETE FROM "{table}"',
            f'INSERT INTO "{table}" SELECT id + 5000, {", ".join(f"{chr(34)}{name}{chr(34)}" for name in columns[1:])} '
            f'FROM "{table}"',
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
    assert dump(path) == before


def test_missing_triggers_are_a_fault(path: Path, project: Project) -> None:
    query(path, "DROP TRIGGER journal_coding_update")
    assert [fault.parts["fault"].parts for fault in check_project(project)] == [  # type: ignore[attr-defined]
        {"words": "journal_coding_update"}
    ]


def test_many_rows_at_once(path: Path, project: Project) -> None:
    told: list[ChangeSet] = []
    project.subscribe(told.append)
    document, code = add_text(project, "A", "ord " * 20_000), add_code(project, "k")
    before = dump(path)
    add_many_codings(project, document, code, 50_000)
    full = dump(path)
    remove_documents(project, [document])
    assert told[-1].tables["coding"].many and told[-1].tables["document_text"].many
    assert query(path, "SELECT count(*) FROM coding") == [(0,)]
    project.undo()
    assert dump(path) == full
    project.undo()
    assert dump(path) == before
    project.redo()
    assert dump(path) == full


@pytest.mark.parametrize("count", [MANY_ROWS - 2, MANY_ROWS + 10])
def test_a_change_set_names_rows_up_to_a_number(project: Project, count: int) -> None:
    document, code = add_text(project, "A", "ord " * 20_000), add_code(project, "k")
    told: list[ChangeSet] = []
    project.subscribe(told.append)
    add_many_codings(project, document, code, count)
    change = told[0].tables["coding"]
    assert (len(change.inserted), change.many) == ((count, False) if count < MANY_ROWS else (0, True))


def test_a_change_set_tells_what_remains_in_the_end(project: Project) -> None:
    first, second, third = (add_code(project, name) for name in "abc")
    told: list[ChangeSet] = []
    project.subscribe(told.append)
    with project.transaction("much ado") as store:
        brief = add_code(project, "brief")
        recolour_code(project, brief, "#101010")
        remove_codes(project, [brief])
        recolour_code(project, first, "#202020")
        recolour_code(project, second, "#303030")
        row = store.codes.get(third)
        assert row is not None
        values = {name: getattr(row, name) for name in row.__slots__}
        remove_codes(project, [second, third])
        store.codes.add({**values, "role": row.role.value})
    change = told[0].tables["code"]
    assert change.inserted == set()
    assert change.updated == {first, third}
    assert change.deleted == {second}
    with project.transaction("nothing in the end"):
        remove_codes(project, [add_code(project, "brief")])
    assert "code" not in told[1].tables


# --- bounds


def test_the_journal_keeps_the_newest_steps_and_all_facts(path: Path, project: Project) -> None:
    for number in range(30):
        add_code(project, f"{number} " + "x" * 500)
        recolour_code(project, CodeId(number + 1), "#123456")
    assert prune(path, 10, 10**9) == 0, "a small journal is kept whole"
    assert prune(path, 1_000, 0) == 0, "the newest thousand are kept, however large"
    assert prune(path, 10, 0) == 50
    assert len(project.history()) == 61
    assert [step.can_replay for step in project.history()] == [True] * 10 + [False] * 51
    assert all(step.coder == "AJ" and step.changes in (1, 2) and step.label.text for step in project.history())
    assert query(path, 'SELECT count(DISTINCT step_id) FROM "change"') == [(10,)]
    after = dump(path)
    assert len(project.undo(99)) == 10
    assert query(path, "SELECT count(*) FROM code") == [(25,)]
    assert len(project.redo(99)) == 10
    assert dump(path) == after


def test_the_bytes_decide_how_many_more_are_kept(path: Path, project: Project) -> None:
    code = add_code(project, "k")
    with project.transaction("long") as store:
        store.codes.change(code, definition="x" * 10_000)
    for number in range(8):
        with project.transaction("long") as store:
            store.codes.change(code, definition=f"{number}" * 10_000)
    sizes = [row[0] for row in query(path, "SELECT bytes FROM step ORDER BY id DESC")]
    assert all(size > 10_000 for size in sizes[:8])
    assert prune(path, 2, sum(sizes[:5])) == len(sizes) - 1 - 5
    assert len(project.undo(99)) == 5


def test_old_inverses_go_while_people_work(path: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder.prune, "__defaults__", (20, 0))
    code = add_code(project, "k")
    for number in range(150):
        recolour_code(project, code, f"#{number:06x}")
    assert 20 <= query(path, "SELECT count(*) FROM step WHERE replayable = 1")[0][0] < 120
    assert len(project.history()) == 152


def test_the_bound_is_what_the_format_promises() -> None:
    assert recorder.KEEP_STEPS >= 1_000
    assert recorder.prune.__defaults__ == (recorder.KEEP_STEPS, recorder.KEEP_BYTES)


def test_pages_of_freed_space_are_used_again(path: Path, project: Project) -> None:
    code = add_code(project, "k")
    sizes = []
    for _ in range(4):
        for number in range(10):
            with project.transaction("long") as store:
                store.codes.change(code, definition=f"{number}" * 100_000)
        prune(path, 5, 0)
        sizes.append(path.stat().st_size)
    assert sizes[-1] == sizes[1]


# --- what a key press costs


def test_a_key_press_costs_the_same_in_a_large_project(tmp_path: Path) -> None:
    with ExitStack() as open_projects:
        cases = []
        for count in (1_000, 50_000):
            project = open_projects.enter_context(Project.create(tmp_path / f"{count}.qcp", title="x", coder="AJ"))
            document = add_text(project, "A", "ord " * 20_000)
            add_many_codings(project, document, add_code(project, "many"), count)
            cases.append((project, document))
        assert_growth(lambda case: key_presses(*case), *cases, bound=2.5)


def key_presses(project: Project, document: DocumentId) -> dict[str, float]:
    """The median time of each gesture, the processor's rather than the clock's: disks vary."""
    code = add_code(project, "k")
    made = []
    gestures: dict[str, Callable[[int], object]] = {
        "add": lambda n: made.extend(add_codings(project, [NewCoding(document, code, n, n + 9)])),
        "edges": lambda n: change_edges(project, made[n], n, n + 8),
        "star": lambda n: set_star(project, made[n], True),
        "undo": lambda n: project.undo(),
        "redo": lambda n: project.redo(),
        "remove": lambda n: remove_codings(project, [made[n]]),
    }
    medians = {}
    for name, gesture in gestures.items():
        medians[name] = statistics.median(seconds(partial(gesture, number)) for number in range(25))
    return medians
