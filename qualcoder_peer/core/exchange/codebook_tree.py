"""What the readers of code books share: the tree in the making with its limits, and how colours, roles and
descriptions are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, counted
from qualcoder_peer.core.domain.model import ROLE_TITLES, CodeRole
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.exporters.qdc import QDC_LABELS
from qualcoder_peer.core.i18n import LANGUAGES, texts
from qualcoder_peer.core.services.codebook import MAX_LEVELS, clean_name
from qualcoder_peer.core.services.codebook_import import TEXT_FIELDS, ReadCode, ReadCodebook, normal_guid
from qualcoder_peer.core.text.cleaning import clean_text

MOST_CODES = 20_000
"""Codes of a file above which it is refused; the largest code book met in the wild has some 3,000."""
LONGEST_NAME = 100_000
_RGB = re.compile(r"rgba?\(?(\d{1,3})[,; ]\s*(\d{1,3})[,; ]\s*(\d{1,3})(?:[,; ]\s*[\d.]+)?\)?|"
                  r"(\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})")  # fmt: skip
_SHOWN = 80


@dataclass(slots=True)
class _Draft:
    name: str
    parent: int | None
    line: int
    level: int
    role: CodeRole | None
    colour: str
    texts: dict[str, str]
    guid: str
    implied: bool = False


class TreeBuilder:
    """Takes the codes of a file one after the other, each after the one above it.

    What cannot be stored is mended and counted, or refused with a sentence that names file and line.
    """

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.left_out: list[LeftOut] = []
        self._codes: list[_Draft] = []
        self._named: dict[tuple[int | None, str], int] = {}
        self._guids: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[str, int]] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def add(
        self,
        name: str,
        parent: int | None = None,
        line: int = 0,
        *,
        role: str = "",
        colour: str = "",
        described: Mapping[str, str] | None = None,
        guid: str = "",
        distinct: bool = False,
    ) -> int:
        """Add a code and return its place. ``described`` has TEXT_FIELDS and ``memo``.

        One that stands under the same code already becomes one with it, unless ``distinct``. Raises UnreadableFile.
        """
        cleaned = self._name(name, line)
        words = {key: tidied for key, text in (described or {}).items() if (tidied := tidy_text(text))}
        read_role, read_colour = self._role(role, line), self._colour(colour, line)
        there = None if distinct else self._named.get((parent, cleaned))
        if there is not None:
            return self._join(there, line, read_role, read_colour, words, guid)
        level = 1 if parent is None else self._codes[parent].level + 1
        self._check_limits(level, cleaned, line)
        self._codes.append(
            _Draft(cleaned, parent, line, level, read_role, read_colour, words, self._guid(guid, cleaned, line))
        )
        self._named.setdefault((parent, cleaned), len(self._codes) - 1)
        return len(self._codes) - 1

    def add_above(self, path: Sequence[str], line: int = 0) -> int | None:
        """The place of the code at ``path``, made with those above it where they are missing; None for no names."""
        at: int | None = None
        for name in path:
            at = self.find_or_add(name, at, line)
        return at

    def find_or_add(self, name: str, parent: int | None, line: int = 0, role: str = "") -> int:
        """The place of a code that is only named as the one above others; it is made where it is missing."""
        found = self._named.get((parent, self._name(name, line)))
        if found is None:
            found = self.add(name, parent, line, role=role)
            self._codes[found].implied = True
        return found

    def note(self, left_out: LeftOut) -> None:
        """Tell of something that is not among the codes, or in another shape."""
        self.left_out.append(left_out)

    def book(self) -> ReadCodebook:
        """The code book. Raises UnreadableFile when there is not one code."""
        if not self._codes:
            raise UnreadableFile("“{name}” holds no codes. Nothing was imported.", name=self.file_name)
        codes = tuple(
            ReadCode(
                one.name, one.parent, one.line, one.role, one.colour,
                {key: one.texts[key] for key in TEXT_FIELDS if key in one.texts}, one.texts.get("memo", ""), one.guid,
            )
            for one in self._codes
        )  # fmt: skip
        return ReadCodebook(self.file_name, codes, (*self.left_out, *self._notes()))

    # Private

    def _name(self, name: str, line: int) -> str:
        cleaned = clean_name(clean_text(name)[0])
        if not cleaned:
            raise UnreadableFile(
                "In “{file}” a code has no name (line {line}). Nothing was imported. Give it one and try again.",
                file=self.file_name,
                line=line,
            )
        if len(cleaned) > LONGEST_NAME:
            raise UnreadableFile(
                "In “{file}” a code has a name of {length} characters (line {line}: “{name}…”); {limit} is the most. "
                "Nothing was imported.",
                file=self.file_name,
                length=len(cleaned),
                line=line,
                name=cleaned[:_SHOWN],
                limit=LONGEST_NAME,
            )
        if "<" in name and cleaned != " ".join(name.split()):
            self._count("html", cleaned, line)
        return cleaned

    def _check_limits(self, level: int, name: str, line: int) -> None:
        if level > MAX_LEVELS:
            raise UnreadableFile(
                "In “{file}” the code “{name}” (line {line}) is {level} levels down; a code tree may have at most "
                "{limit}. Nothing was imported.",
                file=self.file_name,
                name=name[:_SHOWN],
                line=line,
                level=level,
                limit=MAX_LEVELS,
            )
        if len(self._codes) >= MOST_CODES:
            raise UnreadableFile(
                "“{file}” has more than {limit} codes, more than anybody can survey: it is probably no code book. "
                "Nothing was imported.",
                file=self.file_name,
                limit=MOST_CODES,
            )

    def _join(
        self, there: int, line: int, role: CodeRole | None, colour: str, words: Mapping[str, str], guid: str
    ) -> int:
        one = self._codes[there]
        if guid and not one.guid:
            one.guid = self._guid(guid, one.name, line)
        if one.implied:
            one.implied, one.line = False, line
        elif one.line and line and one.line != line:
            self._count("twice", one.name, line)
        one.role, one.colour = one.role or role, one.colour or colour
        for key, text in words.items():
            before = one.texts.get(key, "")
            one.texts[key] = f"{before}\n\n{text}" if before and before != text else text
        return there

    def _role(self, role: str, line: int) -> CodeRole | None:
        words = role.strip()
        found = role_of(words) if words else None
        if words and found is None:
            self._count("role", words, line)
        return found

    def _colour(self, colour: str, line: int) -> str:
        words = colour.strip()
        found = colour_of(words) if words else ""
        if words and not found:
            self._count("colour", words, line)
        return found

    def _guid(self, guid: str, name: str, line: int) -> str:
        words = guid.strip()
        found = normal_guid(words) if words else ""
        if words and (not found or found in self._guids):
            self._count("guid", name, line)
            return ""
        if found:
            self._guids.add(found)
        return found

    def _count(self, key: str, name: str, line: int) -> None:
        self._counts[key] += 1
        self._first.setdefault(key, (name[:_SHOWN], line))

    def _notes(self) -> list[LeftOut]:
        said = []
        for key, lost in (("twice", False), ("html", False), ("role", True), ("colour", True), ("guid", False)):
            count = self._counts[key]
            if count:
                name, line = self._first[key]
                said.append(LeftOut(_sentence(key, count, name, line), count, lost=lost))
        return said


def _sentence(key: str, count: int, name: str, line: int) -> Message:
    if key == "twice":
        return counted(
            "{count} code stands twice in the same place (“{name}”, again in line {line}); it became one code",
            "{count} codes stand again in the same place (first “{name}” in line {line}); they became one code each",
            count,
            name=name,
            line=line,
        )
    if key == "html":
        return counted(
            "{count} name was cleaned of web page markup (“{name}”)",
            "{count} names were cleaned of web page markup (first “{name}”)",
            count,
            name=name,
        )
    if key == "role":
        return counted(
            "{count} role is not known (“{name}”, line {line})",
            "{count} roles are not known (first “{name}”, line {line})",
            count,
            name=name,
            line=line,
        )
    if key == "colour":
        return counted(
            "{count} colour cannot be read (“{name}”, line {line}); the palette gives another",
            "{count} colours cannot be read (first “{name}”, line {line}); the palette gives others",
            count,
            name=name,
            line=line,
        )
    return counted(
        "{count} code has no identity of its own in the file (“{name}”) and gets a new one",
        "{count} codes have no identity of their own in the file (first “{name}”) and get new ones",
        count,
        name=name,
    )


def tidy_text(text: str) -> str:
    """A text fit to be stored, without white space at its ends."""
    return clean_text(text)[0].strip()


def colour_of(words: str) -> str:
    """A colour as ``#rrggbb`` from ``#rgb``, ``rrggbb``, ``rgb(…)``, ``rgba(…)`` or ``r,g,b``; empty for others."""
    plain = words.strip().lower()
    short = re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", plain)
    if short:
        return "#" + "".join(digit * 2 for digit in short.groups())
    if re.fullmatch(r"#?[0-9a-f]{6}", plain):
        return "#" + plain[-6:]
    found = _RGB.fullmatch(plain)
    numbers = [int(number) for number in found.groups() if number is not None] if found else []
    return "#" + "".join(f"{number:02x}" for number in numbers) if numbers and max(numbers) < 256 else ""


