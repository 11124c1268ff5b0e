"""The Python interface for notebooks and scripts: ``from qualcoder_peer import Project``.

    with Project.create("study.qcp", title="Support in Brofjorden") as project:
        project.import_files("interviews/")
        theme = project.add_code("Question 1/Trust", definition="Being believed")
        project.add_coding("Interview 1", "Question 1/Trust", quote="she believed me", coder="AJ")
        project.export("quotes", "quotes.xlsx")

Everything handed out is a plain frozen value; positions are code points, half open. Changes are steps of the history
and can be undone here, on the command line or in the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from qualcoder_peer.core import project as door
from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.ids import CodeId, CodingId, ReportId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Code, CodeRole, Document, Report, Respondent, Speaker, Turn
from qualcoder_peer.core.domain.sources import FoundPlace
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.exporters.report import ReportExporter
from qualcoder_peer.core.importers.run import import_files, ImportOptions
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.codebook import add_code_path, parse_path, read_tree, write_path
from qualcoder_peer.core.services.coding import add_codings, find_document, find_quote, NewCoding, stance_of
from qualcoder_peer.core.services.filters import quote_filter
from qualcoder_peer.core.services.places import list_places
from qualcoder_peer.core.services.preparing import comment_use
from qualcoder_peer.core.services.quotes import iter_quotes, Quote
from qualcoder_peer.core.services.reports import find_report, list_reports, new_report
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import list_documents, original_of, read_document


class Project(door.Project):
    """An open project with the everyday work as methods. See the module for an example."""

    def import_files(
        self,
        *paths: str | Path,
        unwrap: bool = False,
        speakers: str | None = None,
        comments: str = "none",
        keep_original: bool = False,
        options: ImportOptions | None = None,
        progress: Progress | None = None,
    ) -> list[Document]:
        """Import files, folders and packed (zip) files; returns the documents that are there now.

        ``speakers`` is ``none`` or a regular expression for speaker labels; ``comments`` of Word files become nothing
        (``none``), ``memos``, ``codes`` or ``codings`` with memos; ``keep_original`` keeps the files in the project.
        ``options`` instead of all these chooses for single formats too. A file that is there already is not imported
        twice and its document is returned. Raises UserError if a file fails.
        """
        if options is None:
            options = ImportOptions(
                unwrap=unwrap, speakers=speakers, comments=comment_use(comments), keep_original=keep_original
            )
        results = import_files(self, [Path(path) for path in paths], options, progress)
        for result in results:
            if result.document is None and result.problem is not None:
                raise UnreadableFile(result.problem.text, **result.problem.parts)
        wanted = {result.document for result in results}
        return [document for document in self.documents() if document.id in wanted]

    def documents(self) -> list[Document]:
        """Every document, by title."""
        return list_documents(self)

    def text(self, document: str | int) -> str:
        """The text of a document, by title, file name, GUID or id. Raises NotFound."""
        return read_document(self, find_document(self, document).id)[1]

    def places(self, document: str | int) -> list[FoundPlace]:
        """Where pages, headings and columns of a sheet begin in a document. Raises NotFound."""
        return list_places(self, find_document(self, document).id)

    def original(self, document: str | int) -> tuple[str, bytes]:
        """The file that a document came from, name and bytes. Raises NotFound when it was not kept."""
        return original_of(self, find_document(self, document).id)

    def turns(self, document: str | int) -> list[tuple[Turn, Speaker | None]]:
        """The speaker turns of a document with who speaks. Raises NotFound."""
        _, _, turns, speakers = read_document(self, find_document(self, document).id)
        by_id = {speaker.id: speaker for speaker in speakers}
        return [(turn, by_id.get(turn.speaker_id) if turn.speaker_id is not None else None) for turn in turns]

    def respondents(self) -> list[Respondent]:
        """Every respondent with attributes."""
        return list_respondents(self)

    def codes(self) -> dict[str, Code]:
        """The code tree in its order, by path (``Question 1/Trust``); of two equal paths the first."""
        tree = read_tree(self)
        found: dict[str, Code] = {}
        for code in tree.in_order():
            found.setdefault(write_path(tree.path(code.id)), code)
        return found

    def add_code(
        self, path: str, *, role: str | None = None, colour: str | None = None, definition: str = ""
    ) -> CodeId:
        """The code at a path, made where it is missing. Raises InvalidInput."""
        chosen = None if role is None else _role(role)
        texts = {"definition": definition}
        return add_code_path(self, parse_path(path), role=chosen, colour=colour, texts=texts)

    def codings(
        self,
        *,
        codes: Sequence[str] = (),
        documents: Sequence[str] = (),
        coders: Sequence[str] = (),
        starred: bool = False,
        sets: Sequence[str] = (),
    ) -> Iterator[Quote]:
        """The codings as quotes, by document and place, read in pages; ``sets`` are names of sets and saved filters.

        Raises NotFound for an unknown name.
        """
        which = quote_filter(self, codes=codes, documents=documents, coders=coders, starred=starred, sets=sets)
        return iter_quotes(self, which)

    def add_coding(
        self,
        document: str | int,
        code: str,
        *,
        start: int | None = None,
        end: int | None = None,
        quote: str | None = None,
        coder: str = "",
        memo: str = "",
        stance: str = "none",
        starred: bool = False,
    ) -> CodingId:
        """Code a segment given by positions or, when ``quote`` is given, by its exact words; a missing code is made.

        Raises InvalidInput or NotFound; then nothing is changed.
        """
        found = find_document(self, document)
        if quote is not None:
            start, end = find_quote(self.text(str(found.id)), quote)
        if start is None or end is None:
            raise InvalidInput("Say which words to code: a quote, or where they start and end. Nothing was coded.")
        names = parse_path(code)
        chosen = stance_of(stance)
        with self.transaction(message("Code “{name}”", name=names[-1])):
            code_id = add_code_path(self, names)
            return add_codings(self, [NewCoding(found.id, code_id, start, end, coder, memo, chosen, starred)])[0]

    def export(
        self,
        kind: str,
        path: str | Path,
        *,
        codes: Sequence[str] = (),
        documents: Sequence[str] = (),
        respondents: Sequence[str] = (),
        coders: Sequence[str] = (),
        starred: bool = False,
        sets: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> Path:
        """Write ``quotes``, ``report`` or ``codebook`` to a file whose ending chooses the format.

        Raises ExportFailed, InvalidInput or NotFound; a file that stood there is then untouched.
        """
        target = Path(path)
        which = quote_filter(
            self, codes=codes, documents=documents, respondents=respondents, coders=coders, starred=starred, sets=sets
        )
        exporter = exporter_for(kind, target)
        exporter.run(self, target, exporter.Options(), which, progress or Progress())
        return target

    def reports(self) -> list[Report]:
        """The report drafts, oldest first."""
        return list_reports(self)

    def new_report(self, title: str, *, kind: str = "evaluation", language: str | None = None) -> ReportId:
        """Make a report draft from the code tree; ``kind`` is ``evaluation``, ``memo``, ``framework`` or ``article``.

        Raises InvalidInput.
        """
        return new_report(self, title, kind=kind, language=language)

    def export_report(
        self, path: str | Path, report: str | int | None = None, *, progress: Progress | None = None
    ) -> Path:
        """Write a report draft (title, GUID or id; None: the newest) as a Word file.

        Raises ExportFailed or NotFound; a file that stood there is then untouched.
        """
        target = Path(path)
        exporter_for("report", target)
        chosen = None if report is None else find_report(self, report).id
        ReportExporter(chosen).run(self, target, progress=progress)
        return target


def _role(role: str) -> CodeRole:
    try:
        return CodeRole(role)
    except ValueError:
        raise InvalidInput("A role is question, theme, code or goal. Nothing was changed.") from None
