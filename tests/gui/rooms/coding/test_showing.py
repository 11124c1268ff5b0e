"""Which codings the page shows: the filter, its sign, its memory; groups of stripes; focus mode, width, overview."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, remove_codes
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.core.services.coding import NewCoding, add_codings, set_star
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.showing import Showing
from tests.gui.rooms.coding.conftest import Codes, MakeRoom, open_titled, press, select
from tests.support.gui import run_events, wait_for

WORDS = {"allt": "void", "tomrum": "void", "lyssnad": "listening", "Stöden": "goal"}


@pytest.fixture
def coded(room: CodingRoom, codes: Codes) -> Iterator[dict[str, int]]:
    """Four codings in the open interview: words → id; the last one by another coder."""
    document = room.session.document
    assert document is not None
    made: dict[str, int] = {}
    for words, code in WORDS.items():
        start = room.session.text.index(words)
        new = NewCoding(document.id, getattr(codes, code), start, start + len(words),
                        coder="BK" if code == "goal" else "")  # fmt: skip
        made[words] = add_codings(room.context.project, [new])[0]
    set_star(room.context.project, made["lyssnad"], True)  # type: ignore[arg-type]
    run_events(20)
    yield made


def showing(room: CodingRoom) -> Showing:
    return next(part for part in room._parts if isinstance(part, Showing))


def shown_words(room: CodingRoom) -> list[str]:
    """The words of the codings that the page shows, in order."""
    rows = sorted(room.view.segments.index, key=lambda one: one.start)
    return [room.session.text[one.start : one.end] for one in rows]


def test_a_theme_is_chosen_with_the_codes_below_it(room: CodingRoom, codes: Codes, coded: dict[str, int]) -> None:
    part = showing(room)
    assert part.sign.isHidden() and part.panel.isHidden()
    room.context.actions.get("coding.filter").trigger()
    assert part.panel.isVisible()
    part.panel.codes.set_chosen([codes.void])
    assert shown_words(room) == ["allt", "tomrum"]
    assert part.sign.isVisible() and "2" in part.sign.words.text() and "4" in part.sign.words.text()
    assert "Tomrummet" in part.sign.words.text()
    part.panel.codes.set_chosen([codes.question])
    assert shown_words(room) == ["allt", "tomrum", "lyssnad"], "a question with the themes below it"
    child = add_code(room.context.project, "Tystnad", codes.void)
    start = room.session.text.index("hemma")
    document = room.session.document
    assert document is not None
    add_codings(room.context.project, [NewCoding(document.id, child, start, start + 5)])
    assert "hemma" in shown_words(room), "a code made later under it too"
    QTest.mouseClick(part.sign.all, Qt.MouseButton.LeftButton)
    assert len(shown_words(room)) == 5 and part.sign.isHidden()


def test_coder_star_role_and_respondent_narrow_it_down(room: CodingRoom, codes: Codes, coded: dict[str, int]) -> None:
    part, project = showing(room), room.context.project
    room.context.actions.get("coding.filter").trigger()
    panel = part.panel
    other = next(one.id for one in list_coders(project) if one.name == "BK")
    panel.coders.set_chosen([other])
    assert shown_words(room) == ["Stöden"]
    panel.coders.clear()
    QTest.mouseClick(panel.starred, Qt.MouseButton.LeftButton)
    assert shown_words(room) == ["lyssnad"]
    panel.starred.setChecked(False)
    panel.automatic.setChecked(True)
    assert shown_words(room) == []
    panel.automatic.setChecked(False)
    panel.roles.set_chosen([3])  # target goals
    assert shown_words(room) == ["Stöden"]
    panel.roles.clear()
    people = {one.name: one.id for one in list_respondents(project)}
    if people:
        name, person = next(iter(people.items()))
        panel.respondents.set_chosen([person])
        heard = [words for words in WORDS if person in room.session.heard_in(*place(room, words))]
        assert shown_words(room) == heard, name


def place(room: CodingRoom, words: str) -> tuple[int, int]:
    start = room.session.text.index(words)
    return start, start + len(words)


def test_next_previous_and_the_caret_follow_what_is_shown(
    room: CodingRoom, codes: Codes, coded: dict[str, int]
) -> None:
    part = showing(room)
    room.context.actions.get("coding.filter").trigger()
    part.panel.codes.set_chosen([codes.listening])
    room.view.setFocus()
    room.view.select(0, 0)
    press(room, "n")
    assert room.session.current == coded["lyssnad"]
    press(room, "n")
    assert room.session.current == coded["lyssnad"], "there are no more"
    start = room.session.text.index("tomrum")
    room.session.set_current(-1)
    room.view.select(start + 1, start + 1)
    assert room.session.current == -1, "nothing lies under the caret that does not show"


def test_what_is_coded_under_a_filter_shows_and_is_counted(
    room: CodingRoom, codes: Codes, coded: dict[str, int]
) -> None:
    part = showing(room)
    room.context.actions.get("coding.filter").trigger()
    part.panel.codes.set_chosen([codes.listening])
    select(room, "Berätta")
    room.gestures.apply(codes.goal)
    assert shown_words(room) == ["Berätta", "lyssnad"], "what was just made is never out of sight"
    assert "5" in part.sign.words.text()


def test_the_filter_is_remembered_and_what_is_gone_is_forgotten(
    context: RoomContext, room: CodingRoom, codes: Codes, coded: dict[str, int], make_room: MakeRoom
) -> None:
    part = showing(room)
    room.context.actions.get("coding.filter").trigger()
    part.panel.codes.set_chosen([codes.goal])
    part.panel.set_grouping("coder")
    part._take()
    room.leave()
    again = make_room(context)
    run_events(20)
    open_titled(again, "Intervju")
    other = showing(again)
    assert shown_words(again) == ["Stöden"] and other.sign.isVisible() and other.panel.isHidden()
    assert other.grouping == "coder" and again.view.margins.headings.isVisible()
    remove_codes(again.context.project, [codes.goal])  # type: ignore[list-item]
    assert other.shown.is_everything and other.sign.isHidden()
    assert shown_words(again) == ["allt", "tomrum", "lyssnad"]


def test_stripes_are_grouped_by_theme_question_and_coder(room: CodingRoom, codes: Codes, coded: dict[str, int]) -> None:
    part = showing(room)
    room.context.actions.get("coding.filter").trigger()
    titles: dict[str, list[str]] = {}
    for grouping in ("theme", "question", "coder"):
        box = part.panel._grouping
        box.setCurrentIndex(box.findData(grouping))
        titles[grouping] = [one.group.title for one in room.view.stripe_lanes.columns]
    assert titles["theme"] == ["Tomrummet", "Bli lyssnad på", "Mål 1"]
    assert titles["question"] == ["Vad har stödet betytt?", "Mål 1"]
    assert "BK" in titles["coder"] and len(titles["coder"]) == 2
    part.panel._grouping.setCurrentIndex(0)
    assert room.view.stripe_lanes.columns == []


def test_focus_mode_shows_the_text_and_lets_one_code(room: CodingRoom, codes: Codes) -> None:
    room.view.setFocus()
    press(room, Qt.Key.Key_F9)
    assert not room.documents.isVisible() and not room.codes.isVisible() and not room.reader.done.isVisible()
    assert room.view.isVisible() and room.reader.title.isVisible()
    select(room, "lyssnad")
    press(room, Qt.Key.Key_Return)
    assert room.codes.isVisible() and room.codes.box.hasFocus()
    QTest.keyClicks(room.codes.box, "Tomr")
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    assert shown_words(room) == ["lyssnad"]
    assert room.view.hasFocus() and not room.codes.isVisible()
    for _ in range(3):
        press(room, Qt.Key.Key_Escape)
    assert room.documents.isVisible() and room.codes.isVisible() and room.reader.done.isVisible()
    wait_for(lambda: not room.codes.coding_details.isVisible())  # it is no longer looked at


def test_leaving_the_room_brings_everything_back(room: CodingRoom, context: RoomContext, make_room: MakeRoom) -> None:
    press(room, Qt.Key.Key_F9)
    assert not room.codes.isVisible()
    room.leave()
    again = make_room(context)
    run_events(20)
    assert again.codes.isVisible() and again.documents.isVisible()
    assert min(again.splitter.sizes()) > 50


def test_the_width_of_the_column_by_action(room: CodingRoom) -> None:
    settings = room.context.settings
    before = settings.reading_width, room.view.column_width()
    room.context.actions.get("coding.narrower").trigger()
    assert settings.reading_width < before[0] and room.view.column_width() < before[1]
    for _ in range(20):
        room.context.actions.get("coding.wider").trigger()
    widest = settings.reading_width
    assert widest > before[0]
    room.context.actions.get("coding.wider").trigger()
    assert settings.reading_width == widest and room.view.column_width() > before[1]


def test_the_overview_is_put_away_and_stays_so(
    room: CodingRoom, context: RoomContext, make_room: MakeRoom
) -> None:
    assert room.view.margins.overview.isVisible()
    room.context.actions.get("coding.overview").trigger()
    assert not room.view.margins.overview.isVisible()
    room.leave()
    again = make_room(context)
    run_events(20)
    assert not again.view.margins.overview.isVisible()
    again.context.actions.get("coding.overview").trigger()
    assert again.view.margins.overview.isVisible()


def test_a_damaged_memory_of_the_filter_is_forgotten(
    material: Project, context: RoomContext, codes: Codes, make_room: MakeRoom
) -> None:
    from PySide6.QtCore import QByteArray

    name = f"coding/{material.info().guid}/shown"
    for damage in (b"{", b"[1]", b'{"codes": ["x"], "starred": 3, "grouping": []}'):
        context.settings.keep_state(name, QByteArray(damage))
        room = make_room(context)
        assert showing(room).shown.is_everything
        room.leave()
