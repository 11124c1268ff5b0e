"""Who is who: guesses for the speakers of many documents at once, joining two persons that are one, parting one.

A guess is never acted on by itself: two people must not be counted as one without being told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId, DocumentId, RespondentId, SpeakerId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.model import Consent, Owner, Respondent, Speaker, SpeakerRole
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.respondents import add_respondent, assign_documents, name_whole_texts
from qualcoder_peer.core.text.labels import label_key, tidy_label

SURE = 0.75
"""From this score on a guess is ticked beforehand."""

_SAME, _CASE, _TIDY, _CODE, _FIRST, _TITLE, _NUMBER, _SEVERAL = 1.0, 0.97, 0.95, 0.9, 0.8, 0.78, 0.6, 0.55
_NEAR, _LEAST_ALIKE, _SHORTEST_ALIKE = 0.5, 0.8, 4
_MOST_OTHERS = 4
_REASONS = {
    _SAME: N_("The label is the name."),
    _CASE: N_("The label is the name but for upper and lower case."),
    _TIDY: N_("The label is the name but for spaces and punctuation."),
    _CODE: N_("The label and the name are two ways of writing the same number."),
    _FIRST: N_("The first name is the same."),
    _TITLE: N_("The name stands in the title of the document."),
    _NUMBER: N_("The number is the same."),
    _SEVERAL: N_("The label is the name, but it stands in several documents and may be different people."),
}
_FAMILIES = {
    word: family
    for family, words in {
        "r": "r resp respondent respondenten",
        "ip": "ip intervjuperson intervjupersonen interviewperson interviewpersonen",
        "d": "d deltagare deltagaren deltager deltageren",
        "p": "p person participant",
        "inf": "inf informant informanten",
        "id": "id",
    }.items()
    for word in words.split()
}
_CODED = re.compile(r"([^\W\d_]+)[\W_]*0*(\d{1,4})")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_CONSENT_ORDER = (Consent.UNKNOWN, Consent.GIVEN, Consent.REFUSED, Consent.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person that a speaker may be, how surely (0 to 1), and why."""

    respondent: RespondentId
    name: str
    score: float
    reason: Message


@dataclass(frozen=True, slots=True)
class MatchGuess:
    """A speaker of whom it is not known who they are, and who they may be, the best first (perhaps nobody).

    ``speaker`` None: the document has no speakers; all of it would be that person's words.
    """

    document: DocumentId
    title: str
    speaker: SpeakerId | None
    label: str
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The likeliest person."""
        return self.candidates[0] if self.candidates else None

    @property
    def is_sure(self) -> bool:
        """Whether the likeliest person may be proposed with a tick."""
        return bool(self.candidates) and self.candidates[0].score >= SURE


@dataclass(frozen=True, slots=True)
class Match:
    """What to say of a speaker (None: of all of a document): a person, or the name of somebody, added when new."""

    document: DocumentId
    speaker: SpeakerId | None
    respondent: RespondentId | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ValueConflict:
    """A column in which several persons that are to be one have different values; the first is kept."""

    attribute: str
    kept: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What joining respondents would do. ``documents`` and ``speakers`` come to the one who stays; ``filled`` are the
    columns that are taken over, ``conflicts`` those whose other values go into the memo; ``consent`` is the strictest
    of all, ``memos`` how many memos are joined."""

    target: Respondent
    sources: tuple[Respondent, ...]
    documents: tuple[DocumentId, ...]
    speakers: int
    filled: tuple[str, ...]
    conflicts: tuple[ValueConflict, ...]
    consent: Consent
    consent_date: str
    memos: int


def match_guesses(
    project: Project, documents: Iterable[DocumentId] | None = None, *, with_matched: bool = False
) -> list[MatchGuess]:
    """Guesses for the speakers of documents (of all) who are not matched yet, and for documents without speakers.

    ``with_matched`` asks about matched speakers too (not proposing who they are already). An interviewer is only ever
    guessed to be an interviewer of the register, anybody else never. By title of document, then by place.
    """
    with project.reading() as store:
        wanted = None if documents is None else set(documents)
        titles = {one.id: one.title for one in store.documents.all() if wanted is None or one.id in wanted}
        people = [(RespondentId(row[0]), row[1], row[2]) for row in store.respondents.basics()]
        speakers: dict[DocumentId, list[Speaker]] = defaultdict(list)
        for one in store.documents.speakers():
            speakers[one.document_id].append(one)
    guessing = _Guessing(people, speakers)
    found: list[MatchGuess] = []
    for document, title in titles.items():
        if not speakers.get(document):
            found.append(MatchGuess(document, title, None, "", guessing.by_title(title)))
        for one in speakers.get(document, ()):
            if one.respondent_id is None or with_matched:
                found.append(MatchGuess(document, title, one.id, one.label, guessing.of(one, title)))
    return found


