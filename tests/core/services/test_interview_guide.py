"""Who was not asked, told from the guide: small interviews whose every cell is worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.interview_guide import (
    ASKED,
    Guide,
    GuideQuestion,
    find_not_asked,
    guide_themes,
)
from qualcoder_peer.core.services.matrix import mark_not_asked
from qualcoder_peer.core.services.sources import read_document
from tests.support.projects import add_text, put

GUIDE = Guide("guide.docx", tuple(
    GuideQuestion(number, words)
    for number, words in enumerate((
        "Kan du berätta om hur du fick kontakt med verksamheten?",
        "Hur trygg känner du dig hos din stödperson?",
        "På vilket sätt är stödet flexibelt när dina behov ändras?",
        "Vad tycker du om öppettiderna på kvällar och helger?",
    ), 1)
))  # fmt: skip
FIRST = """Intervjuare: Berätta, hur fick du först kontakt med den här verksamheten?
R1: Genom en vän.
Intervjuare: Känner du dig trygg med stödpersonen?
R1: Ja.
Intervjuare: Är stödet flexibelt, på vilket sätt, om behoven ändras?
R1: Absolut.
Intervjuare: Och öppettiderna, helger och kvällar, vad tycker du?
R1: De är bra.
"""
SECOND = """Intervjuare: Hur fick du kontakt med verksamheten?
R2: Via kommunen.
Intervjuare: Hur trygga är barnen i området?
R2: Ganska, men stödet är stelt.
Intervjuare: Tack för att du kom.
R2: Tack.
"""
ALONE = "R3: Jag skriver själv om tryggheten.\nR5: Jag också.\nR3: Slut.\n"
ELSEWHERE = "Intervjuare: Vilken båt seglade ni?\nR4: En eka.\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        for title, text in (("Ett", FIRST), ("Två", SECOND), ("Tre", ALONE), ("Fyra", ELSEWHERE)):
            add_text(made, title, text)
        yield made


@pytest.fixture
def codes(project: Project) -> dict[str, CodeId]:
    question = add_code(project, "Hur fungerar verksamheten?", role=CodeRole.QUESTION)
    made = {"question": question}
    for name in ("Trygghet", "Flexibelt stöd", "Öppettider", "Ensamhet"):
        made[name] = add_code(project, name, question)
    goal = add_code(project, "Alla känner sig trygga", role=CodeRole.GOAL)
    add_code(project, "Trygghet", goal, role=CodeRole.THEME)
    return made


def test_themes_have_the_questions_whose_words_are_theirs(project: Project, codes: dict[str, CodeId]) -> None:
    found = {one.code.name: one.asked_by for one in guide_themes(project, GUIDE)}
    assert found == {
        "Hur fungerar verksamheten?": (1,), "Trygghet": (2,), "Flexibelt stöd": (3,), "Öppettider": (4,),
        "Ensamhet": (),
    }, "target goals are no themes"  # fmt: skip


def test_who_was_never_asked_is_proposed_with_the_nearest_thing_said(
    project: Project, codes: dict[str, CodeId]
) -> None:
    asks = {codes["Trygghet"]: (2,), codes["Flexibelt stöd"]: (3,), codes["Öppettider"]: (4,), codes["Ensamhet"]: ()}
    found = find_not_asked(project, GUIDE, asks)
    assert [(one.code.name, one.name) for one in found.proposed] == [
        ("Trygghet", "R2"), ("Flexibelt stöd", "R2"), ("Öppettider", "R2"),
    ]  # fmt: skip
    assert found.unknown == ("R3", "R4", "R5"), "nobody asks there, or nothing of the guide"
    near, far = found.proposed[0], found.proposed[2]
    assert near.nearest == "Hur trygga är barnen i området?" and 0 < near.share < ASKED
    assert near.document is not None
    assert read_document(project, near.document)[1][near.start : near.end] == near.nearest
    assert near.share > far.share and far.is_sure and near.question.number == 2


def test_any_of_several_questions_is_enough(project: Project, codes: dict[str, CodeId]) -> None:
    found = find_not_asked(project, GUIDE, {codes["Trygghet"]: (2, 1)})
    assert not found.proposed


def test_who_takes_it_up_or_is_marked_is_not_proposed(project: Project, codes: dict[str, CodeId]) -> None:
    document = next(one.document for one in find_not_asked(project, GUIDE, {codes["Trygghet"]: (2,)}).proposed)
    assert document is not None
    put(project, document, codes["Flexibelt stöd"], "stödet är stelt")
    asks = {codes[name]: (number,) for name, number in (("Flexibelt stöd", 3), ("Öppettider", 4))}
    found = find_not_asked(project, GUIDE, asks).proposed
    assert [one.code.name for one in found] == ["Öppettider"]
    pairs = [(one.code.id, one.respondent) for one in found]
    assert mark_not_asked(project, pairs) == 1 and mark_not_asked(project, pairs) == 0
    assert not find_not_asked(project, GUIDE, asks).proposed
    project.undo()
    assert find_not_asked(project, GUIDE, asks).proposed == found
