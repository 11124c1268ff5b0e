"""Makes large projects to measure with: invented talk, the same at every run.

    python -m tests.benchmarks.make_project OUT.qcp                        100 transcripts of 60 kB, 20,000 codings
    python -m tests.benchmarks.make_project OUT.qcp --documents 1 --characters 2000000 --codings 10000

Codings have lengths and overlaps as people make them: most a sentence or two long, some over several turns, half of
them in places where much is coded.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path

from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import import_codings

_WORDS = (
    "jag vi man det som var inte och men så när hon han de att till med för på en ett lite ganska aldrig alltid "
    "handläggaren samtalet veckan kaffet lokalen stödet gruppen hemmet telefonen brevet tiden ansökan ensam trygg "
    "kommer går ringer väntar berättar frågar hjälper förstår skriver glömmer tänker vågar orkar liksom eh alltså ju"
).split()


def invented_talk(characters: int, seed: int) -> str:
    """About ``characters`` code points of turns between an interviewer and two respondents."""
    chance = random.Random(seed)
    lines: list[str] = []
    length = 0
    while length < characters:
        speaker = ("Intervjuare", f"R{seed * 2 + 1}", f"R{seed * 2 + 2}")[len(lines) % 3]
        words = chance.choices(_WORDS, k=chance.choice((4, 8, 14, 25, 40, 60)))
        sentences = " ".join(words).capitalize() + "."
        if chance.random() < 0.02:
            sentences += " 😀"
        lines.append(f"{speaker}: {sentences}")
        length += len(lines[-1]) + 1
    return "\n".join(lines)[:characters]


def make_project(
    path: Path, *, documents: int = 100, characters: int = 60_000, codings: int = 20_000, codes: int = 60
) -> Path:
    """A project with ``documents`` transcripts of ``characters`` code points and ``codings`` in all."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder, Project.create(path, title="Measure", coder="AJ") as project:
        files = []
        for number in range(documents):
            file = Path(folder) / f"Interview {number + 1:04d}.txt"
            file.write_text(invented_talk(characters, number), encoding="utf-8")
            files.append(file)
        import_files(project, files)
        themes = max(1, codes // 10)
        with project.transaction("codes"):
            for theme in range(themes):
                parent = add_code(project, f"Question {theme + 1}")
                for code in range(codes // themes - 1):
                    add_code(project, f"Theme {theme + 1}.{code + 1}", parent)
        lines = Path(folder) / "codings.jsonl"
        with lines.open("w", encoding="utf-8") as out:
            for number in range(codings):
                out.write(_line(chance, number, documents, characters, codes, themes) + "\n")
        import_codings(project, lines)
    return path


def _line(chance: random.Random, number: int, documents: int, characters: int, codes: int, themes: int) -> str:
    theme = chance.randrange(themes)
    code = chance.randrange(codes // themes - 1)
    length = min(characters // 2, int(chance.choice((40, 90, 150, 150, 300, 600)) * chance.uniform(0.5, 1.5)))
    if chance.random() < 0.012:
        length = min(characters // 4, chance.randrange(2_000, 50_000))
    spots = max(1, characters // 20_000)
    where = chance.randrange(characters - length)
    if chance.random() < 0.5:
        where = min(characters - length - 1, chance.randrange(spots) * 20_000 + chance.randrange(3_000))
    return json.dumps(
        {
            "document": f"Interview {number % documents + 1:04d}",
            "start": max(0, where),
            "end": max(0, where) + length,
            "code": f"Question {theme + 1}/Theme {theme + 1}.{code + 1}",
            "coder": "JG" if chance.random() < 0.3 else "AJ",
            "star": chance.random() < 0.05,
            "stance": chance.choice(("none", "none", "for", "against")),
        }
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--codings", type=int, default=20_000)
    parser.add_argument("--codes", type=int, default=60)
    asked = parser.parse_args()
    make_project(
        asked.out, documents=asked.documents, characters=asked.characters, codings=asked.codings, codes=asked.codes
    )
    print(asked.out)


if __name__ == "__main__":
    main()
