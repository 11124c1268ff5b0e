"""The text of an RTF file, told piece by piece by ``rtf_reader``: which words change what, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from qualcoder_peer.core.importers.lines import Anchors, Line, Note, clean, joined
from qualcoder_peer.core.importers.rtf_definitions import Fonts, StyleLevels
from qualcoder_peer.core.importers.rtf_story import Story
from qualcoder_peer.core.importers.rtf_words import CHARACTERS, SIGNS, code_page, written_at
from qualcoder_peer.core.importers.symbols import UNKNOWN, symbol_of

_BODY_LEVEL = 9
_BODY, _FONTS, _STYLES, _WORDS = range(4)

Handler = Callable[[int | None], None]
"""What a word does, given its number."""


class _State:
    """What holds inside a group; a group begins with that of the group around it."""

    __slots__ = (
        "bold", "deleted", "ending", "font", "hidden", "in_table", "inserted", "level", "place", "story", "style", "uc"
    )  # fmt: skip

    def __init__(self, story: Story) -> None:
        self.bold = self.hidden = self.deleted = self.inserted = self.in_table = False
        self.font = -1
        self.uc = 1
        self.style = 0
        self.level: int | None = None
        self.place = _BODY
        self.story = story
        self.ending: Callable[[], None] | None = None

    def copy(self) -> _State:
        """The state a group inside begins with."""
        made = _State.__new__(_State)
        made.bold, made.hidden, made.deleted, made.inserted = self.bold, self.hidden, self.deleted, self.inserted
        made.in_table, made.font, made.uc, made.style = self.in_table, self.font, self.uc, self.style
        made.level, made.place, made.story, made.ending = self.level, self.place, self.story, None
        return made

    def plain(self) -> None:
        """Letters look as by default again."""
        self.bold = self.hidden = self.deleted = self.inserted = False
        self.font = -1

    def plain_paragraph(self) -> None:
        """Paragraphs look as by default again."""
        self.in_table, self.level, self.style = False, None, 0


class RtfText:
    """Collects the text; ``counts``, ``replaced``, ``anchors`` and ``notes`` tell what there was beside it.

    ``raw_utf8`` is for files that hold letters as UTF-8, which RTF does not know but programs write. ``known`` are the
    words that ``word`` need be told of; any other ends what is to be skipped (``skip``).
    """

    def __init__(self, raw_utf8: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.replaced = 0
        self.anchors = Anchors()
        self.notes: dict[str, Note] = {}
        self._raw_utf8 = raw_utf8
        self._story = Story(self.anchors, self.counts)
        self._state = _State(self._story)
        self._around: list[_State] = []
        self._fonts = Fonts()
        self._styles = StyleLevels()
        self._bytes = bytearray()
        self._words: list[str] = []
        self.skip = 0  # characters that follow for readers without Unicode
        self._high = 0  # the first half of a character beyond the 65,536
        self._passage = ""
        self._note: dict[str, str] = {}
        self._handlers = self._made_handlers()
        self.known = frozenset((*self._handlers, *CHARACTERS))

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._around)

    @property
    def in_styles(self) -> bool:
        """Whether styles are being defined."""
        return self._state.place == _STYLES

    def open(self) -> None:
        """A group begins."""
        self._flush()
        self.skip = 0
        self._around.append(self._state)
        self._state = self._state.copy()

    def close(self) -> None:
        """A group ends; one must be open."""
        self._flush()
        self.skip = 0
        if self._state.ending is not None:
            self._state.ending()
        self._state = self._around.pop()

    def finish(self) -> list[Line]:
        """All lines of the file."""
        while self._around:
            self.close()
        self._flush()
        return self._story.finish()

    def word(self, word: bytes, number: int | None) -> None:
        """A word after a backslash; most say nothing about the text."""
        self.skip = 0
        handler = self._handlers.get(word)
        if handler is not None:
            self._flush()
            handler(number)
        elif word in CHARACTERS:
            self._flush()
            self._add(CHARACTERS[word])

    def sign(self, sign: bytes) -> None:
        """A sign after a backslash."""
        if sign in (b"\r", b"\n"):
            self._flush()
            self._end_paragraph(None)
        elif sign in SIGNS and self.skip:
            self.skip -= 1
        elif sign in SIGNS:
            self._flush()
            self._add(SIGNS[sign])

    def take(self, text: bytes, raw: bool) -> None:
        """Bytes of text; ``raw`` when they stand in the file as they are, not in hexadecimal."""
        if self.skip:
            skipped = min(self.skip, len(text))
            self.skip -= skipped
            text = text[skipped:]
        if self._state.place != _BODY:
            self._words.append(text.decode(self._fonts.page, "replace"))
        elif raw and self._raw_utf8 and not text.isascii():
            self._flush()
            self._add(text.decode("utf-8", "replace"))
        else:
            self._bytes += text

    def _flush(self) -> None:
        """Gives the bytes collected to the text, in the code page of their font."""
        if not self._bytes:
            return
        found = bytes(self._bytes)
        self._bytes.clear()
        font = self._font()
        codec = self._fonts.codec(font)
        if codec is None:
            self._add("".join(self._symbol(byte, font) for byte in found))
        elif found.isascii():
            self._add(found.decode("ascii"))
        else:
            text = found.decode(codec, "replace")
            self.replaced += text.count("\ufffd")
            self._add(text)

    def _font(self) -> int:
        return self._fonts.default if self._state.font < 0 else self._state.font

    def _symbol(self, code: int, font: int) -> str:
        found = symbol_of(code, self._fonts.name(font))
        self.counts["symbols"] += found == UNKNOWN
        return found

    def _add(self, text: str) -> None:
        """Text of the document, unless it is deleted or hidden."""
        state = self._state
        if state.place != _BODY:
            self._words.append(text)
            return
        if self._high:
            self._high = 0
            self.replaced += 1
            text = "\ufffd" + text
        if state.deleted or state.hidden or state.inserted:
            passage = "deleted" if state.deleted else "hidden" if state.hidden else "inserted"
            if passage != self._passage:
                self.counts["hidden" if passage == "hidden" else "changes"] += 1
                self._passage = passage
            if passage != "inserted":
                state.story.hides = state.story.hides or passage == "hidden"
                return
        else:
            self._passage = ""
        state.story.line.append((clean(text), state.bold))

    def _unicode(self, number: int | None) -> None:
        code = number or 0
        code += 0x10000 if code < 0 else 0
        self.skip = self._state.uc
        if 0xD800 <= code < 0xDC00:
            if self._high:
                self._add("")
            self._high = code
        elif 0xDC00 <= code < 0xE000 and self._high:
            high, self._high = self._high, 0
            self._add(chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)))
        elif 0xDC00 <= code < 0xE000 or not 0 <= code <= 0x10FFFF:
            self.replaced += 1
            self._add("\ufffd")
        else:
            self._add(self._symbol(code - 0xF000, self._font()) if 0xF000 <= code <= 0xF0FF else chr(code))

    def _end_paragraph(self, _: int | None) -> None:
        state = self._state
        if state.place in (_FONTS, _STYLES):  # these tables have no paragraphs
            self._end_definitions()
        if state.place == _WORDS:
            self._words.append(" ")
        elif state.deleted:
            self._add("\n")
        else:
            if self._high:
                self._add("")
            state.story.end_paragraph(self._level(), state.in_table)

    def _begin_paragraph(self, _: int | None) -> None:
        if self._state.place == _FONTS:
            self._end_definitions()
        self._state.plain_paragraph()

    def _end_definitions(self) -> None:
        """The end of the table of fonts or styles is missing: text has begun."""
        self.counts["damage"] += 1
        for state in (*self._around, self._state):
            state.place, state.ending = _BODY, None

    def _level(self) -> int:
        return self._styles.level(self._state.style) if self._state.level is None else self._state.level

    def _break(self, _: int | None) -> None:
        """A page or a column ends: a new line, unless one has just begun."""
        if self._state.story.line:
            self._add("\n")

    def _end_section(self, number: int | None) -> None:
        if self._state.story.line:
            self._end_paragraph(number)

    def _end_cell(self, _: int | None) -> None:
        if self._state.place == _BODY:
            self._state.story.end_cell(self._level())

    def _end_row(self, _: int | None) -> None:
        if self._state.place == _BODY:
            self._state.story.end_row()

    def _begin_definitions(self, place: int) -> Handler:
        def begun(_: int | None) -> None:
            self._state.place = place
            self._words.clear()

        return begun

    def _font_word(self, number: int | None) -> None:
        if self._state.place == _FONTS:
            self._end_font()
            self._fonts.begin(number or 0)
            self._state.ending = self._end_font
        else:
            self._state.font = number or 0

    def _end_font(self) -> None:
        if self._words:
            self._fonts.end("".join(self._words))
        self._words.clear()

    def _font_charset(self, number: int | None) -> None:
        if self._state.place == _FONTS:
            self._fonts.set_charset(number or 0)

    def _font_page(self, number: int | None) -> None:
        if self._state.place == _FONTS and number:
            self._fonts.set_font_page(number)

    def _style_word(self, number: int | None) -> None:
        self._state.style = number or 0
        if self._state.place == _STYLES:
            self._words.clear()
            self._styles.begin(self._state.style)
            self._state.ending = self._end_style

    def _style_base(self, number: int | None) -> None:
        if self._state.place == _STYLES and self._state.ending is not None and number != self._state.style:
            self._styles.base_on(number or 0)

    def _end_style(self) -> None:
        self._styles.end("".join(self._words), self._state.level)
        self._words.clear()

    def _outline(self, number: int | None) -> None:
        level = number or 0
        self._state.level = level + 1 if 0 <= level < _BODY_LEVEL else 0

    def _begin_words(self, use: Callable[[str], None]) -> None:
        """What follows in this group is no text of the document; ``use`` takes it at the group's end."""
        self._state.place = _WORDS
        self._words.clear()

        def ended() -> None:
            words = "".join(self._words).strip()
            self._words.clear()
            use(words)

        self._state.ending = ended

    def _note_part(self, part: str) -> Handler:
        return lambda _: self._begin_words(lambda words: self._note.__setitem__(part, words))

    def _comment_range(self, mark: Callable[[str], str]) -> Handler:
        def begun(_: int | None) -> None:
            line_of = self._state.story
            self._begin_words(lambda words: line_of.line.append((mark(words), False)))

        return begun

    def _begin_note(self, _: int | None) -> None:
        around = self._state.story

        def ended(lines: list[Line]) -> None:
            """Keep the note, and its place in the words around it."""
            words = joined(lines).text.strip()
            key = self._note.get("ref") or f"without number {len(self.notes)}"
            author = self._note.get("author") or self._note.get("id") or ""
            if words:
                self.notes[key] = Note(words, author, written_at(self._note.get("time", "")))
                around.line.append((self.anchors.comment_at(key), False))
            self._note = {}

        self._begin_story(Story(Anchors(), Counter()), ended)

    def _begin_box(self, _: int | None) -> None:
        around = self._state.story

        def ended(lines: list[Line]) -> None:
            self.counts["boxes"] += bool(joined(lines).text.strip())
            around.boxes.extend(lines)

        self._begin_story(Story(self.anchors, self.counts), ended)

    def _begin_story(self, story: Story, use: Callable[[list[Line]], None]) -> None:
        self._state.story = story
        self._state.plain()
        self._state.plain_paragraph()
        self._state.ending = lambda: use(story.finish())

    def _switch(self, name: str) -> Handler:
        return lambda number: setattr(self._state, name, number != 0)

    def _made_handlers(self) -> dict[bytes, Handler]:
        fonts = self._fonts
        return {
            **self._handlers_of_definitions(),
            b"u": self._unicode,
            b"uc": lambda number: setattr(self._state, "uc", number or 0),
            b"par": self._end_paragraph,
            b"pard": self._begin_paragraph,
            b"plain": lambda _: self._state.plain(),
            b"sect": self._end_section,
            b"page": self._break,
            b"column": self._break,
            b"b": self._switch("bold"),
            b"v": self._switch("hidden"),
            b"deleted": self._switch("deleted"),
            b"mvf": self._switch("deleted"),
            b"revised": self._switch("inserted"),
            b"mvt": self._switch("inserted"),
            b"intbl": self._switch("in_table"),
            b"trowd": lambda _: self._state.story.begin_row(),
            b"clmrg": lambda _: self._state.story.merge_cell(),
            b"cellx": lambda _: self._state.story.describe_cell(),
            b"cell": self._end_cell,
            b"row": self._end_row,
            b"nestcell": lambda _: self._add("\t"),
            b"nestrow": self._end_paragraph,
            b"shptxt": self._begin_box,
            b"dptxbxtext": self._begin_box,
            b"annotation": self._begin_note,
            b"atnid": self._note_part("id"),
            b"atnauthor": self._note_part("author"),
            b"atndate": self._note_part("time"),
            b"atnref": self._note_part("ref"),
            b"atrfstart": self._comment_range(self.anchors.comment_start),
            b"atrfend": self._comment_range(self.anchors.comment_end),
            b"ansicpg": lambda number: fonts.set_page(code_page(number or 0)),
            b"mac": lambda _: fonts.set_page("mac-roman"),
            b"pc": lambda _: fonts.set_page("cp437"),
            b"pca": lambda _: fonts.set_page("cp850"),
            b"deff": lambda number: setattr(fonts, "default", number or 0),
        }

    def _handlers_of_definitions(self) -> dict[bytes, Handler]:
        return {
            b"fonttbl": self._begin_definitions(_FONTS),
            b"f": self._font_word,
            b"fcharset": self._font_charset,
            b"cpg": self._font_page,
            b"stylesheet": self._begin_definitions(_STYLES),
            b"s": self._style_word,
            b"sbasedon": self._style_base,
            b"outlinelevel": self._outline,
        }
