"""``report``: report drafts, from making one to what is done before it is handed out. Each verb has its own module.

A verb's module has ``arguments(parser)`` and ``run(args, console)``.
"""

from __future__ import annotations

import importlib
from argparse import Namespace
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from types import ModuleType

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.messages import Message, message

_HERE = "qualcoder_peer.cli"
_KNOWN: Mapping[str, tuple[str, Message]] = {
    "new": ("report_new", message("Make a report draft from the code tree.")),
    "list": ("report_list", message("List the report drafts of the project.")),
    "export": ("report_export", message("Write a report draft as a Word file.")),
    "update": ("report_update", message("Bring a finished Word file in step with the project.")),
    "verify": ("report_verify", message("Hold the quotations of a finished report against the transcripts.")),
    "check-access": ("report_check_access", message("Check that everybody can read a Word file.")),
    "disclose": ("report_disclose", message("Look for what might give somebody away.")),
    "not-asked": ("report_not_asked", message("Tell by an interview guide who was not asked about what.")),
    "method": ("report_method", message("Write what the project knows of how the work was done.")),
}
VERBS: Mapping[str, tuple[str, Message]] = {
    verb: entry for verb, entry in _KNOWN.items() if find_spec(f"{_HERE}.{entry[0]}") is not None
}
"""What can be done, in the order of the help: the verb, its module, one line on it."""


def arguments(parser: Parser, _command: str) -> None:
    """What to do, and what it needs."""
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_actions({verb: (words, partial(_fill, module)) for verb, (module, words) in VERBS.items()})


def run(args: Namespace, console: Console, _command: str) -> int:
    """Do it."""
    work: Callable[[Namespace, Console], int] = _module(VERBS[args.action][0]).run
    return work(args, console)


def _fill(module: str, parser: Parser) -> None:
    _module(module).arguments(parser)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{_HERE}.{name}")
