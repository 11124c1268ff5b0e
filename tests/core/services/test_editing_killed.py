"""The program is ended with kill -9 while somebody types: text and positions are those of one moment, always."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.editing import TextEditor
from qualcoder_peer.core.services.segments import open_document
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import list_documents
from tests.core.services.typist import typed
from tests.support.commands import ROOT
from tests.support.projects import add_text

ROUNDS = 8
TEXT = "\n".join(f"{'IR'[number % 2]}1: Mening {number} med några ord 😀 i." for number in range(60))
Spans = dict[int, tuple[int, int]]


def test_kill_while_typing(tmp_path: Path) -> None:
    path = tmp_path / "p.qcp"
    with Project.create(path, title="Kill", coder="AB") as project:
        document = add_text(project, "Intervju", TEXT)
        with project.transaction("many") as store:
            coder = store.coder_id()
            codes = [add_code(project, f"Ord {number}") for number in range(len(TEXT) // 4)]
            store.codings.add_many([
                {"guid": f"g{number}", "document_id": document, "code_id": codes[number], "coder_id": coder,
                 "start": number * 4, "end": number * 4 + 3 + number % 9, "stance": "none", "starred": 0,
                 "created": "", "changed": ""}
                for number in range(len(TEXT) // 4 - 4)
            ])  # fmt: skip
    chance, moved = random.Random(5), 0
    for seed in range(10 * ROUNDS):  # on a busy machine little is typed before the end comes: then there are more ends
        before = path.read_bytes()
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.core.services.typist", str(path), str(seed)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert started.stdout is not None
        assert started.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.005, 0.3))
        started.kill()
        started.wait()
        started.stdout.close()
        moved += look(path, before, seed, tmp_path)
        if seed >= ROUNDS - 1 and moved > ROUNDS:
            break
    assert moved > ROUNDS


def look(path: Path, before: bytes, seed: int, folder: Path) -> int:
    """Compare the file with what the typist must have typed up to some moment. Returns up to which."""
    with Project.open(path, snapshot=False) as project:
        assert check_project(project) == []
        found = open_document(project, list_documents(project)[0].id)
    assert found.segments is not None
    spans = {row[0]: (row[1], row[2]) for row in found.segments}
    copy = folder / f"copy{seed}.qcp"
    copy.write_bytes(before)
    with Project.open(copy, snapshot=False) as project:
        editor = TextEditor(project, list_documents(project)[0].id)
        with project.reading() as store:
            expected = {row[0]: (row[1], row[2]) for row in store.codings.columns_of(editor.document)}
    chance, steps = random.Random(seed), 0
    while editor.text != found.text or expected != spans:
        steps += 1
        assert steps < 5_000, "the file holds something that was never typed"
        for _ in range(chance.randrange(1, 4)):
            expected = retyped(editor, chance, expected)
        chance.random()
    assert found.turns == tuple(editor.turns.rows())
    return steps


def retyped(editor: TextEditor, chance: random.Random, spans: Spans) -> Spans:
    """One edit of the typist, and where the codings are then, each moved by itself."""
    for edit in typed(editor, chance):
        after = {one: edit.passage(*span) for one, span in spans.items()}
        spans = {one: span for one, span in after.items() if span is not None}
    return spans
