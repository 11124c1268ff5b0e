"""Help beside the room (F1): what the room is for and which keys do it, in the language of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.help_pages import PAGES, HelpPages, Hit
from qualcoder_peer.gui.i18n import languages, live, live_call, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.basics import SearchField, button, column, row

_HIT = Qt.ItemDataRole.UserRole


class HelpText(QTextBrowser):
    """Formatted words that load nothing: no pictures, no files, no addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.document().setDocumentMargin(GAP_LARGE)
        self.document().setIndentWidth(GAP_LARGE + GAP_SMALL)

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Nothing is fetched."""
        return None

    def show_markdown(self, words: str) -> None:
        """Show a page; keys (written as code) look like keys."""
        self.document().setDefaultFont(themes.font())
        self.setMarkdown(words)
        theme = themes.current
        self.document().blockSignals(True)
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            air = QTextBlockFormat()
            air.setTopMargin(GAP_LARGE if level > 1 else 0)
            air.setBottomMargin(GAP_SMALL if level else GAP)
            air.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            QTextCursor(block).mergeBlockFormat(air)
            marks: list[tuple[int, int, QTextCharFormat]] = []
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                look = _look(piece.charFormat(), level, theme.hover, theme.link)
                if look is not None:
                    marks.append((piece.position(), piece.length(), look))
                pieces += 1
            for place, length, look in marks:
                cursor = QTextCursor(self.document())
                cursor.setPosition(place)
                cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
                if level:
                    cursor.setCharFormat(look)  # a size that Qt adds to headings cannot be merged away
                else:
                    cursor.mergeCharFormat(look)
            block = block.next()
        self.document().blockSignals(False)
        self.document().markContentsDirty(0, self.document().characterCount())

    def go_to(self, heading: str) -> None:
        """Scroll to a heading, and read on from there."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text() == heading:
                self.setTextCursor(QTextCursor(block))
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - GAP)
                return
            block = block.next()


