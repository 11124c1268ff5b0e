"""Texts a person will read, kept apart from the language they will be read in.

The source text is English and stands in the code; ``core/i18n.py`` turns it into Swedish, Danish or
English at the edge. A message can be stored (the journal keeps the label of each step as one), so the
history is shown in the language of whoever reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:
    """Marks ``text`` for the translation catalogue and returns it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence or label with named parts, translated as a whole.

    ``text`` is a ``str.format`` template with named fields only. With ``plural`` and ``count`` the
    catalogue chooses the form and ``{count}`` is available as a part. A part may itself be a Message.
    """

    text: str
    parts: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None

    def to_json(self) -> str:
        """The message as one line of JSON, for storage in the journal."""
        return json.dumps(_to_plain(self), ensure_ascii=False)

    @staticmethod
    def from_json(stored: str) -> Message:
        """The message that ``to_json`` stored; text that is not such JSON becomes a message of its own words."""
        try:
            plain = json.loads(stored)
        except ValueError:
            return literal(stored)
        return _from_plain(plain) if isinstance(plain, dict) and "text" in plain else literal(stored)


def literal(words: str) -> Message:
    """A message that says exactly ``words`` in every language (a title, a name)."""
    return Message("{words}", {"words": words})


def message(text: str, /, **parts: object) -> Message:
    """A message from a template marked with ``N_`` (or written in place: the catalogue finds this call too)."""
    return Message(text, parts)


def counted(singular: str, plural: str, count: int, /, **parts: object) -> Message:
    """A message whose form depends on ``count``; write the number as ``{count}``."""
    return Message(singular, parts, plural, count)


def _to_plain(value: object) -> object:
    if isinstance(value, Message):
        plain: dict[str, object] = {"text": value.text}
        if value.parts:
            plain["parts"] = {name: _to_plain(part) for name, part in value.parts.items()}
        if value.plural is not None:
            plain["plural"], plain["count"] = value.plural, value.count
        return plain
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _from_plain(plain: dict[str, object]) -> Message:
    parts = plain.get("parts")
    named = {
        name: _from_plain(part) if isinstance(part, dict) and "text" in part else part
        for name, part in (parts.items() if isinstance(parts, dict) else ())
    }
    plural, count = plain.get("plural"), plain.get("count")
    return Message(
        str(plain["text"]),
        named,
        plural if isinstance(plural, str) else None,
        count if isinstance(count, int) else None,
    )
