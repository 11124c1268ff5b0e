"""A long text that is typed in: what stands far from the caret is not cut anew for every letter."""

from __future__ import annotations

_AROUND = 4_096


class EditedText:
    """A text and the edits made in it, in ``text`` at any time.

    What is far before and far behind the place that is edited is kept in one piece each; a letter then costs one copy
    of the text, and none of the halves before and behind it.
    """

    __slots__ = ("text", "_head", "_near", "_tail")

    def __init__(self, text: str) -> None:
        self.text = text
        self._head, self._near, self._tail = "", text, ""

    def replace(self, start: int, end: int, new: str) -> str:
        """Put ``new`` in the place of ``[start, end)``, which must lie in the text (code points). Returns the text."""
        first = len(self._head)
        last = first + len(self._near)
        if not first <= start <= end <= last or last - first > 4 * _AROUND:
            first, last = max(0, start - _AROUND), min(len(self.text), end + _AROUND)
            self._head, self._near, self._tail = self.text[:first], self.text[first:last], self.text[last:]
        self._near = f"{self._near[: start - first]}{new}{self._near[end - first :]}"
        self.text = f"{self._head}{self._near}{self._tail}"
        return self.text
