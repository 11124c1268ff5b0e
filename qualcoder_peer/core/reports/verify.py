"""*Verify*: every quotation of a finished report held against all transcripts.

    for one in verify_report(project, Path("report.docx"), progress):
        print(one.status, one.quote, one.document)

Any Word file will do, whoever made it. A quotation is matched with the best place in the texts; whether it is honest is
decided by ``text/quotations.compare``. Positions are code points of the stored text, half open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Document, SpeakerRole
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.report_quotations import ReportQuotation, quotations_of
from qualcoder_peer.core.reports.verify_people import People, Person, person_of, speakers_of
from qualcoder_peer.core.reports.word_opening import open_report
from qualcoder_peer.core.reports.word_reading import ReportReader
from qualcoder_peer.core.services.finding import read_texts
from qualcoder_peer.core.services.finding_places import Speech, speech_of
from qualcoder_peer.core.services.printed import DeclaredEditing, read_declared
from qualcoder_peer.core.text.passage_index import SHORT, Found, Passage, PassageIndex, locate
from qualcoder_peer.core.text.quotation_marks import Span
from qualcoder_peer.core.text.quotations import Comparison, EditingRules, Part, QuotationStatus, compare, counted_words

LEAST_ALIKE = 0.55
"""A place whose words are less alike than this is another place: the quotation counts as not found."""
_AT_ONCE = 50
"""Quotations for which it is read together who speaks at their places."""
_NEAR = 40
"""So many characters from where words were found, a coding may begin or end that cuts the first or the last of them."""


class VerifiedStatus(StrEnum):
    """How a quotation of a report stands to the transcripts."""

    EXACT = "exact"
    EDITED = "edited"
    DEVIATES = "deviates"
    NOT_FOUND = "not_found"


STATUS_TITLES: dict[VerifiedStatus, str] = {
    VerifiedStatus.EXACT: N_("Exact"),
    VerifiedStatus.EDITED: N_("Edited within the rules"),
    VerifiedStatus.DEVIATES: N_("Deviates"),
    VerifiedStatus.NOT_FOUND: N_("Not found"),
}


class QuotationKind(StrEnum):
    """Whether somebody is quoted, or only an expression of theirs: fewer than four words."""

    QUOTATION = "quotation"
    EXPRESSION = "expression"


@dataclass(frozen=True, slots=True)
class Verified:
    """One quotation of a report and its place in the transcripts.

    ``document`` is None when it was not found; ``original`` is the text there, ``places`` how many places have these
    words exactly (of an expression; else 0 or 1). ``speaker`` is the label in the transcript, ``respondent`` the
    pseudonym. ``wrong_speaker``: the report names somebody else. ``paragraph`` counts those of the Word file from 1;
    ``note`` says that it stands in a footnote, an endnote or a box of that paragraph. ``spans`` are places in the
    report's paragraphs as they are read; ``item`` the entry of the outline whose content control it is, or 0.
    """

    quote: str
    status: VerifiedStatus
    kind: QuotationKind
    paragraph: int
    note: str
    spans: tuple[Span, ...]
    item: int = 0
    document_id: DocumentId | None = None
    document: str | None = None
    start: int | None = None
    end: int | None = None
    original: str = ""
    similarity: float = 0.0
    difference: tuple[Part, ...] = ()
    speaker: str = ""
    respondent: str = ""
    wrong_speaker: bool = False
    places: int = 0

    @property
    def needs_a_look(self) -> bool:
        """Whether it is anything but right."""
        return self.wrong_speaker or self.status in (VerifiedStatus.DEVIATES, VerifiedStatus.NOT_FOUND)


def verify_report(
    project: Project, path: Path, progress: Progress | None = None, declared: DeclaredEditing | None = None
) -> tuple[Verified, ...]:
    """The quotations of a Word file in its order, each with its best place in the project's texts.

    ``declared`` is what writers may do beside what they always may; not given, what the project keeps. Raises
    UnreadableFile (no Word file, damaged, protected, with macros, too large), Cancelled.
    """
    progress = progress or Progress()
    progress.step(0, 0, message("Reading “{name}”", name=path.name))
    quotations = read_quotations(path)
    return verify_quotations(project, quotations, progress, declared)


def read_quotations(path: Path) -> list[ReportQuotation]:
    """The quotations of a Word file, in its order. Raises UnreadableFile."""
    report = open_report(path)
    try:
        return quotations_of(ReportReader(report).read())
    except RecursionError as error:
        raise UnreadableFile(
            "“{name}” is built of parts nested too deeply to be read. It is untouched. Open it in Word, save a copy "
            "and check the copy.",
            name=path.name,
        ) from error


def verify_quotations(
    project: Project,
    quotations: Sequence[ReportQuotation],
    progress: Progress | None = None,
    declared: DeclaredEditing | None = None,
) -> tuple[Verified, ...]:
    """The same for quotations that have been read."""
    progress = progress or Progress()
    declared = declared or read_declared(project)
    with project.reading() as store:
        documents = {int(one.id): one for one in store.documents.all()}
    index = PassageIndex([one.text for one in quotations])
    if quotations:
        index.seek(_texts(project, list(documents.values()), progress))
    progress.step(0, len(quotations), message("Comparing word by word"))
    with project.reading() as store:
        people, names = People(store), store.respondents.names()
    judge = _Judge(project, documents, declared, people, {int(key): name for key, name in names.items()})
    made: list[Verified] = []
    for first in range(0, len(quotations), _AT_ONCE):
        progress.step(first, len(quotations), message("Comparing word by word"))
        some = list(zip(quotations[first : first + _AT_ONCE], index.found[first : first + _AT_ONCE], strict=True))
        made += judge.verified(some)
    progress.step(len(quotations), len(quotations), message("Comparing word by word"))
    titles = {one.title.strip().casefold() for one in documents.values()}
    return tuple(one for one in made if not _is_title(one, titles))


def _is_title(one: Verified, titles: Collection[str]) -> bool:
    # The method chapter names documents in marks: that is no quotation, unless somebody said it.
    return one.status is VerifiedStatus.NOT_FOUND and one.quote.strip().casefold() in titles


def _texts(project: Project, documents: Sequence[Document], progress: Progress) -> Iterator[tuple[int, str]]:
    for piece in read_texts(project, documents, progress):
        while piece:
            document, text = piece.pop(0)
            yield int(document.id), text


@dataclass(frozen=True, slots=True)
class _Place:
    """A place for a quotation, and how well it fits."""

    window: Passage
    start: int
    end: int
    comparison: Comparison
    speakers: tuple[tuple[str, str, Person | None], ...]

    @property
    def document(self) -> int:
        """Where it is."""
        return self.window.document

    @property
    def original(self) -> str:
        """What stands there."""
        return self.window.text[self.start - self.window.start : self.end - self.window.start]

    def rank(self, named: frozenset[Person]) -> tuple[bool, bool, bool, float]:
        """Greater is better: honest before not, then the person named, then alike."""
        status = self.comparison.status
        honest = status is not QuotationStatus.DEVIATES
        return honest, not self.is_wrong(named), status is QuotationStatus.EXACT, self.comparison.similarity

    def is_beyond_doubt(self, named: frozenset[Person]) -> bool:
        """Whether no place can be better."""
        return self.comparison.status is QuotationStatus.EXACT and not self.is_wrong(named)

    def is_near(self, start: int, end: int) -> bool:
        """Whether a coding ``[start, end)`` begins and ends about where this does, within the text at hand."""
        window = self.window
        inside = window.start <= start < end <= window.start + len(window.text)
        return inside and abs(start - self.start) <= _NEAR and abs(end - self.end) <= _NEAR

    def is_wrong(self, named: frozenset[Person]) -> bool:
        """Whether the report names somebody, and not (all) those who speak here."""
        return bool(named) and bool(self.speakers) and any(person not in named for _, _, person in self.speakers)


class _Judge:
    def __init__(
        self, project: Project, documents: Mapping[int, Document], declared: DeclaredEditing, people: People,
        names: Mapping[int, str],
    ) -> None:  # fmt: skip
        self._project, self._documents, self._people, self._names = project, documents, people, names
        self._declared = declared
        self._rules: dict[str, EditingRules] = {}
        self._speech: dict[DocumentId, Speech] = {}

    def verified(self, some: Sequence[tuple[ReportQuotation, Found]]) -> list[Verified]:
        """The answers for some quotations: by the likeliest place of each, by all where that is not beyond doubt."""
        named = [self._people.named(quotation.claims) for quotation, _ in some]
        places: list[list[_Place]] = [[] for _ in some]
        for windows in (slice(0, 1), slice(1, None)):
            open_now = [
                (number, found.windows[windows])
                for number, (_, found) in enumerate(some)
                if not any(place.is_beyond_doubt(named[number]) for place in places[number])
            ]
            self._read_speech({window.document for _, chosen in open_now for window in chosen})
            for number, chosen in open_now:
                places[number] += self._places(some[number][0].text, chosen, named[number])
        best = [
            max(found, key=lambda place: place.rank(named[number])) if found else None
            for number, found in enumerate(places)
        ]
        self._take_codings([quotation.text for quotation, _ in some], best)
        return [
            self._answer(quotation, found, best[number], named[number])
            for number, (quotation, found) in enumerate(some)
        ]

    # Private

    def _take_codings(self, printed: Sequence[str], best: list[_Place | None]) -> None:
        """A coding may begin or end within a word, and is then printed so by us: what is as one of the codings at its
        place does not deviate."""
        open_now = {
            number: place
            for number, place in enumerate(best)
            if place is not None and place.comparison.status is QuotationStatus.DEVIATES
        }
        if not open_now:
            return
        documents = {place.document for place in open_now.values()}
        self._read_speech(documents)
        with self._project.reading() as store:
            spans = store.codings.spans_by_document(documents)
        for number, place in open_now.items():
            of_document = spans.get(DocumentId(place.document), {}).values()
            for start, end in sorted({span for several in of_document for span in several if place.is_near(*span)}):
                found = self._place(printed[number], place.window, start, end)
                if found.comparison.status is not QuotationStatus.DEVIATES:
                    best[number] = found
                    break

    def _place(self, printed: str, window: Passage, start: int, end: int) -> _Place:
        original = window.text[start - window.start : end - window.start]
        rules = self._rules_of(self._documents[window.document].language)
        return _Place(
            window, start, end, compare(printed, original, rules), self._speakers(window.document, start, end)
        )

    def _read_speech(self, documents: Collection[int]) -> None:
        """Read who speaks in some documents; what was read for others is let go."""
        with self._project.reading() as store:
            self._speech = speech_of(store, sorted(map(DocumentId, documents)))

    def _answer(
        self, quotation: ReportQuotation, found: Found, best: _Place | None, named: frozenset[Person]
    ) -> Verified:
        words = counted_words(quotation.text)
        kind = QuotationKind.EXPRESSION if words < SHORT else QuotationKind.QUOTATION
        made = Verified(
            quotation.text, VerifiedStatus.NOT_FOUND, kind, quotation.paragraph, quotation.note, quotation.spans,
            quotation.item,
        )  # fmt: skip
        if best is None:
            return made
        status = VerifiedStatus(best.comparison.status.value)
        if kind is QuotationKind.EXPRESSION:
            status = VerifiedStatus.EXACT if status is VerifiedStatus.EXACT else VerifiedStatus.EDITED
        elif best.comparison.similarity < LEAST_ALIKE and status is VerifiedStatus.DEVIATES:
            return made
        known = kind is QuotationKind.QUOTATION or len(found.windows) >= found.count
        document = self._documents[best.document]
        return replace(
            made,
            status=status,
            document_id=document.id,
            document=document.title,
            start=best.start,
            end=best.end,
            original=best.original,
            similarity=best.comparison.similarity,
            difference=best.comparison.parts,
            speaker=", ".join(dict.fromkeys(label for label, _, _ in best.speakers if label)),
            respondent=", ".join(dict.fromkeys(name for _, name, _ in best.speakers if name)),
            wrong_speaker=known and best.is_wrong(named),
            places=found.count if kind is QuotationKind.EXPRESSION else 1,
        )

    def _places(
        self, printed: str, windows: Sequence[Passage], named: frozenset[Person]
    ) -> Iterator[_Place]:
        """The places, until one cannot be bettered."""
        for window in windows:
            window = self._without_labels(window)
            rules = self._rules_of(self._documents[window.document].language)
            start, end, comparison = locate(printed, window, rules)
            if start >= end:
                continue
            place = _Place(window, start, end, comparison, self._speakers(window.document, start, end))
            yield place
            if place.is_beyond_doubt(named):
                return

    def _rules_of(self, language: str) -> EditingRules:
        if language not in self._rules:
            self._rules[language] = self._declared.rules(language)
        return self._rules[language]

    def _without_labels(self, window: Passage) -> Passage:
        """The window with spaces for the label of a turn whose speaker goes on from the turn before."""
        speech = self._speech.get(DocumentId(window.document))
        if speech is None:
            return window
        text, end = window.text, window.start + len(window.text)
        for start, stop in speech.repeated_labels(window.start, end):
            first, last = max(0, start - window.start), min(len(text), stop - window.start)
            if first < last:
                text = text[:first] + " " * (last - first) + text[last:]
        return replace(window, text=text)

    def _speakers(self, document: int, start: int, end: int) -> tuple[tuple[str, str, Person | None], ...]:
        """Who says the first and the last of some words: label, pseudonym, and the person, None for an interviewer."""
        speech = self._speech.get(DocumentId(document))
        if speech is None:
            return ()
        said = speakers_of((speech.speaker_at(start, start + 1), speech.speaker_at(end - 1, end)))
        return tuple(
            (
                one.label,
                self._names.get(one.respondent_id, "") if one.respondent_id is not None else "",
                None if one.role is SpeakerRole.INTERVIEWER else person_of(one),
            )
            for one in said
        )
