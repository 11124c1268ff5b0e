"""``report FILE.qcp update``: a Word file that was worked on is brought in step with the project, in a new file."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_note, open_to_read
from qualcoder_peer.cli.parser import Parser, given
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.services.disclosure_gate import warning
from qualcoder_peer.core.services.disclosure_left import not_noted
from qualcoder_peer.core.services.reports import find_report, read_options

_AROUND = 2
_LONGEST_CHANGE = 60


def arguments(parser: Parser) -> None:
    """Which file, what to do with it, and how the report looks."""
    say = parser.say
    parser.add_argument(
        "file", type=Path, metavar="REPORT.docx",
        help=say(message("The Word file, exported as a report and worked on since. It is never written to.")),
    )  # fmt: skip
    parser.add_argument(
        "-o", "--out", type=Path, metavar="OUT.docx",
        help=say(message("The new file; a name with today’s date beside the other if not said.")),
    )  # fmt: skip
    parser.add_argument(
        "--report", metavar="TITLE", help=say(message("Which report: title, GUID or id; the file tells if not said."))
    )
    parser.add_argument("--dry-run", action="store_true", help=say(message("Only tell what would change.")))
    parser.add_argument(
        "--overwrite-mine", action="store_true",
        help=say(message("Write anew what the writer has changed in Word, too.")),
    )  # fmt: skip
    parser.add_argument("--add-new", action="store_true", help=say(message("Add what the file does not have.")))
    parser.add_argument(
        "--mark-gone", action="store_true",
        help=say(message("Put a comment at what is no longer in the report.")),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))
    parser.add_options(message("How it looks; what is not given is as the project keeps it"), ReportOptions)


def run(args: Namespace, console: Console) -> int:
    """Compare, tell, and write."""
    from qualcoder_peer.core.reports.disclosing import remember_file
    from qualcoder_peer.core.reports.sync import apply_update, plan_update
    from qualcoder_peer.core.reports.sync_plan import Decision

    with open_to_read(args.project) as project:
        report = None if args.report is None else find_report(project, args.report).id
        options = dataclasses.replace(read_options(project, ReportOptions), **given(args))
        plan = plan_update(project, report, args.file, options, console.progress())
    decisions = plan.decisions(
        overwrite_mine=args.overwrite_mine, add_new=args.add_new, mark_gone=args.mark_gone
    )
    for notice in plan.notices:
        console.complain(notice)
    told = warning(plan.disclosure) if plan.disclosure is not None else None
    if told is not None:
        console.complain(told)
    writes = any(decision is not Decision.KEEP for decision in decisions.values()) or plan.restored > 0
    result = None
    if writes and not args.dry_run:
        result = apply_update(plan, decisions, args.out, console.progress())
        with open_to_note(args.project) as project:
            if not remember_file(project, result.path, console.progress()):
                console.complain(not_noted(result.path.name))
    if args.json:
        console.array(_rows(plan, decisions, result))
        return 0
    _tell(console, plan, decisions)
    if result is not None:
        if result.backup is not None:
            console.tell(message("What stood there before is now {path}", path=result.backup))
        console.tell(message("Wrote {path}", path=result.path))
    elif plan.is_current:
        console.tell(message("Everything in “{name}” is as in the project.", name=args.file.name))
    elif not args.dry_run:
        console.tell(message("Nothing was written: nothing would change without --overwrite-mine or --add-new."))
    return 0


def _rows(plan: Any, decisions: dict[int, Any], result: Any) -> Iterator[dict[str, Any]]:
    for entry in plan.entries:
        yield {
            "key": entry.key,
            "kind": entry.kind.value,
            "decision": decisions[entry.number].value,
            "place": _plain(entry.place),
            "before": entry.before,
            "after": entry.after,
            "notes": [_plain(note) for note in entry.notes],
            "path": None if result is None else str(result.path),
        }


def _tell(console: Console, plan: Any, decisions: dict[int, Any]) -> None:
    from qualcoder_peer.core.reports.sync_plan import DECISION_TITLES, KIND_TITLES, UpdateKind

    shown = [entry for entry in plan.entries if entry.kind is not UpdateKind.UNCHANGED]
    if shown:
        console.table(
            [message("Kind"), message("Decision"), message("What"), message("Place"), message("Words")],
            (
                [
                    console.say(KIND_TITLES[entry.kind]),
                    console.say(DECISION_TITLES[decisions[entry.number]]),
                    console.say(entry.title),
                    console.say(entry.place),
                    "".join(f"({console.say(note)}) " for note in entry.notes if entry.before and entry.after)
                    + _changed(entry.before, entry.after),
                ]
                for entry in shown
            ),
        )
    same = len(plan.entries) - len(shown)
    if same and shown:
        console.tell(counted("{count} more is as in the project.", "{count} more are as in the project.", same))


def _changed(before: str, after: str) -> str:
    """The words that differ, with a few around them: what stands in the file, an arrow, what the project has."""
    if not before or not after:
        return before or after
    old, new = before.split(), after.split()
    first = next((at for at, (one, other) in enumerate(zip(old, new)) if one != other), min(len(old), len(new)))
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return " → ".join(_stretch(words, first, len(words) - last) for words in (old, new))


def _stretch(words: list[str], first: int, last: int) -> str:
    start, end = max(0, first - _AROUND), min(len(words), last + _AROUND)
    text = " ".join(words[start:end])
    if len(text) > _LONGEST_CHANGE:
        text = f"{text[:_LONGEST_CHANGE]}…"
    return ("… " if start else "") + text + (" …" if end < len(words) and not text.endswith("…") else "")


def _plain(words: Message) -> str:
    from qualcoder_peer.core.i18n import texts

    return texts("en").say(words)
