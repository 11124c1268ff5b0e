"""``codes``: the code tree: add a code, import a code book."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.services.codebook import find_code, parse_path, read_tree, write_path
from qualcoder_peer.core.services.codebook_import import CodebookPlan, ImportedCodebook, import_codebook, plan_codebook

_SHOWN = 200


def arguments(parser: Parser, _command: str) -> None:
    """What to do with the tree, and what that needs."""
    parser.add_project()
    parser.add_actions({name: (words, fill) for name, (words, fill, _) in _ACTIONS.items()})


def run(args: Namespace, console: Console, _command: str) -> int:
    """Do it."""
    return _ACTIONS[args.action][2](args, console)


def _fill_add(parser: Parser) -> None:
    say = parser.say
    parser.add_argument(
        "path", metavar="PATH", help=say(message("The names from the top, with a slash between: Question 1/Trust."))
    )
    parser.add_argument(
        "--role", choices=[role.value for role in CodeRole], help=say(message("What the code stands for."))
    )
    parser.add_argument("--colour", metavar="#rrggbb", help=say(message("Its colour; else the palette's next one.")))
    parser.add_argument("--definition", default="", metavar="T", help=say(message("What the code means.")))


def _add(args: Namespace, console: Console) -> int:
    """Add the code; for one that is there already, write what was given to it."""
    names = parse_path(args.path)
    path = write_path(names)
    with open_to_change(args.project) as project:
        there = read_tree(project).find(names) is not None
        project.add_code(path, role=args.role, colour=args.colour, definition=args.definition)
    if not there:
        console.tell(message("Added the code “{path}”.", path=path))
    elif args.role or args.colour or args.definition:
        console.tell(message("The code “{path}” was there already; it now has what you gave.", path=path))
    else:
        console.tell(message("The code “{path}” was there already.", path=path))
    return 0


def _fill_import(parser: Parser) -> None:
    say = parser.say
    parser.add_argument("book", type=Path, metavar="PATH", help=say(message(
        "The code book: a sheet (.xlsx, .csv, .tsv), .qdc, a document with headings (.docx, .odt, .md), indented or "
        "numbered text (.txt), or .json of this program.")))  # fmt: skip
    parser.add_argument("--under", metavar="CODE", help=say(message("Put the codes under this one; else at the top.")))
    parser.add_argument("--replace", action="store_true", help=say(message(
        "What the file says goes before what the project says. Else only what is empty there is filled.")))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=say(message("Only say what would change.")))
    parser.add_argument("--json", action="store_true", help=say(message("Say what comes as a JSON array.")))


def _import(args: Namespace, console: Console) -> int:
    """Import the code book, or say what importing it would do."""
    from qualcoder_peer.core.exchange.codebooks import read_codebook  # not needed to add a code

    book = read_codebook(args.book)
    with open_to_read(args.project) if args.dry_run else open_to_change(args.project) as project:
        plan = plan_codebook(project, book, _under(project, args.under))
        done = None
        if not args.dry_run:
            replace = range(len(plan.codes)) if args.replace else ()
            done = import_codebook(project, plan, replace=replace)
    if args.json:
        console.array(_rows(plan, console, replaced=args.replace))
    else:
        _tell(plan, done, console, replaced=args.replace)
    return 0


def _under(project: Project, path: str | None) -> CodeId | None:
    return None if path is None else find_code(project, path).id


def _rows(plan: CodebookPlan, console: Console, *, replaced: bool) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(plan.codes):
        yield {
            "what": "new" if one.existing is None else "there",
            "path": list(plan.book.path(place)),
            "line": one.code.line or None,
            "guid": one.code.guid or None,
            "filled": dict(one.filled),
            "differing": {key: {"project": there, "file": said} for key, (there, said) in one.differing.items()},
            "replaced": bool(replaced and one.differing),
        }
    for left in plan.book.left_out:
        yield {"what": "left out", "count": left.count, "text": console.say(left.message)}


def _tell(plan: CodebookPlan, done: ImportedCodebook | None, console: Console, *, replaced: bool) -> None:
    parts: dict[str, object] = {
        "new": counted("{count} new code", "{count} new codes", plan.new),
        "there": counted("{count} there already", "{count} there already", len(plan.codes) - plan.new),
        "filled": counted("{count} completed", "{count} completed", plan.filled),
    }
    if done is None:
        console.tell(message("Would import: {new}, {there}, {filled}.", **parts))
    else:
        console.tell(message("Imported: {new}, {there}, {filled}.", **parts))
    for place, one in list(enumerate(plan.codes))[:_SHOWN] if done is None else ():
        mark = "+" if one.existing is None else "~" if one.filled or (replaced and one.differing) else "="
        console.tell(f"    {mark} {write_path(plan.book.path(place))[:300]}")
    more = len(plan.codes) - _SHOWN
    if done is None and more > 0:
        console.tell(counted("    … and {count} more", "    … and {count} more", more))
    if plan.differing:
        if replaced:
            told = counted("{count} code is described otherwise in the file, which goes before the project.",
                           "{count} codes are described otherwise in the file, which goes before the project.",
                           plan.differing)  # fmt: skip
        else:
            told = counted("{count} code is described otherwise in the project, which was kept; --replace takes what "
                           "the file says.",
                           "{count} codes are described otherwise in the project, which was kept; --replace takes what "
                           "the file says.", plan.differing)  # fmt: skip
        console.tell(told)
    for left in plan.book.left_out:
        console.tell(message("Note: {what}", what=left.message))


_Action = tuple[Message, Callable[[Parser], None], Callable[[Namespace, Console], int]]
_ACTIONS: dict[str, _Action] = {
    "add": (message("Add a code, with those above it."), _fill_add, _add),
    "import": (message("Import a code book: new codes, and texts that codes lack."), _fill_import, _import),
}
