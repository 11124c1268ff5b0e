"""Native charts for Word that can be edited there: DrawingML with the data in a workbook (ISO/IEC 29500-1, 21.2)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.reports.chart_looks import (
    GRID,
    INK,
    LYING,
    MOST_LABELS,
    PAPER,
    SOFT,
    STACKED,
    colour_of,
    look_of,
    value_range,
)
from qualcoder_peer.core.text.xml_safe import xml_legal, xml_text

if TYPE_CHECKING:
    from docx.document import Document

SHEET = "Data"
"""The name of the sheet that holds a chart's data."""
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMU = 635  # a twip in English Metric Units
_LONGEST_SIDE = 8_500_000  # EMU; what a page holds below its header
_SMALL = 900  # hundredths of a point


def add_chart(
    document: Document, chart: Chart, description: str, width: int, *, language: str, font: str = ""
) -> tuple[str, str]:
    """Put a chart into the document's package; the run that shows it ``width`` twips wide, and its relation's id.

    ``description`` is the text alternative, ``language`` a tag such as ``sv-SE``, ``font`` that of the document.
    """
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    main = document.part
    package: Any = main.package
    name = package.next_partname("/word/charts/chart%d.xml")
    book_name = package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
    part = Part(PackURI(str(name)), _CHART_TYPE, b"", package)
    relation = main.relate_to(part, f"{_R}/chart")
    book = Part(PackURI(str(book_name)), _BOOK_TYPE, workbook(chart), package)
    part._blob = chart_xml(chart, language, part.relate_to(book, f"{_R}/package"), font).encode()
    taken = [int(one) for one in document.element.xpath("//wp:docPr/@id") if str(one).isdecimal()]
    number = max(taken, default=0) + name.idx  # of charts that are not in the text yet too
    return _drawing(number, relation, chart, description, width), relation


