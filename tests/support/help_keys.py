"""What the help says of actions whose room has not been opened: ``python -m tests.support.help_keys`` writes it anew.

Run it after changing the title or the usual key of an action that the help names.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.resources import resource
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.help_pages import PAGES, PLACEHOLDER, raw_text

LANGUAGES = ("sv", "da", "en")


def named() -> set[str]:
    """The actions that any page of the help names."""
    return {found[2] for page in PAGES for one in LANGUAGES for found in PLACEHOLDER.finditer(raw_text(page, one))}


def usual(actions: ActionRegistry) -> dict[str, list[str]]:
    """English title and first usual key of the actions named, as they are in the rooms that have been opened."""
    wanted, found = named(), {}
    for one in actions.all():
        if one.id in wanted:
            assert isinstance(one.name, Message)
            keys = one.default_keys[0].toString() if one.default_keys else ""
            found[one.id] = [one.name.text, keys]
    return dict(sorted(found.items()))


def write(found: dict[str, list[str]]) -> None:
    """Write what the help falls back on."""
    words = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    resource("help", "keys.json").write_text(words, encoding="utf-8")


def _main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qualcoder_peer.core.samples import create_sample
    from qualcoder_peer.gui.app import make_app, make_window
    from qualcoder_peer.gui.navigator import Place
    from qualcoder_peer.gui.settings import PROFILE_VARIABLE, Settings
    from tests.support.gui import wait_for

    with tempfile.TemporaryDirectory() as folder:
        os.environ[PROFILE_VARIABLE] = folder
        make_app()
        path = Path(folder) / "sample.qcp"
        create_sample(path, "en").close()
        settings = Settings(Path(folder) / "settings.ini")
        settings.language = "en"
        window = make_window(None, settings)
        window.show()
        window.session.open(path)
        wait_for(lambda: window.context is not None)
        assert window.context is not None
        for room in window.rail.buttons:
            window.context.navigator.go(Place(room))
        window.rooms["report"].make_all()  # type: ignore[attr-defined]
        drawer = window.rooms["coding"].drawer  # type: ignore[attr-defined]
        for key in drawer.keys:
            drawer.open(key)
        found = usual(window.actions_registry)
        write(found)
        missing = named() - found.keys()
        window.close()
        wait_for(lambda: window.context is None)
    if missing:
        print("There is no action:", ", ".join(sorted(missing)))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.stdout.flush()
    os._exit(_main())
