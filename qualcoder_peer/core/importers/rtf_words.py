"""The words of Rich Text Format that matter for text, after Microsoft's specification 1.9.1, and its code pages."""

from __future__ import annotations

import codecs
import re

CHARSETS: dict[int, str] = {
    0: "cp1252", 77: "mac-roman", 78: "shift-jis", 80: "gb2312", 81: "big5", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850", 256: "mac-roman",
}  # fmt: skip
"""The code page that ``\\fcharset`` means."""

SYMBOL_CHARSET = 2
DEFAULT_CHARSET = 1

_MAC_PAGES = {
    10000: "mac-roman", 10006: "mac-greek", 10007: "mac-cyrillic", 10029: "mac-latin2", 10079: "mac-iceland",
    10081: "mac-turkish",
}  # fmt: skip

CHARACTERS: dict[bytes, str] = {
    b"tab": "\t", b"line": "\n", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"endash": "–", b"emdash": "—", b"enspace": "\u2002", b"emspace": "\u2003", b"qmspace": "\u2005", b"zwj": "\u200d",
    b"zwnj": "\u200c", b"zwbo": "\u200b", b"zwnbo": "\u2060", b"ltrmark": "\u200e", b"rtlmark": "\u200f",
}  # fmt: skip
"""Words that stand for one character."""

SIGNS: dict[bytes, str] = {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}"}
"""Signs after a backslash that stand for one character; others say nothing about the text."""

COUNTED_GROUPS: dict[bytes, str] = {
    b"footnote": "footnotes", b"pict": "pictures", b"shppict": "pictures", b"object": "embedded",
    b"header": "headers", b"headerl": "headers", b"headerr": "headers", b"headerf": "headers", b"footer": "headers",
    b"footerl": "headers", b"footerr": "headers", b"footerf": "headers", b"listtext": "numbers", b"pntext": "numbers",
}  # fmt: skip
"""Groups that are left out and told, with the key of ``told.left_out``."""

SKIPPED_GROUPS = frozenset(
    b"""
    colortbl filetbl info fldinst xe tc tcn rxe txe shprslt nonshppict nonesttables sp private template nextfile revtbl
    ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn formfield datafield objdata objclass objname objalias keycode pntxta
    pntxtb bkmkstart bkmkend atnicn atntime listtable listoverridetable rsidtbl generator themedata colorschememapping
    latentstyles datastore xmlnstbl pgdsctbl userprops docvar mmathPr panose falt fontemb fontfile title author
    operator manager company category keywords doccomm hlinkbase subject
    """.split()
)
"""Groups without text of the document, starred or not."""

STARRED = frozenset(
    b"""
    do shpinst ud annotation atnid atnauthor atrfstart atrfend atnref atndate cs moMath moMathPara
    """.split()
)
"""Groups that a reader may skip when it does not know them, and that this one knows; all other starred ones go."""

_PROPERTIES = re.compile(rb"m[A-Za-z]*Pr")
_HEADING = re.compile(r"(?:heading|rubrik|overskrift)\s*([1-9])")


def is_skipped(word: bytes) -> bool:
    """Whether a group that begins with ``word`` holds no text of the document."""
    return word in SKIPPED_GROUPS or _PROPERTIES.fullmatch(word) is not None


def code_page(number: int) -> str:
    """The codec for a code page by its number; Windows, Western European for one that is not known."""
    name = _MAC_PAGES.get(number) or ("utf-8" if number == 65001 else f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def heading_level(style_name: str) -> int | None:
    """1 to 9 for the name of a heading style, else None."""
    found = _HEADING.fullmatch(style_name.strip().casefold())
    return int(found[1]) if found else None


def written_at(stamp: str) -> str:
    """ISO 8601 for a date and time packed into one number as Word does; empty when it is none."""
    try:
        packed = int(stamp) & 0xFFFFFFFF
    except ValueError:
        return ""
    minute, hour, day = packed & 0x3F, packed >> 6 & 0x1F, packed >> 11 & 0x1F
    month, year = packed >> 16 & 0xF, 1900 + (packed >> 20 & 0x1FF)
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return ""
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"
