"""What a speaker label looks like, which labels name a role, and which words never are one.

Used by ``turns.py``. Word lists are Swedish, Danish, Norwegian and English, in lower case.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from qualcoder_peer.core.domain.model import SpeakerRole

LONGEST_LABEL = 40
MOST_WORDS = 4


class LabelClass(IntEnum):
    """How much a label says by itself that a person speaks; higher is surer."""

    NEVER = 0
    NAME = 1
    LETTER = 2
    CODE = 3
    ROLE = 4


_INTERVIEWER = frozenset(
    """
    intervjuare intervjuaren interviewer interviewers intervjuer intervjueren intervjuledare interviewaren moderator
    moderatorn moderatoren samtalsledare samtalsledaren utredare utredaren utvärderare utvärderaren forskare forskaren
    forsker researcher evaluator facilitator facilitatorn frågeställare ordstyrer interviewleder int
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_QUESTION = frozenset(("fråga", "frågor", "spørgsmål", "spørger", "question", "interviewfråga"))
_ANSWER = frozenset(("svar", "answer"))
_RESPONDENT = frozenset(
    """
    respondent respondenten intervjuperson intervjupersonen interviewperson interviewpersonen informant informanten
    interviewee interviewede ip resp informanten
    """.split()  # noqa: SIM905
)
_PERSON = frozenset(
    """
    deltagare deltager deltageren deltagaren participant brukare brukaren borger borgeren patient patienten klient
    klienten anställd medarbetare medarbejder chef man mand kvinna kvinde kvinne male female talare speaker taler
    person röst stemme voice okänd unknown ukendt alla alle all flera flere several guest tolk interpreter
    """.split()  # noqa: SIM905
)
_OTHER = frozenset("okänd unknown ukendt alla alle all flera flere several tolk interpreter".split())  # noqa: SIM905
_INTERVIEWER_LETTERS = frozenset(("i", "f", "q", "m", "il", "mod", "in", "iv", "utr", "sl"))
_SPEAKER_CODE = re.compile(r"(?:r|ip|id|resp|p|d|s|k|m|u|b|x|h|talare|speaker|person|i|int|in)[ .\-_]?\d{1,3}[a-z]?")

_NEVER = frozenset(
    """
    kommentar kommentarer obs observera not nota notera anm anmärkning tid tidpunkt klockan kl plats datum dato date
    time
    place ämne emne subject syfte formål purpose sammanfattning summary resumé bakgrund baggrund background metod metode
    method resultat resultater results slutsats slutsatser konklusion conclusion inledning indledning introduction källa
    källor kilde kilder source sources exempel eksempel example examples tema teman temaer theme themes rubrik titel
    title
    till från til fra to from cc re ang angående vedr vedrørende projekt project ärende sag diarienr dnr bilaga bilagor
    bilag appendix tabell tabel table figur figure bild billede diagram sida side page kapitel chapter avsnitt afsnit
    section mål målsättning goal goals reflektion refleksion reflection tolkning fortolkning iakttagelse iakttagelser
    observation observationer observations närvarande tilstede present deltagande frånvarande telefon tel tlf phone
    mobil
    mobile epost e-post email e-mail mail adress adresse address webb web http https www ftp file längd længde length
    varaktighet varighed duration fil filnamn filnavn filename inspelning optagelse recording transkription
    transkriberad transkriberat transskription transcript transcribed transcription språk sprog language kön køn gender
    ålder alder age yrke erhverv occupation namn navn name ort by stad city enhet enhed unit verksamhet version status
    viktigt vigtigt important observera obs! ps p.s nb n.b tips fakta facts hypotes problem lösning løsning solution
    fördelar nackdelar fordele ulemper pros cons pro con ja nej jo nja nå no yes well alltså dvs det således nämligen
    däremot dessutom slutligen avslutningsvis sammanfattningsvis altså desuden endelig however therefore finally first
    second third först sedan därefter för mot neutral alternativ val option options steg trin step dag day vecka uge
    week
    månad måned month år year punkt point del part nivå niveau level fas fase phase grupp gruppe group kod kode code
    citat quote memo anteckning anteckningar notat noter notes note referens reference referenser references ref todo
    fortsättning forts paus pause skratt skrattar latter griner laughs laughter tystnad stilhed silence ohörbart
    uhørligt inaudible crosstalk musik music applåder
    """.split()  # noqa: SIM905
)
_WORD = r"[^\W\d_][\w’'.\-]*"
_TAIL = rf"(?:[ \u00a0]{{1,2}}(?:{_WORD}|\d{{1,3}}|\([\w .\-]{{1,20}}\)|&)){{0,{MOST_WORDS - 1}}}"
LABEL = rf"{_WORD}{_TAIL}"
"""A label of up to four words, digits or bracketed additions, the first of them a word; no capturing groups."""

