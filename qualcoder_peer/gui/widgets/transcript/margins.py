"""What stands around the column: numbers and times, stripes with their headings, the overview; and its widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics

from qualcoder_peer.gui.widgets.transcript.headings import StripeHeadings
from qualcoder_peer.gui.widgets.transcript.margin import NumberMargin, StripeMargin
from qualcoder_peer.gui.widgets.transcript.overview import WIDTH, Overview
from qualcoder_peer.gui.widgets.transcript.page import Wish, share_width

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

_NAME_CHARACTERS = 24
_LANES_WIDTH = 56
_LEAST_LINE = 56


class Margins:
    """The margins of one view. In a text written from right to left numbers and stripes change sides."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self.numbers = NumberMargin(view)
        self.stripes = StripeMargin(view)
        self.headings = StripeHeadings(view)
        self.overview = Overview(view)

    def update(self) -> None:
        """Repaint what goes with the page."""
        self.numbers.update()
        self.stripes.update()
        if not self.overview.isHidden():
            self.overview.update()

    def share(self) -> None:
        """Divide the width of the view among margins and column, and put the margins in their places."""
        view = self._view
        strip = 0 if self.overview.isHidden() else WIDTH
        available = max(0, view.width() - view.verticalScrollBar().sizeHint().width() - strip)
        character = QFontMetrics(view.small_font()).horizontalAdvance("en typisk kod") / 13
        near, far = share_width(
            available,
            self.numbers.needed_width(available),
            Wish(view.column_width(), view.column_width(_LEAST_LINE)),
            Wish(round(_NAME_CHARACTERS * character) + _LANES_WIDTH, round(10 * character) + _LANES_WIDTH),
        )
        left, right = (far, near) if view.is_mirrored else (near, far)
        above = self.headings.needed_height()
        view.setViewportMargins(left, above, right + strip, 0)
        page = view.viewport().geometry()
        sides = (page.left() - left, left), (page.right() + 1, right)
        numbers, stripes = sides[::-1] if view.is_mirrored else sides
        self.numbers.setGeometry(numbers[0], page.top(), numbers[1], page.height())
        self.stripes.setGeometry(stripes[0], page.top(), stripes[1], page.height())
        self.headings.setGeometry(page.left() - left, page.top() - above, left + page.width() + right, above)
        self.overview.setGeometry(page.right() + 1 + right, page.top(), WIDTH, page.height())
        self.stripes.forget()
