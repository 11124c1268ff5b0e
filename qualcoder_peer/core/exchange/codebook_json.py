"""Code books as this program exports them to JSON: one array, each code an object with its path from the top."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.exchange.codebook_tree import TreeBuilder
from qualcoder_peer.core.importers.base import read_bytes
from qualcoder_peer.core.services.codebook import CodePath, parse_path
from qualcoder_peer.core.services.codebook_import import TEXT_FIELDS, ReadCodebook
from qualcoder_peer.core.text.encodings import decode


def read_json_codebook(path: Path, data: bytes | None = None) -> ReadCodebook:
    """The codes of a JSON file with all that this program knows of them. Raises UnreadableFile or InvalidInput."""
    name = path.name
    try:
        found = json.loads(decode(read_bytes(path, data), name=name).text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            "“{name}” is no sound JSON (line {line}). Nothing was imported. Export the code book again.",
            name=name,
            line=getattr(error, "lineno", 1),
        ) from error
    if not isinstance(found, list):
        raise _other(name, 1)
    builder = TreeBuilder(name)
    places: dict[CodePath, int] = {}  # the last code of each path: those below it come behind it
    for number, record in enumerate(found, 1):
        names = _path(record)
        if names is None:
            raise _other(name, number)
        above = places.get(names[:-1])
        places[names] = builder.add(
            names[-1],
            builder.add_above(names[:-1], number) if above is None else above,
            number,
            role=_word(record, "role"),
            colour=_word(record, "colour"),
            described={key: _word(record, key) for key in (*TEXT_FIELDS, "memo")},
            guid=_word(record, "guid"),
            distinct=names in places and bool(_word(record, "guid")),
        )
    return builder.book()


def _path(record: object) -> CodePath | None:
    path = record.get("path") or record.get("name") if isinstance(record, dict) else None
    if isinstance(path, str):
        return parse_path(path)
    if isinstance(path, list) and path and all(isinstance(one, str) for one in path):
        return tuple(path)
    return None


def _word(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _other(name: str, number: int) -> UnreadableFile:
    return UnreadableFile(
        "“{name}” is JSON but no code book: entry {number} has no “path” or “name”. Nothing was imported.",
        name=name,
        number=number,
    )
