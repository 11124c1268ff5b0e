"""A Word document under construction: pieces are put at its place, then it is finished and saved."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from qualcoder_peer.core.domain.charts import Chart
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.chart_words import chart_text
from qualcoder_peer.core.reports.controls import Controls, control_numbers
from qualcoder_peer.core.reports.sync_marks import add_marks, bare_headings
from qualcoder_peer.core.reports.word_chart import add_chart
from qualcoder_peer.core.reports.word_notes import Footnotes
from qualcoder_peer.core.reports.word_open import LANGUAGE_TAGS, open_base
from qualcoder_peer.core.reports.word_styles import Styles
from qualcoder_peer.core.reports.word_xml import DECLARED, field, paragraph, run
from qualcoder_peer.core.text.xml_safe import xml_legal

_MOST_PROPERTY = 255
_FIRST_MARK = 20_000  # numbers of bookmarks: those of headings come before


class WordDocument:
    """Built on our own page or an organisation's template; raises ExportFailed when that cannot be used."""

    def __init__(
        self,
        template: str,
        language: str,
        *,
        landscape: bool = False,
        guid: str = "",
        styles: Mapping[str, str] | None = None,
    ) -> None:
        """``guid`` is the project's, for content controls; ``styles`` maps our styles to those of the template."""
        base = open_base(template)
        self.language = language
        self.tag = LANGUAGE_TAGS.get(language, "en-GB")
        self.is_template = base.is_template
        self._document, self._place = base.document, base.place
        self._body: Any = base.document.element.body
        self.styles = Styles(base.document, keep=base.is_template, mapped=styles)
        self.styles.set_language(self.tag)
        if landscape and not base.is_template:
            self._turn()
        if base.is_template and self._place is None:
            self._trim_end()
        self._add_page_numbers()
        self._ending = self._section_properties()
        self.has_content = any(child.tag != _w("sectPr") for child in self._body)
        self._footnotes = Footnotes(base.document, self.styles.id)
        self._controls = Controls(guid, texts(language), control_numbers(self._body))
        self._charts: dict[str, str] = {}
        self._lying = False  # what was put last stands on pages lying down

    @property
    def text_width(self) -> int:
        """The width between the margins where the text goes, in twips."""
        return self._width("w", 11906)

    @property
    def lying_width(self) -> int:
        """The width between the margins of a page lying down, in twips."""
        return max(self._width("h", 16838), self.text_width)

    def style(self, name: str) -> str:
        """The id of a style. Raises KeyError for one that is none of ours."""
        return self.styles.id(name)

    def footnote(self, text: str) -> str:
        """The run with the mark of a new footnote."""
        return self._footnotes.add(text)

    def link(self, address: str) -> str:
        """The relationship to an address on the web, for a hyperlink."""
        from docx.opc.constants import RELATIONSHIP_TYPE as RT

        return str(self._document.part.relate_to(address, RT.HYPERLINK, is_external=True))

    def chart(self, chart: Chart, description: str, width: int) -> str:
        """The run with a chart ``width`` twips wide; ``description`` is its text alternative."""
        shown, relation = add_chart(
            self._document, chart, description, width, language=self.tag, font=self.styles.font
        )
        self._charts[relation] = chart_text(chart)
        return shown

    def add(self, xml: str) -> None:
        """Put one or several elements (paragraphs, tables), given as text, at the place."""
        self._stand_up()
        self._insert(xml)

    def add_lying(self, xml: str) -> None:
        """Put elements on pages lying down; what follows (but for more of the same) stands upright again."""
        if not self._lying:
            if self._last() is not None and not self._ends_section(self._last()):
                self._close_section(copy.deepcopy(self._ending))
                self._follow_on()
            self._lying = True
        self._insert(xml)

    def break_section(self, *, bare: bool = False) -> None:
        """Let what follows begin on a new page; ``bare`` takes the footer off the first page of what came before."""
        from docx.oxml import parse_xml

        if self._lying:
            self._stand_up()
            return
        properties = copy.deepcopy(self._ending)
        self._follow_on()
        if bare and properties.find(_w("titlePg")) is None:
            later = [properties.find(_w(name)) for name in ("textDirection", "bidi", "rtlGutter", "docGrid")]
            mark = parse_xml(f"<w:titlePg {DECLARED}/>")
            following = next((one for one in later if one is not None), None)
            if following is None:
                properties.append(mark)
            else:
                following.addprevious(mark)
        self._close_section(properties)

    def describe(self, title: str, subject: str, author: str) -> None:
        """Write the document's properties."""
        properties = self._document.core_properties
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        properties.title, properties.subject = _property(title), _property(subject)
        properties.author = properties.last_modified_by = _property(author)
        properties.language, properties.comments, properties.keywords = self.tag, "", ""
        properties.created = properties.modified = now
        properties.revision = 1
        for part in self._document.part.package.iter_parts():
            if str(part.partname) == "/docProps/app.xml":
                part._blob = _signed(part.blob) if self.is_template else _APPLICATION.encode()

    def package(self) -> bytes:
        """The finished document."""
        if self._lying and self._is_end():
            _turn_page(self._ending)  # no upright page without words comes after
        else:
            self._stand_up()
        if self._is_end() and self._ends_with_table():
            self._insert(paragraph(self.style("Section End"), ""))  # Word wants a paragraph after the last table
        self._footnotes.write()
        add_marks(self._body, _FIRST_MARK)
        bare_headings(self._body)
        if self._place is not None:
            self._body.remove(self._place)
            self._place = None
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _width(self, side: str, usual: int) -> int:
        page, margins = self._ending.find(_w("pgSz")), self._ending.find(_w("pgMar"))
        if page is None or margins is None:
            return usual - 2836
        beside = int(margins.get(_w("left"), 1417)) + int(margins.get(_w("right"), 1417))
        return max(int(page.get(_w(side), usual)) - beside, 2000)

    def _insert(self, xml: str) -> None:
        from docx.oxml import parse_xml

        for element in list(parse_xml(f"<w:body {DECLARED}>{xml}</w:body>")):
            self._controls.complete(element, self._charts)
            if self._place is not None:
                self._place.addprevious(element)
            else:
                self._body.insert(len(self._body) - (self._body[-1].tag == _w("sectPr")), element)

    def _last(self) -> Any:
        # What stands right before the place, or None.
        if self._place is not None:
            return self._place.getprevious()
        own = [child for child in self._body[-2:] if child.tag != _w("sectPr")]
        return own[-1] if own else None

    def _is_end(self) -> bool:
        following = self._place.getnext() if self._place is not None else None
        return following is None or following.tag == _w("sectPr")

    def _ends_with_table(self) -> bool:
        last = self._last()
        while last is not None and last.tag == _w("sdt"):
            content = last.find(_w("sdtContent"))
            last = content[-1] if content is not None and len(content) else None
        return last is not None and last.tag == _w("tbl")

    def _ends_section(self, element: Any) -> bool:
        return element.find(f"{_w('pPr')}/{_w('sectPr')}") is not None

    def _close_section(self, properties: Any) -> None:
        # A section ends in a paragraph of its own where the last words lie in a table or in a control, which an
        # update may replace.
        if self._last().tag != _w("p") or self._ends_section(self._last()):
            self._insert(paragraph(self.style("Section End"), ""))
        self._last().get_or_add_pPr().append(properties)

    def _follow_on(self) -> None:
        # The next section has the header and footer of the one before, as it names none, and begins a page.
        for name in ("headerReference", "footerReference", "titlePg"):
            for one in self._ending.findall(_w(name)):
                self._ending.remove(one)
        kind = self._ending.find(_w("type"))
        if kind is not None:
            kind.set(_w("val"), "nextPage")

    def _stand_up(self) -> None:
        if self._lying:
            self._lying = False
            properties = copy.deepcopy(self._ending)
            _turn_page(properties)
            self._close_section(properties)
            self._follow_on()

    def _section_properties(self) -> Any:
        # Those of the section the place lies in: the next ones in the order of the document.
        element = self._place
        while element is not None:
            inner = element.find(f"{_w('pPr')}/{_w('sectPr')}")
            if inner is not None:
                return inner
            element = element.getnext()
        return self._body.get_or_add_sectPr()

    def _turn(self) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm

        section = self._document.sections[-1]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)

    def _trim_end(self) -> None:
        # Empty paragraphs at the end of a template would push the text down.
        names = "t drawing pict sectPr br object sdt sym instrText footnoteReference endnoteReference"
        held = [_w(name) for name in names.split()]
        while len(self._body) > 1:
            last = self._body[-2]
            if last.tag != _w("p") or any(True for _ in last.iter(*held)):
                return
            self._body.remove(last)

    def _add_page_numbers(self) -> None:
        from docx.oxml import parse_xml

        if any(True for _ in self._body.iter(_w("footerReference"))):
            return
        if self.is_template and any(_numbers_pages(part) for part in self._document.part.package.iter_parts()):
            return
        footer = self._document.sections[-1].footer
        footer.is_linked_to_previous = False
        element = footer._element
        for child in list(element):
            element.remove(child)
        pieces = texts(self.language)("Page {page} of {pages}", page="\x01", pages="\x02")
        content, words = "", ""
        for letter in pieces:
            if letter in "\x01\x02":
                content += (run(words) if words else "") + field("PAGE" if letter == "\x01" else "NUMPAGES", "1")
                words = ""
            else:
                words += letter
        content += run(words) if words else ""
        style = self.styles.id("footer")
        element.append(parse_xml(f'<w:p {DECLARED}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'))


