"""Every text of the interface is there in Swedish and Danish, with its parts; what is loaded is what was written."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from qualcoder_peer.core.i18n import LANGUAGES as SPOKEN
from tests.support import catalogue
from tests.support.source import Module

EVERY_WAY = """
class Lost(NotFound): ...
class NotFound(UserError): ...

class Registry:
    def add(self, name, title, *, hint=""):
        self._titles[name] = message(title)
        live(self, "setToolTip", hint)

class Bar:
    def __init__(self, parent, text):
        live(self, "setText", text)

def button(words):
    return Bar(None, words)

KINDS = {"a": N_("Kind")}
tr("Said once")
tr("Either" if x else "Or")
tr_n("{count} thing", "{count} things", 3)
counted("one", "many", 1)
live(widget, "setText", "Shown")
raise Lost("Gone: {name}", name=name)
texts("sv")("Called")
self._texts("Kept")
self._say("Said by its own texts")
options.texts.counted("Quote", "Quotes", 2)
Message("A row", {}, "Rows", 2)
Message("Plain")
registry.add("room.open", "Open", hint="Opens it")
self.other.add("no.text", "nor this")
button("Press")
Bar(self, "Bar text")
literal("Own words")
tr("{only} {parts}")
"""


def test_every_way_of_writing_a_text_is_found(tmp_path: Path) -> None:
    path = tmp_path / "invented.py"
    path.write_text(textwrap.dedent(EVERY_WAY), encoding="utf-8")
    module = Module(path)
    module.__dict__["tree"] = ast.parse(path.read_text(encoding="utf-8"))
    reading = catalogue.Reading((module,))
    found = {pair for scope in catalogue._scopes(module) for call in scope.calls
             for pair in reading.texts_of(call, scope)}  # fmt: skip
    assert found == {
        ("Kind", ""), ("Said once", ""), ("Either", ""), ("Or", ""), ("{count} thing", "{count} things"),
        ("one", "many"), ("Shown", ""), ("Gone: {name}", ""), ("Called", ""), ("Kept", ""),
        ("Said by its own texts", ""), ("Quote", "Quotes"),
        ("A row", "Rows"), ("Plain", ""), ("Open", ""), ("Opens it", ""), ("Press", ""), ("Bar text", ""),
    }  # fmt: skip


def test_what_is_private_to_a_module_takes_texts_there_alone(tmp_path: Path) -> None:
    sources = []
    for name, code in (("first", "def _titled(words):\n    return tr(words)\n_titled('A text')\n"),
                       ("second", "def _titled(words):\n    return words\n_titled('a-key')\n")):  # fmt: skip
        path = tmp_path / f"{name}.py"
        path.write_text(code, encoding="utf-8")
        sources.append(Module(path))
        sources[-1].__dict__["tree"] = ast.parse(code)
    reading = catalogue.Reading(tuple(sources))
    found = [text for module in sources for scope in catalogue._scopes(module) for call in scope.calls
             for text, _ in reading.texts_of(call, scope)]  # fmt: skip
    assert found == ["A text"]


def test_templates_have_named_parts_only() -> None:
    wrong = [
        one for one in catalogue.extract() for words in (one.text, one.plural)
        if any(not part.isidentifier() for part in catalogue.parts_of(words))
    ]  # fmt: skip
    assert not wrong


def test_languages_are_those_of_the_program() -> None:
    assert {*catalogue.LANGUAGES, "en"} == set(SPOKEN)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_translation_is_complete(language: str) -> None:
    problems = catalogue.problems(language)
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems[:40])


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_compiled_catalogue_is_in_step(language: str) -> None:
    assert (catalogue.FOLDER / f"{language}.mo").read_bytes() == catalogue.compiled(language)
