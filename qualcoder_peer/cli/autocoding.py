"""``autocode``: codes what a search finds, what somebody says, what stands under a heading or in a column."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.finding import add_kinds, add_places, context_row, query_from
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.sources import PlaceKind
from qualcoder_peer.core.services.autocoding import (
    ByPlace,
    BySpeaker,
    Plan,
    PlannedCoding,
    Rule,
    Scope,
    apply,
    plan_autocoding,
    preview,
    step_label,
)
from qualcoder_peer.core.services.codebook import add_code_path, parse_path, read_tree
from qualcoder_peer.core.services.respondents import respondent_names

_PAGE = 200


def arguments(parser: Parser, _command: str) -> None:
    """By which rule, with which code."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("--code", required=True, metavar="PATH",
                        help=say(message("The code; it is made when it is missing.")))  # fmt: skip
    rules = parser.add_mutually_exclusive_group(required=True)
    rules.add_argument("--find", metavar="WORDS", help=say(message("Code what is found.")))
    rules.add_argument("--speaker", metavar="R", help=say(message(
        "Code all that a respondent says, or whoever has this label.")))  # fmt: skip
    rules.add_argument("--heading", metavar="H", help=say(message("Code what stands under this heading.")))
    rules.add_argument("--field", metavar="F", help=say(message("Code what stands in this column of a sheet.")))
    parser.add_argument(
        "--scope", choices=[one.value for one in Scope], default=Scope.HIT.value,
        help=say(message("What is coded: just what was found (hit), or the sentence, turn or paragraph it is in.")),
    )  # fmt: skip
    add_kinds(parser)
    add_places(parser)
    parser.add_argument("--interviewer", action="store_true",
                        help=say(message("Code an interviewer's words too, and what nobody says.")))  # fmt: skip
    parser.add_argument("--coder", metavar="C", help=say(message(
        "Who codes; else you, by your name on this computer.")))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=say(message(
        "Show what would be coded and change nothing.")))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console, _command: str) -> int:
    """Code, or show what would be coded."""
    if args.find is None and (args.regex or args.word or args.stems or args.near or args.match_case):
        kinds = "--regex, --word, --stems, --near, --match-case"
        args.parser.wrong(message("{option} is only for {other}", option=kinds, other="--find"))
    for option, given in (("--respondent", args.respondent), ("--where", args.where)):
        if args.find is None and given:
            args.parser.wrong(message("{option} is only for {other}", option=option, other="--find"))
    with open_to_read(args.project) if args.dry_run else open_to_change(args.project, args.coder) as project:
        path = parse_path(args.code)
        found = read_tree(project).find(path)
        plan = plan_autocoding(
            project, _rule(args, project), Scope(args.scope), found.id if found else None, coder=args.coder or "",
            evidence_only=not args.interviewer, progress=console.progress(),
        )  # fmt: skip
        rows = [row for row in plan.rows if not row.already]
        if not args.dry_run:
            _apply(project, plan, rows, path, found.id if found else None, console)
        if args.json:
            console.array(_rows(project, plan.rows if args.dry_run else rows))
        else:
            _tell(project, plan, rows, args.dry_run, console)
    return 0


def _rule(args: Namespace, project: Project) -> Rule:
    where = query_from(args, project, args.find or "")
    if args.find is not None:
        return where
    if args.speaker is not None:
        people = tuple(person for person, name in respondent_names(project).items() if name == args.speaker)
        return BySpeaker(people, () if people else (args.speaker,), where)
    if args.heading is not None:
        return ByPlace(PlaceKind.HEADING, (args.heading,), where)
    return ByPlace(PlaceKind.FIELD, (args.field,), where)


def _apply(
    project: Project, plan: Plan, rows: Sequence[PlannedCoding], path: tuple[str, ...], code: CodeId | None,
    console: Console,
) -> None:  # fmt: skip
    if not rows:
        return
    with project.transaction(step_label(plan, path[-1], len(rows))):
        chosen = add_code_path(project, path) if code is None else code
        apply(project, replace(plan, code=chosen), rows, progress=console.progress())


def _rows(project: Project, rows: Sequence[PlannedCoding]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(rows), _PAGE):
        page = rows[first : first + _PAGE]
        for planned, one in zip(page, preview(project, page), strict=True):
            yield {**context_row(one), "hits": len(planned.hits), "already": planned.already, "joins": planned.joins}


def _tell(project: Project, plan: Plan, rows: Sequence[PlannedCoding], is_dry: bool, console: Console) -> None:
    if is_dry:
        titles = [message("Document"), message("Paragraph"), message("Speaker"), message("Hits"), message("Words")]
        console.table(titles, (
            [row["document"], row["paragraph"], row["respondent"] or row["speaker"] or "", row["hits"], row["quote"]]
            for row in _rows(project, rows)
        ))  # fmt: skip
    else:
        console.tell(_coded(len(rows)))
    there = len(plan.rows) - len(rows)
    if there:
        console.tell(counted("{count} segment has the code already.", "{count} segments have the code already.", there))
    if plan.left_out:
        console.tell(counted(
            "{count} hit is left out: an interviewer says it, or nobody does.",
            "{count} hits are left out: an interviewer says them, or nobody does.",
            plan.left_out,
        ))  # fmt: skip
    if plan.is_cut:
        console.tell(message("There is more: run it again for the rest."))


def _coded(count: int) -> Message:
    return counted(
        "Coded {count} segment; it counts as automatic until somebody confirms it.",
        "Coded {count} segments; they count as automatic until somebody confirms them.",
        count,
    )
