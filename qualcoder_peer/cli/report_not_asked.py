"""``report FILE.qcp not-asked GUIDE``: who seems not to have been asked about what, by an interview guide."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.services.codebook import find_code
from qualcoder_peer.core.services.interview_guide import FoundNotAsked, Guide, NotAsked, find_not_asked, guide_themes
from qualcoder_peer.core.services.matrix import mark_not_asked


def arguments(parser: Parser) -> None:
    """The guide, what its questions ask about, and whether to mark."""
    say = parser.say
    parser.add_argument("guide", type=Path, metavar="GUIDE", help=say(message(
        "The interview guide, a question a line or row (.docx, .odt, .rtf, .txt, .md, .xlsx, .csv).")))  # fmt: skip
    parser.add_argument("--asks", action="append", default=[], metavar="THEME=NUMBERS", help=say(message(
        "Which questions ask about a theme, such as “Question 1/Trust=2,5”, where the proposal is wrong; nothing after "
        "the = leaves the theme out. May be given several times.")))  # fmt: skip
    parser.add_argument("--mark", action="store_true", help=say(message(
        "Mark those who were surely not asked; it can be undone in one step. Otherwise they are only "
        "listed.")))  # fmt: skip
    parser.add_argument(
        "--coder", metavar="C", help=say(message("Who does it; your name on this computer if not said."))
    )
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console) -> int:
    """List who seems not to have been asked, and mark them if told to."""
    from qualcoder_peer.core.exchange.guides import read_guide

    guide = read_guide(args.guide)
    with open_to_change(args.project, args.coder) if args.mark else open_to_read(args.project) as project:
        asked_by = {one.code.id: one.asked_by for one in guide_themes(project, guide)}
        for words in args.asks:
            asked_by.update([_asks(project, guide, words)])
        found = find_not_asked(project, guide, asked_by, console.progress())
        sure = [one for one in found.proposed if one.is_sure]
        marked = mark_not_asked(project, [(one.code.id, one.respondent) for one in sure]) if args.mark else 0
    if args.json:
        console.array(_rows(found, marked=args.mark))
        return 0
    _tell(found, console)
    if args.mark:
        told = counted("{count} answer was marked as not asked.", "{count} answers were marked as not asked.", marked)
        console.tell(told)
    return 0


def _asks(project: Project, guide: Guide, words: str) -> tuple[CodeId, tuple[int, ...]]:
    path, _, numbers = words.rpartition("=")
    wanted = [one.strip() for one in numbers.split(",") if one.strip()]
    if not path or not all(one.isdecimal() and 0 < int(one) <= len(guide.questions) for one in wanted):
        raise InvalidInput(
            "“{words}” does not say which questions ask about a theme: write the theme, =, and numbers from 1 to "
            "{count} with commas between. Nothing was changed.",
            words=words[:200], count=len(guide.questions),
        )  # fmt: skip
    return find_code(project, path).id, tuple(sorted({int(one) for one in wanted}))


def _rows(found: FoundNotAsked, *, marked: bool) -> Iterator[dict[str, Any]]:
    for one in found.proposed:
        yield {
            "code": one.code.name,
            "respondent": one.name,
            "question": one.question.number,
            "text": one.question.text,
            "share": round(one.share, 2),
            "nearest": one.nearest or None,
            "document": one.document,
            "start": one.start if one.document is not None else None,
            "end": one.end if one.document is not None else None,
            "sure": one.is_sure,
            "marked": marked and one.is_sure,
        }


def _tell(found: FoundNotAsked, console: Console) -> None:
    titles = [message("Theme"), message("Respondent"), message("Question of the guide"),
              message("Nearest thing said"), message("Share of the words")]  # fmt: skip
    console.table(titles, (_cells(one) for one in found.proposed))
    if found.unknown:
        console.tell(counted(
            "For {count} respondent it cannot be told whether they were asked, because no interviewer is "
            "marked in the transcripts or none of the questions is found there: {names}.",
            "For {count} respondents it cannot be told whether they were asked, because no interviewer is "
            "marked in the transcripts or none of the questions is found there: {names}.",
            len(found.unknown), names=", ".join(found.unknown),
        ))  # fmt: skip


def _cells(one: NotAsked) -> list[object]:
    return [one.code.name, one.name, f"{one.question.number}. {one.question.text}", one.nearest or "–",
            f"{round(100 * one.share)} %"]  # fmt: skip
