"""What the head of an RTF file defines and its text refers to: fonts with their code pages, and styles."""

from __future__ import annotations

from dataclasses import dataclass, field

from qualcoder_peer.core.importers.rtf_words import (
    CHARSETS,
    DEFAULT_CHARSET,
    SYMBOL_CHARSET,
    code_page,
    heading_level,
)

_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "zapf", "marlett")
_DEEPEST = 20


@dataclass(slots=True)
class Fonts:
    """The fonts by their numbers, and the code page of the file; ``default`` is the font of text that names none."""

    page: str = "cp1252"
    default: int = 0
    _is_mac: bool = False
    _at: int = 0
    _charsets: dict[int, int] = field(default_factory=dict)
    _pages: dict[int, str] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _codecs: dict[int, str | None] = field(default_factory=dict)

    def set_page(self, page: str) -> None:
        """The code page of the file; on a Mac also of fonts that say they are Windows fonts."""
        self.page = page
        self._is_mac = self._is_mac or page == "mac-roman"

    def begin(self, number: int) -> None:
        """The definition of a font begins."""
        self._at = number

    def set_charset(self, charset: int) -> None:
        """The font being defined has this character set."""
        self._charsets[self._at] = charset

    def set_font_page(self, number: int) -> None:
        """The font being defined has this code page."""
        self._pages[self._at] = code_page(number)

    def end(self, name: str) -> None:
        """The definition of a font ends."""
        self._names[self._at] = name.split(";")[0].strip().casefold()

    def name(self, font: int) -> str:
        """The font's name in small letters; that of Word's usual symbol font for a font that is not defined."""
        return self._names.get(font, "symbol")

    def codec(self, font: int) -> str | None:
        """The codec of a font's bytes; None for one that has symbols in place of letters."""
        if font not in self._codecs:
            self._codecs[font] = self._found_codec(font)
        return self._codecs[font]

    def _found_codec(self, font: int) -> str | None:
        charset = self._charsets.get(font, DEFAULT_CHARSET)
        if charset == SYMBOL_CHARSET and self._names.get(font, "").startswith(_SYMBOL_FONTS):
            return None
        if font in self._pages:
            return self._pages[font]
        if charset == DEFAULT_CHARSET or (charset == 0 and self._is_mac):
            return self.page
        return CHARSETS.get(charset, self.page)


@dataclass(slots=True)
class StyleLevels:
    """Which paragraph styles are headings, by themselves or through the style they are based on."""

    _at: int = 0
    _levels: dict[int, int] = field(default_factory=dict)
    _bases: dict[int, int] = field(default_factory=dict)

    def begin(self, number: int) -> None:
        """The definition of a style begins."""
        self._at = number

    def base_on(self, number: int) -> None:
        """The style being defined is based on this one."""
        self._bases[self._at] = number

    def end(self, name: str, outline: int | None) -> None:
        """The definition of a style ends; ``outline`` is the level it names, 0 for body text, None for nothing."""
        named = heading_level(name.split(";")[0])
        level = outline if named is None else named
        if level is not None:
            self._levels[self._at] = level

    def level(self, style: int) -> int:
        """1 to 9 for a style of headings, else 0."""
        for _ in range(_DEEPEST):
            if style in self._levels or style not in self._bases:
                break
            style = self._bases[style]
        return self._levels.get(style, 0)
