"""Whose words a report has: who is quoted how often and how long, who never, one-voice themes, quotes used twice.

Numbers and warnings, not rules: what is a fair choice of quotes is for the writer to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.ids import CodeId, CodingId, ReportId, ReportItemId, RespondentId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Code, SpeakerRole, Stance
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.core.services.reports import Outline, OutlineNode, read_outline
from qualcoder_peer.core.text.quotations import counted_words

_MOST_NAMES = 8
_FEW_QUOTES = 4  # with fewer, nobody can be quoted too often
_SHARE = 0.4  # of all quotes by one of at least three respondents is worth a look
_LEAST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """One respondent: quotes in the report, words in them, and the entries. ``has_evidence``: could be quoted."""

    respondent: RespondentId
    name: str
    quotes: int
    words: int
    items: tuple[ReportItemId, ...]
    has_evidence: bool = True


@dataclass(frozen=True, slots=True)
class ThemeVoices:
    """A heading of the report: its quotes (those below it too) for, against, mixed and without stance, whose they are,
    and who else takes the theme up in the material."""

    item: ReportItemId
    code: CodeId
    name: str
    level: int
    quotes: int
    for_: int
    against: int
    mixed: int
    respondents: tuple[RespondentId, ...]
    others: tuple[RespondentId, ...]
    left_out: Stance = Stance.NONE
    """For or against, where the material speaks both ways and all quotes that take a side take the other."""

    @property
    def is_one_voice(self) -> bool:
        """Whether all its quotes (of whom we know who speaks) are one respondent's."""
        return self.quotes > 0 and len(self.respondents) == 1


