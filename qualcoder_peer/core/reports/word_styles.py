"""The styles of our Word documents: built-in ones by their names, and a few of our own based on them.

On our plain page all of them look as written here. In an organisation's template those it has are kept as they are,
and only missing ones are added. Names are those in the file (English for built-in styles, whatever Word shows); ids
are looked up, because a template made in Swedish Word calls Heading 1 ``Rubrik1``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.reports.list_numbers import LEVELS, list_style
from qualcoder_peer.core.reports.word_xml import DECLARED

if TYPE_CHECKING:
    from docx.document import Document

_FONT = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
_INDENT = 397
_INK, _SOFT, _BLUE = "1D232A", "4B5661", "1F3A5F"


@dataclass(frozen=True, slots=True)
class StyleSpec:
    """A style as it looks on our page. ``paragraph`` and ``letters`` are the inner XML of w:pPr and w:rPr."""

    name: str
    id: str
    base: str = "Normal"
    after: str = ""
    paragraph: str = ""
    letters: str = ""
    kind: str = "paragraph"
    own: bool = False
    """Whether it is ours (custom) rather than one that Word has built in."""


def _heading(level: int, before: int, after: int, size: int) -> StyleSpec:
    return StyleSpec(
        f"heading {level}",
        f"Heading{level}",
        after="Normal",
        paragraph=f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="{after}" w:line="264" '
        f'w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>',
        letters=f'{_FONT}<w:b/><w:bCs/><w:color w:val="{_BLUE}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
    )


def _contents(level: int, indent: int, before: int, letters: str = "") -> StyleSpec:
    return StyleSpec(
        f"toc {level}",
        f"TOC{level}",
        after="Normal",
        paragraph='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>'
        f'<w:spacing w:before="{before}" w:after="40" w:line="264" w:lineRule="auto"/>'
        f'<w:ind w:left="{indent}"/>',  # none at the right: not every program sets a tab in it
        letters=letters,
    )


def _spaced(before: int, after: int, line: int = 276) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _hanging(indent: int) -> str:
    # In the style too: LibreOffice does not take it from the list where a style is based on another.
    return f'<w:ind w:left="{indent}" w:hanging="{_INDENT}"/>'


def _list(name: str, style_id: str, after: int) -> Iterator[StyleSpec]:
    """A list style on every level; lines that continue a point stand below its words."""
    for level in range(1, LEVELS + 1):
        shape = f'<w:ind w:left="{_INDENT * level}"/>' if name == "List Continue" else _hanging(_INDENT * level)
        end = str(level) if level > 1 else ""
        yield StyleSpec(list_style(name, level), style_id + end, paragraph=_spaced(0, after) + shape)


def _size(half_points: int, colour: str = _INK) -> str:
    return f'<w:color w:val="{colour}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_QUOTE_FRAME = (
    '<w:pBdr><w:left w:val="single" w:sz="12" w:space="10" w:color="8FA3B8"/></w:pBdr>'
)

STYLES: tuple[StyleSpec, ...] = (
    StyleSpec("Normal", "Normal", base="", paragraph=_spaced(0, 140, 288), letters=_FONT + _size(22)),
    _heading(1, 480, 180, 34),
    _heading(2, 400, 120, 27),
    _heading(3, 320, 100, 24),
    _heading(4, 260, 80, 22),
    StyleSpec(
        "Title",
        "Title",
        after="Subtitle",
        paragraph='<w:spacing w:before="3800" w:after="240" w:line="240" w:lineRule="auto"/>',
        letters=f"{_FONT}<w:b/><w:bCs/>{_size(60, _BLUE)}",
    ),
    StyleSpec("Subtitle", "Subtitle", paragraph=_spaced(0, 720), letters=_FONT + _size(30, _SOFT)),
    StyleSpec("Title Details", "TitleDetails", paragraph=_spaced(0, 60), letters=_size(22, _SOFT), own=True),
    StyleSpec(
        "Quote",
        "Quote",
        after="Normal",
        paragraph=f'<w:keepNext/>{_QUOTE_FRAME}{_spaced(120, 60)}<w:ind w:left="567" w:right="454"/>',
        letters=_size(22),
    ),
    StyleSpec(
        "Quote Source",
        "QuoteSource",
        base="Quote",
        after="Normal",
        paragraph=f'<w:keepNext w:val="0"/>{_spaced(0, 220, 252)}',
        letters=_size(19, _SOFT),
        own=True,
    ),
    StyleSpec("Definition", "Definition", paragraph="<w:keepNext/>", letters="<w:i/><w:iCs/>", own=True),
    StyleSpec(
        "Who Spoke",
        "WhoSpoke",
        after="Normal",
        paragraph=f"<w:keepNext/>{_spaced(0, 160, 264)}",
        letters=_size(20, _SOFT),
        own=True,
    ),
    StyleSpec(
        "Writing Prompt",
        "WritingPrompt",
        after="Normal",
        paragraph='<w:shd w:val="clear" w:color="auto" w:fill="FFF6D6"/>' + _spaced(0, 140, 276),
        letters=_size(21, "5C4300"),
        own=True,
    ),
    StyleSpec(
        "Summary Question",
        "SummaryQuestion",
        after="List Bullet",
        paragraph=f"<w:keepNext/>{_spaced(200, 80)}",
        letters="<w:b/><w:bCs/>",
        own=True,
    ),
    *_list("List Bullet", "ListBullet", 60),
    *_list("List Number", "ListNumber", 80),
    *_list("List Continue", "ListContinue", 80),
    StyleSpec(
        "Thematic Break",
        "ThematicBreak",
        after="Normal",
        paragraph=_spaced(200, 240) + '<w:jc w:val="center"/>',
        letters=_size(22, _SOFT),
        own=True,
    ),
    StyleSpec(
        "caption",
        "Caption",
        after="Normal",
        paragraph=f"<w:keepNext/>{_spaced(280, 100, 252)}",
        letters=f"<w:b/><w:bCs/>{_size(20)}",
    ),
    StyleSpec("Table Text", "TableText", paragraph=_spaced(20, 20, 252), letters=_size(19), own=True),
    StyleSpec("Table Note", "TableNote", paragraph=_spaced(100, 200, 252), letters=_size(19, _SOFT), own=True),
    StyleSpec("TOC Heading", "TOCHeading", base="heading 1", after="Normal", paragraph='<w:outlineLvl w:val="9"/>'),
    _contents(1, 0, 140, "<w:b/><w:bCs/>"),
    _contents(2, 284, 0),
    _contents(3, 567, 0),
    StyleSpec("Chart", "Chart", after="Table Note", paragraph=_spaced(0, 120, 240), own=True),
    StyleSpec(
        "Section End",
        "SectionEnd",
        paragraph='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
        letters='<w:sz w:val="2"/><w:szCs w:val="2"/>',
        own=True,
    ),
    StyleSpec("footnote text", "FootnoteText", paragraph=_spaced(0, 40, 240), letters=_size(19)),
    StyleSpec(
        "footnote reference",
        "FootnoteReference",
        base="",
        kind="character",
        letters='<w:vertAlign w:val="superscript"/>',
    ),
    StyleSpec("Strong", "Strong", base="", kind="character", letters="<w:b/><w:bCs/>"),
    StyleSpec("Emphasis", "Emphasis", base="", kind="character", letters="<w:i/><w:iCs/>"),
    StyleSpec(
        "HTML Code",
        "HTMLCode",
        base="",
        kind="character",
        letters='<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:noProof/><w:sz w:val="20"/>'
        '<w:szCs w:val="20"/>',
    ),
    StyleSpec(
        "Hyperlink", "Hyperlink", base="", kind="character", letters='<w:color w:val="0B5394"/><w:u w:val="single"/>'
    ),
    StyleSpec("footer", "Footer", paragraph=_spaced(0, 0, 240) + '<w:jc w:val="center"/>', letters=_size(18, _SOFT)),
    StyleSpec("Quoted Words", "QuotedWords", base="", kind="character", own=True),
    StyleSpec("Interviewer Words", "InterviewerWords", base="", kind="character", letters="<w:i/><w:iCs/>", own=True),
    StyleSpec("Quote Table", "QuoteTable", base="Normal Table", kind="table", own=True),
)

_TABLE_LOOK = """
<w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="5A6B7D"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="5A6B7D"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D0D8"/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>
<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="5A6B7D"/></w:tcBorders>
<w:shd w:val="clear" w:color="auto" w:fill="E8EDF2"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>
"""
_LISTS = {
    "List Bullet": (("bullet", "•"), ("bullet", "–"), ("bullet", "▪")),
    "List Number": (("decimal", "%1."), ("lowerLetter", "%2."), ("lowerRoman", "%3.")),
}
"""The form and the sign of each level."""


class Styles:
    """Makes sure that a document has our styles, and knows their ids."""

    def __init__(self, document: Document, *, keep: bool, mapped: Mapping[str, str] | None = None) -> None:
        """``mapped`` says, by our names, which styles of a template stand for them; those it lacks are passed over."""
        self._document = document
        self._root: Any = document.styles.element
        self._ids: dict[str, str] = {}
        self._read_ids()
        self._mapped = {
            ours.lower(): theirs.lower()
            for ours, theirs in (mapped or {}).items()
            if keep and theirs.lower() in self._ids
        }
        written = [
            spec
            for spec in STYLES
            if not keep or (spec.name.lower() not in self._ids and spec.name.lower() not in self._mapped)
        ]
        for spec in written:
            self._ids.setdefault(spec.name.lower(), self._free_id(spec.id))
        self._lists = self._add_lists([spec.name for spec in written])
        for spec in written:
            self._write(spec)

    def id(self, name: str) -> str:
        """The id of the style with this name, or of the one that stands for it. Raises KeyError for an unknown one."""
        lowered = name.lower()
        return self._ids[self._mapped.get(lowered, lowered)]

    def is_mapped(self, name: str) -> bool:
        """Whether a style of the template stands for this one."""
        return name.lower() in self._mapped

    def has_level(self, name: str) -> bool:
        """Whether a heading style says its level itself, or the one it is based on does."""
        from docx.oxml.ns import qn

        style = self._element(self._mapped.get(name.lower(), name))
        for _ in range(20):
            if style is None:
                return False
            if style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") is not None:
                return True
            based = style.find(qn("w:basedOn"))
            wanted = None if based is None else based.get(qn("w:val"))
            style = next((one for one in self._root.findall(qn("w:style")) if one.get(qn("w:styleId")) == wanted), None)
        return False

    def new_list(self, name: str) -> tuple[int, int]:
        """The number of a list that begins anew, looking like those in the list style ``name``, and the level (from 0)
        on which the style stands in it; zeros if it has none."""
        from docx.oxml.ns import qn

        style = self._element(self._mapped.get(name.lower(), name))
        used = None if style is None else style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        root = _numbering_root(self._document)
        lists = {one.get(qn("w:numId")): one for one in root.findall(qn("w:num"))}
        held = lists.get(used.get(qn("w:val"))) if used is not None else None
        definition = None if held is None else held.find(qn("w:abstractNumId"))
        if definition is None:
            return 0, 0
        depth = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
        level = int(depth.get(qn("w:val"), 0)) if depth is not None else 0
        number = max(int(one) for one in lists) + 1
        start = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'
        _add_list(root, number, int(definition.get(qn("w:val"))), start)
        return number, level

    def set_language(self, tag: str) -> None:
        """Make ``tag`` (such as ``sv-SE``) the language of everything that names no other."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import qn

        defaults = self._root.find(qn("w:docDefaults"))
        if defaults is None:
            defaults = parse_xml(f"<w:docDefaults {DECLARED}/>")
            self._root.insert(0, defaults)
        holder = defaults.find(qn("w:rPrDefault"))
        if holder is None:
            holder = parse_xml(f"<w:rPrDefault {DECLARED}/>")
            defaults.insert(0, holder)
        letters = holder.find(qn("w:rPr"))
        if letters is None:
            letters = parse_xml(f"<w:rPr {DECLARED}/>")
            holder.append(letters)
        if letters.find(qn("w:lang")) is None:
            _insert_language(letters, parse_xml(f'<w:lang {DECLARED} w:eastAsia="en-US" w:bidi="ar-SA"/>'))
        for language in self._root.iter(qn("w:lang")):
            language.set(qn("w:val"), tag)
        theme = self._document.settings.element.find(qn("w:themeFontLang"))
        if theme is not None:
            theme.set(qn("w:val"), tag)

    def set_contents_width(self, width: int) -> None:
        """Put the page numbers of the contents at the right edge of a text ``width`` twips wide."""
        from docx.oxml.ns import qn

        for level in (1, 2, 3):
            style = self._element(f"toc {level}")
            for tab in style.iter(qn("w:tab")) if style is not None else ():
                if tab.get(qn("w:val")) == "right":
                    tab.set(qn("w:pos"), str(width))

    def indents(self, name: str) -> tuple[int, int]:
        """How far the lines of a list style stand in and the first hangs out, in twips; 0 where it does not say."""
        from docx.oxml.ns import qn

        style = self._element(self._mapped.get(name.lower(), name))
        shape = None if style is None else style.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        values = ["0", "0"] if shape is None else [shape.get(qn(one), "0") for one in ("w:left", "w:hanging")]
        left, hanging = (int(one) if one.isdecimal() else 0 for one in values)
        return left, hanging

    def _read_ids(self) -> None:
        from docx.oxml.ns import qn

        for style in self._root.findall(qn("w:style")):
            name = style.find(qn("w:name"))
            if name is not None and style.get(qn("w:styleId")):
                self._ids.setdefault(name.get(qn("w:val"), "").lower(), style.get(qn("w:styleId")))

    def _element(self, name: str) -> Any:
        from docx.oxml.ns import qn

        wanted = self._ids.get(name.lower())
        return next((one for one in self._root.findall(qn("w:style")) if one.get(qn("w:styleId")) == wanted), None)

    def _write(self, spec: StyleSpec) -> None:
        from docx.oxml import parse_xml

        old = self._element(spec.name)
        style_id = self._ids[spec.name.lower()]
        if old is not None:
            self._root.remove(old)
        parent = self._ids.get(spec.base.lower(), "") if spec.base else ""
        following = self._ids.get(spec.after.lower(), "") if spec.after else ""
        paragraph = self._numbered(spec) + spec.paragraph
        inner = "".join(
            (
                f'<w:name w:val="{spec.name}"/>',
                f'<w:basedOn w:val="{parent}"/>' if parent else "",
                f'<w:next w:val="{following}"/>' if following else "",
                '<w:uiPriority w:val="39"/><w:unhideWhenUsed/>' if spec.name.startswith("toc") else "<w:qFormat/>",
                f"<w:pPr>{paragraph}</w:pPr>" if paragraph and spec.kind == "paragraph" else "",
                f"<w:rPr>{spec.letters}</w:rPr>" if spec.letters else "",
                _TABLE_LOOK if spec.kind == "table" else "",
            )
        )
        default = ' w:default="1"' if spec.name == "Normal" else ""
        custom = ' w:customStyle="1"' if spec.own else ""
        self._root.append(
            parse_xml(
                f'<w:style {DECLARED} w:type="{spec.kind}"{default}{custom} w:styleId="{style_id}">{inner}</w:style>'
            )
        )

    def _free_id(self, wanted: str) -> str:
        from docx.oxml.ns import qn

        taken = {one.get(qn("w:styleId")) for one in self._root.findall(qn("w:style"))} | set(self._ids.values())
        return next(
            one for one in (wanted, *(f"{wanted}{number}" for number in range(2, 1000))) if one not in taken
        )

    def _add_lists(self, written: Collection[str]) -> dict[str, tuple[int, int]]:
        """A list of several levels for the styles that are written; where each stands: the list and the level."""
        places: dict[str, tuple[int, int]] = {}
        for kind, levels in _LISTS.items():
            names = [list_style(kind, level) for level in range(1, len(levels) + 1)]
            ids = [self._ids[name.lower()] if name in written else "" for name in names]
            if any(ids):
                number = _add_numbering(self._document, levels, ids)
                places.update({name: (number, place) for place, name in enumerate(names) if ids[place]})
        return places

    def _numbered(self, spec: StyleSpec) -> str:
        if spec.name not in self._lists:
            return ""
        number, level = self._lists[spec.name]
        depth = f'<w:ilvl w:val="{level}"/>' if level else ""
        return f'<w:numPr>{depth}<w:numId w:val="{number}"/></w:numPr>'

    @property
    def font(self) -> str:
        """The font of running text, or an empty text where it is the theme's."""
        from docx.oxml.ns import qn

        style = self._element("Normal")
        fonts = None if style is None else style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        return "" if fonts is None else fonts.get(qn("w:ascii"), "")


