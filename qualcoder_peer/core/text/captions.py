"""Reads caption files, WebVTT and SubRip, into cues, and the same marks where they stand in other texts.

One tolerant reader for all, since programs mix them: header or none, hours or none, comma or dot, numbers or none,
``[00:00:01.000 --> 00:00:04.000] words`` on one line. What people said is never dropped, times that cannot be are.
WebVTT: https://www.w3.org/TR/webvtt1/. Time and memory grow with the text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.text.cleaning import clean_text
from qualcoder_peer.core.text.cues import Cue

LATEST_MS = 360_000_000
"""A hundred hours: a time beyond is a mistake, and so is one before zero."""

_TIME = r"-?\s?(?:\d{1,12}:)?\d{1,12}:\d{1,2}(?:[.,]\d{1,9}|:\d{1,3}(?!\d*:))?"
_SECONDS = r"-?\d{1,12}(?:\.\d{1,9})?s"
_ARROW = r"(?:-{1,2}>|–>|—>|→)"
_GAP = r"\s{0,9}"
_TIMING = re.compile(
    rf"[\[(]?{_GAP}(?P<start>{_TIME}|{_SECONDS}){_GAP}{_ARROW}{_GAP}"
    rf"(?P<end>{_TIME}|{_SECONDS})?{_GAP}[\])]?(?P<rest>.*)"
)
_SETTINGS = re.compile(r"(?:\s*(?:align|line|position|size|vertical|region|[XY][12]):\S*)*\s*")
_NO_TIME = r"(?:NaN|undefined|null|[\d:.,; –-]){0,60}?"
_DAMAGED = re.compile(rf"[\[(]?(?P<start>{_NO_TIME})-->(?P<end>{_NO_TIME})[\])]?{_SETTINGS.pattern}")
_PARTS = re.compile(r"(-)?\s?(?:(\d+):)?(\d+):(\d{1,2})(?:[.,](\d+))?")
_GUID = re.compile(r"(?:\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?)(?:[/-][\d-]+)?", re.IGNORECASE)
_NAMED_ID = re.compile(r"\d+ \"(?P<name>[^\"]+)\" \(\d+\)")
_BLOCKS = {"NOTE": "notes", "STYLE": "styles", "REGION": "styles"}
_TAG = re.compile(
    r"</?(?:b|i|u|s|c|v|lang|ruby|rt|font|strong|em|span|br)(?:[.\s][^<>]*)?/?>"
    r"|<(?:\d{1,3}:)?\d{2}:\d{2}[.,]\d{3}>|\{\\[^{}\n]{0,80}\}",
    re.IGNORECASE,
)
_VOICE = re.compile(r"</v\s*>|<v(?:\.[^\s<>]*)?(?:[ \t]+(?P<name>[^<>]*))?>", re.IGNORECASE)
_INNER_TIME = re.compile(r"<(?:\d{1,3}:)?\d{2}:\d{2}\.\d{3}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NAMED_HEAD = re.compile(r"^\[(?P<name>[^\]\n]{1,80})\][ \t]+(?P<time>\d{1,2}:[0-5]\d:[0-5]\d)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Captions:
    """The cues of a text in the order of the file. ``before`` is what stood above the first one and is no heading.

    ``counts`` tells what was not taken: ``notes``, ``styles`` (also regions), ``identifiers`` that are no numbers,
    ``impossible`` times and ``repeated`` lines. ``has_header`` tells whether WEBVTT stood at the top.
    """

    cues: tuple[Cue, ...]
    before: str
    has_header: bool
    counts: Counter[str]


def parse_captions(text: str, blocks: bool | None = None) -> Captions:
    """The cues of a text with ``\\n`` line ends; without any when nothing in it looks like the time of one.

    ``blocks`` tells whether NOTE, STYLE and REGION begin blocks that nobody said; None: if the header is there.
    """
    lines = text.lstrip("\ufeff \t\n").split("\n")
    has_header = lines[0].startswith("WEBVTT")
    blocks = has_header if blocks is None else blocks
    counts: Counter[str] = Counter()
    timings = [
        (number, match)
        for number, line in enumerate(lines)
        if (">" in line or "→" in line) and (match := _timing(line)) is not None
    ]
    numbers = [number for number, _ in timings]
    spaced = sum(1 for number in numbers if not "".join(lines[number + 1 : number + 2]).strip()) > len(numbers) // 2
    ids = [
        _identifier(lines, number, numbers[place - 1] if place else -1, spaced, blocks)
        for place, number in enumerate(numbers)
    ]
    first = ids[0] if ids and ids[0] is not None else numbers[0] if numbers else len(lines)
    before = _body(lines[_header_end(lines, first) if has_header else 0 : first], blocks, counts)
    rolling = _is_rolling(text, len(timings))
    cues: list[Cue] = []
    last_line = ""
    for place, (number, match) in enumerate(timings):
        following = place + 1
        stop = len(lines) if following == len(timings) else ids[following]
        body = lines[number + 1 : stop if stop is not None else numbers[following]]
        body.insert(0, _same_line(match))
        start, end = _times(match, counts)
        words = _body(body, blocks, counts)
        if rolling:
            words, last_line = _without_repeated(words, last_line, counts)
        name_line = ids[place]
        name = _name_in(lines[name_line].strip(), counts) if name_line is not None else None
        cues.extend(_voices(words, start, end, name))
    return Captions(tuple(cues), _plain(before).strip(), has_header, counts)


def parse_named_headers(text: str) -> Captions | None:
    """The captions that Zoom saves as text: ``[Name] 00:00:05`` on a line and what was said below; None for others."""
    heads = list(_NAMED_HEAD.finditer(text)) if "[" in text else []
    if len(heads) < 2 or text[: heads[0].start()].strip():
        return None
    cues = []
    for place, head in enumerate(heads):
        stop = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        start = _milliseconds(head["time"])
        cues.append(Cue(start, None, head["name"], text[head.end() : stop]))
    return Captions(tuple(cues), "", False, Counter())


def caption_ms(stamp: str) -> int | None:
    """The milliseconds of a time as captions write it (``1:02:03.456``, ``12.5s``); None for one that cannot be."""
    when = _milliseconds(stamp)
    return when if when is not None and 0 <= when <= LATEST_MS else None


def looks_like_captions(text: str) -> bool:
    """Whether a text that need not be a caption file is one: every few lines it has the times of a cue."""
    if text.lstrip("\ufeff \t\n").startswith("WEBVTT") and "-->" in text:
        return True
    if "-->" not in text and "->" not in text and "→" not in text:
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    timed = sum(1 for line in lines if (">" in line or "→" in line) and _TIMING.match(line.strip()))
    return timed >= 2 and 10 * timed >= len(lines)


def _timing(line: str) -> re.Match[str] | None:
    """The times in a line that has those of a cue, even if they are damaged."""
    bare = line.strip()
    return _TIMING.match(bare) or _DAMAGED.fullmatch(bare)


def _header_end(lines: Sequence[str], first: int) -> int:
    """The number of the line behind the header: its first blank line, or where the cues begin."""
    return next((number for number in range(1, first) if not lines[number].strip()), first)


def _identifier(lines: Sequence[str], number: int, previous: int, spaced: bool, any_name: bool) -> int | None:
    """The line that names the cue whose times stand in line ``number``; ``previous`` is that of the cue before.

    With ``any_name`` (WebVTT) it may be other than a number or a known form.
    """
    place = number - 1
    if place <= previous:
        return None
    if not lines[place].strip():
        while spaced and place > previous and not lines[place].strip():
            place -= 1
        alone = place > previous and (place == 0 or not lines[place - 1].strip())
        return place if spaced and alone and lines[place].strip().isdigit() else None
    line = lines[place].strip()
    sure = line.isdigit() or _GUID.fullmatch(line) is not None or _NAMED_ID.fullmatch(line) is not None
    if previous >= 0 and place - 1 == previous:
        return place if sure and not line.isdigit() else None
    if place == 0 or not lines[place - 1].strip():
        is_all = previous >= 0 and not "".join(lines[previous + 1 : place]).strip()
        return place if sure or (any_name and not is_all and not line.startswith("WEBVTT")) else None
    return place if sure else None


def _name_in(identifier: str, counts: Counter[str]) -> str | None:
    """The speaker whom an identifier names, as in Webex; others than numbers are counted."""
    named = _NAMED_ID.fullmatch(identifier)
    if named is not None:
        return named["name"]
    if not identifier.isdigit() and _GUID.fullmatch(identifier) is None:
        counts["identifiers"] += 1
    return None


def _body(lines: Sequence[str], blocks: bool, counts: Counter[str]) -> str:
    """The lines of a cue; blocks that are no words of people are counted and left out where there may be any."""
    if not blocks:
        return "\n".join(filter(None, map(str.strip, lines)))
    kept: list[str] = []
    skipping = False
    after_blank = True
    for bare in map(str.strip, lines):
        if not bare:
            skipping, after_blank = False, True
            continue
        if after_blank and bare.startswith(("NOTE", "STYLE", "REGION")):
            word = bare.split(None, 1)[0]
            skipping = word in _BLOCKS and (word == "NOTE" or bare == word)
            if skipping:
                counts[_BLOCKS[word]] += 1
        after_blank = False
        if not skipping:
            kept.append(bare)
    return "\n".join(kept)


def _same_line(match: re.Match[str]) -> str:
    """The words behind the times on their line, without settings of how a cue is shown."""
    rest = match["rest"] if match.re is _TIMING else ""
    if not rest:
        return ""
    settings = _SETTINGS.match(rest)
    return rest[settings.end() :].strip() if settings is not None else rest.strip()


def _times(match: re.Match[str], counts: Counter[str]) -> tuple[int | None, int | None]:
    start, end = caption_ms(match["start"]), caption_ms(match["end"] or "")
    if start is None:
        counts["impossible"] += 1
        return None, None
    return start, None if end is None else max(start, end)


def _milliseconds(stamp: str) -> int | None:
    if len(stamp) == 12 and stamp[2] == stamp[5] == ":" and stamp[8] in ".,":
        digits = stamp[:2] + stamp[3:5] + stamp[6:8] + stamp[9:]
        if digits.isdecimal():
            seconds = (int(digits[:2]) * 60 + int(digits[2:4])) * 60 + int(digits[4:6])
            return seconds * 1000 + int(digits[6:])
    if stamp.endswith("s"):
        return round(float(stamp[:-1]) * 1000)
    found = _PARTS.match(stamp)
    if found is None:
        return None
    minus, hours, minutes, rest, fraction = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(rest)
    when = whole * 1000 + int((fraction or "0")[:3].ljust(3, "0"))
    return -when if minus and when else when


def _voices(words: str, start: int | None, end: int | None, name: str | None) -> Iterator[Cue]:
    """The cue, or one for each voice (``<v Name>``) in it; text outside a voice has no speaker."""
    if "<v" not in words and "<V" not in words:
        yield Cue(start, end, name, _plain(words))
        return
    place = 0
    speaker = name
    for tag in _VOICE.finditer(words):
        said = words[place : tag.start()]
        if said.strip():
            yield Cue(start, end, speaker, _plain(said))
        speaker = _plain(tag["name"]).strip() or None if tag["name"] else None
        place = tag.end()
    if words[place:].strip():
        yield Cue(start, end, speaker, _plain(words[place:]))


def _plain(words: str) -> str:
    """The words without markup of captions, entities undone; other angle brackets are what somebody wrote."""
    if "<" in words or "{" in words:
        words = _TAG.sub(lambda tag: "\n" if tag[0][:3].lower() == "<br" else "", words)
    return _ENTITY.sub(_entity, words) if "&" in words else words


def _entity(found: re.Match[str]) -> str:
    character = html.unescape(found[0])
    return character if character == "\n" else clean_text(character)[0]


def _is_rolling(text: str, cues: int) -> bool:
    """Whether each cue repeats the line before it while words come in one by one, as YouTube writes them."""
    return "<c>" in text and cues > 3 and len(_INNER_TIME.findall(text)) >= cues // 2


def _without_repeated(words: str, last_line: str, counts: Counter[str]) -> tuple[str, str]:
    kept: list[str] = []
    for line in words.split("\n"):
        if line and _plain(line) == last_line:
            counts["repeated"] += 1
        elif line:
            kept.append(line)
            last_line = _plain(line)
    return "\n".join(kept), last_line
