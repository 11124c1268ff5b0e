"""What a report draft consists of, before it becomes Word: the preview in the window is made from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.domain.charts import Chart
from qualcoder_peer.core.domain.ids import ReportItemId


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of running text. ``style`` names a character style or is empty; ``language`` where it is another.

    ``control`` is the key of the content control the piece lies in; pieces that follow each other with the same key lie
    in one. ``note`` is the text of a footnote whose mark follows the piece, ``link`` an address on the web that a click
    on it opens.
    """

    text: str
    style: str = ""
    language: str = ""
    control: str = ""
    note: str = ""
    strong: bool = False
    emphasis: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 4. ``item`` is the entry of the outline it comes from; ``new_page`` begins one.

    ``control`` is the key of the content control its words lie in, inside the paragraph.
    """

    level: int
    text: str
    item: ReportItemId | None = None
    new_page: bool = False
    control: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in a named paragraph style (``Normal``, ``List Bullet``, ``Quote``, ``Who Spoke`` …).

    ``control`` is the key of the content control it lies in; blocks after each other with the same key lie in one.
    """

    style: str
    pieces: tuple[Piece, ...]
    item: ReportItemId | None = None
    control: str = ""

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a caption above and perhaps a note below; the first row and column are headers.

    ``widths`` are shares of the text's width. ``description`` is the alternative text. ``landscape`` gives it pages
    of its own lying down. ``control`` as of a paragraph; caption and note lie in it too.
    """

    caption: str
    description: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    note: str = ""
    item: ReportItemId | None = None
    control: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart with a caption above and perhaps a note below. ``description`` is the alternative text.

    ``groups`` are the names and sizes (None: hidden) of the groups that the note tells of, where it is made of them
    alone.
    """

    caption: str
    description: str
    chart: Chart
    note: str = ""
    item: ReportItemId | None = None
    control: str = ""
    groups: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class TitlePage:
    """The title page; author and date may be empty."""

    title: str
    subtitle: str
    author: str
    date: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the table of contents stands; its entries are the headings."""

    title: str


Block = Heading | Paragraph | TableBlock | ChartBlock | TitlePage | Contents
