"""The one style sheet, made from a theme: what palettes cannot say.

Roles (``set_role``) – labels: ``display title section muted small danger``; buttons: ``primary flat danger link rail``;
plain widgets: ``surface`` (ground of lists and pages), ``rail``, ``bar`` (a row of tools), ``card`` (one raised block).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from qualcoder_peer.core.resources import resource
from qualcoder_peer.gui.theme import Theme

_RULES = Template("""
QLabel[role="display"] { font-size: ${size_display}pt; font-weight: 600; }
QLabel[role="title"] { font-size: ${size_title}pt; font-weight: 600; }
QLabel[role="section"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${size_small}pt; }
QLabel[role="danger"] { color: $danger; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="side"] { background: $surface; border-left: 1px solid $line; }
QWidget[role="rail"] { background: $rail; }
QWidget[role="card"] { background: $raised; border: 1px solid $line; border-radius: 8px; }

QPushButton, QToolButton[role="button"] {
    background: $raised; color: $text; border: 1px solid $control; border-radius: 6px; padding: 5px 14px;
    min-height: 18px;
}
QPushButton:hover, QToolButton[role="button"]:hover { background: $hover; }
QPushButton:pressed, QToolButton[role="button"]:pressed { background: $pressed; }
QPushButton:disabled, QToolButton[role="button"]:disabled { color: $disabled; border-color: $line; }
QPushButton:focus, QToolButton[role="button"]:focus { border: 2px solid $focus; padding: 4px 13px; }
QPushButton[role="primary"] { background: $accent; color: $accent_text; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $line; color: $disabled; border-color: $line; }
QPushButton[role="danger"] { color: $danger; border-color: $danger; }
QPushButton[role="danger"]:disabled { color: $disabled; border-color: $line; }
QPushButton[role="flat"] { background: transparent; border: 1px solid transparent; padding: 5px 8px; }
QPushButton[role="flat"]:hover { background: $hover; }
QPushButton[role="flat"]:focus { border: 2px solid $focus; padding: 4px 7px; }
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; color: $link; padding: 2px 4px; text-align: left;
}
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 2px solid $focus; padding: 1px 3px; }
QPushButton::menu-indicator { image: url("$arrow"); width: 12px; height: 12px; subcontrol-position: right center;
    subcontrol-origin: padding; right: 6px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $pressed; }
QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $focus; padding: 3px; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="rail"] {
    color: $muted; border: 2px solid transparent; border-radius: 8px; padding: 6px 2px; font-size: ${size_small}pt;
}
QToolButton[role="rail"]:hover { background: $hover; color: $text; }
QToolButton[role="rail"]:checked { background: $surface; color: $accent; font-weight: 600; }
QToolButton[role="rail"]:focus { border-color: $focus; padding: 6px 2px; }

