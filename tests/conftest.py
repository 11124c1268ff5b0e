"""For every test: the same surroundings, and no warning in a log that the test did not expect.

Warnings are errors (see setup.cfg), and so are exceptions in threads and in finalisers.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.commands import surroundings

# Property tests look for wrong answers, not for slow ones: a busy machine must not fail them. The house's profile takes
# the same examples each time, so that what fails is the change at hand; to hunt for new ones: --hypothesis-profile=hunt
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("house", _PATIENT, derandomize=True, database=None)
settings.register_profile("hunt", _PATIENT, max_examples=1_000)
settings.load_profile("house")


class LogWatch(logging.Handler):
    """Collects what is logged; ``expect`` names loggers whose lines are what the test is about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(tuple(self._expected)):
            self.lines.append(f"{record.name}: {record.levelname}: {record.getMessage()}")

    def expect(self, *names: str) -> None:
        """Let lines of these loggers pass."""
        self._expected.extend(names)


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails the test if anything warned in a log; ask for it to say what is expected."""
    watch = LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    assert not watch.lines, watch.lines


@pytest.fixture(autouse=True)
def same_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No language, profile or debugging switch of the person who runs the tests."""
    kept = surroundings(tmp_path)
    for name in set(os.environ) - set(kept):
        if name.startswith(("QUALCODER_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    for name in ("LC_ALL", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, kept[name])
