"""The command line: ``qualcoder-peer new | import | codes | code | list | export | undo | redo | check | …``.

One file a command group, each with ``arguments(parser, command)`` and ``run(args, console, command)``; ``COMMANDS``
names them. Only the group that is asked for is imported, and never Qt, so that the command line works on machines
without Qt's system libraries. Exit status: 0 well, 1 something the user can mend (a sentence on stderr), 2 wrong usage.

To add a group: write the module and a line of ``COMMANDS``.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.cli.commands import COMMANDS

__all__ = ["COMMANDS", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` (without the program's name) asks for. Returns the exit status."""
    from qualcoder_peer.cli.running import run_command

    return run_command(argv)
