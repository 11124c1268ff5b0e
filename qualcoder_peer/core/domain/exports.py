"""Options of what leaves the program, as data: window, command line and help are made from these.

Each field carries, in its metadata, ``label`` and ``help`` (Message) and perhaps ``choices`` (value → Message) and
``form``: ``language``, ``template`` (path of a Word file), ``columns`` or ``attributes``; without it the form follows
the field's type. ``settings_key`` is where a project keeps the choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from qualcoder_peer.core.domain.messages import Message, literal, message

LANGUAGE_CHOICES: Mapping[str, Message] = {
    "": message("The project's language"),
    "sv": literal("Svenska"),
    "da": literal("Dansk"),
    "en": literal("English"),
}
QUOTE_MARKS: Mapping[str, tuple[str, str]] = {
    "curly_right": ("”", "”"),
    "curly": ("“", "”"),
    "chevrons": ("»", "«"),
    "guillemets": ("«", "»"),
    "low": ("„", "“"),
}
"""Marks around a quote by key: opening, closing."""
QUOTE_MARK_CHOICES: Mapping[str, Message] = {
    "": message("As the language has them"),
    **{key: literal(f"{opening}…{closing}") for key, (opening, closing) in QUOTE_MARKS.items()},
}
_LANGUAGE_MARKS = {"sv": "curly_right", "da": "chevrons", "en": "curly"}
"""Swedish: Svenska skrivregler (2017) §2.9; Danish: Retskrivningsordbogen §58 allows »…«, usual in print."""


def quote_marks(key: str, language: str) -> tuple[str, str]:
    """The marks of a choice; without one, those of the language."""
    return QUOTE_MARKS.get(key) or QUOTE_MARKS[_LANGUAGE_MARKS.get(language, "curly")]


def option(
    default: Any,
    label: Message,
    help: Message | None = None,
    *,
    choices: Mapping[Any, Message] | None = None,
    form: str = "",
    lowest: int | None = None,
    highest: int | None = None,
) -> Any:
    """A field of an Options dataclass with what a form, the command line and the help need to show it."""
    shown = {
        "label": label,
        "help": help,
        "choices": choices,
        "form": form,
        "lowest": lowest,
        "highest": highest,
    }
    return field(default=default, metadata={key: value for key, value in shown.items() if value not in (None, "")})


def _language_option() -> Any:
    return option("", message("Language of what is exported"), choices=LANGUAGE_CHOICES, form="language")


def _template_option() -> Any:
    return option(
        "",
        message("Word template"),
        message(
            "A .docx or .dotx of your organisation. Its styles, header, logo and page set-up are kept; the text is "
            "put where a paragraph reads [[report]], or at the end."
        ),
        form="template",
    )


GROUP_CHOICES: Mapping[str, Message] = {
    "": message("Not grouped: in the order of the texts"),
    "code": message("By code"),
    "respondent": message("By respondent"),
    "document": message("By document"),
}


@dataclass(frozen=True, slots=True)
class QuoteTableOptions:
    """How a quote table looks; ``columns`` are keys of the column registry in order, empty: the usual ones."""

    settings_key: ClassVar[str] = "export.quotes"

    columns: tuple[str, ...] = option((), message("Columns"), form="columns")
    attributes: tuple[str, ...] | None = option(
        None, message("Attributes of the respondents"), message("One column each; none chosen: all."), form="attributes"
    )
    group: str = option(
        "",
        message("Grouping"),
        message("In Word and Markdown each group has a heading and a table, elsewhere a first column."),
        choices=GROUP_CHOICES,
    )
    language: str = _language_option()
    template: str = _template_option()


@dataclass(frozen=True, slots=True)
class CodebookOptions:
    """How the code book looks."""

    settings_key: ClassVar[str] = "export.codebook"

    language: str = _language_option()
    template: str = _template_option()


MEMO_APPENDIX_CHOICES: Mapping[str, Message] = {
    "": message("Not in the report"),
    "journal": message("The research journal alone"),
    "memos": message("Memos without the journal"),
    "all": message("Memos and the research journal"),
}

_FIELDS_OF_SOURCES = {
    name: "{" + name + "}"
    for name in ("n", "name", "kind", "title", "date", "paragraph", "time", "page", "role")
}


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How a report draft looks in Word."""

    settings_key: ClassVar[str] = "export.report"

    language: str = _language_option()
    template: str = _template_option()
    author: str = option("", message("Author"), message("Left empty: the coders of the project."))
    short_words: int = option(
        25,
        message("Longest quote in running text, in words"),
        message("Longer ones are set apart as block quotes. 0 sets all of them apart."),
        lowest=0,
        highest=200,
    )
    marks: str = option("", message("Quotation marks"), choices=QUOTE_MARK_CHOICES)
    times: bool = option(
        False,
        message("Place in the recording instead of the paragraph"),
        message("Where the transcript has time stamps, a source reads 00:12:40 instead of paragraph 14."),
    )
    source_pattern: str = option(
        "",
        message("Source of a quote"),
        message(
            "As you want it, such as “Respondent {n}, {kind}, {date}, paragraph {paragraph}”. You can use {n}, {name}, "
            "{kind}, {title}, {date}, {paragraph}, {time}, {page}, {role} and the attributes of respondents and "
            "documents by name. Left empty: pseudonym, document and paragraph.",
            **_FIELDS_OF_SOURCES,
        ),
        form="source",
    )
    hesitations: bool = option(
        True,
        message("Hesitations may be left out of quotes"),
        message("Printed forms of quotes may then leave them out without a mark; the method chapter says so."),
    )
    hesitation_words: str = option(
        "",
        message("Which hesitations"),
        message("With commas between. Left empty: the usual ones of the language, such as eh, hm."),
    )
    editing_note: bool = option(
        True,
        message("Say in the method chapter how quotes were edited"),
        message("What […] and [brackets] mean, and that hesitations were left out."),
    )
    questions_as_chapters: bool = option(
        False,
        message("Each research question is a chapter"),
        message("Otherwise they are sections of the chapter Results."),
    )
    prompts: bool = option(
        True,
        message("Say in brackets what remains to be written"),
        message("A sentence in the style “Writing prompt” stands where a chapter is empty."),
    )
    method_parts: bool = option(
        True,
        message("Method chapter from the project and its history"),
        message("Material, non-response, protection, coders, growth of the code tree and saturation, under headings."),
    )
    contents: bool = option(True, message("Table of contents"))
    theme_table: bool = option(True, message("Table of themes and respondents"))
    codebook: bool = option(True, message("Code book as an appendix"))
    memos: str = option(
        "",
        message("Memos and journal as an appendix"),
        message("For those who examine how the themes came about. Look first at what memos say of people."),
        choices=MEMO_APPENDIX_CHOICES,
    )


