"""Rules that single fields obey: one small function a field."""

from __future__ import annotations

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.model import METHOD_TITLES

PROJECT_LANGUAGES = ("sv", "da", "en")


def storable(text: str) -> str:
    """``text`` if a project can hold it. Raises InvalidInput for a NUL or half a character (a lone surrogate)."""
    if "\x00" in text:
        raise InvalidInput(
            "The text “{text}” holds a NUL character, which cannot be stored. Nothing was changed.",
            text=_shown(text),
        )
    try:
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(
            "The text “{text}” holds half a character (a lone surrogate), which cannot be stored. Nothing was changed.",
            text=_shown(text),
        ) from None
    return text


def project_title(title: str) -> str:
    """The title of a project on one line. Raises InvalidInput when it is empty."""
    cleaned = " ".join(storable(title).split())
    if not cleaned:
        raise InvalidInput("A project needs a title. Nothing was changed.")
    return cleaned


def project_language(language: str) -> str:
    """A language that a project can have. Raises InvalidInput."""
    if language not in PROJECT_LANGUAGES:
        raise InvalidInput("The language of a project is sv, da or en. Nothing was changed.")
    return language


def project_method(method: str) -> str:
    """A key of METHOD_TITLES. Raises InvalidInput."""
    if method not in METHOD_TITLES:
        raise InvalidInput("The method “{method}” is not known. Nothing was changed.", method=_shown(method))
    return method


def _shown(text: str) -> str:
    return text[:80].replace("\x00", "␀").encode("utf-8", "replace").decode()
