"""How many statements a piece of work sends to the database, whichever way they go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool


@contextmanager
def sent_statements() -> Iterator[list[str]]:
    """Collects what every connection that is taken inside is told to run.

    One statement with many rows of values counts once; what triggers do is not among it.
    """
    sent: list[str] = []
    within_many = False

    def note(statement: str) -> None:
        if not within_many and not statement.startswith("--"):  # so SQLite marks the statements of a trigger
            sent.append(statement)

    def take(driver: Any, _record: Any, _proxy: Any) -> None:
        driver.set_trace_callback(note)

    def give_back(driver: Any, _record: Any) -> None:
        if driver is not None:
            driver.set_trace_callback(None)

    def begin(_connection: Any, _cursor: Any, statement: str, _values: Any, _context: Any, many: bool) -> None:
        nonlocal within_many
        if many:
            note(statement)
            within_many = True

    def end(*_: Any) -> None:
        nonlocal within_many
        within_many = False

    listeners: list[tuple[Any, str, Callable[..., Any]]] = [
        (Pool, "checkout", take), (Pool, "checkin", give_back),
        (Engine, "before_cursor_execute", begin), (Engine, "after_cursor_execute", end),
    ]  # fmt: skip
    with ExitStack() as stack:
        for target, name, listener in listeners:
            event.listen(target, name, listener)
            stack.callback(event.remove, target, name, listener)
        yield sent
