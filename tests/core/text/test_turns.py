from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import DocumentKind, TurnProposal, guess_kind
from qualcoder_peer.core.text.turns import find_turns, told_turns, with_known_times
from tests.support.growth import assert_growth, seconds

CONTRACT = (
    "Intervjuare: Hur var det att träffa gruppen?\n"
    "R1: Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre.\n"
    "R2: Innan fanns det ett tomrum. Ingen hade tid.\n"
    "Intervjuare: Och nu?\n"
    "R1: Nu går det att komma när man vill.\n"
)


def said(text: str, proposal: TurnProposal) -> list[tuple[str | None, str]]:
    return [(turn.speaker, text[turn.said_start : turn.end]) for turn in proposal.turns]


def labels(proposal: TurnProposal) -> list[str]:
    return [speaker.label for speaker in proposal.speakers]


def test_a_group_interview() -> None:
    proposal = find_turns(CONTRACT)
    assert [(turn.speaker, turn.start) for turn in proposal.turns][:2] == [("Intervjuare", 0), ("R1", 45)]
    assert said(CONTRACT, proposal)[2] == ("R2", "Innan fanns det ett tomrum. Ingen hade tid.")
    assert [(one.label, one.turns, one.role) for one in proposal.speakers] == [
        ("Intervjuare", 2, SpeakerRole.INTERVIEWER),
        ("R1", 2, SpeakerRole.RESPONDENT),
        ("R2", 1, SpeakerRole.RESPONDENT),
    ]
    assert proposal.speakers[2].characters == len("Innan fanns det ett tomrum. Ingen hade tid.")
    assert proposal.pattern == "colon"
    assert guess_kind(proposal) is DocumentKind.GROUP_INTERVIEW


