"""Light, dark and high contrast: one set of named colours, one type scale, one grid, switched while the program runs.

Ask ``themes.current`` for colours when painting and listen to ``themes.changed``. Never write a colour elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.core.domain.messages import N_

GRID = 4
"""All gaps are multiples of this many device-independent pixels."""
GAP_SMALL, GAP, GAP_LARGE, GAP_HUGE = GRID, 2 * GRID, 4 * GRID, 8 * GRID

TEXT_SIZES: dict[str, float] = {"small": 0.9, "body": 1.0, "section": 1.0, "title": 1.3, "display": 1.7}
"""The type scale, in parts of the system's font size."""

THEME_TITLES: dict[str, str] = {
    "system": N_("Follow the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("High contrast"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme as ``#rrggbb``, named after what they are for.

    ``window`` is the ground of bars and side panes, ``surface`` of lists, pages and fields, ``raised`` of buttons and
    menus. ``line`` separates and may be faint; ``control`` is the edge of what can be typed in or pressed (3:1).
    A colour that ends in ``_text`` is for words on the colour before it; ``*_soft`` are grounds for ordinary text.
    """

    name: str
    dark: bool
    window: str
    surface: str
    raised: str
    rail: str
    text: str
    muted: str
    disabled: str
    line: str
    control: str
    hover: str
    pressed: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    selection: str
    selection_text: str
    focus: str
    link: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    success: str
    success_soft: str
    info_soft: str
    tooltip: str
    tooltip_text: str
    shadow: str


LIGHT = Theme(
    name="light", dark=False,
    window="#f3f4f6", surface="#ffffff", raised="#ffffff", rail="#e9ecef",
    text="#1d2126", muted="#565e68", disabled="#8b929b", line="#dfe2e6", control="#868e98",
    hover="#e6e9ed", pressed="#d8dde3",
    accent="#0b5cad", accent_hover="#094c90", accent_text="#ffffff", accent_soft="#dce9f7",
    selection="#cfe2f7", selection_text="#101418", focus="#0b5cad", link="#0b5cad",
    warning="#7a4d00", warning_soft="#fdf0d2", danger="#a4262c", danger_soft="#fbe4e4",
    success="#1b6b36", success_soft="#e0f2e5", info_soft="#e4eefa",
    tooltip="#2a2f36", tooltip_text="#ffffff", shadow="#1d2126",
)  # fmt: skip

DARK = Theme(
    name="dark", dark=True,
    window="#16181b", surface="#1d2025", raised="#272b31", rail="#111315",
    text="#e4e6e9", muted="#a9b0b9", disabled="#6f7781", line="#30353c", control="#727b86",
    hover="#292e34", pressed="#343a42",
    accent="#7db8ff", accent_hover="#9ccaff", accent_text="#0c1d30", accent_soft="#21364f",
    selection="#2f5683", selection_text="#ffffff", focus="#7db8ff", link="#8ec2ff",
    warning="#f2c063", warning_soft="#3a2f16", danger="#ff9a94", danger_soft="#43211f",
    success="#84d39b", success_soft="#1b3524", info_soft="#1f2f42",
    tooltip="#3a4048", tooltip_text="#ffffff", shadow="#000000",
)  # fmt: skip

CONTRAST = Theme(
    name="contrast", dark=True,
    window="#000000", surface="#000000", raised="#000000", rail="#000000",
    text="#ffffff", muted="#e0e0e0", disabled="#b0b0b0", line="#9a9a9a", control="#ffffff",
    hover="#2a2a2a", pressed="#404040",
    accent="#00ffff", accent_hover="#8affff", accent_text="#000000", accent_soft="#003c3c",
    selection="#005a9e", selection_text="#ffffff", focus="#ffff00", link="#7fd4ff",
    warning="#ffd54a", warning_soft="#332900", danger="#ffa6a0", danger_soft="#3d0f0c",
    success="#8dffa9", success_soft="#0b3016", info_soft="#0f2740",
    tooltip="#000000", tooltip_text="#ffffff", shadow="#000000",
)  # fmt: skip

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}


class Themes(QObject):
    """Which theme is shown. ``changed`` carries the new Theme after palette and style sheet have been set."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._choice = "system"
        self._current = LIGHT
        self._base_size = 0.0
        self._listening = False

    @property
    def current(self) -> Theme:
        """The theme that is shown."""
        return self._current

    @property
    def choice(self) -> str:
        """What the user chose, a key of THEME_TITLES."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Show a theme, or follow the system. Needs the QApplication."""
        self._choice = choice if choice in THEME_TITLES else "system"
        app = _application()
        if not self._listening:
            self._listening = True
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._system_changed)
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "contrast": Qt.ColorScheme.Dark}
        app.styleHints().setColorScheme(schemes.get(self._choice, Qt.ColorScheme.Unknown))
        self._apply()

    def size(self, role: str) -> float:
        """The size in points of a step of the type scale (a key of TEXT_SIZES)."""
        if not self._base_size:
            font = QApplication.font()
            self._base_size = font.pointSizeF() if font.pointSizeF() > 0 else 10.0
        return round(self._base_size * TEXT_SIZES[role], 1)

    def font(self, role: str = "body") -> QFont:
        """A font of the type scale, for painting."""
        font = QFont(QApplication.font())
        font.setPointSizeF(self.size(role))
        if role in ("section", "title", "display"):
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        from qualcoder_peer.gui.stylesheet import stylesheet

        app = _application()
        self._current = THEMES.get(self._choice) or _system_theme(app)
        app.setPalette(palette(self._current))
        app.setStyleSheet(stylesheet(self._current, {role: self.size(role) for role in TEXT_SIZES}))
        self.changed.emit(self._current)


themes = Themes()


def palette(theme: Theme) -> QPalette:
    """The palette of a theme for all of Qt's own widgets."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.surface,
        role.AlternateBase: theme.window, role.Text: theme.text, role.PlaceholderText: theme.muted,
        role.Button: theme.raised, role.ButtonText: theme.text, role.BrightText: theme.danger,
        role.Highlight: theme.selection, role.HighlightedText: theme.selection_text, role.Accent: theme.accent,
        role.Link: theme.link, role.LinkVisited: theme.link, role.ToolTipBase: theme.tooltip,
        role.ToolTipText: theme.tooltip_text, role.Light: theme.raised, role.Midlight: theme.hover,
        role.Mid: theme.line, role.Dark: theme.control, role.Shadow: theme.shadow,
    }  # fmt: skip
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.disabled))
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget a part in the style sheet: see ``stylesheet.py`` for the roles (``title muted primary flat`` …)."""
    widget.setProperty("role", role)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _system_theme(app: QApplication) -> Theme:
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
