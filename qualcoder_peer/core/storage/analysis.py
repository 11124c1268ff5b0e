"""What people judge and claim of the material: who was not asked, grid cells, target goals, claims with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import ClaimId, CodeId, CodingId, RespondentId, new_guid
from qualcoder_peer.core.domain.model import Claim, Goal, GridCell, Judgement
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.storage.rows import delete_rows, in_pieces, insert_row, insert_rows, update_row
from qualcoder_peer.core.storage.schema import (
    Base,
    ClaimBasisRow,
    ClaimEvidenceRow,
    ClaimRow,
    GoalRow,
    GridCellRow,
    NotAskedRow,
)

_not_asked = Base.metadata.tables["not_asked"]
_cell = Base.metadata.tables["grid_cell"]
_goal = Base.metadata.tables["goal"]
_claim = Base.metadata.tables["claim"]
_evidence = Base.metadata.tables["claim_evidence"]
_basis = Base.metadata.tables["claim_basis"]
_GOAL = {"rubric": "", "rubric_changed": "", "judgement": "", "text": ""}


class Analysis:
    """Reads and writes judgements and claims on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def not_asked(self) -> set[tuple[CodeId, RespondentId]]:
        """Which respondents were not asked about which codes."""
        rows = self._connection.execute(select(_not_asked.c.code_id, _not_asked.c.respondent_id))
        return {(CodeId(code), RespondentId(respondent)) for code, respondent in rows}

    def mark_not_asked(self, pairs: Iterable[tuple[CodeId, RespondentId]], marked: bool) -> None:
        """Write or take away marks; those that are already so are left alone."""
        there = self._ids(_not_asked)
        wanted = set(pairs)
        if marked:
            new = sorted(wanted - there.keys())
            insert_rows(self._connection, NotAskedRow, [{"code_id": one, "respondent_id": two} for one, two in new])
        else:
            delete_rows(self._connection, NotAskedRow, sorted(there[pair] for pair in wanted & there.keys()))

    def cells(self) -> dict[tuple[CodeId, RespondentId], GridCell]:
        """Every cell of the framework grid that has a text."""
        rows = self._connection.execute(select(_cell.c.code_id, _cell.c.respondent_id, _cell.c.text, _cell.c.changed))
        return {(row[0], row[1]): GridCell(CodeId(row[0]), RespondentId(row[1]), row[2], row[3]) for row in rows}

    def write_cell(self, code: CodeId, respondent: RespondentId, text: str) -> None:
        """Write the text of one cell; an empty one takes it away."""
        there = self._ids(_cell).get((code, respondent))
        if there is None and text:
            values = {"code_id": code, "respondent_id": respondent, "text": text, "changed": now()}
            insert_row(self._connection, GridCellRow, **values)
        elif there is not None and text:
            update_row(self._connection, GridCellRow, there, {"text": text, "changed": now()})
        elif there is not None:
            delete_rows(self._connection, GridCellRow, [there])

    def goals(self) -> dict[CodeId, Goal]:
        """What is judged of each target goal of which something is written."""
        return {CodeId(row.code_id): _to_goal(row) for row in self._connection.execute(select(_goal))}

    def write_goal(self, code: CodeId, **values: Any) -> None:
        """Write columns of a target goal's row (rubric, judgement, text), made when first needed."""
        time = now()
        if "rubric" in values:
            values["rubric_changed"] = time
        found = self._connection.scalar(select(_goal.c.id).where(_goal.c.code_id == code))
        if found is None:
            insert_row(self._connection, GoalRow, **{**_GOAL, **values, "code_id": code, "changed": time})
        else:
            update_row(self._connection, GoalRow, found, {**values, "changed": time})

    def claims(self) -> list[Claim]:
        """Every claim, by code in order."""
        rows = self._connection.execute(select(_claim).order_by(_claim.c.code_id, _claim.c.position, _claim.c.id))
        return [
            Claim(ClaimId(row.id), row.guid, row.kind, CodeId(row.code_id), row.position, row.text, row.changed)
            for row in rows
        ]

    def add_claim(self, kind: str, code: CodeId, text: str) -> ClaimId:
        """Insert a claim after the others about its code."""
        last = self._connection.scalar(select(func.max(_claim.c.position)).where(_claim.c.code_id == code))
        values = {"kind": kind, "code_id": code, "text": text, "position": 0 if last is None else last + 1}
        return ClaimId(insert_row(self._connection, ClaimRow, guid=new_guid(), changed=now(), **values))

    def change_claim(self, claim: ClaimId, **values: Any) -> bool:
        """Write columns of one claim. Whether it exists."""
        return update_row(self._connection, ClaimRow, claim, {**values, "changed": now()})

    def remove_claims(self, claims: Iterable[ClaimId]) -> int:
        """Delete claims with what links them; codings stay."""
        return delete_rows(self._connection, ClaimRow, claims)

    def evidence(self) -> list[tuple[ClaimId, CodingId, str]]:
        """(claim, coding, side) in order of adding."""
        rows = self._connection.execute(
            select(_evidence.c.claim_id, _evidence.c.coding_id, _evidence.c.side).order_by(_evidence.c.id)
        )
        return [(ClaimId(claim), CodingId(coding), side) for claim, coding, side in rows]

    def put_evidence(self, claim: ClaimId, codings: Sequence[CodingId], side: str) -> None:
        """Let codings support or contradict a claim; one that stood on the other side changes sides."""
        rows = self._connection.execute(
            select(_evidence.c.coding_id, _evidence.c.id).where(_evidence.c.claim_id == claim)
        )
        there = {row[0]: row[1] for row in rows}
        new = [one for one in dict.fromkeys(codings) if one not in there]
        for coding in codings:
            if coding in there:
                update_row(self._connection, ClaimEvidenceRow, there[coding], {"side": side})
        insert_rows(
            self._connection, ClaimEvidenceRow, [{"claim_id": claim, "coding_id": one, "side": side} for one in new]
        )

    def take_evidence(self, claim: ClaimId, codings: Iterable[CodingId]) -> None:
        """Take codings away from a claim."""
        for piece in in_pieces(codings):
            self._connection.execute(
                delete(_evidence).where(_evidence.c.claim_id == claim, _evidence.c.coding_id.in_(piece))
            )

    def basis(self) -> list[tuple[ClaimId, ClaimId]]:
        """(conclusion, finding it rests on) in order of adding."""
        rows = self._connection.execute(select(_basis.c.conclusion_id, _basis.c.finding_id).order_by(_basis.c.id))
        return [(ClaimId(conclusion), ClaimId(finding)) for conclusion, finding in rows]

    def set_basis(self, conclusion: ClaimId, findings: Iterable[ClaimId]) -> None:
        """Let a conclusion rest on these findings and no others."""
        rows = self._connection.execute(
            select(_basis.c.finding_id, _basis.c.id).where(_basis.c.conclusion_id == conclusion)
        )
        there = {row[0]: row[1] for row in rows}
        wanted = list(dict.fromkeys(findings))
        delete_rows(self._connection, ClaimBasisRow, [row for one, row in there.items() if one not in wanted])
        new = [{"conclusion_id": conclusion, "finding_id": one} for one in wanted if one not in there]
        insert_rows(self._connection, ClaimBasisRow, new)

    def merge_codes(self, source: CodeId, target: CodeId) -> None:
        """Give what is written about one code to another; where both have a text, they are joined."""
        self._hand_on("code_id", source, target)
        goals = self.goals()
        old = goals.get(source)
        if old is not None:
            kept = goals.get(target)
            if kept is None:
                values = {"rubric": old.rubric, "judgement": old.judgement.value, "text": old.text}
            else:
                values = {"rubric": _joined(kept.rubric, old.rubric), "text": _joined(kept.text, old.text)}
            self.write_goal(target, **values)
        place = max((one.position for one in self.claims() if one.code_id == target), default=-1)
        for offset, claim in enumerate([one for one in self.claims() if one.code_id == source], 1):
            update_row(self._connection, ClaimRow, claim.id, {"code_id": target, "position": place + offset})

    def merge_respondents(self, sources: Iterable[RespondentId], target: RespondentId) -> None:
        """Give what is written about respondents to another; where both have a text, they are joined."""
        for source in sources:
            self._hand_on("respondent_id", source, target)

    def hand_on_evidence(self, heirs: Mapping[CodingId, CodingId]) -> None:
        """Let claims that name a coding name the one that takes it in, once."""
        there: dict[tuple[int, int], int] = {}
        for piece in in_pieces({*heirs, *heirs.values()}):
            for row in self._connection.execute(
                select(_evidence.c.claim_id, _evidence.c.coding_id, _evidence.c.id).where(
                    _evidence.c.coding_id.in_(piece)
                )
            ):
                there[row[0], row[1]] = row[2]
        for (claim, coding), row_id in list(there.items()):
            heir = heirs.get(CodingId(coding))
            if heir is not None and (claim, heir) not in there:
                update_row(self._connection, ClaimEvidenceRow, row_id, {"coding_id": heir})
                there[claim, heir] = row_id

    def _hand_on(self, column: str, source: int, target: int) -> None:
        # Marks and cells are of a code and a respondent: where the target has one beside the same other, it stays.
        for table, row in ((_not_asked, NotAskedRow), (_cell, GridCellRow)):
            ids = self._ids(table)
            for (code, respondent), row_id in sorted(ids.items()):
                if (code if column == "code_id" else respondent) != source:
                    continue
                beside = (target, respondent) if column == "code_id" else (code, target)
                if beside not in ids:
                    update_row(self._connection, row, row_id, {column: target})
                elif table is _cell:
                    cells = self.cells()
                    joined = _joined(cells[CodeId(beside[0]), RespondentId(beside[1])].text,
                                     cells[CodeId(code), RespondentId(respondent)].text)  # fmt: skip
                    update_row(self._connection, GridCellRow, ids[beside], {"text": joined, "changed": now()})

    def _ids(self, table: Any) -> dict[tuple[int, int], int]:
        rows = self._connection.execute(select(table.c.code_id, table.c.respondent_id, table.c.id))
        return {(row[0], row[1]): row[2] for row in rows}


def _joined(kept: str, more: str) -> str:
    if not more.strip() or more.strip() == kept.strip():
        return kept
    return f"{kept}\n\n{more}" if kept.strip() else more


def _to_goal(row: Any) -> Goal:
    judgement = Judgement(row.judgement)
    return Goal(CodeId(row.code_id), row.rubric, row.rubric_changed, judgement, row.text, row.changed)
