"""Whether freed memory is kept, seen from outside: how many pages the system has to fill anew."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

from qualcoder_peer.gui.memory import keep_freed_memory

_PROGRAM = """
import resource, sys
from qualcoder_peer.gui.memory import keep_freed_memory
kept = sys.argv[1] == "keep" and keep_freed_memory()
for _ in range(50):
    bytes(8_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(50):
    b"".join((b"a" * 4_000_000, b"b" * 4_000_000))
print(kept, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _faults(how: str) -> tuple[str, int]:
    said = subprocess.run([sys.executable, "-c", _PROGRAM, how], capture_output=True, text=True, check=True).stdout
    kept, faults = said.split()
    return kept, int(faults)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone can be told")
def test_large_pieces_are_not_filled_anew_each_time() -> None:
    kept, faults = _faults("keep")
    assert kept == "True"
    assert faults * 5 < _faults("not")[1]


def test_where_there_is_no_such_library_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not keep_freed_memory()