_SPACES = re.compile(r"\s+")
_LETTER_THEN_DIGIT = re.compile(r"(?<=[^\W\d_])[ .\-]+(?=\d)")


@lru_cache(maxsize=1024)
def tidy_label(label: str) -> str:
    """The label as it is shown: without colon, brackets and surplus white space."""
    return _SPACES.sub(" ", label).strip(" :\t\u00a0").strip("[]<>").strip(" :")


@lru_cache(maxsize=1024)
def label_key(label: str) -> str:
    """What is equal for spellings of one label: ``R 1``, ``R1`` and ``r1``."""
    return _LETTER_THEN_DIGIT.sub("", tidy_label(label).casefold())


@lru_cache(maxsize=1024)
def label_class(label: str) -> LabelClass:
    """How sure it is, from the label alone, that it names a speaker."""
    key = label_key(label)
    words = key.split()
    bare = key.rstrip("0123456789 .-_")
    if not words or len(tidy_label(label)) > LONGEST_LABEL or len(words) > MOST_WORDS or not key[0].isalpha():
        return LabelClass.NEVER
    if bare in _INTERVIEWER or bare in _RESPONDENT or (words[0] in _INTERVIEWER | _RESPONDENT and len(words) <= 3):
        return LabelClass.ROLE
    if _SPEAKER_CODE.fullmatch(key) or (bare in _PERSON and bare != key):
        return LabelClass.CODE
    if key in _NEVER or words[0] in _NEVER or bare in _NEVER:
        return LabelClass.NEVER
    if (len(key) <= 2 and key.isalpha()) or bare in _QUESTION or bare in _ANSWER:
        return LabelClass.LETTER
    return LabelClass.NAME if _is_name_shaped(tidy_label(label)) else LabelClass.NEVER


def guess_role(label: str, others: set[str]) -> SpeakerRole:
    """The role a label most likely has beside the keys of the other labels."""
    key = label_key(label)
    bare = key.rstrip("0123456789 .-_")
    first = key.split()[0] if key else ""
    if bare in _OTHER:
        return SpeakerRole.OTHER
    if bare in _INTERVIEWER or first in _INTERVIEWER or bare in _QUESTION:
        return SpeakerRole.INTERVIEWER
    if bare in _INTERVIEWER_LETTERS and _letter_asks(bare, key, others):
        return SpeakerRole.INTERVIEWER
    return SpeakerRole.RESPONDENT


def _letter_asks(bare: str, key: str, others: set[str]) -> bool:
    """Whether a letter stands for interviewer: not ``M`` beside ``K`` (man, woman), not ``M1`` beside ``M2``."""
    if any(other.rstrip("0123456789 .-_") in _INTERVIEWER for other in others - {key}):
        return False
    if bare in ("i", "il", "in", "iv", "int", "mod", "sl", "utr"):
        return True
    if bare == "q":
        return "a" in others or "r" in others or any(other[:1] == "r" for other in others)
    if bare == "f":
        return bool(others & {"s", "r", "a", "ip"}) or any(_SPEAKER_CODE.fullmatch(other) for other in others - {key})
    return any(re.fullmatch(r"(?:r|p|d|ip|id)\d+", other) for other in others) and key == "m"


def _is_name_shaped(label: str) -> bool:
    """Every word begins in upper case or is a small word of names (``von``, ``af``) or an addition in brackets."""
    words = label.split()
    if len(words) == 1 and label.islower():
        return False
    return all(
        word[0].isupper()
        or word[0] in "(&"
        or word.isdigit()
        or word.casefold() in ("von", "af", "av", "de", "och", "og")
        for word in words
    )


def is_field_word(label: str) -> bool:
    """Whether the label is a word of forms and headings, such as ``Datum``, never of people."""
    key = label_key(label)
    return bool(key) and (key in _NEVER or key.split()[0] in _NEVER)


def is_interviewer_word(key: str) -> bool:
    """Whether the key is a word for interviewer, or its usual letter."""
    bare = key.rstrip("0123456789 .-_")
    return bare in _INTERVIEWER or bare in _QUESTION or key in ("i", "q", "f", "il")


def is_respondent_code(key: str) -> bool:
    """Whether the key can hardly be anything else than a numbered respondent: ``R1``, ``IP 2``, ``Talare 3``."""
    return (
        re.fullmatch(r"(?:r|ip|id|resp|respondent|talare|speaker|person|deltag\w*|particip\w*|inform\w*)\d{1,3}", key)
        is not None
    )
