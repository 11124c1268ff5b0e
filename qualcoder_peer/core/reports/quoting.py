"""How quotes are printed: marks, sources, short ones in running text, long ones set apart, several speakers.

The words of a quote are never changed but by the writer's printed form, which is held against them. A quote that
crosses turns is printed turn by turn, without the labels and time stamps of the transcript; what an interviewer says in
it stands in brackets.
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
from qualcoder_peer.core.reports.source_pattern import SourceMaterial, SourcePattern
from qualcoder_peer.core.services.printed import DeclaredEditing, Printed, PrintedStatus, printed_of
from qualcoder_peer.core.services.quotes import Quote, QuotePart
from qualcoder_peer.core.services.reports import Outline, OutlineNode

QUOTED = "Quoted Words"
"""The character style of the exact words of a quote, so that they can be found again in the finished report."""


class Quoting:
    """Prints the quotes of an outline in one language with one choice of options."""

    def __init__(
        self,
        say: Texts,
        options: ReportOptions,
        facts: ReportFacts,
        declared: DeclaredEditing | None = None,
        material: SourceMaterial | None = None,
    ) -> None:
        self._say, self._options, self._facts = say, options, facts
        self._declared = declared or DeclaredEditing()
        self._opening, self._closing = quote_marks(options.marks, say.language)
        pattern = options.source_pattern.strip()
        self._pattern = SourcePattern(pattern, say, facts, material or SourceMaterial()) if pattern else None

    def printed(self, node: OutlineNode) -> Printed:
        """How the quote of an outline is printed."""
        return printed_of(node, self._declared)

    def is_short(self, node: OutlineNode) -> bool:
        """Whether a quote goes into running text: as the writer chose, else few words, one speaker, one line."""
        words = self._only_words(node)
        if words is None or node.form == "block":
            return False
        if node.form == "inline":
            return True
        return "\n" not in words and len(words.split()) <= self._options.short_words

    def running(self, nodes: Sequence[OutlineNode]) -> tuple[Piece, ...]:
        """Short quotes as sentences of one paragraph: of each a lead, the quote in marks, its source, a full stop."""
        pieces: list[Piece] = []
        previous: Quote | None = None
        for node in nodes:
            quote = node.quote
            assert quote is not None
            key = f"q{node.id}" if node.id else ""
            words = " ".join((self._only_words(node) or "").split("\n"))
            pieces.append(Piece(f"{' ' if pieces else ''}{self._lead(quote, previous)} "))
            pieces.append(Piece(self._opening, control=key))
            pieces.append(Piece(words, QUOTED, self._foreign(quote), key))
            pieces.append(Piece(self._closing, control=key))
            pieces.append(Piece(" "))
            pieces.append(Piece(self.source(quote), control=f"s{node.id}" if node.id else ""))
            pieces.append(Piece("."))
            previous = quote
        return tuple(pieces)

    def block(self, node: OutlineNode) -> list[Paragraph]:
        """A quote set apart: its paragraphs in the style Quote, then its source, all in one control."""
        quote = node.quote
        assert quote is not None
        item, key = node.id or None, f"q{node.id}" if node.id else ""
        made: list[Paragraph] = []
        words = self._only_words(node)
        if words is not None:
            lines = [line for line in words.split("\n") if line.strip()] or [words]
            for number, line in enumerate(lines):
                opening = self._opening if number == 0 else ""
                closing = self._closing if number + 1 == len(lines) else ""
                pieces = (Piece(opening), Piece(line, QUOTED, self._foreign(quote)), Piece(closing))
                made.append(Paragraph("Quote", tuple(one for one in pieces if one.text), item, key))
        else:
            for part in quote.parts:
                made.extend(self._part(part, quote, item, key))
        made.append(Paragraph("Quote Source", (Piece(self.source(quote)),), item, key))
        return made

    def source(self, quote: Quote) -> str:
        """Where a quote comes from, in brackets: by the writer's pattern, else pseudonym, document, place or time."""
        if self._pattern is not None:
            written = self._pattern.source(quote)
            if written:
                return written
        people = self._facts.names(frozenset(quote.respondents)) or [quote.respondent]
        place = self._say("paragraph {number}", number=quote.paragraph)
        if self._options.times and quote.time_ms is not None:
            place = clock(quote.time_ms)
        return "(" + ", ".join(one for one in (*people, quote.document.title, place) if one) + ")"

    def editing_sentences(self, outline: Outline) -> list[str]:
        """What the method chapter says of how quotes were edited; nothing where the report has no quotes."""
        say = self._say
        printed = [self.printed(node) for node in outline.walk() if node.quote is not None]
        if not printed:
            return []
        if not any(one.status is PrintedStatus.EDITED for one in printed):
            return [say("Quotes are word for word as in the transcripts.")]
        sentences = [
            say(
                "In the quotes […] marks words that were left out, "
                "and [brackets] hold words that are not the speaker’s."
            )
        ]
        hesitations = self._declared.hesitations(say.language)
        if hesitations:
            sentences.append(
                say("Hesitations ({words}) may have been left out without a mark.", words=", ".join(hesitations))
            )
        return sentences

    def _lead(self, quote: Quote, previous: Quote | None) -> str:
        say = self._say
        if quote.speaker_role is None:
            return say("In the material it says:")
        if previous is None or previous.speaker_role is None:
            return say("One respondent says:")
        if quote.respondent_id is not None and quote.respondent_id == previous.respondent_id:
            return say("The same respondent also says:")
        return say("Another says:")

    def _part(self, part: QuotePart, quote: Quote, item: ReportItemId | None, key: str) -> list[Paragraph]:
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
            made.append(Paragraph("Quote", tuple(one for one in pieces if one.text), item, key))
        return made

    def _only_words(self, node: OutlineNode) -> str | None:
        # The words when one person speaks, or as the writer prints them; None when several do.
        quote = node.quote
        assert quote is not None
        if node.printed:
            printed = self.printed(node)
            if printed.status is PrintedStatus.EDITED:
                return printed.text
        if not quote.parts:
            return quote.text.strip() or quote.text
        return quote.parts[0].text if len(quote.parts) == 1 else None

    def _foreign(self, quote: Quote) -> str:
        language = quote.document.language
        return language if language in LANGUAGES and language != self._say.language else ""
