"""Working blind: what other coders did is hidden from every reading, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_history import history_of, history_of_codes
from qualcoder_peer.core.services.codebook import add_code, count_codes, merge_codes, remove_codes, set_code_memo
from qualcoder_peer.core.services.coders import hidden_along, left_out_of_export
from qualcoder_peer.core.services.coding import NewCoding, add_codings, count_codings
from qualcoder_peer.core.services.memos import add_passage_memo, list_memos
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.segments import open_document
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import list_documents
from tests.support.projects import add_text, dump

TEXT = "R1: Det var skönt att komma hit. Sedan blev det tomt.\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "blind.qcp"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    """One document, one code; O'Neil has coded twice with memos, AJ once."""
    with Project.create(path, title="Stöd", coder="AJ") as made:
        document, code = add_text(made, "A", TEXT), add_code(made, "Tomrummet")
        add_codings(made, [NewCoding(document, code, 4, 13, memo="mitt")])
        made.coder = "O'Neil"
        add_codings(made, [NewCoding(document, code, 33, 38, memo="hans"), NewCoding(document, code, 44, 47)])
        add_passage_memo(made, document, 4, 7, "hans om stället")
        set_code_memo(made, code, "allas")
        made.coder = "AJ"
        yield made


def seen(project: Project) -> tuple[list[str], int, int, int, set[str]]:
    """Quotes, codings counted in three ways, memos."""
    opened = open_document(project, DocumentId(1))
    return (
        [one.text for one in iter_quotes(project)],
        count_codings(project),
        count_codes(project)[CodeId(1)].codings,
        len(opened.segments or ()),
        {one.text for one in list_memos(project)},
    )


ALL = (["Det var s", "Sedan", "det"], 3, 3, 3, {"mitt", "hans", "hans om stället", "allas"})
MINE = (["Det var s"], 1, 1, 1, {"mitt", "allas"})


def test_others_are_hidden_everywhere_and_come_back(project: Project) -> None:
    told: list[ChangeSet] = []
    project.subscribe(told.append)
    assert seen(project) == ALL and not project.blind
    project.work_blind(True)
    assert seen(project) == MINE and project.blind
    assert told[-1].tables["coding"].many
    project.coder = "O'Neil"
    assert seen(project)[0] == ["Sedan", "det"]
    project.coder = "Somebody else"
    assert seen(project) == ([], 0, 0, 0, {"allas"})
    project.work_blind(False)
    assert seen(project) == ALL and len(told) == 2


def test_blind_work_is_kept_beside_the_hidden(path: Path, project: Project) -> None:
    project.work_blind(True)
    new = NewCoding(DocumentId(1), CodeId(1), 33, 38)
    add_codings(project, [new])
    assert [one.text for one in iter_quotes(project)] == ["Det var s", "Sedan"]
    project.undo()
    assert seen(project) == MINE
    before = dump(path)
    remove_codes(project, [CodeId(1)])
    assert dump(path)["coding"] == {}
    project.undo()
    assert dump(path)["coding"] == before["coding"] and check_project(project) == []


def test_what_concerns_all_still_sees_all(project: Project) -> None:
    project.work_blind(True)
    with project.reading(all_coders=True) as store:
        assert store.codings.count() == 3
    with project.transaction("x") as store:
        assert store.codings.count() == 3


def test_a_change_painted_before_its_commit_is_blind_too(project: Project) -> None:
    project.commit_later(lambda _settle: None)
    project.work_blind(True)
    counts: list[int] = []
    project.subscribe(lambda _changes: counts.append(count_codings(project)))
    add_codings(project, [NewCoding(DocumentId(1), CodeId(1), 33, 38)])
    assert counts == [2]


HIDDEN = message("Hidden while you work blind")


def test_labels_of_steps_do_not_tell_what_others_did(project: Project) -> None:
    project.coder = "O'Neil"
    secret = add_code(project, "Hemligt")
    told = message("Add the code “{name}”", name="Hemligt")
    project.coder = "AJ"
    assert project.undo_label() == project.history()[0].label == told
    project.work_blind(True)
    assert project.undo_label() == project.history()[0].label == HIDDEN
    assert project.undo() == [HIDDEN]
    assert project.redo_label() == HIDDEN and project.redo() == [HIDDEN]
    set_code_memo(project, secret, "mitt")
    assert project.undo_label() != HIDDEN, "one's own steps are told"
    project.work_blind(False)
    assert HIDDEN not in [one.label for one in project.history()]


def test_what_goes_along_or_is_left_out_is_told_while_one_works_blind(project: Project) -> None:
    assert hidden_along(project) is None and left_out_of_export(project) is None
    project.work_blind(True)
    along, left_out = hidden_along(project), left_out_of_export(project)
    assert along is not None and "hidden while you work blind" in along.text
    assert left_out is not None and left_out.parts == {"name": "AJ"}


def test_the_history_of_codes_does_not_tell_how_much_others_coded(project: Project) -> None:
    project.coder = "O'Neil"
    taken = add_code(project, "Hans")
    add_codings(project, [NewCoding(DocumentId(1), taken, 4, 7), NewCoding(DocumentId(1), taken, 44, 47)])
    merge_codes(project, [taken], CodeId(1))
    project.coder = "AJ"

    def went() -> list[object]:
        events = (*history_of_codes(project), *history_of(project, CodeId(1)))
        return [one.text.parts["codings"] for one in events if one.kind == "merged"]

    assert went() == [counted("{count} coding", "{count} codings", 2)] * 4
    project.work_blind(True)
    assert went() == [message("codings")] * 4


def test_closing_lets_go_of_the_file(path: Path, project: Project) -> None:
    project.work_blind(True)
    assert len(list_documents(project)) == 1
    project.close()
    path.rename(path.with_name("moved.qcp"))
    with Project.open(path.with_name("moved.qcp"), coder="AJ") as again:
        assert not again.read_only and seen(again) == ALL
