"""The numbers of a report: who was heard, what the material is, who says what about each theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import (
    METHOD_TITLES,
    Code,
    CodeRole,
    Consent,
    Document,
    ProjectInfo,
    Respondent,
    SpeakerRole,
    Stance,
)
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.method_facts import MethodFacts, read_method_facts
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes, without_sets

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_MOST_NAMES = 20
_DECLINED = (Consent.REFUSED, Consent.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the project holds, counted once.

    ``respondents`` are those who speak in the material (role respondent, matched to a speaker), in order: they are
    the N of "n of N". ``heard`` tells for each code how many codings each respondent has in it and below it,
    ``stances`` who speaks for, against or both.
    """

    info: ProjectInfo
    tree: CodeTree
    documents: tuple[Document, ...]
    respondents: Mapping[RespondentId, str]
    coders: tuple[str, ...]
    codings: int
    starred: int
    heard: Mapping[CodeId, Mapping[RespondentId, int]]
    stances: Mapping[CodeId, Mapping[Stance, frozenset[RespondentId]]]
    used: Mapping[CodeId, int]
    """Codings of each code and those below it."""
    is_selection: bool = False
    """Only some documents or respondents were asked for, and everything here counts these alone."""
    not_responding: tuple[str, ...] = ()
    """People of the register whose role is respondent and who took no part: no speaker of the material is matched to
    them, or they refused or withdrew their consent."""
    method: MethodFacts | None = None
    """What more a method chapter tells; not counted for a selection."""

    def names(self, respondents: Sequence[RespondentId] | frozenset[RespondentId]) -> list[str]:
        """Pseudonyms in the order of the project."""
        return [name for one, name in self.respondents.items() if one in respondents]


def read_report_facts(project: Project, which: QuoteFilter | None = None) -> ReportFacts:
    """Count everything in one pass over the quotes.

    Of ``which`` only documents and respondents (and sets of them) count here: they say whose report it is. How many
    take up a theme must not depend on which of their quotes are shown.
    """
    with project.reading() as store:
        given = without_sets(store, which or QuoteFilter())
        which = QuoteFilter(documents=given.documents, respondents=given.respondents)
        info = store.project.get()
        tree = CodeTree(store.codes.all())
        speakers = [one for one in store.documents.speakers() if one.role is SpeakerRole.RESPONDENT]
        if which.respondents is not None:
            wanted = set(which.respondents)
            speakers = [one for one in speakers if one.respondent_id in wanted]
        inside = {one.document_id for one in speakers} if which.respondents is not None else None
        chosen = None if which.documents is None else set(which.documents)
        documents = tuple(
            one
            for one in store.documents.all()
            if (chosen is None or one.id in chosen) and (inside is None or one.id in inside)
        )
        there = {one.id for one in documents}
        speaking = {one.respondent_id for one in speakers if one.document_id in there}
        people = store.respondents.all()
        respondents = {one.id: one.name for one in people if one.id in speaking}
        coders = tuple(coder.name for coder in store.coders.all())
    heard: dict[CodeId, Counter[RespondentId]] = {}
    stances: dict[CodeId, dict[Stance, set[RespondentId]]] = {}
    used: Counter[CodeId] = Counter()
    codings = starred = 0
    active: set[str] = set()
    for quote in iter_quotes(project, which):
        codings += 1
        starred += quote.starred
        active.add(quote.coder)
        for code in quote.code_line:
            used[code.id] += 1
            heard.setdefault(code.id, Counter()).update(quote.respondents)
            if quote.stance is not Stance.NONE:
                stances.setdefault(code.id, {}).setdefault(quote.stance, set()).update(quote.respondents)
    return ReportFacts(
        info,
        tree,
        documents,
        respondents,
        tuple(coder for coder in coders if coder in active),
        codings,
        starred,
        heard,
        {code: _sides(by_stance) for code, by_stance in stances.items()},
        used,
        which != QuoteFilter(),
        _not_responding(people, speaking, which),
        read_method_facts(project) if which == QuoteFilter() else None,
    )


def _not_responding(
    people: Sequence[Respondent], speaking: Collection[RespondentId | None], which: QuoteFilter
) -> tuple[str, ...]:
    wanted = None if which.respondents is None else frozenset(which.respondents)
    return tuple(
        one.name
        for one in people
        if one.role is SpeakerRole.RESPONDENT
        and (one.id not in speaking or one.consent in _DECLINED)
        and (wanted is None or one.id in wanted)
    )


def who_spoke(facts: ReportFacts, code: Code, say: Texts) -> str:
    """How many respondents take up a code, who they are, for or against, and who does not mention it."""
    total = len(facts.respondents)
    heard = [one for one in facts.heard.get(code.id, {}) if one in facts.respondents]
    used = facts.used.get(code.id, 0)
    if not used:
        return say("Nothing in the material has been coded here.")
    if not total:
        return say.counted("One passage of the material.", "{count} passages of the material.", used)
    if not heard:
        return say("None of the {total} respondents takes this up.", total=total)
    names = facts.names(frozenset(heard))
    if len(names) > _MOST_NAMES:
        sentences = [say("Taken up by {count} of {total} respondents.", count=len(heard), total=total)]
    else:
        sentences = [
            say("Taken up by {count} of {total} respondents: {names}.", count=len(heard), total=total,
                names=listed(names, say))
        ]  # fmt: skip
    sides = facts.stances.get(code.id, {})
    for stance, template in _SIDES.items():
        speaking = facts.names(sides.get(stance, frozenset()))
        if speaking and len(speaking) <= _MOST_NAMES:
            sentences.append(say(template, names=listed(speaking, say)))
    silent = [name for one, name in facts.respondents.items() if one not in heard]
    if silent and len(silent) <= _MOST_NAMES // 2:
        sentences.append(say("Not mentioned by {names}.", names=listed(silent, say)))
    return " ".join(sentences)


