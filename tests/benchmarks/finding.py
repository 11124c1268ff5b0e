"""How long finding and autocoding take in a large project: ``python -m tests.benchmarks.finding``.

    python -m tests.benchmarks.finding [FILE.qcp] [--documents N] [--characters N] [--rounds N] [--json OUT]

Makes 1,000 transcripts of 60,000 characters unless a project is given (of which a copy is used), finds words of every
kind in all of them, and autocodes 10,000 segments. Prints milliseconds until the first hits and until all, processor
milliseconds, hits, and memory in MB. In the invented talk each word is one of sixty, so that a word is found 170,000
times; "seldom" is a word that stands in one text in twenty. Not a test: figures depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil  # noqa: E402

from qualcoder_peer.core.domain.ids import DocumentId  # noqa: E402
from qualcoder_peer.core.domain.model import SpeakerRole  # noqa: E402
from qualcoder_peer.core.project import Project  # noqa: E402
from qualcoder_peer.core.services.autocoding import Scope, apply, confirm, plan_autocoding, preview  # noqa: E402
from qualcoder_peer.core.services.codebook import add_code  # noqa: E402
from qualcoder_peer.core.services.finding import FindKind, Query, find, kwic  # noqa: E402
from tests.benchmarks.make_project import make_project  # noqa: E402

Figures = dict[str, dict[str, float]]
_SELDOM = "dörrmatta"
_EVIDENCE = (SpeakerRole.RESPONDENT, SpeakerRole.OTHER)
QUERIES: dict[str, Query] = {
    "plain, nowhere": Query("zebra"),
    "plain, seldom": Query(_SELDOM),
    "plain, often": Query("stödet"),
    "plain, often, evidence only": Query("stödet", speakers=_EVIDENCE),
    "whole word, seldom": Query(_SELDOM, FindKind.WHOLE_WORD),
    "whole word, often": Query("och", FindKind.WHOLE_WORD),
    "stems, seldom": Query("dörrmattor", FindKind.STEMS),
    "stems, often": Query("stöd", FindKind.STEMS),
    "stems, irregular": Query("gå", FindKind.STEMS),
    "regex, seldom": Query(r"dörrmatt\w*", FindKind.REGEX),
    "regex, often": Query(r"st[öo]d\w*", FindKind.REGEX),
    "near, seldom": Query(f"{_SELDOM} ensam", FindKind.NEAR),
    "near, often": Query("stödet ensam", FindKind.NEAR),
}


class Memory:
    """The most memory the process had while it ran, in MB."""

    def __init__(self) -> None:
        self._process, self._done = psutil.Process(), threading.Event()
        self.most = 0.0

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.01):
            self.most = max(self.most, self._process.memory_info().rss / 1e6)


def measure_find(project: Project, query: Query, rounds: int) -> dict[str, float]:
    """The best of some rounds."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        start, worked, first, count = time.perf_counter(), time.process_time(), 0.0, 0
        for hits in find(project, query):
            first = first or time.perf_counter() - start
            count += len(hits)
        took, worked = time.perf_counter() - start, time.process_time() - worked
        if not best or took * 1_000 < best["all_ms"]:
            best = {"first_ms": first * 1_000, "all_ms": took * 1_000, "processor_ms": worked * 1_000, "hits": count}
    return best


def measure_autocoding(project: Project, hits: int) -> dict[str, float]:
    """Plan and apply so many segments, each a hit; then see a page of them, confirm and undo."""
    code = add_code(project, "Autocoded")
    with project.reading() as store:
        documents = [one.id for one in store.documents.all()]
    some = tuple(DocumentId(one) for one in documents[: len(documents) // 8])
    query = replace(QUERIES["plain, often"], documents=some)
    figures: dict[str, float] = {}
    start = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal start
        figures[f"{name}_ms"] = (time.perf_counter() - start) * 1_000
        start = time.perf_counter()

    plan = plan_autocoding(project, query, Scope.HIT, code)
    lap("plan")
    rows = plan.rows[:hits]
    preview(project, rows[:50])
    lap("preview_50")
    made = apply(project, plan, rows)
    lap("apply")
    confirm(project, made)
    lap("confirm")
    project.undo(2)
    lap("undo_both")
    return {**figures, "rows": len(rows), "made": len(made)}


def sow(project: Project) -> None:
    """Put the seldom word into one text in twenty."""
    chance = random.Random(5)
    with project.transaction("sow") as store:
        for one in store.documents.all():
            if chance.random() < 0.05:
                text = store.documents.text(one.id)
                place = text.find(" ", chance.randrange(len(text) - 100))
                sown = f"{text[:place]} {_SELDOM} {text[place + len(_SELDOM) + 2 :]}"
                store.revisions.rewrite(one.id, sown, ())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("project", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "finding.qcp"
        if asked.project is not None:
            shutil.copyfile(asked.project, path)
        else:
            make_project(path, documents=asked.documents, characters=asked.characters, codings=1_000)
        with Project.open(path, snapshot=False) as project:
            sow(project)
            with Memory() as memory:
                for name, query in QUERIES.items():
                    figures[name] = measure_find(project, query, asked.rounds)
                    print(name.ljust(32), _shown(figures[name]), flush=True)
                page = [hit for hits in find(project, Query(_SELDOM)) for hit in hits][:50]
                start = time.perf_counter()
                kwic(project, page)
                figures["context of 50 hits"] = {"all_ms": (time.perf_counter() - start) * 1_000, "hits": len(page)}
                print("context of 50 hits".ljust(32), _shown(figures["context of 50 hits"]))
                figures["autocode"] = measure_autocoding(project, 10_000)
                print("autocode".ljust(32), _shown(figures["autocode"]))
            figures["memory"] = {"most_mb": memory.most}
            print("memory".ljust(32), _shown(figures["memory"]))
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _shown(figures: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:,.0f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
