"""Passages like those that have a code, from the project's own codings, with what led to each and how good they are.

Nothing is stored: a suggestion becomes a coding when a person accepts it (``coding.add_codings``). What was dismissed
is remembered with the project by a fingerprint of its words, so that it does not come back.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from qualcoder_peer.core.analysis.likeness import Likeness, Measured, Terms, best_cut, joined, measure, terms_of
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.finding import Query, where
from qualcoder_peer.core.services.finding_places import Voices
from qualcoder_peer.core.text.finding_forms import stems_in
from qualcoder_peer.core.text.sentences import sentence_spans

FEWEST = 5
"""Codings that a code must have before anything can be learnt from them."""
_MOST_LEARNT = 1_000_000
"""Code points of text that are learnt from at most; documents with many codings of the code come first."""
_MOST_SHOWN = 200
_LONG, _SENTENCES, _SHORT = 500, 300, 25
_COVERED = 0.3
_PARTS, _FEW_DOCUMENTS = 5, 20
_EXAMPLES, _WORDS, _FEWEST_WORDS = 3, 6, 2
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A coding that a suggestion is like."""

    coding: CodingId
    document: DocumentId
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage ``[start, end)`` in code points that may want the code; ``words`` speak for it, strongest first."""

    document: DocumentId
    start: int
    end: int
    score: float
    words: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What one question brought: the passages, the likeliest first, and what is known of how good they are."""

    code: CodeId
    learnt_from: int
    measured: Measured | None
    """On documents the model had not seen; None where too few documents have the code."""
    found: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    start: int
    end: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class _Learnt:
    """A document: passages that have the code (each coding as it is) and passages that have not, and its own units."""

    document: DocumentId
    having: list[tuple[CodingId, _Passage, str]]
    units: list[tuple[_Passage, bool]]


def suggest(
    project: Project,
    code: CodeId,
    documents: Sequence[DocumentId],
    progress: Progress | None = None,
    *,
    sets: Sequence[SelectionId] = (),
) -> Suggestions:
    """Passages of ``documents`` that are like those coded with ``code`` or a code below it.

    ``sets`` are sets and saved filters, all of which must hold, as in ``finding.Query``; it is learnt from all that is
    coded. The interviewer's words are neither learnt from nor suggested. Raises NotFound, InvalidInput when there are
    fewer than FEWEST codings to learn from, and Cancelled.
    """
    progress = progress or Progress()
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        if code not in tree.by_id:
            raise NotFound("The code no longer exists.")
        spans = _coded(store, set(tree.below(code)))
        dismissed = set(store.settings.get(_key(tree.by_id[code].guid), []))
    count = sum(map(len, spans.values()))
    if count < FEWEST:
        raise InvalidInput(
            "“{name}” has {count} codings; suggestions need at least {fewest} to learn from.",
            name=tree.by_id[code].name, count=count, fewest=FEWEST,
        )  # fmt: skip
    asked, people = where(project, Query(documents=tuple(documents), sets=tuple(sets)))
    learnt = list(_learn(project, spans, progress))
    scored = _held_back(learnt, progress)
    model = _model(learnt, {one.id for one in asked})
    measured = _measured(scored)
    cut = max(0.0, best_cut([one for part in scored for one in part])) if measured is not None else 0.0
    known = {one.document: one for one in learnt}
    examples = [(one.document, coding, passage, words) for one in learnt for coding, passage, words in one.having]
    index = _index(examples)
    liked: list[tuple[float, DocumentId, _Passage]] = []
    for number, document in enumerate(one.id for one in asked):
        progress.step(number, len(asked), message("Looking for passages like those coded"))
        here = known.get(document) or _read(project, document, spans.get(document, []))
        if here is not None:
            scored_here = [(_score(model, passage), document, passage) for passage in _free(project, here, people)]
            liked += [one for one in scored_here if one[0] >= cut]
    liked.sort(key=lambda one: (-one[0], one[1], one[2].start))
    best = liked[: _MOST_SHOWN + len(dismissed)]
    found = [_explained(model, document, passage, score, index, examples) for score, document, passage in best]
    shown = [
        one
        for one in _with_words(project, found)
        if one.fingerprint not in dismissed and len(one.suggestion.words) >= _FEWEST_WORDS
    ]
    return Suggestions(code, count, measured, tuple(one.suggestion for one in shown[:_MOST_SHOWN]))


