"""The disclosure check of a finished Word file: what it carries along, names in its words, whose quotes it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from qualcoder_peer.core.domain.disclosure import Disclosure, DisclosureFinding, DisclosureRules, Mend
from qualcoder_peer.core.domain.ids import CodingId, ReportItemId
from qualcoder_peer.core.domain.messages import literal, message
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.exporters.leaving import counted_tables
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.disclosure_file import check_file
from qualcoder_peer.core.reports.disclosure_package import WordPackage, local, value
from qualcoder_peer.core.services.disclosure import Fingerprints
from qualcoder_peer.core.services.disclosure_gate import Leaving, check_leaving
from qualcoder_peer.core.services.disclosure_left import remember_tables
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes

_QUOTE_TAG = re.compile(r"qcp1:([0-9a-f]{8}):[qs](\d+):")
_WORD = re.compile(r"\w+")
_LEAST_WORDS = 5
"""So many words of a quote in a row are hardly chance: shorter ones are known by their content controls alone."""
_STEP = 2_000


def check_word_file(
    project: Project,
    path: Path,
    progress: Progress | None = None,
    rules: DisclosureRules | None = None,
    known_names: Sequence[ReplaceRule] = (),
    earlier: Sequence[Path] = (),
) -> Disclosure:
    """Check a Word file that is about to leave, ours or not, however it was edited. Nothing is changed.

    Its tables are compared with those of ``earlier`` Word files, which have left before. Raises UnreadableFile,
    Cancelled.
    """
    progress = progress or Progress()

    def collect() -> Leaving:
        """All that the file holds, and the quotes it gives again."""
        found = check_file(path, Fingerprints(project), progress)
        leaving = Leaving(list(found.texts), findings=list(found.findings), folder=path.absolute().parent)
        leaving.tables += counted_tables(project, found.tables)
        for other in earlier:
            for table in counted_tables(project, check_file(other, Fingerprints(project), progress).tables):
                leaving.earlier.append(replace(table, left=literal(other.name)))
        said = _Said(one.words for one in found.texts)
        quoted = tuple(_quoted(project, path, said, progress))
        for quote in iter_quotes(project, QuoteFilter(codings=quoted)) if quoted else ():
            leaving.add_quote(quote, words=False)
        return leaving

    found = check_leaving(project, collect, progress, rules, known_names)
    return replace(found, open=tuple(map(_mendable, found.open)))


def remember_file(project: Project, path: Path, progress: Progress | None = None) -> bool:
    """Note that the counts of people in the tables of a Word file have left, as ``remember_tables`` does.

    Raises UnreadableFile, Cancelled.
    """
    found = check_file(path, Fingerprints(project), progress)
    return remember_tables(project, counted_tables(project, found.tables), path.name)


def _mendable(finding: DisclosureFinding) -> DisclosureFinding:
    """A finding as it can be mended in a file that is written already: its words and tables only by its writer."""
    return finding if finding.mend is Mend.CLEAN else replace(finding, mend=Mend.NONE)


class _Said:
    """The words of a file, found again by the first few of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = [word for text in texts for word in _WORD.findall(text.casefold())]
        self._text = " ".join(words) + " "
        self._starts: dict[tuple[str, ...], list[int]] = {}
        place = 0
        for number, word in enumerate(words):
            self._starts.setdefault(tuple(words[number : number + _LEAST_WORDS]), []).append(place)
            place += len(word) + 1

    def holds(self, text: str) -> bool:
        """Whether a passage of some length stands in the file word for word."""
        words = _WORD.findall(text.casefold())
        if len(words) < _LEAST_WORDS:
            return False
        wanted = " ".join(words) + " "
        return any(self._text.startswith(wanted, place) for place in self._starts.get(tuple(words[:_LEAST_WORDS]), ()))


def _quoted(project: Project, path: Path, file: _Said, progress: Progress) -> Iterable[CodingId]:
    """The codings that the file quotes: by its content controls, and by their words."""
    start = project.info().guid.replace("-", "")[:8]
    items: set[int] = set()
    with WordPackage(path) as package:
        for part in package.word_parts():
            for one in package.xml(part).iter():
                if local(one) == "tag":
                    tag = _QUOTE_TAG.match(value(one) or "")
                    if tag and tag[1] == start:
                        items.add(int(tag[2]))
    with project.reading() as store:
        found = {
            item.coding_id
            for report in store.reports.all()
            for item in store.reports.items(report.id)
            if item.coding_id is not None and item.id in {ReportItemId(one) for one in items}
        }
    spans: set[tuple[int, int, int]] = set()
    for number, quote in enumerate(iter_quotes(project)):
        if number % _STEP == 0:
            progress.step(number, 0, message("Looking for quotes in the file"))
        place = (quote.document.id, quote.start, quote.end)
        if place not in spans and file.holds(quote.text):  # one passage with several codes is quoted once
            spans.add(place)
            found.add(quote.id)
    return found
