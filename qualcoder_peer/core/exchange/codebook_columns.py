"""What the columns of a code book in a sheet are, told by their headings in Swedish, Danish and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.i18n import LANGUAGES, texts


class Use(StrEnum):
    """What a column is taken for."""

    CODE = "code"
    PATH = "path"
    PARENT = "parent"
    DEPTH = "depth"
    NUMBER = "number"
    QUESTION = "question"
    THEME = "theme"
    SUB_THEME = "sub_theme"
    SUB_CODE = "sub_code"
    STEP = "step"
    ROLE = "role"
    COLOUR = "colour"
    DEFINITION = "definition"
    WHEN_TO_USE = "when_to_use"
    WHEN_NOT = "when_not"
    EXAMPLE = "example"
    MEMO = "memo"
    GUID = "guid"
    IGNORE = "ignore"


USE_TITLES: dict[Use, str] = {
    Use.CODE: N_("Code"),
    Use.DEFINITION: N_("Definition"),
    Use.WHEN_TO_USE: N_("When to use"),
    Use.WHEN_NOT: N_("When not to use"),
    Use.EXAMPLE: N_("Example"),
    Use.MEMO: N_("Memo"),
    Use.PATH: N_("Whole path"),
    Use.PARENT: N_("The code above"),
    Use.DEPTH: N_("Level, as a number"),
    Use.STEP: N_("A level of the tree"),
    Use.QUESTION: N_("Research question"),
    Use.THEME: N_("Theme"),
    Use.SUB_THEME: N_("Theme below it"),
    Use.SUB_CODE: N_("Code below it"),
    Use.ROLE: N_("Role"),
    Use.COLOUR: N_("Colour"),
    Use.NUMBER: N_("Number"),
    Use.GUID: N_("GUID"),
    Use.IGNORE: N_("Left out"),
}
"""What people call the uses, in the order in which they are offered."""
DESCRIBING = (Use.DEFINITION, Use.WHEN_TO_USE, Use.WHEN_NOT, Use.EXAMPLE, Use.MEMO)
"""Uses whose values are the keys of a code's texts."""
STEPS = (Use.QUESTION, Use.THEME, Use.SUB_THEME, Use.CODE, Use.SUB_CODE, Use.STEP)
"""Columns of which several side by side are the levels of a tree, the highest to the left."""
_EXPORTED = {
    N_("Code"): Use.CODE,
    N_("Role"): Use.ROLE,
    N_("Definition"): Use.DEFINITION,
    N_("When to use"): Use.WHEN_TO_USE,
    N_("When not to use"): Use.WHEN_NOT,
    N_("Example"): Use.EXAMPLE,
    N_("Memo"): Use.MEMO,
    N_("Codings"): Use.IGNORE,
    N_("Respondents"): Use.IGNORE,
}
_WORDS: dict[Use, str] = {
    Use.CODE: "code|codes|code name|codename|kod|koder|kodnamn|kodens namn|kode|koder|kodenavn|name|namn|navn|tag|tagg|"
    "label|etikett|node|nod|nodnamn|title|titel|codesystem|code system|kodsystem",
    Use.PATH: "path|code path|codepath|full path|sökväg|kodsökväg|kodväg|sti|kodesti|full code|hierarchy|hierarki|"
    "hierarchical name",
    Use.PARENT: "parent|parent code|parent id|parent_id|parent name|parent tag|parent node|överordnad|överordnad kod|"
    "överkod|huvudkod|under|hör till|tillhör|overordnet|overordnet kode|hovedkode|hører under|hører til|above|"
    "belongs to|förälder|forælder",
    Use.DEPTH: "level|depth|nivå|niveau|djup|dybde|kodnivå|code level",
    Use.NUMBER: "id|code id|codeid|kod-id|kodid|kode-id|cid|nr|no|nummer|number|tag id",
    Use.QUESTION: "question|research question|fråga|forskningsfråga|frågeställning|utvärderingsfråga|"
    "evaluation question|spørgsmål|forskningsspørgsmål|undersøgelsesspørgsmål|evalueringsspørgsmål",
    Use.THEME: "theme|themes|tema|teman|temaer|huvudtema|hovedtema|main theme|category|kategori|huvudkategori|"
    "hovedkategori|code group|kodgrupp|kodegruppe",
    Use.SUB_THEME: "sub-theme|subtheme|sub theme|undertema|subtema|deltema|sub-category|subcategory|underkategori|"
    "subkategori|subkategorie",
    Use.SUB_CODE: "sub-code|subcode|sub code|underkod|subkod|underkode|subkode|child code|child",
    Use.ROLE: "role|roll|rolle|kind|type|typ|slag",
    Use.COLOUR: "colour|color|färg|farve|rgb|hex",
    Use.DEFINITION: "definition|description|beskrivning|beskrivelse|definitioner|förklaring|forklaring|betydelse|"
    "betydning|meaning|explanation|innebörd|full definition|brief definition|content description|code description",
    Use.WHEN_TO_USE: "when to use|use when|inclusion|inclusion criteria|include|inclusive|when to use it|när|"
    "används när|användning|när den används|när koden används|inklusion|inklusionskriterier|hvornår|bruges når|"
    "anvendes når|anvendelse|inklusionskriterie|use|usage",
    Use.WHEN_NOT: "when not to use|when not|do not use|exclusion|exclusion criteria|exclude|exclusive|används inte när|"
    "när inte|när den inte används|används ej|används ej när|exklusion|exklusionskriterier|bruges ikke når|"
    "hvornår ikke|anvendes ikke når|eksklusion|eksklusionskriterier",
    Use.EXAMPLE: "example|examples|exempel|exempelcitat|eksempel|eksempler|typical example|typexempel|citat|quote|"
    "example quote|anchor example|ankarexempel|ankereksempel",
    Use.MEMO: "memo|memos|comment|comments|kommentar|kommentarer|note|notes|anteckning|anteckningar|notat|noter|"
    "bemærkning|bemærkninger",
    Use.GUID: "guid|uuid",
}
_STEP = re.compile(r"(?:level|nivå|niveau|steg|trin|tier)\s*\d{1,2}|\d{1,2}")


def propose_uses(headers: Sequence[str]) -> tuple[Use, ...]:
    """What each column is by its heading; one that no heading tells, and a second of the same kind, is left out."""
    uses: list[Use] = []
    for header in headers:
        use = _use_of(header)
        if use in uses and use is not Use.STEP:
            use = Use.IGNORE
        uses.append(use)
    return tuple(uses)


def _use_of(header: str) -> Use:
    plain = " ".join(header.casefold().replace("_", " ").strip(" *:.?").split())
    found = _known().get(plain)
    if found is None and _STEP.fullmatch(plain):
        return Use.STEP
    return found or Use.IGNORE


@cache
def _known() -> dict[str, Use]:
    found = {word.replace("_", " "): use for use, words in _WORDS.items() for word in words.split("|")}
    for language in LANGUAGES:
        found |= {texts(language)(title).casefold(): use for title, use in _EXPORTED.items()}
    return found
