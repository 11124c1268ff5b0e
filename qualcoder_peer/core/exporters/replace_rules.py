"""Rules for replacing as a text file with separators, to be read again by ``importers/replace_rules.py``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.exporters.base import replacing

_HEADINGS = ("real", "replacement", "kind", "scope")


def write_rules(rules: Iterable[ReplaceRule], path: Path) -> None:
    """Write rules as .csv: UTF-8 with byte order mark, semicolons. The file holds the real names in the open.

    Every word stands as it is, also one that a spreadsheet takes for a formula: it is to be found in texts again.
    Raises ExportFailed; ``path`` is then untouched.
    """
    if path.suffix.lower() != ".csv":
        raise ExportFailed("Rules are written as .csv; “{name}” ends otherwise. Nothing was written.", name=path.name)
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(_HEADINGS)
        writer.writerows((rule.real, rule.replacement, rule.kind.value, rule.scope.value) for rule in rules)