def _turn_page(section: Any) -> None:
    # Width and height change places; a page without a size is an upright A4.
    from docx.oxml import parse_xml

    page = section.find(_w("pgSz"))
    if page is None:
        page = parse_xml(f'<w:pgSz {DECLARED} w:w="11906" w:h="16838"/>')
        names = ("headerReference", "footerReference", "footnotePr", "endnotePr", "type")
        before = [one for one in section if one.tag in [_w(name) for name in names]]
        section.insert(len(before), page)
    wide, high = int(page.get(_w("w"), 11906)), int(page.get(_w("h"), 16838))
    if high > wide:
        page.set(_w("w"), str(high))
        page.set(_w("h"), str(wide))
        page.set(_w("orient"), "landscape")


def _numbers_pages(part: Any) -> bool:
    name = str(part.partname)
    return ("/header" in name or "/footer" in name) and b"PAGE" in part.blob


def _signed(properties: bytes) -> bytes:
    # Who made the file is we; the company and the like of a template stay, its counts of pages and words do not.
    properties = re.sub(rb"(<Application>)[^<]*(</Application>)", rb"\1QualCoder Peer\2", properties)
    stale = rb"AppVersion|Pages|Words|Characters|CharactersWithSpaces|Lines|Paragraphs|TotalTime"
    return re.sub(rb"<(" + stale + rb")>[^<]*</\1>", b"", properties)


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _property(text: str) -> str:
    return xml_legal(" ".join(text.split()))[:_MOST_PROPERTY]


_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>QualCoder Peer</Application></Properties>"
)
