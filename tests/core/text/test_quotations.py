"""The one judge of printed forms: what the rules permit is edited, all else deviates and is told word by word."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.text.quotation_alignment import Change
from qualcoder_peer.core.text.quotations import (
    HESITATIONS,
    EditingRules,
    QuotationStatus,
    compare,
    counted_words,
    usual_rules,
)
from tests.support.growth import assert_growth, seconds

EXACT, EDITED, DEVIATES = QuotationStatus.EXACT, QuotationStatus.EDITED, QuotationStatus.DEVIATES
RULES = EditingRules(HESITATIONS["sv"], (("Anna", "Kim"), ("Solgården", "boendet")), frozenset({"Robin"}))
SAID = "Jag, eh, kände igen mig i det som de berättade … man var inte ensam längre. Då ringde Anna, hos Annas mamma."


@pytest.mark.parametrize(
    "printed, original, status",
    [
        ("man var inte ensam", "man var inte ensam", EXACT),
        ("man  var\u00a0inte\nensam", "man var inte ensam", EXACT),
        ("han sa ’kom’ – nu", "han sa \"kom\" — nu", EXACT),
        ("e\u0301lan o\u0308ver", "élan över", EXACT),
        ("över\u00adsikt", "översikt", EXACT),
        ("det var bra …", "det var bra ...", EXACT),
        ("stödet fanns", "stö-\ndet fanns", EXACT),
        ("Man var inte ensam.", "man var inte ensam", EDITED),
        ("man var inte ensam", "Man var inte ensam.", EDITED),
        ("man var […] ensam", "man var inte ensam", EDITED),
        ("man [...] ensam", "man var inte ensam", EDITED),
        ("man (…) ensam", "man var inte ensam", EDITED),
        ("man … ensam", "man var inte ensam", EDITED),
        ("man /.../ ensam", "man var inte ensam", EDITED),
        ("man – – – ensam", "man var inte ensam", EDITED),
        ("… inte ensam", "inte ensam", EDITED),
        ("[kvinnan] var inte ensam", "hon var inte ensam", EDITED),
        ("man var [då] inte ensam", "man var inte ensam", EDITED),
        ("man var (på den tiden) inte ensam", "man var inte ensam", EDITED),
        ("[M]an var inte ensam", "man var inte ensam", EDITED),
        ("hen[ne] såg jag", "hen såg jag", EDITED),
        ("Jag kände igen mig", "Jag, eh, kände igen mig", EDITED),
        ("Jag kände igen mig", "Eh, jag kände igen mig", EDITED),
        ("det var (paus) bra", "det var bra", EDITED),
        ("det var bra", "det var (paus) bra", EDITED),
        ("det var bra", "det var … bra", EDITED),
        ("Kim ringde", "Anna ringde", EDITED),
        ("hos Kims mamma", "hos Annas mamma", EDITED),
        ("och då ringde Robin hem", "och då ringde Birgitta hem", EDITED),
        ("Bra. […] Det var slut", "bra, tycker jag, men det var slut", EDITED),
        ("man var ensam", "man var inte ensam", DEVIATES),
        ("man var inte så ensam", "man var inte ensam", DEVIATES),
        ("man var aldrig ensam", "man var inte ensam", DEVIATES),
        ("ensam man var inte", "man var inte ensam", DEVIATES),
        ("man Var inte ensam", "man var inte ensam", DEVIATES),
        ("man var, inte ensam", "man var inte ensam", DEVIATES),
        ("man var inte ensam!", "man var inte ensam", DEVIATES),
        ("[En lång berättelse om allt som hände då] ensam", "a b c d e f g h i j k l m n o ensam", DEVIATES),
        ("då ringde Robin hem", "då ringde grannen hem", DEVIATES),
        ("Anna ringde", "Kim ringde", DEVIATES),
        ("[…]", "man var inte ensam", DEVIATES),
        ("", "man var inte ensam", DEVIATES),
        ("man var inte ensam", "", DEVIATES),
        ("det är ju bra", "det är, liksom, ju bra", DEVIATES),
    ],
)
def test_what_the_rules_permit(printed: str, original: str, status: QuotationStatus) -> None:
    found = compare(printed, original, RULES)
    assert found.status is status, found
    assert (found.similarity == 1) == (status is not DEVIATES)
    assert 0 <= found.similarity <= 1


def test_hesitations_only_where_they_were_declared() -> None:
    assert compare("Jag kom", "Jag, eh, kom").status is DEVIATES
    assert compare("Jag kom", "Jag, eh, kom", usual_rules("sv")).status is EDITED
    assert compare("det er bra", "det bra", usual_rules("da")).status is DEVIATES
    assert compare("det bra", "det er bra", usual_rules("da")).status is DEVIATES  # a hesitation in English alone
    assert compare("jag kom", "jag liksom kom", EditingRules(("liksom",))).status is EDITED


def test_the_difference_is_told_word_by_word() -> None:
    found = compare("Jag kände igen dig […] man var ensam längre", SAID.split(". ")[0], RULES)
    assert found.status is DEVIATES
    wrong = [(part.change, part.printed, part.original) for part in found.parts if not part.allowed]
    assert wrong == [(Change.CHANGED, "dig", "mig"), (Change.LEFT_OUT, "", "inte")]
    allowed = [(part.change, part.printed, part.original) for part in found.parts if part.allowed]
    assert (Change.LEFT_OUT, "", ", eh,") in allowed
    assert (Change.CHANGED, "[…]", "i det som de berättade …") in allowed


def test_the_parts_hold_every_word_of_both() -> None:
    printed, original = "Jag kände igen dig […] man var (då) ensam längre", SAID
    found = compare(printed, original, RULES)
    assert "".join("".join(part.printed.split()) for part in found.parts) == "".join(printed.split())
    assert "".join("".join(part.original.split()) for part in found.parts) == "".join(original.split())


def test_words_of_the_speaker_are_counted() -> None:
    assert counted_words("[Robin har gett mig] stöd (myndighet) i … allt") == 3
    assert counted_words("[…]") == 0


def test_very_long_texts_are_compared_in_parts() -> None:
    words = [f"ord{number}" for number in range(3_000)]
    changed = [*words[:1_500], "annat", *words[1_501:]]
    found = compare(" ".join(changed), " ".join(words))
    assert [(part.printed, part.original) for part in found.parts if not part.allowed] == [("annat", "ord1500")]
    shortened = [*words[:100], "[…]", *words[2_900:]]
    assert compare(" ".join(shortened), " ".join(words)).status is EDITED


def test_many_pseudonyms_cost_nothing() -> None:
    printed = " ".join(f"ord{number}" for number in range(60)) + " […] nu"
    original = printed.replace("[…]", "och sedan") + " då"

    def cost(names: int) -> float:
        rules = EditingRules((), (), frozenset(f"Namn {number}" for number in range(names)))
        compare(printed, original, rules)  # names are looked at once
        return seconds(lambda: [compare(printed, original, rules) for _ in range(10)])

    assert_growth(cost, 10, 2_000, 2)


WORD = st.text("abcdefghijklmnopåäö", min_size=1, max_size=7).filter(lambda word: word not in HESITATIONS["sv"])
SENTENCE = st.lists(WORD, min_size=4, max_size=25, unique=True)
HONEST = st.lists(
    st.tuples(
        st.sampled_from(("leave out", "clarify", "replace", "add", "hesitate", "pause")), st.integers(0, 200),
        st.integers(1, 3),
    ),
    max_size=4,
)  # fmt: skip


def honestly_edited(words: list[str], edits: list[tuple[str, int, int]]) -> tuple[str, str]:
    """A printed form made by what every writer may do, and its original; one edit a stretch, one word kept at least."""
    printed, said, kept = [], [], 0
    at = 0
    waiting = {place % max(1, len(words) - 1) + 1: (what, many) for what, place, many in edits}
    while at < len(words):
        what, many = waiting.get(at, ("", 1))
        piece = words[at : at + many] if what in ("leave out", "replace") else words[at : at + 1]
        if what == "leave out":
            printed.append(("[…]", "…", "[...]")[many - 1])
        elif what == "replace":
            printed.append("[" + "x" * many + "]")
        else:
            printed += {"clarify": ["[zz]"], "add": ["(zz zz)"]}.get(what, [])
            said += {"hesitate": ["eh,"], "pause": ["…"]}.get(what, [])
            printed += piece
            kept += len(piece)
        said += piece
        at += len(piece)
    return " ".join(printed), " ".join(said)


@settings(max_examples=300, deadline=None)
@given(SENTENCE, HONEST, st.booleans(), st.booleans())
@example(["a", "b", "c", "d"], [("hesitate", 0, 1), ("leave out", 1, 1)], True, True)
@example(["a", "b", "aa", "aaa"], [("leave out", 0, 2), ("pause", 80, 1)], False, False)
def test_what_is_honestly_edited_never_deviates(
    words: list[str], edits: list[tuple[str, int, int]], capital: bool, stop: bool
) -> None:
    printed, original = honestly_edited(words, edits)
    if capital:
        printed = printed[0].upper() + printed[1:]
    if stop:
        printed += "."
    assert compare(printed, original, usual_rules("sv")).status is not DEVIATES, (printed, original)


@settings(max_examples=300, deadline=None)
@given(SENTENCE, st.integers(0, 200), st.sampled_from(("change", "drop", "add", "swap")))
def test_what_was_changed_is_never_honest(words: list[str], place: int, what: str) -> None:
    at = place % (len(words) - 1)
    printed = list(words)
    if what == "change":
        printed[at] = "qqq"
    elif what == "drop":
        del printed[at]
    elif what == "add":
        printed.insert(at, "qqq")
    else:
        printed[at], printed[at + 1] = printed[at + 1], printed[at]
    found = compare(" ".join(printed), " ".join(words), usual_rules("sv"))
    assert found.status is DEVIATES
    assert found.similarity < 1
    assert any(not part.allowed for part in found.parts)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_can_be_compared(printed: str, original: str) -> None:
    found = compare(printed, original, RULES)
    assert 0 <= found.similarity <= 1
    assert (found.status is EXACT) <= (found.similarity == 1)
    if any(char.isalnum() for char in original):
        assert compare(original, original, RULES).status in (EXACT, EDITED, DEVIATES)