def turn_counts(project: Project) -> dict[SpeakerId, int]:
    """How many turns each speaker has; those without any are left out."""
    with project.reading() as store:
        return store.speakers.turn_counts()


def apply_matches(project: Project, matches: Sequence[Match]) -> int:
    """Say who many speakers are, as one step; each takes the role of the person. Returns how many.

    Raises InvalidInput (also for a text that has labels but no speaker was named) or NotFound; nothing is changed then.
    """
    label = counted("Match {count} speaker", "Match {count} speakers", len(matches))
    with project.transaction(label) as store:
        roles = {RespondentId(row[0]): row[2] for row in store.respondents.basics()}
        named = {name: person for person, name in store.respondents.names().items()}
        known = {one.id for one in store.documents.speakers_of({one.document for one in matches})}
        chosen: dict[SpeakerId, tuple[RespondentId | None, str]] = {}
        whole: dict[RespondentId, list[DocumentId]] = {}
        for one in matches:
            person = one.respondent
            if person is None:
                name = " ".join(one.name.split())
                person = named.get(name)
                if person is None:
                    person = named[name] = add_respondent(project, name)
                    roles[person] = SpeakerRole.RESPONDENT.value
            if person not in roles:
                raise NotFound("The respondent no longer exists. Nothing was changed.")
            if one.speaker is None:
                whole.setdefault(person, []).append(one.document)
            elif one.speaker not in known:
                raise NotFound("The speaker no longer exists. Nothing was changed.")
            else:
                chosen[one.speaker] = person, roles[person]
        store.speakers.match(chosen)
        name_whole_texts(store, {person for person, _ in chosen.values() if person is not None})
        for person, texts in whole.items():
            assign_documents(project, texts, person)
    return len(matches)


def plan_merge(project: Project, sources: Sequence[RespondentId], target: RespondentId) -> MergePlan:
    """What ``merge_respondents`` would do. Raises InvalidInput without sources, NotFound."""
    with project.reading() as store:
        return _plan_merge(store, sources, target)


def merge_respondents(project: Project, sources: Sequence[RespondentId], target: RespondentId) -> MergePlan:
    """Make several persons of the register one: ``target`` gets their speakers, values, memos and places in sets.

    What ``target`` has in a column stays; other values are written into the memo, so that nothing is lost. The speakers
    take the role of ``target``, but who asks in a document goes on asking there. Raises InvalidInput or NotFound.
    Returns what was done.
    """
    with project.transaction(message("Join respondents")) as store:
        plan = _plan_merge(store, sources, target)
        ids = [one.id for one in plan.sources]
        store.speakers.move(ids, target, plan.target.role.value)
        name_whole_texts(store, [target])
        store.attributes.write(Owner.RESPONDENT, _taken_over(store, plan))
        memo = _joined_memo(plan)
        if memo != plan.target.memo:
            store.memos.write("respondent", target, memo, store.coder)
        store.respondents.change(target, consent=plan.consent.value, consent_date=plan.consent_date)
        for selection, members in store.selections.members(Owner.RESPONDENT).items():
            if not members.isdisjoint(ids):
                store.selections.add_members(selection, Owner.RESPONDENT, [target])
        store.analysis.merge_respondents(ids, target)
        store.respondents.remove(ids)
        return plan


def split_respondent(
    project: Project,
    respondent: RespondentId,
    speakers: Sequence[SpeakerId],
    name: str,
    *,
    copy_values: bool = False,
) -> RespondentId:
    """Make some speakers of a person somebody else, who is added with the same role; returns that person.

    ``copy_values`` gives the new person the same attributes. Consent is never copied: it was given by one of them.
    Raises InvalidInput when the name is empty or taken or nothing is to be parted, NotFound.
    """
    with project.transaction(message("Part a respondent in two")) as store:
        person = next(iter(store.respondents.by_ids([respondent])), None)
        if person is None:
            raise NotFound("The respondent no longer exists. Nothing was changed.")
        own = {one.id: one for one in store.documents.speakers() if one.respondent_id == respondent}
        if not speakers or not own.keys() >= set(speakers):
            raise InvalidInput("Choose speakers of “{name}” to be somebody else. Nothing was changed.",
                               name=person.name)  # fmt: skip
        added = add_respondent(project, name, person.role)
        store.speakers.match({one: (added, own[one].role.value) for one in speakers})
        name_whole_texts(store, [added])
        if copy_values:
            values = store.attributes.values(Owner.RESPONDENT, [respondent]).get(respondent, {})
            cells = [(int(added), column, value) for column, value in values.items()]
            store.attributes.write(Owner.RESPONDENT, cells)
        return added


