"""Whom quotes that are about to leave point at: attributes that few share, themes with one voice, and many quotes of
one person, which a reader can put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.disclosure import (
    DisclosureFinding,
    DisclosureKind,
    DisclosurePlace,
    DisclosureRules,
    Mend,
)
from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.model import Attribute, Respondent, SpeakerRole
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes, shown_value
from qualcoder_peer.core.services.codebook import CodeTree, count_codes, read_tree
from qualcoder_peer.core.services.disclosure import Fingerprints
from qualcoder_peer.core.services.name_lists import load_names
from qualcoder_peer.core.services.quotes import Quote

_CAPITAL = re.compile(r"(?<=[a-zåäöæøéü,;] )[A-ZÅÄÖÆØ]\w+")  # within a sentence: a town, not a first word
_MOST_PLACES = 50
_MOST_TOWNS = 5


@dataclass(slots=True)
class QuotedPeople:
    """Gathers, quote by quote, what the check needs of them; memory grows with people and codes only."""

    counts: Counter[RespondentId] = field(default_factory=Counter)
    codes: set[CodeId] = field(default_factory=set)
    first: dict[RespondentId, DisclosurePlace] = field(default_factory=dict)
    capitals: dict[RespondentId, set[str]] = field(default_factory=dict)

    def add(self, quote: Quote) -> None:
        """Take one quote in."""
        self.codes.add(quote.code_id)
        for one in quote.respondents:
            self.counts[one] += 1
            if one not in self.first:
                self.first[one] = quote_place(quote)
            self.capitals.setdefault(one, set()).update(_CAPITAL.findall(quote.text))


def quote_place(quote: Quote, start: int = 0, end: int | None = None) -> DisclosurePlace:
    """Where ``[start, end)`` of a quote's words stands."""
    last = len(quote.text) if end is None else end
    title = message("“{document}”, paragraph {number}", document=quote.document.title, number=quote.paragraph)
    return DisclosurePlace(title, quote.document.id, quote.start + start, quote.start + last, quote.id)


def check_quotes(
    project: Project,
    quotes: Iterable[Quote] | QuotedPeople,
    rules: DisclosureRules,
    attributes: Sequence[str] = (),
    columns: Sequence[str] | None = None,
) -> list[DisclosureFinding]:
    """Findings on the people who are quoted; ``attributes`` are the names of those that are shown with the quotes.

    ``columns``: those of them that can be left out by the writer; None: all.
    """
    people = quotes if isinstance(quotes, QuotedPeople) else _gathered(quotes)
    return _Check(project, people, rules, attributes, attributes if columns is None else columns).findings()


def _gathered(quotes: Iterable[Quote]) -> QuotedPeople:
    people = QuotedPeople()
    for quote in quotes:
        people.add(quote)
    return people


