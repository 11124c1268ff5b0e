"""Whom a text names: the respondents of a project by pseudonym, by label, or by number.

A respondent called R3 is named by “R3”, “R3:s”, “Respondent 3”, “intervjuperson 3”, “IP 3” and their like, unless the
project has somebody of that very name.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache

from qualcoder_peer.core.domain.model import Speaker, SpeakerRole
from qualcoder_peer.core.project import Store
from qualcoder_peer.core.services.finding_places import Region

Person = Hashable
"""A respondent's id, or the label of a speaker who is matched with none."""

_NUMBERED = re.compile(
    r"(?:r|ip|p|i|respondent|respondenten|informant|informanten|intervjuperson|intervjupersonen|interviewee|"
    r"interviewperson|participant|deltagare|deltager|person|brukare)[ \u00a0.:#-]?0*(\d{1,4})",
    re.IGNORECASE,
)
_TITLES = (
    "r", "ip", "respondent", "respondenten", "informant", "informanten", "intervjuperson", "intervjupersonen",
    "interviewee", "interviewperson", "participant", "deltagare", "deltager",
)  # fmt: skip
_GENITIVE = "(?:s|:s|'s|’s)?"


class People:
    """Everybody in a project who is not an interviewer, by all that a report may call them."""

    def __init__(self, store: Store) -> None:
        self._known: dict[str, set[Person]] = {}
        self._numbers: dict[int, set[Person]] = {}
        people = store.respondents.all()
        asking = {one.id for one in people if one.role is SpeakerRole.INTERVIEWER}
        for one in people:
            if one.id not in asking:
                self._add(one.name, one.id)
        for speaker in store.documents.speakers():
            if speaker.role is not SpeakerRole.INTERVIEWER and speaker.respondent_id not in asking:
                self._add(speaker.label, person_of(speaker))
        self._pattern = self._names()

    def named(self, claims: Sequence[str]) -> frozenset[Person]:
        """Whom the first of the texts that names anybody names; empty when none does."""
        for claim in claims:
            found = self._in(claim)
            if found:
                return found
        return frozenset()

    # Private

    def _add(self, name: str, person: Person) -> None:
        name = " ".join(name.split()).rstrip(":")
        if not name:
            return
        self._known.setdefault(name, set()).add(person)
        numbered = _NUMBERED.fullmatch(name)
        if numbered is not None:
            self._numbers.setdefault(int(numbered[1]), set()).add(person)

    def _names(self) -> re.Pattern[str] | None:
        names = sorted((name for name in self._known if len(name) > 1), key=len, reverse=True)
        written = [re.escape(name).replace(r"\ ", r"[ \u00a0]") for name in names]
        titles = rf"(?i:{'|'.join(_TITLES)})[ \u00a0]?0*(?P<number>\d{{1,4}})"
        parts = [*([rf"(?P<name>{'|'.join(written)})"] if written else []), *([titles] if self._numbers else [])]
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)}){_GENITIVE}(?!\w)") if parts else None

    def _in(self, claim: str) -> frozenset[Person]:
        found: set[Person] = set()
        if self._pattern is not None:
            for one in self._pattern.finditer(claim):
                groups = one.groupdict()
                if groups.get("name"):
                    found |= self._known.get(groups["name"].replace("\u00a0", " "), set())
                elif groups.get("number"):
                    found |= self._numbers.get(int(groups["number"]), set())
        first = re.split(r"[,;:]", claim.strip("()[] "), maxsplit=1)[0].strip()
        if len(first) == 1:  # a person called A is named only where nothing else can be meant
            found |= self._known.get(first, set())
        return frozenset(found)


def person_of(speaker: Speaker) -> Person:
    """Who a speaker is."""
    return speaker.respondent_id if speaker.respondent_id is not None else _label(speaker.label)


def speakers_of(regions: Iterable[Region | None]) -> list[Speaker]:
    """The speakers of some stretches, each once."""
    found: dict[int, Speaker] = {}
    for region in regions:
        if region is not None and region.speaker is not None:
            found.setdefault(region.speaker.id, region.speaker)
    return list(found.values())


@lru_cache(maxsize=512)
def _label(label: str) -> str:
    return " ".join(label.split()).rstrip(":")
