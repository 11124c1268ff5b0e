"""``new``, ``check`` and ``snapshots``: the project file itself."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qualcoder_peer.cli.console import Console, local_time
from qualcoder_peer.cli.opening import open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.backup import Snapshot, list_snapshots, restore_snapshot
from qualcoder_peer.core.domain.errors import InvalidInput, ProjectFileError
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import list_documents

_REASONS: dict[str, Message] = {
    "opened": message("on opening"),
    "import": message("before an import"),
    "migration": message("before a change of format"),
    "restore": message("before a snapshot was restored"),
    "manual": message("taken by hand"),
    "sealed": message("after sealing"),
}


def arguments(parser: Parser, command: str) -> None:
    """The arguments of ``command``."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    if command == "new":
        parser.add_argument("--title", required=True, metavar="T", help=say(message("The title of the project.")))
        parser.add_argument(
            "--language", choices=list(LANGUAGES), help=say(message("Language of the material and of reports."))
        )
    elif command == "snapshots":
        parser.add_argument("action", nargs="?", choices=["restore"], help=say(message("Put a snapshot in place.")))
        parser.add_argument("id", nargs="?", metavar="ID", help=say(message("Which one, as the list shows it.")))


def run(args: Namespace, console: Console, command: str) -> int:
    """Do ``command``."""
    if command == "new":
        return _new(args, console)
    return _check(args, console) if command == "check" else _snapshots(args, console)


def _new(args: Namespace, console: Console) -> int:
    title = args.title.strip()
    if not title:
        raise InvalidInput("A project needs a title. Nothing was changed.")
    language = args.language or console.texts.language
    with Project.create(args.project, title=title, language=language) as project:
        console.tell(message("Made the project “{title}” in {path}.", title=title, path=project.path))
    return 0


def _check(args: Namespace, console: Console) -> int:
    with open_to_read(args.project) as project:
        problems = check_project(project)
        documents, codings = len(list_documents(project)), count_codings(project)
    if not problems:
        console.tell(
            message(
                "“{name}” is sound: {documents}, {codings}.",
                name=args.project.name,
                documents=counted("{count} document", "{count} documents", documents),
                codings=counted("{count} coding", "{count} codings", codings),
            )
        )
        return 0
    for problem in problems:
        console.complain(problem)
    console.complain(
        message(
            "“{name}” is damaged. Restore a snapshot: {command}",
            name=args.project.name,
            command=f"qualcoder-peer snapshots {args.project}",
        )
    )
    return 1


def _snapshots(args: Namespace, console: Console) -> int:
    path: Path = args.project
    found = list_snapshots(path)
    if args.action is None:
        if not found and not path.exists():
            raise ProjectFileError("There is no project “{path}”. Check the name and the folder.", path=str(path))
        _list(console, found)
        return 0
    if args.id is None:
        args.parser.wrong(message("say which snapshot to restore"))
    restored = restore_snapshot(path, args.id)
    console.tell(
        message(
            "“{name}” is again as it was at {time}. What it was until now is a snapshot too.",
            name=path.name,
            time=local_time(restored.time),
        )
    )
    return 0


def _list(console: Console, found: list[Snapshot]) -> None:
    if not found:
        console.tell(message("There are no snapshots yet."))
        return
    titles = (literal("ID"), message("Time"), message("Why"), message("Size"))
    console.table(
        titles,
        (
            (one.id, local_time(one.time), console.say(_REASONS.get(one.reason, literal(one.reason))),
             f"{max(1, one.size // 1000)} kB")
            for one in found
        ),
    )  # fmt: skip
