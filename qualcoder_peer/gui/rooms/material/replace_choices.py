"""What the user has decided about the passages of a document that is to be replaced, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable

from qualcoder_peer.core.services.revisions import Decision, Fate, Keeping, Key, Passage, RevisionPlan


class Choices:
    """``lost`` is what becomes of passages without a place that nothing was decided about."""

    def __init__(self, plan: RevisionPlan) -> None:
        self.plan = plan
        self.lost = Keeping.MEMO
        self.decisions: dict[Key, Decision] = {}

    def keeping(self, passage: Passage) -> Keeping:
        """What will be done with a passage."""
        chosen = self.decisions.get(passage.key)
        if chosen is not None:
            return chosen.keeping
        return self.lost if passage.fate is Fate.LOST else Keeping.PLACE

    def place(self, passage: Passage) -> tuple[int, int] | None:
        """The place it will have, or would have, in the new text (code points, half open)."""
        chosen = self.decisions.get(passage.key)
        if chosen is not None and chosen.keeping is Keeping.PLACE:
            return chosen.start, chosen.end
        return None if passage.place is None else (passage.place.start, passage.place.end)

    def choose(self, passages: Iterable[Passage], keeping: Keeping) -> None:
        """Keep as a memo, remove, or put where the plan has found a place."""
        for one in passages:
            if keeping is Keeping.PLACE:
                if one.place is not None:
                    self.decisions.pop(one.key, None)
            else:
                self.decisions[one.key] = Decision(keeping)

    def put(self, passage: Passage, start: int, end: int) -> None:
        """Put a passage on words of the new text."""
        self.decisions[passage.key] = Decision(Keeping.PLACE, start, end)

    def undecided(self) -> int:
        """How many passages without a place nothing was decided about."""
        return sum(1 for one in self.plan.having(Fate.LOST) if one.key not in self.decisions)
