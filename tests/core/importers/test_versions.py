"""A file read as the new version of a document is read the way the document was."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, NotFound, UnreadableFile
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.importers.run import ImportOptions, import_files
from qualcoder_peer.core.importers.versions import compare_version, read_version
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.revisions import apply_revision
from qualcoder_peer.core.services.sources import find_speakers_again, read_document
from qualcoder_peer.core.text.personal_replace import Replacer, apply_rules

TALK = "I: Hur var det?\nR1: Det var bra.\nI: Och sedan?\nR1: Sedan gick vi hem.\n"
PARAGRAPHS = [
    f"Nämnden beslutar i ärende {number} att följa upp arbetet med stöd till dem som söker det i staden och att "
    f"redovisa hur det har gått senast den {number} mars, med de uppgifter som då finns om hur många som har sökt."
    for number in range(1, 9)
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project in a real file."""
    with Project.create(tmp_path / "study.qcp", title="Studie", language="sv", coder="AJ") as made:
        yield made


def add(project: Project, path: Path, text: str, options: ImportOptions | None = None) -> DocumentId:
    path.write_text(text, encoding="utf-8")
    document = import_files(project, [path], options)[0].document
    assert document is not None
    return document


def test_hard_line_breaks_are_undone_where_the_document_has_none(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "beslut.txt"
    wrapped = "\n\n".join(textwrap.fill(one, 66) for one in PARAGRAPHS)
    unwrapped = add(project, path, wrapped, ImportOptions(unwrap=True))
    other = tmp_path / "beslut som det är.txt"
    as_it_is = add(project, other, wrapped + "\n\nTillägg.")
    for file in (path, other):
        file.write_text(wrapped.replace("beslutar", "har beslutat"), encoding="utf-8")
    assert read_version(project, unwrapped, path).text.count("\n") < 20
    assert read_version(project, as_it_is, other).text.count("\n") > 20


def test_names_broken_over_two_lines_are_replaced_in_a_new_version_too(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "beslut.txt"
    named = [
        one.replace("arbetet med stöd till", f"det som görs av {'Åker-lundh' if number % 2 else 'Anna Svensson'} för")
        for number, one in enumerate(PARAGRAPHS)
    ]
    wrapped = "\n\n".join(textwrap.fill(one, 66) for one in named)
    assert wrapped.count("Anna\nSvensson") == wrapped.count("Åker-\nlundh") == 4
    document = add(project, path, "\n\n".join(PARAGRAPHS))
    path.write_text(wrapped, encoding="utf-8")
    replacer = Replacer([ReplaceRule("Anna Svensson", "Kim"), ReplaceRule("Åkerlundh", "Robin")])
    options = ImportOptions(rules=lambda read: apply_rules(read, replacer))
    found = read_version(project, document, path, options)
    assert found.unwrapped and found.read.replaced == 8
    assert found.text.count("av Kim för") == found.text.count("av Robin för") == 4
    apply_revision(project, compare_version(project, document, path, options))
    text = read_document(project, document)[1]
    assert text == found.text.rstrip("\n")
    for word in ("Anna", "Svensson", "Åker", "lundh"):
        assert word not in text and word.encode() not in project.path.read_bytes()


def test_speakers_that_were_not_wanted_are_not_looked_for(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "samtal.txt"
    document = add(project, path, TALK)
    path.write_text(TALK.replace("hem", "ut"), encoding="utf-8")
    assert len(read_version(project, document, path).turns.turns) == 4
    find_speakers_again(project, document, "none")
    assert read_version(project, document, path).turns.turns == ()
    found = read_version(project, document, path, ImportOptions(speakers=r"(R\d):"))
    assert {one.speaker for one in found.turns.turns} == {"R1"}


def test_compared_and_written(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "samtal.txt"
    document = add(project, path, TALK)
    path.write_text(TALK.replace("hem", "ut"), encoding="utf-8")
    apply_revision(project, compare_version(project, document, path))
    assert read_document(project, document)[1] == TALK.replace("hem", "ut").rstrip("\n")


def test_of_several_documents_the_one_of_that_title(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("namn;svar\nett;Jag trivdes bra där\ntvå;Det var för långt\n", encoding="utf-8")
    documents = [one.document for one in import_files(project, [path])]
    assert len(documents) == 2
    assert documents[1] is not None
    path.write_text("namn;svar\nett;Jag trivdes bra där\ntvå;Det var mycket för långt\n", encoding="utf-8")
    assert "mycket" in read_version(project, documents[1], path).text
    path.write_text("namn;svar\ntre;Jag trivdes bra där\nfyra;Det var mycket för långt\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="holds 2 documents"):
        read_version(project, documents[1], path)


def test_what_cannot_be_read_is_told(project: Project, tmp_path: Path) -> None:
    document = add(project, tmp_path / "samtal.txt", TALK)
    (tmp_path / "tom.txt").write_bytes(b"")
    with pytest.raises(UnreadableFile, match="is empty"):
        read_version(project, document, tmp_path / "tom.txt")
    with pytest.raises(InvalidInput, match="is a folder"):
        read_version(project, document, tmp_path)
    with pytest.raises(NotFound):
        read_version(project, DocumentId(99), tmp_path / "samtal.txt")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        compare_version(project, document, tmp_path / "samtal.txt", progress=progress)
