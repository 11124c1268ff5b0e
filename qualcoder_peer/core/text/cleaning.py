r"""Makes what a file said into text that can be stored, shown, searched and written to Word.

Line ends become ``\n``: ``\r\n``, ``\r``, and also U+0085, U+2028, U+2029, vertical tab and form feed, which
``str.splitlines`` and Qt take for line ends while the rest of the program would not (Qt would then count
lines and positions otherwise than we do). Control characters other than tab are removed, and so are the code
points that XML and Qt keep for themselves (U+FFFE, U+FFFF, U+FDD0–U+FDEF); lone surrogates, which no file can
hold, become U+FFFD. All of that is counted and told. Nothing else is changed: no normalisation.
"""

from __future__ import annotations

import re

from qualcoder_peer.core.domain.messages import Message, counted
from qualcoder_peer.core.domain.sources import LeftOut

_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> tuple[str, tuple[LeftOut, ...]]:
    """``text`` fit to be stored, without line ends at its end, and what was removed or replaced on the way."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub("\n", text)
    left_out = []
    text, controls = _CONTROLS.subn("", text)
    if controls:
        left_out.append(
            LeftOut(
                counted("{count} control character removed", "{count} control characters removed", controls),
                controls,
                lost=False,
            )
        )
    text, surrogates = _SURROGATES.subn("\ufffd", text)
    if surrogates:
        left_out.append(LeftOut(replaced_message(surrogates), surrogates))
    return text.rstrip("\n"), tuple(left_out)


def replaced_message(count: int) -> Message:
    """That ``count`` characters could not be read and stand as U+FFFD in the text."""
    return counted(
        "{count} unreadable character, shown as \ufffd", "{count} unreadable characters, shown as \ufffd", count
    )
