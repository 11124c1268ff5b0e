"""Research questions and themes with the findings about them and the conclusions, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from qualcoder_peer.core.domain.ids import ClaimId
from qualcoder_peer.core.domain.model import Code, CodeRole
from qualcoder_peer.core.services.claims import ClaimedCode, Claims, Conclusion, Finding
from qualcoder_peer.core.text.markdown_lines import plain_words
from qualcoder_peer.gui.i18n import tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DEPTH_ROLE = Qt.ItemDataRole.UserRole + 1
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A row: a code alone, or one of its findings or conclusions. ``depth`` indents it.

    ``only`` is the name of the set or filter outside which no evidence is counted; empty where all is.
    """

    code: Code
    depth: int
    finding: Finding | None = None
    conclusion: Conclusion | None = None
    unanswered: bool = False
    only: str = ""

    @property
    def claim(self) -> ClaimId | None:
        """The claim in the row."""
        held = self.finding or self.conclusion
        return None if held is None else held.claim.id

    @property
    def text(self) -> str:
        """The words of the claim."""
        held = self.finding or self.conclusion
        return "" if held is None else held.claim.text


class ClaimsModel(QAbstractListModel):
    """Codes that are research questions or themes, or that something is claimed about."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.claims = Claims(())
        self.rows: list[ClaimRow] = []

    def show_claims(self, claims: Claims, only: str = "") -> None:
        """Show other claims, or the same with the evidence that a set or filter of this name lets count."""
        self.beginResetModel()
        self.claims = claims
        self.rows = [row for code in claims.codes for row in _rows(code, only)]
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again."""
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def place_of(self, claim: ClaimId | None, code: int | None) -> int:
        """The row of a claim, else that of a code, else -1."""
        if claim is not None:
            return next((place for place, row in enumerate(self.rows) if row.claim == claim), -1)
        return next((place for place, row in enumerate(self.rows) if row.code.id == code and row.claim is None), -1)

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            words = one_line(row.text) or row.code.name
            short = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"
            lacking = lacks(row)
            return f"{lacking} – {short}" if lacking else short
        if role == DEPTH_ROLE:
            return row.depth
        if role == Qt.ItemDataRole.DecorationRole:
            return _picture(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(themes.current.danger) if lacks(row) else None
        if role == Qt.ItemDataRole.FontRole and row.claim is None and row.code.role is CodeRole.QUESTION:
            return themes.font("section")
        if role == Qt.ItemDataRole.ToolTipRole:
            words = "\n".join(one for one in (lacks(row, whole=True), plain_words(row.text)) if one)
            return plain_tip(words) if row.text else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = one_line(row.text) or row.code.name
            return ". ".join(one for one in (what(row), words, lacks(row, whole=True), evidence(row)) if one)
        return None


def one_line(text: str) -> str:
    """The words of a claim, which is Markdown, without marks and on one line."""
    return " ".join(plain_words(text).split())


def what(row: ClaimRow) -> str:
    """What a row is, in a word."""
    if row.finding is not None:
        return tr("Finding")
    if row.conclusion is not None:
        return tr("Conclusion")
    return tr("Research question") if row.code.role is CodeRole.QUESTION else tr("Theme")


def lacks(row: ClaimRow, *, whole: bool = False) -> str:
    """What a row lacks, or nothing: a finding evidence, a conclusion findings, a research question an answer.

    ``whole``: with the name of the set or filter that the evidence is looked for in, which may be long.
    """
    if row.finding is not None and not row.finding.has_evidence:
        if row.only:
            return tr("No evidence in “{name}”", name=row.only) if whole else tr("No evidence here")
        return tr("No evidence")
    if row.conclusion is not None and not row.conclusion.findings:
        return tr("Rests on no finding")
    return tr("No answer") if row.unanswered else ""


def evidence(row: ClaimRow) -> str:
    """How much supports and contradicts a finding; what a conclusion rests on."""
    if row.finding is not None:
        supporting, against = len(row.finding.supporting), len(row.finding.contradicting)
        return ", ".join(
            (
                tr_n("{count} passage supports it", "{count} passages support it", supporting),
                tr_n("{count} passage contradicts it", "{count} passages contradict it", against),
            )
        )
    if row.conclusion is not None:
        return tr_n("Rests on {count} finding", "Rests on {count} findings", len(row.conclusion.findings))
    return ""


def _rows(code: ClaimedCode, only: str) -> list[ClaimRow]:
    claims = [ClaimRow(code.code, code.depth + 1, finding=one, only=only) for one in code.findings]
    claims += [ClaimRow(code.code, code.depth + 1, conclusion=one) for one in code.conclusions]
    if not claims and code.code.role is CodeRole.CODE:
        return []
    return [ClaimRow(code.code, code.depth, unanswered=code.is_unanswered), *claims]


def _picture(row: ClaimRow) -> Any:
    colour = "danger" if lacks(row) else "text"
    if row.finding is not None:
        return icon("triangle-alert" if lacks(row) else "lightbulb", colour)
    if row.conclusion is not None:
        return icon("triangle-alert" if lacks(row) else "circle-check", colour)
    return icon("triangle-alert", colour) if row.unanswered else code_mark(row.code.role, row.code.colour)
