"""Replaces personal data in all of a project by rules: proposes them, shows what they would do, does it.

One step of the history, undone like any other. The project never learns what the rules say: the step and the protocol
hold counts, the settings hold pseudonyms. The history of course holds the old texts until it is sealed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.domain.personal import Finding, FindingGroup, FoundIn, PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.domain.protocol import ProtocolKind
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.personal_data import PSEUDONYMS, barriers_of
from qualcoder_peer.core.text.personal_replace import Edit, Remap, Replacer, apply_rules, keeping_line_ends, written

__all__ = [
    "ChangedPlace", "ChangedText", "FormChange", "Replaced", "ReplacementPreview", "apply_rules", "changes_in_document",
    "preview_replacement", "propose_rules", "replace_personal_data",
]  # fmt: skip

_NAME_LIKE = (FoundIn.TITLE, FoundIn.FILE_NAME, FoundIn.LEFT_OUT, FoundIn.SPEAKER, FoundIn.RESPONDENT)
_AS_NAMED = (PersonalKind.WORKPLACE, PersonalKind.WORD, PersonalKind.PERSON, PersonalKind.PLACE)


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A text in which ``count`` words would be replaced: ``row`` of what ``where`` means. ``title`` is the document's,
    empty where there is none."""

    where: FoundIn
    row: int
    document: DocumentId | None
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class FormChange:
    """A word as it is written, what it becomes, how often, and the place of the rule in the list."""

    written: str
    becomes: str
    rule: int
    count: int


@dataclass(frozen=True, slots=True)
class ReplacementPreview:
    """What rules would do. ``by_rule`` counts for each rule, in their order; ``originals`` is how many imported files
    are kept in the project as they were, with all names in them."""

    texts: tuple[ChangedText, ...]
    forms: tuple[FormChange, ...]
    by_rule: tuple[int, ...]
    total: int
    documents: int
    originals: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was done: words replaced, rules that found any, transcripts changed; ``numbered`` names got a number because
    two became the same, ``joined`` speakers of a document became one; ``originals`` were removed."""

    total: int
    rules: int
    documents: int
    numbered: int = 0
    joined: int = 0
    originals: int = 0


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place of a transcript that would change, with the words around it. Positions are those of the old text."""

    start: int
    end: int
    written: str
    becomes: str
    before: str
    after: str


def propose_rules(
    groups: Iterable[FindingGroup], replacements: Mapping[str, str] | None = None
) -> list[ReplaceRule]:
    """Rules for groups that were found, one for each name or number in them.

    ``replacements`` (group key → words) goes before the suggestion of a group.
    """
    rules: dict[str, ReplaceRule] = {}
    for group in groups:
        new = (replacements or {}).get(group.key, group.suggestion)
        if group.kind in _AS_NAMED:
            reals = list(group.names)
            small = [form for form, _ in group.forms if form[:1].islower() and group.kind is PersonalKind.PERSON]
            reals += [form for form in small if form.capitalize() in group.names]
            made = [ReplaceRule(real, new, group.kind, RuleScope.WORD) for real in reals]
        else:
            made = [ReplaceRule(form, new, group.kind, RuleScope.EXACT) for form, _ in group.forms]
        for rule in made:
            rules.setdefault(rule.real, rule)
    return list(rules.values())


def preview_replacement(
    project: Project,
    rules: Sequence[ReplaceRule],
    progress: Progress | None = None,
    *,
    spared: Iterable[Finding] = (),
) -> ReplacementPreview:
    """What ``replace_personal_data`` would change, and where. Raises InvalidInput for rules that cannot be used."""
    replacer, progress, kept = _replacer(rules), progress or Progress(), _Spared(spared)
    forms: Counter[tuple[str, str, int]] = Counter()
    texts: list[ChangedText] = []

    def count(
        where: FoundIn, row: int, document: Document | None, text: str, edits: Sequence[Edit]
    ) -> None:
        """Note what would be replaced in one text."""
        forms.update((_on_one_line(text[edit.start : edit.end]), _on_one_line(edit.text), edit.rule) for edit in edits)
        if edits:
            title = document.title if document else ""
            texts.append(ChangedText(where, row, document.id if document else None, title, len(edits)))

    with project.reading(all_coders=True) as store:
        documents, language = store.documents.all(), store.project.get().language
        originals = len(store.written.originals())
    for number, document in enumerate(documents):
        progress.step(number, len(documents) + 1, message("Looking through “{title}”", title=document.title))
        with project.reading(all_coders=True) as store:
            text = store.documents.text(document.id)
            edits = replacer.edits(text, document.language or language, barriers_of(store, document.id))
            edits = kept.others(edits, FoundIn.TEXT, document.id)
        count(FoundIn.TEXT, document.id, document, text, edits)
    by_id = {document.id: document for document in documents}
    with project.reading(all_coders=True) as store:
        for one in store.written.fields:
            for row in store.written.rows(one):
                owner = by_id.get(row.document) if row.document is not None else None
                spans = kept.spans(one.where, row.row, one.column)
                change = _Change(replacer, one.where, (owner.language if owner else "") or language, spans)
                store.written.changed(one, row.words, change)
                for words, edits in change.done:
                    count(one.where, row.row, owner, words, edits)
    by_rule: Counter[int] = Counter()
    for (_, _, rule), often in forms.items():
        by_rule[rule] += often
    return ReplacementPreview(
        tuple(texts),
        tuple(FormChange(old, new, rule, often) for (old, new, rule), often in forms.most_common()),
        tuple(by_rule[number] for number in range(len(rules))),
        sum(by_rule.values()),
        sum(1 for one in texts if one.where is FoundIn.TEXT),
        originals,
    )


