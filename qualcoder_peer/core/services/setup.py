"""What the project is about, and whether the file is sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.rules import project_language, project_method, project_title, storable
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code

_FIELDS: Mapping[str, Callable[[str], str]] = {
    "title": project_title,
    "assignment": storable,
    "purpose": storable,
    "method": project_method,
    "language": project_language,
}


def describe_project(project: Project, **fields: str) -> None:
    """Write title, assignment, purpose, method or language. Raises InvalidInput."""
    changes = {name: _FIELDS[name](value.strip()) for name, value in fields.items() if name in _FIELDS}
    with project.transaction(message("Describe the project")) as store:
        store.project.change(**changes)


def add_questions(project: Project, questions: Sequence[str]) -> int:
    """Add research questions at the top of the code tree, as one step; empty ones are left out. Returns how many."""
    wanted = [question.strip() for question in questions if question.strip()]
    if wanted:
        label = counted("Add {count} research question", "Add {count} research questions", len(wanted))
        with project.transaction(label):
            for question in wanted:
                add_code(project, question, role=CodeRole.QUESTION)
    return len(wanted)


def check_project(project: Project) -> list[Message]:
    """What is wrong with the file, its references and its positions; empty when all is well."""
    found: list[Message] = []
    with project.reading(all_coders=True) as store:
        for fault in store.faults():
            found.append(message("The file: {fault}", fault=literal(fault)))
        for coding, title in store.codings.outside_text():
            found.append(message("Coding {id} ends outside the text of “{title}”.", id=coding, title=title))
        for document in store.documents.all():
            length = len(store.documents.text(document.id))
            if length != document.characters:
                found.append(
                    message(
                        "“{title}” should have {expected} characters and has {found}.",
                        title=document.title,
                        expected=document.characters,
                        found=length,
                    )
                )
            end = 0
            for turn in store.documents.turns(document.id):
                if turn.start < end or turn.end > length:
                    found.append(message("The turns of “{title}” overlap or leave the text.", title=document.title))
                    break
                end = turn.end
    return found


def read_setting(project: Project, key: str, default: object = None) -> object:
    """A choice kept with the project under ``key``."""
    with project.reading() as store:
        return store.settings.get(key, default)


def keep_setting(project: Project, key: str, value: object) -> None:
    """Keep a choice with the project; anything JSON can hold."""
    with project.transaction(message("Keep a setting of the project")) as store:
        if store.settings.get(key) != value:
            store.settings.set(key, value)
