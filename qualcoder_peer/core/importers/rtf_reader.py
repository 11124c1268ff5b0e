"""Reads Rich Text Format: groups in braces, words after backslashes, and between them the text.

One pass over the bytes with one regular expression, no recursion. Tracked changes are read as accepted, hidden text is
left out, text boxes come once, after the paragraph they are anchored in; what is left out is counted by kind. Braces
that do not match are mended as well as they can be, and counted as damage.
"""

from __future__ import annotations

import re

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.lines import Line
from qualcoder_peer.core.importers.rtf_text import RtfText
from qualcoder_peer.core.importers.rtf_words import COUNTED_GROUPS, STARRED, is_skipped

_TOKEN = re.compile(
    rb"\\([A-Za-z]+)(?:(-?\d{1,10}))? ?"  # 1 a word, 2 its number
    rb"|((?:\\'[0-9A-Fa-f]{2})+)"  # 3 bytes in hexadecimal
    rb"|([{}])"  # 4
    rb"|([^\\{}\r\n\0]+)"  # 5 text
    rb"|\\([^A-Za-z])"  # 6 a sign
    rb"|[\r\n\0]+",
    re.DOTALL,
)
_WORD, _NUMBER, _HEX, _BRACE, _TEXT, _SIGN = 1, 2, 3, 4, 5, 6
_IN_SKIPPED = re.compile(rb"[{}]|\\bin(-?\d{1,10}) ?|\\[^A-Za-z]", re.DOTALL)
_MARKUP = re.compile(rb"\\(?!u-?\d)[A-Za-z]+-?\d* ?|[{}\s;]")
_NEXT_PARAGRAPH = re.compile(rb"\\pard(?![a-z])")
_NEVER_TEXT = frozenset((b"pict", b"shppict", b"nonshppict", b"object", b"objdata", b"datastore", b"themedata"))
_WITHOUT_PARAGRAPHS = frozenset((b"info", b"colortbl", b"filetbl", b"rsidtbl", b"generator", b"latentstyles"))
_AFTER_THE_END = b"} \t\r\n\0\x1a"
_MOST_NESTED = 1_000


class RtfReader:
    """Goes through the bytes of one file; ``text`` collects what it says."""

    def __init__(self, data: bytes, name: str) -> None:
        self.text = RtfText(not data.isascii() and _is_utf8(data))
        self._data = data
        self._name = name
        self._place = 0
        self._fresh = False  # whether a group has just begun
        self._starred = False
        self._outside = False

    def lines(self) -> list[Line]:
        """All lines of the file; raises UnreadableFile when its groups are nested without end."""
        data, end, match, text = self._data, len(self._data), _TOKEN.match, self.text
        known = text.known | {b"bin", b"upr"}
        while self._place < end:
            token = match(data, self._place)
            if token is None:  # a backslash is the last byte
                break
            self._place = token.end()
            kind = token.lastindex
            if kind == _TEXT:
                self._fresh = False
                text.take(token[_TEXT], raw=True)
            elif kind == _WORD or kind == _NUMBER:
                if not self._fresh and token[_WORD] not in known:
                    text.skip = 0
                    continue
                self._word(token[_WORD], None if kind == _WORD else int(token[_NUMBER]))
            elif kind == _BRACE:
                self._open() if token[_BRACE] == b"{" else self._close()
            elif kind == _HEX:
                self._fresh = False
                text.take(bytes.fromhex(token[_HEX].replace(b"\\'", b"").decode("ascii")), raw=False)
            elif kind == _SIGN:
                self._sign(token[_SIGN])
        text.counts["damage"] += bool(text.depth)
        return text.finish()

    def _open(self) -> None:
        if self.text.depth >= _MOST_NESTED:
            raise UnreadableFile(
                "“{name}” is built of groups nested too deeply to be read. Nothing was imported. "
                "Open it in Word and save it as .docx.",
                name=self._name,
            )
        self.text.open()
        self._fresh, self._starred = True, False

    def _close(self) -> None:
        self._fresh = False
        if self.text.depth:
            self.text.close()
        if not self.text.depth and not self._outside:
            self._outside = True
            if self._data[self._place :].strip(_AFTER_THE_END):
                self.text.counts["damage"] += 1  # something follows the end: better too much text than too little
            else:
                self._place = len(self._data)

    def _word(self, word: bytes, number: int | None) -> None:
        fresh, self._fresh = self._fresh, False
        if fresh and self._is_left_out(word):
            return
        self.text.word(word, number)
        if word == b"bin":
            self._place += max(0, number or 0)
        elif word == b"upr":
            self._skip_alternative()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*" and self._fresh:
            self._starred = True
        else:
            self._fresh = False
            self.text.sign(sign)

    def _is_left_out(self, word: bytes) -> bool:
        """Skips the group that begins with ``word`` if it holds nothing of the text, and counts what should be told."""
        counted = COUNTED_GROUPS.get(word)
        if counted is None and not is_skipped(word) and not (self._starred and word not in STARRED):
            return False
        inner = self._skip_group(word)
        counts = self.text.counts
        if counted == "footnotes":
            counts["endnotes" if b"\\ftnalt" in inner else "footnotes"] += 1
        elif counted in ("headers", "numbers"):
            counts[counted] += bool(_MARKUP.sub(b"", inner))
        elif counted is not None:
            counts[counted] += 1
        elif word == b"sp" and b"\\pict" in inner:
            counts["pictures"] += 1
        return True

    def _skip_group(self, word: bytes) -> bytes:
        """Goes behind the end of the group just begun with ``word`` and returns what was in it.

        A group whose end is missing would swallow the text: then reading goes on at the next paragraph.
        """
        data, begun, place, depth = self._data, self._place, self._place, 1
        while depth:
            found = _IN_SKIPPED.search(data, place)
            if found is None:
                return self._rescue(begun, len(data), word not in _NEVER_TEXT)
            place = found.end()
            if found[1] is not None:
                place += max(0, int(found[1]))
            elif found[0] == b"{":
                depth += 1
            elif found[0] == b"}":
                depth -= 1
        if word in _WITHOUT_PARAGRAPHS and _NEXT_PARAGRAPH.search(data, begun, place):
            return self._rescue(begun, place, True)
        self._place = place
        self.text.close()
        return data[begun : place - 1]

    def _rescue(self, begun: int, end: int, may_hold_text: bool) -> bytes:
        found = _NEXT_PARAGRAPH.search(self._data, begun, end) if may_hold_text else None
        self.text.counts["damage"] += 1
        self._place = found.start() if found else end
        return self._data[begun : self._place]

    def _skip_alternative(self) -> None:
        """Goes behind the first of two groups that say the same, for readers without and with Unicode."""
        brace = self._data.find(b"{", self._place, self._place + 10)
        if brace >= 0:
            self._place = brace + 1
            self._open()
            self._skip_group(b"upr")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
