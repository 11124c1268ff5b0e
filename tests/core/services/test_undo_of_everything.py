"""Whatever is done, in whatever order: undone it is as it was, redone it is as it became, byte for byte."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.model import AttributeKind, CodeRole, Consent, Owner, SpeakerRole, Stance
from qualcoder_peer.core.domain.report_kinds import REPORT_KINDS
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import (
    attributes,
    codebook,
    coders,
    coding,
    matching,
    memos,
    printed,
    register,
    reports,
    respondents,
    revisions,
    selections,
    setup,
    sources,
)
from qualcoder_peer.core.services.coding import NewCoding
from qualcoder_peer.core.services.revisions import Keeping
from tests.support.projects import Dump, dump, prepared, query

Thing = TypeVar("Thing")

_TRANSCRIPTS = (
    "Intervjuare: Hej. Hur är det?\nR1: Jo 😀 det är bra, tack.\nR2: 👩‍👩‍👧 Nja.\nIntervjuare: Säg mer.\nR1: Nej.\n",
    "Intervjuare: Vad betyder Kim?\nR1: Allt, e\u0301 faktiskt.\nIntervjuare: Hur då?\nR1: Hon lyssnar.\n",
    "Fältanteckning utan talare.\n\nRummet var tomt. Någon sa ”jaha”.\n",
)
_words = st.one_of(
    st.sampled_from(["Tomrummet", "flexibilitet", "a/b", "\u05d0\u05d1", "😀", "  ", "å\u0308", "rad\nrad", "'; DROP"]),
    st.text(st.characters(exclude_categories=()), max_size=6),  # lone surrogates and NUL among them
)
_which = st.integers(0, 30)
_colours = st.sampled_from(["#112233", "#AABBCC", "blue"])
_positions = st.integers(-2, 130)


class Everything(RuleBasedStateMachine):
    """Random work over all services on a real file; ``states`` are its contents after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "work.qcp"
        self.project = Project.create(self.path, title="Arbete", coder="AJ")
        self.told: list[ChangeSet] = []
        self.project.subscribe(self.told.append)
        self.states: list[Dump] = [dump(self.path)]
        self.at = 0
        self.imported = 0

    # --- helpers

    def act(self, work: Callable[[], Any]) -> None:
        """Do one thing: it is one step and one true change set, or nothing at all."""
        before = self.states[self.at]
        self.told.clear()
        try:
            work()
        except UserError as error:
            str(error).encode()
            assert not self.told
            assert dump(self.path) == before
            return
        after = dump(self.path)
        if not self.told:
            assert after == before
            return
        assert len(self.told) == 1
        check_changes(self.told[0], before, after)
        del self.states[self.at + 1 :]
        self.states.append(after)
        self.at += 1
        assert self.project.redo_label() is None

    def pick(self, things: Sequence[Thing], which: int) -> Thing | None:
        return things[which % len(things)] if things else None

    def code(self, which: int) -> Any:
        found = self.pick(codebook.read_tree(self.project).in_order(), which)
        return found.id if found else 999

    def document(self, which: int) -> Any:
        found = self.pick(sources.list_documents(self.project), which)
        return found.id if found else 999

    def coding(self, which: int) -> Any:
        return self.pick(sorted(self.states[self.at]["coding"]) or [999], which)

    def person(self, which: int) -> Any:
        return self.pick(sorted(self.states[self.at]["respondent"]) or [999], which)

    def item(self, which: int) -> Any:
        return self.pick(sorted(self.states[self.at]["report_item"]) or [999], which)

    def report(self, which: int) -> Any:
        return self.pick(sorted(self.states[self.at]["report"]) or [999], which)

    def shorter(self, item: Any) -> str:
        """The first word of a quote and a mark for the rest: honest."""
        outlines = (reports.read_outline(self.project, one.id) for one in reports.list_reports(self.project))
        found = next((node.quote for one in outlines for node in one.walk() if node.id == item), None)
        words = printed.original_of(found).split() if found is not None else []
        return f"{words[0]} […]" if words else ""

    # --- the work

    @initialize()
    def begin(self) -> None:
        """Something to work on."""
        self.add_document(0)
        self.add_document(1)
        for name, parent in (("Fråga 1", None), ("Tomrummet", 1), ("flexibilitet", 1)):
            self.act(lambda name=name, parent=parent: codebook.add_code(self.project, name, parent))
        for number in range(8):
            segment = (number, number, 14 + number, 30 + number)
            self.act(lambda segment=segment: coding.add_codings(self.project, [self.new_coding(segment)]))
        self.act(lambda: coding.set_star(self.project, self.coding(1), True))
        self.act(lambda: coding.set_coding_memo(self.project, self.coding(2), "a memo"))
        self.act(lambda: codebook.set_code_memo(self.project, self.code(2), "of a code"))
        self.act(lambda: respondents.set_attribute(self.project, self.person(0), "ålder", "30–40"))
        self.act(lambda: reports.new_report(self.project, "Rapport"))

    def new_coding(self, segment: tuple[int, int, int, int], **values: Any) -> NewCoding:
        document, code, start, end = segment
        return NewCoding(self.document(document), self.code(code), start, end, **values)

    @rule(which=_which)
    def add_document(self, which: int) -> None:
        self.imported += 1
        text = _TRANSCRIPTS[which % 3] + str(self.imported if which % 5 else 0)
        one = prepared(f"Intervju {which % 4}", text)
        self.act(lambda: sources.add_document(self.project, one, shared_labels=bool(which % 2)))

    @rule(which=_which, words=_words, change=st.integers(0, 6), kind=st.sampled_from(DocumentKind))
    def change_document(self, which: int, words: str, change: int, kind: DocumentKind) -> None:
        project, document = self.project, self.document(which)
        self.act(
            [
                lambda: sources.rename_document(project, document, words),
                lambda: sources.set_document_kind(project, [document], kind),
                lambda: sources.set_document_date(project, [document], "2026-05-04" if which % 3 else words),
                lambda: sources.set_document_done(project, [document], bool(which % 2)),
                lambda: sources.set_document_memo(project, document, words),
                lambda: sources.find_speakers_again(project, document, "none" if which % 2 else None),
                lambda: memos.add_passage_memo(project, document, which, which + 5, words),
            ][change]
        )

    @rule(which=_which, at=_positions, lost=st.sampled_from([Keeping.MEMO, Keeping.DROP]))
    def replace_document(self, which: int, at: int, lost: Keeping) -> None:
        project, document = self.project, self.document(which)
        self.imported += 1
        number = self.imported

        def work() -> None:
            with project.transaction("no snapshot inside a transaction"):
                text = sources.read_document(project, document)[1]
                text = f"{text[: max(0, at)]} Nytt 😀 {number}. {text[max(0, at) + which :]}"
                plan = revisions.plan_revision(project, document, prepared(f"Ny {number}", text))
                revisions.apply_revision(project, plan, lost=lost)

        self.act(work)

    @rule(which=st.lists(_which, max_size=2))
    def remove_documents(self, which: list[int]) -> None:
        self.act(lambda: sources.remove_documents(self.project, [self.document(one) for one in which]))

    @rule(name=_words, parent=_which, colour=st.one_of(st.none(), _colours), role=st.sampled_from(CodeRole))
    def add_code(self, name: str, parent: int, colour: str | None, role: CodeRole) -> None:
        above = self.code(parent) if parent % 3 else None
        self.act(lambda: codebook.add_code(self.project, name, above, role=role, colour=colour))

    @rule(names=st.lists(_words, min_size=1, max_size=3), definition=_words)
    def add_code_path(self, names: list[str], definition: str) -> None:
        self.act(lambda: codebook.add_code_path(self.project, names, texts={"definition": definition}))

    @rule(which=_which, words=_words, colour=_colours, role=st.sampled_from(CodeRole), change=st.integers(0, 4))
    def change_code(self, which: int, words: str, colour: str, role: CodeRole, change: int) -> None:
        project, code = self.project, self.code(which)
        self.act(
            [
                lambda: codebook.rename_code(project, code, words),
                lambda: codebook.recolour_code(project, code, colour),
                lambda: codebook.set_role(project, code, role),
                lambda: codebook.describe_code(project, code, definition=words, example="x"),
                lambda: codebook.set_code_memo(project, code, words),
            ][change]
        )

    @rule(which=st.lists(_which, min_size=1, max_size=3), onto=_which, place=st.one_of(st.none(), st.integers(-1, 4)))
    def move_codes(self, which: list[int], onto: int, place: int | None) -> None:
        codes, parent = [self.code(one) for one in which], self.code(onto) if onto % 4 else None
        self.act(lambda: codebook.move_codes(self.project, codes, parent, place))

    @rule(which=st.lists(_which, min_size=1, max_size=3), onto=_which)
    def merge_codes(self, which: list[int], onto: int) -> None:
        codes = [self.code(one) for one in which]
        self.act(lambda: codebook.merge_codes(self.project, codes, self.code(onto)))

    @rule(which=st.lists(_which, max_size=2))
    def remove_codes(self, which: list[int]) -> None:
        self.act(lambda: codebook.remove_codes(self.project, [self.code(one) for one in which]))

    @rule(
        segments=st.lists(st.tuples(_which, _which, _positions, _positions), min_size=1, max_size=3),
        coder=st.sampled_from(["", "BK", "AJ"]),
        memo=_words,
        stance=st.sampled_from(Stance),
        starred=st.booleans(),
    )
    def code_segments(
        self, segments: list[tuple[int, int, int, int]], coder: str, memo: str, stance: Stance, starred: bool
    ) -> None:
        values = {"coder": coder, "memo": memo, "stance": stance, "starred": starred}
        wanted = [self.new_coding(segment, **values) for segment in segments]
        self.act(lambda: coding.add_codings(self.project, wanted))

    @rule(which=_which, start=_positions, end=_positions, words=_words, change=st.integers(0, 4), to=_which)
    def change_coding(self, which: int, start: int, end: int, words: str, change: int, to: int) -> None:
        project, one = self.project, self.coding(which)
        self.act(
            [
                lambda: coding.change_edges(project, one, start, end),
                lambda: coding.set_stance(project, one, list(Stance)[to % 4]),
                lambda: coding.set_star(project, one, bool(to % 2)),
                lambda: coding.set_coding_memo(project, one, words),
                lambda: coding.recode(project, [one, self.coding(which + 1)], self.code(to)),
            ][change]
        )

    @rule(which=st.lists(_which, max_size=4))
    def remove_codings(self, which: list[int]) -> None:
        self.act(lambda: coding.remove_codings(self.project, [self.coding(one) for one in which]))

    @rule(words=_words, value=_words, which=_which, role=st.sampled_from(SpeakerRole), change=st.integers(0, 8))
    def change_people(self, words: str, value: str, which: int, role: SpeakerRole, change: int) -> None:
        project, person = self.project, self.person(which)
        speaker = self.pick(respondents.list_speakers(project), which)
        column = self.pick(respondents.list_attributes(project), which)
        self.act(
            [
                lambda: respondents.add_respondent(project, words, role),
                lambda: respondents.rename_respondent(project, person, words),
                lambda: respondents.set_respondent_role(project, person, role),
                lambda: respondents.set_attribute(project, person, words, value),
                lambda: respondents.remove_respondents(project, [person]),
                lambda: respondents.set_respondent_memo(project, person, words),
                lambda: speaker and respondents.assign_speaker(project, speaker.id, role, person),
                lambda: speaker and respondents.assign_speaker_by_name(project, speaker.id, words),
                lambda: column and respondents.remove_attribute(project, column.id),
            ][change]
        )

    @rule(words=_words, value=_words, which=_which, to=_which, change=st.integers(0, 12))
    def change_register(self, words: str, value: str, which: int, to: int, change: int) -> None:
        project, person, other = self.project, self.person(which), self.person(to)
        owner = (Owner.RESPONDENT, Owner.DOCUMENT)[to % 2]
        kind = list(AttributeKind)[to % len(AttributeKind)]
        column = self.pick(attributes.list_attributes(project, owner), which)
        chosen = self.pick(selections.list_selections(project), which)
        speaker = self.pick(respondents.list_speakers(project), which)
        text = "\n".join(("Namn\tTal\tSamtycke", f"{words}\t{to}\tja", f"{value}\tnej\t", "Kim\t7\t"))
        about = Condition(Owner.RESPONDENT, Field.NAME, Operator.CONTAINS, (words,))
        self.act(
            [
                lambda: respondents.assign_documents(project, [self.document(to)], person),
                lambda: respondents.unassign_documents(project, [self.document(to)]),
                lambda: respondents.set_consent(project, [person], list(Consent)[to % 4], value),
                lambda: attributes.add_attribute(project, words, owner, kind, [value], which % 3),
                lambda: attributes.set_attribute(project, self.document(to), words, value, Owner.DOCUMENT),
                lambda: column and attributes.change_kind(project, column.id, kind, drop_unfitting=to % 2 == 0),
                lambda: column and attributes.move_attribute(project, column.id, to % 4),
                lambda: matching.merge_respondents(project, [other], person),
                lambda: speaker and matching.split_respondent(project, speaker.respondent_id or person, [speaker.id],
                                                              words, copy_values=True),
                lambda: register.apply_plan(project, register.plan_import(project, register.pasted_table(text))),
                lambda: selections.add_set(project, Owner.RESPONDENT, words, [person, other]),
                lambda: selections.add_filter(project, owner, words, Rule((about,))),
                lambda: chosen and (selections.rename_selection(project, chosen.id, words) if to % 2
                                    else selections.remove_selections(project, [chosen.id])),
            ][change]
        )  # fmt: skip

    @rule(words=_words, which=_which, change=st.integers(0, 6))
    def change_project(self, words: str, which: int, change: int) -> None:
        project = self.project
        memo = self.pick(memos.list_memos(project), which)
        coder = self.pick(coders.list_coders(project), which)
        self.act(
            [
                lambda: setup.describe_project(project, title=words, purpose=words, language=("da", "x")[which % 2]),
                lambda: setup.add_questions(project, [words, "", words]),
                lambda: setup.keep_setting(project, "choice", {"words": words, "number": which}),
                lambda: coder and coders.rename_coder(project, coder.id, words),
                lambda: coder and coders.recolour_coder(project, coder.id, "#0a0b0c"),
                lambda: memos.add_project_memo(project, words),
                lambda: memo and memos.change_memo(project, memo.id, words),
            ][change]
        )

    @rule(words=_words, which=_which, to=_which, place=st.sampled_from([None, 0, 1, 5]), change=st.integers(0, 8))
    def change_report(self, words: str, which: int, to: int, place: int | None, change: int) -> None:
        project, report, item = self.project, self.report(which), self.item(which)
        parent = self.item(to) if to % 3 else None
        self.act(
            [
                lambda: reports.new_report(project, words, language="da" if to % 2 else None),
                lambda: reports.add_quotes(project, report, parent, [self.coding(to)], place),
                lambda: reports.add_text(project, report, words, parent, place),
                lambda: reports.add_code(project, report, self.code(to), parent, place),
                lambda: reports.move_items(project, [item, self.item(which + 1)], parent, place),
                lambda: reports.set_item_text(project, item, words),
                lambda: reports.remove_items(project, [item]),
                lambda: reports.rename_report(project, report, words),
                lambda: reports.remove_report(project, report),
            ][change]
        )

    @rule(
        words=_words, which=_which, to=_which, place=st.one_of(st.none(), st.integers(0, 3)), change=st.integers(0, 6)
    )
    def compose_report(self, words: str, which: int, to: int, place: int | None, change: int) -> None:
        project, report, item = self.project, self.report(which), self.item(which)
        parent = self.item(to) if to % 3 else None
        settings: dict[str, Any] = {"table": "themes", "code": which} if to % 4 else {}
        quoted = [one for one, row in self.states[self.at]["report_item"].items() if "quote" in row]
        quote, form = self.pick(sorted(quoted) or [999], which), ("", "inline", "block", "x")[to % 4]
        self.act(
            [
                lambda: reports.new_report(project, words, kind=[*REPORT_KINDS, words][to % 5]),
                lambda: reports.add_section(project, report, words, parent, place, text="e", within=bool(to % 2)),
                lambda: reports.add_table(project, report, parent, settings, words, place),
                lambda: reports.add_chart(project, report, parent, settings, words, place),
                lambda: reports.set_item_title(project, item, words),
                lambda: reports.set_item_settings(project, item, settings),
                lambda: printed.set_printed(project, quote, self.shorter(quote) if to % 3 else words, form),
            ][change]
        )

    @rule(words=_words, which=_which)
    def several_things_in_one_step(self, words: str, which: int) -> None:
        def work() -> None:
            with self.project.transaction("several"):
                code = codebook.add_code(self.project, "brief")
                codebook.rename_code(self.project, code, "brief still")
                try:
                    codebook.rename_code(self.project, self.code(which), words)
                except UserError:
                    pass  # a part that fails alone
                codebook.remove_codes(self.project, [code])
                codebook.recolour_code(self.project, self.code(which), "#010203")

        self.act(work)

    @rule(steps=st.integers(1, 4))
    def undo(self, steps: int) -> None:
        self.told.clear()
        done = self.project.undo(steps)
        assert len(done) == len(self.told) == min(steps, self.at)
        before, self.at = self.at, self.at - len(done)
        if len(done) == 1:
            check_changes(self.told[0], self.states[before], self.states[self.at])

    @rule(steps=st.integers(1, 4))
    def redo(self, steps: int) -> None:
        self.told.clear()
        done = self.project.redo(steps)
        assert len(done) == len(self.told) == min(steps, len(self.states) - 1 - self.at)
        before, self.at = self.at, self.at + len(done)
        if len(done) == 1:
            check_changes(self.told[0], self.states[before], self.states[self.at])

    @precondition(lambda self: self.at > 4)
    @rule()
    def close_and_reopen(self) -> None:
        self.project.close()
        assert sorted(os.listdir(self.folder)) == ["work.qcp"]
        self.project = Project.open(self.path, coder="AJ", snapshot=False)
        self.project.subscribe(self.told.append)

    @invariant()
    def the_file_holds_what_it_should(self) -> None:
        assert dump(self.path) == self.states[self.at]

    def teardown(self) -> None:
        """Undo everything, redo everything, and look into every corner of the file."""
        try:
            self.project.undo(10_000)
            assert dump(self.path) == self.states[0]
            self.project.redo(10_000)
            assert dump(self.path) == self.states[-1]
            assert self.project.redo_label() is None
            assert query(self.path, "PRAGMA foreign_key_check") == []
            assert setup.check_project(self.project) == []
            assert [step.label.text for step in self.project.history() if not step.changes] == []
        finally:
            self.project.close()
            shutil.rmtree(self.folder)


