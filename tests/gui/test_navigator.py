from __future__ import annotations

from qualcoder_peer.gui.navigator import Navigator, Place


class Shown:
    """Stands where the window would: at the place that was asked for last."""

    def __init__(self, navigator: Navigator) -> None:
        self.at: Place | None = None
        navigator.asked.connect(self.show)
        navigator.here = lambda: self.at

    def show(self, place: Place) -> None:
        self.at = place


def test_back_comes_to_the_line_one_left_and_forward_again() -> None:
    navigator = Navigator()
    shown = Shown(navigator)
    navigator.go(Place("material"))
    assert not navigator.can_go_back
    navigator.go(Place("coding", document=1, start=10))
    shown.at = Place("coding", document=1, start=500)  # scrolled on
    navigator.go(Place("coding", document=2))
    navigator.back()
    assert shown.at == Place("coding", document=1, start=500)
    navigator.back()
    assert shown.at == Place("material") and not navigator.can_go_back
    navigator.forward()
    navigator.forward()
    assert shown.at == Place("coding", document=2) and not navigator.can_go_forward


def test_going_elsewhere_after_back_forgets_what_was_ahead() -> None:
    navigator = Navigator()
    shown = Shown(navigator)
    for room in ("material", "coding", "report"):
        navigator.go(Place(room))
    navigator.back()
    navigator.go(Place("material"))
    assert not navigator.can_go_forward
    navigator.back()
    assert shown.at == Place("coding")


def test_going_where_one_is_leaves_no_trace_and_clear_forgets() -> None:
    navigator = Navigator()
    Shown(navigator)
    navigator.go(Place("coding", document=1))
    navigator.go(Place("coding", document=1))
    assert not navigator.can_go_back
    navigator.go(Place("material"))
    navigator.clear()
    assert not navigator.can_go_back
