"""The key in the window: making, opening, looking up with a reason, destroying, sealing – with the real dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qualcoder_peer.core import key_file
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.key_file import KeyFile
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.keys import add_to_key, create_key, list_protocol, open_key, usual_key_path
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say, set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material.key_desk import KeyDesk
from qualcoder_peer.gui.rooms.material.key_dialogs import (
    DestroyKeyDialog,
    LookUpDialog,
    NewKeyDialog,
    NewPasswordDialog,
    OpenKeyDialog,
)
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.protocol_dialog import ProtocolDialog
from qualcoder_peer.gui.rooms.material.seal_dialog import SealDialog
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.snapshots_panel import REASONS
from tests.support.gui import Wait, delete_deferred, make_context, wait_for

RoomMaker = Callable[[RoomContext], MaterialRoom]
PASSWORD = "fyra ord som inte hör ihop"
RULES = (ReplaceRule("Annika Westerlund", "Kim"), ReplaceRule("Annika", "Kim"), ReplaceRule("Göran Delić", "R3"))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "COST", 15)


@pytest.fixture
def desk(context: RoomContext) -> Iterator[KeyDesk]:
    """The desk in a window that has nothing else."""
    owner = QWidget()
    box = QVBoxLayout(context.window)
    box.addWidget(owner)
    made = KeyDesk(context, owner)
    QVBoxLayout(owner).addWidget(made.menu_button())
    context.window.resize(900, 700)
    context.window.show()
    context.window.activateWindow()
    wait_for(context.window.isActiveWindow)
    yield made


@pytest.fixture
def key(project: Project) -> Path:
    """A key with three entries beside the project, closed."""
    with create_key(project, usual_key_path(project), PASSWORD) as made:
        add_to_key(project, made, RULES)
    return made.path


def trigger(context: RoomContext, name: str) -> None:
    action = context.actions.get(f"material.{name}")
    assert action.isEnabled(), name
    action.trigger()


def write(field: QLineEdit, words: str) -> None:
    field.clear()
    field.insert(words)  # QTest types ASCII only


def press(button: QWidget) -> None:
    assert button.isEnabled() and button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(project: Project) -> list[str]:
    return [texts("en").say(entry.text) for entry in list_protocol(project)]


def opened(desk: KeyDesk, context: RoomContext, wait: Wait) -> KeyFile:
    """The key beside the project, opened through the dialog."""
    trigger(context, "key_open")
    dialog = desk.dialog
    assert isinstance(dialog, OpenKeyDialog)
    write(dialog.password, PASSWORD)
    press(dialog.action_button)
    wait(lambda: desk.key is not None and desk.dialog is None)
    assert desk.key is not None
    return desk.key


def test_making_a_key(desk: KeyDesk, context: RoomContext, project: Project, tmp_path: Path, wait: Wait) -> None:
    trigger(context, "key_create")
    dialog = desk.dialog
    assert isinstance(dialog, NewKeyDialog)
    assert dialog.path.value() == usual_key_path(project)
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Password
    press(dialog.action_button)
    assert "Choose a password" in dialog.error.text()
    write(dialog.password, "kort")
    assert "short" in dialog.advice.text()
    write(dialog.password, PASSWORD)
    assert "Write them down" in dialog.advice.text()
    write(dialog.again, "something else")
    press(dialog.action_button)
    assert "differ" in dialog.error.text()
    write(dialog.again, PASSWORD)
    dialog.path.set_value(tmp_path / "nowhere" / "a.qckey")
    press(dialog.action_button)
    wait(lambda: "could not be written" in dialog.error.text())
    assert desk.key is None and dialog.action_button.isEnabled()
    dialog.path.set_value(tmp_path / "nyckel")
    press(dialog.action_button)
    wait(lambda: desk.key is not None)
    assert (tmp_path / "nyckel.qckey").is_file() and desk.dialog is None
    open_key(project, tmp_path / "nyckel.qckey", PASSWORD).close()
    assert not context.actions.get("material.key_create").isEnabled()


def test_opening_with_a_wrong_password_first(
    desk: KeyDesk, context: RoomContext, key: Path, wait: Wait
) -> None:
    trigger(context, "key_open")
    dialog = desk.dialog
    assert isinstance(dialog, OpenKeyDialog) and dialog.path.value() == key
    write(dialog.password, "fel")
    press(dialog.action_button)
    assert not dialog.action_button.isEnabled() and not dialog.password.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "what is under way is waited for"
    wait(lambda: "password is wrong" in dialog.error.text())
    assert dialog.password.text() == "" and dialog.password.hasFocus() and desk.key is None
    write(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    wait(lambda: desk.key is not None)
    assert [rule.real for rule in desk.rules()] == [rule.real for rule in RULES]
    made = desk.key
    assert made is not None
    trigger(context, "key_close")
    assert made.closed and desk.key is None and desk.rules() == []
    assert context.actions.get("material.key_open").isEnabled()


def test_the_key_is_forgotten_with_the_project(
    project: Project, settings: Settings, tmp_path: Path, key: Path, wait: Wait
) -> None:
    context = make_context(project, settings, tmp_path)
    context.window.show()
    desk = KeyDesk(context, QWidget(context.window))
    made = opened(desk, context, wait)
    window = context.window
    context.bridge.stop()
    jobs.unhandled.disconnect(context.messages.error)
    context.deleteLater()
    delete_deferred()
    assert made.closed and desk.key is None
    window.close()


def test_looking_up_takes_a_reason(
    desk: KeyDesk, context: RoomContext, project: Project, key: Path, wait: Wait
) -> None:
    opened(desk, context, wait)
    trigger(context, "key_look_up")
    dialog = desk.dialog
    assert isinstance(dialog, LookUpDialog)
    assert [dialog.pseudonym.itemText(row) for row in range(dialog.pseudonym.count())] == ["Kim", "R3"]
    press(dialog.action_button)
    assert "which pseudonym" in dialog.error.text()
    dialog.pseudonym.setEditText("kim")
    press(dialog.action_button)
    assert "Say why" in dialog.error.text()
    write(dialog.reason, "Annika ringde")
    press(dialog.action_button)
    wait(lambda: "real name" in dialog.error.text() and dialog.action_button.isEnabled())
    assert not dialog.found.isVisible() and said(project) == []
    write(dialog.reason, "vill ta tillbaka sitt samtycke")
    press(dialog.action_button)
    wait(lambda: dialog.found.isVisible())
    assert dialog.names.text() == "Annika Westerlund\nAnnika" and not dialog.error.isVisible()
    assert said(project) == ["Looked up “Kim”. Reason: vill ta tillbaka sitt samtycke"]
    dialog.pseudonym.setEditText("R3")
    assert not dialog.found.isVisible() and "Annika" not in dialog.names.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait(lambda: desk.dialog is None)


def test_looking_up_opens_the_key_first(desk: KeyDesk, context: RoomContext, key: Path, wait: Wait) -> None:
    trigger(context, "key_look_up")
    assert isinstance(desk.dialog, OpenKeyDialog)
    write(desk.dialog.password, PASSWORD)
    press(desk.dialog.action_button)
    wait(lambda: isinstance(desk.dialog, LookUpDialog))


def test_a_new_password(desk: KeyDesk, context: RoomContext, project: Project, key: Path, wait: Wait) -> None:
    opened(desk, context, wait)
    trigger(context, "key_password")
    dialog = desk.dialog
    assert isinstance(dialog, NewPasswordDialog)
    write(dialog.password, "ett helt annat lösenord")
    write(dialog.again, "ett helt annat lösenord")
    press(dialog.action_button)
    wait(lambda: desk.dialog is None)
    open_key(project, key, "ett helt annat lösenord").close()


def test_keeping_rules(desk: KeyDesk, context: RoomContext, project: Project, key: Path, wait: Wait) -> None:
    added: list[int] = []
    desk.keep([ReplaceRule("Maja Ek", "R4"), RULES[0]], "andra vågen", added.append)
    assert isinstance(desk.dialog, OpenKeyDialog)
    write(desk.dialog.password, PASSWORD)
    press(desk.dialog.action_button)
    wait(lambda: added == [1])
    with open_key(project, key, PASSWORD) as again:
        assert again.entries[-1].real == "Maja Ek" and again.entries[-1].note == "andra vågen"
    desk.keep([ReplaceRule("Annika", "Robin")])
    wait(lambda: context.messages.last is not None and context.messages.last.kind == "error")


def test_destroying_shows_the_protocol(
    desk: KeyDesk, context: RoomContext, project: Project, key: Path, tmp_path: Path, wait: Wait
) -> None:
    made = opened(desk, context, wait)
    trigger(context, "key_destroy")
    dialog = desk.dialog
    assert isinstance(dialog, DestroyKeyDialog)
    assert not dialog.action_button.isEnabled() and not dialog.path.isEnabled() and "copies and backups" in (
        dialog.intro.text()
    )
    dialog.sure.click()
    press(dialog.action_button)
    wait(lambda: isinstance(desk.dialog, ProtocolDialog))
    shown = desk.dialog
    assert isinstance(shown, ProtocolDialog)
    assert made.closed and desk.key is None and not key.exists()
    assert "was destroyed (3 entries)" in shown.text.toPlainText()
    chooser = shown.choose()
    chooser.fileSelected.emit(str(tmp_path / "protokoll"))
    wait(lambda: (tmp_path / "protokoll.txt").is_file())
    assert "was destroyed" in (tmp_path / "protokoll.txt").read_text(encoding="utf-8-sig")
    chooser.reject()
    press(shown.close_button)
    wait(lambda: desk.dialog is None)


def test_destroying_a_key_that_nobody_can_open(
    desk: KeyDesk, context: RoomContext, project: Project, key: Path, tmp_path: Path, wait: Wait
) -> None:
    trigger(context, "key_destroy")
    dialog = desk.dialog
    assert isinstance(dialog, DestroyKeyDialog) and dialog.path.value() == key
    letter = tmp_path / "brev.docx"
    letter.write_bytes(b"PK" * 500)
    dialog.path.set_value(letter)
    dialog.sure.click()
    press(dialog.action_button)
    wait(lambda: "no key file" in dialog.error.text())
    assert letter.exists() and dialog.action_button.isEnabled()
    dialog.path.set_value(key)
    press(dialog.action_button)
    wait(lambda: isinstance(desk.dialog, ProtocolDialog))
    assert not key.exists() and "not known" in said(project)[-1]


def test_sealing_tells_what_goes_and_shows_how_far_it_is(
    desk: KeyDesk, context: RoomContext, project: Project, wait: Wait
) -> None:
    add_code(project, "Annika")
    project.snapshot("import")
    project.undo()
    seen: list[object] = []
    undo_states: list[None] = []
    context.bridge.changed.connect(seen.append)
    context.bridge.undo_state_changed.connect(lambda: undo_states.append(None))
    trigger(context, "seal")
    wait(lambda: isinstance(desk.dialog, SealDialog))
    dialog = desk.dialog
    assert isinstance(dialog, SealDialog)
    assert dialog.snapshots.count() == 1 and say(REASONS["import"]) in dialog.snapshots.item(0).text()
    assert not dialog.seal_button.isEnabled()
    dialog.seal()
    assert said(project) == []
    dialog.sure.click()
    press(dialog.seal_button)
    assert dialog.bar.isVisible() and not dialog.seal_button.isVisible()
    dialog.reject()
    assert dialog.isVisible(), "what is under way is waited for"
    wait(lambda: desk.dialog is None)
    assert "The project was sealed" in said(project)[0]
    assert b"Annika" not in project.path.read_bytes()
    assert len(seen) == 1 and project.undo_label() is None
    wait(lambda: undo_states)
    assert context.messages.last is not None and context.messages.last.run is not None
    context.messages.last.run()
    assert isinstance(desk.dialog, ProtocolDialog) and "was sealed" in desk.dialog.text.toPlainText()


def test_what_keeps_it_from_sealing_is_said_on_the_dialog(
    desk: KeyDesk, context: RoomContext, project: Project, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    usage = shutil.disk_usage(project.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    trigger(context, "seal")
    wait(lambda: isinstance(desk.dialog, SealDialog))
    dialog = desk.dialog
    assert isinstance(dialog, SealDialog)
    dialog.sure.click()
    press(dialog.seal_button)
    wait(lambda: "free space" in dialog.error.text())
    assert dialog.seal_button.isVisible() and dialog.seal_button.isEnabled()
    monkeypatch.undo()
    monkeypatch.setattr(key_file, "COST", 15)
    press(dialog.seal_button)
    wait(lambda: desk.dialog is None)
    assert len(said(project)) == 1


def test_only_what_may_be_done_is_offered_when_reading(
    desk: KeyDesk, context: RoomContext, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(project), "read_only", property(lambda _self: True))
    context.actions.refresh()
    offered = {
        name: context.actions.get(f"material.{name}").isEnabled()
        for name in ("key_look_up", "key_destroy", "seal", "key_open", "protocol")
    }
    assert offered == {"key_look_up": False, "key_destroy": False, "seal": False, "key_open": True, "protocol": True}


@pytest.mark.parametrize("language", ["sv", "da"])
def test_dialogs_follow_the_language(desk: KeyDesk, context: RoomContext, wait: Wait, language: str) -> None:
    set_language(language)
    trigger(context, "seal")
    wait(lambda: isinstance(desk.dialog, SealDialog))
    set_language("en")
    assert desk.dialog is not None and desk.dialog.windowTitle() == "Seal the project"
    desk.dialog.reject()


def test_what_is_imported_while_the_key_is_open_has_no_names(
    context: RoomContext, project: Project, key: Path, tmp_path: Path, make_room: RoomMaker, wait: Wait
) -> None:
    room = make_room(context)
    source = tmp_path / "Annika Westerlund.txt"
    source.write_text("Intervjuare: Hej Annika\nAnnika: Göran Delić och jag.\n" * 3, encoding="utf-8")
    opened(room.keys, context, wait)
    room.flow.start([source])
    wait(lambda: room.flow.dialog is not None)
    dialog = room.flow.dialog
    assert dialog is not None and "R3 och jag" in dialog.text.toPlainText()
    assert "Annika" not in dialog.text.toPlainText()
    dialog._read_again(None, True, "colon")
    wait(lambda: not any(item.busy for item in dialog.items))
    assert "Annika" not in dialog.text.toPlainText(), "nor when it is read again in another way"
    dialog.import_button.click()
    wait(lambda: list_documents(project) != [] and room.flow.dialog is None)
    (document,) = list_documents(project)
    assert (document.title, document.file_name) == ("Kim", "Kim.txt")
    assert b"Annika" not in project.path.read_bytes()
    source.write_text("Intervjuare: Hej Annika\nAnnika: Annikas mor.\n" * 3, encoding="utf-8")
    room.replacing.start(int(document.id), source)
    wait(lambda: room.replacing.dialog is not None)
    assert room.replacing.dialog is not None
    text = room.replacing.dialog.plan.prepared.text
    assert "Kims mor" in text and "Annika" not in text
