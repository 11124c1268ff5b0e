"""Keeps what people wrote in reports when what it hung on is deleted: a code, a coding, a document.

Headings and quotes of a report refer to codes and codings, and go with them. Before that happens, a heading under which
something remains becomes a section of the writer's with the code's last name, and a quote whose printed form somebody
made becomes a text that says what it was. Called inside the step that deletes, so that one undo brings all back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, ReportId, ReportItemId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.model import ReportItem
from qualcoder_peer.core.domain.report_kinds import OWN
from qualcoder_peer.core.i18n import LANGUAGES, texts
from qualcoder_peer.core.project import Project, Store

_WITHIN = '{"within": true}'
_NO_LONGER_CODED = N_("[A quote stood here that is no longer coded: “{words}”]")
_MARKS = str.maketrans({letter: f"\\{letter}" for letter in "\\*_{}"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept in reports: headings that became sections of the writer's, quotes that became texts."""

    headings: int = 0
    quotes: int = 0

    def told(self) -> Message | None:
        """One sentence on it; None where nothing had to be kept."""
        headings = counted(
            "One heading of a report became a section of its own, because you wrote under it.",
            "{count} headings of reports became sections of their own, because you wrote under them.",
            self.headings,
        )
        quotes = counted(
            "One edited quote of a report became a text.", "{count} edited quotes of reports became texts.", self.quotes
        )
        if self.headings and self.quotes:
            return message("{first} {second}", first=headings, second=quotes)
        return headings if self.headings else quotes if self.quotes else None


def would_keep(
    project: Project,
    *,
    codes: Iterable[CodeId] = (),
    codings: Iterable[CodingId] = (),
    documents: Iterable[DocumentId] = (),
) -> Kept:
    """What reports would keep if these were deleted; ``codes`` with all below them. Nothing is changed."""
    with project.reading() as store:
        family = _family(store, codes)
        going = _Going(store, family, list(codings), list(documents))
        return Kept(len(going.headings), len(going.quotes))


def keep_written(
    store: Store,
    *,
    codes: Collection[CodeId] = (),
    codings: Collection[CodingId] = (),
    documents: Collection[DocumentId] = (),
    with_words: bool = True,
) -> Kept:
    """Keep what people wrote in reports, right before these are deleted; ``codes`` are all that go.

    ``with_words`` False keeps no words of quotes either: the words themselves are what is removed (always so for
    documents).
    """
    going = _Going(store, codes, codings, documents)
    if not going.headings and not going.quotes:
        return Kept()
    names = store.codes.names([item.code_id for item in going.headings if item.code_id is not None])
    say = texts(store.project.get().language)
    for item in going.headings:
        assert item.code_id is not None
        settings = _WITHIN if item.parent_id is None else ""
        store.reports.change_item(
            item.id, kind="text", section=OWN, code_id=None, title=names[item.code_id][:1_000], settings=settings
        )
    for item in going.quotes:
        if documents or not with_words or not item.printed:
            words = say("[A quote stood here that has been removed from the material.]")
        else:
            words = say(_NO_LONGER_CODED, words=item.printed.translate(_MARKS))
        text = f"{item.text}\n\n{words}" if item.text.strip() else words
        store.reports.change_item(item.id, kind="text", coding_id=None, text=text, printed="", form="")
    return Kept(len(going.headings), len(going.quotes))


def is_no_longer_coded(text: str) -> bool:
    """Whether a paragraph says, in any of the languages, that a quote stood there which is no longer coded."""
    for language in LANGUAGES:
        before, _, behind = texts(language)(_NO_LONGER_CODED).partition("{words}")
        if text.startswith(before) and text.endswith(behind):
            return True
    return False


class _Going:
    """Which headings and quotes of reports would go, of those that hold something to keep."""

    def __init__(
        self,
        store: Store,
        codes: Collection[CodeId],
        codings: Collection[CodingId],
        documents: Collection[DocumentId],
    ) -> None:
        touched = store.reports.hanging_on(codes=codes, codings=codings, documents=documents)
        self.headings: list[ReportItem] = []
        self.quotes = [item for item in touched if item.kind == "quote" and (item.printed or item.text.strip())]
        self._touched = {item.id for item in touched}
        self._kept = {item.id for item in self.quotes}
        for report in {item.report_id for item in touched if item.kind == "code"}:
            self._look(store, report)

    def _look(self, store: Store, report: ReportId) -> None:
        below: dict[ReportItemId | None, list[ReportItem]] = {}
        for item in store.reports.items(report):
            below.setdefault(item.parent_id, []).append(item)

        def remains(item: ReportItem) -> bool:
            """Whether an item would still be in the report, itself or for something below it."""
            # Each child is asked, so that headings deep down are found too.
            something = any([remains(child) for child in below.get(item.id, ())])
            if item.id in self._kept:
                return True
            if item.id in self._touched:
                if something and item.kind == "code":
                    self.headings.append(item)
                return something
            return something or item.kind != "text" or bool(item.section) or bool(item.text.strip())

        for top in below.get(None, ()):
            remains(top)


def _family(store: Store, codes: Iterable[CodeId]) -> set[CodeId]:
    family = set(codes)
    children: dict[CodeId, list[CodeId]] = {}
    for code in store.codes.all():
        if code.parent_id is not None:
            children.setdefault(code.parent_id, []).append(code.id)
    pending = list(family)
    while pending:
        for child in children.get(pending.pop(), ()):
            if child not in family:
                family.add(child)
                pending.append(child)
    return family
