"""Sets and saved filters over both tables."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu

from qualcoder_peer.core.domain.model import AttributeKind, Owner
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import add_attribute
from qualcoder_peer.core.services.respondents import list_respondents, set_attribute
from qualcoder_peer.core.services.selections import add_filter, add_set, list_selections
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from tests.support.gui import run_events


@pytest.fixture
def people(material: Project) -> Project:
    """Three respondents with ages."""
    add_attribute(material, "Ålder", kind=AttributeKind.NUMBER)
    for person, age in zip(list_respondents(material), ("30", "52", "67"), strict=True):
        set_attribute(material, person.id, "Ålder", age)
    return material


def _names(room: MaterialRoom) -> list[str]:
    model = room.respondents.model
    return [str(model.index(place, 0).data()) for place in range(len(model.shown_ids()))]


def _titles(room: MaterialRoom) -> list[str]:
    model = room.documents.model
    return [str(model.index(place, 0).data()) for place in range(model.rowCount())]


def _entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    return {one.text(): one for one in menu.actions() if one.text()}


def test_a_selection_becomes_a_set_that_narrows_both_tables(people: Project, room: MaterialRoom) -> None:
    room.show_page(1)
    page = room.respondents
    ids = [one.id for one in list_respondents(people)]
    page.table.select_ids(ids[1:])
    _entries(page.narrowing.box.choices_menu)["Save the selection as a set…"].trigger()
    asked = room.context.window.findChild(QInputDialog)
    assert asked is not None
    asked.setTextValue("Äldre")
    asked.accept()
    run_events()
    assert page.narrowing.box.text() == "Äldre" and _names(room) == ["R2", "R3"]
    assert not page.model.is_new_row(1) and page.model.rowCount() == 2
    # Taken out, put back, undone: the table follows.
    page.table.select_ids(ids[2:])
    menu = QMenu()
    page.narrowing.fill_members_menu(menu)
    next(one for one in menu.actions() if one.text() == "Take out of “Äldre”").trigger()
    assert _names(room) == ["R2"]
    people.undo()
    assert _names(room) == ["R2", "R3"]
    room.show_page(0)
    entries = _entries(room.documents.narrowing.box.choices_menu)
    entries["Äldre (2)"].trigger()
    assert _titles(room) == ["Gruppintervju", "Intervju 3"]
    people.undo()  # the set itself
    assert room.documents.narrowing.box.chosen is None and len(_titles(room)) == 3
    assert len(_names(room)) == 3


def test_a_filter_is_made_counted_changed_and_removed(people: Project, room: MaterialRoom) -> None:
    room.show_page(1)
    page = room.respondents
    page.narrowing.new_filter()
    dialog = page.narrowing.dialog
    assert dialog is not None
    line = dialog.rows[0]
    place = next(at for at in range(line.field.count()) if line.field.itemText(at) == "Ålder")
    line.field.setCurrentIndex(place)
    line.operator.setCurrentIndex(line.operator.findData(">="))
    dialog.save()
    assert dialog.problem.isVisible() and not list_selections(people)
    line._values[0].setText("50,0")  # type: ignore[attr-defined]
    dialog.count_again()
    assert dialog.count.text() == "2 respondents of 3 fit"
    dialog.name.setText("Femtio och mer")
    dialog.save()
    run_events()
    assert _names(room) == ["R2", "R3"]
    (saved,) = list_selections(people)
    assert Rule.from_json(saved.rule).conditions[0].values == ("50",)
    set_attribute(people, list_respondents(people)[0].id, "Ålder", "51")
    assert _names(room) == ["R1", "R2", "R3"]
    _entries(page.narrowing.box.choices_menu)["Change the filter…"].trigger()
    again = page.narrowing.dialog
    assert again is not None and again.name.text() == "Femtio och mer"
    again.add_condition(Condition(Owner.DOCUMENT, Field.TITLE, Operator.CONTAINS, ("3",)))
    again.save()
    run_events()
    assert _names(room) == ["R3"]
    _entries(page.narrowing.box.choices_menu)["Remove the filter"].trigger()
    assert page.narrowing.box.text() == "All respondents" and len(_names(room)) == 3
    people.undo()
    assert [one.name for one in list_selections(people)] == ["Femtio och mer"]


def test_a_filter_that_asks_for_what_is_gone_says_so(people: Project, room: MaterialRoom) -> None:
    column = add_attribute(people, "Plats", Owner.DOCUMENT)
    rule = Rule((Condition(Owner.DOCUMENT, Field.ATTRIBUTE, Operator.FILLED, (), column),))
    add_filter(people, Owner.DOCUMENT, "Med plats", rule)
    from qualcoder_peer.core.services.attributes import remove_attribute

    remove_attribute(people, column)
    action = _entries(room.documents.narrowing.box.choices_menu)["Med plats (0)"]
    assert "removed" in action.toolTip()
    action.trigger()
    assert _titles(room) == [] and room.documents.narrowing.box.chosen is not None
    room.documents.show_all()
    assert len(_titles(room)) == 3


def test_a_set_can_be_renamed(people: Project, room: MaterialRoom) -> None:
    add_set(people, Owner.DOCUMENT, "Våren", [list_documents(people)[0].id])
    box = room.documents.narrowing.box
    _entries(box.choices_menu)["Våren (1)"].trigger()
    assert len(_titles(room)) == 1
    _entries(box.choices_menu)["Rename…"].trigger()
    asked = room.context.window.findChild(QInputDialog)
    assert asked is not None
    asked.setTextValue("Hösten")
    asked.accept()
    assert box.text() == "Hösten" and box.accessibleName() == "Set or filter: Hösten"