def dismiss(project: Project, code: CodeId, suggestion: Suggestion) -> None:
    """Never suggest these words for this code again (undoable). Raises NotFound."""
    with project.reading() as store:
        found = store.codes.get(code)
        if found is None or suggestion.document not in store.documents.lengths({suggestion.document}):
            raise NotFound("The code or the document no longer exists. Nothing was changed.")
        text = store.documents.text(suggestion.document)
    fingerprint = _fingerprint(text[suggestion.start : suggestion.end])
    with project.transaction(message("Dismiss a suggestion for “{name}”", name=found.name)) as store:
        before = store.settings.get(_key(found.guid), [])
        if fingerprint not in before:
            store.settings.set(_key(found.guid), [*before, fingerprint])


def passages(text: str, spans: Sequence[Span], language: str) -> Iterator[Span]:
    """The paragraphs within ``spans``, long ones as runs of sentences; what has hardly any words is left out."""
    for start, end in spans:
        for from_, to in _paragraphs(text, start, end):
            if to - from_ <= _LONG:
                if to - from_ >= _SHORT:
                    yield from_, to
                continue
            run: Span | None = None
            for one, other in sentence_spans(text, from_, to, language):
                if run is not None and other - run[0] > _SENTENCES:
                    if run[1] - run[0] >= _SHORT:
                        yield run
                    run = None
                run = (one, other) if run is None else (run[0], other)
            if run is not None and run[1] - run[0] >= _SHORT:
                yield run


def _free(project: Project, here: _Learnt, people: frozenset[RespondentId] | None) -> list[_Passage]:
    """The passages of a document that have not the code; with ``people`` those that these say."""
    free = [passage for passage, has_code in here.units if not has_code]
    if people is None:
        return free
    with project.reading() as store:
        turns = store.documents.turn_rows_of([here.document]).get(here.document, [])
        kept = set(Voices(store, None, people).keep([(one.start, one.end) for one in free], turns))
    return [one for one in free if (one.start, one.end) in kept]


def _coded(store: Store, codes: set[CodeId]) -> dict[DocumentId, list[tuple[CodingId, int, int]]]:
    spans: dict[DocumentId, list[tuple[CodingId, int, int]]] = defaultdict(list)
    for row in store.codings.rows(codes=codes):
        spans[DocumentId(row[2])].append((CodingId(row[0]), row[5], row[6]))
    return spans


def _learn(
    project: Project, spans: dict[DocumentId, list[tuple[CodingId, int, int]]], progress: Progress
) -> Iterator[_Learnt]:
    left = _MOST_LEARNT
    wanted = sorted(spans, key=lambda one: (-len(spans[one]), one))
    for number, document in enumerate(wanted):
        progress.step(number, 2 * len(wanted), message("Reading what is coded"))
        read = _read(project, document, spans[document])
        if read is not None:
            yield read
            left -= sum(passage.end - passage.start for passage, _ in read.units)
        if left < 0:
            return


def _read(project: Project, document: DocumentId, coded: Sequence[tuple[CodingId, int, int]]) -> _Learnt | None:
    with project.reading() as store:
        found = store.documents.get(document)
        if found is None:
            return None
        text, turns = store.documents.text(document), store.documents.turn_columns(document)
        asking = {one.id for one in store.documents.speakers(document) if one.role is SpeakerRole.INTERVIEWER}
        language = found.language or store.project.get().language
    heard = [(said, end) for _, said, end, speaker, _ in turns if speaker not in asking]
    if not turns:
        heard = [(0, len(text))]
    starts, stems = _stems(text, language)

    def passage(start: int, end: int) -> _Passage:
        return _Passage(start, end, terms_of(stems[bisect_left(starts, start) : bisect_left(starts, end)]))

    having = [(coding, passage(start, end), text[start:end]) for coding, start, end in coded]
    marks = sorted((start, end) for _, start, end in coded)
    units = []
    at = 0
    for start, end in passages(text, heard, language):
        while at < len(marks) and marks[at][1] <= start:
            at += 1
        covered = sum(
            max(0, min(end, other_end) - max(start, other)) for other, other_end in _from(marks, at, end)
        )
        units.append((passage(start, end), covered >= _COVERED * (end - start)))
    return _Learnt(document, having, units)


def _stems(text: str, language: str) -> tuple[list[int], list[str]]:
    """Where the words of a text begin, and the stem of each."""
    stem = stems_in(language)
    known: dict[str, str] = {}
    starts: list[int] = []
    stems: list[str] = []
    for found in _WORD.finditer(text):
        word = found.group()
        one = known.get(word)
        if one is None:
            one = known[word] = stem(word.lower())[0]
        starts.append(found.start())
        stems.append(one)
    return starts, stems


