"""``codes FILE.qcp import``: a code book from the command line, and ``export … codebook`` as .qdc."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def project(tmp_path: Path, cli: Command) -> Path:
    path = tmp_path / "a.qcp"
    assert cli("new", path, "--title", "x", "--language", "sv").status == 0
    return path


def write(path: Path, words: str) -> Path:
    path.write_text(words, encoding="utf-8")
    return path


def paths(cli: Command, project: Path) -> list[list[str]]:
    return [one["path"] for one in cli("list", project, "codes", "--json").json()]


def test_dry_run_import_and_undo(tmp_path: Path, cli: Command, project: Path) -> None:
    cli("codes", project, "add", "A", "--definition", "mine")
    book = write(tmp_path / "b.csv", "code;parent;definition;count\nA;;theirs;1\nB;A;b;2\n")
    dry = cli("codes", project, "import", book, "--dry-run")
    assert dry.status == 0, dry.err
    assert dry.out.splitlines() == [
        "Would import: 1 new code, 1 there already, 0 completed.",
        "    = A",
        "    + A/B",
        "1 code is described otherwise in the project, which was kept; --replace takes what the file says.",
        "Note: 1 column left out: “count”",
    ]
    assert len(paths(cli, project)) == 1
    assert cli("codes", project, "import", book).out.startswith("Imported: 1 new code")
    assert len(paths(cli, project)) == 2
    assert cli("undo", project).status == 0
    assert len(paths(cli, project)) == 1


def test_json_says_what_comes(tmp_path: Path, cli: Command, project: Path) -> None:
    cli("codes", project, "add", "A", "--definition", "mine")
    book = write(tmp_path / "b.csv", "code;parent;definition\nA;;theirs\nB;A;b\n")
    rows = cli("codes", project, "import", book, "--json", "--replace").json()
    assert rows[0]["what"] == "there" and rows[0]["replaced"] is True
    assert rows[0]["differing"] == {"definition": {"project": "mine", "file": "theirs"}}
    assert (rows[1]["what"], rows[1]["path"], rows[1]["line"]) == ("new", ["A", "B"], 3)


def test_under_a_code_and_out_as_qdc_and_in_again(tmp_path: Path, cli: Command, project: Path) -> None:
    cli("codes", project, "add", "Fråga 1", "--role", "question")
    assert cli("codes", project, "import", write(tmp_path / "b.txt", "A\n\tB\n"), "--under", "Fråga 1").status == 0
    out = cli("export", project, "codebook", "-o", tmp_path / "c.qdc")
    assert out.status == 0, out.err
    again = cli("codes", project, "import", tmp_path / "c.qdc", "--dry-run")
    assert again.out.startswith("Would import: 0 new codes, 3 there already")
    other = tmp_path / "other.qcp"
    cli("new", other, "--title", "y")
    assert cli("codes", other, "import", tmp_path / "c.qdc").status == 0
    assert len(paths(cli, other)) == 3


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, cli: Command, project: Path) -> None:
    ring = cli("codes", project, "import", write(tmp_path / "ring.csv", "code;parent\na;b\nb;a\n"))
    assert (ring.status, ring.out, len(ring.err.splitlines())) == (1, "", 1)
    assert "ring.csv" in ring.err and "(2)" in ring.err
    gone = cli("codes", project, "import", tmp_path / "gone.xlsx")
    assert gone.status == 1 and "gone.xlsx" in gone.err
    nowhere = cli("codes", project, "import", write(tmp_path / "b.txt", "A\n"), "--under", "Nowhere")
    assert nowhere.status == 1 and "Nowhere" in nowhere.err
    assert paths(cli, project) == []


def test_an_empty_code_book_is_not_exported_as_qdc(tmp_path: Path, cli: Command, project: Path) -> None:
    out = cli("export", project, "codebook", "-o", tmp_path / "c.qdc")
    assert out.status == 1 and "no codes" in out.err
    assert not (tmp_path / "c.qdc").exists()
