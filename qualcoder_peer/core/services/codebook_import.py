"""A code book that was read from a file, what importing it would do, and doing it as one step.

The files are read by ``core/exchange``. An import is a plan first: which codes are new, which are there already, which
of these get texts they lack, and where the file says otherwise than the project. What the project says is kept unless
somebody asks for it to be replaced, code by code. Codes stay where they are in the project: only new ones get a place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, new_guid
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Code, CodeRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services import code_history
from qualcoder_peer.core.services.codebook import MAX_LEVELS, CodePath, CodeTree

TEXT_FIELDS = ("definition", "when_to_use", "when_not", "example")
"""The texts of a code, as they are called in the project."""
FIELDS = ("name", "role", "colour", *TEXT_FIELDS, "memo")
"""Everything of a code that a file may say otherwise."""
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code as a file describes it. ``parent`` is the place in ``ReadCodebook.codes`` of the code above, which stands
    before it. ``line`` is its line in the file (0: not known); what the file does not say is empty."""

    name: str
    parent: int | None = None
    line: int = 0
    role: CodeRole | None = None
    colour: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    memo: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet and what it was taken for (a value of ``exchange.codebook_columns.Use``); ``example`` is the
    first thing that stands in it."""

    heading: str
    use: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class ReadCodebook:
    """The codes of a file in its order, each after the one above it, and what of the file is not among them.
    ``columns`` are those of a sheet."""

    file_name: str
    codes: tuple[ReadCode, ...]
    left_out: tuple[LeftOut, ...] = ()
    columns: tuple[SheetColumn, ...] = ()

    def path(self, place: int) -> CodePath:
        """The names from the top of the file down to a code."""
        names: list[str] = []
        at: int | None = place
        while at is not None:
            names.append(self.codes[at].name)
            at = self.codes[at].parent
        return tuple(names[::-1])


@dataclass(frozen=True, slots=True)
class PlannedCode:
    """What would become of a code of the file.

    ``existing`` is the code of the project it is (None: it is new). ``filled`` are fields that are empty there and get
    what the file says; ``differing`` those that say something else there: field → (there, in the file).
    """

    code: ReadCode
    existing: CodeId | None = None
    filled: Mapping[str, str] = field(default_factory=dict)
    differing: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodebookPlan:
    """What importing a code book would do; ``codes`` are those of the book, at the same places."""

    book: ReadCodebook
    under: CodeId | None
    codes: tuple[PlannedCode, ...]

    @property
    def new(self) -> int:
        """How many codes would be made."""
        return sum(1 for one in self.codes if one.existing is None)

    @property
    def filled(self) -> int:
        """How many codes of the project would get texts that they lack."""
        return sum(1 for one in self.codes if one.filled)

    @property
    def differing(self) -> int:
        """How many codes the file describes otherwise than the project."""
        return sum(1 for one in self.codes if one.differing)


@dataclass(frozen=True, slots=True)
class ImportedCodebook:
    """What an import did: the codes made, in the order of the file, and how many others were given texts they lacked,
    or other ones."""

    made: tuple[CodeId, ...] = ()
    filled: int = 0
    replaced: int = 0


def normal_guid(words: str) -> str:
    """A GUID in lower case without braces; empty when it is none."""
    plain = words.strip().strip("{}").lower()
    return plain if _GUID.fullmatch(plain) else ""


def plan_codebook(project: Project, book: ReadCodebook, under: CodeId | None = None) -> CodebookPlan:
    """What importing ``book`` under a code (None: at the top) would do; nothing is changed.

    A code with the same GUID, or else with the same path, is the same code. Raises NotFound when ``under`` is gone,
    InvalidInput when codes would come below the lowest level there can be.
    """
    with project.reading() as store:
        return _plan(store, book, under)


def import_codebook(
    project: Project,
    plan: CodebookPlan,
    *,
    leave_out: Collection[int] = (),
    replace: Collection[int] = (),
) -> ImportedCodebook:
    """Do what a plan says, as one step, all or nothing.

    ``leave_out`` are places of codes that are not imported; with a new one go those below it. ``replace`` are places
    of codes that get what the file says also where the project says otherwise. Raises InvalidInput when the project
    has changed so that the plan would be another now.
    """
    doing = _Doing(plan, frozenset(leave_out), frozenset(replace))
    if doing.is_empty:
        return ImportedCodebook()
    with project.transaction(message("Import the code book “{name}”", name=plan.book.file_name[:200])) as store:
        if _plan(store, plan.book, plan.under).codes != plan.codes:
            raise InvalidInput(
                "The project has changed since the preview was made; nothing was imported. Look at the preview again."
            )
        return doing.run(store)


def _plan(store: Store, book: ReadCodebook, under: CodeId | None) -> CodebookPlan:
    tree = CodeTree(store.codes.all())
    if under is not None and under not in tree.by_id:
        raise NotFound("The code to import under no longer exists. Nothing was imported.")
    memos = store.memos.texts_of("code")
    same = _same_codes(tree, book, under)
    base = 0 if under is None else len(tree.line(under))
    levels: list[int] = []
    planned: list[PlannedCode] = []
    for code, existing in zip(book.codes, same, strict=True):
        levels.append(
            len(tree.line(existing))
            if existing is not None
            else 1 + (base if code.parent is None else levels[code.parent])
        )
        if levels[-1] > MAX_LEVELS:
            raise InvalidInput(
                "“{name}” in “{file}” would come to level {level}; a code tree may have at most {limit} levels. "
                "Nothing was imported.",
                name=code.name[:80],
                file=book.file_name[:200],
                level=levels[-1],
                limit=MAX_LEVELS,
            )
        planned.append(_planned(code, tree.by_id[existing] if existing is not None else None, memos))
    return CodebookPlan(book, under, tuple(planned))


def _same_codes(tree: CodeTree, book: ReadCodebook, under: CodeId | None) -> list[CodeId | None]:
    """For each code of the book the one of the project that it is."""
    guids = {normal_guid(code.guid) or code.guid: code.id for code in tree.by_id.values()}
    same: list[CodeId | None] = [guids.get(normal_guid(code.guid)) if code.guid else None for code in book.codes]
    taken = {code for code in same if code is not None}
    named: dict[tuple[CodeId | None, str], list[CodeId]] = {}
    for parent, children in tree.children.items():
        for child in children:
            if child.id not in taken:
                named.setdefault((parent, child.name), []).append(child.id)
    for place, code in enumerate(book.codes):
        above = under if code.parent is None else same[code.parent]
        if same[place] is None and (code.parent is None or above is not None):
            waiting = named.get((above, code.name))
            same[place] = waiting.pop(0) if waiting else None
    return same


def _planned(code: ReadCode, existing: Code | None, memos: Mapping[int, str]) -> PlannedCode:
    if existing is None:
        return PlannedCode(code)
    there = {
        "name": existing.name, "role": existing.role.value, "colour": existing.colour,
        "memo": memos.get(existing.id, ""), **{key: getattr(existing, key) for key in TEXT_FIELDS},
    }  # fmt: skip
    said = {
        "name": code.name, "role": code.role.value if code.role else "", "colour": code.colour, "memo": code.memo,
        **code.texts,
    }  # fmt: skip
    changed = {key: said[key] for key in FIELDS if said.get(key) and said[key] != there[key]}
    return PlannedCode(
        code,
        existing.id,
        {key: words for key, words in changed.items() if not there[key]},
        {key: (there[key], words) for key, words in changed.items() if there[key]},
    )


class _Doing:
    """One import: what is chosen of a plan, and the rows it makes."""

    def __init__(self, plan: CodebookPlan, leave_out: frozenset[int], replace: frozenset[int]) -> None:
        self._plan = plan
        self._gone: set[int] = set()
        self._depths: list[int] = []
        for place, one in enumerate(plan.codes):
            parent = one.code.parent
            self._depths.append(0 if parent is None else self._depths[parent] + 1)
            if place in leave_out or (one.existing is None and parent in self._gone and self._is_new(parent)):
                self._gone.add(place)
        kept = [place for place in range(len(plan.codes)) if place not in self._gone]
        self._new = [place for place in kept if self._is_new(place)]
        self._filled = [place for place in kept if plan.codes[place].filled]
        self._replaced = [place for place in kept if place in replace and plan.codes[place].differing]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be changed."""
        return not (self._new or self._filled or self._replaced)

    def run(self, store: Store) -> ImportedCodebook:
        """Write it all; to be called inside the transaction."""
        tree = CodeTree(store.codes.all())
        made = self._make(store, tree)
        memos: dict[int, str] = {
            made[place]: code.memo for place in self._new if (code := self._plan.codes[place].code).memo
        }
        for place in sorted({*self._filled, *self._replaced}):
            one = self._plan.codes[place]
            assert one.existing is not None
            words = dict(one.filled)
            if place in self._replaced:
                words |= {key: new for key, (_, new) in one.differing.items()}
            if "memo" in words:
                memos[one.existing] = words.pop("memo")
            self._change(store, tree.by_id[one.existing], words)
        store.memos.write_many("code", memos, store.coder)
        return ImportedCodebook(tuple(made[place] for place in sorted(made)), len(self._filled), len(self._replaced))

    def _is_new(self, place: int | None) -> bool:
        return place is not None and self._plan.codes[place].existing is None

    def _make(self, store: Store, tree: CodeTree) -> dict[int, CodeId]:
        """Insert the new codes level by level. Returns the id of each by its place."""
        codes = self._plan.codes
        colours = _Colours(tree)
        ends: dict[CodeId | None, int] = {
            parent: max(child.position for child in children) for parent, children in tree.children.items()
        }
        roles = {code.id: code.role for code in tree.by_id.values()}
        names = {code.id: code.name for code in tree.by_id.values()}
        made: dict[int, CodeId] = {}
        time = now()
        colour_of = {place: codes[place].code.colour or colours.next() for place in self._new}
        for depth in sorted({self._depths[place] for place in self._new}):
            rows, told = [], []
            level = [place for place in self._new if self._depths[place] == depth]
            for place in level:
                code = codes[place].code
                parent = self._parent(code, made)
                role = code.role or _usual_role(roles.get(parent) if parent is not None else None)
                ends[parent] = ends.get(parent, -1) + 1
                guid = normal_guid(code.guid) or new_guid()
                rows.append(
                    {
                        "guid": guid, "parent_id": parent, "position": ends[parent], "name": code.name,
                        "role": role.value, "colour": colour_of[place], "created": time,
                        **{key: code.texts.get(key, "") for key in TEXT_FIELDS},
                    }
                )  # fmt: skip
                told.append((guid, code.name, role, names[parent] if parent is not None else None))
            ids = store.codes.add_many(rows)
            code_history.created_many(store, told)
            for place, row, one in zip(level, rows, ids, strict=True):
                made[place] = one
                roles[one], names[one] = CodeRole(str(row["role"])), str(row["name"])
        return made

    def _parent(self, code: ReadCode, made: Mapping[int, CodeId]) -> CodeId | None:
        if code.parent is None:
            return self._plan.under
        existing = self._plan.codes[code.parent].existing
        return existing if existing is not None else made[code.parent]

    @staticmethod
    def _change(store: Store, code: Code, words: Mapping[str, str]) -> None:
        if not words:
            return
        code_history.described(store, code, words)
        if "name" in words:
            code_history.renamed(store, code, words["name"])
        if "role" in words:
            code_history.role_changed(store, code, CodeRole(words["role"]))
        store.codes.change(code.id, **words)


class _Colours:
    """Hands out the colours of the palette, the least used first."""

    def __init__(self, tree: CodeTree) -> None:
        self._used = Counter(code.colour for code in tree.by_id.values())

    def next(self) -> str:
        """The next one."""
        colour = min(CODE_COLOURS, key=lambda one: self._used[one])
        self._used[colour] += 1
        return colour


def _usual_role(above: CodeRole | None) -> CodeRole:
    # As ``codebook.add_code`` has it.
    return CodeRole.THEME if above in (None, CodeRole.QUESTION) else CodeRole.CODE
