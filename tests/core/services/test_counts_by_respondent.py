"""Every count is of people, never of files, and an interviewer is in none: the same small study looked at everywhere.

    document  speaker  who                    codings of “Tema” (and of “Annat” below it)
    A         R1       Kim                    “Jag gick” for; a second one inside it
    A         R2       Robin                  “Buss” (Annat) against
    A         I        Åse, who asks          “Hur”
    B         R1       Kim                    “Jag gick” against
    B         R2       Alex                   (none)
    C         all      Kim (a diary)          “Ord” (Annat)
    D         I        Åse                    “Hur”
    D         R1       nobody matched         “Jag”

Kim is in three documents and counts once: “Tema” alone is heard from 1 person in 3 codings of hers, “Annat” from 2
(Kim, Robin), both together from 2 of the 3 respondents Kim, Robin, Alex.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.exports import CodebookOptions
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import Owner, SpeakerRole, Stance
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.exporters.tables import codebook_table
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.facts import read_report_facts, who_spoke
from qualcoder_peer.core.services.codebook import add_code, count_codes, read_tree
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.filters import quote_filter
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import (
    add_respondent,
    assign_documents,
    assign_speaker,
    find_respondent,
    list_speakers,
    respondent_facts,
    respondent_names,
    set_respondent_role,
)
from qualcoder_peer.core.services.segments import code_use
from qualcoder_peer.core.services.selections import add_set, fitting
from qualcoder_peer.core.services.sources import document_facts, list_documents
from tests.support.projects import add_text

I, R = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT
TALK = "Åse: Hur?\nR1: Jag gick dit.\nR2: Buss.\nÅse: Så?\nR1: Ja."
ALONE = "Åse: Hur?\nR1: Jag gick dit.\nÅse: Tack.\nR1: Ja."


@pytest.fixture
def codes() -> dict[str, CodeId]:
    return {}


@pytest.fixture
def project(tmp_path: Path, codes: dict[str, CodeId]) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", language="en", coder="AB") as made:
        add_respondent(made, "Åse", I)
        # “Åse” looks like any name and is taken for a respondent's label; the register knows better.
        a = add_text(made, "A", TALK, Åse=(R, ""), R1=(R, "Kim"), R2=(R, "Robin"))
        b = add_text(made, "B", TALK + " ", Åse=(R, "Åse"), R1=(R, "Kim"), R2=(R, "Alex"))
        c = add_text(made, "C", "Ord om en dag.")
        d = add_text(made, "D", ALONE, Åse=(R, ""), R1=(R, "Somebody"))
        assign_documents(made, [c], find_respondent(made, "Kim"))
        for speaker in list_speakers(made):
            if speaker.document_id == d and speaker.label == "R1":
                assign_speaker(made, speaker.id, R, None)
        made_up = find_respondent(made, "Somebody")
        with made.transaction("nobody of that name was heard") as store:
            store.respondents.remove([made_up])
        theme = codes["Tema"] = add_code(made, "Tema")
        other = codes["Annat"] = add_code(made, "Annat", theme)

        def place(words: str, text: str = TALK) -> tuple[int, int]:
            return text.index(words), text.index(words) + len(words)

        add_codings(
            made,
            [
                NewCoding(a, theme, *place("Jag gick"), stance=Stance.FOR),
                NewCoding(a, theme, *place("gick"), coder="CD"),  # AB's own would become one with the one above
                NewCoding(a, other, *place("Buss"), stance=Stance.AGAINST),
                NewCoding(a, theme, *place("Hur"), stance=Stance.AGAINST),
                NewCoding(b, theme, *place("Jag gick"), stance=Stance.AGAINST),
                NewCoding(c, other, *place("Ord", "Ord om en dag.")),
                NewCoding(d, theme, *place("Hur", ALONE)),
                NewCoding(d, theme, *place("Jag", ALONE)),
            ],
        )
        yield made


def names(project: Project, people: object) -> list[str]:
    return [name for one, name in respondent_names(project).items() if one in people]  # type: ignore[operator]


def test_the_interviewer_of_the_register_is_heard_nowhere(project: Project) -> None:
    ase = find_respondent(project, "Åse")
    own = [one for one in list_speakers(project) if one.label == "Åse"]
    assert [(one.role, one.respondent_id) for one in own] == [(I, ase)] * 3
    assert list(respondent_names(project).values()) == ["Åse", "Kim", "Robin", "Alex"]


def test_codes(project: Project, codes: dict[str, CodeId]) -> None:
    counts = count_codes(project)
    theme, other = counts[codes["Tema"]], counts[codes["Annat"]]
    assert (theme.codings, theme.codings_below, other.codings) == (6, 8, 2)
    assert names(project, theme.respondents) == ["Kim"]
    assert names(project, other.respondents) == ["Kim", "Robin"]
    assert names(project, theme.respondents_below) == ["Kim", "Robin"]
    assert code_use(project)[1] == {codes["Tema"]: theme.respondents, codes["Annat"]: other.respondents}
    rows = list(codebook_table(project, CodebookOptions()).rows)
    assert [row[-2:] for row in rows] == [[8, 2], [2, 2]]


def test_people_and_documents(project: Project) -> None:
    assert {one.respondent.name: (len(one.documents), one.codings) for one in respondent_facts(project)} == {
        "Åse": (3, 0), "Kim": (3, 4), "Robin": (1, 1), "Alex": (1, 0)
    }  # fmt: skip
    assert [(one.document.title, one.respondents, one.unmatched) for one in document_facts(project)] == [
        ("A", ("Kim", "Robin"), 0), ("B", ("Kim", "Alex"), 0), ("C", ("Kim",), 0), ("D", (), 1)
    ]  # fmt: skip


def test_quotes(project: Project) -> None:
    found = {name: 0 for name in respondent_names(project).values()}
    for name in found:
        person = find_respondent(project, name)
        found[name] = len(list(iter_quotes(project, QuoteFilter(respondents=(person,)))))
    assert found == {"Åse": 0, "Kim": 4, "Robin": 1, "Alex": 0}
    assert len(list(iter_quotes(project, QuoteFilter(evidence_only=True)))) == 6


def test_the_report(project: Project, codes: dict[str, CodeId]) -> None:
    facts = read_report_facts(project)
    assert list(facts.respondents.values()) == ["Kim", "Robin", "Alex"]
    theme = read_tree(project).by_id[codes["Tema"]]
    assert facts.names(list(facts.heard[theme.id])) == ["Kim", "Robin"]
    # Kim speaks for in one interview and against in the next: she is one person with both.
    sides = {stance: facts.names(people) for stance, people in facts.stances[theme.id].items()}
    assert sides == {Stance.FOR: [], Stance.AGAINST: ["Robin"], Stance.MIXED: ["Kim"]}
    assert who_spoke(facts, theme, texts("en")) == (
        "Taken up by 2 of 3 respondents: Kim and Robin. Against: Robin. Both for and against: Kim. "
        "Not mentioned by Alex."
    )


def test_sets(project: Project, codes: dict[str, CodeId]) -> None:
    kim, ase = find_respondent(project, "Kim"), find_respondent(project, "Åse")
    add_set(project, Owner.RESPONDENT, "Two", [kim, ase])
    chosen = quote_filter(project, sets=["Two"])
    assert len(list(iter_quotes(project, chosen))) == 4  # Kim's; what Åse asks is nobody's evidence
    facts = read_report_facts(project, chosen)
    assert list(facts.respondents.values()) == ["Kim"] and facts.is_selection
    assert [one.title for one in facts.documents] == ["A", "B", "C"]
    code = Condition(Owner.RESPONDENT, Field.CODE, Operator.IS, (str(codes["Tema"]),))
    assert names(project, fitting(project, Owner.RESPONDENT, Rule((code,)))) == ["Kim", "Robin"]
    many = Condition(Owner.RESPONDENT, Field.CODINGS, Operator.AT_LEAST, ("1",))
    assert names(project, fitting(project, Owner.RESPONDENT, Rule((many,)))) == ["Kim", "Robin"]
    several = Condition(Owner.DOCUMENT, Field.RESPONDENTS, Operator.AT_LEAST, ("2",))
    found = fitting(project, Owner.DOCUMENT, Rule((several,)))
    assert [one.title for one in list_documents(project) if one.id in found] == ["A", "B"]


def test_who_becomes_an_interviewer_is_no_longer_counted(project: Project, codes: dict[str, CodeId]) -> None:
    set_respondent_role(project, find_respondent(project, "Kim"), I)
    counts = count_codes(project)
    assert names(project, counts[codes["Tema"]].respondents_below) == ["Robin"]
    assert list(read_report_facts(project).respondents.values()) == ["Robin", "Alex"]
    assert {one.respondent.name: one.codings for one in respondent_facts(project)}["Kim"] == 0
