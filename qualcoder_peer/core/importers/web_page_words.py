"""The elements of HTML that matter for text, and what attributes and styles say about them."""

from __future__ import annotations

import re

BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p plaintext
    pre search section summary tbody tfoot thead ul xmp
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Elements that begin and end a line."""

SKIPPED = frozenset(
    "head script style template noscript noframes noembed rt rp datalist param source track area".split()
)
"""Elements whose text nobody sees on the page."""

COUNTED = {
    "svg": "pictures", "img": "pictures", "picture": "pictures", "canvas": "pictures", "object": "embedded",
    "embed": "embedded", "applet": "embedded", "audio": "embedded", "video": "embedded", "iframe": "frames",
    "frame": "frames", "select": "menus", "button": "menus", "textarea": "menus", "input": "menus", "del": "changes",
}  # fmt: skip
"""Elements that are left out and told, with the key of ``told.left_out``."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset(("b", "strong", *HEADINGS))
AS_WRITTEN = frozenset(("pre", "listing", "xmp", "plaintext"))

_OTHERS = frozenset(
    """
    a abbr acronym b base basefont bdi bdo big br cite code col colgroup data del dfn em font i ins kbd label
    link map mark math meta meter nav nobr output progress q rb rbc rtc ruby s samp small slot span strike
    strong sub sup table td th time title tr tt u var wbr
    """.split()  # noqa: SIM905 - a list of words reads better so
)

ARCHIVE_BARS = frozenset(("wm-ipp-base", "wm-ipp", "wm-ipp-print", "donato"))
"""What the Internet Archive puts on top of the pages it keeps."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.I)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00|lighter)", re.I)
_AS_WRITTEN = re.compile(r"white-space\s*:\s*(pre|break-spaces)", re.I)
_MSO_LIST_NUMBER = re.compile(r"mso-list\s*:\s*ignore", re.I)
_MSO_ELEMENT = re.compile(r"mso-element\s*:\s*(comment-list|footnote|endnote|header|footer)(?![\w-])", re.I)
_NOTE = re.compile(r"(sdfootnote|sdendnote|ftn|edn)\d+")
_NOTE_SIGN = re.compile(r"#_?(?:ftn|edn)\d+")
_SIGN_CLASSES = frozenset(("sdfootnoteanc", "sdendnoteanc", "msocomanchor"))
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"[A-Za-z]*\.([\w-]+)")
_AT_BLOCK = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_LONGEST_SHEET = 1_000_000


def is_element(name: str) -> bool:
    """Whether HTML has an element of this name, in small letters."""
    return name in BLOCKS or name in SKIPPED or name in COUNTED or name in _OTHERS


def is_hidden(style: str) -> bool:
    """Whether an element's own style hides it."""
    return _HIDDEN.search(style) is not None


def weight(style: str) -> bool | None:
    """Whether a style makes text bold or not; None when it does not say."""
    found = _WEIGHT.search(style)
    return None if found is None else found[1].lower() in ("bold", "600", "700", "800", "900")


def is_as_written(style: str) -> bool:
    """Whether white space and line ends count."""
    return _AS_WRITTEN.search(style) is not None


def office_part(element: str, style: str, identity: str, title: str) -> str | None:
    """The key under which a part of a page made by Word or LibreOffice is left out and told; None for other elements.

    Word marks lists of comments and notes in styles, LibreOffice notes by their ids and headers by their titles.
    """
    found = _MSO_ELEMENT.search(style) if "mso-element" in style else None
    if found is not None:
        return {"comment-list": "comments", "footnote": "footnotes", "endnote": "endnotes"}.get(
            found[1].lower(), "headers"
        )
    if element != "div":
        return "numbers" if "mso-list" in style and _MSO_LIST_NUMBER.search(style) else None
    note = _NOTE.fullmatch(identity)
    if note is not None:
        return "footnotes" if note[1] in ("sdfootnote", "ftn") else "endnotes"
    return "headers" if title in ("header", "footer") else None


def is_note_sign(classes: str, target: str) -> bool:
    """Whether a link is the sign of a note or of a comment, and no word of the text."""
    return not _SIGN_CLASSES.isdisjoint(classes.split()) or _NOTE_SIGN.fullmatch(target) is not None


def bold_classes(sheet: str) -> dict[str, bool]:
    """The classes that a style sheet makes bold or not, from its plain rules only; Google Docs marks bold so."""
    if len(sheet) > _LONGEST_SHEET:
        return {}
    found: dict[str, bool] = {}
    for rule in _RULE.finditer(_AT_BLOCK.sub("", sheet)):
        bold = weight(rule[2])
        if bold is not None:
            for selector in rule[1].split(","):
                named = _CLASS.fullmatch(selector.strip())
                if named is not None:
                    found[named[1]] = bold
    return found
