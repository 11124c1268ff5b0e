"""The gate that everything which leaves goes through: exports, copies of quotes, finished Word files.

Strict rules refuse while something found is open, warning ones tell and go on, and with ``off`` nothing is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcoder_peer.core.domain.disclosure import (
    CountTable,
    Disclosure,
    DisclosureFinding,
    DisclosureKind,
    DisclosureLevel,
    DisclosurePlace,
    DisclosureRefused,
    DisclosureRules,
)
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure import Fingerprints, level_of, read_rules, sort_findings
from qualcoder_peer.core.services.disclosure_left import left_before
from qualcoder_peer.core.services.disclosure_names import LeavingText, check_texts
from qualcoder_peer.core.services.disclosure_people import QuotedPeople, check_quotes, quote_place
from qualcoder_peer.core.services.disclosure_tables import check_tables
from qualcoder_peer.core.services.quotes import Quote

KEY_SUFFIX = ".qckey"


@dataclass(slots=True)
class Leaving:
    """What is about to leave: words, the people quoted, which attributes stand beside them, tables of counts.

    ``columns``: attributes that the writer can leave out; ``folder``: where it is written to; ``findings``: what was
    found in other ways, in a file; ``earlier``: tables that have left before, besides those that the project remembers.
    """

    texts: list[LeavingText] = field(default_factory=list)
    people: QuotedPeople = field(default_factory=QuotedPeople)
    attributes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    tables: list[CountTable] = field(default_factory=list)
    earlier: list[CountTable] = field(default_factory=list)
    folder: Path | None = None
    findings: list[DisclosureFinding] = field(default_factory=list)

    def add_quote(self, quote: Quote, *, words: bool = True) -> None:
        """Take one quote in, with its words or only whom it is of."""
        self.people.add(quote)
        if words:
            self.texts.append(LeavingText(quote.text, _placer(quote), quote.document.language, said=True))


def _placer(quote: Quote) -> Callable[[int, int], DisclosurePlace]:
    return lambda start, end: quote_place(quote, start, end)


def check_leaving(
    project: Project,
    collect: Callable[[], Leaving],
    progress: Progress | None = None,
    rules: DisclosureRules | None = None,
    known_names: Sequence[ReplaceRule] = (),
) -> Disclosure:
    """What might give somebody away in what ``collect`` gathers, which is not asked where the rules are off.

    ``rules`` go before those of the project; ``known_names`` are entries of an opened key. Raises Cancelled.
    """
    rules = rules or read_rules(project)
    level = level_of(rules)
    if level is DisclosureLevel.OFF:
        return Disclosure(level)
    progress = progress or Progress()
    progress.step(0, 0, message("Looking for what may give somebody away"))
    leaving = collect()
    found: list[DisclosureFinding] = []
    if rules.names:
        found += check_texts(project, leaving.texts, rules, progress, known_names)
    found += check_quotes(project, leaving.people, rules, leaving.attributes, leaving.columns)
    if rules.tables:
        earlier = [*leaving.earlier, *left_before(project)] if leaving.tables else []
        found += check_tables(project, leaving.tables, rules, earlier)
    if rules.file:
        found += leaving.findings
        found += _keys_beside(project, leaving.folder)
    return sort_findings(project, found, level)


def refuse(disclosure: Disclosure) -> None:
    """Raise DisclosureRefused where strict rules and open findings meet."""
    if disclosure.refuses:
        raise refused(disclosure.open)


def refuse_copy(disclosure: Disclosure) -> None:
    """Raise DisclosureRefused, with what was found, where strict rules and open findings meet in a copy."""
    if disclosure.refuses:
        raise DisclosureRefused(
            "Nothing was copied: the disclosure check of this project is strict, and {findings} open: {first} Mend "
            "what was found, or let it pass with a reason.",
            findings=_are_open(disclosure.open),
            first=disclosure.open[0].message,
        )


def hold_back(project: Project, collect: Callable[[], Leaving], progress: Progress | None = None) -> None:
    """Raise DisclosureRefused where the rules are strict and something is open; else gather and read nothing."""
    rules = read_rules(project)
    if level_of(rules) is DisclosureLevel.STRICT:
        refuse(check_leaving(project, collect, progress, rules))


def refused(findings: Sequence[DisclosureFinding]) -> DisclosureRefused:
    """The sentence for something that may not leave: how many findings are open and what can be done."""
    return DisclosureRefused(
        "Nothing has left: the disclosure check of this project is strict, and {findings} open. Mend each, or let it "
        "pass with a reason: in the report room under “Disclosure check”, or with “report FILE.qcp disclose”.",
        findings=_are_open(findings),
    )


def _are_open(findings: Sequence[DisclosureFinding]) -> Message:
    return counted("{count} finding is", "{count} findings are", len(findings))


def warning(disclosure: Disclosure) -> Message | None:
    """One sentence on what is open, for somebody who goes on; None where nothing is."""
    if not disclosure.open:
        return None
    return counted(
        "The disclosure check found {count} thing that may give somebody away: {first}",
        "The disclosure check found {count} things that may give somebody away, first of all: {first}",
        len(disclosure.open),
        first=disclosure.open[0].message,
    )


def check_copy(
    project: Project, quotes: Iterable[Quote], rules: DisclosureRules | None = None, progress: Progress | None = None
) -> Disclosure:
    """What a copy of quotes would carry away. A copy is small: how many quotes one person has is not counted.

    Raises Cancelled.
    """

    def collect() -> Leaving:
        leaving = Leaving()
        for quote in quotes:
            leaving.add_quote(quote)
        leaving.people = QuotedPeople()
        return leaving

    return check_leaving(project, collect, progress, rules)


def check_words(
    project: Project, words: str, rules: DisclosureRules | None = None, progress: Progress | None = None
) -> Disclosure:
    """What a copy of words of the material would carry away. Raises Cancelled."""
    place = DisclosurePlace(message("What you copy"))
    texts = [LeavingText(words, lambda _start, _end: place, said=True)]
    return check_leaving(project, lambda: Leaving(texts), progress, rules)


def _keys_beside(project: Project, folder: Path | None) -> list[DisclosureFinding]:
    """Keys to pseudonyms in the folder that something is written to: they would be sent along too easily."""
    if folder is None:
        return []
    try:
        names = sorted(one.name for one in folder.iterdir() if one.suffix.lower() == KEY_SUFFIX)
    except OSError:
        return []  # whether it can be written to is told when it is written
    fingerprints = Fingerprints(project)
    return [
        DisclosureFinding(
            DisclosureKind.KEY,
            fingerprints.of(DisclosureKind.KEY, name, str(folder.absolute())),
            message(
                "A key to pseudonyms, “{name}”, lies in the folder that this is written to. Keep it apart.",
                name=literal(name),
            ),
        )
        for name in names
    ]
