"""The key to the pseudonyms as it is used with a project, the protocol, and sealing.

Whoever opens the key may add to it and use it as rules. To be shown a real name takes a reason, which stands in the
protocol with who and when; the name does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound, ReadOnlyProject
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.domain.protocol import ProtocolEntry, ProtocolKind
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.key_file import SUFFIX, KeyEntry, KeyFile, destroy_file
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Snapshot
from qualcoder_peer.core.text.personal_replace import Replacer, apply_rules

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class SealingFacts:
    """What sealing takes away: ``steps`` that can be undone or redone until then, ``labels`` of the history that lose
    names they quote, ``originals`` kept beside their texts, and ``snapshots``, newest first.

    ``sealed`` is when the project was last sealed (ISO 8601, UTC), empty if never.
    """

    steps: int
    labels: int
    originals: int
    snapshots: tuple[Snapshot, ...]
    sealed: str


def usual_key_path(project: Project) -> Path:
    """Where a key is proposed to stand and looked for first: beside the project, under its name."""
    return project.path.with_suffix(SUFFIX)


def create_key(project: Project, path: Path, password: str) -> KeyFile:
    """Make an empty key for the project and open it.

    Raises InvalidInput for an empty password or a name that does not end in ``.qckey``, KeyFileError if something
    stands at ``path`` or it cannot be written.
    """
    if path.suffix.lower() != SUFFIX:
        raise InvalidInput(
            "The name of a key ends in {suffix}; “{name}” does not. Nothing was written.",
            suffix=SUFFIX,
            name=path.name[:200],
        )
    return KeyFile.create(path, project.info().guid, password)


def open_key(project: Project, path: Path, password: str) -> KeyFile:
    """Open the project's key. Raises KeyFileError: missing, no key, of another project, wrong password or damaged."""
    return KeyFile.open(path, project.info().guid, password)


def add_to_key(project: Project, key: KeyFile, rules: Iterable[ReplaceRule], note: str = "") -> int:
    """Keep in the key what is replaced by what, signed by the project's coder. Returns how many are new.

    Raises InvalidInput for an empty name or one that has another pseudonym (then none is added), KeyFileError.
    """
    checked = Replacer(list(rules)).rules
    entries = [KeyEntry(rule.real, rule.replacement, rule.kind.value, rule.scope.value, note) for rule in checked]
    return key.add(entries, project.coder)


def rules_of(key: KeyFile) -> list[ReplaceRule]:
    """The key's entries as rules that replace real names by pseudonyms."""
    kinds, scopes = {kind.value: kind for kind in PersonalKind}, {scope.value: scope for scope in RuleScope}
    return [
        ReplaceRule(
            entry.real,
            entry.pseudonym,
            kinds.get(entry.kind, PersonalKind.WORD),
            scopes.get(entry.scope, RuleScope.WORD),
        )
        for entry in key.entries
    ]


def import_rules(project: Project, key: KeyFile) -> Callable[[ReadText], ReadText]:
    """What replaces the names of the key in an imported text before it is stored (``ImportOptions.rules``)."""
    replacer, language = Replacer(rules_of(key)), project.info().language
    return lambda read: apply_rules(read, replacer, language)


def look_up(project: Project, key: KeyFile, pseudonym: str, reason: str) -> tuple[KeyEntry, ...]:
    """Whom a pseudonym stands for: all spellings that are in the key. The protocol keeps who asked, when and why.

    Raises InvalidInput if there is no reason, or if it holds a real name of the key; NotFound; ReadOnlyProject, because
    what cannot be put in the protocol is not told.
    """
    found = key.of_pseudonym(pseudonym)
    checked = _checked_reason(key, reason)
    if not found:
        raise NotFound("The key has no pseudonym “{pseudonym}”.", pseudonym=pseudonym[:200])
    project.enter_protocol(
        ProtocolKind.LOOKED_UP,
        message("Looked up “{pseudonym}”. Reason: {reason}", pseudonym=found[0].pseudonym, reason=checked),
    )
    return found


def show_all(project: Project, key: KeyFile, reason: str) -> tuple[KeyEntry, ...]:
    """All entries of the key, to be shown or written in the open. The protocol keeps who asked, when and why.

    Raises as ``look_up``.
    """
    checked = _checked_reason(key, reason)
    project.enter_protocol(
        ProtocolKind.LOOKED_UP,
        counted(
            "Looked up {count} entry of the key, which is all. Reason: {reason}",
            "Looked up all {count} entries of the key. Reason: {reason}",
            len(key.entries),
            reason=checked,
        ),
    )
    return key.entries


def destroy_key(project: Project, path: Path, key: KeyFile | None = None) -> Message:
    """Overwrite and delete the project's key, close ``key`` if it is open, and put it in the protocol.

    Returns the text of the protocol's entry. No password is needed. Raises KeyFileError (then the key is there still),
    ReadOnlyProject.
    """
    if project.read_only:
        raise ReadOnlyProject("“{name}” is open for reading only; nothing was changed.", name=project.path.name)
    entries = None if key is None or key.closed else len(key.entries)
    destroy_file(path, project.info().guid)
    if key is not None:
        key.close()
    known = (
        message("it was not opened, so the number of its entries is not known")
        if entries is None
        else counted("{count} entry", "{count} entries", entries)
    )
    text = message(
        "The key “{name}” was destroyed ({entries}): overwritten once, cut to nothing and deleted. Nobody can be "
        "looked up from now on. This does not reach copies and backups of the key, nor what an SSD, a network drive "
        "or a synchronised folder keeps of a deleted file.",
        name=path.name,
        entries=known,
    )
    project.enter_protocol(ProtocolKind.DESTROYED, text)
    return text


def list_protocol(project: Project) -> list[ProtocolEntry]:
    """What was done with personal data, oldest first."""
    with project.reading() as store:
        return store.protocol.all()


def sealing_facts(project: Project) -> SealingFacts:
    """What ``seal`` would take away, to be told before it is done."""
    found = project.sealing_counts()
    sealed = [entry.time for entry in list_protocol(project) if entry.kind is ProtocolKind.SEALED]
    return SealingFacts(
        found.steps, found.labels, found.originals, tuple(project.snapshots()), sealed[-1] if sealed else ""
    )


def seal(project: Project, progress: Progress | None = None) -> Message:
    """Purge what the project was before; see ``Project.seal``. Returns the text of the protocol's entry."""
    return project.seal(progress)


def _checked_reason(key: KeyFile, reason: str) -> str:
    cleaned = " ".join(storable(reason).split())
    if not cleaned:
        raise InvalidInput("Say why: the reason is kept in the protocol. Nothing was looked up.")
    if len(cleaned) > _LONGEST_REASON:
        raise InvalidInput(
            "A reason has at most {limit} characters. Nothing was looked up.", limit=_LONGEST_REASON
        )
    rules = rules_of(key)
    if Replacer(rules).edits(cleaned) or any(_is_in(words, cleaned) for rule in rules for words in _names(rule)):
        raise InvalidInput(
            "The reason holds a real name of the key, and the protocol must not. Say it without the name. Nothing was "
            "looked up."
        )
    return cleaned


def _names(rule: ReplaceRule) -> list[str]:
    # Of a person also each name alone; small words of names ("af", "de") say nothing.
    parts = rule.real.split() if rule.kind is PersonalKind.PERSON else []
    return [rule.real, *(part for part in parts if len(part) > 2 and part[0].isupper())]


def _is_in(words: str, reason: str) -> bool:
    return words in reason and re.search(rf"(?<!\w){re.escape(words)}(?:s|’s|'s)?(?!\w)", reason) is not None
