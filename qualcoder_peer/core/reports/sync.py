"""Brings a report that has been worked on in Word for weeks up to date with the project, and leaves the rest alone.

``plan_update`` tells what differs; ``apply_update`` writes a new file in which what was chosen is as in the project.
The file that was read is never written to, and the project is not changed.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import ExportFailed, NotFound, UnreadableFile
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Report
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.i18n import LANGUAGES, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.controls import KEY_TITLES, project_mark, text_hash
from qualcoder_peer.core.reports.sync_apply import Update
from qualcoder_peer.core.reports.sync_file import ReportFile, lock_of
from qualcoder_peer.core.reports.sync_find import (
    Found,
    chart_relations,
    chart_texts,
    find_all,
    is_moved_away,
    words_of,
    writers_marks,
)
from qualcoder_peer.core.reports.sync_fresh import Fresh, fresh_package
from qualcoder_peer.core.reports.sync_headings import NOTES, FoundBy, mark_headings, names_of_headings
from qualcoder_peer.core.reports.sync_names import shown_lines, value, w
from qualcoder_peer.core.reports.sync_plan import (
    Decision,
    UpdateEntry,
    UpdateKind,
    UpdatePlan,
    UpdateResult,
)
from qualcoder_peer.core.reports.word_opening import open_report
from qualcoder_peer.core.services.disclosure_gate import refuse
from qualcoder_peer.core.services.printed import PRINTED_TITLES, PrintedStatus, printed_of, read_declared
from qualcoder_peer.core.services.reports import Outline, OutlineNode, list_reports, read_options, read_outline

_KEEP = (Decision.KEEP,)
_BOTH = (Decision.KEEP, Decision.REFRESH)
_LONGEST_PLACE = 60
_ITEM = re.compile(r"(?:[qstch]|f-[a-z]+)(\d+)")


def plan_update(
    project: Project,
    report: ReportId | None,
    path: Path,
    options: ReportOptions | None = None,
    progress: Progress | None = None,
) -> UpdatePlan:
    """Compare a Word file with the project; nothing is written.

    Without ``report`` it is the one most controls of the file come from; it is made in the language of the file unless
    ``options`` ask for another than the project keeps. Raises UnreadableFile with what is wrong with
    the file (one where nothing is of this project, too), NotFound when there is no report, or Cancelled.
    """
    from qualcoder_peer.core.exporters.report import ReportExporter

    progress = progress or Progress()
    progress.step(0, 4, message("Reading “{name}”", name=path.name))
    file = open_report(path, to_change=True)
    mark = project_mark(project.info().guid)
    owners = _owners(project)
    restores = _restores(file)
    first, restored = find_all(file, (), restore=restores)
    tags = [one.tag for one in first]
    votes = Counter(
        owners[item_number(tag.key)] for tag in tags if tag.project == mark and item_number(tag.key) in owners
    )
    chosen, told = _chosen_report(project, report, votes)
    kept = read_options(project, ReportOptions)
    given = options or kept
    asked = given.language if given.language != kept.language else ""
    language = asked or _language_of(file) or given.language or project.info().language
    progress.step(1, 4, message("Making the report anew, to compare"))
    given = dataclasses.replace(given, language=language)
    fresh_data = fresh_package(project, chosen.id, given, progress)
    progress.step(2, 4, message("Comparing"))
    fresh = Fresh(fresh_data)
    outline = read_outline(project, chosen.id)
    headings = names_of_headings(project, outline)
    found, further, marked = _found_in(file, fresh, headings, restore=restores)
    restored += further  # those whose bookmarks have a digest for a key
    _refuse_others(found, mark, path.name)
    comparison = _Comparison(file, fresh, found, chosen.id, owners, marked, progress)
    told += comparison.lost_headings(headings)
    entries = _with_stale(project, outline, given, comparison.entries(_neighbours(outline)))
    disclosure = ReportExporter(chosen.id).disclosure(project, None, given, None, progress)
    progress.step(4, 4, message("Comparing"))
    return UpdatePlan(
        path, chosen.id, chosen.title, language, file.data, fresh_data, entries,
        (*told, *_notices(path, file, entries, restored)), restored, disclosure, headings,
    )  # fmt: skip


def apply_update(
    plan: UpdatePlan,
    decisions: Mapping[int, Decision] | None = None,
    out_path: Path | None = None,
    progress: Progress | None = None,
) -> UpdateResult:
    """Write the updated file: ``out_path``, or a name with today's date beside the file.

    ``decisions`` by the numbers of entries; those not named are as the plan says by default. A file that stands at
    ``out_path`` is kept as a backup beside it. Raises ExportFailed (nothing was written), DisclosureRefused where the
    rules of the project are strict and something is open, or Cancelled.
    """
    progress = progress or Progress()
    if plan.disclosure is not None:
        refuse(plan.disclosure)
    chosen = {**plan.decisions(), **(decisions or {})}
    target = updated_name(plan.path, plan.language) if out_path is None else out_path
    _refuse_target(plan, target)
    progress.step(0, 2, message("Writing “{name}”", name=target.name))
    file, fresh = ReportFile(plan.data, plan.path.name), Fresh(plan.fresh)
    found, _, _ = _found_in(file, fresh, plan.headings, restore=_restores(file))
    update = Update(file, fresh, found, texts(plan.language))
    if plan.restored:
        for part in {one.part for one in found}:
            file.change(part)
    done: Counter[Decision] = Counter()
    for entry in plan.entries:
        decision = chosen[entry.number]
        if decision not in entry.choices:
            decision = entry.default
        progress.step(0, 2, message("Writing “{name}”", name=target.name))
        update.do(entry, decision)
        done[decision] += entry.kind is not UpdateKind.UNCHANGED
    update.finish()
    if not update.changed and not plan.restored:
        raise ExportFailed(
            "Nothing was chosen that would change “{name}”, so no new file was written.", name=plan.path.name
        )
    made = file.package()
    progress.step(1, 2, message("Writing “{name}”", name=target.name))
    backup = _backup(target)
    with replacing(target) as temporary:
        temporary.write_bytes(made)
    return UpdateResult(
        target, backup, done[Decision.REFRESH], done[Decision.ADD], done[Decision.COMMENT], done[Decision.KEEP]
    )


def updated_name(path: Path, language: str = "en") -> Path:
    """A name beside a file, with today's date, that is not taken: ``Report (updated 2026-05-04).docx``."""
    say, today = texts(language), f"{datetime.now().astimezone():%Y-%m-%d}"
    name = say("{name} (updated {date})", name=path.stem, date=today)
    tried, number = path.with_name(name + path.suffix), 1
    while tried.exists():
        number += 1
        name = say("{name} (updated {date}, {number})", name=path.stem, date=today, number=number)
        tried = path.with_name(name + path.suffix)
    return tried


