"""What a search for personal data found, kept as numbers and made into findings page by page."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.personal import Confidence, Finding, FindingGroup, FoundIn, PersonalKind
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.text.personal_groups import group_names, person_of_address
from qualcoder_peer.core.text.personal_marks import Mark
from qualcoder_peer.core.text.personal_replace import undivided

_LEVELS = tuple(Confidence)
_KINDS = tuple(PersonalKind)


@dataclass(frozen=True, slots=True)
class FindingInContext:
    """A finding with the words around it; ``title`` is the document's, empty where there is none."""

    finding: Finding
    before: str
    after: str
    title: str


@dataclass(frozen=True, slots=True)
class SearchedText:
    """One text that was searched: ``row`` of the table that ``where`` means, and which of its ``column``."""

    where: FoundIn
    row: int
    document: DocumentId | None
    column: str = "text"


class PersonalData:
    """What was found: ``groups`` in order of kind and first appearance, and the findings in order of place.

    It does not follow later changes of the project: search again when texts have changed.
    """

    def __init__(self) -> None:
        self.groups: tuple[FindingGroup, ...] = ()
        self._texts: list[SearchedText] = []
        self._until = array("I")  # where the findings of each text end
        self._starts, self._ends = array("I"), array("I")
        self._forms, self._levels = array("I"), array("B")
        self._form_ids: dict[tuple[PersonalKind, str, str], int] = {}
        self._group_of_form = array("I")
        self._members: list[array[int]] = []

    def __len__(self) -> int:
        return len(self._starts)

    def group(self, key: str) -> FindingGroup | None:
        """The group with this key."""
        return next((one for one in self.groups if one.key == key), None)

    def findings(
        self, groups: Iterable[str] | None = None, documents: Iterable[DocumentId] | None = None
    ) -> Iterator[Finding]:
        """All findings (or those of some groups, or in some documents) in order of place, made as they are asked for.
        """
        forms = list(self._form_ids)
        return (self._finding(number, text, forms) for number, text in self._numbers(groups, documents))

    def count(self, groups: Iterable[str] | None = None, documents: Iterable[DocumentId] | None = None) -> int:
        """How many findings there are of some groups or in some documents."""
        return sum(1 for _ in self._numbers(groups, documents))

    def page(
        self,
        project: Project,
        groups: Iterable[str] | None = None,
        documents: Iterable[DocumentId] | None = None,
        *,
        offset: int = 0,
        limit: int = 100,
        around: int = 60,
    ) -> list[FindingInContext]:
        """``limit`` findings from ``offset`` on, with ``around`` code points before and after each."""
        chosen = []
        for at, finding in enumerate(self.findings(groups, documents)):
            if at >= offset + limit:
                break
            if at >= offset:
                chosen.append(finding)
        return in_context(project, chosen, around)

    def add(self, searched: SearchedText, text: str, marks: Iterable[Mark]) -> None:
        """Keep what was found in one text."""
        found = list(marks)
        if not found:
            return
        ids = self._form_ids
        for mark in found:
            words = text[mark.start : mark.end]
            if "\n" in words:  # a name that goes over the end of a line
                words = " ".join(undivided(words)[0].split())
            self._forms.append(ids.setdefault((mark.kind, mark.key, words), len(ids)))
        self._starts.extend([mark.start for mark in found])
        self._ends.extend([mark.end for mark in found])
        self._levels.extend([_LEVELS.index(mark.confidence) for mark in found])
        self._texts.append(searched)
        self._until.append(len(self._starts))

    def finish(self, suggest: Callable[[PersonalKind, str], str]) -> None:
        """Say that all texts were searched: sorts what was found into groups. ``suggest`` is asked once a group, in
        order of first appearance."""
        leaders = group_names(key for kind, key, _ in self._form_ids if kind is PersonalKind.PERSON)
        keys: dict[tuple[PersonalKind, str], int] = {}
        for kind, key, _ in self._form_ids:
            name = leaders.get(key, key) if kind is PersonalKind.PERSON else key
            self._group_of_form.append(keys.setdefault((kind, name), len(keys)))
        gathered = [_Gathered() for _ in keys]
        for number, text in self._numbers(None, None):
            form = self._forms[number]
            gathered[self._group_of_form[form]].take(form, number, self._levels[number], text)
        forms = list(self._form_ids)
        people = {leader: f"{PersonalKind.PERSON.value}:{leader}" for leader in leaders.values()}
        groups = [
            one.group(kind, name, forms, suggest(kind, name)) for (kind, name), one in zip(keys, gathered, strict=True)
        ]
        for at, group in enumerate(groups):
            if group.kind is PersonalKind.EMAIL:
                person = person_of_address(group.key.partition(":")[2], leaders)
                groups[at] = replace(group, person=people.get(person, ""))
        order = sorted(range(len(groups)), key=lambda at: (_KINDS.index(groups[at].kind), at))
        place = {at: number for number, at in enumerate(order)}
        self.groups = tuple(groups[at] for at in order)
        self._group_of_form = array("I", (place[at] for at in self._group_of_form))
        self._members = [gathered[at].numbers for at in order]

    def _numbers(
        self, groups: Iterable[str] | None, documents: Iterable[DocumentId] | None
    ) -> Iterator[tuple[int, SearchedText]]:
        wanted = None if documents is None else set(documents)
        numbers: Iterable[int] = range(len(self._starts))
        if groups is not None:
            places = {one.key: at for at, one in enumerate(self.groups)}
            chosen = {places[key] for key in groups if key in places}
            numbers = sorted(number for at in chosen for number in self._members[at])
        at = 0
        for number in numbers:
            while self._until[at] <= number:
                at += 1
            if wanted is None or self._texts[at].document in wanted:
                yield number, self._texts[at]

    def _finding(self, number: int, text: SearchedText, forms: Sequence[tuple[PersonalKind, str, str]]) -> Finding:
        form = self._forms[number]
        kind, _, words = forms[form]
        group = self.groups[self._group_of_form[form]]
        return Finding(
            text.document, self._starts[number], self._ends[number], words, kind, group.suggestion, group.key,
            _LEVELS[self._levels[number]], text.where, text.row, text.column,
        )  # fmt: skip


