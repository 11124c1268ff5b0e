from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.importers.web_page import text_of_page
from qualcoder_peer.core.text.turns import find_turns

FOLDER = Path(__file__).parents[2] / "data" / "transcripts"
LONG = "Det var väldigt länge sedan jag hade någon att prata med."


def read(folder: Path, page: str | bytes, name: str = "sida.html", options: object = None) -> ReadText:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return importer_for(path).read(path, options)


def told(found: ReadText) -> dict[str, int]:
    return {item.message.text: item.count for item in found.left_out}


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Ett\n  två</p><p>tre<p>fyra", "Ett två\ntre\nfyra"),
        ("<div>Ett<div>två</div>tre</div>", "Ett\ntvå\ntre"),
        ("Ett<br>två<br/><br>tre<br></p>fyra", "Ett\ntvå\n\ntre\nfyra"),
        ("<p>Ett</p><p><br></p><p>&nbsp;</p><p></p><p> </p><p>två</p>", "Ett\n\n\ntvå"),
        ("<p> Ett <b> två </b> <i> tre</i> </p>", "Ett två tre"),
        ("<p>ett<b>två</b>tre<wbr>fyra&shy;fem</p>", "etttvåtrefyrafem"),
        ("<p>&aring;&#228;&#xF6; &lt;b&gt; &amp;lt; &#150; &hellip; &euro; &#128512;", "åäö <b> &lt; – … € 😀"),
        ("<p>a < b och c > d", "a < b och c > d"),
        ("<ul><li>ett<li>två<ul><li>tre</ul></ul>fyra", "ett\ntvå\ntre\nfyra"),
        ("<dl><dt>I:</dt><dd>Hur?</dd></dl>", "I:\nHur?"),
        ("<pre>\n  ett\n\n\ttvå\n</pre>tre", "  ett\n\n\ttvå\ntre"),
        ("<p style='white-space: pre-wrap'>ett\n  två</p>", "ett\n  två"),
        ("<p>ett<sup>2</sup> <a href='x'>länk</a> <u>a</u><q>citat</q>", "ett2 länk a“citat”"),
        ("<p>före</p></body></html><p>efter", "före\nefter"),
        ("bara text\nutan märken", "bara text utan märken"),
        ("<p>Hen sa <skratt> och <o:p>gick</o:p></p>", "Hen sa och gick"),
        ("<table><caption>Tabell 1</caption><tr><th>a<th>b<tr><td>1<td>2</table>", "Tabell 1\na\tb\n1\t2"),
        ("<table><tr><td rowspan=2>a<td>b</tr><tr><td>c</tr><tr><td colspan=2>d</table>e", "a\tb\n\tc\nd\ne"),
        ("<table><tr><td>ett<p>två<tr><td>tre</table>", "ett\ntvå\ntre"),
        ("<table><tr><td><table><tr><td>inne<td>1</table><td><p>Lång<p>text</table>", "inne\t1\nLång\ntext"),
        ("<td>lös<td>cell", "lös\ncell"),
    ],
)  # fmt: skip
def test_lines_as_a_browser_shows_them(tmp_path: Path, page: str, text: str) -> None:
    assert read(tmp_path, f"<!DOCTYPE html><html><head><title>T</title></head><body>{page}").text == text


def test_what_nobody_sees_is_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "<html><head><title>T</title><style>p{color:red}</style></head><body onload='x()'>"
        "<script>if (a < b) document.write('<p>skript</p>')</script><noscript>slå på</noscript>"
        "<template><p>mall</p></template><!-- <p>kommentar</p> --><?php echo 1 ?>"
        "<p>Syns<span hidden>dolt</span><span style='DISPLAY : none'>dolt</span>"
        "<span style='mso-hide:all'>dolt</span><span hidden></span> också"
        "<img src=x alt=bild><svg><text>bild</text></svg><iframe src=x>ram</iframe><object>o</object>"
        "<select><option>val</select><button>Tryck</button><input value=fält><input type=hidden>"
        "<textarea>skriv</textarea> slut</p><p hidden>dolt</p>",
    )
    assert found.text == "Syns också slut"
    assert told(found) == {
        "{count} passage of hidden text left out": 4,
        "{count} picture left out": 2,
        "{count} embedded file left out": 1,
        "{count} page shown inside the page left out": 1,
        "{count} menu, button or entry field left out": 4,
    }


