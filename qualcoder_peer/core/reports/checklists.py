"""What a qualitative study is to report: COREQ and SRQR, with what the project knows and where the report says it.

COREQ: Tong, Sainsbury & Craig (2007), International Journal for Quality in Health Care 19(6), 349–357, 32 items.
SRQR: O'Brien, Harris, Beckman, Reed & Cook (2014), Academic Medicine 89(9), 1245–1251, 21 items. The items are named
here by their short titles; what they ask for stands in the articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import METHOD_TITLES, Consent
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.facts import listed
from qualcoder_peer.core.reports.method import method_parts, spread_words
from qualcoder_peer.core.reports.word_headings import ReportPlace, find_places
from qualcoder_peer.core.services.method_facts import MethodFacts
from qualcoder_peer.core.services.setup import keep_setting, read_setting

_KEY = "checklist"
_LONGEST = 2_000

Known = Callable[[MethodFacts, Texts], str]


class Reported(StrEnum):
    """Whether an item is reported: the writer says so, the file has words that speak of it, the project knows what
    could be said, or nothing."""

    REPORTED = "reported"
    MENTIONED = "mentioned"
    KNOWN = "known"
    MISSING = "missing"


REPORTED_TITLES: Mapping[Reported, str] = {
    Reported.REPORTED: N_("Reported"),
    Reported.MENTIONED: N_("Words found, to be looked at"),
    Reported.KNOWN: N_("Known to the project"),
    Reported.MISSING: N_("Missing"),
}


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item: its number and title; ``words`` by language lead to where a report speaks of it."""

    number: str
    title: str
    words: tuple[str, ...] = ()
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of items, in order. ``key`` is what the command line calls it."""

    key: str
    title: str
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """An item with what the project knows of it, what the writer noted, and places in the report that speak of it."""

    item: ChecklistItem
    known: str
    note: str
    places: tuple[ReportPlace, ...]

    @property
    def state(self) -> Reported:
        """Whether it is reported."""
        if self.note:
            return Reported.REPORTED
        if self.places:
            return Reported.MENTIONED
        return Reported.KNOWN if self.known else Reported.MISSING


def _part(key: str) -> Known:
    def known(facts: MethodFacts, say: Texts) -> str:
        """The part of the method chapter with this key."""
        return next((part.text for part in method_parts(facts, say) if part.key == key), "")

    return known


def _coders(facts: MethodFacts, say: Texts) -> str:
    return listed([one.name for one in facts.coders], say)


def _size(facts: MethodFacts, say: Texts) -> str:
    return say.counted("one respondent", "{count} respondents", facts.heard) if facts.heard else ""


def _silent(facts: MethodFacts, say: Texts) -> str:
    refused = facts.consents.get(Consent.REFUSED, 0)
    return say.counted("one declined", "{count} declined", refused) if refused else ""


def _duration(facts: MethodFacts, say: Texts) -> str:
    return "" if facts.minutes is None else say("{spread} minutes", spread=spread_words(facts.minutes, say))


def _tree(facts: MethodFacts, say: Texts) -> str:
    codes = facts.first_uses[-1].all if facts.first_uses else 0
    return say.counted("one code in use", "{count} codes in use", codes) if codes else ""


def _method(facts: MethodFacts, say: Texts) -> str:
    return say(METHOD_TITLES[facts.info.method]) if facts.info.method in METHOD_TITLES and facts.info.method else ""


def _software(facts: MethodFacts, say: Texts) -> str:
    return "QualCoder Peer" if facts.coders else ""


def _purpose(facts: MethodFacts, say: Texts) -> str:
    return facts.info.purpose.strip()


def _title(facts: MethodFacts, say: Texts) -> str:
    return facts.info.title.strip()


def _collected(facts: MethodFacts, say: Texts) -> str:
    count = len(facts.interviews)
    return say.counted("one interview", "{count} interviews", count) if count else ""


_METHOD_WORDS = ("metod", "method", "analys", "analyse", "analysis")
_SAMPLE_WORDS = ("urval", "udvælgelse", "sampling", "selection", "rekryter", "recruit")

COREQ = Checklist(
    "coreq",
    "COREQ",
    (
        ChecklistItem("1", N_("Interviewer"), ("intervjuare", "interviewer"), None),
        ChecklistItem("2", N_("Credentials"), ("examen", "legitimerad", "uddannelse", "credentials", "degree")),
        ChecklistItem("3", N_("Occupation"), ("yrke", "erhverv", "occupation", "anställd som")),
        ChecklistItem("4", N_("Gender of the researchers"), ("kön", "køn", "gender")),
        ChecklistItem("5", N_("Experience and training"), ("erfarenhet av", "erfaring med", "experience", "training")),
        ChecklistItem("6", N_("Relationship established"), ("relation till", "relation til", "relationship")),
        ChecklistItem("7", N_("What participants knew of the interviewer"), ("informerades om", "oplyst om")),
        ChecklistItem("8", N_("Interviewer characteristics"), ("förförståelse", "forforståelse", "reflexiv", "bias")),
        ChecklistItem("9", N_("Methodological orientation"), _METHOD_WORDS, _method),
        ChecklistItem("10", N_("Sampling"), _SAMPLE_WORDS),
        ChecklistItem("11", N_("Method of approach"), ("tillfråg", "kontakt", "approach", "inbjud", "invit")),
        ChecklistItem("12", N_("Sample size"), ("respondent", "deltagare", "deltager", "participants"), _size),
        ChecklistItem("13", N_("Non-participation"), ("bortfall", "frafald", "non-response", "tackade nej"), _silent),
        ChecklistItem("14", N_("Setting of data collection"), ("plats för", "genomfördes på", "setting", "sted")),
        ChecklistItem("15", N_("Presence of others"), ("närvar", "til stede", "present during")),
        ChecklistItem("16", N_("Description of the sample"), ("ålder", "alder", "age", "bakgrund"), _part("selection")),
        ChecklistItem("17", N_("Interview guide"), ("intervjuguide", "interviewguide", "interview guide")),
        ChecklistItem("18", N_("Repeat interviews"), ("uppföljande intervju", "opfølgende", "repeat interview")),
        ChecklistItem("19", N_("Recording"), ("spelades in", "inspel", "optag", "record")),
        ChecklistItem("20", N_("Field notes"), ("fältanteckning", "feltnote", "field note")),
        ChecklistItem("21", N_("Duration"), ("minuter", "minutter", "minutes"), _duration),
        ChecklistItem("22", N_("Data saturation"), ("mättnad", "mætning", "saturation"), _part("saturation")),
        ChecklistItem("23", N_("Transcripts returned"), ("återkoppl", "læse udskrift", "transcripts were returned")),
        ChecklistItem("24", N_("Number of coders"), ("kodades av", "kodet af", "coded by"), _coders),
        ChecklistItem("25", N_("Description of the coding tree"), ("kodbok", "kodebog", "code book", "kodträd"), _tree),
        ChecklistItem("26", N_("Derivation of themes"), ("tema", "theme"), _part("growth")),
        ChecklistItem("27", N_("Software"), ("QualCoder", "programvara", "software"), _software),
        ChecklistItem("28", N_("Participant checking"), ("respondentvalidering", "member check", "participant check")),
        ChecklistItem("29", N_("Quotations presented"), ("citat", "quot"), None),
        ChecklistItem("30", N_("Data and findings consistent"), ("stämmer överens", "consisten")),
        ChecklistItem("31", N_("Clarity of major themes"), ("huvudtema", "hovedtema", "major theme", "main theme")),
        ChecklistItem("32", N_("Clarity of minor themes"), ("avvikande", "afvigende", "minor theme", "deviant")),
    ),
)
SRQR = Checklist(
    "srqr",
    "SRQR",
    (
        ChecklistItem("S1", N_("Title"), (), _title),
        ChecklistItem("S2", N_("Abstract"), ("sammanfattning", "resumé", "sammenfatning", "abstract", "summary")),
        ChecklistItem("S3", N_("Problem formulation"), ("bakgrund", "baggrund", "background", "problem")),
        ChecklistItem("S4", N_("Purpose or research question"), ("syfte", "formål", "purpose", "frågeställning"),
                      _purpose),
        ChecklistItem("S5", N_("Qualitative approach"), _METHOD_WORDS, _method),
        ChecklistItem(
            "S6", N_("Researcher characteristics and reflexivity"), ("förförståelse", "forforståelse", "reflexiv")
        ),
        ChecklistItem("S7", N_("Context"), ("sammanhang", "verksamheten", "kontekst", "context")),
        ChecklistItem("S8", N_("Sampling strategy"), _SAMPLE_WORDS, _part("selection")),
        ChecklistItem("S9", N_("Ethical issues"), ("etik", "samtycke", "samtykke", "consent", "ethic"),
                      _part("privacy")),
        ChecklistItem(
            "S10", N_("Data collection methods"),
            ("datainsamling", "dataindsamling", "data collection", "genomfördes"), _collected,
        ),
        ChecklistItem(
            "S11", N_("Instruments and technologies"),
            ("intervjuguide", "interviewguide", "interview guide", "spelades in", "record"),
        ),
        ChecklistItem("S12", N_("Units of study"), ("respondent", "deltagare", "deltager", "participants"), _size),
        ChecklistItem("S13", N_("Data processing"), ("transkri", "udskr", "transcri"), _part("material")),
        ChecklistItem("S14", N_("Data analysis"), ("kodades", "kodet", "coded", "analys"), _part("coding")),
        ChecklistItem("S15", N_("Trustworthiness"), ("trovärdighet", "troværdighed", "trustworth", "tillförlitlig")),
        ChecklistItem("S16", N_("Synthesis and interpretation"), ("resultat", "results", "findings")),
        ChecklistItem("S17", N_("Links to empirical data"), ("citat", "quot"), None),
        ChecklistItem(
            "S18", N_("Prior work and contribution"), ("tidigare forskning", "tidligere forskning", "previous research")
        ),
        ChecklistItem("S19", N_("Limitations"), ("begränsning", "begrænsning", "limitation")),
        ChecklistItem("S20", N_("Conflicts of interest"), ("jäv", "interessekonflikt", "conflict of interest")),
        ChecklistItem("S21", N_("Funding"), ("finansier", "funding", "funded")),
    ),
)  # fmt: skip
CHECKLISTS: tuple[Checklist, ...] = (COREQ, SRQR)


def checklist(key: str) -> Checklist:
    """The list with this key. Raises InvalidInput."""
    found = next((one for one in CHECKLISTS if one.key == key), None)
    if found is None:
        raise InvalidInput("There is no checklist “{key}”; there are coreq and srqr.", key=key[:80])
    return found


def check_items(
    project: Project, which: Checklist, facts: MethodFacts, language: str, report: Path | None = None
) -> tuple[CheckedItem, ...]:
    """Every item with what is known and where it is reported; ``report`` is a finished .docx to look in.

    Raises UnreadableFile for a file that cannot be read. Places are found by words and are there to be looked at: a
    word found is no proof that the item is answered.
    """
    say = texts(language)
    notes = read_notes(project, which)
    places: Mapping[str, Sequence[ReportPlace]] = {}
    if report is not None:
        places = find_places(report, {item.number: item.words for item in which.items if item.words})
    return tuple(
        CheckedItem(
            item,
            item.known(facts, say) if item.known is not None else "",
            notes.get(item.number, ""),
            tuple(places.get(item.number, ())),
        )
        for item in which.items
    )


def read_notes(project: Project, which: Checklist) -> dict[str, str]:
    """What the writer noted of items, by number."""
    kept = read_setting(project, f"{_KEY}.{which.key}", {})
    known = {item.number for item in which.items}
    return {str(one): str(text) for one, text in kept.items() if one in known} if isinstance(kept, dict) else {}


def write_note(project: Project, which: Checklist, number: str, text: str) -> None:
    """Note where or how an item is reported; empty takes the note away. Raises InvalidInput for no such item."""
    if number not in {item.number for item in which.items}:
        raise InvalidInput("{list} has no item {number}. Nothing was changed.", list=which.title, number=number[:20])
    notes = read_notes(project, which)
    words = " ".join(text.split())[:_LONGEST]
    if notes.get(number, "") == words:
        return
    with project.transaction(message("Note on item {number} of {list}", number=number, list=which.title)):
        keep_setting(project, f"{_KEY}.{which.key}", {**notes, number: words} if words else
                     {one: kept for one, kept in notes.items() if one != number})  # fmt: skip
