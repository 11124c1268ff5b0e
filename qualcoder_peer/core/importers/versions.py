"""Reading a file as the new version of a document: the way the document itself was read, as far as that can be told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.importers.run import ImportOptions, prepare_documents
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import Prepared, undo_wrapping
from qualcoder_peer.core.services.revisions import RevisionPlan, plan_revision
from qualcoder_peer.core.services.sources import read_document
from qualcoder_peer.core.text.turns import NONE, find_turns
from qualcoder_peer.core.text.unwrap import detect_wrapping


def read_version(project: Project, document: DocumentId, path: Path, options: ImportOptions | None = None) -> Prepared:
    """The new version of a document in a file; of several documents in the file the one with the same title.

    Hard line breaks are undone if the document has none, and no speakers are looked for if those that could be found in
    it were not wanted. Nothing is stored. Raises NotFound, UnreadableFile, InvalidInput.
    """
    found, text, turns, _ = read_document(project, document)
    options = options or ImportOptions()
    if options.speakers is None and not turns and find_turns(text).turns:
        options = replace(options, speakers=NONE)
    prepared = _one_document(path, found.title, options)
    wrapped = prepared.wrapping is not None and not prepared.unwrapped
    if wrapped and detect_wrapping(text) is None:
        if options.rules is None:
            prepared = undo_wrapping(prepared, options.speakers)
        else:  # read again: names are replaced once, in the text as it will be
            prepared = _one_document(path, found.title, replace(options, unwrap=True))
    return prepared


def compare_version(
    project: Project,
    document: DocumentId,
    path: Path,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> RevisionPlan:
    """Read a file as the new version of a document and find out what it would do; nothing is stored.

    Raises what ``read_version`` and ``plan_revision`` raise.
    """
    progress = progress or Progress()
    progress.step(0, 4, message("Reading “{name}”", name=path.name))
    return plan_revision(project, document, read_version(project, document, path, options), progress)


def _one_document(path: Path, title: str, options: ImportOptions) -> Prepared:
    if path.is_dir():
        raise InvalidInput("“{name}” is a folder. Name the one file that is the new version.", name=path.name)
    found = prepare_documents(path, options)
    ready = [one for one in found if isinstance(one, Prepared)]
    problems = [one for one in found if isinstance(one, UnreadableFile)]
    if not ready and problems:
        raise problems[0]
    if not ready:
        raise UnreadableFile("There is no document in “{name}”. Nothing was imported.", name=path.name)
    if len(ready) == 1:
        return ready[0]
    named = [one for one in ready if one.title == title]
    if len(named) != 1:
        raise InvalidInput(
            "“{name}” holds {count} documents, and not one of them alone is called “{title}”. Nothing was changed.",
            name=path.name,
            count=len(ready),
            title=title,
        )
    return named[0]
