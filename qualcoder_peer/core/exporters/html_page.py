"""Tables as one HTML file that stands alone: no network, filtered and sorted in the browser, fit to print."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

from qualcoder_peer.core.exporters.tables import Cell, Table
from qualcoder_peer.core.text.xml_safe import xml_legal

_STYLE = """
:root { color-scheme: light dark; --ink: #1d232a; --paper: #fff; --line: #c9d0d8; --head: #e8edf2; --soft: #4b5661;
  --focus: #0065a3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #16191d; --line: #3d454e; --head: #262c33;
  --soft: #a9b3bd; --focus: #7cc0ee; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 "Segoe UI", system-ui, -apple-system, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; color: var(--soft); max-width: 70ch; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 1rem; }
input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 4px;
  padding: .375rem .5rem; width: min(28rem, 100%); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { border-bottom: 1px solid var(--line); padding: .5rem .625rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); position: sticky; top: 0; }
td { white-space: pre-line; overflow-wrap: break-word; }
td.wide { min-width: 24rem; }
td.middle { min-width: 10rem; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: left; cursor: pointer; }
th button::after { content: "\\a0\\2195"; opacity: .45; }
th[aria-sort="ascending"] button::after { content: "\\a0\\2191"; opacity: 1; }
th[aria-sort="descending"] button::after { content: "\\a0\\2193"; opacity: 1; }
[hidden] { display: none; }
@media print {
  @page { size: A4 landscape; margin: 1.5cm; }
  :root { --ink: #000; --paper: #fff; --line: #999; --head: #eee; --soft: #333; }
  body { padding: 0; font-size: 9pt; }
  form, th button::after { display: none; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr { break-inside: avoid; }
  td.wide, td.middle { min-width: 0; overflow-wrap: anywhere; }
}
"""

_SCRIPT = """
(function () {
  "use strict";
  var table = document.querySelector("table"), body = table.tBodies[0], form = document.querySelector("form");
  var box = document.getElementById("filter"), status = document.getElementById("status");
  var rows = Array.prototype.slice.call(body.rows), texts = null;
  var order = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  form.hidden = false;
  function fold(text) { return text.toLocaleLowerCase(document.documentElement.lang); }
  function filter() {
    var words = fold(box.value).split(/\\s+/).filter(Boolean), shown = 0;
    texts = texts || rows.map(function (row) { return fold(row.textContent); });
    rows.forEach(function (row, index) {
      var hit = words.every(function (word) { return texts[index].indexOf(word) >= 0; });
      row.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    status.textContent = status.dataset.text.replace("%1", shown).replace("%2", rows.length);
  }
  function sort(head) {
    var column = head.cellIndex, down = head.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) { cell.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var keyed = rows.map(function (row, index) { return [row.cells[column].textContent, index, row]; });
    keyed.sort(function (a, b) { return (down ? -1 : 1) * order.compare(a[0], b[0]) || a[1] - b[1]; });
    var all = document.createDocumentFragment();
    keyed.forEach(function (entry) { all.appendChild(entry[2]); });
    body.appendChild(all);
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", function () { sort(head); });
    head.textContent = "";
    head.appendChild(button);
  });
  var waiting = 0;
  box.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
  form.addEventListener("submit", function (event) { event.preventDefault(); filter(); });
  filter();
})();
"""


def write_html(table: Table, path: Path) -> None:
    """Write a table as a page that may run its own script and style and nothing else (Content-Security-Policy).

    Without script it is a plain table; with it, a filter box and columns that sort at a click.
    """
    say = table.texts
    policy = f"default-src 'none'; style-src '{_digest(_STYLE)}'; script-src '{_digest(_SCRIPT)}'; base-uri 'none'"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<!DOCTYPE html>\n<html lang="{table.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}; form-action \'none\'">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="author" content="{_text(table.authors)}">\n'
            f"<title>{_text(table.title)}: {_text(table.project_title)}</title>\n"
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
            f"<h1>{_text(table.title)}: {_text(table.project_title)}</h1>\n"
            f'<form hidden role="search"><label for="filter">{_text(say("Show rows with"))}</label>'
            '<input id="filter" type="search" autocomplete="off"> '
            f'<output id="status" for="filter" data-text="{_text(say("%1 of %2 rows shown"))}"></output></form>\n'
            '<div class="scroll" tabindex="0" role="region" aria-labelledby="caption">\n<table>\n'
            f'<caption id="caption">{_text(table.description)}</caption>\n<thead><tr>'
        )
        file.writelines(f'<th scope="col">{_text(column.title)}</th>' for column in table.columns)
        file.write("</tr></thead>\n<tbody>\n")
        starts = [_cell_start(column.number, column.width) for column in table.columns]
        for row in table.rows:
            cells = "</td>".join(start + _text(cell) for start, cell in zip(starts, row, strict=True))
            file.write(f"<tr>{cells}</td></tr>\n")
        file.write(f"</tbody>\n</table>\n</div>\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n")


def page_policy(style: str) -> str:
    """The Content-Security-Policy of a page with one style sheet and no script: nothing else is run or fetched."""
    return f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"


def _cell_start(number: bool, width: int) -> str:
    if number:
        return '<td class="number">'
    kind = ' class="wide"' if width >= 40 else ' class="middle"' if width >= 20 else ""
    return f'<td{kind} dir="auto">'


def _text(cell: Cell) -> str:
    return str(cell) if isinstance(cell, int) else escape(xml_legal(cell), quote=True)


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
