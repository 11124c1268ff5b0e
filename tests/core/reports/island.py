"""A small invented project whose numbers can be worked out by hand.

Four respondents. *Tomrummet*: R1 for, R2 against, and the interviewer's "Hur då?", which is no evidence: 2 of 4.
*Flexibilitet*: one passage from R2 over the interviewer to R3, and a long one of R4: 3 of 4. *Fråga 1* holds both:
4 of 4, five coded passages. *Mål A*: R4, 1 of 4. Seven codings in all (with the one in the note), one starred.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import CodeRole, SpeakerRole, Stance
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.respondents import list_respondents, set_attribute
from qualcoder_peer.core.services.sources import set_document_date, set_document_kind
from tests.support.projects import add_text

GROUP = (
    "Intervjuare: Hur märktes det?\n"
    "R1: Det blev ett tomrum när Kim slutade.\n"
    "R2: Ja, men vi klarade oss 👩‍👩‍👧 ändå.\n"
    "Intervjuare: Hur då?\n"
    "R3: =1+1 <b>Vi & de</b> ringde runt."
)
LONG = "Jag kunde ringa när jag ville, och det var aldrig fel tid, " * 5 + "så var det."
SINGLE = f"Intervjuare: Berätta.\nR4: {LONG}\nIntervjuare: Tack."
NOTE = "Lokalen var tom klockan nio."
ASKED, ANSWERED = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT


@dataclass(frozen=True)
class Island:
    """The project with the ids a test needs."""

    project: Project
    group: DocumentId
    single: DocumentId
    note: DocumentId
    question: CodeId
    emptiness: CodeId
    flexible: CodeId
    goal: CodeId
    codings: list[CodingId]


def make_island(path: Path, *, language: str = "en") -> Island:
    """Create and fill the project; the caller closes it."""
    project = Project.create(
        path, title="Stödet på Ön", language=language, purpose="Att få veta.", method="thematic", coder="AB"
    )
    speakers = {f"R{number}": (ANSWERED, f"R{number}") for number in range(1, 4)}
    group = add_text(project, "Gruppintervju", GROUP, Intervjuare=(ASKED, ""), **speakers)
    single = add_text(project, "Intervju 4", SINGLE, Intervjuare=(ASKED, ""), R4=(ANSWERED, "R4"))
    note = add_text(project, "Anteckning", NOTE)
    set_document_kind(project, [group], DocumentKind.GROUP_INTERVIEW)
    set_document_kind(project, [single], DocumentKind.INTERVIEW)
    set_document_kind(project, [note], DocumentKind.FIELD_NOTE)
    set_document_date(project, [group], "2025-03-11")
    set_document_date(project, [single], "2025-04-02")
    for person in list_respondents(project):
        set_attribute(project, person.id, "Kön", "kvinna" if person.name in ("R1", "R4") else "man")
    question = add_code(project, "Fråga 1", role=CodeRole.QUESTION)
    emptiness = add_code(project, "Tomrummet", question, texts={"definition": "Vad som saknades."})
    flexible = add_code(project, "Flexibilitet", question, texts={"when_to_use": "Om tider."})
    goal = add_code(project, "Mål A", role=CodeRole.GOAL)
    wanted = [
        coding(group, emptiness, GROUP, "Det blev ett tomrum när Kim slutade.", Stance.FOR, starred=True),
        coding(group, emptiness, GROUP, "vi klarade oss 👩‍👩‍👧 ändå.", Stance.AGAINST, memo="Se =2+2"),
        coding(group, emptiness, GROUP, "Hur då?"),
        coding(group, flexible, GROUP, "klarade oss 👩‍👩‍👧 ändå.\nIntervjuare: Hur då?\nR3: =1+1 <b>Vi & de</b>"),
        coding(single, flexible, SINGLE, LONG),
        coding(single, goal, SINGLE, "aldrig fel tid"),
        coding(note, goal, NOTE, "Lokalen var tom"),
    ]
    made = add_codings(project, wanted)
    return Island(project, group, single, note, question, emptiness, flexible, goal, made)


def coding(
    document: DocumentId,
    code: CodeId,
    text: str,
    words: str,
    stance: Stance = Stance.NONE,
    *,
    starred: bool = False,
    memo: str = "",
) -> NewCoding:
    """A coding of the first place where ``words`` stand."""
    start = text.index(words)
    return NewCoding(document, code, start, start + len(words), "", memo, stance, starred)
