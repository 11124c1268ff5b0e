"""Words that change in the middle, so that no stemmer joins their forms: modest lists, written for this program.

Verbs and adjectives are known by the very forms in a row; a verb with a prefix (*förstå*, *uppfatta*) by the forms of
the verb behind it. Nouns are known by the stems of the forms, so that articles and genitives come along.
"""

from __future__ import annotations


def keys_of(word: str, stem: str, language: str) -> list[str]:
    """The keys (``=`` and the first word of the row) of the rows that a word in lower case belongs to."""
    return []


def forms_of(key: str, language: str) -> list[str]:
    """What the words of a row begin with."""
    return []
