"""The code tree: add, describe, move, merge and remove codes.

A path names a code from the top: ``Fråga 1/Tomrummet``. A slash within a name is written ``\\/``. The same name may
stand in several places of the tree, even beside itself; a path then means the first one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, new_guid
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Code, CodeRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS, checked_colour
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import code_history, report_keeping
from qualcoder_peer.core.services.joining import move_codings

_DEFAULT_ROLES = {None: CodeRole.THEME, CodeRole.QUESTION: CodeRole.THEME}
_TEXTS = ("definition", "when_to_use", "when_not", "example")
_TAG = re.compile(
    r"<!--.{0,1000}?-->|<(style|script)\b.{0,1000}?</\1\s*>|"
    r"</?(?:a|abbr|article|b|big|blockquote|body|br|code|col|dd|div|dl|dt|em|font|form|h[1-6]|head|header|hr|html|i|"
    r"img|input|label|li|link|main|mark|meta|nav|o:p|ol|p|pre|q|s|section|small|span|strike|strong|sub|sup|table|tbody|"
    r"td|tfoot|th|thead|title|tr|tt|u|ul)(?:\s[^<>]*)?/?>|<!doctype[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = {
    **{code: " " for code in range(32)}, 0x7F: None, 0xAD: None, 0x200B: None, 0x2060: None, 0xFEFF: None,
    **{code: None for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
}  # fmt: skip
"""Control characters become spaces; soft hyphens, marks of no width and of direction go."""
MAX_LEVELS = 50
"""Levels of the code tree; far more than anybody can survey, and well below what a database can delete in one go."""
CodePath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How much a code is used: its own codings, those with all below it, and the respondents heard (likewise)."""

    codings: int
    codings_below: int
    respondents: frozenset[int]
    respondents_below: frozenset[int]


