"""Languages without Qt."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.domain.messages import literal, message
from qualcoder_peer.core.i18n import LANGUAGES, system_language, texts


def test_english_is_the_source_and_other_words_read_english() -> None:
    for language in ("en", "xx", ""):
        assert texts(language).language == "en"
        assert texts(language)("There is no “{name}”.", name="å") == "There is no “å”."
        assert texts(language).counted("{count} quote", "{count} quotes", 2) == "2 quotes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_in_the_catalogue_reads_english(language: str) -> None:
    say = texts(language)
    assert say("Nobody ever wrote this {thing}.", thing="{x}") == "Nobody ever wrote this {x}."
    assert say.say(message("Outer {inner}", inner=literal("{braces}"))) == "Outer {braces}"
    assert say.say(message("")) == ""
    assert say.counted("{count} zyx", "{count} zyxes", 1) == "1 zyx"
    assert texts(language) is say


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "da_DK"}, "da"),
        ({"LANG": "nb_NO.UTF-8"}, "da"),
        ({"LANG": "nn"}, "da"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_ALL": "en_GB", "LANG": "sv_SE"}, "en"),
        ({"LC_ALL": "", "LANGUAGE": "sv:en", "LANG": "en_US"}, "sv"),
        ({"LANG": "Swedish_Sweden.1252"}, "sv"),
    ],
)
def test_the_language_of_the_surroundings(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language