class _Guessing:
    """The names of the register in the forms a label may take."""

    def __init__(
        self, people: Sequence[tuple[RespondentId, str, str]], speakers: Mapping[DocumentId, Sequence[Speaker]]
    ) -> None:
        self._people = people
        self._names = {person: name for person, name, _ in people}
        self._asks = {person for person, _, role in people if role == SpeakerRole.INTERVIEWER.value}
        self._same = {name: person for person, name, _ in people}
        self._case = self._by(str.casefold)
        self._tidy = self._by(_letters)
        self._first = self._by(lambda name: _first_name(name))
        self._codes: dict[tuple[str, str], list[RespondentId]] = defaultdict(list)
        self._numbers: dict[str, list[RespondentId]] = defaultdict(list)
        for person, name, _ in people:
            code = _code(name)
            if code is not None:
                self._codes[code].append(person)
                self._numbers[code[1]].append(person)
        labels = [one for found in speakers.values() for one in found if one.role is not SpeakerRole.INTERVIEWER]
        self._often = Counter(label_key(one.label) for one in labels)
        self._alone = {
            document: [one.id for one in found if one.role is not SpeakerRole.INTERVIEWER]
            for document, found in speakers.items()
        }

    def of(self, speaker: Speaker, title: str) -> tuple[Candidate, ...]:
        """Who a speaker may be."""
        asks = speaker.role is SpeakerRole.INTERVIEWER
        scores = self._by_label(speaker.label)
        if not asks and self._alone[speaker.document_id] == [speaker.id]:
            for person, score in self._in_title(title).items():
                scores[person] = max(score, scores.get(person, 0.0))
        if not scores:
            scores = self._alike(speaker.label)
        fitting = {one: score for one, score in scores.items() if (one in self._asks) == asks}
        fitting.pop(speaker.respondent_id or RespondentId(0), None)
        return self._candidates(fitting)

    def by_title(self, title: str) -> tuple[Candidate, ...]:
        """Whose words all of a document may be."""
        return self._candidates({one: score for one, score in self._in_title(title).items() if one not in self._asks})

    def _candidates(self, scores: Mapping[RespondentId, float]) -> tuple[Candidate, ...]:
        best = sorted(scores.items(), key=lambda pair: (-pair[1], self._names[pair[0]]))
        top = [one for one, score in best if score == best[0][1]]
        made = []
        for person, score in best[: _MOST_OTHERS + 1]:
            reason = _REASONS.get(score, N_("The label is spelt almost as the name."))
            # Several that fit equally well: none of them may be taken for granted.
            shown = min(score, SURE - 0.01) if len(top) > 1 and person in top else score
            made.append(Candidate(person, self._names[person], round(shown, 2), Message(reason)))
        return tuple(made)

    def _by_label(self, label: str) -> dict[RespondentId, float]:
        tidy, code = tidy_label(label), _code(label)
        found: dict[RespondentId, float] = {}

        def propose(people: Iterable[RespondentId], score: float) -> None:
            for one in people:
                found[one] = max(score, found.get(one, 0.0))

        # R1 of one interview is seldom R1 of the next; a name is mostly the same person.
        several = code is not None and self._often[label_key(label)] > 1
        propose([self._same[tidy]] if tidy in self._same else [], _SEVERAL if several else _SAME)
        propose(self._case.get(tidy.casefold(), ()), _SEVERAL if several else _CASE)
        propose(self._tidy.get(_letters(tidy), ()), _SEVERAL if several else _TIDY)
        if code is not None:
            propose(self._codes.get(code, ()), _SEVERAL if several else _CODE)
            propose(self._numbers.get(code[1], ()), _SEVERAL if several else _NUMBER)
        elif not found:
            first = _first_name(tidy)
            if first:
                one_word = len(tidy.split()) == 1
                same = self._first.get(first, ())
                propose((one for one in same if one_word or len(self._names[one].split()) == 1), _FIRST)
        return found

    def _in_title(self, title: str) -> dict[RespondentId, float]:
        words = [word.casefold() for word in _WORD.findall(title)]
        found: dict[RespondentId, float] = {}
        for size in (1, 2, 3):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                code = _code(" ".join(part))
                people = list(self._tidy.get("".join(part), ()))
                if code is not None and size < 3:
                    people += self._codes.get(code, ())
                for one in people:
                    found[one] = _TITLE
        return found

    def _alike(self, label: str) -> dict[RespondentId, float]:
        wanted = tidy_label(label).casefold()
        if len(wanted) < _SHORTEST_ALIKE:
            return {}
        digits = _DIGITS.findall(wanted)
        shared: Counter[int] = Counter()
        for part in _pairs(wanted):
            shared.update(self._pieces.get(part, ()))
        needed = len(_pairs(wanted)) / 3
        found: dict[RespondentId, float] = {}
        compared = SequenceMatcher(autojunk=False)
        compared.set_seq2(wanted)
        for place, common in shared.items():
            person, name, _ = self._people[place]
            other = name.casefold()
            if common < needed or _DIGITS.findall(other) != digits or len(other) < _SHORTEST_ALIKE:
                continue
            compared.set_seq1(other)
            if compared.quick_ratio() >= _LEAST_ALIKE and (alike := _likeness(other, wanted)) >= _LEAST_ALIKE:
                found[person] = round(_NEAR + (alike - _LEAST_ALIKE), 4)
        return found

    @cached_property
    def _pieces(self) -> dict[str, list[int]]:
        pieces: dict[str, list[int]] = defaultdict(list)
        for place, (_, name, _) in enumerate(self._people):
            for part in _pairs(name.casefold()):
                pieces[part].append(place)
        return pieces

    def _by(self, form: Callable[[str], str]) -> dict[str, list[RespondentId]]:
        found: dict[str, list[RespondentId]] = defaultdict(list)
        for person, name, _ in self._people:
            key = form(name)
            if key:
                found[key].append(person)
        return found


