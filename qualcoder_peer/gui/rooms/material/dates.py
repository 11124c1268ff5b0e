"""Dates as people type them, made into what the project stores (ISO 8601)."""

from __future__ import annotations

import re
from datetime import date


def typed_date(text: str) -> str:
    """``2026-05-04`` for 20260504, 2026/5/4, 4.5.2026 or 4/5-2026 (day first, as in Swedish, Danish and British use).

    What is no date comes back as it was typed; the core refuses it with a sentence.
    """
    cleaned = text.strip()
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
