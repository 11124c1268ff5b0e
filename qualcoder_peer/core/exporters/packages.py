"""Long tables in Office packages: the frame is made by the library, the rows are streamed into one of its parts.

A library's cell objects cost too much for 20,000 rows (python-docx: minutes; XlsxWriter: seconds). Here the
library writes a package without rows, and the part that holds them is copied with the rows' XML put in at a mark.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

_LEVEL = 3  # of compression: a tenth larger than the usual 6, in a third of the time


def write_with_rows(
    path: Path,
    frame: bytes,
    part: str,
    mark: bytes,
    rows: Iterable[str],
    finish: Callable[[], bytes] | None = None,
) -> None:
    """Write the package ``frame`` to ``path`` with ``rows`` (pieces of XML) in place of ``mark`` in ``part``.

    ``finish`` is called when the rows are through and gives a second frame that knows their number: what follows
    the mark, and all other parts, are taken from that.
    """
    with zipfile.ZipFile(path, "w") as target:
        source = _parts(frame)
        before, found, after = source[part].partition(mark)
        if not found:
            raise RuntimeError(f"{part} has no mark")
        for name, data in source.items():
            if name != part and (finish is None or name == "[Content_Types].xml"):
                target.writestr(_entry(name), data)
        with target.open(_entry(part), "w", force_zip64=True) as file:
            file.write(before)
            for piece in rows:
                file.write(piece.encode("utf-8"))
            if finish is not None:
                source = _parts(finish())
                after = source[part].partition(mark)[2]
            file.write(after)
        if finish is not None:
            for name, data in source.items():
                if name not in (part, "[Content_Types].xml"):
                    target.writestr(_entry(name), data)


def _parts(frame: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(frame)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated 1980: the same content gives the same file
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # open() takes no level before Python 3.13
    entry.external_attr = 0o600 << 16
    return entry
