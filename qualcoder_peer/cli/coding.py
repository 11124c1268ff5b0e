"""``code``: codes on segments, one from the command line or many from a file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.services.coding import import_codings

_ONE = ("document", "code", "start", "end", "quote", "memo", "stance", "star")


def arguments(parser: Parser, _command: str) -> None:
    """Which segment and which code, or which file."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("--document", metavar="D", help=say(message("Title, file name or id of the document.")))
    parser.add_argument("--code", metavar="PATH", help=say(message("The code; it is made when it is missing.")))
    parser.add_argument("--start", type=int, metavar="N", help=say(message("The first character, counted from 0.")))
    parser.add_argument("--end", type=int, metavar="N", help=say(message("The first character behind the segment.")))
    parser.add_argument(
        "--quote", metavar="TEXT", help=say(message("The words of the segment, exactly as they stand there once."))
    )
    parser.add_argument(
        "--coder", metavar="C", help=say(message("Who codes; else you, by your name on this computer."))
    )
    parser.add_argument("--memo", metavar="M", help=say(message("A memo on the coding.")))
    parser.add_argument("--stance", choices=[one.value for one in Stance], help=say(message("For or against.")))
    parser.add_argument("--star", action="store_true", help=say(message("Worth quoting.")))
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="FILE.jsonl",
        help=say(message(
            "Read codings instead: one JSON object a line with document, start and end (or quote), code, and perhaps "
            "coder, memo, stance, star. All of them are added, as one step, or none."
        )),
    )  # fmt: skip


def run(args: Namespace, console: Console, _command: str) -> int:
    """Code."""
    _check_usage(args)
    with open_to_change(args.project, args.coder) as project:
        if args.source is not None:
            added = import_codings(project, args.source, console.progress())
            console.tell(counted("Added {count} coding.", "Added {count} codings.", added))
            return 0
        project.add_coding(
            args.document,
            args.code,
            start=args.start,
            end=args.end,
            quote=args.quote,
            memo=args.memo or "",
            stance=args.stance or "none",
            starred=args.star,
        )
    console.tell(message("Coded a segment of “{document}” as “{code}”.", document=args.document, code=args.code))
    return 0


def _check_usage(args: Namespace) -> None:
    parser: Parser = args.parser
    if args.source is not None:
        if any(getattr(args, name) not in (None, False) for name in _ONE):
            parser.wrong(message("with {option} only {coder} may be given", option="--from", coder="--coder"))
        return
    if args.document is None or args.code is None:
        parser.wrong(message("give {needed}, or a file with {file}", needed="--document, --code", file="--from"))
    positions = args.start is not None and args.end is not None
    if positions == (args.quote is not None) or (args.start is None) != (args.end is None):
        parser.wrong(message("give either {positions} or {quote}", positions="--start, --end", quote="--quote"))
