from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.text.encodings import ENCODINGS, decode

TEXTS = {
    "short Swedish": "Å, det är så svårt ibland.",
    "short Danish": "Jeg fik hjælp på rådhuset.",
    "one word": "stöd",
    "interview": "Intervjuare: Hur är läget?\nR1: Jo tack, ”bra” – tror jag. Ösregn på Öland.\n" * 20,
    "table": "Namn;Ålder;Ort\nÅsa;42;Växjö\nOve;38;Malmö",
    "Danish": "R1: Så fik vi æbler på øen, og Åse græd. Ærø er smuk.\nInterviewer: Nå, nå.",
    "French names": "Hélène och André åt crème fraîche på kaféet",
    "capitals": "INTERVJUARE: ÄR DET SÅ? ÖVRIGT",
}
ENCODED = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "mac_roman", "cp850")


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("title", TEXTS)
def test_the_encoding_is_found(title: str, encoding: str) -> None:
    text = TEXTS[title]
    if encoding in ("cp850", "latin-1"):
        text = text.replace("”", '"').replace("–", "-")
    decoded = decode(text.encode(encoding))
    assert decoded.text == text.rstrip("\n")
    assert decoded.left_out == ()
    assert decoded.encoding in ENCODINGS


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-8", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        "“I don’t know,” she said – “it’s fine.”",
        "It’s the patients’ choice… we’ll see",
        "“Yes.” “No.”",
        "Det var ”så”, sa hon. Inget mer…",
    ],
)
def test_typographic_marks_are_told_from_letters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1))
def test_utf8_and_marked_utf16_come_back_as_they_were(text: str) -> None:
    if text.startswith("\ufeff"):
        text = "a" + text
    assert decode(text.encode()).text == text
    assert decode(text.encode("utf-16")).text == text


def test_emoji_in_utf16_without_a_mark() -> None:
    assert decode("R1: 😀 jo".encode("utf-16-le")).text == "R1: 😀 jo"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_every_line_end_becomes_a_newline(end: str) -> None:
    assert decode(f"ett{end}två å{end}".encode()).text == "ett\ntvå å"


def test_control_characters_are_removed_and_told() -> None:
    decoded = decode("ett\x07 två\x1b\x1f\ttre\ufffe å".encode())
    assert decoded.text == "ett två\ttre å"
    assert [(item.message.text, item.count) for item in decoded.left_out] == [("{count} control character removed", 4)]


@pytest.mark.parametrize(
    "data", ["ö a\udc00b".encode("utf-8", "surrogatepass"), "ö a\udc00b".encode("utf-16", "surrogatepass")]
)
def test_a_lone_surrogate_is_replaced_and_told(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text == "ö a\ufffdb"
    assert [item.count for item in decoded.left_out] == [1]


def test_a_pair_of_surrogates_written_as_utf8_is_one_emoji() -> None:
    decoded = decode("R1: \ud83d\ude00".encode("utf-8", "surrogatepass"))
    assert (decoded.text, decoded.left_out) == ("R1: 😀", ())


def test_utf8_cut_in_the_middle_of_a_character_stays_utf8() -> None:
    decoded = decode(("å" * 30).encode()[:-1])
    assert decoded.text == "å" * 29 + "\ufffd"
    assert [item.count for item in decoded.left_out] == [1]


def test_zero_bytes_are_refused_with_the_name() -> None:
    with pytest.raises(UnreadableFile, match=r"ljud\.txt"):
        decode(b"RIFF\0\0\1\0abc\0\0\0\0x", name="ljud.txt")


def test_a_chosen_encoding_is_used_and_what_does_not_fit_is_told() -> None:
    assert decode("öl".encode("cp850"), "cp850").text == "öl"
    assert decode("öl".encode("cp1252"), "latin1").encoding == "iso8859-1"
    assert decode(codecs.BOM_UTF8 + b"a", "utf-8").text == "a"
    assert decode("aö".encode("utf-16"), "utf-16").text == "aö"
    decoded = decode("öl och åska".encode("cp1252"), "utf-8")
    assert decoded.text.count("\ufffd") == decoded.left_out[0].count == 2


@pytest.mark.parametrize("name", ["hex", "rot13", "klingon", "", "utf-7"])
def test_an_encoding_not_offered_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        decode(b"a", name)


def test_nothing_is_empty_utf8() -> None:
    assert decode(b"").text == ""
