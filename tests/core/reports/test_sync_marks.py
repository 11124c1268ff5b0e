"""The hidden bookmarks by which controls are found again when their tags are lost."""

from __future__ import annotations

from typing import Any

from qualcoder_peer.core.reports.controls import ControlTag, find_controls
from qualcoder_peer.core.reports.sync_marks import add_marks, mark_name, rename_marks, restore_controls
from tests.core.reports.edited import W, element, unbalanced, words

LONG = "f-method-saturation-and-more"


def body(key: str, *, runs: bool = False) -> Any:
    """A body with one control."""
    inner = "<w:r><w:t>ett två</w:t></w:r>"
    held = inner if runs else f"<w:p>{inner}</w:p><w:p><w:r><w:t>tre</w:t></w:r></w:p>"
    control = (
        f'<w:sdt><w:sdtPr><w:tag w:val="qcp1:0123abcd:{key}:89abcdef"/></w:sdtPr><w:sdtContent>{held}'
        "</w:sdtContent></w:sdt>"
    )
    made = element(f"<w:body><w:p>{control if runs else ''}<w:r><w:t>fyra</w:t></w:r></w:p></w:body>")
    if not runs:
        made.append(element(control))
    return made


def without_tags(root: Any) -> Any:
    """What is left when the controls are gone and the bookmarks are not."""
    for sdt in list(root.iter(f"{W}sdt")):
        for child in list(sdt.find(f"{W}sdtContent")):
            sdt.addprevious(child)
        sdt.getparent().remove(sdt)
    return root


def test_names_are_short_enough_for_word_and_tell_keys_apart() -> None:
    keys = ("q1", "t-codebook", LONG, LONG + "x", "f-who1234567890123456789")
    names = [mark_name(ControlTag("0123abcd", key, "89abcdef"), 999) for key in keys]
    assert len(set(names)) == len(keys) and max(map(len, names)) <= 40
    assert all(name.replace("_", "").isalnum() and name.startswith("_") for name in names)


def test_controls_come_back_as_they_were() -> None:
    for key in ("q12", "t-codebook", LONG):
        for runs in (False, True):
            root = body(key, runs=runs)
            add_marks(root)
            add_marks(root)
            assert len(list(root.iter(f"{W}bookmarkStart"))) == 1
            said = words(next(find_controls(root))[0])
            without_tags(root)
            assert restore_controls(root, [LONG]) == 1
            element_, tag = next(find_controls(root))
            assert (str(tag), words(element_)) == (f"qcp1:0123abcd:{key}:89abcdef", said)
            assert unbalanced(root) == [] and restore_controls(root, [LONG]) == 0


def test_a_digest_that_nobody_knows_is_left_alone() -> None:
    root = body(LONG)
    add_marks(root)
    without_tags(root)
    assert restore_controls(root, []) == 0 and list(find_controls(root)) == []


def test_a_new_tag_is_told_to_the_bookmark() -> None:
    root = body("q12")
    add_marks(root)
    control, old = next(find_controls(root))
    rename_marks(control, old, ControlTag(old.project, old.key, "00000000"))
    assert [one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")] == ["_qcp_0123abcd_00000000_q12"]


def test_a_copy_made_in_libreoffice_is_of_the_same_thing() -> None:
    for key in ("q12", "t-codebook", LONG):
        root = body(key)
        add_marks(root)
        without_tags(root)
        start = next(root.iter(f"{W}bookmarkStart"))
        start.set(f"{W}name", start.get(f"{W}name") + "_Copy_1")
        assert restore_controls(root, [LONG]) == 1
        assert str(next(find_controls(root))[1]) == f"qcp1:0123abcd:{key}:89abcdef"
