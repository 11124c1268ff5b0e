"""Fields that a writer puts in a text of the report, such as ``{respondents}``: filled when the report is made.

One registry for the menu of the window, the reading of the text and the content controls of Word (``f-respondents``).
``{not_responding}`` counts people of the register whose role is respondent and who took no part: nobody in the material
is matched to them, or they refused or withdrew their consent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.reports.facts import ReportFacts, listed, long_date
from qualcoder_peer.core.services.reports import Outline

_INTERVIEWS = (DocumentKind.INTERVIEW, DocumentKind.GROUP_INTERVIEW)


@dataclass(frozen=True, slots=True)
class FieldSource:
    """What fields are filled from."""

    facts: ReportFacts
    outline: Outline
    say: Texts


@dataclass(frozen=True, slots=True)
class ReportField:
    """A field: ``key`` as it is written in braces, ``title`` for the menu, and what fills it."""

    key: str
    title: str
    fill: Callable[[FieldSource], str]


def _dates(source: FieldSource) -> list[str]:
    documents = source.facts.documents
    held = sorted(one.date[:10] for one in documents if one.date and one.kind in _INTERVIEWS)
    return held or sorted(one.date[:10] for one in documents if one.date)


def _day(source: FieldSource, place: int) -> str:
    dates = _dates(source)
    return long_date(dates[place], source.say) if dates else ""


REPORT_FIELDS: tuple[ReportField, ...] = (
    ReportField("respondents", N_("Number of respondents"), lambda source: str(len(source.facts.respondents))),
    ReportField(
        "not_responding", N_("Number of people who took no part"), lambda source: str(len(source.facts.not_responding))
    ),
    ReportField("documents", N_("Number of documents"), lambda source: str(len(source.facts.documents))),
    ReportField(
        "interviews",
        N_("Number of interviews"),
        lambda source: str(sum(one.kind in _INTERVIEWS for one in source.facts.documents)),
    ),
    ReportField("first_date", N_("Date of the first interview"), lambda source: _day(source, 0)),
    ReportField("last_date", N_("Date of the last interview"), lambda source: _day(source, -1)),
    ReportField("coders", N_("Coders"), lambda source: listed(source.facts.coders, source.say)),
    ReportField("codings", N_("Number of coded passages"), lambda source: str(source.facts.codings)),
    ReportField("codes", N_("Number of codes"), lambda source: str(len(source.facts.tree.by_id))),
    ReportField(
        "quotes",
        N_("Number of quotes in the report"),
        lambda source: str(sum(node.quote is not None for node in source.outline.walk())),
    ),
    ReportField("title", N_("Title of the report"), lambda source: source.outline.report.title),
    ReportField("project", N_("Title of the project"), lambda source: source.facts.info.title),
    ReportField("date", N_("Today’s date"), lambda source: long_date(date.today().isoformat(), source.say)),
)
_BY_KEY: Mapping[str, ReportField] = {one.key: one for one in REPORT_FIELDS}


class Filler:
    """Fills fields for one report, each once."""

    def __init__(self, source: FieldSource) -> None:
        self._source = source
        self._filled: dict[str, str] = {}

    def __call__(self, key: str) -> str | None:
        """The words of a field; None for a name that is none."""
        field = _BY_KEY.get(key)
        if field is None:
            return None
        if key not in self._filled:
            self._filled[key] = field.fill(self._source)
        return self._filled[key]
