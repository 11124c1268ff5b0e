"""Bad input: each gets one sentence naming the file (and line), exit status 1, and the project is as it was."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command, sentence

State = Callable[[Path], object]
CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx(body: bytes = b"<w:p><w:r><w:t>Hej</w:t></w:r></w:p>") -> bytes:
    """The least that is a Word file."""
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        package.writestr("word/document.xml", b"<w:document " + space + b"><w:body>" + body + b"</w:body></w:document>")
    return packed.getvalue()


def bomb() -> bytes:
    """A Word file of some 200 kB that would unpack to 220 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(220):
                part.write(b" " * 1_000_000)
    return packed.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "tom.txt": lambda: b"",
    "tom.docx": lambda: b"",
    "blank.txt": lambda: b" \r\n\t\n",
    "pdf.docx": lambda: b"%PDF-1.7 not a docx at all" * 50,
    "pdf.txt": lambda: b"%PDF-1.7\n1 0 obj",
    "word.txt": docx,
    "avhuggen.docx": lambda: docx()[:-80],
    "skadad.docx": lambda: docx().replace(b"word/document.xml", b"word/documents.xm"),
    "ingen.docx": lambda: b"PK\x05\x06" + bytes(18),
    "trasig-xml.docx": lambda: docx(b"<w:p><w:r>"),
    "entitet.docx": lambda: docx().replace(b"PK", b"PK", 1)[:10] + b"\xff" * 400,
    "bomb.docx": bomb,
    "nollor.txt": lambda: b"R1: hej\x00\x00 du",
    "gammal.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "bild.png": lambda: b"\x89PNG",
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_cannot_be_imported(name: str, project: Path, tmp_path: Path, cli: Command, state: State) -> None:
    before = state(project)
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    sentence(cli("import", project, path), name)
    assert state(project) == before


def test_the_least_word_file_is_one(project: Path, tmp_path: Path, cli: Command) -> None:
    (tmp_path / "word.docx").write_bytes(docx())  # so that the damaged ones above are refused for their damage
    assert cli("import", project, tmp_path / "word.docx").status == 0


def test_paths_that_are_not_there(project: Path, tmp_path: Path, cli: Command, state: State) -> None:
    before = state(project)
    sentence(cli("import", project, tmp_path / "borta.txt"), "borta.txt")
    sentence(cli("import", project, tmp_path / "borta" / "djupt.txt"), "djupt.txt")
    (tmp_path / "mapp").mkdir()
    sentence(cli("import", project, tmp_path / "mapp"), "mapp")
    sentence(cli("code", project, "--from", tmp_path / "borta.jsonl"), "borta.jsonl")
    sentence(cli("code", project, "--from", tmp_path / "mapp"), "mapp")
    sentence(cli("export", project, "quotes", "-o", tmp_path / "ingen" / "mapp" / "q.csv"), "mapp")
    sentence(cli("export", project, "quotes", "-o", tmp_path / "q.pptx"), "q.pptx", ".xlsx")
    sentence(cli("export", project, "quotes", "-o", tmp_path / "mapp"), "mapp")
    sentence(cli("export", project, "report", "-o", tmp_path / "r.docx", "--template", tmp_path / "x.dotx"), "x.dotx")
    for words in (("codes",), ("codings",)):
        sentence(cli("list", tmp_path / "nowhere.qcp", *words), "nowhere.qcp")
    sentence(cli("snapshots", tmp_path / "nowhere.qcp"), "nowhere.qcp")
    sentence(cli("new", tmp_path / "ingen" / "a.qcp", "--title", "T"), "a.qcp")
    assert state(project) == before


def test_control_characters_are_taken_out_and_told(project: Path, tmp_path: Path, cli: Command) -> None:
    path = tmp_path / "styr.txt"
    path.write_bytes("R1: Hej\x02 du\x1b[31m där\x07.\nR1: Igen.\nR1: Ja.".encode())
    outcome = cli("import", project, path)
    assert outcome.status == 0 and "3 control characters" in outcome.out
    cli("code", project, "--document", "styr", "--code", "X", "--quote", "Hej du[31m där.")
    assert "\x1b" not in cli("list", project, "codings").out