class _Gathered:
    """What belongs to one group while it is being counted."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self._forms: Counter[int] = Counter()
        self._documents: set[int] = set()
        self._surest = len(_LEVELS)

    def take(self, form: int, number: int, level: int, text: SearchedText) -> None:
        self.numbers.append(number)
        self._forms[form] += 1
        self._surest = min(self._surest, level)
        if text.document is not None:
            self._documents.add(text.document)

    def group(
        self, kind: PersonalKind, name: str, forms: Sequence[tuple[PersonalKind, str, str]], suggestion: str
    ) -> FindingGroup:
        """What was taken, as one group; ``forms`` are those whose numbers ``take`` was given."""
        spellings: Counter[str] = Counter()
        names: dict[str, None] = {}
        for form, count in self._forms.most_common():
            _, key, words = forms[form]
            spellings[words] += count
            names[key] = None
        shown = name if kind in (PersonalKind.PERSON, PersonalKind.PLACE) else spellings.most_common(1)[0][0]
        return FindingGroup(
            f"{kind.value}:{name}", kind, shown, tuple(spellings.most_common()), sum(spellings.values()),
            len(self._documents), suggestion, _LEVELS[self._surest], tuple(names),
        )  # fmt: skip


def in_context(project: Project, findings: Sequence[Finding], around: int = 60) -> list[FindingInContext]:
    """Findings with ``around`` code points before and after each, read from the project as it is now."""
    found: list[FindingInContext] = []
    texts: dict[tuple[FoundIn, int, str], str] = {}
    with project.reading(all_coders=True) as store:
        ids = {finding.document for finding in findings if finding.document is not None}
        titles = {document.id: document.title for document in store.documents.by_ids(ids)}
        for finding in findings:
            place = (finding.where, finding.row, finding.column)
            if place not in texts:
                if len(texts) > 20:  # texts are large, and findings come in order of place
                    texts.clear()
                texts[place] = _text_of(store, finding)
            text = texts[place]
            before = text[max(0, finding.start - around) : finding.start]
            after = text[finding.end : finding.end + around]
            title = titles.get(finding.document, "") if finding.document is not None else ""
            found.append(FindingInContext(finding, before, after, title))
    return found


def _text_of(store: Store, finding: Finding) -> str:
    if finding.where is FoundIn.TEXT:
        return store.documents.text(DocumentId(finding.row))
    return store.written.words_of(finding.where, finding.column, finding.row)
