"""What the command line asks for at the terminal: passwords, a line, yes or no.

A password is typed, or stands in a file whose name is given (``-`` is standard input). It is no argument, because the
arguments of a program are seen by everybody on the computer and stay in the shell's history; and no environment
variable, because every program that is started from here would inherit it.
"""

from __future__ import annotations

import getpass
import sys
import warnings
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message

_LONGEST = 10_000


def add_password(parser: Parser, flag: str = "--password-file", words: Message | None = None) -> None:
    """The option that names the file of a password."""
    words = words or message(
        "File whose first line is the key’s password (- is standard input); without it you are asked."
    )
    parser.add_argument(flag, metavar="F", help=parser.say(words))


def read_password(named: str | None, console: Console, asked: Message, flag: str, *, twice: bool = False) -> str:
    """The password from the file that ``flag`` names, or typed; a new one is typed ``twice``.

    Raises UnreadableFile, InvalidInput if there is nobody to ask or the two differ, Cancelled.
    """
    if named is not None:
        return _first_line(named)
    if not sys.stdin.isatty():
        raise InvalidInput(
            "There is no terminal here to ask for the password. Write it into a file and name that with {option}; - "
            "reads it from standard input.",
            option=flag,
        )
    password = _typed(console.say(asked))
    if twice and password != _typed(console.say(message("The same once more: "))):
        raise InvalidInput("The two passwords differ. Nothing was changed.")
    return password


def read_line(console: Console, asked: Message) -> str:
    """One line from the terminal, or from standard input where that is none. Raises Cancelled at its end."""
    if sys.stdin.isatty():
        print(console.say(asked), end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline(_LONGEST)
    if not line:
        raise _nothing_typed()
    return line.rstrip("\r\n")


def confirmed(console: Console, question: Message) -> bool:
    """Whether the user says yes at the terminal. Raises InvalidInput where there is none to ask at."""
    if not sys.stdin.isatty():
        raise InvalidInput("There is no terminal here to ask whether to go on. Nothing was changed; say --yes.")
    answer = read_line(console, message("{question} [y/N] ", question=question)).strip().casefold()
    return answer in ("y", "yes", "j", "ja")


def _first_line(named: str) -> str:
    try:
        if named == "-":
            data = sys.stdin.buffer.readline(_LONGEST)
        else:
            with Path(named).open("rb") as file:
                data = file.readline(_LONGEST)
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UnreadableFile(
            "The file of the password, “{path}”, is not in UTF-8. Nothing was changed.", path=named
        ) from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            "The file of the password, “{path}”, cannot be read: {reason}. Nothing was changed.",
            path=named,
            reason=getattr(error, "strerror", None) or str(error),
        ) from None


def _typed(prompt: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            raise InvalidInput(
                "This terminal would show the password while it is typed. Write it into a file and name that instead."
            ) from None
        except EOFError:
            raise _nothing_typed() from None


def _nothing_typed() -> Cancelled:
    return Cancelled("Nothing was typed. Nothing was changed.")
