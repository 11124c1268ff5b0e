"""Code books in sheets (.xlsx, .csv, .tsv): a row for each code, its place in the tree in one of five ways.

A path (“Question 1/Trust”), the code above it in a column of its own, its level as a number, one column for each level,
or nothing, when all stand at the top. Paths are understood in a plain column of names too, if the beginning of each is
a row of its own, as in what this program exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.exchange.codebook_columns import DESCRIBING, STEPS, Use, propose_uses
from qualcoder_peer.core.exchange.codebook_tree import TreeBuilder
from qualcoder_peer.core.importers.tabular import Table, read_table
from qualcoder_peer.core.services.codebook import CodePath, clean_name
from qualcoder_peer.core.services.codebook_import import ReadCodebook, SheetColumn, normal_guid

_GUARDED = re.compile("'+[=+\\-@\t\r＝＋－＠]")
_SLASH = re.compile(r"(?<!\\)/")
_SEPARATORS = ("/", "\\", " > ", ">", "::", "→", " / ", "|")
_ROLES_OF_STEPS = {Use.QUESTION: "question", Use.THEME: "theme", Use.CODE: "code", Use.SUB_CODE: "code"}
_NAMES_SHOWN = 8
_MOST_STEPS = 60


def read_sheet(
    path: Path, data: bytes | None = None, sheet: str | None = None, *, uses: Sequence[Use] = ()
) -> ReadCodebook:
    """The codes of a sheet, of the first with anything in it for None.

    ``uses`` is what each column is; empty: what its heading tells. Raises UnreadableFile or InvalidInput.
    """
    table = read_table(path, data, sheet)
    if table.has_headings and all(use is Use.IGNORE for use in propose_uses(table.headers)):
        table = read_table(path, data, sheet, headings=False)  # the first row is a code too
    return _Sheet(path.name, table, uses).book()


class _Sheet:
    """One sheet on its way to a code book."""

    def __init__(self, name: str, table: Table, told: Sequence[Use] = ()) -> None:
        self._name, self._table = name, table
        self._builder = TreeBuilder(name)
        if len(told) == len(table.headers):
            uses = list(told)
        else:
            uses = list(propose_uses(table.headers)) if table.has_headings else [Use.IGNORE] * len(table.headers)
        steps = [place for place, use in enumerate(uses) if use in STEPS]
        tells = {Use.PATH, Use.PARENT, Use.DEPTH} & set(uses)
        self._steps = steps if len(steps) > 1 and not tells else []
        if not self._steps and Use.CODE not in uses and Use.PATH not in uses:
            if told and not steps:
                raise InvalidInput("Say which column of “{file}” holds the codes. Nothing was imported.", file=name)
            self._name_some_column(uses, steps)
        self._uses = tuple(uses)
        self._place = {use: place for place, use in enumerate(uses) if use is not Use.IGNORE}
        guarded = table.separator not in ("", "\t")
        self._rows = [
            (number, [self._cell(words, guarded) for words in row])
            for number, row in zip(table.numbers, table.rows, strict=True)
        ]

    def book(self) -> ReadCodebook:
        """The code book. Raises UnreadableFile."""
        self._tell_of_columns()
        if self._steps:
            self._add_steps()
        elif Use.PATH in self._place:
            self._add_paths(Use.PATH, self._separator([self._of(row, Use.PATH) for _, row in self._rows]) or "/")
        elif Use.PARENT in self._place:
            self._add_children()
        elif Use.DEPTH in self._place:
            self._add_levels()
        else:
            self._add_paths(Use.CODE, self._told_separator())
        return replace(self._builder.book(), columns=self._columns())

    # Private

    def _columns(self) -> tuple[SheetColumn, ...]:
        return tuple(
            SheetColumn(heading, use.value, next((row[place] for _, row in self._rows if row[place]), ""))
            for place, (heading, use) in enumerate(zip(self._table.headers, self._uses, strict=True))
        )

    @staticmethod
    def _cell(words: str, guarded: bool) -> str:
        # An apostrophe before what a spreadsheet would take for a formula was put there by an export.
        return words[1:] if guarded and _GUARDED.match(words) else words

    @staticmethod
    def _name_some_column(uses: list[Use], steps: Sequence[int]) -> None:
        """Say which column holds the names where no heading does."""
        free = [place for place, use in enumerate(uses) if use is Use.IGNORE]
        at = steps[0] if steps else next(iter(free), 0)
        uses[at] = Use.CODE
        after = [place for place in free if place > at]
        if all(use in (Use.IGNORE, Use.CODE) for use in uses) and len(uses) == 2 and after:
            uses[after[0]] = Use.DEFINITION

    def _tell_of_columns(self) -> None:
        for one in self._table.left_out:
            self._builder.note(one)
        unused = [
            header for place, (header, use) in enumerate(zip(self._table.headers, self._uses, strict=True))
            if use is Use.IGNORE or (use in STEPS and not self._steps and self._place.get(use) != place)
        ]  # fmt: skip
        if unused:
            names = ", ".join(f"“{one[:60]}”" for one in unused[:_NAMES_SHOWN])
            more = ", …" if len(unused) > _NAMES_SHOWN else ""
            self._builder.note(LeftOut(
                counted("{count} column left out: {names}", "{count} columns left out: {names}", len(unused),
                        names=names + more),
                len(unused),
            ))  # fmt: skip

    def _of(self, row: Sequence[str], use: Use) -> str:
        return row[self._place[use]] if use in self._place else ""

    def _add(self, row: Sequence[str], line: int, name: str, parent: int | None, role: str = "") -> int:
        guid = self._of(row, Use.GUID) or self._of(row, Use.NUMBER)
        return self._builder.add(
            name,
            parent,
            line,
            role=self._of(row, Use.ROLE) or role,
            colour=self._of(row, Use.COLOUR),
            described={use.value: self._of(row, use) for use in DESCRIBING},
            guid=guid if normal_guid(guid) else "",
        )

    def _named(self, use: Use) -> list[tuple[int, list[str]]]:
        """The rows that have a name; what stands in others is told as left out."""
        named = [(line, row) for line, row in self._rows if self._of(row, use)]
        lost = len(self._rows) - len(named)
        if lost:
            line = next(line for line, row in self._rows if not self._of(row, use))
            self._builder.note(
                LeftOut(
                    counted("{count} row without a code left out (row {line})",
                            "{count} rows without a code left out (the first is row {line})", lost, line=line),
                    lost,
                )
            )  # fmt: skip
        return named

    # One column for each level

    def _add_steps(self) -> None:
        last: list[str] = []
        for line, row in self._rows:
            names = [row[place] for place in self._steps]
            filled = [place for place, words in enumerate(names) if words]
            if not filled:
                continue
            # What is left empty to the left of a name is as in the row above; to the right of it there is nothing.
            first = filled[0]
            names[:first] = last[:first]
            del names[filled[-1] + 1 :]
            last = names
            at: int | None = None
            steps = [(place, words) for place, words in enumerate(names) if words]
            for place, words in steps[:-1]:
                at = self._builder.find_or_add(words, at, line, self._role_of_step(place))
            self._add(row, line, steps[-1][1], at, self._role_of_step(steps[-1][0]))

    def _role_of_step(self, place: int) -> str:
        return _ROLES_OF_STEPS.get(self._uses[self._steps[place]], "")

    # Paths

    def _told_separator(self) -> str:
        """What divides paths in the column of names, if the beginning of each path is a row; else nothing does."""
        names = [clean_name(words) for _, row in self._rows if (words := self._of(row, Use.CODE))]
        for separator in _SEPARATORS:
            split = _splitter(separator)
            paths = {split(one) for one in names if one}
            deep = [one for one in paths if len(one) > 1]
            if deep and all(one[:-1] in paths and all(one) for one in deep):
                return separator
        return ""

    @staticmethod
    def _separator(words: Sequence[str]) -> str:
        """What divides paths in a column that is said to hold them."""
        found = [(sum(one in text for text in words), len(one), one) for one in _SEPARATORS]
        return max(found)[2] if max(found)[0] else ""

    def _add_paths(self, use: Use, separator: str) -> None:
        split = _splitter(separator)
        for line, row in self._named(use):
            names = [one for one in split(self._of(row, use)) if one] or [self._of(row, use)]
            own = self._of(row, Use.CODE)
            if use is Use.PATH and own and clean_name(own) != clean_name(names[-1]):
                names.append(own)  # the path of what is above it
            if len(names) > _MOST_STEPS:
                names = names[: _MOST_STEPS + 1]  # refused by the builder, with a sentence
            self._add(row, line, names[-1], self._builder.add_above(names[:-1], line))

    # The code above in a column of its own

    def _add_children(self) -> None:
        rows = self._named(Use.CODE if Use.CODE in self._place else Use.PATH)
        find = self._finder(rows)
        above: list[int | None] = []
        outside: list[CodePath] = []
        for at, (line, row) in enumerate(rows):
            words = self._of(row, Use.PARENT)
            found = find(words, at, line) if words and words not in ("0", "-", "–", "—") else None
            outside.append((words,) if words and found is None and words not in ("0", "-", "–", "—") else ())
            above.append(found)
        self._refuse_rounds(rows, above)
        made: dict[int, int] = {}
        for at in range(len(rows)):
            line_up = [at]
            while (parent := above[line_up[-1]]) is not None and parent not in made:
                line_up.append(parent)
            for one in reversed(line_up):
                if one in made:
                    continue
                line, row = rows[one]
                higher = above[one]
                place = made[higher] if higher is not None else self._builder.add_above(outside[one], line)
                made[one] = self._add(row, line, self._of(row, Use.CODE), place)

    def _finder(self, rows: Sequence[tuple[int, list[str]]]) -> Callable[[str, int, int], int | None]:
        """A function that finds the row of a parent by its id, its name or its path, for the row at a place."""
        ids = {number: at for at, (_, row) in enumerate(rows) if (number := self._of(row, Use.NUMBER))}
        names: dict[str, list[int]] = {}
        parents = [clean_name(self._of(row, Use.PARENT)) for _, row in rows]
        for at, (_, row) in enumerate(rows):
            names.setdefault(clean_name(self._of(row, Use.CODE)), []).append(at)
        written = {words for words in parents if words}
        by_number = bool(written) and written <= {*ids, "0", "-", "–", "—", "-1"}

        def find(words: str, at: int, line: int) -> int | None:
            """The row of the code that ``words`` name as parent of the row at ``at``; None if there is none."""
            if by_number:
                return ids.get(words)
            plain = clean_name(words)
            found = names.get(plain, [])
            if not found:
                for separator in _SEPARATORS:
                    steps = _splitter(separator)(plain)
                    if len(steps) > 1 and steps[-1] in names:
                        chain = names[steps[-1]]
                        fitting = [one for one in chain if parents[one] in (steps[-2], separator.join(steps[:-1]))]
                        found = fitting or chain
                        break
            if len(found) > 1:
                raise UnreadableFile(
                    "In “{file}” the code above in row {line} is called “{name}”, and {count} rows are (the first are "
                    "{first} and {second}). Nothing was imported. Give the codes whole paths, as in Question 1/Trust.",
                    file=self._name,
                    line=line,
                    name=plain[:80],
                    count=len(found),
                    first=rows[found[0]][0],
                    second=rows[found[1]][0],
                )
            return found[0] if found else None

        return find

    def _refuse_rounds(self, rows: Sequence[tuple[int, list[str]]], above: Sequence[int | None]) -> None:
        """Raises UnreadableFile when codes are under each other in a ring."""
        sound: set[int] = set()
        for start in range(len(rows)):
            walked: dict[int, None] = {}
            at: int | None = start
            while at is not None and at not in sound:
                if at in walked:
                    ring = list(walked)[list(walked).index(at) :]
                    shown = [
                        f"“{self._of(rows[one][1], Use.CODE)[:60]}” ({rows[one][0]})" for one in (*ring, at)[:5]
                    ]
                    raise UnreadableFile(
                        "In “{file}” codes are under each other in a ring: {ring} (rows in brackets). "
                        "Nothing was imported. Say which of them is the highest.",
                        file=self._name,
                        ring=" → ".join(shown),
                    )
                walked[at] = None
                at = above[at]
            sound.update(walked)

    # The level as a number

    def _add_levels(self) -> None:
        levels: list[tuple[int, int]] = []
        for line, row in self._named(Use.CODE):
            words = self._of(row, Use.DEPTH)
            found = re.search(r"-?\d{1,4}", words)
            if found is None:
                raise InvalidInput(
                    "In row {line} of “{file}” the level of “{name}” is “{level}”, which is no number. "
                    "Nothing was imported.",
                    line=line,
                    file=self._name,
                    name=self._of(row, Use.CODE)[:80],
                    level=words[:40],
                )
            depth = int(found[0])
            while levels and levels[-1][0] >= depth:
                levels.pop()
            place = self._add(row, line, self._of(row, Use.CODE), levels[-1][1] if levels else None)
            levels.append((depth, place))


def _splitter(separator: str) -> Callable[[str], CodePath]:
    """A function that divides a path; a slash within a name is written ``\\/``."""
    if separator == "/":
        return lambda words: tuple(one.replace("\\/", "/").strip() for one in _SLASH.split(words))
    if not separator:
        return lambda words: (words,)
    return lambda words: tuple(one.strip() for one in words.split(separator) if one.strip())