POSITIVE = {
    "letters": ("I: Hej\nR: Hej hej\nI: Hur är det?\nR: Bra", ["I", "R"], 4),
    "bracketed ids": ("[id1] Hej på er.\n[id2] Hej.\n[id1] Hur mår ni?", ["id1", "id2"], 3),
    "angled ids": ("<id1> Hej på er.\n<id2> Hej.\n<id1> Hur mår ni?", ["id1", "id2"], 3),
    "full names": (
        "Anna Svensson: Hej.\nBo Ek: Hej du.\nAnna Svensson: Hur är det?\nBo Ek: Det är bra.",
        ["Anna Svensson", "Bo Ek"],
        4,
    ),
    "a name that speaks once": (
        "Anna: Hej.\nBo: Hej du.\nAnna: Hur är det?\nBo: Bra.\nEva: Här också.\nAnna: Fint.",
        ["Anna", "Bo", "Eva"],
        6,
    ),
    "numbered words": ("Talare 1: Hej\nTalare 2: Hej du\nTalare 1: Jaha", ["Talare 1", "Talare 2"], 3),
    "space before the number": ("I: Hej\nR 1: Hej du\nR1: Jo\nI: Ja\nR2: Nej", ["I", "R 1", "R2"], 5),
    "labels on lines of their own": (
        "Intervjuare:\nHur är det?\n\nR1:\nBra.\n\nIntervjuare:\nFint.",
        ["Intervjuare", "R1"],
        3,
    ),
    "stamps before": ("[00:00:01] I: Hej\n[00:00:05] R1: Hej\n[00:01:00] I: Jaha", ["I", "R1"], 3),
    "stamps after": ("Anna [00:01]: Hej du\nBo [00:05]: Hej\nAnna [01:10]: Jaha", ["Anna", "Bo"], 3),
    "f4 stamps": ("I: Hej #00:00:01-4#\nR1: Hej #00:00:09-2#\nI: Ja #00:00:12-0#", ["I", "R1"], 3),
    "capitals with colon": ("ANNA: Hej.\nBO: Hej.\nANNA: Nå?\nBO: Jo.", ["ANNA", "BO"], 4),
    "capitals": ("ANNA Hej du.\nBO Hej själv.\nANNA Nå?\nBO Jo tack.", ["ANNA", "BO"], 4),
    "capitals on their own lines": ("ANNA EK\nHej du.\nBO\nHej själv.\nANNA EK\nNå?\nBO\nJo.", ["ANNA EK", "BO"], 4),
    "tabs": ("I\tHur är det?\nR1\tJo tack, det är bra.\nI\tJaha, berätta.", ["I", "R1"], 3),
    "headers with time": (
        "Anna Ek   0:03\nHej du.\nBo Lind   0:09\nHej.\nAnna Ek   1:12\nJaha.",
        ["Anna Ek", "Bo Lind"],
        3,
    ),
    "numbered headers": (
        "Speaker 1  00:00:01\nHello.\n\nSpeaker 2  00:00:07\nHi there.",
        ["Speaker 1", "Speaker 2"],
        2,
    ),
    "time first headers": ("00:00:01 Speaker 1\nHello.\n00:00:05 Speaker 2\nHi.", ["Speaker 1", "Speaker 2"], 2),
    "question and answer": ("Fråga: Hur?\nSvar: Så.\nFråga: Var?\nSvar: Där.", ["Fråga", "Svar"], 4),
    "Danish": (
        "Interviewer: Hvordan?\nBorger 1: Jo.\nBorger 2: Nej.\nInterviewer: Nå.",
        ["Interviewer", "Borger 1", "Borger 2"],
        4,
    ),
    "no space after the colon": ("I:Hej\nR1:Hej du\nI:Jaha\nR1:Jo", ["I", "R1"], 4),
    "one question, one answer": ("Intervjuare: Hur?\nR1: Så.", ["Intervjuare", "R1"], 2),
    "a misspelt label": (
        "Intervjuare: Hur?\nR1: Så.\nIntevjuare: Jaha?\nR1: Jo.",
        ["Intervjuare", "R1", "Intevjuare"],
        4,
    ),
    "markdown": ("**Intervjuare:** Hur?\n**R1:** Så.\n**Intervjuare:** Jo?", ["Intervjuare", "R1"], 3),
    "numbered interviewers": (
        "Interviewer 1: Hi?\nInterviewer 2: And?\nParticipant A: Well.\nInterviewer 1: So?\nParticipant A: Yes.",
        ["Interviewer 1", "Interviewer 2", "Participant A"],
        5,
    ),
}


@pytest.mark.parametrize("title", POSITIVE)
def test_labels_that_are_speakers(title: str) -> None:
    text, expected, number = POSITIVE[title]
    proposal = find_turns(text)
    assert (labels(proposal), len(proposal.turns)) == (expected, number)


