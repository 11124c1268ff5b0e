"""Stores files one after the other as one step of the history, some at a time in one transaction.

A transaction for each of a thousand files would wait a thousand times for the disk; one for all would keep all of
them in memory. Within the transaction each file stands or falls by itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import DocumentId, StepId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.services.storing import there_already, write_document

_MOST_CHARACTERS = 2_000_000
_MOST_FILES = 25
_MOST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one document, or of a file that cannot be read: the document, or the sentence that says why not.
    ``left_out`` tells what was not taken."""

    path: Path
    document: DocumentId | None
    title: str
    left_out: tuple[Message, ...] = ()
    problem: Message | None = None
    already_there: bool = False


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file that has been read: its documents, its bytes if they are to be kept, and what could not be read."""

    path: Path
    documents: list[Prepared]
    original: bytes | None = None
    problems: list[Message] = field(default_factory=list)


class Storing:
    """One import of ``files`` files. Hand it each with ``take``; ``finish`` stores the last ones and tells of all."""

    def __init__(self, project: Project, shared_labels: bool, files: int) -> None:
        self._project, self._shared_labels, self._files = project, shared_labels, files
        self._waiting: list[ReadFile] = []
        self._characters = 0
        self._since = time.monotonic()
        self._step: StepId | None = None
        self._results: list[Imported] = []

    def take(self, file: ReadFile) -> None:
        """Store a file, now or with those that follow."""
        self._waiting.append(file)
        self._characters += sum(len(one.text) for one in file.documents)
        waited = time.monotonic() - self._since
        if self._characters >= _MOST_CHARACTERS or len(self._waiting) >= _MOST_FILES or waited >= _MOST_SECONDS:
            self._store()

    def finish(self) -> list[Imported]:
        """Store what waits. Returns what became of all, in order."""
        self._store()
        return self._results

    def _store(self) -> None:
        waiting, self._waiting, self._characters = self._waiting, [], 0
        if any(file.documents for file in waiting):
            try:
                self._results += self._written(waiting, self._step)
            except ValueError:
                if self._step is None:
                    raise
                # Somebody changed something meanwhile: the rest of the import is a step of its own.
                self._results += self._written(waiting, None)
        else:
            self._results += [one for file in waiting for one in _refused(file)]
        self._since = time.monotonic()

    def _written(self, waiting: list[ReadFile], step: StepId | None) -> list[Imported]:
        with self._project.transaction(self._label(waiting), extend=step) as store:
            found = [one for file in waiting for one in (*self._file(store, file), *_refused(file))]
            if any(one.document is not None and not one.already_there for one in found):
                self._step = store.step
        return found

    def _label(self, waiting: list[ReadFile]) -> Message:
        if self._files > 1:
            return counted("Import {count} file", "Import {count} files", self._files)
        documents = [one for file in waiting for one in file.documents]
        if len(documents) > 1:
            return counted("Import {count} document", "Import {count} documents", len(documents))
        return message("Import “{title}”", title=documents[0].title)

    def _file(self, store: Store, file: ReadFile) -> list[Imported]:
        try:
            with store.nested():
                return self._documents(store, file)
        except InvalidInput as error:
            return [Imported(file.path, None, file.documents[0].title, problem=error.message)]

    def _documents(self, store: Store, file: ReadFile) -> list[Imported]:
        found: list[Imported] = []
        original: bytes | DocumentId | None = file.original
        for prepared in file.documents:
            there = there_already(store, prepared)
            if there is not None:
                problem = message(
                    "“{name}” has been imported already, as “{title}”. It was left out.",
                    name=file.path.name,
                    title=there.title,
                )
                found.append(Imported(file.path, there.id, there.title, problem=problem, already_there=True))
                continue
            document = write_document(
                self._project, store, prepared, shared_labels=self._shared_labels, original=original
            )
            if original is not None:
                original = document if isinstance(original, bytes) else original  # one copy of a file is enough
            left_out = tuple(left.message for left in prepared.left_out)
            found.append(Imported(file.path, document, prepared.title, left_out))
        return found


def _refused(file: ReadFile) -> list[Imported]:
    return [Imported(file.path, None, file.path.stem, problem=problem) for problem in file.problems]
