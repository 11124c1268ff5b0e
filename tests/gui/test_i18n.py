from __future__ import annotations

import gc

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.gui import i18n
from qualcoder_peer.gui.i18n import day, languages, live, live_call, number, percent, set_language, tr, tr_n, when


class Shouting(i18n.Texts):
    """A language that can be told from English whatever has been translated so far."""

    def say(self, message: i18n.Message) -> str:
        return super().say(message).upper()


@pytest.fixture(autouse=True)
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    real = i18n.texts
    monkeypatch.setattr(i18n, "texts", lambda language: Shouting("en") if language == "sv" else real(language))


def test_live_texts_change_with_the_language_and_back() -> None:
    label = QLabel()
    live(label, "setText", "Import {name}", name="a")
    live(label, "setToolTip", message("Open…"))
    assert (label.text(), label.toolTip()) == ("Import a", "Open…")
    set_language("sv")
    assert (label.text(), label.toolTip()) == ("IMPORT A", "OPEN…")
    set_language("en")
    assert label.text() == "Import a"


def test_the_last_text_given_is_the_one_that_stays() -> None:
    label = QLabel()
    live(label, "setText", "first")
    live(label, "setText", counted("{count} file", "{count} files", 3))
    set_language("sv")
    assert label.text() == "3 FILES"


def test_live_calls_are_made_now_and_at_each_change_and_dropped_with_their_owner() -> None:
    said: list[str] = []

    class Owner(QLabel):
        def show_words(self) -> None:
            said.append(tr("word"))

    owner = Owner()
    before = languages.live_count()
    live_call(owner, owner.show_words)
    set_language("sv")
    assert said == ["word", "WORD"]
    del owner
    gc.collect()
    set_language("en")
    assert said == ["word", "WORD"]
    assert languages.live_count() < before + 1


def test_dead_widgets_are_forgotten() -> None:
    before = languages.live_count()
    for _ in range(50):
        label = QLabel()
        live(label, "setText", "x")
    del label
    gc.collect()
    set_language("sv")
    assert languages.live_count() <= before + 1


def test_owners_may_die_while_the_language_changes() -> None:
    """A collection of garbage in the middle of the round takes texts away; the round goes on."""

    class Owner:
        def __init__(self) -> None:
            self.circle = self

        def say(self, text: str) -> None:
            self.text = text

    stays = QLabel()
    live(stays, "setText", "word")
    threshold = gc.get_threshold()
    gc.disable()
    try:
        for _ in range(2000):
            live(Owner(), "say", "word")
        before = languages.live_count()
        gc.set_threshold(gc.get_count()[0] + 1000)  # falls due in the middle of the 2,000
        gc.enable()
        set_language("sv")
    finally:
        gc.set_threshold(*threshold)
        gc.enable()
    assert stays.text() == "WORD"
    assert languages.live_count() < before


@pytest.mark.parametrize(("language", "cancel"), [("sv", "Avbryt"), ("da", "Annuller"), ("en", "Cancel")])
def test_qt_speaks_the_language_too(language: str, cancel: str) -> None:
    set_language(language)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == cancel


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    assert (number(12345), number(0.5, 1), percent(1, 3)) == ("12,345", "0.5", "33 %")
    assert day("2026-03-02") == "2 March 2026"
    set_language("sv")
    assert number(12345).replace("\u00a0", " ").replace("\u202f", " ") == "12 345"
    assert number(0.5, 1) == "0,5"
    assert day("2026-03-02") == "2 mars 2026"
    set_language("da")
    assert day("2026-03-02") == "2. marts 2026"
    set_language("sv")
    assert percent(1, 0) == "–"
    assert when("not a time") == "not a time" and day("") == ""


def test_plural_forms() -> None:
    assert [tr_n("{count} quote", "{count} quotes", n) for n in (0, 1, 2)] == ["0 quotes", "1 quote", "2 quotes"]


def test_an_unknown_language_is_english() -> None:
    set_language("xx")
    assert languages.current == "en" and set(LANGUAGES) == {"sv", "da", "en"}