NEGATIVE = {
    "a remark": "Jag var på plats hela dagen.\nKommentar: Det var lugnt.\nSedan gick jag hem.",
    "remarks that recur": "Obs: Lugnt.\nKommentar: Bra.\nObs: Mer folk.\nKommentar: Stökigt.\nObs: Tomt.",
    "times of day": "Klockan 10:30 kom Anna.\nKlockan 11:00 gick hon.\nKl 12: lunch.\nKlockan 13:15 fika.",
    "a schedule": "10:30 Personalen kommer\n10:45 Fika\n11:00 Möte\n12:00 Lunch\n13:00 Promenad",
    "a bracketed schedule": "[10:30] Personalen kommer\n[10:45] Fika\n[11:00] Möte\n[12:00] Lunch",
    "a schedule of names": "Frukost 08:00\nAlla var där.\nLunch 12:00\nSoppa.\nFrukost 08:00\nGröt.\n"
    "Lunch 12:00\nFisk.",
    "addresses": "http://exempel.se\nhttps://exempel.dk\nhttp://exempel.se\nhttps://exempel.dk\nmailto: nn",
    "headings": "Bakgrund:\nText här.\nMetod:\nMer text.\nResultat:\nSlut.",
    "unusual headings": "Gemenskap:\nText här.\nErsättning:\nMer text.\nBoende:\nSlut.",
    "fields": "Datum: 3 maj\nPlats: Huset\nNärvarande: fyra\n\nDet var stilla i rummet.",
    "fields with roles": "Intervjuare: AJ\nRespondent: 4\nDatum: 3 maj\n\nVi talade länge om allt.",
    "a form filled every day": "\n".join(["Händelse: Någon kom", "Tanke: Jaha", "Åtgärd: Kaffe"] * 4),
    "choices": "A: Ja\nB: Nej\nC: Vet ej\nA: Ja\nB: Nej\nC: Vet ej",
    "two choices": "A: Ja\nB: Nej\nA: Ja\nB: Nej\nA: Ja\nB: Nej",
    "survey questions": "Q1: How old are you?\nQ2: Where do you live?\nQ3: What do you do?",
    "numbered parts": "Tabell 1: Antal\nTabell 2: Andel\nFigur 1: Kurva\nTabell 3: Alla\nFigur 2: Ring",
    "sounds": "[skratt] Ja men det var kul.\n[paus] Sedan kom de.\n[skratt] Och så gick de.\n[ohörbart] Nej.",
    "sentences with colons": "Hon sa så här: kom nu.\nJag svarade: nej.\nHon sa så här: jo.\nJag svarade: nå.",
    "a list of goals": "- Mål: trygghet\n- Mål: flexibilitet\n- Medel: tid",
    "capitals that shout": "OBS Detta är viktigt.\nJA Det var så.\nIKEA Har möbler.\nVi gick hem.",
    "one person's monologue": "Anna: Jag ska berätta.\nDet var en gång.\nSedan hände mycket.",
    "a table with tabs": "Kön\tAntal\nMan\t42\nKvinna\t38\nMan\t12\nKvinna\t9",
    "roman numbers": "I: Inledning\nII: Metod\nIII: Resultat\nIV: Slut",
    "a colon in the middle": "Det finns R1: och R2: i texten\nmen aldrig först på raden",
    "ordinary prose": "Det var en dag i maj. Vi satt i köket.\n\nIngen sa något. Sedan kom Kim.",
    "a dialogue with dashes": "– Hej, sa hon.\n– Hej, sa han.\n– Hur är det?",
    "references": "Ek, A. (2019): Boken. Lund: Förlaget.\nLind, B. (2018): Verket. Lund: Förlaget.",
    "e-mail": "Från: nn\nTill: mm\nÄmne: möte\n\nHej, vi ses.\n\nFrån: mm\nTill: nn\nÄmne: sv",
    "adverbs": "Sammanfattningsvis: bra.\nDessutom: billigt.\nSammanfattningsvis: ja.\nDessutom: nära.",
    "empty": "",
    "white space": " \n\t\n",
}


@pytest.mark.parametrize("title", NEGATIVE)
def test_no_speaker_is_invented(title: str) -> None:
    proposal = find_turns(NEGATIVE[title])
    assert (labels(proposal), proposal.turns, proposal.pattern) == ([], (), "none")


def test_a_short_name_vouches_for_one_that_speaks_once() -> None:
    text = "Intervjuare: Hur då?\nBo: Så här.\nCilla: Inte alls så.\nIntervjuare: Varför?\nBo: Därför.\n"
    assert labels(find_turns(text)) == ["Intervjuare", "Bo", "Cilla"]
    initials = text.replace("Bo:", "BX:").replace("Cilla:", "Skratt:")
    assert labels(find_turns(initials)) == ["Intervjuare", "BX"]


def test_a_paragraph_beginning_with_a_word_and_colon_stays_in_the_turn() -> None:
    text = CONTRACT + "Sammantaget: jag är nöjd.\nIntervjuare: Tack.\nOBS: ring Kim\n"
    assert labels(find_turns(text)) == ["Intervjuare", "R1", "R2"]
    assert said(text, find_turns(text))[4][1].endswith("Sammantaget: jag är nöjd.")