def role_of(words: str) -> CodeRole | None:
    """The role that ``words`` name in any language of the program."""
    return _roles().get(words.strip().casefold())


@cache
def _roles() -> dict[str, CodeRole]:
    found = {role.value: role for role in CodeRole}
    for language in LANGUAGES:
        found |= {texts(language)(title).casefold(): role for role, title in ROLE_TITLES.items()}
    return {**_OTHER_WORDS, **found}


_OTHER_WORDS = {
    **dict.fromkeys(("fråga", "frågeställning", "forskningsfråga"), CodeRole.QUESTION),
    **dict.fromkeys(("spørgsmål", "forskningsspørgsmål"), CodeRole.QUESTION),
    **dict.fromkeys(("kategori", "category", "huvudtema", "hovedtema"), CodeRole.THEME),
    **dict.fromkeys(("underkod", "underkode", "sub-code", "subcode", "kode", "kod"), CodeRole.CODE),
    **dict.fromkeys(("mål", "goal", "target"), CodeRole.GOAL),
}


def described_in(description: str) -> dict[str, str]:
    """The texts of a code out of one description: what stands behind “When to use:”, “Example:” and the like, in any
    language of the program, at the beginning of a paragraph; the rest is the definition."""
    text = tidy_text(description)
    parts: dict[str, list[str]] = {}
    key, start = "definition", 0
    for found in _label_pattern().finditer(text):
        parts.setdefault(key, []).append(text[start : found.start()])
        key, start = _labels()[found[1].casefold()], found.end()
    parts.setdefault(key, []).append(text[start:])
    joined = {key: "\n\n".join(words for one in pieces if (words := one.strip())) for key, pieces in parts.items()}
    return {key: words for key, words in joined.items() if words}


@cache
def _labels() -> dict[str, str]:
    return {texts(language)(label).casefold(): key for language in LANGUAGES for key, label in QDC_LABELS.items()}


@cache
def _label_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(label) for label in sorted(_labels(), key=len, reverse=True))
    return re.compile(rf"(?:\A|\n[ \t]*\n)[ \t]*({words}):[ \t]*", re.IGNORECASE)
