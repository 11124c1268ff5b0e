"""Caption files as each program writes them. All words and names are invented."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.services.preparing import prepare
from tests.core.importers.word_parts import paragraph, write
from tests.support.growth import assert_growth, seconds

TEAMS = """WEBVTT

NOTE duration:"00:00:24.0000000"

NOTE language:sv-se

4f3c2d10-1a2b-4c3d-8e9f-0a1b2c3d4e5f/12-0
00:00:05.120 --> 00:00:07.400 align:start position:0% line:90%
<v Anna Ek>Hej &amp; välkommen
hit.</v>

4f3c2d10-1a2b-4c3d-8e9f-0a1b2c3d4e5f/12-1
00:00:07.400 --> 00:00:09.000
<v Anna Ek>Hur är det?</v>

4f3c2d10-1a2b-4c3d-8e9f-0a1b2c3d4e5f/13-0
00:00:09.500 --> 00:00:11.000
<v.loud Bo Lind>Jo <skratt> tack, det är <i>bra</i>.</v>

4f3c2d10-1a2b-4c3d-8e9f-0a1b2c3d4e5f/14-0
00:00:19.500 --> 00:00:21.000
<v Bo Lind>Men ibland är 3 &lt; 2.</v>

4f3c2d10-1a2b-4c3d-8e9f-0a1b2c3d4e5f/15-0
00:00:21.500 --> 00:00:23.000
<v Anna Ek>Och 😀 nu?</v>
"""


def read(folder: Path, name: str, content: str | bytes) -> ReadText:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = importer_for(path).read(path)
    for turn in found.turns or ():
        assert 0 <= turn.start <= turn.said_start < turn.end <= len(found.text)
        assert found.text[turn.start : turn.said_start] == (f"{turn.speaker}: " if turn.speaker else "")
        assert not found.text[turn.said_start].isspace() and not found.text[turn.end - 1].isspace()
    for one, two in pairwise(found.turns or ()):
        assert found.text[one.end : two.start] == "\n\n"
    return found


def at(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def heard(found: ReadText) -> list[tuple[str | None, int | None, str]]:
    return [(turn.speaker, turn.time_ms, found.text[turn.said_start : turn.end]) for turn in found.turns or ()]


def told(found: ReadText) -> list[str]:
    return [left.message.text for left in found.left_out]


def refused(folder: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(folder, name, content)
    assert name in str(caught.value) and "Nothing was imported" in str(caught.value)
    return str(caught.value)


def test_teams(tmp_path: Path) -> None:
    found = read(tmp_path, "möte.vtt", TEAMS)
    assert found.text == (
        "Anna Ek: Hej & välkommen hit. Hur är det?\n\n"
        "Bo Lind: Jo <skratt> tack, det är bra.\nMen ibland är 3 < 2.\n\n"
        "Anna Ek: Och 😀 nu?"
    )
    assert [(speaker, when) for speaker, when, _ in heard(found)] == [
        ("Anna Ek", 5_120),
        ("Bo Lind", 9_500),
        ("Anna Ek", 21_500),
    ]
    assert (found.format, found.encoding, found.title) == ("vtt", "utf-8", "möte")
    assert {left.message.text: left.count for left in found.left_out} == {
        "{count} note of the program left out": 2,
        "{count} caption joined to running text: {turns}": 5,
    }


@pytest.mark.parametrize("change", ["bom", "crlf", "cr", "utf-16", "spaces after blank lines", "no blank at the end"])
def test_teams_saved_by_other_programs(tmp_path: Path, change: str) -> None:
    data = {
        "bom": ("\ufeff" + TEAMS).encode(),
        "crlf": TEAMS.replace("\n", "\r\n").encode(),
        "cr": TEAMS.replace("\n", "\r").encode(),
        "utf-16": TEAMS.encode("utf-16"),
        "spaces after blank lines": TEAMS.replace("\n\n", "\n \n\n").encode(),
        "no blank at the end": TEAMS.strip().encode(),
    }[change]
    assert heard(read(tmp_path, "a.vtt", data)) == heard(read(tmp_path, "b.vtt", TEAMS))


ZOOM = """WEBVTT

1
00:00:02.656 --> 00:00:03.230
Anna Ek: Hej på er.

