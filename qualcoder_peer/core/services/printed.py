"""The printed form of a quote: shortened, clarified, without hesitations, and always held against what was said.

The transcript is the original and stays; a printed form is kept with the entry of the report only while
``text/quotations.compare`` finds it honest. When the transcript changes under it, it is stale: the report then prints
the original, and says so.

Positions are code points, half open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.kept_options import read_options
from qualcoder_peer.core.services.personal_data import PSEUDONYMS
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.reports import OutlineNode
from qualcoder_peer.core.text.quotations import Comparison, EditingRules, Part, QuotationStatus, compare, usual_rules

LEFT_OUT = "[…]"
"""What stands where a writer left words out."""
FORMS = ("", "inline", "block")
_MOST_TOLD = 5
_BEGINS = "\ue000"  # of the private use area: stands for nothing in any text
_SPACES = re.compile(r"[ \t\u00a0]+")
_BESIDE = re.compile(r"\[…\](?:\s*\[…\])+")


class PrintedStatus(StrEnum):
    """How a quote stands to its transcript as it is printed."""

    AS_SAID = "as_said"
    EDITED = "edited"
    STALE = "stale"


PRINTED_TITLES: dict[PrintedStatus, str] = {
    PrintedStatus.AS_SAID: N_("As it was said"),
    PrintedStatus.EDITED: N_("Edited"),
    PrintedStatus.STALE: N_("The transcript has changed: the original is printed"),
}


@dataclass(frozen=True, slots=True)
class DeclaredEditing:
    """What a report declares of how its quotes may be edited.

    ``words`` are hesitations that may be left out, none: the usual ones of the language; ``leave_out`` says whether any
    may. ``names`` are the pseudonyms of the project. ``language`` is that of documents that have none.
    """

    leave_out: bool = True
    words: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    language: str = "sv"

    def hesitations(self, language: str = "") -> tuple[str, ...]:
        """The words that may be left out of a text in a language."""
        if not self.leave_out:
            return ()
        return self.words or usual_rules(language or self.language).hesitations

    def rules(self, language: str = "") -> EditingRules:
        """The rules for a text in a language."""
        return EditingRules(self.hesitations(language), (), self.names)


@dataclass(frozen=True, slots=True)
class Printed:
    """How one quote is printed: ``text``, the ``original``, and for an edited or stale one how they differ."""

    text: str
    original: str
    status: PrintedStatus
    comparison: Comparison | None = None


def read_declared(project: Project, options: ReportOptions | None = None) -> DeclaredEditing:
    """What the options (without: those the project keeps) and the pseudonyms of the project declare."""
    options = options or read_options(project, ReportOptions)
    with project.reading() as store:
        names = {one.name for one in store.respondents.all()} | set(store.settings.get(PSEUDONYMS, ()))
        language = store.project.get().language
    words = tuple(word.strip() for word in options.hesitation_words.split(",") if word.strip())
    return DeclaredEditing(options.hesitations, words, frozenset(names), language)


def original_of(quote: Quote) -> str:
    """The words a printed form is made from: without labels and time stamps, turns on lines of their own."""
    if quote.parts:
        return "\n".join(part.text for part in quote.parts)
    return quote.text.strip() or quote.text


def judge(printed: str, quote: Quote, declared: DeclaredEditing) -> Comparison:
    """How a printed form stands to its quote.

    A shorter passage of the quote is as honest as the whole of it, so words may be left out at its ends without a mark.
    What an interviewer says in it must stand in [brackets].
    """
    rules = declared.rules(quote.document.language)
    found = _judged(printed, original_of(quote), rules)
    asked = [part for part in quote.parts if part.speaker_role is SpeakerRole.INTERVIEWER]
    if found.status is QuotationStatus.DEVIATES or not asked or len(asked) == len(quote.parts):
        return found
    answers = "\n".join(part.text for part in quote.parts if part.speaker_role is not SpeakerRole.INTERVIEWER)
    alone = _judged(printed, answers, rules)
    return alone if alone.status is QuotationStatus.DEVIATES else found


def printed_of(node: OutlineNode, declared: DeclaredEditing) -> Printed:
    """How the quote of an outline is printed. Raises ValueError for an entry that is no quote."""
    if node.quote is None:
        raise ValueError("no quote")
    return printed_quote(node.quote, node.printed, declared)


def printed_quote(quote: Quote, printed: str, declared: DeclaredEditing) -> Printed:
    """How a quote with this printed form (empty: none) is printed."""
    original = original_of(quote)
    if not printed.strip():
        return Printed(original, original, PrintedStatus.AS_SAID)
    comparison = judge(printed, quote, declared)
    if comparison.status is QuotationStatus.DEVIATES:
        return Printed(original, original, PrintedStatus.STALE, comparison)
    return Printed(printed.strip(), original, PrintedStatus.EDITED, comparison)


def set_printed(
    project: Project, item: ReportItemId, printed: str, form: str = "", declared: DeclaredEditing | None = None
) -> Printed:
    """Keep how a quote of a report is printed: its words (empty: as said) and ``inline``, ``block`` or by length.

    Raises InvalidInput, with the words that deviate, when the printed form is not what was said; NotFound.
    """
    if form not in FORMS:
        raise InvalidInput("A quote is printed inline, as a block, or by its length. Nothing was changed.")
    with project.reading() as store:
        found = store.reports.item(item)
    if found is None or found.coding_id is None:
        raise NotFound("The quote is no longer in the report. Nothing was changed.")
    quote = next(iter_quotes(project, QuoteFilter(codings=(found.coding_id,)), with_parts=True), None)
    if quote is None:
        raise NotFound("The quote is no longer in the report. Nothing was changed.")
    words = storable(printed).strip()
    if words == original_of(quote):
        words = ""
    made = printed_quote(quote, words, declared or read_declared(project))
    if made.status is PrintedStatus.STALE and words != found.printed:
        assert made.comparison is not None
        raise InvalidInput(
            "This is not what was said: {differences}. Mark what you leave out with […] and put your own words in "
            "[brackets]. Nothing was changed.",
            differences=difference_of(made.comparison),
        )
    if (words, form) != (found.printed, found.form):
        with project.transaction(message("Edit how a quote is printed")) as store:
            store.reports.change_item(item, printed=words, form=form)
    return made


def difference_of(comparison: Comparison) -> Message:
    """The words that deviate, in one sentence part: what is printed and what was said."""
    wrong = [_difference(part) for part in comparison.parts if not part.allowed]
    if not wrong:
        return message("none of these words are in the quote")
    told = wrong[:_MOST_TOLD]
    joined = told[0]
    for one in told[1:]:
        joined = message("{several}; {one}", several=joined, one=one)
    return joined


def without_hesitations(text: str, declared: Sequence[str]) -> str:
    """``text`` without these words, the commas that set them off and pauses after them."""
    words = sorted((word for word in declared if word.strip()), key=len, reverse=True)
    if not words:
        return text
    # “Jag, eh, tror”: both commas belonged to it. “Hm, jag tror”: the next word begins the sentence.
    made = _without(tuple(words)).sub(lambda found: f" {_BEGINS}" if found["word"][0].isupper() else " ", text)
    made = re.sub(rf"([.?!…])[ \t]+{_BEGINS}?[.,…](?!\.)", r"\1", made)  # a sentence that held nothing else
    made = re.sub(rf"{_BEGINS}[ \t]*(\w?)", lambda found: found[1].upper(), made)
    made = re.sub(r"[ \t]+(?=[.,;:?!])", "", _SPACES.sub(" ", made))
    lines = [line.strip() for line in made.split("\n")]
    made = "\n".join(line for line in lines if re.search(r"\w", line)) if re.search(r"\w", made) else ""
    return made


def shortened(text: str, start: int, end: int) -> str:
    """``text`` with ``[…]`` for the words that ``[start, end)`` touches; nothing where it touches none."""
    start, end = _whole_words(text, start, end)
    if start >= end:
        return text
    made = _put(text[:start], LEFT_OUT, text[end:])
    return _BESIDE.sub(LEFT_OUT, made)


def clarified(text: str, start: int, end: int, words: str) -> str:
    """``text`` with ``[words]`` for the words that ``[start, end)`` touches, or put in where it is empty."""
    words = " ".join(words.replace("[", "").replace("]", "").split())
    if not words:
        return text
    if start < end:
        start, end = _whole_words(text, start, end)
    elif 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start = end = _whole_words(text, start - 1, start + 1)[1]
    return _put(text[:start], f"[{words}]", text[end:])


@lru_cache(maxsize=4096)
def _judged(printed: str, original: str, rules: EditingRules) -> Comparison:
    # Asked for every quote each time the page is made; the same words have the same answer.
    found = compare(printed, original, rules)
    if found.status is QuotationStatus.DEVIATES:
        inner = compare(f"{LEFT_OUT} {printed.strip()} {LEFT_OUT}", original, rules)
        if inner.status is not QuotationStatus.DEVIATES or inner.similarity > found.similarity:
            return inner
    return found


def _difference(part: Part) -> Message:
    printed, original = _some(part.printed), _some(part.original)
    if not part.printed:
        return message("“{original}” is left out without a mark", original=original)
    if not part.original:
        return message("“{printed}” was not said", printed=printed)
    return message("“{printed}” instead of “{original}”", printed=printed, original=original)


def _some(words: str) -> str:
    return words if len(words) <= 80 else words[:79] + "…"


@lru_cache(maxsize=32)
def _without(words: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(re.escape(word) for word in words)
    return re.compile(
        rf"(?:,[ \t]*)?(?<!\w)(?P<word>{one})(?![\w?!])(?:[ \t]*(?:,|…|\.\.\.|[–-](?=\s)))?", re.IGNORECASE
    )


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    inside: Callable[[int], bool] = lambda place: text[place].isalnum() or text[place] in "'’-"
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return start, start
    while start > 0 and inside(start - 1) and inside(start):
        start -= 1
    while end < len(text) and inside(end - 1) and inside(end):
        end += 1
    return start, end


def _put(before: str, piece: str, after: str) -> str:
    before, after = before.rstrip(" \t"), after.lstrip(" \t")
    left = "" if not before or before.endswith(("\n", "(", "“", "”", "»")) else " "
    right = "" if not after or after[0] in ".,;:?!)\n" else " "
    return f"{before}{left}{piece}{right}{after}"
