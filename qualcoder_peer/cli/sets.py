"""``sets``: sets of documents and respondents, and saved filters over them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.domain.selections import Field, Rule
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.filter_words import parse_condition, rule_sentences
from qualcoder_peer.core.services.respondents import find_respondent, respondent_names
from qualcoder_peer.core.services.selections import (
    SelectionFacts,
    add_filter,
    add_members,
    add_set,
    change_filter,
    documents_of,
    find_selection,
    remove_members,
    remove_selections,
    rename_selection,
    respondents_of,
    selection_facts,
)
from qualcoder_peer.core.services.sources import list_documents

_ABOUT = {Owner.DOCUMENT: message("Documents"), Owner.RESPONDENT: message("Respondents")}


def arguments(parser: Parser, _command: str) -> None:
    """What to do with the sets, and what that needs."""
    parser.add_project()
    parser.add_actions({name: (words, fill) for name, (words, fill, _) in _ACTIONS.items()})


def run(args: Namespace, console: Console, _command: str) -> int:
    """Do it."""
    return _ACTIONS[args.action][2](args, console)


def _fill_list(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help=parser.say(message("As a JSON array of objects.")))


def _list(args: Namespace, console: Console) -> int:
    with open_to_read(args.project) as project:
        facts = selection_facts(project)
        if args.json:
            console.array(_rows(project, facts, console))
        else:
            titles = [literal("ID"), message("About"), message("Name"), message("Count"), message("Filter")]
            console.table(titles, (_cells(project, one, console) for one in facts))
    return 0


def _rows(project: Project, facts: list[SelectionFacts], console: Console) -> Iterator[dict[str, Any]]:
    titles = {one.id: one.title for one in list_documents(project)}
    people = respondent_names(project)
    for one in facts:
        found = one.selection
        if found.about is Owner.DOCUMENT:
            members = [titles[document] for document in documents_of(project, found.id)]
        else:
            members = [people[person] for person in respondents_of(project, found.id)]
        yield {
            "id": int(found.id),
            "guid": found.guid,
            "about": found.about.value,
            "name": found.name,
            "filter": _sentences(project, one, console) if found.is_filter else None,
            "broken": one.broken,
            "members": members,
        }


def _cells(project: Project, one: SelectionFacts, console: Console) -> list[object]:
    found = one.selection
    rule = "; ".join(_sentences(project, one, console))
    return [int(found.id), console.say(_ABOUT[found.about]), found.name, one.count, rule]


def _sentences(project: Project, one: SelectionFacts, console: Console) -> list[str]:
    if not one.selection.is_filter:
        return []
    try:
        rule = Rule.from_json(one.selection.rule)
    except InvalidInput as error:
        return [console.say(error.message)]
    lines = rule_sentences(project, one.selection.about, rule, console.texts)
    return [console.say(message("any of: {lines}", lines="; ".join(lines)))] if rule.any and len(lines) > 1 else lines


def _fill_add(parser: Parser) -> None:
    _fill_name(parser)
    _fill_about(parser)
    _fill_members(parser)


def _add(args: Namespace, console: Console) -> int:
    about = Owner(args.about)
    with open_to_change(args.project) as project:
        members = _members(project, about, args.members)
        there = [one for one in selection_facts(project, about) if one.selection.name == args.name]
        if there:
            count = add_members(project, there[0].selection.id, members)
        else:
            add_set(project, about, args.name, members)
            count = len(set(members))
    console.tell(counted("Put {count} into the set “{name}”.", "Put {count} into the set “{name}”.", count,
                         name=args.name))  # fmt: skip
    return 0


def _fill_take(parser: Parser) -> None:
    _fill_name(parser)
    _fill_members(parser)


def _take(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        found = find_selection(project, args.name)
        count = remove_members(project, found.id, _members(project, found.about, args.members))
    console.tell(counted("Took {count} out of the set “{name}”.", "Took {count} out of the set “{name}”.", count,
                         name=args.name))  # fmt: skip
    return 0


def _fill_filter(parser: Parser) -> None:
    say = parser.say
    _fill_name(parser)
    _fill_about(parser)
    fields = ", ".join(one.value for one in Field if one is not Field.ATTRIBUTE)
    parser.add_argument(
        "--where", required=True, action="append", metavar="CONDITION",
        help=say(message(
            "Such as “Age >= 65”, “kind in interview, survey”, “consent is empty”, “date between 2025-01-01 and "
            "2025-12-31”; an attribute or one of: {fields}. May be given several times.", fields=fields)),
    )  # fmt: skip
    parser.add_argument("--any", action="store_true", help=say(message("One of the conditions is enough.")))


def _filter(args: Namespace, console: Console) -> int:
    about = Owner(args.about)
    with open_to_change(args.project) as project:
        rule = Rule(tuple(parse_condition(project, about, words) for words in args.where), args.any)
        there = [one for one in selection_facts(project, about) if one.selection.name == args.name]
        if there:
            change_filter(project, there[0].selection.id, rule)
        else:
            add_filter(project, about, args.name, rule)
        count = next(one.count for one in selection_facts(project, about) if one.selection.name == args.name)
    console.tell(counted("Saved the filter “{name}”: it fits {count} now.",
                         "Saved the filter “{name}”: it fits {count} now.", count, name=args.name))  # fmt: skip
    return 0


def _fill_rename(parser: Parser) -> None:
    _fill_name(parser)
    parser.add_argument("new", metavar="NEW", help=parser.say(message("Its new name.")))


def _rename(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        rename_selection(project, find_selection(project, args.name).id, args.new)
    console.tell(message("The set “{name}” is now called “{new}”.", name=args.name, new=args.new))
    return 0


def _remove(args: Namespace, console: Console) -> int:
    with open_to_change(args.project) as project:
        remove_selections(project, [find_selection(project, args.name).id])
    console.tell(message("Removed the set “{name}”; what was in it stays.", name=args.name))
    return 0


def _fill_name(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=parser.say(message("The name of the set or filter.")))


def _fill_members(parser: Parser) -> None:
    parser.add_argument("members", nargs="+", metavar="MEMBER", help=parser.say(message(
        "Titles of documents, or pseudonyms.")))  # fmt: skip


def _fill_about(parser: Parser) -> None:
    parser.add_argument("--about", choices=[one.value for one in Owner], default=Owner.DOCUMENT.value,
                        help=parser.say(message("What it is about; documents if not said.")))  # fmt: skip


def _members(project: Project, about: Owner, members: list[str]) -> list[int]:
    if about is Owner.DOCUMENT:
        return [int(find_document(project, name).id) for name in members]
    return [int(find_respondent(project, name)) for name in members]


_Action = tuple[Message, Callable[[Parser], None], Callable[[Namespace, Console], int]]
_ACTIONS: dict[str, _Action] = {
    "list": (message("List sets and saved filters."), _fill_list, _list),
    "add": (message("Make a set, or put more into it."), _fill_add, _add),
    "take": (message("Take something out of a set."), _fill_take, _take),
    "filter": (message("Save a filter, or change it."), _fill_filter, _filter),
    "rename": (message("Give a set or filter another name."), _fill_rename, _rename),
    "remove": (message("Remove a set or filter."), _fill_name, _remove),
}
