"""``undo`` and ``redo``."""

from __future__ import annotations

from argparse import Namespace

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.cli.parser import Parser, whole_number
from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import message


def arguments(parser: Parser, _command: str) -> None:
    """How many steps."""
    parser.add_project()
    parser.add_argument(
        "steps",
        nargs="?",
        type=whole_number(1),
        default=1,
        metavar="N",
        help=parser.say(message("How many steps (1).")),
    )


def run(args: Namespace, console: Console, command: str) -> int:
    """Undo or redo, and say what."""
    with open_to_change(args.project) as project:
        labels = project.undo(args.steps) if command == "undo" else project.redo(args.steps)
    if not labels and command == "undo":
        raise InvalidInput("There is nothing to undo.")
    if not labels:
        raise InvalidInput("There is nothing to redo.")
    for label in labels:
        if command == "undo":
            console.tell(message("Undone: {label}", label=label))
        else:
            console.tell(message("Done again: {label}", label=label))
    return 0
