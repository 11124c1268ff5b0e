"""Finds the encoding of a plain text and decodes it.

The rule, tried on Nordic texts down to thirty characters: a byte order mark; zero bytes at odd or even places
mean UTF-16; strict UTF-8; UTF-8 with a few damaged characters; otherwise the one of cp1252, Mac Roman and
cp850 in which the bytes above 127 make the most sense as Nordic letters inside words and as typographic marks
beside them. No statistics over languages: those fail on short texts.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.text.cleaning import clean_text, replaced_message


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text made from bytes: cleaned (see ``clean_text``), the encoding's key, what was removed or replaced."""

    text: str
    encoding: str
    left_out: tuple[LeftOut, ...]


ENCODINGS: dict[str, Message] = {
    "utf-8": message("Unicode (UTF-8)"),
    "utf-16": message("Unicode (UTF-16)"),
    "cp1252": message("Windows, Western European (cp1252)"),
    "mac-roman": message("Mac OS Roman"),
    "cp850": message("DOS, Western European (cp850)"),
    "cp865": message("DOS, Nordic (cp865)"),
    "iso8859-1": message("Latin 1 (ISO 8859-1)"),
    "iso8859-15": message("Latin 9 (ISO 8859-15)"),
}
"""The encodings offered in a preview: key and title."""

_CANDIDATES = ("cp1252", "mac-roman", "cp850")
_SAMPLE = 4_000
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NORDIC = frozenset("åäöæøéü")
_LETTERS = frozenset("àáâãçèêëìíîïñòóôõùúûýÿßœšž")
_OPENING = frozenset("“‘„‚«")
_CLOSING = frozenset("”’»")
_DASHES = frozenset("–—")
_SIGNS = frozenset("…•\u00a0§°´·€£½¼¾©®™²³×±¿¡¨¬ˆ˜\u00ad")
_HIGH = re.compile(r"[^\x00-\x7f]")


def decode(data: bytes, encoding: str | None = None, name: str = "") -> Decoded:
    """The text in ``data``, with the encoding found or the one given (a key of ``ENCODINGS`` or an alias of one).

    ``name`` is the file's name for sentences. Raises UnreadableFile when zero bytes show that it is no text,
    InvalidInput when the encoding asked for is not one of those offered.
    """
    if encoding is not None:
        return _decode_as(data, canonical_encoding(encoding))
    for mark, found in _MARKS:
        if data.startswith(mark):
            return _finished(data[len(mark) :], found)
    if b"\0" in data:
        wide = _utf16_without_mark(data)
        if wide is None:
            raise UnreadableFile(
                "“{name}” is not a text file: it holds zero bytes. Nothing was imported. "
                "Open it in the program that made it and save it as text or Word.",
                name=name,
            )
        return _finished(data, wide)
    if _is_utf8(data):
        return _finished(data, "utf-8")
    return _finished(data, max(_CANDIDATES, key=lambda candidate: _plausibility(data, candidate)))


def canonical_encoding(encoding: str) -> str:
    """The key in ``ENCODINGS`` for a name or alias, such as ``latin1``; raises InvalidInput for any other."""
    try:
        found = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        found = ""
    found = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(found, found)
    if found not in ENCODINGS:
        raise InvalidInput(
            "“{encoding}” is not an encoding that texts can be read with. Choose one of: {offered}.",
            encoding=encoding,
            offered=", ".join(ENCODINGS),
        )
    return found


def _decode_as(data: bytes, encoding: str) -> Decoded:
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(encoding):
            return _finished(data[len(mark) :], marked)
    if encoding == "utf-16":
        return _finished(data, _utf16_without_mark(data) or "utf-16-le")
    return _finished(data, encoding)


def _finished(data: bytes, encoding: str) -> Decoded:
    replaced = 0
    try:
        text = data.decode(encoding, "surrogatepass" if encoding.startswith("utf-") else "strict")
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        replaced = text.count("\ufffd") - data.count("\ufffd".encode(encoding, "ignore") or b"\0\0\0")
    if encoding == "utf-8":
        text = _with_pairs_joined(text)
    text, left_out = clean_text(text)
    if replaced > 0:
        left_out = (*left_out, LeftOut(replaced_message(replaced), replaced))
    return Decoded(text, "utf-16" if encoding.startswith("utf-16") else encoding, left_out)


def _with_pairs_joined(text: str) -> str:
    """Surrogate pairs that a program wrote as two characters of UTF-8 become the one character they mean."""
    if text.isascii() or not re.search("[\ud800-\udbff][\udc00-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _utf16_without_mark(data: bytes) -> str | None:
    """``utf-16-le`` or ``-be`` when zero bytes stand nearly only at odd or at even places, else None."""
    if len(data) % 2 or not data:
        return None
    even, odd = data[0::2].count(0), data[1::2].count(0)
    encoding, many, few = ("utf-16-le", odd, even) if odd >= even else ("utf-16-be", even, odd)
    if many < len(data) // 20 or few * 4 > many:
        return None
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    strange = sum(1 for character in text[:_SAMPLE] if character < "\t" or "\x0e" <= character < " ")
    return None if strange * 10 > min(len(text), _SAMPLE) else encoding


def _is_utf8(data: bytes) -> bool:
    """Whether it is UTF-8, perhaps with lone surrogates or a few damaged or cut characters."""
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        sound = sum(1 for _ in _HIGH.finditer(text)) - damaged
        return sound >= 10 * damaged
    return True


def _plausibility(data: bytes, encoding: str) -> int:
    """How much sense the bytes above 127 make in ``encoding``: the sum over the first thousands of them."""
    text = data.decode(encoding, "replace")
    total = 0
    for number, found in enumerate(_HIGH.finditer(text)):
        if number == _SAMPLE:
            break
        place = found.start()
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        total += _sense(found[0], before, after)
    return total


def _sense(character: str, before: str, after: str) -> int:
    lowered = character.lower()
    if lowered in _NORDIC or lowered in _LETTERS:
        worth = 4 if lowered in _NORDIC else 2
        if character != lowered and before.islower():
            return -4
        if character == lowered and (after.isupper() or (before.isupper() and after.isalpha() and after.isupper())):
            return -4
        return worth if before.isalpha() or after.isalpha() else worth // 4
    if character in _CLOSING or character in _OPENING:
        inside = before.isalpha() and after.isalpha()
        if inside:
            return 4 if character == "’" else -4
        opens = not before.isalnum() and after.isalnum()
        return 4 if (character in _CLOSING) or opens else 1
    if character in _DASHES:
        return -4 if before.isalpha() and after.isalpha() else 3
    if character in _SIGNS:
        return -4 if before.isalpha() and after.isalpha() and character != "\u00ad" else 2
    return -6


PREVIEW_HINT = N_("Are å, ä, ö, æ and ø right? If not, choose another encoding.")
"""Shown beside the choice of encodings in the preview."""
