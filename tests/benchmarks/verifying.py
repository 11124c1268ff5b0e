"""How long it takes to verify a long report against a large project: ``python -m tests.benchmarks.verifying``.

    python -m tests.benchmarks.verifying [FILE.qcp] [--documents N] [--characters N] [--quotations N] [--json OUT]

Makes 1,000 transcripts of 60,000 characters unless a project is given, and a report of 200 pages with 400 quotations of
3 to 60 words: exact, edited, with one word changed, invented, and short expressions. Prints seconds, processor seconds,
memory in MB, and how many were judged as they were made. The invented talk is hard: each word is one of sixty. With
``--varied`` words are as many, and as unlike in frequency, as in a language. Not a test: figures depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import docx  # noqa: E402
import psutil  # noqa: E402

from qualcoder_peer.core.importers.run import import_files  # noqa: E402
from qualcoder_peer.core.progress import Progress  # noqa: E402
from qualcoder_peer.core.project import Project  # noqa: E402
from qualcoder_peer.core.reports.verify import Verified, verify_report  # noqa: E402
from qualcoder_peer.core.services.sources import list_documents, read_document  # noqa: E402
from tests.benchmarks.finding import Memory  # noqa: E402
from tests.benchmarks.make_project import invented_talk  # noqa: E402

_KINDS = ("exact", "edited", "deviates", "not_found", "exact")
_PAGE = 2_400  # characters


def varied_talk(characters: int, seed: int) -> str:
    """Talk whose words are many thousands, a few of them very common."""
    chance = random.Random(seed)
    vowels = ("a", "e", "i", "o", "u", "å", "ä", "ö", "an", "er")
    syllables = [first + then for first in "bdfghjklmnprstv" for then in vowels]
    lines: list[str] = []
    length = 0
    while length < characters:
        words = []
        for _ in range(chance.choice((4, 8, 14, 25, 40, 60))):
            rank = min(19_999, int(chance.paretovariate(0.35)))
            word, rest = "", rank + 1
            while rest:
                rest, place = divmod(rest, len(syllables))
                word += syllables[place]
            words.append(word)
        speaker = ("Intervjuare", f"R{seed * 2 + 1}", f"R{seed * 2 + 2}")[len(lines) % 3]
        lines.append(f"{speaker}: {' '.join(words).capitalize()}.")
        length += len(lines[-1]) + 1
    return "\n".join(lines)[:characters]


def make(path: Path, documents: int, characters: int, varied: bool) -> None:
    """A project of transcripts."""
    with tempfile.TemporaryDirectory() as folder, Project.create(path, title="Measure", coder="AJ") as project:
        files = []
        for number in range(documents):
            file = Path(folder) / f"Interview {number + 1:04d}.txt"
            file.write_text((varied_talk if varied else invented_talk)(characters, number), encoding="utf-8")
            files.append(file)
        import_files(project, files)


def make_report(project: Project, path: Path, quotations: int) -> list[str]:
    """A report of half a page of text a quotation; returns what each quotation should be judged as."""
    chance = random.Random(3)
    documents = list_documents(project)
    report, wanted = docx.Document(), []
    for number in range(quotations):
        text = read_document(project, chance.choice(documents).id)[1]
        line = chance.choice([one for one in text.split("\n") if len(one.split()) > 25]).split(": ", 1)[1]
        words = line.rstrip(".").replace(" 😀", "").replace(".", "").split()
        length = min(len(words), chance.choice((3, 9, 14, 25, 60)))
        first = chance.randrange(len(words) - length + 1)
        said = words[first : first + length]
        kind = "exact" if length == 3 else _KINDS[number % len(_KINDS)]
        if kind == "edited":
            said[3:6] = ["[…]"]
        elif kind == "deviates":
            said[length // 2] = "nånstans"
        elif kind == "not_found":
            said = [f"okänt{chance.randrange(10_000)}" for _ in said]
        wanted.append(kind)
        report.add_paragraph(f"En säger så här: ”{' '.join(said)}”. " + "Texten om detta är lång. " * (_PAGE // 50))
    report.save(str(path))
    return wanted


def measure(project: Project, report: Path) -> tuple[tuple[Verified, ...], dict[str, float]]:
    """Verify, and what it took."""
    with Memory() as memory:
        begun, spent = time.perf_counter(), time.process_time()
        found = verify_report(project, report, Progress())
        figures = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - spent}
    return found, {**figures, "memory": memory.most}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("project", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--quotations", type=int, default=400)
    parser.add_argument("--varied", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.project or Path(folder) / "measure.qcp"
        if args.project is None:
            make(path, args.documents, args.characters, args.varied)
        with Project.open(path, read_only=True) as project:
            report = Path(folder) / "report.docx"
            wanted = make_report(project, report, args.quotations)
            before = psutil.Process().memory_info().rss / 1e6
            found, figures = measure(project, report)
            judged = Counter((want, one.status.value) for want, one in zip(wanted, found, strict=True))
            right = sum(count for (want, was), count in judged.items() if want == was)
            took = f"{figures['seconds']:.2f} s, processor {figures['processor']:.2f} s"
            held = f"memory {figures['memory']:.0f} MB (before {before:.0f})"
            print(f"{took}, {held}; {right} of {len(found)} as made")
            for (want, was), count in sorted(judged.items()):
                if want != was:
                    print(f"  made {want}, judged {was}: {count}")
    if args.json:
        args.json.write_text(json.dumps({**figures, "right": right, "quotations": len(found)}), encoding="utf-8")


if __name__ == "__main__":
    main()