class HelpPanel(QWidget):
    """A choice of pages, a search over all of them, and the page."""

    def __init__(self, actions: ActionRegistry, settings: Settings, show_keys: Callable[[], object]) -> None:
        super().__init__()
        self.pages = HelpPages(actions, settings)
        self.page = ""
        self._behind: list[str] = []
        self.choice = QComboBox()
        self.choice.activated.connect(lambda at: self.open(PAGES[at]))
        self.back_button = QToolButton()
        self.back_button.clicked.connect(self.back)
        self.search = SearchField("Search the help")
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.text = HelpText()
        self.text.anchorClicked.connect(self._follow)
        self.hits = QListWidget()
        self.hits.setWordWrap(True)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.itemClicked.connect(self._open_hit)
        self.hits.itemActivated.connect(self._open_hit)
        self.keys_button = button("All keys", "keyboard", "link", show_keys)
        self._soon = QTimer(self, singleShot=True, interval=50)
        self._soon.timeout.connect(self._show)
        self._lay_out()
        actions.changed.connect(self._soon.start)
        themes.changed.connect(self._show)
        live_call(self, self._retranslate)

    def open(self, place: str) -> None:
        """Show a page, from its beginning or, for ``PAGE/ACTION``, from the section that tells of an action."""
        page, _, action = place.partition("/")
        self._leave_search()
        if page in PAGES and page != self.page:
            if self.page:
                self._behind.append(self.page)
            self._set(page)
        section = self.pages.section(self.page, languages.current, action) if action and page == self.page else ""
        if section:
            self.text.go_to(section)

    @Slot()
    def back(self) -> None:
        """Show the page before."""
        if self._behind:
            self._set(self._behind.pop())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field: Down goes to what was found, Enter opens the first, Escape ends the search."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not self.search.text():
            return False
        if event.key() == Qt.Key.Key_Escape:
            self._leave_search()
        elif event.key() == Qt.Key.Key_Down and self.hits.count():
            self.hits.setCurrentRow(0)
            self.hits.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hits.count():
            self._open_hit(self.hits.item(0))
        else:
            return False
        return True

    def _set(self, page: str) -> None:
        self.page = page
        self.choice.setCurrentIndex(PAGES.index(page))
        self.back_button.setEnabled(bool(self._behind))
        self._leave_search()
        self._show()
        self.text.verticalScrollBar().setValue(0)

    @Slot()
    def _show(self) -> None:
        """The page with the words, keys and colours of now, where one had come to."""
        place = self.text.verticalScrollBar().value()
        if self.page:
            self.text.show_markdown(self.pages.text(self.page, languages.current))
        self.text.verticalScrollBar().setValue(place)

    def _retranslate(self) -> None:
        self.choice.clear()
        self.choice.addItems([self.pages.title(page, languages.current) for page in PAGES])
        if self.page:
            self.choice.setCurrentIndex(PAGES.index(self.page))
        self._show()
        self._search(self.search.text())

    def _follow(self, address: QUrl) -> None:
        self.open(address.toString().partition(".md")[0])

    def _search(self, words: str) -> None:
        self.hits.clear()
        for hit in self.pages.find(words, languages.current):
            where = hit.title if hit.section == hit.title else f"{hit.title} › {hit.section}"
            item = QListWidgetItem(f"{where}\n{hit.excerpt}".strip())
            item.setData(_HIT, hit)
            self.hits.addItem(item)
        if words.strip() and not self.hits.count():
            nothing = QListWidgetItem(tr("Nothing in the help has these words."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.hits.addItem(nothing)
        self._faces.setCurrentWidget(self.hits if words.strip() else self.text)

    def _open_hit(self, item: QListWidgetItem) -> None:
        hit = item.data(_HIT)
        if isinstance(hit, Hit):
            self.open(hit.page)
            self.text.go_to(hit.section)
            self.text.setFocus()

    def _leave_search(self) -> None:
        if self.search.text():
            self.search.clear()

    def _lay_out(self) -> None:
        set_icon(self.back_button, "arrow-left")
        for setter in ("setToolTip", "setAccessibleName"):
            live(self.back_button, setter, "Page before")
        live(self.choice, "setAccessibleName", "Page of the help")
        live(self.text, "setAccessibleName", "Help")
        live(self.hits, "setAccessibleName", "Found in the help")
        self.choice.setMinimumContentsLength(8)
        self.choice.setMaxVisibleItems(len(PAGES))
        head = row(gap=GAP_SMALL)
        head.addWidget(self.back_button)
        head.addWidget(self.choice, 1)
        top = column(gap=GAP)
        top.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP)
        top.addLayout(head)
        top.addWidget(self.search)
        self._faces = QStackedWidget()
        self._faces.addWidget(self.text)
        self._faces.addWidget(self.hits)
        foot = row()
        foot.setContentsMargins(GAP, GAP_SMALL, GAP_LARGE, GAP)
        foot.addWidget(self.keys_button)
        foot.addStretch(1)
        box = column(self, gap=0)
        box.addLayout(top)
        box.addWidget(self._faces, 1)
        box.addLayout(foot)
        self.setFocusProxy(self.text)

    def sizeHint(self) -> QSize:
        """As wide as the pane is."""
        return QSize(320, 400)


def _look(now: QTextCharFormat, level: int, ground: str, link: str) -> QTextCharFormat | None:
    """How a piece of text looks instead, if it is a heading, a key or a link."""
    look = QTextCharFormat()
    if level:
        look.setFont(themes.font("title" if level == 1 else "body"))
        look.setFontWeight(QFont.Weight.Bold)
        return look
    if now.fontFixedPitch():
        look.setFontFamilies(themes.font().families())
        look.setFontFixedPitch(False)
        look.setFontWeight(QFont.Weight.DemiBold)
        look.setBackground(QColor(ground))
        return look
    if now.isAnchor():
        look.setForeground(QColor(link))
        return look
    return None
