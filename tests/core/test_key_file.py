"""The key file: what goes in comes out with the password, and nothing comes out, or breaks, without."""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from qualcoder_peer.core import key_file
from qualcoder_peer.core.domain.errors import InvalidInput, KeyFileError
from qualcoder_peer.core.domain.ids import new_guid
from qualcoder_peer.core.key_file import KeyEntry, KeyFile, destroy_file, is_key_of, password_advice

PROJECT = new_guid()
PASSWORD = "fyra ord som inte hör ihop"
ANNA = KeyEntry("Anna Berg", "Kim", "person", "word", "stödperson", "2026-05-04T12:00:00.000Z", "AJ")
GORAN = KeyEntry("Göran Delić", "R3")
NUMBER = KeyEntry("811218-9876", "[personnummer]", "identity_number")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least cost that is read at all, so that a thousand tries take seconds."""
    monkeypatch.setattr(key_file, "COST", 15)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a key with three entries, made once."""
    path = tmp_path_factory.mktemp("made") / "studie.qckey"
    with KeyFile.create(path, PROJECT, PASSWORD, cost=15) as key:
        assert key.add([ANNA, GORAN, NUMBER], "Maja Brolin") == 3
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, made: bytes) -> Path:
    path = tmp_path / "studie.qckey"
    path.write_bytes(made)
    path.chmod(0o600)
    return path


def opened(path: Path, password: str = PASSWORD) -> tuple[KeyEntry, ...]:
    with KeyFile.open(path, PROJECT, password) as key:
        return key.entries


def test_entries_come_back_with_who_and_when(path: Path) -> None:
    first, second, third = opened(path)
    assert first == ANNA
    told = (second.real, second.pseudonym, second.kind, second.added_by)
    assert told == ("Göran Delić", "R3", "person", "Maja Brolin")
    assert second.added.endswith("Z") and third.real == NUMBER.real


def test_nothing_stands_in_the_open(path: Path) -> None:
    data = path.read_bytes()
    # four bytes at least: two or three letters stand in four thousand bytes of chance now and then
    for words in ("Anna", "Göran", "Delić", "811218", "stödperson", "Maja Brolin", PASSWORD, '"real"', "pseudonym"):
        assert words.encode() not in data
    assert data[:8] == b"QCPKEY\r\n" and data[42:58] == UUID(PROJECT).bytes
    assert (len(data) - 58 - 16) % 4096 == 0


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
def test_only_its_owner_may_read_it(path: Path, tmp_path: Path) -> None:
    path.chmod(0o644)
    with KeyFile.open(path, PROJECT, PASSWORD) as key:
        key.add([KeyEntry("Ny", "R9")])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_format_is_what_the_module_says(path: Path) -> None:
    """Read with the library alone, by the table at the top of the module."""
    import hashlib
    import json

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = path.read_bytes()
    version, cost, r, p = struct.unpack_from(">HBBB", data, 8)
    assert (version, cost, r, p) == (1, 15, 8, 1)
    secret = unicodedata.normalize("NFKC", PASSWORD).encode()
    key = hashlib.scrypt(secret, salt=data[14:30], n=2**cost, r=r, p=p, dklen=32, maxmem=1 << 28)
    plain = AESGCM(key).decrypt(data[30:42], data[58:], data[:58])
    assert [one["real"] for one in json.loads(plain)["entries"]] == ["Anna Berg", "Göran Delić", "811218-9876"]


def test_new_files_cost_what_they_should() -> None:
    assert key_file.COST == 15, "lowered for these tests"
    source = Path(key_file.__file__).read_text(encoding="utf-8")
    assert "\nCOST = 17\n" in source


def test_salt_and_nonce_are_new_at_each_writing(path: Path) -> None:
    seen = {path.read_bytes()[14:42]}
    with KeyFile.open(path, PROJECT, PASSWORD) as key:
        for number in range(3):
            key.add([KeyEntry(f"Namn {number}", f"P{number}")])
            seen.add(path.read_bytes()[14:42])
    assert len(seen) == 4 and len({one[:16] for one in seen}) == 4 and len({one[16:] for one in seen}) == 4


def test_adding_says_how_many_are_new_and_refuses_contradictions(path: Path) -> None:
    with KeyFile.open(path, PROJECT, PASSWORD) as key:
        before = path.read_bytes()
        assert key.add([KeyEntry(" anna   BERG ", "kim")]) == 0
        with pytest.raises(InvalidInput, match="Kim.*Robin"):
            key.add([KeyEntry("Ny Person", "R9"), KeyEntry("Anna Berg", "Robin")])
        for empty in (KeyEntry("", "x"), KeyEntry("x", " "), KeyEntry("a\x00b", "x"), KeyEntry("a", "\ud83d")):
            with pytest.raises(InvalidInput):
                key.add([KeyEntry("Ny Person", "R9"), empty])
        assert path.read_bytes() == before and len(key.entries) == 3
        assert key.add([KeyEntry("Anna B.", "Kim")]) == 1, "two spellings of one person"
        assert [entry.real for entry in key.of_pseudonym("KIM")] == ["Anna Berg", "Anna B."]
        assert key.of_pseudonym("Robin") == ()
        assert key.remove(["anna b.", "nobody"]) == 1
    assert len(opened(path)) == 3


