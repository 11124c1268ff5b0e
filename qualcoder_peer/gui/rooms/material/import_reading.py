"""What the jobs of an import's preview do: read files, read one again to show it or in another way, look at a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.importers.run import Candidate, ImportOptions, bytes_of, preview_file, preview_files
from qualcoder_peer.core.importers.sheet import SheetImporter, SheetOptions, SheetShape, describe
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.services.respondents import respondent_names
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.rooms.material.import_items import by_file_name
from qualcoder_peer.gui.rooms.material.import_texts import Nearby, Texts

SHEET = SheetImporter.key


@dataclass(frozen=True, slots=True)
class Batch:
    """What has been read for a preview, and what of the project it is held against: the names of the respondents and
    the documents by file name. ``texts`` are the first ones, which are shown first."""

    candidates: list[Candidate]
    options: ImportOptions
    taken: list[str]
    documents: dict[str, list[Document]]
    texts: Texts = field(default_factory=Texts)


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """One file read once more: its documents, or the sentence that says why it cannot be read so. ``shape`` is that of
    a sheet, ``texts`` are the documents with their texts near the one that is shown."""

    path: Path
    candidates: list[Candidate]
    problem: Message | None = None
    shape: SheetShape | None = None
    texts: tuple[Prepared, ...] = ()


def read_batch(project: Project, paths: Sequence[Path], options: ImportOptions, progress: Progress) -> Batch:
    """Read files and folders for a preview. Raises what ``preview_files`` raises."""
    texts = Texts()

    def keep(path: Path, prepared: Prepared) -> None:
        if texts.has_room(prepared):
            texts.add(path, prepared)

    candidates = preview_files(project, paths, options, progress, keep)
    taken = list(respondent_names(project).values())
    return Batch(candidates, options, taken, by_file_name(list_documents(project)), texts)


def read_again(
    project: Project, files: Sequence[tuple[Path, ImportOptions]], shown: tuple[Path, int], progress: Progress
) -> list[ReadAgain]:
    """Read each file with its options. Of the one ``shown`` (file and part) the text is kept."""
    found: list[ReadAgain] = []
    for number, (path, options) in enumerate(files):
        progress.step(number, len(files), message("Reading “{name}”", name=path.name))
        near = Nearby(shown[1])
        keep = (lambda _path, prepared, near=near: near.take(prepared)) if path == shown[0] else None
        try:
            candidates = preview_file(project, path, options, keep)
            refused = next((one.problem for one in candidates if one.preview is None), None)
            if not any(one.preview is not None for one in candidates):
                found.append(ReadAgain(path, [], refused or message("There is no document in it.")))
                continue
            formats = {one.preview.format for one in candidates if one.preview is not None}
            shape = sheet_shape(path, options) if formats == {SHEET} else None
            found.append(ReadAgain(path, candidates, None, shape, near.kept))
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
