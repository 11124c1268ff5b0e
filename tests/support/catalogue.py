"""The catalogue of interface texts: found in the source, merged into the .po files, compiled to .mo.

    python -m tests.support.catalogue update      after texts changed; then translate in resources/translations/*.po
    python -m tests.support.catalogue compile     after translating
    python -m tests.support.catalogue check       says what is missing

Babel's own extractor knows functions by name only. This one also finds the classes of UserError, ``texts("sv")("…")``
and every function of ours that hands a parameter on as such a text (``ActionRegistry.add`` and its like).
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.support.source import PACKAGE, ROOT, Module, classes, modules

FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("sv", "da")
_FIRST = {"N_", "message", "Message", "tr", "say"}
_PLURAL = {"counted", "tr_n"}
_LIVE = 2  # live(owner, setter, text)
_CALLABLE_TEXTS = re.compile(r"_?texts")
_PYTHON_PART = re.compile(r"%\((\w+)\)[sr]|%([sr])")


@dataclass(frozen=True, order=True)
class Found:
    """A text in the source. ``plural`` is empty for most."""

    text: str
    plural: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Taker:
    """A function or class of ours that takes a text as a parameter."""

    name: str
    position: int
    parameter: str
    owner: str = ""
    path: Path | None = None
    """The module that it is private to."""


def extract(sources: tuple[Module, ...] | None = None) -> list[Found]:
    """Every text of the interface, in order of place."""
    sources = modules(PACKAGE) if sources is None else sources
    reading = Reading(sources)
    found: list[Found] = []
    for module in sources:
        for scope in _scopes(module):
            for call in scope.calls:
                found.extend(Found(text, plural, module.place) for text, plural in reading.texts_of(call, scope))
    return found


@dataclass(frozen=True)
class Scope:
    """A function (or the module itself, where it is None) with the calls in it and the class it belongs to."""

    path: Path
    owner: str
    function: ast.FunctionDef | ast.AsyncFunctionDef | None
    calls: tuple[ast.Call, ...]


def _scopes(module: Module) -> list[Scope]:
    found: list[Scope] = []

    def walk(node: ast.AST, owner: str, calls: list[ast.Call]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                walk(child, child.name, calls)
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner: list[ast.Call] = []
                walk(child, owner, inner)
                found.append(Scope(module.path, owner, child, tuple(inner)))
            else:
                if isinstance(child, ast.Call):
                    calls.append(child)
                walk(child, owner, calls)

    top: list[ast.Call] = []
    walk(module.tree, "", top)
    return [Scope(module.path, "", None, tuple(top)), *found]


class Reading:
    """What must be known of all sources before their texts can be found."""

    def __init__(self, sources: tuple[Module, ...]) -> None:
        self._bases: dict[str, set[str]] = {}
        self._modules = {module.path.stem for module in sources}
        for module in sources:
            for one in classes(module.tree):
                self._bases.setdefault(one.name, set()).update(_name(base) for base in one.bases)
        self.errors = frozenset(name for name in self._bases if "UserError" in self._line(name))
        self.takers: frozenset[Taker] = frozenset()
        scopes = [scope for module in sources for scope in _scopes(module) if scope.function is not None]
        while True:  # a function that hands on to one found in this round is found in the next
            more = {taker for scope in scopes for taker in self._hands_on(scope)}
            if more <= self.takers:
                return
            self.takers |= more

    def texts_of(self, call: ast.Call, scope: Scope) -> Iterator[tuple[str, str]]:
        """The texts (singular, plural) that a call holds as literals."""
        name = _name(call.func)
        if name in _PLURAL:
            words = [list(_strings(argument)) for argument in call.args[:2]]
            if len(words) == 2 and all(words):
                yield from zip(*words, strict=True)
            return
        if name == "Message":
            plural = next((one.value for one in call.keywords if one.arg == "plural"), None)
            plural = plural or (call.args[2] if len(call.args) > 2 else None)
            if plural is not None and list(_strings(plural)):
                yield from zip(_strings(call.args[0]), _strings(plural), strict=True)
                return
        for argument in self._text_arguments(call, scope):
            for words in _strings(argument):
                if any(letter.isalpha() or letter in "“”" for letter in _without_parts(words)):
                    yield words, ""

    def _text_arguments(self, call: ast.Call, scope: Scope) -> Iterator[ast.expr]:
        name, receiver = _name(call.func), _receiver(call.func)
        called_texts = isinstance(call.func, ast.Call) and _name(call.func.func) == "texts"
        of_own = name == "_say" and receiver == "self"  # texts that an object was made with, called
        if name in _FIRST or name in self.errors or called_texts or of_own:
            yield from call.args[:1]
            return
        if name in _PLURAL:
            yield from call.args[:2]
            return
        if name == "live":
            yield from call.args[_LIVE : _LIVE + 1]
            return
        if _CALLABLE_TEXTS.fullmatch(name) and receiver:
            yield from call.args[:1]
            return
        for taker in self.takers:
            if taker.name != name or taker.path not in (None, scope.path):
                continue
            near = self._may_be(receiver, taker.owner, scope.owner) if taker.owner else receiver in ("", *self._modules)
            if not near:
                continue
            if 0 <= taker.position < len(call.args):
                yield call.args[taker.position]
            yield from (one.value for one in call.keywords if one.arg == taker.parameter)

    def _hands_on(self, scope: Scope) -> Iterator[Taker]:
        function, owner = scope.function, scope.owner
        assert function is not None
        parameters = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        if owner and parameters and parameters[0] in ("self", "cls"):
            parameters = parameters[1:]
        alone = [one.arg for one in function.args.kwonlyargs]
        for call in scope.calls:
            for argument in self._text_arguments(call, scope):
                if isinstance(argument, ast.Name) and argument.id in (*parameters, *alone):
                    position = parameters.index(argument.id) if argument.id in parameters else -1
                    name, of = (owner, "") if function.name == "__init__" else (function.name, owner)
                    private = scope.path if name.startswith("_") and not of else None
                    yield Taker(name, position, argument.id, of, private)

    def _may_be(self, receiver: str, owner: str, here: str) -> bool:
        # ``self.actions.add`` is ActionRegistry.add, ``store.codes.add`` is not.
        if receiver in ("self", "cls", ""):
            return owner in self._line(here)
        short = receiver.strip("_").removesuffix("s").replace("_", "").lower()
        return bool(short) and short in owner.lower()

    def _line(self, name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        above = self._bases.get(name, set()) - seen
        return frozenset({name}).union(*(self._line(one, seen | {name}) for one in above))


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _receiver(func: ast.expr) -> str:
    return _name(func.value) if isinstance(func, ast.Attribute) else ""


def _strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _strings(value)


def _without_parts(words: str) -> str:
    return "".join(text for text, *_ in string.Formatter().parse(words)) if "{" in words else words


def parts_of(words: str) -> frozenset[str]:
    """The named parts of a template, and Python's own (``%s``) in texts of argparse."""
    named = {name for _, name, *_ in string.Formatter().parse(words) if name is not None} if "{" in words else set()
    return frozenset(named | {one[1] or one[2] for one in _PYTHON_PART.finditer(words) if "{" not in words})


