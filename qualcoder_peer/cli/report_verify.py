"""``verify`` and ``report … verify``: the quotations of a finished report held against the transcripts. Reads only."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_read
from qualcoder_peer.cli.parser import Parser, names
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.reports.verify import STATUS_TITLES, Verified, verify_report
from qualcoder_peer.core.reports.verify_told import as_text, counts_of, place_of, row_of, told
from qualcoder_peer.core.reports.verify_word import write_comments
from qualcoder_peer.core.services.printed import DeclaredEditing, read_declared


def arguments(parser: Parser, command: str = "") -> None:
    """Which report, and what to make of the result."""
    say = parser.say
    if command:  # not a verb of another command, which has asked for the project
        parser.set_defaults(parser=parser)
        parser.add_project()
    parser.description = say(message(
        "Hold each quotation of a Word report against all transcripts. What is found is told and is no failure: the "
        "exit status is 0 whether or not quotations deviate, and 1 only when nothing could be checked."))  # fmt: skip
    parser.add_argument("report", type=Path, metavar="REPORT.docx", help=say(message("The report, made by anybody.")))
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))
    parser.add_argument(
        "-o", "--out", type=Path, metavar="OUT",
        help=say(message("Write a copy of the report with a comment at each quotation (.docx), or the list (.txt).")),
    )  # fmt: skip
    parser.add_argument(
        "--hesitations", type=names, metavar="A,B",
        help=say(message("These words may be left out, rather than those the project declares.")),
    )  # fmt: skip


def run(args: Namespace, console: Console, _command: str = "") -> int:
    """Verify, and write what was asked for."""
    with open_to_read(args.project) as project:
        declared = read_declared(project)
        if args.hesitations is not None:
            declared = DeclaredEditing(bool(args.hesitations), args.hesitations, declared.names, declared.language)
        found = verify_report(project, args.report, console.progress(), declared)
    if args.out is not None:
        write_result(args.report, found, args.out, console)
    if args.json:
        console.array(row_of(one) for one in found)
        return 0
    if not found:
        console.tell(message("“{name}” holds no quotations.", name=args.report.name))
        return 0
    titles = [message("Paragraph"), message("Status"), message("Place"), message("Quotation")]
    console.table(titles, ([one.paragraph, console.say(_status(one)), console.say(_place(one)), one.quote]
                           for one in found))  # fmt: skip
    console.tell("")
    for line in counts_of(found):
        console.tell(line)
    if args.out is not None:
        console.tell(message("Wrote {path}", path=args.out))
    return 0


def write_result(report: Path, found: tuple[Verified, ...], out: Path, console: Console) -> None:
    """The copy with comments, or the list as text; the report itself is never written."""
    if out.suffix.lower() == ".txt":
        from qualcoder_peer.core.exporters.base import replacing

        with replacing(out) as temporary:
            temporary.write_text(as_text(found, console.texts, report.name), encoding="utf-8")
        return
    write_comments(report, found, out, console.texts)


def _status(one: Verified) -> Message:
    status = message(STATUS_TITLES[one.status])
    return message("{status}, wrong speaker", status=status) if one.wrong_speaker else status


def _place(one: Verified) -> Message:
    return place_of(one) if one.document is not None else told(one)
