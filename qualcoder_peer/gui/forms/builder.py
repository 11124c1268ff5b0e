"""A form made from an ``Options`` dataclass: one row a field, in the order of the class, with what its metadata say.

Metadata of a field: ``label`` and ``help`` (source texts marked with ``N_``, or Messages), ``choices`` (value to
source text or Message), ``lines`` (a text of that many lines), ``minimum`` and ``maximum`` (numbers; ``lowest`` and
``highest`` in the core's own options), ``suffixes`` (a path: file endings for the file dialog; ``save`` if the file is
to be written), ``required`` (the sentence shown when it is empty), ``hidden``; ``form`` is ``template`` for a Word
file.
A field without ``label``, or named in ``besides``, is not shown and keeps its value.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.forms.editors import (
    CheckEditor,
    ChecksEditor,
    ChoiceEditor,
    Editor,
    LineEditor,
    NumberEditor,
    PathEditor,
    TextEditor,
)
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP_LARGE, GRID, set_role
from qualcoder_peer.gui.widgets.basics import column, label

TEMPLATE_SUFFIXES = (".docx", ".dotx")


class OptionsForm(QWidget):
    """Shows and edits an instance of a dataclass. Nothing is checked but what the metadata say."""

    changed = Signal(str)
    """The name of the field that the user changed."""

    def __init__(
        self,
        options: Any,
        parent: QWidget | None = None,
        *,
        besides: Collection[str] = (),
        choices: Mapping[str, Mapping[Any, str | Message]] | None = None,
    ) -> None:
        """``choices`` are those of fields for which they are known only now, such as the columns of a file."""
        super().__init__(parent)
        if not dataclasses.is_dataclass(options) or isinstance(options, type):
            raise TypeError("OptionsForm takes an instance of a dataclass")
        self._start: Any = options
        self.editors: dict[str, Editor] = {}
        self._errors: dict[str, QLabel] = {}
        self._required: dict[str, str] = {}
        box = column(self, gap=GAP_LARGE)
        hints = typing.get_type_hints(type(options))
        for field in dataclasses.fields(options):
            if field.metadata.get("label") and not field.metadata.get("hidden") and field.name not in besides:
                known = (choices or {}).get(field.name)
                meta = field.metadata if known is None else {**field.metadata, "choices": known}
                box.addLayout(self._row(field.name, meta, hints[field.name], getattr(options, field.name)))

    def value(self) -> Any:
        """What the form shows, as a new instance of the dataclass."""
        return dataclasses.replace(self._start, **{name: editor.value() for name, editor in self.editors.items()})

    def set_value(self, options: Any) -> None:
        """Show another instance."""
        self._start = options
        for name, editor in self.editors.items():
            editor.set_value(getattr(options, name))
        self.clear_errors()

    def check(self) -> bool:
        """Whether every required field is filled; says so at those that are not, and goes to the first."""
        self.clear_errors()
        empty = [name for name in self._required if not self.editors[name].value()]
        for name in reversed(empty):
            self.show_error(name, message(self._required[name]))
        return not empty

    def show_error(self, name: str, error: Message, *, go: bool = True) -> None:
        """Say at a field what is wrong with it, and go there."""
        live(self._errors[name], "setText", error)
        self._errors[name].show()
        self.editors[name].mark_wrong(True)
        if go:
            self.editors[name].focus_widget.setFocus()

    def error_at(self, name: str) -> str:
        """What is said to be wrong with a field; empty when nothing is."""
        return "" if self._errors[name].isHidden() else self._errors[name].text()

    def clear_errors(self) -> None:
        """Take all errors away."""
        for name, shown in self._errors.items():
            shown.hide()
            self.editors[name].mark_wrong(False)

    def _row(self, name: str, meta: Mapping[str, Any], kind: Any, value: Any) -> QVBoxLayout:
        editor = make_editor(kind, meta, value)
        self.editors[name] = editor
        box = column(gap=GRID)
        if isinstance(editor, CheckEditor):
            live(editor.words, "setText", _message(meta["label"]))
        else:
            title = label(_message(meta["label"]), buddy=editor.focus_widget)
            set_role(title, "section")
            box.addWidget(title)
        live(editor.focus_widget, "setAccessibleName", _message(meta["label"]))
        box.addWidget(editor)
        if meta.get("help"):
            box.addWidget(label(_message(meta["help"]), "muted", wrap=True))
            live(editor.focus_widget, "setAccessibleDescription", _message(meta["help"]))
        error = label("", "danger", wrap=True)
        error.hide()
        self._errors[name] = error
        box.addWidget(error)
        if meta.get("required"):
            self._required[name] = meta["required"]
        editor.changed.connect(lambda: self._changed(name))
        return box

    def _changed(self, name: str) -> None:
        self._errors[name].hide()
        self.editors[name].mark_wrong(False)
        self.changed.emit(name)


def make_editor(kind: Any, meta: Mapping[str, Any], value: Any) -> Editor:
    """The editor for a field's type and metadata."""
    optional = isinstance(kind, types.UnionType) and type(None) in typing.get_args(kind)
    plain = next((one for one in typing.get_args(kind) if one is not type(None)), kind) if optional else kind
    editor: Editor
    if meta.get("choices"):
        many = typing.get_origin(plain) in (tuple, list, frozenset, set)
        editor = ChecksEditor(meta["choices"]) if many else ChoiceEditor(meta["choices"])
    elif plain is bool:
        editor = CheckEditor()
    elif plain in (int, float):
        editor = NumberEditor(
            plain, meta.get("minimum", meta.get("lowest", 0)), meta.get("maximum", meta.get("highest", 1_000_000))
        )
    elif meta.get("form") == "template":
        editor = PathEditor(TEMPLATE_SUFFIXES, False, as_path=plain is Path)
    elif plain is Path or "suffixes" in meta:
        editor = PathEditor(tuple(meta.get("suffixes", ())), bool(meta.get("save")), as_path=plain is Path)
    elif meta.get("lines"):
        editor = TextEditor(int(meta["lines"]))
    else:
        editor = LineEditor()
    editor.empty_is_none = optional
    editor.set_value(value)
    return editor


def _message(text: str | Message) -> Message:
    return text if isinstance(text, Message) else message(text)
