"""Importing files, as the window, the command line and notebooks do it: one function for all.

Reading and finding speakers happens before anything is stored; then some files at a time are stored in one
transaction, each of them wholly or not at all. All files of one import are one step of the history, so that one undo
takes the import back. A packed file is a folder: its members are named by their path in it (``set.zip/1/R1.docx``).

A preview reads all files too but keeps no text (``preview_files``): what has been chosen in it (``ChosenFile``) is read
once more when it is stored, provided that it is still the same file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile, UserError
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import ARCHIVES, SUFFIXES, Importer, importer_for
from qualcoder_peer.core.importers.base import CollectionImporter, read_bytes
from qualcoder_peer.core.importers.batches import Imported, ReadFile, Storing
from qualcoder_peer.core.importers.zip_archive import (
    archive_of,
    count_members,
    is_litter,
    nested_archive,
    read_member,
    read_members,
)
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import COMMENT_TITLES, CommentUse, Prepared, Rules, comment_use, prepare
from qualcoder_peer.core.services.previews import Corrections, Preview, corrected, preview_of
from qualcoder_peer.core.services.sources import imported_before

__all__ = [
    "Candidate", "ChosenFile", "Imported", "ImportOptions", "bytes_of", "files_in", "import_chosen", "import_files",
    "prepare_documents", "prepare_file", "preview_file", "preview_files", "read_chosen", "Rules",
]  # fmt: skip

Keep = Callable[[Path, Prepared], object]
"""Is handed each document with its text while files are read for a preview, which itself keeps no text."""
Load = Callable[[], bytes]


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
    """One document before the import: what a preview keeps of it, or the sentence that says why it cannot be read.

    ``path`` names its file; in a packed file it goes on with the path in there. A file that holds several documents
    has several candidates, told apart by ``preview.part``. ``there`` is the title of the document that has this
    content already, or the name of the file with the same content earlier in the list. ``digest`` is the SHA-256 of
    the file's bytes as they were read.
    """

    path: Path
    preview: Preview | None
    problem: Message | None = None
    there: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file of a preview that is to be stored: how it is read, the ``digest`` of the bytes that were previewed, and
    the documents in it that are wanted, by their ``part`` (0 where the file is one), each with its corrections."""

    path: Path
    options: ImportOptions
    digest: str
    documents: Mapping[int, Corrections]


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


def prepare_documents(path: Path, options: ImportOptions | None = None) -> list[Prepared | UnreadableFile]:
    """All documents of one file, or of one of a packed file. Raises UnreadableFile, InvalidInput."""
    return list(_documents(path, lambda: bytes_of(path), options or ImportOptions()))


def preview_files(
    project: Project,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    progress: Progress | None = None,
    keep: Keep | None = None,
) -> list[Candidate]:
    """Read files and folders for a preview; nothing is stored. A file that cannot be read comes with its reason.

    One document at a time is in memory. Raises UnreadableFile if a folder holds nothing of use, Cancelled.
    """
    options, progress = options or ImportOptions(), progress or Progress()
    files = _files_or_refuse(paths)
    total = _count(files)
    found: list[Candidate] = []
    seen: dict[str, Path] = {}
    for number, (path, load) in enumerate(_sources(files)):
        progress.step(min(number, total), total, message("Reading “{name}”", name=path.name))
        try:
            found += _candidates(project, path, load, options, seen, keep)
        except UserError as error:
            found.append(Candidate(path, None, error.message))
    return found


def preview_file(
    project: Project, path: Path, options: ImportOptions | None = None, keep: Keep | None = None
) -> list[Candidate]:
    """Read one file, or one of a packed file, anew for a preview, as it is now and with other options.
    Raises UnreadableFile or InvalidInput when it cannot be read so."""
    return list(_candidates(project, path, lambda: bytes_of(path), options or ImportOptions(), {}, keep))


def read_chosen(chosen: ChosenFile) -> list[Prepared]:
    """The documents wanted of a file of a preview, with their corrections. Raises UnreadableFile, InvalidInput; also
    when the file has changed since the preview."""
    load = _unchanged(chosen, lambda: bytes_of(chosen.path))
    found = [
        corrected(one, chosen.documents[one.part])
        for one in _documents(chosen.path, load, chosen.options)
        if isinstance(one, Prepared) and one.part in chosen.documents
    ]
    if len(found) != len(chosen.documents):
        raise _has_changed(chosen.path)
    return found


def import_chosen(
    project: Project,
    chosen: Sequence[ChosenFile],
    shared_labels: bool = False,
    progress: Progress | None = None,
    keep_original: bool = False,
) -> list[Imported]:
    """Store files as they were chosen in a preview, one after the other, as one step of the history.

    Each is read once more; one that has changed since the preview, or is gone, is reported and the others go on. What
    was stored before a stop stays, whole files only; then there are fewer results than files. Raises InvalidInput if
    files are to be kept in which names are replaced.
    """
    files = [dataclasses.replace(one, options=_keeping(one.options, keep_original)) for one in chosen]
    sources = ((one.path, partial(_read_chosen, one, load)) for one, load in _chosen_sources(files))
    return _import(project, sources, len(files), shared_labels, progress)


