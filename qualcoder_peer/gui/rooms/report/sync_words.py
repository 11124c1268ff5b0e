"""Words before and after beside each other, with what differs marked: struck through, or underlined."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.basics import column, label, row

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST = 20_000
_MOST_COMPARED = 9_000_000
"""The most pairs of words that are compared while somebody looks on."""

Stretch = tuple[str, bool]


class BeforeAfter(QWidget):
    """What stands in the file on the left, what the project says now on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = _Words("Words in the file"), _Words("Words of the project")
        self._shown = ("", "")
        box = row(self, gap=GAP)
        for title, words in ((N_("In the file"), self.before), (N_("In the project now"), self.after)):
            side = column(gap=GAP_SMALL)
            side.addWidget(label(title, "section"))
            side.addWidget(words, 1)
            box.addLayout(side, 1)
        themes.changed.connect(self._show)

    def show_words(self, before: str, after: str) -> None:
        """Show both sides."""
        self._shown = (before, after)
        self._show()

    def _show(self) -> None:
        before, after = self._shown
        left, right = differences(before[:_LONGEST], after[:_LONGEST])
        self.before.show_stretches(left, "danger", struck=True)
        self.after.show_stretches(right, "success", struck=False)


def differences(before: str, after: str) -> tuple[list[Stretch], list[Stretch]]:
    """Both texts in stretches, each with whether it differs from the other text. Empty texts have none that do."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if not old or not new or len(old) * len(new) > _MOST_COMPARED:
        return [(before, False)], [(after, False)]
    left: list[Stretch] = []
    right: list[Stretch] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a < b:
            left.append(("".join(old[a:b]), kind != "equal"))
        if c < d:
            right.append(("".join(new[c:d]), kind != "equal"))
    return left, right


class _Words(QTextEdit):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        live(self, "setAccessibleName", name)

    def show_stretches(self, stretches: list[Stretch], colour: str, *, struck: bool) -> None:
        """Show words, those that differ marked by more than their colour."""
        self.clear()
        cursor = QTextCursor(self.document())
        plain, marked = QTextCharFormat(), QTextCharFormat()
        marked.setForeground(QColor(getattr(themes.current, colour)))
        marked.setFontStrikeOut(struck)
        marked.setFontUnderline(not struck)
        for words, differs in stretches:
            cursor.insertText(words, marked if differs else plain)
        self.moveCursor(QTextCursor.MoveOperation.Start)