def _with_stale(
    project: Project, outline: Outline, options: ReportOptions, entries: Sequence[UpdateEntry]
) -> tuple[UpdateEntry, ...]:
    # What a writer shortened comes back at full length when its transcript has changed: that is said.
    declared = read_declared(project, options)
    stale = {
        f"q{node.id}"
        for node in outline.walk()
        if node.printed and node.quote is not None and printed_of(node, declared).status is PrintedStatus.STALE
    }
    note = Message(PRINTED_TITLES[PrintedStatus.STALE])
    return tuple(
        dataclasses.replace(one, notes=(*one.notes, note))
        if one.key in stale and one.kind in (UpdateKind.CHANGED, UpdateKind.CONFLICT)
        else one
        for one in entries
    )


class _Comparison:
    def __init__(
        self,
        file: ReportFile,
        fresh: Fresh,
        found: Sequence[Found],
        report: ReportId,
        owners: Mapping[str, ReportId],
        marked: Mapping[str, FoundBy],
        progress: Progress,
    ) -> None:
        self._file, self._fresh, self._found, self._mark = file, fresh, found, fresh.mark
        self._report, self._owners, self._marked, self._progress = report, owners, marked, progress
        self._keys = {one.tag.key for one in found if one.tag.project == self._mark}
        self._charts = {part: chart_texts(file, part) for part in {one.part for one in found}}
        self._words = [words_of(one.content, self._charts[one.part]) for one in found]
        self._made: list[UpdateEntry] = []

    def entries(self, neighbours: Mapping[str, tuple[str, ...]]) -> tuple[UpdateEntry, ...]:
        """An entry for each control in the order of the document, then those that are not in it.

        ``neighbours`` are the keys that stand before each in the outline, the nearest first.
        """
        for numbers in self._groups():
            self._progress.step(2, 4, message("Comparing"))
            self._one(numbers)
        self._missing(neighbours)
        return tuple(self._made)

    def lost_headings(self, names: Mapping[str, Sequence[str]]) -> list[Message]:
        """A sentence for each code that has been renamed and whose heading has no control and was not found."""
        return [
            message(
                "“{old}” is now called “{new}”; its heading was not found in the file and is not changed.",
                old=words[1], new=words[0],
            )
            for key, words in names.items()
            if len(words) > 1 and self._has_lost(key)
        ]  # fmt: skip

    def _has_lost(self, key: str) -> bool:
        # Whether it is a heading of a file without marked ones, of a section that is there.
        headings = {one for one in self._keys if one[:1] == "h"}
        there = f"f-who{item_number(key)}" in self._keys
        return key[:1] == "h" and key not in headings and headings <= self._marked.keys() and there

    def _groups(self) -> list[tuple[int, ...]]:
        # The pieces of a control that was split are one; what a tracked move left behind is none.
        by_tag: dict[str, list[int]] = {}
        for number, one in enumerate(self._found):
            by_tag.setdefault(str(one.tag), []).append(number)
        groups: dict[int, tuple[int, ...]] = {}
        for numbers in by_tag.values():
            there = [number for number in numbers if not is_moved_away(self._found[number])] or numbers[:1]
            for group in self._pieces(there):
                groups[group[0]] = group
        return [groups[first] for first in sorted(groups)]

    def _pieces(self, numbers: list[int]) -> list[tuple[int, ...]]:
        digest = self._found[numbers[0]].tag.digest
        if len(numbers) > 1 and all(text_hash(self._words[number]) != digest for number in numbers):
            joined = [self._words[number] for number in numbers]
            if digest in (text_hash(" ".join(joined)), text_hash("".join(joined))):
                return [tuple(numbers)]
        return [(number,) for number in numbers]

    def _one(self, numbers: tuple[int, ...]) -> None:
        found = self._found[numbers[0]]
        key = found.tag.key
        if found.tag.project != self._mark:
            self._add(UpdateKind.FOREIGN, numbers, (), _KEEP)
        elif self._owners.get(item_number(key), self._report) != self._report:
            self._add(UpdateKind.OTHER_REPORT, numbers, (), _KEEP)
        elif not self._fresh.has(key):
            if not (key[:1] == "s" and f"q{key[1:]}" in self._keys):
                self._gone(numbers)
        else:
            self._compare(numbers)

    def _gone(self, numbers: tuple[int, ...]) -> None:
        found = self._found[numbers[0]]
        may = found.part == self._file.main and found.shape != "rows"
        choices = (Decision.KEEP, Decision.COMMENT) if may else _KEEP
        note = {
            "q": message("It was taken out of the report, or its coding, theme or transcript was deleted."),
        }.get(found.tag.key[:1], message("It was taken out of the report, or what it was made from was deleted."))
        self._add(UpdateKind.GONE, numbers, (), choices, notes=(note,))

    def _compare(self, numbers: tuple[int, ...]) -> None:
        found = self._found[numbers[0]]
        before = " ".join(self._words[number] for number in numbers)
        content = self._fresh.content(found.tag.key, found.shape, self._keys)
        after = self._fresh.words(content)
        split = len(numbers) > 1
        if before == after:
            self._add(UpdateKind.UNCHANGED, numbers, content, _KEEP)
            return
        beside = [one for number in numbers for one in writers_marks(self._found[number].content, content)]
        words_are_ours = split or text_hash(before) == found.tag.digest
        by_writer = split or bool(beside) or not words_are_ours
        by_project = text_hash(after) != found.tag.digest
        if not by_writer:
            kind = UpdateKind.CHANGED
        else:
            kind = UpdateKind.CONFLICT if by_project else UpdateKind.MINE
        notes = [_beside(one) for one in {what.text: what for what in beside}.values()]
        if split:
            notes.append(counted("It was split into {count} piece.", "It was split into {count} pieces.", len(numbers)))
        if found.tag.key in self._marked:
            notes.append(NOTES[self._marked[found.tag.key]])
        if found.shape == "rows":
            notes.append(message("It lies around rows of a table and cannot be written anew by itself."))
        choices = _KEEP if found.shape == "rows" else _BOTH
        default = Decision.REFRESH if kind is UpdateKind.CHANGED and choices is _BOTH else Decision.KEEP
        self._add(kind, numbers, content, choices, default, tuple(notes))

    def _shown(self, number: int) -> str:
        found = self._found[number]
        if not self._words[number]:
            return ""
        charts = [self._charts[found.part].get(one, "") for one in chart_relations(found.content)]
        return "\n".join(filter(None, (shown_lines(found.content), *charts)))

    def _missing(self, neighbours: Mapping[str, tuple[str, ...]]) -> None:
        order = [key for key in self._fresh.found if self._fresh.found[key].part == self._fresh.file.main]
        for index, key in enumerate(order):
            if key in self._keys or key[:1] == "s" or self._has_lost(key):
                continue
            if key[:2] == "f-" and self._fresh.found[key].shape == "runs":
                continue  # a number amid the writer's own words: without them it says nothing
            near = (*neighbours.get(key, ()), *reversed(order[:index]))
            before = next((one for one in near if one in self._keys), "")
            place = message("at the end of the document")
            if before:
                shown = next(self._words[number] for number, one in enumerate(self._found)
                             if one.tag.key == before and one.tag.project == self._mark)  # fmt: skip
                place = message("after “{words}”", words=_shortened(shown))
            elif self._keys:
                place = message("before the first that is there")
            note = message("It is new in the report, or was taken out of the file.")
            self._made.append(
                UpdateEntry(
                    number=len(self._made),
                    key=key,
                    kind=UpdateKind.NEW,
                    title=_title(key),
                    place=place,
                    before="",
                    after=self._fresh.shown(key),
                    default=Decision.KEEP,
                    choices=(Decision.KEEP, Decision.ADD),
                    notes=(note,),
                    neighbours=near,
                )
            )

    def _add(
        self,
        kind: UpdateKind,
        numbers: tuple[int, ...],
        content: Sequence[Any],
        choices: tuple[Decision, ...],
        default: Decision = Decision.KEEP,
        notes: tuple[Message, ...] = (),
    ) -> None:
        found = self._found[numbers[0]]
        self._made.append(
            UpdateEntry(
                number=len(self._made),
                key=found.tag.key,
                kind=kind,
                title=_title(found.tag.key),
                place=found.place,
                before="\n".join(self._shown(number) for number in numbers),
                after=self._fresh.lines(content),
                default=default,
                choices=choices,
                notes=notes,
                controls=numbers,
            )
        )


