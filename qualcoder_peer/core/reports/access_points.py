"""The points of the access check, in the order they are told; each takes a document and gives its verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.reports.access import AccessPlace, AccessPoint, AccessState, made_point, place
from qualcoder_peer.core.reports.access_looks import COLOUR_POINTS
from qualcoder_peer.core.reports.access_reading import ReadDocument, ReadParagraph, core_properties
from qualcoder_peer.core.reports.access_tables import TABLE_POINTS
from qualcoder_peer.core.reports.sync_names import w
from qualcoder_peer.core.text.likely_language import likely_language

_OK, _FAILS, _UNKNOWN = AccessState.OK, AccessState.FAILS, AccessState.UNKNOWN
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|tiff?|bmp|emf|wmf|svg|docx?|dotx?|pdf)", re.IGNORECASE)
_EMPTY_NAME = re.compile(r"(?:picture|image|bild|billede|diagram|chart|graphic|objekt|object|untitled|document)\s*\d*",
                         re.IGNORECASE)  # fmt: skip
_BULLET = re.compile(r"\s*[•●▪■◦‣·*–-]\s+\S")
_NUMBER = re.compile(r"\s*(?:\d{1,2}[.)]|[a-zåäöæø]\))\s+\S", re.IGNORECASE)
_PLAIN_BULLET = re.compile(r"\s*[•●▪■◦‣·]\s+\S")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HERE = frozenset(
    (
        "here", "click here", "read more", "more", "link", "this link",
        "här", "klicka här", "läs mer", "läs mer här", "mer", "länk", "denna länk",
        "her", "klik her", "læs mere", "læs mere her", "mere", "dette link",
    )
)  # fmt: skip
_LONG_TEXT = 20  # paragraphs with words, from which a document needs headings
_HEADING_WORDS = 12
_LANGUAGE_WORDS = 8


def _title(document: ReadDocument) -> AccessPoint:
    title = core_properties(document.file).get("title", "")
    named = (message("Title"), ("2.4.2",))
    mend = message("In Word: File, Info, Title. Write what the document is about.")
    if not title:
        missing = message("The document has no title among its properties.")
        return made_point("title", *named, _FAILS, missing, mend=mend)
    if _FILE_NAME.fullmatch(title) or _EMPTY_NAME.fullmatch(title):
        finding = message("The title “{title}” does not say what the document is about.", title=title)
        return made_point("title", *named, _FAILS, finding, mend=mend)
    return made_point("title", *named, _OK, message("The title is “{title}”.", title=title))


def _language(document: ReadDocument) -> AccessPoint:
    named = (message("Language of the document"), ("3.1.1",))
    if not document.language:
        return made_point(
            "language", *named, _FAILS, message("The document does not say in which language it is."),
            mend=message("In Word: select all, Review, Language, Set Proofing Language, and choose the language."),
        )  # fmt: skip
    guessed = likely_language(" ".join(one.words for one in document.paragraphs[:400]))
    if guessed and guessed != _short(document.language):
        return made_point(
            "language", *named, _FAILS,
            message("The document is marked as {marked}, and most of its words seem to be {guessed}.",
                    marked=document.language, guessed=guessed),
            mend=message("In Word: select all, Review, Language, Set Proofing Language, and choose the language."),
        )  # fmt: skip
    return made_point("language", *named, _OK, message("The language is {language}.", language=document.language))


def _languages(document: ReadDocument) -> AccessPoint:
    named = (message("Language of passages in another one"), ("3.1.2",))
    marked, places = 0, []
    main = _short(document.language)
    for one in document.paragraphs:
        said = {_short(run.language) for run in one.runs if run.words.strip() and run.language}
        marked += bool(said - {main})
        if said == {main} and len(one.words.split()) >= _LANGUAGE_WORDS and not one.is_contents:
            guessed = likely_language(one.words)
            if guessed and guessed != main:
                places.append(place(one.number, one.words, message("seems to be {language}", language=guessed)))
    if places:
        finding = counted("{count} passage seems to be in another language than it is marked with.",
                          "{count} passages seem to be in another language than they are marked with.",
                          len(places))  # fmt: skip
        mend = message("Select the passage; in Word: Review, Language, Set Proofing Language.")
        return made_point("languages", *named, _FAILS, finding, mend=mend, places=places)
    finding = counted("No passage of {length} words or more seems to be marked wrongly; {count} is marked.",
                      "No passage of {length} words or more seems to be marked wrongly; {count} are marked.",
                      marked, length=_LANGUAGE_WORDS)  # fmt: skip
    return made_point("languages", *named, _OK, finding)


def _headings(document: ReadDocument) -> AccessPoint:
    named = (message("Headings in order"), ("1.3.1", "2.4.6"))
    places: list[AccessPlace] = []
    level = 0
    headings = [one for one in document.paragraphs if one.level]
    for one in headings:
        if not one.words.strip():
            if not one.holds_object:
                places.append(place(one.number, "", message("an empty heading")))
            continue
        if one.level > level + 1:
            note = message("level {level} follows level {before}", level=one.level, before=level) if level else message(
                "the first heading has level {level}", level=one.level)  # fmt: skip
            places.append(place(one.number, one.words, note))
        level = one.level
    places += [place(one.number, one.words, message("looks like a heading and is none"))
               for one in _false_headings(document.paragraphs)]  # fmt: skip
    long = sum(bool(one.words.strip()) for one in document.paragraphs) > _LONG_TEXT
    mend = message("Use the styles Heading 1, Heading 2 and so on, each level right below the one above it.")
    if not headings and long:
        return made_point("headings", *named, _FAILS, message("There are no headings."), mend=mend, places=places)
    if places:
        finding = counted("{count} heading is out of order.", "{count} headings are out of order.", len(places))
        return made_point("headings", *named, _FAILS, finding, mend=mend, places=places)
    finding = counted("{count} heading, in order.", "{count} headings, in order.", len(headings))
    return made_point("headings", *named, _OK, finding)


def _false_headings(paragraphs: list[ReadParagraph]) -> Iterator[ReadParagraph]:
    # A short line of bold words between paragraphs, larger than those that follow or without a full stop.
    for one, following in zip(paragraphs, paragraphs[1:], strict=False):
        runs = [run for run in one.runs if run.words.strip()]
        if not runs or one.level or one.listed or one.in_table or one.in_box or one.is_contents:
            continue
        words = one.words.strip()
        styled = one.style.startswith(("title", "subtitle", "caption", "toc", "summary question", "footer", "header"))
        if styled or len(words.split()) > _HEADING_WORDS or words[-1] in ".:;,?!" or following.in_table:
            continue
        after = [run for run in following.runs if run.words.strip()]
        if all(run.bold for run in runs) and after and not all(run.bold for run in after) and not following.level:
            yield one


def _alternatives(document: ReadDocument) -> AccessPoint:
    named = (message("Text alternatives of pictures and charts"), ("1.1.1",))
    places, count = [], 0
    for element, words, decorative in _pictures(document.file.body):
        count += 1
        number = document.number_of(element)
        if decorative:
            continue
        if not words:
            places.append(place(number, document.words_at(number), message("no alternative")))
        elif _FILE_NAME.fullmatch(words) or _EMPTY_NAME.fullmatch(words):
            places.append(place(number, words, message("the alternative says nothing")))
    if places:
        return made_point(
            "alternatives", *named, _FAILS,
            counted("{count} picture or chart has no text alternative that says something.",
                    "{count} pictures or charts have no text alternative that says something.", len(places)),
            mend=message("Right-click the picture, View Alt Text, and write what it shows or that it is decorative."),
            places=places,
        )  # fmt: skip
    if not count:
        return made_point("alternatives", *named, _OK, message("There are no pictures and no charts."))
    finding = counted("{count} picture or chart, with a text alternative.",
                      "{count} pictures or charts, all with text alternatives.", count)  # fmt: skip
    return made_point("alternatives", *named, _OK, finding)


def _pictures(body: Any) -> Iterator[tuple[Any, str, bool]]:
    # Each with its alternative text, and whether it is said to be decorative.
    for one in body.iter(f"{_WP}docPr"):
        if _second_rendering(one):
            continue
        holder = one.getparent()
        if any(True for _ in holder.iter(w("txbxContent"))):
            continue  # a box of text speaks for itself
        decorative = any(node.tag.endswith("}decorative") and node.get("val") in ("1", "true") for node in one.iter())
        yield one, (one.get("descr") or one.get("title") or "").strip(), decorative
    for one in body.iter(w("pict"), w("object")):
        shapes = [node for node in one.iter(f"{_VML}shape", f"{_VML}rect") if node.find(f"{_VML}imagedata") is not None]
        if shapes and not _second_rendering(one):
            yield one, (shapes[0].get("alt") or "").strip(), False


def _second_rendering(element: Any) -> bool:
    return any(one.tag.endswith("}Fallback") for one in element.iterancestors())


def _lists(document: ReadDocument) -> AccessPoint:
    named = (message("Real lists"), ("1.3.1",))
    places, previous = [], False
    plain = [one for one in document.paragraphs if not one.level and not one.is_contents]
    for one, following in zip_longest(plain, plain[1:]):
        typed = not one.listed and (_BULLET.match(one.words) or _NUMBER.match(one.words)) is not None
        nearby = following is not None and not following.listed and (
            (_BULLET.match(following.words) or _NUMBER.match(following.words)) is not None)  # fmt: skip
        if typed and (previous or nearby or _PLAIN_BULLET.match(one.words)) and not one.in_table:
            places.append(place(one.number, one.words))
        previous = typed
    real = sum(one.listed for one in plain)
    if places:
        return made_point(
            "lists", *named, _FAILS,
            counted("{count} paragraph begins with a typed bullet or number.",
                    "{count} paragraphs begin with a typed bullet or number.", len(places)),
            mend=message("Delete the typed mark and use the list styles (List Bullet, List Number)."), places=places,
        )  # fmt: skip
    finding = counted("{count} paragraph of real lists, none typed.", "{count} paragraphs of real lists, none typed.",
                      real)  # fmt: skip
    return made_point("lists", *named, _OK, finding)


def _links(document: ReadDocument) -> AccessPoint:
    named = (message("Texts of links"), ("2.4.4",))
    wrong, bare, count = [], [], 0
    for link in document.file.body.iter(w("hyperlink")):
        number = document.number_of(link)
        paragraph = document.paragraphs[number - 1] if number else None
        if paragraph is None or paragraph.is_contents or _second_rendering(link):
            continue
        words = "".join(link.itertext(w("t"))).strip()
        count += 1
        if not words and not any(True for _ in link.iter(w("drawing"), w("pict"))):
            wrong.append(place(number, paragraph.words, message("a link without words")))
        elif words.lower().strip(".!:» ") in _HERE:
            wrong.append(place(number, words))
        elif _ADDRESS.fullmatch(words):
            bare.append(place(number, words, message("the address itself is read out")))
    mend = message("Let the words of the link say where it leads.")
    if wrong:
        finding = counted("{count} link does not say where it leads.", "{count} links do not say where they lead.",
                          len(wrong))  # fmt: skip
        return made_point("links", *named, _FAILS, finding, mend=mend, places=[*wrong, *bare])
    if bare:
        finding = counted("{count} link is a bare address: right in a list of references, heavy to hear elsewhere.",
                          "{count} links are bare addresses: right in a list of references, heavy to hear elsewhere.",
                          len(bare))  # fmt: skip
        return made_point("links", *named, _UNKNOWN, finding, mend=mend, places=bare)
    return made_point("links", *named, _OK, counted("{count} link.", "{count} links.", count))


def _spacing(document: ReadDocument) -> AccessPoint:
    named = (message("No empty paragraphs or blanks for spacing"), ("1.3.1", "1.3.2"))
    places = []
    for one in document.paragraphs:
        words = one.words
        if not words.strip():
            if one.number == len(document.paragraphs) and document.paragraphs[one.number - 2].in_table:
                continue  # Word itself puts one after a table at the end
            held = any(True for _ in one.element.iter(w("br"), w("fldChar"), w("sdt")))
            if not (one.holds_object or one.in_table or one.in_box or held or any(run.note for run in one.runs)):
                places.append(place(one.number, "", message("an empty paragraph")))
        elif not one.is_contents and (re.search(r"\S {4,}\S", words) or re.search(r"\t\s*\t\s*\t", words)):
            places.append(place(one.number, words, message("blanks or tabs in a row")))
    if places:
        return made_point(
            "spacing", *named, _FAILS,
            counted("{count} place is spaced by typing.", "{count} places are spaced by typing.", len(places)),
            mend=message("Give the paragraph style space before or after, and use tables or tab stops for columns."),
            places=places,
        )  # fmt: skip
    return made_point("spacing", *named, _OK, message("Space comes from styles."))


def _notes(document: ReadDocument) -> AccessPoint:
    named = (message("Real footnotes"), ("1.3.1",))
    real = sum(run.note for one in document.paragraphs for run in one.runs)
    typed = [
        place(one.number, one.words)
        for one in document.paragraphs
        if any(run.raised and not run.note and run.words.strip().isdecimal() and len(run.words.strip()) < 3
               and not one.words.strip().startswith(run.words.strip()) for run in one.runs)
        and not re.search(r"[mM][23²³]\b|\dm\s?[23]", one.words)
    ]  # fmt: skip
    if len(typed) > 1:
        finding = counted("{count} raised number is no mark of a footnote.",
                          "{count} raised numbers are no marks of footnotes.", len(typed))  # fmt: skip
        mend = message("If it leads to a note, insert a footnote in Word: References, Insert Footnote.")
        return made_point("notes", *named, _UNKNOWN, finding, mend=mend, places=typed)
    return made_point("notes", *named, _OK, counted("{count} footnote.", "{count} footnotes.", real))


def _order(document: ReadDocument) -> AccessPoint:
    named = (message("Reading order of floating pictures and boxes"), ("1.3.2",))
    boxes, floating = [], []
    for one in document.file.body.iter(f"{_WP}anchor"):
        if _second_rendering(one):
            continue
        number = document.number_of(one)
        words = "".join(one.itertext(w("t"))).strip()
        if words:
            boxes.append(place(number, words, message("text in a box that floats")))
        else:
            floating.append(place(number, document.words_at(number)))
    mend = message("Click the picture or box, Layout Options, In Line with Text; put text of boxes into the text.")
    if boxes:
        finding = counted("{count} box of text floats: it is read elsewhere than it stands, or not at all.",
                          "{count} boxes of text float: they are read elsewhere than they stand, or not at all.",
                          len(boxes))  # fmt: skip
        return made_point("order", *named, _FAILS, finding, mend=mend, places=[*boxes, *floating])
    if floating:
        finding = counted("{count} picture floats; whether it is read at the right place cannot be judged.",
                          "{count} pictures float; whether they are read at the right place cannot be judged.",
                          len(floating))  # fmt: skip
        return made_point("order", *named, _UNKNOWN, finding, mend=mend, places=floating)
    return made_point("order", *named, _OK, message("Everything stands in line with the text."))


def _images(document: ReadDocument) -> AccessPoint:
    named = (message("No images of text"), ("1.4.5",))
    blip = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
    found = [one for one in document.file.body.iter(blip, f"{_VML}imagedata") if not _second_rendering(one)]
    if not found:
        return made_point("images", *named, _OK, message("There are no pictures."))
    places = [place(number, document.words_at(number)) for number in map(document.number_of, found)]
    finding: Message = counted("{count} picture; whether it shows words cannot be judged.",
                               "{count} pictures; whether they show words cannot be judged.", len(found))  # fmt: skip
    mend = message("Write words as words, tables as tables, and insert charts that can be edited.")
    return made_point("images", *named, _UNKNOWN, finding, mend=mend, places=places)


def _short(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


POINTS: tuple[Callable[[ReadDocument], AccessPoint], ...] = (
    _title, _language, _languages, _headings, _alternatives, *TABLE_POINTS, _lists, _links, *COLOUR_POINTS,
    _spacing, _notes, _order, _images,
)  # fmt: skip
