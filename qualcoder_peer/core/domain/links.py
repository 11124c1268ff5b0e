"""Links within a project, as memos write them: ``[words](qcp:coding/GUID)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ADDRESS = re.compile(r"qcp:(coding|code|document|respondent|memo)/([0-9A-Za-z-]{1,64})")


class LinkKind(StrEnum):
    """What a link leads to."""

    CODING = "coding"
    CODE = "code"
    DOCUMENT = "document"
    RESPONDENT = "respondent"
    MEMO = "memo"


@dataclass(frozen=True, slots=True)
class Link:
    """A kind of thing and its GUID, which stays the same in merged and exported projects."""

    kind: LinkKind
    guid: str

    @property
    def address(self) -> str:
        """As it is written in a memo."""
        return f"qcp:{self.kind.value}/{self.guid}"


def parse_link(address: str) -> Link | None:
    """The link that an address is; None for any other address."""
    found = _ADDRESS.fullmatch(address)
    return Link(LinkKind(found[1]), found[2]) if found else None
