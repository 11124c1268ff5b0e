"""What the jobs of an import's preview do: read files, read them again in another way, look at a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.importers.run import Candidate, ImportOptions, bytes_of, prepare_documents, prepare_files
from qualcoder_peer.core.importers.sheet import SheetImporter, SheetOptions, SheetShape, describe
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.respondents import respondent_names
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.rooms.material.import_items import by_file_name

SHEET = SheetImporter.key


@dataclass(frozen=True, slots=True)
class Batch:
    """What has been read for a preview, and what of the project it is held against: the names of the respondents and
    the documents by file name."""

    candidates: list[Candidate]
    options: ImportOptions
    taken: list[str]
    documents: dict[str, list[Document]]


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """One file read once more: its documents, or the sentence that says why it cannot be read so. ``shape`` is that of
    a sheet."""

    path: Path
    candidates: list[Candidate]
    problem: Message | None = None
    shape: SheetShape | None = None


def read_batch(project: Project, paths: Sequence[Path], options: ImportOptions, progress: Progress) -> Batch:
    """Read files and folders for a preview. Raises what ``prepare_files`` raises."""
    candidates = prepare_files(project, paths, options, progress)
    taken = list(respondent_names(project).values())
    return Batch(candidates, options, taken, by_file_name(list_documents(project)))


def read_again(
    project: Project, files: Sequence[tuple[Path, ImportOptions]], progress: Progress
) -> list[ReadAgain]:
    """Read each file with its options."""
    found: list[ReadAgain] = []
    for number, (path, options) in enumerate(files):
        progress.step(number, len(files), message("Reading “{name}”", name=path.name))
        try:
            candidates = prepare_documents(project, path, options)
            refused = next((one.problem for one in candidates if one.prepared is None), None)
            if not any(one.prepared is not None for one in candidates):
                found.append(ReadAgain(path, [], refused or message("There is no document in it.")))
                continue
            formats = {one.prepared.read.format for one in candidates if one.prepared is not None}
            shape = sheet_shape(path, options) if formats == {SHEET} else None
            found.append(ReadAgain(path, candidates, None, shape))
        except UserError as error:
            found.append(ReadAgain(path, [], error.message))
    return found


def sheet_shape(path: Path, options: ImportOptions) -> SheetShape:
    """What is in a sheet and how it is read. Raises UnreadableFile, InvalidInput."""
    chosen = options.formats.get(SHEET)
    chosen = chosen if isinstance(chosen, SheetOptions) else SheetOptions()
    if options.encoding and not chosen.encoding:
        chosen = replace(chosen, encoding=options.encoding)
    return describe(path, bytes_of(path), chosen)
