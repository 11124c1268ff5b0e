"""``import`` and ``original``: material into a project, and a file that was kept out of it again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.asking import add_password
from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.format_options import add_format_options, format_options
from qualcoder_peer.cli.keys import rules_of_key
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser, given
from qualcoder_peer.cli.personal_finding import rules_of_file
from qualcoder_peer.cli.replacing import add_arguments, check_arguments, replace_document
from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.importers.run import Imported, ImportOptions, import_files
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.sources import list_documents, original_of


def arguments(parser: Parser, command: str) -> None:
    """Files and folders and what may be chosen for all of them; or which document's file to write where."""
    parser.set_defaults(parser=parser)
    parser.add_project()
    say = parser.say
    if command == "original":
        parser.add_argument("--document", required=True, metavar="D", help=say(message("Title, file name or id.")))
        parser.add_argument(
            "-o", "--out", required=True, type=Path, metavar="OUT",
            help=say(message("The file to write, or the folder to put it in under its own name.")),
        )  # fmt: skip
        parser.add_argument("--overwrite", action="store_true", help=say(message("Replace a file that is there.")))
        return
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH",
        help=say(message("Files, folders of files, or packed (zip) files of them.")),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("Say what was imported as a JSON array.")))
    parser.add_argument(
        "--key", type=Path, metavar="NAME.qckey",
        help=say(message("Replace the names in this key before anything is stored.")),
    )  # fmt: skip
    add_password(parser)
    parser.add_argument(
        "--rules", type=Path, metavar="R.csv",
        help=say(message("Replace by these rules before anything is stored, as personal-data … rules writes them.")),
    )  # fmt: skip
    add_arguments(parser)
    parser.add_options(message("What may be chosen"), ImportOptions)
    add_format_options(parser)


def run(args: Namespace, console: Console, command: str) -> int:
    """Do ``command``."""
    return _write_original(args, console) if command == "original" else _import(args, console)


def _import(args: Namespace, console: Console) -> int:
    """Import; a file that fails is told of on stderr, the others are imported, and the exit status is 1."""
    check_arguments(args)
    if args.key is not None and args.rules is not None:
        args.parser.wrong(message("give either {one} or {other}", one="--key", other="--rules"))
    chosen = ImportOptions(**given(args), formats=format_options(args.parser, args.option))
    if args.rules is not None:
        chosen = replace(chosen, rules=rules_of_file(args.project, args.rules))
    if args.replace is not None:
        if args.key is not None:
            with open_to_read(args.project) as project:
                chosen = replace(chosen, rules=rules_of_key(project, args.key, args.password_file, console))
        return replace_document(args, chosen, console)
    with open_to_change(args.project) as project:
        if args.key is not None:
            chosen = replace(chosen, rules=rules_of_key(project, args.key, args.password_file, console))
        results = import_files(project, args.paths, chosen, console.progress())
        documents = {document.id: document for document in list_documents(project)}
    if args.json:
        console.array(_plain(one, documents, console) for one in results)
    else:
        _tell(results, documents, console)
    failed = [one.problem for one in results if one.document is None and one.problem is not None]
    for problem in dict.fromkeys(console.say(problem) for problem in failed):
        console.complain(problem)
    return 1 if failed else 0


def _write_original(args: Namespace, console: Console) -> int:
    """Write the file that was kept."""
    with open_to_read(args.project) as project:
        name, content = original_of(project, find_document(project, args.document).id)
    target: Path = args.out / Path(name).name if args.out.is_dir() else args.out
    if target.exists() and not args.overwrite:
        raise ExportFailed(
            "“{path}” is there already and was not touched. Choose another name, or say --overwrite.", path=str(target)
        )
    with replacing(target) as partial:
        partial.write_bytes(content)
    console.tell(message("Wrote {path}", path=target))
    return 0


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