def changes_in_document(
    project: Project, rules: Sequence[ReplaceRule], document: DocumentId, around: int = 60
) -> list[ChangedPlace]:
    """Every place of one transcript that rules would change. Raises NotFound, InvalidInput."""
    replacer = _replacer(rules)
    with project.reading(all_coders=True) as store:
        found = store.documents.get(document)
        if found is None:
            raise NotFound("The document no longer exists.")
        text = store.documents.text(document)
        edits = replacer.edits(
            text, found.language or store.project.get().language, barriers_of(store, document)
        )
    return [
        ChangedPlace(
            edit.start, edit.end, text[edit.start : edit.end], edit.text,
            text[max(0, edit.start - around) : edit.start], text[edit.end : edit.end + around],
        )
        for edit in edits
    ]  # fmt: skip


def replace_personal_data(
    project: Project,
    rules: Sequence[ReplaceRule],
    progress: Progress | None = None,
    *,
    remove_originals: bool = False,
    spared: Iterable[Finding] = (),
) -> Replaced:
    """Replace in all of the project, as one step; all of it or nothing. ``remove_originals``: also the imported files
    that are kept in the project, which no rule can reach. ``spared`` places, found in the texts as they are now, stay
    as they are whatever the rules say.

    Codings, turns, memos and places keep their words; a coding that ends within a replaced word holds all of the new
    one. Raises InvalidInput for rules that cannot be used, Cancelled, ReadOnlyProject.
    """
    replacer, progress, kept = _replacer(rules), progress or Progress(), tuple(spared)
    plan = preview_replacement(project, rules, progress, spared=kept)
    originals = plan.originals if remove_originals else 0
    if not plan.total and not originals:
        return Replaced(0, 0, 0)
    used = [rule for rule, often in zip(replacer.rules, plan.by_rule, strict=True) if often]
    people = {rule.replacement for rule in used if rule.kind is PersonalKind.PERSON}
    label = counted(
        "Replace {count} name or other personal detail", "Replace {count} names and other personal details", len(used)
    )
    with project.transaction(label) as store:
        language = store.project.get().language
        work = _Work(store, replacer, language, _Spared(kept))
        hit = [text for text in plan.texts if text.where is FoundIn.TEXT]
        for number, text in enumerate(hit):
            progress.step(number, len(hit) + 1, message("Replacing in “{title}”", title=text.title))
            work.rewrite(DocumentId(text.row))
        progress.step(len(hit), len(hit) + 1, message("Replacing in titles, memos, respondents and codes"))
        work.rewrite_fields()
        if remove_originals:
            store.written.remove_originals(store.written.originals())
        if people:
            known = set(store.settings.get(PSEUDONYMS, ()))
            store.settings.set(PSEUDONYMS, sorted(known | {storable(name) for name in people}))
        store.protocol.add(
            ProtocolKind.REPLACED,
            message(
                "Replaced {rules} in {places} of {documents}.",
                rules=counted("{count} name or other personal detail", "{count} names and other personal details",
                              len(used)),
                places=counted("{count} place", "{count} places", plan.total),
                documents=counted("{count} transcript", "{count} transcripts", plan.documents),
            ),
            store.coder,
        )  # fmt: skip
    return Replaced(plan.total, len(used), plan.documents, work.numbered, work.joined, originals)


