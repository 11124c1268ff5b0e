from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel

from qualcoder_peer.core.domain.palette import contrast
from qualcoder_peer.gui.icons import icon, set_icon
from qualcoder_peer.gui.theme import THEMES, Theme, set_role, themes
from qualcoder_peer.gui.widgets.basics import button

TEXT_ON = [
    ("text", "window"), ("text", "surface"), ("text", "raised"), ("text", "rail"), ("text", "hover"),
    ("text", "pressed"), ("text", "accent_soft"), ("text", "warning_soft"), ("text", "danger_soft"),
    ("text", "success_soft"), ("text", "info_soft"), ("muted", "window"), ("muted", "surface"), ("muted", "raised"),
    ("muted", "rail"), ("muted", "accent_soft"), ("accent_text", "accent"), ("accent_text", "accent_hover"),
    ("selection_text", "selection"), ("link", "surface"), ("link", "window"), ("accent", "surface"),
    ("danger", "surface"), ("danger", "window"), ("danger", "danger_soft"), ("warning", "warning_soft"),
    ("success", "success_soft"), ("tooltip_text", "tooltip"),
]  # fmt: skip
EDGE_ON = [("control", "surface"), ("control", "window"), ("control", "raised"), ("focus", "surface"),
           ("focus", "window"), ("focus", "raised")]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_can_be_read(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON)
def test_edges_and_focus_can_be_seen(theme: Theme, edge: str, ground: str) -> None:
    assert contrast(getattr(theme, edge), getattr(theme, ground)) >= 3.0


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_reaches_a_widget_that_is_shown(name: str) -> None:
    label = QLabel("x")
    set_role(label, "muted")
    label.show()
    themes.choose(name)
    theme = THEMES[name]
    assert label.palette().color(label.backgroundRole()) == QColor(theme.window)
    label.ensurePolished()
    assert label.palette().color(label.foregroundRole()) == QColor(theme.muted)
    assert QApplication.palette().text().color() == QColor(theme.text)


def test_system_follows_the_scheme_of_the_system() -> None:
    themes.choose("dark")
    themes.choose("system")
    assert themes.choice == "system"
    system_is_dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert themes.current is THEMES["dark" if system_is_dark else "light"]


def test_icons_take_the_colour_of_the_theme_and_change_with_it() -> None:
    made = button("Import", "plus")

    def ink() -> set[str]:
        image = made.icon().pixmap(48, 48).toImage()
        colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return {colour.name() for colour in colours if colour.alpha() == 255}

    light = ink()
    assert light == {THEMES["light"].text}
    themes.choose("dark")
    assert ink() == {THEMES["dark"].text}


def test_a_button_that_is_gone_is_not_recoloured() -> None:
    made = button("Import", "plus")
    set_icon(made, "x")
    made.deleteLater()
    del made
    themes.choose("dark")
    assert not icon("x").isNull()