def test_letters_written_in_two_ways_are_one_name_and_one_password(tmp_path: Path) -> None:
    path = tmp_path / "a.qckey"
    composed, apart = "Åsa Ek åäö", unicodedata.normalize("NFD", "Åsa Ek åäö")
    with KeyFile.create(path, PROJECT, composed, cost=15) as key:
        key.add([KeyEntry(composed, "R1")])
        assert key.add([KeyEntry(apart, "R1")]) == 0
    assert len(opened(path, apart)) == 1


def test_passwords(path: Path, tmp_path: Path) -> None:
    for empty in ("", "  ", "\t\n", "\u00a0"):
        with pytest.raises(InvalidInput, match="needs a password"):
            KeyFile.create(tmp_path / "b.qckey", PROJECT, empty)
        with pytest.raises(InvalidInput, match="needs a password"):
            KeyFile.open(path, PROJECT, empty)
    with pytest.raises(InvalidInput, match="half a character"):
        KeyFile.create(tmp_path / "b.qckey", PROJECT, "\ud83d" * 20)
    assert not (tmp_path / "b.qckey").exists()
    assert password_advice("hemligt") is not None
    assert password_advice(PASSWORD) is None


def test_changing_the_password(path: Path) -> None:
    with KeyFile.open(path, PROJECT, PASSWORD) as key:
        with pytest.raises(InvalidInput):
            key.change_password(" ")
        key.change_password("ett annat lösenord")
        key.add([KeyEntry("Ny", "R9")])
    with pytest.raises(KeyFileError, match="password is wrong"):
        opened(path)
    assert len(opened(path, "ett annat lösenord")) == 4


def test_closing_forgets(path: Path) -> None:
    key = KeyFile.open(path, PROJECT, PASSWORD)
    password = key._password
    assert PASSWORD.encode() == bytes(password)
    key.close()
    key.close()
    assert key.closed and not any(password) and not key._entries
    for use in (lambda: key.entries, lambda: key.add([ANNA]), lambda: key.change_password("x" * 12)):
        with pytest.raises(KeyFileError, match="has been closed"):
            use()


def test_a_key_that_another_window_has_changed_is_not_written_over(path: Path) -> None:
    with KeyFile.open(path, PROJECT, PASSWORD) as first, KeyFile.open(path, PROJECT, PASSWORD) as second:
        first.add([KeyEntry("Ny", "R9")])
        with pytest.raises(KeyFileError, match="changed, moved or deleted"):
            second.add([KeyEntry("Annan", "R10")])
        assert len(second.entries) == 3, "what could not be kept is not shown as kept"
    assert len(opened(path)) == 4
    with KeyFile.open(path, PROJECT, PASSWORD) as key:
        path.unlink()
        with pytest.raises(KeyFileError, match="changed, moved or deleted"):
            key.add([KeyEntry("Annan", "R10")])
    assert not path.exists()


def test_nothing_is_written_over_and_nothing_left_behind(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="exists already"):
        KeyFile.create(path, PROJECT, PASSWORD)
    with pytest.raises(KeyFileError, match="could not be written"):
        KeyFile.create(tmp_path / "nowhere" / "a.qckey", PROJECT, PASSWORD)
    link = tmp_path / "link.qckey"
    link.symlink_to(path)
    with KeyFile.open(link, PROJECT, PASSWORD) as key:
        key.add([KeyEntry("Ny", "R9")])
    assert link.is_symlink() and path.read_bytes() != before and len(opened(path)) == 4
    assert {one.name for one in tmp_path.iterdir()} == {"studie.qckey", "link.qckey"}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with KeyFile.open(path, PROJECT, PASSWORD) as key, pytest.raises(KeyFileError, match="could not be written"):
            key.add([KeyEntry("Ny", "R9")])
    finally:
        path.parent.chmod(0o700)
    assert len(opened(path)) == 3


# --- damage


