"""The protocol of personal data: what was done, by whom and when, to be read and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QWidget

from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.exporters.protocol import SUFFIXES
from qualcoder_peer.core.exporters.formats import FORMATS
from qualcoder_peer.gui.i18n import live, say, tr
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_SIZE = QSize(680, 520)


class ProtocolDialog(QDialog):
    """Shows the text; ``save`` gets the path that the user chose."""

    def __init__(
        self, text: str, save: Callable[[Path], object], folder: Path, intro: Message | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", "Protocol of personal data")
        self._save, self._folder = save, folder
        whole = column(self, margin=GAP_LARGE + GAP, gap=GAP_LARGE)
        whole.addWidget(
            label(
                intro or N_("What was done with personal data in this project. It holds no real names."), wrap=True
            )
        )
        self.text = QPlainTextEdit()
        set_role(self.text, "field")
        self.text.setReadOnly(True)
        self.text.setPlainText(text)
        self.text.setTabChangesFocus(True)
        live(self.text, "setAccessibleName", "Protocol of personal data")
        whole.addWidget(self.text, 1)
        foot = row(gap=GAP)
        foot.addStretch(1)
        self.save_button = button("Save…", "download", on_click=self.choose)
        self.close_button = button("Close", role="primary", on_click=self.accept)
        foot.addWidget(self.save_button)
        foot.addWidget(self.close_button)
        whole.addLayout(foot)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def sizeHint(self) -> QSize:
        """Room for some entries."""
        return _SIZE

    def choose(self) -> QFileDialog:
        """Ask where to save it, and in which format."""
        kinds = {tr("Plain text ({pattern})", pattern="*.txt"): ".txt"}
        for one in FORMATS:
            pattern = " ".join(f"*{suffix}" for suffix in one.suffixes)
            kinds[tr("{kind} ({pattern})", kind=say(one.title), pattern=pattern)] = one.suffixes[0]
        dialog = QFileDialog(self, say(message("Save the protocol")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters(list(kinds))
        dialog.setDirectory(str(self._folder))
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(tr("Protocol of personal data") + ".txt")
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words][1:]))
        dialog.fileSelected.connect(lambda chosen: self._chosen(Path(chosen), kinds[dialog.selectedNameFilter()]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _chosen(self, path: Path, suffix: str) -> None:
        known = path.suffix.lower() in SUFFIXES
        self._save(path if known else path.with_name(path.name + suffix))
