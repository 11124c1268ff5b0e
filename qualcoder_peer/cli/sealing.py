"""``personal-data … seal``: what the project was before goes from its file, journal and snapshots."""

from __future__ import annotations

from argparse import Namespace

from qualcoder_peer.cli.asking import confirmed
from qualcoder_peer.cli.console import Console, local_time
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.services.keys import SealingFacts, seal, sealing_facts


def run_seal(args: Namespace, console: Console) -> int:
    """Tell what goes, ask (not with ``args.yes``), seal. Signed by ``args.coder`` if there is one."""
    with open_to_change(args.project, getattr(args, "coder", None)) as project:
        for line in what_goes(sealing_facts(project)):
            console.tell(line)
        if not args.yes and not confirmed(console, message("Seal the project? Nothing brings this back.")):
            console.complain(message("Nothing was changed."))
            return 1
        console.tell(seal(project, console.progress()))
    return 0


def what_goes(facts: SealingFacts) -> list[Message]:
    """What sealing takes away, line by line."""
    lines = [
        message("Sealing purges what the project was before, so that replaced names cannot be brought back:"),
        counted("- {count} step can no longer be undone", "- {count} steps can no longer be undone", facts.steps),
        counted(
            "- {count} entry of the history loses the names it mentions; who did what and when stays",
            "- {count} entries of the history lose the names they mention; who did what and when stays",
            facts.labels,
        ),
    ]
    if facts.originals:
        lines.append(
            counted(
                "- {count} original file kept in the project is deleted",
                "- {count} original files kept in the project are deleted",
                facts.originals,
            )
        )
    if facts.snapshots:
        lines.append(
            counted(
                "- {count} snapshot is deleted: {times}",
                "- {count} snapshots are deleted: {times}",
                len(facts.snapshots),
                times=", ".join(local_time(one.time) for one in facts.snapshots),
            )
        )
    lines.append(
        message(
            "It does not reach copies and backups of the project, nor what an SSD or a network drive keeps of them."
        )
    )
    return lines
