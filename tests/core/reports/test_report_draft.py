"""The report draft as a Word file: its build, its numbers, its quotes, in three languages and on templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Heading, Paragraph, TableBlock
from qualcoder_peer.core.reports.check import check_document, read_headings
from qualcoder_peer.core.reports.facts import listed, long_date, method_sentences, read_report_facts, who_spoke
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.coding import add_codings
from qualcoder_peer.core.services.memos import add_entry, add_passage_memo, add_project_memo, append_memo
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import add_text, draft_outline, new_report, read_outline, set_item_text
from qualcoder_peer.core.services.respondents import list_respondents
from tests.core.reports.island import LONG, Island, coding, make_island
from tests.support.projects import add_text as add_document
from tests.support.word import paragraphs_of

TAGS = {"sv": "sv-SE", "da": "da-DK", "en": "en-GB"}


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def export(project: Project, path: Path, **options: object) -> list[tuple[str, str]]:
    """Write the report; its paragraphs as (style, words)."""
    exporter_for("report", path).run(project, path, ReportOptions(**options))  # type: ignore[arg-type]
    return paragraphs_of(path)


@pytest.mark.parametrize("language", ["sv", "da", "en"])
@pytest.mark.parametrize("kept", [True, False])
def test_the_build_is_sound_in_every_language(island: Island, tmp_path: Path, language: str, kept: bool) -> None:
    if kept:
        new_report(island.project, "Rapport")
    export(island.project, tmp_path / "r.docx", language=language)
    assert check_document(tmp_path / "r.docx", language=TAGS[language]) == []
    assert len(read_headings(tmp_path / "r.docx").entries) >= 12
    core = docx.Document(str(tmp_path / "r.docx")).core_properties
    assert (core.author, core.language, core.comments, core.subject) == ("AB", TAGS[language], "", "Stödet på Ön")
    assert core.title == ("Rapport" if kept else "Stödet på Ön")


def test_headings_stand_in_the_order_of_the_outline(island: Island, tmp_path: Path) -> None:
    export(island.project, tmp_path / "r.docx")
    found = read_headings(tmp_path / "r.docx")
    assert found.headings == (
        (1, "Summary"), (1, "Assignment"), (2, "Purpose"), (2, "Research questions"), (1, "Background"),
        (1, "Method"), (2, "Material and transcription"), (2, "Selection and non-response"), (2, "Who coded"),
        (2, "How the code tree grew"), (1, "Results and analysis"), (2, "Fråga 1"), (3, "Tomrummet"),
        (3, "Flexibilitet"),
        (1, "Target goals"), (2, "Mål A"), (1, "Discussion"), (1, "Planning ahead"), (1, "Appendices"),
        (2, "Appendix: code book"),
    )  # fmt: skip
    export(island.project, tmp_path / "m.docx", method_parts=False)
    assert (2, "Who coded") not in read_headings(tmp_path / "m.docx").headings
    export(island.project, tmp_path / "c.docx", questions_as_chapters=True)
    assert (1, "Fråga 1") in read_headings(tmp_path / "c.docx").headings
    assert (2, "Tomrummet") in read_headings(tmp_path / "c.docx").headings


def test_who_spoke_as_worked_out_by_hand(island: Island) -> None:
    # See island.py: Tomrummet 2 of 4, Flexibilitet 3 of 4, Fråga 1 all four, Mål A 1 of 4.
    facts, say = read_report_facts(island.project), texts("en")
    tree = read_tree(island.project)
    assert who_spoke(facts, tree.by_id[island.emptiness], say) == (
        "Taken up by 2 of 4 respondents: R1 and R2. For: R1. Against: R2. Not mentioned by R3 and R4."
    )
    assert who_spoke(facts, tree.by_id[island.flexible], say) == (
        "Taken up by 3 of 4 respondents: R2, R3 and R4. Not mentioned by R1."
    )
    assert who_spoke(facts, tree.by_id[island.question], say).startswith(
        "Taken up by 4 of 4 respondents: R1, R2, R3 and R4."
    )
    assert who_spoke(facts, tree.by_id[island.goal], say).startswith("Taken up by 1 of 4 respondents: R4.")
    assert (facts.codings, facts.starred, facts.used[island.question]) == (7, 1, 5)


def test_who_is_for_in_one_passage_and_against_in_another_is_both(island: Island) -> None:
    from tests.core.reports.island import GROUP

    add_codings(island.project, [coding(island.group, island.emptiness, GROUP, "ett tomrum", Stance.AGAINST)])
    facts = read_report_facts(island.project)
    spoke = who_spoke(facts, read_tree(island.project).by_id[island.emptiness], texts("en"))
    assert "Against: R2. Both for and against: R1." in spoke and "For: R1" not in spoke.replace("Both for", "")


def test_method_says_what_the_project_knows(island: Island) -> None:
    assert method_sentences(read_report_facts(island.project), texts("en")) == [
        "The material consists of 1 interview, 1 group interview and 1 field note.",
        "4 respondents were heard: R1, R2, R3 and R4.",
        "The interviews were held between 11 March 2025 and 2 April 2025.",
        "Method of analysis: thematic analysis.",
        "AB coded the material with 1 research question, 2 themes and 1 target goal: 7 coded passages.",
    ]


def test_a_report_of_some_respondents_counts_these_alone_and_says_so(island: Island) -> None:
    who = {one.name: one.id for one in list_respondents(island.project)}
    say, tree = texts("en"), read_tree(island.project)
    facts = read_report_facts(island.project, QuoteFilter(respondents=(who["R1"], who["R2"])))
    assert method_sentences(facts, say) == [
        "This report is made from a selection of the material.",
        "The material consists of 1 group interview.",
        "2 respondents were heard: R1 and R2.",
        "The interviews were held on 11 March 2025.",
        "Method of analysis: thematic analysis.",
        "AB coded the material with 1 research question, 2 themes and 1 target goal: 3 coded passages.",
    ]
    assert who_spoke(facts, tree.by_id[island.flexible], say) == (
        "Taken up by 1 of 2 respondents: R2. Not mentioned by R1."
    )
    alone = read_report_facts(island.project, QuoteFilter(documents=(island.single,)))
    assert who_spoke(alone, tree.by_id[island.flexible], say) == "Taken up by 1 of 1 respondents: R4."
    assert "Nothing in the material" in who_spoke(alone, tree.by_id[island.emptiness], say)


def test_which_quotes_are_shown_does_not_change_how_many_take_up_a_theme(island: Island) -> None:
    starred, every = read_report_facts(island.project, QuoteFilter(starred=True)), read_report_facts(island.project)
    assert (starred.heard, starred.used, starred.codings) == (every.heard, every.used, 7) and not starred.is_selection


def test_the_exported_report_counts_what_the_filter_lets_through(island: Island, tmp_path: Path) -> None:
    who = {one.name: one.id for one in list_respondents(island.project)}
    exporter_for("report", tmp_path / "r.docx").run(
        island.project, tmp_path / "r.docx", ReportOptions(), QuoteFilter(respondents=(who["R4"],))
    )
    words = "\n".join(text for _, text in paragraphs_of(tmp_path / "r.docx"))
    assert "One respondent was heard: R4." in words and "of 1 respondents" in words
    assert "of 4 respondents" not in words and "selection of the material" in words


def test_table_of_themes_and_respondents(island: Island) -> None:
    blocks = plan_report(island.project, draft_outline(island.project, "R"), ReportOptions())
    table = next(block for block in blocks if isinstance(block, TableBlock))
    assert table.header == ("Theme", "R1", "R2", "R3", "R4", "Respondents")
    assert [tuple(cell.strip("\u2003") for cell in row) for row in table.rows] == [
        ("Fråga 1", "1", "2", "1", "1", "4/4"),
        ("Tomrummet", "1", "1", "–", "–", "2/4"),
        ("Flexibilitet", "–", "1", "1", "1", "3/4"),
    ]


def test_short_quotes_run_in_the_text_and_long_ones_are_set_apart(island: Island, tmp_path: Path) -> None:
    shown = export(island.project, tmp_path / "r.docx", language="en")
    assert (
        "Normal",
        "One respondent says: “Det blev ett tomrum när Kim slutade.” (R1, Gruppintervju, paragraph 2).",
    ) in shown
    assert ("Quote", f"“{LONG}”") in shown
    assert shown[shown.index(("Quote", f"“{LONG}”")) + 1] == ("Quote Source", "(R4, Intervju 4, paragraph 2)")
    assert (
        "Normal",
        "In the material it says: “Lokalen var tom” (Anteckning, paragraph 1). "
        "One respondent says: “aldrig fel tid” (R4, Intervju 4, paragraph 2).",
    ) in shown
    apart = export(island.project, tmp_path / "a.docx", language="en", short_words=0)
    assert ("Quote", "“aldrig fel tid”") in apart


def test_a_quote_over_several_turns_has_no_labels_of_the_transcript(island: Island, tmp_path: Path) -> None:
    shown = export(island.project, tmp_path / "r.docx", language="en")
    place = shown.index(("Quote", "R2: “klarade oss 👩‍👩‍👧 ändå.”"))
    assert shown[place + 1 : place + 4] == [
        ("Quote", "[Interviewer: Hur då?]"),
        ("Quote", "R3: “=1+1 <b>Vi & de</b>”"),
        ("Quote Source", "(R2, R3, Gruppintervju, paragraph 3)"),
    ]
    words = "\n".join(text for _, text in shown)
    assert "Intervjuare:" not in words


@pytest.mark.parametrize(
    ("language", "marks", "opening", "closing"),
    [("sv", "", "”", "”"), ("da", "", "»", "«"), ("en", "", "“", "”"), ("sv", "guillemets", "«", "»")],
)
def test_marks_follow_the_language_or_the_choice(
    island: Island, tmp_path: Path, language: str, marks: str, opening: str, closing: str
) -> None:
    shown = export(island.project, tmp_path / "r.docx", language=language, marks=marks)
    assert ("Quote", f"{opening}{LONG}{closing}") in shown


def test_the_writers_own_texts_stand_where_they_were_put(island: Island, tmp_path: Path) -> None:
    project = island.project
    report = new_report(project, "R")
    outline = read_outline(project, report)
    summary = next(node for node in outline.nodes if node.section == "summary")
    theme = next(node for node in outline.walk() if node.code and node.code.id == island.emptiness)
    set_item_text(project, summary.id, "Två slutsatser\n- den första\n\n- den andra")
    add_text(project, report, "Före citatet.", theme.id, 0)
    add_text(project, report, "Efter citatet.", theme.id)
    shown = export(project, tmp_path / "r.docx")
    place = shown.index(("Heading 1", "Summary"))
    assert shown[place + 1 : place + 4] == [
        ("Normal", "Två slutsatser"), ("List Bullet", "den första"), ("List Bullet", "den andra"),
    ]  # fmt: skip
    before, after = shown.index(("Normal", "Före citatet.")), shown.index(("Normal", "Efter citatet."))
    assert after == before + 2 and "ett tomrum" in shown[before + 1][1]
    assert check_document(tmp_path / "r.docx") == []


def test_prompts_can_be_left_out_and_leave_no_bare_headings(island: Island, tmp_path: Path) -> None:
    shown = export(island.project, tmp_path / "r.docx", prompts=False)
    assert not [text for style, text in shown if style == "Writing Prompt"]
    headings = [text for _, text in read_headings(tmp_path / "r.docx").headings]
    assert "Background" not in headings and "Assignment" not in headings and "Purpose" in headings
    assert check_document(tmp_path / "r.docx") == []


def test_parts_can_be_turned_off(island: Island, tmp_path: Path) -> None:
    export(island.project, tmp_path / "r.docx", contents=False, codebook=False, theme_table=False)
    found = read_headings(tmp_path / "r.docx")
    assert not found.entries and (2, "Appendix: code book") not in found.headings
    assert not docx.Document(str(tmp_path / "r.docx")).tables


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_an_empty_project_gives_a_sensible_document(tmp_path: Path, language: str) -> None:
    with Project.create(tmp_path / "e.qcp", title="Tomt & nytt", language=language, coder="AB") as project:
        shown = export(project, tmp_path / "r.docx")
        assert check_document(tmp_path / "r.docx", language=TAGS[language]) == []
        assert ("Title", "Tomt & nytt") in shown
        assert not docx.Document(str(tmp_path / "r.docx")).tables


def test_hostile_text_is_printed_as_text(tmp_path: Path) -> None:
    names = "]]>&amp;<w:p/>\x01\x0b\x1f\ufffe\t﷽ مرحبا"
    with Project.create(tmp_path / "h.qcp", title=names, purpose=names, language="en", coder="<x>&") as project:
        from qualcoder_peer.core.domain.model import CodeRole, SpeakerRole
        from qualcoder_peer.core.services.codebook import add_code

        text = "R1: " + "مرحبا بكم في هذا المكان " * 20 + "\nR1: " + "långt ord " * 4_000
        document = add_document(project, "<b>&\"'", text, R1=(SpeakerRole.RESPONDENT, "<R>&1"))
        question = add_code(project, names, role=CodeRole.QUESTION, texts={"definition": names})
        add_codings(
            project,
            [
                coding(document, question, text, text[4:400], starred=True),
                coding(document, question, text, "مرحبا بكم", starred=True),
                coding(document, question, text, ("långt ord " * 4_000).strip(), starred=True),
            ],
        )
        new_report(project, names)
        shown = export(project, tmp_path / "r.docx")
    assert check_document(tmp_path / "r.docx", language="en-GB") == []
    quotes = [text for style, text in shown if style == "Quote"]
    assert f"“{('långt ord ' * 4_000).strip()}”" in quotes, "all 40,000 characters"
    assert [text for style, text in shown if style == "Definition"] == ["]]>&amp;<w:p/>\t﷽ مرحبا"]
    body = docx.Document(str(tmp_path / "r.docx")).element.xml
    assert "<w:bidi/>" in body and "<w:rtl/>" in body


def test_a_danish_quote_in_a_swedish_report_is_marked_as_danish(island: Island, tmp_path: Path) -> None:
    from qualcoder_peer.core.services.sources import set_document_language

    set_document_language(island.project, [island.single], "da")
    set_document_language(island.project, [island.group], "sv")
    export(island.project, tmp_path / "r.docx", language="sv")
    document = docx.Document(str(tmp_path / "r.docx"))
    tagged = {
        "".join(one.text for one in run.findall("{*}t"))
        for run in document.element.iter("{*}r")
        if run.find("{*}rPr/{*}lang") is not None
    }
    assert LONG in tagged and not any("tomrum" in text for text in tagged)


def test_exporting_twice_gives_the_same_blocks_and_leaves_the_project_alone(island: Island) -> None:
    before = island.project.history()
    outline = draft_outline(island.project, "R")
    first = plan_report(island.project, outline, ReportOptions())
    assert first == plan_report(island.project, outline, ReportOptions())
    assert island.project.history() == before
    assert [block.level for block in first if isinstance(block, Heading)][:3] == [1, 1, 2]
    assert all(block.text.strip() for block in first if isinstance(block, Paragraph))


def test_dates_and_lists_in_words() -> None:
    say = texts("en")
    assert long_date("2019-09-25", say) == "25 September 2019"
    assert long_date("2019-09-05", texts("da")) == "5. september 2019"
    assert [long_date(one, say) for one in ("2019", "hösten 2019", "")] == ["2019", "hösten 2019", ""]
    assert [listed(one, say) for one in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def add_memos(island: Island) -> None:
    """Memos of several kinds and an entry of the journal."""
    add_project_memo(island.project, "Om **allt**, se [koden](qcp:code/abc)")
    append_memo(island.project, "code", island.emptiness, "För bred?\n\n- delas")
    add_passage_memo(island.project, island.note, 0, 7, "Ironi {respondents}")
    add_entry(island.project, "2025-03-12", "Efter gruppen", "Jag hade fel om väntan.")


def test_memos_and_the_journal_are_an_appendix_where_they_are_asked_for(island: Island, tmp_path: Path) -> None:
    add_memos(island)
    assert "För bred?" not in [words for _style, words in export(island.project, tmp_path / "a.docx")]
    found = export(island.project, tmp_path / "b.docx", memos="all")
    words = [one for _style, one in found]
    appendix = words[words.index("Appendix: memos") :]
    for expected in ("Om allt, se koden", "För bred?", "delas", "Ironi {respondents}", "Lokalen", "Se =2+2",
                     "12 March 2025: Efter gruppen", "Jag hade fel om väntan."):  # fmt: skip
        assert expected in appendix, expected
    assert words.index("Appendix: code book") < words.index("Appendix: memos")
    journal = [one for _style, one in export(island.project, tmp_path / "c.docx", memos="journal")]
    assert "Appendix: research journal" in journal and "Jag hade fel om väntan." in journal and "delas" not in journal
    assert check_document(tmp_path / "b.docx", language="en-GB") == []


def test_memos_of_the_appendix_are_looked_at_before_they_leave_and_limited_with_the_report(island: Island) -> None:
    add_memos(island)
    exporter, options = exporter_for("report", Path("r.docx")), ReportOptions(memos="all")
    leaving = exporter.leaving(island.project, options, QuoteFilter(), Progress())
    assert any("Jag hade fel" in str(text) for text in leaving.texts)
    single = exporter.leaving(island.project, options, QuoteFilter(documents=(island.single,)), Progress())
    assert not any("Jag hade fel" in str(text) or "Ironi" in str(text) for text in single.texts)
