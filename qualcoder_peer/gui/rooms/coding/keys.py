"""Everything the coding room can do, under its names and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.rooms.coding.code_gestures import CodeGestures
from qualcoder_peer.gui.rooms.coding.gestures import Gestures
from qualcoder_peer.gui.rooms.coding.recent import SLOTS

Enabled = Callable[[], bool]


def add_text_actions(
    registry: ActionRegistry, room: QWidget, page: QWidget, gestures: Gestures, *, can_read: Enabled, can_code: Enabled
) -> None:
    """What is done in the transcript. Single letters answer only while the text itself has the keyboard."""
    add = registry.add
    add("coding.code", N_("Code the selection"), gestures.ask_code, keys="Ctrl+Space", icon="tag", owner=room,
        enabled=can_code)  # fmt: skip
    add("coding.choose", N_("Choose a code for the selection"), gestures.ask_code, keys=("C", "Return", "Enter"),
        icon="tag", owner=page, enabled=can_code, palette=False)  # fmt: skip
    for number in range(1, SLOTS + 1):
        add(f"coding.recent_{number}", message("Code with recent code {number}", number=number),
            lambda number=number: gestures.code_recent(number), keys=str(number), owner=page, enabled=can_code,
            palette=False)  # fmt: skip
    add("coding.exact", N_("Take the selection to the letter, not in whole words"), gestures.take_exactly, keys="E",
        owner=page, enabled=can_code)  # fmt: skip
    add("coding.again", N_("Code again as last"), gestures.code_again, keys=".", icon="redo-2", owner=page,
        enabled=can_code)  # fmt: skip
    add("coding.in_vivo", N_("Code with the words selected (in vivo)"), gestures.in_vivo, keys="V", icon="quote",
        owner=page, enabled=can_code)  # fmt: skip
    add("coding.memo", N_("Write a memo on the coding or the passage"), gestures.memo, keys="M", icon="sticky-note",
        owner=page, enabled=can_code)  # fmt: skip
    add("coding.star", N_("Star the coding as worth quoting"), gestures.star, keys="S", icon="star", owner=page,
        enabled=can_code)  # fmt: skip
    add("coding.quote", N_("Code the selection as worth quoting"), gestures.quote, keys="Q", icon="star", owner=page,
        enabled=can_code)  # fmt: skip
    add("coding.remove", N_("Remove the coding at the cursor"), gestures.remove, keys=("Del", "Backspace"),
        icon="trash-2", owner=page, enabled=can_code)  # fmt: skip
    add("coding.next", N_("Next coding"), lambda: gestures.step(True), keys="N", icon="arrow-down", owner=page,
        enabled=can_read)  # fmt: skip
    add("coding.previous", N_("Previous coding"), lambda: gestures.step(False), keys="P", icon="arrow-up", owner=page,
        enabled=can_read)  # fmt: skip
    add("coding.let_go", N_("Select nothing"), gestures.let_go, keys="Escape", owner=page, palette=False)
    _add_edges(registry, page, gestures, can_code)


def _add_edges(registry: ActionRegistry, page: QWidget, gestures: Gestures, can_code: Enabled) -> None:
    """Left and right move the end of the coding looked at, up and down its start: by word with Alt+Shift, by sentence
    with Ctrl+Alt."""
    moves = (
        ("end_later", "Right", True, True, N_("Move the end on by a word"), N_("Move the end on by a sentence")),
        ("end_earlier", "Left", True, False, N_("Move the end back by a word"), N_("Move the end back by a sentence")),
        ("start_later", "Down", False, True, N_("Move the start on by a word"), N_("Move the start on by a sentence")),
        ("start_earlier", "Up", False, False, N_("Move the start back by a word"),
         N_("Move the start back by a sentence")),
    )  # fmt: skip
    for name, key, at_end, forward, by_word, by_sentence in moves:
        for title, keys, sentence, unit in (
            (by_word, f"Alt+Shift+{key}", False, "word"),
            (by_sentence, f"Ctrl+Alt+{key}", True, "sentence"),
        ):
            registry.add(
                f"coding.{name}_{unit}",
                message(title),
                lambda at_end=at_end, forward=forward, sentence=sentence: gestures.move_edge(
                    at_end=at_end, forward=forward, by_sentence=sentence
                ),
                keys=keys,
                owner=page,
                enabled=can_code,
            )


def add_code_actions(registry: ActionRegistry, tree: QWidget, gestures: CodeGestures, *, enabled: Enabled) -> None:
    """What is done in the code tree."""
    add = registry.add
    add("coding.add_code", N_("New code"), gestures.add_beside, keys="Ins", icon="plus", owner=tree, enabled=enabled)
    add("coding.add_below", N_("New code under this one"), gestures.add_under, keys="Shift+Ins", icon="list-tree",
        owner=tree, enabled=enabled)  # fmt: skip
    add("coding.rename_code", N_("Rename the code"), gestures.rename, keys="F2", icon="pencil", owner=tree,
        enabled=enabled)  # fmt: skip
    add("coding.code_up", N_("Move the code up"), lambda: gestures.step(False), keys="Alt+Up", icon="arrow-up",
        owner=tree, enabled=enabled)  # fmt: skip
    add("coding.code_down", N_("Move the code down"), lambda: gestures.step(True), keys="Alt+Down", icon="arrow-down",
        owner=tree, enabled=enabled)  # fmt: skip
    add("coding.merge_codes", N_("Merge into…"), gestures.ask_merge, icon="merge", owner=tree, enabled=enabled)
    add("coding.remove_code", N_("Delete the code"), gestures.remove, keys="Del", icon="trash-2", owner=tree,
        enabled=enabled)  # fmt: skip
