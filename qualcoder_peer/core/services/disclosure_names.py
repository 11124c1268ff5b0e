"""Names and numbers in texts that are about to leave, found as the material room finds them.

Only the texts that leave are read: what they hold in small and capital letters is what names are told apart by. Many
short texts are searched together, because a search has a price of its own; what was found in the same texts a moment
ago (by whom asks before writing, and then by the writing itself) is kept for as long as the project is open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from weakref import WeakKeyDictionary

from qualcoder_peer.core.domain.disclosure import (
    DisclosureFinding,
    DisclosureKind,
    DisclosurePlace,
    DisclosureRules,
    Mend,
)
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.personal import (
    PERSONAL_TITLES,
    USUAL_KINDS,
    Confidence,
    PersonalKind,
    ReplaceRule,
)
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure import Fingerprints
from qualcoder_peer.core.services.name_lists import load_names
from qualcoder_peer.core.services.personal_data import harmless_words, pseudonyms_in_use
from qualcoder_peer.core.text.personal_groups import group_names
from qualcoder_peer.core.text.personal_lexicon import Lexicon, Vocabulary
from qualcoder_peer.core.text.personal_marks import Mark, apart
from qualcoder_peer.core.text.personal_names import NameFinder
from qualcoder_peer.core.text.personal_numbers import find_numbers
from qualcoder_peer.core.text.personal_places import find_places
from qualcoder_peer.core.text.personal_replace import Replacer

_TOGETHER = 20_000  # code points that are searched at once
_BETWEEN = "\n\n"
_Found = tuple[int, int, int, PersonalKind, str, str]
"""Number of the text, start and end in it, kind, what it is without inflection, as it is written."""
_last: WeakKeyDictionary[Project, tuple[bytes, list[_Found]]] = WeakKeyDictionary()
_MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class LeavingText:
    """Words that leave. ``place`` tells where ``[start, end)`` of them is; ``said``: words of the material."""

    words: str
    place: Callable[[int, int], DisclosurePlace]
    language: str = ""
    said: bool = False


def check_texts(
    project: Project,
    leaving: Iterable[LeavingText],
    rules: DisclosureRules,
    progress: Progress | None = None,
    known_names: Sequence[ReplaceRule] = (),
) -> list[DisclosureFinding]:
    """Names, numbers, addresses in texts; one finding for each person or number, however often it stands there.

    ``known_names`` are the entries of a key that somebody has opened: real names that must not be there at all.
    Raises Cancelled.
    """
    progress = progress or Progress()
    texts = [one for one in leaving if one.words.strip()]
    gathered = _Gathered()
    if known_names:
        _find_known(texts, known_names, gathered)
    for number, start, end, kind, key, words in _known_marks(project, texts, rules, progress):
        gathered.take(kind, key, words, texts[number], start, end)
    return gathered.findings(Fingerprints(project))


def _known_marks(
    project: Project, texts: Sequence[LeavingText], rules: DisclosureRules, progress: Progress
) -> list[_Found]:
    with project.reading(all_coders=True) as store:
        language = store.project.get().language
        labels = sorted(speaker.label for speaker in store.documents.speakers())
    harmless = harmless_words(project) | pseudonyms_in_use(project)
    asked = blake2b(repr((language, labels, sorted(harmless), rules.unsure, len(texts))).encode())
    for one in texts:
        asked.update(f"\x1e{one.language}{int(one.said)}\x1f{one.words}".encode("utf-8", "surrogatepass"))
    digest = asked.digest()
    before = _last.get(project)
    if before is not None and before[0] == digest:
        return before[1]
    found = _find_marks(texts, rules, language, _Known(labels, harmless), progress)
    _last[project] = (digest, found)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What a project adds to what is known of names: the labels of its speakers, and words that are no names."""

    labels: Sequence[str]
    harmless: frozenset[str]


def _find_marks(
    texts: Sequence[LeavingText], rules: DisclosureRules, language: str, known: _Known, progress: Progress
) -> list[_Found]:
    names = load_names()
    vocabulary = Vocabulary(names)
    batches = list(_batches(texts, language))
    for number, batch in enumerate(batches):
        progress.step(number, 2 * len(batches), message("Looking for names and numbers"))
        vocabulary.add(batch.text)
    vocabulary.finish()
    lexicon = Lexicon(names, vocabulary, known.labels, known.harmless)
    finders: dict[str, NameFinder] = {}
    found: list[_Found] = []
    for number, batch in enumerate(batches, len(batches)):
        progress.step(number, 2 * len(batches), message("Looking for names and numbers"))
        finder = finders.get(batch.language)
        if finder is None:
            finder = finders[batch.language] = NameFinder(lexicon, batch.language)
        for mark in apart(_marks(batch, finder, names.towns)):
            if mark.kind not in USUAL_KINDS or (mark.confidence is Confidence.POSSIBLE and not rules.unsure):
                continue
            words = " ".join(batch.text[mark.start : mark.end].split())
            at, start = batch.at(mark.start)
            if words.casefold() in lexicon.harmless or (mark.kind is PersonalKind.URL and not texts[at].said):
                continue  # the references of a report are full of web addresses
            found.append((at, start, start + mark.end - mark.start, mark.kind, mark.key, words))
    return found


