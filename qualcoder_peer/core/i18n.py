"""Swedish, Danish and English for the window, the command line and what is exported, without Qt.

English source texts stand in the code; ``resources/translations/<language>.po`` holds the translations and
the ``.mo`` beside it what is loaded (GNU gettext, read by the standard library). One mechanism serves all
places, because a report is exported in the language of the project, whatever the window speaks.
"""

from __future__ import annotations

import gettext
import locale
import os
from functools import lru_cache

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.resources import resource

LANGUAGES: dict[str, str] = {"sv": "Svenska", "da": "Dansk", "en": "English"}


class Texts:
    """The texts of one language. Call it with a source text and its named parts."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        path = resource("translations", f"{self.language}.mo")
        if self.language != "en" and path.is_file():
            with path.open("rb") as file:
                self._catalogue = gettext.GNUTranslations(file)

    def __call__(self, text: str, /, **parts: object) -> str:
        """``text`` in this language with its named parts filled in."""
        return self.say(Message(text, parts))

    def counted(self, singular: str, plural: str, count: int, /, **parts: object) -> str:
        """The form of a text that fits ``count``, which is also the part ``{count}``."""
        return self.say(Message(singular, parts, plural, count))

    def say(self, message: Message) -> str:
        """A message in this language; parts that are messages are translated first."""
        if message.plural is not None and message.count is not None:
            template = self._catalogue.ngettext(message.text, message.plural, message.count)
        else:
            template = self._catalogue.gettext(message.text) if message.text else ""
        if not message.parts and message.count is None:
            return template
        parts = {
            name: self.say(part) if isinstance(part, Message) else part for name, part in message.parts.items()
        }
        parts.setdefault("count", message.count)
        return template.format(**parts)


@lru_cache(maxsize=8)
def texts(language: str) -> Texts:
    """The texts of a language (``sv``, ``da``, ``en``; anything else reads English), loaded once."""
    return Texts(language)


def system_language() -> str:
    """The language of the environment if we speak it (Norwegian reads Danish), else English.

    ``QUALCODER_PEER_LANGUAGE`` goes before what the system says.
    """
    for name in ("QUALCODER_PEER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name, "")
        if value:
            break
    else:
        value = locale.getlocale()[0] or ""
    short = value.replace("Swedish", "sv").replace("Danish", "da").split(":")[0][:2].lower()
    return {"nb": "da", "nn": "da", "no": "da"}.get(short, short if short in LANGUAGES else "en")
