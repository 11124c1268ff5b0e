"""The code tree with its counts, kept up to date coding by coding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import Code
from qualcoder_peer.core.services.codebook import CodeTree


class Use(NamedTuple):
    """How much a code is used: its own codings, those with all below it, and respondents heard with all below it."""

    own: int
    below: int
    respondents: int


class CodeBook:
    """Codes and how much each is used. Ids of codes that are not in the tree are ignored."""

    def __init__(self) -> None:
        self.tree = CodeTree([])
        self._own: dict[int, int] = {}
        self._heard: dict[int, frozenset[int]] = {}
        self.question: int | None = None
        """The research question worked with last."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no code yet."""
        return not self.tree.by_id

    def get(self, code: int | None) -> Code | None:
        """The code with this id."""
        return None if code is None else self.tree.by_id.get(CodeId(code))

    def names_above(self, code: int) -> tuple[str, ...]:
        """The names of the codes above a code, from the top."""
        return self.tree.path(CodeId(code))[:-1]

    def line_ids(self, codes: Iterable[int]) -> set[int]:
        """The codes and all above them."""
        return {above.id for code in codes if code in self.tree.by_id for above in self.tree.line(CodeId(code))}

    def set_use(self, own: Mapping[CodeId, int], heard: Mapping[CodeId, frozenset[int]]) -> None:
        """Take the counts of all codes as they are in the project."""
        self._own = {int(code): count for code, count in own.items()}
        self._heard = {int(code): people for code, people in heard.items()}

    def set_heard(self, codes: Iterable[int], heard: Mapping[CodeId, frozenset[int]]) -> None:
        """Take the respondents of some codes as they are in the project."""
        for code in codes:
            self._heard[code] = heard.get(CodeId(code), frozenset())

    def add(self, code: int, respondents: Iterable[int]) -> None:
        """A coding with this code has come, in which these respondents are heard."""
        self._own[code] = self._own.get(code, 0) + 1
        self._heard[code] = self._heard.get(code, frozenset()).union(respondents)

    def take(self, code: int) -> None:
        """A coding with this code has gone; whether its respondents are still heard elsewhere must be counted."""
        self._own[code] = max(0, self._own.get(code, 0) - 1)

    def use(self, code: int) -> Use:
        """How much a code is used."""
        below = self.tree.below(CodeId(code))
        heard: set[int] = set()
        for one in below:
            heard.update(self._heard.get(one, ()))
        return Use(self._own.get(code, 0), sum(self._own.get(one, 0) for one in below), len(heard))

    def uses(self) -> dict[int, Use]:
        """How much each code is used: all in one go, from the leaves up."""
        found: dict[int, Use] = {}
        heard: dict[int, frozenset[int]] = {}
        nobody: frozenset[int] = frozenset()
        for code in reversed(self.tree.in_order()):
            own = below = self._own.get(code.id, 0)
            people = self._heard.get(code.id, nobody)
            for child in self.tree.children.get(code.id, ()):
                below += found[child.id].below
                if not heard[child.id] <= people:
                    people |= heard[child.id]
            found[code.id], heard[code.id] = Use(own, below, len(people)), people
        return found

    def parent_for_new(self, shown: int | None) -> CodeId | None:
        """Where a new code goes when ``shown`` is looked at: under it if it can hold others, else beside it."""
        code = self.get(shown)
        if code is None:
            return self._question_for_new()
        return code.id if code.role in _HOLDERS or self.tree.children.get(code.id) else code.parent_id

    def work_with(self, code: int) -> None:
        """A code has been used or chosen: remember the research question it stands under."""
        if code in self.tree.by_id:
            line = self.tree.line(CodeId(code))
            self.question = next((one.id for one in line if one.role == "question"), self.question)

    def _question_for_new(self) -> CodeId | None:
        """Where nothing is chosen and the top holds research questions only: the one there is, else the last one."""
        top = self.tree.children.get(None, ())
        if not top or any(one.role != "question" for one in top):
            return None
        if len(top) == 1:
            return top[0].id
        known = self.get(self.question)
        return None if known is None else known.id


_HOLDERS = ("question", "theme")
