"""The register of respondents (or of documents) from and to a spreadsheet.

An import is a plan first: what it would add and change is shown, cell by cell, and only then done, as one step. What
does not fit is left out and told with its line. An exported sheet that is edited and imported again writes just the
cells that were edited; its column “Id” finds each line again, also when the pseudonym was changed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import AttributeId, DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Attribute, Consent, Owner, SpeakerRole
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.register_columns import (
    ColumnUse,
    PlanColumn,
    Use,
    column_words,
    export_columns,
    plan_column,
    propose_uses,
)
from qualcoder_peer.core.services.respondents import NewColumn, RespondentEdit, write_respondents

_GUARDED = re.compile("'+[=+\\-@\t\r＝＋－＠]")
_MOST_ROWS = 100_000


class Sheet(Protocol):
    """What is imported: ``importers.tabular.Table`` or a ``PastedTable``. ``numbers`` are the lines' own numbers."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings, one a column."""
        ...

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The lines below them, each with as many cells."""
        ...

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number that a spreadsheet shows beside each line."""
        ...

    @property
    def separator(self) -> str:
        """What stands between cells in a text file; empty for a workbook."""
        ...


@dataclass(frozen=True, slots=True)
class PastedTable:
    """A block of cells from the clipboard whose first row holds headings."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    separator: str = "\t"


@dataclass(frozen=True, slots=True)
class NewLine:
    """A respondent that the import adds; ``values`` are what is stored, by place of the column in the plan."""

    line: int
    name: str
    values: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of somebody (or of a document) that is there already, as it is and as it would be, as stored."""

    line: int
    member: int
    name: str
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is left out and why; ``column`` is None when it is the whole line. ``line`` is its number in the sheet."""

    line: int
    column: int | None
    what: Message


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import of a sheet would do. ``columns`` has an entry for each column of the sheet.

    ``unchanged`` counts lines that say what the project says already. Show values with ``columns[i].shown``.
    """

    owner: Owner
    columns: tuple[PlanColumn, ...]
    new: tuple[NewLine, ...]
    changed: tuple[CellChange, ...]
    problems: tuple[LineProblem, ...]
    unchanged: int
    sheet: Sheet = field(repr=False)
    uses: tuple[ColumnUse, ...] = field(repr=False)
    clear_empty: bool | None = None

    @property
    def new_columns(self) -> tuple[PlanColumn, ...]:
        """The attributes that the import makes."""
        return tuple(one for one in self.columns if one.is_new)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.new or self.changed or any(one.is_new or one.is_widened for one in self.columns))


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A register as it is exported: headings, columns, the words to choose from in each, and what is stored."""

    title: str
    say: Texts
    headers: tuple[str, ...]
    columns: tuple[PlanColumn, ...]
    choices: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]


def pasted_table(text: str) -> PastedTable:
    """The block of cells in a text from a spreadsheet: tabs between cells, quotation marks around what holds tabs.

    Raises InvalidInput when there is no line below the headings.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    limit = csv.field_size_limit(max(len(plain) + 1, csv.field_size_limit()))
    try:
        read = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(plain), delimiter="\t")]
    finally:
        csv.field_size_limit(limit)
    rows = [(number, row) for number, row in enumerate(read, 1) if any(row)]
    if len(rows) < 2:
        raise InvalidInput(
            "There is no table on the clipboard: a row of headings with rows below it is needed. Nothing was changed."
        )
    width = max(len(row) for _, row in rows)
    padded = [(number, (*row, *([""] * (width - len(row))))) for number, row in rows]
    headers: list[str] = []
    for place, heading in enumerate(padded[0][1]):
        plain_heading = " ".join(heading.split()) or f"{place + 1}"
        headers.append(plain_heading if plain_heading not in headers else f"{plain_heading} ({place + 1})")
    body = padded[1:]
    return PastedTable(tuple(headers), tuple(row for _, row in body), tuple(number for number, _ in body))


def propose_mapping(project: Project, sheet: Sheet, owner: Owner = Owner.RESPONDENT) -> tuple[ColumnUse, ...]:
    """What the columns of a sheet most likely are."""
    with project.reading() as store:
        return propose_uses(owner, sheet.headers, sheet.rows, store.attributes.all(owner))


def plan_import(
    project: Project,
    sheet: Sheet,
    mapping: Sequence[ColumnUse] | None = None,
    owner: Owner = Owner.RESPONDENT,
    *,
    clear_empty: bool | None = None,
) -> ImportPlan:
    """What importing a sheet would change; nothing is changed. ``mapping`` None takes what ``propose_mapping`` says.

    An empty cell clears what is there if ``clear_empty``, not if it is False; None: in lines that were found by their
    “Id”, that is in sheets that this program exported. Raises InvalidInput for a mapping that makes no sense.
    """
    with project.reading() as store:
        return _Planning(store, sheet, mapping, owner, clear_empty).plan()