@dataclass(frozen=True, slots=True)
class UsedTwice:
    """A passage that the report quotes at several entries."""

    coding: CodingId
    words: str
    items: tuple[ReportItemId, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """``voices`` are in the order of the project, with those who are never quoted though they could be (0 quotes).

    ``unknown`` counts quotes of nobody in the register.
    """

    quotes: int
    words: int
    voices: tuple[Voice, ...]
    themes: tuple[ThemeVoices, ...]
    twice: tuple[UsedTwice, ...]
    unknown: int = 0

    @property
    def silent(self) -> tuple[Voice, ...]:
        """Who is never quoted, of those who could be."""
        return tuple(voice for voice in self.voices if not voice.quotes and voice.has_evidence)

    def warnings(self) -> list[Message]:
        """What is worth a look, the most important first."""
        return [*self._silent(), *self._loud(), *self._one_voice(), *self._one_sided(), *self._twice()]

    def _silent(self) -> Iterable[Message]:
        silent = self.silent
        if silent and self.quotes:
            names = _named([voice.name for voice in silent])
            yield counted(
                "{names} is never quoted, but is heard in the coded material.",
                "{count} respondents are never quoted, but are heard in the coded material: {names}.",
                len(silent),
                names=names,
            )

    def _loud(self) -> Iterable[Message]:
        heard = sum(voice.quotes for voice in self.voices)
        possible = [voice for voice in self.voices if voice.quotes or voice.has_evidence]
        if heard < _FEW_QUOTES or len(possible) < _LEAST_PEOPLE:
            return
        for voice in self.voices:
            if voice.quotes / heard > _SHARE:
                yield message(
                    "{name} has {count} of {total} quotes.", name=voice.name, count=voice.quotes, total=heard
                )

    def _one_voice(self) -> Iterable[Message]:
        names = {voice.respondent: voice.name for voice in self.voices}
        for theme in self.themes:
            if not theme.is_one_voice:
                continue
            who = names.get(theme.respondents[0], "")
            if theme.others:
                yield counted(
                    "“{theme}” has one voice, {name}; one other takes it up too.",
                    "“{theme}” has one voice, {name}; {count} others take it up too.",
                    len(theme.others), theme=theme.name, name=who,
                )  # fmt: skip
            else:
                yield message(
                    "“{theme}” has one voice, {name}, and nobody else takes it up.", theme=theme.name, name=who
                )

    def _one_sided(self) -> Iterable[Message]:
        for place, theme in enumerate(self.themes):
            if any(one.left_out is theme.left_out for one in self._below(place)):
                continue  # a theme below it says so
            if theme.left_out is Stance.AGAINST:
                yield message(
                    "“{theme}”: the material speaks both for and against, but no quote speaks against.",
                    theme=theme.name,
                )
            elif theme.left_out is Stance.FOR:
                yield message(
                    "“{theme}”: the material speaks both for and against, but no quote speaks for.", theme=theme.name
                )

    def _below(self, place: int) -> Iterable[ThemeVoices]:
        level = self.themes[place].level
        return takewhile(lambda one: one.level > level, self.themes[place + 1 :])

    def _twice(self) -> Iterable[Message]:
        for one in self.twice:
            yield message("A passage is quoted {number} times: “{words}”.", number=len(one.items), words=one.words)


def read_balance(project: Project, report: ReportId, outline: Outline | None = None) -> Balance:
    """The balance of a report as it is now; ``outline`` where it has been read already. Raises NotFound."""
    outline = outline or read_outline(project, report)
    with project.reading() as store:
        people = {one.id: one.name for one in store.respondents.all() if one.role is SpeakerRole.RESPONDENT}
        heard = {code: _ids(who) for code, who in store.codes.respondents().items()}
        sides = {
            stance: {code: _ids(who) for code, who in store.codes.respondents(stance=stance).items()}
            for stance in (Stance.FOR, Stance.AGAINST, Stance.MIXED)
        }
        tree = CodeTree(store.codes.all())
    stances: dict[CodeId, dict[Stance, frozenset[RespondentId]]] = {}
    for stance, speaking in sides.items():
        for code, who in heard_below(tree, speaking).items():
            stances.setdefault(code, {})[stance] = who
    return balance_of(outline, people, heard_below(tree, heard), stances)


def heard_below(
    tree: CodeTree, heard: Mapping[CodeId, frozenset[RespondentId]]
) -> dict[CodeId, frozenset[RespondentId]]:
    """Who is heard in each code or below it, from who is heard in each code alone."""
    found: dict[CodeId, set[RespondentId]] = {}
    for code, who in heard.items():
        if code in tree.by_id:
            for above in tree.line(code):
                found.setdefault(above.id, set()).update(who)
    return {code: frozenset(who) for code, who in found.items()}


def balance_of(
    outline: Outline,
    people: Mapping[RespondentId, str],
    heard: Mapping[CodeId, Iterable[RespondentId]],
    stances: Mapping[CodeId, Mapping[Stance, frozenset[RespondentId]]],
) -> Balance:
    """The balance of an outline that has been read: no query is made.

    ``people`` are the respondents with their pseudonyms, ``heard`` who is heard in each code or below it (as
    ``ReportFacts.respondents`` and ``ReportFacts.heard`` have them), ``stances`` who speaks there for and against.
    """
    quoted = [node for node in outline.walk() if node.quote is not None]
    items: dict[RespondentId, list[ReportItemId]] = {}
    words: dict[RespondentId, int] = {}
    total = unknown = 0
    for node in quoted:
        assert node.quote is not None
        shares = _words_of(node, node.quote)
        total += sum(shares.values()) if shares else _count(node.printed or node.quote.text)
        unknown += not node.quote.respondents
        for one in node.quote.respondents:
            items.setdefault(one, []).append(node.id)
            words[one] = words.get(one, 0) + shares.get(one, 0)
    evidence = {one for who in heard.values() for one in who}
    voices = tuple(
        Voice(one, name, len(items.get(one, ())), words.get(one, 0), tuple(items.get(one, ())), one in evidence)
        for one, name in people.items()
        if one in items or one in evidence
    )
    themes = tuple(_themes(outline, people, heard, stances))
    return Balance(len(quoted), total, voices, themes, _used_twice(quoted), unknown)


def balance_chart(balance: Balance, say: Texts) -> Chart:
    """How many quotes each respondent has, as bars in the order of the project."""
    return Chart(
        ChartKind.BARS,
        say("Quotes by respondent"),
        tuple(voice.name for voice in balance.voices),
        (Series(say("Quotes"), tuple(voice.quotes for voice in balance.voices)),),
        value_title=say("Quotes"),
        category_title=say("Respondent"),
    )


def _themes(
    outline: Outline,
    people: Mapping[RespondentId, str],
    heard: Mapping[CodeId, Iterable[RespondentId]],
    stances: Mapping[CodeId, Mapping[Stance, frozenset[RespondentId]]],
) -> Iterable[ThemeVoices]:
    def below(node: OutlineNode) -> Iterable[Quote]:
        for child in node.children:
            if child.quote is not None:
                yield child.quote
            yield from below(child)

    def walk(nodes: Sequence[OutlineNode], level: int) -> Iterable[ThemeVoices]:
        for node in nodes:
            if node.code is not None:
                yield _theme(node, node.code, level, list(below(node)), people, heard, stances)
            yield from walk(node.children, level + (node.code is not None))

    yield from walk(outline.nodes, 0)


def _theme(
    node: OutlineNode,
    code: Code,
    level: int,
    quotes: Sequence[Quote],
    people: Mapping[RespondentId, str],
    heard: Mapping[CodeId, Iterable[RespondentId]],
    stances: Mapping[CodeId, Mapping[Stance, frozenset[RespondentId]]],
) -> ThemeVoices:
    sides = [quote.stance for quote in quotes]
    who = {one for quote in quotes for one in quote.respondents}
    material = set(heard.get(code.id, ()))
    return ThemeVoices(
        node.id,
        code.id,
        code.name,
        level,
        len(quotes),
        sides.count(Stance.FOR),
        sides.count(Stance.AGAINST),
        sides.count(Stance.MIXED),
        tuple(one for one in people if one in who),
        tuple(one for one in people if one in material - who),
        _left_out(sides, stances.get(code.id, {})),
    )


def _left_out(quoted: Sequence[Stance], stances: Mapping[Stance, frozenset[RespondentId]]) -> Stance:
    """The side that the material has and no quote takes, where quotes take the other."""
    spoken = _both({stance for stance, who in stances.items() if who})
    taken = _both(set(quoted))
    return next(iter(spoken - taken)) if len(spoken) > 1 and len(taken) == 1 else Stance.NONE


def _both(stances: set[Stance]) -> set[Stance]:
    sides = {Stance.FOR, Stance.AGAINST}
    return sides if Stance.MIXED in stances else stances & sides


def _used_twice(quoted: Sequence[OutlineNode]) -> tuple[UsedTwice, ...]:
    # The same passage may be coded twice, so it is the place that counts.
    places: dict[tuple[int, int, int], list[OutlineNode]] = {}
    for node in quoted:
        assert node.quote is not None
        places.setdefault((node.quote.document.id, node.quote.start, node.quote.end), []).append(node)
    return tuple(
        UsedTwice(nodes[0].quote.id, _short(nodes[0].quote.text), tuple(node.id for node in nodes))
        for nodes in places.values()
        if len(nodes) > 1 and nodes[0].quote is not None
    )


def _words_of(node: OutlineNode, quote: Quote) -> dict[RespondentId, int]:
    # Where several speak, a printed form does not tell who says what: each has an equal share of it.
    if not quote.respondents:
        return {}
    if len(quote.respondents) == 1:
        return {quote.respondents[0]: _count(node.printed) if node.printed else _said(quote)}
    total = _count(node.printed) if node.printed else _said(quote)
    return {one: total // len(quote.respondents) for one in quote.respondents}


def _said(quote: Quote) -> int:
    if not quote.parts:
        return len(quote.text.split())
    return sum(len(part.text.split()) for part in quote.parts if part.speaker_role is not SpeakerRole.INTERVIEWER)


def _count(words: str) -> int:
    return counted_words(words) if "[" in words or "(" in words else len(words.split())


def _short(words: str) -> str:
    words = " ".join(words[:200].split())
    return words if len(words) <= 60 else words[:59] + "…"


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    return shown if len(names) <= _MOST_NAMES else shown + " …"


def _ids(who: Iterable[int]) -> frozenset[RespondentId]:
    return frozenset(RespondentId(one) for one in who)
