"""The key at work: looking up leaves a trace and no name, imports find no name to store, a destroyed key is gone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core import key_file
from qualcoder_peer.core.domain.errors import InvalidInput, KeyFileError, NotFound, ReadOnlyProject, UserError
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.domain.protocol import ProtocolKind
from qualcoder_peer.core.exporters.protocol import SUFFIXES, protocol_text, write_protocol
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.importers.run import ImportOptions, import_files
from qualcoder_peer.core.key_file import KeyEntry, KeyFile
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.keys import (
    add_to_key,
    create_key,
    destroy_key,
    import_rules,
    list_protocol,
    look_up,
    open_key,
    rules_of,
    seal,
    sealing_facts,
    show_all,
    usual_key_path,
)
from qualcoder_peer.core.services.sources import list_documents

PASSWORD = "fyra ord som inte hör ihop"
RULES = (
    ReplaceRule("Annika Westerlund", "Kim"),
    ReplaceRule("Annika", "Kim"),
    ReplaceRule("Göran Delić", "R3"),
    ReplaceRule("811218-9876", "[personnummer]", PersonalKind.IDENTITY),
    ReplaceRule("Träffpunkten", "[arbetsplats]", PersonalKind.WORKPLACE, RuleScope.EXACT),
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "COST", 15)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "studie.qcp", title="Studie", language="sv", coder="MB") as made:
        yield made


@pytest.fixture
def key(project: Project) -> Iterator[KeyFile]:
    made = KeyFile.create(usual_key_path(project), project.info().guid, PASSWORD, cost=15)
    assert add_to_key(project, made, RULES, "första vågen") == len(RULES)
    yield made
    made.close()


def said(project: Project) -> list[str]:
    return [texts("en").say(entry.text) for entry in list_protocol(project)]


def test_rules_come_back_as_they_went_in(project: Project, key: KeyFile) -> None:
    assert rules_of(key) == list(RULES)
    assert {(entry.added_by, entry.note) for entry in key.entries} == {("MB", "första vågen")}
    key.close()
    with open_key(project, usual_key_path(project), PASSWORD) as again:
        assert rules_of(again) == list(RULES)


def test_a_key_has_its_ending_and_belongs_to_its_project(project: Project, key: KeyFile, tmp_path: Path) -> None:
    for name in ("key", "key.txt", "studie.qcp"):
        with pytest.raises(InvalidInput, match="qckey"):
            create_key(project, tmp_path / name, PASSWORD)
    with Project.create(tmp_path / "annan.qcp", title="x") as other, pytest.raises(KeyFileError, match="another proj"):
        open_key(other, key.path, PASSWORD)
    with create_key(project, tmp_path / "två.qckey", PASSWORD) as second:
        assert second.entries == ()


@pytest.mark.parametrize("rule", [ReplaceRule("", "x"), ReplaceRule("x", " "), ReplaceRule("x" * 501, "y")])
def test_what_cannot_be_a_rule_is_no_entry(project: Project, key: KeyFile, rule: ReplaceRule) -> None:
    with pytest.raises(InvalidInput):
        add_to_key(project, key, [ReplaceRule("Ny Person", "R9"), rule])
    assert len(key.entries) == len(RULES)


def test_a_kind_of_a_later_version_is_a_word(key: KeyFile) -> None:
    key._entries["x"] = KeyEntry("x", "y", "shoe_size", "somewhere")
    assert rules_of(key)[-1] == ReplaceRule("x", "y", PersonalKind.WORD, RuleScope.WORD)


# --- looking up


def test_looking_up_tells_all_spellings_and_leaves_a_trace_without_a_name(project: Project, key: KeyFile) -> None:
    found = look_up(project, key, "kim", "  hon vill ha\nsina uppgifter borttagna ")
    assert [entry.real for entry in found] == ["Annika Westerlund", "Annika"]
    (entry,) = list_protocol(project)
    assert (entry.kind, entry.coder) == (ProtocolKind.LOOKED_UP, "MB") and entry.time.endswith("Z")
    assert said(project) == ["Looked up “Kim”. Reason: hon vill ha sina uppgifter borttagna"]
    assert b"Westerlund" not in project.path.read_bytes()


def test_no_undo_takes_the_trace_back(project: Project, key: KeyFile) -> None:
    add_code(project, "före")
    look_up(project, key, "R3", "vård")
    assert len(project.undo(9)) == 1 and len(said(project)) == 1
    assert len(project.redo(9)) == 1 and len(said(project)) == 1


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501, "Annika ringde", "fråga från Delić", "Annikas begäran",
                                    "gäller 811218-9876", "han på Träffpunkten"])  # fmt: skip
def test_a_reason_is_needed_and_holds_no_name(project: Project, key: KeyFile, reason: str) -> None:
    for ask in (lambda: look_up(project, key, "Kim", reason), lambda: show_all(project, key, reason)):
        with pytest.raises(InvalidInput, match="(?i)reason|say why"):
            ask()
    assert said(project) == []


def test_what_is_not_in_the_key(project: Project, key: KeyFile) -> None:
    with pytest.raises(NotFound, match="R77"):
        look_up(project, key, "R77", "vård")
    assert said(project) == []


def test_what_cannot_be_put_in_the_protocol_is_not_told(project: Project, key: KeyFile) -> None:
    with Project.open(project.path) as reader:
        for ask in (lambda: look_up(reader, key, "Kim", "vård"), lambda: show_all(reader, key, "vård")):
            with pytest.raises(ReadOnlyProject):
                ask()
        with pytest.raises(ReadOnlyProject):
            destroy_key(reader, key.path)
    assert key.path.exists()


def test_showing_all(project: Project, key: KeyFile) -> None:
    assert len(show_all(project, key, "överlämning till arkivet")) == 5
    assert said(project) == ["Looked up all 5 entries of the key. Reason: överlämning till arkivet"]


# --- imports


def test_an_import_with_the_key_stores_no_name_anywhere(
    project: Project, key: KeyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    source = tmp_path / "in" / "Annika Westerlund 2.txt"
    source.parent.mkdir()
    source.write_text(
        "Intervjuare: Hur mår du, Annika?\nAnnika: Bra. Annikas mor och Göran Delić är på Träffpunkten.\n"
        "Intervjuare: Ditt nummer är 811218-9876?\n",
        encoding="utf-8",
    )
    (imported,) = import_files(project, [source], ImportOptions(rules=import_rules(project, key)))
    assert imported.problem is None
    with project.reading() as store:
        text = store.documents.text(imported.document) if imported.document else ""
    assert text == (
        "Intervjuare: Hur mår du, Kim?\nKim: Bra. Kims mor och R3 är på [arbetsplats].\n"
        "Intervjuare: Ditt nummer är [personnummer]?"
    )
    (document,) = list_documents(project)
    assert "Annika" not in document.title + document.file_name
    project.undo()
    project.redo()
    project.snapshot("import")
    look_up(project, key, "R3", "vård")
    found = holding(tmp_path, "Annika", "Westerlund", "Göran", "Delić", "811218-9876", "Träffpunkten")
    assert [path for path in found if source.parent not in path.parents] == []
    seal(project)
    found = holding(tmp_path, "Annika", "Westerlund", "Göran", "Delić", "811218-9876", "Träffpunkten")
    assert [path for path in found if source.parent not in path.parents] == []


def holding(folder: Path, *words: str) -> list[Path]:
    """The files below a folder, also hidden ones, that hold any of the words."""
    kinds = [kind for one in words for kind in (one.encode(), one.encode("utf-16-le"), one.encode("unicode_escape"))]
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".qckey" for path in found) and any(path.suffix == ".qcp" for path in found)
    return [path for path in found if any(kind in path.read_bytes() or word_in(path.name, words) for kind in kinds)]


def word_in(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name for word in words)


# --- destroying, sealing, the protocol


def test_destroying_needs_no_password_and_says_what_it_cannot_reach(project: Project, key: KeyFile) -> None:
    text = texts("en").say(destroy_key(project, key.path, key))
    assert key.closed and not key.path.exists()
    assert "studie.qckey" in text and "5 entries" in text and "copies and backups" in text and "SSD" in text
    assert said(project) == [text] and list_protocol(project)[0].kind is ProtocolKind.DESTROYED
    with create_key(project, key.path, PASSWORD):
        pass
    assert "not known" in texts("en").say(destroy_key(project, key.path))


def test_what_is_no_key_is_not_destroyed(project: Project, key: KeyFile, tmp_path: Path) -> None:
    letter = tmp_path / "brev.qckey"
    letter.write_text("hej")
    for victim in (letter, project.path):
        before = victim.read_bytes()
        with pytest.raises(KeyFileError):
            destroy_key(project, victim, key)
        assert victim.read_bytes() == before
    assert not key.closed and said(project) == []


def test_what_sealing_means_is_told_before(project: Project, key: KeyFile) -> None:
    add_code(project, "a")
    project.snapshot("import")
    with project.transaction("Annika Westerlund"):
        add_code(project, "b")
    facts = sealing_facts(project)
    assert (facts.steps, facts.labels, facts.originals, facts.sealed) == (2, 1, 0, "")
    assert [one.reason for one in facts.snapshots] == ["import"]
    seal(project)
    after = sealing_facts(project)
    assert (after.steps, after.labels, after.originals) == (0, 0, 0) and after.sealed
    assert [one.reason for one in after.snapshots] == ["sealed"]
    assert after.snapshots[0].id > facts.snapshots[0].id


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_protocol_as_a_file(project: Project, key: KeyFile, tmp_path: Path, suffix: str) -> None:
    look_up(project, key, "R3", "vård")
    seal(project)
    destroy_key(project, key.path, key)
    path = tmp_path / f"protokoll{suffix}"
    write_protocol(project, path, "en")
    data = path.read_bytes()
    assert len(data) > 300
    if suffix in (".txt", ".csv", ".md", ".json", ".html"):
        words = data.decode("utf-8-sig")
        assert words.index("Reason: vård") < words.index("was sealed") < words.index("was destroyed")
        assert "Delić" not in words and "MB" in words


def test_the_protocol_as_text(project: Project, key: KeyFile) -> None:
    assert "Protocol of personal data: Studie" in protocol_text(project, "en")
    look_up(project, key, "R3", "vård")
    assert "Looked up “R3”. Reason: vård" in protocol_text(project, "en")
    assert protocol_text(project)


def test_an_ending_that_cannot_be_written(project: Project, tmp_path: Path) -> None:
    for name in ("p.pdf", "p", "p.qcp"):
        with pytest.raises(UserError, match="Nothing was written"):
            write_protocol(project, tmp_path / name)
