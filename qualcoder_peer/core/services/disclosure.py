"""Findings of the disclosure check: how they are known again, who let them pass and why.

A fingerprint is a keyed hash (BLAKE2b with the project's GUID as key) of what a finding is about: it lets the program
know a finding again without keeping the name or number itself. Who has the project file can try names against it, so
it is kept only for what a person has let pass, which leaves in the open anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

from qualcoder_peer.core.domain.disclosure import (
    DISCLOSURE_TITLES,
    Disclosure,
    DisclosureFinding,
    DisclosureKind,
    DisclosureLevel,
    DisclosureRules,
    PassedFinding,
)
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import DisclosurePass
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.kept_options import read_options, write_options

_Named = TypeVar("_Named", DisclosureFinding, DisclosurePass)
_SIZE = 12  # bytes of a fingerprint: no two findings of a project share one, for all that is likely
_LONGEST_REASON = 1_000
_ABOUT_WORDS = (DisclosureKind.NAME, DisclosureKind.NUMBER, DisclosureKind.REPLACED)


def read_rules(project: Project) -> DisclosureRules:
    """The project's rules; ``warn`` where nothing was chosen."""
    return read_options(project, DisclosureRules)


def write_rules(project: Project, rules: DisclosureRules) -> None:
    """Keep rules with the project. Raises InvalidInput for a level or a number that cannot be."""
    if rules.level not in tuple(DisclosureLevel):
        raise InvalidInput("The disclosure check is strict, warn or off. Nothing was changed.")
    if not 2 <= rules.threshold <= 100:
        raise InvalidInput("The threshold of the disclosure check lies from 2 to 100. Nothing was changed.")
    if rules != read_rules(project):
        write_options(project, rules)


def level_of(rules: DisclosureRules) -> DisclosureLevel:
    """The level of rules; one that is not known (a newer program's) is the strictest."""
    return DisclosureLevel(rules.level) if rules.level in tuple(DisclosureLevel) else DisclosureLevel.STRICT


class Fingerprints:
    """Makes the fingerprints of one project."""

    def __init__(self, project: Project) -> None:
        self._key = project.info().guid.replace("-", "").encode()[:64]

    def of(self, kind: DisclosureKind, *facts: object) -> str:
        """24 hexadecimal digits that are the same for the same facts in the same project."""
        said = "\x1f".join([kind.value, *(str(fact) for fact in facts)])
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=_SIZE, key=self._key).hexdigest()


def sort_findings(
    project: Project, findings: Iterable[DisclosureFinding], level: DisclosureLevel
) -> Disclosure:
    """Findings as open ones and those that were let pass."""
    known = {one.fingerprint: one for one in list_passes(project)}
    still_open, passed = [], []
    for finding in findings:
        found = known.get(finding.fingerprint)
        if found is None:
            still_open.append(finding)
        else:
            passed.append(PassedFinding(finding, found))
    return Disclosure(level, tuple(still_open), tuple(passed))


def list_passes(project: Project) -> list[DisclosurePass]:
    """What was let pass, with reason, coder and time, oldest first."""
    with project.reading(all_coders=True) as store:
        return store.disclosure.all()


def pass_finding(project: Project, finding: DisclosureFinding, reason: str) -> None:
    """Let a finding pass, from now on too. The history and the project keep who did and the reason.

    Raises InvalidInput for a reason that is empty, too long, or holds the very name or number.
    """
    pass_findings(project, [finding], reason)


def pass_findings(project: Project, findings: Sequence[DisclosureFinding], reason: str) -> None:
    """Let several findings pass for one reason, as one step. Raises as ``pass_finding``.

    One that was let pass before keeps who did and why: to give another reason it is opened again first.
    """
    checked = _checked_reason(findings, reason)
    known = {one.fingerprint for one in list_passes(project)}
    fresh = list({one.fingerprint: one for one in findings if one.fingerprint not in known}.values())
    if not fresh:
        return
    with project.transaction(_label(fresh, checked)) as store:
        for finding in fresh:
            store.disclosure.add(finding.fingerprint, finding.kind.value, checked, store.coder)


def open_finding(found: Disclosure, fingerprint: str) -> DisclosureFinding:
    """The open finding whose fingerprint begins so. Raises NotFound when there is none, or several; InvalidInput for
    one that was let pass before."""
    called = _called(fingerprint, {one.fingerprint: one for one in found.open})
    if called is not None:
        return called
    before = _called(fingerprint, {one.passed.fingerprint: one.passed for one in found.passed})
    if before is not None:
        raise InvalidInput(
            "“{name}” was already let pass by {coder} (reason: {reason}). Open it again first to give another reason.",
            name=fingerprint[:80], coder=before.coder, reason=before.reason,
        )  # fmt: skip
    raise NotFound("No finding of the disclosure check is called “{name}”.", name=fingerprint[:80])


def kept_pass(project: Project, fingerprint: str) -> DisclosurePass:
    """The pass whose fingerprint begins so, whether what it was for is still found or not. Raises NotFound when there
    is none, or several."""
    kept = _called(fingerprint, {one.fingerprint: one for one in list_passes(project)})
    if kept is None:
        raise NotFound("Nothing that was let pass is called “{name}”. Nothing was changed.", name=fingerprint[:80])
    return kept


def take_back_passes(project: Project, passes: Iterable[int]) -> int:
    """Open what was let pass again. Returns how many passes there were."""
    wanted = list(dict.fromkeys(passes))
    label = counted(
        "Open {count} finding of the disclosure check again",
        "Open {count} findings of the disclosure check again",
        len(wanted),
    )
    with project.transaction(label) as store:
        return store.disclosure.remove(wanted)


def _label(findings: Sequence[DisclosureFinding], reason: str) -> Message:
    if len(findings) == 1:
        kind = Message(DISCLOSURE_TITLES[findings[0].kind])
        return message("Let pass in the disclosure check: {kind}. Reason: {reason}", kind=kind, reason=reason)
    return counted(
        "Let {count} finding pass in the disclosure check. Reason: {reason}",
        "Let {count} findings pass in the disclosure check. Reason: {reason}",
        len(findings),
        reason=reason,
    )


def _checked_reason(findings: Sequence[DisclosureFinding], reason: str) -> str:
    cleaned = " ".join(storable(reason).split())
    if not any(letter.isalnum() for letter in cleaned):
        raise InvalidInput("Say why it may pass: the reason is kept. Nothing was passed.")
    if len(cleaned) > _LONGEST_REASON:
        raise InvalidInput("A reason has at most {limit} characters. Nothing was passed.", limit=_LONGEST_REASON)
    words = [subject for one in findings if one.kind in _ABOUT_WORDS for subject in one.subjects]
    if any(_holds(cleaned, one) for one in words):
        raise InvalidInput(
            "The reason holds the name or number that was found, and the project must not keep it. Say it without. "
            "Nothing was passed."
        )
    return cleaned


def _called(fingerprint: str, known: Mapping[str, _Named]) -> _Named | None:
    wanted = fingerprint.strip().lower()
    found = [one for name, one in known.items() if wanted and name.startswith(wanted)]
    if len(found) > 1:
        raise NotFound(
            "“{name}” is the beginning of {count} fingerprints: give more characters. Nothing was changed.",
            name=fingerprint[:80], count=len(found),
        )  # fmt: skip
    return found[0] if found else None


def _holds(reason: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?:s|’s|'s)?(?!\w)", reason, re.IGNORECASE) is not None
