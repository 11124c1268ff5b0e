"""A block of cells from the clipboard, made into what it writes to the respondents' table."""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Consent, Owner, SpeakerRole
from qualcoder_peer.core.services.register_columns import PlanColumn, Use, propose_uses
from qualcoder_peer.core.services.respondents import RespondentEdit
from qualcoder_peer.gui.rooms.material.respondents_model import COUNTS, RespondentsModel

_NUMBERS = frozenset(("id", "nr", "no"))


def has_headings(cells: Sequence[Sequence[str]], owner: Owner) -> bool:
    """Whether a block begins with a row of headings, the first of them a word for the name (or title, or number)."""
    if len(cells) < 2 or len(cells[0]) < 2:
        return False
    first = cells[0][0].strip()
    # Beside a heading that nothing is called: alone it would be taken for the name for want of another.
    return first.casefold() in _NUMBERS or propose_uses(owner, ["\0", first], [], [])[1].use is Use.NAME


def block_edits(
    cells: Sequence[Sequence[str]], place: tuple[int, int], model: RespondentsModel, new_attribute: str
) -> list[RespondentEdit]:
    """What pasting ``cells`` at a (row, column) of the table writes. Columns that are counted are stepped over.

    Rows below the last one become new respondents if the block reaches their names. ``new_attribute`` names the first
    column beyond the last. Raises InvalidInput.
    """
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


def _edit(person: RespondentId | None, values: dict[str, str]) -> RespondentEdit:
    attributes = {
        key.partition("/")[2]: value
        for key, value in values.items()
        if key.startswith("attribute/") and (value or person is not None)
    }
    role = values.get("role")
    consent = _consent(values["consent"]) if values.get("consent") else None
    if consent is None and "consent" in values and person is not None:
        consent = Consent.UNKNOWN
    date = values.get("consent_date")
    return RespondentEdit(
        person,
        values.get("name"),
        _role(role) if role else None,
        attributes,
        consent,
        date if date or person is not None else None,
    )


def _key(model: RespondentsModel, column: int) -> str:
    attribute = model.attribute_of(column)
    return f"attribute/{attribute.name}" if attribute is not None else model.key_of(column)


def _role(word: str) -> SpeakerRole:
    """A role by its title in any of our languages."""
    found = PlanColumn(Use.ROLE, message("Role")).read(word)
    if found is None:
        raise InvalidInput(
            "“{word}” is no role; write Respondent, Interviewer or Other. Nothing was pasted.", word=word[:80]
        )
    return SpeakerRole(found)


def _consent(word: str) -> Consent:
    """What has been said to taking part, by its title in any of our languages, or yes or no."""
    found = PlanColumn(Use.CONSENT, message("Consent")).read(word)
    if found is None:
        raise InvalidInput(
            "“{word}” is no consent; write Given, Refused or Withdrawn. Nothing was pasted.", word=word[:80]
        )
    return Consent(found)
