"""Importing files, as the window, the command line and notebooks do it: one function for all.

Reading and finding speakers happens before anything is stored; each file is then stored in one transaction. All files
of one import are one step of the history, so that one undo takes the import back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile, UserError
from qualcoder_peer.core.domain.ids import DocumentId, StepId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.importers import SUFFIXES, importer_for
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.sources import Prepared, add_document, already_imported, prepare


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What may be chosen for an import; the same for all its files."""

    unwrap: bool = field(default=False, metadata={"label": N_("Undo hard line breaks")})
    speakers: str | None = field(
        default=None, metadata={"label": N_("Pattern of speaker labels"), "help": N_("“none” looks for no speakers")}
    )
    encoding: str | None = field(default=None, metadata={"label": N_("Encoding of text files")})
    shared_labels: bool = field(
        default=False, metadata={"label": N_("The same label is the same person in all documents")}
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: a document, or the sentence that says why not. ``left_out`` tells what was not taken."""

    path: Path
    document: DocumentId | None
    title: str
    left_out: tuple[Message, ...] = ()
    problem: Message | None = None
    already_there: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file before the import: ``prepared`` for the preview, or the sentence that says why it cannot be read.

    ``there`` is the title of the document that has this content already, or the name of the file with the same content
    earlier in the list.
    """

    path: Path
    prepared: Prepared | None
    problem: Message | None = None
    there: str = ""


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named that can be imported, folders read to their depths, by name."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                for name in sorted(names):
                    inner = Path(folder) / name
                    if inner.suffix.lower() in SUFFIXES and not name.startswith((".", "~$")):
                        found[inner] = None
        else:
            found[path] = None
    return list(found)


def prepare_file(path: Path, options: ImportOptions | None = None) -> Prepared:
    """Read one file and find its speakers; nothing is stored. Raises UnreadableFile or InvalidInput."""
    options = options or ImportOptions()
    importer = importer_for(path)
    chosen = PlainTextOptions(encoding=options.encoding) if importer.key == "text" and options.encoding else None
    return prepare(importer.read(path, chosen), unwrap=options.unwrap, pattern=options.speakers)


def prepare_files(
    project: Project, paths: Sequence[Path], options: ImportOptions | None = None, progress: Progress | None = None
) -> list[Candidate]:
    """Read files and folders for a preview; nothing is stored. A file that cannot be read comes with its reason.

    Raises UnreadableFile if a folder holds nothing of use, Cancelled.
    """
    options, progress = options or ImportOptions(), progress or Progress()
    files = _files_or_refuse(paths)
    found: list[Candidate] = []
    seen: dict[str, str] = {}
    for number, path in enumerate(files):
        progress.step(number, len(files), message("Reading “{name}”", name=path.name))
        try:
            prepared = prepare_file(path, options)
        except UserError as error:
            found.append(Candidate(path, None, error.message))
            continue
        there = already_imported(project, prepared.read.sha256)
        title = there.title if there is not None else seen.get(prepared.read.sha256, "")
        seen.setdefault(prepared.read.sha256, path.name)
        found.append(Candidate(path, prepared, there=title))
    return found


def import_prepared(
    project: Project,
    chosen: Sequence[tuple[Path, Prepared]],
    shared_labels: bool = False,
    progress: Progress | None = None,
) -> list[Imported]:
    """Store files as the preview left them, one after the other, as one step of the history.

    What was stored before a stop stays, whole files only; then there are fewer results than files.
    """
    progress = progress or Progress()
    project.snapshot("import")
    results: list[Imported] = []
    step: StepId | None = None
    for number, (path, prepared) in enumerate(chosen):
        if progress.cancelled:
            break
        progress.step(number, len(chosen), message("Importing “{name}”", name=path.name))
        result, step = store_prepared(project, path, prepared, shared_labels, step, len(chosen))
        results.append(result)
    return results


def import_files(
    project: Project, paths: Sequence[Path], options: ImportOptions | None = None, progress: Progress | None = None
) -> list[Imported]:
    """Import files and folders. A file that cannot be read is reported and the others go on; stop with ``progress``.

    What was imported before a stop stays, whole files only. Raises UnreadableFile if a folder holds nothing of use.
    """
    options, progress = options or ImportOptions(), progress or Progress()
    files = _files_or_refuse(paths)
    project.snapshot("import")
    results: list[Imported] = []
    step: StepId | None = None
    for number, path in enumerate(files):
        if progress.cancelled:
            break
        progress.step(number, len(files), message("Importing “{name}”", name=path.name))
        try:
            prepared = prepare_file(path, options)
        except UserError as error:
            results.append(Imported(path, None, path.stem, problem=error.message))
            continue
        result, step = store_prepared(project, path, prepared, options.shared_labels, step, len(files))
        results.append(result)
    return results


def store_prepared(
    project: Project, path: Path, prepared: Prepared, shared_labels: bool, step: StepId | None, files: int = 1
) -> tuple[Imported, StepId | None]:
    """Store one prepared file into the step of this import of ``files`` files (None: open it).

    A file that is there already is told of and left out.
    """
    there = already_imported(project, prepared.read.sha256)
    if there is not None:
        problem = message(
            "“{name}” has been imported already, as “{title}”. It was left out.", name=path.name, title=there.title
        )
        return Imported(path, there.id, there.title, problem=problem, already_there=True), step
    label = counted("Import {count} file", "Import {count} files", files) if files > 1 else None
    try:
        try:
            document, step = add_document(project, prepared, shared_labels=shared_labels, label=label, extend=step)
        except ValueError:  # somebody changed something meanwhile: the rest of the import is a step of its own
            document, step = add_document(project, prepared, shared_labels=shared_labels, label=label)
    except InvalidInput as error:
        return Imported(path, None, prepared.title, problem=error.message), step
    left_out = tuple(left.message for left in prepared.read.left_out)
    return Imported(path, document, prepared.title, left_out), step


def _files_or_refuse(paths: Sequence[Path]) -> list[Path]:
    files = files_in(paths)
    if not files:
        raise UnreadableFile(
            "There is nothing to import in “{name}”: no file there ends in {suffixes}.",
            name=paths[0].name if paths else "",
            suffixes=", ".join(SUFFIXES),
        )
    return files
