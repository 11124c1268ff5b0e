"""Files that are not what they say, and files made to do harm: one sentence with the name, nothing read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import SUFFIXES, base, guard, importer_for
from tests.core.importers.word_parts import RELATIONS, SPACES, document, paragraph, write

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        importer_for(path).read(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "Nothing was imported" in sentence or "not imported" in sentence
    return sentence


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", b"%PDF-1.7 not a docx", "is a PDF file"),
        ("a.txt", b"\xef\xbb\xbf%PDF-1.4\n", "is a PDF file"),
        ("a.docx", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "older Office format"),
        ("a.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("a.txt", OLE + b"\0" * 600, "older Office format"),
        ("a.txt", b"{\\rtf1\\ansi hej}", "rich text"),
        ("a.docx", b"", "empty"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t\r\n", "holds no text"),
        ("a.txt", b"\xef\xbb\xbf", "holds no text"),
        ("a.docx", b"PK\x03\x04 damaged", "damaged"),
        ("a.docx", b"just words", "plain text"),
        ("a.docx", b"<html><body>Hej</body></html>", "a web page"),
        ("a.docx", b"just\0words", "damaged"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not a text file"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert says in refused(path)


def test_word_and_zip_files_under_the_ending_of_text(tmp_path: Path) -> None:
    word = write(tmp_path / "a.txt", paragraph("Text"))
    assert "is a Word document" in refused(word)
    packed = tmp_path / "b.txt"
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("bild.jpg", b"x")
    assert "is a packed (zip) file" in refused(packed)
    assert "holds no Word document" in refused(packed.rename(tmp_path / "c.docx"))


def test_a_zip_cut_short_or_with_a_wrong_checksum(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", paragraph("Text " * 2000))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refused(path)
    place = whole.index(b"word/document.xml") + 60
    path.write_bytes(whole[:place] + bytes(byte ^ 255 for byte in whole[place : place + 20]) + whole[place + 20 :])
    assert "damaged" in refused(path)


def test_a_document_without_a_body_or_with_broken_xml(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    for content, says in (
        (f"<w:document {SPACES}/>", "holds no Word document"),
        ("<w:document", "damaged"),
        ("", "damaged"),
        ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><x>&e;</x>", "can do harm"),
        ("<!DOCTYPE x [<!ENTITY e 'eeee'><!ENTITY f '&e;&e;&e;&e;'>]><x>&f;</x>", "can do harm"),
    ):
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("word/document.xml", content)
        assert says in refused(path)
    write(path, paragraph())
    assert "holds no text" in refused(path)


def test_a_zip_bomb_is_stopped_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("_rels/.rels", RELATIONS.format(target="word/document.xml"))
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(30):
                part.write(b"<w:p/>" * 200_000)
    assert path.stat().st_size < 100_000
    assert "would unpack" in refused(path)


def test_a_declared_size_of_gigabytes_is_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "stor.docx", paragraph("Text"))
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (4_000_000_000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert "4000 MB" in refused(path)


def test_thousands_of_parts_are_refused(tmp_path: Path) -> None:
    parts = {f"word/media/{number}": "" for number in range(guard.MOST_ENTRIES)}
    assert "would unpack" in refused(write(tmp_path / "a.docx", paragraph("Text"), parts=parts))


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 60 + paragraph("inne") + "</w:tc></w:tr></w:tbl>" * 60
    path = tmp_path / "djup.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", document(deep))
    assert importer_for(path).read(path).text == "inne"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", document("<w:ins>" * 5000 + "</w:ins>" * 5000))
    assert "damaged" in refused(path)


def test_a_file_that_is_gone_a_folder_and_an_unknown_ending(tmp_path: Path) -> None:
    assert "not there any more" in refused(tmp_path / "borta.txt")
    assert "not there any more" in refused(tmp_path / "ingen" / "mapp" / "borta.docx")
    folder = tmp_path / "mapp.docx"
    folder.mkdir()
    assert "is a folder" in refused(folder)
    with pytest.raises(UnreadableFile, match=r"bild\.jpg.*\.txt.*\.docx"):
        importer_for(tmp_path / "bild.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    assert "not an ordinary file" in refused(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user who can be refused")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "hemlig.txt"
    path.write_text("Text")
    path.chmod(0)
    assert "may not be read" in refused(path)


def test_a_file_above_the_bound_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        file.truncate(base.SIZE_LIMIT + 1)
    assert "200 MB" in refused(path)


def test_the_endings() -> None:
    assert set(SUFFIXES) >= {".txt", ".docx"}
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)