def test_fields_above_an_interview_are_no_turns() -> None:
    head = "Datum: 3 maj 2019\nIntervjuare: AJ\nRespondent: R4\nPlats: Huset\n\n"
    text = head + "I: Hur är det?\nR4: Bra.\nI: Jaha?\nR4: Jo."
    proposal = find_turns(text)
    assert labels(proposal) == ["I", "R4"]
    assert proposal.turns[0].start == len(head)


def test_a_field_right_above_the_first_turn_does_not_hide_the_interview() -> None:
    text = "Datum: 3 maj\n" + CONTRACT
    assert labels(find_turns(text)) == ["Intervjuare", "R1", "R2"]


def test_bold_names_with_and_without_colon() -> None:
    text = "Anna Ek Hur var det?\nBo Det var bra.\nAnna Ek: Jaha?\nBo\nJo då."
    bold = [(0, 7), (21, 23), (37, 45), (52, 54)]
    proposal = find_turns(text, bold)
    assert proposal.pattern == "bold"
    assert said(text, proposal) == [
        ("Anna Ek", "Hur var det?"),
        ("Bo", "Det var bra."),
        ("Anna Ek", "Jaha?"),
        ("Bo", "Jo då."),
    ]
    assert find_turns(text).turns == ()


def test_bold_headings_and_bold_words_are_no_speakers() -> None:
    text = "Bakgrund\nVi kom.\nMetod\nVi frågade.\nBakgrund till allt\nMycket var bra."
    assert find_turns(text, [(0, 8), (17, 22), (36, 54), (55, 61)]).turns == ()


def test_times_are_milliseconds_and_belong_to_the_turn() -> None:
    text = "[00:01:23] I: Hej\n00:01:30.5\nR1: Hej du\n#01:00:00-4# I: Jaha\nR1: (02:03) Jo"
    proposal = find_turns(text)
    assert [turn.time_ms for turn in proposal.turns] == [83_000, 90_500, 3_600_400, 123_000]
    assert said(text, proposal) == [("I", "Hej"), ("R1", "Hej du"), ("I", "Jaha"), ("R1", "Jo")]
    assert text[proposal.turns[1].start :].startswith("00:01:30.5\nR1")


def test_time_stamps_alone_make_turns_without_speakers() -> None:
    text = "[00:00:01] Hej och välkomna.\n[00:01:10] Jo tack.\n[00:02:30] Jaha."
    proposal = find_turns(text)
    assert (proposal.pattern, proposal.speakers) == ("time", ())
    assert [(turn.speaker, turn.time_ms) for turn in proposal.turns] == [(None, 1000), (None, 70_000), (None, 150_000)]
    assert guess_kind(proposal) is DocumentKind.DOCUMENT


def test_answers_without_a_label_are_not_the_interviewer_s() -> None:
    text = "Intervjuare: Hur är det?\nDet är bra.\nMen trött.\nIntervjuare: Jaha?\nJo."
    assert said(text, find_turns(text)) == [
        ("Intervjuare", "Hur är det?"),
        (None, "Det är bra.\nMen trött."),
        ("Intervjuare", "Jaha?"),
        (None, "Jo."),
    ]


ROLES = {
    "Intervjuare": "interviewer", "Int": "interviewer", "Interviewer 1": "interviewer", "Moderator": "interviewer",
    "Samtalsledare": "interviewer", "Utredare": "interviewer", "Intervjuperson": "respondent", "IP": "respondent",
    "Interviewperson": "respondent", "Respondent": "respondent", "R1": "respondent", "Deltagare 2": "respondent",
    "Anna": "respondent", "Okänd": "other",
}  # fmt: skip


