"""Points of the access check about colour and size: contrast worked out, what colour alone may tell, small letters."""

from __future__ import annotations

from collections.abc import Callable

from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.palette import contrast
from qualcoder_peer.core.reports.access import AccessPlace, AccessPoint, AccessState, made_point, place
from qualcoder_peer.core.reports.access_reading import ReadDocument, ReadRun

_OK, _FAILS, _UNKNOWN = AccessState.OK, AccessState.FAILS, AccessState.UNKNOWN
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SMALLEST = 9.0  # points
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points from which a lower contrast will do (WCAG 2.1, "large scale")


def _contrast(document: ReadDocument) -> AccessPoint:
    named = (message("Contrast of coloured text"), ("1.4.3",))
    places, coloured, hidden = [], 0, 0
    for one in document.paragraphs:
        worst: tuple[float, ReadRun] | None = None
        for run in one.runs:
            if not run.words.strip() or (run.colour == "#000000" and run.ground == "#ffffff"):
                continue
            if not run.ground:
                hidden += run.colour != "#000000"
                continue
            coloured += 1
            ratio = contrast(run.colour, run.ground)
            large = run.size >= _LARGE or (run.bold and run.size >= _LARGE_BOLD)
            if ratio < (3.0 if large else 4.5) and (worst is None or ratio < worst[0]):
                worst = ratio, run
        if worst is not None:
            note = message("{ratio} to 1: {colour} on {ground}", ratio=f"{worst[0]:.1f}", colour=worst[1].colour,
                           ground=worst[1].ground)  # fmt: skip
            places.append(place(one.number, worst[1].words, note))
    if places:
        return made_point(
            "contrast", *named, _FAILS,
            counted("{count} paragraph has words with too little contrast.",
                    "{count} paragraphs have words with too little contrast.", len(places)),
            mend=message("Text needs 4.5 to 1 against its ground, large text 3 to 1: choose a darker colour."),
            places=places,
        )  # fmt: skip
    if hidden:
        finding = counted("{count} passage stands on a ground whose colour cannot be known.",
                          "{count} passages stand on a ground whose colour cannot be known.", hidden)  # fmt: skip
        return made_point("contrast", *named, _UNKNOWN, finding, mend=message("Look at it, or print it in grey."))
    finding = counted("{count} coloured passage has enough contrast.",
                      "{count} coloured passages have enough contrast.", coloured)  # fmt: skip
    return made_point("contrast", *named, _OK, finding)


def _colour_alone(document: ReadDocument) -> AccessPoint:
    named = (message("Nothing told by colour alone"), ("1.4.1",))
    mend = message("Say it in words, a mark or a pattern too; give charts patterns or labels.")
    charts = list(_charts_by_colour(document))
    if charts:
        finding = counted("{count} chart tells its series apart by colour alone.",
                          "{count} charts tell their series apart by colour alone.", len(charts))  # fmt: skip
        return made_point("colour", *named, _FAILS, finding, mend=mend, places=charts)
    places = [
        place(one.number, next(run.words for run in one.runs if run.own_colour and run.words.strip()))
        for one in document.paragraphs
        if any(run.own_colour and run.words.strip() for run in one.runs)
    ]
    if not places:
        return made_point("colour", *named, _OK, message("No words have a colour of their own beside their style."))
    finding = counted(
        "{count} paragraph has words in a colour of their own; whether they mean something by it cannot be judged.",
        "{count} paragraphs have words in a colour of their own; whether they mean something by it cannot be judged.",
        len(places),
    )
    return made_point("colour", *named, _UNKNOWN, finding, mend=mend, places=places)


def _charts_by_colour(document: ReadDocument) -> list[AccessPlace]:
    file, found = document.file, []
    for chart in file.body.iter(f"{_C}chart"):
        relation = chart.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") or ""
        part = file.related(file.main, relation)
        if not part or not file.has(part):
            continue
        series = list(file.tree(part).iter(f"{_C}ser"))
        if len(series) < 2:
            continue
        patterned = sum(any(True for _ in one.iter(f"{_A}pattFill", f"{_A}prstDash")) for one in series)
        marks = {mark.get("val") for one in series for mark in one.iter(f"{_C}symbol")} - {"none"}
        if patterned < len(series) - 1 and len(marks) < len(series):
            number = document.number_of(chart)
            names = "; ".join("".join(one.findtext(f"{_C}tx//{_C}v") or "") for one in series)
            found.append(place(number, names))
    return found


def _sizes(document: ReadDocument) -> AccessPoint:
    named = (message("Size of letters"), ("1.4.4",))
    places = []
    for one in document.paragraphs:
        small = [run for run in one.runs if run.words.strip() and run.size < _SMALLEST and not run.raised]
        if small:
            size = f"{min(run.size for run in small):g}"
            places.append(place(one.number, small[0].words, message("{size} points", size=size)))
    if places:
        return made_point(
            "sizes", *named, _FAILS,
            counted("{count} paragraph has letters smaller than {size} points.",
                    "{count} paragraphs have letters smaller than {size} points.", len(places), size=f"{_SMALLEST:g}"),
            mend=message("Make the style larger. The standard has no least size; 11 or 12 points are easily read."),
            places=places,
        )  # fmt: skip
    finding = message("No letters are smaller than {size} points.", size=f"{_SMALLEST:g}")
    return made_point("sizes", *named, _OK, finding)


COLOUR_POINTS: tuple[Callable[[ReadDocument], AccessPoint], ...] = (_contrast, _colour_alone, _sizes)
