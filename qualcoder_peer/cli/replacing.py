"""``import --replace``: a new version of an imported file takes the place of its document, and codings go along."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change, open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.importers.base import read_bytes
from qualcoder_peer.core.importers.run import ImportOptions
from qualcoder_peer.core.importers.versions import compare_version
from qualcoder_peer.core.services.codebook import write_path
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.revisions import (
    UNLIKE,
    Fate,
    Keeping,
    Passage,
    PassageKind,
    RevisionPlan,
    apply_revision,
)

_SHOWN = 20
_WIDEST = 70


def add_arguments(parser: Parser) -> None:
    """Which document the file is a new version of, and what becomes of codings without a place in it."""
    say = parser.say
    group = parser.add_argument_group(say(message("A new version of a document")))
    group.add_argument(
        "--replace", metavar="D", help=say(message("PATH is a new version of this document: title, file name or id."))
    )
    group.add_argument(
        "--lost", choices=[Keeping.MEMO.value, Keeping.DROP.value],
        help=say(message("Codings whose words are gone: keep them in the document's memo (if nothing is said), or "
                         "remove them.")),
    )  # fmt: skip
    group.add_argument("--dry-run", action="store_true", help=say(message("Tell what would be done and do nothing.")))


def check_arguments(args: Namespace) -> None:
    """Refuse what does not go together: usage and exit status 2."""
    if args.replace is None:
        if args.lost is not None or args.dry_run:
            args.parser.wrong(message("--lost and --dry-run go with --replace only."))
    elif len(args.paths) != 1:
        args.parser.wrong(message("--replace takes one file."))


def replace_document(args: Namespace, chosen: ImportOptions, console: Console) -> int:
    """Replace the document, or only tell what that would do."""
    path: Path = args.paths[0]
    lost = Keeping(args.lost or Keeping.MEMO.value)
    with open_to_read(args.project) if args.dry_run else open_to_change(args.project) as project:
        document = find_document(project, args.replace)
        plan = compare_version(project, document.id, path, chosen, console.progress())
        if not args.dry_run:
            keep = chosen.keep_original or (plan.original_kept and chosen.rules is None)
            original = read_bytes(path) if keep else None
            apply_revision(project, plan, lost=lost, original=original, progress=console.progress())
    if args.json:
        console.array([_plain(plan, lost, args.dry_run)])
    else:
        _tell(plan, lost, args, console)
    if plan.likeness < UNLIKE:
        console.complain(
            message(
                "Only {share} % of the text of “{title}” is in “{name}”. Is it the right file?",
                share=round(100 * plan.likeness),
                title=document.title,
                name=plan.prepared.read.file_name,
            )
        )
    return 0


def _tell(plan: RevisionPlan, lost: Keeping, args: Namespace, console: Console) -> None:
    for said in _counts(plan):
        console.tell(said)
    for fate, title in (
        (Fate.MOVED, message("Found elsewhere in the text:")),
        (Fate.CHANGED, message("Their words have changed:")),
        (Fate.LOST, message("Without a place:")),
    ):
        _list(plan, plan.having(fate), title, console)
    if args.dry_run:
        console.tell(message("Nothing was changed: this was a dry run."))
        return
    console.tell(message("“{title}” is now the new version.", title=plan.document.title))
    gone = len(plan.having(Fate.LOST))
    if not gone:
        return
    if lost is Keeping.DROP:
        console.tell(counted("{count} without a place was removed.", "{count} without a place were removed.", gone))
    else:
        console.tell(
            counted(
                "{count} without a place was kept in the memo of the document.",
                "{count} without a place were kept in the memo of the document.",
                gone,
            )
        )
        if args.lost is None:
            console.tell(message("With --lost drop they are removed instead; undo takes all of it back."))


def _counts(plan: RevisionPlan) -> Iterator[Message]:
    same, moved, changed, lost = (len(plan.having(fate)) for fate in Fate)
    yield counted(
        "{count} coding or memo keeps its words.", "{count} codings and memos keep their words.", same + moved
    )
    if moved:
        yield counted("{count} of them was found elsewhere in the text.", "{count} of them were found elsewhere in the "
                      "text.", moved)  # fmt: skip
    if changed:
        yield counted("{count} goes to words that have changed.", "{count} go to words that have changed.", changed)
    if lost:
        yield counted("{count} has no place in the new text.", "{count} have no place in the new text.", lost)
    yield message("Turns: {before} before, {after} now.", before=plan.turns.before, after=plan.turns.after)
    for speaker in plan.speakers:
        if speaker.by_words:
            yield message("“{label}” is “{before}”.", label=speaker.label, before=speaker.label_before)
        elif speaker.is_new:
            yield message("“{label}” is a new speaker.", label=speaker.label)
    for gone in plan.gone:
        yield message("“{label}” no longer speaks.", label=gone.label)


def _list(plan: RevisionPlan, passages: Sequence[Passage], title: Message, console: Console) -> None:
    if not passages:
        return
    console.tell("")
    console.tell(title)
    for one in passages[:_SHOWN]:
        what = write_path(one.path) if one.path else console.say(message("Memo"))
        words = _short(plan.words(one))
        new = _short(plan.new_words(one)) if one.fate is Fate.CHANGED else ""
        console.tell(f"    {what} ({one.coder}): “{words}”" + (f" → “{new}”" if new else ""))
    if len(passages) > _SHOWN:
        more = counted("… and {count} more; --json lists all.", "… and {count} more; --json lists all.",
                       len(passages) - _SHOWN)  # fmt: skip
        console.tell(f"    {console.say(more)}")
    console.tell("")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _plain(plan: RevisionPlan, lost: Keeping, dry: bool) -> dict[str, Any]:
    return {
        "document": int(plan.document.id),
        "title": plan.document.title,
        "file_name": plan.prepared.read.file_name,
        "dry_run": dry,
        "likeness": round(plan.likeness, 4),
        "codings": {fate.value: plan.count(fate) for fate in Fate},
        "memos": {fate.value: plan.count(fate, PassageKind.MEMO) for fate in Fate},
        "turns": {"before": plan.turns.before, "after": plan.turns.after, "same": plan.turns.same},
        "places": {"before": plan.places[0], "after": plan.places[1]},
        "speakers": [
            {
                "label": one.label,
                "before": one.label_before or None,
                "role": one.role.value,
                "respondent": one.name or None,
                "new": one.is_new,
            }
            for one in plan.speakers
        ],
        "speakers_gone": [one.label for one in plan.gone],
        "passages": [_plain_passage(plan, one, lost) for one in plan.passages if one.fate is not Fate.SAME],
    }


def _plain_passage(plan: RevisionPlan, one: Passage, lost: Keeping) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "id": one.id,
        "fate": one.fate.value,
        "code": write_path(one.path) if one.path else None,
        "coder": one.coder,
        "memo": one.memo,
        "start_before": one.start,
        "end_before": one.end,
        "words_before": plan.words(one),
        "start": one.place.start if one.place is not None else None,
        "end": one.place.end if one.place is not None else None,
        "words": plan.new_words(one) if one.place is not None else None,
        "report_quotes": one.quotes,
        "kept_as": (Keeping.PLACE if one.place is not None else lost).value,
    }
