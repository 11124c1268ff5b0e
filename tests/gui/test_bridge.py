from __future__ import annotations

import signal
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree, rename_code
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


def test_a_change_is_committed_beside_the_window_and_readings_that_can_wait_do(project: Project, wait: Wait) -> None:
    bridge = ProjectBridge(project)
    threads: list[int] = []
    commit = project._settle

    def noted(only: object) -> None:
        if only is not None:  # not what a reader asks for
            threads.append(threading.get_ident())
        commit(only)  # type: ignore[arg-type]

    project._settle = noted  # type: ignore[method-assign,assignment]
    add_code(project, "Tomrummet")
    owner, gone = QObject(), QObject()
    read: list[str] = []

    def names() -> None:
        read.extend(code.name for code in read_tree(project).in_order())

    bridge.when_committed(owner, names)
    bridge.when_committed(owner, names)
    bridge.when_committed(gone, lambda: read.append("gone"))
    gone.deleteLater()
    assert read == []
    wait(lambda: read == ["Tomrummet"])
    assert threads and threads[0] != threading.get_ident()
    bridge.when_committed(owner, names)
    assert read == ["Tomrummet"] * 2, "nothing is on its way"
    bridge.stop()


def test_who_reads_while_a_change_is_being_committed_sees_it(project: Project, wait: Wait) -> None:
    bridge = ProjectBridge(project)
    for number in range(40):
        add_code(project, f"Code {number}")
        if number % 2:
            QCoreApplication.processEvents()  # the commit begins, or has ended
        assert len(list(read_tree(project).in_order())) == number + 1
    bridge.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are of Unix")
def test_what_the_disk_refuses_is_raised_on_the_window_s_thread(
    project: Project, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    raised: list[tuple[BaseException, bool]] = []
    here = QThread.currentThread()
    monkeypatch.setattr(
        sys, "excepthook", lambda _kind, error, _trace: raised.append((error, QThread.currentThread() is here))
    )
    bridge = ProjectBridge(project)
    told: list[ChangeSet] = []
    bridge.changed.connect(told.append)
    code = add_code(project, "a")
    wait(lambda: not bridge.is_committing)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    rename_code(project, code, "b" * 50_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        wait(lambda: len(raised) == 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert isinstance(raised[0][0], ProjectFileError) and raised[0][1]
    wait(lambda: told[-1].tables["code"].many)
    assert [one.name for one in read_tree(project).in_order()] == ["a"]
    bridge.stop()
