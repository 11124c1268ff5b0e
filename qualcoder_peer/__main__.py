"""The program: with a command it is the command line, otherwise the window (Qt is imported only then)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from qualcoder_peer.cli.commands import COMMANDS


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command, or open the window. Returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and _is_for_command_line(words[0]):
        from qualcoder_peer.cli import main as run_command

        return run_command(words)
    from qualcoder_peer.gui.screen import open_window

    return open_window(words)


def _is_for_command_line(word: str) -> bool:
    # A word that is neither a command nor a file is a command mistyped: the command line says which there are.
    return word in COMMANDS or word.startswith("-") or not (word.endswith(".qcp") or os.path.exists(word))


if __name__ == "__main__":
    sys.exit(main())
