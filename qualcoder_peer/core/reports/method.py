"""The method chapter beyond its first sentences: what the project, its protocol and the history of its codes know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Consent
from qualcoder_peer.core.domain.protocol import ProtocolKind
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.reports.facts import listed, long_date
from qualcoder_peer.core.services.method_facts import DoubleCoding, MethodFacts, Reshaped, Saturation, Spread

_MATERIAL = N_("Material and transcription")
_SELECTION = N_("Selection and non-response")
_PRIVACY = N_("Protection of respondents")
_CODING = N_("Who coded")
_GROWTH = N_("How the code tree grew")
_SATURATION = N_("Saturation")
_MOST_RESHAPED = 8
"""Mergers and splits that are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class MethodPart:
    """A piece of the method chapter: ``title`` is a source text, ``text`` whole sentences in the report's language."""

    key: str
    title: str
    text: str


def method_parts(facts: MethodFacts, say: Texts) -> tuple[MethodPart, ...]:
    """What is known, part by part; a part of which nothing is known is left out."""
    parts = (
        MethodPart("material", _MATERIAL, " ".join(_material(facts, say))),
        MethodPart("selection", _SELECTION, " ".join(_selection(facts, say))),
        MethodPart("privacy", _PRIVACY, " ".join(_privacy(facts, say))),
        MethodPart("coding", _CODING, " ".join(_coding(facts, say))),
        MethodPart("growth", _GROWTH, " ".join(_growth(facts, say))),
        MethodPart("saturation", _SATURATION, _saturated(facts.saturation, say)),
    )
    return tuple(part for part in parts if part.text)


def spread_words(spread: Spread, say: Texts) -> str:
    """Least, middle and greatest of some numbers."""
    return say(
        "from {least} to {greatest}, in the middle {median}",
        least=spread.least,
        greatest=spread.greatest,
        median=spread.median,
    )


def _material(facts: MethodFacts, say: Texts) -> list[str]:
    sentences = []
    if facts.words is not None:
        sentences.append(
            say("The interviews hold {total} words ({spread}).", total=facts.words.total,
                spread=spread_words(facts.words, say))
        )  # fmt: skip
    if facts.minutes is not None:
        known = facts.minutes.count
        sentences.append(
            say("Of {count} interviews the length is known by their time stamps: {total} minutes ({spread}).",
                count=known, total=facts.minutes.total, spread=spread_words(facts.minutes, say))
        )  # fmt: skip
    if facts.formats:
        kinds = listed([f"{name} ({count})" for name, count in sorted(facts.formats.items())], say)
        sentences.append(say("The transcripts were imported from files of these kinds: {kinds}.", kinds=kinds))
    if facts.importers:
        sentences.append(say("They were imported by {names}.", names=listed(facts.importers, say)))
    return sentences


def _selection(facts: MethodFacts, say: Texts) -> list[str]:
    sentences = []
    registered = facts.heard + facts.silent
    if registered:
        sentences.append(
            say("Of {total} registered respondents, {count} are heard in the material.", total=registered,
                count=facts.heard)
        )  # fmt: skip
    refused = facts.consents.get(Consent.REFUSED, 0)
    withdrawn = facts.consents.get(Consent.WITHDRAWN, 0)
    given = facts.consents.get(Consent.GIVEN, 0)
    if given:
        sentences.append(say.counted("One has given consent.", "{count} have given consent.", given))
    if refused:
        sentences.append(say.counted("One declined to take part.", "{count} declined to take part.", refused))
    if withdrawn:
        sentences.append(
            say.counted("One has withdrawn the consent.", "{count} have withdrawn their consent.", withdrawn)
        )
    return sentences


def _privacy(facts: MethodFacts, say: Texts) -> list[str]:
    sentences = []
    replaced = facts.protocol.get(ProtocolKind.REPLACED, 0)
    if replaced:
        sentences.append(
            say.counted("Names and other personal data were replaced by pseudonyms on one occasion.",
                        "Names and other personal data were replaced by pseudonyms on {count} occasions.", replaced)
        )  # fmt: skip
    looked_up = facts.protocol.get(ProtocolKind.LOOKED_UP, 0)
    if looked_up:
        sentences.append(
            say.counted("A real name was looked up once, with the reason kept in the protocol.",
                        "Real names were looked up {count} times, with the reasons kept in the protocol.", looked_up)
        )  # fmt: skip
    if facts.protocol.get(ProtocolKind.DESTROYED):
        sentences.append(say("The key to the pseudonyms has been destroyed."))
    if facts.protocol.get(ProtocolKind.SEALED):
        sentences.append(say("Earlier wordings were removed from the history of the project."))
    return sentences


