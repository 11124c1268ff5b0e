"""Importing files, as the window, the command line and notebooks do it: one function for all.

Reading and finding speakers happens before anything is stored; then some files at a time are stored in one
transaction, each of them wholly or not at all. All files of one import are one step of the history, so that one undo
takes the import back. A packed file is a folder: its members are named by their path in it (``set.zip/1/R1.docx``).
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile, UserError
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import ARCHIVES, SUFFIXES, Importer, importer_for
from qualcoder_peer.core.importers.base import CollectionImporter, read_bytes
from qualcoder_peer.core.importers.batches import Imported, ReadFile, Storing
from qualcoder_peer.core.importers.zip_archive import (
    count_members,
    is_litter,
    nested_archive,
    read_member,
    read_members,
)
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import COMMENT_TITLES, CommentUse, Prepared, comment_use, prepare
from qualcoder_peer.core.services.sources import imported_before

__all__ = [
    "Candidate", "Imported", "ImportOptions", "bytes_of", "files_in", "import_files", "import_prepared",
    "prepare_documents", "prepare_file", "prepare_files",
]  # fmt: skip

Rules = Callable[[ReadText], ReadText]
"""What changes a text before anything of it is stored: pseudonyms for names."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What may be chosen for an import; the same for all its files.

    ``formats`` holds the options of single formats: an instance of the importer's ``Options`` under its key.
    ``rules`` is applied to each text before anything of it is stored. Raises InvalidInput for what cannot be.
    """

    unwrap: bool = field(default=False, metadata={"label": N_("Undo hard line breaks")})
    speakers: str | None = field(
        default=None, metadata={"label": N_("Pattern of speaker labels"), "help": N_("“none” looks for no speakers")}
    )
    encoding: str | None = field(default=None, metadata={"label": N_("Encoding of text files")})
    shared_labels: bool = field(
        default=False, metadata={"label": N_("The same label is the same person in all documents")}
    )
    comments: CommentUse = field(
        default=CommentUse.NONE,
        metadata={"label": N_("What becomes of comments in Word files"), "choices": COMMENT_TITLES},
    )
    keep_original: bool = field(
        default=False,
        metadata={"label": N_("Keep the files in the project"), "help": N_("Names that stand in them are kept too")},
    )
    formats: Mapping[str, object] = field(default_factory=dict)
    rules: Rules | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "comments", comment_use(self.comments))
        if self.rules is not None and self.keep_original:
            raise InvalidInput(
                "The files cannot be kept in the project when names are replaced: the names would be kept with them. "
                "Nothing was imported. Choose one of the two."
            )


@dataclass(frozen=True, slots=True)
class Candidate:
    """One document before the import: ``prepared`` for the preview, or the sentence that says why it cannot be read.

    ``path`` names its file; in a packed file it goes on with the path in there. A file that holds several documents
    has several candidates, told apart by ``prepared.part``. ``there`` is the title of the document that has this
    content already, or the name of the file with the same content earlier in the list.
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
                    if inner.suffix.lower() in SUFFIXES and not is_litter(name):
                        found[inner] = None
        else:
            found[path] = None
    return list(found)


def prepare_file(path: Path, options: ImportOptions | None = None) -> Prepared:
    """Read one file, or one of a packed file, and find its speakers; of several documents in it the first. Nothing is
    stored. Raises UnreadableFile or InvalidInput."""
    first = next(_documents(path, lambda: bytes_of(path), options or ImportOptions()), None)
    if first is None:
        raise UnreadableFile("There is no document in “{name}”. Nothing was imported.", name=path.name)
    if isinstance(first, UnreadableFile):
        raise first
    return first


def prepare_documents(project: Project, path: Path, options: ImportOptions | None = None) -> list[Candidate]:
    """All documents of one file, or of one of a packed file, for a preview that reads it again with other options.
    Raises UnreadableFile or InvalidInput when it cannot be read so."""
    options = options or ImportOptions()
    found = _documents(path, lambda: bytes_of(path), options)
    return [_candidate(project, path, one, {}) for one in found]


def prepare_files(
    project: Project, paths: Sequence[Path], options: ImportOptions | None = None, progress: Progress | None = None
) -> list[Candidate]:
    """Read files and folders for a preview; nothing is stored. A file that cannot be read comes with its reason.

    Raises UnreadableFile if a folder holds nothing of use, Cancelled.
    """
    options, progress = options or ImportOptions(), progress or Progress()
    files = _files_or_refuse(paths)
    total = _count(files)
    found: list[Candidate] = []
    seen: dict[str, Path] = {}
    for number, (path, load) in enumerate(_sources(files)):
        progress.step(min(number, total), total, message("Reading “{name}”", name=path.name))
        try:
            found += [_candidate(project, path, one, seen) for one in _documents(path, load, options)]
        except UserError as error:
            found.append(Candidate(path, None, error.message))
    return found


def import_prepared(
    project: Project,
    chosen: Sequence[tuple[Path, Prepared]],
    shared_labels: bool = False,
    progress: Progress | None = None,
    keep_original: bool = False,
) -> list[Imported]:
    """Store documents as the preview left them, one after the other, as one step of the history.

    Those of one file must follow each other. What was stored before a stop stays, whole files only; then there are
    fewer results than documents. ``keep_original`` reads the files once more; one that is gone is not kept.
    """
    progress = progress or Progress()
    project.snapshot("import")
    files = _by_file(chosen)
    storing = Storing(project, shared_labels, len(files))
    for number, (path, documents) in enumerate(files):
        if progress.cancelled:
            break
        progress.step(number, len(files), message("Importing “{name}”", name=path.name))
        storing.take(ReadFile(path, documents, _original(path, documents[0]) if keep_original else None))
    return storing.finish()


