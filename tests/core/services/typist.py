"""Types in a document for ever, for a test that ends it as a power cut would: ``python -m … PROJECT SEED``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.editing import TextEditor
from qualcoder_peer.core.services.sources import list_documents


def typed(editor: TextEditor, chance: random.Random) -> None:
    """One edit by chance; where a label stands nothing is done."""
    place = chance.randrange(len(editor.text) + 1)
    end = min(len(editor.text), place + chance.choice((0, 0, 0, 1, 2, 25)))
    try:
        editor.replace(place, end, chance.choice(("a", "Ett ord till ", "\n", "😀", "", "långt stycke. " * 40)))
    except InvalidInput:
        return


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
