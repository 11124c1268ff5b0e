"""What every exporter is: a key, a title, file endings, the kind of thing it writes, options as data, and ``run``."""

from __future__ import annotations

import errno
import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from qualcoder_peer.core.domain.disclosure import (
    CountTable,
    Disclosure,
    DisclosureFinding,
    DisclosureLevel,
    DisclosureRules,
    Mend,
)
from qualcoder_peer.core.domain.errors import ExportFailed, UnreadableFile
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, is_project_file
from qualcoder_peer.core.services.disclosure import Fingerprints, level_of, read_rules
from qualcoder_peer.core.services.disclosure_gate import Leaving, check_leaving, refuse
from qualcoder_peer.core.services.disclosure_left import remember_tables
from qualcoder_peer.core.services.kept_options import read_options
from qualcoder_peer.core.services.quotes import QuoteFilter

KINDS = ("quotes", "codebook", "report", "memos", "matrix")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}


class Exporter(ABC):
    """Writes one kind of thing, one of KINDS, to files of one format."""

    counts: ClassVar[bool] = False
    """Whether there may be counts of people in what it writes, which the project remembers."""

    @property
    @abstractmethod
    def key(self) -> str:
        """A word for the exporter, unique among all, such as ``quotes-docx``."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """One of KINDS."""

    @property
    @abstractmethod
    def title(self) -> Message:
        """What a person calls such files."""

    @property
    @abstractmethod
    def suffixes(self) -> tuple[str, ...]:
        """File endings in lower case with the dot; the first is the usual one."""

    @property
    @abstractmethod
    def Options(self) -> type[Any]:
        """The frozen dataclass that ``run`` takes, with the ``settings_key`` under which a project keeps it."""

    def run(
        self,
        project: Project,
        path: Path,
        options: Any | None = None,
        which: QuoteFilter | None = None,
        progress: Progress | None = None,
    ) -> bool:
        """Write ``path``; without options, or with those of another exporter, those kept in the project are used.

        ``which`` limits quotes, and memos to those on what it names; a code book is always whole. The project remembers
        the tables of counts that left; returns whether it could (``remember_tables``). Raises ExportFailed
        (what stood at ``path`` is untouched), Cancelled, or NotFound for something that is gone.
        """
        chosen = options if isinstance(options, self.Options) else read_options(project, self.Options)
        self._check(project, path.name)
        rules = read_rules(project)
        if level_of(rules) is DisclosureLevel.STRICT:
            refuse(self.disclosure(project, path, chosen, which, progress, rules=rules))
        with replacing(path) as temporary:
            tables = self._write(project, temporary, chosen, which or QuoteFilter(), progress or Progress())
            if level_of(rules) is not DisclosureLevel.OFF and rules.file and template_of(chosen, path):
                _tidy(temporary)
        return remember_tables(project, tables or (), path.name)

    def disclosure(
        self,
        project: Project,
        path: Path | None,
        options: Any | None = None,
        which: QuoteFilter | None = None,
        progress: Progress | None = None,
        *,
        rules: DisclosureRules | None = None,
        known_names: Sequence[ReplaceRule] = (),
    ) -> Disclosure:
        """What might give somebody away in what ``run`` would write with these (``path`` None: not known yet where).

        ``rules`` and ``known_names`` as in ``check_leaving``. Raises Cancelled, or NotFound for something that is gone.
        """
        chosen = options if isinstance(options, self.Options) else read_options(project, self.Options)
        progress = progress or Progress()

        def collect() -> Leaving:
            leaving = self.leaving(project, chosen, which or QuoteFilter(), progress)
            leaving.folder = None if path is None else path.absolute().parent
            leaving.findings += _template_findings(project, template_of(chosen, path), progress)
            return leaving

        return check_leaving(project, collect, progress, rules, known_names)

    def leaving(self, project: Project, options: Any, which: QuoteFilter, progress: Progress) -> Leaving:
        """What of the project would leave with these options; each exporter says so itself."""
        return Leaving()

    def _check(self, project: Project, name: str) -> None:
        """Raises ExportFailed for a project of which no such file can be made, called ``name``."""

    @abstractmethod
    def _write(
        self, project: Project, path: Path, options: Any, which: QuoteFilter, progress: Progress
    ) -> Sequence[CountTable] | None:
        """Write a new file; ``run`` puts it where it belongs. Returns the counts of people in it as they are printed,
        where it has such (``counts``)."""


def template_of(options: Any, path: Path | None) -> Path | None:
    """The template of a Word file that is written with these options; None for another file, or without."""
    named = getattr(options, "template", "")
    return Path(named) if named and (path is None or path.suffix.lower() == ".docx") else None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file in the folder of ``path`` to write to; it takes the place of ``path`` when all went well.

    Where ``path`` is a link, the file that it leads to is replaced. Raises ExportFailed with a sentence; then ``path``
    is as it was and nothing is left behind.
    """
    try:
        if path.is_symlink():
            path = Path(os.path.realpath(path))
        os.lstat(path.parent)
        if "\0" in path.name:
            raise ValueError("embedded null byte")
        if path.is_dir():
            raise ExportFailed("“{path}” is a folder. Give the file a name. Nothing was written.", path=str(path))
        if is_project_file(path):
            raise ExportFailed(
                "“{name}” is a project and was not written over. Choose another name.", name=path.name
            )
        descriptor, name = tempfile.mkstemp(prefix=".~", suffix=path.suffix, dir=path.parent)
        os.close(descriptor)
    except (OSError, ValueError) as error:
        raise failure(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        _usual_rights(temporary, path)
        os.replace(temporary, path)
    except OSError as error:
        raise failure(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def failure(path: Path, error: BaseException) -> ExportFailed:
    """The sentence for a file that could not be written."""
    number = getattr(error, "errno", None)
    cause = error.__cause__ or error.__context__
    if number is None and isinstance(cause, OSError):
        number = cause.errno
    name, folder = path.name, str(path.parent)
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        return ExportFailed("The folder “{folder}” does not exist. Nothing was written. Choose another.", folder=folder)
    if isinstance(error, NotADirectoryError):
        return ExportFailed("“{folder}” is no folder. Nothing was written. Choose another place.", folder=folder)
    if number in _FULL:
        return ExportFailed(
            "The disk is full: “{name}” was not written, and what stood there before is untouched. "
            "Make room or choose another disk.",
            name=name,
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.ETXTBSY):
        if path.exists() and os.access(path.parent, os.W_OK):
            return ExportFailed(
                "“{name}” cannot be replaced: it is open in another program or write-protected. It is untouched. "
                "Close it there, or choose another name.",
                name=name,
            )
        return ExportFailed(
            "You may not write in the folder “{folder}”. Nothing was written. Choose another folder.", folder=folder
        )
    return ExportFailed(
        "“{name}” could not be written ({reason}). What stood there before is untouched. Choose another place or name.",
        name=name[:200],
        reason=getattr(error, "strerror", None) or type(error).__name__,
    )


def _template_findings(project: Project, template: Path | None, progress: Progress) -> list[DisclosureFinding]:
    """What a template would bring into the file, besides what is always taken out (``_tidy``)."""
    if template is None:
        return []
    from qualcoder_peer.core.reports.disclosure_clean import ALWAYS_CLEANED
    from qualcoder_peer.core.reports.disclosure_file import check_file

    try:
        found = check_file(template, Fingerprints(project), progress).findings
    except UnreadableFile:
        return []  # a template that cannot be used is told of when it is written with
    return [replace(one, mend=Mend.NONE) for one in found if one.kind not in ALWAYS_CLEANED]


def _tidy(path: Path) -> None:
    """Take out of a new file what a template leaves in it: its comments, its place on a computer, its history."""
    from qualcoder_peer.core.reports.disclosure_clean import ALWAYS_CLEANED, clean_in_place

    clean_in_place(path, ALWAYS_CLEANED)


def _usual_rights(temporary: Path, path: Path) -> None:
    # mkstemp makes files that only their owner may read; an export has the rights of any new file.
    if os.name == "nt":
        return
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)