def _marks(batch: _Batch, finder: NameFinder, towns: frozenset[str]) -> Iterator[Mark]:
    yield from finder.find(batch.text)
    yield from find_numbers(batch.text, batch.language)
    yield from find_places(batch.text, batch.language, towns)


def _find_known(texts: Iterable[LeavingText], known: Sequence[ReplaceRule], gathered: _Gathered) -> None:
    replacer = Replacer(list(known))
    for one in texts:
        for edit in replacer.edits(one.words, one.language):
            rule = replacer.rules[edit.rule]
            gathered.take(None, rule.real, one.words[edit.start : edit.end], one, edit.start, edit.end)


@dataclass(slots=True)
class _Batch:
    """Several texts of one language as one, and where each of them begins in it."""

    language: str
    words: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    size: int = 0
    text: str = ""

    def add(self, number: int, words: str) -> None:
        """Put one more text at the end."""
        self.words.append(words)
        self.numbers.append(number)
        self.starts.append(self.size)
        self.size += len(words) + len(_BETWEEN)

    def close(self) -> _Batch:
        """Join the texts."""
        self.text = _BETWEEN.join(self.words)
        self.words.clear()
        return self

    def at(self, position: int) -> tuple[int, int]:
        """The number of the text that a position lies in, and where in it."""
        place = bisect_right(self.starts, position) - 1
        return self.numbers[place], position - self.starts[place]


def _batches(texts: Iterable[LeavingText], language: str) -> Iterator[_Batch]:
    pending: dict[str, _Batch] = {}
    for number, one in enumerate(texts):
        spoken = one.language or language
        batch = pending.setdefault(spoken, _Batch(spoken))
        batch.add(number, one.words)
        if batch.size >= _TOGETHER:
            yield pending.pop(spoken).close()
    for batch in pending.values():
        yield batch.close()


@dataclass(slots=True)
class _Group:
    """What belongs to one person or number: spellings, how often, the first places."""

    kind: PersonalKind | None
    name: str
    forms: dict[str, int] = field(default_factory=dict)
    places: list[DisclosurePlace] = field(default_factory=list)
    count: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)


class _Gathered:
    """What was found, by what it is."""

    def __init__(self) -> None:
        self._groups: dict[tuple[PersonalKind | None, str], _Group] = {}

    def take(
        self, kind: PersonalKind | None, key: str, words: str, text: LeavingText, start: int, end: int
    ) -> None:
        """One place; ``kind`` None: a real name of the key. A passage that is coded twice is one place."""
        group = self._groups.setdefault((kind, key), _Group(kind, key))
        place = text.place(start, end)
        if place.document is not None:
            if (place.document, place.start) in group.seen:
                return
            group.seen.add((place.document, place.start))
        group.count += 1
        group.forms[words] = group.forms.get(words, 0) + 1
        if len(group.places) < _MOST_PLACES:
            group.places.append(place)

    def findings(self, fingerprints: Fingerprints) -> list[DisclosureFinding]:
        """One finding a person or number, most certain kinds first."""
        leaders = group_names(key for kind, key in self._groups if kind is PersonalKind.PERSON)
        merged: dict[tuple[PersonalKind | None, str], _Group] = {}
        for (kind, key), group in self._groups.items():
            name = leaders.get(key, key) if kind is PersonalKind.PERSON else key
            whole = merged.setdefault((kind, name), _Group(kind, name))
            whole.count += group.count
            whole.places = [*whole.places, *group.places][:_MOST_PLACES]
            for form, often in group.forms.items():
                whole.forms[form] = whole.forms.get(form, 0) + often
        order = [None, *PersonalKind]
        return [_finding(one, fingerprints) for one in sorted(merged.values(), key=lambda one: order.index(one.kind))]


def _finding(group: _Group, fingerprints: Fingerprints) -> DisclosureFinding:
    shown = group.name if group.kind is PersonalKind.PERSON else max(group.forms, key=lambda form: group.forms[form])
    if group.kind is None:
        kind = DisclosureKind.REPLACED
        told = counted(
            "“{words}”, a real name of the key, stands in {count} place.",
            "“{words}”, a real name of the key, stands in {count} places.",
            group.count,
            words=shown,
        )
    else:
        kind = DisclosureKind.NAME if group.kind is PersonalKind.PERSON else DisclosureKind.NUMBER
        told = counted(
            "“{words}” stands in {count} place ({sort}).",
            "“{words}” stands in {count} places ({sort}).",
            group.count,
            words=shown,
            sort=Message(PERSONAL_TITLES[group.kind]),
        )
    sort = group.kind.value if group.kind is not None else "key"
    return DisclosureFinding(
        kind,
        fingerprints.of(kind, sort, group.name.casefold()),
        told,
        tuple(group.places),
        group.count,
        Mend.REPLACE,
        tuple(dict.fromkeys((shown, *group.forms))),
    )
