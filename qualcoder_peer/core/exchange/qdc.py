"""Reads REFI-QDA codebooks (.qdc), in which programs for qualitative analysis hand over codes; ``exporters/qdc.py``
writes them.

The format is told in REFI-QDA 1.5, section 5.2, and its schema Codebook.xsd (www.qdasoftware.org). Elements are known
by their local names, because programs write several namespaces: ATLAS.ti and MAXQDA ``codebook:0:4``, NVivo
``codebook:1:0``. A code has but one text there: what this program has beside the definition stands in it in paragraphs
of its own (“When to use: …”), which the reader takes apart again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.exchange.codebook_tree import TreeBuilder, described_in
from qualcoder_peer.core.exporters.qdc import QDC_NAMESPACE
from qualcoder_peer.core.importers.base import read_bytes
from qualcoder_peer.core.importers.guard import parse_xml
from qualcoder_peer.core.services.codebook_import import ReadCodebook

if TYPE_CHECKING:
    from lxml.etree import _Element

_KNOWN = (QDC_NAMESPACE, "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0")
_NAMES_SHOWN = 5


def read_qdc(path: Path, data: bytes | None = None) -> ReadCodebook:
    """The codes of a .qdc file with their GUIDs and colours. Raises UnreadableFile.

    Entities, document types and the network are never followed. Sets, notes and unknown elements are told as left out.
    """
    data = read_bytes(path, data)
    root = parse_xml(data, path.name)
    codes = _child(root, "Codes") if _local(root).casefold() == "codebook" else None
    if codes is None:
        raise UnreadableFile(
            "“{name}” is no REFI-QDA codebook: it begins with “{element}”. Nothing was imported. Export the codebook "
            "again in the program it comes from.",
            name=path.name,
            element=_local(root)[:80],
        )
    builder = TreeBuilder(path.name)
    pending: list[tuple[_Element, int | None]] = [(code, None) for code in reversed(_children(codes, "Code"))]
    notes = 0
    while pending:
        element, parent = pending.pop()
        place = _add(builder, element, parent)
        notes += len(_children(element, "NoteRef"))
        pending += [(code, place) for code in reversed(_children(element, "Code"))]
    _tell(builder, root, notes)
    return builder.book()


def _add(builder: TreeBuilder, element: _Element, parent: int | None) -> int:
    description = _child(element, "Description")
    is_codable = str(element.get("isCodable", "true")).strip().lower() not in ("false", "0")
    return builder.add(
        str(element.get("name", "")),
        parent,
        int(element.sourceline or 0),
        role="" if is_codable else CodeRole.THEME.value,  # a folder in the program it comes from
        colour=str(element.get("color", "")),
        described=described_in("".join(map(str, description.itertext()))) if description is not None else None,
        guid=str(element.get("guid", "")),
        distinct=True,
    )


def _tell(builder: TreeBuilder, root: _Element, notes: int) -> None:
    sets = [one for holder in _children(root, "Sets") for one in _children(holder, "Set")]
    if sets:
        names = ", ".join(f"“{str(one.get('name', ''))[:80]}”" for one in sets[:_NAMES_SHOWN])
        more = ", …" if len(sets) > _NAMES_SHOWN else ""
        builder.note(LeftOut(
            counted("{count} set of codes left out: {names}", "{count} sets of codes left out: {names}", len(sets),
                    names=names + more),
            len(sets),
        ))  # fmt: skip
    if notes:
        builder.note(
            LeftOut(
                counted("{count} note on codes left out", "{count} notes on codes left out", notes),
                notes,
            )
        )
    space = str(root.tag).rpartition("}")[0].lstrip("{")
    if space not in _KNOWN:
        builder.note(
            LeftOut(message("Written in a version of the format that is not known (“{space}”)", space=space[:80]), 1,
                    lost=False)
        )  # fmt: skip


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: _Element, local: str) -> list[_Element]:
    return [child for child in element if _local(child) == local]


def _child(element: _Element, local: str) -> _Element | None:
    return next(iter(_children(element, local)), None)