_SIDES = {
    Stance.FOR: N_("For: {names}."),
    Stance.AGAINST: N_("Against: {names}."),
    Stance.MIXED: N_("Both for and against: {names}."),
}


def method_sentences(facts: ReportFacts, say: Texts) -> list[str]:
    """What the project knows of how the work was done, in sentences; nothing that it does not know."""
    sentences: list[str] = []
    if facts.is_selection:
        sentences.append(say("This report is made from a selection of the material."))
    kinds = Counter(document.kind for document in facts.documents)
    amounts = [
        say.counted("{count} interview", "{count} interviews", kinds[DocumentKind.INTERVIEW]),
        say.counted("{count} group interview", "{count} group interviews", kinds[DocumentKind.GROUP_INTERVIEW]),
        say.counted("{count} field note", "{count} field notes", kinds[DocumentKind.FIELD_NOTE]),
        say.counted("{count} survey", "{count} surveys", kinds[DocumentKind.SURVEY]),
        say.counted("{count} other document", "{count} other documents", kinds[DocumentKind.DOCUMENT]),
    ]
    present = [amount for kind, amount in zip(DocumentKind, amounts, strict=True) if kinds[kind]]
    if present:
        sentences.append(say("The material consists of {documents}.", documents=listed(present, say)))
    total = len(facts.respondents)
    if total:
        names = listed(list(facts.respondents.values()), say)
        sentences.append(
            say.counted("One respondent was heard: {names}.", "{count} respondents were heard: {names}.", total,
                        names=names)
            if total <= _MOST_NAMES
            else say("{total} respondents were heard.", total=total)
        )  # fmt: skip
    sentences.extend(_dates(facts, say))
    if facts.info.method in METHOD_TITLES and facts.info.method:
        sentences.append(say("Method of analysis: {method}.", method=say(METHOD_TITLES[facts.info.method]).lower()))
    if facts.codings:
        sentences.append(_coding_sentence(facts, say))
    return sentences


def long_date(date: str, say: Texts) -> str:
    """A date such as ``2019-09-25`` in words; anything else as it is."""
    parts = date[:10].split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return date
    month = say(_MONTHS[int(parts[1]) - 1])
    day = f"{int(parts[2])}{'.' if say.language == 'da' else ''}"  # Danish counts its days: 25. september 2019
    return say("{day} {month} {year}", day=day, month=month, year=parts[0])


def listed(words: Sequence[str], say: Texts) -> str:
    """Words with commas between them and an *and* before the last."""
    if len(words) < 2:
        return "".join(words)
    return say("{several} and {last}", several=", ".join(words[:-1]), last=words[-1])


def _dates(facts: ReportFacts, say: Texts) -> list[str]:
    kinds = (DocumentKind.INTERVIEW, DocumentKind.GROUP_INTERVIEW)
    dates = sorted({document.date[:10] for document in facts.documents if document.date and document.kind in kinds})
    if not dates:
        return []
    if len(dates) == 1:
        return [say("The interviews were held on {date}.", date=long_date(dates[0], say))]
    first, last = long_date(dates[0], say), long_date(dates[-1], say)
    return [say("The interviews were held between {first} and {last}.", first=first, last=last)]


def _coding_sentence(facts: ReportFacts, say: Texts) -> str:
    roles = Counter(code.role for code in facts.tree.by_id.values())
    amounts = [
        say.counted("{count} research question", "{count} research questions", roles[CodeRole.QUESTION]),
        say.counted("{count} theme", "{count} themes", roles[CodeRole.THEME]),
        say.counted("{count} code", "{count} codes", roles[CodeRole.CODE]),
        say.counted("{count} target goal", "{count} target goals", roles[CodeRole.GOAL]),
    ]
    tree = listed([amount for role, amount in zip(CodeRole, amounts, strict=True) if roles[role]], say)
    return say.counted(
        "{coders} coded the material with {tree}: one coded passage.",
        "{coders} coded the material with {tree}: {count} coded passages.",
        facts.codings,
        coders=listed(facts.coders, say),
        tree=tree,
    )


def _sides(by_stance: Mapping[Stance, set[RespondentId]]) -> dict[Stance, frozenset[RespondentId]]:
    # Who is heard on both sides, in one passage or in several, is mixed and stands nowhere else.
    both = by_stance.get(Stance.FOR, set()) & by_stance.get(Stance.AGAINST, set())
    mixed = both | by_stance.get(Stance.MIXED, set())
    return {
        Stance.FOR: frozenset(by_stance.get(Stance.FOR, set()) - mixed),
        Stance.AGAINST: frozenset(by_stance.get(Stance.AGAINST, set()) - mixed),
        Stance.MIXED: frozenset(mixed),
    }
