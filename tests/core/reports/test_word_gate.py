"""One gate for Word files: every verb that reads a report judges a file alike, with the same sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.access import check_access
from qualcoder_peer.core.reports.disclosing import check_word_file
from qualcoder_peer.core.reports.sync import plan_update
from qualcoder_peer.core.reports.verify import verify_report
from qualcoder_peer.core.reports.verify_word import write_comments
from qualcoder_peer.core.reports.word_headings import find_places
from tests.core.reports.edited import Edited, packed
from tests.core.reports.test_sync import Desk, desk

__all__ = ["desk"]
PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = b"application/vnd.ms-word.document.macroEnabled.main+xml"
STRICT = (
    (b"http://schemas.openxmlformats.org/wordprocessingml/2006/", b"http://purl.oclc.org/ooxml/wordprocessingml/"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
     b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
)  # fmt: skip


def verbs(project: Project) -> dict[str, Callable[[Path], object]]:
    """What can be done with a finished report."""
    return {
        "update": lambda path: plan_update(project, None, path),
        "verify": lambda path: verify_report(project, path),
        "check-access": check_access,
        "method": lambda path: find_places(path, {"x": ("fråga",)}),
        "disclose": lambda path: check_word_file(project, path),
    }


def judged(desk: Desk, path: Path) -> dict[str, str]:
    """What each verb says to a file; empty where it takes it."""
    told = {}
    for name, run in verbs(desk.island.project).items():
        try:
            run(path)
            told[name] = ""
        except UnreadableFile as error:
            told[name] = str(error)
    return told


def strict(data: bytes) -> bytes:
    for ours, theirs in STRICT:
        data = data.replace(ours, theirs)
    return data


def test_every_refusal_is_the_same_for_every_verb(desk: Desk, tmp_path: Path) -> None:
    whole, parts = desk.file.read_bytes(), Edited(desk.file).parts
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    types = parts["[Content_Types].xml"]
    without = {name: data for name, data in parts.items() if name != "[Content_Types].xml"}
    cases: dict[str, tuple[bytes, str]] = {
        "makrotyp.docx": (packed({**parts, "[Content_Types].xml": types.replace(PLAIN, MACRO)}), "marked as a file"),
        "makro.docx": (packed({**parts, "word/vbaProject.bin": b"\x01"}), "marked as a file with macros"),
        "olistad.docx": (packed(without), "lacks the list of its parts ([Content_Types].xml)"),
        "arkiv.docx": (packed({"bild.png": b"x"}), "a packed (zip) file"),
        "bok.docx": (packed({**parts, "word/document.xml": b"", "xl/workbook.xml": b"<x/>"}), "damaged"),
        "halv.docx": (whole[: len(whole) // 2], "damaged"),
        "gammal.docx": (ole + "WordDocument".encode("utf-16-le"), "older Office format (.doc)"),
        "hemlig.docx": (ole + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        "rapport.docx": (b"%PDF-1.7\n" + bytes(40), "a PDF file"),
        "text.docx": (b"Bara text.", "plain text"),
        "tom.docx": (b"", "is empty (0 bytes)"),
    }
    for name, (data, words) in cases.items():
        path = tmp_path / name
        path.write_bytes(data)
        told = judged(desk, path)
        assert len(set(told.values())) == 1, told
        assert name in told["update"] and words in told["update"], told
        assert path.read_bytes() == data
    folder = judged(desk, tmp_path)
    assert set(folder.values()) == {f"“{tmp_path.name}” is a folder. Choose the Word file in it."}
    assert len(set(judged(desk, tmp_path / "borta.docx").values())) == 1


def test_macros_may_lie_in_a_file_that_says_so(desk: Desk, tmp_path: Path) -> None:
    parts = Edited(desk.file).parts
    types = parts["[Content_Types].xml"].replace(PLAIN, MACRO)
    path = tmp_path / "makro.docm"
    path.write_bytes(packed({**parts, "[Content_Types].xml": types, "word/vbaProject.bin": b"\x01"}))
    assert set(judged(desk, path).values()) == {""}


def test_strict_files_are_read_and_never_changed(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "strikt.docx"
    parts = Edited(desk.file).parts
    path.write_bytes(packed({name: strict(data) for name, data in parts.items()}))
    assert b"schemas.openxmlformats.org/wordprocessingml" not in Edited(path).parts["word/document.xml"]
    told = judged(desk, path)
    assert "Strict Open XML Document" in told.pop("update") and set(told.values()) == {""}
    project = desk.island.project
    assert verify_report(project, path) == verify_report(project, desk.file)
    assert check_access(path) == check_access(desk.file)
    found = verify_report(project, path)
    with pytest.raises(UnreadableFile, match="Word Document \\(.docx\\)"):
        write_comments(path, found, tmp_path / "kopia.docx", texts("en"))
    assert not (tmp_path / "kopia.docx").exists()


def test_words_that_look_like_a_strict_name_stay_words(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "strikt.docx"
    document = docx.Document()
    document.add_paragraph("Se http://purl.oclc.org/ooxml/wordprocessingml/main i standarden, fråga ett.")
    document.save(str(path))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    path.write_bytes(packed({name: strict(data) for name, data in parts.items()}))
    (place,) = find_places(path, {"x": ("fråga",)})["x"]
    assert "http://purl.oclc.org/ooxml/wordprocessingml/main i" in place.words
