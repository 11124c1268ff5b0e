"""The sets and saved filters of a project as the lists of the rooms offer them."""

from __future__ import annotations

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.selections import selection_facts
from qualcoder_peer.gui.widgets.selection_box import SelectionChoice

TABLES = ("selection", "selection_member")
"""The tables of the project that tell which sets there are and who is in them."""
_HEADINGS = {
    (Owner.DOCUMENT, False): message("Sets of documents"),
    (Owner.DOCUMENT, True): message("Filters of documents"),
    (Owner.RESPONDENT, False): message("Sets of respondents"),
    (Owner.RESPONDENT, True): message("Filters of respondents"),
}


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
