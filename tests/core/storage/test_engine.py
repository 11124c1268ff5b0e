"""The engine: how texts and queries reach the file, and that another engine can take its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound, UserError
from qualcoder_peer.core.domain.ids import RespondentId, new_guid
from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import (
    codebook,
    coders,
    coding,
    memos,
    quotes,
    reports,
    respondents,
    segments,
    setup,
    sources,
)
from qualcoder_peer.core.services.coding import NewCoding
from qualcoder_peer.core.services.filters import quote_filter
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.storage import recorder
from qualcoder_peer.core.storage.engine import WRITING, open_engine
from qualcoder_peer.core.storage.migrations import create_schema
from qualcoder_peer.core.storage.store import Store
from tests.support.projects import add_many_codings, add_text, dump
from tests.support.statements import sent_statements


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


# --- an index for each query


_SMALL = ("coder", "setting", "project", "recorder", "attribute", "report")
"""Tables of a few rows, which are read whole."""


def plans(project: Project, work: Any) -> list[tuple[str, str]]:
    """What ``work`` asks of the database: (statement, a line of SQLite's plan for it)."""
    with sent_statements() as sent:
        work()
    seen = [one for one in dict.fromkeys(sent) if one.split()[0] in ("SELECT", "UPDATE", "DELETE", "INSERT")]
    found = []
    with project._engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        for statement in seen:
            for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}"):
                found.append((statement, row[3]))
    assert found, "nothing was asked of the database"
    return found


def scans(project: Project, work: Any, *allowed: str) -> list[tuple[str, str]]:
    """The plan's lines that read a whole table (or index) other than small and ``allowed`` ones."""
    fine = {*_SMALL, *allowed, "CONSTANT", "newest"}
    return [
        (statement, line)
        for statement, line in plans(project, work)
        if line.startswith("SCAN") and line.split()[1] not in fine and not line.split()[1].startswith(("anon", "(sub"))
    ]


def test_each_query_has_its_index(project: Project) -> None:
    text = "Intervjuare: Hej?\nR1: Jo men visst, tack.\n" * 20
    document, other = add_text(project, "A", text), add_text(project, "B", text + "!")
    code, second = codebook.add_code(project, "k"), codebook.add_code(project, "l")
    add_many_codings(project, document, code, 400)
    one, two = coding.add_codings(project, [NewCoding(document, code, 9, 30, memo="m"), NewCoding(other, code, 9, 30)])
    respondents.set_attribute(project, RespondentId(1), "ålder", "30")
    report = reports.new_report(project, "Rapport")

    def change() -> None:
        coding.change_edges(project, one, 3, 9)
        coding.set_star(project, one, True)
        coding.set_coding_memo(project, one, "other")
        coding.recode(project, [two], second)
        coding.remove_codings(project, [two])
        project.undo()
        project.redo()
        project.undo()

    hot: dict[str, Any] = {
        "add a coding": lambda: coding.add_codings(project, [NewCoding(document, code, 1, 4)]),
        "change codings": change,
        "open a document": lambda: sources.read_document(project, document),
        "its codings": lambda: segments.read_segments(project, document),
        "one coding": lambda: segments.read_coding(project, one),
        "memos of a document": lambda: memos.memos_of(project, "document", document),
        "memos of a code": lambda: memos.memos_of(project, "code", code),
        "memos of a coding": lambda: memos.memos_of(project, "coding", one),
        "memos of a respondent": lambda: memos.memos_of(project, "respondent", 1),
        "facts of a document": lambda: sources.document_facts(project, [document]),
        "quotes of a report": lambda: list(quotes.iter_quotes(project, QuoteFilter(codings=(one, two)))),
        "history": lambda: project.history(limit=20, before=project.history(limit=1)[0].id),
        "known file": lambda: sources.already_imported(project, "abc"),
        "outline": lambda: reports.read_outline(project, report),
        "labels": lambda: (project.undo_label(), project.redo_label()),
    }
    allowed = {
        # The code tree, documents, respondents and speakers are few and read whole where all of them are shown.
        "facts of a document": ("speaker", "respondent", "attribute_value", "memo"),
        "quotes of a report": ("code", "document", "respondent", "speaker", "attribute_value", "memo"),
        "history": ("step",),  # from the newest, as many as asked for
        "outline": ("code", "document", "respondent", "speaker", "attribute_value", "memo"),
    }
    for name, work in hot.items():
        assert scans(project, work, *allowed.get(name, ())) == [], name


