"""Finds the files in ``resources/``: in a checkout beside the package, once installed inside it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of a file or folder in ``resources/``, such as ``resource("translations", "sv.mo")``."""
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if root.is_dir():
            return root.joinpath(*parts)
    raise FileNotFoundError("The program's resources folder is missing; install the program again.")
