"""The whole way: names found in a project are replaced, kept in a key, and sealed. Then no byte of any file holds them.

Searched are the project, its journal, its snapshots, whatever else stands in its folder (but the key, where the search
must find nothing either, and the imported files), and the folder for temporary files.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qualcoder_peer.core import key_file
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.importers.run import ImportOptions, import_files
from qualcoder_peer.core.key_file import KeyEntry
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, describe_code, remove_codes, rename_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.keys import add_to_key, create_key, import_rules, look_up, open_key, rules_of, seal
from qualcoder_peer.core.services.memos import add_project_memo
from qualcoder_peer.core.services.pseudonyms import replace_personal_data
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import list_documents, rename_document

PASSWORD = "fyra ord som inte hör ihop"
NAMES = ("Annika", "Westerlund", "Göran", "Delić", "811218-9876", "Träffpunkten", "070-123 45 67")
ONLY_IN_THE_KEY = ("Ingegerd Pålsson-Quist", "Zlatomira", "Ödegårdsvägen 17")
RULES = (
    ReplaceRule("Annika Westerlund", "Kim"),
    ReplaceRule("Annika", "Kim"),
    ReplaceRule("Westerlund", "Kim"),
    ReplaceRule("Göran Delić", "R3"),
    ReplaceRule("Göran", "R3"),
    ReplaceRule("Delić", "R3"),
    ReplaceRule("811218-9876", "[personnummer]", PersonalKind.IDENTITY, RuleScope.EXACT),
    ReplaceRule("Träffpunkten", "[arbetsplats]", PersonalKind.WORKPLACE),
    ReplaceRule("070-123 45 67", "[telefonnummer]", PersonalKind.PHONE, RuleScope.EXACT),
)
TEXT = (
    "Intervjuare: Hur började det, Annika?\n"
    "Annika: Jag ringde Göran Delić på Träffpunkten, 070-123 45 67. Göran, alltså.\n"
    "Göran: Annikas nummer är 811218-9876 och Delićs är något annat.\n"
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that Python and SQLite use for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    monkeypatch.setattr(key_file, "COST", 15)
    return folder


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "network drive"
    folder.mkdir()
    paths = [folder / "Annika Westerlund.txt", folder / "Göran D.txt"]
    for number, path in enumerate(paths):
        path.write_text(TEXT * 40 + f"Annika: {number}\n", encoding="utf-8")
    return paths


@pytest.fixture
def project(tmp_path: Path, temporary: Path, sources: list[Path]) -> Iterator[Project]:
    folder = tmp_path / "projects"
    folder.mkdir()
    with Project.create(folder / "studie.qcp", title="Studie", language="sv", coder="MB") as made:
        yield made


def holding(tmp_path: Path, words: tuple[str, ...]) -> list[str]:
    kinds: list[bytes] = []
    for word in words:
        kinds += [word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape"), word.casefold().encode()]
    found = []
    for path in sorted((*(tmp_path / "projects").rglob("*"), *(tmp_path / "temporary").rglob("*"))):
        if path.is_file() and any(kind in path.read_bytes() for kind in kinds):
            found.append(path.name)
        elif any(word in path.name for word in words):
            found.append(path.name)
    return found


def test_no_byte_of_any_file_holds_a_name(project: Project, sources: list[Path], tmp_path: Path) -> None:
    path = project.path
    import_files(project, sources, ImportOptions(keep_original=True))
    documents = list_documents(project)
    code = add_code(project, "Hos Annika", texts={"definition": "Det Göran Delić gav"})
    rename_code(project, code, "Hemma hos Annika Westerlund")
    describe_code(project, code, definition="Det Göran gav")
    remove_codes(project, [add_code(project, "Träffpunkten")])
    add_codings(project, [NewCoding(documents[0].id, code, 13, 36, memo="Annika låter trött")])
    add_project_memo(project, "Ring Göran Delić på 070-123 45 67")
    project.snapshot("import")
    rename_document(project, documents[0].id, "Annika Westerlund, första gången")
    assert len(holding(tmp_path, NAMES)) >= 3, "project, journal and a snapshot"

    with create_key(project, path.with_suffix(".qckey"), PASSWORD) as key:
        add_to_key(project, key, RULES)
        replace_personal_data(project, RULES)
        key.add([KeyEntry(real, f"P{number}") for number, real in enumerate(ONLY_IN_THE_KEY)], "MB")
        assert holding(tmp_path, NAMES), "before sealing all of it can still be undone"
        look_up(project, key, "P0", "samtycket togs tillbaka")
        seal(project)
        assert holding(tmp_path, (*NAMES, *ONLY_IN_THE_KEY)) == []
        assert rules_of(key)[:9] == list(RULES)

        # Work goes on, with files in which the same names stand.
        later = sources[0].with_name("Annika Westerlund andra.txt")
        later.write_text(TEXT + "Göran: Zlatomira bor på Ödegårdsvägen 17.\n", encoding="utf-8")
        import_files(project, [later], ImportOptions(rules=import_rules(project, key)))
        project.undo()
        project.redo()
        project.snapshot("import")
        assert holding(tmp_path, (*NAMES, *ONLY_IN_THE_KEY)) == []
        assert check_project(project) == []
    assert holding(tmp_path, (*NAMES, *ONLY_IN_THE_KEY)) == []
    with Project.open(path, snapshot=True, read_only=True) as again, open_key(
        again, path.with_suffix(".qckey"), PASSWORD
    ) as key:
        assert {entry.real for entry in key.entries} >= set(ONLY_IN_THE_KEY)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM original").fetchone() == (0,)
        assert raw.execute("PRAGMA freelist_count").fetchone()[0] < 20


def test_the_search_finds_what_is_there(project: Project, tmp_path: Path) -> None:
    for words in ("Zlatomira", "ZLATOMIRA"):
        target = project.path.with_name(".hidden")
        target.write_bytes(b"\0" * 5000 + words.casefold().encode())
        assert holding(tmp_path, ("Zlatomira",)) == [".hidden"]
        target.write_bytes("Zlatomira".encode("utf-16-le"))
        assert holding(tmp_path, ("Zlatomira",)) == [".hidden"]
