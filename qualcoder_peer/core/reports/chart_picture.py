"""A chart as a picture file: SVG written by hand, with its title and its text alternative inside (SVG 1.1, 5.4)."""

from __future__ import annotations

import math

from qualcoder_peer.core.domain.charts import Chart
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.reports.chart_layout import Bar, Label, Mark, Stroke, lay_out, natural_height
from qualcoder_peer.core.reports.chart_looks import PAPER
from qualcoder_peer.core.reports.chart_words import chart_description
from qualcoder_peer.core.text.xml_safe import xml_text

FONTS = ("Calibri", "Carlito", "Segoe UI", "Helvetica Neue", "Liberation Sans", "DejaVu Sans")
_STEP = 7  # pixels between the lines of a pattern
_PATTERNS = {
    "diagonal": "M-1,1 l2,-2 M0,7 l7,-7 M6,8 l2,-2",
    "back": "M-1,6 l2,2 M0,0 l7,7 M6,-1 l2,2",
    "horizontal": "M0,3.5 h7",
    "vertical": "M3.5,0 v7",
    "grid": "M0,3.5 h7 M3.5,0 v7",
}
BASELINE = 0.35
"""How far below its middle a line of text has its base, of its size."""
_TITLE_ROOM = 30.0
_TITLE_SIZE = 15.0


def chart_svg(chart: Chart, say: Texts, width: float = 720.0, height: float = 0.0) -> str:
    """The chart as an SVG document ``width`` pixels wide; its height follows the chart unless given.

    Words and numbers are in the language of ``say``. ``<title>`` and ``<desc>`` hold what a screen reader says.
    """
    high = height or natural_height(chart, width)
    layout = lay_out(chart, width, high, say.language)
    top = _TITLE_ROOM if chart.title else 0.0
    fonts = ", ".join(f"'{one}'" for one in FONTS)
    made = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(high + top)}" '
        f'viewBox="0 0 {_n(width)} {_n(high + top)}" role="img" aria-labelledby="title desc" '
        f'xml:lang="{xml_text(say.language)}" font-family="{fonts}, sans-serif">',
        f'<title id="title">{xml_text(chart.title)}</title>',
        f'<desc id="desc">{xml_text(chart_description(chart, say))}</desc>',
        f"<defs>{_patterns(layout.bars)}</defs>",
        f'<rect width="{_n(width)}" height="{_n(high + top)}" fill="{PAPER}"/>',
    ]
    if chart.title:
        made.append(
            f'<text x="8" y="{_n(_TITLE_ROOM - 10)}" font-size="{_n(_TITLE_SIZE)}" font-weight="bold" '
            f'aria-hidden="true">{xml_text(chart.title)}</text>'
        )
    made.append(f'<g transform="translate(0 {_n(top)})" aria-hidden="true">')
    made += [_stroke(one) for one in layout.strokes]
    made += [_bar(one) for one in layout.bars]
    made += [_mark(one) for one in layout.marks]
    made += [_label(one) for one in layout.labels]
    made.append("</g></svg>\n")
    return "\n".join(made)


def mark_points(mark: Mark) -> list[list[tuple[float, float]]]:
    """The lines of a mark's shape, each through points; a closed one ends where it began. A circle has none."""
    x, y, size = mark.x, mark.y, mark.size
    if mark.shape == "square":
        return [[(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size),
                 (x - size, y - size)]]  # fmt: skip
    if mark.shape == "triangle":
        low = y + size
        return [[(x, y - size * 1.2), (x + size * 1.1, low), (x - size * 1.1, low), (x, y - size * 1.2)]]
    if mark.shape == "diamond":
        wide = size * 1.3
        return [[(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y), (x, y - wide)]]
    turns = {"x": (45, 135), "plus": (0, 90), "star": (0, 60, 120)}.get(mark.shape, ())
    made = []
    for turn in turns:
        dx, dy = size * 1.3 * math.cos(math.radians(turn)), size * 1.3 * math.sin(math.radians(turn))
        made.append([(x - dx, y - dy), (x + dx, y + dy)])
    return made


def _patterns(bars: list[Bar]) -> str:
    kinds = sorted({(one.pattern, one.colour) for one in bars if one.pattern != "solid"})
    made = []
    for pattern, colour in kinds:
        shape = (
            f'<circle cx="2" cy="2" r="1.2" fill="{colour}"/><circle cx="5.5" cy="5.5" r="1.2" fill="{colour}"/>'
            if pattern == "dots"
            else f'<path d="{_PATTERNS[pattern]}" stroke="{colour}" stroke-width="2" fill="none"/>'
        )
        made.append(
            f'<pattern id="{_pattern_id(pattern, colour)}" width="{_STEP}" height="{_STEP}" '
            f'patternUnits="userSpaceOnUse"><rect width="{_STEP}" height="{_STEP}" fill="{PAPER}"/>{shape}</pattern>'
        )
    return "".join(made)


def _pattern_id(pattern: str, colour: str) -> str:
    return f"{pattern}-{colour.lstrip('#')}"


def _bar(bar: Bar) -> str:
    fill = bar.colour if bar.pattern == "solid" else f"url(#{_pattern_id(bar.pattern, bar.colour)})"
    box = bar.box
    return (
        f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" fill="{fill}" '
        f'stroke="{bar.colour}"/>'
    )


def _stroke(stroke: Stroke) -> str:
    dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in stroke.points)
    return f'<polyline points="{points}" fill="none" stroke="{stroke.colour}" stroke-width="{_n(stroke.width)}"{dash}/>'


def _mark(mark: Mark) -> str:
    if mark.shape == "circle":
        return f'<circle cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.size)}" fill="{mark.colour}"/>'
    filled = mark.shape in ("square", "triangle", "diamond")
    path = " ".join(
        "M" + " L".join(f"{_n(x)},{_n(y)}" for x, y in points) for points in mark_points(mark)
    )
    fill = mark.colour if filled else "none"
    return f'<path d="{path}" fill="{fill}" stroke="{mark.colour}" stroke-width="{"1" if filled else "2"}"/>'


def _label(label: Label) -> str:
    ground = label.ground
    patch = (
        f'<rect x="{_n(ground.x)}" y="{_n(ground.y)}" width="{_n(ground.width)}" height="{_n(ground.height)}" '
        f'fill="{PAPER}"/>'
        if ground is not None
        else ""
    )
    turned = f' transform="rotate(-90 {_n(label.x)} {_n(label.y)})"' if label.turned else ""
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    return (
        f'{patch}<text x="{_n(label.x)}" y="{_n(label.y + BASELINE * label.size)}" font-size="{_n(label.size)}" '
        f'fill="{label.colour}"{anchor}{turned}>{xml_text(label.text)}</text>'
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
