"""The page of quotes in a real browser: filter, sorting, and what it may load."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.exporters import exporter_for
from tests.core.reports.island import Island, make_island

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), "")
pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium here")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Path]:
    island: Island = make_island(tmp_path / "island.qcp")
    path = tmp_path / "q.html"
    options = QuoteTableOptions(columns=("paragraph", "quote", "pseudonym"), language="sv")
    exporter_for("quotes", path).run(island.project, path, options)
    yield path
    island.project.close()


def browse(page: Path, *flags: str) -> str:
    """What the browser says on standard output about the page, without any network."""
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run", "--virtual-time-budget=3000",
        f"--user-data-dir={page.parent / 'profile'}", *flags, page.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def driven(page: Path, steps: str) -> str:
    """The page after ``steps`` (JavaScript) were done in it; they run in spite of the policy, from a copy."""
    source = page.read_text("utf-8")
    copy = page.with_name("driven.html")
    without_policy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    copy.write_text(without_policy.replace("</body>", f"<script>{steps}</script></body>"), "utf-8")
    return browse(copy, "--dump-dom")


def shown(dom: str) -> list[str]:
    """The first words of the rows that are not hidden, in order."""
    rows = re.findall(r"<tr( hidden=\"\")?><td[^>]*>(\d+)</td><td[^>]*>(.*?)</td>", dom, re.S)
    return [words[:12] for hidden, _, words in rows if not hidden]


def test_the_pages_own_script_runs_under_its_policy(page: Path) -> None:
    dom = browse(page, "--dump-dom")
    assert "7" in re.findall(r"<output[^>]*>(.*?)</output>", dom)[0], "the script ran and counted the rows"
    assert dom.count("<button") == 3 and "<form role" in dom.replace(' hidden=""', "")
    assert len(shown(dom)) == 7


def test_a_foreign_script_does_not_run(page: Path) -> None:
    source = page.read_text("utf-8")
    page.write_text(source.replace("</body>", "<script>document.title = 'broken in'</script></body>"), "utf-8")
    assert "broken in</title>" not in browse(page, "--dump-dom")


def test_filter_shows_rows_with_all_words(page: Path) -> None:
    steps = """
      var box = document.getElementById("filter"); box.value = "VI ändå";
      box.dispatchEvent(new Event("input"));
    """
    dom = driven(page, steps)
    assert shown(dom) == ["vi klarade o", "klarade oss "]
    assert re.findall(r"<output[^>]*>(.*?)</output>", dom)[0].split()[0] == "2"


def test_columns_sort_up_and_down_numbers_as_numbers(page: Path) -> None:
    click = 'document.querySelectorAll("th button")[{}].click();'
    up = driven(page, click.format(1))
    assert shown(up)[0] == "aldrig fel t" and 'aria-sort="ascending"' in up
    down = driven(page, click.format(1) * 2)
    assert shown(down) == shown(up)[::-1] and 'aria-sort="descending"' in down
    numbers = re.findall(r'<td class="number">(\d+)</td>', driven(page, click.format(0)))
    assert [int(number) for number in numbers] == sorted(int(number) for number in numbers)


def test_it_prints(page: Path) -> None:
    browse(page, f"--print-to-pdf={page.with_suffix('.pdf')}", "--no-pdf-header-footer")
    assert page.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
