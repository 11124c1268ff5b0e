"""``find``: words in all texts, with the words around them and who says them. Reads only."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_read
from qualcoder_peer.cli.parser import Parser, whole_number
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Owner, SpeakerRole
from qualcoder_peer.core.domain.selections import Rule
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.filter_words import parse_condition
from qualcoder_peer.core.services.finding import FindKind, Kwic, Query, find, kwic
from qualcoder_peer.core.services.respondents import find_respondent
from qualcoder_peer.core.services.selections import find_selection

_PAGE = 200


def arguments(parser: Parser, _command: str) -> None:
    """What is sought, how and where."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("words", metavar="WORDS", help=say(message("What is sought.")))
    add_kinds(parser)
    add_places(parser)
    parser.add_argument("--evidence-only", action="store_true",
                        help=say(message("Leave out what an interviewer says.")))  # fmt: skip
    parser.add_argument("--width", type=whole_number(0, 10_000), default=60, metavar="N",
                        help=say(message("So many characters before and after each hit; 60 if not said.")))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console, _command: str) -> int:
    """Find."""
    with open_to_read(args.project) as project:
        rows = _rows(project, query_from(args, project, args.words), args, console)
        if args.json:
            console.array(rows)
        else:
            titles = [message("Document"), message("Paragraph"), message("Speaker"), message("Words")]
            console.table(titles, ([*_cells(row)] for row in rows))
    return 0


def add_kinds(parser: Parser) -> None:
    """How words are sought."""
    say = parser.say
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--regex", action="store_true", help=say(message("The words are a regular expression.")))
    kinds.add_argument("--word", action="store_true", help=say(message("Whole words only.")))
    kinds.add_argument("--stems", action="store_true", help=say(message(
        "The words in all their forms, by the language of each document: stöd finds stödet.")))  # fmt: skip
    parser.add_argument("--near", type=whole_number(1, 1_000), metavar="N", help=say(message(
        "The words within N words of each other; a phrase in quotation marks is one. With --stems in any of their "
        "forms.")))  # fmt: skip
    parser.add_argument("--match-case", action="store_true", help=say(message("Capital and small letters differ.")))


def add_places(parser: Parser) -> None:
    """Where is looked."""
    say = parser.say
    parser.add_argument("--document", action="append", default=[], metavar="D",
                        help=say(message("Only in this document: title, file name or id.")))  # fmt: skip
    parser.add_argument("--respondent", action="append", default=[], metavar="R",
                        help=say(message("Only what this respondent says.")))  # fmt: skip
    parser.add_argument("--where", action="append", default=[], metavar="CONDITION", help=say(message(
        "Only what respondents say of whom this holds, such as {example}; of several, all must hold.",
        example="“Age >= 65”")))  # fmt: skip
    parser.add_argument("--set", action="append", default=[], metavar="NAME", help=say(message(
        "Only this set or saved filter; of several, what is in all of them.")))  # fmt: skip


def query_from(args: Namespace, project: Project, words: str) -> Query:
    """What is sought, from the options of ``add_kinds`` and ``add_places``. Raises NotFound, InvalidInput."""
    kind = next((FindKind(name) for name in ("regex", "word", "stems") if getattr(args, name)), FindKind.PLAIN)
    if args.near:
        if kind in (FindKind.REGEX, FindKind.WHOLE_WORD):
            args.parser.wrong(message("{option} is only for {other}", option="--near", other="--stems"))
        kind = FindKind.NEAR
    conditions = tuple(parse_condition(project, Owner.RESPONDENT, words) for words in args.where)
    return Query(
        words,
        kind,
        args.match_case,
        args.near or 10,
        speakers=(SpeakerRole.RESPONDENT, SpeakerRole.OTHER) if getattr(args, "evidence_only", False) else None,
        respondents=tuple(find_respondent(project, name) for name in args.respondent) or None,
        documents=tuple(find_document(project, name).id for name in args.document) or None,
        sets=tuple(find_selection(project, name).id for name in args.set) or None,
        respondent_rule=Rule(conditions) if conditions else None,
        all_forms=args.stems,
    )


def context_row(one: Kwic) -> dict[str, Any]:
    """A hit, or a segment, as an object of JSON."""
    return {
        "document": one.title,
        "document_id": int(one.hit.document_id),
        "start": one.hit.start,
        "end": one.hit.end,
        "quote": one.quote,
        "before": one.before,
        "after": one.after,
        "speaker": one.speaker or None,
        "respondent": one.respondent or None,
        "paragraph": one.paragraph,
        "turn": one.turn,
        "time_ms": one.time_ms,
    }


def _rows(project: Project, query: Query, args: Namespace, console: Console) -> Iterator[dict[str, Any]]:
    hits = chain.from_iterable(find(project, query, console.progress()))
    while page := list(islice(hits, _PAGE)):
        yield from map(context_row, kwic(project, page, args.width))


def _cells(row: dict[str, Any]) -> Iterator[object]:
    yield row["document"]
    yield row["paragraph"]
    yield row["respondent"] or row["speaker"] or ""
    yield f"{row['before']}[{row['quote']}]{row['after']}"
