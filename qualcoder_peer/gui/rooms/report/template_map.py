"""Which styles of the organisation's template stand for ours: a dialog that suggests them and keeps what is chosen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QScrollArea, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.reports.style_map import (
    ROLES,
    Role,
    TemplateStyle,
    TemplateStyles,
    checked_map,
    keep_style_map,
    read_style_map,
    read_template_styles,
    suggest_styles,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, say, tr, tr_n
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, row
from qualcoder_peer.gui.widgets.tips import plain_tip

_SIZE = QSize(820, 600)
_WIDEST = 260
_SMALLEST, _LARGEST = 8.0, 17.0  # points of a sample


def map_styles(parent: QWidget, context: RoomContext, template: str) -> QDialog | None:
    """Show the dialog for a template (the path of a .docx or .dotx); a file that cannot be one is told of instead."""
    try:
        found = read_template_styles(template)
    except UserError as error:
        context.messages.error(error)
        return None
    dialog = StyleMapDialog(context, found, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class StyleMapDialog(QDialog):
    """A line for each style of ours: what it is for, the template's style, and words that look like it."""

    def __init__(self, context: RoomContext, found: TemplateStyles, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self._context, self._found = context, found
        live(self, "setWindowTitle", "Styles of the template")
        self.choices: dict[str, QComboBox] = {}
        self._samples: dict[str, ElidedLabel] = {}
        kept = checked_map(read_style_map(context.project), found)
        self._suggested = suggest_styles(found)
        self._lay_out()
        self._choose(kept or self._suggested)
        self._say_suggested(not kept)
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))

    @property
    def mapping(self) -> dict[str, str]:
        """What is chosen: our names → the template's."""
        return {name: str(box.currentData()) for name, box in self.choices.items() if box.currentData()}

    def suggest(self) -> None:
        """Choose what the names of the template suggest."""
        self._choose(self._suggested)
        self._say_suggested(True)

    def save(self) -> None:
        """Keep what is chosen with the project."""
        if not self._context.read_only and self.mapping != read_style_map(self._context.project):
            keep_style_map(self._context.project, self.mapping)
        self.accept()

    def _lay_out(self) -> None:
        box = column(self, margin=GAP_LARGE, gap=GAP_LARGE)
        box.addWidget(label(message("Styles of “{name}”", name=self._found.name), "title"))
        words = (
            message("Reports use the styles of the template that are chosen here. What it has none for is made. "
                    "The report is put where a paragraph reads [[report]].")
            if self._found.has_place
            else message("Reports use the styles of the template that are chosen here. What it has none for is made. "
                         "No paragraph reads [[report]], so the report is put at the end.")
        )  # fmt: skip
        box.addWidget(label(words, "muted", wrap=True))
        self.told = label(wrap=True)
        box.addWidget(self.told)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, GAP, 0)
        grid.setHorizontalSpacing(GAP_LARGE)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(2, 1)
        for line, role in enumerate(ROLES):
            self._line(grid, line, role)
        grid.setRowStretch(len(ROLES), 1)
        area.setWidget(inside)
        box.addWidget(area, 1)
        self.suggest_button = button("Suggest again", role="flat", on_click=self.suggest)
        self.save_button = button("Use these styles", role="primary", on_click=self.save)
        self.save_button.setDefault(True)
        self.save_button.setEnabled(not self._context.read_only)
        self.cancel_button = button("Cancel", on_click=self.reject)
        foot = row(gap=GAP)
        foot.addWidget(self.suggest_button)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        box.addLayout(foot)

    def _line(self, grid: QGridLayout, line: int, role: Role) -> None:
        choice = QComboBox()
        choice.setMaximumWidth(_WIDEST)
        choice.setMinimumWidth(_WIDEST)
        own = self._found.find(role.name)
        choice.addItem(tr("As it is called: {name}", name=own.name) if own is not None else tr("Make it"), "")
        for style in self._found.of_kind(role.kind):
            choice.addItem(style.name, style.name)
            choice.setItemData(choice.count() - 1, plain_tip(style.name), Qt.ItemDataRole.ToolTipRole)
        choice.setEnabled(not self._context.read_only)
        choice.setAccessibleName(say(role.title))
        choice.currentIndexChanged.connect(lambda _index: self._show_sample(role))
        sample = ElidedLabel()
        self.choices[role.name], self._samples[role.name] = choice, sample
        grid.addWidget(label(role.title, buddy=choice), line, 0)
        grid.addWidget(choice, line, 1)
        grid.addWidget(sample, line, 2)
        self._show_sample(role)

    def _choose(self, mapping: dict[str, str]) -> None:
        for name, choice in self.choices.items():
            choice.setCurrentIndex(max(0, choice.findData(mapping.get(name, ""))))

    def _show_sample(self, role: Role) -> None:
        name = str(self.choices[role.name].currentData() or role.name)
        style, sample = self._found.find(name), self._samples[role.name]
        sample.setFont(_font(style))
        sample.setText(style.name if style is not None else tr("will be made by the program"))
        # Words on the window's own ground keep its colour: what is light on paper may be unreadable here.
        sample.setEnabled(style is not None)
        sample.setAccessibleName(_look_in_words(style))
        sample.setToolTip(plain_tip(_look_in_words(style)))

    def _say_suggested(self, suggested: bool) -> None:
        count = len(self._suggested)
        self.told.setVisible(suggested and count > 0)
        self.told.setText(
            tr_n("{count} style is suggested by its name; look it over.",
                 "{count} styles are suggested by their names; look them over.", count)
        )  # fmt: skip


def _font(style: TemplateStyle | None) -> QFont:
    font = QFont(themes.font("body"))
    if style is None:
        font.setItalic(True)
        return font
    if style.font:
        font.setFamilies([style.font, *font.families()])
    if style.size:
        font.setPointSizeF(min(max(style.size, _SMALLEST), _LARGEST))
    font.setBold(style.bold)
    font.setItalic(style.italic)
    return font


def _look_in_words(style: TemplateStyle | None) -> str:
    if style is None:
        return tr("will be made by the program")
    parts = [style.font, tr("{size} points", size=f"{style.size:g}") if style.size else ""]
    parts += [tr("bold") if style.bold else "", tr("italic") if style.italic else "", style.colour]
    return ", ".join(part for part in parts if part) or style.name
