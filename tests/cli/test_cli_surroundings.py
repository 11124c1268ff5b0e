"""What surrounds the command line: no Qt, encodings, closed pipes, full and write-protected disks, signals, size."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import TEXT, Command, sentence
from tests.support.commands import ROOT, command_line, surroundings

State = Callable[[Path], object]
UNIX = pytest.mark.skipif(os.name == "nt", reason="needs signals, limits and devices of Unix")


def test_the_main_job_without_qt(tmp_path: Path, command: Command, transcript: Path) -> None:
    path = tmp_path / "a.qcp"
    for words in (
        ("new", path, "--title", "T", "--language", "sv"),
        ("import", path, transcript),
        ("codes", path, "add", "F/K"),
        ("code", path, "--document", "grupp", "--code", "F/K", "--quote", "ensam längre"),
        ("list", path, "codings", "--json"),
        ("export", path, "quotes", "-o", tmp_path / "q.xlsx"),
        ("export", path, "report", "-o", tmp_path / "r.docx"),
        ("undo", path),
        ("redo", path),
        ("snapshots", path),
        ("check", path),
    ):
        outcome = command(*words)
        assert outcome.status == 0, outcome
        if words[0] == "export":  # that one person alone is quoted is told, and nothing else
            assert outcome.err.startswith("The disclosure check found ") and outcome.err.count("\n") == 1, outcome
            assert outcome.err.endswith("Nobody but R1 speaks of “F”.\n"), outcome
        else:
            assert outcome.err == "", outcome
    assert (tmp_path / "q.xlsx").is_file() and (tmp_path / "r.docx").is_file()


_LOADED = """
import sys
from qualcoder_peer.__main__ import main
status = main()
heavy = {"PySide6", "nltk", "docx", "xlsxwriter", "lxml", "numpy"} & {name.split(".")[0] for name in sys.modules}
print(sorted(heavy), file=sys.stderr)
sys.exit(status)
"""


def test_a_short_command_loads_no_heavy_library(project: Path, tmp_path: Path) -> None:
    coding = ["--document", "grupp", "--code", "X", "--start", "0", "--end", "4"]
    for words in (["list", str(project), "codes"], ["code", str(project), *coding]):
        done = subprocess.run(
            [sys.executable, "-c", _LOADED, *words],
            capture_output=True,
            text=True,
            env=surroundings(tmp_path),
            cwd=ROOT,
            check=True,
        )
        assert done.stderr.strip() == "[]", words


def test_a_console_without_our_letters(project: Path, command: Command) -> None:
    old = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    shown = command("list", project, "turns", env=old)
    assert shown.status == 0
    for what in ("codings", "turns", "documents", "history"):
        rows = command("list", project, what, "--json", env=old)
        assert rows.status == 0 and rows.out.isascii()
        assert rows.json() == command("list", project, what, "--json").json()
    command("code", project, "--document", "grupp", "--code", "Glädje 😀", "--quote", "igen mig 😀")
    emoji = command("list", project, "codings", env=old)
    assert emoji.status == 0 and "Glädje \\U0001f600" in emoji.out
    assert "😀" in command("list", project, "codings").out
    sentence(command("code", project, "--document", "😀", "--code", "X", "--quote", "a", env=old), "\\U0001f600")


@UNIX
def test_a_full_disk_behind_the_output(project: Path, tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command_line("list", project, "codings", "--json"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(tmp_path),
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "disk is full" in done.stderr


@UNIX
def test_a_reader_that_leaves(project: Path, tmp_path: Path, cli: Command) -> None:
    lines = (json.dumps({"document": "grupp", "start": n, "end": n + 9, "code": f"K{m}"})
             for n in range(100) for m in range(20))  # fmt: skip
    source = tmp_path / "many.jsonl"
    source.write_text("\n".join(lines), encoding="ascii")
    assert cli("code", project, "--from", source).status == 0
    running = subprocess.Popen(
        command_line("list", project, "codings", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(tmp_path),
        cwd=tmp_path,
    )
    assert running.stdout is not None and running.stderr is not None
    assert running.stdout.read(1) == b"["
    running.stdout.close()
    assert running.wait(60) == 1
    assert running.stderr.read() == b""
    running.stderr.close()


def listen_to_interrupts() -> None:
    """What a shell puts in the background ignores interrupts, and so would all that the tests start from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@UNIX
def test_stopped_in_the_middle(project: Path, tmp_path: Path, state: State) -> None:
    before = state(project)
    pipe = tmp_path / "slow.jsonl"
    os.mkfifo(pipe)
    running = subprocess.Popen(
        command_line("code", project, "--from", pipe),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(tmp_path),
        cwd=tmp_path,
        preexec_fn=listen_to_interrupts,
    )
    with pipe.open("w", encoding="ascii") as slow:
        for start in range(50):
            slow.write(json.dumps({"document": "grupp", "start": start, "end": start + 5, "code": "Halvt"}) + "\n")
        slow.flush()
        deadline = time.monotonic() + 60
        while not (project.with_name("prov.qcp-journal").stat().st_size or time.monotonic() > deadline):
            time.sleep(0.05)  # until the first code is written
        for _ in range(6):  # Python forgets an interrupt that comes while an object is dying: one presses again
            running.send_signal(signal.SIGINT)
            try:
                out, err = running.communicate(timeout=30)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            running.kill()
            out, err = running.communicate()
    assert (running.returncode, out) == (1, "")
    assert err.count("\n") == 1 and "Stopped" in err and "Traceback" not in err
    assert state(project) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where the tests may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode
    except OSError:
        done = 1
    if done:
        pytest.skip("no right to mount a small disk here; the limit on file sizes is tested instead")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@UNIX
