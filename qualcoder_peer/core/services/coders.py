"""Who codes in the project: names, colours, how much each has coded."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CoderId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Coder
from qualcoder_peer.core.domain.palette import CODER_COLOURS, checked_colour
from qualcoder_peer.core.project import Project


@dataclass(frozen=True, slots=True)
class CoderFacts:
    """A coder, and in how many places of how many documents they have coded."""

    coder: Coder
    codings: int
    documents: int


def list_coders(project: Project) -> list[Coder]:
    """Everybody who has coded in the project."""
    with project.reading() as store:
        return store.coders.all()


def coder_facts(project: Project) -> list[CoderFacts]:
    """Every coder in the order they came; while one works blind the others' counts are zero."""
    with project.reading() as store:
        coders, counts = store.coders.all(), store.codings.counts_by_coder()
    return [CoderFacts(one, *counts.get(one.id, (0, 0))) for one in coders]


def add_coder(project: Project, name: str) -> CoderId:
    """Add somebody who will code. Raises InvalidInput when the name is empty or taken."""
    cleaned = _checked(name)
    with project.transaction(message("Add the coder “{name}”", name=cleaned)) as store:
        if store.coders.named(cleaned) is not None:
            raise _taken(cleaned)
        return store.coders.add(cleaned, CODER_COLOURS[len(store.coders.all()) % len(CODER_COLOURS)])


def rename_coder(project: Project, coder: CoderId, name: str) -> None:
    """Give a coder another name. Raises InvalidInput when it is empty or taken, NotFound."""
    cleaned = _checked(name)
    with project.transaction(message("Rename a coder to “{name}”", name=cleaned)) as store:
        if store.coders.named(cleaned) not in (None, coder):
            raise _taken(cleaned)
        if not store.coders.change(coder, name=cleaned):
            raise NotFound("The coder no longer exists. Nothing was changed.")


def recolour_coder(project: Project, coder: CoderId, colour: str) -> None:
    """Give a coder another colour. Raises InvalidInput or NotFound."""
    checked = checked_colour(colour)
    with project.transaction(message("Change the colour of a coder")) as store:
        if not store.coders.change(coder, colour=checked):
            raise NotFound("The coder no longer exists. Nothing was changed.")


def remove_coder(project: Project, coder: CoderId) -> None:
    """Take out a coder who has coded nothing. Raises InvalidInput when there are codings, NotFound."""
    with project.transaction(message("Remove a coder")) as store:
        if store.codings.counts_by_coder().get(coder, (0, 0))[0]:
            raise InvalidInput("The coder has coded in this project and cannot be removed. Nothing was changed.")
        if not store.coders.remove(coder):
            raise NotFound("The coder no longer exists. Nothing was changed.")


def hidden_along(project: Project) -> Message | None:
    """What to tell beside what is removed or moved with all its codings, while one works blind; else None. Whether
    others have coded there is not told."""
    if not project.blind:
        return None
    return message("What other coders may have coded there, hidden while you work blind, goes along.")


def left_out_of_export(project: Project) -> Message | None:
    """What to tell beside a file that was written while one works blind; else None."""
    if not project.blind:
        return None
    return message("You work blind as {name}: what other coders have coded and noted is not in it.", name=project.coder)


def _checked(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise InvalidInput("A coder needs a name. Nothing was changed.")
    return cleaned


def _taken(name: str) -> InvalidInput:
    return InvalidInput("There is already a coder called “{name}”. Nothing was changed.", name=name[:200])
