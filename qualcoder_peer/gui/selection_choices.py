"""The sets and saved filters of a project as the lists of the rooms offer them."""

from __future__ import annotations

from qualcoder_peer.core.domain.ids import SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.selections import selection_facts
from qualcoder_peer.gui.widgets.selection_box import SelectionBox, SelectionChoice

TABLES = ("selection", "selection_member")
"""The tables of the project that tell which sets there are and who is in them."""
_HEADINGS = {
    (Owner.DOCUMENT, False): message("Sets of documents"),
    (Owner.DOCUMENT, True): message("Filters of documents"),
    (Owner.RESPONDENT, False): message("Sets of respondents"),
    (Owner.RESPONDENT, True): message("Filters of respondents"),
}


class CountingBox(SelectionBox):
    """The box of an analysis: which set or filter says whose words count. Hidden while there are none to choose."""

    def __init__(self, project: Project) -> None:
        super().__init__(
            "Who and what counts", "All of the material", lambda: selection_choices(project, Owner.RESPONDENT)
        )
        self._project = project

    @property
    def sets(self) -> tuple[SelectionId, ...] | None:
        """The set or filter that is chosen, as a QuoteFilter takes it."""
        return None if self.chosen is None else (SelectionId(self.chosen),)

    @property
    def which(self) -> QuoteFilter:
        """The quotes that count."""
        return QuoteFilter(sets=self.sets)

    def refresh(self) -> None:
        """Offer what there is now. What is gone is chosen no more; that is not told of."""
        self.show_again()
        self.setVisible(bool(selection_choices(self._project, Owner.RESPONDENT)))


def selection_choices(project: Project, first: Owner) -> list[SelectionChoice]:
    """Every set and filter, those about ``first`` before the others, sets before filters."""
    choices = [
        SelectionChoice(
            one.selection.id,
            one.selection.name,
            one.count,
            _HEADINGS[one.selection.about, one.selection.is_filter],
            one.broken,
        )
        for one in sorted(
            selection_facts(project), key=lambda one: (one.selection.about is not first, one.selection.is_filter)
        )
    ]
    return choices
