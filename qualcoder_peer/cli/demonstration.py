"""``demo``: the sample project, and what comes out of it, without a question asked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from qualcoder_peer.cli import window
from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.reports import read_options

FOLDER = "qualcoder-peer-demo"
_PROJECT = (message("sample project"), ".qcp")
_FILES: tuple[tuple[str, Message, str], ...] = (
    ("quotes", message("quotes"), ".xlsx"),
    ("quotes", message("quotes"), ".html"),
    ("codebook", message("code book"), ".docx"),
    ("report", message("report draft"), ".docx"),
)


def arguments(parser: Parser, _command: str) -> None:
    """Where to put the files, and whether to open the window."""
    say = parser.say
    parser.add_argument(
        "--out", type=Path, default=Path(FOLDER), metavar="DIR",
        help=say(message("The folder for the files; else {folder}, here.", folder=FOLDER)),
    )  # fmt: skip
    parser.add_argument("--no-window", action="store_true", help=say(message("Make the files only.")))
    parser.add_argument("--language", choices=list(LANGUAGES), help=say(message("The language of the sample.")))


def run(args: Namespace, console: Console, _command: str) -> int:
    """Make the files, say where they are, and open the window where there is a screen."""
    folder: Path = args.out
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectFileError(
            "The folder “{folder}” cannot be made: {reason}. Choose another with {option}.",
            folder=str(folder),
            reason=error.strerror or type(error).__name__,
            option="--out",
        ) from error
    path, *targets = _free_names(folder.resolve(), console)
    console.tell(message("Making the sample project …"))
    console.flush()
    progress = console.progress()
    with create_sample(path, args.language or console.texts.language, progress) as project:
        console.tell(message("The project, with {count} coded quotes: {path}", count=count_codings(project), path=path))
        for (kind, name, _), target in zip(_FILES, targets, strict=True):
            exporter = exporter_for(kind, target)
            exporter.run(project, target, read_options(project, exporter.Options), progress=progress)
            console.tell(f"{console.say(name)}: {target}")
    console.flush()
    return 0 if args.no_window else window.show(path, console)


def _free_names(folder: Path, console: Console) -> list[Path]:
    # Somebody may have worked on in an earlier sample or report draft: nothing is ever written over.
    names = [_PROJECT, *((name, suffix) for _, name, suffix in _FILES)]
    for number in _endings():
        paths = [folder / f"{console.say(name)}{number}{suffix}" for name, suffix in names]
        if not any(path.exists() for path in paths):
            return paths
    raise AssertionError


def _endings() -> Iterator[str]:
    yield ""
    yield from (f" {number}" for number in count(2))
