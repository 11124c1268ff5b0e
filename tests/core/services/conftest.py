"""A project with a code, as most tests of services begin. A test file that begins otherwise has fixtures of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A new, empty project in a real file."""
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


@pytest.fixture
def code(project: Project) -> CodeId:
    """A code of the project."""
    return add_code(project, "Tomrummet")
