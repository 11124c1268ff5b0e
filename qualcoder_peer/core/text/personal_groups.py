"""Which names and addresses belong to one person: *Anna*, *Anna K*, *Anna Karlsson* and ``anna.karlsson@…``.

Two people are never made one on the strength of a shared first name: where *Anna Karlsson* and *Anna Berg* both are
there, *Anna* alone is somebody to be decided on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_LETTERS = re.compile(r"[^\W\d_]+")


def group_names(names: Iterable[str]) -> dict[str, str]:
    """For each name (without inflection) the fullest name of the same person; itself if there is no fuller one."""
    kept = list(dict.fromkeys(names))
    full = [name for name in kept if _is_full(name)]
    leaders = _joined_full(full)
    by_first: dict[str, set[str]] = {}
    by_last: dict[str, set[str]] = {}
    for name in full:
        words = name.casefold().split()
        by_first.setdefault(words[0], set()).add(leaders[name])
        by_last.setdefault(words[-1], set()).add(leaders[name])
    found = dict(leaders)
    for name in kept:
        if name not in found and len(name.split()) > 1:
            found[name] = _of_initials(name, by_first, by_last)
    for name, leader in list(found.items()):
        if leader == name and not _is_full(name):  # Anna K, with nobody known whose initials these are
            words = name.casefold().split()
            if len(words[0]) > 1:
                by_first.setdefault(words[0], set()).add(name)
    for name in kept:
        if name not in found:
            key = name.casefold()
            candidates = by_first.get(key, set()) or by_last.get(key, set())
            found[name] = next(iter(candidates)) if len(candidates) == 1 else name
    return _same_but_for_case(found)


def person_of_address(address: str, leaders: Mapping[str, str]) -> str:
    """The person (a value of ``group_names``) whose name stands before the @ of an e-mail address; empty: nobody's."""
    words = {word.casefold() for word in _LETTERS.findall(address.split("@")[0])}
    found = {leader for name, leader in leaders.items() if _is_full(name) and {*name.casefold().split()} <= words}
    if not found:
        glued = "".join(sorted(words, key=len)[-1:])
        found = {
            leader for name, leader in leaders.items()
            if name.casefold() in words or (_is_full(name) and glued in _glued(name))
        }  # fmt: skip
    return next(iter(found)) if len(found) == 1 else ""


def _glued(name: str) -> set[str]:
    """*anna.karlsson* is often written annakarlsson, akarlsson, annkar."""
    words = name.casefold().split()
    first, last = words[0], words[-1]
    return {first + last, last + first, first[0] + last, first + last[0], first[:3] + last[:3]}


def _is_full(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and len(words[0]) > 1 and len(words[-1]) > 1


def _joined_full(full: list[str]) -> dict[str, str]:
    """Full names with the same first and last word are one person: with and without a middle name."""
    longest: dict[tuple[str, str], str] = {}
    for name in full:
        words = name.casefold().split()
        ends = (words[0], words[-1])
        if ends not in longest or len(name.split()) > len(longest[ends].split()):
            longest[ends] = name
    return {name: longest[(name.casefold().split()[0], name.casefold().split()[-1])] for name in full}


def _of_initials(name: str, by_first: Mapping[str, set[str]], by_last: Mapping[str, set[str]]) -> str:
    words = name.casefold().split()
    if len(words[-1]) == 1:
        fitting = {one for one in by_first.get(words[0], ()) if one.casefold().split()[-1].startswith(words[-1])}
    else:
        fitting = {one for one in by_last.get(words[-1], ()) if one.casefold().startswith(words[0])}
    return next(iter(fitting)) if len(fitting) == 1 else name


def _same_but_for_case(found: dict[str, str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for leader in found.values():
        first.setdefault(leader.casefold(), leader)
    return {name: first[leader.casefold()] for name, leader in found.items()}