@pytest.mark.parametrize("label", ROLES)
def test_roles_are_guessed(label: str) -> None:
    text = f"{label}: Ett.\nR9: Två.\n{label}: Tre.\nR9: Fyra.\n{label}: Fem.\n"
    roles = {speaker.label: speaker.role for speaker in find_turns(text).speakers}
    assert roles[label] == ROLES[label]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("I: Hej\nR: Ja\nI: Nå\nR: Jo", ["I"]),
        ("F: Hej\nS: Ja\nF: Nå\nS: Jo", ["F"]),
        ("Q: Hi\nA: Yes\nQ: So\nA: No", ["Q"]),
        ("M: Hej\nK: Ja\nM: Nå du\nK: Jo då", []),
        ("M: Hej\nP1: Ja\nP2: Nå\nM: Jo", ["M"]),
    ],
)
def test_letters_for_the_interviewer(text: str, asks: list[str]) -> None:
    found = [one.label for one in find_turns(text).speakers if one.role is SpeakerRole.INTERVIEWER]
    assert found == asks


def test_among_names_the_one_who_asks_is_the_interviewer() -> None:
    text = "Anna: Hur då?\nBo: Jo.\nAnna: Och sen?\nBo: Nej.\nAnna: Varför?\nBo: Vet inte.\n"
    assert [speaker.role for speaker in find_turns(text).speakers] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]
    both = text.replace(".", "?")
    assert {speaker.role for speaker in find_turns(both).speakers} == {SpeakerRole.RESPONDENT}
    codes = text.replace("Anna", "R1").replace("Bo", "R2")
    assert {speaker.role for speaker in find_turns(codes).speakers} == {SpeakerRole.RESPONDENT}


def test_the_kind_is_guessed() -> None:
    nobody = find_turns("Bara text.")
    assert guess_kind(find_turns("I: Hej\nR1: Ja\nI: Nå\nR1: Jo")) is DocumentKind.INTERVIEW
    assert guess_kind(nobody, "Fältanteckningar 3 maj") is DocumentKind.FIELD_NOTE
    assert guess_kind(nobody, "Enkätsvar") is DocumentKind.SURVEY
    assert guess_kind(nobody, "Beslut") is DocumentKind.DOCUMENT


def test_no_pattern_no_turns() -> None:
    assert find_turns(CONTRACT, pattern="none") == TurnProposal((), (), "none")


def test_a_pattern_of_one_s_own() -> None:
    text = "»Anna« Hej.\nsom sagt\n»Bo« Hej du.\n"
    proposal = find_turns(text, pattern=r"»(\w+)«")
    assert said(text, proposal) == [("Anna", "Hej.\nsom sagt"), ("Bo", "Hej du.")]
    assert proposal.pattern == "custom"
    named = find_turns("1 Anna: Hej\n", pattern=r"(\d) (?P<speaker>\w+):")
    assert labels(named) == ["Anna"]


@pytest.mark.parametrize(
    "pattern", [r"(a+)+b", r"(\w*)*:", r"(", "a" * 400, r"(x)\1", r".*.*.*.*.*.*.*x", r"(\w+\s?){20}:"]
)
def test_a_pattern_that_is_wrong_or_could_hang_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        find_turns("a" * 500, pattern=pattern)


@pytest.mark.parametrize("pattern", [r"(a|a)*b", r"(a|aa)+$", r"(?:a?){60}a{60}b"])
def test_a_repeated_choice_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        find_turns("a" * 500, pattern=pattern)


@pytest.mark.parametrize(
    "pattern", [r"(?P<speaker>[A-ZÅÄÖ]\w+(?: [A-ZÅÄÖ]\w+){0,2})\s*:", r"^(\w+ ?\w*)\s*:\s*", r"\[(.+?)\]", r"(R\d|I):"]
)
def test_patterns_that_people_write_are_allowed(pattern: str) -> None:
    find_turns(CONTRACT, pattern=pattern)