LINES = {
    "outside": {"document": "grupp", "start": 10, "end": 10_000, "code": "X"},
    "backwards": {"document": "grupp", "start": 10, "end": 5, "code": "X"},
    "negative": {"document": "grupp", "start": -1, "end": 5, "code": "X"},
    "huge": {"document": "grupp", "start": 10**30, "end": 10**30 + 1, "code": "X"},
    "float": {"document": "grupp", "start": 1.5, "end": 5, "code": "X"},
    "truth": {"document": "grupp", "start": True, "end": 5, "code": "X"},
    "unknown document": {"document": "ingen", "start": 0, "end": 5, "code": "X"},
    "no document": {"start": 0, "end": 5, "code": "X"},
    "no code": {"document": "grupp", "start": 0, "end": 5},
    "empty code": {"document": "grupp", "start": 0, "end": 5, "code": "A//B"},
    "stance": {"document": "grupp", "start": 0, "end": 5, "code": "X", "stance": "perhaps"},
    "stance is a list": {"document": "grupp", "start": 0, "end": 5, "code": "X", "stance": ["for"]},
    "stance is an object": {"document": "grupp", "start": 0, "end": 5, "code": "X", "stance": {}},
    "star is a word": {"document": "grupp", "start": 0, "end": 5, "code": "X", "star": "false"},
    "star is a list": {"document": "grupp", "start": 0, "end": 5, "code": "X", "star": []},
    "memo is a number": {"document": "grupp", "start": 0, "end": 5, "code": "X", "memo": 5},
    "surrogate in memo": {"document": "grupp", "start": 0, "end": 5, "code": "X", "memo": "\ud83d"},
    "surrogate in code": {"document": "grupp", "start": 0, "end": 5, "code": "X\ude00"},
    "surrogate in document": {"document": "\ud83d", "start": 0, "end": 5, "code": "X"},
    "nul in code": {"document": "grupp", "start": 0, "end": 5, "code": "X\x00Y"},
    "quote not there": {"document": "grupp", "quote": "finns inte", "code": "X"},
    "quote twice": {"document": "grupp", "quote": "Intervjuare", "code": "X"},
    "list": [1, 2],
    "text": "hej",
}


@pytest.mark.parametrize("name", LINES)
def test_codings_that_cannot_be(name: str, project: Path, tmp_path: Path, cli: Command, state: State) -> None:
    before = state(project)
    good = json.dumps({"document": "grupp", "start": 0, "end": 5, "code": "Ny kod", "coder": "Ny"})
    source = tmp_path / "kodningar.jsonl"
    source.write_text(f"{good}\n\n{json.dumps(LINES[name])}\n{good}\n", encoding="ascii")
    sentence(cli("code", project, "--from", source), "kodningar.jsonl", "line 3")
    assert state(project) == before


@pytest.mark.parametrize("line", [b"{", b"\xff\xfe{}", b"[" * 100_000, b'{"document": "grupp"', b"null", b"NaN"])
def test_lines_that_are_no_json(line: bytes, project: Path, tmp_path: Path, cli: Command, state: State) -> None:
    before = state(project)
    source = tmp_path / "kodningar.jsonl"
    source.write_bytes(b"\n" + line + b"\n")
    sentence(cli("code", project, "--from", source), "kodningar.jsonl", "line 2")
    assert state(project) == before


def test_one_coding_that_cannot_be(project: Path, cli: Command, state: State) -> None:
    before = state(project)
    for words, named in (
        (("--document", "grupp", "--code", "X", "--quote", "finns inte i texten"), ""),
        (("--document", "grupp", "--code", "X", "--quote", "Intervjuare"), ""),
        (("--document", "grupp", "--code", "X", "--start", 0, "--end", 9_999), "grupp"),
        (("--document", "grupp", "--code", "X", "--start", -5, "--end", 3), "grupp"),
        (("--document", "saknas", "--code", "X", "--quote", "a"), "saknas"),
        (("--document", "grupp", "--code", "A/", "--start", 0, "--end", 3), "A/"),
    ):
        sentence(cli("code", project, *words), named)
    sentence(cli("codes", project, "add", "A//B"), "A//B")
    sentence(cli("codes", project, "add", "B", "--colour", "blue"), "blue")
    assert state(project) == before


def test_projects_that_are_none(project: Path, tmp_path: Path, cli: Command) -> None:
    text = tmp_path / "text.qcp"
    text.write_text("hej " * 100, encoding="utf-8")
    (tmp_path / "tom.qcp").write_bytes(b"")
    (tmp_path / "mapp.qcp").mkdir()
    other = tmp_path / "annan.qcp"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    for path in (text, tmp_path / "tom.qcp", tmp_path / "mapp.qcp", other):
        for words in (("list", path, "codes"), ("codes", path, "add", "X"), ("check", path)):
            sentence(cli(*words), path.name)
    assert text.read_text(encoding="utf-8") == "hej " * 100