QLineEdit, QPlainTextEdit[role="field"], QTextEdit[role="field"], QComboBox, QAbstractSpinBox {
    background: $surface; color: $text; border: 1px solid $control; border-radius: 6px; padding: 4px 8px;
    selection-background-color: $selection; selection-color: $selection_text; placeholder-text-color: $muted;
}
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit[role="field"]:focus, QTextEdit[role="field"]:focus, QAbstractSpinBox:focus {
    border: 2px solid $focus; padding: 3px 7px;
}
QLineEdit[role="cell"], QLineEdit[role="cell"]:focus { border-radius: 2px; padding: 0 2px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: $danger; }
QLineEdit:disabled, QComboBox:disabled { color: $disabled; background: $window; border-color: $line; }
QLineEdit:read-only { background: $window; border-color: $line; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    border: none; padding: 0; min-height: 0; background: transparent; border-radius: 0;
}
QAbstractSpinBox QLineEdit { padding-left: 8px; }
QAbstractSpinBox:disabled { color: $disabled; background: $window; border-color: $line; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 22px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("$up_arrow"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$arrow"); width: 12px; height: 12px; }
QComboBox { padding: 4px 4px 4px 10px; }
QComboBox:focus { border: 2px solid $focus; padding: 3px 3px 3px 9px; }
QComboBox::drop-down { border: none; width: 24px; subcontrol-origin: border; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$arrow"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $control; padding: 4px; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}

QCheckBox::indicator, QListView::indicator, QTreeView::indicator, QTableView::indicator {
    width: 14px; height: 14px; border: 1px solid $control; border-radius: 3px; background: $surface;
}
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked,
QTableView::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:focus { border: 2px solid $focus; }
QRadioButton { spacing: 8px; }
QRadioButton::indicator {
    width: 14px; height: 14px; background: $surface; border: 1px solid $control; border-radius: 8px;
}
QRadioButton::indicator:checked {
    width: 6px; height: 6px; background: $accent_text; border: 5px solid $accent; border-radius: 8px;
}
QRadioButton:focus { color: $focus; text-decoration: underline; }
QRadioButton::indicator:disabled { border-color: $line; background: $window; }
QCheckBox::indicator:disabled { border-color: $line; background: $window; }
QCheckBox::indicator:checked:disabled { border-color: $line; background: $disabled; }

QAbstractScrollArea { border: none; }
QScrollArea[role="surface"] { background: $surface; }
QListView, QTreeView, QTableView {
    background: $surface; border: 1px solid transparent; alternate-background-color: $surface; gridline-color: $line;
    outline: none;
    selection-background-color: $selection; selection-color: $selection_text;
}
QListView:focus, QTreeView:focus, QTableView:focus { border: 1px solid $focus; }
QTextBrowser { background: $surface; border: 1px solid transparent; }
QTextBrowser:focus, QScrollArea:focus, QLabel:focus { border: 1px solid $focus; }
QListView::item, QTreeView::item { padding: 3px 4px; border: 1px solid transparent; }
QListView[role="rows"]::item { padding: 0; border-radius: 6px; }
QListView[role="side"]::item { padding: 6px 14px; }
QListView::item:focus, QTableView::item:focus { border: 1px solid $focus; }
QTableView::item { padding: 3px 8px; border-bottom: 1px solid $line; }
QListView::item:hover:!selected, QTreeView::item:hover:!selected { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
    background: $selection; color: $selection_text;
}
QListView::item:selected:!active, QTreeView::item:selected:!active { background: $accent_soft; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px 8px 6px 11px;
    font-weight: 600;
}
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $line; }

QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent; padding: 6px 12px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { color: $focus; background: $accent_soft; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QMenuBar { background: $window; border: none; padding: 2px 4px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; padding: 6px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }

QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { background: $window; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QToolTip { background: $tooltip; color: $tooltip_text; border: 1px solid $control; padding: 4px 8px; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $control; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QFrame[role="message"] { border: none; background: $info_soft; }
QFrame[role="message"][kind="warning"] { background: $warning_soft; }
QFrame[role="message"][kind="error"] { background: $danger_soft; }
QFrame[role="message"][kind="success"] { background: $success_soft; }
QFrame[role="toast"] { background: $tooltip; border: 1px solid $control; border-radius: 8px; }
QFrame[role="toast"] QLabel { color: $tooltip_text; }
QFrame[role="toast"] QPushButton {
    background: transparent; color: $tooltip_text; border: 1px solid transparent; font-weight: 600; padding: 3px 8px;
    text-decoration: underline;
}
QFrame[role="toast"] QPushButton:focus { border: 2px solid $tooltip_text; padding: 2px 7px; }
QFrame[role="popup"] { background: $raised; border: 1px solid $control; border-radius: 10px; }
QFrame[role="popup"] QListView { background: $raised; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
""")


def stylesheet(theme: Theme, sizes: Mapping[str, float]) -> str:
    """The style sheet of a theme; ``sizes`` are the points of each step of the type scale."""
    colours = {name: str(getattr(theme, name)) for name in Theme.__slots__}
    points = {f"size_{role}": f"{size:g}" for role, size in sizes.items()}
    arrow = Path(resource("icons", "indicator-down.svg")).as_posix()
    up_arrow = Path(resource("icons", "indicator-up.svg")).as_posix()
    check = Path(resource("icons", "indicator-check-dark.svg" if theme.dark else "indicator-check.svg")).as_posix()
    return _RULES.substitute(colours, **points, arrow=arrow, up_arrow=up_arrow, check=check)
