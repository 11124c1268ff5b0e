"""What a document holds beside its running text, or in another shape, as sentences: the same words for all formats."""

from __future__ import annotations

from collections import Counter

from qualcoder_peer.core.domain.messages import Message, counted
from qualcoder_peer.core.domain.sources import LeftOut


_NOTES = ("changes", "prompts", "numbers", "headings", "boxes", "menus")
"""What nobody misses in the text."""


def left_out(counts: Counter[str]) -> tuple[LeftOut, ...]:
    """What was counted under the keys below while a document was read, in the order in which it is told.

    An import that takes comments (``services.preparing``) tells of those otherwise.
    """
    told = {**_of_the_text(counts), **_of_the_file(counts)}
    return tuple(LeftOut(words, counts[key], key not in _NOTES) for key, words in told.items() if counts[key])


def _of_the_text(counts: Counter[str]) -> dict[str, Message]:
    return {
        "changes": counted(
            "{count} tracked change read as accepted", "{count} tracked changes read as accepted", counts["changes"]
        ),
        "hidden": counted(
            "{count} passage of hidden text left out", "{count} passages of hidden text left out", counts["hidden"]
        ),
        "footnotes": counted("{count} footnote left out", "{count} footnotes left out", counts["footnotes"]),
        "endnotes": counted("{count} endnote left out", "{count} endnotes left out", counts["endnotes"]),
        "comments": counted("{count} comment left out", "{count} comments left out", counts["comments"]),
        "comments elsewhere": counted(
            "{count} comment left out that is about no words of the text",
            "{count} comments left out that are about no words of the text",
            counts["comments elsewhere"],
        ),
        "headers": counted(
            "{count} page header or footer left out", "{count} page headers and footers left out", counts["headers"]
        ),
        "pictures": counted("{count} picture left out", "{count} pictures left out", counts["pictures"]),
        "embedded": counted("{count} embedded file left out", "{count} embedded files left out", counts["embedded"]),
        "prompts": counted(
            "{count} empty form field left out", "{count} empty form fields left out", counts["prompts"]
        ),
    }


def _of_the_file(counts: Counter[str]) -> dict[str, Message]:
    return {
        "numbers": counted(
            "{count} automatic list number or bullet left out",
            "{count} automatic list numbers and bullets left out",
            counts["numbers"],
        ),
        "headings": counted(
            "the heading row of {count} transcript table left out",
            "the heading rows of {count} transcript tables left out",
            counts["headings"],
        ),
        "symbols": counted(
            "{count} symbol without a known character, shown as □",
            "{count} symbols without a known character, shown as □",
            counts["symbols"],
        ),
        "boxes": counted(
            "{count} text box placed after its paragraph",
            "{count} text boxes placed after their paragraphs",
            counts["boxes"],
        ),
        "menus": counted(
            "{count} menu, button or entry field left out",
            "{count} menus, buttons and entry fields left out",
            counts["menus"],
        ),
        "frames": counted(
            "{count} page shown inside the page left out",
            "{count} pages shown inside the page left out",
            counts["frames"],
        ),
        "front matter": counted(
            "{count} line about the file (front matter) left out",
            "{count} lines about the file (front matter) left out",
            counts["front matter"],
        ),
        "damage": counted(
            "{count} damaged place: what the file said there may be missing",
            "{count} damaged places: what the file said there may be missing",
            counts["damage"],
        ),
    }
