"""Before something leaves: what was found, and the decision whether to go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from qualcoder_peer.core.domain.disclosure import Disclosure, DisclosureLevel, Mend
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_list import FindingsPane, count_sentence, nothing_found
from qualcoder_peer.gui.disclosure_work import DisclosureWork, leads_somewhere
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_SIZE = QSize(820, 600)
_OF_SCREEN = 0.9
Check = Callable[[Progress], Disclosure]


class DisclosureDialog(QDialog):
    """``check`` looks again; ``go_on`` writes what was asked for. With strict rules that waits until nothing is open.
    """

    def __init__(
        self,
        context: RoomContext,
        name: str,
        found: Disclosure,
        check: Check,
        go_on: Callable[[], object],
        parent: QWidget,
        report: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", "Disclosure check")
        self._context, self._name, self._check, self._go_on = context, name, check, go_on
        self.pane = FindingsPane(
            nothing_found(), can_show=leads_somewhere(report), mends=(Mend.REPLACE, Mend.LEAVE_OUT, Mend.SUPPRESS),
            read_only=context.read_only,
        )  # fmt: skip
        self.work = DisclosureWork(context, self.pane, self.recheck, leave=self.reject, report=report)
        self.intro = label("", wrap=True)
        self.state = label("", "muted")
        self.rules_button = button("Rules…", "settings", on_click=self._rules)
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.go_button = button("Go on", role="primary", on_click=self._go)
        whole = column(self, gap=GAP)
        whole.setContentsMargins(0, GAP_LARGE, 0, GAP_LARGE)
        head = column(gap=GAP)
        head.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, 0)
        head.addWidget(self.intro)
        foot = row(gap=GAP)
        foot.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, 0)
        foot.addWidget(self.rules_button)
        foot.addSpacing(GAP)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.go_button)
        whole.addLayout(head)
        whole.addWidget(self.pane, 1)
        whole.addLayout(foot)
        self.work.changed = self._say
        self.work.show(found)
        live_call(self, lambda: self._say(self.work.found))
        self.pane.table.setFocus()
        room = self.screen().availableSize() * _OF_SCREEN
        self.resize(_SIZE.boundedTo(room))

    def sizeHint(self) -> QSize:
        """Room for the list and for the details of one finding."""
        return _SIZE

    def recheck(self) -> None:
        """Look again, after something was mended."""
        run_job(
            self, self._check, title=message("Looking for what may give somebody away"), on_done=self.work.show
        )

    def _say(self, found: Disclosure | None) -> None:
        if found is None:
            return
        strict = found.level is DisclosureLevel.STRICT
        self.intro.setText(
            tr("“{name}” may give somebody away. Nothing leaves while a finding is open: mend it, or let it pass.",
               name=self._name)
            if strict
            else tr("“{name}” may give somebody away. Mend what was found, let it pass, or go on.", name=self._name)
        )  # fmt: skip
        self.state.setText(say(count_sentence(found)))
        self.go_button.setText(tr("Go on") if not found.open else tr("Go on all the same"))
        self.go_button.setEnabled(not found.refuses)

    def _rules(self) -> None:
        self.reject()
        self._context.navigator.go(Place("report", page="disclosure"))

    def _go(self) -> None:
        self.accept()
        self._go_on()
