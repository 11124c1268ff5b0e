"""Who may import whom: the walls of the house, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import surroundings
from tests.support.source import PACKAGE, ROOT, Module, modules

STANDARD = sys.stdlib_module_names
NETWORK = (
    "socket", "socketserver", "ssl", "http", "urllib.request", "urllib.error", "ftplib", "smtplib", "poplib", "imaplib",
    "telnetlib", "xmlrpc", "webbrowser", "asyncio", "requests", "httpx", "aiohttp", "PySide6.QtNetwork",
    "PySide6.QtWebSockets", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets",
)  # fmt: skip

# layer → what of our own it may import, and which libraries. The first prefix that fits a module is its layer.
CORE = "qualcoder_peer.core"
VALUES = (f"{CORE}.domain",)
HELP = (f"{CORE}.progress", f"{CORE}.resources", f"{CORE}.i18n")
DOOR = (f"{CORE}.project",)
LAYERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    f"{CORE}.domain": (VALUES, ()),
    f"{CORE}.text": ((*VALUES, f"{CORE}.text"), ("nltk", "personnummer", "regex")),
    f"{CORE}.analysis": ((*VALUES, f"{CORE}.text", f"{CORE}.analysis"), ("nltk", "numpy")),
    f"{CORE}.storage": ((*VALUES, f"{CORE}.storage"), ("sqlalchemy",)),
    f"{CORE}.progress": (VALUES, ()),
    f"{CORE}.resources": ((), ()),
    f"{CORE}.i18n": ((*VALUES, f"{CORE}.resources"), ()),
    f"{CORE}.lock": (VALUES, ()),
    f"{CORE}.backup": ((*VALUES, f"{CORE}.storage", f"{CORE}.lock"), ()),
    f"{CORE}.access": ((*VALUES, f"{CORE}.storage"), ()),
    f"{CORE}.project": (
        (*VALUES, f"{CORE}.access", f"{CORE}.storage", f"{CORE}.backup", f"{CORE}.lock", f"{CORE}.progress"), (),
    ),
    f"{CORE}.key_file": (VALUES, ("cryptography",)),
    f"{CORE}.services": (
        (*VALUES, *HELP, *DOOR, f"{CORE}.key_file", f"{CORE}.text", f"{CORE}.analysis", f"{CORE}.services"),
        (),
    ),
    f"{CORE}.importers": (
        (*VALUES, *HELP, *DOOR, f"{CORE}.text", f"{CORE}.services", f"{CORE}.importers"),
        ("docx", "lxml", "markdown_it", "pypdfium2", "python_calamine"),
    ),
    f"{CORE}.exporters": (
        (*VALUES, *HELP, *DOOR, f"{CORE}.text", f"{CORE}.services", f"{CORE}.analysis", f"{CORE}.exporters",
         f"{CORE}.reports"),
        ("docx", "lxml", "xlsxwriter"),
    ),
    f"{CORE}.reports": (
        (*VALUES, *HELP, *DOOR, f"{CORE}.text", f"{CORE}.services", f"{CORE}.analysis", f"{CORE}.exporters",
         f"{CORE}.importers", f"{CORE}.reports"),  # importers: what guards against harmful files, and reads Word
        ("docx", "lxml", "markdown_it", "xlsxwriter"),
    ),
    f"{CORE}.exchange": (
        (*VALUES, *HELP, *DOOR, f"{CORE}.text", f"{CORE}.services", f"{CORE}.importers", f"{CORE}.exporters",
         f"{CORE}.exchange"),
        ("lxml",),
    ),
    CORE: ((CORE,), ()),  # api.py and samples.py, which are made of all the others
    "qualcoder_peer.cli": (("qualcoder_peer.cli", CORE, "qualcoder_peer.version"), ()),
    "qualcoder_peer.gui": (("qualcoder_peer.gui", CORE, "qualcoder_peer.version"), ("PySide6", "shiboken6")),
    "qualcoder_peer": (("qualcoder_peer",), ()),  # the package itself and __main__.py
}  # fmt: skip
MODULES = modules(PACKAGE)


def layer_of(module: Module) -> str:
    """The first layer whose name the module's begins with."""
    return next(layer for layer in LAYERS if module.name == layer or module.name.startswith(layer + "."))