def test_headings_and_bold_line_starts(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "<style>@media print{.c9{font-weight:700}} .c1,span.c2{font-weight:700} .c3{font-weight:400}</style>"
        "<h1>Inter<i>vju</i></h1><h2><div>Bak<br>grund </div></h2><h3> </h3>"
        "<p><b>Anna Ek:</b> Hur?<p><span style='font-weight:bold'>Bo:</span> Jo<p><span class='x c1'>Cia</span> Nå"
        "<p><span class='c2'>Di<span class='c3'>n</span></span><p><span class=c9>Ej</span>"
        "<p><b style='font-weight:normal'>Google</b> <b>sent</b><table><tr><td><h4>I cell</h4><td>x</table>",
    )
    assert [(place.label, place.level, found.text[place.start :][:3]) for place in found.places] == [
        ("Intervju", 1, "Int"),
        ("Bak grund", 2, "Bak"),
        ("I cell", 4, "I c"),
    ]
    assert [found.text[start:end] for start, end in found.bold] == [
        "Intervju", "Bak", "grund", "Anna Ek:", "Bo:", "Cia", "Di", "I cell",
    ]  # fmt: skip


def test_a_table_of_turns(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>00:00:{10 + n}<td><p>{who}<td><p>{LONG}<p>Mer." for n, who in enumerate("IRIRIR"))
    found = read(tmp_path, f"<table><tr><th>Tid<th>Talare<th>Text</tr>{rows}</table>")
    assert found.text.startswith(f"[00:00:10] I: {LONG}\nMer.\n[00:00:11] R: ")
    assert [turn.speaker for turn in find_turns(found.text).turns] == ["I", "R"] * 3
    assert told(found) == {"the heading row of {count} transcript table left out": 1}


def test_pages_made_by_word(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
        <meta http-equiv=Content-Type content="text/html; charset=windows-1252">
        <!--[if gte mso 9]><xml><o:Author>Anna</o:Author></xml><![endif]--></head><body><div class=WordSection1>
        <p class=MsoNormal><b>R1:</b><span style='mso-spacerun:yes'>  </span>Det var <ins cite="mailto:A">inte </ins>
        <del cite="mailto:A">alls </del>bra<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1">[1]</a>.
        <a class=msocomanchor id="_anchor_1" href="#_msocom_1">[AE1]</a><o:p></o:p></p>
        <p class=MsoList><![if !supportLists]><span style='mso-list:Ignore'>·&nbsp;</span><![endif]>Punkt</p></div>
        <div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p>[1] Not</p></div></div>
        <div style='mso-element:comment-list'><p>Bra!</p></div></body></html>""".encode("cp1252"),
    )
    assert found.text == "R1: Det var inte bra.\nPunkt"
    assert told(found) == {
        "{count} tracked change read as accepted": 2,
        "{count} footnote left out": 1,
        "{count} comment left out": 1,
        "{count} automatic list number or bullet left out": 1,
    }


def test_a_page_kept_by_the_internet_archive(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base"><p>The Wayback Machine</div>'
        '<!-- END WAYBACK --><table width="100%"><tr><td colspan=2><img src=logo><tr><td><a href="/">Start</a><br>'
        "<a>Om</a><td><h1>Beslut</h1><p>Första stycket<br>\nbrutet för hand.<p>Andra.</table>",
    )
    assert found.text == "Start\nOm\nBeslut\nFörsta stycket\nbrutet för hand.\nAndra."


SAMPLE = "<p>Åsa sa ”nej” – så är det"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SAMPLE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + SAMPLE.encode(), "utf-8"),
        (SAMPLE.encode("utf-16"), "utf-16"),
        (SAMPLE.encode("cp1252"), "cp1252"),
        (b'<meta charset="utf-8">' + SAMPLE.encode(), "utf-8"),
        (b"<meta charset='iso-8859-1'>" + SAMPLE.encode("cp1252"), "cp1252"),
        (b"<meta charset=latin1>" + SAMPLE.encode(), "utf-8"),
        (b"<meta charset=utf-8>" + SAMPLE.encode("cp1252"), "cp1252"),
        (b'<meta http-equiv="x" content="text/html; charset=macintosh">' + SAMPLE.encode("mac-roman"), "mac-roman"),
        (b'<?xml version="1.0" encoding="windows-1252"?><html>' + SAMPLE.encode("cp1252"), "cp1252"),
        (b"<meta charset=klingon>" + SAMPLE.encode("cp1252"), "cp1252"),
        (b"<meta charset=base64>" + SAMPLE.encode("cp1252"), "cp1252"),
        (b"<meta charset=utf-16>" + SAMPLE.encode(), "utf-8"),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    found = read(tmp_path, data)
    assert (found.text, found.encoding) == ("Åsa sa ”nej” – så är det", encoding)


def test_an_encoding_that_is_not_offered_but_named_and_one_that_is_chosen(tmp_path: Path) -> None:
    russian = b"<meta charset=koi8-r>" + "<p>Привет".encode("koi8-r")
    found = read(tmp_path, russian)
    assert (found.text, found.encoding) == ("Привет", "koi8-r")
    danish = "<meta charset=utf-8><p>Grønlænder på båden.".encode("cp865")
    assert read(tmp_path, danish, options=PlainTextOptions("cp865")).text == "Grønlænder på båden."
    with pytest.raises(InvalidInput):
        read(tmp_path, danish, options=PlainTextOptions("klingon"))


def test_xhtml(tmp_path: Path) -> None:
    page = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/></head>'
        "<body><div class='tom'/><p>Ett<br/>två</p><p/><b/>tre</body></html>"
    )
    assert read(tmp_path, page, "sida.xhtml").text == "Ett\ntvå\ntre"


def test_a_page_for_other_modules() -> None:
    page = text_of_page("<h1>Hej</h1><p>du".encode())
    assert (page.text, page.bold, page.encoding, page.left_out) == ("Hej\ndu", ((0, 3),), "utf-8", ())
    assert [(place.start, place.label) for place in page.places] == [(0, "Hej")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.4", "a PDF file"),
        (b"<html><body><img src=x></body></html>", "holds no text"),
        (b"<!-- ", "holds no text"),
        (b"<script>alert(1)", "holds no text"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n", "web archive"),
        (b"bplist00\xd1\x01\x02", "web archive"),
        (b"<p>a\0\0b\0", "not a text file"),
        (b"<div>x" * 5_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, data)
    assert says in str(caught.value) and "sida.html" in str(caught.value)


def test_entities_of_the_file_and_of_the_net_are_never_read(tmp_path: Path) -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        "<p>Text &b; &e; slut"
    )
    assert "aaaa" not in read(tmp_path, page).text
    assert read(tmp_path, "<p>ett" + "<b>" * 2_000 + "två").text == "etttvå"


def test_hostile_pages_end(tmp_path: Path) -> None:
    for part in ("<p", "<p>", "</p>", "<!--", "&", "<a href='", "<td>", "<table><tr>x", "<b><p>x", "<style>@a{", "<q>"):
        try:
            read(tmp_path, "<p>Text" + part * 20_000)
        except UnreadableFile as error:
            assert "nested too deeply" in str(error) or "no text" in str(error)


def test_a_file_written_by_libreoffice() -> None:
    found = importer_for(FOLDER / "libreoffice.html").read(FOLDER / "libreoffice.html")
    assert found.text.startswith("Intervju i huset\nAnna: Hur var det att komma hit?\nDen första gången alltså.\nBo: ")
    assert found.text.endswith("Ort\tAntal\nNorr\t3\nEn punkt\nSlut.")
    assert [place.label for place in found.places] == ["Intervju i huset"]
    assert told(found)["{count} footnote left out"] == 1
