"""``--option NAME=VALUE``: the options of single formats, made from the Options dataclasses of the importers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, get_type_hints

from qualcoder_peer.cli.parser import Parser, names
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.importers import IMPORTERS, Importer

_GENERAL = ("encoding",)
"""What has a flag of its own, for all formats."""
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


def add_format_options(parser: Parser) -> None:
    """The flag, and one line of help for each option there is."""
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE",
        help=parser.say(message("An option of one format; may be given several times. They are:")) + " " + "; ".join(
            f"{importer.key}.{one.name}{_values(parser, one)}" for importer, one in _fields()
        ),
    )  # fmt: skip


def format_options(parser: Parser, written: Iterable[str]) -> Mapping[str, object]:
    """The Options by importer key that ``NAME=VALUE`` or ``FORMAT.NAME=VALUE`` ask for; a name without a format is
    for every format that has it. Ends the program (wrong usage) when there is no such option or value."""
    chosen: dict[str, dict[str, object]] = {}
    for words in written:
        name, equals, value = words.partition("=")
        wanted, _, short = name.strip().rpartition(".")
        fitting = [
            (importer, one)
            for importer, one in _fields()
            if one.name == short.replace("-", "_") and wanted in ("", importer.key)
        ]
        if not equals or not fitting:
            parser.wrong(
                message(
                    "there is no option {name}; choose from {names}",
                    name=name.strip(),
                    names=", ".join(f"{importer.key}.{one.name}" for importer, one in _fields()),
                )
            )
        for importer, one in fitting:
            hint = get_type_hints(importer.Options)[one.name]
            chosen.setdefault(importer.key, {})[one.name] = _value(parser, name.strip(), value.strip(), hint, one)
    return {
        importer.key: importer.Options(**chosen[importer.key]) for importer in IMPORTERS if importer.key in chosen
    }


def _fields() -> list[tuple[Importer, dataclasses.Field[Any]]]:
    return [
        (importer, one)
        for importer in IMPORTERS
        for one in dataclasses.fields(importer.Options)
        if "label" in one.metadata and one.name not in _GENERAL
    ]


def _values(parser: Parser, one: dataclasses.Field[Any]) -> str:
    label = one.metadata["label"]
    words = parser.say(label if isinstance(label, Message) else Message(label))
    choices = [str(key) for key in one.metadata.get("choices") or () if key]
    return f" ({words}{': ' + ', '.join(choices) if choices else ''})"


def _value(parser: Parser, name: str, value: str, hint: Any, one: dataclasses.Field[Any]) -> object:
    choices = [key for key in one.metadata.get("choices") or () if key]
    if choices and value not in choices:
        parser.wrong(
            message("{name} can be: {choices}", name=name, choices=", ".join(str(choice) for choice in choices))
        )
    if choices:
        return next(choice for choice in choices if choice == value)
    kind = str(hint)
    if "bool" in kind:
        if value.lower() not in (*_YES, *_NO):
            parser.wrong(message("{name} is yes or no", name=name))
        return value.lower() in _YES
    if "tuple" in kind:
        return names(value)
    if "int" in kind:
        return _number(parser, name, value)
    return value


def _number(parser: Parser, name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        parser.wrong(message("{name} is a whole number", name=name))