def chart_xml(chart: Chart, language: str, book: str, font: str = "") -> str:
    """The chart part; ``book`` is the id of the relation to its workbook."""
    plot = _line_plot(chart) if chart.kind is ChartKind.LINE else _bar_plot(chart)
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_letters(_SMALL, INK)}</c:legend>'
        if len(chart.series) > 1
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:date1904 val="0"/>'
        f'<c:lang val="{xml_text(language)}"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}{_axes(chart)}</c:plotArea>{legend}'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{PAPER[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_letters(1000, INK, language, font)}'
        f'<c:externalData r:id="{book}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def workbook(chart: Chart) -> bytes:
    """The data of a chart as an .xlsx: categories in the first column, a series in each of the others."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, xml_legal(chart.category_title))
    for row, category in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, xml_legal(category))
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, xml_legal(series.name))
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value)
    sheet.set_column(0, 0, min(60, max(map(len, chart.categories), default=10) + 2))
    book.close()
    return buffer.getvalue()


def _drawing(number: int, relation: str, chart: Chart, description: str, width: int) -> str:
    wide = width * _EMU
    high = min(int(_height(chart, wide)), _LONGEST_SIDE)
    title = " ".join(xml_legal(chart.title or description).split())[:120]
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{xml_text(title)}" descr="{xml_text(description)}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def _height(chart: Chart, wide: int) -> float:
    if chart.kind not in LYING:
        return wide * 0.55
    bars = len(chart.categories) * (1 if chart.kind in STACKED else max(1, len(chart.series)))
    around = 700_000 + (300_000 if len(chart.series) > 1 else 0)
    return max(wide * 0.3, around + bars * 180_000 + len(chart.categories) * 110_000)


def _bar_plot(chart: Chart) -> str:
    stacked = chart.kind in STACKED
    series = "".join(
        f"{_series_start(one, index)}{_filling(one, index)}<c:invertIfNegative val=\"0\"/>"
        f"{_labels(chart, 'ctr' if stacked else 'outEnd')}{_data(chart, one, index)}</c:ser>"
        for index, one in enumerate(chart.series)
    )
    overlap = '<c:overlap val="100"/>' if stacked else ""
    return (
        f'<c:barChart><c:barDir val="{"bar" if chart.kind in LYING else "col"}"/>'
        f'<c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="60"/>{overlap}<c:axId val="111111111"/><c:axId val="222222222"/></c:barChart>'
    )


def _line_plot(chart: Chart) -> str:
    made = []
    for index, one in enumerate(chart.series):
        look, colour = look_of(index), colour_of(one, index)[1:]
        fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        made.append(
            f"{_series_start(one, index)}"
            f'<c:spPr><a:ln w="28575" cap="rnd">{fill}<a:prstDash val="{look.word_dash}"/><a:round/></a:ln></c:spPr>'
            f'<c:marker><c:symbol val="{look.mark}"/><c:size val="8"/><c:spPr>{fill}<a:ln w="9525">{fill}</a:ln>'
            f"</c:spPr></c:marker>{_labels(chart, 't')}{_data(chart, one, index)}"
            '<c:smooth val="0"/></c:ser>'
        )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(made)}<c:marker val="1"/>'
        '<c:axId val="111111111"/><c:axId val="222222222"/></c:lineChart>'
    )


def _series_start(series: Series, index: int) -> str:
    column = _column(index + 1)
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{xml_text(series.name)}</c:v></c:pt></c:strCache>'
        "</c:strRef></c:tx>"
    )


def _filling(series: Series, index: int) -> str:
    colour, pattern = colour_of(series, index)[1:], look_of(index).word_pattern
    solid = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    fill = (
        f'<a:pattFill prst="{pattern}"><a:fgClr><a:srgbClr val="{colour}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{PAPER[1:]}"/></a:bgClr></a:pattFill>'
        if pattern
        else solid
    )
    return f'<c:spPr>{fill}<a:ln w="12700">{solid}</a:ln></c:spPr>'


def _labels(chart: Chart, place: str) -> str:
    if len(chart.series) * len(chart.categories) > MOST_LABELS:
        return ""
    # In the middle of a patterned bar only a label with a ground of its own can be read.
    ground = (
        f'<c:spPr><a:solidFill><a:srgbClr val="{PAPER[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        if place == "ctr"
        else ""
    )
    shown = "General;-General;;" if place == "ctr" else "General"  # a bar without length has no middle
    return (
        f'<c:dLbls><c:numFmt formatCode="{shown}" sourceLinked="0"/>{ground}{_letters(_SMALL, INK)}'
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _data(chart: Chart, series: Series, index: int) -> str:
    last = len(chart.categories) + 1
    categories = "".join(_points(chart.categories))
    values = "".join(
        f'<c:pt idx="{number}"><c:v>{value:.15g}</c:v></c:pt>'
        for number, value in enumerate(series.values)
        if value is not None
    )
    column = _column(index + 1)
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    return (
        f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f><c:strCache>{count}{categories}</c:strCache></c:strRef>"
        f"</c:cat><c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val>"
    )


def _points(texts: tuple[str, ...]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield f'<c:pt idx="{number}"><c:v>{xml_text(text)}</c:v></c:pt>'


def _axes(chart: Chart) -> str:
    lying = chart.kind in LYING
    # The axis follows the data when these are changed in Word; only halves of persons are kept away.
    zero = '<c:min val="0"/>' if value_range(chart)[0] >= 0 else ""  # a bar that begins elsewhere lies of its length
    whole = '<c:majorUnit val="1"/>' if value_range(chart)[2] == 1 else ""
    line = f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{SOFT[1:]}"/></a:solidFill></a:ln></c:spPr>'
    grid = (
        f'<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{GRID[1:]}"/></a:solidFill></a:ln>'
        "</c:spPr></c:majorGridlines>"
    )
    return (
        '<c:catAx><c:axId val="111111111"/><c:scaling>'
        f'<c:orientation val="{"maxMin" if lying else "minMax"}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if lying else "b"}"/>{_axis_title(chart.category_title, upright=not lying)}'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/>{line}{_letters(_SMALL, INK)}<c:crossAx val="222222222"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/>{zero}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"b" if lying else "l"}"/>{grid}'
        f"{_axis_title(chart.value_title, upright=lying)}"
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{line}{_letters(_SMALL, SOFT)}<c:crossAx val="111111111"/>'
        f'<c:crosses val="{"max" if lying else "autoZero"}"/><c:crossBetween val="between"/>'
        f"{whole}</c:valAx>"
    )


def _axis_title(text: str, *, upright: bool) -> str:
    if not text:
        return ""
    turned = "" if upright else ' rot="-5400000" vert="horz"'
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:p><a:pPr><a:defRPr sz=\"{_SMALL}\" b=\"0\"/></a:pPr>"
        f'<a:r><a:rPr sz="{_SMALL}" b="0"><a:solidFill><a:srgbClr val="{SOFT[1:]}"/></a:solidFill></a:rPr>'
        f'<a:t>{xml_text(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _letters(size: int, colour: str, language: str = "", font: str = "") -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
    fill += f'<a:latin typeface="{xml_text(font)}"/>' if font else ""
    tag = f' lang="{xml_text(language)}"' if language else ""
    return (
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size}">{fill}</a:defRPr></a:pPr>'
        f"<a:endParaRPr{tag}/></a:p></c:txPr>"
    )


def _column(number: int) -> str:
    """The letters of a spreadsheet's column, 0 being A."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
