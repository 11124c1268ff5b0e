"""Rules out of files, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import ExportFailed, InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.exporters.replace_rules import write_rules
from qualcoder_peer.core.importers.replace_rules import read_rules

RULES = [
    ReplaceRule("Annika Westerlund", "Kim"),
    ReplaceRule("+46 70 123 45 67", "[telefonnummer]", PersonalKind.PHONE, RuleScope.EXACT),
    ReplaceRule("Träffen; \"Hörnet\", A/B", "[arbetsplats]", PersonalKind.WORKPLACE),
    ReplaceRule("=SUM(A1)", "x", PersonalKind.WORD, RuleScope.EXACT),
    ReplaceRule("李小龙", "R7"),
]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "regler.csv"
    write_rules(RULES, path)
    assert read_rules(path) == RULES
    assert path.read_bytes().startswith(b"\xef\xbb\xbfreal;replacement;kind;scope\r\n")
    with pytest.raises(ExportFailed, match="Nothing was written"):
        write_rules(RULES, tmp_path / "regler.docx")


@pytest.mark.parametrize(
    "text",
    [
        "real;replacement\nAnna;Kim\nBo;R2\n",
        "Replacement,note,REAL\nKim,x,Anna\nR2,,Bo\n",
        "Anna;Kim\nBo;R2\n",
        "Anna\tKim\nBo\tR2\n",
        "real;replacement;kind;scope\nAnna;Kim;;\nBo;R2;person;word\n",
    ],
)
def test_columns_by_name_or_by_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "regler.csv"
    path.write_text(text, encoding="utf-8")
    assert read_rules(path) == [ReplaceRule("Anna", "Kim"), ReplaceRule("Bo", "R2")]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("real;replacement;kind\nAnna;Kim;shoe\n", InvalidInput, "Row 2"),
        ("real;replacement;scope\nAnna;Kim;far\n", InvalidInput, "word, exact"),
        ("real;replacement\nAnna;Kim\n;R2\n", InvalidInput, "Row 3"),
        ("Anna\nBo\n", UnreadableFile, "two columns"),
        ("", UnreadableFile, "regler.csv"),
    ],
)
def test_what_is_no_rule(tmp_path: Path, text: str, error: type[Exception], words: str) -> None:
    path = tmp_path / "regler.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=words):
        read_rules(path)
