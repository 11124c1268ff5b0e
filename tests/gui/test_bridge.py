from __future__ import annotations

import threading

from PySide6.QtCore import QThread

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.gui.bridge import ProjectBridge
from tests.support.gui import Wait


def test_a_change_on_this_thread_is_told_before_the_service_returns(project: Project) -> None:
    bridge = ProjectBridge(project)
    told: list[ChangeSet] = []
    bridge.changed.connect(told.append)
    code = add_code(project, "Tomrummet")
    assert [one.tables["code"].inserted for one in told] == [{code}]
    bridge.stop()


def test_changes_of_another_thread_come_on_the_window_s_thread_in_order(project: Project, wait: Wait) -> None:
    bridge = ProjectBridge(project)
    told: list[tuple[int, bool]] = []
    here = QThread.currentThread()
    bridge.changed.connect(lambda changes: told.append((changes.step, QThread.currentThread() is here)))
    settled: list[bool] = []
    bridge.undo_state_changed.connect(lambda: settled.append(True))

    def work() -> None:
        for name in ("a", "b", "c"):
            add_code(project, name)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert not told
    wait(lambda: len(told) == 3 and settled)
    assert [on_window for _, on_window in told] == [True] * 3
    assert [step for step, _ in told] == sorted(step for step, _ in told)
    assert settled == [True]  # once for all three
    bridge.stop()


def test_after_stop_nothing_is_told(project: Project) -> None:
    bridge = ProjectBridge(project)
    told: list[object] = []
    bridge.changed.connect(told.append)
    bridge.stop()
    add_code(project, "a")
    assert not told


def test_undo_takes_the_same_road(project: Project) -> None:
    code = add_code(project, "a")
    bridge = ProjectBridge(project)
    told: list[ChangeSet] = []
    bridge.changed.connect(told.append)
    project.undo()
    assert told[0].tables["code"].deleted == {code}
    bridge.stop()
