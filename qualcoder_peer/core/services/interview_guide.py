"""Who was not asked about what, from the interview guide: proposals for a person to confirm, never marks by themselves.

Two comparisons of words, both told. Which question of the guide asks about which theme: by the words of the theme's
name, definition and place in the tree. Whether an interviewer put a question to a respondent: by how much of the
question is in what the interviewer says in that respondent's transcripts. Words count in any form (stems), and the
more, the fewer of the questions and of the interviewers' turns have them (inverse document frequency, K. Spärck Jones,
"A statistical interpretation of term specificity and its application in retrieval", 1972).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from qualcoder_peer.core.domain.ids import CodeId, DocumentId, RespondentId, SpeakerId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Code, CodeRole, SpeakerRole
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import MAX_LEVELS, CodeTree
from qualcoder_peer.core.services.matrix import MatrixAsked, Mention, read_matrix
from qualcoder_peer.core.text.finding_forms import stems_in
from qualcoder_peer.core.text.likely_language import SMALL_WORDS
from qualcoder_peer.core.text.sentences import sentence_spans

ASKED = 0.5
"""The share of a question that an interviewer must have said for it to count as put."""
SURE = 0.35
"""Below this share of the nearest thing said, a proposal is ticked beforehand."""
_FITS, _NEARLY = 0.3, 0.8
_NAME, _DESCRIBED, _ABOVE = 1.0, 0.4, 0.3
_FEWEST_DESCRIBED = 2
"""So many words of its definition a question must have that has none of a theme's name."""
_LEAST_LETTERS = 3
_LONG = 300
_WORD = re.compile(r"[^\W\d_]+")

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """A question of an interview guide. ``number`` counts from 1; ``heading`` is what it stands under, if anything."""

    number: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """An interview guide as it was read (``core/exchange/guides.py``)."""

    file_name: str
    questions: tuple[GuideQuestion, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideTheme:
    """A research question or theme of the code tree, with the numbers of the questions that seem to ask about it."""

    code: Code
    depth: int
    asked_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A respondent who seems not to have been asked about a code.

    ``nearest`` is what the interviewer said that comes nearest to ``question``, with ``share`` (0 to 1) of its words;
    it lies at ``[start, end)`` in code points of ``document``, and is empty where nothing is like it.
    """

    code: Code
    respondent: RespondentId
    name: str
    question: GuideQuestion
    share: float = 0.0
    nearest: str = ""
    document: DocumentId | None = None
    start: int = 0
    end: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it may be ticked beforehand."""
        return self.share < SURE


@dataclass(frozen=True, slots=True)
class FoundNotAsked:
    """What comparing the guide with the transcripts brought.

    ``proposed`` by theme, then by respondent. ``unknown`` are the names of those of whom it cannot be told: nobody is
    marked as interviewer in their transcripts, or what is said there is like no question of the guide.
    """

    proposed: tuple[NotAsked, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    document: DocumentId
    start: int
    end: int
    words: str
    stems: Stems


def guide_themes(project: Project, guide: Guide) -> tuple[GuideTheme, ...]:
    """The questions and themes of the code tree, in its order, with the questions of the guide that fit their words."""
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        language = store.project.get().language
    stems = {one.number: _stems(f"{one.heading} {one.text}", language) for one in guide.questions}
    weights = _weights(stems.values())
    found = []
    for code in tree.in_order():
        line = tree.line(code.id)
        if code.role in (CodeRole.QUESTION, CodeRole.THEME) and all(one.role is not CodeRole.GOAL for one in line):
            found.append(GuideTheme(code, len(line) - 1, _fitting(line, stems, weights, language)))
    return tuple(found)


def find_not_asked(
    project: Project, guide: Guide, asked_by: Mapping[CodeId, Collection[int]], progress: Progress | None = None
) -> FoundNotAsked:
    """Respondents to whom no question about a code was put, as far as the interviewer's words tell.

    ``asked_by`` are the numbers of the questions that ask about each code; a code without any is left out, and so are
    respondents who take it up all the same or are marked already. Raises NotFound, Cancelled. Nothing is changed.
    """
    progress = progress or Progress()
    asked_by = {code: numbers for code, numbers in asked_by.items() if numbers}
    matrix = read_matrix(project, MatrixAsked(codes=tuple(asked_by), deepest=MAX_LEVELS), progress)
    with project.reading() as store:
        language = store.project.get().language
    said = _said_to(project, matrix.names, progress)
    wanted = {one.number: _stems(one.text, language) for one in guide.questions}
    weights = _weights([*wanted.values(), *{one.stems for turns in said.values() for one in turns}])
    nearest = {
        person: {number: _nearest(stems, turns, weights) for number, stems in wanted.items()}
        for person, turns in said.items()
    }
    told = {person for person, best in nearest.items() if any(share >= ASKED for share, _ in best.values())}
    proposed = []
    for row in matrix.rows:
        numbers = asked_by.get(row.code.id, ())
        for cell, column in zip(row.cells, matrix.columns, strict=True):
            person = next(iter(column.respondents))
            if not numbers or person not in told or cell.mention is not Mention.NOT_MENTIONED:
                continue
            number = max(numbers, key=lambda one: nearest[person][one][0])
            share, turn = nearest[person][number]
            if share < ASKED:
                question = guide.questions[number - 1]
                proposed.append(_proposal(row.code, person, matrix.names[person], question, share, turn, language))
    unknown = tuple(name for person, name in matrix.names.items() if person not in told)
    return FoundNotAsked(tuple(proposed), unknown)


def _fitting(
    line: Sequence[Code], questions: Mapping[int, Stems], weights: Mapping[str, float], language: str
) -> tuple[int, ...]:
    """The numbers of the questions whose words are those of a code: the best, and any nearly as good."""
    code = line[-1]

    def weighed(words: str, factor: float) -> dict[str, float]:
        return {stem: factor * weights[stem] for stem in _stems(words, language) if stem in weights}

    name = weighed(code.name, _NAME)
    own = weighed(f"{code.definition} {code.when_to_use}", _DESCRIBED) | name
    # What stands above a code tells questions apart that have words of its own, and is not enough by itself.
    around = weighed(" ".join(one.name for one in line[:-1]), _ABOVE) | own
    unknown = max(weights.values(), default=1.0)
    full = sum(weights.get(stem, unknown) for stem in _stems(code.name, language))
    scores = {
        number: sum(around.get(stem, 0.0) for stem in stems) / full
        for number, stems in questions.items()
        if full and (not stems.isdisjoint(name) or len(stems & own.keys()) >= _FEWEST_DESCRIBED)
    }
    best = max(scores.values(), default=0.0)
    return tuple(number for number, score in scores.items() if score >= _FITS and score >= _NEARLY * best)


def _said_to(
    project: Project, people: Collection[RespondentId], progress: Progress
) -> dict[RespondentId, list[_Said]]:
    """What interviewers say in the transcripts in which each respondent speaks."""
    with project.reading() as store:
        speakers = store.documents.speakers()
        language = store.project.get().language
    asking: dict[DocumentId, set[SpeakerId]] = defaultdict(set)
    present: dict[DocumentId, set[RespondentId]] = defaultdict(set)
    for one in speakers:
        if one.role is SpeakerRole.INTERVIEWER:
            asking[one.document_id].add(one.id)
        elif one.respondent_id is not None and one.respondent_id in people:
            present[one.document_id].add(one.respondent_id)
    said: dict[RespondentId, list[_Said]] = {}
    for number, (document, here) in enumerate(present.items()):
        progress.step(number, len(present), message("Reading what interviewers ask"))
        if document not in asking:
            continue
        with project.reading() as store:
            text, turns = store.documents.text(document), store.documents.turn_columns(document)
        put = [
            _Said(document, start, end, text[start:end], _stems(text[start:end], language))
            for _, start, end, speaker, _ in turns
            if speaker in asking[document]
        ]
        for person in here:
            said.setdefault(person, []).extend(put)
    return said


def _nearest(wanted: Stems, turns: Sequence[_Said], weights: Mapping[str, float]) -> tuple[float, _Said | None]:
    best: tuple[float, _Said | None] = (0.0, None)
    for one in turns:
        share = _share(wanted, one.stems, weights)
        if share > best[0]:
            best = share, one
    return best


def _share(wanted: Stems, said: Stems, weights: Mapping[str, float]) -> float:
    full = sum(weights[stem] for stem in wanted)
    return sum(weights[stem] for stem in wanted & said) / full if full else 0.0


def _proposal(
    code: Code, person: RespondentId, name: str, question: GuideQuestion, share: float, turn: _Said | None,
    language: str,
) -> NotAsked:  # fmt: skip
    if turn is None:
        return NotAsked(code, person, name, question)
    start, end = 0, len(turn.words)
    if end > _LONG:  # of a long turn the sentence that is meant
        wanted = _stems(question.text, language)
        start, end = max(
            sentence_spans(turn.words, 0, end, language),
            key=lambda one: len(wanted & _stems(turn.words[one[0] : one[1]], language)),
        )
    words = " ".join(turn.words[start:end].split())
    return NotAsked(code, person, name, question, share, words, turn.document, turn.start + start, turn.start + end)


def _stems(text: str, language: str) -> Stems:
    stem = stems_in(language)
    words = {word for word in _WORD.findall(text.lower()) if len(word) >= _LEAST_LETTERS}
    return frozenset(stem(word)[0] for word in words - SMALL_WORDS)


def _weights(texts: Iterable[Stems]) -> dict[str, float]:
    """How much each stem tells: nothing when all texts have it."""
    counts: Counter[str] = Counter()
    number = 0
    for number, stems in enumerate(texts, 1):
        counts.update(stems)
    return {stem: log((number + 1) / count) for stem, count in counts.items()}