@given(
    st.lists(
        st.sampled_from(
            ["I: ", "R1: ", "Anna Ek: ", "[00:00:01] ", "#00:00:01-2#", "ord ", "\n", "\n\n", "😀", "Datum: "]
        )
    ).map("".join)
)
def test_turns_cover_the_text_but_for_white_space_and_stamps_at_their_ends(text: str) -> None:
    proposal = find_turns(text)
    for turn in proposal.turns:
        assert turn.start <= turn.said_start <= turn.end
        assert not text[turn.said_start : turn.end][:1].isspace()
    for one, two in pairwise(proposal.turns):
        assert one.end <= two.start
        assert text[one.end : two.start].strip() in ("", "#00:00:01-2#")
    if proposal.turns:
        assert text[proposal.turns[-1].end :].strip() in ("", "#00:00:01-2#")
    assert sum(speaker.turns for speaker in proposal.speakers) == sum(1 for turn in proposal.turns if turn.speaker)


def times(text: str) -> list[tuple[str | None, int | None]]:
    return [(turn.speaker, turn.time_ms) for turn in find_turns(text).turns]


def test_stamps_of_f4_end_a_turn_so_the_next_one_begins_there() -> None:
    text = "I: Hur då? #00:00:04-2#\n\nR1: Så här.\n\nOch så. #00:01:09-0#\n\nI: Jaha. #00:01:12-5#"
    assert times(text) == [("I", 0), ("R1", 4_200), ("I", 69_000)]
    late = text.replace("#00:00:04", "#00:31:04").replace("#00:01", "#00:32")
    assert times(late) == [("I", None), ("R1", 1_864_200), ("I", 1_929_000)]
    assert times(text.replace(" #00:01:09-0#", "").replace(" #00:01:12-5#", ""))[1] == ("R1", None)


def test_stamps_of_f4_without_speakers() -> None:
    text = "Det var så.\nOch så. #00:00:20-1#\nMera. #00:00:31-0#\nSlut. #00:01:02-0#"
    assert times(text) == [(None, 0), (None, 20_100), (None, 31_000)]
    assert [words for _, words in said(text, find_turns(text))] == ["Det var så.\nOch så.", "Mera.", "Slut."]


def test_stamps_of_f4_at_the_end_are_no_part_of_what_was_said() -> None:
    text = "I: Hur då? #00:00:04-2#\nR1: Så 😀 här. #00:00:09-0#\nI: Jaha.\nR1: Kl. #1:30# så. #00:00:20-0#"
    proposal = find_turns(text)
    assert said(text, proposal) == [("I", "Hur då?"), ("R1", "Så 😀 här."), ("I", "Jaha."), ("R1", "Kl. #1:30# så.")]
    assert [turn.time_ms for turn in proposal.turns] == [0, 4_200, 9_000, None]
    assert [speaker.characters for speaker in proposal.speakers] == [12, 23]


def test_stamps_of_f4_at_the_beginning_are_the_times_of_turns() -> None:
    before = "#00:00:01-0# I: Hur då?\n#00:00:04-2# R1: Så här.\n#00:00:09-0# I: Jaha."
    behind = "I: #00:00:01-0# Hur då?\nR1: #00:00:04-2# Så här.\nI: #00:00:09-0# Jaha."
    alone = "#00:00:01-0# Hur då?\n#00:00:04-2# Så här.\n#00:00:09-0# Jaha."
    for text in (before, behind, alone):
        assert [when for _, when in times(text)] == [1_000, 4_200, 9_000]
        assert [words for _, words in said(text, find_turns(text))] == ["Hur då?", "Så här.", "Jaha."]
    both = "I: #00:00:01-0# Hur då? #00:00:04-0#\nR1: #00:00:04-2# Så här. #00:00:08-8#\nI: #00:00:09-0# Jaha."
    assert [when for _, when in times(both)] == [1_000, 4_200, 9_000]
    assert [words for _, words in said(both, find_turns(both))] == ["Hur då?", "Så här.", "Jaha."]


