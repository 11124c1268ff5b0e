"""``key``: the file that says whom the pseudonyms stand for, kept apart from the project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.asking import add_password, confirmed, read_line, read_password
from qualcoder_peer.cli.console import Console, local_time
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.personal import PERSONAL_TITLES, PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.key_file import KeyEntry, KeyFile, password_advice
from qualcoder_peer.core.services.keys import (
    add_to_key,
    create_key,
    destroy_key,
    import_rules,
    look_up,
    open_key,
    rules_of,
    show_all,
    usual_key_path,
)

_PASSWORD, _NEW = "--password-file", "--new-password-file"
_ASKED = message("Password of the key: ")
_ALL_AS_RULES = message("written as rules, in the open")


def arguments(parser: Parser, _command: str) -> None:
    """What to do, and where the key is."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("action", choices=list(_ACTIONS), help=say(message("What to do with the key.")))
    parser.add_argument(
        "pseudonym", nargs="?", metavar="PSEUDONYM", help=say(message("Whom to look up, or what to add a name for."))
    )
    parser.add_argument(
        "--key", type=Path, metavar="NAME.qckey",
        help=say(message("The key; without, the one beside the project under its name.")),
    )  # fmt: skip
    add_password(parser)
    add_password(parser, _NEW, message("File whose first line is the new password (password)."))
    parser.add_argument(
        "--reason", metavar="T", help=say(message("Why real names are looked up; it is kept in the protocol."))
    )
    parser.add_argument(
        "--rules", type=Path, metavar="R.csv",
        help=say(message("Add these: columns real and replacement, and kind and scope if you like (add).")),
    )  # fmt: skip
    parser.add_argument("--kind", choices=list(PersonalKind), default=PersonalKind.PERSON.value,
                        help=say(message("What sort of thing the name is (add).")))  # fmt: skip
    parser.add_argument("--exact", action="store_true", help=say(message("Only as written, no other forms (add).")))
    parser.add_argument("--note", default="", metavar="T", help=say(message("A note on the entry (add).")))
    parser.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help=say(message("The file to write (rules)."))
    )
    parser.add_argument(
        "--coder", metavar="C", help=say(message("Who does it; your name on this computer if not said."))
    )
    parser.add_argument("--json", action="store_true", help=say(message("Write a JSON array (list, look-up).")))
    parser.add_argument("--yes", action="store_true", help=say(message("Do not ask whether to go on (destroy).")))


def run(args: Namespace, console: Console, _command: str) -> int:
    """Do it."""
    if args.action == "look-up" and not args.pseudonym:
        args.parser.wrong(message("say which pseudonym to look up"))
    if args.action == "look-up" and args.reason is None:
        args.parser.wrong(message("say why, with --reason; it is kept in the protocol"))
    if args.action == "add" and bool(args.pseudonym) == (args.rules is not None):
        args.parser.wrong(message("say a pseudonym to add a name for, or --rules with a file of names and pseudonyms"))
    if args.action == "rules" and args.out is None:
        args.parser.wrong(message("say which file to write, with -o"))
    if args.action not in ("add", "look-up") and args.pseudonym:
        args.parser.wrong(message("{action} takes no pseudonym", action=args.action))
    return _ACTIONS[args.action](args, console)


def rules_of_key(
    project: Project, path: Path, password_file: str | None, console: Console
) -> Callable[[ReadText], ReadText]:
    """What an import replaces by the key at ``path``, whose password is asked where no file holds it."""
    with open_key(project, path, read_password(password_file, console, _ASKED, _PASSWORD)) as key:
        return import_rules(project, key)


def _create(args: Namespace, console: Console) -> int:
    with open_to_read(args.project) as project:
        path = args.key or usual_key_path(project)
        password = read_password(args.password_file, console, message("A password for the key: "), _PASSWORD,
                                 twice=True)  # fmt: skip
        create_key(project, path, password).close()
    console.tell(message("Made the key {path}. Keep it apart from the project; without the password nobody can open "
                         "it, nor can we.", path=path))  # fmt: skip
    _advise(password, console)
    return 0


def _add(args: Namespace, console: Console) -> int:
    scope = RuleScope.EXACT if args.exact else RuleScope.WORD
    with open_to_read(args.project) as project:
        if args.coder:
            project.coder = args.coder
        if args.rules is not None:
            from qualcoder_peer.core.importers.replace_rules import read_rules

            rules = read_rules(args.rules)
        with _opened(args, project, console) as key:
            if args.rules is None:
                # No argument of the command: the shell would keep it in its history.
                real = read_line(console, message("The real name: "))
                rules = [ReplaceRule(real, args.pseudonym, PersonalKind(args.kind), scope)]
            added = add_to_key(project, key, rules, args.note)
    console.tell(counted("Added {count} entry to the key.", "Added {count} entries to the key.", added))
    return 0