def import_files(
    project: Project, paths: Sequence[Path], options: ImportOptions | None = None, progress: Progress | None = None
) -> list[Imported]:
    """Import files and folders. A file that cannot be read is reported and the others go on; stop with ``progress``.

    What was imported before a stop stays, whole files only. Only a few files are in memory at a time. Raises
    UnreadableFile if a folder holds nothing of use.
    """
    options, progress = options or ImportOptions(), progress or Progress()
    files = _files_or_refuse(paths)
    total = _count(files)
    project.snapshot("import")
    storing = Storing(project, options.shared_labels, total)
    for number, (path, load) in enumerate(_sources(files)):
        if progress.cancelled:
            break
        progress.step(min(number, total), total, message("Importing “{name}”", name=path.name))
        storing.take(_read(path, load, options))
    return storing.finish()


def _read(path: Path, load: Callable[[], bytes], options: ImportOptions) -> ReadFile:
    kept: list[bytes] = []

    def loaded() -> bytes:
        data = load()
        if options.keep_original:
            kept.append(data)
        return data

    documents: list[Prepared] = []
    problems: list[Message] = []
    try:
        for one in _documents(path, loaded, options):
            if isinstance(one, UserError):
                problems.append(one.message)
            else:
                documents.append(one)
    except UserError as error:
        return ReadFile(path, [], None, [error.message])
    return ReadFile(path, documents, kept[0] if kept else None, problems)


def _documents(path: Path, load: Callable[[], bytes], options: ImportOptions) -> Iterator[Prepared | UnreadableFile]:
    """The documents in one file, which ``load`` reads. Raises UnreadableFile, InvalidInput."""
    if path.suffix.lower() in ARCHIVES:
        load()  # says what is wrong with it; one that is sound has been opened before
        raise nested_archive(path.name)
    importer = importer_for(path)
    data = load()
    chosen = _format_options(importer, options)

    def ready(read: ReadText, part: int) -> Prepared:
        if options.rules is not None:
            read = options.rules(read)
        return prepare(read, unwrap=options.unwrap, pattern=options.speakers, comments=options.comments, part=part)

    if not isinstance(importer, CollectionImporter):
        yield ready(importer.read(path, chosen, data), 0)
        return
    for number, one in enumerate(importer.read_all(path, chosen, data), 1):
        yield one if isinstance(one, UnreadableFile) else ready(one, number)


def _format_options(importer: Importer, options: ImportOptions) -> object:
    """The options of one format; the encoding chosen for text files goes to all formats that have one."""
    chosen = options.formats.get(importer.key)
    made: Any = chosen if isinstance(chosen, importer.Options) else importer.Options()
    names = {one.name for one in dataclasses.fields(made)}
    if options.encoding and "encoding" in names and not made.encoding:
        made = dataclasses.replace(made, encoding=options.encoding)
    return made


def _candidate(project: Project, path: Path, one: Prepared | UnreadableFile, seen: dict[str, Path]) -> Candidate:
    if isinstance(one, UnreadableFile):
        return Candidate(path, None, one.message)
    there = imported_before(project, one)
    if there is not None:
        return Candidate(path, one, there=there.title)
    first = seen.setdefault(one.read.sha256, path)
    return Candidate(path, one, there="" if first == path else first.name)


def _sources(files: Iterable[Path]) -> Iterator[tuple[Path, Callable[[], bytes]]]:
    """Each file, and each one in packed files, with what reads it."""
    for path in files:
        if path.suffix.lower() not in ARCHIVES or path.is_dir():
            yield path, lambda path=path: read_bytes(path)  # type: ignore[misc]
            continue
        try:
            for member in read_members(path):
                yield path / member.path.lstrip("/"), member.read
        except UnreadableFile as error:
            yield path, lambda error=error: _refuse(error)  # type: ignore[misc]


def _refuse(error: UnreadableFile) -> bytes:
    raise error


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, or of one in a packed file that its path leads into. Raises UnreadableFile."""
    for above in path.parents:
        if above.suffix.lower() in ARCHIVES and above.is_file():
            return read_member(above, path.relative_to(above))
    return read_bytes(path)


def _original(path: Path, prepared: Prepared) -> bytes | None:
    """The file as it was when it was read; None when it is gone or has changed since."""
    try:
        data = bytes_of(path)
    except UnreadableFile:
        return None
    # One of several documents has a hash of its own, which tells nothing of the file.
    return data if prepared.part or hashlib.sha256(data).hexdigest() == prepared.read.sha256 else None


def _by_file(chosen: Iterable[tuple[Path, Prepared]]) -> list[tuple[Path, list[Prepared]]]:
    files: list[tuple[Path, list[Prepared]]] = []
    for path, prepared in chosen:
        if prepared.part and files and files[-1][0] == path and files[-1][1][-1].part:
            files[-1][1].append(prepared)
        else:
            files.append((path, [prepared]))
    return files


def _count(files: Iterable[Path]) -> int:
    total = 0
    for path in files:
        if path.suffix.lower() in ARCHIVES and not path.is_dir():
            try:
                total += count_members(path, SUFFIXES)
                continue
            except UnreadableFile:
                pass
        total += 1
    return total


def _files_or_refuse(paths: Sequence[Path]) -> list[Path]:
    files = files_in(paths)
    if not files:
        raise UnreadableFile(
            "There is nothing to import in “{name}”: no file there ends in {suffixes}.",
            name=paths[0].name if paths else "",
            suffixes=", ".join(SUFFIXES),
        )
    return files
