"""Small widgets that every room uses."""

from __future__ import annotations

from qualcoder_peer.gui.widgets.basics import EmptyState
from tests.support.gui import run_events


def test_an_empty_place_that_is_small_shows_its_words_and_no_picture(qt_app: object) -> None:
    empty = EmptyState("tags", "No codes yet", "Type a name in the box above and press Enter. " * 4, "Do it")
    empty.resize(360, 170)
    empty.show()
    run_events(20)
    assert not empty.picture.isVisible()
    assert empty.text.height() >= empty.text.heightForWidth(empty.text.width())
    empty.resize(600, 400)
    run_events(20)
    assert empty.picture.isVisible()
    empty.close()
