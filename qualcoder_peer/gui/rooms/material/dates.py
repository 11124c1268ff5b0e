"""Dates as people type and read them, and as the project stores them (ISO 8601)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale

from qualcoder_peer.core.domain.values import date_of
from qualcoder_peer.gui.i18n import languages, locale_of


def typed_date(text: str) -> str:
    """``2026-05-04`` for 20260504, 2026/5/4, 4.5.2026 or 4/5-2026 (day first, as in Swedish, Danish and British use).

    What is no date comes back as it was typed; the core refuses it with a sentence.
    """
    cleaned = text.strip()
    known = date_of(cleaned)
    if known is not None:
        return known
    numbers = re.findall(r"\d+", cleaned)
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers) != 3 or re.search(r"[^\d\s./\-]", cleaned):
        return cleaned
    if len(numbers[2]) == 4:
        numbers.reverse()
    if len(numbers[0]) != 4:
        return cleaned
    try:
        return date(int(numbers[0]), int(numbers[1]), int(numbers[2])).isoformat()
    except ValueError:
        return cleaned


def short_day(stored: str) -> str:
    """A stored date in figures as the language of the window writes it; other text comes back as it is."""
    return _short(stored, languages.current) if stored else ""


@lru_cache(maxsize=4_096)
def _short(stored: str, language: str) -> str:
    day = QDate.fromString(stored, "yyyy-MM-dd")
    return locale_of(language).toString(day, QLocale.FormatType.ShortFormat) if day.isValid() else stored
