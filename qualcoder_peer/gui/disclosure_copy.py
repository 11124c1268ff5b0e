"""Words of the material on the clipboard, past the disclosure check: a copy is a way out as much as a file.

Strict rules: nothing is copied while something that was found is open, and the user is told why and can let it pass.
Warning ones: it is copied, and what was found is said in passing. Long passages are looked through beside the window.
"""

from __future__ import annotations

from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from qualcoder_peer.core.domain.disclosure import Disclosure, DisclosureLevel
from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.disclosure import level_of, read_rules
from qualcoder_peer.core.services.disclosure_gate import check_words, refuse_copy, warning
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_dialog import DisclosureDialog
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.widgets.copy_menu import copy_by_key, press
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField
from qualcoder_peer.gui.widgets.own_words import own_words_mime
from qualcoder_peer.gui.widgets.transcript.reading_page import ReadingPage

Standard = QKeySequence.StandardKey
_AT_ONCE = 4_000
"""Code points that are looked through before the key is let go; more of them are beside the window."""
_looking: WeakKeyDictionary[RoomContext, Job] = WeakKeyDictionary()


def copy_words(context: RoomContext, words: str, done: Message | None = None, *, inside: bool = False) -> bool:
    """Put words on the clipboard and say so with ``done``, or what was found in them.

    Where the project's rules are strict and something is found nothing is copied, and the user is told; ``inside``:
    it can still be pasted in this program, where the words are being written. Returns whether they can be pasted
    elsewhere now; long ones only a moment later where the rules are strict.
    """
    before = _looking.pop(context, None)
    if before is not None:
        before.drop()
    rules = read_rules(context.project)
    level = level_of(rules)
    if level is not DisclosureLevel.STRICT:
        QGuiApplication.clipboard().setText(words)
    elif inside:
        QGuiApplication.clipboard().setMimeData(own_words_mime(words))
    if len(words) <= _AT_ONCE or level is DisclosureLevel.OFF:
        return _checked(context, words, done, inside, check_words(context.project, words, rules))

    def looked(found: Disclosure) -> None:
        if _looking.get(context) is job:  # one that had ended when it was dropped comes all the same
            del _looking[context]
            _checked(context, words, done, inside, found)

    job = run_job(
        context, check_words, context.project, words, rules,
        title=message("Looking for what may give somebody away"), on_done=looked,
    )  # fmt: skip
    _looking[context] = job
    return level is not DisclosureLevel.STRICT


def may_leave(context: RoomContext, words: str) -> bool:
    """Whether words may be dragged to other programs. Nobody is asked or told; too long ones are not looked through,
    and may not where the rules are strict."""
    rules = read_rules(context.project)
    if level_of(rules) is not DisclosureLevel.STRICT:
        return True
    return len(words) <= _AT_ONCE and not check_words(context.project, words, rules).refuses


class CopyKeys(QObject):
    """What copies, in lists and in fields that show the material, goes past the disclosure check: the key, and the menu
    of a field, which presses it.

    Watches only the widget that has the focus. Transcripts do so themselves (``ReadingPage.put_words``).
    """

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self._context = context
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self._focus_moved(None, application.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the key or the menu has been dealt with here."""
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            return _show_menu(watched, event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        cuts = event.matches(Standard.Cut) and isinstance(watched, MarkdownField) and not watched.isReadOnly()
        if not cuts and not event.matches(Standard.Copy):
            return False
        words = _chosen_words(watched)
        if not words:
            return False
        copy_words(self._context, words, inside=isinstance(watched, MarkdownField))
        if cuts and isinstance(watched, MarkdownField):
            watched.textCursor().removeSelectedText()
        return True

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        for watched in _watched(old):
            watched.removeEventFilter(self)
        for watched in _watched(new):
            watched.installEventFilter(self)


def _watched(shown: QWidget | None) -> tuple[QWidget, ...]:
    if shown is None or isinstance(shown, ReadingPage):  # which has much to do at each key, and copies itself
        return ()
    return (shown, shown.viewport()) if isinstance(shown, (QPlainTextEdit, QTextEdit)) else (shown,)


def _show_menu(watched: QObject, event: QContextMenuEvent) -> bool:
    """Whether it is a field that has no menu of its own and words that were chosen."""
    field = watched if isinstance(watched, QLabel) else watched.parent()
    if isinstance(field, (MarkdownField, ReadingPage)) or not isinstance(field, (QLabel, QPlainTextEdit, QTextEdit)):
        return False
    if not _chosen_words(field):
        return False
    if isinstance(field, QLabel):
        menu = QMenu(field)
        menu.addAction(tr("Copy"), partial(press, field, Qt.Key.Key_C))
    else:
        menu = field.createStandardContextMenu()
        copy_by_key(menu, field)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())
    return True


def _chosen_words(shown: QObject) -> str:
    """What Qt would copy of a widget that shows the material; empty for another one."""
    if isinstance(shown, QAbstractItemView):
        words = shown.currentIndex().data()
        return words if isinstance(words, str) else ""
    if isinstance(shown, QLabel):
        return shown.selectedText()
    if isinstance(shown, (ReadingPage, QTextBrowser)) or not isinstance(shown, (QPlainTextEdit, QTextEdit)):
        return ""
    shows = shown.isReadOnly() or isinstance(shown, MarkdownField)
    return shown.textCursor().selection().toPlainText() if shows else ""


def _checked(context: RoomContext, words: str, done: Message | None, inside: bool, found: Disclosure) -> bool:
    try:
        refuse_copy(found)
    except UserError as error:
        context.messages.error(error, message("What was found…"), partial(_ask, context, words, done, found))
        return False
    if found.level is DisclosureLevel.STRICT:
        QGuiApplication.clipboard().setText(words)
    told = warning(found)
    if told is not None or done is not None:
        context.messages.notify(told or done or "")
    return True


def _ask(context: RoomContext, words: str, done: Message | None, found: Disclosure) -> None:
    """Show what was found, where it can be let pass with a reason; then the words are copied."""

    def check(progress: Progress) -> Disclosure:
        return check_words(context.project, words, progress=progress)

    dialog = DisclosureDialog(
        context, tr("What you copy"), found, check, partial(copy_words, context, words, done), context.window
    )
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
