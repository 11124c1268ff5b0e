"""Comments of our own in a Word file, at controls whose source is gone (ISO/IEC 29500-1, 17.13.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_find import Found
from qualcoder_peer.core.reports.sync_names import WORD, new, w

AUTHOR = "QualCoder Peer"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def add_comment(file: ReportFile, found: Found, text: str) -> None:
    """Put a comment at a control of the main text."""
    number = _write(file, text)
    first, last, at = _ends(found)
    start = new(found.element, "commentRangeStart", id=number)
    end = new(found.element, "commentRangeEnd", id=number)
    mark = new(found.element, "r")
    mark.append(new(found.element, "commentReference", id=number))
    if first is found.element:
        first.addprevious(start)
        last.addnext(mark)
        last.addnext(end)
    else:
        first.insert(at, start)
        last.append(end)
        last.append(mark)


def _write(file: ReportFile, text: str) -> str:
    part = file.related_as(file.main, "comments")
    if not part:
        part = file.free_name("word/comments", ".xml") if file.has("word/comments.xml") else "word/comments.xml"
        file.put(part, f'<w:comments xmlns:w="{WORD}"/>'.encode())
        file.declare(part, _TYPE)
        file.relate(file.main, part, "comments")
    root = file.change(part)
    taken = [int(one.get(w("id"), "0")) for one in root if (one.get(w("id")) or "").isdecimal()]
    number = str(max(taken, default=-1) + 1)
    comment = new(root, "comment", id=number, author=AUTHOR, initials="QP",
                  date=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
    paragraph, run, words = new(root, "p"), new(root, "r"), new(root, "t")
    words.text = text
    run.append(words)
    paragraph.append(run)
    comment.append(paragraph)
    root.append(comment)
    return number


def _ends(found: Found) -> tuple[Any, Any, int]:
    paragraphs = list(found.content.iter(w("p")))
    if not paragraphs:
        return found.element, found.element, 0
    at = 1 if len(paragraphs[0]) and paragraphs[0][0].tag == w("pPr") else 0
    return paragraphs[0], paragraphs[-1], at
