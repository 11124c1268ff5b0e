"""A day with the sample project without touching the mouse; the next day everything is there."""

from __future__ import annotations

from qualcoder_peer.core.api import Project
from qualcoder_peer.core.services.setup import check_project
from tests.journeys.conftest import Start
from tests.support.driving import Driven


def test_a_day_by_keyboard_alone(start: Start) -> None:
    app = start()
    open_the_sample(app)
    go_round_the_rooms(app)
    words = code_a_passage(app)
    find_a_code_in_the_palette(app)
    quit_by_keys(app)
    again = start()
    come_back(again, words)
    quit_by_keys(again)
    with Project.open(next((again.profile / "documents").glob("*.qcp")), read_only=True) as project:
        assert check_project(project) == []


def open_the_sample(app: Driven) -> None:
    app.see("New project")
    app.keys("Tab", "Tab")
    app.wait_focus("Open the sample project")
    app.keys("Return")
    app.see("Documents (5)", "tab")
    app.until(lambda: app.state()["focus_kind"] == "Table", "the keyboard in the table of documents")
    app.picture("1 material")


def go_round_the_rooms(app: Driven) -> None:
    app.keys("ctrl+3")
    app.see("Report draft", "tab")
    app.until(lambda: app.state()["focus_kind"] == "OutlineView", "the keyboard in the outline")
    app.picture("2 report")
    app.keys("ctrl+2")
    app.wait_focus("Transcript")
    app.picture("3 coding")
    seen = [app.state()["focus"]]
    for _ in range(5):
        app.keys("F6")
        seen.append(app.state()["focus"])
    assert {"Documents", "Transcript", "Code tree"} <= set(seen), seen
    app.keys("alt+Left")
    app.see("Report draft", "tab")
    app.keys("alt+Right")
    app.wait_focus("Transcript")


def code_a_passage(app: Driven) -> str:
    """The words that were coded, undone and coded again."""
    before = app.state()
    app.keys("ctrl+Next")
    app.until(lambda: app.state()["text"] != before["text"], "the next document")
    app.keys("ctrl+Home", "Down", "Down", "Home", *["shift+ctrl+Right"] * 4)
    here = app.state()
    assert len(here["selected"].split()) >= 3, here["selected"]
    app.keys("Return")
    app.wait_focus("Code the selection: name, Enter")
    app.type("Alldeles nytt tema")
    app.keys("Return")
    app.wait_focus("Transcript")
    app.until(lambda: app.state()["coded"] == here["coded"] + 1, "the coding")
    now = app.state()
    start, end = next(one[:2] for one in now["codings"] if one[2] == "Alldeles nytt tema")
    words = str(now["text"][start:end])
    assert words == here["selected"].strip() and words[0].isalnum()
    app.picture("4 coded")
    app.keys("ctrl+z")
    app.until(lambda: app.state()["coded"] == here["coded"], "the coding to go")
    app.keys("ctrl+shift+z")
    app.until(lambda: app.state()["coded"] == here["coded"] + 1, "the coding to come back")
    return words


def find_a_code_in_the_palette(app: Driven) -> None:
    app.keys("ctrl+k")
    app.wait_focus("Command palette")
    app.type("alldeles")
    app.see("Alldeles nytt tema", "row", "What was found")
    app.picture("5 palette")
    app.keys("Return")
    app.until(lambda: app.see("Alldeles nytt tema", "row", "Code tree")["checked"], "the code to be chosen")
    app.wait_focus("Transcript")


def come_back(app: Driven, words: str) -> None:
    app.wait_focus("Recent projects")
    app.picture("6 welcome")
    app.keys("Return")
    app.wait_focus("Transcript")
    state = app.state()
    assert words in [state["text"][start:end] for start, end, name, _star in state["codings"]
                     if name == "Alldeles nytt tema"]  # fmt: skip
    assert state["undo"] == "Undo: Code with the new “Alldeles nytt tema”"
    app.keys("ctrl+z")
    app.until(lambda: app.state()["coded"] == state["coded"] - 1, "the coding to go")
    app.until(lambda: app.state()["redo"] == "Redo: Code with the new “Alldeles nytt tema”", "what can be redone")


def quit_by_keys(app: Driven) -> None:
    app.keys("ctrl+q")
    assert app.wait_closed() == 0
