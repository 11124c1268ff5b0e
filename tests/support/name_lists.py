"""Writes ``resources/names``: lists of names, places and common words, taken from the package faker (MIT).

Run ``python -m tests.support.name_lists`` in an environment that has faker; the program itself never needs it. What
faker lacks stands in ``own.txt``, which is written by hand and left alone here.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "names"
NORDIC = ("sv_SE", "da_DK", "no_NO", "fi_FI", "en_GB")
WIDER = (
    "en_US", "de_DE", "tr_TR", "hr_HR", "pl_PL", "en_PK", "en_KE", "fr_DZ", "es_ES", "ro_RO", "et_EE", "lt_LT", "sw",
)  # fmt: skip
COUNTRIES = ("sv_SE", "da_DK", "no_NO", "fi_FI", "en_GB")
_FIRST = tuple(f"first_names{kind}" for kind in ("", "_female", "_male", "_nonbinary", "_unisex"))
_LAST = tuple(f"last_names{kind}" for kind in ("", "_female", "_male", "_unisex"))
_SHORTEST_WIDER = 4  # shorter ones of far languages are words of ours too often


def provider(kind: str, place: str) -> Any:
    """The provider class of faker for a kind of data and a locale."""
    return importlib.import_module(f"faker.providers.{kind}.{place}").Provider


def gathered(kind: str, places: Iterable[str], names: Iterable[str]) -> set[str]:
    """All entries of the lists called ``names`` (plain or weighted) of some locales, one word each part."""
    found: set[str] = set()
    for place in places:
        for name in names:
            found |= set(getattr(provider(kind, place), name, ()))
    return found


def single(names: Iterable[str]) -> set[str]:
    """Names of one word, capitalised; of double first names without a hyphen both parts."""
    return {word for name in names for word in name.split() if word[:1].isupper() and word.strip(".-'").isprintable()}


def write(name: str, words: Iterable[str]) -> None:
    """One word a line, sorted."""
    kept = sorted({word for word in words if len(word) > 1 and not any(sign in word for sign in ".()0123456789")})
    (FOLDER / name).write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    """Write all lists and the licence they came with."""
    first, last = (single(gathered("person", NORDIC, names)) for names in (_FIRST, _LAST))
    wide_first, wide_last = (
        {name for name in single(gathered("person", WIDER, names)) if len(name) >= _SHORTEST_WIDER}
        for names in (_FIRST, _LAST)
    )
    write("first.txt", first)
    write("last.txt", last)
    write("first-wider.txt", wide_first - first)
    write("last-wider.txt", wide_last - last)
    towns = gathered("address", ("sv_SE", "da_DK", "fi_FI"), ("cities", "states"))
    write("towns.txt", towns)
    write("countries.txt", gathered("address", COUNTRIES, ("countries",)))
    common = gathered("lorem", ("da_DK", "en_US"), ("word_list",))
    write("words.txt", {word for word in common if word.islower()})
    licence = next(path for path in distribution("Faker").files or () if path.name.startswith("LICENSE"))
    shutil.copyfile(licence.locate(), FOLDER / "LICENSE-faker.txt")


if __name__ == "__main__":
    main()