class _Check:
    def __init__(
        self,
        project: Project,
        people: QuotedPeople,
        rules: DisclosureRules,
        attributes: Sequence[str],
        columns: Sequence[str],
    ) -> None:
        self._project, self._people, self._rules, self._columns = project, people, rules, columns
        self._fingerprints = Fingerprints(project)
        self._say: Texts = texts(project.info().language)
        known = {one.name: one for one in list_attributes(project)}
        self._shown: list[Attribute] = [known[name] for name in attributes if name in known]
        with project.reading(all_coders=True) as store:
            self._all: dict[RespondentId, Respondent] = {one.id: one for one in store.respondents.all()}

    def findings(self) -> list[DisclosureFinding]:
        """What the rules ask for, one kind after the other."""
        found: list[DisclosureFinding] = []
        if self._rules.attributes and self._shown:
            found += self._attributes()
        if self._rules.voices:
            found += self._voices()
        if self._rules.mosaic:
            found += self._mosaic()
        return found

    def _attributes(self) -> list[DisclosureFinding]:
        single = self._singled_out(self._shown)
        if not single:
            return []
        names = [one.name for one in self._shown]
        out = self._to_leave_out()
        places = []
        for one in single[:_MOST_PLACES]:
            known = self._people.first.get(one)
            title = literal(f"{self._all[one].name}: {self._values(one)}")
            places.append(
                DisclosurePlace(title, known.document, known.start, known.end, known.coding)
                if known
                else DisclosurePlace(title)
            )
        facts = sorted(f"{self._all[one].guid}:{self._values(one)}" for one in single)
        return [
            DisclosureFinding(
                DisclosureKind.ATTRIBUTES,
                self._fingerprints.of(DisclosureKind.ATTRIBUTES, self._rules.threshold, *sorted(names), *facts),
                counted(
                    "{count} respondent can be singled out by {attributes}: fewer than {threshold} share them.",
                    "{count} respondents can be singled out by {attributes}: fewer than {threshold} share them.",
                    len(single),
                    attributes=literal(", ".join(names)),
                    threshold=self._rules.threshold,
                ),
                tuple(places),
                len(single),
                Mend.LEAVE_OUT if out else Mend.NONE,
                tuple(out),
            )
        ]

    def _singled_out(self, attributes: Sequence[Attribute]) -> list[RespondentId]:
        """Those quoted whose values fewer respondents share than the threshold; nobody where none has a value."""
        groups: Counter[tuple[str, ...]] = Counter()
        keys: dict[RespondentId, tuple[str, ...]] = {}
        for respondent in self._all.values():
            if respondent.role is SpeakerRole.RESPONDENT:
                key = tuple(respondent.attributes.get(one.name, "") for one in attributes)
                keys[respondent.id] = key
                groups[key] += 1
        return [
            one for one in self._people.counts
            if one in keys and any(keys[one]) and groups[keys[one]] < self._rules.threshold
        ]  # fmt: skip

    def _to_leave_out(self) -> list[str]:
        """Columns without which nobody is singled out, taken away one by one, the one that helps most first."""
        kept = list(self._shown)
        out: list[str] = []
        while kept and self._singled_out(kept):
            movable = [one for one in kept if one.name in self._columns]
            if not movable:
                return []
            worst = min(movable, key=lambda one: len(self._singled_out([other for other in kept if other != one])))
            kept.remove(worst)
            out.append(worst.name)
        return out

    def _values(self, respondent: RespondentId) -> str:
        values: Mapping[str, str] = self._all[respondent].attributes
        return ", ".join(
            shown_value(one, values[one.name], self._say) for one in self._shown if values.get(one.name)
        )

    def _voices(self) -> list[DisclosureFinding]:
        tree, counts = read_tree(self._project), count_codes(self._project)
        if len([one for one in self._all.values() if one.role is SpeakerRole.RESPONDENT]) < 2:
            return []
        found: dict[CodeId, DisclosureFinding] = {}
        for code in sorted(self._people.codes):
            if code not in tree.by_id:
                continue
            for one in tree.line(code):  # of a theme and its codes the theme alone is told of
                heard: frozenset[int] = counts[one.id].respondents_below if one.id in counts else frozenset()
                if len(heard) == 1:
                    if one.id not in found:
                        found[one.id] = self._one_voice(tree, one.id, RespondentId(next(iter(heard))))
                    break
        return list(found.values())

    def _one_voice(self, tree: CodeTree, code: CodeId, respondent: RespondentId) -> DisclosureFinding:
        theme, known = tree.by_id[code], self._people.first.get(respondent)
        name = self._all[respondent].name if respondent in self._all else ""
        guid = self._all[respondent].guid if respondent in self._all else ""
        return DisclosureFinding(
            DisclosureKind.ONE_VOICE,
            self._fingerprints.of(DisclosureKind.ONE_VOICE, theme.guid, guid),
            message("Nobody but {name} speaks of “{theme}”.", name=literal(name), theme=literal(theme.name)),
            (known,) if known else (),
        )

    def _mosaic(self) -> list[DisclosureFinding]:
        found = []
        for respondent, count in self._people.counts.most_common():
            if count <= self._rules.mosaic or respondent not in self._all:
                continue
            person = self._all[respondent]
            known = self._people.first.get(respondent)
            found.append(
                DisclosureFinding(
                    DisclosureKind.MOSAIC,
                    self._fingerprints.of(
                        DisclosureKind.MOSAIC, person.guid, count, *(one.name for one in self._shown)
                    ),
                    self._pieced_together(respondent, count),
                    (known,) if known else (),
                    count,
                )
            )
        return found

    def _pieced_together(self, respondent: RespondentId, count: int) -> Message:
        name = literal(self._all[respondent].name)
        towns = load_names().towns & self._people.capitals.get(respondent, set())
        details = ", ".join(one for one in (self._values(respondent), *sorted(towns)[:_MOST_TOWNS]) if one)
        if details:
            return counted(
                "{name} is quoted {count} time; together with {details} it may show who it is.",
                "{name} is quoted {count} times; together with {details} they may show who it is.",
                count,
                name=name,
                details=literal(details),
            )
        return counted(
            "{name} is quoted {count} time.",
            "{name} is quoted {count} times; put together they may show who it is.",
            count,
            name=name,
        )
