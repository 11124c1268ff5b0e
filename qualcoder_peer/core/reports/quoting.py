"""How quotes are printed: marks, sources, short ones in running text, long ones set apart, several speakers.

The words of a quote are never changed. A quote that crosses turns is printed turn by turn, without the labels and
time stamps of the transcript; what an interviewer says in it stands in brackets.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.domain.exports import ReportOptions, quote_marks
from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.times import clock
from qualcoder_peer.core.i18n import LANGUAGES, Texts
from qualcoder_peer.core.reports.blocks import Paragraph, Piece
from qualcoder_peer.core.reports.facts import ReportFacts
from qualcoder_peer.core.services.quotes import Quote, QuotePart

QUOTED = "Quoted Words"
"""The character style of the exact words of a quote, so that they can be found again in the finished report."""


class Quoting:
    """Prints quotes in one language with one choice of options."""

    def __init__(self, say: Texts, options: ReportOptions, facts: ReportFacts) -> None:
        self._say, self._options, self._facts = say, options, facts
        self._opening, self._closing = quote_marks(options.marks, say.language)

    def is_short(self, quote: Quote) -> bool:
        """Whether a quote goes into running text: few words, one speaker, one line."""
        words = self._only_words(quote)
        return words is not None and "\n" not in words and len(words.split()) <= self._options.short_words

    def running(self, quotes: Sequence[Quote]) -> tuple[Piece, ...]:
        """Short quotes as sentences of one paragraph."""
        pieces: list[Piece] = []
        previous: Quote | None = None
        for quote in quotes:
            lead = self._lead(quote, previous)
            pieces.append(Piece(f"{' ' if pieces else ''}{lead} {self._opening}"))
            pieces.append(Piece(self._only_words(quote) or "", QUOTED, self._foreign(quote)))
            pieces.append(Piece(f"{self._closing} {self.source(quote)}."))
            previous = quote
        return tuple(pieces)

    def block(self, quote: Quote, item: ReportItemId | None = None) -> list[Paragraph]:
        """A quote set apart: its paragraphs in the style Quote, then its source."""
        made: list[Paragraph] = []
        words = self._only_words(quote)
        if words is not None:
            lines = [line for line in words.split("\n") if line.strip()] or [words]
            for number, line in enumerate(lines):
                opening = self._opening if number == 0 else ""
                closing = self._closing if number + 1 == len(lines) else ""
                pieces = (Piece(opening), Piece(line, QUOTED, self._foreign(quote)), Piece(closing))
                made.append(Paragraph("Quote", tuple(one for one in pieces if one.text), item))
        else:
            for part in quote.parts:
                made.extend(self._part(part, quote, item))
        made.append(Paragraph("Quote Source", (Piece(self.source(quote)),), item))
        return made

    def source(self, quote: Quote) -> str:
        """Where a quote comes from: pseudonym, document, paragraph or time, in brackets."""
        people = self._facts.names(frozenset(quote.respondents)) or [quote.respondent]
        place = self._say("paragraph {number}", number=quote.paragraph)
        if self._options.times and quote.time_ms is not None:
            place = clock(quote.time_ms)
        return "(" + ", ".join(one for one in (*people, quote.document.title, place) if one) + ")"

    def _lead(self, quote: Quote, previous: Quote | None) -> str:
        say = self._say
        if quote.speaker_role is None:
            return say("In the material it says:")
        if previous is None or previous.speaker_role is None:
            return say("One respondent says:")
        if quote.respondent_id is not None and quote.respondent_id == previous.respondent_id:
            return say("The same respondent also says:")
        return say("Another says:")

    def _part(self, part: QuotePart, quote: Quote, item: ReportItemId | None) -> list[Paragraph]:
        asked = part.speaker_role is SpeakerRole.INTERVIEWER
        name = self._say("Interviewer") if asked else part.respondent or part.speaker
        lines = [line for line in part.text.split("\n") if line.strip()]
        made = []
        for number, line in enumerate(lines):
            first, last = number == 0, number + 1 == len(lines)
            before = f"{name}: " if first and name else ""
            words = Piece(line, "Interviewer Words" if asked else QUOTED, self._foreign(quote))
            opening = f"{'[' if asked and first else ''}{before}{self._opening if first and not asked else ''}"
            closing = ("]" if asked else self._closing) if last else ""
            pieces = (Piece(opening), words, Piece(closing))
            made.append(Paragraph("Quote", tuple(one for one in pieces if one.text), item))
        return made

    def _only_words(self, quote: Quote) -> str | None:
        # The words when one person speaks; None when several do.
        if not quote.parts:
            return quote.text.strip() or quote.text
        return quote.parts[0].text if len(quote.parts) == 1 else None

    def _foreign(self, quote: Quote) -> str:
        language = quote.document.language
        return language if language in LANGUAGES and language != self._say.language else ""
