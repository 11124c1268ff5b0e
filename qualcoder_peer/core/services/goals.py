"""Target goals and what the material shows of them: a rubric set beforehand, a judgement, evidence for and against.

A target goal is a code with that role. Its evidence are the codings in it and in the codes below it; those that speak
against it are its counter-evidence. What an interviewer says is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, RespondentId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Code, CodeRole, Goal, Judgement, Stance
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes, without_sets


@dataclass(frozen=True, slots=True)
class GoalSides:
    """The evidence of a goal by stance, in order of place; ``mixed`` speaks both ways, ``unmarked`` has no stance."""

    supporting: tuple[Quote, ...] = ()
    against: tuple[Quote, ...] = ()
    mixed: tuple[Quote, ...] = ()
    unmarked: tuple[Quote, ...] = ()

    def respondents(self, stance: Stance) -> frozenset[RespondentId]:
        """Who is heard in the quotes of one stance."""
        return frozenset(one for quote in self.of(stance) for one in quote.respondents)

    def of(self, stance: Stance) -> tuple[Quote, ...]:
        """The quotes of one stance."""
        return {
            Stance.FOR: self.supporting, Stance.AGAINST: self.against, Stance.MIXED: self.mixed,
        }.get(stance, self.unmarked)  # fmt: skip

    @property
    def count(self) -> int:
        """How many quotes there are."""
        return len(self.supporting) + len(self.against) + len(self.mixed) + len(self.unmarked)


@dataclass(frozen=True, slots=True)
class GoalState:
    """A target goal, what is written of it, its evidence, and what a careful colleague would remark."""

    code: Code
    rubric: str
    judgement: Judgement
    text: str
    sides: GoalSides
    remarks: tuple[Message, ...]


def read_goals(project: Project, which: QuoteFilter | None = None) -> tuple[GoalState, ...]:
    """Every target goal in the order of the code tree, with its evidence; one pass over the quotes.

    Of ``which`` documents and respondents (and sets of them) limit the evidence that is told of; what is remarked of a
    goal heeds all of it. Raises NotFound where ``which`` names a set that is gone.
    """
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        written = store.analysis.goals()
        asked = without_sets(store, which or QuoteFilter())
    goals = [code for code in tree.in_order() if code.role is CodeRole.GOAL]
    if not goals:
        return ()
    every = QuoteFilter(codes=tuple(code.id for code in goals), evidence_only=True)
    wanted = replace(every, documents=asked.documents, respondents=asked.respondents)
    inside = None if wanted == every else {quote.id for quote in iter_quotes(project, wanted)}
    found: dict[CodeId, dict[Stance, list[Quote]]] = {code.id: {} for code in goals}
    for quote in iter_quotes(project, every):
        for code in quote.code_line:
            if code.id in found:
                found[code.id].setdefault(quote.stance, []).append(quote)
    return tuple(_state(code, written.get(code.id), found[code.id], inside) for code in goals)


def set_rubric(project: Project, goal: CodeId, rubric: str) -> None:
    """Write what must be seen for a goal to be attained. Raises NotFound, or InvalidInput for a code that is no goal.

    When it was last changed is kept: a rubric is to be set before the evidence is read.
    """
    _write(project, goal, message("Set the rubric of “{name}”", name=_goal(project, goal).name), rubric=rubric.strip())


def judge_goal(project: Project, goal: CodeId, judgement: Judgement) -> None:
    """Judge a goal. Raises NotFound, or InvalidInput for a code that is no goal."""
    _write(project, goal, message("Judge “{name}”", name=_goal(project, goal).name), judgement=judgement.value)


def set_goal_text(project: Project, goal: CodeId, text: str) -> None:
    """Write the reasons of a judgement. Raises NotFound, or InvalidInput for a code that is no goal."""
    _write(project, goal, message("Write about “{name}”", name=_goal(project, goal).name), text=text.strip())


def _write(project: Project, goal: CodeId, label: Message, **values: str) -> None:
    with project.reading() as store:
        written = store.analysis.goals().get(goal)
    before = {name: "" if written is None else str(getattr(written, name)) for name in values}
    if before != values:
        with project.transaction(label) as store:
            store.analysis.write_goal(goal, **values)


def _goal(project: Project, goal: CodeId) -> Code:
    with project.reading() as store:
        code = store.codes.get(goal)
    if code is None:
        raise NotFound("The target goal no longer exists. Nothing was changed.")
    if code.role is not CodeRole.GOAL:
        raise InvalidInput("“{name}” is no target goal. Nothing was changed.", name=code.name[:200])
    return code


def _state(
    code: Code, written: Goal | None, quotes: dict[Stance, list[Quote]], inside: set[CodingId] | None
) -> GoalState:
    sides = _sides(quotes)
    told = _sides(quotes, inside)
    rubric, judgement = ("", Judgement.NONE) if written is None else (written.rubric, written.judgement)
    first = min((quote.created for several in quotes.values() for quote in several), default="")
    remarks = []
    if judgement is not Judgement.NONE and not rubric:
        remarks.append(message("It is judged without a rubric: nobody can see by what."))
    if written is not None and rubric and first and written.rubric_changed > first:
        remarks.append(message("The rubric was changed after the first passage had been coded."))
    if judgement in (Judgement.ATTAINED, Judgement.PARTLY) and not sides.count:
        remarks.append(message("It is judged attained, and no passage shows it."))
    if judgement is Judgement.ATTAINED and (sides.against or sides.mixed):
        remarks.append(message("Passages speak against it: say how they were weighed."))
    if judgement is Judgement.NOT_SHOWN and sides.supporting:
        remarks.append(message("Passages speak for it: say how they were weighed."))
    return GoalState(code, rubric, judgement, "" if written is None else written.text, told, tuple(remarks))


def _sides(quotes: dict[Stance, list[Quote]], inside: set[CodingId] | None = None) -> GoalSides:
    supporting, against, mixed, unmarked = (
        tuple(quote for quote in quotes.get(stance, ()) if inside is None or quote.id in inside)
        for stance in (Stance.FOR, Stance.AGAINST, Stance.MIXED, Stance.NONE)
    )
    return GoalSides(supporting, against, mixed, unmarked)