def _plan_merge(store: Store, sources: Sequence[RespondentId], target: RespondentId) -> MergePlan:
    wanted = [one for one in dict.fromkeys(sources) if one != target]
    people = {one.id: one for one in store.respondents.by_ids([target, *wanted])}
    if not wanted:
        raise InvalidInput("Choose at least two respondents to make one. Nothing was changed.")
    if len(people) != len(wanted) + 1:
        raise NotFound("The respondent no longer exists. Nothing was changed.")
    kept, others = people[target], tuple(people[one] for one in wanted)
    moving = [one for one in store.documents.speakers() if one.respondent_id in wanted]
    filled, conflicts = [], []
    for column in store.attributes.all():
        values = dict.fromkeys(one.attributes.get(column.name, "") for one in (kept, *others))
        values.pop("", None)
        if values and column.name not in kept.attributes:
            filled.append(column.name)
        if len(values) > 1:
            first, *rest = values
            conflicts.append(ValueConflict(column.name, first, tuple(rest)))
    strictest = max((kept, *others), key=lambda one: _CONSENT_ORDER.index(one.consent))
    return MergePlan(
        kept,
        others,
        tuple(dict.fromkeys(one.document_id for one in moving)),
        len(moving),
        tuple(filled),
        tuple(conflicts),
        strictest.consent,
        strictest.consent_date,
        sum(1 for one in others if one.memo),
    )


def _taken_over(store: Store, plan: MergePlan) -> list[tuple[int, AttributeId, str]]:
    columns = {one.name: one.id for one in store.attributes.all()}
    return [
        (plan.target.id, columns[name], next(one.attributes[name] for one in plan.sources if name in one.attributes))
        for name in plan.filled
    ]


def _joined_memo(plan: MergePlan) -> str:
    memos = [one.memo for one in (plan.target, *plan.sources) if one.memo]
    lost = [f"{one.attribute}: {', '.join(one.others)}" for one in plan.conflicts]
    return "\n\n".join((*dict.fromkeys(memos), *(["\n".join(lost)] if lost else [])))


def _letters(name: str) -> str:
    return "".join(_WORD.findall(name.casefold()))


def _first_name(name: str) -> str:
    words = _WORD.findall(name.casefold())
    return words[0] if words and words[0].isalpha() and len(words[0]) > 1 else ""


def _code(name: str) -> tuple[str, str] | None:
    found = _CODED.fullmatch(tidy_label(name).casefold())
    family = _FAMILIES.get(found[1]) if found else None
    return (family, found[2]) if found and family else None


def _likeness(first: str, second: str) -> float:
    """How alike two names are, 0 to 1: as alike as their least alike words where they have equally many."""
    words = first.split(), second.split()
    pairs = zip(*words, strict=True) if len(words[0]) == len(words[1]) else [(first, second)]
    return min(SequenceMatcher(None, one, other, autojunk=False).ratio() for one, other in pairs)


def _pairs(name: str) -> set[str]:
    return {name[place : place + 2] for place in range(len(name) - 1)}
