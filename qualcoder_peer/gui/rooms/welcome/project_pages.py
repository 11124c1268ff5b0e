"""The pages on which a project is described: a new one, and the one that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.model import METHOD_TITLES
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.forms.builder import OptionsForm
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.session import SUFFIX, NewProject, documents_folder, file_name_for
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.widgets.basics import button
from qualcoder_peer.gui.widgets.page import Page

_TITLE = {"label": N_("Title"), "required": N_("Give the project a title.")}
_ASSIGNMENT = {
    "label": N_("Assignment"), "lines": 3,
    "help": N_("Who has asked for the evaluation, and of what. It opens the report and can be written later."),
}  # fmt: skip
_PURPOSE = {"label": N_("Purpose"), "lines": 3}
_METHOD = {"label": N_("Method"), "choices": METHOD_TITLES}
_LANGUAGE = {
    "label": N_("Language of the material and the report"), "choices": LANGUAGES,
    "help": N_("The language of the window is chosen in the settings."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewProjectFields:
    """What the page asks for."""

    title: str = field(default="", metadata=_TITLE)
    questions: str = field(
        default="",
        metadata={
            "label": N_("Research questions"), "lines": 4,
            "help": N_("One on each line. They become the top of the code tree; themes are put under them later."),
        },
    )  # fmt: skip
    assignment: str = field(default="", metadata=_ASSIGNMENT)
    purpose: str = field(default="", metadata=_PURPOSE)
    method: str = field(default="", metadata=_METHOD)
    language: str = field(default="sv", metadata=_LANGUAGE)
    coder: str = field(
        default="",
        metadata={
            "label": N_("Your name or initials"),
            "help": N_("It signs your codings and stands in the history."),
        },
    )
    path: Path | None = field(
        default=None,
        metadata={
            "label": N_("File"), "suffixes": (SUFFIX,), "save": True,
            "required": N_("Choose where the project is kept."),
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectFields:
    """What can be changed of an open project."""

    title: str = field(default="", metadata=_TITLE)
    assignment: str = field(default="", metadata=_ASSIGNMENT)
    purpose: str = field(default="", metadata=_PURPOSE)
    method: str = field(default="", metadata=_METHOD)
    language: str = field(default="sv", metadata=_LANGUAGE)


class NewProjectPage(Page):
    """Asks for a title and, if they are known, questions, assignment and method; proposes where to keep the file."""

    created = Signal(object)
    """A NewProject, checked."""
    cancelled = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(N_("New project"), N_("Only the title is needed; all of it can be changed later."))
        self._proposed: Path | None = None
        start = NewProjectFields(language=settings.language, coder=settings.coder, path=self._proposal(""))
        self.form = OptionsForm(start)
        self.form.changed.connect(self._changed)
        self.box.addWidget(self.form)
        self.create_button = button("Create the project", role="primary", on_click=self.submit)
        _add_buttons(self, self.create_button, button("Cancel", on_click=self.cancelled.emit), self.submit)

    def enter(self) -> None:
        """Begin with the title."""
        self.form.editors["title"].focus_widget.setFocus()

    def submit(self) -> None:
        """Check the fields and hand them over."""
        if not self.form.check():
            return
        fields: NewProjectFields = self.form.value()
        assert fields.path is not None
        path = fields.path if fields.path.suffix.lower() == SUFFIX else Path(f"{fields.path}{SUFFIX}")
        wrong = _wrong_path(path)
        if wrong is not None:
            self.form.show_error("path", wrong)
            return
        self.created.emit(
            NewProject(
                path=path,
                title=fields.title,
                language=fields.language,
                assignment=fields.assignment,
                purpose=fields.purpose,
                method=fields.method,
                questions=tuple(one.strip() for one in fields.questions.splitlines() if one.strip()),
                coder=fields.coder,
            )
        )

    def _changed(self, name: str) -> None:
        editor = self.form.editors["path"]
        if name == "title" and editor.value() in (None, self._proposed):
            editor.set_value(self._proposal(self.form.editors["title"].value()))

    def _proposal(self, title: str) -> Path:
        folder = documents_folder()
        taken = [one.name for one in folder.glob(f"*{SUFFIX}")] if folder.is_dir() else []
        self._proposed = folder / file_name_for(title, taken)
        return self._proposed


class ProjectPage(Page):
    """The same words for the project that is open."""

    finished = Signal()

    def __init__(self, context: RoomContext) -> None:
        super().__init__(N_("About the project"))
        self._context = context
        info = context.project.info()
        self._before = ProjectFields(info.title, info.assignment, info.purpose, info.method, info.language)
        self.form = OptionsForm(self._before)
        self.form.setEnabled(not context.read_only)
        self.box.addWidget(self.form)
        self.save_button = button("Done", role="primary", on_click=self.save)
        _add_buttons(self, self.save_button, button("Cancel", on_click=self.finished.emit), self.save)

    def enter(self) -> None:
        """Begin with the title."""
        self.form.editors["title"].focus_widget.setFocus()

    def save(self) -> None:
        """Write what was changed, as one step."""
        from qualcoder_peer.core.services.setup import describe_project

        if not self.form.check():
            return
        now: ProjectFields = self.form.value()
        changed = {
            name: getattr(now, name)
            for name in ProjectFields.__slots__
            if getattr(now, name) != getattr(self._before, name)
        }
        if changed:
            describe_project(self._context.project, **changed)
        self.finished.emit()


def _wrong_path(path: Path) -> Message | None:
    if path.exists():
        return message("There is a file “{name}” already. Choose another name; it was not touched.", name=path.name)
    if not path.parent.is_dir():
        return message("There is no folder “{path}”. Choose one that exists.", path=str(path.parent))
    return None


def _add_buttons(page: Page, main: QPushButton, cancel: QPushButton, run: object) -> None:
    page.foot.addWidget(main)
    page.foot.addWidget(cancel)
    page.foot.addStretch(1)
    page.show_foot()
    shortcut = QShortcut(QKeySequence("Ctrl+Return"), page)
    shortcut.activated.connect(run)
    live(main, "setToolTip", message("{keys}", keys=QKeySequence("Ctrl+Return").toString(
        QKeySequence.SequenceFormat.NativeText)))  # fmt: skip
