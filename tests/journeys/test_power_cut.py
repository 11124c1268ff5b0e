"""The power goes while a passage is being coded: what was coded is there, and nothing is damaged.

A coding is painted before it is on the disk: the one that is just on its way there may be missing, no other.
"""

from __future__ import annotations

import threading
from pathlib import Path

from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.setup import check_project
from tests.journeys.conftest import Start
from tests.support.projects import add_text

WORDS = 300
TEXT = "\n".join(
    (
        "Intervjuare: Berätta!",
        "Anna: " + " ".join(f"ord{number}😀" for number in range(WORDS)),
        "Intervjuare: Och sedan?",
        "Anna: Inget.",
    )
)
ONE_CODING = ("Right", "ctrl+Right", "shift+ctrl+Right", "1")
"""Leave what is selected, pass over a word, select the next, put the first of the recent codes on it."""


def make_project(path: Path) -> None:
    with Project.create(path, title="Strömavbrott", language="sv", coder="AB") as project:
        document = add_text(project, "Intervju", TEXT, Intervjuare=(SpeakerRole.INTERVIEWER, ""),
                            Anna=(SpeakerRole.RESPONDENT, "Anna"))  # fmt: skip
        code = project.add_code("Trygghet")
        start = TEXT.index("ord0")
        add_codings(project, [NewCoding(document, code, start, start + 4)])


def test_a_power_cut_while_coding(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "Strömavbrott.qcp"
    make_project(path)
    app = start(path)
    app.click("Coding", "RailButton")
    app.until(lambda: app.state()["coded"] == 1, "the interview")
    app.keys("ctrl+Home", "Down", "Home", *["ctrl+Right"] * 4, "shift+ctrl+Right", "Return")
    app.wait_focus("Code the selection: name, Enter")
    app.type("tryg")
    app.keys("Return")
    app.until(lambda: app.state()["coded"] == 2, "the first coding")
    hand = threading.Thread(target=app.screen.keys, args=ONE_CODING * 60)
    hand.start()
    app.until(lambda: app.state()["coded"] >= 12, "a dozen codings")
    state = app.state()
    app.kill()
    hand.join()

    with Project.open(path) as project:
        assert check_project(project) == []
        stored = [(one.start, one.end) for one in project.codings()]
        steps = [step for step in project.history() if not step.undone]
    assert len(stored) >= state["coded"] - state["writing"]
    assert all(TEXT[begin:end].strip() == TEXT[begin:end] and end > begin for begin, end in stored)
    assert len(steps) >= len(stored)

    again = start(path)
    again.click("Coding", "RailButton")
    again.wait_focus("Transcript")
    state = again.state()
    assert [tuple(one[:2]) for one in state["codings"]] == sorted(stored)
    assert state["title"] == "Strömavbrott — All changes saved"
    again.keys("ctrl+z")
    again.until(lambda: again.state()["coded"] == len(stored) - 1, "the newest coding to go")
    again.keys("ctrl+q")
    assert again.wait_closed() == 0
    with Project.open(path) as project:
        assert check_project(project) == []
        assert len(list(project.codings())) == len(stored) - 1
