"""The command line: ``qualcoder-peer new | import | codes | code | list | export | undo | redo | check | …``.

One file a command group, each with ``arguments(parser, command)`` and ``run(args, console, command)``; ``COMMANDS``
names them. Only the group that is asked for is imported, and never Qt, so that the command line works on machines
without Qt's system libraries. Exit status: 0 well, 1 something the user can mend (a sentence on stderr), 2 wrong usage.

To add a group: write the module and a line of ``COMMANDS``.
"""

from __future__ import annotations

from qualcoder_peer.cli.commands import COMMANDS
from qualcoder_peer.cli.main import main

__all__ = ["COMMANDS", "main"]
