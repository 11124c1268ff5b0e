"""The preview of captions: the text as it will stand, speakers with counts, and what was done to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcoder_peer.core.services.sources import list_documents, read_document
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material.import_dialog import ImportDialog
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from tests.support.gui import Wait

SAID = [("Anna", "Hur"), ("Anna", "då?"), ("Bo", "Så."), ("Anna", "Jaha?"), ("Bo", "Jo.")]
VTT = "WEBVTT\n\n" + "\n\n".join(
    f"00:0{n}.000 --> 00:0{n}.900\n<v {who}>{words}</v>" for n, (who, words) in enumerate(SAID)
)
ZOOM = "[Anna] 00:00:05\nHej.\n\n[Bo] 00:00:09\nHej du.\n"
JSON = json.dumps({"segments": [{"start": 1.5, "end": 2, "text": " Hej.", "speaker": "SPEAKER_00"}]})
SRT = "1\n00:00:01,000 --> 00:00:02,000\nDet var en gång.\n"


@pytest.fixture
def dialog(
    context: RoomContext, make_room: Callable[[RoomContext], MaterialRoom], wait: Wait, tmp_path: Path
) -> tuple[MaterialRoom, ImportDialog]:
    files = {"a.vtt": VTT, "b.txt": ZOOM, "c.json": JSON, "d.srt": SRT, "e.vtt": "WEBVTT\n\nAnna: Hej.\n"}
    paths = []
    for name, content in files.items():
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    room = make_room(context)
    room.flow.start(paths)
    wait(lambda: room.flow.dialog is not None)
    assert room.flow.dialog is not None
    return room, room.flow.dialog


def test_captions_are_shown_with_their_speakers(dialog: tuple[MaterialRoom, ImportDialog]) -> None:
    _, shown = dialog
    speakers = {}
    for item in shown.items:
        shown.files.setCurrentIndex(shown.model.index_of(item))
        if item.preview is not None:
            speakers[item.path.name] = {
                name: line.turns.text() for name, line in shown.form.speakers._shown.items()
            }
    assert {name: list(found) for name, found in speakers.items()} == {
        "a.vtt": ["Anna", "Bo"],
        "b.txt": ["Anna", "Bo"],
        "c.json": ["SPEAKER_00"],
        "d.srt": [],
    }
    assert speakers["a.vtt"]["Anna"].startswith("2 turns") and speakers["a.vtt"]["Bo"].startswith("2 turns")
    assert shown.items[0].candidate.preview.amounts == {"Anna": (2, 12), "Bo": (2, 6)}
    problem = shown.items[4].candidate.problem
    assert problem is not None and say(problem).startswith("“e.vtt” holds no captions")


def test_captions_are_stored_with_their_times(
    dialog: tuple[MaterialRoom, ImportDialog], context: RoomContext, wait: Wait
) -> None:
    room, shown = dialog
    shown.import_button.click()
    wait(lambda: room.flow.dialog is None and not jobs.active)
    by_title = {document.title: document for document in list_documents(context.project)}
    _, text, turns, _ = read_document(context.project, by_title["a"].id)
    assert text == "Anna: Hur då?\n\nBo: Så.\n\nAnna: Jaha?\n\nBo: Jo."
    assert [(text[turn.said_start : turn.end], turn.time_ms) for turn in turns] == [
        ("Hur då?", 0), ("Så.", 2_000), ("Jaha?", 3_000), ("Jo.", 4_000),
    ]  # fmt: skip
    _, _, turns, speakers = read_document(context.project, by_title["d"].id)
    assert ([turn.time_ms for turn in turns], speakers) == ([1_000], [])
