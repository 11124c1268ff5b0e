"""``import`` with what may be chosen, and ``original``."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import TEXT, Command, sentence
from tests.core.importers.word_parts import SPACES, paragraph, run, write

COMMENTED = paragraph(
    run("Det var "), '<w:commentRangeStart w:id="0"/>', run("tryggt"), '<w:commentRangeEnd w:id="0"/>',
    '<w:r><w:commentReference w:id="0"/></w:r>', run(" hos dem."),
)  # fmt: skip
COMMENTS = (
    f'<w:comments {SPACES}><w:comment w:id="0" w:author="Berit" w:date="2026-02-03T10:00:00Z">'
    f"{paragraph('Trygghet')}</w:comment></w:comments>"
)


@pytest.fixture
def new(tmp_path: Path, cli: Command) -> Path:
    path = tmp_path / "ny.qcp"
    assert cli("new", path, "--title", "Ny", "--language", "en").status == 0
    return path


@pytest.fixture
def word(tmp_path: Path) -> Path:
    return write(tmp_path / "svar.docx", COMMENTED, parts={"word/comments.xml": COMMENTS})


def test_a_packed_file_of_everything(cli: Command, new: Path, tmp_path: Path, word: Path) -> None:
    packed = tmp_path / "allt.zip"
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mapp/grupp.txt", TEXT)
        package.write(word, "svar.docx")
    outcome = cli("import", new, packed, "--json")
    assert outcome.status == 0
    assert [(one["title"], Path(one["path"]).name) for one in outcome.json()] == [
        ("grupp", "grupp.txt"), ("svar", "svar.docx")
    ]  # fmt: skip
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr("bild.jpg", "x")
    again = cli("import", new, packed)
    sentence(again, "bild.jpg", ".docx")
    assert again.out.count("imported already") == 2


@pytest.mark.parametrize(
    ("use", "codings", "memo"),
    [("none", [], ""), ("memos", [], ""), ("codes", ["Comments/Trygghet"], ""), ("codings", ["Comments"], "Trygghet")],
)
def test_comments(cli: Command, new: Path, word: Path, use: str, codings: list[str], memo: str) -> None:
    outcome = cli("import", new, word, "--comments", use)
    assert outcome.status == 0
    assert ("1 comment left out" in outcome.out) is (use == "none")
    listed = cli("list", new, "codings", "--json").json()
    assert [one["code"] for one in listed] == codings
    assert [(one["quote"], one["coder"], one["memo"]) for one in listed] == [("tryggt", "Berit", memo)] * len(codings)


def test_a_kept_file_comes_out_again(cli: Command, new: Path, transcript: Path, tmp_path: Path, word: Path) -> None:
    assert cli("import", new, transcript, "--keep-original").status == 0
    assert cli("import", new, word).status == 0
    out = tmp_path / "ut"
    out.mkdir()
    assert cli("original", new, "--document", "grupp", "-o", out).status == 0
    assert (out / "grupp.txt").read_bytes() == transcript.read_bytes()
    (out / "grupp.txt").write_text("mitt")
    sentence(cli("original", new, "--document", "grupp", "-o", out), "grupp.txt", "--overwrite")
    assert (out / "grupp.txt").read_text() == "mitt"
    assert cli("original", new, "--document", "grupp", "-o", out / "grupp.txt", "--overwrite").status == 0
    assert (out / "grupp.txt").read_bytes() == transcript.read_bytes()
    sentence(cli("original", new, "--document", "svar", "-o", out / "x.docx"), "svar", "not kept")
    sentence(cli("original", new, "--document", "finns ej", "-o", out / "x"), "finns ej")
    sentence(cli("original", new, "--document", "grupp", "-o", new, "--overwrite"), "is a project")
    assert sorted(path.name for path in out.iterdir()) == ["grupp.txt"]


def test_options_of_single_formats(cli: Command, new: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "svar.csv"
    sheet.write_text("Namn;Svar;Annat\nKim;Det var bra hos dem.;x\nRobin;Ingen hade tid alls.;y\n")
    outcome = cli("import", new, sheet, "--option", "sheet.text=Annat", "--json")
    assert outcome.status == 0, outcome
    assert [one["characters"] for one in outcome.json()] == [1, 1]
    for written, says in (
        ("text", "no option text"), ("inget=1", "inget"), ("pdf.text=1", "pdf.text"), ("running=kanske", "yes or no"),
    ):  # fmt: skip
        wrong = cli("import", new, sheet, "--option", written)
        assert wrong.status == 2 and says in wrong.err, wrong
    help_ = cli("import", "--help")
    assert "sheet.text" in help_.out and "pdf.running" in help_.out


def test_the_choices_of_before_still_stand(cli: Command, new: Path, tmp_path: Path) -> None:
    path = tmp_path / "grupp.txt"
    path.write_bytes("Kim – Jag såg det.\nRobin – Jag med.\nKim – Ja.\n".encode("mac-roman"))
    outcome = cli(
        "import", new, path, "--speakers", r"(\w+) –", "--encoding", "mac-roman", "--unwrap", "--shared-labels"
    )
    assert outcome.status == 0, outcome
    assert [one["speaker"] for one in cli("list", new, "turns", "--json").json()] == ["Kim", "Robin", "Kim"]
    assert [one["encoding"] for one in cli("list", new, "documents", "--json").json()] == ["mac-roman"]


def test_unreadable_xml_of_comments_is_one_sentence(cli: Command, new: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", COMMENTED, parts={"word/comments.xml": "<w:comments"})
    sentence(cli("import", new, path), "a.docx", "damaged")
