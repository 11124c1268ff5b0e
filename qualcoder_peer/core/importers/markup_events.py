"""HTML as a stream of tags and words, for readers that collect their own lines; time and memory grow with the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class MarkupReader(Protocol):
    """What is told of tags (lower case) and of the words between them, entities undone."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        ...

    def end(self, tag: str) -> None:
        """A tag closes, if only because another one makes it."""
        ...

    def data(self, words: str) -> None:
        """Words between tags."""
        ...


def read_markup(markup: str, reader: MarkupReader) -> None:
    """Tell ``reader`` of everything in ``markup``, however broken it is. Nothing outside of it is ever opened."""
    from lxml import etree

    # Not html.parser: up to Python 3.11 it takes the square of the length for broken comments and declarations.
    parser = etree.HTMLParser(target=_Target(reader), encoding="utf-8", huge_tree=True, no_network=True)
    try:
        parser.feed(markup.encode("utf-8", "replace"))
        parser.close()
    except etree.ParserError:  # nothing in it at all
        return


class _Target:
    def __init__(self, reader: MarkupReader) -> None:
        self._reader = reader

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._reader.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._reader.end(tag)

    def data(self, words: str) -> None:
        self._reader.data(words)

    def comment(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass
