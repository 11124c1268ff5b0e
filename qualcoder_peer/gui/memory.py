"""Freed memory is kept for the next text instead of being given back to the system at each key press."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h of glibc
_LARGEST_KEPT = 32 * 1024 * 1024  # the most that glibc takes for it on 64 bits (mallopt(3))
_KEPT = 48 * 1024 * 1024


def keep_freed_memory() -> bool:
    """Have glibc keep up to 48 MB of freed memory. Returns whether this is glibc and does.

    A text of 2 million characters takes up to 8 MB, and each letter typed in it makes it anew. By itself glibc asks
    the system for so large a piece and gives it back each time, and the system fills it with zeros, page by page: a
    quarter of opening such a text, and most of making it anew at a letter. Source: mallopt(3), M_MMAP_THRESHOLD,
    M_TRIM_THRESHOLD.
    """
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018  # others have a mallopt of another kind, or none
        adjust = library.mallopt
    except (AttributeError, OSError, TypeError):  # TypeError: Windows has no library of the program itself
        return False
    return bool(adjust(_M_MMAP_THRESHOLD, _LARGEST_KEPT)) and bool(adjust(_M_TRIM_THRESHOLD, _KEPT))
