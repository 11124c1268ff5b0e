from __future__ import annotations

import random
from dataclasses import dataclass

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.gui.rooms.material.rows_model import VALUE_ROLE, Column, RowsModel

_DOWN = Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Thing:
    id: int
    name: str


class Things(RowsModel[Thing]):
    def __init__(self) -> None:
        super().__init__([Column("name", literal("Name"), lambda one: one.name, lambda one: one.name)])

    def id_of(self, row: Thing) -> int:
        return row.id


def _things(*names: str) -> list[Thing]:
    return [Thing(number, name) for number, name in enumerate(names, 1)]


def _shown(model: Things) -> list[str]:
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_random_work_keeps_the_promises_of_a_model(qt_app: object) -> None:
    model = Things()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chance = random.Random(3)
    kept: dict[int, Thing] = {}
    for _ in range(300):
        match chance.randrange(5):
            case 0 | 1:
                new = [Thing(chance.randrange(60), chance.choice("abcdef")) for _ in range(chance.randrange(4))]
                new = list({one.id: one for one in new}.values())
                kept |= {one.id: one for one in new}
                model.put(new)
            case 2:
                going = chance.sample(sorted(kept), min(len(kept), chance.randrange(5)))
                kept = {id: one for id, one in kept.items() if id not in going}
                model.remove(going)
            case 3:
                model.sort(chance.choice((-1, 0)), chance.choice(list(Qt.SortOrder)))
            case 4:
                letter = chance.choice("abcdef")
                model.filter(chance.choice((None, lambda one, letter=letter: one.name >= letter)))
        assert {one.id: one for one in model.all_rows()} == kept
        assert all(model.place_of(id) == place for place, id in enumerate(model.shown_ids()))
    del tester


def test_one_changed_row_is_told_as_one_row(qt_app: object) -> None:
    model = Things()
    model.show_all(_things("a", "b", "c"))
    told: list[object] = []
    model.dataChanged.connect(lambda first, last, _roles: told.append(("changed", first.row(), last.row())))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("inserted", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("removed", first, last)))
    model.modelReset.connect(lambda: told.append("reset"))
    model.show_all([Thing(1, "a"), Thing(3, "x"), Thing(4, "d")])
    assert told == [("removed", 1, 1), ("changed", 1, 1), ("inserted", 2, 2)]


def test_a_changed_row_stays_until_sorted_and_a_new_one_goes_to_its_place(qt_app: object) -> None:
    model = Things()
    model.sort(0)
    model.show_all(_things("c", "a", "e"))
    assert _shown(model) == ["a", "c", "e"]
    model.put([Thing(2, "z"), Thing(9, "d")])
    assert _shown(model) == ["z", "c", "d", "e"]
    model.sort(0, _DOWN)
    assert _shown(model) == ["z", "e", "d", "c"]
    model.put([Thing(10, "f")])
    assert _shown(model) == ["z", "f", "e", "d", "c"]


def test_sorting_takes_selected_rows_along(qt_app: object) -> None:
    model = Things()
    model.show_all(_things("b", "c", "a"))
    kept = QPersistentModelIndex(model.index(1, 0))
    model.sort(0)
    assert (kept.row(), kept.data()) == (2, "c")
    assert kept.data(VALUE_ROLE) == Thing(2, "c")


def test_what_is_filtered_away_is_kept(qt_app: object) -> None:
    model = Things()
    model.show_all(_things("b", "c", "a"))
    model.filter(lambda one: one.name != "c")
    model.put([Thing(2, "d"), Thing(4, "c"), Thing(5, "e")])
    assert _shown(model) == ["b", "a", "e"]
    model.filter(None)
    assert _shown(model) == ["b", "d", "a", "c", "e"]


def test_many_new_rows_come_at_once(qt_app: object) -> None:
    model = Things()
    model.show_all(_things("m"))
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.put([Thing(number, f"n{number}") for number in range(10, 200)])
    assert model.rowCount() == 191 and resets == [1]
