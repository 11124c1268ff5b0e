"""The language of the window: ``tr`` for a text used once, ``live`` for one that stays on the screen.

    live(button, "setText", "Import")
    live(label, "setText", counted("{count} file", "{count} files", 3))
    live_call(self, self._show_numbers)          # anything else that shows words, numbers or dates

What is live is set now and again whenever the language changes. The source text is English and stands in the code;
the translations are those of ``core/i18n.py``.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from datetime import datetime, timezone

import shiboken6
from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.i18n import LANGUAGES, Texts, texts

_LOCALES = {"sv": "sv_SE", "da": "da_DK", "en": "en_GB"}


class Languages(QObject):
    """Which language is shown. ``changed`` carries its key after every live text has been set."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.current = "en"
        self._translator: QTranslator | None = None
        self._texts: dict[tuple[int, str], tuple[weakref.ref[object], Message]] = {}
        self._calls: dict[int, tuple[weakref.ref[object], list[Callable[[], Callable[[], object] | None]]]] = {}

    @property
    def texts(self) -> Texts:
        """The catalogue of the language that is shown."""
        return texts(self.current)

    def choose(self, language: str) -> None:
        """Show another language (a key of LANGUAGES), in Qt's own dialogs too."""
        language = language if language in LANGUAGES else "en"
        self._switch_qt(language)
        if language == self.current:
            return
        self.current = language
        for key in list(self._texts):  # of the keys alone: what forgets a dead owner may run at any allocation
            kept = self._texts.get(key)
            widget = kept[0]() if kept is not None else None
            if kept is None or not _alive(widget):
                self._texts.pop(key, None)
                continue
            getattr(widget, key[1])(self.texts.say(kept[1]))
        for number in list(self._calls):
            callers = self._calls.get(number)
            if callers is None or not _alive(callers[0]()):
                self._calls.pop(number, None)
                continue
            for call in list(callers[1]):
                function = call()
                if function is not None:
                    function()
        self.changed.emit(language)

    def keep_text(self, owner: object, setter: str, message: Message) -> None:
        """Set a text now and at each change of language, in place of what this setter was given before."""
        key = (id(owner), setter)
        self._texts[key] = (weakref.ref(owner, lambda _dead: self._texts.pop(key, None)), message)
        getattr(owner, setter)(self.texts.say(message))

    def keep_call(self, owner: object, function: Callable[[], object]) -> None:
        """Call a function now and at each change of language, as long as ``owner`` lives."""
        number = id(owner)
        if number not in self._calls:
            calls: list[Callable[[], Callable[[], object] | None]] = []

            def forget(_dead: object = None) -> None:
                if number in self._calls and self._calls[number][1] is calls:  # not of a later object with this id
                    del self._calls[number]

            self._calls[number] = (weakref.ref(owner, forget), calls)
            if isinstance(owner, QObject):  # the function may hold the owner, which then never dies in Python
                owner.destroyed.connect(forget)
        bound = getattr(function, "__self__", None) is owner
        kept: Callable[[], Callable[[], object] | None] = (
            weakref.WeakMethod(function) if bound else lambda: function
        )
        self._calls[number][1].append(kept)
        function()

    def live_count(self) -> int:
        """How many texts and calls are kept; for tests of leaks."""
        return len(self._texts) + len(self._calls)

    def _switch_qt(self, language: str) -> None:
        QLocale.setDefault(locale_of(language))
        if QCoreApplication.instance() is None:
            return
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and translator.load(f"qtbase_{language}", folder):
            QCoreApplication.installTranslator(translator)
            self._translator = translator


languages = Languages()


def tr(text: str, /, **parts: object) -> str:
    """A text in the language shown now, with its named parts."""
    return languages.texts(text, **parts)


def tr_n(singular: str, plural: str, count: int, /, **parts: object) -> str:
    """The form of a text that fits ``count``, which is also the part ``{count}`` (plain digits)."""
    return languages.texts.counted(singular, plural, count, **parts)


def say(message: Message | str) -> str:
    """A message of the core in the language shown now; a plain string is somebody's own words and stays."""
    return message if isinstance(message, str) else languages.texts.say(message)


def live(owner: object, setter: str, text: str | Message, /, **parts: object) -> None:
    """Set a text through ``owner.setter`` now and whenever the language changes."""
    languages.keep_text(owner, setter, text if isinstance(text, Message) else Message(text, parts))


def live_call(owner: object, function: Callable[[], object], /) -> None:
    """Call ``function`` now and whenever the language changes, as long as ``owner`` lives."""
    languages.keep_call(owner, function)


def set_language(language: str) -> None:
    """Show the whole program in another language."""
    languages.choose(language)


def locale_of(language: str) -> QLocale:
    """How a language writes numbers and dates."""
    return QLocale(_LOCALES.get(language, "en_GB"))


def number(value: float, decimals: int = 0) -> str:
    """A number as the language shown now writes it."""
    here = locale_of(languages.current)
    return here.toString(float(value), "f", decimals) if decimals else here.toString(round(value))


def percent(part: float, whole: float) -> str:
    """``part`` of ``whole`` in whole per cent; a dash when there is no whole."""
    if not whole:
        return "–"
    return tr("{number} %", number=number(100 * part / whole))


def when(moment: str, *, seconds: bool = False) -> str:
    """An ISO 8601 time of the project (UTC) as local date and time; other text comes back as it is."""
    parsed = _moment(moment)
    if parsed is None:
        return moment
    local = parsed.astimezone()
    date = QDate(local.year, local.month, local.day)
    time = local.strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{locale_of(languages.current).toString(date, QLocale.FormatType.ShortFormat)} {time}"


def day(moment: str) -> str:
    """The date of an ISO 8601 date or time in words (3 March 2026); other text comes back as it is."""
    parsed = _moment(moment)
    if parsed is None:
        return moment
    shown = parsed if len(moment) <= 10 else parsed.astimezone()
    pattern = "d. MMMM yyyy" if languages.current == "da" else "d MMMM yyyy"
    return locale_of(languages.current).toString(QDate(shown.year, shown.month, shown.day), pattern)


def _moment(text: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)


def _alive(owner: object | None) -> bool:
    return owner is not None and (not isinstance(owner, QObject) or shiboken6.isValid(owner))
