"""``list code-history``: the audit of themes, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, merge_codes, remove_codes, rename_code
from tests.cli.conftest import Command


@pytest.fixture
def coded(project: Path) -> Path:
    """A project in which a code was renamed, one merged into it, one deleted."""
    with Project.open(project, coder="MB") as opened:
        code = add_code(opened, "Vila")
        rename_code(opened, code, "Vilan")
        merge_codes(opened, [add_code(opened, "Ensam")], code)
        remove_codes(opened, [add_code(opened, "Fel")])
    return project


def test_all_codes_in_the_order_of_time(coded: Path, cli: Command) -> None:
    rows = json.loads(cli("list", str(coded), "code-history", "--json").out)
    assert [(row["code"], row["kind"]) for row in rows] == [
        ("Fråga 1", "created"), ("Tomrummet", "created"),
        ("Vilan", "created"), ("Vilan", "renamed"), ("Ensam", "created"), ("Ensam", "merged"),
        ("Vilan", "merged"), ("Fel", "created"), ("Fel", "deleted"),
    ]  # fmt: skip
    assert {row["coder"] for row in rows[2:]} == {"MB"}
    assert rows[3]["text"] == "Renamed from “Vila” to “Vilan”"
    assert rows[-1]["code_id"] is None and rows[0]["code_id"]


def test_one_code_with_what_was_merged_into_it_as_a_table(coded: Path, cli: Command) -> None:
    table = cli("list", str(coded), "code-history", "--code", "Vilan").out
    assert "Created: Theme “Ensam”" in table and "Renamed" in table and "Fel" not in table


def test_what_does_not_apply_is_refused(coded: Path, cli: Command) -> None:
    assert cli("list", str(coded), "codes", "--code", "Vilan").status == 2
    assert cli("list", str(coded), "code-history", "--document", "1").status == 2
    gone = cli("list", str(coded), "code-history", "--code", "Fel")
    assert gone.status == 1 and "Fel" in gone.err
