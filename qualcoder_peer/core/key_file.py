"""The key between real names and pseudonyms: a file of its own, ``NAME.qckey``, encrypted with a password.

The key never stands in the project, in its journal or in its snapshots, and its file never holds plain text, not even
for a moment. All of it is in memory while it is open; closing forgets it.

**Format** (numbers big-endian):

====== ===== ==========================================================================================
offset bytes
====== ===== ==========================================================================================
0      8     ``QCPKEY\\r\\n``; the line end tells a file that was sent as text
8      2     version of the format: 1
10     1     scrypt: log2 of n
11     1     scrypt: r
12     1     scrypt: p
13     1     0
14     16    salt of scrypt
30     12    nonce of AES-GCM
42     16    the project's GUID
58     …     AES-256-GCM ciphertext, the last 16 bytes its tag; bytes 0–57 are the associated data
====== ===== ==========================================================================================

The AES key is ``scrypt(password in NFKC and UTF-8, salt, n, r, p)``, 32 bytes (RFC 7914). The plain text is JSON in
UTF-8, ``{"entries": [{"real", "pseudonym", "kind", "scope", "note", "added", "added_by"}, …]}``, with spaces behind
it up to a multiple of 4096 bytes, so that the size of the file says little of how many names it holds. Salt and
nonce are new at each writing. The GUID stands in the open so that the key of another project can be
told from a wrong password; that one, and damage, are the same to AES-GCM.

What is *not* promised: Python cannot make sure that a password or a name leaves the computer's memory at once.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from qualcoder_peer.core.domain.errors import InvalidInput, KeyFileError
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.personal import PersonalKind, RuleScope
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.times import now

SUFFIX = ".qckey"
COST = 17
"""log2 of scrypt's n for new files: 128 MB and about half a second (OWASP's first choice)."""
SHORT_PASSWORD = 12
"""Letters below which a password is warned of."""
_MAGIC = b"QCPKEY\r\n"
_VERSION = 1
_HEAD = struct.Struct(">8sHBBBx16s12s16s")
_LOWEST_COST, _MOST_MEMORY, _MOST_PASSES = 15, 256 << 20, 4
_LARGEST = 64 << 20
_PIECE = 4096
_TAG = 16


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One real name (or number, address …) and what stands for it.

    ``kind`` and ``scope`` are values of PersonalKind and RuleScope; ``added`` is ISO 8601, ``added_by`` a coder.
    """

    real: str
    pseudonym: str
    kind: str = PersonalKind.PERSON.value
    scope: str = RuleScope.WORD.value
    note: str = ""
    added: str = ""
    added_by: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    cost: int
    r: int
    p: int
    salt: bytes
    nonce: bytes
    project: bytes

    def pack(self) -> bytes:
        return _HEAD.pack(_MAGIC, _VERSION, self.cost, self.r, self.p, self.salt, self.nonce, self.project)