def refused(path: Path, words: str, password: str = PASSWORD, project: str = PROJECT) -> None:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(KeyFileError, match=words) as error:
        KeyFile.open(path, project, password)
    assert path.name in str(error.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_wrong_password_and_other_project(path: Path) -> None:
    refused(path, "password is wrong.*damaged", "fel lösenord")
    refused(path, "another project", project=new_guid())
    assert is_key_of(path, PROJECT) and not is_key_of(path, new_guid())


def test_no_key_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.qckey"
    refused(path, "There is no key file")
    path.write_bytes(b"")
    refused(path, "no key file")
    path.write_text("real,pseudonym\nAnna,Kim\n")
    refused(path, "no key file")
    path.write_bytes(b"QCPKEY\n" + bytes(5000))
    refused(path, "no key file")
    path.unlink()
    path.mkdir()
    refused(path, "cannot be read")


def test_a_giant_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.qckey"
    with path.open("wb") as file:
        file.truncate(1 << 36)
    with pytest.raises(KeyFileError, match="no key file"):
        KeyFile.open(path, PROJECT, PASSWORD)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (8, b"\x00\x02", "newer version"),
        (8, b"\xff\xff", "newer version"),
        (8, b"\x00\x00", "damaged"),
        (10, b"\x00", "memory and time"),
        (10, b"\x0e", "memory and time"),
        (10, b"\x13", "memory and time"),
        (10, b"\xff", "memory and time"),
        (11, b"\x00", "memory and time"),
        (11, b"\xff", "memory and time"),
        (12, b"\x00", "memory and time"),
        (12, b"\xff", "memory and time"),
        (13, b"\x01", "memory and time"),
        (42, b"\x00\x00", "another project"),
        (14, b"\x00\x00", "password is wrong"),
        (30, b"\x00\x00", "password is wrong"),
        (10, b"\x10", "password is wrong"),
    ],
)
def test_absurd_and_damaged_heads(path: Path, place: int, value: bytes, words: str) -> None:
    data = bytearray(path.read_bytes())
    data[place : place + len(value)] = value
    path.write_bytes(data)
    refused(path, words)


@given(st.integers(0, 4096 + 73))
@given_settings(max_examples=40)
def test_a_truncated_file_is_refused(tmp_path_factory: pytest.TempPathFactory, made: bytes, length: int) -> None:
    path = tmp_path_factory.mktemp("key") / "a.qckey"
    assert len(made) == 4096 + 74
    path.write_bytes(made[:length])
    refused(path, "no key file|password is wrong")


@given(st.integers(0, (4096 + 74) * 8 - 1))
@given_settings(max_examples=40)
def test_one_turned_bit_is_refused(tmp_path_factory: pytest.TempPathFactory, made: bytes, bit: int) -> None:
    path = tmp_path_factory.mktemp("key") / "a.qckey"
    data = bytearray(made)
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    refused(path, "no key file|password is wrong|newer|another project|memory and time|damaged")


def test_what_is_well_encrypted_and_yet_no_key(path: Path) -> None:
    for plain in (b"", b"[]", b'{"entries": 3}', b'{"entries": [{"real": 1}]}', b'{"entries": [{"x": "y"}]}', b"\xff",
                  b'{"entries": [{"real": 1, "pseudonym": "x"}]}', b"[" * 100_000):  # fmt: skip
        head = key_file._Head(15, 8, 1, bytes(16), bytes(12), UUID(PROJECT).bytes)
        path.write_bytes(key_file._encrypt(key_file.checked_password(PASSWORD), head, plain))
        refused(path, "holds is no key")


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(lambda one: one.strip())


@given(st.dictionaries(names, names, max_size=20))
@given_settings(max_examples=15)
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("key") / "a.qckey"
    with KeyFile.create(path, PROJECT, PASSWORD, cost=15) as key:
        for real, pseudonym in pairs.items():
            if all(key_file._same(real) != key_file._same(entry.real) for entry in key.entries):
                key._entries[key_file._same(real)] = KeyEntry(real, pseudonym, note=real)
        key.add([KeyEntry("den sista", "x")])
        kept = key.entries
    assert opened(path) == kept
    assert len(kept) == len({key_file._same(real) for real in [*pairs, "den sista"]})


# --- destroying


def test_destroying_overwrites_and_deletes(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "also"
    os.link(path, link)
    size = path.stat().st_size
    destroy_file(path, PROJECT)
    assert not path.exists()
    assert size > 0 and link.read_bytes() == b"", "the same file under another name holds nothing any more"
    with pytest.raises(KeyFileError, match="There is no key file"):
        destroy_file(path, PROJECT)


def test_only_a_key_of_this_project_is_destroyed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "brev.docx"
    other.write_bytes(b"PK" + bytes(9000))
    before = other.read_bytes(), path.read_bytes()
    for victim, project in ((other, PROJECT), (path, new_guid())):
        with pytest.raises(KeyFileError):
            destroy_file(victim, project)
    assert (other.read_bytes(), path.read_bytes()) == before


def test_a_link_to_a_key_goes_with_it(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.qckey"
    link.symlink_to(path)
    destroy_file(link, PROJECT)
    assert not path.exists() and not link.is_symlink()
