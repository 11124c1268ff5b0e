"""Packed files: their members become documents, nothing is unpacked, and what is meant to harm gets a sentence."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import SUFFIXES, guard
from qualcoder_peer.core.importers.run import (
    ImportOptions,
    import_chosen,
    import_files,
    prepare_documents,
    prepare_file,
    preview_files,
)
from qualcoder_peer.core.importers.zip_archive import count_members, read_member, read_members
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.sources import list_documents, original_of, read_document
from tests.core.importers.word_parts import paragraph, write
from tests.support.projects import chosen_of


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


def packed(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def patched(path: Path, name: bytes, **fields: int) -> Path:
    """Write flags or sizes over both headers of a member."""
    data = bytearray(path.read_bytes())
    for mark, offsets in ((b"PK\x03\x04", {"flags": 6, "crc": 14}), (b"PK\x01\x02", {"flags": 8, "crc": 16})):
        place = data.index(mark)
        while data[place + (30 if mark[2] == 3 else 46) :][: len(name)] != name:
            place = data.index(mark, place + 1)
        for field, value in fields.items():
            size = 2 if field == "flags" else 4
            data[place + offsets[field] : place + offsets[field] + size] = value.to_bytes(size, "little")
    path.write_bytes(bytes(data))
    return path


def test_members_become_documents_as_if_they_lay_in_a_folder(project: Project, tmp_path: Path) -> None:
    word = write(tmp_path / "i.docx", paragraph("Ett svar på åtta ord"))
    path = packed(
        tmp_path / "allt.zip",
        {
            "Intervju 1.txt": "R1: Hej\nR2: Hej\nR1: Ja\nR2: Nej",
            "grupp/Intervju å.docx": word.read_bytes(),
            "grupp/tom/": "",
            "__MACOSX/grupp/._Intervju å.docx": "skräp",
            "grupp/.dold.txt": "skräp",
            "grupp/~$Intervju å.docx": "skräp",
            "grupp/Thumbs.db": "skräp",
            "bild.jpg": b"\xff\xd8\xff",
        },
    )
    before = sorted(tmp_path.rglob("*"))
    results = import_files(project, [path])
    assert {(one.path.relative_to(path).as_posix(), one.document is not None) for one in results} == {
        ("Intervju 1.txt", True), ("grupp/Intervju å.docx", True), ("bild.jpg", False)
    }  # fmt: skip
    problem = next(one.problem for one in results if one.problem is not None)
    assert problem.parts["name"] == "bild.jpg" and ".txt" in str(problem.parts["suffixes"])
    found = {one.title: one for one in list_documents(project)}
    assert sorted(found) == ["Intervju 1", "Intervju å"]
    assert (found["Intervju å"].file_name, found["Intervju å"].format) == ("Intervju å.docx", "docx")
    assert sorted(set(tmp_path.rglob("*")) - set(before)) == [
        tmp_path / "p.qcp-snapshots", *(tmp_path / "p.qcp-snapshots").iterdir()
    ]  # fmt: skip
    assert len(project.history()) == 2  # making the project, and the import
    project.undo()
    assert list_documents(project) == []


def test_the_same_file_is_one_document_packed_or_not(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text a")
    import_files(project, [tmp_path / "a.txt"])
    path = packed(tmp_path / "b.zip", {"1/a.txt": "Text a", "2/a.txt": "Text b", "3/a.txt": "Text b"})
    assert [(one.title, one.already_there) for one in import_files(project, [path])] == [
        ("a", True), ("a", False), ("a (2)", True)
    ]  # fmt: skip
    assert [one.title for one in list_documents(project)] == ["a", "a (2)"]


def test_a_preview_reads_a_member_again_and_stores_it(project: Project, tmp_path: Path) -> None:
    path = packed(tmp_path / "b.zip", {"1/a.txt": "Första texten".encode("mac-roman"), "1/b.txt": b""})
    found = preview_files(project, [path])
    assert [(one.path.name, one.preview is not None) for one in found] == [("a.txt", True), ("b.txt", False)]
    again = prepare_file(found[0].path, ImportOptions(encoding="cp1252"))
    assert again.read.encoding == "cp1252" and again.text != "Första texten"
    assert [getattr(one, "text", "") for one in prepare_documents(found[0].path)] == ["Första texten"]
    results = import_chosen(project, chosen_of(found), keep_original=True)
    assert results[0].document is not None
    assert original_of(project, results[0].document) == ("a.txt", "Första texten".encode("mac-roman"))
    with pytest.raises(UnreadableFile, match="no longer in"):
        prepare_file(path / "1" / "c.txt")


def test_a_packed_file_in_a_folder(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Text a")
    packed(folder / "b.ZIP", {"c.txt": "Text c"})
    assert [one.title for one in import_files(project, [folder])] == ["a", "c"]
    assert ".zip" in SUFFIXES


def test_a_packed_file_in_a_packed_file_is_told_of(project: Project, tmp_path: Path) -> None:
    inner = packed(tmp_path / "i.zip", {"a.txt": "Text"})
    path = packed(tmp_path / "y.zip", {"inre.zip": inner.read_bytes(), "b.txt": "Text b"})
    results = {one.path.name: one for one in import_files(project, [path])}
    assert results["b.txt"].document is not None
    problem = results["inre.zip"].problem
    assert problem is not None and "within a packed file" in problem.text


@pytest.mark.parametrize("name", ["../utanför.txt", "/etc/rot.txt", "a/../../b.txt", "C:/x.txt", "..\\bak.txt"])
def test_paths_that_lead_out_are_refused(project: Project, tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", {name: "Text", "b.txt": "Text b"})
    results = import_files(project, [path])
    assert [one.document is not None for one in results if one.path.name == "b.txt"][-1:] == [True] or name.endswith(
        "b.txt"
    )
    told = [one.problem.text for one in results if one.problem is not None]
    assert len(told) == 1 and "leads out" in told[0]
    assert len(list_documents(project)) == 1


def test_backslashes_divide_folders_and_links_are_left_out(project: Project, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"mapp\\a.txt": "Text a"})
    link = zipfile.ZipInfo("b.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(link, "/etc/hostname")
    results = import_files(project, [path])
    assert [(one.path.relative_to(path).as_posix(), one.document is not None) for one in results] == [
        ("b.txt", False), ("mapp/a.txt", True)
    ]  # fmt: skip
    assert results[0].problem is not None and "is a link" in results[0].problem.text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Året är.txt".encode("cp850"), "Året är.txt"),
        ("Søren på øen.txt".encode("cp850"), "Søren på øen.txt"),
        ("Året är.txt".encode(), "Året är.txt"),
    ],
)
def test_names_without_the_flag_for_unicode(tmp_path: Path, raw: bytes, name: str) -> None:
    path = packed(tmp_path / "a.zip", {"x" * len(raw): "Text"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert [one.path for one in read_members(path)] == [name]
    assert read_member(path, PurePath(name)) == b"Text"
    assert count_members(path, [".txt"]) == 1


def test_a_wrong_checksum_a_password_and_an_unknown_packing(project: Project, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": "Text a", "b.txt": "Text b", "c.txt": "Text c"})
    patched(path, b"a.txt", crc=12345)
    patched(path, b"b.txt", flags=1)
    results = {one.path.name: one for one in import_files(project, [path])}
    assert results["c.txt"].document is not None
    for name, says in (("a.txt", "damaged"), ("b.txt", "password")):
        problem = results[name].problem
        assert problem is not None and says in problem.text and problem.parts["name"] == name
    bzip = tmp_path / "d.zip"
    with zipfile.ZipFile(bzip, "w", zipfile.ZIP_BZIP2) as package:
        package.writestr("a.txt", "Text")
    (refused,) = import_files(project, [bzip])
    assert refused.document is None


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04 trasig", b"inte packad"])
def test_what_is_no_packed_file_or_holds_nothing(project: Project, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    (refused,) = import_files(project, [path])
    assert refused.problem is not None and refused.problem.parts["name"] == "a.zip"
    assert "Nothing was imported" in refused.problem.text
    with pytest.raises(UnreadableFile):
        list(read_members(tmp_path / "borta.zip"))


def test_bombs_are_stopped_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        with package.open("a.txt", "w") as part:
            for _ in range(30):
                part.write(b"a" * 1_000_000)
    with pytest.raises(UnreadableFile, match="would unpack"):
        list(read_members(path))
    many = packed(tmp_path / "många.zip", {f"{number}.txt": "" for number in range(guard.MOST_ENTRIES + 1)})
    with pytest.raises(UnreadableFile, match="would unpack"):
        list(read_members(many))


def test_a_directory_of_millions_is_not_read(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 200_000
    data = entry * count
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 5, 5, len(data), 0, 0)
    file = io.BytesIO(data + end)
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="would unpack"):
        guard.open_packed(file, "a.zip")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(data) // 4


def test_one_member_in_memory_at_a_time(tmp_path: Path) -> None:
    def most(members: int) -> int:
        path = tmp_path / f"{members}.zip"
        with zipfile.ZipFile(path, "w") as package:
            for number in range(members):
                package.writestr(f"{number}.txt", b"x" * 1_000_000)
        tracemalloc.start()
        for member in read_members(path):
            assert len(member.read()) == 1_000_000
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(20) < 2 * most(2)


def test_the_rest_goes_on_when_a_document_cannot_be_stored(project: Project, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": "Text a", "b.txt": "R1: Hej", "c.txt": "Text c"})
    assert [one.document is not None for one in import_files(project, [path], ImportOptions(speakers="("))] == [
        False, False, False
    ]  # fmt: skip
    assert list_documents(project) == []
    results = import_files(project, [path])
    assert [one.document is not None for one in results] == [True, True, True]
    assert results[0].document is not None
    assert read_document(project, results[0].document)[1] == "Text a"
