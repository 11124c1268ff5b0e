"""``import``: transcripts into a project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.cli.parser import Parser, options_from
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.importers.run import Imported, ImportOptions, import_files
from qualcoder_peer.core.services.sources import list_documents


def arguments(parser: Parser, _command: str) -> None:
    """Files and folders, and what may be chosen for all of them."""
    parser.add_project()
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help=parser.say(message("Files, or folders of files."))
    )
    parser.add_argument(
        "--json", action="store_true", help=parser.say(message("Say what was imported as a JSON array."))
    )
    parser.add_options(message("What may be chosen"), ImportOptions)


def run(args: Namespace, console: Console, _command: str) -> int:
    """Import; a file that fails is told of on stderr, the others are imported, and the exit status is 1."""
    with open_to_change(args.project) as project:
        results = import_files(project, args.paths, options_from(args, ImportOptions), console.progress())
        documents = {document.id: document for document in list_documents(project)}
    if args.json:
        console.array(_plain(one, documents, console) for one in results)
    else:
        _tell(results, documents, console)
    failed = [one.problem for one in results if one.document is None and one.problem is not None]
    for problem in dict.fromkeys(console.say(problem) for problem in failed):
        console.complain(problem)
    return 1 if failed else 0


def _tell(results: Iterable[Imported], documents: dict[Any, Document], console: Console) -> None:
    for one in results:
        if one.already_there and one.problem is not None:
            console.tell(one.problem)
        elif one.document is not None:
            document = documents[one.document]
            console.tell(
                message(
                    "Imported “{title}”: {characters}.",
                    title=document.title,
                    characters=counted("{count} character", "{count} characters", document.characters),
                )
            )
            for left_out in one.left_out:
                console.tell("    " + console.say(left_out))


def _plain(one: Imported, documents: dict[Any, Document], console: Console) -> dict[str, Any]:
    document = documents.get(one.document)
    return {
        "path": str(one.path),
        "document": None if one.document is None else int(one.document),
        "guid": document.guid if document else None,
        "title": document.title if document else one.title,
        "kind": document.kind if document else None,
        "characters": document.characters if document else None,
        "already_there": one.already_there,
        "left_out": [console.say(note) for note in one.left_out],
        "problem": console.say(one.problem) if one.problem is not None else None,
    }