def apply_plan(project: Project, plan: ImportPlan) -> None:
    """Do what a plan says, as one step. Raises InvalidInput when the project has changed so that the plan would be
    another now; nothing is changed then."""
    label = counted("Import {count} line of a sheet", "Import {count} lines of a sheet", len(plan.sheet.rows))
    with project.transaction(label) as store:
        now = _Planning(store, plan.sheet, plan.uses, plan.owner, plan.clear_empty).plan()
        if (now.new, now.changed, _kinds(now)) != (plan.new, plan.changed, _kinds(plan)):
            raise InvalidInput(
                "The project has changed since the preview was made; nothing was imported. Look at the preview again."
            )
        for one in plan.columns:
            if one.is_widened and one.attribute is not None:
                store.attributes.change(one.attribute.id, choices=one.attribute.choices)
        if plan.owner is Owner.RESPONDENT:
            new_columns = [one.attribute for one in plan.new_columns if one.attribute is not None]
            write_respondents(
                project, _edits(plan), [NewColumn(one.name, one.kind, one.choices) for one in new_columns]
            )
        else:
            _write_documents(store, plan)


def register_table(project: Project, owner: Owner = Owner.RESPONDENT, language: str = "") -> RegisterTable:
    """The whole register, ready to be written by ``exporters.register``; in the project's language without another."""
    with project.reading() as store:
        say = texts(language or store.project.get().language)
        columns = export_columns(owner, store.attributes.all(owner), say)
        fields = _fields(store, owner)
        values = store.attributes.values(owner)
        order = store.respondents.names() if owner is Owner.RESPONDENT else [one.id for one in store.documents.all()]
    rows = []
    for member in order:
        own, mine = values.get(member, {}), fields[member]
        rows.append(
            tuple(
                own.get(one.attribute.id, "") if one.attribute is not None else mine.get(one.use, "")
                for one, _ in columns
            )
        )
    return RegisterTable(
        say("Respondents") if owner is Owner.RESPONDENT else say("Documents"),
        say,
        tuple(heading for _, heading in columns),
        tuple(one for one, _ in columns),
        tuple(column_words(one, say) for one, _ in columns),
        tuple(rows),
    )


