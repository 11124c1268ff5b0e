"""Looks over a PDF before any page of it is read: drawings that unpack or repeat themselves without bound.

PDFium draws a form as often as it is named, forms inside forms too, so that two kilobytes can name ten thousand
million of them; and it unpacks what it needs in one piece. It cannot be stopped, so it must not begin. PDFium itself
writes the file anew first, without a password and with plain tables: in that shape the few things needed here are easy
to find and nothing can be hidden from us that PDFium would see.
"""

from __future__ import annotations

import base64
import binascii
import ctypes
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qualcoder_peer.core.domain.errors import UnreadableFile

MOST_UNPACKED = 30_000_000
"""Bytes of one page's drawing commands above which the file is refused; a million letters take about a third."""

MOST_DRAWN = 200_000
"""Forms drawn on one page, those inside others counted each time, above which the file is refused."""

_TOKEN = re.compile(rb"\s*(<<|>>|\[|\]|\(|/[^\s<>\[\]()/%]*|<[0-9A-Fa-f\s]*>|[^\s<>\[\]()/%]+)")
_IN_STRING = re.compile(rb"[^()\\]+|\\.|[()]", re.DOTALL)
_DRAWS = re.compile(rb"Do(?![A-Za-z0-9])")
_SECTION = re.compile(rb"(\d+) (\d+)\s+")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])\s*")
_KEPT_PACKED = frozenset((b"/Image", b"/Type1C", b"/CIDFontType0C", b"/OpenType"))
_SLACK = 50_000_000


@dataclass(frozen=True, slots=True)
class _Reference:
    number: int


_Value = Any


def refuse_bombs(raw: Any, document: Any, size: int, name: str) -> None:
    """Raises UnreadableFile when what a page draws would fill the memory; ``size`` is the file's, in bytes."""
    data = _written_anew(raw, document, 3 * size + _SLACK)
    if data is None:
        raise _too_much(name)
    objects = _Objects(data)
    streams = [number for number in objects.places if objects.is_stream(number)]
    forms: dict[int, dict[bytes, _Value]] = {}
    for number in streams:
        keys = objects.keys(number)
        if keys.get(b"/Subtype") == b"/Form":
            forms[number] = keys
        if keys.get(b"/Subtype") not in _KEPT_PACKED and objects.unpacked(number) is None:
            raise _too_much(name)
    try:
        if forms and _Drawing(objects, forms).most() > MOST_DRAWN:
            raise _too_much(name)
    except RecursionError as error:
        raise _too_much(name) from error


def _written_anew(raw: Any, document: Any, limit: int) -> bytes | None:
    """The file without security as PDFium writes it, None when it grows beyond ``limit`` bytes."""
    written = bytearray()

    def write(_: Any, block: Any, length: int) -> int:
        if len(written) + length > limit:
            return 0
        written.extend(ctypes.string_at(block, length))
        return 1

    target = raw.FPDF_FILEWRITE()
    callback = dict(raw.FPDF_FILEWRITE._fields_)["WriteBlock"](write)
    target.version, target.WriteBlock = 1, callback
    return bytes(written) if raw.FPDF_SaveAsCopy(document, target, raw.FPDF_REMOVE_SECURITY) else None


