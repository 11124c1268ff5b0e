"""A Word document under construction: pieces are put at its place, then it is finished and saved."""

from __future__ import annotations

import copy
import io
import re
from datetime import UTC, datetime
from typing import Any

from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.word_open import LANGUAGE_TAGS, open_base
from qualcoder_peer.core.reports.word_styles import Styles
from qualcoder_peer.core.reports.word_xml import DECLARED, field, run
from qualcoder_peer.core.text.xml_safe import xml_legal

_MOST_PROPERTY = 255


class WordDocument:
    """Built on our own page or an organisation's template; raises ExportFailed when that cannot be used."""

    def __init__(self, template: str, language: str, *, landscape: bool = False) -> None:
        base = open_base(template)
        self.language = language
        self.tag = LANGUAGE_TAGS.get(language, "en-GB")
        self.is_template = base.is_template
        self._document, self._place = base.document, base.place
        self._body: Any = base.document.element.body
        self.styles = Styles(base.document, keep=base.is_template)
        self.styles.set_language(self.tag)
        if landscape and not base.is_template:
            self._turn()
        if base.is_template and self._place is None:
            self._trim_end()
        self._add_page_numbers()
        self._ending = self._section_properties()
        self.has_content = any(child.tag != _w("sectPr") for child in self._body)

    @property
    def text_width(self) -> int:
        """The width between the margins where the text goes, in twips."""
        page, margins = self._ending.find(_w("pgSz")), self._ending.find(_w("pgMar"))
        if page is None or margins is None:
            return 9070
        width = int(page.get(_w("w"), 11906)) - int(margins.get(_w("left"), 1417)) - int(margins.get(_w("right"), 1417))
        return max(width, 2000)

    def style(self, name: str) -> str:
        """The id of a style."""
        return self.styles.id(name)

    def add(self, xml: str) -> None:
        """Put one or several elements (paragraphs, tables), given as text, at the place."""
        from docx.oxml import parse_xml

        for element in list(parse_xml(f"<w:body {DECLARED}>{xml}</w:body>")):
            if self._place is not None:
                self._place.addprevious(element)
            else:
                self._body.insert(len(self._body) - (self._body[-1].tag == _w("sectPr")), element)

    def break_section(self, *, bare: bool = False) -> None:
        """Let what follows begin on a new page; ``bare`` takes the footer off the first page of what came before."""
        from docx.oxml import parse_xml

        properties = copy.deepcopy(self._ending)
        # A section has the header and footer of the one before unless it names its own.
        for name in ("headerReference", "footerReference", "titlePg"):
            for one in self._ending.findall(_w(name)):
                self._ending.remove(one)
        if bare and properties.find(_w("titlePg")) is None:
            later = [properties.find(_w(name)) for name in ("textDirection", "bidi", "rtlGutter", "docGrid")]
            mark = parse_xml(f"<w:titlePg {DECLARED}/>")
            following = next((one for one in later if one is not None), None)
            if following is None:
                properties.append(mark)
            else:
                following.addprevious(mark)
        last = self._body[-2] if self._place is None else self._place.getprevious()
        last.get_or_add_pPr().append(properties)
        kind = self._ending.find(_w("type"))
        if kind is not None:
            kind.set(_w("val"), "nextPage")

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
        if self._place is not None:
            self._body.remove(self._place)
            self._place = None
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

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
        while len(self._body) > 1:
            last = self._body[-2]
            held = (_w("t"), _w("drawing"), _w("pict"), _w("sectPr"), _w("br"), _w("object"), _w("sdt"))
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
