"""What a report draft consists of, before it becomes Word: the preview in the window is made from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import ReportItemId


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of running text. ``style`` names a character style or is empty; ``language`` where it is another."""

    text: str
    style: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 4. ``item`` is the entry of the outline it comes from; ``new_page`` begins one."""

    level: int
    text: str
    item: ReportItemId | None = None
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in a named paragraph style (``Normal``, ``List Bullet``, ``Quote``, ``Who Spoke`` …)."""

    style: str
    pieces: tuple[Piece, ...]
    item: ReportItemId | None = None

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a caption above and perhaps a note below; the first row and column are headers.

    ``widths`` are shares of the text's width. ``description`` is the alternative text.
    """

    caption: str
    description: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    note: str = ""


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


Block = Heading | Paragraph | TableBlock | TitlePage | Contents