def _neighbours(outline: Outline) -> dict[str, tuple[str, ...]]:
    # What stands before each entry under the same heading, then what the heading itself has.
    found: dict[str, tuple[str, ...]] = {}
    kinds = {"quote": "q", "table": "t", "chart": "c"}

    def read(nodes: Sequence[OutlineNode], heading: tuple[str, ...]) -> None:
        """Note the entries under one heading; ``heading`` are its own keys."""
        before: list[str] = []
        for node in nodes:
            key = f"{kinds[node.kind]}{node.id}" if node.kind in kinds else ""
            if key:
                found[key] = (*reversed(before), *heading)
                before.append(key)
            read(node.children, (f"f-who{node.id}", f"h{node.id}"))

    read(outline.nodes, ())
    return found


def item_number(key: str) -> str:
    """The number of the entry of a report in a key such as ``q12`` or ``f-who12``; empty where there is none."""
    found = _ITEM.fullmatch(key)
    return found[1] if found else ""


def _title(key: str) -> Message:
    return KEY_TITLES.get(key[:1], KEY_TITLES["f"])


def _beside(what: Message) -> Message:
    return message("The writer has put {what} into it.", what=what)


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_PLACE else words[: _LONGEST_PLACE - 1] + "…"


def _restores(file: ReportFile) -> bool:
    # Who removes a control in Word means it; LibreOffice loses the tags of all.
    tags = any(
        value(one, "sdtPr/tag").startswith("qcp1:") for part in file.stories() for one in file.tree(part).iter(w("sdt"))
    )
    return not tags or not file.by_word