def template() -> Catalog:
    """A catalogue of everything found, untranslated."""
    catalogue = Catalog(project="QualCoder Peer", charset="utf-8", fuzzy=False)
    places: dict[Found, dict[str, None]] = {}
    for one in extract():
        places.setdefault(one, {})[one.place] = None
    plurals = {one.text: one for one in places if one.plural}
    for one, files in places.items():
        if one.plural or one.text not in plurals:
            identity = (one.text, one.plural) if one.plural else one.text
            catalogue.add(identity, locations=[(file, 0) for file in files])
    return catalogue


def read(language: str) -> Catalog:
    """The .po of a language; empty if there is none yet."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language, project="QualCoder Peer", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def problems(language: str) -> list[str]:
    """What is missing or wrong in the translation of a language, with the text it is about."""
    written, wanted = read(language), template()
    found = []
    for entry in wanted:
        if not entry.id:
            continue
        there = written.get(entry.id if isinstance(entry.id, str) else entry.id[0])
        found.extend(f"{language}: {why}: {entry.id!r}" for why in _faults(entry, there))
    known = {_key(entry) for entry in wanted}
    found.extend(
        f"{language}: no longer in the source: {one.id!r}" for one in written if one.id and _key(one) not in known
    )
    return found


def _faults(wanted: Entry, there: Entry | None) -> Iterator[str]:
    if there is None or _key(there) != _key(wanted):
        yield "not in the catalogue"
        return
    forms = [there.string] if isinstance(there.string, str) else list(there.string)
    if there.fuzzy:
        yield "to be looked over (fuzzy)"
    if not all(form and form.strip() for form in forms):
        yield "not translated"
        return
    source = (wanted.id,) if isinstance(wanted.id, str) else wanted.id
    allowed = frozenset().union(*map(parts_of, source))
    needed = allowed - {"count"} if len(source) > 1 else allowed
    for form in forms:
        if not needed <= parts_of(form) <= allowed:
            yield f"other parts than {sorted(allowed)} in {form!r}"


def _key(entry: Entry) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def update() -> None:
    """Write what is found into the .po files; translations there are kept, texts that are gone are dropped."""
    wanted = template()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(wanted, no_fuzzy_matching=True)
        with (FOLDER / f"{language}.po").open("wb") as file:
            write_po(file, catalogue, width=110, ignore_obsolete=True, include_lineno=False, sort_output=True)


def compiled(language: str) -> bytes:
    """The .mo that belongs to the .po of a language."""
    written = io.BytesIO()
    write_mo(written, read(language))
    return written.getvalue()


def compile_all() -> None:
    """Write the .mo files."""
    for language in LANGUAGES:
        (FOLDER / f"{language}.mo").write_bytes(compiled(language))


def main(words: list[str]) -> int:
    """``update``, ``compile`` or ``check``."""
    actions = {"update": update, "compile": compile_all}
    if words and words[0] in actions:
        actions[words[0]]()
    elif words[:1] != ["check"]:
        print(__doc__)
        return 2
    found = [line for language in LANGUAGES for line in problems(language)]
    print("\n".join(found[:200]))
    print(f"{len({_key(entry) for entry in template() if entry.id})} texts, {len(found)} problems")
    return 1 if found and words[0] == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