class _Planning:
    """One plan in the making: the register as it is, and the sheet line by line."""

    def __init__(
        self,
        store: Store,
        sheet: Sheet,
        mapping: Sequence[ColumnUse] | None,
        owner: Owner,
        clear_empty: bool | None,
    ) -> None:
        self._sheet, self._owner, self._clear_empty = sheet, owner, clear_empty
        attributes = store.attributes.all(owner)
        self._uses = tuple(mapping or propose_uses(owner, sheet.headers, sheet.rows, attributes))
        _check_mapping(self._uses, sheet)
        named = {one.name: one for one in attributes}
        cells = list(zip(*sheet.rows, strict=True)) if sheet.rows else [()] * len(self._uses)
        self._columns = tuple(
            plan_column(owner, use, column, named) for use, column in zip(self._uses, cells, strict=True)
        )
        self._place = {one.use: place for place, one in enumerate(self._columns) if one.use is not Use.ATTRIBUTE}
        self._fields = _fields(store, owner)
        self._values = store.attributes.values(owner)
        self._by_guid = {own[Use.ID].casefold(): member for member, own in self._fields.items()}
        self._by_name = {own[Use.NAME]: member for member, own in self._fields.items()}
        self._folded: dict[str, list[int]] = {}
        for member, own in self._fields.items():
            self._folded.setdefault(own[Use.NAME].casefold(), []).append(member)
        self._files = store.documents.file_names() if owner is Owner.DOCUMENT else {}
        self._problems: list[LineProblem] = []
        self._guarded = sheet.separator not in ("", "\t")
        self._seen: dict[int | str, int] = {}
        self._taken = dict(self._by_name)

    def plan(self) -> ImportPlan:
        """The plan of the whole sheet."""
        new: list[NewLine] = []
        changed: list[CellChange] = []
        unchanged = 0
        for number, row in zip(self._sheet.numbers, self._sheet.rows, strict=True):
            cells = [self._cell(words) for words in row]
            if not any(cells):
                continue
            name = " ".join(cells[self._place[Use.NAME]].split()) if Use.NAME in self._place else ""
            member, by_id = self._find(cells, name)
            if not self._is_first(number, member, name):
                continue
            if member is None:
                line = self._new(number, name, cells)
                if line is not None:
                    new.append(line)
                continue
            clear = by_id if self._clear_empty is None else self._clear_empty
            found = self._changes(number, member, cells, clear, by_id)
            changed.extend(found)
            unchanged += not found
        clashes = {one.line for one in self._clashes(new, changed)}
        return ImportPlan(
            self._owner,
            self._columns,
            tuple(one for one in new if one.line not in clashes),
            tuple(one for one in changed if one.line not in clashes),
            tuple(sorted(self._problems, key=lambda one: one.line)),
            unchanged,
            self._sheet,
            self._uses,
            self._clear_empty,
        )

    def _cell(self, words: str) -> str:
        # An apostrophe before what a spreadsheet would take for a formula was put there by our own export.
        return words[1:] if self._guarded and _GUARDED.match(words) else words

    def _find(self, cells: Sequence[str], name: str) -> tuple[int | None, bool]:
        """Whose line it is, and whether its id says so."""
        if Use.ID in self._place:
            member = self._by_guid.get(cells[self._place[Use.ID]].strip().casefold())
            if member is not None:
                return member, True
        member = self._by_name.get(name)
        if member is None:
            folded = self._folded.get(name.casefold(), [])
            member = folded[0] if len(folded) == 1 else self._files.get(name)
        return member, False

    def _is_first(self, number: int, member: int | None, name: str) -> bool:
        if member is None and not name:
            self._tell(number, None, message("The line has no name; it was left out."))
            return False
        if member is None and self._owner is Owner.DOCUMENT:
            self._tell(number, None, message("There is no document “{name}”; the line was left out.", name=name[:80]))
            return False
        key = name.casefold() if member is None else member
        before = self._seen.setdefault(key, number)
        if before == number:
            return True
        self._tell(
            number,
            None,
            message(
                "“{name}” stands in line {line} already; the line was left out. If these are two people, give them "
                "names of their own.",
                name=(name or self._fields.get(member or 0, {}).get(Use.NAME, ""))[:80],
                line=before,
            ),
        )
        return False

    def _new(self, number: int, name: str, cells: Sequence[str]) -> NewLine | None:
        values: dict[int, str] = {}
        for place, column in enumerate(self._columns):
            if column.use in (Use.NAME, Use.ID, Use.IGNORE):
                continue
            stored = self._stored(number, place, column, cells[place])
            if stored:
                values[place] = stored
        if not self._is_storable(number, name):
            return None
        return NewLine(number, name, values)

    def _changes(
        self, number: int, member: int, cells: Sequence[str], clear: bool, by_id: bool
    ) -> list[CellChange]:
        fields, values = self._fields[member], self._values.get(member, {})
        found: list[CellChange] = []
        for place, column in enumerate(self._columns):
            if column.use in (Use.ID, Use.IGNORE):
                continue
            words = cells[place].strip()
            if not words and (not clear or column.use in (Use.NAME, Use.ROLE, Use.KIND, Use.LANGUAGE, Use.DONE)):
                continue
            stored = self._stored(number, place, column, words)
            if stored is None:
                continue
            if column.use is Use.NAME:
                stored = " ".join(stored.split())
                if not by_id:
                    continue  # found by its name, perhaps in other letters, which is no wish to rename
            attribute = column.attribute
            old = values.get(attribute.id, "") if attribute is not None else fields.get(column.use, "")
            if stored != old:
                found.append(CellChange(number, member, fields[Use.NAME], place, old, stored))
        return found

    def _stored(self, number: int, place: int, column: PlanColumn, words: str) -> str | None:
        if not self._is_storable(number, words, place):
            return None
        stored = column.read(words)
        if stored is None:
            self._tell(number, place, column.refusal(words))
        return stored

    def _is_storable(self, number: int, words: str, place: int | None = None) -> bool:
        try:
            storable(words)
        except InvalidInput as error:
            self._tell(number, place, error.message)
            return False
        return True

    def _clashes(self, new: Sequence[NewLine], changed: Sequence[CellChange]) -> list[LineProblem]:
        """Lines that would give a second person or document a name that another has or gets."""
        renamed = [one for one in changed if self._columns[one.column].use is Use.NAME]
        kept = dict(self._by_name)
        for one in renamed:
            kept.pop(one.old, None)
        clashes: list[LineProblem] = []
        for line, name in sorted([(one.line, one.new) for one in renamed] + [(one.line, one.name) for one in new]):
            if name in kept:
                what = message(
                    "The name “{name}” is taken; the line was left out. Choose another name.", name=name[:80]
                )
                clashes.append(LineProblem(line, None, what))
            kept[name] = line
        self._problems += clashes
        return clashes

    def _tell(self, line: int, column: int | None, what: Message) -> None:
        self._problems.append(LineProblem(line, column, what))