def _list(args: Namespace, console: Console) -> int:
    """Without a reason the real names are not told."""
    open_project = open_to_read if args.reason is None else open_to_change
    with open_project(args.project) as project:
        if args.coder:
            project.coder = args.coder
        with _opened(args, project, console) as key:
            entries = key.entries if args.reason is None else show_all(project, key, args.reason)
    _show(args, console, entries, real=args.reason is not None)
    if args.reason is None and not args.json:
        console.complain(message("The real names are not shown; with --reason they are, and the protocol tells of it."))
    return 0


def _look_up(args: Namespace, console: Console) -> int:
    with open_to_change(args.project, args.coder) as project, _opened(args, project, console) as key:
        found = look_up(project, key, args.pseudonym, args.reason)
    if args.json:
        _show(args, console, found, real=True)
        return 0
    for entry in found:
        console.tell(message("{pseudonym} is {real}.", pseudonym=entry.pseudonym, real=entry.real))
    return 0


def _rules(args: Namespace, console: Console) -> int:
    from qualcoder_peer.core.exporters.replace_rules import write_rules

    with open_to_change(args.project, args.coder) as project, _opened(args, project, console) as key:
        show_all(project, key, args.reason if args.reason is not None else console.say(_ALL_AS_RULES))
        write_rules(rules_of(key), args.out)
    console.tell(message("Wrote {path}. It holds the real names in the open; delete it when you have used it.",
                         path=args.out))  # fmt: skip
    return 0


def _password(args: Namespace, console: Console) -> int:
    with open_to_read(args.project) as project, _opened(args, project, console) as key:
        new = read_password(args.new_password_file, console, message("The new password: "), _NEW, twice=True)
        key.change_password(new)
    console.tell(message("The key has its new password. Copies of the file made until now open with the old one."))
    _advise(new, console)
    return 0


def _destroy(args: Namespace, console: Console) -> int:
    with open_to_change(args.project, args.coder) as project:
        path = args.key or usual_key_path(project)
        question = message("Destroy the key {path}? Nobody can be looked up afterwards, and nothing brings it back.",
                           path=path)  # fmt: skip
        if not args.yes and not confirmed(console, question):
            console.complain(message("Nothing was destroyed."))
            return 1
        console.tell(destroy_key(project, path))
    return 0


def _protocol(args: Namespace, console: Console) -> int:
    from qualcoder_peer.core.exporters.protocol import protocol_text, write_protocol

    with open_to_read(args.project) as project:
        if args.out is None:
            console.tell(protocol_text(project, console.texts.language))
            return 0
        write_protocol(project, args.out, console.texts.language)
    console.tell(message("Wrote {path}", path=args.out))
    return 0


_ACTIONS: dict[str, Callable[[Namespace, Console], int]] = {
    "create": _create,
    "add": _add,
    "list": _list,
    "look-up": _look_up,
    "rules": _rules,
    "password": _password,
    "destroy": _destroy,
    "protocol": _protocol,
}


def _opened(args: Namespace, project: Project, console: Console) -> KeyFile:
    path = args.key or usual_key_path(project)
    return open_key(project, path, read_password(args.password_file, console, _ASKED, _PASSWORD))


def _advise(password: str, console: Console) -> None:
    advice = password_advice(password)
    if advice is not None:
        console.complain(advice)


def _show(args: Namespace, console: Console, entries: Iterable[KeyEntry], *, real: bool) -> None:
    if args.json:
        console.array(_plain(entry, real) for entry in entries)
        return
    titles: list[Message] = [message("Pseudonym"), message("Kind"), message("Note"), message("Added"), message("Who")]
    if real:
        titles.insert(1, message("Real name"))
    console.table(titles, (_row(entry, console, real) for entry in entries))


def _row(entry: KeyEntry, console: Console, real: bool) -> list[str]:
    kinds: dict[str, Message] = {kind.value: Message(title) for kind, title in PERSONAL_TITLES.items()}
    kind = console.say(kinds.get(entry.kind, literal(entry.kind)))
    row = [entry.pseudonym, kind, entry.note, local_time(entry.added), entry.added_by]
    return [row[0], entry.real, *row[1:]] if real else row


def _plain(entry: KeyEntry, real: bool) -> dict[str, Any]:
    told = {"real": entry.real} if real else {}
    return {
        "pseudonym": entry.pseudonym,
        **told,
        "kind": entry.kind,
        "scope": entry.scope,
        "note": entry.note,
        "added": entry.added,
        "added_by": entry.added_by,
    }
