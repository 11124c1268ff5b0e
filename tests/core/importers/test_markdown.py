from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.markdown import front_matter_lines
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.text.turns import find_turns

LONG = "Det var väldigt länge sedan jag hade någon att prata med."


def read(folder: Path, text: str | bytes, options: object = None) -> ReadText:
    path = folder / "intervju.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return importer_for(path).read(path, options)


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Ett *två* **tre** _fyra_ ~~fem~~ `a*b`", "Ett två tre fyra fem a*b"),
        ("2 * 3 * 4 a_b_c \\*stjärna\\* &amp; &#228; &lt;b&gt;", "2 * 3 * 4 a_b_c *stjärna* & ä <b>"),
        ("[länk](http://x \"t\") <http://y> [skratt]", "länk http://y [skratt]"),
        ("[ref][a] [b]\n\n[a]: http://z\n[b]: #c 't'", "ref b"),
        ("![bild](x.png) efter", " efter"),
        ("Rad ett\nrad två  \nrad tre\\\nrad fyra", "Rad ett\nrad två\nrad tre\nrad fyra"),
        ("Stycke\n\n\n\nnästa\n# Rubrik\ntext", "Stycke\n\nnästa\nRubrik\ntext"),
        ("- ett\n- två\n\n  mer\n* tre\n  - fyra", "ett\ntvå\n\nmer\ntre\nfyra"),
        ("1986. Ett bra år.\n\n3) Tre\n4) Fyra", "1986. Ett bra år.\n\n3) Tre\n4) Fyra"),
        ("> Citat\n> mer\n>> inre", "Citat\nmer\ninre"),
        ("```\n# kod\n  *x*\n[a]: http://b\n```\n\n    indragen <b>", "# kod\n  *x*\n[a]: http://b\n\nindragen <b>"),
        ("| a | b |\n|---|:-:|\n| **1** | 2 |\n| 3 |", "a\tb\n1\t2\n3"),
        ("Hen sa <skratt> och <b>gick</b><br>hem <!-- nej -->x", "Hen sa <skratt> och gick\nhem x"),
        ("<skratt>\n\nR1: Ja", "<skratt>\n\nR1: Ja"),
        ("<div>Ett <i>två</i><p>tre</div>\n\nfyra", "Ett två\ntre\n\nfyra"),
        ("fyra\n\n<script>\nalert(1)\n</script>\n\nfem", "fyra\n\nfem"),
        ("a <script>alert(1)</script> b", "a  b"),
        ("[R1]: Ja\n[I]: Jaså", "[R1]: Ja\n[I]: Jaså"),
        ("#00:01:23-4# I: Hej\n#tagg", "#00:01:23-4# I: Hej\n#tagg"),
        ("Rubrik\n===\n\n***\n\nefter", "Rubrik\n\nefter"),
        ("R1:\tHej\n\n😀 e\u0301 \u00adav\u00adstavat", "R1:\tHej\n\n😀 e\u0301 avstavat"),
        ("Rad  \r\nnästa\rsista", "Rad\nnästa\nsista"),
    ],
)  # fmt: skip
def test_the_text_without_its_marks(tmp_path: Path, source: str, text: str) -> None:
    assert read(tmp_path, source).text == text


def test_bold_names_headings_and_turns(tmp_path: Path) -> None:
    source = "# Intervju *ett*\n\n" + "".join(f"**{who}:** {LONG}\n\n" for who in ("Anna", "Bo") * 3)
    found = read(tmp_path, source + "Sist\n----\n\n__Bo__ fin **ej**\n\n<b>Cia:</b> hej")
    assert [(place.label, place.level) for place in found.places] == [("Intervju ett", 1), ("Sist", 2)]
    assert [found.text[start:end] for start, end in found.bold] == [
        "Intervju ett", *["Anna:", "Bo:"] * 3, "Sist", "Bo", "Cia:",
    ]  # fmt: skip
    assert [speaker.label for speaker in find_turns(found.text, found.bold).speakers] == ["Anna", "Bo", "Cia"]


def test_a_table_of_turns(tmp_path: Path) -> None:
    rows = "".join(f"| 00:00:{10 + n} | {who} | {LONG} |\n" for n, who in enumerate("IRIRIR"))
    found = read(tmp_path, f"| Tid | Talare | Text |\n|---|---|---|\n{rows}")
    assert found.text.splitlines()[:2] == [f"[00:00:10] I: {LONG}", f"[00:00:11] R: {LONG}"]


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "---\ntitle: Hemlig\ndate: 2019-05-03\n---\n\n- ett\n- två ![x](y)\n\n<img src=x>\n")
    assert found.text == "ett\ntvå "
    assert told(found) == {
        "{count} line about the file (front matter) left out": 4,
        "{count} automatic list number or bullet left out": 2,
        "{count} picture left out": 2,
    }


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\ntitle: x\ntags:\n  - a\n- b\n# c\n\nlang: sv\n...\ntext", 9),
        ("---\ntitle: x\n---", 3),
        ("---\nI: Hej\nR1: Hej\nI: Jaså\n---\n", 0),
        ("---\nVanlig text\n---\n", 0),
        ("---\n---\n", 0),
        ("---\ntitle: x\ntext utan slut", 0),
        ("title: x\n---\n", 0),
        ("---\ntitle: x\n" + "  a\n" * 500 + "---\n", 0),
    ],
)
def test_front_matter(text: str, lines: int) -> None:
    assert front_matter_lines(text) == lines


def test_encodings(tmp_path: Path) -> None:
    assert read(tmp_path, "# Åsa\n\nHallå där, så är det".encode("cp1252")).encoding == "cp1252"
    assert read(tmp_path, b"\xef\xbb\xbf# Titel").text == "Titel"
    assert read(tmp_path, "Grønlænder".encode("cp865"), PlainTextOptions("cp865")).text == "Grønlænder"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"---\n\n***\n", "holds no text"),
        (b"<!-- x -->", "holds no text"),
        (b"{\\rtf1 x}", "rich text"),
        (b"a\0b\0\0", "not a text file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, data)
    assert says in str(caught.value) and "intervju.md" in str(caught.value)


def test_what_is_nested_too_deeply_keeps_its_marks(tmp_path: Path) -> None:
    for mark in ("> ", "- ", "1. "):
        found = read(tmp_path, mark * 300 + "innerst\n\nsist")
        assert found.text == mark * 300 + "innerst\n\nsist"
        assert told(found) == {"its marks are nested too deeply and stand in the text": 1}
    assert read(tmp_path, ">" * 15 + " innerst").text == "innerst"


def test_hostile_texts_end_and_lose_no_words(tmp_path: Path) -> None:
    for part in ("[", "![", "*a ", "**a", "_a", "<", "`a", "&", "[a](", "~~a", "|a", "<a ", "- a\n", "[a]: <"):
        assert "slut" in read(tmp_path, part * 10_000 + " slut").text


def test_a_line_longer_than_is_parsed_at_once(tmp_path: Path) -> None:
    found = read(tmp_path, "**I:** " + "ord " * 20_000 + "\n**R1:** svar *ja*\n")
    assert found.text.endswith("\nR1: svar ja")