def _add_numbering(document: Document, levels: Sequence[tuple[str, str]], styles: Sequence[str]) -> int:
    """Add a list definition; ``levels`` are forms (``bullet``, ``decimal`` …) and signs, ``styles`` the ids of the
    paragraph styles that stand on each, empty for none. Returns its number."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    root = _numbering_root(document)
    taken = [int(one.get(qn("w:abstractNumId"))) for one in root.findall(qn("w:abstractNum"))]
    numbers = [int(one.get(qn("w:numId"))) for one in root.findall(qn("w:num"))]
    definition, number = max(taken, default=-1) + 1, max(numbers, default=0) + 1
    # Word takes the level of a style from the definition that names it, not from the style.
    inner = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        + (f'<w:pStyle w:val="{style}"/>' if style else "")
        + f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{_hanging(_INDENT * (place + 1))}</w:pPr></w:lvl>"
        for place, ((form, sign), style) in enumerate(zip(levels, styles, strict=True))
    )
    abstract = parse_xml(
        f'<w:abstractNum {DECLARED} w:abstractNumId="{definition}"><w:multiLevelType w:val="multilevel"/>{inner}'
        "</w:abstractNum>"
    )
    first = root.find(qn("w:num"))
    if first is None:
        root.append(abstract)
    else:
        first.addprevious(abstract)
    _add_list(root, number, definition, "")
    return number


def _add_list(root: Any, number: int, definition: int, start: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    made = parse_xml(
        f'<w:num {DECLARED} w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{start}</w:num>'
    )
    others = root.findall(qn("w:num"))
    if others:
        others[-1].addnext(made)
    else:
        root.append(made)


def _numbering_root(document: Document) -> Any:
    from docx.opc.constants import CONTENT_TYPE as CT
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    part = document.part
    try:
        return part.part_related_by(RT.NUMBERING).element  # type: ignore[attr-defined]
    except KeyError:
        made = NumberingPart(
            PackURI("/word/numbering.xml"), CT.WML_NUMBERING, parse_xml(f"<w:numbering {DECLARED}/>"), part.package
        )
        part.relate_to(made, RT.NUMBERING)
        return made.element


def _insert_language(letters: Any, language: Any) -> None:
    # w:lang comes near the end of w:rPr; only these may follow it.
    from docx.oxml.ns import qn

    later = [one for one in letters if one.tag in (qn("w:eastAsianLayout"), qn("w:specVanish"), qn("w:oMath"))]
    if later:
        later[0].addprevious(language)
    else:
        letters.append(language)
