"""The code book as a REFI-QDA codebook (.qdc), which other programs for qualitative analysis read.

Written after REFI-QDA 1.5 and its schema Codebook.xsd: each code with its GUID, which stays the same at every export,
name, colour and one description, in which definition, when to use it, when not, example and memo are paragraphs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.exports import CodebookOptions
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.exporters.base import Exporter
from qualcoder_peer.core.exporters.leaving import leaving_codebook
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.disclosure_gate import Leaving
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.text.xml_safe import xml_legal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from qualcoder_peer.core.domain.model import Code

QDC_NAMESPACE = "urn:QDA-XML:codebook:1.0"
QDC_LABELS: dict[str, str] = {
    "when_to_use": N_("When to use"),
    "when_not": N_("When not to use"),
    "example": N_("Example"),
    "memo": N_("Memo"),
}
"""Under which words what is not the definition stands in the description of a code."""
_ORIGIN = "QualCoder Peer"


class QdcExporter(Exporter):
    """Writes the whole code tree as a REFI-QDA codebook."""

    key = "codebook-qdc"
    kind = "codebook"
    title = message("Codebook for other programs (REFI-QDA)")
    suffixes = (".qdc",)
    Options = CodebookOptions

    def _check(self, project: Project, name: str) -> None:
        with project.reading() as store:
            empty = not store.codes.all()
        if empty:
            raise ExportFailed(
                "The project has no codes yet, and a REFI-QDA codebook cannot be empty. “{name}” was not written.",
                name=name,
            )

    def _write(
        self, project: Project, path: Path, options: CodebookOptions, which: QuoteFilter, progress: Progress
    ) -> None:
        from lxml import etree

        with project.reading() as store:
            tree = CodeTree(store.codes.all())
            memos = store.memos.texts_of("code")
            language = options.language or store.project.get().language
        root = etree.Element(f"{{{QDC_NAMESPACE}}}CodeBook", {"origin": _ORIGIN}, nsmap={None: QDC_NAMESPACE})
        parents: dict[int | None, _Element] = {None: etree.SubElement(root, f"{{{QDC_NAMESPACE}}}Codes")}
        say = texts(language)
        for code in tree.in_order():
            parents[code.id] = _add(parents[code.parent_id], code, description_of(_described(code, memos), say))
        etree.ElementTree(root).write(str(path), encoding="utf-8", xml_declaration=True, pretty_print=True)

    def leaving(self, project: Project, options: CodebookOptions, which: QuoteFilter, progress: Progress) -> Leaving:
        """The words of the code tree."""
        return leaving_codebook(project)


def description_of(described: Mapping[str, str], say: Texts) -> str:
    """All texts of a code as one description, which ``core/exchange`` takes apart again."""
    parts = [described.get("definition", "").strip()]
    for key, label in QDC_LABELS.items():
        words = described.get(key, "").strip()
        if words:
            parts.append(f"{say(label)}: {words}")
    return "\n\n".join(part for part in parts if part)


def _described(code: Code, memos: Mapping[int, str]) -> dict[str, str]:
    return {
        "definition": code.definition, "when_to_use": code.when_to_use, "when_not": code.when_not,
        "example": code.example, "memo": memos.get(code.id, ""),
    }  # fmt: skip


def _add(parent: _Element, code: Code, description: str) -> _Element:
    from lxml import etree

    # All codes can be used for coding here, also those with others below them.
    element = etree.SubElement(
        parent,
        f"{{{QDC_NAMESPACE}}}Code",
        {"guid": code.guid, "name": xml_legal(code.name), "isCodable": "true", "color": code.colour},
    )
    if description:
        etree.SubElement(element, f"{{{QDC_NAMESPACE}}}Description").text = xml_legal(description)
    return element
