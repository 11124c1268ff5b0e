"""How long a search for personal data, and replacing, take in a large project, and how much memory.

``python -m tests.benchmarks.personal_data [--megabytes 60] [--documents 1000]`` makes a project in a temporary folder:
invented talk with names, numbers and a vocabulary that grows as real ones do.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.ids import new_guid
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.name_lists import load_names
from qualcoder_peer.core.services.personal_data import find_personal_data
from qualcoder_peer.core.services.pseudonyms import propose_rules, replace_personal_data
from tests.support.personal_texts import marked_texts

_SYLLABLES = "ba bo de di fa gra hem kul lin mar nor ost pla rik sto tan und vik yra ång ör".split()


def main() -> None:
    """Make the project, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=60)
    parser.add_argument("--documents", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.qcp"
        fill(path, given.megabytes * 1_000_000 // given.documents, given.documents)
        with Project.open(path, snapshot=False) as project:
            steps = 0

            def report(_done: int, _total: int, _doing: Message) -> None:
                nonlocal steps
                steps += 1

            before = _memory()
            found = timed("find", lambda: find_personal_data(project, progress=Progress(report)))
            print(f"  {len(found)} findings, {len(found.groups)} groups, {steps} steps told")
            print(f"  memory {before} MB before, {_memory()} MB at most")
            timed("first page of 100", lambda: found.page(project))
            timed("page of the largest group", lambda: found.page(
                project, [max(found.groups, key=lambda one: one.count).key]))  # fmt: skip
            rules = propose_rules(found.groups)[:500]
            done = timed(f"replace by {len(rules)} rules", lambda: replace_personal_data(project, rules))
            print(f"  {done.total} places in {done.documents} documents; {_memory()} MB at most")


def fill(path: Path, size: int, documents: int) -> None:
    """Make a project with ``documents`` texts of about ``size`` characters."""
    draw = random.Random(7)
    names = load_names()
    first, last = sorted(names.first), sorted(names.last)
    lines = [line for text in marked_texts() if text.language == "sv" for line in text.text.split("\n")]
    words = ["".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))) for _ in range(150_000)]
    with Project.create(path, title="Large") as project, project.transaction("fill") as store:
        for number in range(documents):
            people = [f"{draw.choice(first)} {draw.choice(last)}" for _ in range(6)]
            text = _talk(draw, lines, words, people, size)
            store.documents.add(
                {"guid": new_guid(), "title": f"Interview {number}", "kind": "interview", "language": "sv",
                 "sha256": str(number), "file_name": f"{number}.txt", "format": "text", "encoding": "utf-8",
                 "left_out": (), "date": "", "imported": "", "imported_by": "", "done": 0},
                text,
            )  # fmt: skip


def _talk(draw: random.Random, lines: list[str], words: list[str], people: list[str], size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        filler = " ".join(words[int(len(words) * draw.random() ** 3)] for _ in range(60)).capitalize()
        person = draw.choice(people)
        parts += [f"{draw.choice(lines)}", f"R1: {filler}. Det sa {person}, och {person.split()[0]}s vän också."]
        length += len(parts[-1]) + len(parts[-2]) + 2
    return "\n".join(parts)


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Run ``work`` and print how long it took, and how much of that the processor was ours."""
    start, own = time.perf_counter(), time.process_time()
    result = work()
    print(f"{what}: {time.perf_counter() - start:.2f} s ({time.process_time() - own:.2f} s of processor)", flush=True)
    return result


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