def _check_mapping(uses: Sequence[ColumnUse], sheet: Sheet) -> None:
    if len(uses) != len(sheet.headers):
        raise InvalidInput("Say of each column of the sheet what it is. Nothing was imported.")
    if len(sheet.rows) > _MOST_ROWS:
        raise InvalidInput("The sheet has more than {most} rows. Nothing was imported.", most=_MOST_ROWS)
    single = [one.use for one in uses if one.use not in (Use.ATTRIBUTE, Use.IGNORE)]
    names = [" ".join(one.attribute.split()) for one in uses if one.use is Use.ATTRIBUTE]
    if len(set(single)) < len(single) or len(set(names)) < len(names):
        raise InvalidInput("Two columns of the sheet are said to be the same thing. Nothing was imported.")
    if not {Use.NAME, Use.ID} & set(single):
        raise InvalidInput("One column of the sheet must hold the names. Nothing was imported.")
    if not all(names):
        raise InvalidInput("An attribute needs a name. Nothing was imported.")


def _kinds(plan: ImportPlan) -> list[tuple[object, ...]]:
    """What of the columns matters to an import: not where they stand in the table."""
    return [
        (one.use, one.is_new, one.is_widened)
        + (() if (own := one.attribute) is None else (own.id, own.name, own.kind, own.choices))
        for one in plan.columns
    ]


def _fields(store: Store, owner: Owner) -> dict[int, dict[Use, str]]:
    """What everybody (or every document) has in the fixed columns, as stored."""
    memos = store.memos.texts_of(owner.value)
    if owner is Owner.RESPONDENT:
        guids = store.respondents.guids()
        return {
            person: {
                Use.ID: guids[person], Use.NAME: name, Use.ROLE: role, Use.CONSENT: consent, Use.CONSENT_DATE: date,
                Use.MEMO: memos.get(person, ""),
            }
            for person, name, role, consent, date in store.respondents.basics()
        }  # fmt: skip
    return {
        one.id: {
            Use.ID: one.guid, Use.NAME: one.title, Use.KIND: one.kind, Use.DATE: one.date, Use.LANGUAGE: one.language,
            Use.DONE: "yes" if one.done else "no", Use.MEMO: memos.get(one.id, ""),
        }
        for one in store.documents.all()
    }  # fmt: skip


def _edits(plan: ImportPlan) -> list[RespondentEdit]:
    lines: dict[int, dict[int, str]] = {}
    for change in plan.changed:
        lines.setdefault(change.member, {})[change.column] = change.new
    edits = [_edit(plan, RespondentId(member), None, values) for member, values in lines.items()]
    return edits + [_edit(plan, None, one.name, one.values) for one in plan.new]


def _edit(plan: ImportPlan, person: RespondentId | None, name: str | None, values: Mapping[int, str]) -> RespondentEdit:
    fixed = {plan.columns[place].use: value for place, value in values.items() if plan.columns[place].attribute is None}
    attributes = {
        column.attribute.name: value
        for place, value in values.items()
        if (column := plan.columns[place]).attribute is not None
    }
    return RespondentEdit(
        person,
        name if name is not None else fixed.get(Use.NAME),
        SpeakerRole(fixed[Use.ROLE]) if Use.ROLE in fixed else None,
        attributes,
        Consent(fixed[Use.CONSENT]) if Use.CONSENT in fixed else None,
        fixed.get(Use.CONSENT_DATE),
        fixed.get(Use.MEMO),
    )


def _write_documents(store: Store, plan: ImportPlan) -> None:
    columns: dict[int, Attribute] = {}
    for place, one in enumerate(plan.columns):
        if one.attribute is not None:
            made = one.attribute.id
            if one.is_new:
                made = store.attributes.add(one.attribute.name, plan.owner, one.attribute.kind, one.attribute.choices)
            columns[place] = Attribute(made, one.attribute.name, 0)
    cells: list[tuple[int, AttributeId, str]] = []
    fields: dict[DocumentId, dict[str, object]] = {}
    memos: dict[DocumentId, str] = {}
    for change in plan.changed:
        document, use = DocumentId(change.member), plan.columns[change.column].use
        if change.column in columns:
            cells.append((document, columns[change.column].id, change.new))
        elif use is Use.MEMO:
            memos[document] = change.new
        else:
            value: object = int(change.new == "yes") if use is Use.DONE else change.new
            fields.setdefault(document, {})["title" if use is Use.NAME else use.value] = value
    store.attributes.write(plan.owner, cells)
    store.documents.change_many(fields)
    for document, text in memos.items():
        store.memos.write("document", document, text, store.coder)
