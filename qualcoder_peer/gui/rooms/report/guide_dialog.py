"""An interview guide held against the transcripts: what its questions ask about, then who seems not to be asked."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHeaderView, QSplitter, QStackedWidget, QTableView, QWidget

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.services.interview_guide import FoundNotAsked, Guide, GuideTheme, find_not_asked
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, number, percent, tr, tr_n
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.rooms.report.guide_model import TickedRows, TickedView, TwoLines
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, label, line, row

_SIZE = QSize(1080, 620)
_INDENT = "    "
_THEME_WIDTHS = {1: 90}
_CELL_WIDTHS = {0: 170, 1: 110, 4: 100}
_NAMES_SHOWN = 12


class GuideDialog(QDialog):
    """Two pages. ``mark_asked`` carries the pairs of code and respondent that were ticked on the second."""

    mark_asked = Signal(list)

    def __init__(
        self, context: RoomContext, guide: Guide, themes: tuple[GuideTheme, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", "Who was not asked, by “{name}”", name=guide.file_name)
        self._context, self._guide, self._themes = context, guide, themes
        self._asked_by: list[set[int]] = [set(one.asked_by) for one in themes]
        self.found: FoundNotAsked | None = None
        self.job: Job | None = None
        self.theme_rows = TickedRows((N_("Theme"), N_("Asked by")), self)
        self.question_rows = TickedRows((N_("Questions of the guide"),), self)
        self.cell_rows = TickedRows(
            (N_("Theme"), N_("Respondent"), N_("Question of the guide"), N_("Nearest thing said"),
             N_("Share of the words")), self,
        )  # fmt: skip
        self.themes, self.questions = TickedView(self.theme_rows, several=False), TickedView(self.question_rows)
        self.cells = TwoLines(self.cell_rows)
        self.stack = QStackedWidget()
        self.told = label("", "muted", wrap=True)
        self.unknown = label("", "warning", wrap=True)
        self.back = button("Back", "arrow-left", on_click=self._go_back)
        self.ok = button("Compare with the transcripts", role="primary", on_click=self._go_on)
        self._lay_out()
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self.theme_rows.show_rows([self._theme_words(place) for place in range(len(themes))])
        self.themes.selectionModel().currentChanged.connect(lambda index, _old: self._show_questions(index.row()))
        self.question_rows.ticked.connect(self._tick_question)
        self.cell_rows.ticked.connect(lambda _row: self._count())
        self.themes.setCurrentIndex(self.theme_rows.index(0, 0))
        self._count()
        self.themes.setFocus()

    @property
    def asked_by(self) -> dict[CodeId, tuple[int, ...]]:
        """The numbers of the questions that ask about each theme, as they are ticked."""
        return {
            theme.code.id: tuple(sorted(numbers))
            for theme, numbers in zip(self._themes, self._asked_by, strict=True)
            if numbers
        }

    def compare(self) -> Job:
        """Look, beside the window, for whom no question about a theme was put to."""
        self.ok.setEnabled(False)
        self.job = run_job(
            self, find_not_asked, self._context.project, self._guide, self.asked_by,
            title=message("Comparing the guide with the transcripts"), on_done=self._take, on_failed=self._failed,
        )  # fmt: skip
        return self.job

    # Qt overrides

    def reject(self) -> None:
        if self.job is not None:
            self.job.cancel()
        super().reject()

    # Private

    def _lay_out(self) -> None:
        for view, name, widths, stretched in (
            (self.themes, N_("Themes and what asks about them"), _THEME_WIDTHS, (0,)),
            (self.questions, N_("Questions that ask about the theme"), {}, (0,)),
            (self.cells, N_("Respondents who seem not to have been asked"), _CELL_WIDTHS, (2, 3)),
        ):
            live(view, "setAccessibleName", name)
            header = view.horizontalHeader()
            for place, width in widths.items():
                header.resizeSection(place, width)
            for place in stretched:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            view.setTextElideMode(Qt.TextElideMode.ElideRight)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(_titled("Themes of the code tree", self.themes))
        splitter.addWidget(_titled("Which of these ask about the theme chosen?", self.questions))
        splitter.setSizes([460, 560])
        second = QWidget()
        box = column(second, gap=GAP)
        box.addWidget(self.cells, 1)
        box.addWidget(self.unknown)
        self.nothing = EmptyState(
            "circle-check", "Nobody to mark",
            "Everybody whose interviewer follows the guide was asked about these themes, takes them up all the same, "
            "or is marked already.",
        )  # fmt: skip
        self.no_themes = EmptyState(
            "tags", "The code tree has no themes yet",
            "Make research questions and themes in the coding room; then the guide can be held against them.",
        )  # fmt: skip
        for one in (splitter, second, self.nothing, self.no_themes):
            self.stack.addWidget(one)
        self._first, self._second = splitter, second
        inner = column(margin=GAP_LARGE, gap=GAP)
        inner.addWidget(self.told)
        inner.addWidget(self.stack, 1)
        outer = column(self, gap=0)
        outer.addLayout(inner, 1)
        outer.addWidget(line())
        foot = row(margin=GAP_LARGE, gap=GAP)
        foot.addWidget(self.back)
        foot.addWidget(label("Nothing is marked before you say so, and it is one step to undo.", "small", wrap=True), 1)
        foot.addWidget(button("Cancel", on_click=self.reject))
        foot.addWidget(self.ok)
        outer.addLayout(foot)
        self.ok.setDefault(True)
        if not self._themes:
            self.stack.setCurrentWidget(self.no_themes)

    def _theme_words(self, place: int) -> tuple[str, str]:
        theme, numbers = self._themes[place], sorted(self._asked_by[place])
        return _INDENT * theme.depth + theme.code.name, ", ".join(map(str, numbers)) or "–"

    def _show_questions(self, place: int) -> None:
        if place >= 0:
            asks = self._asked_by[place]
            questions = self._guide.questions
            self.question_rows.show_rows(
                [(f"{one.number}. {one.text}",) for one in questions], [one.number in asks for one in questions]
            )

    def _tick_question(self, row_number: int) -> None:
        place = self.themes.currentIndex().row()
        asks, asked = self._asked_by[place], self._guide.questions[row_number].number
        asks.symmetric_difference_update({asked})
        self.theme_rows.put(place, self._theme_words(place))
        self._count()

    def _go_on(self) -> None:
        if self.found is None:
            self.compare()
            return
        pairs = [(one.code.id, one.respondent) for one in map(self.found.proposed.__getitem__, self.cell_rows.chosen())]
        self.accept()
        self.mark_asked.emit(pairs)

    def _go_back(self) -> None:
        self.found = None
        self.stack.setCurrentWidget(self._first)
        self._count()
        self.themes.setFocus()

    def _take(self, found: FoundNotAsked) -> None:
        self.job, self.found = None, found
        self.cell_rows.show_rows(
            [
                (one.code.name, one.name, f"{one.question.number}. {one.question.text}", one.nearest or "–",
                 percent(one.share, 1))
                for one in found.proposed
            ],
            [one.is_sure for one in found.proposed],
        )  # fmt: skip
        names = ", ".join(found.unknown[:_NAMES_SHOWN]) + (", …" if len(found.unknown) > _NAMES_SHOWN else "")
        self.unknown.setVisible(bool(found.unknown))
        self.unknown.setText(tr_n(
            "For {number} respondent it cannot be told whether they were asked, because no interviewer is "
            "marked in the transcripts or none of the questions is found there: {names}.",
            "For {number} respondents it cannot be told whether they were asked, because no interviewer is "
            "marked in the transcripts or none of the questions is found there: {names}.",
            len(found.unknown), number=number(len(found.unknown)), names=names,
        ))  # fmt: skip
        self.stack.setCurrentWidget(self._second if found.proposed or found.unknown else self.nothing)
        if found.proposed:
            self.cells.setCurrentIndex(self.cell_rows.index(0, 0))
        self._count()
        self.cells.setFocus()

    def _failed(self, error: BaseException) -> None:
        self.job = None
        self._count()
        self._context.messages.error(error)

    def _count(self) -> None:
        self.back.setVisible(self.found is not None)
        if self.found is None:
            self.ok.setText(tr("Compare with the transcripts"))
            self.ok.setEnabled(bool(self.asked_by) and self.job is None)
            self.told.setText(tr(
                "The program proposes by their words which questions ask about which theme. Correct it where it is "
                "wrong; themes that nothing asks about are left out."
            ))  # fmt: skip
            return
        chosen = len(self.cell_rows.chosen())
        self.ok.setText(tr_n("Mark {count} as not asked", "Mark {count} as not asked", chosen))
        self.ok.setEnabled(bool(chosen))
        self.told.setText(tr(
            "No interviewer put the question to these respondents, as far as the words tell. Beside each stands the "
            "nearest thing that was said, and how much of the question it holds. Tick those who were not asked."
        ))  # fmt: skip


def _titled(title: str, view: QTableView) -> QWidget:
    made = QWidget()
    box = column(made, gap=GAP_SMALL)
    box.addWidget(label(title, "small", buddy=view))
    box.addWidget(view, 1)
    return made
