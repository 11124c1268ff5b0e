"""Reads the source tree with ``ast``: modules, what they import, how long their parts are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "qualcoder_peer"


@dataclass(frozen=True)
class Module:
    """One source file."""

    path: Path

    @property
    def place(self) -> str:
        """Its path from the root of the repository, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Its dotted name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module it imports anywhere, and every name it takes from one, dotted. Those for type checks are not."""
        found: set[str] = set()
        for node in _walk_running(self.tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = self.name.split(".")
                    above = above[: len(above) - node.level + (self.path.name == "__init__.py")]
                    base = ".".join([*above, *([base] if base else [])])
                found.add(base)
                found.update(f"{base}.{alias.name}" for alias in node.names)
        return frozenset(found)

    def imports_from(self, *names: str) -> set[str]:
        """What it imports of the named packages or modules."""
        return {one for one in self.imports if any(one == name or one.startswith(name + ".") for name in names)}


@lru_cache(maxsize=8)
def modules(root: Path = PACKAGE) -> tuple[Module, ...]:
    """Every source file under a folder."""
    return tuple(Module(path) for path in sorted(root.rglob("*.py")))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def classes(tree: ast.AST) -> Iterator[ast.ClassDef]:
    """Every class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node


def lines_of(node: ast.stmt) -> int:
    """How many lines a function or class takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _walk_running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for other in child.orelse:
                yield from _walk_running(other)
            continue
        yield child
        yield from _walk_running(child)
