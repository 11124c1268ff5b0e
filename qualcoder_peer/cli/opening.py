"""Opening projects as the commands need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from qualcoder_peer.core.api import Project
from qualcoder_peer.core.backup import list_snapshots
from qualcoder_peer.core.domain.errors import ProjectInUse, ReadOnlyProject, UserError
from qualcoder_peer.core.domain.messages import Message

_SNAPSHOT_EVERY = timedelta(minutes=10)


def open_to_read(path: Path) -> Project:
    """The project for reading; works while another program has it open. Raises ProjectFileError."""
    return Project.open(path, read_only=True)


def open_to_note(path: Path) -> Project:
    """The project to read, and to note what leaves it unless another program has it open. Raises ProjectFileError."""
    return Project.open(path, snapshot=False)


def open_to_change(path: Path, coder: str | None = None) -> Project:
    """The project for changing, signed by ``coder``. Raises ProjectFileError, also when another program has it."""
    # A script runs hundreds of commands in a row: a snapshot at each would push the useful ones out.
    project = Project.open(path, coder=coder or None, snapshot=not _has_new_snapshot(path))
    if project.read_only:
        project.close()
        raise _refusal(project.notice)
    return project


def _has_new_snapshot(path: Path) -> bool:
    newest = next(iter(list_snapshots(path)), None)
    if newest is None:
        return False
    age = datetime.now(UTC) - datetime.fromisoformat(newest.time)
    return timedelta(0) <= age < _SNAPSHOT_EVERY


def _refusal(notice: Message | None) -> UserError:
    if notice is None:
        return ReadOnlyProject("The project is open for reading only; nothing was changed.")
    return ProjectInUse(notice.text, **notice.parts)
