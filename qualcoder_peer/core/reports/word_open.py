"""Opens what a Word document is built on: our plain page, or the template of an organisation."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.domain.errors import ExportFailed

if TYPE_CHECKING:
    from docx.document import Document

PLACE = "[[report]]"
"""A paragraph of a template that reads this is where the text goes."""

LANGUAGE_TAGS = {"sv": "sv-SE", "da": "da-DK", "en": "en-GB"}
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPES = re.compile(
    rb"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.template\.main\+xml"
    rb"|application/vnd\.ms-word\.(?:document\.macroEnabled|template\.macroEnabledTemplate)\.main\+xml"
)
_MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KEPT_STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid")
_MOST_BYTES = 200_000_000
_MOST_ENTRIES = 5_000
_HIGHEST_RATIO = 200


@dataclass(slots=True)
class Base:
    """A document to write into: ``place`` is the element to write before (None: at the end of the body)."""

    document: Document
    is_template: bool
    place: Any


def open_base(template: str) -> Base:
    """Our own page, or the template at a path; raises ExportFailed with a sentence when that cannot be used."""
    import docx

    if not template:
        return Base(_plain_page(docx.Document()), False, None)
    path = Path(template)
    document = docx.Document(io.BytesIO(_template_bytes(path)))
    _drop(document.part.rels, _MACROS)  # a .docx that holds macros is refused by Word
    place = next((one for one in document.element.body if _reads(one, PLACE)), None)
    return Base(document, True, place)


def _template_bytes(path: Path) -> bytes:
    name = path.name
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ExportFailed(
            "The template “{path}” is not there any more. Nothing was written. Choose another, or none.",
            path=str(path),
        ) from error
    except (OSError, ValueError) as error:
        raise ExportFailed(
            "The template “{path}” cannot be read ({reason}). Nothing was written. Choose another, or none.",
            path=str(path),
            reason=getattr(error, "strerror", None) or type(error).__name__,
        ) from error
    if data.startswith(_OLE):
        raise ExportFailed(
            "The template “{name}” is in an older Word format or has a password. Nothing was written. Open it in "
            "Word and save it as .docx or .dotx without a password.",
            name=name,
        )
    try:
        made = _as_document(data, name)
        _try_out(made)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError) as error:
        raise ExportFailed(
            "The template “{name}” is damaged or is no Word file. Nothing was written. Open it in Word, save it as "
            ".docx or .dotx, and choose that.",
            name=name,
        ) from error
    return made


def _as_document(data: bytes, name: str) -> bytes:
    # python-docx opens documents only: a template differs from one by the type of its main part.
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        entries = source.infolist()
        swollen = any(
            entry.file_size > 1_000_000 and entry.file_size > _HIGHEST_RATIO * max(1, entry.compress_size)
            for entry in entries
        )
        if swollen or len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise ExportFailed(
                "The template “{name}” would unpack to far more than a template holds and was not opened. "
                "Nothing was written.",
                name=name,
            )
        types = source.read("[Content_Types].xml")
        changed = _TEMPLATE_TYPES.sub(_MAIN.encode(), types)
        if changed == types:
            return data
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in entries:
                content = changed if entry.filename == "[Content_Types].xml" else source.read(entry)
                target.writestr(entry.filename, content)
    return buffer.getvalue()


def _try_out(data: bytes) -> None:
    # Whatever python-docx stumbles over in a foreign file (parts missing, no body) is the file's fault.
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    from qualcoder_peer.core.reports.word_styles import Styles

    try:
        document = docx.Document(io.BytesIO(data))
        if document.element.body is None or not document.sections:
            raise ValueError("no body")
        Styles(document, keep=True).new_list("List Number")  # what we add to it finds its place
    except (PackageNotFoundError, AttributeError, TypeError, StopIteration) as error:
        raise ValueError(str(error)) from error


def _reads(element: Any, words: str) -> bool:
    from docx.oxml.ns import qn

    return element.tag == qn("w:p") and "".join(element.itertext(qn("w:t"))).strip() == words


def _plain_page(document: Document) -> Document:
    """python-docx's default document without what its template brings along that nobody asked for."""
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.oxml.ns import qn
    from docx.shared import Cm

    package, main = document.part.package, document.part
    _drop(package.rels, RT.THUMBNAIL)
    _drop(main.rels, "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects")
    _drop(main.rels, RT.CUSTOM_XML)
    for style in document.styles.element.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT_STYLES:
            document.styles.element.remove(style)
    numbering: Any = main.part_related_by(RT.NUMBERING)
    for definition in list(numbering.element):
        numbering.element.remove(definition)
    zoom = document.settings.element.find(qn("w:zoom"))
    if zoom is not None:
        zoom.set(qn("w:percent"), "100")
    for name in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        for element in document.settings.element.findall(qn(name)):
            document.settings.element.remove(element)
    for element in document.element.iter():  # in which sitting python-docx's template was written
        for mark in [name for name in element.attrib if "}rsid" in name]:
            del element.attrib[mark]
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.5)
    section.gutter = 0
    return document


def _drop(relations: Any, kind: str) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype == kind]:
        del relations[key]
