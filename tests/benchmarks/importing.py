"""Measures an import of many mixed files: seconds and the most memory, each import in a process of its own.

    python -m tests.benchmarks.importing [FOLDER] [--files 1000] [--characters 60000] [--profile] [--preview]
    python -m tests.benchmarks.importing [FOLDER] --window

Without FOLDER the files are made (the same at every run) and removed afterwards: texts, Word files, captions, web
pages, Markdown, OpenDocument and rich text, as far as there is an importer for them. ``--window`` imports them through
the real window (see ``importing_window``).
"""

from __future__ import annotations

import argparse
import cProfile
import html
import pstats
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from qualcoder_peer.core.importers import SUFFIXES
from qualcoder_peer.core.importers.run import import_files, preview_files
from qualcoder_peer.core.project import Project
from tests.benchmarks.make_project import invented_talk
from tests.core.importers.word_parts import paragraph, write


def make_files(folder: Path, files: int, characters: int) -> Path:
    """``files`` files of about ``characters`` code points of talk each, in all the formats there are."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [(suffix, writer) for suffix, writer in _WRITERS.items() if suffix in SUFFIXES]
    for number in range(files):
        suffix, writer = kinds[number % len(kinds)]
        writer(folder / f"Interview {number + 1:04d}{suffix}", invented_talk(characters, number))
    return folder


def _text(path: Path, talk: str) -> None:
    path.write_text(talk, encoding="utf-8")


def _word(path: Path, talk: str) -> None:
    write(path, *(paragraph(html.escape(line)) for line in talk.split("\n")))


def _captions(path: Path, talk: str) -> None:
    lines = ["WEBVTT", ""]
    for number, line in enumerate(talk.split("\n")):
        start, (speaker, _, words) = number * 4, line.partition(": ")
        lines += [f"{_clock(start)}.000 --> {_clock(start + 4)}.000", f"<v {speaker}>{words}</v>", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _web_page(path: Path, talk: str) -> None:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in talk.split("\n"))
    path.write_text(f"<!doctype html><html><meta charset=utf-8><body>{body}</body></html>", encoding="utf-8")


def _markdown(path: Path, talk: str) -> None:
    path.write_text("# Interview\n\n" + talk.replace("\n", "\n\n"), encoding="utf-8")


def _rich_text(path: Path, talk: str) -> None:
    units = talk.encode("utf-16-le")
    pieces = []
    for place in range(0, len(units), 2):
        unit = int.from_bytes(units[place : place + 2], "little")
        pieces.append("\\par\n" if unit == 10 else chr(unit) if unit < 128 else f"\\u{unit - (unit >> 15 << 16)}?")
    path.write_text("{\\rtf1\\ansi\\ansicpg1252 " + "".join(pieces) + "}", encoding="ascii")


def _open_text(path: Path, talk: str) -> None:
    body = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in talk.split("\n"))
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "text", "style")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        )


_WRITERS: dict[str, Callable[[Path, str], None]] = {
    ".txt": _text,
    ".docx": _word,
    ".vtt": _captions,
    ".html": _web_page,
    ".md": _markdown,
    ".rtf": _rich_text,
    ".odt": _open_text,
}


def measure(folder: Path, preview: bool, profile: bool) -> None:
    """Import a folder into a new project, in this process, and say what it took."""
    place = tempfile.TemporaryDirectory()
    with place as made, Project.create(Path(made) / "m.qcp", title="M", coder="AJ") as project:
        profiler = cProfile.Profile()
        begun, worked = time.perf_counter(), time.process_time()
        if profile:
            profiler.enable()
        found = preview_files(project, [folder]) if preview else import_files(project, [folder])
        profiler.disable()
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
        problems = [one.problem for one in found if one.problem is not None]
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        size = project.path.stat().st_size // 1_000_000
        print(
            f"{len(found)} documents, {len(problems)} problems, {seconds:.1f} s ({worked:.1f} s of work), "
            f"{megabytes} MB, project {size} MB"
        )
        for problem in problems[:5]:
            print("  ", problem.text.format(**problem.parts))
    if profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("--window", action="store_true", help="through the window, from the drop to the end")
    parser.add_argument("--make", action="store_true", help="only make the files in FOLDER")
    asked = parser.parse_args()
    if asked.make:
        make_files(asked.folder, asked.files, asked.characters)
    elif asked.folder is not None and asked.window:
        from tests.benchmarks.importing_window import measure_window

        measure_window(asked.folder)
    elif asked.folder is not None:
        measure(asked.folder, asked.preview, asked.profile)
    else:
        with tempfile.TemporaryDirectory() as folder:
            files = make_files(Path(folder) / "files", asked.files, asked.characters)
            flags = [flag for flag in ("--preview", "--profile", "--window") if flag in sys.argv]
            subprocess.run([sys.executable, "-m", "tests.benchmarks.importing", str(files), *flags], check=True)


if __name__ == "__main__":
    main()