class CodeTree:
    """The codes of a project as a tree, read once; knows the path of each and finds codes by path."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self.by_id: dict[CodeId, Code] = {code.id: code for code in codes}
        self.children: dict[CodeId | None, list[Code]] = {}
        for code in codes:
            self.children.setdefault(code.parent_id, []).append(code)
        self._paths: dict[CodeId, CodePath] = {}

    def with_codes(self, codes: Iterable[Code]) -> CodeTree:
        """The tree with other names or texts of some of its codes, which stand where they stood."""
        tree = CodeTree(())
        tree.by_id, tree.children = dict(self.by_id), dict(self.children)
        tree.by_id.update((code.id, code) for code in codes)
        for parent in {tree.by_id[code.id].parent_id for code in codes}:
            tree.children[parent] = [tree.by_id[code.id] for code in self.children[parent]]
        return tree

    def path(self, code: CodeId) -> CodePath:
        """The names from the top down to the code."""
        if code not in self._paths:
            self._paths[code] = tuple(above.name for above in self.line(code))
        return self._paths[code]

    def line(self, code: CodeId) -> list[Code]:
        """The codes from the top down to the code itself."""
        found: Code | None = self.by_id[code]
        line: list[Code] = []
        while found is not None:
            line.append(found)
            found = self.by_id.get(found.parent_id) if found.parent_id is not None else None
        return line[::-1]

    def above(self, code: CodeId) -> Code | None:
        """The code directly above, if any."""
        parent = self.by_id[code].parent_id
        return None if parent is None else self.by_id.get(parent)

    def find(self, path: Sequence[str]) -> Code | None:
        """The first code with this path (case matters)."""
        parents: list[CodeId | None] = [None]
        matches: list[Code] = []
        for name in path:
            matches = [code for parent in parents for code in self.children.get(parent, ()) if code.name == name]
            parents = [code.id for code in matches]
        return matches[0] if matches else None

    def below(self, code: CodeId) -> list[CodeId]:
        """The code and all below it, in the order of the tree."""
        found: list[CodeId] = []
        pending = [code]
        while pending:
            found.append(pending.pop())
            pending.extend(child.id for child in reversed(self.children.get(found[-1], ())))
        return found

    def height(self, code: CodeId) -> int:
        """How many levels the code and what is below it take."""
        level, levels = [code], 0
        while level:
            level = [child.id for one in level for child in self.children.get(one, ())]
            levels += 1
        return levels

    def in_order(self) -> list[Code]:
        """All codes in the order of the tree."""
        return [self.by_id[code] for top in self.children.get(None, ()) for code in self.below(top.id)]


def parse_path(path: str) -> CodePath:
    """The names in a written path. Raises InvalidInput when a name is empty or cannot be stored."""
    names = tuple(part.replace("\\/", "/").strip() for part in re.split(r"(?<!\\)/", storable(path)))
    if not all(names):
        raise InvalidInput(
            "“{path}” is no path of codes: write names with a slash between them, as in Question 1/Theme.",
            path=path[:200],
        )
    _check_levels(len(names))
    return names


def write_path(path: Sequence[str]) -> str:
    """A path as people write it."""
    return "/".join(name.replace("/", "\\/") for name in path)


def read_tree(project: Project) -> CodeTree:
    """The code tree as it is now."""
    with project.reading() as store:
        return CodeTree(store.codes.all())


def tree_after(project: Project, before: CodeTree, changed: Collection[CodeId]) -> CodeTree:
    """The code tree as it is now, when nothing has changed since ``before`` but rows of these codes."""
    with project.reading() as store:
        found = store.codes.by_ids(changed)
    places = {code: (known.parent_id, known.position) for code in changed if (known := before.by_id.get(code))}
    if {code.id: (code.parent_id, code.position) for code in found} != places or len(places) != len(changed):
        return read_tree(project)
    return before.with_codes(found)


def find_code(project: Project, path: str) -> Code:
    """The code at a written path, or the only one with that name anywhere. Raises NotFound or InvalidInput."""
    tree = read_tree(project)
    names = parse_path(path)
    found = tree.find(names)
    if found is None and len(names) == 1:
        named = [code for code in tree.by_id.values() if code.name == names[0]]
        if len(named) > 1:
            raise InvalidInput("There are several codes called “{name}”; write the whole path.", name=names[0][:200])
        found = named[0] if named else None
    if found is None:
        raise NotFound("There is no code “{path}”. Nothing was changed.", path=path[:200])
    return found


def count_codes(project: Project, codes: Iterable[CodeId] | None = None) -> dict[CodeId, CodeCount]:
    """How much each code (or each of ``codes``, with what is below and above it) is used."""
    with project.reading() as store:
        tree = CodeTree(store.codes.all())
        wanted = None if codes is None else _with_family(tree, codes)
        own = store.codes.coding_counts(wanted)
        heard = store.codes.respondents(wanted)
    counts: dict[CodeId, CodeCount] = {}
    for code in reversed(tree.in_order()):
        below, respondents = own.get(code.id, 0), set(heard.get(code.id, frozenset()))
        for child in tree.children.get(code.id, ()):
            below += counts[child.id].codings_below
            respondents |= counts[child.id].respondents_below
        counts[code.id] = CodeCount(
            own.get(code.id, 0), below, heard.get(code.id, frozenset()), frozenset(respondents)
        )
    return counts if wanted is None else {code: counts[code] for code in wanted if code in counts}


def add_code(
    project: Project,
    name: str,
    parent: CodeId | None = None,
    *,
    role: CodeRole | None = None,
    colour: str | None = None,
    texts: Mapping[str, str] | None = None,
    guid: str = "",
) -> CodeId:
    """Add a code at the end of its siblings. ``texts``: definition, when_to_use, when_not, example.

    Without a role it becomes a theme at the top or under a research question, else a code; without a colour it gets
    the palette's next one. Raises InvalidInput or NotFound.
    """
    checked = _checked_name(name)
    chosen_colour = checked_colour(colour) if colour else None
    with project.transaction(message("Add the code “{name}”", name=checked)) as store:
        above = store.codes.get(parent) if parent is not None else None
        if parent is not None and above is None:
            raise NotFound("The code to put “{name}” under no longer exists. Nothing was changed.", name=checked[:200])
        line, higher = 1, above
        while higher is not None:
            line, higher = line + 1, store.codes.get(higher.parent_id) if higher.parent_id is not None else None
        _check_levels(line)
        siblings = store.codes.children(parent)
        if chosen_colour is None:
            chosen_colour = next_colour(store.codes.all())
        chosen_role = role or _DEFAULT_ROLES.get(above.role if above else None, CodeRole.CODE)
        guid = guid or new_guid()
        code_history.created(store, guid, checked, chosen_role, above)
        return store.codes.add(
            {
                "guid": guid,
                "parent_id": parent,
                "position": max((code.position for code in siblings), default=-1) + 1,
                "name": checked,
                "role": chosen_role.value,
                "colour": chosen_colour,
                **{key: (texts or {}).get(key, "") for key in _TEXTS},
                "created": now(),
            }
        )


def add_code_path(
    project: Project,
    path: Sequence[str],
    *,
    role: CodeRole | None = None,
    colour: str | None = None,
    texts: Mapping[str, str] | None = None,
) -> CodeId:
    """The code at ``path``, made (with the codes above it) where it is missing; what is given is written to it."""
    _check_levels(len(path))
    with project.transaction(message("Add the code “{name}”", name=path[-1])) as store:
        tree = CodeTree(store.codes.all())
        parent: CodeId | None = None
        for depth in range(1, len(path)):
            found = tree.find(path[:depth])
            if found is None:
                top = CodeRole.QUESTION if depth == 1 else None
                parent = add_code(project, path[depth - 1], parent, role=top)
                tree = CodeTree(store.codes.all())
            else:
                parent = found.id
        existing = tree.find(path)
        if existing is None:
            return add_code(project, path[-1], parent, role=role, colour=colour, texts=texts)
        changes: dict[str, str] = {key: value for key, value in (texts or {}).items() if value and key in _TEXTS}
        if role is not None:
            changes["role"] = role.value
        if colour:
            changes["colour"] = checked_colour(colour)
        if changes:
            code_history.described(store, existing, changes)
            code_history.role_changed(store, existing, role or existing.role)
            store.codes.change(existing.id, **changes)
        return existing.id


def next_colour(codes: Sequence[Code]) -> str:
    """The colour of the palette that is used least, the earliest of them."""
    used = [code.colour for code in codes]
    return min(CODE_COLOURS, key=lambda colour: (used.count(colour), CODE_COLOURS.index(colour)))


def rename_code(project: Project, code: CodeId, name: str) -> None:
    """Give a code another name. Raises InvalidInput or NotFound."""
    checked = _checked_name(name)
    old = _existing(project, code)
    if old.name != checked:
        with project.transaction(message("Rename “{old}” to “{new}”", old=old.name, new=checked)) as store:
            code_history.renamed(store, old, checked)
            store.codes.change(code, name=checked)


def recolour_code(project: Project, code: CodeId, colour: str) -> None:
    """Give a code another colour. Raises InvalidInput or NotFound."""
    checked, old = checked_colour(colour), _existing(project, code)
    with project.transaction(message("Change the colour of “{name}”", name=old.name)) as store:
        store.codes.change(code, colour=checked)


def set_role(project: Project, code: CodeId, role: CodeRole) -> None:
    """Say what a code stands for. Raises NotFound."""
    old = _existing(project, code)
    with project.transaction(message("Change the role of “{name}”", name=old.name)) as store:
        code_history.role_changed(store, old, role)
        store.codes.change(code, role=role.value)


def describe_code(project: Project, code: CodeId, **texts: str) -> None:
    """Write definition, when_to_use, when_not or example of a code. Raises NotFound."""
    old = _existing(project, code)
    with project.transaction(message("Describe “{name}”", name=old.name)) as store:
        written = {key: value for key, value in texts.items() if key in _TEXTS}
        code_history.described(store, old, written)
        store.codes.change(code, **written)


def move_codes(project: Project, codes: Sequence[CodeId], parent: CodeId | None, position: int | None = None) -> None:
    """Put codes under ``parent`` (None: the top) before the sibling now at ``position`` (None: at the end).

    Raises InvalidInput when a code would come under itself, NotFound when one is gone.
    """
    tree = read_tree(project)
    missing = [code for code in (*codes, *((parent,) if parent is not None else ())) if code not in tree.by_id]
    if missing:
        raise NotFound("A code that was to be moved no longer exists. Nothing was changed.")
    if parent is not None and any(parent in tree.below(code) for code in codes):
        raise InvalidInput("A code cannot be put under itself. Nothing was changed.")
    codes = list(dict.fromkeys(codes))
    if parent is not None:
        _check_levels(len(tree.line(parent)) + max((tree.height(code) for code in codes), default=0))
    siblings = [code.id for code in tree.children.get(parent, ())]
    place = len(siblings) if position is None else max(0, min(position, len(siblings)))
    moving = [code for code in codes if not any(code in tree.below(other) for other in codes if other != code)]
    order = [code for code in siblings[:place] if code not in moving]
    order += moving + [code for code in siblings[place:] if code not in moving]
    label = (
        message("Move “{name}”", name=tree.by_id[moving[0]].name)
        if len(moving) == 1
        else counted("Move {count} code", "Move {count} codes", len(moving))
    )
    with project.transaction(label) as store:
        for code in moving:
            if tree.by_id[code].parent_id != parent:
                above = None if parent is None else tree.by_id[parent]
                code_history.moved(store, tree.by_id[code], tree.above(code), above)
                store.codes.change(code, parent_id=parent)
        store.codes.order(order)


def merge_codes(project: Project, sources: Sequence[CodeId], target: CodeId) -> None:
    """Move all codings and sub-codes of ``sources`` to ``target``; definitions and memos are joined, none is lost.

    A coding that meets one of the target by the same coder becomes one with it (see ``joining``). Raises NotFound, or
    InvalidInput when the target lies below a source.
    """
    tree = read_tree(project)
    sources = [code for code in dict.fromkeys(sources) if code != target]
    if target not in tree.by_id or any(code not in tree.by_id for code in sources):
        raise NotFound("A code that was to be merged no longer exists. Nothing was changed.")
    if any(target in tree.below(code) for code in sources):
        raise InvalidInput("A code cannot be merged into one below it. Nothing was changed.")
    if not sources:
        return
    _check_levels(len(tree.line(target)) + max(tree.height(code) for code in sources) - 1)
    names = ", ".join(tree.by_id[code].name for code in sources)
    label = message("Merge “{names}” into “{target}”", names=names[:200], target=tree.by_id[target].name)
    with project.transaction(label) as store:
        memos = store.memos.texts_of("code")
        counts = store.codes.coding_counts(sources)
        for source in sources:
            code = tree.by_id[source]
            into = store.codes.get(target)
            assert into is not None
            joined = {key: _joined(getattr(into, key), getattr(code, key)) for key in _TEXTS}
            code_history.merged(store, code, into, counts.get(source, 0))
            code_history.described(store, into, joined)
            store.codes.change(target, **joined)
            move_codings(store, (coding for coding, _ in store.codings.filtered(codes=[source])), target, now())
            store.codes.move_codings(source, target)
            store.analysis.merge_codes(source, target)
            if memos.get(source):
                memos[target] = _joined(memos.get(target, ""), memos[source])
                store.memos.write("code", target, memos[target], store.coder)
            place = max((child.position for child in store.codes.children(target)), default=-1) + 1
            for offset, child in enumerate(store.codes.children(source)):
                code_history.moved(store, child, code, into)
                store.codes.change(child.id, parent_id=target, position=place + offset)
        store.codes.remove(sources)


def texts_after_merge(target: Code, sources: Iterable[Code], memos: Mapping[int, str]) -> dict[str, str]:
    """What ``merge_codes`` would write of the target: its texts by their names, and ``memo``; those that stay as they
    are left out."""
    before = {key: str(getattr(target, key)) for key in _TEXTS} | {"memo": memos.get(target.id, "")}
    after = dict(before)
    for code in sources:
        for key in _TEXTS:
            after[key] = _joined(after[key], getattr(code, key))
        after["memo"] = _joined(after["memo"], memos.get(code.id, ""))
    return {key: words for key, words in after.items() if words != before[key]}


def remove_codes(project: Project, codes: Sequence[CodeId]) -> int:
    """Delete codes with all below them and their codings (undoable). Returns how many codes went.

    What was written under their headings in reports stays (see ``report_keeping``).
    """
    tree = read_tree(project)
    going = {below for code in codes if code in tree.by_id for below in tree.below(code)}
    if not going:
        return 0
    top = [code for code in codes if code in tree.by_id]
    label = (
        message("Delete the code “{name}”", name=tree.by_id[top[0]].name)
        if len(top) == 1
        else counted("Delete {count} code", "Delete {count} codes", len(top))
    )
    with project.transaction(label) as store:
        code_history.deleted(store, [tree.by_id[code] for code in sorted(going)], store.codes.coding_counts(going))
        report_keeping.keep_written(store, codes=going)
        store.codes.remove(top)
    return len(going)


def set_code_memo(project: Project, code: CodeId, text: str) -> None:
    """Write the memo of a code; empty text removes it. Raises NotFound."""
    old = _existing(project, code)
    with project.transaction(message("Memo on “{name}”", name=old.name)) as store:
        store.memos.write("code", code, text, store.coder)


def _existing(project: Project, code: CodeId) -> Code:
    with project.reading() as store:
        found = store.codes.get(code)
    if found is None:
        raise NotFound("The code no longer exists. Nothing was changed.")
    return found


def clean_name(name: str) -> str:
    """A name on one line of plain text, whatever was pasted: tags and entities of HTML, line breaks, tabs and
    characters nobody sees are gone. “a < b” is no tag."""
    if "<" in name and _TAG.search(name):
        name = unescape(_TAG.sub(" ", name))
    return " ".join(name.translate(_UNSEEN).split())


def _checked_name(name: str) -> str:
    cleaned = clean_name(storable(name))
    if not cleaned:
        raise InvalidInput("A code needs a name. Nothing was changed.")
    if len(cleaned) > 100_000:
        raise InvalidInput("The name of a code may have at most 100,000 characters. Nothing was changed.")
    return cleaned


def _joined(first: str, second: str) -> str:
    return f"{first}\n\n{second}" if first and second and first != second else first or second


def _check_levels(levels: int) -> None:
    if levels > MAX_LEVELS:
        raise InvalidInput(
            "A code tree may have at most {limit} levels. Nothing was changed.", limit=MAX_LEVELS
        )


def _with_family(tree: CodeTree, codes: Iterable[CodeId]) -> set[CodeId]:
    family: set[CodeId] = set()
    for code in codes:
        if code in tree.by_id:
            for above in tree.line(code):
                family.update(tree.below(above.id))
    return family
