"""Personal data found in a project, and the rules that replace it. Positions are code points, half open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import N_


class PersonalKind(StrEnum):
    """What sort of personal data something is. ``WORKPLACE`` and ``WORD`` are what the user names."""

    PERSON = "person"
    IDENTITY = "identity_number"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    WORKPLACE = "workplace"
    PLACE = "place"
    WORD = "word"


PERSONAL_TITLES: dict[PersonalKind, str] = {
    PersonalKind.PERSON: N_("Person"),
    PersonalKind.IDENTITY: N_("Personal identity number"),
    PersonalKind.PHONE: N_("Phone number"),
    PersonalKind.EMAIL: N_("E-mail address"),
    PersonalKind.URL: N_("Web address"),
    PersonalKind.ADDRESS: N_("Address"),
    PersonalKind.BIRTH_DATE: N_("Date of birth"),
    PersonalKind.WORKPLACE: N_("Workplace"),
    PersonalKind.PLACE: N_("Town or country"),
    PersonalKind.WORD: N_("Other word"),
}
USUAL_KINDS = frozenset(PersonalKind) - {PersonalKind.PLACE}
"""What is looked for when nothing else is asked: towns and countries alone point at nobody."""

CATEGORIES: dict[PersonalKind, dict[str, str]] = {
    PersonalKind.PERSON: {"sv": "[namn]", "da": "[navn]", "nb": "[navn]", "en": "[name]"},
    PersonalKind.IDENTITY: {
        "sv": "[personnummer]", "da": "[personnummer]", "nb": "[fødselsnummer]", "en": "[identity number]"
    },
    PersonalKind.PHONE: {
        "sv": "[telefonnummer]", "da": "[telefonnummer]", "nb": "[telefonnummer]", "en": "[phone number]"
    },
    PersonalKind.EMAIL: {"sv": "[e-postadress]", "da": "[e-mailadresse]", "nb": "[e-postadresse]", "en": "[e-mail]"},
    PersonalKind.URL: {"sv": "[webbadress]", "da": "[webadresse]", "nb": "[nettadresse]", "en": "[web address]"},
    PersonalKind.ADDRESS: {"sv": "[adress]", "da": "[adresse]", "nb": "[adresse]", "en": "[address]"},
    PersonalKind.BIRTH_DATE: {
        "sv": "[födelsedatum]", "da": "[fødselsdato]", "nb": "[fødselsdato]", "en": "[date of birth]"
    },
    PersonalKind.WORKPLACE: {
        "sv": "[arbetsplats]", "da": "[arbejdsplads]", "nb": "[arbeidsplass]", "en": "[workplace]"
    },
    PersonalKind.PLACE: {"sv": "[ort]", "da": "[sted]", "nb": "[sted]", "en": "[place]"},
    PersonalKind.WORD: {"sv": "[borttaget]", "da": "[fjernet]", "nb": "[fjernet]", "en": "[removed]"},
}  # fmt: skip
"""What takes the place of each kind, by the language of the material: words of the text, not of the interface."""


def category(kind: PersonalKind, language: str) -> str:
    """``[telefonnummer]`` and the like, in the language of the material (English where it is another)."""
    words = CATEGORIES[kind]
    return words.get({"no": "nb", "nn": "nb"}.get(language[:2], language[:2]), words["en"])


class Confidence(StrEnum):
    """How sure it is that a finding is what it is said to be."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


CONFIDENCE_TITLES: dict[Confidence, str] = {
    Confidence.SURE: N_("Sure"),
    Confidence.LIKELY: N_("Likely"),
    Confidence.POSSIBLE: N_("Possible"),
}


class FoundIn(StrEnum):
    """Which text of the project holds something. All but ``TEXT`` are short texts around the material."""

    TEXT = "text"
    TITLE = "title"
    FILE_NAME = "file_name"
    SPEAKER = "speaker"
    RESPONDENT = "respondent"
    ATTRIBUTE = "attribute"
    MEMO = "memo"
    CODE = "code"
    REPORT = "report"
    ANALYSIS = "analysis"
    PROJECT = "project"
    SELECTION = "selection"
    PLACE = "place"
    LEFT_OUT = "left_out"
    HISTORY = "history"


FOUND_IN_TITLES: dict[FoundIn, str] = {
    FoundIn.TEXT: N_("Transcript"),
    FoundIn.TITLE: N_("Title of a document"),
    FoundIn.FILE_NAME: N_("File name"),
    FoundIn.SPEAKER: N_("Name of a speaker"),
    FoundIn.RESPONDENT: N_("Respondent"),
    FoundIn.ATTRIBUTE: N_("Attribute"),
    FoundIn.MEMO: N_("Memo"),
    FoundIn.CODE: N_("Code"),
    FoundIn.REPORT: N_("Report"),
    FoundIn.ANALYSIS: N_("Analysis"),
    FoundIn.PROJECT: N_("About the project"),
    FoundIn.SELECTION: N_("Set or filter"),
    FoundIn.PLACE: N_("Heading"),
    FoundIn.LEFT_OUT: N_("Note on the import"),
    FoundIn.HISTORY: N_("History of codes"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place with personal data: ``[start, end)`` of the text that ``where`` names, in row ``row`` of its table.

    For ``FoundIn.TEXT`` it is a transcript, and ``row`` is its document; else ``column`` says which words of the row.
    ``group`` is the key of its FindingGroup.
    """

    document: DocumentId | None
    start: int
    end: int
    text: str
    kind: PersonalKind
    suggestion: str
    group: str
    confidence: Confidence
    where: FoundIn = FoundIn.TEXT
    row: int = 0
    column: str = "text"


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """What belongs to one person, number or place: ``forms`` are its spellings with counts, most frequent first.

    ``name`` is the fullest form, ``names`` are all of them without inflection. ``documents`` counts the documents it is
    found in. ``person`` is the key of the person whose name an e-mail address holds, else empty.
    """

    key: str
    kind: PersonalKind
    name: str
    forms: tuple[tuple[str, int], ...]
    count: int
    documents: int
    suggestion: str
    confidence: Confidence
    names: tuple[str, ...] = ()
    person: str = ""


class RuleScope(StrEnum):
    """``WORD``: the whole word, inflected or not, capitals kept. ``EXACT``: these very characters."""

    WORD = "word"
    EXACT = "exact"


RULE_SCOPE_TITLES: dict[RuleScope, str] = {
    RuleScope.WORD: N_("The word in all its forms"),
    RuleScope.EXACT: N_("Exactly as written"),
}


@dataclass(frozen=True, slots=True)
class ReplaceRule:
    """What is written instead of what. The key to the pseudonyms is a list of these; a project never holds one."""

    real: str
    replacement: str
    kind: PersonalKind = PersonalKind.PERSON
    scope: RuleScope = RuleScope.WORD
