"""Content controls of a report: what is filled from the project, marked so that it can be found again in Word.

A control (``w:sdt``, ISO/IEC 29500-1, 17.5.2) carries the tag ``qcp1:PPPPPPPP:KEY:HHHHHHHH``: the first eight hex
digits of the project's guid, the key of what lies in it, and the first eight hex digits of the SHA-256 of its text as
we wrote it. So a later update knows whose it is, what belongs there, and whether somebody has changed it since. There
are no locks: the writer may change, move, copy or remove what lies in a control.

Keys: ``q12`` quote 12, ``s12`` its source line, ``h12`` the heading of a question, theme or goal (in the file it has a
bookmark instead of a control, see ``sync_marks``), ``t12`` a table, ``c12`` a chart, ``f-…`` a filled field, ``t-…`` a
table made for the report as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.text.xml_safe import xml_text

_PREFIX = "qcp1"
_KEY = re.compile(r"[a-z][A-Za-z0-9_-]{0,39}")  # Word takes no tag of more than 64 letters
_TAG = re.compile(rf"{_PREFIX}:([0-9a-f]{{8}}):({_KEY.pattern}):([0-9a-f]{{8}})")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LETTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_LEFT_OUT = frozenset((_FALLBACK, f"{_W}sdtPr", f"{_W}moveFrom", f"{_W}fldSimple", f"{_W}rPr", f"{_W}pPr"))
_MOST_ID = 2**31 - 1
KEY_TITLES: Mapping[str, Message] = {
    "q": message("Quote"),
    "s": message("Source of a quote"),
    "h": message("Heading"),
    "t": message("Table"),
    "c": message("Chart"),
    "f": message("Filled in"),
}
"""What people call what lies in a control, by the first letter of its key."""


@dataclass(frozen=True, slots=True)
class ControlTag:
    """A tag taken apart: eight hex digits of the project, the key, eight hex digits of the text as written."""

    project: str
    key: str
    digest: str

    def __str__(self) -> str:
        """The tag as it stands in the file."""
        return f"{_PREFIX}:{self.project}:{self.key}:{self.digest}"


def project_mark(guid: str) -> str:
    """The first eight hex digits of a project's guid, in lower case."""
    return re.sub(r"[^0-9a-f]", "", guid.lower())[:8].rjust(8, "0")


def make_tag(guid: str, key: str, text: str) -> str:
    """The tag of a control of the project with this guid that holds ``text``. Raises ValueError for a bad key."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of a control: {key[:60]!r}")
    return str(ControlTag(project_mark(guid), key, text_hash(text)))


def parse_tag(tag: str) -> ControlTag | None:
    """A tag of ours taken apart; None for any other."""
    found = _TAG.fullmatch(tag.strip())
    return ControlTag(*found.groups()) if found else None


def normalised(text: str) -> str:
    """``text`` with any white space between words as one blank, as it is compared."""
    return " ".join(text.split())


def text_hash(text: str) -> str:
    """The first eight hex digits of the SHA-256 of the normalised text."""
    return hashlib.sha256(normalised(text).encode("utf-8", "replace")).hexdigest()[:8]


def content_text(content: Any, charts: Mapping[str, str] | None = None) -> str:
    """The words of a control's content (or of any element) as they are hashed: paragraphs end with a line end.

    Left out are the results of fields, which Word works out by itself (numbers of tables), marks of footnotes, what
    tracked changes took away, and the second rendering of drawings. ``charts`` gives, by the id of the relation, the
    data of a chart as text (``word_chart.chart_text``), which stands where the chart does.
    """
    return "".join(_letters(content, charts or {}, _Fields()))


def control_key(element: Any) -> ControlTag | None:
    """The tag of a ``w:sdt`` element, where it is ours."""
    tag = element.find(f"{_W}sdtPr/{_W}tag")
    return None if tag is None else parse_tag(tag.get(f"{_W}val") or "")


def find_controls(root: Any) -> Iterator[tuple[Any, ControlTag]]:
    """The controls of ours below ``root`` in the order of the document, also those inside each other."""
    for element in root.iter(f"{_W}sdt"):
        tag = control_key(element)
        if tag is not None:
            yield element, tag


def content_of(element: Any) -> Any:
    """The ``w:sdtContent`` of a ``w:sdt`` element, or None."""
    return element.find(f"{_W}sdtContent")


def alias_of(key: str, say: Texts) -> str:
    """What people read on a control with this key, in a language."""
    return say.say(KEY_TITLES.get(key[:1], KEY_TITLES["f"]))


def control(key: str, content: str) -> str:
    """``content`` (runs, or paragraphs and tables, as text) in a control that ``Controls.complete`` finishes."""
    return (
        f'<w:sdt><w:sdtPr><w:tag w:val="{xml_text(key)}"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
        if key
        else content
    )


class Controls:
    """Finishes the controls of one document: names, tags with the hash of the text, numbers that occur once."""

    def __init__(self, guid: str, say: Texts, taken: Iterable[int] = ()) -> None:
        self._guid, self._say = guid, say
        self._taken = set(taken)

    def complete(self, element: Any, charts: Mapping[str, str] | None = None) -> None:
        """Finish every control that ``control`` began in ``element`` (itself included).

        Raises ValueError for a key that is none.
        """
        for one in list(element.iter(f"{_W}sdt")):
            tag = one.find(f"{_W}sdtPr/{_W}tag")
            if tag is None or ":" in (tag.get(f"{_W}val") or ":"):
                continue
            self._finish(one, tag, charts)

    def _finish(self, element: Any, tag: Any, charts: Mapping[str, str] | None) -> None:
        key = tag.get(f"{_W}val")
        written = make_tag(self._guid, key, content_text(content_of(element), charts))
        tag.set(f"{_W}val", written)
        # The order of the schema: alias, tag, id.
        alias = tag.makeelement(f"{_W}alias")
        alias.set(f"{_W}val", alias_of(key, self._say))
        tag.addprevious(alias)
        number = tag.makeelement(f"{_W}id")
        number.set(f"{_W}val", str(self._number(written)))
        tag.addnext(number)

    def _number(self, tag: str) -> int:
        # The same report gives the same numbers, so that two exports can be compared.
        number = int.from_bytes(hashlib.sha256(tag.encode()).digest()[:4], "big") % _MOST_ID + 1
        while number in self._taken:
            number = number % _MOST_ID + 1
        self._taken.add(number)
        return number


def control_numbers(root: Any) -> Iterator[int]:
    """The numbers of all controls below ``root``, ours or not."""
    for one in root.iter(f"{_W}sdtPr"):
        number = one.find(f"{_W}id")
        value = "" if number is None else number.get(f"{_W}val") or ""
        if value.lstrip("-").isdecimal():
            yield int(value)


class _Fields:
    # How deep in fields we are.
    depth = 0

    def meet(self, kind: str | None) -> None:
        self.depth = max(0, self.depth + {"begin": 1, "end": -1}.get(kind or "", 0))


def _letters(element: Any, charts: Mapping[str, str], fields: _Fields) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag == f"{_W}fldChar":
            fields.meet(child.get(f"{_W}fldCharType"))
        elif tag == f"{_W}t":
            yield "" if fields.depth else child.text or ""
        elif tag in _LETTERS:
            yield "" if fields.depth else _LETTERS[tag]
        elif tag == _CHART:
            yield charts.get(child.get(f"{_R}id") or "", "") + "\n"
        else:
            yield from _letters(child, charts, fields)
            if tag == f"{_W}p":
                yield "\n"