def test_a_stamp_of_f4_that_is_not_how_the_file_tells_time_stays() -> None:
    text = "I: Hur då?\nR1: Så här. #00:00:09-0#\nI: Jaha.\nR1: Jo."
    assert said(text, find_turns(text))[1] == ("R1", "Så här. #00:00:09-0#")
    assert [when for _, when in times(text)] == [None] * 4


def test_stamps_of_f4_where_only_the_interviewer_is_named() -> None:
    text = "I: Hur då? #00:00:04-2#\nSå här. #00:00:09-0#\nI: Jaha. #00:00:12-0#\nJo. #00:00:20-0#\nI: Tack."
    assert times(text) == [("I", 0), (None, 4_200), ("I", 9_000), (None, 12_000), ("I", 20_000)]
    assert [words for _, words in said(text, find_turns(text))] == ["Hur då?", "Så här.", "Jaha.", "Jo.", "Tack."]


def test_stamps_of_otranscribe_without_speakers() -> None:
    text = "0:04 Det var så.\n\n0:51 Mera.\nOch så.\n\n61:02 Slut."
    assert times(text) == [(None, 4_000), (None, 51_000), (None, 3_662_000)]
    assert times("00:15 Natt.\n06:30 Frukost.\n12:00 Lunch.") == []


def test_names_in_brackets_with_a_time() -> None:
    text = "[Anna Ek] 00:00:05\nHej.\n[Bo] 00:00:09\nHej du.\n[Anna Ek] 00:00:12\nJaha."
    assert times(text) == [("Anna Ek", 5_000), ("Bo", 9_000), ("Anna Ek", 12_000)]


def test_newer_teams_in_word() -> None:
    text = (
        "Mötet om bron-20250312_100012-Mötesinspelning\n12 mars 2025, 09:00em\n41m 53s\n\nAnna Ek startade "
        "transkription\n\nAnna Ek   0:03\nHej och välkomna.\n\nBo Lind (gäst)   0:09\nTack.\n\n"
        "Anna Ek   1:02:12\nDå så."
    )
    assert times(text) == [("Anna Ek", 3_000), ("Bo Lind (gäst)", 9_000), ("Anna Ek", 3_732_000)]


def test_labels_of_whisperx() -> None:
    text = "SPEAKER_00: Hur då?\nSPEAKER_01: Så här.\nSPEAKER_00: Jaha.\n"
    assert labels(find_turns(text)) == ["SPEAKER_00", "SPEAKER_01"]


def test_what_a_file_tells_of_its_turns_gives_speakers_with_roles() -> None:
    text = "Anna: Hur?\nBo: Så.\n" * 3 + "Intervjuare: Tack."
    turns = find_turns(text).turns
    proposal = told_turns(text, turns)
    assert proposal == TurnProposal(turns, find_turns(text).speakers, "file")
    names = told_turns(text, turns[:6])
    assert [one.role for one in names.speakers] == [SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT]
    assert told_turns("Hej", ()) == TurnProposal((), (), "none")


def test_times_that_were_known_stay_with_turns_that_begin_where_others_began() -> None:
    text = "Anna: Hur?\nBo: Så.\nAnna: Jaha.\n[00:01:00] Bo: Jo.\n"
    found = with_known_times(find_turns(text), {0: 1_000, 11: 2_000, 12: 3_000, 19: None, 31: 4_000})
    assert [(turn.speaker, turn.time_ms) for turn in found.turns] == [
        ("Anna", 1_000), ("Bo", 2_000), ("Anna", None), ("Bo", 60_000),
    ]  # fmt: skip
    assert found.speakers == find_turns(text).speakers


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    def cost(times: int) -> float:
        text = CONTRACT * times
        assert len(find_turns(text).turns) == 5 * times
        return seconds(lambda: find_turns(text))

    assert_growth(cost, 200, 2_000, 40)
