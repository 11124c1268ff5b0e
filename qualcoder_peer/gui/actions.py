"""Every action of the program under one name: for menus, buttons, keys, tool tips and the command palette.

    context.actions.add("coding.apply", "Code the selection", self._apply, keys="Ctrl+Space", icon="tag",
                        owner=self, enabled=self._has_selection)

An action with an ``owner`` answers its keys only while the focus is in that widget, so two rooms may use the same
keys. The user can change all keys in the settings. ``refresh`` asks every ``enabled`` again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.i18n import languages, say, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.settings import Settings

Keys = str | QKeySequence.StandardKey | tuple[str, ...] | None


@dataclass(slots=True)
class Registered:
    """An action and what is known of it: ``title`` is what it says now ("Undo: …"), ``name`` what it is called."""

    id: str
    title: Message
    name: Message
    action: QAction
    default_keys: list[QKeySequence]
    enabled: Callable[[], bool] | None
    in_palette: bool

    @property
    def room(self) -> str:
        """The part of the program the action belongs to (``app``, ``coding`` …)."""
        return self.id.partition(".")[0]

    @property
    def is_near(self) -> bool:
        """Whether it belongs to the window or to something that is shown now."""
        owner = self.action.parent()
        return not isinstance(owner, QWidget) or owner.isVisible()


class ActionRegistry(QObject):
    """All actions there are now. Actions of a widget that is gone are forgotten."""

    changed = Signal()
    """Actions came or went, or have other keys."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._actions: dict[str, Registered] = {}
        languages.changed.connect(self._retitle_all)
        settings.changed.connect(self._settings_changed)

    def add(
        self,
        id: str,
        title: str | Message,
        run: Callable[..., object],
        *,
        keys: Keys = None,
        icon: str = "",
        owner: QWidget | None = None,
        enabled: Callable[[], bool] | None = None,
        checkable: bool = False,
        palette: bool = True,
    ) -> QAction:
        """Add an action, or put it in the place of the one with the same id. ``title`` is a source text to translate.

        ``run`` is called without arguments, or with the new state if ``checkable``.
        """
        action = QAction(owner or self._window)
        action.setCheckable(checkable)
        action.setMenuRole(QAction.MenuRole.NoRole)  # macOS would guess from the words
        if checkable:
            action.toggled.connect(run)
        else:
            action.triggered.connect(lambda _checked=False: run())
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut if owner else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(within)
        if icon:
            set_icon(action, icon)
        (owner or self._window).addAction(action)
        text = title if isinstance(title, Message) else message(title)
        self._actions[id] = Registered(id, text, text, action, _sequences(keys), enabled, palette)
        self._set_keys(self._actions[id])
        if enabled is not None:
            action.setEnabled(enabled())
        self.changed.emit()
        return action

    def __contains__(self, id: str) -> bool:
        return id in self._actions

    def get(self, id: str) -> QAction:
        """The action with this id. Raises KeyError."""
        return self._actions[id].action

    def all(self) -> list[Registered]:
        """Every action that is alive, in the order they were added."""
        gone = [id for id, one in self._actions.items() if not shiboken6.isValid(one.action)]
        for id in gone:
            del self._actions[id]
        return list(self._actions.values())

    def retitle(self, id: str, title: Message) -> None:
        """Give an action another title ("Undo: …")."""
        self._actions[id].title = title
        self._retitle(self._actions[id])

    def refresh(self) -> None:
        """Ask every action whether it can be done now."""
        for one in self.all():
            if one.enabled is not None:
                one.action.setEnabled(one.enabled())

    def bind(self, button: QAbstractButton, id: str) -> None:
        """Let a button that has its own text do an action: click, tool tip, and whether it can be pressed."""
        action = self.get(id)
        named: list[str | None] = [None]

        def follow() -> None:
            """Have the button look as the action does."""
            if shiboken6.isValid(button) and shiboken6.isValid(action):
                button.setEnabled(action.isEnabled())
                button.setToolTip(action.toolTip())
                if not button.text():
                    button.setAccessibleName(action.text())
                elif button.accessibleName() == named[0]:
                    button.setAccessibleName("")  # it has words of its own now
                named[0] = button.accessibleName() or None

        button.clicked.connect(lambda _checked=False: action.trigger())
        action.changed.connect(follow)
        follow()

    def tool_button(self, id: str, parent: QWidget | None = None) -> QToolButton:
        """A tool button for an action, with its icon only; one with words is a ``button`` and ``bind``."""
        button = QToolButton(parent)
        button.setDefaultAction(self.get(id))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def users_of(self, keys: QKeySequence, besides: str) -> list[Registered]:
        """Other actions that answer to the same keys in the same part of the program."""
        room = besides.partition(".")[0]
        return [
            one
            for one in self.all()
            if one.id != besides and keys in one.action.shortcuts() and (room in (one.room, "app") or one.room == "app")
        ]

    def _settings_changed(self, name: str) -> None:
        if name == "shortcuts":
            for one in self.all():
                self._set_keys(one)
            self.changed.emit()

    def _set_keys(self, one: Registered) -> None:
        chosen = self._settings.shortcuts.get(one.id)
        keys = one.default_keys if chosen is None else [QKeySequence.fromString(chosen)] if chosen else []
        one.action.setShortcuts(keys)
        self._retitle(one)

    def _retitle_all(self) -> None:
        for one in self.all():
            self._retitle(one)

    def _retitle(self, one: Registered) -> None:
        text = say(one.title)
        one.action.setText(text.replace("&", "&&"))
        keys = one.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = tr("{action} ({keys})", action=text, keys=keys) if keys else text
        one.action.setToolTip(tip)


def _sequences(keys: Keys) -> list[QKeySequence]:
    if keys is None:
        return []
    if isinstance(keys, QKeySequence.StandardKey):
        return QKeySequence.keyBindings(keys)[:1]  # the others are media keys and old habits of one platform
    return [QKeySequence(one) for one in ((keys,) if isinstance(keys, str) else keys)]