def _from(marks: Sequence[Span], at: int, end: int) -> Iterator[Span]:
    while at < len(marks) and marks[at][0] < end:
        yield marks[at]
        at += 1


def _model(learnt: Sequence[_Learnt], asked: Set[DocumentId] = frozenset()) -> Likeness:
    """What is not coded in the documents that are asked about may be what is sought, so it does not count as being
    without the code, unless nothing else does."""
    without = [
        (one.document, passage.terms) for one in learnt for passage, has_code in one.units if not has_code
    ]
    elsewhere = [terms for document, terms in without if document not in asked]
    return Likeness(
        [passage.terms for one in learnt for _, passage, _ in one.having], elsewhere or [terms for _, terms in without]
    )


def _held_back(learnt: Sequence[_Learnt], progress: Progress) -> list[list[tuple[float, bool]]]:
    """Scores of the units of each part of the documents by a model of the other parts; fewer than two parts where too
    few codings are left to learn from. Few documents are held back in smaller parts, so that enough is left."""
    count = min(len(learnt), _PARTS if len(learnt) <= _FEW_DOCUMENTS else 2)
    parts = [learnt[at::count] for at in range(count)]
    scored: list[list[tuple[float, bool]]] = []
    for number, part in enumerate(parts):
        progress.step(count + number, 2 * count, message("Measuring on codings held back"))
        others = [one for other in parts if other is not part for one in other]
        if sum(len(one.having) for one in others) >= FEWEST:
            model = _model(others)
            scored.append([(_score(model, passage), has_code) for one in part for passage, has_code in one.units])
    return scored


def _score(model: Likeness, passage: _Passage) -> float:
    """How like a passage is; minus infinity for what is never suggested: more unlike than like, or for one word."""
    score = model.score(passage.terms)
    return score if score > 0 and len(model.telling(passage.terms)) >= _FEWEST_WORDS else float("-inf")


def _measured(scored: Sequence[list[tuple[float, bool]]]) -> Measured | None:
    """How good it is; None where it could not be tried."""
    if len(scored) < 2:
        return None
    measured = Measured(0, 0, 0)
    for part in scored:
        # The cut is found in the other parts of the documents, or it would praise itself.
        cut = max(0.0, best_cut([one for other in scored if other is not part for one in other]))
        measured = joined(measured, measure(part, cut))
    return measured


_Examples = list[tuple[DocumentId, CodingId, _Passage, str]]


def _index(examples: _Examples) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, (_, _, passage, _) in enumerate(examples):
        for term in passage.terms:
            index[term].append(number)
    return index


def _explained(
    model: Likeness, document: DocumentId, passage: _Passage, score: float, index: dict[str, list[int]],
    examples: _Examples,
) -> Suggestion:  # fmt: skip
    telling = model.telling(passage.terms)
    like: Counter[int] = Counter()
    for term, weight in telling[:20]:
        for number in index.get(term, ()):
            like[number] += weight  # type: ignore[assignment]
    nearest = sorted(like, key=lambda one: (-like[one], one))[:_EXAMPLES]
    return Suggestion(
        document, passage.start, passage.end, score, tuple(term for term, _ in telling[: 3 * _WORDS]),
        tuple(
            Example(coding, where, here.start, here.end, " ".join(words.split()))
            for where, coding, here, words in (examples[one] for one in nearest)
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shown:
    suggestion: Suggestion
    fingerprint: str


def _with_words(project: Project, found: Sequence[Suggestion]) -> list[_Shown]:
    """The suggestions with words as they stand in the passage in place of stems, and the prints of their words."""
    texts: dict[DocumentId, tuple[str, str]] = {}
    shown: list[_Shown] = []
    for one in found:
        if one.document not in texts:
            with project.reading() as store:
                document = store.documents.get(one.document)
                language = document.language if document is not None else ""
                texts[one.document] = (store.documents.text(one.document), language or store.project.get().language)
        text, language = texts[one.document]
        words = text[one.start : one.end]
        stems = stems_in(language)
        forms = {stems(word)[0]: word for word in reversed(_WORD.findall(words.lower()))}
        telling = [" ".join(forms.get(part, part) for part in term.split()) for term in one.words]
        chosen = [word for word in telling if not any(word != other and word in other.split() for other in telling)]
        suggestion = Suggestion(
            one.document, one.start, one.end, one.score, tuple(dict.fromkeys(chosen))[:_WORDS], one.examples
        )
        shown.append(_Shown(suggestion, _fingerprint(words)))
    return shown


def _fingerprint(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:16]


def _key(code_guid: str) -> str:
    return f"dismissed/{code_guid}"


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        first, last = start, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield first, last
        start = stop + 1
