"""``respondents``: the register of people: from and to a sheet, who is who, and what is known of them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser, names
from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import AttributeKind, Consent, Owner, Respondent, Speaker, SpeakerRole
from qualcoder_peer.core.exporters.register import write_register
from qualcoder_peer.core.importers.tabular import read_table
from qualcoder_peer.core.services.attributes import add_attribute, change_kind, list_attributes
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.matching import Match, MatchGuess, apply_matches, match_guesses, merge_respondents
from qualcoder_peer.core.services.register import ImportPlan, apply_plan, plan_import, propose_mapping
from qualcoder_peer.core.services.register_columns import wider_lists
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    assign_documents,
    assign_speaker,
    find_respondent,
    list_respondents,
    list_speakers,
    unassign_documents,
    write_respondents,
)

_SHOWN = 20
_DRY_RUN = message("Only say what would change.")


def arguments(parser: Parser, _command: str) -> None:
    """What to do with the register, and what that needs."""
    parser.add_project()
    parser.add_actions({name: (words, fill) for name, (words, fill, _) in _ACTIONS.items()})


def run(args: Namespace, console: Console, _command: str) -> int:
    """Do it."""
    return _ACTIONS[args.action][2](args, console)


# --- a sheet


def _fill_import(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("sheet_file", type=Path, metavar="SHEET", help=say(message("A sheet: .xlsx, .csv or .tsv.")))
    parser.add_argument("--sheet", metavar="S", help=say(message("The sheet of the workbook; else the first.")))
    _fill_about(parser)
    parser.add_argument("--clear-empty", action="store_true", help=say(message(
        "An empty cell clears what is there. Else only in sheets that were exported with their ids.")))  # fmt: skip
    parser.add_argument("--add-choices", action="store_true", help=say(message(
        "Words that a list of choices does not have become choices of it.")))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=say(_DRY_RUN))
    parser.add_argument("--json", action="store_true", help=say(message("Say what changes as a JSON array.")))


def _import(args: Namespace, console: Console) -> int:
    about = Owner.DOCUMENT if args.documents else Owner.RESPONDENT
    table = read_table(args.sheet_file, sheet=args.sheet)
    with open_to_read(args.project) if args.dry_run else open_to_change(args.project) as project:
        mapping = propose_mapping(project, table, about)
        mapping = wider_lists(mapping) if args.add_choices else mapping
        plan = plan_import(project, table, mapping, about, clear_empty=True if args.clear_empty else None)
        if not args.dry_run and not plan.is_empty:
            apply_plan(project, plan)
    if args.json:
        console.array(_plan_rows(plan, console))
    else:
        _tell_plan(plan, console, done=not args.dry_run)
        for problem in plan.problems:
            console.complain(message("Line {line}: {problem}", line=problem.line, problem=problem.what))
    return 1 if plan.problems else 0


def _plan_rows(plan: ImportPlan, console: Console) -> Iterator[dict[str, Any]]:
    empty = {"line": None, "name": None, "column": None, "old": None, "new": None, "text": None}
    for place, one in enumerate(plan.columns):
        if one.attribute is not None and (one.is_new or one.is_widened):
            choices = ", ".join(one.attribute.choices)
            yield {**empty, "what": "column" if one.is_new else "choices", "column": plan.sheet.headers[place],
                   "name": one.attribute.name, "new": one.attribute.kind.value if one.is_new else choices}  # fmt: skip
    for line in plan.new:
        values = {plan.sheet.headers[place]: value for place, value in line.values.items()}
        yield {**empty, "what": "person", "line": line.line, "name": line.name, "values": values}
    for change in plan.changed:
        yield {**empty, "what": "cell", "line": change.line, "name": change.name,
               "column": plan.sheet.headers[change.column], "old": change.old, "new": change.new}  # fmt: skip
    for problem in plan.problems:
        column = None if problem.column is None else plan.sheet.headers[problem.column]
        yield {**empty, "what": "problem", "line": problem.line, "column": column, "text": console.say(problem.what)}


def _tell_plan(plan: ImportPlan, console: Console, *, done: bool) -> None:
    if plan.is_empty:
        console.tell(message("Nothing to change: {lines} say what the project says already.",
                             lines=counted("{count} line", "{count} lines", plan.unchanged)))  # fmt: skip
        return
    people = counted("{count} new person", "{count} new persons", len(plan.new))
    cells = counted("{count} changed cell", "{count} changed cells", len(plan.changed))
    columns = counted("{count} new attribute", "{count} new attributes", len(plan.new_columns))
    parts = {"people": people, "cells": cells, "columns": columns}
    if done:
        console.tell(message("Imported: {people}, {cells}, {columns}.", **parts))
    else:
        console.tell(message("Would import: {people}, {cells}, {columns}.", **parts))
    for line in plan.new[:_SHOWN]:
        console.tell("    + " + line.name)
    for change in plan.changed[:_SHOWN]:
        column = plan.columns[change.column]
        old, new = (column.shown(one, console.texts) or "–" for one in (change.old, change.new))
        console.tell(f"    {change.name} · {console.say(column.title)}: {old} → {new}")
    more = max(0, len(plan.new) - _SHOWN) + max(0, len(plan.changed) - _SHOWN)
    if more:
        console.tell(counted("    … and {count} more; --json lists all.", "    … and {count} more; --json lists all.",
                             more))  # fmt: skip


def _fill_export(parser: Parser) -> None:
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT",
        help=parser.say(message("The file to write: .xlsx or .csv.")),
    )  # fmt: skip
    _fill_about(parser)


def _export(args: Namespace, console: Console) -> int:
    with open_to_read(args.project) as project:
        count = write_register(project, args.out, Owner.DOCUMENT if args.documents else Owner.RESPONDENT)
    console.tell(counted("Wrote {count} line to {path}", "Wrote {count} lines to {path}", count, path=args.out))
    return 0


# --- one person


def _fill_add(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=parser.say(message("The pseudonym.")))
    _fill_values(parser)


def _add(args: Namespace, console: Console) -> int:
    edit = _edit(args, None, args.name)
    with open_to_change(args.project) as project:
        write_respondents(project, [edit])
    console.tell(message("Added the respondent “{name}”.", name=" ".join(args.name.split())))
    return 0


def _fill_set(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=parser.say(message("The pseudonym, or the id.")))
    parser.add_argument("--rename", metavar="NEW", help=parser.say(message("Another pseudonym.")))
    _fill_values(parser)


def _set(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        write_respondents(project, [_edit(args, find_respondent(project, args.name), args.rename)])
    console.tell(message("Wrote what is known of “{name}”.", name=args.rename or args.name))
    return 0


def _fill_values(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("values", nargs="*", metavar="ATTRIBUTE=VALUE", help=say(message(
        "What to write; a new attribute is made. Nothing behind the sign clears it.")))  # fmt: skip
    parser.add_argument("--role", choices=[one.value for one in SpeakerRole], help=say(message("Who it is.")))
    parser.add_argument("--consent", choices=["unknown", *(one.value for one in Consent if one.value)],
                        help=say(message("What the person has said to taking part.")))  # fmt: skip
    parser.add_argument("--consent-date", metavar="DATE", help=say(message("When, as 2026-03-01.")))
    parser.add_argument("--memo", metavar="T", help=say(message("A memo on the person.")))


def _edit(args: Namespace, person: RespondentId | None, name: str | None) -> RespondentEdit:
    attributes: dict[str, str] = {}
    for words in args.values:
        attribute, sign, value = words.partition("=")
        if not sign or not attribute.strip():
            args.parser.wrong(message("“{words}” is not ATTRIBUTE=VALUE", words=words))
        attributes[attribute] = value
    consent = None if args.consent is None else Consent(args.consent.replace("unknown", ""))
    role = None if args.role is None else SpeakerRole(args.role)
    return RespondentEdit(person, name, role, attributes, consent, args.consent_date, args.memo)


def _fill_merge(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("target", metavar="NAME", help=say(message("The person who stays.")))
    parser.add_argument("sources", nargs="+", metavar="OTHER", help=say(message("Who is that person too.")))


def _merge(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        sources = [find_respondent(project, name) for name in args.sources]
        plan = merge_respondents(project, sources, find_respondent(project, args.target))
    speakers = counted("{count} speaker", "{count} speakers", plan.speakers)
    console.tell(message("Joined with “{name}”: {speakers} came along.", name=plan.target.name, speakers=speakers))
    for one in plan.conflicts:
        console.tell(message("    {attribute}: {kept} was kept, {others} is in the memo.", attribute=one.attribute,
                             kept=one.kept, others=", ".join(one.others)))  # fmt: skip
    return 0


def _fill_attribute(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("name", metavar="NAME", help=say(message("The attribute; it is made when it is missing.")))
    parser.add_argument("--kind", required=True, choices=[one.value for one in AttributeKind],
                        help=say(message("What it holds.")))  # fmt: skip
    parser.add_argument("--choices", type=names, metavar="A,B", help=say(message("The choices of the kind choice.")))
    parser.add_argument("--drop-unfitting", action="store_true", help=say(message(
        "Clear the values that do not fit the kind; else nothing is changed.")))  # fmt: skip
    _fill_about(parser)


def _attribute(args: Namespace, console: Console) -> int:
    kind, about = AttributeKind(args.kind), Owner.DOCUMENT if args.documents else Owner.RESPONDENT
    if args.choices and kind is not AttributeKind.CHOICE:
        args.parser.wrong(message("{option} does not apply to {kind}", option="--choices", kind=args.kind))
    with open_to_change(args.project) as project:
        found = next((one for one in list_attributes(project, about) if one.name == args.name), None)
        if found is None:
            add_attribute(project, args.name, about, kind, args.choices or ())
        else:
            change_kind(project, found.id, kind, args.choices, drop_unfitting=args.drop_unfitting)
    console.tell(message("The attribute “{name}” now has the kind {kind}.", name=args.name, kind=args.kind))
    return 0


# --- who is who


def _fill_assign(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("--document", required=True, metavar="D", help=say(message("Title, file name or id.")))
    parser.add_argument("--speaker", metavar="L", help=say(message(
        "The label in the text. Without it: the only one who answers, or all of a text without labels.")))  # fmt: skip
    parser.add_argument("--respondent", required=True, metavar="R", help=say(message("Who it is: pseudonym or id.")))


def _assign(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        document = find_document(project, args.document)
        person = list_respondents(project, [find_respondent(project, args.respondent)])[0]
        speakers = [one for one in list_speakers(project) if one.document_id == document.id]
        if args.speaker is not None or any(one.role is SpeakerRole.INTERVIEWER for one in speakers):
            speaker = _speaker(speakers, args.speaker, document.title, person)
            assign_speaker(project, speaker.id, person.role, person.id)
            what = message("“{label}” in “{document}” is now {name}.", label=speaker.label, document=document.title,
                           name=person.name)  # fmt: skip
        else:
            assign_documents(project, [document.id], person.id)
            what = message("All of “{document}” is now what {name} says.", document=document.title, name=person.name)
    console.tell(what)
    return 0


def _speaker(speakers: Sequence[Speaker], label: str | None, title: str, person: Respondent) -> Speaker:
    asks = person.role is SpeakerRole.INTERVIEWER
    answering = [one for one in speakers if (one.role is SpeakerRole.INTERVIEWER) == asks]
    found = answering if label is None else [one for one in speakers if one.label == label]
    if len(found) != 1:
        raise InvalidInput(
            "Say with --speaker who it is in “{title}”: {labels}. Nothing was changed.",
            title=title,
            labels=", ".join(one.label for one in speakers)[:300] or "–",
        )
    return found[0]


def _fill_unassign(parser: Parser) -> None:
    parser.add_argument("--document", required=True, action="append", metavar="D", help=parser.say(message(
        "A text without labels of which it was said whose words it is; may be given several times.")))  # fmt: skip


def _unassign(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        count = unassign_documents(project, [find_document(project, name).id for name in args.document])
    console.tell(counted("{count} document is nobody's words now.", "{count} documents are nobody's words now.", count))
    return 0


def _fill_match(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("--document", action="append", default=[], metavar="D",
                        help=say(message("Only this document; may be given several times.")))  # fmt: skip
    parser.add_argument("--apply", action="store_true", help=say(message("Do what is sure; else it is only told.")))
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))


def _match(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) if args.apply else open_to_read(args.project) as project:
        documents = [find_document(project, name).id for name in args.document] or None
        guesses = match_guesses(project, documents)
        sure = [
            Match(one.document, one.speaker, one.best.respondent)
            for one in guesses
            if one.is_sure and one.best is not None
        ]
        if args.apply and sure:
            apply_matches(project, sure)
    if args.json:
        console.array(_guess_rows(guesses, console))
        return 0
    titles = [message("Document"), message("Speaker"), message("Respondent"), message("Sure"), message("Why")]
    console.table(titles, (_guess_cells(one, console) for one in guesses))
    if args.apply:
        console.tell(counted("Matched {count} speaker.", "Matched {count} speakers.", len(sure)))
    return 0


def _guess_rows(guesses: Iterable[MatchGuess], console: Console) -> Iterator[dict[str, Any]]:
    for one in guesses:
        yield {
            "document": one.title,
            "document_id": int(one.document),
            "speaker": one.label or None,
            "respondent": one.best.name if one.best else None,
            "score": one.best.score if one.best else None,
            "sure": one.is_sure,
            "reason": console.say(one.best.reason) if one.best else None,
            "others": [{"respondent": other.name, "score": other.score} for other in one.candidates[1:]],
        }


def _guess_cells(one: MatchGuess, console: Console) -> list[object]:
    best = one.best
    sure = console.say(message("yes")) if one.is_sure else ""
    return [one.title, one.label, best.name if best else "", sure, console.say(best.reason) if best else ""]


def _fill_about(parser: Parser) -> None:
    parser.add_argument(
        "--documents", action="store_true", help=parser.say(message("Of the documents instead of the respondents."))
    )


_Action = tuple[Message, Callable[[Parser], None], Callable[[Namespace, Console], int]]
_ACTIONS: dict[str, _Action] = {
    "import": (message("Import a sheet: new people, changed cells, new attributes."), _fill_import, _import),
    "export": (message("Write a sheet that can be edited and imported again."), _fill_export, _export),
    "add": (message("Add a person."), _fill_add, _add),
    "set": (message("Write what is known of a person."), _fill_set, _set),
    "merge": (message("Make several persons one."), _fill_merge, _merge),
    "attribute": (message("Add an attribute, or give it another kind."), _fill_attribute, _attribute),
    "assign": (message("Say who a speaker is, or whose words a whole document is."), _fill_assign, _assign),
    "unassign": (message("Forget whose words a whole document is."), _fill_unassign, _unassign),
    "match": (message("Guess who the speakers are that nobody has been matched with."), _fill_match, _match),
}
