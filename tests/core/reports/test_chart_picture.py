"""Charts laid out and written as SVG: nothing outside the picture, sizes in proportion, words for screen readers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.chart_layout import lay_out, lay_out_legend, natural_height, rough_measure, wrapped
from qualcoder_peer.core.reports.chart_looks import value_range
from qualcoder_peer.core.reports.chart_picture import chart_svg
from qualcoder_peer.core.reports.chart_words import chart_description

SVG = "{http://www.w3.org/2000/svg}"
CATEGORIES = ("Tomrummet", "Flexibelt stöd", "Trygghet & <mer>")
SERIES = (Series("För", (5, 3, 0)), Series("Emot", (2, None, 4)))


def chart(kind: ChartKind, series: tuple[Series, ...] = SERIES) -> Chart:
    return Chart(kind, "Teman", CATEGORIES, series, "Respondenter", "Tema")


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.COLUMNS])
def test_bars_are_as_long_as_their_values(kind: ChartKind) -> None:
    made = lay_out(chart(kind), 600, 400, "sv")
    bars = {(bar.series, bar.category): bar.box for bar in made.bars if bar.series >= 0}
    assert set(bars) == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 2)}, "no bar without a value"
    lengths = {key: box.width if kind is ChartKind.BARS else box.height for key, box in bars.items()}
    unit = lengths[0, 0] / 5
    assert [round(lengths[key] / unit, 6) for key in sorted(lengths)] == [5, 3, 0, 2, 4]


def test_stacked_parts_follow_each_other() -> None:
    made = lay_out(chart(ChartKind.STACKED_BARS), 600, 300, "sv")
    first, second = made.area(0, 0), made.area(1, 0)
    assert first is not None and second is not None
    assert round(first.x + first.width, 6) == round(second.x, 6) and first.y == second.y
    assert made.area(1, 1) is None


def test_values_below_nothing_go_the_other_way() -> None:
    both = chart(ChartKind.STACKED_COLUMNS, (Series("För", (5, 3, 1)), Series("Emot", (-2, -1, -4))))
    made = lay_out(both, 600, 400, "sv")
    for category in range(3):
        up, down = made.area(0, category), made.area(1, category)
        assert up is not None and down is not None and round(up.y + up.height, 6) == round(down.y, 6)
    assert "\u22124" in {label.text for label in made.labels}


@given(
    st.sampled_from(list(ChartKind)),
    st.lists(st.lists(st.none() | st.integers(-50, 5000), min_size=4, max_size=4), min_size=1, max_size=6),
    st.floats(320, 1400),
)
@settings(max_examples=60, deadline=None)
def test_nothing_of_the_data_stands_outside_the_picture(
    kind: ChartKind, rows: list[list[int | None]], width: float
) -> None:
    series = tuple(Series(f"Serie {number}", tuple(row)) for number, row in enumerate(rows))
    whole = Chart(kind, "T", ("En ganska lång kategori", "B", "C", "D"), series, "n", "Kategori")
    height = natural_height(whole, width)
    made = lay_out(whole, width, height, "en")
    for box in [bar.box for bar in made.bars]:
        assert -0.01 <= box.x and box.x + box.width <= width + 0.01 and box.width >= 0
        assert -0.01 <= box.y and box.y + box.height <= height + 0.01 and box.height >= 0
    assert all(0 <= mark.x <= width and 0 <= mark.y <= height for mark in made.marks)
    ElementTree.fromstring(chart_svg(whole, texts("en"), width))


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_legend_of_its_own_names_what_the_chart_leaves_out(kind: ChartKind) -> None:
    many = tuple(Series(f"Serie med ett långt namn {number}", (1, 2, 3)) for number in range(5))
    drawn = lay_out(chart(kind, many), 400, 500, "sv", legend=False)
    assert not {one.name for one in many} & {label.text for label in drawn.labels}
    legend = lay_out_legend(chart(kind, many), 400)
    assert {label.text for label in legend.labels} == {one.name for one in many}
    assert all(0 < label.y < legend.height for label in legend.labels)
    assert lay_out_legend(chart(kind, many[:1]), 400).height == 0


@pytest.mark.parametrize("kind", list(ChartKind))
def test_svg_says_what_it_shows(kind: ChartKind) -> None:
    root = ElementTree.fromstring(chart_svg(chart(kind), texts("sv")))
    assert root.findtext(f"{SVG}title") == "Teman"
    assert root.findtext(f"{SVG}desc") == chart_description(chart(kind), texts("sv"))
    assert root.get("role") == "img" and root.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert {"Tomrummet", "För", "Emot", "Respondenter", "Tema"} <= set(words)
    assert any("<mer>" in (one or "") for one in words)


def test_series_have_patterns_of_their_own() -> None:
    svg = chart_svg(chart(ChartKind.BARS), texts("en"))
    assert svg.count("<pattern ") == 1 and 'fill="url(#diagonal-be4133)"' in svg


def test_axes_have_round_marks_and_whole_numbers_stay_whole() -> None:
    assert value_range(chart(ChartKind.BARS)) == (0, 5, 1)
    assert value_range(chart(ChartKind.STACKED_BARS))[1] == 8
    assert value_range(chart(ChartKind.BARS, (Series("n", (0.1, 0.3, 0.25)),)))[1] == pytest.approx(0.3)
    assert value_range(chart(ChartKind.BARS, (Series("n", (None, None, None)),))) == (0, 1, 1)


def test_names_are_wrapped_and_cut_with_an_ellipsis() -> None:
    lines = wrapped("ett ganska långt namn på ett tema i rapporten", 80, 11, rough_measure, 2)
    assert len(lines) == 2 and lines[1].endswith("…")
    assert all(rough_measure(line, 11) <= 80 for line in lines)
    assert wrapped("", 80, 11, rough_measure) == [""]
