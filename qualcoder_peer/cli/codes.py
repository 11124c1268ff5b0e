"""``codes``: the code tree."""

from __future__ import annotations

from argparse import Namespace

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.services.codebook import parse_path, read_tree, write_path


def arguments(parser: Parser, _command: str) -> None:
    """What to add to the tree."""
    say = parser.say
    parser.add_project()
    parser.add_argument("action", choices=["add"], help=say(message("Add a code, with those above it.")))
    parser.add_argument(
        "path", metavar="PATH", help=say(message("The names from the top, with a slash between: Question 1/Trust."))
    )
    parser.add_argument(
        "--role", choices=[role.value for role in CodeRole], help=say(message("What the code stands for."))
    )
    parser.add_argument("--colour", metavar="#rrggbb", help=say(message("Its colour; else the palette's next one.")))
    parser.add_argument("--definition", default="", metavar="T", help=say(message("What the code means.")))


def run(args: Namespace, console: Console, _command: str) -> int:
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