class KeyFile:
    """An open key. Close it, or use it in a ``with`` statement; every change is written at once."""

    def __init__(self, path: Path, project: str, password: bytearray, cost: int) -> None:
        self.path = path
        self._project = UUID(project).bytes
        self._password = password
        self._cost = cost
        self._entries: dict[str, KeyEntry] = {}
        self._head = b""
        self._closed = False

    @classmethod
    def create(cls, path: Path, project: str, password: str, *, cost: int = COST) -> Self:
        """Make a new, empty key of the project with this GUID and open it.

        Raises InvalidInput for an empty password, KeyFileError if something stands at ``path`` or it cannot be written.
        """
        key = cls(path, project, checked_password(password), cost)
        if os.path.lexists(path):
            raise KeyFileError("“{path}” exists already; choose another name. It was not touched.", path=str(path))
        key._write(key._password, key._entries)
        return key

    @classmethod
    def open(cls, path: Path, project: str, password: str) -> Self:
        """Open the key of the project with this GUID.

        Raises KeyFileError: missing, no key, of another project, of a newer version, wrong password or damaged.
        """
        secret = checked_password(password)
        head, data = _read(path, UUID(project).bytes)
        key = cls(path, project, secret, max(head.cost, COST))
        key._head = data[: _HEAD.size]
        plain = _decrypt(secret, head, data, path.name)
        key._entries = {_same(entry.real): entry for entry in _parse(plain, path.name)}
        return key

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def entries(self) -> tuple[KeyEntry, ...]:
        """Every entry, in the order they came."""
        self._check_open()
        return tuple(self._entries.values())

    @property
    def closed(self) -> bool:
        """Whether the key has been forgotten."""
        return self._closed

    def of_pseudonym(self, pseudonym: str) -> tuple[KeyEntry, ...]:
        """The entries that a pseudonym stands for; upper and lower case are the same. Empty when there are none."""
        wanted = _same(pseudonym)
        return tuple(entry for entry in self.entries if _same(entry.pseudonym) == wanted)

    def add(self, entries: Iterable[KeyEntry], who: str = "") -> int:
        """Add entries, signed by ``who``, and write the file. One that is there already as it is, is left out.

        Returns how many were added. Raises InvalidInput if a real name or a pseudonym is empty, or if a name has
        another pseudonym already; then none is added. Raises KeyFileError if the file cannot be written.
        """
        self._check_open()
        changed = dict(self._entries)
        for entry in entries:
            entry = _checked(entry)
            there = changed.get(_same(entry.real))
            if there is None:
                changed[_same(entry.real)] = replace(
                    entry, added=entry.added or now(), added_by=entry.added_by or storable(who)
                )
            elif _same(there.pseudonym) != _same(entry.pseudonym):
                raise InvalidInput(
                    "The key has the pseudonym “{there}” for what should now become “{new}”. Nothing was added; use "
                    "the one that is there, or remove it from the key first.",
                    there=there.pseudonym,
                    new=entry.pseudonym,
                )
        return self._keep(changed)

    def remove(self, reals: Iterable[str]) -> int:
        """Take the entries of these real names out and write the file. Returns how many. Raises KeyFileError."""
        self._check_open()
        gone = {_same(real) for real in reals}
        return -self._keep({name: entry for name, entry in self._entries.items() if name not in gone})

    def change_password(self, password: str) -> None:
        """Encrypt the file with another password. Raises InvalidInput when it is empty, KeyFileError."""
        self._check_open()
        other = checked_password(password)
        try:
            self._write(other, self._entries)
            self._password, other = other, self._password
        finally:
            _forget(other)  # the old one, or the new one where the file could not be written

    def close(self) -> None:
        """Forget password and entries; safe to call twice."""
        self._closed = True
        self._entries = {}
        _forget(self._password)

    def _keep(self, changed: dict[str, KeyEntry]) -> int:
        before = len(self._entries)
        if changed != self._entries:
            self._write(self._password, changed)
            self._entries = changed
        return len(changed) - before

    def _write(self, password: bytearray, entries: dict[str, KeyEntry]) -> None:
        head = _Head(self._cost, 8, 1, os.urandom(16), os.urandom(12), self._project)
        written = json.dumps({"entries": [asdict(entry) for entry in entries.values()]}, ensure_ascii=False)
        plain = written.encode()
        plain += b" " * (-len(plain) % _PIECE)
        data = _encrypt(password, head, plain)
        if self._head and _beginning(self.path) != self._head:
            raise KeyFileError(
                "“{name}” is another file than the one that was opened: changed, moved or deleted meanwhile. "
                "Nothing was written; close the key and open it again.",
                name=self.path.name,
            )
        _replace(self.path, data)
        self._head = data[: _HEAD.size]

    def _check_open(self) -> None:
        if self._closed:
            raise KeyFileError("The key “{name}” has been closed. Open it again.", name=self.path.name)


def checked_password(password: str) -> bytearray:
    """The password as it is hashed: letters written in two ways are one. Raises InvalidInput when it is empty."""
    normal = unicodedata.normalize("NFKC", password)
    if not normal.strip():
        raise InvalidInput("A key needs a password. Nothing was written.")
    try:
        return bytearray(normal.encode())
    except UnicodeEncodeError:
        raise InvalidInput("The password holds half a character, which cannot be typed again.") from None


def password_advice(password: str) -> Message | None:
    """What to say of a weak password; None when there is nothing to say."""
    if len(password) >= SHORT_PASSWORD:
        return None
    return message(
        "This password is short: whoever gets the file can try very many. Four or five words that do not belong "
        "together are better, {count} letters at least.",
        count=SHORT_PASSWORD,
    )


def is_key_of(path: Path, project: str) -> bool:
    """Whether a key of the project with this GUID stands at ``path``, as far as its beginning tells."""
    try:
        _read(path, UUID(project).bytes)
    except KeyFileError:
        return False
    return True


