"""How what is exported looks: a form made from the exporter's options. Every change is kept with the project."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.services.reports import read_options, write_options
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.forms.builder import OptionsForm
from qualcoder_peer.gui.forms.editors import LineEditor, NumberEditor, PathEditor, TextEditor
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import column, label

_REST_MS = 1_000


class OptionsPane(QScrollArea):
    """Shows the options of a kind that the project keeps; what is typed becomes one step after a second of rest.

    ``checks`` tell of some fields what is wrong with the words in them, said beside the field at once.
    """

    def __init__(
        self,
        context: RoomContext,
        kind: type[Any],
        intro: str | Message = "",
        *,
        besides: Collection[str] = (),
        checks: Mapping[str, Callable[[str], Message | None]] | None = None,
    ) -> None:
        super().__init__()
        self._context, self._kind, self._checks = context, kind, dict(checks or {})
        self.form = OptionsForm(read_options(context.project, kind), besides=besides)
        self.form.setEnabled(not context.read_only)
        self._changed_names: set[str] = set()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.flush)
        ground = QWidget()
        set_role(ground, "surface")
        box = column(ground, gap=GAP_LARGE)
        box.setContentsMargins(2 * GAP, GAP_LARGE, 2 * GAP, GAP_LARGE)
        if intro:
            box.addWidget(label(intro, "muted", wrap=True))
        box.addWidget(self.form)
        box.addStretch(1)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self, "surface")
        self.form.changed.connect(self._changed)
        self.after_write: Callable[[], object] = lambda: None
        self._check_all()

    def refresh(self) -> None:
        """Show what the project keeps; what is being typed right now wins."""
        if self._changed_names:
            return
        kept = read_options(self._context.project, self._kind)
        if kept != self.form.value():
            self.form.set_value(kept)
            self._check_all()

    def flush(self) -> None:
        """Keep what was changed now."""
        self._rest.stop()
        names, self._changed_names = self._changed_names, set()
        if names and not self._context.read_only:
            shown = self.form.value()
            kept = read_options(self._context.project, self._kind)
            write_options(
                self._context.project, dataclasses.replace(kept, **{name: getattr(shown, name) for name in names})
            )
            self.after_write()

    def _changed(self, name: str) -> None:
        self._changed_names.add(name)
        self._check(name)
        if isinstance(self.form.editors[name], (LineEditor, NumberEditor, PathEditor, TextEditor)):
            self._rest.start()
        else:
            self.flush()

    def _check(self, name: str) -> None:
        check = self._checks.get(name)
        fault = check(str(self.form.editors[name].value() or "")) if check is not None else None
        if fault is not None:
            self.form.show_error(name, fault, go=False)

    def _check_all(self) -> None:
        for name in self._checks:
            self._check(name)
