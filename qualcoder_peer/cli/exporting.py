"""``export``: quotes, the report draft, the code book and memos as files."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_note, open_to_read
from qualcoder_peer.cli.parser import Parser, given
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.exports import (
    CodebookOptions,
    MatrixOptions,
    MemoOptions,
    QuoteTableOptions,
    ReportOptions,
)
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.exporters import KINDS, exporter_for
from qualcoder_peer.core.exporters.columns import COLUMNS
from qualcoder_peer.core.services.disclosure_gate import warning
from qualcoder_peer.core.services.disclosure_left import not_noted
from qualcoder_peer.core.services.filters import quote_filter
from qualcoder_peer.core.services.reports import read_options
from qualcoder_peer.core.services.respondents import list_attributes

_COLUMN_KEYS = tuple(column.key for column in COLUMNS)


def arguments(parser: Parser, _command: str) -> None:
    """What to write, where, which quotes, and how it looks."""
    say = parser.say
    parser.set_defaults(parser=parser)
    parser.add_project()
    parser.add_argument("kind", choices=list(KINDS), help=say(message("What to write.")))
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT",
        help=say(message("The file to write; its ending chooses the format.")),
    )  # fmt: skip
    for flag, metavar, words in (
        ("--code", "C", message("Only this code and those below it; may be given several times.")),
        ("--document", "D", message("Only this document; may be given several times.")),
        ("--respondent", "R", message("Only this respondent; may be given several times.")),
        ("--coder", "C", message("Only what this coder coded; may be given several times.")),
        ("--set", "NAME", message("Only this set or saved filter; of several, what is in all of them.")),
    ):
        parser.add_argument(flag, action="append", default=[], metavar=metavar, help=say(words))
    parser.add_argument("--starred", action="store_true", help=say(message("Only quotes with a star.")))
    parser.add_options(
        message("How it looks; what is not given is as the project keeps it"),
        QuoteTableOptions,
        CodebookOptions,
        ReportOptions,
        MemoOptions,
        MatrixOptions,
        notes={"columns": ", ".join(_COLUMN_KEYS)},
    )


def run(args: Namespace, console: Console, _command: str) -> int:
    """Write the file."""
    exporter = exporter_for(args.kind, args.out)
    chosen = given(args)
    for name in chosen:
        if name not in {one.name for one in dataclasses.fields(exporter.Options)}:
            flag = "--" + name.replace("_", "-")
            args.parser.wrong(message("{option} does not apply to {kind}", option=flag, kind=args.kind))
    unknown = [key for key in chosen.get("columns", ()) if key not in _COLUMN_KEYS]
    if unknown:
        args.parser.wrong(message("there is no column {name}; choose from {names}", name=unknown[0],
                                  names=", ".join(_COLUMN_KEYS)))  # fmt: skip
    with (open_to_note if exporter.counts else open_to_read)(args.project) as project:
        _check_attributes(project, chosen.get("attributes") or ())
        which = quote_filter(
            project,
            codes=args.code,
            documents=args.document,
            respondents=args.respondent,
            coders=args.coder,
            starred=args.starred,
            sets=args.set,
        )
        options = dataclasses.replace(read_options(project, exporter.Options), **chosen)
        found = exporter.disclosure(project, args.out, options, which, console.progress())
        noted = exporter.run(project, args.out, options, which, console.progress())
    console.tell(message("Wrote {path}", path=args.out))
    told = warning(found)
    if told is not None:
        console.complain(told)
    if not noted:
        console.complain(not_noted(args.out.name))
    return 0


def _check_attributes(project: Project, wanted: Sequence[str]) -> None:
    known = {attribute.name for attribute in list_attributes(project)}
    for name in wanted:
        if name not in known:
            raise NotFound("There is no attribute “{name}” in the project.", name=name[:200])