def import_files(
    project: Project, paths: Sequence[Path], options: ImportOptions | None = None, progress: Progress | None = None
) -> list[Imported]:
    """Import files and folders. A file that cannot be read is reported and the others go on; stop with ``progress``.

    What was imported before a stop stays, whole files only. Only a few files are in memory at a time. Raises
    UnreadableFile if a folder holds nothing of use.
    """
    options = options or ImportOptions()
    files = _files_or_refuse(paths)
    sources = ((path, partial(_read, path, load, options)) for path, load in _sources(files))
    return _import(project, sources, _count(files), options.shared_labels, progress)


def _import(
    project: Project,
    sources: Iterable[tuple[Path, Callable[[], ReadFile]]],
    total: int,
    shared_labels: bool,
    progress: Progress | None,
) -> list[Imported]:
    progress = progress or Progress()
    project.snapshot("import")
    storing = Storing(project, shared_labels, total)
    for number, (path, read) in enumerate(sources):
        if progress.cancelled:
            break
        progress.step(min(number, total), total, message("Importing “{name}”", name=path.name))
        storing.take(read())
    return storing.finish()


def _read(path: Path, load: Load, options: ImportOptions) -> ReadFile:
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


def _read_chosen(chosen: ChosenFile, load: Load) -> ReadFile:
    """As ``_read``; what could not be read of the file has been told in the preview."""
    file = _read(chosen.path, _unchanged(chosen, load), chosen.options)
    if file.problems and not file.documents:
        return file
    wanted = [corrected(one, chosen.documents[one.part]) for one in file.documents if one.part in chosen.documents]
    if len(wanted) != len(chosen.documents):
        return ReadFile(chosen.path, [], None, [_has_changed(chosen.path).message])
    return ReadFile(chosen.path, wanted, file.original)


def _unchanged(chosen: ChosenFile, load: Load) -> Load:
    """What loads the bytes that the preview has shown and no others."""

    def loaded() -> bytes:
        data = load()
        if hashlib.sha256(data).hexdigest() != chosen.digest:
            raise _has_changed(chosen.path)
        return data

    return loaded


def _has_changed(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "“{name}” has changed since it was shown in the preview. It was left out. Import it again to see what it "
        "holds now.",
        name=path.name,
    )


def _keeping(options: ImportOptions, keep_original: bool) -> ImportOptions:
    return dataclasses.replace(options, keep_original=keep_original)


def _documents(path: Path, load: Load, options: ImportOptions) -> Iterator[Prepared | UnreadableFile]:
    """The documents in one file, which ``load`` reads. Raises UnreadableFile, InvalidInput."""
    if path.suffix.lower() in ARCHIVES:
        load()  # says what is wrong with it; one that is sound has been opened before
        raise nested_archive(path.name)
    importer = importer_for(path)
    data = load()
    chosen = _format_options(importer, options)

    def ready(read: ReadText, part: int) -> Prepared:
        return prepare(
            read, unwrap=options.unwrap, pattern=options.speakers, comments=options.comments, part=part,
            rules=options.rules,
        )  # fmt: skip

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


def _candidates(
    project: Project, path: Path, load: Load, options: ImportOptions, seen: dict[str, Path], keep: Keep | None
) -> Iterator[Candidate]:
    """The documents in one file without their texts. Raises what ``_documents`` raises."""
    digest = ""

    def loaded() -> bytes:
        nonlocal digest
        data = load()
        digest = hashlib.sha256(data).hexdigest()
        return data

    for one in _documents(path, loaded, options):
        if isinstance(one, UnreadableFile):
            yield Candidate(path, None, one.message, digest=digest)
            continue
        if keep is not None:
            keep(path, one)
        there = imported_before(project, one)
        if there is not None:
            yield Candidate(path, preview_of(one), there=there.title, digest=digest)
            continue
        first = seen.setdefault(one.read.sha256, path)
        yield Candidate(path, preview_of(one), there="" if first == path else first.name, digest=digest)


def _sources(files: Iterable[Path]) -> Iterator[tuple[Path, Load]]:
    """Each file, and each one in packed files, with what reads it."""
    for path in files:
        if path.suffix.lower() not in ARCHIVES or path.is_dir():
            yield path, partial(read_bytes, path)
            continue
        try:
            for member in read_members(path):
                yield path / member.path.lstrip("/"), member.read
        except UnreadableFile as error:
            yield path, partial(_refuse, error)


def _chosen_sources(chosen: Sequence[ChosenFile]) -> Iterator[tuple[ChosenFile, Load]]:
    """Each file with what reads it; a packed file is opened once for all that was chosen in it."""
    for archive, group in groupby(chosen, lambda one: archive_of(one.path)):
        if archive is None:
            yield from ((one, partial(read_bytes, one.path)) for one in group)
            continue
        left = {one.path: one for one in group}
        try:
            for member in read_members(archive):
                one = left.pop(archive / member.path.lstrip("/"), None)
                if one is not None:
                    yield one, member.read
        except UnreadableFile as error:
            yield from ((one, partial(_refuse, error)) for one in left.values())
        else:
            yield from ((one, partial(bytes_of, one.path)) for one in left.values())


def _refuse(error: UnreadableFile) -> bytes:
    raise error


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, or of one in a packed file that its path leads into. Raises UnreadableFile."""
    archive = archive_of(path)
    return read_bytes(path) if archive is None else read_member(archive, path.relative_to(archive))


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
