"""The history of codes: what is told of each change, that undo takes it back, and what names are quoted afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_history import history_of, history_of_codes
from qualcoder_peer.core.services.codebook import (
    add_code,
    add_code_path,
    describe_code,
    merge_codes,
    move_codes,
    recolour_code,
    remove_codes,
    rename_code,
    set_role,
)
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.pseudonyms import replace_personal_data
from tests.support.projects import add_text


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def told(project: Project, code: CodeId) -> list[str]:
    return [texts("en").say(event.text) for event in history_of(project, code)]


def test_every_change_of_a_code_is_told_with_the_names_of_then(project: Project) -> None:
    question = add_code(project, "Vad betydde det?", role=CodeRole.QUESTION)
    code = add_code(project, "Tomrum", question)
    rename_code(project, code, "Tomrummet")
    describe_code(project, code, definition="Det som saknades", example="det var tomt")
    describe_code(project, code, definition="Det som saknades", example="")
    set_role(project, code, CodeRole.CODE)
    move_codes(project, [code], None)
    other = add_code(project, "Något annat")
    move_codes(project, [code], other)
    move_codes(project, [code], question)
    assert told(project, code) == [
        "Created: Theme “Tomrum” under “Vad betydde det?”",
        "Renamed from “Tomrum” to “Tomrummet”",
        "Definition: Det som saknades",
        "Example: det var tomt",
        "Example: removed",
        "Role changed from Theme to Code",
        "Moved from under “Vad betydde det?” to the top",
        "Moved from the top to under “Något annat”",
        "Moved from under “Något annat” to under “Vad betydde det?”",
    ]
    events = history_of(project, code)
    assert {event.coder for event in events} == {project.coder} and {event.name for event in events} == {"Tomrummet"}
    assert [event.time for event in events] == sorted(event.time for event in events)


def test_what_changes_nothing_is_no_event(project: Project) -> None:
    code = add_code(project, "A")
    add_code(project, "B")
    rename_code(project, code, " A ")
    set_role(project, code, CodeRole.THEME)
    describe_code(project, code, definition="")
    recolour_code(project, code, "#000000")
    move_codes(project, [code], None)
    add_code_path(project, ["A"])
    assert told(project, code) == ["Created: Theme “A”"]


def test_undo_takes_events_back_and_redo_brings_them(project: Project) -> None:
    code = add_code(project, "A")
    rename_code(project, code, "B")
    project.undo()
    assert told(project, code) == ["Created: Theme “A”"]
    project.redo()
    assert told(project, code)[-1] == "Renamed from “A” to “B”"


def test_merged_codes_bring_their_history_along(project: Project) -> None:
    document = add_text(project, "Intervju", "Det var tomt hemma.")
    target, middle, first = (add_code(project, name) for name in ("Tomrummet", "Tomt", "Ensam"))
    child = add_code(project, "Kvällar", first)
    add_codings(project, [NewCoding(document, first, 0, 5), NewCoding(document, first, 8, 12)])
    describe_code(project, first, definition="Utan sällskap")
    merge_codes(project, [first], middle)
    merge_codes(project, [middle], target)
    assert told(project, target) == [
        "Created: Theme “Tomrummet”",
        "Created: Theme “Tomt”",
        "Created: Theme “Ensam”",
        "Definition: Utan sällskap",
        "“Ensam” was merged into “Tomt” with 2 codings",
        "Took in “Ensam” with 2 codings",
        "Definition: Utan sällskap",
        "“Tomt” was merged into “Tomrummet” with 2 codings",
        "Took in “Tomt” with 2 codings",
        "Definition: Utan sällskap",
    ]
    names = [event.name for event in history_of(project, target)]
    assert names[:3] == ["Tomrummet", "Tomt", "Ensam"]
    assert told(project, child)[1:] == [
        "Moved from under “Ensam” to under “Tomt”", "Moved from under “Tomt” to under “Tomrummet”",
    ]  # fmt: skip


def test_deleted_codes_stay_in_the_history_of_all(project: Project) -> None:
    document = add_text(project, "Intervju", "Det var tomt hemma.")
    above = add_code(project, "Ovan")
    below = add_code(project, "Under", above)
    add_codings(project, [NewCoding(document, below, 0, 5)])
    remove_codes(project, [above])
    events = history_of_codes(project)
    assert [(event.code, event.name, event.kind) for event in events] == [
        (None, "Ovan", "created"), (None, "Under", "created"), (None, "Ovan", "deleted"), (None, "Under", "deleted"),
    ]  # fmt: skip
    assert texts("en").say(events[-1].text) == "Deleted “Under” with 1 coding"
    with pytest.raises(NotFound):
        history_of(project, above)


def test_a_code_from_before_the_history_begins_with_its_date(project: Project) -> None:
    code = add_code(project, "Gammal")
    with project.transaction("as a file of format 1.1 is after its migration") as store:
        store._connection.exec_driver_sql("DELETE FROM code_event")
        store.codes.change(code, created="2020-01-02T03:04:05.000Z")
    rename_code(project, code, "Ny")
    events = history_of(project, code)
    assert [(event.kind, event.time[:10], event.coder) for event in events][0] == ("created", "2020-01-02", "")
    assert [event.kind for event in events] == ["created", "renamed"]
    assert history_of_codes(project) == events


def test_replacing_a_name_reaches_the_history_and_leaves_the_way_to_merged_codes(project: Project) -> None:
    target = add_code(project, "Hemma")
    merge_codes(project, [add_code(project, "Hos Annika")], target)
    rename_code(project, target, "Annikas hem")
    replace_personal_data(project, [ReplaceRule("Annika", "Kim")])
    said = told(project, target)
    assert "Annika" not in " ".join(said)
    assert said[1] == "Created: Theme “Hos Kim”" and said[-1] == "Renamed from “Hemma” to “Kims hem”"
    assert {event.name for event in history_of_codes(project)} == {"Kims hem", "Hos Kim"}
