from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.unwrap import Wrapping, detect_wrapping, unwrap, unwrap_with_positions, unwrap_with_spans

PARAGRAPHS = [
    (
        "Nämnden beslutade i maj att låta utreda hur stödet fungerar för dem som använder det, och vad som saknas. "
        "Enheten fick uppdraget och talade med åtta personer under våren, några av dem flera gånger."
    ),
    (
        "De flesta kom tillbaka till samma sak: att någon hade tid. Det var inte själva hjälpen med blanketter eller "
        "telefonsamtal som stannade kvar, utan att få sitta ned en stund med någon som själv hade varit där."
    ),
    (
        "Två av dem hade aldrig hört talas om verksamheten förrän en granne berättade. De menade att det borde stå på "
        "vårdcentralen, på biblioteket och i tidningen, så att ingen behövde leta så länge som de hade gjort."
    ),
]
TURNS = [
    "Intervjuare: Kan du berätta hur det var när du kom hit första gången och vad du tänkte om de andra?",
    (
        "R1: Jag var rädd, faktiskt. Jag hade suttit hemma så länge att jag inte visste hur man pratade med folk, "
        "och så stod Kim där med kaffet och frågade om jag ville ha mjölk. Det var allt som behövdes."
    ),
    "Intervjuare: Och sedan?",
    "R1: Sedan kom jag varje torsdag, och till slut även på tisdagarna när det var matlagning i det stora köket.",
]


def wrapped(paragraphs: list[str], width: int, between: str) -> str:
    return between.join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in paragraphs)


@pytest.mark.parametrize("width", [45, 60, 72, 90])
@pytest.mark.parametrize("paragraphs", [PARAGRAPHS, TURNS * 2])
def test_wrapped_paragraphs_are_made_whole(paragraphs: list[str], width: int) -> None:
    text = wrapped(paragraphs, width, "\n\n")
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    assert not wrapping.blank_between
    assert unwrap(text, wrapping) == "\n\n".join(paragraphs)


def test_turns_without_blank_lines_stay_apart() -> None:
    text = wrapped(TURNS, 60, "\n")
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    assert unwrap(text, wrapping) == "\n".join(TURNS)


def test_blank_lines_between_all_lines() -> None:
    text = wrapped(PARAGRAPHS, 60, "\n").replace("\n", "\n\n")
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    assert wrapping.blank_between
    assert unwrap(text, wrapping).replace("\n", " ") == " ".join(PARAGRAPHS)


def test_hyphens_at_line_ends() -> None:
    lines = [
        "Det handlade om den verksamhet som utveck-",
        "lades under våren och om ett stort EU-",
        "projekt som drevs tillsammans med Anna-",
        "Lena och de andra, både i hög- och i låg-",
        "och mellanstadiet på den lilla skolan som",
        "låg alldeles intill det gamla folkets hus",
        "där alla en gång hade träffats och dansat.",
    ]
    text = "\n".join(lines)
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    assert wrapping.hyphenated >= 2
    assert unwrap(text, wrapping) == (
        "Det handlade om den verksamhet som utvecklades under våren och om ett stort EU-projekt som drevs "
        "tillsammans med Anna-Lena och de andra, både i hög- och i låg- och mellanstadiet på den lilla skolan som "
        "låg alldeles intill det gamla folkets hus där alla en gång hade träffats och dansat."
    )


def test_lists_and_time_stamps_stay_apart() -> None:
    points = ["- " + PARAGRAPHS[0], "2. " + PARAGRAPHS[1], "[00:01:23] " + PARAGRAPHS[2]]
    text = wrapped(points, 60, "\n")
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    assert unwrap(text, wrapping) == "\n".join(points)


NOT_WRAPPED = {
    "a paragraph a line": "\n".join(PARAGRAPHS * 5),
    "a paragraph a line, blank lines between": "\n\n".join(PARAGRAPHS * 5),
    "turns": "\n".join(TURNS * 5),
    "turns with blank lines": "\n\n".join(TURNS * 5),
    "short turns": "\n".join(
        ["I: Hur var det då?", "R1: Det var väl bra.", "I: Jaha, och sedan?", "R1: Vet inte."] * 6
    ),
    "a poem": (
        "Det är tyst i det vita huset\nsnön faller över taken\noch ingen kommer\n\nljuset brinner i köket\n"
        "en hand mot rutan\nnågon som väntar\nnågon som inte\n\nvågar gå hem igen\noch vinden\nsom tar i"
    ),
    "a list": "\n".join(f"- punkt nummer {number} handlar om något eget" for number in range(20)),
    "sentences on lines": "\n".join(
        [
            "Det var en lång dag i det stora huset.",
            "Ingen kom förbi och ingen ringde heller.",
            "Jag satt mest och såg ut.",
        ]
        * 6
    ),
    "a single paragraph": PARAGRAPHS[0],
    "names": "\n".join(["Anna Svensson", "Bo Lind", "Karin Ek"] * 8),
    "empty": "",
}


@pytest.mark.parametrize("title", NOT_WRAPPED)
def test_ordinary_texts_are_left_alone(title: str) -> None:
    assert detect_wrapping(NOT_WRAPPED[title]) is None


def test_an_unwrapped_text_is_not_proposed_again() -> None:
    text = wrapped(PARAGRAPHS, 60, "\n\n")
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    assert detect_wrapping(unwrap(text, wrapping)) is None


def test_bold_spans_are_carried_over() -> None:
    text = wrapped(TURNS, 60, "\n")
    wrapping = detect_wrapping(text)
    assert wrapping is not None
    made = unwrap_with_positions(text, wrapping)
    spans = [(text.index("R1:"), text.index("R1:") + 3), (text.index("Kim"), text.index("Kim") + 3)]
    assert [made.text[start:end] for start, end in made.carry(spans)] == ["R1:", "Kim"]
    assert unwrap_with_spans(text, wrapping, spans) == (made.text, made.carry(spans))


@given(st.lists(st.sampled_from(["ord", "utveck-", "och", "I:", "\n", "\n\n", "  ", "Längreord"])).map(" ".join))
def test_every_visible_character_but_hyphens_keeps_its_place(text: str) -> None:
    made = unwrap_with_positions(text, Wrapping(30, False, 0, 0))
    for place, character in enumerate(text):
        if not character.isspace() and character != "-":
            assert made.text[made.position(place)] == character
    assert "".join(made.text.replace("-", "").split()) == "".join(text.replace("-", "").split())
