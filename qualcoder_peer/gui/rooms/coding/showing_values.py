"""What a filter over the codings of the page asks for, and how stripes may be grouped."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.domain.messages import N_

GROUPINGS = {
    "": N_("As they come"),
    "theme": N_("By theme"),
    "question": N_("By research question"),
    "coder": N_("By coder"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is asked for; nothing asked in a field means no limit there. Roles by their number in CodeRole."""

    codes: tuple[int, ...] = ()
    coders: tuple[int, ...] = ()
    respondents: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    starred: bool = False
    automatic: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is asked for."""
        return self == Shown()
