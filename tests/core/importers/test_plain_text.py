from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.plain_text import PlainTextOptions

TEXT = "Intervjuare: Hur är läget?\nR1: Jo 😀 tack.\n\nIntervjuare: Så bra."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_transcript_with_windows_line_ends(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "grupp.txt"
    data = (TEXT + "\n").replace("\n", "\r\n").encode(encoding)
    path.write_bytes(data)
    found = importer_for(path).read(path)
    assert found.text == TEXT
    assert (found.title, found.file_name, found.format) == ("grupp", "grupp.txt", "text")
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.encoding == encoding.removesuffix("-sig")
    assert (found.bold, found.left_out) == ((), ())


def test_the_encoding_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "kort.txt"
    path.write_bytes("öl".encode("cp865"))
    assert importer_for(path).read(path, PlainTextOptions(encoding="cp865")).text == "öl"
    with pytest.raises(InvalidInput):
        importer_for(path).read(path, PlainTextOptions(encoding="klingon"))


def test_the_title_is_composed_and_keeps_inner_dots(tmp_path: Path) -> None:
    path = tmp_path / "Intervju 1.2 Bja\u0308rn.TXT"
    path.write_text("Text", encoding="utf-8")
    found = importer_for(path).read(path)
    assert found.title == "Intervju 1.2 Bjärn"
    assert found.file_name == path.name


def test_text_is_not_normalised(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("  a\u0308 ﬁ\u00a0x  \n", encoding="utf-8")
    assert importer_for(path).read(path).text == "  a\u0308 ﬁ\u00a0x  "


def test_words_about_pdf_are_still_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("PK och %PDF- är två format", encoding="utf-8")
    assert importer_for(path).read(path).text.startswith("PK")
    path.write_bytes(b"abc\0def")
    with pytest.raises(UnreadableFile, match=r"a\.txt"):
        importer_for(path).read(path)
