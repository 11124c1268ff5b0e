"""Finds personal data in a project: names and numbers in its transcripts and in the short texts around them.

The texts are read twice, one after the other: for their words, then for names among them. Nothing is changed, and what
is found is never stored in the project.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, product

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.domain.personal import (
    USUAL_KINDS,
    Confidence,
    FoundIn,
    PersonalKind,
    ReplaceRule,
    category,
)
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.sources import PlaceKind
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.name_lists import load_names, load_pseudonyms
from qualcoder_peer.core.services.personal_found import FindingInContext, PersonalData, SearchedText, in_context
from qualcoder_peer.core.text.personal_lexicon import Lexicon, Vocabulary
from qualcoder_peer.core.text.personal_marks import Mark, apart
from qualcoder_peer.core.text.personal_names import NameFinder
from qualcoder_peer.core.text.personal_numbers import find_numbers
from qualcoder_peer.core.text.personal_places import find_places
from qualcoder_peer.core.text.personal_replace import Replacer

__all__ = [
    "FindOptions", "FindingInContext", "PersonalData", "barriers_of", "find_personal_data", "harmless_words",
    "in_context", "mark_harmless", "pseudonyms_in_use", "set_harmless_words",
]  # fmt: skip

HARMLESS = "personal_data.harmless"
PSEUDONYMS = "personal_data.pseudonyms"
_AROUND = (
    FoundIn.TITLE, FoundIn.FILE_NAME, FoundIn.SPEAKER, FoundIn.RESPONDENT, FoundIn.ATTRIBUTE, FoundIn.MEMO,
    FoundIn.CODE, FoundIn.REPORT, FoundIn.ANALYSIS, FoundIn.PROJECT,
)  # fmt: skip
_NAMES_ALONE = (FoundIn.TITLE, FoundIn.FILE_NAME, FoundIn.SPEAKER, FoundIn.RESPONDENT)
_LONGEST_WORD = 200


@dataclass(frozen=True, slots=True)
class FindOptions:
    """What to look for. ``workplaces`` and ``words`` are the user's own, found in all their forms; ``documents`` None
    means all; ``around``: also titles, file names, respondents, memos, codes and reports (of all documents)."""

    kinds: frozenset[PersonalKind] = field(default=USUAL_KINDS, metadata={"label": N_("Kinds of personal data")})
    documents: tuple[DocumentId, ...] | None = None
    workplaces: tuple[str, ...] = field(default=(), metadata={"label": N_("Workplaces")})
    words: tuple[str, ...] = field(default=(), metadata={"label": N_("Other words to find")})
    around: bool = field(default=True, metadata={"label": N_("Also in titles, memos, respondents and codes")})


@dataclass(frozen=True, slots=True)
class _Text:
    """One text to search and what is needed to."""

    searched: SearchedText
    language: str
    text: str
    barriers: Sequence[int] = ()


def find_personal_data(
    project: Project, options: FindOptions | None = None, progress: Progress | None = None
) -> PersonalData:
    """Search the project. Raises Cancelled, and InvalidInput for a word of the user's that cannot be searched for.

    Words marked as harmless and pseudonyms in use are passed over.
    """
    options, progress = options or FindOptions(), progress or Progress()
    named = _named(options)
    documents = _documents(project, options)
    names = load_names()
    vocabulary = Vocabulary(names)
    with project.reading(all_coders=True) as store:
        labels = [speaker.label for speaker in store.documents.speakers()]
        people = set(store.respondents.names().values())
        language = store.project.get().language
    walk = _Walk(project, documents, language, options.around, progress)
    for one in walk.texts(0):
        if one.searched.where not in _NAMES_ALONE:  # a title has capitals that say nothing
            vocabulary.add(one.text)
    vocabulary.finish()
    harmless = harmless_words(project) | pseudonyms_in_use(project)
    lexicon = Lexicon(names, vocabulary, labels, harmless)
    finders: dict[str, NameFinder] = {}
    found = PersonalData()
    for one in walk.texts(1):
        finder = finders.get(one.language)
        if finder is None:
            finder = finders[one.language] = NameFinder(lexicon, one.language)
        marks = apart(_marks(one, finder, named, names.towns))
        wanted = [
            mark for mark in marks
            if mark.kind in options.kinds and not (harmless and _is_one_of(lexicon.harmless, one.text, mark))
        ]  # fmt: skip
        found.add(one.searched, one.text, wanted)
    found.finish(_suggestions(language, vocabulary.every | people | harmless))
    return found


def _is_one_of(words: Collection[str], text: str, mark: Mark) -> bool:
    return " ".join(text[mark.start : mark.end].split()).casefold() in words


def harmless_words(project: Project) -> frozenset[str]:
    """What the user has said is no personal data in this project, and is not to be shown again."""
    with project.reading(all_coders=True) as store:
        return frozenset(store.settings.get(HARMLESS, ()))


def set_harmless_words(project: Project, words: Iterable[str]) -> None:
    """Keep these words as harmless, and no others. They stand in the project in the open: no names of people!

    Raises InvalidInput for a word that cannot be stored.
    """
    kept = sorted({storable(" ".join(word.split())) for word in words} - {""})
    with project.transaction(message("Change the words that are no personal data")) as store:
        store.settings.set(HARMLESS, kept)


def mark_harmless(project: Project, words: Iterable[str]) -> None:
    """Add words to the harmless ones."""
    set_harmless_words(project, harmless_words(project) | frozenset(words))


def pseudonyms_in_use(project: Project) -> frozenset[str]:
    """The pseudonyms that have been written in place of names in this project."""
    with project.reading(all_coders=True) as store:
        return frozenset(store.settings.get(PSEUDONYMS, ()))


def barriers_of(store: Store, document: DocumentId) -> list[int]:
    """The places of a transcript that no name goes over, in order: the edges of turns, and where headings and columns
    begin."""
    found = {place for _, *turn in store.written.turn_places(document) for place in turn}
    places = store.places.of([document]).get(document, ())
    return sorted(found | {place.start for place in places if place.kind is not PlaceKind.PAGE})


def _named(options: FindOptions) -> Replacer | None:
    rules = [
        ReplaceRule(" ".join(word.split()), "-", kind)
        for kind, words in ((PersonalKind.WORKPLACE, options.workplaces), (PersonalKind.WORD, options.words))
        if kind in options.kinds
        for word in words
    ]
    for rule in rules:
        if not rule.real or len(rule.real) > _LONGEST_WORD:
            raise InvalidInput(
                "A word to be searched for has between 1 and {limit} characters. Nothing was changed.",
                limit=_LONGEST_WORD,
            )
    return Replacer(list(dict.fromkeys(rules))) if rules else None


def _documents(project: Project, options: FindOptions) -> dict[DocumentId, Document]:
    with project.reading(all_coders=True) as store:
        found = store.documents.all() if options.documents is None else store.documents.by_ids(options.documents)
    return {document.id: document for document in sorted(found, key=lambda one: one.id)}


class _Walk:
    """Goes through all texts, twice, telling how far it has come; each text is a reading of its own, so that nobody
    who wants to write waits for the search to end."""

    def __init__(
        self, project: Project, documents: dict[DocumentId, Document], language: str, around: bool, progress: Progress
    ) -> None:
        self._project, self._documents, self._language = project, documents, language
        self._around, self._progress = around, progress
        self._size = sum(document.characters for document in documents.values()) + 1

    def texts(self, turn: int) -> Iterator[_Text]:
        """All texts, for the first time (``turn`` 0) or the second (1)."""
        done = turn * self._size
        for document in self._documents.values():
            doing = (
                message("Searching “{title}”", title=document.title)
                if turn
                else message("Reading the words of “{title}”", title=document.title)
            )
            self._progress.step(done, 2 * self._size, doing)
            with self._project.reading(all_coders=True) as store:
                text = store.documents.text(document.id)
                barriers = barriers_of(store, document.id) if turn else ()
            done += len(text)
            searched = SearchedText(FoundIn.TEXT, document.id, document.id)
            yield _Text(searched, document.language or self._language, text, barriers)
        if self._around:
            self._progress.step(done, 2 * self._size, message("Searching titles, memos, respondents and codes"))
            yield from self._short_texts()

    def _short_texts(self) -> list[_Text]:
        with self._project.reading(all_coders=True) as store:
            return [
                _Text(SearchedText(one.where, row.row, row.document, one.column), self._language, row.words)
                for one in store.written.fields
                if one.where in _AROUND and one.shape == "words"
                for row in store.written.rows(one)
                if row.document is None or row.document in self._documents
            ]


def _marks(one: _Text, finder: NameFinder, named: Replacer | None, towns: frozenset[str]) -> Iterator[Mark]:
    text = one.text
    yield from finder.find(_spaced(text) if one.searched.where in _NAMES_ALONE else text, one.barriers)
    yield from find_numbers(text, one.language)
    yield from find_places(text, one.language, towns)
    if named is not None:
        for edit in named.edits(text, one.language, one.barriers):
            rule = named.rules[edit.rule]
            yield Mark(edit.start, edit.end, rule.kind, Confidence.SURE, rule.real)


def _spaced(name: str) -> str:
    """A title or file name with its words apart and, where all are small, with capitals; as long as it was."""
    spaced = "".join(" " if sign in "_.+" else sign for sign in name)
    titled = spaced.title()
    return titled if name == name.lower() and len(titled) == len(name) else spaced


def _suggestions(language: str, taken: Iterable[str]) -> Callable[[PersonalKind, str], str]:
    used = {word.casefold() for phrase in taken for word in (phrase, *phrase.split())}
    free = _free_pseudonyms(used)

    def suggest(kind: PersonalKind, _name: str) -> str:
        return next(free) if kind is PersonalKind.PERSON else category(kind, language)

    return suggest


def _free_pseudonyms(used: set[str]) -> Iterator[str]:
    """Gender-neutral names that the project has not, nor their genitives; then two with a hyphen, then numbers."""
    names = load_pseudonyms()
    doubled = (f"{one}-{other}" for one, other in product(names, names) if one != other)
    for source in (names, doubled, (f"Person-{number}" for number in count(1))):
        for name in source:
            if not {name.casefold(), name.casefold() + "s"} & used:
                yield name