def test_counts_and_lists_read_indexes_rather_than_rows(project: Project) -> None:
    text = "Intervjuare: Hej?\nR1: Jo men visst, tack.\n" * 20
    document, code = add_text(project, "A", text), codebook.add_code(project, "k")
    add_many_codings(project, document, code, 400)

    def lines(work: Any, table: str) -> set[str]:
        return {line for _, line in plans(project, work) if line.split()[1:2] == [table]}

    for work in (
        lambda: codebook.count_codes(project),
        lambda: codebook.count_codes(project, [code]),
        lambda: sources.document_facts(project),
        lambda: segments.read_segments(project, document),
    ):
        found = lines(work, "coding")
        assert found and all("COVERING INDEX" in line for line in found), found
    found = lines(lambda: codebook.count_codes(project), "turn")
    assert found and all(line.startswith("SEARCH") for line in found), found
    found = lines(lambda: list(quotes.iter_quotes(project, QuoteFilter(codes=(code,)))), "coding")
    assert found and all(line.startswith("SEARCH") for line in found), found


# --- texts


@pytest.mark.parametrize("bad", ["a\x00b", "\x00", "half \ud83d", "\udc00"])
def test_a_text_that_cannot_be_stored_changes_nothing(project: Project, bad: str) -> None:
    document = add_text(project, "A", "R1: hej\nR2: hej\nR1: hej hej\n")
    code = codebook.add_code(project, "k")
    (one,) = coding.add_codings(project, [NewCoding(document, code, 1, 4)])
    person = respondents.add_respondent(project, "Kim")
    speaker = respondents.list_speakers(project)[0].id
    memo = memos.add_project_memo(project, "m")
    report = reports.new_report(project, "Rapport")
    item = reports.add_text(project, report, "text")
    before, steps = dump(project.path), len(project.history())
    attempts: list[Any] = [
        lambda: codebook.add_code(project, bad),
        lambda: codebook.add_code_path(project, ["k", bad]),
        lambda: codebook.rename_code(project, code, bad),
        lambda: codebook.describe_code(project, code, definition=bad),
        lambda: codebook.set_code_memo(project, code, bad),
        lambda: codebook.find_code(project, bad),
        lambda: coding.add_codings(project, [NewCoding(document, code, 2, 5, coder=bad)]),
        lambda: coding.add_codings(project, [NewCoding(document, code, 2, 5, memo=bad)]),
        lambda: coding.set_coding_memo(project, one, bad),
        lambda: coding.find_document(project, bad),
        lambda: quote_filter(project, respondents=[bad]),
        lambda: memos.add_passage_memo(project, document, 1, 2, bad),
        lambda: memos.change_memo(project, memo, bad),
        lambda: respondents.add_respondent(project, bad),
        lambda: respondents.rename_respondent(project, person, bad),
        lambda: respondents.set_attribute(project, person, "a", bad),
        lambda: respondents.set_attribute(project, person, bad, "a"),
        lambda: respondents.set_respondent_memo(project, person, bad),
        lambda: respondents.assign_speaker_by_name(project, speaker, bad),
        lambda: sources.rename_document(project, document, bad),
        lambda: sources.set_document_memo(project, document, bad),
        lambda: sources.set_document_date(project, [document], bad),
        lambda: add_text(project, bad, "R1: ny text"),
        lambda: reports.new_report(project, bad),
        lambda: reports.set_item_text(project, item, bad),
        lambda: setup.describe_project(project, assignment=bad),
        lambda: coders.rename_coder(project, project_coder(project), bad),
        lambda: setup.add_questions(project, ["fine", bad]),
    ]
    for number, attempt in enumerate(attempts):
        with pytest.raises(UserError) as told:
            attempt()
        str(told.value).encode()
        assert dump(project.path) == before, number
    assert len(project.history()) == steps


def project_coder(project: Project) -> Any:
    return coders.list_coders(project)[0].id


