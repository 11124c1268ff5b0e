"""What may be chosen for a file because of its format: its comments, and the options of its importer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.importers.sheet import SheetShape
from qualcoder_peer.core.services.preparing import COMMENT_TITLES, CommentUse
from qualcoder_peer.gui.forms.builder import OptionsForm
from qualcoder_peer.gui.forms.editors import ChoiceEditor
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.material.import_items import ImportItem
from qualcoder_peer.gui.rooms.material.import_reading import SHEET
from qualcoder_peer.gui.rooms.material.import_sheet import SheetForm
from qualcoder_peer.gui.rooms.material.pane import clear_layout
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label


class CommentsBox(QWidget):
    """What becomes of the comments in a file. ``chosen`` carries a CommentUse; ``for_all`` asks for it in all files."""

    chosen = Signal(object)
    for_all = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = column(self, gap=GAP_SMALL)
        box.setContentsMargins(0, GAP, 0, 0)
        self._heading = label("Comments", "section")
        box.addWidget(self._heading)
        self.editor = ChoiceEditor(COMMENT_TITLES)
        self.editor.combo.setSizeAdjustPolicy(self.editor.combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.editor.combo.setMinimumContentsLength(10)
        live(self.editor.combo, "setAccessibleName", "What becomes of the comments")
        self.editor.changed.connect(lambda: self.chosen.emit(self.editor.value()))
        box.addWidget(self.editor)
        self.all_files = button("Do so in all files", role="link", on_click=self.for_all.emit)
        box.addWidget(self.all_files)

    def show_item(self, item: ImportItem, others: int) -> None:
        """Show a file; ``others`` is how many other files have comments."""
        count = item.preview.comments if item.preview is not None else 0
        self.setVisible(count > 0)
        live(self._heading, "setText", counted("{count} comment", "{count} comments", count))
        use = item.preview.comment_use if item.preview is not None else CommentUse.NONE
        self.editor.set_value(use)
        self.all_files.setVisible(others > 0)


class FormatBox(QWidget):
    """The options of the importer of a file. ``chosen`` carries an instance of them; ``for_all`` asks for the same in
    all files of the format."""

    chosen = Signal(object)
    for_all = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._box = column(self, gap=GAP)
        self._box.setContentsMargins(0, GAP, 0, 0)
        self._heading = label("How the file is read", "section")
        self._box.addWidget(self._heading)
        self.sheet = SheetForm()
        self.sheet.chosen.connect(self.chosen)
        self._box.addWidget(self.sheet)
        self._plain = QWidget()
        self._plain_box = column(self._plain)
        self._box.addWidget(self._plain)
        self.all_files = button("Do so in all files of this kind", role="link", on_click=self.for_all.emit)
        self._box.addWidget(self.all_files)
        self.form: OptionsForm | None = None

    def show_item(self, item: ImportItem, shape: SheetShape | None, others: int) -> None:
        """Show a file; ``shape`` is that of a sheet once it is known, ``others`` how many have the same format."""
        is_sheet = item.format == SHEET
        self.sheet.setVisible(is_sheet and shape is not None)
        if is_sheet and shape is not None:
            self.sheet.show_shape(shape)
        has_form = not is_sheet and self._show_plain(item)
        self._plain.setVisible(has_form)
        self.all_files.setVisible(has_form and others > 0)
        self.setVisible(has_form or (is_sheet and shape is not None))

    def _show_plain(self, item: ImportItem) -> bool:
        importer = item.importer
        if importer is None or item.preview is None or importer.key != item.format:
            return False
        options = item.options.formats.get(importer.key) or importer.Options()
        if self.form is None or type(self.form.value()) is not type(options):
            clear_layout(self._plain_box)
            self.form = OptionsForm(options, besides=("encoding",))
            self.form.changed.connect(lambda _name, form=self.form: self.chosen.emit(form.value()))
            self._plain_box.addWidget(self.form)
        self.form.set_value(options)
        return bool(self.form.editors)
