"""``key``, ``import --key`` and sealing on the command line: passwords from files, sentences, nothing half done."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest

from qualcoder_peer.core import key_file
from tests.cli.conftest import Command, sentence
from tests.support.commands import ROOT, command_line, surroundings

PASSWORD = "fyra ord som inte hör ihop"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "COST", 15)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(PASSWORD + "\r\nanother line\n", encoding="utf-8-sig")
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "regler.csv"
    path.write_text(
        "real;replacement;kind;scope\nAnnika Westerlund;Kim;;\nAnnika;Kim;person;word\n"
        "811218-9876;[personnummer];identity_number;exact\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def key(project: Path, cli: Command, secret: Path, rules: Path) -> Path:
    outcome = cli("key", project, "create", "--password-file", secret)
    assert outcome.status == 0 and "prov.qckey" in outcome.out and not outcome.err, outcome
    outcome = cli("key", project, "add", "--rules", rules, "--password-file", secret, "--note", "våg 1")
    assert (outcome.status, outcome.out) == (0, "Added 3 entries to the key.\n"), outcome
    return project.with_suffix(".qckey")


def protocol(cli: Command, project: Path) -> str:
    return cli("key", project, "protocol").out


def test_the_key_stands_beside_the_project_or_where_one_says(
    project: Path, cli: Command, secret: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "usb" / "nyckel.qckey"
    elsewhere.parent.mkdir()
    assert cli("key", project, "create", "--key", elsewhere, "--password-file", secret).status == 0
    assert elsewhere.exists() and not project.with_suffix(".qckey").exists()
    assert cli("key", project, "list", "--key", elsewhere, "--password-file", secret, "--json").json() == []
    sentence(cli("key", project, "create", "--key", elsewhere, "--password-file", secret), "exists already")
    sentence(cli("key", project, "create", "--key", tmp_path / "a.txt", "--password-file", secret), "qckey")
    sentence(cli("key", project, "list", "--password-file", secret), "There is no key file", "prov.qckey")


def test_a_list_has_no_real_names_unless_a_reason_is_given(
    project: Path, cli: Command, key: Path, secret: Path
) -> None:
    outcome = cli("key", project, "list", "--password-file", secret)
    assert "Kim" in outcome.out and "Personal identity number" in outcome.out and "våg 1" in outcome.out
    assert "Annika" not in outcome.out + outcome.err and "811218" not in outcome.out and "--reason" in outcome.err
    rows = cli("key", project, "list", "--password-file", secret, "--json").json()
    assert [row["pseudonym"] for row in rows] == ["Kim", "Kim", "[personnummer]"]
    assert not any("real" in row for row in rows)
    assert "Looked up" not in protocol(cli, project)
    told = ("--reason", "arkivet", "--coder", "AJ")
    rows = cli("key", project, "list", "--password-file", secret, "--json", *told).json()
    assert rows[0]["real"] == "Annika Westerlund" and rows[2]["scope"] == "exact"
    assert "Annika Westerlund" in cli("key", project, "list", "--password-file", secret, "--reason", "x").out
    said = protocol(cli, project)
    assert "Looked up all 3 entries of the key. Reason: arkivet" in said and "AJ" in said


def test_looking_up(project: Path, cli: Command, key: Path, secret: Path) -> None:
    outcome = cli("key", project, "look-up", "kim", "--reason", "hon vill ta tillbaka", "--password-file", secret)
    assert (outcome.status, outcome.out) == (0, "Kim is Annika Westerlund.\nKim is Annika.\n")
    found = cli("key", project, "look-up", "Kim", "--reason", "x", "--password-file", secret, "--json").json()
    assert [one["real"] for one in found] == ["Annika Westerlund", "Annika"]
    said = protocol(cli, project)
    assert "Looked up “Kim”. Reason: hon vill ta tillbaka" in said and "Annika" not in said
    sentence(cli("key", project, "look-up", "Robin", "--reason", "x", "--password-file", secret), "Robin")
    sentence(cli("key", project, "look-up", "Kim", "--reason", " ", "--password-file", secret), "why")
    sentence(cli("key", project, "look-up", "Kim", "--reason", "Annika ringde", "--password-file", secret), "real name")
    assert cli("key", project, "look-up", "Kim", "--password-file", secret).status == 2
    assert cli("key", project, "look-up", "--reason", "x", "--password-file", secret).status == 2
    assert protocol(cli, project).count("Looked up “") == 2


def test_adding_one_name_that_stands_in_no_argument(
    project: Path, command: Command, cli: Command, key: Path, secret: Path
) -> None:
    words = ("key", project, "add", "R3", "--password-file", secret, "--kind", "workplace", "--exact")
    outcome = command(*words, input="Göran Delić\n".encode())
    assert (outcome.status, outcome.out) == (0, "Added 1 entry to the key.\n"), outcome
    last = cli("key", project, "list", "--password-file", secret, "--json", "--reason", "x").json()[-1]
    assert (last["real"], last["kind"], last["scope"]) == ("Göran Delić", "workplace", "exact")
    both = f"{PASSWORD}\nMaja Ek\n".encode()
    assert command("key", project, "add", "R4", "--password-file", "-", input=both).status == 0
    sentence(command("key", project, "add", "R5", "--password-file", secret, input=b""), "Nothing was typed")
    assert cli("key", project, "add", "--password-file", secret).status == 2


def test_rules_that_are_no_rules(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    for text, words in (
        ("real;replacement;kind\na;b;shoe\n", "Row 2"),
        ("real;replacement\na;\nb;c\n", "Row 2"),
        ("a\nb\n", "two columns"),
        ("", "bad.csv"),
        ("real;replacement\nNy;R7\nAnnika;Robin\n", "Kim"),
    ):
        bad.write_text(text)
        sentence(cli("key", project, "add", "--rules", bad, "--password-file", secret), words)
    bad.write_text("Ny Person,R7\nAnnan Person,R8\n")
    assert cli("key", project, "add", "--rules", bad, "--password-file", secret).out.startswith("Added 2")


def test_rules_written_and_read_again(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut.csv"
    assert cli("key", project, "rules", "--password-file", secret).status == 2
    outcome = cli("key", project, "rules", "-o", out, "--password-file", secret)
    assert outcome.status == 0 and "in the open" in outcome.out
    assert "811218-9876;[personnummer];identity_number;exact" in out.read_text(encoding="utf-8-sig")
    assert "Looked up all 3 entries" in protocol(cli, project)
    assert cli("key", project, "add", "--rules", out, "--password-file", secret).out == "Added 0 entries to the key.\n"
    sentence(cli("key", project, "rules", "-o", tmp_path / "ut.docx", "--password-file", secret), ".csv")


def test_passwords_are_told_apart(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    before = key.read_bytes()
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("fel")
    sentence(cli("key", project, "list", "--password-file", wrong), "password is wrong", "damaged")
    sentence(cli("key", project, "list", "--password-file", tmp_path / "none"), "cannot be read", "none")
    sentence(cli("key", project, "list"), "no terminal", "--password-file")
    wrong.write_bytes(b"\xff\xfe\xfd\n")
    sentence(cli("key", project, "list", "--password-file", wrong), "UTF-8")
    wrong.write_text("\n")
    sentence(cli("key", project, "list", "--password-file", wrong), "needs a password")
    sentence(cli("key", project, "create", "--key", tmp_path / "b.qckey", "--password-file", wrong), "needs a password")
    assert key.read_bytes() == before and not (tmp_path / "b.qckey").exists()


def test_a_new_password(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text("kort")
    outcome = cli("key", project, "password", "--password-file", secret, "--new-password-file", new)
    assert outcome.status == 0 and "new password" in outcome.out and "short" in outcome.err
    sentence(cli("key", project, "list", "--password-file", secret), "password is wrong")
    assert cli("key", project, "list", "--password-file", new).status == 0
    sentence(cli("key", project, "password", "--password-file", new), "no terminal", "--new-password-file")


def test_destroying(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    sentence(cli("key", project, "destroy"), "--yes")
    assert key.exists()
    outcome = cli("key", project, "destroy", "--yes", "--coder", "AJ")
    assert outcome.status == 0 and "was destroyed" in outcome.out and "copies and backups" in outcome.out
    assert not key.exists()
    out = tmp_path / "protokoll.txt"
    assert cli("key", project, "protocol", "-o", out).status == 0
    assert "was destroyed" in out.read_text(encoding="utf-8-sig")
    sentence(cli("key", project, "destroy", "--yes"), "There is no key file")
    sentence(cli("key", project, "destroy", "--yes", "--key", project), "no key file")


def test_a_key_of_another_project(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    other = tmp_path / "annan.qcp"
    cli("new", other, "--title", "Annan")
    for words in (("list",), ("destroy", "--yes"), ("look-up", "Kim", "--reason", "x")):
        sentence(cli("key", other, *words, "--key", key, "--password-file", secret), "another project")
    assert key.exists()


def test_importing_with_a_key(project: Path, cli: Command, key: Path, secret: Path, tmp_path: Path) -> None:
    source = tmp_path / "Annika Westerlund.txt"
    source.write_text("R1: Annikas nummer är 811218-9876.\n", encoding="utf-8")
    outcome = cli("import", project, source, "--key", key, "--password-file", secret, "--json")
    assert outcome.status == 0 and outcome.json()[0]["title"] == "Kim"
    for path in (project, *(project.parent / f"{project.name}-snapshots").iterdir()):
        assert b"Annika" not in path.read_bytes() and b"811218" not in path.read_bytes()
    sentence(cli("import", project, source, "--key", key), "no terminal")
    sentence(cli("import", project, source, "--key", tmp_path / "no.qckey", "--password-file", secret), "no key file")


def test_help_says_why_a_password_is_no_argument(cli: Command) -> None:
    outcome = cli("key", "--help")
    assert outcome.status == 0
    assert all(word in outcome.out for word in ("create", "look-up", "destroy", "--password-file", "--reason"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_typing_passwords_at_a_terminal(project: Path, tmp_path: Path, cli: Command) -> None:
    shown, status = typed(tmp_path, ["key", project, "create"], [PASSWORD, PASSWORD])
    assert status == 0 and PASSWORD not in shown and "once more" in shown
    shown, status = typed(tmp_path, ["key", project, "password"], [PASSWORD, "ny en lång", "ny en annan"])
    assert status == 1 and "differ" in shown
    shown, status = typed(tmp_path, ["key", project, "destroy"], ["n"])
    assert status == 1 and "Nothing was destroyed" in shown and project.with_suffix(".qckey").exists()
    shown, status = typed(tmp_path, ["key", project, "destroy"], ["y"])
    assert status == 0 and not project.with_suffix(".qckey").exists()


def typed(home: Path, words: list[object], answers: list[str]) -> tuple[str, int]:
    """Run a command at a pseudo terminal and type an answer to each question; what was shown, and the status."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        line = command_line(*words)
        os.execve(line[0], line, surroundings(home))
    shown, asked, waiting = b"", b"", list(answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown, asked = shown + piece, asked + piece
        if waiting and asked.endswith((b": ", b"] ")):
            os.write(terminal, waiting.pop(0).encode() + b"\n")
            asked = b""
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
