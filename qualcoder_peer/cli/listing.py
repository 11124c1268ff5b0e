"""``list``: what is in a project, for people or as JSON. Reads only, and works while the window has the project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualcoder_peer.cli.console import Console, local_time
from qualcoder_peer.cli.opening import open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.exports import MemoOptions
from qualcoder_peer.core.domain.messages import Message, literal, message
from qualcoder_peer.core.domain.model import (
    CONSENT_TITLES,
    ROLE_TITLES,
    SPEAKER_TITLES,
    STANCE_TITLES,
    CodeRole,
    Consent,
    Document,
    Owner,
    SpeakerRole,
    Stance,
)
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.core.exporters.memos import read_memos, record
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.attributes import named_values
from qualcoder_peer.core.services.code_history import KIND_TITLES as CHANGES
from qualcoder_peer.core.services.code_history import history_of, history_of_codes
from qualcoder_peer.core.services.codebook import count_codes, find_code, read_tree, write_path
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.memos import MEMO_KIND_TITLES, MemoKind
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import list_respondents, list_speakers, respondent_names
from qualcoder_peer.core.services.selections import documents_of, find_selection, respondents_of
from qualcoder_peer.core.services.sources import list_documents, read_document
from qualcoder_peer.core.text.markdown_lines import first_line

Row = dict[str, Any]
_HISTORY_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed; None: of all.

    ``respondents`` are those to be listed themselves, ``voices`` those of sets of respondents alone, whose turns are
    wanted. ``within`` is the one document that was named.
    """

    documents: frozenset[int] | None
    respondents: frozenset[int] | None
    voices: frozenset[int] | None
    within: int | None
    quotes: QuoteFilter
    code: str | None = None


