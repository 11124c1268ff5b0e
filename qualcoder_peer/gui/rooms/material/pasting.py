"""A block of cells from the clipboard, made into what it writes to the respondents' table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.model import SPEAKER_TITLES, SpeakerRole
from qualcoder_peer.core.i18n import LANGUAGES, texts
from qualcoder_peer.core.services.respondents import RespondentEdit
from qualcoder_peer.gui.rooms.material.respondents_model import COUNTS, NEW, RespondentsModel

_NAMES = frozenset(("pseudonym", "name", "namn", "navn", "respondent", "deltagare", "deltager", "informant", "id"))


def block_edits(
    cells: Sequence[Sequence[str]], place: tuple[int, int], model: RespondentsModel, new_attribute: str
) -> list[RespondentEdit]:
    """What pasting ``cells`` at a (row, column) of the table writes. Columns that are counted are stepped over.

    Rows below the last one become new respondents if the block reaches their names. A block that begins with a row of
    headings, the first of them a word for the name, goes to the columns of those names, and its rows to the
    respondents of those names. ``new_attribute`` names the first column beyond the last. Raises InvalidInput.
    """
    if len(cells) > 1 and len(cells[0]) > 1 and place[1] == 0 and _is_name_heading(cells[0][0]):
        return _by_headings(cells, model)
    columns = [column for column in range(place[1], len(model.columns)) if model.key_of(column) not in COUNTS]
    keys = [_key(model, column) for column in columns]
    width = max(len(row) for row in cells)
    beyond = width - len(keys)
    keys += [f"attribute/{new_attribute}" + (f"+{extra}" if extra else "") for extra in range(beyond)]
    shown = model.shown_ids()
    edits = []
    for offset, row in enumerate(cells):
        at = place[0] + offset
        person = RespondentId(shown[at]) if at < len(shown) else None
        edit = _edit(person, dict(zip(keys, row, strict=False)))
        if edit.respondent is not None or edit.name:
            edits.append(edit)
    return edits


def _by_headings(cells: Sequence[Sequence[str]], model: RespondentsModel) -> list[RespondentEdit]:
    keys = ["name"]
    for heading in cells[0][1:]:
        keys.append("role" if _is_role_heading(heading) else f"attribute/{heading}" if heading else NEW)
    counts = {model.headerData(model.column_of(key), Qt.Orientation.Horizontal) for key in COUNTS}
    keys = [NEW if cells[0][place] in counts else key for place, key in enumerate(keys)]
    people = {row.respondent.name: row.respondent.id for row in model.all_rows()}
    edits = []
    for row in cells[1:]:
        values = dict(zip(keys, row, strict=False))
        if values.get("name"):
            edits.append(_edit(people.get(values["name"]), values))
    return edits


def _edit(person: RespondentId | None, values: dict[str, str]) -> RespondentEdit:
    attributes = {
        key.partition("/")[2]: value
        for key, value in values.items()
        if key.startswith("attribute/") and (value or person is not None)
    }
    role = values.get("role")
    return RespondentEdit(person, values.get("name"), _role(role) if role else None, attributes)


def _key(model: RespondentsModel, column: int) -> str:
    attribute = model.attribute_of(column)
    return f"attribute/{attribute.name}" if attribute is not None else model.key_of(column)


def _role(word: str) -> SpeakerRole:
    """A role by its title in any of our languages."""
    wanted = word.casefold()
    for role, title in SPEAKER_TITLES.items():
        if wanted == role.value or any(wanted == texts(language)(title).casefold() for language in LANGUAGES):
            return role
    raise InvalidInput(
        "“{word}” is no role; write Respondent, Interviewer or Other. Nothing was pasted.", word=word[:80]
    )


def _is_name_heading(word: str) -> bool:
    return word.casefold() in _NAMES or any(
        word.casefold() == texts(language)("Pseudonym").casefold() for language in LANGUAGES
    )


def _is_role_heading(word: str) -> bool:
    return any(word.casefold() == texts(language)("Role").casefold() for language in LANGUAGES)
