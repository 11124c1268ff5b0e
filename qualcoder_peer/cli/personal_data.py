"""``personal-data``: what is done about personal data in the project.

``find``, ``rules``, ``replace`` and ``harmless`` stand in ``personal_finding.py``, ``seal`` in ``sealing.py``.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.cli.personal_finding import add_finding, run_find, run_harmless, run_replace, run_rules
from qualcoder_peer.cli.sealing import run_seal
from qualcoder_peer.core.domain.messages import message

_ACTIONS: dict[str, Callable[[Namespace, Console], int]] = {
    "find": run_find,
    "rules": run_rules,
    "replace": run_replace,
    "harmless": run_harmless,
    "seal": run_seal,
}


def arguments(parser: Parser, _command: str) -> None:
    """What to do, and what it needs."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("action", choices=list(_ACTIONS), help=say(message("What to do about personal data.")))
    parser.add_argument(
        "--coder", metavar="C", help=say(message("Who does it; your name on this computer if not said."))
    )
    add_finding(parser)
    parser.add_argument("--yes", action="store_true", help=say(message("Do not ask whether to go on (seal).")))


def run(args: Namespace, console: Console, _command: str) -> int:
    """Do it."""
    return _ACTIONS[args.action](args, console)
