"""What a quote table is kept as under a name: its filters and its columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.services.kept_options import read_options, write_options
from qualcoder_peer.gui.widgets.pick_box import PickBox

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.report.tables_page import TablesPage


def quote_settings(page: TablesPage) -> dict[str, Any]:
    """What the page shows now."""
    options = read_options(page.project, QuoteTableOptions)
    return {
        "columns": list(options.columns),
        "attributes": None if options.attributes is None else list(options.attributes),
        "starred": page.starred.isChecked(),
        **{name: list(box.chosen) for name, box in _boxes(page).items()},
    }


def show_quote_settings(page: TablesPage, settings: Mapping[str, Any]) -> None:
    """Show what was kept. In a project that cannot be written the columns stay as they are."""
    gone = False
    for name, box in _boxes(page).items():
        wanted = _numbers(settings.get(name))
        box.set_chosen(wanted)
        gone = gone or len(box.chosen) < len(set(wanted))
    page.starred.setChecked(settings.get("starred") is True)
    if not page.context.read_only:
        kept = read_options(page.project, QuoteTableOptions)
        attributes = settings.get("attributes")
        write_options(
            page.project,
            dataclasses.replace(
                kept, columns=_words(settings.get("columns")),
                attributes=None if attributes is None else _words(attributes),
            ),
        )  # fmt: skip
    page.refresh()
    if gone:
        page.context.messages.warn(
            message("Some of what the saved table asks for no longer exists. The rest is shown.")
        )


def _boxes(page: TablesPage) -> dict[str, PickBox]:
    return {
        "codes": page.codes,
        "documents": page.documents,
        "respondents": page.respondents,
        "sets": page.sets,
        "coders": page.coders,
    }


def _numbers(kept: object) -> list[int]:
    return [one for one in kept if isinstance(one, int)] if isinstance(kept, list) else []


def _words(kept: object) -> tuple[str, ...]:
    return tuple(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()
