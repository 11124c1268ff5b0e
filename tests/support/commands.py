"""Runs the command line as a user does: a process of its own, bytes in, bytes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_WITHOUT_QT = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("libEGL.so.1: cannot open shared object file: no Qt in this test")

sys.meta_path.insert(0, Refuse())
from qualcoder_peer.__main__ import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: exit status and what it wrote."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """What it wrote, read as JSON."""
        return json.loads(self.out)


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """Environment variables as on a fresh account with its home at ``home``, in English."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(("COV_", "PYTEST"))}
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **more,
    }


_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERNAME", "LOGNAME", "USER", "LD_LIBRARY_PATH")


def command_line(*arguments: object) -> list[str]:
    """The words that start the program in a Python where Qt cannot be imported."""
    return [sys.executable, "-c", _WITHOUT_QT, *map(os.fspath, map(_written, arguments))]


def run(
    *arguments: object, home: Path, env: Mapping[str, str] | None = None, prefix: Sequence[str] = (), **options: Any
) -> Outcome:
    """Run ``qualcoder-peer ARGUMENTS`` with Qt out of reach."""
    done = subprocess.run(
        [*prefix, *command_line(*arguments)],
        capture_output=True,
        env=surroundings(home, **(env or {})),
        cwd=options.pop("cwd", home),
        timeout=300,
        check=False,
        **options,
    )
    decode = (env or {}).get("PYTHONIOENCODING", "utf-8")
    return Outcome(done.returncode, done.stdout.decode(decode), done.stderr.decode(decode))


def _written(argument: object) -> str | bytes:
    return argument if isinstance(argument, bytes) else str(argument)
