"""Snapshots: whole copies of a project in a folder beside it.

One is taken on opening when the project has changed since the last, before an import and before a migration. The
newest KEEP_NEWEST are kept, and the newest of each day for KEEP_DAYS days. A snapshot is an ordinary project file.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from qualcoder_peer.core.domain.errors import NotFound, ProjectFileError
from qualcoder_peer.core.lock import ProjectLock
from qualcoder_peer.core.storage.engine import (
    change_counter,
    is_sound,
    overwrite,
    remove_leftovers,
    roll_back_leftovers,
)
from qualcoder_peer.core.storage.migrations import check_format

KEEP_NEWEST = 10
KEEP_DAYS = 31
_NAME = re.compile(r"(\d{8}T\d{9}Z)-(\w+)\.qcp")
_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a project: ``id`` names it, ``size`` is in bytes.

    ``reason`` is opened, import, migration, restore or sealed.
    """

    id: str
    time: str
    reason: str
    size: int
    path: Path


def snapshot_folder(project: Path) -> Path:
    """Where the snapshots of a project stand."""
    return project.with_name(project.name + "-snapshots")


def list_snapshots(project: Path) -> list[Snapshot]:
    """The snapshots of a project, newest first."""
    folder = snapshot_folder(project)
    found = []
    for path in folder.glob("*.qcp") if folder.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match:
            time = _time(match[1])
            found.append(Snapshot(match[1], time.isoformat() + "Z", match[2], path.stat().st_size, path))
    return sorted(found, key=lambda one: one.id, reverse=True)


def take_snapshot(project: Path, reason: str, *, only_if_changed: bool = False) -> Snapshot | None:
    """Copy the project, which nobody may be writing meanwhile. None if it has not changed since the last.

    Raises ProjectFileError if the copy cannot be made.
    """
    existing = list_snapshots(project)
    try:
        if only_if_changed and existing and _same_content(existing[0].path, project):
            return None
        folder = snapshot_folder(project)
        folder.mkdir(exist_ok=True)
        for left in folder.glob("*.part"):
            left.unlink(missing_ok=True)  # of a copy that a crash cut short
        stamp = _new_stamp(existing)
        target = folder / f"{stamp}-{reason}.qcp"
        partial = target.with_suffix(".part")
        try:
            _copy(project, partial)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        _thin_out(list_snapshots(project))
    except OSError as error:
        raise ProjectFileError(
            "No snapshot of “{name}” could be taken: {reason}. "
            "Nothing was changed; make room or choose another folder.",
            name=project.name,
            reason=error.strerror or str(error),
        ) from error
    return Snapshot(stamp, _time(stamp).isoformat() + "Z", reason, target.stat().st_size, target)


def delete_snapshots(project: Path) -> int:
    """Overwrite and delete all snapshots and what lies beside them in their folder. Returns how many snapshots.

    Raises ProjectFileError that names the file which could not be deleted; those after it are still there.
    """
    snapshots = list_snapshots(project)
    inside = [Path(place) / name for place, _, names in os.walk(snapshot_folder(project)) for name in names]
    for one in [*inside, _partial(project)]:
        try:
            overwrite(one)
        except OSError as error:
            raise ProjectFileError(
                "“{file}” could not be deleted: {reason}. It may hold the text as it was before. Close other programs "
                "and try again.",
                file=str(one),
                reason=error.strerror or str(error),
            ) from error
    return len(snapshots)


def restore_snapshot(project: Path, snapshot_id: str) -> Snapshot:
    """Put a snapshot in the place of the project, which must be closed; what stood there becomes a snapshot first.

    Raises NotFound, ProjectInUse if a window has the project, or ProjectFileError if the snapshot is no sound project
    or the file cannot be written; then the project is as it was.
    """
    chosen = next((one for one in list_snapshots(project) if one.id == snapshot_id), None)
    if chosen is None:
        raise NotFound(
            "“{name}” has no snapshot {id}. List them to see which there are.", name=project.name, id=snapshot_id
        )
    check_format(chosen.path)
    if not is_sound(chosen.path):
        raise ProjectFileError(
            "The snapshot {id} is damaged. “{name}” is as it was; choose another snapshot.",
            name=project.name,
            id=snapshot_id,
        )
    partial = _partial(project)
    try:
        lock = ProjectLock.take(project)
        try:
            _copy(chosen.path, partial)
            if project.exists():
                with suppress(ProjectFileError):
                    roll_back_leftovers(project)  # where it can still be read
                take_snapshot(project, "restore")
            remove_leftovers(project)  # SQLite would write it over what is put here
            os.replace(partial, project)
        finally:
            partial.unlink(missing_ok=True)
            lock.release()
    except OSError as error:
        raise ProjectFileError(
            "“{name}” could not be restored: {reason}. The project is as it was.",
            name=project.name,
            reason=error.strerror or str(error),
        ) from error
    return chosen


def _partial(project: Path) -> Path:
    return project.with_name(f".{project.name}.restoring")


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        new.flush()
        os.fsync(new.fileno())


def _same_content(snapshot: Path, project: Path) -> bool:
    return snapshot.stat().st_size == project.stat().st_size and change_counter(snapshot) == change_counter(project)


def _new_stamp(existing: list[Snapshot]) -> str:
    time = datetime.now(timezone.utc)
    while True:
        stamp = f"{time.strftime(_STAMP)}{time.microsecond // 1000:03d}Z"
        if all(one.id != stamp for one in existing):
            return stamp
        time += timedelta(milliseconds=1)


def _time(stamp: str) -> datetime:
    return datetime.strptime(stamp[:15], _STAMP) + timedelta(milliseconds=int(stamp[15:18]))


def _thin_out(snapshots: list[Snapshot]) -> None:
    oldest_day = (datetime.now(timezone.utc) - timedelta(days=KEEP_DAYS)).strftime("%Y%m%d")
    seen: set[str] = set()
    for index, one in enumerate(snapshots):
        day = one.id[:8]
        newest_of_day = day not in seen and day >= oldest_day
        seen.add(day)
        if index >= KEEP_NEWEST and not newest_of_day:
            one.path.unlink(missing_ok=True)
