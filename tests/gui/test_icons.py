"""Every icon that is named in the code is there, and every icon that is there is named."""

from __future__ import annotations

import re
from pathlib import Path

import qualcoder_peer
from qualcoder_peer.core.resources import resource
from qualcoder_peer.gui.icons import pixmap

_NAME = re.compile(r"[\"']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?:\.svg)?[\"']")


def test_icons_are_there_and_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in Path(qualcoder_peer.__file__).parent.rglob("gui/**/*.py"))
    named = set(_NAME.findall(code))
    there = {path.stem for path in resource("icons").glob("*.svg")}
    assert there - named == set()
    calls = r"(?:set_icon\(\w[\w.]*, |icon=|IconLabel\(|pixmap\(|EmptyState\()"
    for name in re.findall(calls + r"[\"']([a-z0-9-]+)[\"']", code):
        assert name in there, name


def test_an_icon_is_drawn() -> None:
    image = pixmap("plus", 24).toImage()
    assert any(image.pixelColor(x, 12).alpha() for x in range(image.width()))
