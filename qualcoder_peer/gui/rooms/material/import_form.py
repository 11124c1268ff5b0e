"""How one document will be stored: title, kind, date, how its file is read, speakers, and what is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QRadioButton, QWidget

from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.core.importers.sheet import SheetShape
from qualcoder_peer.core.text.encodings import ENCODINGS, PREVIEW_HINT
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.rooms.material.dates import typed_date
from qualcoder_peer.gui.rooms.material.import_items import ImportItem
from qualcoder_peer.gui.rooms.material.import_notices import EarlierNotice, LeftOutList, RulesLine
from qualcoder_peer.gui.rooms.material.import_options import CommentsBox, FormatBox
from qualcoder_peer.gui.rooms.material.import_speakers import FoundSpeakers
from qualcoder_peer.gui.rooms.material.pane import Facts, Pane, words
from qualcoder_peer.gui.rooms.material.people import PeopleModel
from qualcoder_peer.gui.rooms.material.speakers_box import PatternField
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, button, column, label, row

_MOST_ATTRIBUTES = 12


@dataclass(frozen=True, slots=True)
class Among:
    """How a document stands among the others of the import: how many of them have broken lines, and how many files
    besides its own have comments or the same format."""

    wrapped: int = 0
    commented: int = 0
    same_format: int = 0


class ImportForm(Pane):
    """``read_again`` asks to read the file anew with (encoding, unwrap, pattern); ``edited`` tells of the rest."""

    edited = Signal()
    read_again = Signal(object, bool, object)
    unwrap_all = Signal()

    def __init__(self, people: PeopleModel) -> None:
        super().__init__()
        self._item: ImportItem | None = None
        self.earlier = EarlierNotice()
        self.rules = RulesLine()
        self.box.addWidget(self.earlier)
        self.box.addWidget(self.rules)
        self._make_facts()
        self._make_wrapping()
        self.file_fault = words("danger")
        self.format = FormatBox()
        self.comments = CommentsBox()
        self.box.addWidget(self.file_fault)
        self.box.addWidget(self.format)
        self.box.addWidget(self.comments)
        self._speakers_part = QWidget()
        part = column(self._speakers_part, gap=GAP)
        part.setContentsMargins(0, GAP, 0, 0)
        part.addWidget(label("Speakers", "section"))
        self.pattern = PatternField()
        self.pattern.chosen.connect(self._ask)
        part.addWidget(self.pattern)
        self.fault = words("danger")
        part.addWidget(self.fault)
        self.speakers = FoundSpeakers(people)
        part.addWidget(self.speakers)
        self.box.addWidget(self._speakers_part)
        self.left_out = LeftOutList()
        self.box.addWidget(self.left_out)
        self.box.addStretch(1)
        live_call(self, self._retranslate)

    def show_item(
        self,
        item: ImportItem,
        names: Mapping[str, str],
        known: Collection[str],
        among: Among,
        shape: SheetShape | None = None,
    ) -> None:
        """Show a document; ``names`` are who its labels will be, ``shape`` what is in its sheet."""
        other = item is not self._item
        self._item = item
        self.earlier.show_item(item)
        self.rules.show_item(item)
        self.format.show_item(item, shape, among.same_format)
        self.comments.show_item(item, among.commented)
        for shown, of_pattern in ((self.fault, True), (self.file_fault, False)):
            told = item.fault if (item.fault_of == "pattern") == of_pattern else None
            shown.setText(say(told) if told is not None else "")
            shown.setVisible(told is not None)
        preview = item.preview
        for part in (self.facts, self._speakers_part):
            part.setVisible(preview is not None)
        self.left_out.show_left_out(preview.left_out if preview is not None else ())
        self._show_encoding(item)
        self._show_wrapping(item, among.wrapped)
        self._show_attributes(item)
        if preview is None:
            return
        if other or not self.title.hasFocus():
            self.title.setText(preview.title)
            self.title.setCursorPosition(0)
        if other or not self.date.hasFocus():
            self.date.setText(preview.date)
        self.kind.setCurrentIndex(self.kind.findData(preview.kind.value))
        if other or not self.pattern.line.hasFocus():
            self.pattern.show_pattern(item.options.speakers)
        self.speakers.show_speakers(item, names, known)

    # Private

    def _make_facts(self) -> None:
        facts = Facts()
        self.title, self.kind, self.date = QLineEdit(), QComboBox(), QLineEdit()
        self.title.editingFinished.connect(self._set_title)
        self.kind.activated.connect(self._set_kind)
        self.date.editingFinished.connect(self._set_date)
        live(self.date, "setPlaceholderText", "2026-05-04")
        self.encoding = QComboBox()
        self.encoding.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.encoding.activated.connect(lambda _place: self._ask())
        self.encoding_hint = label(PREVIEW_HINT, "small", wrap=True)
        facts.add_field("Title", self.title)
        facts.add_field("Kind", self.kind)
        facts.add_field("Date", self.date)
        facts.add_field("Encoding", self.encoding)
        self.facts = facts
        self.box.addWidget(facts)
        self.box.addWidget(self.encoding_hint)
        self.attributes = label("", "muted", wrap=True)
        self.box.addWidget(self.attributes)

    def _make_wrapping(self) -> None:
        self.wrapping = QFrame()
        set_role(self.wrapping, "message")
        self.wrapping.setProperty("kind", "warning")
        box = column(self.wrapping, margin=GAP + GAP_SMALL, gap=GAP_SMALL)
        heading = row(gap=GAP)
        heading.addWidget(IconLabel("triangle-alert", 16, "warning"))
        self.wrapping_words = label("", wrap=True)
        heading.addWidget(self.wrapping_words, 1)
        box.addLayout(heading)
        self.as_is, self.unwrapped = QRadioButton(), QRadioButton()
        live(self.as_is, "setText", "As in the file")
        live(self.unwrapped, "setText", "Line breaks undone")
        for choice in (self.as_is, self.unwrapped):
            box.addWidget(choice)
            choice.clicked.connect(lambda _checked=False: self._ask())
        self.all_files = button("Undo them in all files", role="link", on_click=self.unwrap_all.emit)
        box.addWidget(self.all_files)
        self.box.addWidget(self.wrapping)

    def _show_encoding(self, item: ImportItem) -> None:
        encoding = item.preview.encoding if item.preview is not None else None
        has = encoding is not None and item.has_encodings
        if has and encoding is not None:
            found = say(ENCODINGS[encoding]) if encoding in ENCODINGS else encoding
            self.encoding.setItemText(0, tr("Found: {encoding}", encoding=found))
            self.encoding.setCurrentIndex(max(0, self.encoding.findData(item.options.encoding or "")))
        self.facts.show_line(self.encoding, has)
        self.encoding_hint.setVisible(has and encoding not in ("utf-8", "utf-16"))

    def _show_attributes(self, item: ImportItem) -> None:
        """What the file says of the document besides, which becomes columns of the documents' table."""
        found = item.preview.attributes if item.preview is not None else ()
        told = [f"{name}: {value}" for name, value in found[:_MOST_ATTRIBUTES]]
        more = ["…"] if len(found) > _MOST_ATTRIBUTES else []
        live(self.attributes, "setText", literal(" · ".join([*told, *more])))
        self.attributes.setVisible(bool(told))

    def _show_wrapping(self, item: ImportItem, wrapped: int) -> None:
        preview = item.preview
        wrapping = preview.wrapping if preview is not None else None
        self.wrapping.setVisible(wrapping is not None)
        if wrapping is not None and preview is not None:
            live(
                self.wrapping_words,
                "setText",
                "The lines of this text are broken at about {width} characters.",
                width=wrapping.width,
            )
            (self.unwrapped if preview.unwrapped else self.as_is).setChecked(True)
            self.all_files.setVisible(wrapped > 1)

    def _retranslate(self) -> None:
        kind, encoding = self.kind.currentData(), self.encoding.currentData()
        self.kind.clear()
        for one, title in KIND_TITLES.items():
            self.kind.addItem(tr(title), one.value)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.encoding.clear()
        self.encoding.addItem("", "")
        for key, words_ in ENCODINGS.items():
            self.encoding.addItem(say(words_), key)
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(encoding)))

    def _set_title(self) -> None:
        item = self._item
        if item is not None and item.preview is not None and self.title.text() != item.preview.title:
            item.set_title(self.title.text())
            self.edited.emit()

    def _set_kind(self) -> None:
        if self._item is not None:
            self._item.set_kind(DocumentKind(self.kind.currentData()))
            self.edited.emit()

    def _set_date(self) -> None:
        if self._item is None:
            return
        date = typed_date(self.date.text())
        wrong = bool(date) and not _is_date(date)
        self.date.setProperty("wrong", wrong)
        set_role(self.date, "")
        if not wrong:
            self.date.setText(date)
            self._item.set_date(date)
            self.edited.emit()

    def _ask(self) -> None:
        unwrap = self.unwrapped.isChecked() and not self.wrapping.isHidden()
        encoding = self.encoding.currentData() or None
        self.read_again.emit(encoding, unwrap, self.pattern.pattern())


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
