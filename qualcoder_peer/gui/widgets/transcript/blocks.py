"""How a stored text is cut into the blocks of a QTextDocument, without changing its length or any offset.

Qt's cost is per block, not per character, so in a long text several paragraphs share a block with U+2028 between
them; and a paragraph of enormous length is cut at spaces, because Qt lays a block out as a whole. Only the shown
text differs from the stored one: it is never read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qualcoder_peer.core.text.offsets import Utf16Map

LINE_SEPARATOR = "\u2028"
_GROUP_ABOVE = 2_000
_GROUP_LENGTH = 1_600
_LONG_PARAGRAPH = 4_000
_SOFT_LENGTH = 2_000

# Qt would make block ends of these, or objects, or (\r\n) one position of two characters.
_UNSHOWABLE = "\r\u2029\ufdd0\ufdd1\ufffc"


class ShownText(NamedTuple):
    """The text for Qt, and for each of its blocks how many UTF-16 units and how many paragraphs it holds."""

    text: str
    sizes: list[tuple[int, int]]


def shown_text(text: str, positions: Utf16Map, directions: Sequence[bool] = ()) -> ShownText:
    """``text`` cut into blocks for Qt; every character keeps its place. ``positions`` is the map of ``text``.

    Paragraphs share a block only where ``directions`` (of each, where given) are the same: Qt lays out a whole block
    from one side.
    """
    shown = text
    for character in _UNSHOWABLE:
        if character in shown:
            shown = shown.replace(character, "\ufffd")
    if shown.count("\n") <= _GROUP_ABOVE:
        blocks = shown.split("\n")
    else:
        blocks = _grouped_by_direction(shown, directions) if any(directions) else _grouped(shown)
    if max(map(len, blocks)) > _LONG_PARAGRAPH:
        blocks = [piece for block in blocks for piece in _cut_softly(block)]
    if positions.is_identity:
        sizes = [(len(block), block.count(LINE_SEPARATOR) + 1) for block in blocks]
    else:
        sizes = []
        start = place = 0
        for block in blocks:
            place += len(block)
            units = positions.to_utf16(place)
            sizes.append((units - start, block.count(LINE_SEPARATOR) + 1))
            place, start = place + 1, units + 1
    return ShownText("\n".join(blocks), sizes)


def _grouped(text: str) -> list[str]:
    """Blocks of whole paragraphs, each of at least the wished length where the text is long enough."""
    joined = text.replace("\n", LINE_SEPARATOR)
    blocks: list[str] = []
    start = 0
    while True:
        end = text.find("\n", start + _GROUP_LENGTH)
        if end < 0:
            blocks.append(joined[start:])
            return blocks
        blocks.append(joined[start:end])
        start = end + 1


def _grouped_by_direction(text: str, directions: Sequence[bool]) -> list[str]:
    """The same, with a new block wherever the direction changes."""
    blocks: list[str] = []
    held: list[str] = []
    length, before = 0, directions[0]
    for paragraph, direction in zip(text.split("\n"), directions, strict=True):
        if held and (length >= _GROUP_LENGTH or direction != before):
            blocks.append(LINE_SEPARATOR.join(held))
            held, length = [], 0
        held.append(paragraph)
        length += len(paragraph) + 1
        before = direction
    blocks.append(LINE_SEPARATOR.join(held))
    return blocks


def _cut_softly(block: str) -> list[str]:
    """A long block cut where a space stands; the space becomes the block end, so the length stays."""
    if len(block) <= _LONG_PARAGRAPH:
        return [block]
    pieces: list[str] = []
    start = 0
    while len(block) - start > _SOFT_LENGTH:
        cut = max(
            block.rfind(" ", start, start + _SOFT_LENGTH), block.rfind(LINE_SEPARATOR, start, start + _SOFT_LENGTH)
        )
        if cut <= start:
            cut = block.find(" ", start + _SOFT_LENGTH)
        if cut < 0:
            break
        pieces.append(block[start:cut])
        start = cut + 1
    pieces.append(block[start:])
    return pieces
