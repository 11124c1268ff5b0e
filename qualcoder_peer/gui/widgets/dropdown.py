"""Menus that are filled when they open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget


def menu_on(owner: QWidget, fill: Callable[[QMenu], object] | None = None) -> QMenu:
    """A menu of a widget (a button opens it); ``fill`` puts in what there is to choose each time it opens."""
    menu = QMenu(owner)
    menu.setToolTipsVisible(True)
    if fill is not None:
        menu.aboutToShow.connect(lambda: fill(menu))
    if isinstance(owner, (QToolButton, QPushButton)):
        owner.setMenu(menu)
    else:
        menu.aboutToHide.connect(menu.deleteLater)
    return menu