def _refuse_others(found: Sequence[Found], mark: str, name: str) -> None:
    if not found:
        raise UnreadableFile(
            "“{name}” holds nothing that QualCoder Peer could bring up to date: it was not exported as a report here, "
            "or its content controls were removed. It was not touched. Export the report anew.",
            name=name,
        )
    if all(one.tag.project != mark for one in found):
        raise UnreadableFile(
            "All that is marked in “{name}” comes from another project than this. It was not touched and nothing was "
            "written. Open the project it was exported from, or choose another file.",
            name=name,
        )


def _found_in(
    file: ReportFile, fresh: Fresh, headings: Mapping[str, Sequence[str]], *, restore: bool
) -> tuple[list[Found], int, dict[str, FoundBy]]:
    # The controls, how many had lost their tags, and the headings that had none; the same for plan and update.
    found, restored = find_all(file, fresh.found, restore=restore)
    marked = mark_headings(file, found, fresh.mark, headings)
    return (find_all(file, fresh.found, restore=False)[0] if marked else found), restored, marked


def _owners(project: Project) -> dict[str, ReportId]:
    with project.reading() as store:
        return {
            str(item.id): report.id for report in store.reports.all() for item in store.reports.items(report.id)
        }


def _chosen_report(
    project: Project, wanted: ReportId | None, votes: Counter[ReportId]
) -> tuple[Report, list[Message]]:
    # The report that is meant, and a sentence where the file holds more of another.
    reports = {one.id: one for one in list_reports(project)}
    most = votes.most_common(1)[0][0] if votes else next(reversed(reports), None)
    meant = most if wanted is None else wanted
    if meant is None or meant not in reports:
        raise NotFound("The project has no such report. Nothing was written. Make a report first.")
    if most is None or most == meant or votes[most] <= votes[meant]:
        return reports[meant], []
    title = reports[most].title
    return reports[meant], [
        message("Most of the file belongs to the report “{title}”. Open that one, and update from there.", title=title)
    ]