@pytest.mark.parametrize(
    "name",
    [
        "å\u0308o\u0301",
        "👩‍👩‍👧‍👦🇸🇪", "שלום/\u202eabc", "a\\b/c\\/d", "x" * 90_000, "%s {name} {0}", "\u200b\ufeffa", "'\";--",
    ],
)
def test_odd_names_come_back_as_they_were(project: Project, name: str) -> None:
    code = codebook.add_code(project, name)
    document = add_text(project, name, "R1: hej\nR2: hej\nR1: hej hej\n")
    person = respondents.add_respondent(project, name)
    with project.transaction(name):
        coding.add_codings(project, [NewCoding(document, code, 4, 7, coder=name, memo=name)])
    before = dump(project.path)
    for step in project.history():
        str(step.label)
    project.undo(9)
    project.redo(9)
    assert dump(project.path) == before
    (quote,) = quotes.iter_quotes(project)
    called = codebook.clean_name(name)  # signs nobody sees are no part of a code's name
    assert called.replace(" ", "") == "".join(c for c in name if c not in "\u202e\u200b\ufeff").replace(" ", "")
    assert (quote.code_path, quote.coder, quote.memo, quote.document.title) == ((called,), name, name, name)
    assert codebook.find_code(project, codebook.write_path([called])).id == code
    assert coding.find_document(project, name).id == document
    assert [one.name for one in respondents.list_respondents(project) if one.id == person] == [name]


def test_names_are_put_on_one_line(project: Project) -> None:
    code = codebook.add_code(project, " rad\n rad\t ")
    document = add_text(project, "titel\nrad / 2", "ord ord")
    assert codebook.read_tree(project).path(code) == ("rad rad",)
    assert sources.read_document(project, document)[0].title == "titel rad / 2"


def test_numbers_too_large_for_the_file(project: Project) -> None:
    huge = 10**30
    with pytest.raises(InvalidInput):
        codebook.rename_code(project, huge, "x")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        coding.find_document(project, str(huge))


def test_what_vanishes_meanwhile_is_told_of(project: Project) -> None:
    document = add_text(project, "A", "R1: hej\nR2: hej\nR1: hej hej\n")
    speaker = respondents.list_speakers(project)[0].id
    before = dump(project.path)
    with pytest.raises(NotFound, match="no longer exists"):
        respondents.assign_speaker(project, speaker, SpeakerRole.RESPONDENT, RespondentId(99))
    with pytest.raises(NotFound):
        sources.set_document_memo(project, document + 1, "m")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="already"), project.transaction("x") as store:
        store.respondents.add("R1", SpeakerRole.RESPONDENT)
    assert dump(project.path) == before


# --- another engine


def test_the_journal_works_on_sqlcipher(tmp_path: Path) -> None:
    module = pytest.importorskip("sqlcipher3.dbapi2")
    path = tmp_path / "secret.qcp"
    path.touch()

    def key(connection: Any) -> None:
        connection.execute("PRAGMA key = \"x'" + "2d" * 32 + "'\"")

    engine = open_engine(path, module=module, prepare=key)
    labels, states = [], []

    def rows() -> list[Any]:
        with engine.connect() as connection:
            return [connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall() for table in ("code", "coder")]

    with engine.connect().execution_options(**{WRITING: True}) as connection:
        with connection.begin():
            create_schema(connection)
        for name in ("Tomrummet", "flexibilitet 😀"):
            states.append(rows())
            with connection.begin():
                after = recorder.newest_change(connection)
                step = recorder.begin_step(connection, literal(name), "AJ", "2026-05-04")
                store = Store(connection, name, step)
                store.coder_id()
                values = dict.fromkeys(("definition", "when_to_use", "when_not", "example", "created"), "")
                store.codes.add(
                    {"guid": new_guid(), "parent_id": None, "position": 0, "name": name, "role": "theme",
                     "colour": "#123456", **values}
                )  # fmt: skip
                changes = recorder.end_step(connection, step, after)
                assert changes is not None and set(changes.tables) == {"code", "coder"}
        states.append(rows())
        for expected in (states[1], states[0]):
            with connection.begin():
                found = recorder.next_to_undo(connection)
                assert found is not None
                labels.append(found[1].parts["words"])
                recorder.toggle(connection, found[0], "undone", "")
            assert rows() == expected
        for expected in (states[1], states[2]):
            with connection.begin():
                found = recorder.next_to_redo(connection)
                assert found is not None
                recorder.toggle(connection, found[0], "done", "")
            assert rows() == expected
    engine.dispose()
    assert labels == ["flexibilitet 😀", "Tomrummet"]
    content = path.read_bytes()
    assert len(content) > 10_000 and b"Tomrummet" not in content and not content.startswith(b"SQLite")
