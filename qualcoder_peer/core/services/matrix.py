"""Themes against people: who says what, by respondent, by document, or by a value of an attribute.

Counts are of respondents and of coded passages; what only an interviewer says counts nowhere. A passage in which
several people speak counts in the column of each of them, and once in the total.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import AttributeId, CodeId, DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Code, CodeRole, Owner, SpeakerRole, Stance
from qualcoder_peer.core.domain.values import YES_NO_TITLES
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes, without_sets
from qualcoder_peer.core.text.ordering import sort_key

_STEP = 500
_LEAST_FOR_MAJORITY = 2


class By(StrEnum):
    """What the columns of a matrix are."""

    RESPONDENT = "respondent"
    DOCUMENT = "document"
    ATTRIBUTE = "attribute"


class Mention(StrEnum):
    """Whether a respondent takes up a code. Not to have been asked is not the same as not to mention it."""

    MENTIONED = "mentioned"
    NOT_MENTIONED = "not_mentioned"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class MatrixAsked:
    """Which matrix: ``codes`` None takes every code but target goals; ``attribute`` is needed with ``By.ATTRIBUTE``.

    ``deepest`` is the lowest level of the code tree that gets a row of its own, 1 for what stands at the top; what lies
    below counts in the row above it.
    """

    by: By = By.RESPONDENT
    attribute: AttributeId | None = None
    codes: tuple[CodeId, ...] | None = None
    deepest: int = 3
    which: QuoteFilter = field(default_factory=QuoteFilter)


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A column: its ``title``, the respondents heard in the material who belong to it, or the document it is."""

    title: Message
    respondents: frozenset[RespondentId]
    documents: tuple[DocumentId, ...] | None = None
    """Only quotes of these documents lie in it; None: of all."""
    without_value: bool = False


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """``passages`` coded passages, who is heard in them, and who of these speaks for, against, or both ways."""

    passages: int = 0
    respondents: frozenset[RespondentId] = frozenset()
    stances: Mapping[Stance, frozenset[RespondentId]] = field(default_factory=dict)
    mention: Mention = Mention.NOT_MENTIONED

    @property
    def stance(self) -> Stance:
        """What the cell says as a whole: both ways is mixed."""
        sides = {stance for stance, people in self.stances.items() if people}
        if not sides:
            return Stance.NONE
        return sides.pop() if len(sides) == 1 else Stance.MIXED


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A code with its cells, one a column, and all of them together. ``depth`` is 0 at the top."""

    code: Code
    depth: int
    cells: tuple[MatrixCell, ...]
    total: MatrixCell


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by code in the order of the tree; ``names`` are the pseudonyms of everybody in it."""

    asked: MatrixAsked
    title: Message
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    names: Mapping[RespondentId, str]

    def quotes_of(self, row: int, column: int | None) -> QuoteFilter:
        """The quotes a cell counts; ``column`` None: those of the whole row."""
        which = self.asked.which
        found = QuoteFilter(
            codes=(self.rows[row].code.id,), documents=which.documents, respondents=which.respondents,
            coders=which.coders, starred=which.starred, sets=which.sets, evidence_only=True,
        )  # fmt: skip
        if column is None:
            return found
        there = self.columns[column]
        documents = there.documents if there.documents is not None else found.documents
        people = tuple(sorted(there.respondents)) if there.documents is None else found.respondents
        return QuoteFilter(
            codes=found.codes, documents=documents, respondents=people, coders=found.coders, starred=found.starred,
            sets=found.sets, evidence_only=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deviant:
    """A respondent who stands against what most say of a code: ``stance`` is theirs, ``most`` that of the others."""

    code: Code
    respondent: RespondentId
    name: str
    stance: Stance
    most: Stance
    others: int


def read_matrix(project: Project, asked: MatrixAsked, progress: Progress | None = None) -> Matrix:
    """Count a matrix in one pass over the quotes. Raises NotFound for an attribute or a set that is gone, Cancelled."""
    progress = progress or Progress()
    with project.reading() as store:
        limits = without_sets(store, asked.which)
        tree = CodeTree(store.codes.all())
        people = _people(store, limits)
        names = {one.id: one.name for one in store.respondents.all() if one.id in people}
        language = store.project.get().language
        names = dict(sorted(names.items(), key=lambda one: sort_key(one[1], language)))
        columns, title = _columns(store, asked, people, names, limits, language)
        silent = store.analysis.not_asked()
    counting = _Counting(tree, asked, columns)
    wanted = QuoteFilter(
        codes=asked.codes, documents=limits.documents, respondents=limits.respondents, coders=limits.coders,
        starred=limits.starred, evidence_only=True,
    )  # fmt: skip
    for number, quote in enumerate(iter_quotes(project, wanted)):
        if number % _STEP == 0:
            progress.step(number, 0, message("Counting who says what"))
        counting.add(quote)
    return Matrix(asked, title, columns, counting.rows(silent if asked.by is By.RESPONDENT else set()), names)


def deviant_cases(matrix: Matrix) -> tuple[Deviant, ...]:
    """Respondents whose stance on a code is not that of most who take one; two at least make most."""
    found = []
    for row in matrix.rows:
        sides = {stance: row.total.stances.get(stance, frozenset()) for stance in (Stance.FOR, Stance.AGAINST)}
        both = sides[Stance.FOR] & sides[Stance.AGAINST] | row.total.stances.get(Stance.MIXED, frozenset())
        clear = {stance: people - both for stance, people in sides.items()}
        most, least = sorted(clear, key=lambda stance: len(clear[stance]), reverse=True)
        if len(clear[most]) < _LEAST_FOR_MAJORITY or len(clear[most]) == len(clear[least]):
            continue
        for stance, people in ((least, clear[least]), (Stance.MIXED, both)):
            found += [
                Deviant(row.code, one, matrix.names.get(one, ""), stance, most, len(clear[most]))
                for one in sorted(people, key=lambda one: matrix.names.get(one, ""))
            ]
    return tuple(found)


def mark_not_asked(project: Project, pairs: Collection[tuple[CodeId, RespondentId]], marked: bool = True) -> int:
    """Say that respondents were not asked about codes, or take that back, as one step. Raises NotFound.

    Returns how many of the pairs were not so already.
    """
    with project.reading() as store:
        known = {code.id for code in store.codes.all()}
        there = store.analysis.not_asked()
        people = {one for _, one in pairs}
        if not known >= {code for code, _ in pairs} or len(store.respondents.by_ids(list(people))) != len(people):
            raise NotFound("A code or a respondent no longer exists. Nothing was changed.")
    changing = set(pairs) - there if marked else set(pairs) & there
    if changing:
        label = (
            counted("Mark {count} answer as not asked", "Mark {count} answers as not asked", len(changing))
            if marked
            else counted("Mark {count} answer as asked", "Mark {count} answers as asked", len(changing))
        )
        with project.transaction(label) as store:
            store.analysis.mark_not_asked(changing, marked)
    return len(changing)


def write_summary(project: Project, code: CodeId, respondent: RespondentId, text: str) -> None:
    """Write what a respondent says about a code in short, in the framework grid. Raises NotFound."""
    with project.reading() as store:
        found, people = store.codes.get(code), store.respondents.by_ids([respondent])
        kept = store.analysis.cells().get((code, respondent))
    if found is None or not people:
        raise NotFound("The code or the respondent no longer exists. Your text was not saved.")
    words = text.strip()
    if words != ("" if kept is None else kept.text):
        with project.transaction(message("Sum up “{code}” for {name}", code=found.name, name=people[0].name)) as store:
            store.analysis.write_cell(code, respondent, words)


def read_summaries(project: Project) -> dict[tuple[CodeId, RespondentId], str]:
    """Every text of the framework grid."""
    with project.reading() as store:
        return {place: cell.text for place, cell in store.analysis.cells().items()}


class _Counting:
    """Collects quotes into cells."""

    def __init__(self, tree: CodeTree, asked: MatrixAsked, columns: Sequence[MatrixColumn]) -> None:
        chosen = None if asked.codes is None else {below for top in asked.codes for below in tree.below(top)}
        self._codes: list[tuple[Code, int]] = []
        for code in tree.in_order():
            line = tree.line(code.id)
            goal = any(above.role is CodeRole.GOAL for above in line)
            if len(line) <= asked.deepest and (not goal if chosen is None else code.id in chosen):
                self._codes.append((code, len(line) - 1))
        self._columns = columns
        self._by_document: dict[DocumentId, list[int]] = {}
        self._by_person: dict[RespondentId, list[int]] = {}
        for place, column in enumerate(columns):
            for document in column.documents or ():
                self._by_document.setdefault(document, []).append(place)
            for person in column.respondents if column.documents is None else ():
                self._by_person.setdefault(person, []).append(place)
        self._counted: dict[CodeId, dict[int, _Cell]] = {code.id: {} for code, _ in self._codes}

    def add(self, quote: Quote) -> None:
        """Count a quote in the rows of its code and those above it."""
        places = set(self._by_document.get(quote.document.id, ()))
        for person in quote.respondents:
            places.update(self._by_person.get(person, ()))
        for code in quote.code_line:
            cells = self._counted.get(code.id)
            if cells is None:
                continue
            for place in (-1, *places):
                cell = cells.get(place)
                if cell is None:
                    cell = cells[place] = _Cell()
                belonging = None if place < 0 or self._columns[place].documents is not None else (
                    self._columns[place].respondents
                )
                cell.add(quote, belonging)

    def rows(self, silent: set[tuple[CodeId, RespondentId]]) -> tuple[MatrixRow, ...]:
        """The finished rows."""
        made = []
        for code, depth in self._codes:
            cells = self._counted[code.id]
            shown = tuple(
                self._shown(cells.get(place), code, column, silent) for place, column in enumerate(self._columns)
            )
            total = cells[-1].done() if -1 in cells else MatrixCell()
            made.append(MatrixRow(code, depth, shown, total))
        return tuple(made)

    @staticmethod
    def _shown(
        cell: _Cell | None, code: Code, column: MatrixColumn, silent: set[tuple[CodeId, RespondentId]]
    ) -> MatrixCell:
        if cell is not None:
            return cell.done()
        unasked = bool(column.respondents) and all((code.id, one) in silent for one in column.respondents)
        return MatrixCell(mention=Mention.NOT_ASKED if unasked else Mention.NOT_MENTIONED)


class _Cell:
    __slots__ = ("passages", "people", "sides")

    def __init__(self) -> None:
        self.passages = 0
        self.people: set[RespondentId] = set()
        self.sides: dict[Stance, set[RespondentId]] = {}

    def add(self, quote: Quote, belonging: frozenset[RespondentId] | None) -> None:
        """Count a quote; of its speakers only those ``belonging`` to the column."""
        self.passages += 1
        heard = [one for one in quote.respondents if belonging is None or one in belonging]
        self.people.update(heard)
        if quote.stance is not Stance.NONE:
            self.sides.setdefault(quote.stance, set()).update(heard)

    def done(self) -> MatrixCell:
        """The finished cell."""
        sides = {stance: frozenset(people) for stance, people in self.sides.items()}
        return MatrixCell(self.passages, frozenset(self.people), sides, Mention.MENTIONED)


def _people(store: Store, limits: QuoteFilter) -> set[RespondentId]:
    """Those who speak as respondents in the documents asked for: who could have said something."""
    documents = None if limits.documents is None else set(limits.documents)
    people = None if limits.respondents is None else set(limits.respondents)
    return {
        one.respondent_id
        for one in store.documents.speakers()
        if one.role is SpeakerRole.RESPONDENT
        and one.respondent_id is not None
        and (documents is None or one.document_id in documents)
        and (people is None or one.respondent_id in people)
    }


def _columns(
    store: Store,
    asked: MatrixAsked,
    people: set[RespondentId],
    names: Mapping[RespondentId, str],
    limits: QuoteFilter,
    language: str,
) -> tuple[tuple[MatrixColumn, ...], Message]:
    if asked.by is By.RESPONDENT:
        made = tuple(MatrixColumn(literal(name), frozenset((one,))) for one, name in names.items())
        return made, message("Themes by respondent")
    wanted = None if limits.documents is None else set(limits.documents)
    documents = [one for one in store.documents.all() if wanted is None or one.id in wanted]
    speaking: dict[DocumentId, set[RespondentId]] = {}
    for speaker in store.documents.speakers():
        if speaker.respondent_id in people and speaker.role is SpeakerRole.RESPONDENT:
            speaking.setdefault(speaker.document_id, set()).add(speaker.respondent_id)
    if asked.by is By.DOCUMENT:
        made = tuple(
            MatrixColumn(literal(one.title), frozenset(speaking.get(one.id, ())), (one.id,)) for one in documents
        )
        return made, message("Themes by document")
    attribute = None if asked.attribute is None else store.attributes.get(asked.attribute)
    if attribute is None:
        raise NotFound("The attribute no longer exists. Nothing was counted.")
    title = message("Themes by {attribute}", attribute=attribute.name)
    if attribute.owner is Owner.RESPONDENT:
        values = store.attributes.values(Owner.RESPONDENT, sorted(people))
        groups = _groups(attribute, {one: values.get(one, {}).get(attribute.id, "") for one in names}, language)
        return tuple(
            MatrixColumn(name, frozenset(RespondentId(one) for one in members), None, not value)
            for value, name, members in groups
        ), title
    values = store.attributes.values(Owner.DOCUMENT, [one.id for one in documents])
    groups = _groups(attribute, {one.id: values.get(one.id, {}).get(attribute.id, "") for one in documents}, language)
    return tuple(
        MatrixColumn(
            name,
            frozenset(person for one in members for person in speaking.get(DocumentId(one), ())),
            tuple(DocumentId(one) for one in members),
            not value,
        )
        for value, name, members in groups
    ), title


def _groups(attribute: Attribute, values: Mapping[int, str], language: str) -> list[tuple[str, Message, list[int]]]:
    """(value, its title, who has it), in the order of the list to choose from, else as people count and spell."""
    members: dict[str, list[int]] = {}
    for one, value in values.items():
        members.setdefault(value.strip(), []).append(one)
    known = {value: place for place, value in enumerate(attribute.choices)}
    order = sorted(members, key=lambda value: (not value, known.get(value, len(known)), sort_key(value, language)))
    return [(value, _value_title(attribute, value), members[value]) for value in order]


def _value_title(attribute: Attribute, value: str) -> Message:
    if not value:
        return message("No value for {attribute}", attribute=attribute.name)
    if attribute.kind is AttributeKind.YES_NO:
        return Message(YES_NO_TITLES.get(value, "{words}"), {"words": value})
    return literal(value)
