"""``report FILE.qcp disclose``: what might give somebody away in the report, before it leaves."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.asking import add_password, read_password
from qualcoder_peer.cli.console import Console, local_time
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser, whole_number
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.disclosure import (
    DISCLOSURE_TITLES,
    FILE_KINDS,
    Disclosure,
    DisclosureFinding,
    DisclosureKind,
    DisclosureLevel,
    DisclosureRules,
    LeftTable,
)
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import DisclosurePass
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.services.disclosure import (
    kept_pass,
    list_passes,
    open_finding,
    pass_findings,
    read_rules,
    take_back_passes,
    write_rules,
)
from qualcoder_peer.core.services.disclosure_left import forget_tables, list_left

_SHORT = 10  # digits of a fingerprint that are shown: enough to say which
_MOST_PLACES = 5


def arguments(parser: Parser) -> None:
    """Which file, by which rules, and what to let pass."""
    say = parser.say
    parser.add_argument(
        "report", nargs="?", type=Path, metavar="REPORT.docx",
        help=say(message("A finished Word file; without it the report draft is checked as it would be written.")),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("Write a JSON array of all findings.")))
    parser.add_argument("--rules", choices=[one.value for one in DisclosureLevel],
                        help=say(message("Check by this rule rather than the project’s.")))  # fmt: skip
    parser.add_argument("--threshold", type=whole_number(2, 100), metavar="N",
                        help=say(message("Fewest people who must be alike.")))  # fmt: skip
    parser.add_argument("--keep", action="store_true",
                        help=say(message("Keep --rules and --threshold in the project.")))  # fmt: skip
    parser.add_argument("--pass", dest="let_pass", action="append", default=[], metavar="FINGERPRINT",
                        help=say(message("Let this finding pass; may be given several times.")))  # fmt: skip
    parser.add_argument("--reason", metavar="TEXT", help=say(message("Why it may pass; the project keeps it.")))
    parser.add_argument("--passes", action="store_true",
                        help=say(message("List what was let pass, and check nothing.")))  # fmt: skip
    parser.add_argument("--take-back", action="append", default=[], metavar="FINGERPRINT",
                        help=say(message("Open what was let pass again.")))  # fmt: skip
    parser.add_argument("--left", action="store_true", help=say(message(
        "List the tables of counts that have left the project, and check nothing.")))  # fmt: skip
    parser.add_argument("--forget", type=whole_number(1, 10**9), action="append", default=[], metavar="NUMBER",
                        help=say(message("Forget this table of --left, which never went out.")))  # fmt: skip
    parser.add_argument("--clean", type=Path, metavar="OUT.docx", help=say(message(
        "Write a copy of REPORT.docx without what was found in the file itself and is not passed.")))  # fmt: skip
    parser.add_argument("--earlier", type=Path, action="append", default=[], metavar="OLD.docx", help=say(message(
        "A report that has left before, whose tables are compared; may be given several times.")))  # fmt: skip
    parser.add_argument("--key", type=Path, metavar="NAME.qckey",
                        help=say(message("Also look for the real names of this key.")))  # fmt: skip
    add_password(parser)
    parser.add_argument("--coder", metavar="C",
                        help=say(message("Who does it; your name on this computer if not said.")))  # fmt: skip


def run(args: Namespace, console: Console) -> int:
    """Check, tell, and let pass what was asked. 1 where the rules are strict and something is open."""
    if args.let_pass and not args.reason:
        args.parser.wrong(message("say why, with --reason; the project keeps it"))
    if args.clean is not None and args.report is None:
        args.parser.wrong(message("--clean needs the Word file that it is a copy of"))
    if args.earlier and args.report is None:
        args.parser.wrong(message("--earlier needs the Word file whose tables are compared"))
    changes = args.keep or args.let_pass or args.take_back or args.forget
    opened = open_to_change(args.project, args.coder) if changes else open_to_read(args.project)
    with opened as project:
        if args.take_back:
            _take_back(project, args.take_back)
        if args.passes:
            _list_passes(console, list_passes(project), args.json)
            return 0
        if args.forget:
            _forget(project, args.forget)
        if args.left:
            _list_left(console, list_left(project), args.json)
            return 0
        rules = _rules(project, args)
        if args.keep:
            write_rules(project, rules)
        found = _check(project, args, rules, console)
        if args.let_pass:
            findings = [open_finding(found, fingerprint) for fingerprint in args.let_pass]
            pass_findings(project, findings, args.reason)
            for finding in findings:
                console.complain(message("Passed: {finding}", finding=finding.message))
            found = _check(project, args, rules, console)
        if args.clean is not None:
            _clean(args, found, console)
        _tell(console, found, args.json)
        return 1 if found.refuses else 0


def _rules(project: Project, args: Namespace) -> DisclosureRules:
    rules = read_rules(project)
    if args.rules is not None:
        rules = dataclasses.replace(rules, level=args.rules)
    if args.threshold is not None:
        rules = dataclasses.replace(rules, threshold=args.threshold)
    return rules


def _check(project: Project, args: Namespace, rules: DisclosureRules, console: Console) -> Disclosure:
    known = _known_names(project, args, console)
    if args.report is not None:
        from qualcoder_peer.core.reports.disclosing import check_word_file

        return check_word_file(project, args.report, console.progress(), rules, known, args.earlier)
    from qualcoder_peer.core.exporters.report import ReportExporter

    return ReportExporter().disclosure(project, None, progress=console.progress(), rules=rules, known_names=known)


def _known_names(project: Project, args: Namespace, console: Console) -> list[ReplaceRule]:
    if args.key is None:
        return []
    from qualcoder_peer.core.services.keys import open_key, rules_of

    if getattr(args, "opened_key", None) is None:
        password = read_password(args.password_file, console, message("Password of the key: "), "--password-file")
        with open_key(project, args.key, password) as key:
            args.opened_key = rules_of(key)
    return list(args.opened_key)


def _clean(args: Namespace, found: Disclosure, console: Console) -> None:
    from qualcoder_peer.core.reports.disclosure_clean import clean_file

    kept = {one.finding.kind for one in found.passed}
    kinds = [kind for kind in FILE_KINDS if kind not in kept]
    clean_file(args.report, args.clean, kinds, console.progress())
    console.complain(message("Wrote {path}", path=args.clean))


def _take_back(project: Project, wanted: Iterable[str]) -> None:
    take_back_passes(project, [kept_pass(project, fingerprint).id for fingerprint in wanted])


def _forget(project: Project, wanted: Iterable[int]) -> None:
    known = {int(one.id): one.id for one in list_left(project)}
    missing = next((number for number in wanted if number not in known), None)
    if missing is not None:
        raise NotFound(
            "No table that has left has the number {number}. No table was taken off the list.", number=missing
        )
    forget_tables(project, [known[number] for number in wanted])


def _list_left(console: Console, tables: list[LeftTable], json: bool) -> None:
    if json:
        console.array(_left_record(console, one) for one in tables)
        return
    if not tables:
        console.tell(message("No table of counts has left the project."))
    for one in tables:
        console.tell(message("[{number}] {table}", number=int(one.id), table=one.table.title))
        for file in one.files:
            console.tell(message("    {file}, {time}", file=file.name, time=local_time(file.time)))


def _left_record(console: Console, one: LeftTable) -> dict[str, Any]:
    table = one.table
    return {
        "number": int(one.id),
        "title": console.say(table.title),
        "unit": table.unit,
        "files": [{"name": file.name, "time": file.time} for file in one.files],
        "rows": table.rows,
        "columns": table.columns,
        "cells": table.cells,
        "row_totals": table.row_totals,
        "column_totals": table.column_totals,
        "total": table.total,
    }


def _tell(console: Console, found: Disclosure, json: bool) -> None:
    if json:
        console.array(_records(console, found))
        return
    if found.level is DisclosureLevel.OFF:
        console.tell(message("The disclosure check of this project is off."))
        return
    for one in found.open:
        console.tell(message("[{fingerprint}] {kind}: {finding}", fingerprint=one.fingerprint[:_SHORT],
                             kind=Message(DISCLOSURE_TITLES[one.kind]), finding=one.message))  # fmt: skip
        for place in one.places[:_MOST_PLACES]:
            console.tell(message("    {place}", place=place.title))
        if one.count > _MOST_PLACES and len(one.places) > _MOST_PLACES:
            console.tell(message("    and more"))
    if not found.open:
        console.tell(message("Nothing found that gives anyone away."))
    if found.passed:
        console.tell(counted("{count} finding was let pass before.", "{count} findings were let pass before.",
                             len(found.passed)))  # fmt: skip


def _records(console: Console, found: Disclosure) -> Iterator[dict[str, Any]]:
    for finding in found.open:
        yield _record(console, finding, None)
    for one in found.passed:
        yield _record(console, one.finding, one.passed)


def _record(console: Console, finding: DisclosureFinding, passed: DisclosurePass | None) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "fingerprint": finding.fingerprint,
        "message": console.say(finding.message),
        "count": finding.count,
        "places": [
            {
                "place": console.say(place.title),
                "document": place.document,
                "start": place.start if place.document is not None else None,
                "end": place.end if place.document is not None else None,
                "coding": place.coding,
                "report_item": place.item,
            }
            for place in finding.places
        ],
        "mend": finding.mend.value,
        "passed": None
        if passed is None
        else {"reason": passed.reason, "coder": passed.coder, "time": passed.time},
    }


def _list_passes(console: Console, passes: Iterable[DisclosurePass], json: bool) -> None:
    if json:
        console.array(
            {"fingerprint": one.fingerprint, "kind": one.kind, "reason": one.reason, "coder": one.coder,
             "time": one.time} for one in passes
        )  # fmt: skip
        return
    title: Callable[[str], str] = lambda kind: (
        console.say(Message(DISCLOSURE_TITLES[DisclosureKind(kind)])) if kind in tuple(DisclosureKind) else kind
    )
    console.table(
        (message("Fingerprint"), message("Kind"), message("Who"), message("When"), message("Reason")),
        [(one.fingerprint[:_SHORT], title(one.kind), one.coder, local_time(one.time), one.reason) for one in passes],
    )