def destroy_file(path: Path, project: str) -> None:
    """Overwrite a key of the project with this GUID with chance bytes, cut it to nothing and delete it.

    No password is needed: one that is forgotten must not keep a key alive. Raises KeyFileError; a file that is no key
    of this project is not touched.
    """
    _read(path, UUID(project).bytes)
    real = Path(os.path.realpath(path))
    try:
        with real.open("r+b") as file:
            file.write(os.urandom(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)
            os.fsync(file.fileno())
        real.unlink()
        path.unlink(missing_ok=True)  # the link that led to it
    except OSError as error:
        raise KeyFileError(
            "“{name}” could not be destroyed: {reason}. Close other programs that have it open, and try again.",
            name=path.name,
            reason=error.strerror or str(error),
        ) from error


def _read(path: Path, project: bytes) -> tuple[_Head, bytes]:
    try:
        if path.stat().st_size > _LARGEST:
            raise _no_key(path)
        data = path.read_bytes()
    except FileNotFoundError:
        raise KeyFileError(
            "There is no key file “{path}”. Check the name and the folder.", path=str(path)
        ) from None
    except (OSError, ValueError) as error:
        raise KeyFileError(
            "The key file “{path}” cannot be read: {reason}.",
            path=str(path),
            reason=getattr(error, "strerror", None) or str(error),
        ) from None
    if not data.startswith(_MAGIC) or len(data) < _HEAD.size + _TAG:
        raise _no_key(path)
    _, version, *fields = _HEAD.unpack_from(data)
    if version > _VERSION:
        raise KeyFileError(
            "“{name}” was made by a newer version of QualCoder Peer, or its beginning is damaged. Install the newer "
            "version to open it.",
            name=path.name,
        )
    head = _Head(*fields)
    if not _is_bearable(head) or data[13] or version < 1:
        raise KeyFileError(
            "“{name}” is damaged: it asks for memory and time that no key of this program asks for. It was not opened; "
            "take a copy of the key from a backup.",
            name=path.name,
        )
    if head.project != project:
        raise KeyFileError(
            "“{name}” is the key of another project, or its beginning is damaged. Choose the key of this project.",
            name=path.name,
        )
    return head, data


def _is_bearable(head: _Head) -> bool:
    return (
        _LOWEST_COST <= head.cost <= 30
        and 1 <= head.r
        and 128 * head.r << head.cost <= _MOST_MEMORY
        and 1 <= head.p <= _MOST_PASSES
    )


def _no_key(path: Path) -> KeyFileError:
    return KeyFileError("“{name}” is no key file, or its beginning is damaged.", name=path.name)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD.size)
    except OSError:
        return b""


def _derive(password: bytearray, head: _Head) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=head.salt, length=32, n=1 << head.cost, r=head.r, p=head.p).derive(password)


def _encrypt(password: bytearray, head: _Head, plain: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    packed = head.pack()
    return packed + AESGCM(_derive(password, head)).encrypt(head.nonce, plain, packed)


def _decrypt(password: bytearray, head: _Head, data: bytes, name: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    packed = data[: _HEAD.size]
    try:
        return AESGCM(_derive(password, head)).decrypt(head.nonce, data[_HEAD.size :], packed)
    except InvalidTag:
        raise KeyFileError(
            "The password is wrong, or “{name}” is damaged; the two cannot be told apart. Try again; if you are sure "
            "of the password, take a copy of the key from a backup.",
            name=name,
        ) from None


def _parse(plain: bytes, name: str) -> list[KeyEntry]:
    try:
        stored = json.loads(plain)["entries"]
        entries = [KeyEntry(**one) for one in stored]
        if all(type(value) is str for entry in entries for value in asdict(entry).values()):
            return entries
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise KeyFileError("What “{name}” holds is no key. Take a copy of the key from a backup.", name=name)


def _replace(path: Path, data: bytes) -> None:
    target = Path(os.path.realpath(path))
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".~", suffix=SUFFIX, dir=target.parent)  # for its owner only
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise KeyFileError(
            "The key “{name}” could not be written: {reason}. What stood there before is untouched. Choose another "
            "place, or make room.",
            name=path.name,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error


def _checked(entry: KeyEntry) -> KeyEntry:
    real, pseudonym = (" ".join(storable(words).split()) for words in (entry.real, entry.pseudonym))
    if not real or not pseudonym:
        raise InvalidInput("An entry of the key needs both a real name and a pseudonym. Nothing was added.")
    kind, scope = PersonalKind(entry.kind).value, RuleScope(entry.scope).value
    return replace(entry, real=real, pseudonym=pseudonym, kind=kind, scope=scope, note=storable(entry.note))


def _same(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def _forget(password: bytearray) -> None:
    password[:] = bytes(len(password))
