from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.errors import Cancelled, UnreadableFile
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.messages import Messages, Notice, report_text
from qualcoder_peer.gui.widgets.message_bar import MessageBar, Toast
from tests.support.gui import Wait


def shown(tmp_path: Path) -> tuple[Messages, MessageBar]:
    messages, bar = Messages(tmp_path / "reports"), MessageBar()
    messages.shown.connect(bar.show_notice)
    return messages, bar


def test_a_user_error_is_its_sentence_as_plain_text(tmp_path: Path) -> None:
    messages, bar = shown(tmp_path)
    messages.error(UnreadableFile("The file “{name}” is empty; nothing was imported.", name="<b>fet</b> & <img src=x>"))
    assert bar.text.text() == "The file “<b>fet</b> & <img src=x>” is empty; nothing was imported."
    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    assert bar.isVisible() and not bar.action.isVisible()
    assert not (tmp_path / "reports").exists()
    bar.close_button.click()
    assert not bar.isVisible()


def test_our_own_fault_is_told_with_a_report_that_holds_no_words_of_anybody(tmp_path: Path) -> None:
    messages, bar = shown(tmp_path)
    secret = "R1: jag mår inte bra"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(secret) from error
    except ValueError as error:
        messages.error(error)
    reports = list((tmp_path / "reports").iterdir())
    assert len(reports) == 1
    text = reports[0].read_text("utf-8")
    assert "ValueError" in text and "KeyError" in text and "test_messages.py:" in text
    assert secret not in text and secret not in bar.text.text()
    assert str(reports[0]) in bar.text.text()
    assert bar.action.isVisible() and bar.action.text() == "Show report"


def test_a_report_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    messages, bar = shown(tmp_path)
    messages.error(ValueError("x"))
    assert "No report of it could be written" in bar.text.text()


def test_what_the_user_cancelled_passes_by(tmp_path: Path) -> None:
    messages, bar = shown(tmp_path)
    passing: list[Notice] = []
    messages.passing.connect(passing.append)
    messages.error(Cancelled("Stopped as you asked; what was half done has been taken back."))
    assert not bar.isVisible()
    assert say(passing[0].text).startswith("Stopped as you asked")


def test_the_button_of_a_message_runs_once_and_clears_it(tmp_path: Path) -> None:
    messages, bar = shown(tmp_path)
    ran: list[int] = []
    messages.warn(message("Not all was read."), message("Show"), lambda: ran.append(1))
    assert bar.action.text() == "Show"
    bar.action.click()
    assert ran == [1] and not bar.isVisible()


def test_a_note_in_passing_can_offer_undo(tmp_path: Path) -> None:
    window = QWidget()
    window.resize(800, 600)
    window.show()
    messages, toast = Messages(tmp_path), Toast(window)
    messages.passing.connect(toast.show_notice)
    messages.notify("Removed", undo=True)
    assert toast.isVisible() and not toast.action.isVisible()  # nothing to undo with
    undone: list[int] = []
    messages.undo = lambda: undone.append(1)
    messages.notify("<i>Removed</i>", undo=True)
    assert toast.text.text() == "<i>Removed</i>" and toast.text.textFormat() == Qt.TextFormat.PlainText
    assert toast.action.text() == "Undo"
    assert window.rect().contains(toast.geometry())
    toast.action.click()
    assert undone == [1] and not toast.isVisible()
    messages.notify("Removed", undo=True)
    toast.outdate()
    assert not toast.isVisible()  # something else has been done since
    messages.notify("Told")
    toast.outdate()
    assert toast.isVisible()


def test_nothing_that_nobody_caught_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: Wait) -> None:
    messages, bar = shown(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    messages.catch_all()

    def fail() -> None:
        raise UnreadableFile("From a thread.")

    worker = threading.Thread(target=fail)
    worker.start()
    worker.join()
    wait(bar.isVisible)
    assert bar.text.text() == "From a thread."


def test_a_report_names_places_relative_to_the_program() -> None:
    try:
        report_text(None)  # type: ignore[arg-type]
        int("x")
    except ValueError as error:
        text = report_text(error)
    assert "tests/gui/test_messages.py:" in text
    assert str(Path(__file__).parent) not in text