MEMO_CHOICES: Mapping[str, Message] = {
    "": message("Memos and the research journal"),
    "memos": message("Memos without the journal"),
    "journal": message("The research journal alone"),
}


@dataclass(frozen=True, slots=True)
class MemoOptions:
    """Which memos are written, and how; ``memos`` is a key of MEMO_CHOICES."""

    settings_key: ClassVar[str] = "export.memos"

    memos: str = option("", message("What to write"), choices=MEMO_CHOICES)
    language: str = _language_option()
    template: str = _template_option()


MATRIX_COLUMNS: Mapping[str, Message] = {
    "respondent": message("Respondents"),
    "document": message("Documents"),
    "attribute": message("Values of an attribute"),
}
MATRIX_CELLS: Mapping[str, Message] = {
    "passages": message("Coded passages"),
    "respondents": message("Number of respondents"),
    "names": message("Which respondents"),
    "stances": message("For and against"),
    "summaries": message("Written summaries"),
    "quotes": message("The quotes themselves"),
}


@dataclass(frozen=True, slots=True)
class MatrixOptions:
    """Which matrix of themes is written; ``attribute`` is the name of one of the respondents or of the documents."""

    settings_key: ClassVar[str] = "export.matrix"

    by: str = option("respondent", message("Columns"), choices=MATRIX_COLUMNS)
    attribute: str = option("", message("Attribute"), message("Whose values are the columns."))
    show: str = option("passages", message("In the cells"), choices=MATRIX_CELLS)
    deepest: int = option(
        3,
        message("Levels of the code tree"),
        message("What lies deeper counts in the row above it."),
        lowest=1,
        highest=20,
    )
    language: str = _language_option()
    template: str = _template_option()
