"""How long a new version of a long, much coded transcript takes: ``python -m tests.benchmarks.new_version``.

    python -m tests.benchmarks.new_version [--characters N] [--codings N] [--suffix .docx] [--json OUT]

Makes a project with one transcript (2 million characters and 10,000 codings unless told otherwise) and replaces it
with versions of which more and more lines are changed, with one whose lines are broken elsewhere, and with another
text. Prints seconds of reading, comparing, replacing and undoing, what became of the codings, and memory in MB. Not a
test: figures depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil  # noqa: E402

from qualcoder_peer.core.importers.versions import read_version  # noqa: E402
from qualcoder_peer.core.progress import Progress  # noqa: E402
from qualcoder_peer.core.project import Project  # noqa: E402
from qualcoder_peer.core.services.revisions import Fate, apply_revision, plan_revision  # noqa: E402
from qualcoder_peer.core.services.sources import list_documents, read_document  # noqa: E402
from tests.benchmarks.make_project import invented_talk, make_project  # noqa: E402

Figures = dict[str, float]


def edited(text: str, share: float) -> str:
    """The text with so many of its lines changed: one in four of these is gone, one in four has a new one after it,
    and in the others one word in eight is another."""
    chance = random.Random(3)
    lines: list[str] = []
    for line in text.split("\n"):
        drawn = chance.random()
        if drawn < share / 4:
            continue
        if drawn < share / 2:
            lines += [line, f"Intervjuare: En ny fråga, nummer {chance.randrange(1_000)}?"]
            continue
        words = line.split(" ")
        if drawn < share:
            for _ in range(max(1, len(words) // 8)):
                place = chance.randrange(len(words))
                words[place] = chance.choice(("nytt", "ord", words[place] + "s", str(chance.randrange(100))))
        lines.append(" ".join(words))
    return "\n".join(lines)


def rewrapped(text: str) -> str:
    """The same words with a line break at least every 70 characters."""
    return "\n".join(part for line in text.split("\n") for part in textwrap.wrap(line, 70) or [""])


def measure(made: Path, folder: Path, text: str, suffix: str) -> Figures:
    """Replace the one document of a copy of the project with ``text``, and take it back."""
    shutil.rmtree(folder / "work.qcp-snapshots", ignore_errors=True)
    copy = folder / "work.qcp"
    shutil.copyfile(made, copy)
    file = folder / f"version{suffix}"
    _write(file, text)
    with Project.open(copy, snapshot=False) as project:
        document = list_documents(project)[0].id
        moments, spent = [time.perf_counter()], time.process_time()
        prepared = read_version(project, document, file)
        moments.append(time.perf_counter())
        plan = plan_revision(project, document, prepared, Progress())
        moments.append(time.perf_counter())
        apply_revision(project, plan, progress=Progress())
        moments.append(time.perf_counter())
        spent = time.process_time() - spent
        project.undo()
        moments.append(time.perf_counter())
    read, compared, replaced, undone = (moments[step + 1] - moments[step] for step in range(4))
    figures: Figures = {
        "read_s": read, "compare_s": compared, "replace_s": replaced, "all_s": read + compared + replaced,
        "processor_s": spent, "undo_s": undone,
        "rss_mb": psutil.Process().memory_info().rss / 1e6,
    }  # fmt: skip
    return {**figures, **{fate.value: plan.count(fate) for fate in Fate}}


def _write(file: Path, text: str) -> None:
    if file.suffix != ".docx":
        file.write_text(text, encoding="utf-8")
        return
    import docx

    written = docx.Document()
    for line in text.split("\n"):
        written.add_paragraph(line)
    written.save(str(file))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--characters", type=int, default=2_000_000)
    parser.add_argument("--codings", type=int, default=10_000)
    parser.add_argument("--suffix", default=".txt", choices=(".txt", ".docx"))
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_project(
            folder / "made.qcp", documents=1, characters=asked.characters, codings=asked.codings
        )
        with Project.open(made, read_only=True) as project:
            text = read_document(project, list_documents(project)[0].id)[1]
        versions: dict[str, Callable[[], str]] = {
            "2 % of the lines changed": lambda: edited(text, 0.02),
            "10 % of the lines changed": lambda: edited(text, 0.1),
            "half of the lines changed": lambda: edited(text, 0.5),
            "every line changed": lambda: edited(text, 1),
            "lines broken, 10 % changed": lambda: rewrapped(edited(text, 0.1)),
            "another text": lambda: invented_talk(asked.characters, 77),
        }
        figures = {title: measure(made, folder, make(), asked.suffix) for title, make in versions.items()}
    for title, values in figures.items():
        print(f"{title:28}" + "  ".join(f"{key} {value:.3g}" for key, value in values.items()))
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