2
00:00:04.000 --> 00:00:05.230
Anna Ek: Jag tänkte så här: vi börjar.

3
00:00:06.000 --> 00:00:07.230
iPhone 12: Jag med.

4
00:01:06.000 --> 00:01:07.230
iPhone 12: Vad sa du

5
00:01:08.000 --> 00:01:09.230
iPhone 12: egentligen?

6
00:01:10.000 --> 00:01:11.000
Någon okänd.
"""


def test_zoom(tmp_path: Path) -> None:
    assert heard(read(tmp_path, "a.vtt", ZOOM)) == [
        ("Anna Ek", 2_656, "Hej på er. Jag tänkte så här: vi börjar."),
        ("iPhone 12", 6_000, "Jag med.\nVad sa du egentligen?"),
        (None, 70_000, "Någon okänd."),
    ]


def test_zoom_captions_saved_as_text(tmp_path: Path) -> None:
    text = "[Anna Ek] 00:00:05\nHej där.\n\n[Anna Ek] 00:00:07\nHur går det?\n\n[Bo (värd)] 00:00:12\nBra.\n"
    found = read(tmp_path, "meeting_saved_closed_caption.txt", text)
    assert heard(found) == [("Anna Ek", 5_000, "Hej där. Hur går det?"), ("Bo (värd)", 12_000, "Bra.")]
    assert found.format == "text"
    arrows = read(tmp_path, "b.txt", ZOOM.removeprefix("WEBVTT\n"))
    assert heard(arrows) == heard(read(tmp_path, "c.vtt", ZOOM))


def test_webex_names_the_speaker_beside_the_number(tmp_path: Path) -> None:
    text = (
        'WEBVTT\n\n1 "Anna Ek" (2135837184)\n00:00:01.000 --> 00:00:02.000\nHej.\n\n'
        '2 "Bo Lind" (2135837185)\n00:00:03.000 --> 00:00:04.000\nHej du.\n'
    )
    assert heard(read(tmp_path, "a.vtt", text)) == [("Anna Ek", 1_000, "Hej."), ("Bo Lind", 3_000, "Hej du.")]


def test_older_teams_in_word(tmp_path: Path) -> None:
    lines = ["Mötet om bron", "0:0:0.0 --> 0:0:2.460", "Anna Ek", "Hej och välkomna.", "0:0:2.9 --> 0:0:4.0",
             "Anna Ek", "Vi börjar.", "0:0:5.0 --> 0:0:6.0", "Bo Lind", "Bra."]  # fmt: skip
    path = write(tmp_path / "möte.docx", *(paragraph(line) for line in lines))
    found = importer_for(path).read(path)
    assert found.text == "Mötet om bron\n\nAnna Ek: Hej och välkomna. Vi börjar.\n\nBo Lind: Bra."
    assert heard(found) == [("Anna Ek", 0, "Hej och välkomna. Vi börjar."), ("Bo Lind", 5_000, "Bra.")]


def test_several_voices_in_one_cue(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hej.</v> Skratt.\n<v Bo>Hej du.\n\n"
        "00:03.000 --> 00:04.000\n<v Bo>Ja.\n"
    )
    assert heard(read(tmp_path, "a.vtt", text)) == [
        ("Anna", 1_000, "Hej."),
        (None, 1_000, "Skratt."),
        ("Bo", 1_000, "Hej du. Ja."),
    ]


def test_noscribe_captions_say_the_speaker_twice_and_mark_overlaps(tmp_path: Path) -> None:
    text = (
        "WEBVTT Samtalet\n\nNOTE\nTranscribed with noScribe\n\n1\n00:00:12.140 --> 00:00:22.000\n"
        "<v S01>S01: [00:00:12] Jag har kommit.\n\n2\n00:00:30.090 --> 00:00:30.910\n<v //S02>//S02: Är det så?\n\n"
        "3\n00:00:31.870 --> 00:00:33.510\n<v S01>// Jag vet inte.\n"
    )
    found = read(tmp_path, "a.vtt", text)
    assert heard(found) == [
        ("S01", 12_140, "Jag har kommit."),
        ("S02", 30_090, "//Är det så?//"),
        ("S01", 31_870, "Jag vet inte."),
    ]
    assert "{count} remark into another's turn made a turn of its own, between // and //" in told(found)


def test_whisperx_labels_in_brackets(tmp_path: Path) -> None:
    text = (
        "1\n00:00:00,100 --> 00:00:02,000\n[SPEAKER_00]: Hur kom det sig?\n\n"
        "2\n00:00:02,100 --> 00:00:04,000\n[SPEAKER_01]: Det var en slump.\n\n"
        "3\n00:00:04,100 --> 00:00:06,000\n[SPEAKER_01]: Jag gick förbi.\n\n"
    )
    assert heard(read(tmp_path, "a.srt", text)) == [
        ("SPEAKER_00", 100, "Hur kom det sig?"),
        ("SPEAKER_01", 2_100, "Det var en slump. Jag gick förbi."),
    ]


def test_no_speaker_is_invented(tmp_path: Path) -> None:
    text = (
        "WEBVTT\nKind: captions\nLanguage: sv\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:fred\n\n"
        "00:01.000 --> 00:04.000\nDet var en gång\n\n00:04.000 --> 00:05.500\nen gumma. Hon sa: gå\n\n"
        "00:12.000 --> 00:13.000\ntill skogen. Slut.\n\n00:17.000 --> 00:18.000\nNytt stycke.\n"
    )
    found = read(tmp_path, "a.vtt", text)
    assert heard(found) == [
        (None, 1_000, "Det var en gång en gumma. Hon sa: gå till skogen. Slut."),
        (None, 17_000, "Nytt stycke."),
    ]
    assert prepare(found).speakers == ()
    assert found.left_out[0].count == 2 and told(found)[0].startswith("{count} block of how captions look")


def test_a_long_pause_begins_a_paragraph_even_inside_a_sentence(tmp_path: Path) -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bo>Jag menar\n\n00:{}.000 --> 00:30.000\n<v Bo>att det är så.\n"
    assert heard(read(tmp_path, "a.vtt", cue.format("09")))[0][2] == "Jag menar att det är så."
    assert heard(read(tmp_path, "b.vtt", cue.format("10")))[0][2] == "Jag menar\natt det är så."


def test_a_monologue_is_divided_into_paragraphs(tmp_path: Path) -> None:
    cues = "".join(f"{n}\n{at(n)},000 --> {at(n)},900\nHon gick vidare.\n\n" for n in range(300))
    found = read(tmp_path, "a.srt", cues)
    assert found.text.count("Hon gick vidare.") == 300
    assert all(500 < len(turn) < 800 for _, _, turn in heard(found)[:-1]) and len(heard(found)) > 5


def test_srt(tmp_path: Path) -> None:
    text = (
        "\ufeff1\r\n00:00:01,000 --> 00:00:04,000\r\n<i>Intervjuare:</i> {\\an8}Hur då?\r\n\r\n"
        '2\r\n00:00:05.5 --> 00:00:06\r\nR1: <font color="#fff">Så&nbsp;här.</font>\r\nOch så.\r\n\r\n'
        "00:00:08,000 --> 00:00:09,000\r\n42\r\n\r\n00:00:10,000 --> 00:00:11,000\r\nIntervjuare: Jaha.\r\n"
        "5\r\n00:00:12,000 --> 00:00:13,000\r\nR1: Ja."
    )
    assert heard(read(tmp_path, "a.srt", text)) == [
        ("Intervjuare", 1_000, "Hur då?"),
        ("R1", 5_500, "Så\u00a0här. Och så. 42"),
        ("Intervjuare", 10_000, "Jaha."),
        ("R1", 12_000, "Ja."),
    ]


def test_srt_in_an_old_encoding_and_with_every_line_doubled(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:04,000\nPå ön är det öde.\n2\n00:00:05,000 --> 00:00:06,000\nÄven nu.\n"
    text = text.replace("\n", "\n\n")
    found = read(tmp_path, "a.srt", text.encode("cp1252"))
    assert heard(found) == [(None, 1_000, "På ön är det öde. Även nu.")]
    assert found.encoding == "cp1252"


def test_rolling_captions_are_not_said_twice(tmp_path: Path) -> None:
    text = "WEBVTT\nKind: captions\nLanguage: sv\n\n" + "".join(
        f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.990 align:start position:0%\n{before}\n"
        f"{words[0]}<00:00:{n:02}.500><c> {words[1]}</c>\n\n"
        f"00:00:{n + 1:02}.990 --> 00:00:{n + 2:02}.000 align:start position:0%\n{' '.join(words)}\n \n\n"
        for n, before, words in ((1, " ", ("så", "här")), (3, "så här", ("ja", "ja")), (5, "ja ja", ("ja", "nej")))
    )
    found = read(tmp_path, "a.vtt", text)
    assert found.text == "så här ja ja ja nej"
    assert "{count} repeated line of rolling captions left out" in told(found)


def test_cues_out_of_order_and_overlapping(tmp_path: Path) -> None:
    cues = [(1, 9, "Anna", "Ett."), (5, 3, "Bo", "Tre."), (2, 8, "Anna", "Två."), (6, 7, "Bo", "Fyra.")]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:{start:02}.000 --> 00:{end:02}.000\n<v {who}>{words}</v>" for start, end, who, words in cues
    )
    found = read(tmp_path, "a.vtt", text)
    assert heard(found) == [("Anna", 1_000, "Ett. Två."), ("Bo", 5_000, "Tre. Fyra.")]
    assert ("{count} caption out of order, put at its time", 1) in [
        (left.message.text, left.count) for left in found.left_out
    ]


@pytest.mark.parametrize(
    "bad",
    ["-00:00:05.000", "4294967296:00:00.000", f"{'9' * 26}:00:00.000", "NaN:NaN:NaN.NaN", "", "::", "1e9"],
)
def test_times_that_cannot_be_lose_no_words(tmp_path: Path, bad: str) -> None:
    text = (
        f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hej.\n\n{bad} --> {bad}\n<v Bo>Kvar.\n\n"
        "00:03.000 --> 00:04.000\n<v Anna>Ja.\n"
    )
    found = read(tmp_path, "a.vtt", text)
    if bad == "1e9":  # no time at all, so a line that somebody wrote
        assert "1e9 --> 1e9" in found.text and "Kvar." in found.text
        return
    assert heard(found) == [("Anna", 1_000, "Hej."), ("Bo", None, "Kvar."), ("Anna", 3_000, "Ja.")]
    assert "{count} caption with an impossible time, kept without it" in told(found)


def test_no_heading_but_cues(tmp_path: Path) -> None:
    found = read(tmp_path, "a.vtt", TEAMS.removeprefix("WEBVTT\n"))
    assert heard(found) == heard(read(tmp_path, "b.vtt", TEAMS))
    assert "The heading WEBVTT is missing; the captions were read all the same" in told(found)


def test_an_arrow_that_somebody_wrote_is_text(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nFörst så\n--> sedan så.\n"
    assert read(tmp_path, "a.srt", text).text == "Först så --> sedan så."


def test_words_above_the_first_cue_and_between_cues_are_kept(tmp_path: Path) -> None:
    text = "Samtal vid bron\n\n00:01.000 --> 00:02.000\n<v Bo>Ja.\n\noch nej\n\n00:03.000 --> 00:04.000\n<v Bo>Jo."
    assert read(tmp_path, "a.vtt", text).text == "Samtal vid bron\n\nBo: Ja. och nej Jo."


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_captions_without_times(tmp_path: Path, name: str) -> None:
    assert "holds no captions" in refused(tmp_path, name, "WEBVTT\n\nAnna: Hej.\nBo: Hej du.\n")
    assert "without one time" in refused(tmp_path, name, "WEBVTT\n\nNaN:NaN --> NaN:NaN\nHej.\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("WEBVTT\n", "holds no captions"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\n", "holds no"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bo></v>\n", "holds no"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not a text file"),
    ],
)
def test_files_without_captions(tmp_path: Path, content: str | bytes, says: str) -> None:
    assert says in refused(tmp_path, "a.vtt", content)


@pytest.mark.parametrize(
    "text",
    [
        "Jag ritade en pil --> så här.\nSedan en till -> åt andra hållet.\n" * 3,
        "[Anna] sa något 00:00:05\nOch så vidare.",
        "I: Hej\nR1: 10:30 --> 11:30 var vi där.\nI: Jaha.\nR1: Ja.\n" * 5,
    ],
)
def test_other_texts_are_left_as_they_are(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "a.txt", text)
    assert (found.text, found.turns) == (text.rstrip("\n"), None)


def test_a_name_that_does_harm_is_cut(tmp_path: Path) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {'A' * 5000}>Hej.\n"
    assert len(heard(read(tmp_path, "a.vtt", text))[0][0] or "") == 80


def test_the_one_who_asks_is_guessed(tmp_path: Path) -> None:
    cues = [("Anna Ek", "Hur då?"), ("Bo Lind", "Så här.")] * 4
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:{n:02}.000 --> 00:{n:02}.900\n<v {who}>{words}</v>" for n, (who, words) in enumerate(cues)
    )
    found = prepare(read(tmp_path, "a.vtt", text))
    assert [(one.label, one.turns) for one in found.turns.speakers] == [("Anna Ek", 4), ("Bo Lind", 4)]
    assert [one.role for one in found.speakers] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]


def test_another_pattern_keeps_the_times(tmp_path: Path) -> None:
    prepared = prepare(read(tmp_path, "a.vtt", TEAMS), pattern=r"(\w+ \w+):")
    assert prepared.turns.pattern == "custom"
    assert [(turn.speaker, turn.time_ms) for turn in prepared.turns.turns] == [
        ("Anna Ek", 5_120), ("Bo Lind", 9_500), ("Anna Ek", 21_500),
    ]  # fmt: skip


PIECES = [
    "WEBVTT\n", "\n", "\n\n", "1\n", "00:00:01.000 --> 00:00:02.000\n", "0:01 --> 0:02 x", "-->", "<v Anna>", "</v>",
    "<v //Bo>", "//", "Anna: ", "Bo: hej.\n", "[Bo] ", "[Bo] 00:00:05\n", "NOTE x\n", "ord ", "😀", "&amp;", "&#8232;",
    "\u2028", " ", ">>", "<c>", "STYLE\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([".vtt", ".srt", ".txt"]))
def test_whatever_is_in_a_file_its_turns_fit_its_text(text: str, suffix: str) -> None:
    try:
        found = importer_for(Path(f"a{suffix}")).read(Path(f"a{suffix}"), data=text.encode())
    except UnreadableFile:
        return
    assert found.text == found.text.rstrip("\n") and "\u2028" not in found.text
    if suffix == ".srt" and "WEBVTT" not in text:  # the other has blocks that nobody said
        assert (found.text.count("ord"), found.text.count("hej")) == (text.count("ord"), text.count("hej"))
    for turn in found.turns or ():
        assert 0 <= turn.start <= turn.said_start < turn.end <= len(found.text)
    for one, two in pairwise(found.turns or ()):
        assert found.text[one.end : two.start] == "\n\n"
    if found.turns:
        assert found.turns[-1].end == len(found.text)


@pytest.mark.parametrize("form", ["<v {who}>{words}</v>", "{who}: {words}", "{words}"])
def test_time_grows_with_the_file_and_not_with_its_square(form: str) -> None:
    def cost(cues: int) -> float:
        lines = ["WEBVTT\n"]
        for n in range(cues):
            who = ("Anna Ek", "Bo Lind")[n // 5 % 2]
            said = form.format(who=who, words="Ett ord om &amp; kring det.")
            lines.append(f"{n}\n{at(n)}.000 --> {at(n)}.900\n{said}\n")
        data = "\n".join(lines).encode()
        return seconds(lambda: importer_for(Path("a.vtt")).read(Path("a.vtt"), data=data))

    assert_growth(cost, 1_000, 10_000, 40)


@pytest.mark.parametrize("piece", ["<v ", "<i", "&a", "[", "-", " ", "{\\", "0:", "1", "\n", "<v A>a"])
def test_repeated_pieces_do_not_hang(piece: str) -> None:
    def cost(times: int) -> float:
        data = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHej {piece * times}>\n".encode()
        return seconds(lambda: importer_for(Path("a.vtt")).read(Path("a.vtt"), data=data))

    assert_growth(cost, 10_000, 100_000, 60, extra=0.05)