def _language_of(file: ReportFile) -> str:
    part = file.related_as(file.main, "styles")
    tag = value(file.tree(part), "docDefaults/rPrDefault/rPr/lang") if part else ""
    short = tag[:2].lower()
    return short if short in LANGUAGES else ""


def _notices(path: Path, file: ReportFile, entries: Sequence[UpdateEntry], restored: int) -> list[Message]:
    notices: list[Message] = []
    program = lock_of(path)
    if program:
        notices.append(
            message(
                "“{name}” is open in {program}. What is not saved there yet was not seen.",
                name=path.name,
                program=program,
            )
        )
    if restored:
        notices.append(
            counted(
                "{count} content control had lost its mark (LibreOffice removes them) and was found again.",
                "{count} content controls had lost their marks (LibreOffice removes them) and were found again.",
                restored,
            )
        )
    if file.signed:
        notices.append(message("The file is signed digitally; the updated copy loses the signature."))
    gone = sum(entry.kind is UpdateKind.GONE for entry in entries)
    ours = sum(entry.kind not in (UpdateKind.FOREIGN, UpdateKind.NEW) for entry in entries)
    if gone and gone * 2 > ours:
        notices.append(
            message(
                "Most of what the file holds is not in the report. Is the project an older copy, or the report another?"
            )
        )
    return notices


def _refuse_target(plan: UpdatePlan, target: Path) -> None:
    if target.suffix.lower() != plan.path.suffix.lower():
        raise ExportFailed(
            "The updated file must end in {suffix}, as “{name}” does. Nothing was written. Choose another name.",
            suffix=plan.path.suffix, name=plan.path.name,
        )  # fmt: skip
    if _is_same(plan.path, target):
        raise ExportFailed(
            "“{name}” is the file that was read; it is never written over. Nothing was written. Choose another name.",
            name=target.name,
        )
    if target.exists() and lock_of(target):
        raise ExportFailed(
            "“{name}” is open in {program} and was not replaced. Nothing was written. Close it there, or choose "
            "another name.",
            name=target.name, program=lock_of(target),
        )  # fmt: skip
    try:
        changed = plan.path.read_bytes() != plan.data
    except OSError:
        changed = False  # gone meanwhile: what was read is all there is, and goes into the new file
    if changed:
        raise ExportFailed(
            "“{name}” has been saved again since it was compared. Nothing was written. Compare it once more.",
            name=plan.path.name,
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return other.exists() and one.exists() and one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def _backup(target: Path) -> Path | None:
    if not target.is_file():
        return None
    moment = datetime.now().astimezone()
    backup = target.with_name(f"{target.stem} (backup {moment:%Y-%m-%d %H%M%S}){target.suffix}")
    try:
        shutil.copy2(target, backup)
    except OSError as error:
        raise ExportFailed(
            "“{name}” could not be backed up ({reason}). It is untouched and nothing was written. Choose another name.",
            name=target.name, reason=error.strerror or type(error).__name__,
        ) from error  # fmt: skip
    return backup
