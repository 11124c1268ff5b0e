"""Turns an outline into blocks: chapters filled from the project, headings, quotes with sources, tables.

Nothing here knows of Word. A chapter that the writer has not written yet gets what the program knows, or, where that
is nothing, a prompt in brackets (which can be turned off).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Code, CodeRole
from qualcoder_peer.core.domain.report_kinds import OWN, SECTION_TITLES, report_kind
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import (
    Block,
    ChartBlock,
    Contents,
    Heading,
    Paragraph,
    Piece,
    TableBlock,
    TitlePage,
)
from qualcoder_peer.core.reports.facts import (
    ReportFacts,
    listed,
    long_date,
    method_sentences,
    read_report_facts,
    who_spoke,
)
from qualcoder_peer.core.reports.fields import FieldSource, Filler
from qualcoder_peer.core.reports.markdown import DEEPEST, Writing, markdown_blocks, plain_words
from qualcoder_peer.core.reports.memo_chapters import memo_blocks, memo_kinds, read_entries
from qualcoder_peer.core.reports.method import method_parts
from qualcoder_peer.core.reports.quoting import Quoting
from qualcoder_peer.core.reports.source_pattern import read_material
from qualcoder_peer.core.reports.table_shape import PROMPT
from qualcoder_peer.core.reports.tables_of_report import TableSource, build_codebook, build_themes, report_table
from qualcoder_peer.core.services.printed import PrintedStatus, read_declared
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import Outline, OutlineNode, settings_of
from qualcoder_peer.core.text.xml_safe import xml_legal

_PROMPTS = {
    "abstract": N_("Give aim, method, results and conclusions in at most 250 words."),
    "introduction": N_("Say what the study is about, what is known, and why it was needed."),
    "ethics": N_("Say how consent was asked for, and how people are protected."),
    "limitations": N_("Say what the material can and cannot show."),
    "conclusions": N_("Answer the research questions in a few sentences."),
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
    facts = facts or read_report_facts(project, which)
    return _Plan(project, facts, outline, options, progress or Progress(), which or QuoteFilter()).blocks()


class _Plan:
    def __init__(
        self,
        project: Project,
        facts: ReportFacts,
        outline: Outline,
        options: ReportOptions,
        progress: Progress,
        which: QuoteFilter,
    ) -> None:
        self._project, self._which = project, which
        self._facts: ReportFacts = facts
        self._say: Texts = texts(options.language or self._facts.info.language)
        self._outline, self._options, self._progress = outline, options, progress
        self._kind = report_kind(outline.report.kind)
        self._kept = bool(outline.report.id)
        quotes = [node.quote for node in outline.walk() if node.quote is not None]
        material = read_material(project, options.source_pattern, quotes)
        self._quoting = Quoting(self._say, options, facts, read_declared(project, options), material)
        self._source = TableSource(project, facts, outline, options)
        self._filler = Filler(FieldSource(facts, outline, self._say))
        self._made: list[Block] = []
        self._chapter = ""
        self._in_assignment = False
        self._tables = self._figures = 0

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the report from title page to appendix."""
        self._title_page()
        if self._options.contents and self._kind.contents:
            self._made.append(Contents(self._say("Contents")))
        nodes = self._outline.nodes
        for node, following in zip(nodes, (*nodes[1:], None), strict=True):
            if node.section:
                self._section(node, following is not None and not following.section)
            elif node.kind == "code":
                self._code(node, 1 if self._own_chapter(node) else 2)
            else:
                self._mixed([node])
        if not self._in_appendices:
            self._appendix(1)
        return tuple(self._made)

    @property
    def _has_codebook(self) -> bool:
        return self._options.codebook and self._kind.codebook and bool(self._facts.tree.by_id)

    @property
    def _in_appendices(self) -> bool:
        return any(node.section == "appendices" for node in self._outline.nodes)

    def _title_page(self) -> None:
        say, info, report = self._say, self._facts.info, self._outline.report
        author = self._options.author or listed(self._facts.coders, say)
        own = next((node for node in self._outline.nodes if node.section == "title"), None)
        written = plain_words(own.text, self._filler) if own is not None else ""
        subtitle = written or (info.title if info.title != report.title else say("Report draft"))
        self._made.append(TitlePage(report.title, subtitle, author, long_date(report.created, say)))

    def _own_chapter(self, node: OutlineNode) -> bool:
        is_goal = node.code is not None and node.code.role is CodeRole.GOAL
        return self._chapter == "" or (self._options.questions_as_chapters and not is_goal)

    def _section(self, node: OutlineNode, holds_more: bool) -> None:
        if node.section == "title":
            return
        if node.section == OWN:
            self._own_section(node, 2 if node.is_within and self._chapter else 1)
            return
        under = node.section in _UNDER_ASSIGNMENT and self._in_assignment
        level = 2 if under else 1
        title = SECTION_TITLES.get(node.section)
        appendix = node.section == "appendices"
        self._made.append(Heading(level, self._say(title) if title else node.title, node.id, new_page=appendix))
        before = len(self._made)
        if node.section == "method":
            self._method()
        if node.text.strip():
            self._writing(node.text, node, level)
        else:
            self._fill(node)
        if node.section == "method":
            self._method_parts()
        if node.section == "results" and self._options.theme_table:
            self._theme_table()
        self._mixed(node.children, level + 1)
        if appendix:
            self._appendix(2)
        if len(self._made) == before and not holds_more:
            self._made.pop()  # a heading with nothing below it
            return
        self._chapter = node.section
        self._in_assignment = under or node.section == "assignment"

    def _own_section(self, node: OutlineNode, level: int) -> None:
        # A section without words stands all the same: the writer asked for it.
        level = min(level, DEEPEST)
        self._made.append(Heading(level, node.title or self._say("Untitled"), node.id))
        self._writing(node.text, node, level)
        self._mixed(node.children, level + 1)
        if level == 1:
            self._chapter, self._in_assignment = OWN, False

    def _method(self) -> None:
        sentences = " ".join(method_sentences(self._facts, self._say))
        if sentences:
            self._text("Normal", sentences, control="f-method" if self._kept else "")
        if self._options.editing_note:
            editing = " ".join(self._quoting.editing_sentences(self._outline))
            if editing:
                self._text("Normal", editing, control="f-editing" if self._kept else "")

    def _method_parts(self) -> None:
        # With headings of their own, so below what the writer says.
        if self._options.method_parts and self._facts.method is not None:
            for part in method_parts(self._facts.method, self._say):
                self._made.append(Heading(2, self._say(part.title)))
                self._text("Normal", part.text, control=f"f-method-{part.key}" if self._kept else "")

    def _fill(self, node: OutlineNode) -> None:
        info, section = self._facts.info, node.section
        before = len(self._made)
        if section == "summary":
            self._summary()
        elif section == "assignment":
            self._plain(info.assignment)
        elif section == "purpose":
            self._plain(info.purpose)
        elif section == "questions":
            for code in self._questions():
                self._filled("List Number", code.name, f"f-asked-{code.id}")
        if len(self._made) == before and section in _PROMPTS:
            self._prompt(self._say(_PROMPTS[section]), node)

    def _summary(self) -> None:
        # Points that are true already; the writer turns them into an answer.
        say, facts = self._say, self._facts
        total = len(facts.respondents)
        if facts.codings:
            self._prompt(say(_PROMPTS["summary"]))
        for question in self._questions():
            self._filled("Summary Question", question.name, f"f-asked-{question.id}")
            themes = [one for one in facts.tree.children.get(question.id, ()) if facts.used.get(one.id)]
            for theme in themes:
                heard = len([one for one in facts.heard.get(theme.id, {}) if one in facts.respondents])
                self._filled(
                    "List Bullet",
                    say("{theme}: taken up by {count} of {total} respondents.", theme=theme.name, count=heard,
                        total=total)
                    if total
                    else say.counted("{theme}: one passage.", "{theme}: {count} passages.", facts.used[theme.id],
                                     theme=theme.name),
                    f"f-heard-{theme.id}",
                )  # fmt: skip
            if not themes:
                self._text("List Bullet", say("Nothing in the material has been coded here."))

    def _questions(self) -> list[Code]:
        return [code for code in self._facts.tree.in_order() if code.role is CodeRole.QUESTION]

    def _code(self, node: OutlineNode, level: int) -> None:
        assert node.code is not None
        self._progress.step(len(self._made), 0, _WRITING)
        code = node.code
        self._made.append(Heading(min(level, DEEPEST), code.name, node.id, control=f"h{node.id}" if node.id else ""))
        if code.definition.strip():
            for line in _lines(code.definition):
                self._text("Definition", line, node)
        who = who_spoke(self._facts, code, self._say)
        self._text("Who Spoke", who, node, f"f-who{node.id}" if node.id else "")
        self._mixed(node.children, level + 1)

    def _mixed(self, nodes: Sequence[OutlineNode], level: int = 2) -> None:
        # Short quotes that follow each other share a paragraph of running text.
        short: list[OutlineNode] = []
        for node in nodes:
            if node.quote is not None and self._quoting.is_short(node):
                self._stale(node)
                short.append(node)
                continue
            self._running(short)
            if node.kind == "code":
                self._code(node, level)
            elif node.quote is not None:
                self._stale(node)
                self._made.extend(self._quoting.block(node))
            elif node.kind in ("table", "chart"):
                self._shown(node)
            elif node.section:
                self._own_section(node, level)
            else:
                self._writing(node.text, node, level - 1)
        self._running(short)

    def _running(self, short: list[OutlineNode]) -> None:
        if short:
            self._made.append(Paragraph("Normal", self._quoting.running(short), short[0].id))
            short.clear()

    def _stale(self, node: OutlineNode) -> None:
        if node.printed and self._quoting.printed(node).status is PrintedStatus.STALE:
            self._prompt(
                self._say("The transcript of a quote has changed: its edited form no longer fits, and the original "
                          "stands here."),
                node,
            )  # fmt: skip

    def _writing(self, text: str, node: OutlineNode, level: int) -> None:
        self._made.extend(
            markdown_blocks(text, Writing(level, self._filler, self._numbered, node.id or None, bool(node.id)))
        )

    def _plain(self, text: str) -> None:
        # What the project says of itself is no Markdown.
        for line in _lines(text):
            is_point = line.startswith(("- ", "• ", "* "))
            self._text("List Bullet" if is_point else "Normal", line[2:].strip() if is_point else line)

    def _text(self, style: str, text: str, node: OutlineNode | None = None, control: str = "") -> None:
        self._made.append(Paragraph(style, (Piece(text),), node.id if node else None, control))

    def _filled(self, style: str, text: str, key: str) -> None:
        # Words of a line that the writer may make something else of: a control in the paragraph.
        self._made.append(Paragraph(style, (Piece(text, control=key if self._kept else ""),)))

    def _appendix(self, level: int) -> None:
        built = build_codebook(self._source, {}, self._say) if self._has_codebook else None
        if built is not None:
            self._made.append(Heading(level, self._say("Appendix: code book"), new_page=level == 1))
            self._add_built(built, control="t-codebook" if self._kept else "")
        if not self._options.memos:
            return
        kinds = memo_kinds(self._options.memos)
        entries = read_entries(self._project, self._which, self._say.language, self._progress, kinds)
        if entries:
            journal = self._options.memos == "journal"
            title = self._say("Appendix: research journal") if journal else self._say("Appendix: memos")
            self._made.append(Heading(level, title, new_page=level == 1))
            self._made.extend(memo_blocks(entries, self._say, level, self._numbered))

    def _theme_table(self) -> None:
        built = build_themes(self._source, {}, self._say)
        if built is not None:
            self._add_built(built, control="t-themes" if self._kept else "")

    def _shown(self, node: OutlineNode) -> None:
        # A table or chart that the writer put here.
        say = self._say
        settings = settings_of(node.settings)
        entry = report_table(str(settings.get("table", "")))
        if entry is None:
            self._prompt(say("This table cannot be shown by this version of the program."), node)
            return
        built = entry.build(self._source, settings, say)
        if built is None:
            self._prompt(say("“{title}” has nothing to show yet.", title=node.title or say(entry.title)), node)
            return
        if node.title:
            built = replace(built, caption=node.title)
        letter = "c" if isinstance(built, ChartBlock) else "t"
        self._add_built(built, node, f"{letter}{node.id}" if node.id else "")

    def _add_built(
        self, built: TableBlock | ChartBlock, node: OutlineNode | None = None, control: str = ""
    ) -> None:
        item = (node.id or None) if node is not None else built.item
        if isinstance(built, ChartBlock):
            self._figures += 1
            caption = self._say("Figure {number}. {caption}", number=self._figures, caption=built.caption)
        else:
            caption = self._numbered(built.caption)
        self._made.append(replace(built, caption=caption, item=item, control=control))

    def _numbered(self, caption: str) -> str:
        self._tables += 1
        return self._say("Table {number}. {caption}", number=self._tables, caption=caption)

    def _prompt(self, words: str, node: OutlineNode | None = None) -> None:
        if self._options.prompts:
            self._text(PROMPT, f"[{words}]", node)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in xml_legal(text).splitlines() if line.strip()]
