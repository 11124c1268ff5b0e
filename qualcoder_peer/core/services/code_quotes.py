"""The quotes of codes as a list of any length: first their ids in order, then page by page what is looked at.

Ids of 200,000 codings take 1.6 MB; the quotes themselves are read for the rows on the screen. Each reading of the
project is short, so that whoever codes meanwhile does not wait.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services import code_history
from qualcoder_peer.core.services.codebook import CodeTree, add_code, clean_name
from qualcoder_peer.core.services.coding import recode
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes, without_sets
from qualcoder_peer.core.text.ordering import sort_key
from qualcoder_peer.core.text.words import fold_case

AROUND = 160
"""Code points of the text read before and after a quote."""
_PAGE = 5_000
_STEP = 1_000


class QuoteOrder(StrEnum):
    """What a list of quotes is sorted by; within that by document and place. RESPONDENT: who is shown as speaking."""

    PLACE = "place"
    RESPONDENT = "respondent"
    CODE = "code"
    CODER = "coder"
    STAR = "star"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class QuotesAsked:
    """Which quotes, in which order; ``own`` leaves out the codes below, ``words`` those without all these words."""

    which: QuoteFilter
    own: bool = False
    order: QuoteOrder = QuoteOrder.PLACE
    descending: bool = False
    words: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SplitPart:
    """Quotes of a code that is split, and where they go: to a code there is, or to a new one of that name under it."""

    codings: tuple[CodingId, ...]
    code: CodeId | None = None
    name: str = ""


def quote_ids(project: Project, asked: QuotesAsked, progress: Progress | None = None) -> array[int]:
    """The ids of the codings asked for, in order. Raises Cancelled, NotFound for a set that is gone."""
    progress = progress or Progress()
    with project.reading() as store:
        which = without_sets(store, asked.which)
        tree = CodeTree(store.codes.all())
        names = _names(store, asked.order)
    key = _key(asked, tree, names)
    buckets: dict[Any, array[int]] = {}
    slow = asked.words.split() or which.respondents is not None
    if slow:
        found = _by_reading(project, asked, which, progress)
    else:
        found = _by_column(project, replace(asked, which=which), tree, names, progress)
    for coding, value in found:
        bucket = buckets.get(value)
        if bucket is None:
            bucket = buckets[value] = array("q")
        bucket.append(coding)
    ordered = array("q")
    for value in sorted(buckets, key=key, reverse=asked.descending):
        ordered.extend(buckets[value])
    if asked.descending and asked.order is QuoteOrder.PLACE:
        ordered.reverse()
    return ordered


def read_quotes(project: Project, codings: Sequence[int], around: int = AROUND) -> list[Quote]:
    """The quotes with these ids that there are, in the order of the ids, with the words around them."""
    which = QuoteFilter(codings=tuple(CodingId(one) for one in codings))
    found = {quote.id: quote for quote in iter_quotes(project, which, around=around)} if codings else {}
    return [found[CodingId(one)] for one in codings if one in found]


def split_code(project: Project, code: CodeId, parts: Sequence[SplitPart]) -> list[CodeId]:
    """Give quotes of a code to codes below it or elsewhere, as one step; new codes are made under it.

    Returns the codes the parts went to, in order. Raises NotFound when a code is gone, InvalidInput when a quote is
    asked to go to two codes, a part has none, or a name cannot be used; nothing is changed then.
    """
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        known = {one.id: one.code_id for part in parts for one in store.codings.by_ids(part.codings)}
    if code not in tree.by_id or any(part.code is not None and part.code not in tree.by_id for part in parts):
        raise NotFound("A code of the split no longer exists. Nothing was changed.")
    asked = [one for part in parts for one in part.codings]
    if len(asked) != len(set(asked)) or not all(part.codings for part in parts):
        raise InvalidInput("Each quote goes to one code, and each code gets at least one. Nothing was changed.")
    if any(part.code is None and not clean_name(part.name) for part in parts):
        raise InvalidInput("A code needs a name. Nothing was changed.")
    source = tree.by_id[code]
    targets: list[CodeId] = []
    with project.transaction(message("Split “{name}”", name=source.name)) as store:
        for part in parts:
            target = add_code(project, part.name, code) if part.code is None else part.code
            targets.append(target)
            there = [one for one in part.codings if known.get(one) == code]
            into = store.codes.get(target)
            if there and into is not None and target != code:
                recode(project, there, target)
                code_history.split(store, source, into, len(there))
    return targets


def _names(store: Store, order: QuoteOrder) -> dict[Any, str]:
    """What quotes are sorted by where that is a name, by coder or by speaker."""
    if order is QuoteOrder.CODER:
        return {coder.id: coder.name for coder in store.coders.all()}
    if order is not QuoteOrder.RESPONDENT:
        return {}
    people = {one.id: one.name for one in store.respondents.all()}
    speakers = store.documents.speakers()
    return {one.id: people.get(one.respondent_id or RespondentId(0), one.label) for one in speakers}


def _key(asked: QuotesAsked, tree: CodeTree, names: dict[Any, str]) -> Callable[[Any], Any]:
    if asked.order is QuoteOrder.CODE:
        ranks = {code.id: rank for rank, code in enumerate(tree.in_order())}
        return lambda code: ranks.get(code, -1)
    if asked.order is QuoteOrder.CODER:
        return lambda coder: sort_key(names.get(coder, ""), asked.language)
    if asked.order is QuoteOrder.RESPONDENT:
        return lambda name: (not name, sort_key(name, asked.language))
    if asked.order is QuoteOrder.STANCE:
        return lambda stance: (Stance(stance) is Stance.NONE, stance != "for", stance)
    if asked.order is QuoteOrder.STAR:
        return lambda starred: not starred
    return lambda _value: 0


_COLUMNS = {QuoteOrder.CODE: "code_id", QuoteOrder.CODER: "coder_id", QuoteOrder.STAR: "starred",
            QuoteOrder.STANCE: "stance", QuoteOrder.RESPONDENT: "speaker_id"}  # fmt: skip


def _by_column(
    project: Project, asked: QuotesAsked, tree: CodeTree, names: dict[Any, str], progress: Progress
) -> Iterator[tuple[int, Any]]:
    codes, which = asked.which.codes, asked.which
    if codes is not None and not asked.own:
        codes = tuple(dict.fromkeys(below for code in codes if code in tree.by_id for below in tree.below(code)))
    with project.reading() as store:
        counts = store.codings.counts_of(
            codes=codes, documents=which.documents, coders=which.coders, ids=which.codings, starred=which.starred
        )
        pending = [(one.id, counts[one.id]) for one in reversed(store.documents.all()) if one.id in counts]
    total, done = sum(counts.values()), 0
    while pending:
        documents: list[DocumentId] = [pending[-1][0]]
        size = pending.pop()[1]
        while pending and size + pending[-1][1] <= _PAGE:
            documents.append(pending[-1][0])
            size += pending.pop()[1]
        progress.step(done, total, message("Listing quotes"))
        with project.reading() as store:
            rows = store.codings.sorting(
                codes=codes, documents=documents, coders=which.coders, ids=which.codings, starred=which.starred,
                by=_COLUMNS.get(asked.order, "document_id"),
            )  # fmt: skip
        by_document: dict[int, list[tuple[int, Any]]] = {}
        for coding, document, value in rows:
            by_document.setdefault(document, []).append((coding, value if asked.order in _COLUMNS else 0))
        for one in documents:
            if asked.order is QuoteOrder.RESPONDENT:
                yield from ((coding, names.get(speaker, "")) for coding, speaker in by_document.get(one, ()))
            else:
                yield from by_document.get(one, ())
        done += size


def _by_reading(
    project: Project, asked: QuotesAsked, which: QuoteFilter, progress: Progress
) -> Iterator[tuple[int, Any]]:
    wanted = fold_case(asked.words).split()
    own = set(which.codes or ()) if asked.own else None
    values: dict[QuoteOrder, Callable[[Quote], Any]] = {
        QuoteOrder.RESPONDENT: lambda quote: quote.respondent or quote.speaker,
        QuoteOrder.CODE: lambda quote: quote.code_id,
        QuoteOrder.CODER: lambda quote: coders.get(quote.coder),
        QuoteOrder.STAR: lambda quote: int(quote.starred),
        QuoteOrder.STANCE: lambda quote: quote.stance.value,
    }
    with project.reading() as store:
        coders = {coder.name: coder.id for coder in store.coders.all()}
    value = values.get(asked.order, _nothing)
    for number, quote in enumerate(iter_quotes(project, replace(which, sets=None))):
        if number % _STEP == 0:
            progress.step(number, 0, message("Looking through quotes"))
        if own is not None and quote.code_id not in own:
            continue
        if wanted:
            said = fold_case(" ".join((quote.text, quote.respondent, quote.document.title, quote.coder, quote.memo)))
            if not all(word in said for word in wanted):
                continue
        yield quote.id, value(quote)


def _nothing(_quote: Quote) -> int:
    return 0
