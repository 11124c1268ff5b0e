"""How the quote chosen is printed: shortened with […], clarified in [brackets], without hesitations, held live against
what was said. What deviates is marked and told, and is not kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from qualcoder_peer.core.domain.errors import InvalidInput, UserError
from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.services.printed import (
    DeclaredEditing,
    Printed,
    PrintedStatus,
    clarified,
    difference_of,
    original_of,
    printed_quote,
    set_printed,
    shortened,
    without_hesitations,
)
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.core.services.reports import OutlineNode
from qualcoder_peer.gui.forms.editors import QuietComboBox
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.rooms.report.printed_fields import QuoteField, marks_of
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, column, label, row
from qualcoder_peer.gui.widgets.tips import plain_tip

_REST_MS = 1_000
_CHECK_MS = 120
_LONG = 3_000
"""Quotes with more letters are compared on a thread of their own."""
_FORMS = (("", N_("By its length")), ("inline", N_("In running text")), ("block", N_("Set apart")))
_SIGNS = {
    PrintedStatus.AS_SAID: ("check", "success"),
    PrintedStatus.EDITED: ("circle-check", "success"),
    PrintedStatus.STALE: ("triangle-alert", "warning"),
}
_BUTTONS = (
    ("report.shorten", N_("Shorten […]"), "[…]"),
    ("report.clarify", N_("Clarify [ ]"), "[ ]"),
    ("report.hesitations", N_("Without hesitations"), N_("Hesitations")),
    ("report.as_said", N_("As said"), N_("As said")),
)
"""The action of each button, its words, and what stands on it where there is little room."""
_BUTTON_EDGE = 10
_LOW = 620
_LINES, _FEW_LINES, _MOST_TOLD = 5, 3, 3


class PrintedPane(QWidget):
    """Shown while one quote is chosen. What is honest becomes a step after a second of rest, or on leaving."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._node: OutlineNode | None = None
        self._unkept: dict[ReportItemId, str] = {}
        self._waiting: dict[ReportItemId, tuple[str, str, str]] = {}
        """Long ones on their way to be kept: the words, the form, and what stood in the field."""
        self._keeping: ReportItemId | None = None
        self._asked = 0
        self._looked_for: tuple[tuple[str, tuple[str, ...]], bool] = (("", ()), False)
        self.judged: Printed | None = None
        self.original = QuoteField(N_("As it was said"))
        self.original.setReadOnly(True)
        self.field = QuoteField(N_("As it is printed"))
        self.field.setReadOnly(draft.context.read_only)
        self._soon = QTimer(self, singleShot=True, interval=_CHECK_MS)
        self._soon.timeout.connect(self._check)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.flush)
        self._add_actions()
        self._lay_out()
        self.field.textChanged.connect(self._typed)
        self.field.left.connect(self.flush)
        for one in (self.field, self.original):
            one.selectionChanged.connect(draft.context.actions.refresh)
        live_call(self, self._say)
        self.hide()

    def show_node(self, node: OutlineNode | None) -> None:
        """Show how a quote is printed; anything else hides the pane."""
        before, after = self._node, node if node is not None and node.quote is not None else None
        if before is not None and (after is None or after.id != before.id):
            self._leave()
        self._node = after
        self.setVisible(after is not None)
        if after is None or after.quote is None:
            return
        same = before is not None and before.id == after.id and before.printed == after.printed
        if same and before is not None and before.quote is not None and _alike(before.quote, after.quote):
            self._show_form()
            if self.judged is not None and not self._soon.isActive():
                self._check()  # the names and hesitations that are declared may be others
            return
        if before is not None and before.id == after.id and before.printed != after.printed:
            self._unkept.pop(after.id, None)
        self._load()

    def flush(self) -> None:
        """Keep what was typed, if it is honest."""
        self._rest.stop()
        node = self._node
        if node is None or node.quote is None or self._draft.context.read_only:
            return
        words = self._words_to_keep()
        if words == node.printed:
            self._unkept.pop(node.id, None)
            return
        if self._is_placeholder():
            self._unkept[node.id] = self.field.words()
            return
        if self._is_long():
            self._keep(node, words, node.form)
            return
        if self._soon.isActive() or self.judged is None:
            self._soon.stop()
            self.judged = self._judge_now(node.quote)
            self._show_status()
        if words and self.judged.status is PrintedStatus.STALE:
            self._unkept[node.id] = self.field.words()
            return
        self._keep(node, words, node.form)

    def shorten(self) -> None:
        """Put […] in the place of the words selected, in either field."""
        start, end = self._selected()
        if start < end:
            text = self.field.words()
            self._edit(shortened(text, start, end))

    def clarify(self) -> None:
        """Put [brackets] in the place of the words selected or at the caret, with what is to be typed in them."""
        start, end = self._selected()
        if start == end:
            start = end = self.field.selection()[1]
        inner = tr("clarification")
        before = self.field.words()
        after = clarified(before, start, end, inner)
        self.field.replace(after)
        place = after.find(f"[{inner}]", max(0, start - 2))
        if place >= 0:
            self.field.select(place + 1, place + 1 + len(inner))
        self.field.setFocus()

    def leave_out(self) -> None:
        """Leave out the hesitations that are declared."""
        if self._node is not None and self._node.quote is not None:
            words = self._draft.declared.hesitations(self._node.quote.document.language)
            self._edit(without_hesitations(self.field.words(), words))

    def as_said(self) -> None:
        """Print the quote as it was said again."""
        self._edit(self.original.words())

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fields are as high as the window allows."""
        super().showEvent(event)
        self._fit()

    # Private

    def _fit(self) -> None:
        lines = _FEW_LINES if self.window().height() < _LOW else _LINES
        for field in (self.original, self.field):
            field.show_lines(lines)
        metrics = self.fontMetrics()
        around = 2 * _BUTTON_EDGE
        wanted = sum(metrics.horizontalAdvance(tr(words)) + around for _action, words, _short in _BUTTONS)
        is_narrow = wanted + self.form.sizeHint().width() + 6 * GAP > self.width()
        for action, words, short in _BUTTONS:
            self.buttons[action].setText((short if short.startswith("[") else tr(short)) if is_narrow else tr(words))
            self.buttons[action].setAccessibleName(tr(words))
        self._fit_status()

    def _fit_status(self) -> None:
        # Qt asks too late how high a label is whose words are broken.
        width = max(60, self.width() - 4 * GAP - 16 - GAP_SMALL)
        line = self.status.fontMetrics().lineSpacing()
        self.status.setFixedHeight(max(line, min(_MOST_TOLD * line, self.status.heightForWidth(width))))

    def _add_actions(self) -> None:
        add = self._draft.context.actions.add
        add("report.shorten", N_("Shorten the words selected to […]"), self.shorten, keys="Ctrl+Alt+X", owner=self,
            enabled=lambda: self._can_write() and self._selected()[0] < self._selected()[1])  # fmt: skip
        add("report.clarify", N_("Put a [clarification] in the quote"), self.clarify, keys="Ctrl+Alt+B", owner=self,
            enabled=self._can_write)  # fmt: skip
        add("report.hesitations", N_("Leave hesitations out of the quote"), self.leave_out, keys="Ctrl+Alt+H",
            owner=self, enabled=lambda: self._can_write() and self._has_hesitations())  # fmt: skip
        add("report.as_said", N_("Print the quote as it was said"), self.as_said, keys="Ctrl+Alt+R", owner=self,
            enabled=lambda: self._can_write() and self.field.words() != self.original.words())  # fmt: skip

    def _lay_out(self) -> None:
        self.form = QuietComboBox()
        live(self.form, "setAccessibleName", "Where the quote stands")
        live(self.form, "setToolTip", "In running text, set apart as a block, or by its length")
        self.form.activated.connect(self._form_chosen)
        self.form.setEnabled(not self._draft.context.read_only)
        self.sign = IconLabel("check", 16, "success")
        self.status = label(wrap=True)
        self.status.setMinimumWidth(60)
        fields = row(gap=GAP)
        for name, field in ((N_("As it was said"), self.original), (N_("As it is printed"), self.field)):
            side = column(gap=2)
            side.addWidget(label(name, "small", buddy=field))
            side.addWidget(field)
            fields.addLayout(side, 1)
        tools = row(gap=GAP_SMALL)
        self.buttons: dict[str, QPushButton] = {}
        for action, words, _short in _BUTTONS:
            made = QPushButton(tr(words))
            made.setAutoDefault(False)
            set_role(made, "flat")
            self._draft.context.actions.bind(made, action)
            self.buttons[action] = made
            tools.addWidget(made)
        tools.addStretch(1)
        tools.addWidget(self.form)
        told = row(gap=GAP_SMALL)
        told.addWidget(self.sign)
        told.addWidget(self.status, 1)
        box = column(self, gap=GAP_SMALL)
        box.setContentsMargins(2 * GAP, GAP_SMALL, 2 * GAP, GAP)
        box.addLayout(fields)
        box.addLayout(told)
        box.addLayout(tools)
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _can_write(self) -> bool:
        return self._node is not None and not self._draft.context.read_only

    def _has_hesitations(self) -> bool:
        if self._node is None or self._node.quote is None:
            return False
        text = self.field.words()
        words = self._draft.declared.hesitations(self._node.quote.document.language)
        if self._looked_for[0] != (text, words):
            self._looked_for = ((text, words), without_hesitations(text, words) != text)
        return self._looked_for[1]

    def _load(self) -> None:
        node = self._node
        assert node is not None and node.quote is not None
        self._soon.stop()
        self._rest.stop()
        self.judged = None
        original = original_of(node.quote)
        self.original.show_words(original)
        waiting = self._waiting.get(node.id, ("", "", ""))[2]
        shown = waiting or self._unkept.get(node.id) or node.printed or original
        blocked = self.field.blockSignals(True)
        self.field.show_words(shown)
        self.field.blockSignals(blocked)
        self.field.mark([])
        self._show_form()
        self._check()

    def _leave(self) -> None:
        self.flush()
        node = self._node
        if node is not None and node.id in self._unkept and node.id not in self._waiting:
            self._tell_unkept()

    def _tell_unkept(self) -> None:
        self._draft.context.messages.notify(
            message(
                "The printed form was not kept, because it is not what was said. Choose the quote again to mend it."
            )
        )

    def _edit(self, words: str) -> None:
        if words != self.field.words():
            self.field.replace(words)
        self._soon.stop()
        self._check()
        self.flush()

    def _typed(self) -> None:
        if self._node is not None:
            self._soon.start()
            self._rest.start()

    def _check(self) -> None:
        self._soon.stop()
        node = self._node
        if node is None or node.quote is None:
            return
        self._asked += 1
        if not self._is_long():
            self.judged = self._judge_now(node.quote)
            self._show_status()
            return
        asked = self._asked
        run_job(
            self, _judged, node.quote, self._printed_words(), self._draft.declared, title="",
            on_done=lambda found: self._take(asked, found), on_failed=self._draft.context.messages.error,
        )  # fmt: skip

    def _take(self, asked: int, found: Printed) -> None:
        if asked == self._asked:
            self.judged = found
            self._show_status()
            if not self._rest.isActive():
                self.flush()  # the rest was over before the answer came

    def _judge_now(self, quote: Quote) -> Printed:
        return printed_quote(quote, self._printed_words(), self._draft.declared)

    def _printed_words(self) -> str:
        # What was typed; what stands in the field unchanged is no edit, whatever signs Qt has put in it.
        words = self.field.words()
        return "" if words == self.original.words() else words

    def _words_to_keep(self) -> str:
        return self._printed_words().strip()

    def _is_placeholder(self) -> bool:
        return f"[{tr('clarification')}]" in self.field.words()

    def _is_long(self) -> bool:
        return len(self.original.words()) > _LONG

    def _keep(self, node: OutlineNode, words: str, form: str) -> None:
        if self._is_long():
            self._waiting[node.id] = words, form, self.field.words()
            self._keep_next()
            return
        try:
            set_printed(self._draft.project, node.id, words, form, self._draft.declared)
            self._unkept.pop(node.id, None)
        except UserError as error:
            self._draft.context.messages.error(error)

    def _keep_next(self) -> None:
        # Long ones are compared beside the window, one after the other.
        item = next(iter(self._waiting), None)
        if self._keeping is not None or item is None:
            return
        self._keeping = item
        asked = words, form, _shown = self._waiting[item]
        job = run_job(
            self, set_printed, self._draft.project, item, words, form, self._draft.declared,
            title=message("Comparing a long quote"), on_done=lambda _made: self._unkept.pop(item, None),
            on_failed=lambda error: self._refused(item, asked, error), cancellable=False,
        )  # fmt: skip
        job.finished.connect(lambda: self._kept(item, asked))

    def _refused(self, item: ReportItemId, asked: tuple[str, str, str], error: BaseException) -> None:
        if not isinstance(error, InvalidInput):
            self._draft.context.messages.error(error)
            return
        self._unkept[item] = asked[2]
        if self._node is None or self._node.id != item:
            self._tell_unkept()

    def _kept(self, item: ReportItemId, asked: tuple[str, str, str]) -> None:
        self._keeping = None
        if self._waiting.get(item) == asked:
            del self._waiting[item]
        self._keep_next()

    def _form_chosen(self, place: int) -> None:
        self.flush()
        node = self._draft.node(self._node.id) if self._node is not None else None
        if node is not None and _FORMS[place][0] != node.form:
            self._keep(node, node.printed, _FORMS[place][0])

    def _show_form(self) -> None:
        form = self._node.form if self._node is not None else ""
        self.form.setCurrentIndex(next(place for place, one in enumerate(_FORMS) if one[0] == form))

    def _show_status(self) -> None:
        judged, node = self.judged, self._node
        if judged is None or node is None:
            return
        parts = judged.comparison.parts if judged.comparison is not None else ()
        self.field.mark(marks_of(parts, self.field.words(), printed=True))
        self.original.mark(marks_of(parts, self.original.words(), printed=False))
        self.sign.set_icon(*_SIGNS[judged.status])
        words = self._status_words(judged, node)
        self.status.setText(words)
        self.status.setToolTip(plain_tip(words))
        self._fit_status()
        self._draft.context.actions.refresh()

    def _status_words(self, judged: Printed, node: OutlineNode) -> str:
        if self._is_placeholder():
            return tr("Write your own words in the brackets; then it is kept.")
        if judged.status is PrintedStatus.AS_SAID:
            return tr("As said: word for word what the transcript has.")
        if judged.status is PrintedStatus.EDITED:
            return tr("Edited: honest. What is left out or added can be seen.")
        differences = say(difference_of(judged.comparison)) if judged.comparison is not None else ""
        if node.printed == self._words_to_keep():
            return tr(
                "The transcript has changed, so the report prints the original: {differences}. Mend the printed form, "
                "or choose As said.", differences=differences,
            )  # fmt: skip
        return tr("Not kept, because it is not what was said: {differences}.", differences=differences)

    def _selected(self) -> tuple[int, int]:
        # In the printed form; what is selected in the original is looked for there.
        start, end = self.field.selection()
        if self.original.hasFocus() or start == end:
            first, last = self.original.selection()
            words = self.original.words()[first:last].strip()
            place = self.field.words().find(words) if words else -1
            if place >= 0:
                return place, place + len(words)
        return start, end

    def _say(self) -> None:
        chosen = max(0, self.form.currentIndex())
        self.form.clear()
        for _form, words in _FORMS:
            self.form.addItem(tr(words))
        self.form.setCurrentIndex(chosen)
        self._fit()
        self._show_status()


def _alike(one: Quote, other: Quote | None) -> bool:
    return other is not None and original_of(one) == original_of(other)


def _judged(quote: Quote, words: str, declared: DeclaredEditing) -> Printed:
    return printed_quote(quote, words, declared)
