"""Transcripts with times: oTranscribe, Whisper's JSON and table, noScribe. All words and names are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.noscribe import noscribe_turns
from qualcoder_peer.core.importers.transcript_json import whisper_table
from tests.core.importers.test_captions import heard, refused, told
from tests.support.growth import assert_growth, seconds


def read(name: str, content: object) -> ReadText:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return importer_for(Path(name)).read(Path(name), data=data)


def stamp(seconds: object, shown: str = "0:00") -> str:
    return f'<span class="timestamp" contenteditable="false" data-timestamp="{seconds}" >{shown}</span>&nbsp;'


def otr(markup: str) -> dict[str, object]:
    return {"text": markup, "media": "x.mp3", "media-source": "", "media-time": 3.2}


def test_otranscribe_with_speakers() -> None:
    found = read(
        "samtal.otr",
        otr(
            f"<p>{stamp(2.5)}<b>Intervjuare:</b> Hur är det &amp; så?<br /></p><p><br></p><p><br></p>"
            f"<p>{stamp(65.25)}<b>R1:</b> Jo, det {stamp(70)}är bra.</p><p>Och mer.</p>"
            f"<p>{stamp(80)}</p><p>Intervjuare: Så bra.</p><p>R1: {stamp('1:25')}Ja. {stamp(90)}</p>"
        ),
    )
    assert found.text == (
        "Intervjuare: Hur är det & så?\n\nR1: Jo, det är bra.\nOch mer.\n\nIntervjuare: Så bra.\nR1: Ja."
    )
    assert heard(found) == [
        ("Intervjuare", 2_500, "Hur är det & så?"),
        ("R1", 65_250, "Jo, det är bra.\nOch mer."),
        ("Intervjuare", 80_000, "Så bra."),
        ("R1", 85_000, "Ja."),
    ]
    assert [(left.message.text, left.count) for left in found.left_out] == [
        ("{count} time stamp inside a turn left out", 2)
    ]


def test_otranscribe_without_speakers() -> None:
    found = read("a.otr", otr(f"{stamp('0:02')}Det var så.<br>Ja.<br>{stamp('', '1:05')} Sedan <i>slut</i>.<br>"))
    assert found.text == "Det var så.\nJa.\nSedan slut."
    assert heard(found) == [(None, 2_000, "Det var så.\nJa."), (None, 65_000, "Sedan slut.")]


def test_otranscribe_without_times() -> None:
    found = read("a.otr", otr("Bara ord.<script>alert(1)</script>"))
    assert (found.text, found.turns, found.left_out) == ("Bara ord.", None, ())


@pytest.mark.parametrize("seconds", ["-5", "1e300", "nan", "inf", "", "x"])
def test_stamps_of_otranscribe_that_cannot_be(seconds: str) -> None:
    found = read("a.otr", otr(f"<p>{stamp(seconds, 'igår')}Intervjuare: Hur då?</p><p>{stamp(5)}R1: Så här.</p>"))
    assert heard(found) == [("Intervjuare", None, "Hur då?"), ("R1", 5_000, "Så här.")]


WHISPER = [
    {"id": 0, "seek": 0, "start": 0.0, "end": 3.2, "text": " Hur kom det sig?", "tokens": [1, 2], "temperature": 0.0},
    {"id": 1, "seek": 0, "start": 3.28, "end": 4, "text": " Det var en", "avg_logprob": -0.2},
    {"id": 2, "seek": 0, "start": 4.1, "end": 5.0, "text": " slump."},
]


def test_whisper() -> None:
    found = read("a.json", {"text": " Hur kom det sig? Det var en slump.", "segments": WHISPER, "language": "sv"})
    assert heard(found) == [(None, 0, "Hur kom det sig? Det var en slump.")]
    assert found.format == "transcript-json"


def test_whisperx() -> None:
    names = ("SPEAKER_00", "SPEAKER_01", "SPEAKER_01")
    segments = [{**one, "speaker": who, "words": []} for one, who in zip(WHISPER, names, strict=True)]
    expected = [("SPEAKER_00", 0, "Hur kom det sig?"), ("SPEAKER_01", 3_280, "Det var en slump.")]
    assert heard(read("a.json", {"segments": segments, "word_segments": []})) == expected
    assert heard(read("a.json", segments)) == expected


def test_whisper_cpp_and_pipelines() -> None:
    cpp = {
        "systeminfo": "",
        "transcription": [
            {"timestamps": {"from": "00:00:01,500", "to": "00:00:02,000"}, "offsets": {"from": 1500, "to": 2000},
             "text": " Hej."},
            {"timestamps": {"from": "00:01:02,500", "to": "00:01:03,000"}, "text": " Hej då."},
        ],
    }  # fmt: skip
    assert heard(read("a.json", cpp)) == [(None, 1_500, "Hej."), (None, 62_500, "Hej då.")]
    chunks = {"text": "Hej.", "chunks": [{"timestamp": [0.5, None], "text": " Hej."}]}
    assert heard(read("a.json", chunks)) == [(None, 500, "Hej.")]
    spoken = {"speakers": [{"speaker": "SPEAKER_00", "timestamp": [0.5, 1.0], "text": " Hej."}], **chunks}
    assert heard(read("a.json", spoken)) == [("SPEAKER_00", 500, "Hej.")]


def test_numbers_that_cannot_be_times() -> None:
    data = b'[{"start": 1e400, "text": "ett"}, {"start": NaN, "text": "tva"}, {"start": -1, "text": "tre"},' + (
        b'{"start": 4294967296, "text": "fyra"}, {"start": "2.5", "end": 1, "text": "fem\\u0000\\ud800"}]'
    )
    found = read("a.json", data)
    assert found.text == "ett tva tre fyra fem\ufffd"
    assert ("{count} caption with an impossible time, kept without it", 4) in [
        (left.message.text, left.count) for left in found.left_out
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"results": {"channels": [{"alternatives": []}]}}', "no transcript that can be recognised"),
        ('{"segments": []}', "no transcript that can be recognised"),
        ('{"segments": [{"start": 1, "text": 5}]}', "no transcript that can be recognised"),
        ('[{"start": NaN, "text": "a"}]', "no transcript that can be recognised"),
        ("[1, 2, 3]", "no transcript that can be recognised"),
        ('"hej"', "no transcript that can be recognised"),
        ('{"segments": [', "damaged"),
        ("[" * 100_000, "damaged"),
        ("1" * 10_000, "damaged"),
        ("hej", "damaged"),
        (b"\xff\xd8\xff\xe0\0\0", "not a text file"),
    ],
)
def test_json_that_is_no_transcript(tmp_path: Path, content: str | bytes, says: str) -> None:
    assert says in refused(tmp_path, "a.json", content)


@pytest.mark.parametrize(("content", "says"), [("{}", "no file of oTranscribe"), ("[]", "no file"), ("x", "damaged")])
def test_files_that_are_not_otranscribe(tmp_path: Path, content: str, says: str) -> None:
    assert says in refused(tmp_path, "a.otr", content)


def test_a_transcript_without_a_word(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read("a.json", {"segments": [{"start": 0, "end": 1, "text": "  "}]})
    with pytest.raises(UnreadableFile):
        read("a.otr", otr(f"<p>{stamp(1)}</p>"))


def test_whisper_table() -> None:
    table = "start\tend\ttext\n0\t3200\tHur då?\n3280\t5000\tSå\there.\n"
    for data in (table.encode(), table.replace("\n", "\r\n").encode("utf-8-sig")):
        found = read("a.tsv", data)
        assert heard(found) == [(None, 0, "Hur då? Så here.")]
        assert found.format == "transcript-table"
    seconds = read("a.tsv", b"start\tend\tspeaker\ttext\n1.5\t3.2\tR1\tHej.\n")
    assert heard(seconds) == [("R1", 1_500, "Hej.")]


@pytest.mark.parametrize(
    "table",
    ["id\tsvar\n1\tJa\n", "start\tend\ttext\nett\ttvå\ttre\n", "start\tend\ttext", "start\tend\twhat\n1\t2\t3"],
)
def test_other_tables_are_not_whispers(table: str) -> None:
    assert whisper_table(Path("a.tsv"), table.encode()) is None


HEAD = (
    '<html ><head ><meta charset="UTF-8" /><style type="text/css" >p { x: y }</style></head><body ><div >'
    '<p style="font-weight: 600" >Samtal vid bron</p><p ><span >Transcribed with noScribe vers. 0.7<br />'
    "Audio file: ./samtal.mp3<br />(Language: Swedish (sv))</span></p>"
)
NOSCRIBE = HEAD + (
    '<p ><a name="ts_0_12140_" >(12 seconds pause) </a></p>'
    '<p ><a name="ts_12140_22800_S01" >S01: <span >[00:00:12]</span> Hej, jag har kommit.</a>'
    '<a name="ts_22800_24360_S01" > (..)</a><a name="ts_24360_30010_S01" > Det var &lt;kul&gt;.</a>'
    '<a name="ts_30090_30910_//S02" > //S02: Är det så?</a><a name="ts_31870_33510_S01" >// Jag vet inte.</a></p>'
    '<p ><a name="ts_36190_36330_S00" >S00: <span >[00:00:36]</span> Ja.</a>'
    '<a name="ts_90000_91000_//S02" > //S02: Nej.//</a></p><p ><a name="ts_95000_96000_S02" >S02: Jo.</a></p>'
    "</div></body></html>"
)


def noscribe(markup: str) -> ReadText:
    found = noscribe_turns(Path("a.html"), b"x", markup, "html", "utf-8")
    assert found is not None
    return found


def test_noscribe() -> None:
    found = noscribe(NOSCRIBE)
    assert heard(found) == [
        (None, 0, "(12 seconds pause)"),
        ("S01", 12_140, "Hej, jag har kommit. (..) Det var <kul>."),
        ("S02", 30_090, "//Är det så?//"),
        ("S01", 31_870, "Jag vet inte."),
        ("S00", 36_190, "Ja."),
        ("S02", 90_000, "//Nej.//\nJo."),
    ]
    assert "samtal.mp3" not in found.text
    assert told(found)[0] == "{count} paragraph of noScribe's heading left out" and found.left_out[0].count == 2


def test_noscribe_with_speakers_renamed_in_its_editor() -> None:
    changed = NOSCRIBE.replace("S01: <span >", "Anna Ek: <span >")
    changed = changed.replace("//S02:", "//Bo:").replace(">S02: Jo", ">Bo: Jo")
    assert [(who, when) for who, when, _ in heard(noscribe(changed))] == [
        (None, 0),
        ("Anna Ek", 12_140),
        ("Bo", 30_090),
        ("Anna Ek", 31_870),
        ("S00", 36_190),
        ("Bo", 90_000),
    ]


def test_noscribe_with_empty_anchors_before_the_words() -> None:
    # as Qt writes a document that it has read
    markup = HEAD + (
        '<p><a name="ts_1000_2000_S00"></a><span>S00: Hej </span><a name="ts_2000_3000_S00"></a>du.</p>'
        '<p><a name="ts_3000_4000_S01"></a>S01: Och sagt: ja. Tillagt.</p><p>Ett stycke till.</p>'
    )
    assert heard(noscribe(markup)) == [
        ("S00", 1_000, "Hej du."),
        ("S01", 3_000, "Och sagt: ja. Tillagt."),
        (None, None, "Ett stycke till."),
    ]


@pytest.mark.parametrize(
    "markup",
    ["<p>Hej</p>", "", '<a name="ts_x_1_S">Hej</a>', "ts_1_2_S01", '<!-- <a name="ts_1_2_S01"> --><p>Hej</p>'],
)
def test_other_pages_are_not_noscribe(markup: str) -> None:
    assert noscribe_turns(Path("a.html"), b"x", markup, "html", "utf-8") is None


@pytest.mark.parametrize("piece", ["<b>", "<!--", "<a name='ts_1_2_S'>a", "</p>", "&amp;", "<", "<p>//S: a"])
def test_repeated_markup_does_not_hang(piece: str) -> None:
    def work(times: int) -> None:
        noscribe_turns(Path("a.html"), b"x", '<a name="ts_1_2_S01">Hej ' + piece * times, "html", "utf-8")
        read("a.otr", otr("Hej " + piece * times))

    assert_growth(lambda times: seconds(lambda: work(times)), 4_000, 40_000, 60, extra=0.05)