def check_changes(changes: ChangeSet, before: Dump, after: Dump) -> None:
    """The change set names the rows that came, went and differ; of those that are there before and after it may name
    some that were written twice and are the same again."""
    for table, old in before.items():
        new, told = after[table], changes.tables.get(table)
        differing = {row for row in old.keys() & new.keys() if old[row] != new[row]}
        if told is None:
            assert old == new, table
            continue
        assert told.inserted == new.keys() - old.keys(), table
        assert told.deleted == old.keys() - new.keys(), table
        assert differing <= told.updated <= old.keys() & new.keys(), table


def walk(seed: int, steps: int) -> None:
    """Do ``steps`` things at random, all kinds alike: hypothesis on its own tries few kinds in one run."""
    random = Random(seed)
    drawn: dict[str, Callable[[], Any]] = {
        "words": lambda: random.choice(["Tomrummet", "", "\x00", "\ud800", "a/b", "😀", str(random.random())]),
        "which": lambda: random.randrange(31),
        "onto": lambda: random.randrange(31),
        "several": lambda: [random.randrange(31) for _ in range(random.randrange(1, 3))],
        "place": lambda: random.choice([None, 0, 1, 2]),
        "position": lambda: random.randrange(-1, 90),
        "role": lambda: random.choice(list(SpeakerRole)),
        "stance": lambda: random.choice(list(Stance)),
    }
    one: Callable[[str], Any] = lambda name: drawn[name]()  # noqa: E731
    segment: Callable[[], tuple[int, int, int, int]] = lambda: (  # noqa: E731
        *(one("which"), one("which")), *sorted((one("position"), one("position")))
    )  # fmt: skip
    work = Everything()
    actions: list[tuple[int, Callable[[], None]]] = [
        (2, lambda: work.add_document(one("which"))),
        (7, lambda: work.change_document(one("which"), one("words"), random.randrange(7), DocumentKind.SURVEY)),
        (3, lambda: work.replace_document(one("which"), one("position"), random.choice([Keeping.MEMO, Keeping.DROP]))),
        (1, lambda: work.remove_documents(one("several"))),
        (3, lambda: work.add_code(one("words"), one("which"), None, random.choice(list(CodeRole)))),
        (2, lambda: work.add_code_path([one("words"), one("words")], one("words"))),
        (5, lambda: work.change_code(one("which"), one("words"), "#0000ff", CodeRole.GOAL, random.randrange(5))),
        (3, lambda: work.move_codes(one("several"), one("onto"), one("place"))),
        (1, lambda: work.merge_codes(one("several"), one("onto"))),
        (1, lambda: work.remove_codes(one("several"))),
        (9, lambda: work.code_segments([segment(), segment()], one("words"), one("words"), one("stance"), True)),
        (6, lambda: work.change_coding(one("which"), *segment()[2:], one("words"), random.randrange(5), one("onto"))),
        (2, lambda: work.remove_codings(one("several"))),
        (9, lambda: work.change_people(one("words"), one("words"), one("which"), one("role"), random.randrange(9))),
        (9, lambda: work.change_register(one("words"), one("words"), one("which"), one("which"), random.randrange(13))),
        (6, lambda: work.change_project(one("words"), one("which"), random.randrange(7))),
        (12, lambda: work.change_report(one("words"), one("which"), one("onto"), one("place"), random.randrange(9))),
        (9, lambda: work.compose_report(one("words"), one("which"), one("onto"), one("place"), random.randrange(7))),
        (2, lambda: work.several_things_in_one_step(one("words"), one("which"))),
        (4, lambda: work.undo(random.randrange(1, 6))),
        (4, lambda: work.redo(random.randrange(1, 6))),
        (1, lambda: work.close_and_reopen()),
    ]
    try:
        work.begin()
        for _ in range(steps):
            random.choices([action for _, action in actions], [weight for weight, _ in actions])[0]()
            work.the_file_holds_what_it_should()
    finally:
        work.teardown()


@settings(max_examples=4, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 1 << 30))
def test_a_long_day_of_work_can_be_undone(seed: int) -> None:
    walk(seed, 100)


Everything.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestEverything = Everything.TestCase
