"""Rules for replacing, from a sheet or a text file: columns ``real``, ``replacement``, and ``kind`` and ``scope`` if
they are there. Without these headings the first two columns are what is replaced and what is written."""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.importers.tabular import Table, read_table

COLUMNS = ("real", "replacement", "kind", "scope")
"""The headings, as ``exporters/replace_rules.py`` writes them."""


def read_rules(path: Path) -> list[ReplaceRule]:
    """The rules of a .csv, .tsv or .xlsx file, in its order; a person and all forms where it does not say otherwise.

    Raises UnreadableFile if it is no table of at least two columns, InvalidInput for a row that is no rule.
    """
    table = read_table(path, headings=False)
    first = [cell.strip().casefold() for cell in table.rows[0]]
    with_headings = set(COLUMNS[:2]) <= set(first)
    places = {name: first.index(name) for name in COLUMNS if name in first} if with_headings else dict(
        zip(COLUMNS, range(len(first)), strict=False)
    )
    if len(first) < 2:
        raise UnreadableFile(
            "“{name}” holds no rules: a rule needs two columns, what is replaced and what is written instead. Nothing "
            "was changed.",
            name=path.name,
        )
    return [_rule(table, number, places, path.name) for number in range(1 if with_headings else 0, len(table.rows))]


def _rule(table: Table, number: int, places: dict[str, int], name: str) -> ReplaceRule:
    row = table.rows[number]
    cells = {column: row[place].strip() for column, place in places.items()}
    try:
        kind = PersonalKind(cells.get("kind") or PersonalKind.PERSON)
        scope = RuleScope(cells.get("scope") or RuleScope.WORD)
    except ValueError:
        raise InvalidInput(
            "Row {row} of “{name}” has a kind or a scope that is not known. Kinds: {kinds}. Scopes: {scopes}. Nothing "
            "was changed.",
            row=table.numbers[number],
            name=name,
            kinds=", ".join(PersonalKind),
            scopes=", ".join(RuleScope),
        ) from None
    if not cells["real"] or not cells["replacement"]:
        raise InvalidInput(
            "Row {row} of “{name}” is no rule: it needs both what is replaced and what is written. Nothing was "
            "changed.",
            row=table.numbers[number],
            name=name,
        )
    return ReplaceRule(cells["real"], cells["replacement"], kind, scope)