class _Spared:
    """Places that stay as they are."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._spans: dict[tuple[FoundIn, int, str], list[tuple[int, int]]] = {}
        for one in findings:
            self._spans.setdefault((one.where, one.row, one.column), []).append((one.start, one.end))
        for spans in self._spans.values():
            spans.sort()

    def spans(self, where: FoundIn, row: int, column: str = "text") -> Sequence[tuple[int, int]]:
        """Those in one text."""
        return self._spans.get((where, row, column), ())

    def others(self, edits: list[Edit], where: FoundIn, row: int) -> list[Edit]:
        """The edits that touch none of them."""
        return _apart_from(edits, self.spans(where, row))


def _apart_from(edits: list[Edit], spans: Sequence[tuple[int, int]]) -> list[Edit]:
    """The edits that touch none of the spans, which are sorted and do not overlap each other."""
    if not spans:
        return edits
    starts = [start for start, _ in spans]

    def is_free(edit: Edit) -> bool:
        before = bisect_left(starts, edit.end) - 1  # the last span that begins before the edit ends
        return before < 0 or spans[before][1] <= edit.start

    return [edit for edit in edits if is_free(edit)]


class _Change:
    """Replaces in one text after the other and remembers what it did."""

    def __init__(
        self, replacer: Replacer, where: FoundIn, language: str, spared: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._replacer, self._name, self._language = replacer, where in _NAME_LIKE, language
        self._spared = spared
        self.done: list[tuple[str, list[Edit]]] = []

    def __call__(self, words: str) -> str:
        find = self._replacer.name_edits if self._name else self._replacer.edits
        edits = _apart_from(find(words, self._language), self._spared)
        self.done.append((words, edits))
        return written(words, keeping_line_ends(words, edits))


class _Work:
    """Rewrites the rows of one transaction."""

    def __init__(self, store: Store, replacer: Replacer, language: str, spared: _Spared) -> None:
        self._store, self._replacer, self._language, self._spared = store, replacer, language, spared
        self._languages = {one.id: one.language or language for one in store.documents.all()}
        self.numbered = self.joined = 0

    def rewrite(self, document: DocumentId) -> None:
        """The text of one document and all positions in it."""
        words = self._store.written
        text = self._store.documents.text(document)
        edits = self._replacer.edits(text, self._languages[document], barriers_of(self._store, document))
        edits = keeping_line_ends(text, self._spared.others(edits, FoundIn.TEXT, document))
        moved = Remap(edits)
        words.write_text(document, written(text, edits))
        turns = [
            (turn, moved.start(start), moved.start(said), moved.end(end))
            for turn, start, said, end in words.turn_places(document)
        ]
        words.write_turns(turns)
        for table in ("coding", "memo"):
            spans = words.spans(table, document)
            words.write_spans(table, [(row, *moved.span(start, end)) for row, start, end in spans])
        words.write_starts([(row, moved.start(start)) for row, start in words.starts(document)])

    def rewrite_fields(self) -> None:
        """All other words."""
        words = self._store.written
        for one in words.fields:
            rows = list(words.rows(one)) if one.unique is not None else words.rows(one)
            changed: list[tuple[int, str]] = []
            taken: dict[object, dict[str, int]] = {}
            for row in rows:
                language = self._languages.get(row.document) if row.document is not None else None
                spans = self._spared.spans(one.where, row.row, one.column)
                change = _Change(self._replacer, one.where, language or self._language, spans)
                new = words.changed(one, row.words, change)
                if new != row.words:
                    changed.append((row.row, new))
                elif one.unique is not None:
                    taken.setdefault(row.beside, {})[new] = row.row
            if one.unique is not None and changed:
                beside = {row.row: row.beside for row in words.rows(one)}
                changed = self._told_apart(one.where, changed, beside, taken)
            words.write(one, changed)

    def _told_apart(
        self,
        where: FoundIn,
        changed: Iterable[tuple[int, str]],
        beside: Mapping[int, object],
        taken: dict[object, dict[str, int]],
    ) -> list[tuple[int, str]]:
        """The new words with numbers behind those that are there already; one speaker with two labels is made one."""
        kept: list[tuple[int, str]] = []
        for row, new in changed:
            there = taken.setdefault(beside[row], {})
            if new in there and where is FoundIn.SPEAKER and self._same_speaker(beside[row], row, there[new]):
                self._store.written.join_speakers(row, there[new])
                self.joined += 1
                continue
            free, number = new, 2
            while free in there:
                free, number = f"{new} ({number})", number + 1
            self.numbered += free != new
            there[free] = row
            kept.append((row, free))
        return kept

    def _same_speaker(self, document: object, one: int, other: int) -> bool:
        assert isinstance(document, int)
        facts = self._store.written.speaker_facts(DocumentId(document))
        (role, person), (other_role, other_person) = facts[one], facts[other]
        return role == other_role and person == other_person


def _replacer(rules: Sequence[ReplaceRule]) -> Replacer:
    if not rules:
        raise InvalidInput("There is no rule that says what to replace. Nothing was changed.")
    for rule in rules:
        storable(rule.replacement)
    return Replacer(rules)


def _on_one_line(words: str) -> str:
    """Words of which one may stand on the next line, to be shown and counted."""
    return " ".join(words.split()) if "\n" in words else words
