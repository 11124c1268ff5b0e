"""Shows transcript views, and closes them after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from transcript_material import settle, turns_of

from qualcoder_peer.gui.widgets.transcript import TranscriptView, TurnMark


@pytest.fixture
def show(clean_gui: None) -> Iterator[Callable[..., TranscriptView]]:
    """Makes a shown view of a text."""
    views: list[TranscriptView] = []

    def make(
        text: str = "", turns: list[TurnMark] | None = None, width: int = 900, height: int = 600
    ) -> TranscriptView:
        view = TranscriptView()
        views.append(view)
        view.resize(width, height)
        view.set_text(text, turns_of(text) if turns is None else turns)
        view.show()
        settle()
        return view

    yield make
    for view in views:
        view.close()
        view.deleteLater()
    settle()
