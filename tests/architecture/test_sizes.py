"""Files, classes and functions stay short enough to be read; nothing is left to be done later."""

from __future__ import annotations

import ast
import configparser
import re
from collections import Counter

import pytest

from tests.support.source import PACKAGE, ROOT, Module, classes, functions, lines_of, modules

FILE, CLASS, FUNCTION = 600, 400, 60
MODULES = modules(PACKAGE)
TESTS = modules(ROOT / "tests")
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")


@pytest.mark.parametrize("module", [*MODULES, *TESTS], ids=[module.place for module in [*MODULES, *TESTS]])
def test_short_and_finished(module: Module) -> None:
    lines = module.text.count("\n")
    assert lines < FILE, f"{module.place} has {lines} lines"
    long = [
        f"{one.name}: {lines_of(one)} lines"
        for found, limit in ((classes(module.tree), CLASS), (functions(module.tree), FUNCTION))
        for one in found
        if lines_of(one) >= limit
    ]
    assert not long, long
    assert not LATER.search(module.text), f"{module.place} leaves something for later"


@pytest.mark.parametrize("module", MODULES, ids=[module.place for module in MODULES])
def test_nothing_is_left_unwritten(module: Module) -> None:
    for node in ast.walk(module.tree):
        # Qt's way to let events run in the middle of work, which enters our own code a second time.
        assert not (isinstance(node, ast.Attribute) and node.attr == "processEvents"), module.place
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            assert not (isinstance(raised, ast.Name) and raised.id == "NotImplemented" + "Error"), module.place
        if isinstance(node, ast.ExceptHandler):
            silent = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
            bare = node.type is None or (isinstance(node.type, ast.Name) and "Exception" in node.type.id)
            assert not (silent and bare), f"{module.place}:{node.lineno} swallows every error"


@pytest.mark.parametrize(
    "module",
    [module for module in MODULES if ".core" in module.name],
    ids=[module.place for module in MODULES if ".core" in module.name],
)
def test_core_says_what_it_is_for(module: Module) -> None:
    missing = [] if ast.get_docstring(module.tree) or not module.text.strip() else ["the module"]
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                missing.append(node.name)
            if isinstance(node, ast.ClassDef):
                missing += [
                    f"{node.name}.{one.name}"
                    for one in node.body
                    if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and not ast.get_docstring(one)
                ]
    assert not missing, f"{module.place}: no docstring: {missing}"


def test_every_package_is_installed() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = setup["options"]["packages"].split()
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("*.py")}
    assert sorted(listed) == sorted(there | {"qualcoder_peer.resources"})
    without_init = [name for name in there if not (ROOT.joinpath(*name.split(".")) / "__init__.py").is_file()]
    assert not without_init


def test_every_resource_is_installed() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    assert setup["options.package_data"]["qualcoder_peer.resources"] == "**/*"
    assert not [path for path in (ROOT / "resources").rglob("*") if path.is_dir() and " " in path.name]


def test_no_test_hides_another() -> None:
    # A test file is imported by its name within the packages around it, so that name must be unique.
    names = Counter(_imported_as(module) for module in TESTS if module.path.name.startswith("test_"))
    assert not [name for name, number in names.items() if number > 1]
    hidden = []
    for module in TESTS:
        scopes = [module.tree, *classes(module.tree)]
        for scope in scopes:
            defined = Counter(
                node.name for node in scope.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
            )
            hidden += [(module.place, name) for name, number in defined.items() if number > 1]
    assert not hidden


def _imported_as(module: Module) -> str:
    names, folder = [module.path.stem], module.path.parent
    while (folder / "__init__.py").is_file():
        names, folder = [folder.name, *names], folder.parent
    return ".".join(names)
