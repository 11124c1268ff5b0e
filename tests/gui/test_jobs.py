from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.gui.jobs import Job, jobs, run_job
from qualcoder_peer.gui.widgets.job_strip import JobStrip
from tests.support.gui import Wait


@pytest.fixture
def unhandled() -> Iterator[list[BaseException]]:
    errors: list[BaseException] = []
    jobs.unhandled.connect(errors.append)
    yield errors
    jobs.unhandled.disconnect(errors.append)


def test_the_result_comes_on_the_window_s_thread(wait: Wait) -> None:
    owner, got = QObject(), []
    here = QThread.currentThread()

    def work(a: int, b: int = 0) -> tuple[int, bool]:
        return a + b, threading.current_thread() is threading.main_thread()

    def done(result: object) -> None:
        got.append((result, QThread.currentThread() is here))

    run_job(owner, work, 2, b=3, title="Adding", on_done=done)
    wait(lambda: got)
    assert got == [((5, False), True)]
    wait(lambda: not jobs.active)


def test_errors_go_to_on_failed_or_to_the_usual_place(wait: Wait, unhandled: list[BaseException]) -> None:
    owner, failed = QObject(), []

    def work() -> None:
        raise InvalidInput("The name is empty.")

    run_job(owner, work, title="x", on_failed=failed.append)
    wait(lambda: failed)
    assert isinstance(failed[0], InvalidInput) and not unhandled
    run_job(owner, work, title="x")
    wait(lambda: unhandled)
    assert isinstance(unhandled[0], InvalidInput)


def test_cancel_stops_at_the_next_step(wait: Wait, unhandled: list[BaseException]) -> None:
    owner, steps, failed = QObject(), [], []
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        for number in range(1000):
            progress.step(number, 1000, message("Step {number}", number=number))
            steps.append(number)
            go_on.wait(20)

    job = run_job(owner, work, title="Long", on_failed=failed.append)
    wait(lambda: steps)
    job.cancel()
    go_on.set()
    wait(lambda: not jobs.active)
    assert steps == [0]
    assert not failed and isinstance(unhandled[0], Cancelled)


def test_what_cannot_be_cancelled_is_not(wait: Wait) -> None:
    done: list[object] = []

    def work(progress: Progress) -> str:
        progress.step(1, 1, message("x"))
        return "all"

    owner = QObject()
    job = run_job(owner, work, title="x", cancellable=False, on_done=done.append)
    job.cancel()
    wait(lambda: done)
    assert done == ["all"]


def test_nobody_is_called_when_the_owner_is_gone(wait: Wait) -> None:
    called: list[object] = []
    go_on = threading.Event()
    owner = QObject()
    run_job(owner, lambda: go_on.wait(20), title="x", on_done=called.append)
    owner.deleteLater()
    wait(lambda: True)
    go_on.set()
    wait(lambda: not jobs.active)
    assert not called


def test_the_strip_shows_what_is_done_how_far_and_cancel(wait: Wait) -> None:
    strip = JobStrip(jobs)
    owner = QObject()
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        progress.step(3, 10, message("Reading “{name}”", name="a <b>.txt"))
        go_on.wait(20)
        progress.step(4, 10, message("Reading"))

    run_job(owner, work, title="Importing")
    wait(strip.isVisible)
    wait(lambda: strip.bar.value() == 3)
    assert strip.text.text() == "Reading “a <b>.txt”"
    assert strip.bar.maximum() == 10
    strip.cancel_button.click()
    assert not strip.cancel_button.isEnabled()
    go_on.set()
    wait(lambda: not strip.isVisible())


def test_a_chore_is_not_shown(wait: Wait) -> None:
    strip = JobStrip(jobs)
    go_on = threading.Event()
    owner = QObject()
    run_job(owner, lambda: go_on.wait(20), title="")
    shown: list[bool] = []
    for _ in range(80):
        wait(lambda: True)
        shown.append(strip.isVisible())
    go_on.set()
    wait(lambda: not jobs.active)
    assert not any(shown)


def test_work_that_ends_after_the_program_says_nothing() -> None:
    job = Job("x", cancellable=False)
    report = job.progress
    shiboken6.delete(job)
    job.work(lambda: report.step(1, 1, message("Importing files")))
