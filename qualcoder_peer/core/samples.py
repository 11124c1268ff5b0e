"""The sample project: an invented evaluation from ``resources/sample``, imported and coded as a user would do it."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from qualcoder_peer.core.backup import snapshot_folder
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.resources import resource
from qualcoder_peer.core.services.codebook import add_code, read_tree, write_path
from qualcoder_peer.core.services.coding import import_codings
from qualcoder_peer.core.services.reports import add_text, new_report, read_outline, set_item_text
from qualcoder_peer.core.services.respondents import list_respondents, set_attribute
from qualcoder_peer.core.services.coders import list_coders, recolour_coder
from qualcoder_peer.core.services.sources import list_documents, set_document_date, set_document_kind

_TEXTS = ("definition", "when_to_use", "when_not", "example")


def sample_folder(language: str) -> Path:
    """Where the sample stands: the Swedish one for Swedish and Danish, else the English one."""
    return resource("sample", "sv" if language in ("sv", "da") else "en")


def create_sample(path: Path, language: str, progress: Progress | None = None) -> Project:
    """Make the sample project at ``path`` and leave it open.

    Raises ProjectFileError if something stands there or it cannot be written, Cancelled (nothing is left then).
    """
    folder = sample_folder(language)
    described = _read(folder / "project.json")
    progress = progress or Progress()
    project = Project.create(
        path,
        title=described["title"],
        language=described["language"],
        assignment=described["assignment"],
        purpose=described["purpose"],
        method="thematic",
        coder=described["coders"][0]["initials"],
    )
    with ExitStack() as unfinished:
        unfinished.callback(shutil.rmtree, snapshot_folder(path), ignore_errors=True)
        unfinished.callback(path.unlink, missing_ok=True)
        unfinished.callback(project.close)
        _add_material(project, folder, described, progress)
        with project.transaction(message("Add the code tree of the sample")):
            _add_codes(project, described["codes"], None)
        import_codings(project, folder / "codings.jsonl", progress)
        colours = {coder["initials"]: coder["colour"] for coder in described["coders"]}
        for coder in list_coders(project):
            if coder.name in colours:
                recolour_coder(project, coder.id, colours[coder.name])
        progress.step(3, 4, message("Drafting the sample report"))
        _write_report(project, _read(folder / "report.json"), described)
        unfinished.pop_all()
    return project


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _add_material(project: Project, folder: Path, described: dict[str, Any], progress: Progress) -> None:
    facts = {Path(one["file"]).stem: one for one in described["documents"]}
    import_files(project, [folder / one["file"] for one in described["documents"]], progress=progress)
    progress.step(1, 4, message("Describing the material of the sample"))
    with project.transaction(message("Describe the material of the sample")):
        for document in list_documents(project):
            one = facts[document.title]
            set_document_kind(project, [document.id], DocumentKind(one["kind"]))
            set_document_date(project, [document.id], one["date"])
        people = {respondent.name: respondent.id for respondent in list_respondents(project)}
        for person in described["respondents"]:
            for attribute, value in person["attributes"].items():
                set_attribute(project, people[person["name"]], attribute, value)


def _add_codes(project: Project, codes: list[dict[str, Any]], parent: CodeId | None) -> None:
    for code in codes:
        texts = {key: code.get(key, "") for key in _TEXTS}
        added = add_code(
            project, code["name"], parent, role=CodeRole(code["role"]), colour=code["colour"], texts=texts
        )
        _add_codes(project, code.get("children", []), added)


def _write_report(project: Project, words: dict[str, Any], described: dict[str, Any]) -> None:
    tree = read_tree(project)
    with project.transaction(message("Draft the report of the sample")):
        report = new_report(project, words["title"])
        sections = {"method": described["method"], "summary": _summary(words["summary"])}

        for node in read_outline(project, report).walk():
            if node.section in sections:
                set_item_text(project, node.id, sections[node.section])
            if node.code is not None:
                text = words["texts"].get(write_path(tree.path(node.code.id)))
                if text:
                    add_text(project, report, text, node.id, 0)


def _summary(bullets: dict[str, list[str]]) -> str:
    return "\n".join(f"- {line}" for lines in bullets.values() for line in lines)
