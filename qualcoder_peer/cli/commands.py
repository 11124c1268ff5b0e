"""The commands there are. This module imports almost nothing: the window asks it which words are commands."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.domain.messages import Message, message


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its word, the module of its group, and one line of help."""

    name: str
    module: str
    help: Message


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command("demo", "demonstration", message("Make the sample project, its quote tables and its report draft.")),
        Command("new", "files", message("Make a new project.")),
        Command("import", "importing", message("Import transcripts: files, or folders with all that is in them.")),
        Command("original", "importing", message("Write the file that a document came from, if it was kept.")),
        Command("codes", "codes", message("Add codes to the code tree, or import a code book.")),
        Command("code", "coding", message("Put a code on a segment, or read codings from a file.")),
        Command("memo", "memos", message("Add memos, and entries to the research journal.")),
        Command("find", "finding", message("Find words in all texts, with the words around them.")),
        Command("autocode", "autocoding", message("Code what a search finds or a speaker says.")),
        Command("respondents", "respondents", message("The register of people: sheets, attributes, who is who.")),
        Command("sets", "sets", message("Sets of documents and respondents, and saved filters over them.")),
        Command("list", "listing", message("List what is in a project.")),
        Command("export", "exporting", message("Write quotes, the report draft, the code book or memos to a file.")),
        Command("report", "reporting", message("Report drafts: make, write, keep in step, check before they leave.")),
        Command(
            "verify", "report_verify", message("Hold the quotations of a finished report against the transcripts.")
        ),
        Command("personal-data", "personal_data", message("Find personal data, replace it, seal the project.")),
        Command("key", "keys", message("The key to the pseudonyms: make, add to, look up, destroy.")),
        Command("undo", "history", message("Take back the last steps.")),
        Command("redo", "history", message("Do again the steps that were undone last.")),
        Command("check", "files", message("Check that a project file is sound.")),
        Command("snapshots", "files", message("List the snapshots of a project, or restore one.")),
    )
}
