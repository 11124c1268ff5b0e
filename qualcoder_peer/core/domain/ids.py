"""Typed ids. Ids are never reused within a project file; what leaves the program carries a GUID instead."""

from __future__ import annotations

import uuid
from typing import NewType

DocumentId = NewType("DocumentId", int)
SpeakerId = NewType("SpeakerId", int)
TurnId = NewType("TurnId", int)
RespondentId = NewType("RespondentId", int)
AttributeId = NewType("AttributeId", int)
SelectionId = NewType("SelectionId", int)
CodeId = NewType("CodeId", int)
CodingId = NewType("CodingId", int)
CoderId = NewType("CoderId", int)
MemoId = NewType("MemoId", int)
ReportId = NewType("ReportId", int)
ReportItemId = NewType("ReportItemId", int)
ClaimId = NewType("ClaimId", int)
SavedTableId = NewType("SavedTableId", int)
StepId = NewType("StepId", int)


def new_guid() -> str:
    """A random GUID in lower case with hyphens, as REFI-QDA writes it."""
    return str(uuid.uuid4())
