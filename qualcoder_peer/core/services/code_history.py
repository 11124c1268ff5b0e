"""The history of codes: created, renamed, described, moved, merged, split, deleted. The audit of themes.

Events are written by what changes codes, inside its transaction, so that undo takes them back with it. They outlive
the steps of undo and the code itself. What a text of an event quotes (names, definitions) is treated as the labels of
the history are: replacing personal data reaches it, and sealing blanks what the project no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import Message, N_, counted, message
from qualcoder_peer.core.domain.model import ROLE_TITLES, Code, CodeRole
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project, Store

FIELD_TITLES: Mapping[str, str] = {
    "definition": N_("Definition"),
    "when_to_use": N_("When to use it"),
    "when_not": N_("When not"),
    "example": N_("Example"),
}
KIND_TITLES: Mapping[str, str] = {
    "created": N_("Created"),
    "renamed": N_("Renamed"),
    "described": N_("Described"),
    "moved": N_("Moved"),
    "role": N_("Role"),
    "merged": N_("Merged"),
    "split": N_("Split"),
    "deleted": N_("Deleted"),
}
_INTO, _FROM = "target_guid", "source_guid"
_Row = tuple[int, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class CodeEvent:
    """One thing that was done to a code.

    ``code`` is None when the code is gone; ``name`` is what it is called now, or was called last. ``kind`` is a key of
    KIND_TITLES. ``coder`` is empty where it is not known: codes from before the history was kept.
    """

    code: CodeId | None
    code_guid: str
    name: str
    time: str
    coder: str
    kind: str
    text: Message


def history_of(project: Project, code: CodeId) -> list[CodeEvent]:
    """What was done to a code and to those merged into it, in the order of time. Raises NotFound."""
    with project.reading() as store:
        known = store.codes.get(code)
        if known is None:
            raise NotFound("The code no longer exists.")
        guids, pending, rows = {known.guid}, [known.guid], list[_Row]()
        while pending:
            found = store.code_events.of(pending)
            rows += found
            pending = [guid for row in found if (guid := _merged_from(row)) and guid not in guids]
            guids.update(pending)
        return _seen(project, events_of(rows, [known]))


def history_of_codes(project: Project) -> list[CodeEvent]:
    """What was done to all codes there are and were, in the order of time."""
    with project.reading() as store:
        return _seen(project, events_of(store.code_events.of(), store.codes.all()))


def former_names(project: Project) -> dict[CodeId, tuple[str, ...]]:
    """What each code that has been renamed was called before, the newest of these names first."""
    names: dict[CodeId, tuple[str, ...]] = {}
    for event in history_of_codes(project):
        if event.kind == "renamed" and event.code is not None and event.text.parts.get("old"):
            names[event.code] = (str(event.text.parts["old"]), *names.get(event.code, ()))
    return names


def reshaped_pairs(events: Iterable[CodeEvent]) -> Iterator[tuple[CodeEvent, str, str]]:
    """Mergers and splits, each once: the event, the name of the code that gave, and of the one that took."""
    for event in events:
        parts = event.text.parts
        if event.kind in ("merged", "split") and parts.get(_INTO):
            yield event, str(parts.get("name", event.name)), str(parts.get("target", ""))


def events_of(rows: Iterable[_Row], codes: Sequence[Code]) -> list[CodeEvent]:
    """The rows as events, and the beginning of each code that has none: it was made before a history was kept."""
    by_guid = {code.guid: code for code in codes}
    told = [(row, Message.from_json(row[5])) for row in sorted(rows)]
    names = {row[1]: str(text.parts["name"]) for row, text in told if "name" in text.parts}
    events = []
    created: set[str] = set()
    for (_, guid, time, coder, kind, _), text in told:
        code = by_guid.get(guid)
        if kind == "created":
            created.add(guid)
        name = code.name if code else names.get(guid, "")
        events.append(CodeEvent(code.id if code else None, guid, name, time, coder, kind, text))
    events += [
        CodeEvent(code.id, code.guid, code.name, code.created, "", "created", message("Created"))
        for code in codes
        if code.guid not in created
    ]
    events.sort(key=lambda event: event.time)  # stable: what is of the same second keeps its order
    return events


def _seen(project: Project, events: list[CodeEvent]) -> list[CodeEvent]:
    """The events as they may be seen: while one works blind, without how many codings another one moved or deleted."""
    if not project.blind:
        return events
    return [
        one
        if one.coder in ("", project.coder) or "codings" not in one.text.parts
        else replace(one, text=replace(one.text, parts={**one.text.parts, "codings": message("codings")}))
        for one in events
    ]


def _merged_from(row: _Row) -> str:
    if row[4] != "merged":
        return ""
    return str(Message.from_json(row[5]).parts.get(_FROM, ""))


# What changes codes writes these, inside its transaction. All names are those of the moment.


def created(store: Store, guid: str, name: str, role: CodeRole, above: Code | None) -> None:
    """A code was made."""
    _enter(store, guid, "created", _created(name, role, None if above is None else above.name))


def created_many(store: Store, made: Iterable[tuple[str, str, CodeRole, str | None]]) -> None:
    """Codes were made: the GUID, name and role of each, and the name of the one above it."""
    time = now()
    store.code_events.add_many(
        [
            {
                "code_guid": guid,
                "kind": "created",
                "coder": store.coder,
                "time": time,
                "text": _created(name, role, above).to_json(),
            }
            for guid, name, role, above in made
        ]
    )


def renamed(store: Store, code: Code, name: str) -> None:
    """A code is called otherwise."""
    _enter(store, code.guid, "renamed", message("Renamed from “{old}” to “{name}”", old=code.name, name=name))


def described(store: Store, code: Code, texts: Mapping[str, str]) -> None:
    """Definition and other texts of a code read otherwise; those that are as they were are left out."""
    for key, words in texts.items():
        if key in FIELD_TITLES and words != getattr(code, key):
            field = Message(FIELD_TITLES[key])
            if words:
                _enter(store, code.guid, "described", message("{field}: {words}", field=field, words=words))
            else:
                _enter(store, code.guid, "described", message("{field}: removed", field=field))


def moved(store: Store, code: Code, old: Code | None, new: Code | None) -> None:
    """A code stands under another one; its place among its siblings is no event."""
    if old is None and new is not None:
        _enter(store, code.guid, "moved", message("Moved from the top to under “{new}”", new=new.name))
    elif old is not None and new is None:
        _enter(store, code.guid, "moved", message("Moved from under “{old}” to the top", old=old.name))
    elif old is not None and new is not None and old.id != new.id:
        text = message("Moved from under “{old}” to under “{new}”", old=old.name, new=new.name)
        _enter(store, code.guid, "moved", text)


def role_changed(store: Store, code: Code, role: CodeRole) -> None:
    """A code stands for something else."""
    if role is not code.role:
        text = message("Role changed from {old} to {new}", old=_role(code.role), new=_role(role))
        _enter(store, code.guid, "role", text)


def merged(store: Store, source: Code, target: Code, codings: int) -> None:
    """A code has gone into another; both remember it."""
    went = counted("{count} coding", "{count} codings", codings)
    _enter(store, source.guid, "merged",
           message("“{name}” was merged into “{target}” with {codings}", name=source.name, target=target.name,
                   codings=went, **{_INTO: target.guid}))  # fmt: skip
    _enter(store, target.guid, "merged",
           message("Took in “{source}” with {codings}", source=source.name, codings=went,
                   **{_FROM: source.guid}))  # fmt: skip


def split(store: Store, source: Code, target: Code, codings: int) -> None:
    """Codings of a code have gone to another by splitting it; both remember it."""
    went = counted("{count} coding", "{count} codings", codings)
    _enter(store, source.guid, "split",
           message("Split: {codings} to “{target}”", codings=went, target=target.name,
                   **{_INTO: target.guid}))  # fmt: skip
    _enter(store, target.guid, "split",
           message("{codings} came by splitting “{source}”", codings=went, source=source.name,
                   **{_FROM: source.guid}))  # fmt: skip


def deleted(store: Store, codes: Iterable[Code], codings: Mapping[CodeId, int]) -> None:
    """Codes were deleted with so many codings each."""
    time = now()
    store.code_events.add_many(
        [
            {
                "code_guid": code.guid,
                "kind": "deleted",
                "coder": store.coder,
                "time": time,
                "text": message(
                    "Deleted “{name}” with {codings}",
                    name=code.name,
                    codings=counted("{count} coding", "{count} codings", codings.get(code.id, 0)),
                ).to_json(),
            }
            for code in codes
        ]
    )


def _enter(store: Store, guid: str, kind: str, text: Message) -> None:
    store.code_events.add(guid, kind, text.to_json(), store.coder, now())


def _created(name: str, role: CodeRole, above: str | None) -> Message:
    if above is None:
        return message("Created: {role} “{name}”", role=_role(role), name=name)
    return message("Created: {role} “{name}” under “{above}”", role=_role(role), name=name, above=above)


def _role(role: CodeRole) -> Message:
    return Message(ROLE_TITLES[role])
