"""Links in memos, for every room: opening them, choosing one, remembering the quotes that were looked at.

    field = memo_field(context, "Memo on the coding", "Why this code", least=2)

is a MarkdownField whose links open what they lead to and whose "Link to…" offers codes, documents, respondents and
the quotes looked at last.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.links import LinkKind, parse_link
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.services.links import LinkTarget, find_link, link_choices, link_to
from qualcoder_peer.core.text.fuzzy import best
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.theme import GAP, set_role
from qualcoder_peer.gui.widgets.basics import SearchField, column
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField
from qualcoder_peer.gui.widgets.tips import plain_tip

_ICONS = {
    LinkKind.CODING: "quote", LinkKind.CODE: "tag", LinkKind.DOCUMENT: "file-text", LinkKind.RESPONDENT: "user",
    LinkKind.MEMO: "sticky-note",
}  # fmt: skip
_KIND_WORDS = {
    LinkKind.CODING: N_("Quote"), LinkKind.CODE: N_("Code"), LinkKind.DOCUMENT: N_("Document"),
    LinkKind.RESPONDENT: N_("Respondent"), LinkKind.MEMO: N_("Memo"),
}  # fmt: skip
_REMEMBERED = 30
_SHOWN = 60
_WIDTH, _HEIGHT = 360, 320


class MemoLinks(QObject):
    """One for each open project; ``memo_links(context)`` is it."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self._context = context
        self._looked_at: list[int] = []
        self.picker: LinkPicker | None = None

    def look_at(self, coding: int) -> None:
        """A coding has been looked at: it is offered first when a link is chosen."""
        self._looked_at = [coding, *(one for one in self._looked_at if one != coding)][:_REMEMBERED]

    def connect_field(self, field: MarkdownField) -> None:
        """Let the links of a field open, and its "Link to…" ask."""
        field.link_asked.connect(self.open)
        field.pick_asked.connect(lambda: self.pick(field))

    def open(self, address: str) -> None:
        """Go where a link leads. One whose target is gone says so; a web address goes to the browser."""
        link = parse_link(address)
        if link is None:
            if QUrl(address).scheme() in ("https", "http"):
                QDesktopServices.openUrl(QUrl(address))
            else:
                self._context.messages.notify(message("This link leads to nothing in the project."))
            return
        try:
            target = find_link(self._context.project, link)
        except NotFound as error:
            self._context.messages.notify(error.message)
            return
        self._context.navigator.go(_place(target))

    def pick(self, field: MarkdownField) -> None:
        """Ask what to link to, and put the link where the caret is."""
        self.picker = LinkPicker(field, self.offers())
        self.picker.open_at(field.mapToGlobal(field.cursorRect().bottomLeft()))

    def offers(self) -> list[LinkTarget]:
        """What a link can lead to: the quotes looked at last, then codes, documents, respondents."""
        found = []
        for coding in self._looked_at:
            try:
                found.append(link_to(self._context.project, LinkKind.CODING, coding))
            except NotFound:
                continue  # removed meanwhile
        return [*found, *link_choices(self._context.project)]


class LinkPicker(QFrame):
    """A list to search and choose from; Enter puts the link in the field."""

    def __init__(self, field: MarkdownField, offers: list[LinkTarget]) -> None:
        super().__init__(field.window(), Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(self, "popup")
        self._field, self._offers = field, offers
        self._words = field.textCursor().selectedText()
        self.search = SearchField("Link to a quote, code, document or respondent")
        self.list = QListWidget()
        live(self.list, "setAccessibleName", "What to link to")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(16, 16))
        box = column(self, margin=GAP, gap=GAP)
        box.addWidget(self.search)
        box.addWidget(self.list, 1)
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self._show("")

    def open_at(self, point: QPoint) -> None:
        """Show the list below a point of the screen, or above where there is no room."""
        self.resize(_WIDTH, _HEIGHT)
        screen = QGuiApplication.screenAt(point) or self.screen()
        room = screen.availableGeometry()
        point.setX(max(room.left(), min(point.x(), room.right() - _WIDTH)))
        if point.y() + _HEIGHT > room.bottom():
            point.setY(max(room.top(), point.y() - _HEIGHT - 24))
        self.move(point)
        self.show()
        self.search.setFocus()

    def choose(self, target: LinkTarget) -> None:
        """Put the link in the field; words selected there become its words."""
        self.close()
        words = " ".join(self._words.split())
        link = f"[{words}]({target.link.address})" if words and "\u2029" not in self._words else target.markdown
        self._field.insert_words(link)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Arrows and Enter in the search belong to the list."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.list.currentItem() is not None:
                    self._take(self.list.currentItem())
                return True
        return False

    # Private

    def _show(self, words: str) -> None:
        self.list.clear()
        for target, _fit in best(words, self._offers, lambda one: f"{one.title} {one.detail}", _SHOWN):
            kind = tr(_KIND_WORDS[target.link.kind])
            above = tr("{name} · {where}", name=target.title, where=target.detail) if target.detail else target.title
            item = QListWidgetItem(icon(_ICONS[target.link.kind]), above)
            item.setData(Qt.ItemDataRole.UserRole, target)
            item.setToolTip(plain_tip(f"{kind}\n{above}"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind}: {above}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem) -> None:
        target = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(target, LinkTarget):
            self.choose(target)


def memo_links(context: RoomContext) -> MemoLinks:
    """The links of the open project."""
    found = context.findChild(MemoLinks)
    return found if isinstance(found, MemoLinks) else MemoLinks(context)


def memo_field(
    context: RoomContext,
    name: str | Message,
    hint: str | Message = "",
    *,
    least: int = 1,
    most: int = 8,
    fills: bool = False,
) -> MarkdownField:
    """A field for a memo whose links work, for reading only where the project is."""
    field = MarkdownField(name, hint, least=least, most=most, fills=fills)
    field.setReadOnly(context.read_only)
    memo_links(context).connect_field(field)
    return field


def _place(target: LinkTarget) -> Place:
    if target.link.kind is LinkKind.CODING:
        return Place("coding", document=target.document, start=target.start, end=target.end, coding=target.id)
    if target.link.kind is LinkKind.CODE:
        return Place("coding", code=target.id)
    if target.link.kind is LinkKind.DOCUMENT:
        return Place("coding", document=target.id)
    if target.link.kind is LinkKind.RESPONDENT:
        return Place("material", respondent=target.id)
    return Place("coding", page=f"memo/{target.id}")
