"""Runs one command: parser, command, and the one place where what goes wrong becomes words and an exit status."""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from qualcoder_peer.cli.commands import COMMANDS
from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.parser import Parser, top_parser
from qualcoder_peer.core.domain.errors import InvalidInput, UserError
from qualcoder_peer.core.domain.messages import Message, message

DEBUG = "QUALCODER_PEER_DEBUG"
WELL, USER_PROBLEM, WRONG_USAGE = 0, 1, 2
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def run_command(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` (without the program's name) asks for. Returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    console = Console.of_system()
    return guarded(console, lambda: _run(words, console))


def guarded(console: Console, work: Callable[[], int]) -> int:
    """Do ``work`` and return its exit status; whatever it raises becomes one sentence on stderr."""
    try:
        status = work()
        console.flush()
        return status
    except SystemExit as end:  # argparse has spoken
        return end.code if isinstance(end.code, int) else WELL
    except UserError as error:
        return _complain(console, error.message)
    except BrokenPipeError:  # whoever read our output (head, less) has seen enough
        _give_up_output()
        return USER_PROBLEM
    except KeyboardInterrupt:
        return _complain(
            console, message("Stopped. What was done before is kept; what was half done has been taken back.")
        )
    except MemoryError:
        return _complain(
            console, message("The computer has too little memory for this. What was half done has been taken back.")
        )
    except OSError as error:
        _give_up_output()
        return _complain(console, _of_system(error))
    except Exception as error:  # the last resort: our own fault, told in one sentence
        if os.environ.get(DEBUG):
            raise
        return _complain(console, _our_fault(error))


def _run(words: list[str], console: Console) -> int:
    name = next((word for word in words if not word.startswith("-")), "")
    group = _group(name) if name in COMMANDS else None

    def fill(parser: Parser) -> None:
        if group is not None:
            group.arguments(parser, name)

    args = top_parser(console.texts, name, fill).parse_args(words)
    _check_letters(args)
    assert group is not None
    return int(group.run(args, console, name))


def _group(name: str) -> ModuleType:
    return importlib.import_module(f"qualcoder_peer.cli.{COMMANDS[name].module}")


def _check_letters(args: Namespace) -> None:
    # Bytes of the command line that are no text in the terminal's encoding arrive as lone surrogates. As the name of a
    # file they are right; nothing else may hold them, because nothing could store or show them.
    for value in vars(args).values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and any("\ud800" <= letter <= "\udfff" for letter in one):
                shown = one.encode("utf-8", "replace").decode()
                raise InvalidInput(
                    "“{text}” holds bytes that are no letters in the encoding of this terminal. Nothing was changed.",
                    text=shown[:80],
                )


def _complain(console: Console, what: Message) -> int:
    console.complain(what)
    return USER_PROBLEM


def _give_up_output() -> None:
    # Python flushes stdout at its end and would complain there once more.
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _of_system(error: OSError) -> Message:
    if error.errno in _FULL:
        return message("The disk is full. Nothing of the project was changed. Make room and try again.")
    reason = error.strerror or type(error).__name__
    if error.filename is not None:
        return message("“{path}”: {reason}. Nothing of the project was changed.", path=error.filename, reason=reason)
    return message("The computer says: {reason}. Nothing of the project was changed.", reason=reason)


def _our_fault(error: Exception) -> Message:
    # No words of the exception: they could be words of an interview.
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "qualcoder_peer" in frame.filename]
    last = (ours or list(frames))[-1]
    return message(
        "Something went wrong inside the program ({kind} at {file}:{line}). What was half done has been taken back. "
        "Please report it; with {variable}=1 you see where it happened.",
        kind=type(error).__name__,
        file=Path(last.filename).name,
        line=last.lineno or 0,
        variable=DEBUG,
    )
