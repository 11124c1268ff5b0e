"""What a person can mend. Everything else that goes wrong is our fault and is no UserError."""

from __future__ import annotations

from qualcoder_peer.core.domain.messages import Message


class UserError(Exception):
    """A sentence for the user: what happened, to what, what is safe, what to do.

    Raise it with a marked English template and named parts::

        raise UnreadableFile("The file “{name}” is empty; nothing was imported.", name=path.name)
    """

    def __init__(self, text: str, /, **parts: object) -> None:
        self.message = Message(text, {name: _printable(part) for name, part in parts.items()})
        super().__init__(text)

    def __str__(self) -> str:
        """The sentence in English, for logs of our own tests and for notebooks."""
        return self.message.text.format(**_plain_parts(self.message))


class UnreadableFile(UserError):
    """A file that cannot be read as what it claims to be; the project is unchanged."""


class ProjectFileError(UserError):
    """A project file that cannot be opened, created, or written."""


class ProjectInUse(ProjectFileError):
    """Another window has the project; it may be opened for reading."""


class ReadOnlyProject(ProjectFileError):
    """A change was asked of a project that is open for reading only."""


class KeyFileError(UserError):
    """A key file that cannot be opened or written: missing, damaged, of another project, or the password is wrong."""


class NotFound(UserError):
    """A document, code, coder, respondent, quote or step that was named does not exist."""


class InvalidInput(UserError):
    """A value that breaks a rule of the project, such as a position outside the text."""


class ExportFailed(UserError):
    """A file that could not be written; what stood there before is untouched."""


class Cancelled(UserError):
    """The user stopped a long task; what was half done has been taken back."""


def _printable(part: object) -> object:
    # A name quoted in a sentence may be the very thing that is wrong: half a character cannot be printed.
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) and not part.isascii() else part


def _plain_parts(message: Message) -> dict[str, object]:
    parts = {
        name: part.text.format(**_plain_parts(part)) if isinstance(part, Message) else part
        for name, part in message.parts.items()
    }
    if message.count is not None:
        parts["count"] = message.count
    return parts