def test_a_full_disk(small_disk: Path, tmp_path: Path, cli: Command, transcript: Path, state: State) -> None:
    path = small_disk / "prov.qcp"
    assert cli("new", path, "--title", "T").status == 0
    assert cli("import", path, transcript).status == 0
    before = state(path)
    big = tmp_path / "stor.txt"
    big.write_text("Ett ord till och ett till. " * 60_000, encoding="utf-8")
    sentence(cli("import", path, big), "prov.qcp")
    assert state(path) == before
    source = tmp_path / "many.jsonl"
    source.write_text("".join(  # each by a coder of its own: what one puts on words that meet would be one coding
        json.dumps({"document": "grupp", "start": at, "end": at + 9, "code": f"K{code}", "coder": f"C{at}"}) + "\n"
        for code in range(90) for at in range(100)), encoding="ascii")  # fmt: skip
    sentence(cli("code", path, "--from", source), "prov.qcp")
    assert state(path) == before
    free = os.statvfs(small_disk)
    (small_disk / "fill").write_bytes(bytes(free.f_bavail * free.f_frsize))
    target = small_disk / "quotes.xlsx"
    sentence(cli("export", path, "quotes", "-o", target), "quotes.xlsx")
    assert sorted(one.name for one in small_disk.iterdir() if one.name.startswith((".~", "quotes"))) == []
    sentence(cli("new", small_disk / "ny.qcp", "--title", "T"), "ny.qcp")
    assert not (small_disk / "ny.qcp").exists()
    assert state(path) == before


@UNIX
def test_a_limit_on_the_size_of_files(project: Path, tmp_path: Path, command: Command, state: State) -> None:
    import resource

    before = state(project)
    big = tmp_path / "stor.txt"
    big.write_text("Ett ord till och ett till. " * 60_000, encoding="utf-8")
    limit = project.stat().st_size + 100_000

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    sentence(command("import", project, big, preexec_fn=bound), "prov.qcp")
    assert state(project) == before
    small = len(TEXT)

    def tight() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))

    target = tmp_path / "q.xlsx"
    target.write_bytes(b"what stood here")
    sentence(command("export", project, "quotes", "-o", target, preexec_fn=tight), "q.xlsx")
    assert target.read_bytes() == b"what stood here"


@pytest.fixture
def protected(tmp_path: Path, project: Path) -> Iterator[Path]:
    """A folder nobody may write in, with a copy of the project."""
    folder = tmp_path / "läsbar"
    folder.mkdir()
    (folder / "prov.qcp").write_bytes(project.read_bytes())
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not root:
        folder.chmod(0o555)
        (folder / "prov.qcp").chmod(0o444)
        yield folder
        folder.chmod(0o755)
        (folder / "prov.qcp").chmod(0o644)
        return
    words = [["mount", "--bind", str(folder), str(folder)], ["mount", "-o", "remount,ro,bind", str(folder)]]
    try:
        failed = any(subprocess.run(one, capture_output=True, check=False).returncode for one in words)
    except OSError:
        failed = True
    if failed:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        pytest.skip("root may write everywhere, and there is no right to mount a read-only folder")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@UNIX
def test_a_folder_nobody_may_write_in(protected: Path, project: Path, cli: Command, transcript: Path) -> None:
    path = protected / "prov.qcp"
    before = path.read_bytes()
    for words in (
        ("codes", path, "add", "X"),
        ("import", path, transcript),
        ("undo", path),
        ("new", protected / "ny.qcp", "--title", "T"),
        ("export", path, "quotes", "-o", protected / "q.csv"),
        ("export", project, "quotes", "-o", protected / "q.csv"),
    ):
        sentence(cli(*words))
    sentence(cli("demo", "--out", protected / "demo", "--no-window"), "demo")
    assert len(cli("list", path, "codings", "--json").json()) == 1
    assert path.read_bytes() == before
    assert [one.name for one in protected.iterdir()] == ["prov.qcp"]


_MEASURED = """
import resource, sys
from qualcoder_peer.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


def peak(tmp_path: Path, *words: object) -> int:
    """The most memory a command had, in kB."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(tmp_path),
        cwd=ROOT,
        check=True,
    )
    return int(done.stderr.split()[-1])


@UNIX
@pytest.mark.timeout(600)
def test_memory_hardly_grows_with_the_lines(project: Path, tmp_path: Path) -> None:
    long = tmp_path / "lång.txt"
    long.write_text("Ord på ord, om igen. " * 20_000, encoding="utf-8")
    peak(tmp_path, "import", project, long)
    peaks: dict[str, list[int]] = {"read": [], "listed": []}
    for number, lines in enumerate((20_000, 200_000)):
        source = tmp_path / f"{lines}.jsonl"
        with source.open("w", encoding="ascii") as file:
            for line in range(lines):
                fields = {"document": "l\u00e5ng", "start": line, "end": line + 20, "code": f"Q{number}/T{line % 7}"}
                file.write(json.dumps(fields) + "\n")
        peaks["read"].append(peak(tmp_path, "code", project, "--from", source))
        peaks["listed"].append(peak(tmp_path, "list", project, "codings", "--json"))
    # Ten times the lines.
    assert peaks["read"][1] < 1.3 * peaks["read"][0], peaks
    assert peaks["listed"][1] < 1.3 * peaks["listed"][0], peaks
