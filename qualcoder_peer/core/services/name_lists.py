"""Reads ``resources/names``: what the search for personal data knows of names, towns and words, and the pseudonyms."""

from __future__ import annotations

import re
from functools import lru_cache

from qualcoder_peer.core.resources import resource
from qualcoder_peer.core.text.personal_lexicon import Names

_SECTION = re.compile(r"\[([a-z]+)\]")


@lru_cache(maxsize=1)
def load_names() -> Names:
    """The lists, read once (about a fiftieth of a second)."""
    own = _sections()

    def lines(name: str) -> set[str]:
        return set(resource("names", f"{name}.txt").read_text(encoding="utf-8").split("\n")) - {""}

    towns = lines("towns") | lines("countries") | own["towns"]
    return Names(
        first=frozenset(lines("first") | own["first"]),
        last=frozenset(lines("last") | own["last"]),
        wide_first=frozenset(lines("first-wider")),
        wide_last=frozenset(lines("last-wider")),
        towns=frozenset(town for name in towns for town in (name, name.split()[0])),
        never=frozenset(own["never"]),
        words=frozenset(lines("words") | own["words"]),
        wordlike=frozenset(own["wordlike"]),
        titles=frozenset(own["titles"]),
        said=frozenset(own["said"]),
        told=frozenset(own["told"]),
    )


@lru_cache(maxsize=1)
def load_pseudonyms() -> tuple[str, ...]:
    """Gender-neutral names in the order in which they are proposed."""
    lines = resource("names", "pseudonyms.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def _sections() -> dict[str, set[str]]:
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in resource("names", "own.txt").read_text(encoding="utf-8").splitlines():
        heading = _SECTION.fullmatch(line.strip())
        if heading:
            current = sections.setdefault(heading[1], set())
        elif not line.startswith("#"):
            current.update(line.split())
    return sections