def _coding(facts: MethodFacts, say: Texts) -> list[str]:
    sentences = []
    shares = [
        say("{name} ({codings} passages in {documents} documents)", name=one.name, codings=one.codings,
            documents=one.documents)
        for one in facts.coders
    ]  # fmt: skip
    if shares:
        sentences.append(say("The material was coded by {coders}.", coders=listed(shares, say)))
    if len(facts.coders) > 1:
        sentences.append(_double(facts.double, say))
    if facts.blind_as:
        sentences.append(say("{name} worked blind: what other coders have coded is not counted.", name=facts.blind_as))
    return sentences


def _double(double: DoubleCoding, say: Texts) -> str:
    if not double.documents:
        return say("No document was coded by more than one.")
    share = round(100 * double.characters / double.coded_characters)
    return say(
        "{count} of {total} coded documents were coded by more than one; {share} % of the coded text is coded by at "
        "least two.",
        count=double.documents,
        total=double.coded_documents,
        share=share,
    )


def _growth(facts: MethodFacts, say: Texts) -> list[str]:
    events = facts.events
    done = [
        say.counted("one code was made", "{count} codes were made", events.get("created", 0)),
        say.counted("one was renamed", "{count} were renamed", events.get("renamed", 0)),
        # A merger and a split are entered with both codes that take part.
        say.counted("one was merged into another", "{count} were merged into others", events.get("merged", 0) // 2),
        say.counted("one was split", "{count} splits were made", events.get("split", 0) // 2),
        say.counted("one was deleted", "{count} were deleted", events.get("deleted", 0)),
    ]
    counts = [events.get("created", 0), events.get("renamed", 0), events.get("merged", 0) // 2,
              events.get("split", 0) // 2, events.get("deleted", 0)]  # fmt: skip
    told = [words for words, count in zip(done, counts, strict=True) if count]
    sentences = []
    if told:
        days = sorted(facts.events_by_day)
        if len(days) > 1:
            sentences.append(
                say("Between {first} and {last} {done}.", first=long_date(days[0], say), last=long_date(days[-1], say),
                    done=listed(told, say))
            )  # fmt: skip
        else:
            sentences.append(_sentence(listed(told, say)))
    sentences += _reshapings(facts.reshaped, say)
    first = [one for one in facts.first_uses if one.new]
    if len(facts.first_uses) > 1 and first:
        last = first[-1]
        place = facts.first_uses.index(last) + 1
        sentences.append(
            say("The last document that brought new codes was “{title}”, number {place} of {total} to be coded.",
                title=last.document.title, place=place, total=len(facts.first_uses))
        )  # fmt: skip
    return sentences


def _reshapings(reshaped: Sequence[Reshaped], say: Texts) -> list[str]:
    """Each merger and split by name, with its day and the interviews it came between."""
    told = [_reshaping(one, say) for one in reshaped[:_MOST_RESHAPED]]
    more = len(reshaped) - len(told)
    if more > 0:
        told.append(say.counted("and one more", "and {count} more", more))
    return [say("Mergers and splits, in order: {list}.", list="; ".join(told))] if told else []


def _reshaping(one: Reshaped, say: Texts) -> str:
    if one.is_split:
        done = say("“{source}” was split, part of it going to “{target}”", source=one.source, target=one.target)
    else:
        done = say("“{source}” was merged into “{target}”", source=one.source, target=one.target)
    parts = {"done": done, "date": long_date(one.time[:10], say)}
    if one.before is not None and one.after is not None:
        return say("{done} on {date}, after “{before}” and before “{after}”", before=one.before.title,
                   after=one.after.title, **parts)  # fmt: skip
    if one.before is not None:
        return say("{done} on {date}, after the last interview, “{before}”", before=one.before.title, **parts)
    if one.after is not None:
        return say("{done} on {date}, before the first interview, “{after}”", after=one.after.title, **parts)
    return say("{done} on {date}", **parts)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _saturated(found: Saturation | None, say: Texts) -> str:
    if found is None:
        return ""
    method = say(
        "Counted after Guest, Namey and Chen (2020), the first {base} interviews brought {codes} codes.",
        base=found.base,
        codes=found.base_codes,
    )
    share = f"{found.per_cent:.0f}"
    if found.reached:
        told = say(
            "Interviews {first} to {last} added {new} ({share} %), so that saturation was reached after {last} "
            "interviews.",
            first=found.interviews - found.run + 1,
            last=found.interviews,
            new=found.new,
            share=share,
        )
    else:
        told = say(
            "The last {run} of {count} interviews still added {new} ({share} %), so that saturation was not reached.",
            run=found.run,
            count=found.interviews,
            new=found.new,
            share=share,
        )
    return f"{method} {told}"


def growth_rows(facts: MethodFacts) -> Sequence[tuple[str, str, int, int]]:
    """(document, date, new codes, all codes so far) in the order in which coding began."""
    return [(one.document.title, one.document.date, one.new, one.all) for one in facts.first_uses]
