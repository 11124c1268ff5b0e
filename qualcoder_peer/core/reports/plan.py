"""Turns an outline into blocks: chapters filled from the project, headings, quotes with sources, tables.

Nothing here knows of Word. A chapter that the writer has not written yet gets what the program knows, or, where that
is nothing, a prompt in brackets (which can be turned off).
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import ROLE_TITLES, Code, CodeRole
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Block, Contents, Heading, Paragraph, Piece, TableBlock, TitlePage
from qualcoder_peer.core.reports.facts import (
    ReportFacts,
    listed,
    long_date,
    method_sentences,
    read_report_facts,
    who_spoke,
)
from qualcoder_peer.core.reports.quoting import Quoting
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import SECTION_TITLES, Outline, OutlineNode
from qualcoder_peer.core.text.xml_safe import xml_legal

_PROMPTS = {
    "summary": N_("Sum up the answer to each research question in a few points."),
    "assignment": N_("Say who gave the assignment, when, and to whom the report goes."),
    "purpose": N_("Say what the report is for."),
    "background": N_("Describe the service, its target group and what was known before."),
    "method": N_("Describe how respondents were chosen and reached, and who was not (non-response)."),
    "results": N_("Say how the results are presented, and what all respondents have in common."),
    "discussion": N_("Discuss what the results mean for the service, and how far they carry."),
    "planning": N_("Say what is to happen now: who does what, and when it is followed up."),
}
_UNDER_ASSIGNMENT = ("purpose", "questions")
_WRITING = message("Writing the report")
_MOST_COLUMNS = 10
_DEEPEST = 4
_INDENT = "\u2003"


def plan_report(
    project: Project,
    outline: Outline,
    options: ReportOptions,
    progress: Progress | None = None,
    facts: ReportFacts | None = None,
    which: QuoteFilter | None = None,
) -> tuple[Block, ...]:
    """The blocks of the report in the language of the options (else the project's). Raises Cancelled.

    ``facts`` may be given where nothing but the outline has changed since they were counted. Documents and respondents
    of ``which`` are all that is counted, and the report says so.
    """
    return _Plan(facts or read_report_facts(project, which), outline, options, progress or Progress()).blocks()


class _Plan:
    def __init__(self, facts: ReportFacts, outline: Outline, options: ReportOptions, progress: Progress) -> None:
        self._facts: ReportFacts = facts
        self._say: Texts = texts(options.language or self._facts.info.language)
        self._outline, self._options, self._progress = outline, options, progress
        self._quoting = Quoting(self._say, options, self._facts)
        self._made: list[Block] = []
        self._chapter = ""
        self._in_assignment = False
        self._tables = 0

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the report from title page to appendix."""
        self._title_page()
        if self._options.contents:
            self._made.append(Contents(self._say("Contents")))
        nodes = self._outline.nodes
        for node, following in zip(nodes, (*nodes[1:], None), strict=True):
            if node.section:
                self._section(node, following is not None and following.kind == "code")
            elif node.kind == "code":
                self._code(node, 1 if self._own_chapter(node) else 2)
            else:
                self._mixed([node])
        if self._options.codebook and self._facts.tree.by_id:
            self._appendix()
        return tuple(self._made)

    def _title_page(self) -> None:
        say, info = self._say, self._facts.info
        author = self._options.author or listed(self._facts.coders, say)
        subtitle = info.title if info.title != self._outline.report.title else say("Report draft")
        created = long_date(self._outline.report.created, say)
        self._made.append(TitlePage(self._outline.report.title, subtitle, author, created))

    def _own_chapter(self, node: OutlineNode) -> bool:
        is_goal = node.code is not None and node.code.role is CodeRole.GOAL
        return self._chapter == "" or (self._options.questions_as_chapters and not is_goal)

    def _section(self, node: OutlineNode, holds_codes: bool) -> None:
        under = node.section in _UNDER_ASSIGNMENT and self._in_assignment
        self._made.append(Heading(2 if under else 1, self._say(SECTION_TITLES[node.section]), node.id))
        before = len(self._made)
        if node.section == "method":
            sentences = " ".join(method_sentences(self._facts, self._say))
            if sentences:
                self._text("Normal", sentences)
        if node.text.strip():
            self._writing(node.text, node)
        else:
            self._fill(node)
        if node.section == "results" and self._options.theme_table:
            self._theme_table()
        if len(self._made) == before and not holds_codes:
            self._made.pop()  # a heading with nothing below it
            return
        self._chapter = node.section
        self._in_assignment = under or node.section == "assignment"

    def _fill(self, node: OutlineNode) -> None:
        info, section = self._facts.info, node.section
        before = len(self._made)
        if section == "summary":
            self._summary()
        elif section == "assignment":
            self._writing(info.assignment, None)
        elif section == "purpose":
            self._writing(info.purpose, None)
        elif section == "questions":
            for code in self._questions():
                self._text("List Number", code.name)
        if len(self._made) == before and section in _PROMPTS and self._options.prompts:
            self._text("Writing Prompt", f"[{self._say(_PROMPTS[section])}]", node)

    def _summary(self) -> None:
        # Points that are true already; the writer turns them into an answer.
        say, facts = self._say, self._facts
        total = len(facts.respondents)
        if self._options.prompts and facts.codings:
            self._text("Writing Prompt", f"[{say(_PROMPTS['summary'])}]")
        for question in self._questions():
            self._text("Summary Question", question.name)
            themes = [one for one in facts.tree.children.get(question.id, ()) if facts.used.get(one.id)]
            for theme in themes:
                heard = len([one for one in facts.heard.get(theme.id, {}) if one in facts.respondents])
                self._text(
                    "List Bullet",
                    say("{theme}: taken up by {count} of {total} respondents.", theme=theme.name, count=heard,
                        total=total)
                    if total
                    else say.counted("{theme}: one passage.", "{theme}: {count} passages.", facts.used[theme.id],
                                     theme=theme.name),
                )  # fmt: skip
            if not themes:
                self._text("List Bullet", say("Nothing in the material has been coded here."))

    def _questions(self) -> list[Code]:
        return [code for code in self._facts.tree.in_order() if code.role is CodeRole.QUESTION]

    def _code(self, node: OutlineNode, level: int) -> None:
        assert node.code is not None
        self._progress.step(len(self._made), 0, _WRITING)
        code = node.code
        self._made.append(Heading(min(level, _DEEPEST), code.name, node.id))
        if code.definition.strip():
            for line in _lines(code.definition):
                self._text("Definition", line, node)
        self._text("Who Spoke", who_spoke(self._facts, code, self._say), node)
        self._mixed(node.children, level + 1)

    def _mixed(self, nodes: Sequence[OutlineNode], level: int = 2) -> None:
        # Short quotes that follow each other share a paragraph of running text.
        short: list[OutlineNode] = []
        for node in nodes:
            if node.kind == "quote" and node.quote is not None and self._quoting.is_short(node.quote):
                short.append(node)
                continue
            self._running(short)
            if node.kind == "code":
                self._code(node, level)
            elif node.quote is not None:
                self._made.extend(self._quoting.block(node.quote, node.id))
            else:
                self._writing(node.text, node)
        self._running(short)

    def _running(self, short: list[OutlineNode]) -> None:
        if short:
            pieces = self._quoting.running([node.quote for node in short if node.quote is not None])
            self._made.append(Paragraph("Normal", pieces, short[0].id))
            short.clear()

    def _writing(self, text: str, node: OutlineNode | None) -> None:
        for line in _lines(text):
            if line.startswith(("- ", "• ", "* ")):
                self._text("List Bullet", line[2:].strip(), node)
            else:
                self._text("Normal", line, node)

    def _text(self, style: str, text: str, node: OutlineNode | None = None) -> None:
        self._made.append(Paragraph(style, (Piece(text),), node.id if node else None))

    def _table_codes(self) -> list[tuple[int, Code]]:
        # Research questions and the themes right below them (or what stands at the top), goals aside.
        tree, used = self._facts.tree, self._facts.used
        found: list[tuple[int, Code]] = []
        for top in tree.children.get(None, ()):
            if top.role is CodeRole.GOAL or not used.get(top.id):
                continue
            found.append((0, top))
            if top.role is CodeRole.QUESTION:
                found.extend((1, code) for code in tree.children.get(top.id, ()) if used.get(code.id))
        return found

    def _theme_table(self) -> None:
        say, facts, codes = self._say, self._facts, self._table_codes()
        if not codes or not facts.respondents:
            return
        self._tables += 1
        description = say(
            "Each row is a research question or a theme; the numbers are coded passages, those of sub-codes included."
        )
        last = say("Respondents")
        names = [_INDENT * level + code.name for level, code in codes]
        rows: list[tuple[str, ...]]
        if len(facts.respondents) <= _MOST_COLUMNS:
            header: tuple[str, ...] = (say("Theme"), *facts.respondents.values(), last)
            rows = [
                (
                    name,
                    *(str(facts.heard.get(code.id, {}).get(one, 0) or "–") for one in facts.respondents),
                    _share(facts, code),
                )
                for name, (_, code) in zip(names, codes, strict=True)
            ]
            widths: tuple[int, ...] = (34, *(max(5, 46 // len(facts.respondents)) for _ in facts.respondents), 18)
            note = say("The last column counts respondents; – means that a respondent does not mention the theme.")
        else:
            header = (say("Theme"), last, say("Coded passages"))
            rows = [
                (name, _share(facts, code), str(facts.used[code.id]))
                for name, (_, code) in zip(names, codes, strict=True)
            ]
            widths, note = (60, 20, 20), ""
        caption = say("Table {number}. Themes and respondents", number=self._tables)
        self._made.append(TableBlock(caption, description, header, tuple(rows), widths, note))

    def _appendix(self) -> None:
        say, facts = self._say, self._facts
        self._made.append(Heading(1, say("Appendix: code book"), new_page=True))
        self._tables += 1
        codes = facts.tree.in_order()
        has_examples = any(code.example.strip() for code in codes)
        header = (say("Code"), say("Definition and use"), *([say("Example")] if has_examples else []), say("Codings"))
        rows = tuple(
            (
                f"{_INDENT * (len(facts.tree.path(code.id)) - 1)}{code.name} ({say(ROLE_TITLES[code.role]).lower()})",
                "\n".join(self._described(code)),
                *([code.example.strip()] if has_examples else []),
                str(facts.used.get(code.id, 0)),
            )
            for code in codes
        )
        widths = (28, 42, 20, 12) if has_examples else (32, 56, 12)
        caption = say("Table {number}. Code book", number=self._tables)
        description = say("Each row is a code; counts include the codes below it.")
        self._made.append(TableBlock(caption, description, header, rows, widths))

    def _described(self, code: Code) -> list[str]:
        say = self._say
        lines = _lines(code.definition)
        if code.when_to_use.strip():
            lines.append(say("When to use: {text}", text=code.when_to_use.strip()))
        if code.when_not.strip():
            lines.append(say("When not to use: {text}", text=code.when_not.strip()))
        return lines


def _share(facts: ReportFacts, code: Code) -> str:
    heard = sum(1 for one in facts.heard.get(code.id, {}) if one in facts.respondents)
    return f"{heard}/{len(facts.respondents)}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in xml_legal(text).splitlines() if line.strip()]