def within(name: str, allowed: tuple[str, ...]) -> bool:
    """Whether a dotted name lies in one of the packages."""
    return any(name == one or name.startswith(one + ".") for one in allowed)


@pytest.mark.parametrize("module", MODULES, ids=[module.place for module in MODULES])
def test_a_layer_imports_only_what_it_may(module: Module) -> None:
    ours, libraries = LAYERS[layer_of(module)]
    breaches = []
    for name in sorted(module.imports):
        top = name.split(".")[0]
        if top == "qualcoder_peer":
            # "from package import module" is listed as the package too; the package alone proves nothing.
            parent = any(other.startswith(name + ".") for other in module.imports)
            if not parent and not within(name, ours) and name not in ("qualcoder_peer", CORE):
                breaches.append(name)
        elif top not in STANDARD and top not in libraries:
            breaches.append(name)
    assert not breaches, f"{module.place} must not import {breaches}"


@pytest.mark.parametrize("module", MODULES, ids=[module.place for module in MODULES])
def test_nothing_reaches_the_network(module: Module) -> None:
    assert not module.imports_from(*NETWORK)


def test_sqlalchemy_only_in_storage() -> None:
    users = [module.place for module in MODULES if module.imports_from("sqlalchemy")]
    assert users
    assert all(place.startswith("qualcoder_peer/core/storage/") for place in users), users


def test_the_window_and_the_command_line_never_reach_into_storage() -> None:
    users = [
        module.place
        for module in MODULES
        if module.name.startswith(("qualcoder_peer.gui", "qualcoder_peer.cli"))
        and module.imports_from(f"{CORE}.storage")
    ]
    assert not users


def test_nobody_imports_the_window_or_the_command_line() -> None:
    users = [
        (module.place, found)
        for module in MODULES
        for package in ("qualcoder_peer.gui", "qualcoder_peer.cli")
        if (found := module.imports_from(package)) and not within(module.name, (package, "qualcoder_peer.__main__"))
    ]
    assert not users


def test_rooms_never_import_rooms() -> None:
    rooms = "qualcoder_peer.gui.rooms"
    breaches = []
    for module in MODULES:
        own = module.name.removeprefix(rooms + ".").split(".")[0]
        if not module.name.startswith(rooms + ".") or not (PACKAGE / "gui" / "rooms" / own).is_dir():
            continue
        others = [path.name for path in (PACKAGE / "gui" / "rooms").iterdir() if path.is_dir() and path.name != own]
        breaches += [(module.place, name) for name in module.imports_from(*(f"{rooms}.{other}" for other in others))]
    assert not breaches


def test_widgets_know_nothing_of_the_project() -> None:
    breaches = [
        (module.place, found)
        for module in MODULES
        if module.name.startswith("qualcoder_peer.gui.widgets")
        and (found := module.imports_from(f"{CORE}.project", f"{CORE}.services", f"{CORE}.api", f"{CORE}.importers"))
    ]
    assert not breaches


_BLOCKED = """
import importlib, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("Qt in the core")

sys.meta_path.insert(0, Refuse())
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv[1:]))
"""


def test_core_and_command_line_import_without_qt(tmp_path: Path) -> None:
    names = [module.name for module in MODULES if module.name.startswith((CORE, "qualcoder_peer.cli"))]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _BLOCKED, *names],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=surroundings(tmp_path),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, str(len(names))), done.stderr


def test_imports_are_read_in_every_form() -> None:
    module = Module(PACKAGE / "core" / "domain" / "invented.py")
    module.__dict__["tree"] = ast.parse(
        "from qualcoder_peer.core import project\nimport PySide6.QtCore\nfrom . import ids\n"
    )
    assert layer_of(module) == f"{CORE}.domain"
    assert {"qualcoder_peer.core.project", "PySide6.QtCore", "qualcoder_peer.core.domain.ids"} <= module.imports
