"""The writer's words: a field below the page for the text that is chosen in the outline."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.report_kinds import OWN
from qualcoder_peer.core.reports.fields import REPORT_FIELDS, FieldSource, Filler
from qualcoder_peer.core.services.reports import OutlineNode, set_item_text
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.icons import icon, set_icon
from qualcoder_peer.gui.memo_links import memo_links
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label, row
from qualcoder_peer.gui.widgets.copy_menu import copy_by_key
from qualcoder_peer.gui.widgets.dropdown import menu_on
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField, marks

_FILLED = ("summary", "assignment", "purpose", "questions")
_LINES = (4, 9)
_MARKS = ("bold", "italic", "list")
_NOTE = re.compile(r"\[\^(\d{1,6})\]")
_LONGEST_VALUE = 40


class ReportTextField(MarkdownField):
    """Bold, italic and lists as in memos; a report has footnotes and fields where a memo has links to the project."""

    def insert_footnote(self) -> None:
        """Put the mark of a footnote at the caret and its text at the end, where the caret goes."""
        if self.isReadOnly():
            return
        text = self.toPlainText()
        number = 1 + max((int(found) for found in _NOTE.findall(text)), default=0)
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(cursor.selectionEnd())
        cursor.insertText(f"[^{number}]")
        cursor.movePosition(QTextCursor.MoveOperation.End)
        last = cursor.block().text()
        between = "\n" if _NOTE.match(last) else "\n\n"
        cursor.insertText(f"{between}[^{number}]: ")
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setFocus()
        self.ensureCursorVisible()

    def _asked(self, event: QKeyEvent) -> str:
        what = super()._asked(event)
        return "" if what == "link" else what

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        copy_by_key(menu, self)
        if not self.isReadOnly():
            menu.addSeparator()
            for what in _MARKS:
                title, keys, name = marks()[what]
                action = menu.addAction(icon(name), tr(title))
                action.setShortcut(QKeySequence(keys))
                action.triggered.connect(partial(self._do, what))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _do(self, what: str, _checked: bool = False) -> None:
        self.do(what)


class TextPane(QWidget):
    """Shown while one text or chapter is chosen. What is typed is one step after a second of rest, or on leaving."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._item: ReportItemId | None = None
        self.title = ElidedLabel("", "section")
        self.hint = label(role="small", wrap=True)
        self.field = ReportTextField("Text in the report", "Write here.", least=_LINES[0], most=_LINES[1])
        self.field.setReadOnly(draft.context.read_only)
        self.tools = self._tool_row()
        if draft.context.read_only:
            self.tools.hide()
        head = row(gap=GAP)
        head.addWidget(self.title, 1)
        head.addWidget(self.tools)
        box = column(self, gap=GAP_SMALL)
        box.setContentsMargins(2 * GAP, GAP_SMALL, 2 * GAP, 2 * GAP)
        box.addLayout(head)
        box.addWidget(self.hint)
        box.addWidget(self.field)
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field.written.connect(self._write)
        self.field.link_asked.connect(memo_links(draft.context).open)
        live_call(self, self._say)
        self.hide()

    def show_node(self, node: OutlineNode | None) -> None:
        """Show the text of an entry; anything else hides the field."""
        is_text = node is not None and node.kind == "text"
        item = node.id if node is not None and is_text else None
        if item != self._item:
            self.field.flush()
            self._item = item
            self.field.document().clearUndoRedoStacks()
        if node is not None and is_text:
            self.field.show_text(node.text)
            self._say()
        self.setVisible(is_text)

    def flush(self) -> None:
        """Store what was typed now."""
        self.field.flush()

    def fill_fields(self, menu: QMenu) -> None:
        """Every field there is, with what it says now."""
        menu.clear()
        draft = self._draft
        fill = None
        if draft.facts is not None and draft.outline is not None:
            fill = Filler(FieldSource(draft.facts, draft.outline, draft.texts))
        for field in REPORT_FIELDS:
            words = tr(field.title).replace("&", "&&")
            value = " ".join((fill(field.key) or "–").split()) if fill is not None else ""
            if len(value) > _LONGEST_VALUE:
                value = value[: _LONGEST_VALUE - 1] + "…"
            action = menu.addAction(f"{words}\t{value}" if value else words)
            action.setToolTip(tr("{title}: {value}. Counted again each time the report is made.",
                                 title=tr(field.title), value=value or "–"))  # fmt: skip
            action.triggered.connect(partial(self._insert_field, field.key))

    def _tool_row(self) -> QWidget:
        made = QWidget()
        box = row(made, gap=0)
        for what in _MARKS:
            tool = QToolButton()
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key
            set_icon(tool, marks()[what][2])
            tool.clicked.connect(partial(self._do, what))
            live_call(tool, partial(_name, tool, what))
            box.addWidget(tool)
        actions = self._draft.context.actions
        actions.add("report.footnote", N_("Add a footnote"), self.field.insert_footnote, keys="Ctrl+Alt+F",
                    icon="superscript", owner=self.field, enabled=self._can_write)  # fmt: skip
        footnote = actions.tool_button("report.footnote")
        footnote.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(footnote)
        self.field_button = QToolButton()
        self.field_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.field_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(self.field_button, "braces")
        self.field_menu = menu_on(self.field_button, self.fill_fields)
        actions.add("report.field", N_("Insert a field"), self.field_button.showMenu, keys="Ctrl+Alt+I", icon="braces",
                    owner=self.field, enabled=self._can_write)  # fmt: skip
        for setter in ("setToolTip", "setAccessibleName"):
            live(self.field_button, setter, "Insert a field: a number, date or name that is filled in by itself")
        box.addWidget(self.field_button)
        return made

    def _can_write(self) -> bool:
        return self._item is not None and not self._draft.context.read_only

    def _do(self, what: str, _checked: bool = False) -> None:
        self.field.do(what)

    def _insert_field(self, key: str, _checked: bool = False) -> None:
        self.field.insert_words("{" + key + "}")

    def _write(self, text: str) -> None:
        if self._item is not None and self._draft.node(self._item) is not None:
            set_item_text(self._draft.project, self._item, text)

    def _say(self) -> None:
        node = self._draft.node(self._item)
        if node is None:
            return
        self.title.setText((self._draft.texts.say(node.heading) if node.section else "") or tr("Text"))
        hint = ""
        if node.section in _FILLED:
            hint = tr("While this is empty, the page has what the project says. Your words take its place.")
        elif node.section == "method":
            hint = tr("Numbers and dates come first by themselves. Your words follow.")
        elif node.section == OWN:
            hint = tr("F2 in the outline changes the title.")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))


def _name(tool: QToolButton, what: str) -> None:
    title, keys, _icon = marks()[what]
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    tool.setToolTip(tr("{action} ({keys})", action=tr(title), keys=shown))
    tool.setAccessibleName(tr(title))
