"""The choices for what is exported, kept with the project."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.project import Project


class KeptOptions(Protocol):
    """An Options dataclass that says under which key a project keeps it."""

    settings_key: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


Kept = TypeVar("Kept", bound=KeptOptions)


def read_options(project: Project, kind: type[Kept]) -> Kept:
    """The options of a kind that the project keeps; what is missing or no longer fits has its default."""
    with project.reading() as store:
        kept = store.settings.get(kind.settings_key, {})
    return _options_from(kind, kept if isinstance(kept, dict) else {})


def write_options(project: Project, options: KeptOptions) -> None:
    """Keep options with the project (undoable), unless they are kept already."""
    if read_options(project, type(options)) != options:
        values = {name: getattr(options, name) for name in options.__dataclass_fields__ if name != "settings_key"}
        with project.transaction(message("Change the choices for export")) as store:
            store.settings.set(options.settings_key, values)


def _options_from(kind: type[Kept], kept: dict[str, Any]) -> Kept:
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for name, one in kind.__dataclass_fields__.items():
        if name not in kept or name == "settings_key":
            continue
        value = kept[name]
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = tuple(value)
        choices = one.metadata.get("choices")
        if (choices is None or value in choices) and _fits(value, hints[name]):
            values[name] = value
    return dataclasses.replace(kind(), **values) if values else kind()


def _fits(value: object, hint: Any) -> bool:
    if hint in (bool, int, str):
        return type(value) is hint
    return isinstance(value, tuple) or (value is None and "None" in str(hint))
