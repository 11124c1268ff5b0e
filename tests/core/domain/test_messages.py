"""Texts kept apart from the language they will be read in, and errors that are sentences."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import InvalidInput, UserError
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.i18n import texts

_plain = st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none())
_messages = st.recursive(
    st.builds(lambda words: literal(words), st.text(max_size=20)),
    lambda inner: st.builds(
        lambda parts, count: Message("One {a}", parts, "{count} of {a}" if count is not None else None, count),
        st.fixed_dictionaries({"a": st.one_of(_plain, inner)}),
        st.one_of(st.none(), st.integers(0, 9)),
    ),
    max_leaves=4,
)


@settings(derandomize=True, max_examples=60)
@given(_messages)
def test_a_message_comes_back_from_the_journal_as_it_was(one: Message) -> None:
    again = Message.from_json(one.to_json())
    assert again == one
    assert texts("en").say(again) == texts("en").say(one)


def test_what_is_no_message_is_shown_as_it_stands() -> None:
    for stored in ("", "words", "{", "[1]", "3", '{"no": "text"}', "{name} {0}"):
        assert texts("sv").say(Message.from_json(stored)) == stored


@settings(derandomize=True, max_examples=60)
@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_a_sentence_can_always_be_printed(name: str) -> None:
    error = InvalidInput("There is no “{name}” in “{where}”.", name=name, where=literal("A"))
    assert isinstance(error, UserError)
    str(error).encode()
    if name.isascii():
        assert str(error) == f"There is no “{name}” in “A”."


def test_counts_choose_the_form() -> None:
    say = texts("en").say
    assert say(counted("Code {count} segment", "Code {count} segments", 1)) == "Code 1 segment"
    assert say(counted("Code {count} segment", "Code {count} segments", 0)) == "Code 0 segments"
    assert say(message("Rename “{old}”", old="{new}")) == "Rename “{new}”"