class _Objects:
    """The objects of a file by number, parsed when they are asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.places = _table(data)
        ends = sorted((*self.places.values(), len(data)))
        self._ends = dict(zip(ends, ends[1:], strict=False))

    def is_stream(self, number: int) -> bool:
        """Whether the object is a stream."""
        start = self.places[number]
        end = self._ends[start]
        return self._data.find(b"endstream", max(start, end - 200), end) >= 0

    def keys(self, number: int) -> dict[bytes, _Value]:
        """The dictionary that an object is or begins with."""
        return self._parsed(number)[0]

    def resolved(self, value: _Value) -> _Value:
        """The object behind a reference, or the value itself; empty when it is none."""
        if isinstance(value, _Reference):
            return self._parsed(value.number)[0] if value.number in self.places else {}
        return value

    def unpacked(self, number: int) -> bytes | None:
        """What a stream holds: empty when it is packed in an uncommon way, None when it is too large."""
        keys, place = self._parsed(number)
        start = self._data.find(b"stream", place) + len(b"stream\r\n")
        end = self._data.rfind(b"endstream", start, self._ends[self.places[number]])
        data = self._data[start : max(start, end)]
        filters = keys.get(b"/Filter", [])
        for one in filters if isinstance(filters, list) else [filters]:
            unpacked = _unfiltered(data, self.resolved(one))
            if unpacked is None or len(unpacked) > MOST_UNPACKED:
                return None
            data = unpacked
        return data if len(data) <= MOST_UNPACKED else None

    def _parsed(self, number: int) -> tuple[dict[bytes, _Value], int]:
        head = self._data.find(b"obj", self.places[number])
        value, place = _parse(self._data, head + 3)
        return (value if isinstance(value, dict) else {}), place


class _Drawing:
    """Counts how many forms the pages draw."""

    def __init__(self, objects: _Objects, forms: dict[int, dict[bytes, _Value]]) -> None:
        self._objects, self._forms = objects, forms
        self._costs: dict[int, int] = {}

    def most(self) -> int:
        """The largest number on one page; beyond ``MOST_DRAWN`` at least that."""
        largest = 0
        for number in self._objects.places:
            if not self._objects.is_stream(number):
                page = self._objects.keys(number)
                if b"/Contents" in page:
                    largest = max(largest, self._page(page))
        return largest

    def _page(self, page: dict[bytes, _Value]) -> int:
        contents = page[b"/Contents"]
        if isinstance(contents, _Reference) and not self._is_stream(contents):
            contents = self._objects.resolved(contents)
        parts = contents if isinstance(contents, list) else [contents]
        draws = sum(self._draws(one.number) for one in parts if isinstance(one, _Reference) and self._is_stream(one))
        return draws * self._costliest(page) if draws else 0

    def _is_stream(self, reference: _Reference) -> bool:
        return reference.number in self._objects.places and self._objects.is_stream(reference.number)

    def _draws(self, number: int) -> int:
        return len(_DRAWS.findall(self._objects.unpacked(number) or b""))

    def _costliest(self, keys: dict[bytes, _Value]) -> int:
        """What the costliest form costs that a page or form may draw; what is its own has to be said by itself or
        by what it hangs on, and where nothing is said it may be any."""
        seen = 0
        while b"/Resources" not in keys and b"/Parent" in keys and seen < 50:
            keys = self._objects.resolved(keys[b"/Parent"])
            keys = keys if isinstance(keys, dict) else {}
            seen += 1
        if b"/Resources" not in keys:
            return max((self._cost(number) for number in self._forms), default=0)
        resources = self._objects.resolved(keys[b"/Resources"])
        named = self._objects.resolved(resources.get(b"/XObject", {})) if isinstance(resources, dict) else {}
        references = named.values() if isinstance(named, dict) else ()
        return max((self._cost(one.number) for one in references if isinstance(one, _Reference)), default=0)

    def _cost(self, number: int) -> int:
        """How many forms are drawn when this one is, itself counted; too many for one that draws itself."""
        if number not in self._forms:
            return 0
        if number not in self._costs:
            self._costs[number] = MOST_DRAWN + 1  # what it is found to be when it is met again inside itself
            draws = self._draws(number)
            inner = self._costliest(self._forms[number]) if draws else 0
            self._costs[number] = min(1 + draws * inner, MOST_DRAWN + 1)
        return self._costs[number]


def _table(data: bytes) -> dict[int, int]:
    """Where each object begins, by the table at the file's end."""
    found: dict[int, int] = {}
    start = data.rfind(b"startxref")
    digits = data[start + 9 : start + 40].split()
    place = int(digits[0]) if start >= 0 and digits and digits[0].isdigit() else len(data)
    place += len(b"xref")
    while place < start:
        while data[place : place + 1].isspace():
            place += 1
        section = _SECTION.match(data, place)
        if section is None:
            break
        place = section.end()
        for number in range(int(section[1]), int(section[1]) + int(section[2])):
            entry = _ENTRY.match(data, place)
            if entry is None:
                return found
            place = entry.end()
            if entry[3] == b"n" and int(entry[1]) < len(data):
                found[number] = int(entry[1])
    return found


def _unfiltered(data: bytes, name: _Value) -> bytes | None:
    """The data one filter unpacks to, None when that is too large or cannot be told."""
    try:
        if name in (b"/FlateDecode", b"/Fl"):
            return zlib.decompressobj().decompress(data, MOST_UNPACKED + 1)
        if name in (b"/ASCIIHexDecode", b"/AHx"):
            digits = b"".join(data.partition(b">")[0].split())
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        if name in (b"/ASCII85Decode", b"/A85"):
            return base64.a85decode(data.strip().removesuffix(b"~>"), adobe=False)
        if name in (b"/LZWDecode", b"/LZW", b"/RunLengthDecode", b"/RL"):
            # Not unpacked here; what may be in it is taken to draw a good deal.
            return data + b" Do" * 1_000 if len(data) * 100 < MOST_UNPACKED else None
    except (zlib.error, binascii.Error, ValueError):
        return b""  # damaged: PDFium takes what it can of it, and that is no more than there is
    return data


def _parse(data: bytes, place: int) -> tuple[_Value, int]:
    """The value that begins at ``place`` and where it ends."""
    stack: list[list[_Value]] = [[]]
    while True:
        match = _TOKEN.match(data, place)
        if match is None:
            return (stack[0][0] if stack[0] else None), place
        token, place = match[1], match.end()
        if token in (b"<<", b"["):
            stack.append([])
            continue
        if token == b"(":
            place = _string_end(data, place)
            stack[-1].append(token)
        elif token == b"R" and len(stack[-1]) > 1:
            stack[-1].pop()
            number = stack[-1].pop()
            stack[-1].append(_Reference(int(number) if isinstance(number, bytes) and number.isdigit() else -1))
        elif token in (b">>", b"]"):
            if len(stack) == 1:
                return None, place
            inner = stack.pop()
            stack[-1].append(_dictionary(inner) if token == b">>" else inner)
        else:
            stack[-1].append(token)
        if len(stack) == 1:
            return stack[0][0], place


def _dictionary(values: Iterable[_Value]) -> dict[bytes, _Value]:
    pairs = list(values)
    return {key: value for key, value in zip(pairs[::2], pairs[1::2], strict=False) if isinstance(key, bytes)}


def _string_end(data: bytes, place: int) -> int:
    depth = 1
    while depth:
        match = _IN_STRING.match(data, place)
        if match is None:
            return len(data)
        place = match.end()
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
    return place


def _too_much(name: str) -> UnreadableFile:
    return UnreadableFile(
        "“{name}” holds drawings that would unpack to far more than a document holds and was not opened. "
        "Nothing was imported. If you trust it, open it in a PDF reader, print it to a new PDF, and import that.",
        name=name,
    )
