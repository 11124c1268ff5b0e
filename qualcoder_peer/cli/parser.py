"""argparse in the user's language, and options made from the Options dataclasses of the core."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_type_hints

from qualcoder_peer.cli.commands import COMMANDS
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.version import __version__

PROGRAM = "qualcoder-peer"
_ARGPARSE = (
    N_("usage: "),
    N_("%(prog)s: error: %(message)s\n"),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("ignored explicit argument %r"),
)
"""What argparse itself says (Python's own words, so that the catalogue can hold them)."""

Chosen = TypeVar("Chosen")


class Parser(argparse.ArgumentParser):
    """A parser that speaks the user's language, takes no shortened options and exits with 2."""

    texts: Texts = Texts("en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_abbrev": False})

    def say(self, what: Message | str) -> str:
        """A help text for argparse, which reads per cent signs as its own."""
        words = what if isinstance(what, str) else self.texts.say(what)
        return words.replace("%", "%%")

    def add_project(self) -> None:
        """The project file, first of the positional arguments."""
        self.add_argument("project", type=Path, metavar="FILE.qcp", help=self.say(message("The project file.")))

    def add_actions(self, actions: Mapping[str, tuple[Message, Callable[[Parser], None]]]) -> None:
        """Words that come after the file, each with its help and arguments of its own; the one said is ``action``."""
        chosen = self.add_subparsers(
            dest="action", required=True, metavar="ACTION", title=self.say(message("What to do"))
        )
        for name, (words, fill) in actions.items():
            shown = self.say(words)
            one = chosen.add_parser(name, help=shown, description=shown)
            one.set_defaults(parser=one)
            fill(one)

    def wrong(self, what: Message) -> NoReturn:
        """Refuse a combination of options: usage, the sentence, exit status 2."""
        self.error(self.texts.say(what))

    def add_options(self, title: Message, *kinds: type, notes: Mapping[str, str] | None = None) -> None:
        """One option for each field with a label of the Options dataclasses; what is not given stays out of the result.

        ``notes`` adds to the help of a field what only the command line has to say.
        """
        group = self.add_argument_group(self.texts.say(title))
        done: set[str] = set()
        for kind in kinds:
            hints = get_type_hints(kind)
            for one in dataclasses.fields(kind):
                if one.name not in done and "label" in one.metadata:
                    done.add(one.name)
                    self._add_option(group, one, hints[one.name], (notes or {}).get(one.name, ""))

    def _add_option(self, group: Any, one: dataclasses.Field[Any], hint: Any, note: str) -> None:
        flag = "--" + one.name.replace("_", "-")
        facts = one.metadata
        words = [facts.get("label"), facts.get("help"), note]
        shared: dict[str, Any] = {
            "dest": f"option_{one.name}",
            "default": argparse.SUPPRESS,
            "help": ". ".join(self.say(_message(word)).rstrip(".") for word in words if word) + ".",
        }
        if hint is bool:
            action = argparse.BooleanOptionalAction if one.default else "store_true"
            group.add_argument(flag, action=action, **shared)
        elif hint is int:
            number = whole_number(facts.get("lowest"), facts.get("highest"))
            group.add_argument(flag, type=number, metavar="N", **shared)
        elif "tuple" in str(hint):
            group.add_argument(flag, type=names, metavar="A,B", **shared)
        else:
            choices = [key for key in facts.get("choices") or () if key]
            metavar = None if choices else one.name.upper()
            group.add_argument(flag, choices=choices or None, metavar=metavar, **shared)


def top_parser(texts: Texts, chosen: str, fill: Callable[[Parser], None]) -> Parser:
    """The parser of all commands; only the one called ``chosen`` gets its arguments, from ``fill``."""
    _speak(texts)
    Parser.texts = texts
    top = Parser(prog=PROGRAM, description=texts.say(message("Code transcripts and turn quotes into reports.")))
    top.add_argument(
        "--version", action="version", version=f"%(prog)s {__version__}",
        help=top.say(message("show program's version number and exit")),  # Python does not translate this one
    )  # fmt: skip
    top.epilog = top.say(
        message("Without a command the window opens: {program} [FILE.qcp]. Your files stay on this computer.",
                program=PROGRAM)
    )  # fmt: skip
    title = texts.say(message("Commands"))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", title=title)
    for command in COMMANDS.values():
        words = texts.say(command.help)
        parser = commands.add_parser(command.name, help=words.replace("%", "%%"), description=words)
        if command.name == chosen:
            fill(parser)
    return top


def given(args: argparse.Namespace) -> dict[str, Any]:
    """The values of those options from ``add_options`` that were written."""
    return {name[7:]: value for name, value in vars(args).items() if name.startswith("option_")}


def options_from(args: argparse.Namespace, kind: type[Chosen]) -> Chosen:
    """The Options dataclass with what was written; the rest are its defaults."""
    return kind(**given(args))


def whole_number(lowest: int | None = None, highest: int | None = None) -> Callable[[str], int]:
    """A type for argparse: a whole number within limits."""

    def number(written: str) -> int:
        value = int(written)
        if (lowest is not None and value < lowest) or (highest is not None and value > highest):
            raise ValueError
        return value

    return number


def names(written: str) -> tuple[str, ...]:
    """A type for argparse: names with commas between them."""
    return tuple(part.strip() for part in written.split(",") if part.strip())


def _message(word: Message | str) -> Message:
    return word if isinstance(word, Message) else Message(word)


def _speak(texts: Texts) -> None:
    # argparse looks its words up through this name of its own module; should a future version have another, it goes on
    # in English.
    def one(text: str) -> str:
        return texts.say(Message(text))

    if hasattr(argparse, "_"):
        argparse._ = one
