"""The key, the protocol and sealing as the room offers them: actions, their dialogs, and the key that is open.

    desk = KeyDesk(context, room)          # adds the actions
    tools.addWidget(desk.menu_button())
    desk.with_key(lambda key: …)           # the open key, or the one the user then opens
    desk.keep(rules)                       # what has been replaced, into the key that is open

The key is forgotten when it is closed, and with the project.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.exporters.protocol import protocol_text, write_protocol
from qualcoder_peer.core.key_file import KeyEntry, KeyFile
from qualcoder_peer.core.services.keys import (
    SealingFacts,
    add_to_key,
    create_key,
    destroy_key,
    import_rules,
    look_up,
    open_key,
    rules_of,
    seal,
    sealing_facts,
    usual_key_path,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.key_dialogs import (
    AskDialog,
    DestroyKeyDialog,
    LookUpDialog,
    NewKeyDialog,
    NewPasswordDialog,
    OpenKeyDialog,
)
from qualcoder_peer.gui.rooms.material.protocol_dialog import ProtocolDialog
from qualcoder_peer.gui.rooms.material.seal_dialog import SealDialog
from qualcoder_peer.gui.widgets.basics import button

_MENU = (
    "key_open", "key_create", "key_close", "", "key_look_up", "key_password", "key_destroy", "", "seal", "protocol"
)  # fmt: skip


class _Kept:
    """The open key, apart from any widget: it must be forgotten also when those are gone first."""

    def __init__(self) -> None:
        self.key: KeyFile | None = None

    def close(self) -> None:
        """Forget password and names."""
        key, self.key = self.key, None
        if key is not None:
            key.close()


class KeyDesk(QObject):
    """Adds its actions to the registry. ``dialog`` is the one that is open, if any."""

    changed = Signal()
    """A key was opened, closed, or has other entries."""

    def __init__(self, context: RoomContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self._kept = _Kept()
        self._last_path: Path | None = None
        self.dialog: AskDialog | ProtocolDialog | SealDialog | None = None
        kept = self._kept
        context.destroyed.connect(lambda: kept.close())  # with the project, whatever else is alive by then
        self._add_actions()

    @property
    def key(self) -> KeyFile | None:
        """The key that is open."""
        return self._kept.key

    def rules(self) -> list[ReplaceRule]:
        """What the open key replaces; empty when none is open."""
        return rules_of(self.key) if self.key is not None else []

    def import_rules(self) -> Callable[[ReadText], ReadText] | None:
        """What is done to each text that is imported now (``ImportOptions.rules``); None when there is nothing to."""
        return import_rules(self._context.project, self.key) if self.key is not None and self.key.entries else None

    def menu_button(self) -> QPushButton:
        """A button with a menu of all that can be done here."""
        made = button("Pseudonyms", "key-round")
        menu = QMenu(made)
        for name in _MENU:
            if name:
                menu.addAction(self._context.actions.get(f"material.{name}"))
            else:
                menu.addSeparator()
        made.setMenu(menu)
        return made

    def with_key(self, then: Callable[[KeyFile], object]) -> None:
        """Call ``then`` with the open key, or with the one that the user opens now."""
        if self.key is not None:
            then(self.key)
        else:
            self.open_key(then)

    def keep(self, rules: Sequence[ReplaceRule], note: str = "", then: Callable[[int], object] | None = None) -> None:
        """Add to the open key what has been replaced by what; ``then`` gets how many entries are new."""
        if self.key is None:
            self.open_key(lambda _key: self.keep(rules, note, then))
            return

        def done(added: int) -> None:
            self._tell_changed()
            if then is not None:
                then(added)
            else:
                self._context.messages.notify(
                    counted("Added {count} entry to the key.", "Added {count} entries to the key.", added)
                )

        run_job(self, add_to_key, self._context.project, self.key, list(rules), note,
                title=message("Writing the key"), on_done=done, cancellable=False)  # fmt: skip

    def create_key(self) -> None:
        """Ask where the new key is kept, and for its password."""
        dialog = NewKeyDialog(_free(usual_key_path(self._context.project)), self._context.window)

        def made(path: Path, password: str) -> None:
            self._work(dialog, lambda key: self._take(key, dialog), message("Making the key"), create_key,
                       self._context.project, path, password)  # fmt: skip

        dialog.asked.connect(made)
        self._open(dialog)

    def open_key(self, then: Callable[[KeyFile], object] | None = None) -> None:
        """Ask which key, and for its password."""
        usual = self._last_path or usual_key_path(self._context.project)
        dialog = OpenKeyDialog(usual if usual.is_file() else None, self._context.window)

        def opened(path: Path, password: str) -> None:
            self._work(dialog, lambda key: self._take(key, dialog, then), message("Opening the key"), open_key,
                       self._context.project, path, password)  # fmt: skip

        dialog.asked.connect(opened)
        self._open(dialog)

    def close_key(self) -> None:
        """Forget the key."""
        self._kept.close()
        self._tell_changed()
        self._context.messages.notify(message("The key is closed."))

    def look_up(self) -> None:
        """Show whom a pseudonym stands for, with a reason."""
        self.with_key(self._look_up)

    def change_password(self) -> None:
        """Ask for another password."""
        self.with_key(self._change_password)

    def destroy_key(self) -> None:
        """Ask, destroy the key, and show the protocol."""
        key = self.key
        usual = usual_key_path(self._context.project)
        path = key.path if key is not None else self._last_path or (usual if usual.is_file() else None)
        dialog = DestroyKeyDialog(path, None if key is None else len(key.entries), self._context.window)

        def gone(_text: Message) -> None:
            self._kept.close()
            self._tell_changed()
            dialog.accept()
            self.show_protocol(message("The key has been destroyed. Save the protocol with the project’s papers."))

        dialog.asked.connect(
            lambda chosen: self._work(dialog, gone, message("Destroying the key"), destroy_key, self._context.project,
                                      chosen, key)
        )  # fmt: skip
        self._open(dialog)

    def show_protocol(self, intro: Message | None = None) -> None:
        """Show the protocol, to be saved."""
        project = self._context.project

        def save(path: Path) -> None:
            run_job(self, write_protocol, project, path, languages.current, cancellable=False,
                    title=message("Writing “{name}”", name=path.name),
                    on_done=lambda _none: self._context.messages.inform(
                        message("“{name}” was written in {folder}.", name=path.name, folder=str(path.parent))
                    ))  # fmt: skip

        text = protocol_text(project, languages.current)
        self._open(ProtocolDialog(text, save, project.path.parent, intro, self._context.window))

    def seal(self) -> None:
        """Tell what sealing means, ask, and do it."""
        run_job(self, sealing_facts, self._context.project, title=message("Looking at what is to be purged"),
                on_done=self._ask_to_seal, cancellable=False)  # fmt: skip

    # Private

    def _add_actions(self) -> None:
        actions, owner = self._context.actions, self._owner
        for name, title, run, enabled, icon in (
            ("key_create", N_("Make a key to the pseudonyms…"), self.create_key, self._none_open, "plus"),
            ("key_open", N_("Open the key to the pseudonyms…"), self.open_key, self._none_open, "key-round"),
            ("key_close", N_("Close the key"), self.close_key, self._is_open, "lock"),
            ("key_look_up", N_("Look someone up…"), self.look_up, self._editable, "search"),
            ("key_password", N_("Change the key’s password…"), self.change_password, self._is_open, ""),
            ("key_destroy", N_("Destroy the key…"), self.destroy_key, self._editable, "trash-2"),
            ("seal", N_("Seal the project…"), self.seal, self._editable, "shield-check"),
            ("protocol", N_("Protocol of personal data"), self.show_protocol, None, "file-text"),
        ):
            actions.add(f"material.{name}", title, run, icon=icon, owner=owner, enabled=enabled)

    def _editable(self) -> bool:
        return not self._context.read_only

    def _is_open(self) -> bool:
        return self.key is not None

    def _none_open(self) -> bool:
        return self.key is None

    def _take(
        self, key: KeyFile, dialog: AskDialog, then: Callable[[KeyFile], object] | None = None
    ) -> None:
        self._kept.close()
        self._kept.key, self._last_path = key, key.path
        dialog.accept()
        self._tell_changed()
        if then is not None:
            then(key)
        else:
            self._context.messages.notify(
                message("The key “{name}” is open.", name=key.path.name), action=message("Close the key"),
                run=self.close_key,
            )  # fmt: skip

    def _look_up(self, key: KeyFile) -> None:
        names = sorted({entry.pseudonym for entry in key.entries}, key=str.casefold)
        dialog = LookUpDialog(names, self._context.window)

        def found(entries: tuple[KeyEntry, ...]) -> None:
            dialog.show_found(entries)

        dialog.asked.connect(
            lambda pseudonym, reason: self._work(dialog, found, message("Looking up"), look_up, self._context.project,
                                                 key, pseudonym, reason)
        )  # fmt: skip
        self._open(dialog)

    def _change_password(self, key: KeyFile) -> None:
        dialog = NewPasswordDialog(self._context.window)

        def changed(_none: object) -> None:
            dialog.accept()
            self._context.messages.notify(message("The key has its new password."))

        dialog.asked.connect(
            lambda password: self._work(dialog, changed, message("Writing the key"), key.change_password, password)
        )
        self._open(dialog)

    def _ask_to_seal(self, facts: SealingFacts) -> None:
        dialog = SealDialog(facts, self._context.window)

        def failed(error: BaseException) -> None:
            if isinstance(error, UserError):
                dialog.show_error(error.message)
            else:
                dialog.finish()
                self._context.messages.error(error)

        def done(_text: Message) -> None:
            dialog.finish()
            self._context.messages.inform(
                message("The project is sealed: what it was before is gone from its file and its snapshots."),
                message("Show the protocol"),
                self.show_protocol,
            )

        def start() -> None:
            dialog.follow(
                run_job(self, seal, self._context.project, title=message("Sealing the project"), on_done=done,
                        on_failed=failed, cancellable=False)
            )  # fmt: skip

        dialog.asked.connect(start)
        self._open(dialog)

    def _work(
        self,
        dialog: AskDialog,
        done: Callable[..., object],
        title: Message,
        function: Callable[..., object],
        *values: object,
    ) -> None:
        """Do what a dialog asks for; what the user can mend is said on it."""

        def failed(error: BaseException) -> None:
            if isinstance(error, UserError):
                dialog.show_error(error.message)
            else:
                dialog.set_busy(False)
                dialog.reject()
                self._context.messages.error(error)

        run_job(self, function, *values, title=title, on_done=done, on_failed=failed, cancellable=False)

    def _open(self, dialog: AskDialog | ProtocolDialog | SealDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(lambda _result: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QObject) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _tell_changed(self) -> None:
        self._context.actions.refresh()
        self.changed.emit()


def _free(path: Path) -> Path:
    """The path, with a number behind it where something stands there already."""
    free, number = path, 2
    while free.exists():
        free, number = path.with_name(f"{path.stem} {number}{path.suffix}"), number + 1
    return free
