from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.gui.forms.builder import OptionsForm
from qualcoder_peer.gui.forms.editors import ChecksEditor, ChoiceEditor, LineEditor, NumberEditor


@dataclass(frozen=True)
class Options:
    title: str = field(default="", metadata={"label": N_("Title"), "required": N_("Give it a title.")})
    words: str = field(default="a", metadata={"label": N_("Words"), "lines": 3, "help": N_("Many of them.")})
    kind: str = field(default="b", metadata={"label": N_("Kind"), "choices": {"a": N_("First"), "b": N_("Second")}})
    starred: bool = field(default=True, metadata={"label": N_("Only starred")})
    count: int = field(default=4, metadata={"label": N_("Count"), "minimum": 1, "maximum": 9})
    template: Path | None = field(default=None, metadata={"label": N_("Template"), "suffixes": (".docx",)})
    pattern: str | None = field(default=None, metadata={"label": N_("Pattern")})
    columns: tuple[str, ...] = field(
        default=("y", "x"), metadata={"label": N_("Columns"), "choices": {"x": N_("X"), "y": N_("Y"), "z": N_("Z")}}
    )
    internal: int = 7


def test_a_form_gives_back_what_it_was_given() -> None:
    options = Options(title="T", template=Path("/a/b.docx"), pattern="R.*", columns=("z", "x"), internal=9)
    form = OptionsForm(options)
    assert form.value() == options
    form.set_value(Options())
    assert form.value() == Options()


def test_what_the_user_does_is_in_the_value(tmp_path: Path) -> None:
    form = OptionsForm(Options())
    changed: list[str] = []
    form.changed.connect(changed.append)
    title, kind = form.editors["title"], form.editors["kind"]
    assert isinstance(title, LineEditor) and isinstance(kind, ChoiceEditor)
    QTest.keyClicks(title.line, " En titel ")
    kind.combo.setFocus()
    QTest.keyClick(kind.combo, Qt.Key.Key_Up)
    QTest.keyClick(form.editors["starred"].focus_widget, Qt.Key.Key_Space)
    columns = form.editors["columns"]
    assert isinstance(columns, ChecksEditor)
    columns.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    value = form.value()
    assert (value.title, value.kind, value.starred, value.columns) == ("En titel", "a", False, ("x",))
    assert set(changed) == {"title", "kind", "starred", "columns"}


def test_bounds_and_empty_values() -> None:
    form = OptionsForm(Options(count=4))
    count = form.editors["count"]
    assert isinstance(count, NumberEditor)
    count.spin.setValue(100)
    assert form.value().count == 9
    assert form.value().template is None and form.value().pattern is None


def test_required_fields_say_what_is_missing_until_they_are_filled() -> None:
    form = OptionsForm(Options())
    form.show()
    assert not form.check()
    errors = [one.text() for one in form.findChildren(QLabel) if one.property("role") == "danger" and one.isVisible()]
    assert errors == ["Give it a title."]
    assert form.editors["title"].focus_widget.property("wrong") is True
    QTest.keyClicks(form.editors["title"].focus_widget, "x")
    assert form.editors["title"].focus_widget.property("wrong") is False
    assert form.check()
    form.show_error("kind", message("Not that one."))
    assert any(one.text() == "Not that one." and one.isVisible() for one in form.findChildren(QLabel))


def test_every_field_has_a_name_for_screen_readers_and_its_help() -> None:
    form = OptionsForm(Options())
    assert {editor.focus_widget.accessibleName() for editor in form.editors.values()} == {
        "Title", "Words", "Kind", "Only starred", "Count", "Template", "Pattern", "Columns",
    }  # fmt: skip
    assert form.editors["words"].focus_widget.accessibleDescription() == "Many of them."
