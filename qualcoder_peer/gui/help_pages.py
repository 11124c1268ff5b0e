"""The pages of the help: Markdown in ``resources/help``, with keys and names of actions filled in as they are now.

``{key:coding.next}`` is the first key of an action, ``{name:coding.next}`` what it is called in the window. Rooms that
have not been opened have no actions yet: what these are usually called and answer to stands in ``keys.json``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QKeySequence

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.resources import resource
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.i18n import say, tr
from qualcoder_peer.gui.settings import Settings

PAGES = (
    "start", "material", "respondents", "personal-data", "coding", "reading", "codes", "finding", "editing", "memos",
    "coders", "report", "comparing", "finished",
)  # fmt: skip
"""In the order in which one needs them; the files are ``PAGE.LANGUAGE.md``, a title on the first line."""
PLACEHOLDER = re.compile(r"\{(key|name):([a-z_]+\.[a-z0-9_]+)\}")
_ALSO = re.compile(r"^(?:See also|Se även|Se også):(?:.+\n?)+", re.MULTILINE)
_MARKS = re.compile(r"[*`|]|\]\([^)]*\)|\[|^#+ |^[-:| ]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A section of a page in which all words sought stand; ``excerpt`` are the words around the first of them."""

    page: str
    title: str
    section: str
    excerpt: str


def raw_text(page: str, language: str) -> str:
    """A page as it stands in its file; in English where it is not told in a language."""
    for one in (language, "en"):
        path = resource("help", f"{page}.{one}.md")
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


@lru_cache(maxsize=1)
def usual_keys() -> dict[str, list[str]]:
    """Id → English title and usual keys of the actions the help names. Written by ``tests/support/help_keys.py``."""
    found: dict[str, list[str]] = json.loads(resource("help", "keys.json").read_text(encoding="utf-8"))
    return found


class HelpPages:
    """The pages in a language, with the keys of now."""

    def __init__(self, actions: ActionRegistry, settings: Settings) -> None:
        self._actions, self._settings = actions, settings

    def text(self, page: str, language: str) -> str:
        """A page in Markdown, everything filled in."""
        return PLACEHOLDER.sub(lambda found: self._fill(found[1], found[2]), raw_text(page, language))

    def title(self, page: str, language: str) -> str:
        """What stands on the first line of a page."""
        return raw_text(page, language).partition("\n")[0].lstrip("# ")

    def section(self, page: str, language: str, action: str) -> str:
        """The heading under which a page first tells of an action; empty where it does not, or before any heading."""
        before, found, _after = raw_text(page, language).partition(f":{action}}}")
        headings = re.findall(r"^##+ (.+)$", before, flags=re.MULTILINE)
        return headings[-1].strip() if found and headings else ""

    def find(self, words: str, language: str) -> list[Hit]:
        """The sections with all the words, in the order of the pages; those with a word in the heading come first."""
        wanted = words.casefold().split()
        if not wanted:
            return []
        hits: list[tuple[int, Hit]] = []
        for page in PAGES:
            title = self.title(page, language)
            for heading, body in _sections(self.text(page, language)):
                whole = f"{title} {heading} {body}".casefold()
                if all(word in whole for word in wanted):
                    in_heading = any(word in heading.casefold() for word in wanted)
                    excerpt = _around(body, wanted)
                    hits.append((0 if in_heading else 1, Hit(page, title, heading, excerpt)))
        return [hit for _rank, hit in sorted(hits, key=lambda one: one[0])]

    def keys_of(self, id: str) -> str:
        """The first key of an action as the system writes it; empty when it has none."""
        if id in self._actions:
            keys = self._actions.get(id).shortcut()
        else:
            chosen = self._settings.shortcuts.get(id)
            keys = QKeySequence.fromString(usual_keys()[id][1] if chosen is None else chosen)
        return keys.toString(QKeySequence.SequenceFormat.NativeText)

    def name_of(self, id: str) -> str:
        """What an action is called in the language of the window."""
        known = next((one for one in self._actions.all() if one.id == id), None)
        return say(known.name if known is not None else Message(usual_keys()[id][0])).rstrip("…")

    def _fill(self, what: str, id: str) -> str:
        if what == "name":
            return f"**{self.name_of(id)}**"
        keys = self.keys_of(id)
        return f"`{keys}`" if keys else f"*{tr('no key')}*"


def _sections(text: str) -> list[tuple[str, str]]:
    """Heading and body of each part of a page; the first is the page's own title."""
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return [(parts[at].strip(), _plain(parts[at + 1])) for at in range(1, len(parts) - 1, 2)]


def _plain(markdown: str) -> str:
    return " ".join(_MARKS.sub("", _ALSO.sub("", markdown)).split())


def _around(body: str, wanted: list[str]) -> str:
    """Some words around the first of those wanted."""
    at = min((place for word in wanted if (place := body.casefold().find(word)) >= 0), default=0)
    start = 0 if at < 40 else body.rfind(" ", 0, at - 25) + 1
    return ("… " if start else "") + body[start : start + 110].rsplit(" ", 1)[0] + (" …" if body[start + 110 :] else "")
