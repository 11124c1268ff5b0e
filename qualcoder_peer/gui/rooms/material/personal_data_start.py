"""Before the list is there: what the search does and what it is to look for; then how far it has come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.personal import PERSONAL_TITLES, USUAL_KINDS, PersonalKind
from qualcoder_peer.core.resources import resource
from qualcoder_peer.core.services.personal_data import FindOptions
from qualcoder_peer.gui.i18n import languages, live, live_call, say, tr
from qualcoder_peer.gui.jobs import Job
from qualcoder_peer.gui.theme import GAP, GAP_HUGE, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, button, column, label, row

_WIDTH = 600
_OWN = {PersonalKind.WORKPLACE, PersonalKind.WORD}
HONEST = message("No search finds everything: read the transcripts too before they leave your hands.")


class StartForm(QScrollArea):
    """What to look for, and the one button."""

    search_asked = Signal()
    back_asked = Signal()
    rules_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus, and comes into view
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        box = column(inner, gap=GAP)
        head = row(gap=GAP)
        head.addWidget(IconLabel("shield-check", 28))
        head.addWidget(label("Find and replace personal data", "title"), 1)
        box.addLayout(head)
        box.addWidget(
            label(
                "The search goes through transcripts, titles, memos, respondents and codes, and lists names, numbers "
                "and addresses with the words around them. Nothing is replaced before you have looked at the list "
                "and said so.",
                "muted",
                wrap=True,
            )
        )
        box.addWidget(label(HONEST, "muted", wrap=True))
        self.help_button = button("How much the search finds", "info", "link", on_click=self._show_help)
        box.addWidget(self.help_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addSpacing(GAP)
        self.workplaces = self._field(
            box, "Workplaces and organisations to find", "Separate them with commas: Tallmora kommun, Brofästet"
        )
        self.words = self._field(box, "Other words to find", "Also separated by commas; all their forms are found")
        box.addSpacing(GAP_SMALL)
        box.addWidget(label("Look for", "section"))
        box.addLayout(self._kinds())
        self.around = QCheckBox()
        live(self.around, "setText", "Also in titles, memos, respondents and codes")
        self.around.setChecked(True)
        box.addSpacing(GAP_SMALL)
        box.addWidget(self.around)
        box.addSpacing(GAP_LARGE)
        box.addLayout(self._foot())
        ground = QWidget()
        set_role(ground, "surface")
        _centre(ground, inner)
        self.setWidget(ground)
        set_role(self, "surface")
        live_call(self, self._look_for_help)

    def options(self) -> FindOptions:
        """What is to be looked for."""
        kinds = {kind for kind, box in self.kinds.items() if box.isChecked()}
        workplaces, words = _parts(self.workplaces.text()), _parts(self.words.text())
        kinds |= {kind for kind, named in zip((PersonalKind.WORKPLACE, PersonalKind.WORD), (workplaces, words),
                                              strict=True) if named}  # fmt: skip
        return FindOptions(frozenset(kinds), None, workplaces, words, self.around.isChecked())

    # Private

    def _field(self, box: QVBoxLayout, title: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(10_000)
        live(field, "setPlaceholderText", hint)
        live(field, "setAccessibleName", title)
        field.returnPressed.connect(self.search_asked)
        box.addWidget(label(title, "section", buddy=field))
        box.addWidget(field)
        return field

    def _kinds(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_LARGE)
        grid.setVerticalSpacing(GAP_SMALL)
        self.kinds: dict[PersonalKind, QCheckBox] = {}
        for number, kind in enumerate(kind for kind in PersonalKind if kind not in _OWN):
            box = QCheckBox()
            live(box, "setText", message(PERSONAL_TITLES[kind]))
            box.setChecked(kind in USUAL_KINDS)
            self.kinds[kind] = box
            grid.addWidget(box, number // 2, number % 2)
        return grid

    def _foot(self) -> QHBoxLayout:
        foot = row(gap=GAP)
        self.search_button = button("Search the project", "search", "primary", on_click=self.search_asked.emit)
        self.back_button = button("Back to the list", on_click=self.back_asked.emit)
        self.back_button.hide()
        self.rules_button = button("Replace by a list of your own…", "file-text", "link",
                                   on_click=self.rules_asked.emit)  # fmt: skip
        foot.addWidget(self.search_button)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.rules_button)
        return foot

    def _look_for_help(self) -> None:
        self.help_button.setVisible(bool(help_text(languages.current)))

    def _show_help(self) -> None:
        dialog = QDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("How much the search finds"))
        dialog.resize(680, 560)
        box = column(dialog, margin=GAP_LARGE, gap=GAP)
        words = QTextBrowser()
        words.setOpenLinks(False)
        words.setMarkdown(help_text(languages.current))
        box.addWidget(words, 1)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(button("Close", on_click=dialog.accept))
        box.addLayout(foot)
        dialog.open()


class BusyFace(QWidget):
    """How far a search has come."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self.job: Job | None = None
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        box = column(inner, gap=GAP)
        box.addWidget(label("Searching for personal data", "title"))
        self.doing = label("", "muted", wrap=True)
        box.addWidget(self.doing)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        live(self.bar, "setAccessibleName", "Progress")
        box.addWidget(self.bar)
        self.cancel_button = button("Cancel", on_click=self._cancel)
        box.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignLeft)
        _centre(self, inner)

    def follow(self, job: Job) -> None:
        """Show how far a piece of work has come."""
        self.job = job
        self.bar.setRange(0, 0)
        self.doing.setText("")
        self.cancel_button.setEnabled(True)
        job.progressed.connect(self._progressed)
        job.finished.connect(self._finished)

    def _progressed(self, done: int, total: int, doing: Message) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.doing.setText(say(doing))

    def _finished(self) -> None:
        self.job = None

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.cancel_button.setEnabled(False)


def help_text(language: str) -> str:
    """What is told about the search and how good it is, in Markdown; English where it is not told in a language."""
    for one in (language, "en"):
        path = resource("help", f"personal-data.{one}.md")
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def _parts(words: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in words.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _centre(ground: QWidget, inner: QWidget) -> None:
    """Place a widget in the middle, a little nearer to the top."""
    across = row(ground, margin=GAP_HUGE)
    across.addStretch(1)
    middle = column()
    middle.addStretch(2)
    middle.addWidget(inner)
    middle.addStretch(3)
    across.addLayout(middle, 100)
    across.addStretch(1)
