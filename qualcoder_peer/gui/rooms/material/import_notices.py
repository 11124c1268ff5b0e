"""What the preview of an import tells of a file: an earlier version of it, names replaced, what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.gui.i18n import live, say
from qualcoder_peer.gui.rooms.material.import_items import ImportItem
from qualcoder_peer.gui.rooms.material.pane import clear_layout, words
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, button, column, label, row


class EarlierNotice(QFrame):
    """That a document came from a file of this name, with what can be done. ``toggled`` asks for the other way."""

    toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "message")
        box = column(self, margin=GAP + GAP_SMALL, gap=GAP_SMALL)
        heading = row(gap=GAP)
        heading.addWidget(IconLabel("history", 16), 0, Qt.AlignmentFlag.AlignTop)
        self.words = label("", wrap=True)
        heading.addWidget(self.words, 1)
        box.addLayout(heading)
        self.button = button("Replace the earlier version…", role="link", on_click=self.toggled.emit)
        box.addWidget(self.button)

    def show_item(self, item: ImportItem) -> None:
        """Show whether a file is another version of a document, and which way has been chosen."""
        earlier = item.earlier
        self.setVisible(earlier is not None)
        if earlier is None:
            return
        if item.replaces:
            live(self.words, "setText", message(
                "This becomes the new version of “{title}”. "
                "Before anything changes you are shown where its codings go.",
                title=earlier.title,
            ))  # fmt: skip
            live(self.button, "setText", "Import it as a document of its own instead")
        else:
            live(self.words, "setText", message(
                "“{title}” came from a file with this name, which had another content.", title=earlier.title
            ))  # fmt: skip
            live(self.button, "setText", "Replace the earlier version…")


class RulesLine(QWidget):
    """That names are replaced as the open key says, and how many were in the text shown."""

    def __init__(self) -> None:
        super().__init__()
        box = row(self, gap=GAP)
        box.addWidget(IconLabel("key-round", 16), 0, Qt.AlignmentFlag.AlignTop)
        self.words = label("", "muted", wrap=True)
        box.addWidget(self.words, 1)

    def show_item(self, item: ImportItem) -> None:
        """Show how many names were replaced in a file; nothing when no key is open."""
        self.setVisible(item.options.rules is not None and item.preview is not None)
        if item.preview is not None:
            live(self.words, "setText", counted(
                "The open key replaced {count} name in this text. No real name of the key is stored.",
                "The open key replaced {count} names in this text. No real name of the key is stored.",
                item.preview.replaced,
            ))  # fmt: skip


class LeftOutList(QWidget):
    """What of a file is not in the text: what is lost first and as a warning, mere notes after it."""

    def __init__(self) -> None:
        super().__init__()
        self._sentences: tuple[list[str], list[str]] = [], []
        box = column(self, gap=GAP_SMALL)
        box.setContentsMargins(0, GAP, 0, 0)
        self.lost_heading = label("What is left out", "section")
        self.lost = QWidget()
        self._lost: QVBoxLayout = column(self.lost, gap=GAP_SMALL)
        self.notes_heading = label("How it was read", "section")
        self.notes = QWidget()
        self._notes: QVBoxLayout = column(self.notes, gap=GAP_SMALL)
        for widget in (self.lost_heading, self.lost):
            box.addWidget(widget)
        box.addSpacing(GAP_SMALL)
        for widget in (self.notes_heading, self.notes):
            box.addWidget(widget)

    @property
    def shown(self) -> tuple[list[str], list[str]]:
        """The sentences on what is lost, and the notes."""
        return self._sentences

    def show_left_out(self, left_out: Sequence[LeftOut]) -> None:
        """Show these."""
        lost, notes = [one for one in left_out if one.lost], [one for one in left_out if not one.lost]
        self._sentences = [say(one.message) for one in lost], [say(one.message) for one in notes]
        self._fill(self._lost, self._sentences[0], "triangle-alert", "warning")
        self._fill(self._notes, self._sentences[1], "info", "muted")
        for shown, several in (
            ((self.lost_heading, self.lost), lost), ((self.notes_heading, self.notes), notes)
        ):  # fmt: skip
            for widget in shown:
                widget.setVisible(bool(several))
        self.setVisible(bool(left_out))

    def _fill(self, box: QVBoxLayout, sentences: Sequence[str], icon: str, colour: str) -> None:
        clear_layout(box)
        for sentence in sentences:
            line = QWidget()
            inside = row(line, gap=GAP)
            inside.addWidget(IconLabel(icon, 16, colour), 0, Qt.AlignmentFlag.AlignTop)
            shown = words("muted" if colour == "muted" else "")
            shown.setText(sentence)
            inside.addWidget(shown, 1)
            box.addWidget(line)
