"""What files really are, whatever their endings say."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import contents, guard
from qualcoder_peer.core.importers.base import refuse_other_format
from qualcoder_peer.core.importers.contents import content_of
from tests.core.importers.word_parts import paragraph, write

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names: str, first: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        if first:
            package.writestr("mimetype", first)
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


CASES = {
    "pdf": (b"%PDF-1.7\n...", contents.PDF),
    "pdf after white space": (b"\r\n %PDF-1.7\n...", contents.PDF),
    "rtf": (b"{\\rtf1\\ansi hej}", contents.RICH_TEXT),
    "docx": (packed("[Content_Types].xml", "word/document.xml"), contents.WORD),
    "xlsx": (packed("xl/workbook.xml", "[Content_Types].xml"), contents.WORKBOOK),
    "pptx": (packed("ppt/presentation.xml"), contents.SLIDES),
    "pages": (packed("Index/Document.iwa"), contents.PAGES),
    "odt": (packed("content.xml", first="application/vnd.oasis.opendocument.text"), contents.OPEN_TEXT),
    "ott": (packed("content.xml", first="application/vnd.oasis.opendocument.text-template"), contents.OPEN_TEXT),
    "ods": (packed("content.xml", first="application/vnd.oasis.opendocument.spreadsheet"), contents.OPEN_SHEET),
    "odg": (packed("content.xml", first="application/vnd.oasis.opendocument.graphics"), contents.PACKED),
    "zip": (packed("a.txt"), contents.PACKED),
    "empty zip": (packed(), contents.PACKED),
    "doc": (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), contents.OLD_WORD),
    "xls": (OLE + bytes(600) + "Workbook".encode("utf-16-le"), contents.OLD_SHEET),
    "ppt": (OLE + bytes(600), contents.OLD_OFFICE),
    "html": (b"\xef\xbb\xbf<!DOCTYPE HTML>\n<html>", contents.WEB_PAGE),
    "xhtml": (b"<?xml version='1.0'?>\n<html xmlns=''>", contents.WEB_PAGE),
    "text": ("Frågor: hur då?".encode("cp1252"), contents.PLAIN),
    "text in utf-16": ("Frågor".encode("utf-16"), contents.PLAIN),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
    "broken zip": (b"PK\x03\x04 trasig", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize("name", CASES)
def test_content_is_told_by_the_bytes(name: str) -> None:
    data, kind = CASES[name]
    assert content_of(data) == kind


@pytest.mark.parametrize(
    ("ending", "case", "says"),
    [
        (".docx", "text", "plain text"),
        (".docx", "html", "a web page"),
        (".txt", "docx", ".docx"),
        (".txt", "zip", ".zip"),
        (".docx", "pptx", "a PowerPoint presentation"),
        (".txt", "doc", "older Office format"),
        (".zip", "docx", ".docx"),
    ],
)
def test_a_wrong_ending_is_told_with_the_right_one(ending: str, case: str, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        refuse_other_format(CASES[case][0], f"a{ending}")
    assert says in str(caught.value) and "Nothing was imported" in str(caught.value)


@pytest.mark.parametrize(
    ("ending", "case"),
    [
        (".txt", "text"), (".md", "html"), (".txt", "html"), (".vtt", "text"), (".csv", "text"), (".DOCX", "docx"),
        (".docm", "docx"), (".docx", "zip"), (".docx", "broken zip"), (".txt", "picture"), (".pdf", "pdf"),
    ],
)  # fmt: skip
def test_what_may_be_what_it_says_is_left_to_its_importer(ending: str, case: str) -> None:
    refuse_other_format(CASES[case][0], f"a{ending}")


def test_a_word_file_of_word_s_own_making(tmp_path: Path) -> None:
    assert content_of(write(tmp_path / "a.docx", paragraph("Text")).read_bytes()) is contents.WORD


def test_an_encrypted_file_says_so() -> None:
    data = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableFile, match="password"):
        refuse_other_format(data, "a.docx")


def test_a_packed_file_that_cannot_be_unpacked_is_refused() -> None:
    data = packed("a.txt")
    directory = data.index(b"PK\x01\x02")
    newer = data[: directory + 6] + b"\x63" + data[directory + 7 :]
    assert content_of(newer) is None
    with pytest.raises(UnreadableFile, match="damaged"):
        guard.open_package(newer, "a.zip")
    patched = data[: directory + 8] + b"\x20" + data[directory + 9 :]
    with guard.open_package(patched, "a.zip") as package, pytest.raises(UnreadableFile, match="damaged"):
        guard.read_part(package, "a.txt", "a.zip")