def test_a_project_of_a_newer_version(project: Path, cli: Command) -> None:
    connection = sqlite3.connect(project)
    connection.execute("PRAGMA user_version=99000")
    connection.close()
    before = project.read_bytes()
    for words in (("list", project, "codes"), ("codes", project, "add", "X"), ("undo", project)):
        sentence(cli(*words), "prov.qcp", "newer", "99.0")
    assert project.read_bytes() == before


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_project_cut_short(kept: float, project: Path, cli: Command) -> None:
    whole = project.read_bytes()
    cut = whole[: int(len(whole) * kept)]
    project.write_bytes(cut)
    for words in (("check", project), ("codes", project, "add", "X")):
        outcome = cli(*words)
        assert outcome.status == 1 and "prov.qcp" in outcome.err and "inside the program" not in outcome.err, outcome
    assert project.read_bytes() == cut


_HOLDER = """
import sys
from qualcoder_peer.core.project import Project
with Project.open(sys.argv[1], coder="Den andre") as project:
    with project.transaction("half done") as store:
        store.settings.set("x", 1)
        print("ready", flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def held(project: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has the project open and is in the middle of a change."""
    from tests.support.commands import ROOT, surroundings

    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings(tmp_path),
        cwd=ROOT,
    )
    assert holder.stdin is not None and holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    yield holder
    holder.stdin.close()
    holder.stdout.close()
    holder.wait(60)


@pytest.mark.usefixtures("held")
def test_a_project_another_program_has_can_be_read_not_changed(
    project: Path, tmp_path: Path, cli: Command, transcript: Path
) -> None:
    before = cli("list", project, "codings", "--json").json()
    assert len(before) == 1
    assert cli("export", project, "quotes", "-o", tmp_path / "q.csv").status == 0
    snapshot = cli("snapshots", project).out.splitlines()[1].split()[0]
    for words in (
        ("codes", project, "add", "X"),
        ("import", project, transcript),
        ("undo", project),
        ("code", project, "--document", "grupp", "--code", "X", "--start", 0, "--end", 3),
        ("snapshots", project, "restore", snapshot),
    ):
        assert "prov.qcp" in sentence(cli(*words), "open already")
    assert cli("list", project, "codings", "--json").json() == before


def test_what_a_killed_program_left_half_done_is_taken_back(
    project: Path, cli: Command, held: subprocess.Popen[str]
) -> None:
    held.kill()
    held.wait(60)
    assert len(cli("list", project, "codings", "--json").json()) == 1
    assert cli("check", project).status == 0
    assert cli("codes", project, "add", "Efteråt").status == 0


@pytest.mark.skipif(os.name == "nt", reason="names of files are bytes on Unix only")
def test_a_file_name_in_another_encoding(project: Path, tmp_path: Path, cli: Command, command: Command) -> None:
    path = os.path.join(os.fsencode(tmp_path), "Intervju med \xc5sa.txt".encode("latin-1"))
    with open(path, "wb") as file:
        file.write("R1: Hej.\nR1: Igen.\nR1: Åter.".encode())
    outcome = command("import", project, path)
    assert outcome.status == 0, outcome
    titles = [row["title"] for row in cli("list", project, "documents", "--json").json()]
    assert len(titles) == 2 and all(title.isprintable() for title in titles)
    sentence(command("codes", project, "add", b"K\xe5d"))
    assert len(cli("list", project, "codes", "--json").json()) == 2


def test_paths_with_every_letter(tmp_path: Path, cli: Command, transcript: Path) -> None:
    folder = tmp_path / "Åsa Ä#%?&\u0301 😀"
    folder.mkdir()
    path = folder / "prov 100% é?.qcp"
    assert cli("new", path, "--title", "😀").status == 0
    assert cli("import", path, transcript).status == 0
    assert cli("export", path, "quotes", "-o", folder / "ut 😀.csv").status == 0
    assert cli("snapshots", path).out.count("\n") >= 2
    assert {one.name for one in folder.iterdir()} >= {"prov 100% é?.qcp", "ut 😀.csv"}
