"""Types in a document for ever, for a test that ends it as a power cut would: ``python -m … PROJECT SEED``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.editing import TextEditor
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.core.text.edits import Edit, Move


def typed(editor: TextEditor, chance: random.Random) -> list[Edit | Move]:
    """One edit or move by chance, as it was made; where a label stands nothing is done."""
    place = chance.randrange(len(editor.text) + 1)
    end = min(len(editor.text), place + chance.choice((0, 0, 0, 1, 2, 25)))
    new = chance.choice(("a", "Ett ord till ", "\n", "😀", "", "långt stycke. " * 40))
    words, to, moves = editor.text[place:end], chance.random(), chance.random() < 0.3
    made: list[Edit | Move] = []
    try:
        if words and moves:
            made.append(editor.cut(place, end))
            move = editor.put_cut(int(to * len(editor.text)), words)
            assert move is not None
            made = [move]
        else:
            made.append(editor.replace(place, end, new)[0])
    except InvalidInput:
        pass
    return made


def main() -> None:
    with Project.open(Path(sys.argv[1]), snapshot=False) as project:
        editor = TextEditor(project, list_documents(project)[0].id)
        chance = random.Random(int(sys.argv[2]))
        print("ready", flush=True)
        while True:
            for _ in range(chance.randrange(1, 4)):
                typed(editor, chance)
            editor.store(pause=chance.random() < 0.5)


if __name__ == "__main__":
    main()
