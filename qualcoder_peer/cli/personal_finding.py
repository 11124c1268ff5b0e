"""``personal-data … find | rules | replace | harmless``: what is found, a proposal to edit, and replacing by it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.personal import (
    CONFIDENCE_TITLES,
    FOUND_IN_TITLES,
    PERSONAL_TITLES,
    USUAL_KINDS,
    FoundIn,
    PersonalKind,
)
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.personal_data import (
    FindOptions,
    PersonalData,
    find_personal_data,
    harmless_words,
    mark_harmless,
)
from qualcoder_peer.core.services.pseudonyms import (
    Replaced,
    ReplacementPreview,
    apply_rules,
    preview_replacement,
    propose_rules,
    replace_personal_data,
)
from qualcoder_peer.core.text.personal_replace import Replacer

_SHOWN = 6
_HONEST = message("No search finds everything: read the transcripts too before they leave your hands.")


def add_finding(parser: Parser) -> None:
    """The options of these actions."""
    say = parser.say
    finding = parser.add_argument_group(say(message("Finding (find, rules)")))
    finding.add_argument(
        "--kind", action="append", choices=[kind.value for kind in PersonalKind], default=[],
        help=say(message("Only this kind; may be given several times. Without, all but places.")),
    )  # fmt: skip
    finding.add_argument(
        "--document", action="append", default=[], metavar="D",
        help=say(message("Only this document; may be given several times.")),
    )  # fmt: skip
    finding.add_argument(
        "--workplace", action="append", default=[], metavar="W",
        help=say(message("A workplace to find in all its forms; may be given several times.")),
    )  # fmt: skip
    finding.add_argument(
        "--word", action="append", default=[], metavar="W",
        help=say(message("Another word to find (or, with harmless, to pass over); may be given several times.")),
    )  # fmt: skip
    replacing = parser.add_argument_group(say(message("Replacing (rules, replace)")))
    replacing.add_argument("-o", "--out", type=Path, metavar="R.csv", help=say(message("The file to write (rules).")))
    replacing.add_argument(
        "--rules", type=Path, metavar="R.csv",
        help=say(message("Columns real and replacement, and kind and scope if you like (replace).")),
    )  # fmt: skip
    replacing.add_argument(
        "--dry-run", action="store_true", help=say(message("Tell what would be done and do nothing (replace)."))
    )
    replacing.add_argument(
        "--remove-originals", action="store_true",
        help=say(message("Also remove the imported files kept in the project (replace).")),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("As JSON (find, replace).")))


def run_find(args: Namespace, console: Console) -> int:
    """List what is found: for people a line a person or number, as JSON every place."""
    with open_to_read(args.project) as project:
        found = _find(args, project, console)
        if args.json:
            console.array(_findings(found))
            return 0
    titles = (message("What"), message("Kind"), message("Sure?"), message("Places"), message("Suggestion"),
              message("Written"))  # fmt: skip
    console.table(
        titles,
        (
            (
                group.name,
                console.say(Message(PERSONAL_TITLES[group.kind])),
                console.say(Message(CONFIDENCE_TITLES[group.confidence])),
                group.count,
                group.suggestion,
                ", ".join(form for form, _ in group.forms[:_SHOWN]),
            )
            for group in found.groups
        ),
    )
    console.complain(_HONEST)
    return 0


def run_rules(args: Namespace, console: Console) -> int:
    """Write a proposal of rules to a file that can be edited."""
    if args.out is None:
        args.parser.wrong(message("say which file to write, with -o"))
    from qualcoder_peer.core.exporters.replace_rules import write_rules

    with open_to_read(args.project) as project:
        rules = propose_rules(_find(args, project, console).groups)
    write_rules(rules, args.out)
    console.tell(
        counted(
            "Wrote {count} rule to {path}. It holds real names in the open: take out what is harmless, use it, delete "
            "it.",
            "Wrote {count} rules to {path}. It holds real names in the open: take out what is harmless, use it, delete "
            "it.",
            len(rules),
            path=args.out,
        )
    )
    console.complain(_HONEST)
    return 0


def run_replace(args: Namespace, console: Console) -> int:
    """Replace by the rules of a file, or only tell what that would do."""
    if args.rules is None:
        args.parser.wrong(message("say which rules to use, with --rules"))
    from qualcoder_peer.core.importers.replace_rules import read_rules

    rules = read_rules(args.rules)
    if args.dry_run:
        with open_to_read(args.project) as project:
            plan = preview_replacement(project, rules, console.progress())
        _tell_plan(args, plan, console)
        return 0
    with open_to_change(args.project, args.coder) as project:
        done = replace_personal_data(
            project, rules, console.progress(), remove_originals=args.remove_originals
        )
        kept = _originals_kept(project)
    if args.json:
        console.array([_plain_done(done)])
    else:
        _tell_done(done, kept, console)
    return 0


def run_harmless(args: Namespace, console: Console) -> int:
    """Keep words as harmless, or list those that are."""
    if args.word:
        with open_to_change(args.project, args.coder) as project:
            mark_harmless(project, args.word)
    with open_to_read(args.project) as project:
        words = sorted(harmless_words(project), key=str.casefold)
    if args.json:
        console.array({"word": word} for word in words)
    else:
        for word in words:
            console.tell(word)
    return 0


def rules_of_file(project: Path, path: Path) -> Callable[[ReadText], ReadText]:
    """What an import replaces by the rules in a file. Raises UnreadableFile, InvalidInput, ProjectFileError."""
    from qualcoder_peer.core.importers.replace_rules import read_rules

    replacer = Replacer(read_rules(path))
    with open_to_read(project) as opened:
        language = opened.info().language
    return lambda read: apply_rules(read, replacer, language)


def _originals_kept(project: Project) -> int:
    """How many imported files are kept in the project as they were."""
    with project.reading() as store:
        return len(store.written.originals())


def _find(args: Namespace, project: Project, console: Console) -> PersonalData:
    kinds = frozenset(PersonalKind(kind) for kind in args.kind) or USUAL_KINDS
    documents = tuple(find_document(project, name).id for name in args.document) if args.document else None
    options = FindOptions(kinds, documents, tuple(args.workplace), tuple(args.word), documents is None)
    return find_personal_data(project, options, console.progress())


def _findings(found: PersonalData) -> Iterator[dict[str, Any]]:
    for one in found.findings():
        yield {
            "document": None if one.document is None else int(one.document),
            "start": one.start,
            "end": one.end,
            "text": one.text,
            "kind": one.kind.value,
            "suggestion": one.suggestion,
            "group": one.group,
            "confidence": one.confidence.value,
            "where": one.where.value,
            "row": one.row,
            "column": one.column,
        }


def _tell_plan(args: Namespace, plan: ReplacementPreview, console: Console) -> None:
    if args.json:
        console.array(
            {"written": form.written, "becomes": form.becomes, "rule": form.rule, "count": form.count}
            for form in plan.forms
        )
        return
    console.table(
        (message("Written"), message("Becomes"), message("Places")),
        ((form.written, form.becomes, form.count) for form in plan.forms),
    )
    for where in FoundIn:
        number = sum(text.count for text in plan.texts if text.where is where)
        if number:
            console.tell(
                message("{where}: {places}", where=Message(FOUND_IN_TITLES[where]),
                        places=counted("{count} place", "{count} places", number))
            )  # fmt: skip
    if plan.originals:
        console.complain(_originals(plan.originals))
    console.tell(message("Nothing was changed."))


def _tell_done(done: Replaced, kept: int, console: Console) -> None:
    if not done.total and not done.originals:
        console.tell(message("The rules fit nothing in the project. Nothing was changed."))
        return
    console.tell(
        message(
            "Replaced {rules} in {places} of {documents}.",
            rules=counted("{count} name or other personal detail", "{count} names and other personal details",
                          done.rules),
            places=counted("{count} place", "{count} places", done.total),
            documents=counted("{count} transcript", "{count} transcripts", done.documents),
        )
    )  # fmt: skip
    if done.numbered:
        console.complain(
            counted(
                "{count} name was there already and got a number behind it.",
                "{count} names were there already and got numbers behind them.",
                done.numbered,
            )
        )
    if done.originals:
        console.tell(counted("Removed {count} imported file.", "Removed {count} imported files.", done.originals))
    elif kept:
        console.complain(_originals(kept))
    console.complain(
        message("The history still holds the old texts, so that this can be undone; “seal” takes them away.")
    )
    console.complain(_HONEST)


def _originals(number: int) -> Message:
    return counted(
        "{count} imported file is kept in the project with all its names; --remove-originals removes it.",
        "{count} imported files are kept in the project with all their names; --remove-originals removes them.",
        number,
    )


def _plain_done(done: Replaced) -> dict[str, Any]:
    return {
        "places": done.total,
        "rules": done.rules,
        "documents": done.documents,
        "numbered": done.numbered,
        "joined": done.joined,
        "originals": done.originals,
    }