Rows = Callable[[Project, Wanted, Console], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table for people: its title and how a row of the JSON becomes its cell."""

    title: Message
    cell: Callable[[Row, Console], object]


def arguments(parser: Parser, _command: str) -> None:
    """What to list."""
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("what", choices=list(_LISTS), help=parser.say(message("What to list.")))
    parser.add_argument(
        "--document", metavar="D", help=parser.say(message("Only of this document: title, file name or id."))
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME",
        help=parser.say(message("Only this set or saved filter; of several, what is in all of them.")),
    )  # fmt: skip
    parser.add_argument(
        "--code", metavar="PATH", help=parser.say(message("Only this code, for code-history: its path."))
    )
    parser.add_argument("--json", action="store_true", help=parser.say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console, _command: str) -> int:
    """List."""
    for option, chosen in (("--document", args.document), ("--set", args.set)):
        if args.what in ("history", "code-history") and chosen:
            args.parser.wrong(message("{option} does not apply to {kind}", option=option, kind=args.what))
    if args.code and args.what != "code-history":
        args.parser.wrong(message("{option} does not apply to {kind}", option="--code", kind=args.what))
    rows, columns = _LISTS[args.what]
    with open_to_read(args.project) as project:
        found = rows(project, replace(_wanted(project, args.document, args.set), code=args.code), console)
        if args.json:
            console.array(found)
        else:
            console.table(
                [column.title for column in columns], ([one.cell(row, console) for one in columns] for row in found)
            )
    return 0


def _wanted(project: Project, document: str | None, sets: Sequence[str]) -> Wanted:
    chosen = None if document is None else find_document(project, document).id
    found = [find_selection(project, name) for name in sets]
    selections = [one.id for one in found]
    documents = [frozenset(documents_of(project, one)) for one in selections]
    if chosen is not None:
        documents.append(frozenset([chosen]))
    people = [frozenset(respondents_of(project, one)) for one in selections]
    voices = [members for one, members in zip(found, people, strict=True) if one.about is Owner.RESPONDENT]
    return Wanted(
        frozenset.intersection(*documents) if documents else None,
        frozenset.intersection(*people) if people else None,
        frozenset.intersection(*voices) if voices else None,
        chosen,
        QuoteFilter(documents=None if chosen is None else (chosen,), sets=tuple(selections) or None),
    )


def _wanted_documents(project: Project, wanted: Wanted) -> list[Document]:
    return [one for one in list_documents(project) if wanted.documents is None or one.id in wanted.documents]


def _documents(project: Project, wanted: Wanted, console: Console) -> Iterator[Row]:
    attributes = named_values(project, Owner.DOCUMENT)
    for one in _wanted_documents(project, wanted):
        yield {
            "id": int(one.id),
            "guid": one.guid,
            "title": one.title,
            "kind": one.kind,
            "characters": one.characters,
            "language": one.language,
            "sha256": one.sha256,
            "file_name": one.file_name,
            "format": one.format,
            "encoding": one.encoding or None,
            "left_out": [console.say(note) for note in one.left_out],
            "date": one.date or None,
            "imported": one.imported,
            "imported_by": one.imported_by,
            "done": one.done,
            "attributes": attributes.get(one.id, {}),
        }


def _turns(project: Project, wanted: Wanted, _console: Console) -> Iterator[Row]:
    people = respondent_names(project)
    for listed in _wanted_documents(project, wanted):
        document, _, turns, speakers = read_document(project, listed.id)
        by_id = {speaker.id: speaker for speaker in speakers}
        for turn in turns:
            speaker = by_id.get(turn.speaker_id) if turn.speaker_id is not None else None
            person = speaker.respondent_id if speaker is not None else None
            if wanted.voices is not None and person not in wanted.voices:
                continue
            yield {
                "document": document.title,
                "document_id": int(document.id),
                "start": turn.start,
                "said_start": turn.said_start,
                "end": turn.end,
                "speaker": speaker.label if speaker else None,
                "role": speaker.role.value if speaker else None,
                "respondent": people.get(person) if person is not None else None,
                "time_ms": turn.time_ms,
            }


def _respondents(project: Project, wanted: Wanted, _console: Console) -> Iterator[Row]:
    titles = {one.id: one.title for one in list_documents(project)}
    heard: dict[int, dict[int, str]] = {}
    for speaker in list_speakers(project):
        if speaker.respondent_id is not None:
            heard.setdefault(speaker.respondent_id, {})[speaker.document_id] = titles[speaker.document_id]
    for one in list_respondents(project):
        documents = heard.get(one.id, {})
        if wanted.within is not None and wanted.within not in documents:
            continue
        if wanted.respondents is None or one.id in wanted.respondents:
            yield {
                "id": int(one.id),
                "guid": one.guid,
                "name": one.name,
                "role": one.role.value,
                "consent": one.consent.value or None,
                "consent_date": one.consent_date or None,
                "attributes": dict(one.attributes),
                "memo": one.memo,
                "documents": list(documents.values()),
            }


def _codes(project: Project, wanted: Wanted, _console: Console) -> Iterator[Row]:
    tree = read_tree(project)
    counts: dict[int, tuple[int, set[int]]] = {}
    everything = wanted.quotes == QuoteFilter()
    if everything:
        counts = {code: (one.codings, set(one.respondents)) for code, one in count_codes(project).items()}
    else:
        for quote in iter_quotes(project, wanted.quotes):
            number, people = counts.get(quote.code_id, (0, set[int]()))
            heard = quote.respondents if wanted.voices is None else wanted.voices.intersection(quote.respondents)
            counts[quote.code_id] = (number + 1, people.union(heard))
    for code in tree.in_order():
        if not everything and code.id not in counts:
            continue
        number, people = counts.get(code.id, (0, set()))
        yield {
            "id": int(code.id),
            "guid": code.guid,
            "path": write_path(tree.path(code.id)),
            "name": code.name,
            "role": code.role.value,
            "colour": code.colour,
            "codings": number,
            "respondents": len(people),
            "definition": code.definition,
            "when_to_use": code.when_to_use,
            "when_not": code.when_not,
            "example": code.example,
        }


def _codings(project: Project, wanted: Wanted, _console: Console) -> Iterator[Row]:
    for quote in iter_quotes(project, wanted.quotes):
        yield {
            "id": int(quote.id),
            "guid": quote.guid,
            "document": quote.document.title,
            "document_id": int(quote.document.id),
            "start": quote.start,
            "end": quote.end,
            "quote": quote.text,
            "code": write_path(quote.code_path),
            "coder": quote.coder,
            "speaker": quote.speaker or None,
            "respondent": quote.respondent or None,
            "memo": quote.memo,
            "stance": quote.stance.value,
            "star": quote.starred,
            "automatic": quote.automatic,
            "paragraph": quote.paragraph,
            "turn": quote.turn,
            "time_ms": quote.time_ms,
            "created": quote.created,
            "changed": quote.changed,
        }


def _memos(project: Project, wanted: Wanted, _console: Console) -> Iterator[Row]:
    memos = read_memos(project, MemoOptions(), QuoteFilter(), Progress())
    for one in memos.entries:
        if wanted.documents is None or one.row.document_id in wanted.documents:
            yield record(one.row, one.text, one.quote)


def _history(project: Project, _wanted: Wanted, console: Console) -> Iterator[Row]:
    page = project.history(limit=_HISTORY_PAGE)
    while page:
        for step in page:
            yield {
                "step": int(step.id),
                "time": step.time,
                "coder": step.coder,
                "label": console.say(step.label),
                "undone": step.undone,
                "changes": step.changes,
                "can_replay": step.can_replay,
            }
        page = project.history(limit=_HISTORY_PAGE, before=page[-1].id)


def _code_history(project: Project, wanted: Wanted, console: Console) -> Iterator[Row]:
    if wanted.code is None:
        events = history_of_codes(project)
    else:
        events = history_of(project, find_code(project, wanted.code).id)
    for event in events:
        yield {
            "time": event.time,
            "coder": event.coder or None,
            "code_id": None if event.code is None else int(event.code),
            "code_guid": event.code_guid,
            "code": event.name,
            "kind": event.kind,
            "text": console.say(event.text),
        }


def _field(name: str) -> Callable[[Row, Console], object]:
    return lambda row, _console: row[name]


def _titled(name: str, titles: Callable[[str], str]) -> Callable[[Row, Console], object]:
    return lambda row, console: console.say(Message(titles(row[name]))) if row[name] else ""


def _kind(key: str) -> str:
    return KIND_TITLES[DocumentKind(key)]


def _star(row: Row, _console: Console) -> str:
    return "★" if row["star"] else ""


def _undone(row: Row, console: Console) -> str:
    return console.say(message("undone")) if row["undone"] else ""


def _time(name: str) -> Callable[[Row, Console], object]:
    return lambda row, _console: local_time(row[name])


_ID = Column(literal("ID"), _field("id"))
_DOCUMENT = Column(message("Document"), _field("document"))
_SPAN = (Column(message("Start"), _field("start")), Column(message("End"), _field("end")))
_ATTRIBUTES = Column(
    message("Attributes"),
    lambda row, _console: ", ".join(f"{name}: {value}" for name, value in row["attributes"].items()),
)
_RESPONDENT = Column(message("Respondent"), _field("respondent"))

_LISTS: dict[str, tuple[Rows, Sequence[Column]]] = {
    "documents": (
        _documents,
        (
            _ID,
            Column(message("Title"), _field("title")),
            Column(message("Kind"), _titled("kind", _kind)),
            Column(message("Characters"), _field("characters")),
            Column(message("Language"), _field("language")),
            _ATTRIBUTES,
        ),
    ),
    "turns": (
        _turns,
        (
            _DOCUMENT,
            *_SPAN,
            Column(message("Speaker"), _field("speaker")),
            Column(message("Role"), _titled("role", lambda key: SPEAKER_TITLES[SpeakerRole(key)])),
            _RESPONDENT,
        ),
    ),
    "respondents": (
        _respondents,
        (
            _ID,
            Column(message("Name"), _field("name")),
            Column(message("Role"), _titled("role", lambda key: SPEAKER_TITLES[SpeakerRole(key)])),
            Column(message("Consent"), _titled("consent", lambda key: CONSENT_TITLES[Consent(key)])),
            _ATTRIBUTES,
            Column(message("Documents"), lambda row, _console: ", ".join(row["documents"])),
        ),
    ),
    "codes": (
        _codes,
        (
            Column(message("Codings"), _field("codings")),
            Column(message("Respondents"), _field("respondents")),
            Column(message("Role"), _titled("role", lambda key: ROLE_TITLES[CodeRole(key)])),
            Column(message("Code"), _field("path")),
        ),
    ),
    "codings": (
        _codings,
        (
            _ID,
            _DOCUMENT,
            *_SPAN,
            Column(message("Code"), _field("code")),
            Column(message("Coder"), _field("coder")),
            _RESPONDENT,
            Column(message("Stance"), _titled("stance", lambda key: STANCE_TITLES[Stance(key)])),
            Column(literal("★"), _star),
            Column(message("Quote"), _field("quote")),
        ),
    ),
    "memos": (
        _memos,
        (
            _ID,
            Column(message("About"), _titled("owner", lambda key: MEMO_KIND_TITLES[MemoKind(key)])),
            Column(message("Name"), _field("owner_name")),
            Column(message("Date"), _field("date")),
            Column(message("Title"), _field("title")),
            Column(message("Coder"), _field("coder")),
            Column(message("Changed"), _time("changed")),
            Column(message("Memo"), lambda row, _console: first_line(row["text"])),
        ),
    ),
    "code-history": (
        _code_history,
        (
            Column(message("Time"), _time("time")),
            Column(message("Coder"), lambda row, _console: row["coder"] or ""),
            Column(message("Code"), _field("code")),
            Column(message("Kind"), _titled("kind", lambda key: CHANGES[key])),
            Column(message("What"), _field("text")),
        ),
    ),
    "history": (
        _history,
        (
            Column(message("Step"), _field("step")),
            Column(message("Time"), _time("time")),
            Column(message("Coder"), _field("coder")),
            Column(message("What"), _field("label")),
            Column(literal(""), _undone),
        ),
    ),
}  # fmt: skip
