"""Charts of a control brought up to date: their data and workbook change, the look that the writer gave them stays."""

from __future__ import annotations

import copy
from typing import Any

from qualcoder_peer.core.reports.sync_file import ReportFile
from qualcoder_peer.core.reports.sync_names import CHART, RELATION_ID

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FRESH = "fresh:"


def mark_fresh(element: Any) -> Any:
    """Let the charts in a copy out of the fresh report be known as such after they have been put into the file."""
    for chart in element.iter(CHART):
        if not chart.get(RELATION_ID, "").startswith(_FRESH):
            chart.set(RELATION_ID, _FRESH + chart.get(RELATION_ID, ""))
    return element


class Charts:
    """Carries charts from the fresh report into the file."""

    def __init__(self, file: ReportFile, fresh: ReportFile) -> None:
        self._file, self._fresh = file, fresh

    def update(self, content: Any, part: str, wanted: Any) -> None:
        """Give the charts in ``content`` (in ``part`` of the file) the data of those in ``wanted`` of the fresh report.

        Charts that came in with ``mark_fresh`` are brought along as a whole.
        """
        sources = [chart for block in wanted for chart in block.iter(CHART)]
        for index, chart in enumerate(list(content.iter(CHART))):
            number = chart.get(RELATION_ID, "")
            if number.startswith(_FRESH):
                self._bring(chart, part, number[len(_FRESH):])
            elif index < len(sources):
                self._renew(chart, part, sources[index])

    def _bring(self, chart: Any, part: str, number: str) -> None:
        source = self._fresh.related(self._fresh.main, number)
        name = self._file.free_name("word/charts/chart", ".xml")
        self._file.put(name, self._fresh.part(source) or b"")
        self._file.declare(name, _CHART_TYPE)
        chart.set(RELATION_ID, self._file.relate(part, name, "chart"))
        self._put_book(name, source)
        described = _described(chart)
        if described is not None:
            taken = [int(one.get("id", "0")) for one in chart.getroottree().iter(_DOC_PR)
                     if one is not described and one.get("id", "0").isdecimal()]  # fmt: skip
            described.set("id", str(max(taken, default=0) + 1))

    def _renew(self, chart: Any, part: str, source_chart: Any) -> None:
        name = self._file.related(part, chart.get(RELATION_ID, ""))
        source = self._fresh.related(self._fresh.main, source_chart.get(RELATION_ID, "").removeprefix(_FRESH))
        if not name or not self._file.has(name):
            self._bring(chart, part, source_chart.get(RELATION_ID, "").removeprefix(_FRESH))
        else:
            root, fresh = self._file.tree(name), self._fresh.tree(source)
            if _plots(root) == _plots(fresh):
                _renew_data(self._file.change(name), fresh)
            else:
                self._file.put(name, self._fresh.part(source) or b"")
            self._put_book(name, source)
        mine, ours = _described(chart), _described(source_chart)
        if mine is not None and ours is not None and ours.get("descr"):
            mine.set("descr", ours.get("descr"))

    def _put_book(self, name: str, source: str) -> None:
        # The workbook gets a name of its own: another chart of the file may use the old one.
        number = self._fresh.tree(source).find(f"{_C}externalData")
        book = self._fresh.related(source, number.get(RELATION_ID, "")) if number is not None else ""
        data = self._fresh.part(book) if book else None
        if data is None:
            return
        root = self._file.change(name)
        external = root.find(f"{_C}externalData")
        old = self._file.related(name, external.get(RELATION_ID, "")) if external is not None else ""
        if old and old.endswith(".xlsx") and self._file.has(old):
            self._file.put(old, data)
            return
        place = self._file.free_name("word/embeddings/Microsoft_Excel_Sheet", ".xlsx")
        self._file.put(place, data)
        self._file.declare(place, _BOOK_TYPE)
        if external is None:
            external = copy.deepcopy(number)
            later = root.find(f"{_C}userShapes")
            if later is None:
                root.append(external)
            else:
                later.addprevious(external)
        external.set(RELATION_ID, self._file.relate(name, place, "package"))


def _described(chart: Any) -> Any:
    for above in chart.iterancestors():
        found = above.find(_DOC_PR)
        if found is not None:
            return found
    return None


def _plots(root: Any) -> list[tuple[str, int]]:
    # The kinds of plots with the number of their series: where these agree, the writer's look can stay.
    area = root.find(f"{_C}chart/{_C}plotArea")
    if area is None:
        return []
    return [
        (str(one.tag), len(one.findall(f"{_C}ser"))) for one in area if one.find(f"{_C}ser") is not None
    ]


def _renew_data(root: Any, fresh: Any) -> None:
    for series, source in zip(root.iter(f"{_C}ser"), fresh.iter(f"{_C}ser"), strict=True):
        for name in ("tx", "cat", "val"):
            ours = source.find(f"{_C}{name}")
            mine = series.find(f"{_C}{name}")
            if ours is None:
                continue
            if mine is not None:
                series.replace(mine, copy.deepcopy(ours))
            elif name != "tx":
                later = next((one for one in series if one.tag in (f"{_C}smooth", f"{_C}shape", f"{_C}extLst")), None)
                if later is None:
                    series.append(copy.deepcopy(ours))
                else:
                    later.addprevious(copy.deepcopy(ours))
